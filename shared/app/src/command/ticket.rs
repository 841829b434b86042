//! The ticket 小票: the text that is shown and printed, made from the stored document.
//!
//! Owns content and layout by columns (`pos.md` §4): wide glyphs take two, a line never cuts one
//! in half, and the yen sign is the full-width one, which GBK has. Leaves out bytes for a printer.
//! Invariant: nothing on it is computed anew but sums of what the document says.

use fenhao_books::sql::Sql;
use fenhao_books::table::document::{self, StoredDocument};
use fenhao_domain::amount::Amount;
use fenhao_domain::document::{Document, Line};
use fenhao_domain::kind::Kind;
use fenhao_domain::permission::DocumentAct;
use fenhao_domain::quantity::Quantity;

use super::cart_view;
use super::names::{self, Names, employee};
use super::within::Within;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::sentence::Lang;
use crate::view::{DocumentInput, TicketView};

/// Columns of 80 mm paper in font A.
const COLUMNS: usize = 48;

/// The ticket of a posted sale or return.
pub(crate) fn of_document(
    context: &Context,
    session: &Session,
    input: DocumentInput,
) -> Result<TicketView, ApiError> {
    context.read(|sql| {
        let found = document::load(sql, names::id(input.document))?;
        let found = found.filter(|found| matches!(found.document.kind, Kind::LS | Kind::LT));
        let stored = found.ok_or_else(|| ErrorCode::DocumentUnknown.error())?;
        Within::of(session).need_document(sql, DocumentAct::Print, &stored.document)?;
        of_stored(context, sql, &stored)
    })
}

/// The ticket of a stored document.
pub(super) fn of_stored(
    context: &Context,
    sql: &mut dyn Sql,
    stored: &StoredDocument,
) -> Result<TicketView, ApiError> {
    let mut paper = Paper { lang: context.lang, text: Vec::new() };
    head(context, sql, &mut paper, &stored.document)?;
    let mut names = Names::default();
    let mut pieces = Quantity::ZERO;
    for line in &stored.document.lines {
        pieces += goods(sql, &mut names, &mut paper, line)?;
    }
    totals(&mut paper, &stored.document, pieces);
    tenders(sql, &mut paper, &stored.document)?;
    let witness = stored.chain.short();
    paper.rule();
    paper.pair(paper.lang.pick("存证", "Witness"), &witness);
    paper.centred(paper.lang.pick("谢谢惠顾，退换请带小票", "Thank you. Keep this for returns."));
    Ok(TicketView {
        document: names::key(stored.id),
        number: stored.document.number.to_string(),
        columns: u32::try_from(COLUMNS).expect("48"),
        text: paper.text,
        witness,
    })
}

fn head(
    context: &Context,
    sql: &mut dyn Sql,
    paper: &mut Paper,
    document: &Document,
) -> Result<(), ApiError> {
    let node = context.node()?;
    let lang = paper.lang;
    paper.centred(&node.name);
    if document.kind == Kind::LT {
        paper.centred(lang.pick("【退货】", "[RETURN]"));
    }
    if document.is_red() {
        paper.centred(lang.pick("【红字冲账】", "[REVERSAL]"));
    }
    if !node.hq_url.is_empty() && !context.link.state().up {
        paper.centred(lang.pick("【离线】", "[OFFLINE]"));
    }
    paper.rule();
    let [hour, minute, second] = document.recorded_at.time_of_day(&node.zone)?;
    let date = document.business_date;
    paper.pair(lang.pick("单号", "No."), &document.number.to_string());
    let moment = format!("{date} {hour:02}:{minute:02}:{second:02}");
    paper.pair(lang.pick("日期", "Date"), &moment);
    paper.pair(lang.pick("分店", "Branch"), &node.code);
    paper.pair(lang.pick("收银员", "Cashier"), &employee(sql, document.handler)?);
    if let Some(original) = document.reverses.or(document.refers_to)
        && let Some(found) = document::load(sql, original)?
    {
        paper.pair(lang.pick("原单", "Of"), &found.document.number.to_string());
    }
    if document.kind == Kind::LT && !document.remark.is_empty() {
        paper.pair(lang.pick("原因", "Reason"), &document.remark);
    }
    paper.rule();
    Ok(())
}

/// Name on its own line, then quantity, price and amount; what is taken off below. Gives the
/// number of pieces: what is weighed is one.
fn goods(
    sql: &mut dyn Sql,
    names: &mut Names,
    paper: &mut Paper,
    line: &Line,
) -> Result<Quantity, ApiError> {
    let product = names.product(sql, line.product)?;
    let name = match paper.lang {
        Lang::En if !product.name_en.is_empty() => &product.name_en,
        _ => &product.name,
    };
    paper.wrapped(format!("{name} {}", product.spec).trim());
    let unit = paper.lang.pick(&product.unit, &product.unit_en);
    let counted = format!("  {} {unit} × {}", line.quantity, line.unit_price);
    paper.pair(&counted, &line.list_amount.to_string());
    let off = line.list_amount - line.payable();
    if !off.is_zero() {
        paper.pair(paper.lang.pick("  优惠", "  Discount"), &(-off).to_string());
    }
    Ok(if product.weighed { Quantity::ONE } else { line.quantity })
}

fn totals(paper: &mut Paper, document: &Document, pieces: Quantity) {
    let lang = paper.lang;
    let list: Amount = document.lines.iter().map(|line| line.list_amount).sum();
    let payable: Amount = document.lines.iter().map(Line::payable).sum();
    let tax: Amount = document.lines.iter().map(|line| line.tax).sum();
    paper.rule();
    paper.pair(lang.pick("件数", "Pieces"), &pieces.to_string());
    paper.pair(lang.pick("合计", "Total"), &list.to_string());
    if list != payable {
        paper.pair(lang.pick("优惠", "Discount"), &(payable - list).to_string());
    }
    if !document.rounding.is_zero() {
        paper.pair(lang.pick("抹零", "Rounding"), &(-document.rounding).to_string());
    }
    let due = match document.kind {
        Kind::LT => lang.pick("应退", "Refund"),
        _ => lang.pick("应收", "Due"),
    };
    paper.pair(due, &format!("￥{}", document.due()));
    if !tax.is_zero() {
        paper.pair(lang.pick("其中税额", "Tax included"), &tax.to_string());
    }
}

fn tenders(sql: &mut dyn Sql, paper: &mut Paper, document: &Document) -> Result<(), ApiError> {
    let known = cart_view::tenders(sql)?;
    for line in &document.tenders {
        let found = known.iter().find(|tender| tender.code == line.tender);
        let name = found.map_or(line.tender.0.as_str(), |tender| {
            paper.lang.pick(&tender.name, &tender.name_en)
        });
        paper.pair(name, &line.handed.to_string());
    }
    let change: Amount = document.tenders.iter().map(|line| line.handed - line.amount).sum();
    if !change.is_zero() {
        paper.pair(paper.lang.pick("找零", "Change"), &change.to_string());
    }
    Ok(())
}

/// Lines of the ticket.
struct Paper {
    lang: Lang,
    text: Vec<String>,
}

impl Paper {
    fn rule(&mut self) {
        self.text.push("-".repeat(COLUMNS));
    }

    fn wrapped(&mut self, text: &str) {
        self.text.extend(wrap(text, COLUMNS));
    }

    fn centred(&mut self, text: &str) {
        for line in wrap(text, COLUMNS) {
            let left = (COLUMNS - width(&line)) / 2;
            self.text.push(format!("{}{line}", " ".repeat(left)));
        }
    }

    /// Left and right on one line, or on two where they do not fit.
    fn pair(&mut self, left: &str, right: &str) {
        let (left, right) = (printable(left), printable(right));
        let used = width(&left) + width(&right);
        if used < COLUMNS {
            self.text.push(format!("{left}{}{right}", " ".repeat(COLUMNS - used)));
            return;
        }
        self.wrapped(&left);
        for line in wrap(&right, COLUMNS) {
            self.text.push(format!("{}{line}", " ".repeat(COLUMNS - width(&line))));
        }
    }
}

/// Columns of a text: two for what GBK writes in two bytes.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// The yen sign that GBK has, in the place of the one that it lacks; no control characters.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c == '¥' { '￥' } else { c }).filter(|c| !c.is_control()).collect()
}

/// Lines of at most `columns`; a wide glyph is never cut.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for c in printable(text).chars() {
        let wide = if c.is_ascii() { 1 } else { 2 };
        if used + wide > columns {
            lines.push(String::new());
            used = 0;
        }
        used += wide;
        lines.last_mut().expect("there is a line").push(c);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_glyphs_take_two_columns_and_are_never_cut() {
        assert_eq!(width("￥6.93"), 6);
        assert_eq!(wrap("中文ab", 3), ["中", "文a", "b"]);
    }

    #[test]
    fn every_line_is_as_wide_as_the_paper_and_no_wider() {
        let mut paper = Paper { lang: Lang::Zh, text: Vec::new() };
        paper.pair("应收", "¥6.93");
        paper.pair(&"长".repeat(30), "12.00");
        paper.centred(&"名".repeat(25));
        assert!(paper.text.iter().all(|line| width(line) <= COLUMNS), "{:?}", paper.text);
        assert_eq!(width(&paper.text[0]), COLUMNS);
        assert!(paper.text[0].ends_with("￥6.93"), "the yen sign is the one that GBK has");
    }
}
