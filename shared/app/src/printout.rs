//! Reports as files 报表输出: a table for reading, CSV and Excel for spreadsheets, JSON for programs.
//!
//! Owns columns, alignment and titles in the operator's language. Leaves out the figures: they come
//! as decimal strings and go out as they came. Invariant: CSV and JSON are the same in every
//! language, so that a program can rely on them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

mod base64;
mod xlsx;

pub use base64::base64;
pub use xlsx::{XlsxError, xlsx};

use crate::sentence::Lang;
use crate::view::{ColumnKind, ReportView, RowKind};

type Dictionary = BTreeMap<String, String>;

// The screens' own dictionaries: a title reads the same on paper and on the screen.
static ZH: LazyLock<Dictionary> =
    LazyLock::new(|| read(include_str!("../../../ui/src/i18n/zh-CN.json")));
static EN: LazyLock<Dictionary> =
    LazyLock::new(|| read(include_str!("../../../ui/src/i18n/en.json")));

fn read(json: &str) -> Dictionary {
    serde_json::from_str(json).expect("the dictionaries are flat objects of texts")
}

/// The text of a key on the screens; the key's last part when there is none.
fn text(lang: Lang, key: &str) -> &str {
    let dictionary = match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    };
    let last = key.rsplit('.').next().unwrap_or(key);
    dictionary.get(key).map_or(last, String::as_str)
}

/// The title of a report, by its name.
pub fn title(name: &str, lang: Lang) -> String {
    text(lang, &format!("report.{name}")).to_owned()
}

/// A table for reading, figures to the right:
///
/// ```text
/// 编号  名称  数量
/// ────  ────  ────
/// A1    牛奶     3
/// ```
pub fn table(report: &ReportView, lang: Lang) -> String {
    let titles = column_titles(report, lang);
    let mut rows: Vec<Vec<String>> = Vec::with_capacity(report.rows.len() + 1);
    for row in &report.rows {
        let mut cells = row.cells.clone();
        if let (RowKind::Heading, Some(first)) = (row.kind, cells.first_mut()) {
            *first = text(lang, first).to_owned();
        }
        rows.push(cells);
    }
    if let Some(total) = &report.total {
        let mut cells = total.clone();
        if let Some(first) = cells.first_mut().filter(|first| first.is_empty()) {
            *first = text(lang, "report.total").to_owned();
        }
        rows.push(cells);
    }
    let widths: Vec<usize> = (0..titles.len())
        .map(|at| {
            let cells = rows.iter().filter_map(|row| row.get(at));
            cells.chain([&titles[at]]).map(|cell| width(cell)).max().unwrap_or(0)
        })
        .collect();
    let right: Vec<bool> = report.columns.iter().map(|column| is_figure(column.kind)).collect();
    let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    let mut out = String::new();
    let total_at = rows.len() - usize::from(report.total.is_some());
    line(&mut out, &titles, &widths, &right);
    line(&mut out, &rule, &widths, &right);
    for (at, row) in rows.iter().enumerate() {
        if report.total.is_some() && at == total_at {
            line(&mut out, &rule, &widths, &right);
        }
        line(&mut out, row, &widths, &right);
    }
    out
}

fn column_titles(report: &ReportView, lang: Lang) -> Vec<String> {
    let title = |key: &str| text(lang, &format!("report.column.{key}")).to_owned();
    report.columns.iter().map(|column| title(&column.key)).collect()
}

/// Comma-separated values (RFC 4180), the columns' keys first, then the rows, then the total.
pub fn csv(report: &ReportView) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let keys = report.columns.iter().map(|column| column.key.as_str());
    let mut write = |record: Vec<&str>| {
        writer.write_record(record).expect("memory takes every record of equal length");
    };
    write(keys.collect());
    for cells in report.rows.iter().map(|row| &row.cells).chain(&report.total) {
        let mut cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        cells.resize(report.columns.len(), "");
        write(cells);
    }
    let bytes = writer.into_inner().expect("memory takes every record");
    String::from_utf8(bytes).expect("every cell is text")
}

/// The report as JSON for other programs: its name, its columns, and each row as an object by
/// column, figures as decimal strings.
pub fn json(report: &ReportView) -> String {
    let keys: Vec<&str> = report.columns.iter().map(|column| column.key.as_str()).collect();
    let object = |cells: &[String]| -> serde_json::Value {
        let pairs = keys.iter().zip(cells);
        let text = |cell: &String| serde_json::Value::from(cell.as_str());
        pairs.map(|(key, cell)| ((*key).to_owned(), text(cell))).collect()
    };
    let printed = serde_json::json!({
        "report": report.input.name,
        "columns": keys,
        "rows": report.rows.iter().map(|row| object(&row.cells)).collect::<Vec<_>>(),
        "total": report.total.as_deref().map(object),
    });
    serde_json::to_string_pretty(&printed).expect("a value made of text") + "\n"
}

fn is_figure(kind: ColumnKind) -> bool {
    !matches!(kind, ColumnKind::Text | ColumnKind::Date)
}

fn line(out: &mut String, cells: &[String], widths: &[usize], right: &[bool]) {
    let mut text = String::new();
    for (at, space) in widths.iter().enumerate() {
        let cell = cells.get(at).map_or("", String::as_str);
        let pad = " ".repeat(space.saturating_sub(width(cell)));
        if at > 0 {
            text.push_str("  ");
        }
        match right[at] {
            true => text.extend([pad.as_str(), cell]),
            false => text.extend([cell, pad.as_str()]),
        }
    }
    out.push_str(text.trim_end());
    out.push('\n');
}

/// Columns that a text takes on a terminal: Chinese and full-width signs take two (UAX #11).
fn width(text: &str) -> usize {
    let wide = |sign: char| {
        matches!(u32::from(sign),
            0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3
            | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6
            | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
    };
    text.chars().map(|sign| if wide(sign) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::view::{ColumnView, ReportInput, RowView};

    fn report() -> ReportView {
        let column = |key: &str, kind| ColumnView { key: key.to_owned(), kind };
        let cells = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let row = |texts| RowView { kind: RowKind::Plain, cells: cells(texts), drill: None };
        ReportView {
            input: ReportInput::default(),
            columns: vec![
                column("code", ColumnKind::Text),
                column("name", ColumnKind::Text),
                column("quantity", ColumnKind::Quantity),
            ],
            rows: vec![row(["A1", "牛奶, 1L", "3"]), row(["B22", "Bread \"rye\"", "-12.5"])],
            total: Some(cells(["", "", "-9.5"])),
            next: None,
            as_of_ms: None,
        }
    }

    #[test]
    fn figures_stand_under_one_another_in_both_scripts() {
        expect![[r#"
            编码  名称          数量
            ────  ───────────  ─────
            A1    牛奶, 1L         3
            B22   Bread "rye"  -12.5
            ────  ───────────  ─────
            合计                -9.5
        "#]]
        .assert_eq(&table(&report(), Lang::Zh));
    }

    #[test]
    fn csv_is_quoted_and_speaks_no_language() {
        expect![[r#"
            code,name,quantity
            A1,"牛奶, 1L",3
            B22,"Bread ""rye""",-12.5
            ,,-9.5
        "#]]
        .assert_eq(&csv(&report()));
    }
}
