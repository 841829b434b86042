//! The fold of documents into sums, and its comparison with the sum tables.
//!
//! Owns a second, plain writing of what `sums` gathers while posting, so that a mistake there shows.
//! Leaves out facts. Invariant: a sum that is not stored counts as nothing, and so does one that
//! folds to nothing.

use std::collections::BTreeMap;

use fenhao_domain::calendar::Month;
use fenhao_domain::document::{DiscountKind, Document};
use fenhao_domain::entry::{Item, Party, Side};
use fenhao_domain::id::{BranchId, DocumentId};
use fenhao_domain::kind::Kind;
use fenhao_domain::pricing::track::tracked;

use super::Difference;
use crate::period::{self, Seals};
use crate::proof::{Derived, Findings, Listener, Meter};
use crate::sql::{self, Flow, Sql, SqlError, stored as stored_id};
use crate::sums::Sums;
use crate::table::{consign_price, follow};
use crate::{feed, node, write};

/// The key of a sum: up to five numbers and a text.
type Key = ([i64; 5], String);

/// Sums by key.
type Table<const F: usize> = BTreeMap<Key, [i64; F]>;

/// The sums of all documents walked.
pub struct Folded {
    stock: Table<3>,
    account: Table<2>,
    late: Table<2>,
    party: Table<1>,
    item: Table<1>,
    sales: Table<9>,
    tender: Table<1>,
    price: Table<4>,
    follow: Table<1>,
    consign: Table<6>,
    /// Which month a document is booked in.
    seals: Seals,
    /// The places at which feeds tell a branch of others' documents.
    told: BTreeMap<(BranchId, DocumentId), u64>,
}

impl Folded {
    /// Nothing folded; reads what decides the month of a document.
    pub fn load(sql: &mut dyn Sql) -> Result<Folded, SqlError> {
        let mut told = BTreeMap::new();
        let mut feeds = feed::branches(sql)?;
        feeds.extend(node::load(sql)?.map(|node| node.branch));
        for branch in feeds {
            for (seq, id) in feed::told_after(sql, feed::of_branch(branch), 0)? {
                told.insert((branch, id), seq);
            }
        }
        Ok(Folded {
            stock: BTreeMap::new(),
            account: BTreeMap::new(),
            late: BTreeMap::new(),
            party: BTreeMap::new(),
            item: BTreeMap::new(),
            sales: BTreeMap::new(),
            tender: BTreeMap::new(),
            price: BTreeMap::new(),
            follow: BTreeMap::new(),
            consign: BTreeMap::new(),
            seals: Seals::load(sql)?,
            told,
        })
    }

    /// The month in which a branch's part of a document is booked.
    fn booking_month(&self, branch: BranchId, derived: &Derived) -> Month {
        let (id, document) = (derived.id, &derived.document);
        let told = self.told.get(&(branch, id)).copied();
        let origin = period::origin(branch, id, document, told);
        self.seals.booking_month(branch, origin, document.kind, document.business_date)
    }

    /// Adds a document's part in the books of the branches that `books` names.
    pub(crate) fn add(&mut self, derived: &Derived, books: impl Fn(BranchId) -> bool) {
        for entry in derived.postings.entries.iter().filter(|entry| books(entry.branch)) {
            let booked = self.booking_month(entry.branch, derived);
            let dated = derived.document.business_date.month();
            let month = i64::from(booked.number());
            let (branch, account) = (i64::from(entry.branch.0), i64::from(entry.account.0));
            let key = ([branch, account, month, 0, 0], String::new());
            let side = usize::from(entry.side == Side::Credit);
            self.account.entry(key).or_default()[side] += entry.amount.raw();
            if booked.is_late_for(dated) {
                let key = [branch, account, i64::from(dated.number()), month, 0];
                self.late.entry((key, String::new())).or_default()[side] += entry.amount.raw();
            }
            if entry.account.account().is_some_and(|account| account.by_partner) {
                let party = entry.party.map_or(0, Party::number);
                let key = ([branch, account, party, 0, 0], String::new());
                self.party.entry(key).or_default()[0] += entry.signed().raw();
            }
            if let Some(item) = entry.item {
                let owed = if let Item::Of(of) = item { of } else { derived.id };
                let party = entry.party.map_or(0, Party::number);
                let key = [branch, account, party, stored_id(owed.stream.0), stored_id(owed.seq)];
                self.item.entry((key, String::new())).or_default()[0] += entry.signed().raw();
            }
        }
        for moved in derived.postings.moves.iter().filter(|moved| books(moved.branch)) {
            let key = [
                stored_id(moved.product.0),
                i64::from(moved.branch.0),
                i64::from(moved.warehouse.0),
                moved.class.number(),
                moved.party.map_or(0, Party::number),
            ];
            let sum = self.stock.entry((key, String::new())).or_default();
            sum[0] += moved.quantity.raw();
            sum[1] += moved.value.raw();
            if let Some(cost) = write::incoming_cost(&derived.document, moved) {
                sum[2] = cost.raw();
            }
        }
        self.add_retail(&derived.document);
        if books(derived.document.branch) {
            self.add_prices(derived);
            self.add_terms(derived);
        }
    }

    fn add_prices(&mut self, derived: &Derived) {
        let document = &derived.document;
        for left in tracked(document) {
            let key = [
                i64::from(document.branch.0),
                left.side.number(),
                stored_id(left.partner.0),
                stored_id(left.product.0),
                0,
            ];
            let [_, date, stream, seq] =
                self.price.get(&(key, String::new())).copied().unwrap_or_default();
            let day = i64::from(document.business_date.number());
            let place = (day, stored_id(derived.id.stream.0), stored_id(derived.id.seq));
            if place >= (date, stream, seq) {
                let figures = [left.price.raw(), place.0, place.1, place.2];
                self.price.insert((key, String::new()), figures);
            }
        }
    }

    /// What is executed of orders, and settlement prices.
    fn add_terms(&mut self, derived: &Derived) {
        for (key, quantity) in follow::taken(derived.id, &derived.document) {
            self.follow.entry((key, String::new())).or_default()[0] += quantity;
        }
        for [stream, seq, line, figures @ ..] in
            consign_price::agreed(derived.id, &derived.document)
        {
            self.consign.insert(([stream, seq, line, 0, 0], String::new()), figures);
        }
    }

    fn add_retail(&mut self, document: &Document) {
        let sign = match document.kind {
            Kind::LS => 1,
            Kind::LT => -1,
            _ => return,
        };
        let (branch, day) =
            (i64::from(document.branch.0), i64::from(document.business_date.number()));
        let count = if document.is_red() { -1 } else { 1 };
        let lines = i64::try_from(document.lines.len()).unwrap_or(0);
        let sum = self.sales.entry(([branch, day, 0, 0, 0], String::new())).or_default();
        sum[usize::from(document.kind == Kind::LT)] += count;
        sum[2] += count * lines;
        for line in &document.lines {
            let borne = line.list_amount - line.amount();
            let figures = [
                line.list_amount,
                borne,
                line.discount(DiscountKind::Coupon),
                line.amount(),
                line.tax,
                line.cost,
            ];
            for (at, figure) in figures.into_iter().enumerate() {
                sum[3 + at] += sign * figure.raw();
            }
        }
        for tender in &document.tenders {
            let key = ([branch, day, 0, 0, 0], tender.tender.0.clone());
            self.tender.entry(key).or_default()[0] += sign * tender.amount.raw();
        }
    }

    /// Adds a document to sums that will be written.
    pub(crate) fn add_to(
        &mut self,
        sums: &mut Sums,
        derived: &Derived,
        books: impl Fn(BranchId) -> bool,
    ) {
        for entry in derived.postings.entries.iter().filter(|entry| books(entry.branch)) {
            let month = self.booking_month(entry.branch, derived);
            sums.add_entry(derived.id, entry, derived.document.business_date.month(), month);
        }
        for moved in derived.postings.moves.iter().filter(|moved| books(moved.branch)) {
            sums.add_move(moved, write::incoming_cost(&derived.document, moved));
            sums.lots.add(&derived.document, moved);
            sums.goods.add_move(&derived.document, moved);
        }
        for moved in derived.postings.layers.iter().filter(|moved| books(moved.branch)) {
            sums.layers.add(derived.id, moved);
        }
        sums.add_retail(&derived.document);
        if books(derived.document.branch) {
            sums.add_prices(derived.id, &derived.document);
            sums.add_terms(derived.id, &derived.document);
            sums.goods.add_money(&derived.document);
        }
    }
}

/// A sum table as it is read: keys first, then a text key if it has one, then figures.
struct Layout<const F: usize> {
    table: &'static str,
    text: &'static str,
    keys: usize,
    text_key: bool,
    figures: [&'static str; F],
}

const STOCK: Layout<3> = Layout {
    table: "stock_sum",
    text: "SELECT product_id, branch_id, warehouse, class, party, quantity, value, last_cost \
           FROM stock_sum",
    keys: 5,
    text_key: false,
    figures: ["quantity", "value", "last_cost"],
};
const ACCOUNT: Layout<2> = Layout {
    table: "account_sum",
    text: "SELECT branch_id, account, month, debit, credit FROM account_sum",
    keys: 3,
    text_key: false,
    figures: ["debit", "credit"],
};
const LATE: Layout<2> = Layout {
    table: "late_sum",
    text: "SELECT branch_id, account, dated, booked, debit, credit FROM late_sum",
    keys: 4,
    text_key: false,
    figures: ["debit", "credit"],
};
const PARTY: Layout<1> = Layout {
    table: "party_sum",
    text: "SELECT branch_id, account, party, balance FROM party_sum",
    keys: 3,
    text_key: false,
    figures: ["balance"],
};
const ITEM: Layout<1> = Layout {
    table: "item_sum",
    text: "SELECT branch_id, account, party, item_stream, item_seq, balance FROM item_sum",
    keys: 5,
    text_key: false,
    figures: ["balance"],
};
const SALES: Layout<9> = Layout {
    table: "sales_day",
    text: "SELECT branch_id, business_date, sales, returns, lines, list_amount, discount, \
           coupon, amount, tax, cost FROM sales_day",
    keys: 2,
    text_key: false,
    figures: [
        "sales",
        "returns",
        "lines",
        "list_amount",
        "discount",
        "coupon",
        "amount",
        "tax",
        "cost",
    ],
};
const TENDER: Layout<1> = Layout {
    table: "tender_day",
    text: "SELECT branch_id, business_date, tender, amount FROM tender_day",
    keys: 2,
    text_key: true,
    figures: ["amount"],
};
const PRICE: Layout<4> = Layout {
    table: "price_track",
    text: "SELECT branch_id, side, partner_id, product_id, price, business_date, stream, seq \
           FROM price_track",
    keys: 4,
    text_key: false,
    figures: ["price", "business_date", "stream", "seq"],
};

const FOLLOW: Layout<1> = Layout {
    table: "follow_sum",
    text: "SELECT branch_id, to_stream, to_seq, line, kind, quantity FROM follow_sum",
    keys: 5,
    text_key: false,
    figures: ["quantity"],
};
const CONSIGN: Layout<6> = Layout {
    table: "consign_price",
    text: "SELECT stream, seq, line, branch_id, class, party, product_id, business_date, price \
           FROM consign_price",
    keys: 3,
    text_key: false,
    figures: ["branch_id", "class", "party", "product_id", "business_date", "price"],
};

/// Compares every sum table; returns how many sums were folded.
pub(super) fn compare(
    sql: &mut dyn Sql,
    folded: &Folded,
    differences: &mut Findings<Difference>,
    listener: &mut Listener<'_>,
) -> Result<u64, SqlError> {
    let mut meter = Meter::new("sums", listener);
    one_table(sql, &STOCK, &folded.stock, differences, &mut meter)?;
    one_table(sql, &ACCOUNT, &folded.account, differences, &mut meter)?;
    one_table(sql, &LATE, &folded.late, differences, &mut meter)?;
    one_table(sql, &PARTY, &folded.party, differences, &mut meter)?;
    one_table(sql, &ITEM, &folded.item, differences, &mut meter)?;
    one_table(sql, &SALES, &folded.sales, differences, &mut meter)?;
    one_table(sql, &TENDER, &folded.tender, differences, &mut meter)?;
    one_table(sql, &PRICE, &folded.price, differences, &mut meter)?;
    one_table(sql, &FOLLOW, &folded.follow, differences, &mut meter)?;
    one_table(sql, &CONSIGN, &folded.consign, differences, &mut meter)?;
    meter.finish();
    let counts = [
        folded.stock.len(),
        folded.account.len(),
        folded.late.len(),
        folded.party.len(),
        folded.item.len(),
        folded.sales.len(),
        folded.tender.len(),
        folded.price.len(),
        folded.follow.len(),
        folded.consign.len(),
    ];
    Ok(counts.into_iter().map(|count| u64::try_from(count).unwrap_or(u64::MAX)).sum())
}

fn one_table<const F: usize>(
    sql: &mut dyn Sql,
    layout: &Layout<F>,
    folded: &Table<F>,
    differences: &mut Findings<Difference>,
    meter: &mut Meter<'_, '_>,
) -> Result<(), SqlError> {
    let mut seen = 0;
    sql.query(layout.text, &[], &mut |row| {
        meter.step();
        let (key, found) = read(layout, row)?;
        let wanted = match folded.get(&key) {
            Some(wanted) => {
                seen += 1;
                *wanted
            }
            None => [0; F],
        };
        differ(layout, &key, found, wanted, differences);
        Ok(Flow::On)
    })?;
    if seen == folded.len() {
        return Ok(());
    }
    // Some sum is folded but not stored; only now is it worth while to find which.
    let mut missing = folded.clone();
    sql.query(layout.text, &[], &mut |row| {
        missing.remove(&read(layout, row)?.0);
        Ok(Flow::On)
    })?;
    for (key, wanted) in &missing {
        differ(layout, key, [0; F], *wanted, differences);
    }
    Ok(())
}

fn read<const F: usize>(
    layout: &Layout<F>,
    row: &dyn sql::Row,
) -> Result<(Key, [i64; F]), SqlError> {
    let mut key = [0; 5];
    for (at, part) in key.iter_mut().enumerate().take(layout.keys) {
        *part = row.i64(at)?;
    }
    let text = if layout.text_key { row.text(layout.keys)?.to_owned() } else { String::new() };
    let first = layout.keys + usize::from(layout.text_key);
    let mut figures = [0; F];
    for (at, figure) in figures.iter_mut().enumerate() {
        *figure = row.i64(first + at)?;
    }
    Ok(((key, text), figures))
}

fn differ<const F: usize>(
    layout: &Layout<F>,
    key: &Key,
    found: [i64; F],
    wanted: [i64; F],
    differences: &mut Findings<Difference>,
) {
    for (at, column) in layout.figures.iter().enumerate() {
        if found[at] == wanted[at] {
            continue;
        }
        let mut parts: Vec<String> = key.0.iter().take(layout.keys).map(i64::to_string).collect();
        parts.extend(layout.text_key.then(|| key.1.clone()));
        differences.add(Difference::Sum {
            table: layout.table,
            key: parts,
            column,
            stored: found[at],
            folded: wanted[at],
        });
    }
}
