//! A report as an Excel workbook: one sheet, titles on top, the total at the bottom.
//!
//! Owns which cells are numbers. Leaves out formulas and charts. Invariant: every cell says what the
//! same cell of the CSV says. Excel keeps 15 digits, so a figure with more goes out as text, whole,
//! rather than as a number that is nearly it: 123456789012345.67 is a text, 1234.50 a number.

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError as Failure,
};
use thiserror::Error;

use super::{column_titles, is_figure, text, title};
use crate::sentence::Lang;
use crate::view::{ReportView, RowKind};

/// Digits that a number of Excel keeps.
const DIGITS: usize = 15;

/// Rows of a sheet, the titles included.
const ROWS: usize = 1_048_576;

/// Why there is no workbook.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum XlsxError {
    /// A sheet has no room for the report; CSV has.
    #[error("{rows} rows are more than a sheet holds")]
    TooLong {
        /// Rows of the report.
        rows: usize,
    },
    /// The workbook could not be written.
    #[error("the workbook could not be written: {message}")]
    Unwritten {
        /// The writer's words.
        message: String,
    },
}

impl From<Failure> for XlsxError {
    fn from(error: Failure) -> XlsxError {
        XlsxError::Unwritten { message: error.to_string() }
    }
}

/// The workbook's bytes.
pub fn xlsx(report: &ReportView, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let rows = report.rows.len() + 1 + usize::from(report.total.is_some());
    if rows > ROWS {
        return Err(XlsxError::TooLong { rows: report.rows.len() });
    }
    let mut workbook = Workbook::new();
    // The same report gives the same bytes, whenever it is made.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&title(&report.input.name, lang)))?;
    let bold = Format::new().set_bold();
    for (at, title) in column_titles(report, lang).iter().enumerate() {
        let figure = report.columns.get(at).is_some_and(|column| is_figure(column.kind));
        let head = if figure { bold.clone().set_align(FormatAlign::Right) } else { bold.clone() };
        sheet.write_string_with_format(0, place(at), title, &head)?;
        sheet.set_column_width(place(at), if figure { 14 } else { 18 })?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (at, row) in (1u32..).zip(&report.rows) {
        let plain = row.kind == RowKind::Plain;
        for (column, cell) in row.cells.iter().enumerate() {
            let heading = row.kind == RowKind::Heading && column == 0;
            let cell = if heading { text(lang, cell) } else { cell };
            write(sheet, report, (at, column), cell, !plain)?;
        }
    }
    if let Some(total) = &report.total {
        let at = u32::try_from(report.rows.len() + 1).unwrap_or(u32::MAX);
        for (column, cell) in total.iter().enumerate() {
            let named = column == 0 && cell.is_empty();
            let cell = if named { text(lang, "report.total") } else { cell };
            write(sheet, report, (at, column), cell, true)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// Columns of our reports are few.
fn place(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn write(
    sheet: &mut Worksheet,
    report: &ReportView,
    (row, column): (u32, usize),
    cell: &str,
    bold: bool,
) -> Result<(), XlsxError> {
    let base = if bold { Format::new().set_bold() } else { Format::new() };
    let figure = report.columns.get(column).is_some_and(|column| is_figure(column.kind));
    match number(cell).filter(|_| figure) {
        Some((exact, decimals)) => {
            let shown = base.set_num_format(shape(decimals));
            sheet.write_with_format(row, place(column), exact, &shown)?;
        }
        None if cell.is_empty() => {}
        None => {
            let shown = if figure { base.set_align(FormatAlign::Right) } else { base };
            sheet.write_string_with_format(row, place(column), cell, &shown)?;
        }
    }
    Ok(())
}

/// A figure as a number with its decimals; none where Excel would not keep all its digits.
fn number(cell: &str) -> Option<(Decimal, usize)> {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let decimals = cell.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let exact = cell.parse().ok()?;
    (digits <= DIGITS).then_some((exact, decimals))
}

/// `#,##0.00` for two decimals.
fn shape(decimals: usize) -> String {
    match decimals {
        0 => "#,##0".to_owned(),
        some => format!("#,##0.{}", "0".repeat(some)),
    }
}

/// A title as the name of a sheet, which may be 31 signs long and without some of them.
fn sheet_name(title: &str) -> String {
    let named: String = title.chars().filter(|sign| !r"[]:*?/\".contains(*sign)).take(31).collect();
    if named.is_empty() { "1".to_owned() } else { named }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;
    use crate::view::{ColumnKind, ColumnView, ReportInput, RowView};

    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook is a zip");
        let mut text = String::new();
        archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
        text
    }

    fn report(cells: [&str; 3]) -> ReportView {
        let column = |key: &str, kind| ColumnView { key: key.to_owned(), kind };
        let cells = cells.map(str::to_owned).to_vec();
        ReportView {
            input: ReportInput { name: "stock_status".to_owned(), ..ReportInput::default() },
            columns: vec![
                column("code", ColumnKind::Text),
                column("quantity", ColumnKind::Quantity),
                column("value", ColumnKind::Amount),
            ],
            rows: vec![RowView { kind: RowKind::Plain, cells, drill: None }],
            total: None,
            next: None,
            as_of_ms: None,
        }
    }

    #[test]
    fn figures_are_numbers_and_codes_are_texts() {
        let bytes = xlsx(&report(["0012", "-12.5", "1234.50"]), Lang::En).expect("a workbook");
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<v>-12.5</v>") && sheet.contains("<v>1234.5</v>"), "{sheet}");
        assert!(part(&bytes, "xl/sharedStrings.xml").contains("0012"));
        assert!(part(&bytes, "xl/styles.xml").contains("#,##0.00"));
        assert_eq!(bytes, xlsx(&report(["0012", "-12.5", "1234.50"]), Lang::En).expect("again"));
    }

    #[test]
    fn a_figure_that_excel_would_round_is_a_text() {
        let bytes = xlsx(&report(["1", "1", "123456789012345.67"]), Lang::En).expect("a workbook");
        assert!(part(&bytes, "xl/sharedStrings.xml").contains("123456789012345.67"));
        let bytes = xlsx(&report(["1", "1", "1234567890123.67"]), Lang::En).expect("a workbook");
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<v>1234567890123.67</v>"), "{sheet}");
    }
}
