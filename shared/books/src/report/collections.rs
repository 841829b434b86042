//! Collection of what customers owe 回款分析 (`features.md` 202): by customer, or by who sold.
//!
//! Owns the figures of a row. Leaves out ageing. Invariant: opening + sold − returned − collected +
//! other = closing, the balance of receivables; what is collected counts for who sold the document
//! that it settles, whoever took the money. 90.00 sold on account and 40.00 paid: closing 50.00, rate
//! 44.44.

use std::collections::BTreeMap;

use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::round;

use super::by::{By, Names};
use super::filter;
use super::grouped::{self, Figures};
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, columns, days, entries};
use crate::sql::Sql;
use crate::stored;

/// Columns. `rate` is what was collected of what was owed, as a percentage.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, unit: Text, opening_balance: Amount, sold: Amount, returned: Amount,
    collected: Amount, other_change: Amount, closing_balance: Amount, rate: Quantity,
];

#[derive(Default)]
struct Owed {
    sold: Amount,
    returned: Amount,
    collected: Amount,
    other: Amount,
    closing: Amount,
}

impl Owed {
    fn opening(&self) -> Amount {
        self.closing - self.sold + self.returned + self.collected - self.other
    }
}

impl Figures for Owed {
    fn add(&mut self, other: &Owed) {
        self.sold += other.sold;
        self.returned += other.returned;
        self.collected += other.collected;
        self.other += other.other;
        self.closing += other.closing;
    }

    fn cells(&self) -> Vec<Cell> {
        let opening = self.opening();
        let figures = [opening, self.sold, self.returned, self.collected, self.other, self.closing];
        let mut cells = figures.map(Cell::Amount).to_vec();
        cells.push(percent(self.collected, opening + self.sold - self.returned));
        cells
    }

    fn is_nothing(&self) -> bool {
        let all = [self.sold, self.returned, self.collected, self.other, self.closing];
        all.iter().all(|amount| amount.is_zero())
    }
}

/// A part as a percentage of the whole, half-up to two decimals; empty where there is no whole.
fn percent(part: Amount, whole: Amount) -> Cell {
    if whole.is_zero() {
        return Cell::Empty;
    }
    let exact = part.exact() * Quantity::whole(100).exact() / whole.exact();
    let percent = round::to_fixed(round::half_up(exact, 2), Quantity::DECIMALS);
    percent.map_or(Cell::Empty, |percent| Cell::Quantity(Quantity::from_raw(percent)))
}

/// Of every entry of receivables: day, party, side, amount, the kind of its document, and who sold
/// what it is owed for.
const ENTRIES: &str = "SELECT e.business_date, e.party, e.side, e.amount, COALESCE(d.kind, 0), \
     COALESCE(o.handler, 0) FROM account_entry e \
     LEFT JOIN document d ON d.branch_id = e.branch_id AND d.stream = e.stream AND d.seq = e.seq \
     LEFT JOIN document o ON o.branch_id = e.branch_id AND o.stream = e.item_stream \
     AND o.seq = e.item_seq \
     WHERE e.branch_id = ?1 AND e.account = ?2 AND e.business_date >= ?3";
const OPEN: &str = "SELECT i.party, i.balance, COALESCE(o.handler, 0) FROM item_sum i \
     LEFT JOIN document o ON o.branch_id = i.branch_id AND o.stream = i.item_stream \
     AND o.seq = i.item_seq WHERE i.account = ?1 AND i.balance <> 0";

/// By customer, or by employee.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let by = match query.by {
        Some(By::Employee) => By::Employee,
        _ => By::Partner,
    };
    let key = |party: i64, handler: i64| if by == By::Employee { handler } else { party };
    let asked = |party: i64, handler: i64| {
        query.partner.is_none_or(|partner| crate::sql::stored(partner.0) == party)
            && query.employee.is_none_or(|employee| i64::from(employee.0) == handler)
    };
    let receivable = i64::from(account::RECEIVABLE.0);
    let mut rows: BTreeMap<i64, Owed> = BTreeMap::new();
    let mut params = vec![receivable];
    let text = [OPEN, &filter::at_branch(query.branch, "i.branch_id", &mut params)].concat();
    filter::each_row(sql, &text, &params, &mut |row| {
        let (party, handler) = (row.i64(0)?, row.i64(2)?);
        if asked(party, handler) {
            rows.entry(key(party, handler)).or_default().closing += Amount::from_raw(row.i64(1)?);
        }
        Ok(())
    })?;
    let (from, to) = days(query);
    for branch in entries::branches(sql, query)? {
        filter::each_row(sql, ENTRIES, &[i64::from(branch.0), receivable, from], &mut |row| {
            let (party, handler) = (row.i64(1)?, row.i64(5)?);
            if !asked(party, handler) {
                return Ok(());
            }
            let amount = Amount::from_raw(row.i64(3)?);
            let change = if row.i64(2)? == 1 { amount } else { -amount };
            let owed = rows.entry(key(party, handler)).or_default();
            if row.i64(0)? > to {
                owed.closing += -change;
                return Ok(());
            }
            match row.i64(4)? {
                0 => owed.other += change,
                kind => match stored::kind(kind)? {
                    Kind::LS | Kind::XS | Kind::WX => owed.sold += change,
                    Kind::LT | Kind::XT => owed.returned += -change,
                    Kind::SK => owed.collected += -change,
                    _ => owed.other += change,
                },
            }
            Ok(())
        })?;
    }
    let names = Names::load(sql)?;
    grouped::report(sql, query, COLUMNS, by, (names, rows), &|narrowed, _| {
        let mut next = narrowed.clone();
        next.kinds = vec![Kind::XS, Kind::WX, Kind::LS, Kind::XT, Kind::LT, Kind::SK];
        Drill::Report(ReportName::Documents, Box::new(next))
    })
}
