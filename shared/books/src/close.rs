//! Month close 月结存 YJC and year close 年结存 NJC: what must hold before, and what they say.
//!
//! Owns the order in which modules close, the comparison that lets a month close, and the figures
//! that a close carries. Leaves out which month a document is booked in then (`period`) and who may
//! close (`app`). Invariant: a month closes only when documents, stock ledger, partner ledger, open
//! items and accounts say the same; what differs is listed with its documents, and nothing is mended
//! on the way (`features.md` 48, 49, 227, 228).

use std::fmt;

use fenhao_domain::account::{self, AccountCode};
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::{Document, EntryLine, Settlement};
use fenhao_domain::entry::Side;
use fenhao_domain::id::{BranchId, DocumentId};
use fenhao_domain::kind::Kind;
use fenhao_domain::module::Module;
use fenhao_domain::number::DocumentNumber;

use crate::node::Node;
use crate::period::Seals;
use crate::post::{self, PostError, Posted, ReverseHeader};
use crate::report::account_sum::{self, Months};
use crate::report::income_statement::is_profit_and_loss;
use crate::sql::{self, Sql, SqlError, Value};
use crate::table::document as documents;
use crate::table::{branch as branches, stream as streams};
use crate::{feed, rebuild, reconcile, stored, verify};

/// Documents named with a sum that differs; the ledger shows the rest.
const NAMED_MAX: i64 = 20;

/// What keeps a month from closing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// An earlier month is open.
    EarlierOpen {
        /// Which.
        month: Month,
    },
    /// A later month is closed; it is opened first.
    LaterClosed {
        /// Which.
        month: Month,
    },
    /// A module that closes before has not.
    ModuleOpen {
        /// Which.
        module: Module,
    },
    /// A stored document or its row is not what was signed.
    Stored(verify::Fault),
    /// Rows of a document are not what it derives to, or a sum is not the fold of its rows.
    Row {
        /// What differs.
        difference: rebuild::Difference,
        /// The documents that it concerns.
        documents: Vec<DocumentId>,
    },
    /// Two ledgers differ.
    Books(reconcile::Difference),
    /// What is open on a partner's documents is not the partner's balance.
    Items {
        /// Account.
        account: AccountCode,
        /// Party.
        party: i64,
        /// Open on documents.
        items: Amount,
        /// The partner's balance.
        balance: Amount,
    },
    /// HQ holds a document back.
    Held {
        /// Its number.
        number: String,
    },
    /// A branch has neither closed the month nor is named as an exception.
    BranchOpen {
        /// Its code.
        code: String,
    },
    /// A branch's close says another balance than HQ's books.
    SealDiffers {
        /// The branch's code.
        code: String,
        /// Account.
        account: AccountCode,
        /// Debit less credit in the close.
        sealed: Amount,
        /// Debit less credit in HQ's books.
        booked: Amount,
    },
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Gap::EarlierOpen { month } => write!(f, "{month} is open"),
            Gap::LaterClosed { month } => write!(f, "{month} is closed"),
            Gap::ModuleOpen { module } => write!(f, "{module} is open"),
            Gap::Stored(fault) => write!(f, "{fault:?}"),
            Gap::Row { difference, documents } => write!(f, "{difference:?} of {documents:?}"),
            Gap::Books(difference) => write!(f, "{difference:?}"),
            Gap::Items { account, party, items, balance } => {
                write!(f, "{items} is open in {account} for {party}, its balance is {balance}")
            }
            Gap::Held { number } => write!(f, "{number} is held back"),
            Gap::BranchOpen { code } => write!(f, "{code} has not closed it"),
            Gap::SealDiffers { code, account, sealed, booked } => {
                write!(f, "{code} closed {account} at {sealed}, booked is {booked}")
            }
        }
    }
}

/// Refuses with what is open.
fn refuse(month: Month, gaps: Vec<Gap>) -> Result<(), PostError> {
    match gaps.is_empty() {
        true => Ok(()),
        false => Err(PostError::NotClosed { month, gaps }),
    }
}

/// The modules of a month that this node has closed.
pub fn closed_modules(sql: &mut dyn Sql, month: Month) -> Result<Vec<Module>, SqlError> {
    let text = "SELECT module FROM module_seal WHERE month = ?1 AND closed = 1 ORDER BY module";
    sql::all(sql, text, &[Value::I64(i64::from(month.number()))], |row| {
        Module::from_number(row.i64(0)?).ok_or(SqlError::Unreadable { what: "a module" })
    })
}

/// Closes a business module of a month: its documents are refused from then on. Purchasing closes
/// first, then sales, then stock; finance closes by the month close itself.
pub fn close_module(
    sql: &mut dyn Sql,
    node: &Node,
    month: Month,
    module: Module,
) -> Result<(), PostError> {
    if !Seals::load(sql)?.closes(node.branch, month).is_empty() {
        return Err(PostError::PeriodSealed { month });
    }
    let closed = closed_modules(sql, month)?;
    let before = Module::ALL.into_iter().filter(|earlier| *earlier < module);
    let open = before.filter(|earlier| !closed.contains(earlier));
    refuse(month, open.map(|module| Gap::ModuleOpen { module }).collect())?;
    set_module(sql, month, module, true)?;
    Ok(())
}

fn set_module(
    sql: &mut dyn Sql,
    month: Month,
    module: Module,
    closed: bool,
) -> Result<(), SqlError> {
    let text = "INSERT INTO module_seal (month, module, closed) VALUES (?1, ?2, ?3) \
                ON CONFLICT (month, module) DO UPDATE SET closed = excluded.closed";
    let params = [i64::from(month.number()), module as i64, i64::from(closed)];
    sql.execute(text, &params.map(Value::I64)).map(|_| ())
}

/// Closes what is open of a month in its order: modules, then the month itself.
pub fn close_month(
    sql: &mut dyn Sql,
    node: &Node,
    month: Month,
    header: ReverseHeader,
) -> Result<Posted, PostError> {
    let closed = closed_modules(sql, month)?;
    for module in [Module::Purchase, Module::Sales, Module::Stock] {
        if !closed.contains(&module) {
            close_module(sql, node, month, module)?;
        }
    }
    let date = month.last_day();
    let close = Document::new(Kind::YJC, node.branch, date, header.recorded_at, header.handler);
    let close = Document { remark: header.remark, ..close };
    post::post_one(sql, node, close, NegativeStock::Refuse)
}

/// Makes a close ready to be posted, in the transaction that posts it: proves what must hold, and
/// fills in the balances and the cut. Documents of other kinds pass.
pub(crate) fn prepare(
    sql: &mut dyn Sql,
    node: &Node,
    seals: &Seals,
    document: &mut Document,
) -> Result<(), PostError> {
    match (document.kind, document.reverses) {
        (Kind::YJC, None) => prepare_month(sql, node, seals, document),
        (Kind::YJC, Some(close)) => prepare_opening(sql, node, seals, document, close),
        (Kind::NJC, reverses) => prepare_year(sql, node, seals, document, reverses),
        _ => Ok(()),
    }
}

fn prepare_month(
    sql: &mut dyn Sql,
    node: &Node,
    seals: &Seals,
    document: &mut Document,
) -> Result<(), PostError> {
    let month = document.business_date.month();
    let closed = closed_modules(sql, month)?;
    let mut gaps: Vec<Gap> = Module::ALL
        .into_iter()
        .filter(|module| *module < Module::Finance && !closed.contains(module))
        .map(|module| Gap::ModuleOpen { module })
        .collect();
    gaps.extend(earlier(sql, node.branch, seals, month)?);
    gaps.extend(differences(sql, node.branch)?);
    if node.branch == BranchId::HQ {
        gaps.extend(company(sql, seals, month, &document.remark)?);
    }
    refuse(month, gaps)?;
    document.entries = balances(sql, node.branch, month)?;
    document.settles = cut(sql, node)?;
    Ok(())
}

/// A month is opened again from the newest one backwards, for each carries its balances into the
/// next.
fn prepare_opening(
    sql: &mut dyn Sql,
    node: &Node,
    seals: &Seals,
    document: &mut Document,
    close: DocumentId,
) -> Result<(), PostError> {
    let found = documents::load(sql, close)?.ok_or(PostError::UnknownDocument)?;
    let month = found.document.business_date.month();
    let newest = seals.newest(node.branch).filter(|newest| *newest > month);
    refuse(month, newest.map(|month| Gap::LaterClosed { month }).into_iter().collect())?;
    document.settles = cut(sql, node)?;
    for module in Module::ALL {
        set_module(sql, month, module, false)?;
    }
    Ok(())
}

/// A year closes after its December, and before any later month has.
fn prepare_year(
    sql: &mut dyn Sql,
    node: &Node,
    seals: &Seals,
    document: &mut Document,
    reverses: Option<DocumentId>,
) -> Result<(), PostError> {
    if let Some(close) = reverses {
        let found = documents::load(sql, close)?.ok_or(PostError::UnknownDocument)?;
        // It is taken back where it was booked.
        document.business_date = found.document.business_date;
    }
    let year = document.business_date.month().year();
    let december = Month::december(year);
    let mut gaps = Vec::new();
    if seals.closes(node.branch, december).is_empty() {
        gaps.push(Gap::EarlierOpen { month: december });
    }
    let newest = seals.newest(node.branch).filter(|newest| *newest > december);
    gaps.extend(newest.map(|month| Gap::LaterClosed { month }));
    refuse(december, gaps)?;
    document.business_date = december.last_day();
    if reverses.is_none() && document.entries.is_empty() {
        document.entries = year_end(sql, node.branch, year)?;
    }
    Ok(())
}

/// The entries that carry a year's income and expense of a branch through profit of the year 3103
/// into retained earnings 3104. Income 100.00, expense 60.00: Dr income 100.00, Cr expense 60.00,
/// Cr and Dr 3103 40.00, Cr 3104 40.00.
pub fn year_end(
    sql: &mut dyn Sql,
    branch: BranchId,
    year: i32,
) -> Result<Vec<EntryLine>, SqlError> {
    let months = Months { first: None, last: Some(Month::year_close(year)) };
    let sums = account_sum::by_account(sql, Some(branch), months)?;
    let mut entries = Vec::new();
    let mut loss = Amount::ZERO;
    for (account, sums) in sums.into_iter().filter(|(account, _)| is_profit_and_loss(*account)) {
        loss += sums.closing();
        entries.extend(balance(account, -sums.closing()));
    }
    entries.extend(balance(account::PROFIT_OF_YEAR, loss));
    entries.extend(balance(account::PROFIT_OF_YEAR, -loss));
    entries.extend(balance(account::RETAINED_EARNINGS, loss));
    Ok(entries)
}

/// A balance, debit less credit, as an account line; none for nothing.
fn balance(account: AccountCode, amount: Amount) -> Option<EntryLine> {
    let side = if amount > Amount::ZERO { Side::Debit } else { Side::Credit };
    (!amount.is_zero()).then(|| EntryLine { account, party: None, side, amount: amount.abs() })
}

/// The trial balance of a branch at the end of a month: every account's balance.
pub fn balances(
    sql: &mut dyn Sql,
    branch: BranchId,
    month: Month,
) -> Result<Vec<EntryLine>, SqlError> {
    let months = Months { first: None, last: Some(month) };
    let sums = account_sum::by_account(sql, Some(branch), months)?;
    Ok(sums.into_iter().filter_map(|(account, sums)| balance(account, sums.closing())).collect())
}

/// What a close of this node includes: a branch's the feed as far as it is applied, HQ's every
/// stream as far as it is merged and every feed as far as it is written.
fn cut(sql: &mut dyn Sql, node: &Node) -> Result<Vec<Settlement>, SqlError> {
    let mut included = Vec::new();
    if node.branch == BranchId::HQ {
        for row in streams::list(sql)?.into_iter().filter(|row| row.branch != BranchId::HQ) {
            included.push(DocumentId { stream: row.stream, seq: row.merged.seq });
        }
        for branch in feed::branches(sql)? {
            let stream = feed::of_branch(branch);
            let head = crate::table::log::head(sql, stream)?;
            included.push(DocumentId { stream, seq: head.seq });
        }
    } else {
        let stream = feed::of_branch(node.branch);
        included.push(DocumentId { stream, seq: feed::applied(sql, stream)? });
    }
    let nothing = |document| Settlement { document, amount: Amount::ZERO };
    Ok(included.into_iter().map(nothing).collect())
}

fn earlier(
    sql: &mut dyn Sql,
    branch: BranchId,
    seals: &Seals,
    month: Month,
) -> Result<Vec<Gap>, SqlError> {
    let text = "SELECT DISTINCT month FROM account_sum WHERE branch_id = ?1 AND month < ?2 \
                ORDER BY month";
    let params = [i64::from(branch.0), i64::from(month.number())];
    let months = sql::all(sql, text, &params.map(Value::I64), |row| row.i64(0))?;
    let plain = months.into_iter().filter_map(|month| Month::from_number(i32::try_from(month).ok()?));
    let open = plain.filter(|month| seals.closes(branch, *month).is_empty());
    Ok(open.map(|month| Gap::EarlierOpen { month }).collect())
}

/// Everything in which the books of this node differ from themselves: stored bytes and rows, facts
/// and sums, stock and its accounts, partners and theirs, open items and partners.
pub fn differences(sql: &mut dyn Sql, branch: BranchId) -> Result<Vec<Gap>, SqlError> {
    let verified = verify::verify(sql, None, &mut |_| {})?;
    let mut gaps: Vec<Gap> = verified.faults.first().iter().cloned().map(Gap::Stored).collect();
    let compared = rebuild::compare(sql, &mut |_| {})?;
    for difference in compared.differences.first() {
        let documents = concerned(sql, difference)?;
        gaps.push(Gap::Row { difference: difference.clone(), documents });
    }
    let reconciled = reconcile::reconcile(sql, &mut |_| {})?;
    gaps.extend(reconciled.differences.first().iter().cloned().map(Gap::Books));
    gaps.extend(items(sql, branch)?);
    Ok(gaps)
}

/// The documents behind a difference.
fn concerned(
    sql: &mut dyn Sql,
    difference: &rebuild::Difference,
) -> Result<Vec<DocumentId>, SqlError> {
    use rebuild::Difference::{Fact, Strays, Sum, Unreadable};
    const MOVED: &str = "SELECT DISTINCT stream, seq FROM stock_move WHERE product_id = ?1 \
         AND branch_id = ?2 AND warehouse = ?3 AND class = ?4 AND party = ?5 \
         ORDER BY stream, seq LIMIT ?6";
    const BOOKED: &str = "SELECT DISTINCT stream, seq FROM account_entry WHERE branch_id = ?1 \
         AND account = ?2 AND business_date >= ?3 AND business_date <= ?4 \
         ORDER BY stream, seq LIMIT ?5";
    const OWED: &str = "SELECT DISTINCT stream, seq FROM account_entry WHERE branch_id = ?1 \
         AND account = ?2 AND party = ?3 ORDER BY stream, seq LIMIT ?4";
    const SOLD: &str = "SELECT stream, seq FROM document WHERE branch_id = ?1 \
         AND business_date = ?2 AND kind IN (1, 2) ORDER BY stream, seq LIMIT ?3";
    let (table, key) = match difference {
        Unreadable { id } | Fact { id, .. } => return Ok(vec![*id]),
        Strays { .. } => return Ok(Vec::new()),
        Sum { table, key, .. } => (*table, key),
    };
    let mut key: Vec<i64> = key.iter().filter_map(|part| part.parse().ok()).collect();
    let text = match table {
        "stock_sum" => MOVED,
        "account_sum" => {
            // The key's month becomes its first and last day.
            let month = key.pop().unwrap_or_default();
            key.extend([month * 100, month * 100 + 99]);
            BOOKED
        }
        "party_sum" => OWED,
        "item_sum" => {
            let owed = key.split_off(3);
            return Ok(vec![stored::document(owed[0], owed[1])?]);
        }
        _ => {
            key.truncate(2);
            SOLD
        }
    };
    key.push(NAMED_MAX);
    let params: Vec<Value<'_>> = key.into_iter().map(Value::I64).collect();
    sql::all(sql, text, &params, |row| documents::read_id(row, 0))
}

/// Partners whose open items do not come to their balance.
fn items(sql: &mut dyn Sql, branch: BranchId) -> Result<Vec<Gap>, SqlError> {
    const TEXT: &str = "SELECT p.account, p.party, p.balance, \
         CAST(COALESCE((SELECT SUM(i.balance) FROM item_sum AS i WHERE i.branch_id = p.branch_id \
         AND i.account = p.account AND i.party = p.party), 0) AS BIGINT) \
         FROM party_sum AS p WHERE p.branch_id = ?1 AND p.account IN (?2, ?3, ?4) \
         ORDER BY p.account, p.party";
    let accounts = [account::RECEIVABLE, account::PAYABLE, account::ACCRUED_RECEIPTS];
    let mut params = vec![Value::I64(i64::from(branch.0))];
    params.extend(accounts.map(|account| Value::I64(i64::from(account.0))));
    let rows = sql::all(sql, TEXT, &params, |row| {
        Ok(Gap::Items {
            account: stored::account(row.i64(0)?)?,
            party: row.i64(1)?,
            balance: Amount::from_raw(row.i64(2)?),
            items: Amount::from_raw(row.i64(3)?),
        })
    })?;
    let differs = |gap: &Gap| matches!(gap, Gap::Items { items, balance, .. } if items != balance);
    Ok(rows.into_iter().filter(differs).collect())
}

/// What keeps HQ from closing the company's month: branches that have not closed it and are not
/// named in the remark by their codes, closes that say other balances than HQ's books, documents
/// held back.
fn company(
    sql: &mut dyn Sql,
    seals: &Seals,
    month: Month,
    remark: &str,
) -> Result<Vec<Gap>, SqlError> {
    let mut gaps: Vec<Gap> =
        streams::held(sql)?.into_iter().map(|held| Gap::Held { number: held.number }).collect();
    let excepted = |code: &str| remark.split_whitespace().any(|word| word == code);
    for branch in account_sum::branches(sql)?.into_iter().filter(|id| *id != BranchId::HQ) {
        let code = branches::load(sql, branch)?.map_or_else(String::new, |record| record.code);
        match seals.closes(branch, month).last() {
            None if excepted(&code) => {}
            None => gaps.push(Gap::BranchOpen { code }),
            Some(close) => gaps.extend(seal_differs(sql, *close, branch, month, &code)?),
        }
    }
    Ok(gaps)
}

fn seal_differs(
    sql: &mut dyn Sql,
    close: DocumentId,
    branch: BranchId,
    month: Month,
    code: &str,
) -> Result<Vec<Gap>, SqlError> {
    let Some(found) = documents::load(sql, close)? else { return Ok(Vec::new()) };
    let signed = |line: &EntryLine| match line.side {
        Side::Debit => line.amount,
        Side::Credit => -line.amount,
    };
    let sealed: std::collections::BTreeMap<AccountCode, Amount> =
        found.document.entries.iter().map(|line| (line.account, signed(line))).collect();
    let months = Months { first: None, last: Some(month) };
    let booked = account_sum::by_account(sql, Some(branch), months)?;
    let mut accounts: Vec<AccountCode> = sealed.keys().chain(booked.keys()).copied().collect();
    accounts.sort_unstable();
    accounts.dedup();
    let differs = accounts.into_iter().filter_map(|account| {
        let sealed = sealed.get(&account).copied().unwrap_or_default();
        let booked = booked.get(&account).map_or(Amount::ZERO, |sums| sums.closing());
        let code = code.to_owned();
        (sealed != booked).then_some(Gap::SealDiffers { code, account, sealed, booked })
    });
    Ok(differs.collect())
}

/// The close of a month by its number, to open it again.
pub fn close_of(
    sql: &mut dyn Sql,
    node: &Node,
    month: Month,
) -> Result<Option<(DocumentId, DocumentNumber)>, SqlError> {
    for id in Seals::load(sql)?.closes(node.branch, month) {
        if id.stream == node.stream {
            let found = documents::load(sql, id)?;
            return Ok(found.map(|found| (id, found.document.number)));
        }
    }
    Ok(None)
}
