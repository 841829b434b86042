//! Ledger of an account 科目明细账: opening, every entry, the balance after it.
//!
//! Owns the walk through the entries of one account, branch by branch, and the running balance
//! that a cursor carries from page to page. Balances are debit less credit. Invariant: opening +
//! entries = closing for every branch; the opening comes from the month sums, what is booked later
//! than it is dated, and the days of one month at most.

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::entry::Party;
use fenhao_domain::id::BranchId;

use super::place::Places;
use super::{
    Cell, Column, Drill, Label, Query, Report, ReportError, Row, account_sum, columns, cursor,
    days, drill,
};
use crate::sql::{self, Flow, Sql, SqlError, Value};
use crate::stored;

/// Columns.
pub const COLUMNS: &[Column] = columns![
    date: Date, number: Text, kind: Text, party: Text, debit: Amount, credit: Amount,
    balance: Amount,
];

const OPENING: Label = Label::new("opening", "期初余额", "Opening balance");
const CLOSING: Label = Label::new("closing", "期末余额", "Closing balance");

/// The ledger of `account`; `from` and `to` bound the entries that are listed.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let account = query.account.ok_or(ReportError::Missing { what: "account" })?;
    let resume = query.cursor::<6>()?;
    let places = Places::load(sql)?;
    let branches = match query.branch {
        Some(branch) => vec![branch],
        None => account_sum::branches(sql)?,
    };
    let several = branches.len() > 1;
    let mut page = Page { query, account, places, rows: Vec::new(), entries: 0, next: None };
    for branch in branches {
        match resume {
            Some([at, ..]) if i64::from(branch.0) < at => continue,
            Some([at, date, stream, seq, line, balance]) if i64::from(branch.0) == at => {
                page.list(sql, branch, [date, stream, seq, line], Amount::from_raw(balance))?;
            }
            _ => page.begin(sql, branch, several)?,
        }
        if page.next.is_some() {
            break;
        }
    }
    drill::name_documents(sql, &mut page.rows)?;
    Ok(Report { columns: COLUMNS, rows: page.rows, total: None, next: page.next })
}

/// The page that is being filled.
struct Page<'q> {
    query: &'q Query,
    account: AccountCode,
    places: Places,
    rows: Vec<Row>,
    /// Entries on the page; headings and balances do not count.
    entries: usize,
    next: Option<String>,
}

impl Page<'_> {
    /// A branch from its opening on. Of several branches, those that the account does not concern
    /// are left out.
    fn begin(
        &mut self,
        sql: &mut dyn Sql,
        branch: BranchId,
        several: bool,
    ) -> Result<(), ReportError> {
        let before = self.rows.len();
        if several {
            let heading = vec![Cell::Empty, self.places.cell(branch)];
            self.rows.push(Row::heading(heading, COLUMNS.len()));
        }
        let opening = match self.query.from {
            Some(from) => balance_before(sql, branch, self.account, from)?,
            None => Amount::ZERO,
        };
        self.rows.push(Row::plain(balance_row(OPENING, opening)));
        let listed = self.entries;
        self.list(sql, branch, [-1; 4], opening)?;
        let untouched = self.entries == listed && self.next.is_none() && opening.is_zero();
        if several && untouched && !self.query.zero {
            self.rows.truncate(before);
        }
        Ok(())
    }

    /// The entries behind `after`, as many as fit.
    fn list(
        &mut self,
        sql: &mut dyn Sql,
        branch: BranchId,
        after: [i64; 4],
        opening: Amount,
    ) -> Result<(), ReportError> {
        // The document may be another branch's (the receipt of our dispatch): its stream tells, and
        // where it does not, `drill` does.
        const ENTRIES: &str = "SELECT e.business_date, e.stream, e.seq, e.line, e.party, e.side, \
             e.amount, COALESCE(d.number, ''), COALESCE(d.kind, 0), COALESCE(p.name, ''), \
             COALESCE(p.name_en, '') FROM account_entry e \
             LEFT JOIN stream t ON t.stream = e.stream \
             LEFT JOIN document d ON d.branch_id = COALESCE(t.branch_id, e.branch_id) \
             AND d.stream = e.stream AND d.seq = e.seq \
             LEFT JOIN partner p ON p.partner_id = e.party \
             WHERE e.branch_id = ?1 AND e.account = ?2 \
             AND e.business_date >= ?3 AND e.business_date <= ?4 \
             AND (e.business_date, e.stream, e.seq, e.line) > (?5, ?6, ?7, ?8) \
             ORDER BY e.business_date, e.stream, e.seq, e.line";
        let (from, to) = days(self.query);
        let [date, stream, seq, line] = after;
        let (branch_id, account) = (i64::from(branch.0), i64::from(self.account.0));
        let params = [branch_id, account, from, to, date, stream, seq, line].map(Value::I64);
        let mut balance = opening;
        let mut last = after;
        let mut full = false;
        sql.query(ENTRIES, &params, &mut |row| {
            if self.entries == self.query.page() {
                full = true;
                return Ok(Flow::Stop);
            }
            last = [row.i64(0)?, row.i64(1)?, row.i64(2)?, row.i64(3)?];
            let cells = entry_cells(row, &self.places, &mut balance)?;
            let document = stored::document(row.i64(1)?, row.i64(2)?)?;
            self.rows.push(Row::plain(cells).opening(Drill::Document(document)));
            self.entries += 1;
            Ok(Flow::On)
        })?;
        if full {
            let [date, stream, seq, line] = last;
            let branch = i64::from(branch.0);
            self.next = Some(cursor(&[branch, date, stream, seq, line, balance.raw()]));
        } else {
            self.rows.push(Row::total(balance_row(CLOSING, balance)));
        }
        Ok(())
    }
}

fn entry_cells(
    row: &dyn sql::Row,
    places: &Places,
    balance: &mut Amount,
) -> Result<Vec<Cell>, SqlError> {
    let amount = Amount::from_raw(row.i64(6)?);
    let debit = row.i64(5)? == 1;
    *balance += if debit { amount } else { -amount };
    let party = match Party::from_number(row.i64(4)?) {
        None => Cell::Empty,
        Some(Party::Branch(branch)) => places.cell(branch),
        Some(Party::Partner(_)) => Cell::name(row.text(9)?, row.text(10)?),
        Some(Party::Asset(asset)) => Cell::Text(asset.0.to_string()),
    };
    let kind = match row.i64(8)? {
        0 => Cell::Empty,
        kind => Cell::kind(stored::kind(kind)?),
    };
    let side = |wanted: bool| if debit == wanted { Cell::Amount(amount) } else { Cell::Empty };
    Ok(vec![
        Cell::Date(stored::date(row.i64(0)?)?),
        Cell::text(row.text(7)?),
        kind,
        party,
        side(true),
        side(false),
        Cell::Amount(*balance),
    ])
}

/// Debit less credit before a day: the months before, what is dated in them and booked later, and
/// the days of its own month.
pub(super) fn balance_before(
    sql: &mut dyn Sql,
    branch: BranchId,
    account: AccountCode,
    day: BusinessDate,
) -> Result<Amount, SqlError> {
    const MONTHS: &str = "SELECT CAST(COALESCE(SUM(debit), 0) AS BIGINT), \
         CAST(COALESCE(SUM(credit), 0) AS BIGINT) FROM account_sum \
         WHERE branch_id = ?1 AND account = ?2 AND month < ?3";
    const LATE: &str = "SELECT CAST(COALESCE(SUM(debit), 0) AS BIGINT), \
         CAST(COALESCE(SUM(credit), 0) AS BIGINT) FROM late_sum \
         WHERE branch_id = ?1 AND account = ?2 AND dated < ?3 AND booked >= ?3";
    const DAYS: &str = "SELECT \
         CAST(COALESCE(SUM(CASE WHEN side = 1 THEN amount ELSE 0 END), 0) AS BIGINT), \
         CAST(COALESCE(SUM(CASE WHEN side = 1 THEN 0 ELSE amount END), 0) AS BIGINT) \
         FROM account_entry WHERE branch_id = ?1 AND account = ?2 \
         AND business_date >= ?3 AND business_date < ?4";
    let place = [i64::from(branch.0), i64::from(account.0)];
    let month = i64::from(day.month().number());
    let first = i64::from(day.month().first_day().number());
    let read =
        |row: &dyn sql::Row| Ok(Amount::from_raw(row.i64(0)?) - Amount::from_raw(row.i64(1)?));
    let params = [place[0], place[1], month].map(Value::I64);
    let months = sql::one(sql, MONTHS, &params, read)?.unwrap_or_default();
    let late = sql::one(sql, LATE, &params, read)?.unwrap_or_default();
    let params = [place[0], place[1], first, i64::from(day.number())].map(Value::I64);
    let days = sql::one(sql, DAYS, &params, read)?.unwrap_or_default();
    Ok(months + late + days)
}

fn balance_row(label: Label, balance: Amount) -> Vec<Cell> {
    let mut cells = vec![Cell::Empty, Cell::Label(label)];
    cells.resize(6, Cell::Empty);
    cells.push(Cell::Amount(balance));
    cells
}
