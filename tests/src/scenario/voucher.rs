//! Vouchers: what the books hold of a document, written as a small journal.
//!
//! Owns writing one from the rows of the ledgers and comparing it line by line. Leaves out how the
//! rows came about. Invariant: each branch's rows are read from that branch's own ledger, so a
//! branch that has not heard of a document shows none.

use anyhow::Result;
use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::entry::Party;
use fenhao_domain::id::{DocumentId, StreamId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::Failure;
use super::words::account_name;
use super::world::{self, Place, World};

/// The column at which amounts end.
const WIDTH: usize = 66;

/// A voucher as a scenario has it: lines of the file and their text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    lines: Vec<(usize, String)>,
}

impl Written {
    /// Cuts a block into vouchers: each begins with a line that is not indented.
    pub fn cut(block: Vec<(usize, String)>) -> Result<Vec<Written>, Failure> {
        let mut all: Vec<Written> = Vec::new();
        for (line, text) in block {
            if !text.starts_with(' ') && !text.is_empty() {
                all.push(Written { lines: vec![(line, text)] });
                continue;
            }
            match all.last_mut() {
                Some(open) => open.lines.push((line, text)),
                None => {
                    let message = "a voucher begins with its number".to_owned();
                    return Err(Failure { line, message });
                }
            }
        }
        for one in &all {
            if one.kind().is_none() {
                let message = format!("`{}` is no document's number", one.number());
                return Err(Failure { line: one.lines[0].0, message });
            }
        }
        Ok(all)
    }

    fn number(&self) -> &str {
        self.lines[0].1.split_whitespace().next().unwrap_or_default()
    }

    /// The kind that its number begins with.
    pub fn kind(&self) -> Option<Kind> {
        Kind::from_code(self.number().split('-').next()?)
    }

    /// Compares it with the ledgers; tells the first line that differs.
    pub fn check(&self, world: &World) -> Result<(), Failure> {
        let at = |line: usize, message: String| Failure { line, message };
        let first = self.lines[0].0;
        let found = written(world, self.number()).map_err(|e| at(first, format!("{e:#}")))?;
        let plain = |text: &str| -> String {
            let text = text.replace('−', "-");
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let wanted: Vec<&(usize, String)> =
            self.lines.iter().filter(|(_, text)| !text.trim().is_empty()).collect();
        let differs =
            |(wanted, found): (&&(usize, String), &String)| plain(&wanted.1) != plain(found);
        let place = wanted.iter().zip(&found).position(differs);
        let shorter = wanted.len().min(found.len());
        let place = place.or((wanted.len() != found.len()).then_some(shorter));
        let Some(place) = place else { return Ok(()) };
        let line = wanted.get(place).or(wanted.last()).map_or(first, |(line, _)| *line);
        Err(at(line, format!("the books hold\n{}", found.join("\n"))))
    }
}

/// The voucher of a document, from the ledgers.
fn written(world: &World, number: &str) -> Result<Vec<String>> {
    let id = world.document(number)?;
    let mut own = Vec::new();
    let mut others = Vec::new();
    let mut head = number.to_owned();
    for place in &world.places {
        let stored = place
            .store
            .read(|sql| fenhao_books::table::document::load(sql, id))?
            .map(|d| d.document);
        let Some(document) = stored else { continue };
        let red = if document.is_red() { " 红字 red" } else { "" };
        head = format!("{number} {} {}{red}", document.kind.zh(), document.kind.en());
        match document.branch == place.node.branch {
            true => own.extend(rows(world, place, (id, document.reverses), "")?),
            false => others.extend(rows(
                world,
                place,
                (id, document.reverses),
                &format!("{} ", place.name),
            )?),
        }
    }
    Ok([vec![head], own, others].concat())
}

fn rows(
    world: &World,
    place: &Place,
    (id, reverses): (DocumentId, Option<DocumentId>),
    at: &str,
) -> Result<Vec<String>> {
    let key = [place.branch(), i64::try_from(id.stream.0)?, i64::try_from(id.seq)?];
    let entries = "SELECT side, account, party, amount, item_stream, item_seq FROM account_entry \
                   WHERE branch_id = ?1 AND stream = ?2 AND seq = ?3 ORDER BY line";
    let moves = "SELECT product_id, class, quantity, value, warehouse, party FROM stock_move \
                 WHERE branch_id = ?1 AND stream = ?2 AND seq = ?3 \
                 ORDER BY class, line, warehouse";
    let mut lines = Vec::new();
    for row in place.numbers(entries, &key)? {
        let side = if row[0] == 1 { "Dr" } else { "Cr" };
        let account = u32::try_from(row[1]).map(AccountCode)?;
        let of = item(world, (id, reverses), row[4], row[5])?;
        let name = format!("  {at}{side} {}{}{of}", account_name(account), party(row[2]));
        let amount = Amount::from_raw(row[3]).to_string();
        let width: usize = name.chars().map(|sign| if sign.is_ascii() { 1 } else { 2 }).sum();
        let blank = WIDTH.saturating_sub(width + amount.len()).max(1);
        lines.push(format!("{name}{}{amount}", " ".repeat(blank)));
    }
    for row in place.numbers(moves, &key)? {
        let class = StockClass::from_number(row[1]).map_or("?", StockClass::key).replace('_', " ");
        let (quantity, value) = (Quantity::from_raw(row[2]), Amount::from_raw(row[3]));
        let product = world::product_name(row[0]);
        let store = world::STORES.iter().find(|(store, _)| i64::from(store.0) == row[4]);
        let store = match store {
            Some((WarehouseNo::REPAIR, name)) => format!(" in {name}"),
            _ => String::new(),
        };
        let (store, who) = (store, party(row[5]));
        lines.push(format!("  {at}goods {product} {class}{store}{who} {quantity} = {value}"));
    }
    Ok(lines)
}

fn party(number: i64) -> String {
    match Party::from_number(number) {
        None => String::new(),
        Some(Party::Partner(_)) => format!(" ({})", world::partner_name(number)),
        Some(Party::Branch(branch)) => format!(" ({})", world::branch_name(i64::from(branch.0))),
        Some(Party::Asset(_)) => " (asset)".to_owned(),
    }
}

/// The earlier document that is settled or lowered; that a red one lowers what it takes back goes
/// without saying.
fn item(
    world: &World,
    (id, reverses): (DocumentId, Option<DocumentId>),
    stream: i64,
    seq: i64,
) -> Result<String> {
    let stream = StreamId(u64::try_from(stream)?);
    let owed = DocumentId { stream, seq: u64::try_from(seq)? };
    match owed.seq == 0 || owed == id || reverses == Some(owed) {
        true => Ok(String::new()),
        false => Ok(format!(" of {}", world.number(owed))),
    }
}
