//! The journal for other programs 导出日记账: hledger and beancount check our books.
//!
//! Owns the walk through the posted documents in order of date, what each one says as a
//! transaction, opening balances of a month, and the balances asserted at the end. Leaves out the
//! two ways of writing (`export/hledger`, `export/beancount`). Invariant: transactions come from
//! the documents' content, asserted balances from the sum tables: a reader that accepts the file
//! has proved one against the other.
//!
//! Under moving average no outside program can find our costs again, so value and units stand in
//! separate postings: value in money, units at a price of nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Month};
use fenhao_domain::document::Document;
use fenhao_domain::id::{BranchId, DocumentId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::posting;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;
use fenhao_exchange::document;
use thiserror::Error;

use crate::report::account_sum::{self, Months};
use crate::report::place::Places;
use crate::sql::{self, Sql, SqlError, Value, stored as stored_id};
use crate::{node, stored};

pub mod beancount;
pub mod hledger;
pub mod name;

use name::Names;

/// Documents read at a time.
const CHUNK: i64 = 500;

/// For which program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// hledger (and ledger).
    Hledger,
    /// beancount.
    Beancount,
}

impl Format {
    /// The format of a name.
    pub fn from_code(code: &str) -> Option<Format> {
        match code {
            "hledger" => Some(Format::Hledger),
            "beancount" => Some(Format::Beancount),
            _ => None,
        }
    }
}

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope<'c> {
    /// One branch; none for all whose books are here.
    pub branch: Option<BranchId>,
    /// One month, begun with its opening balances; none for everything.
    pub month: Option<Month>,
    /// Currency code, `CNY`.
    pub currency: &'c str,
}

/// What has been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exported {
    /// Documents that moved something.
    pub documents: u64,
    /// Documents that moved nothing (a receipt of coupons worth nothing); they stand as comments.
    pub without_postings: u64,
    /// Postings.
    pub postings: u64,
    /// Balances asserted at the end.
    pub asserted: u64,
}

/// Why a journal cannot be written to its end.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The books failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The file cannot be written.
    #[error("the journal cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// A stored document cannot be read; `verify` tells more.
    #[error("document {id:?} cannot be read")]
    Document {
        /// The document.
        id: DocumentId,
    },
}

/// Where units of a product are counted.
type Place = (BranchId, StockClass, ProductId);

/// One side of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Posting {
    /// Money on an account, debit positive.
    Money(BranchId, AccountCode, Amount),
    /// Units at a place.
    Units(Place, Quantity),
}

/// A transaction, ready to be written.
struct Transaction {
    date: BusinessDate,
    number: String,
    title: String,
    postings: Vec<Posting>,
}

/// One way of writing.
trait Form {
    /// The head of the file.
    fn head(&mut self, out: &mut dyn Write, currency: &str) -> std::io::Result<()>;
    /// A remark that no program reads.
    fn remark(&mut self, out: &mut dyn Write, text: &str) -> std::io::Result<()>;
    /// Names an account before its first use.
    fn declare_account(
        &mut self,
        out: &mut dyn Write,
        day: BusinessDate,
        account: &name::Account,
    ) -> std::io::Result<()>;
    /// Names a product before its first use.
    fn declare_product(
        &mut self,
        out: &mut dyn Write,
        day: BusinessDate,
        product: &name::Product,
    ) -> std::io::Result<()>;
    /// Names a place of units before its first use.
    fn declare_place(
        &mut self,
        out: &mut dyn Write,
        day: BusinessDate,
        names: &Names,
        place: Place,
    ) -> std::io::Result<()>;
    /// Writes a transaction.
    fn transaction(
        &mut self,
        out: &mut dyn Write,
        names: &Names,
        transaction: &Transaction,
    ) -> std::io::Result<()>;
    /// Asserts balances at the end of a day; returns how many it asserts.
    fn assert(
        &mut self,
        out: &mut dyn Write,
        names: &Names,
        day: BusinessDate,
        balances: &[Posting],
    ) -> std::io::Result<u64>;
}

/// Writes the journal; `progress` hears how many documents have been read.
pub fn journal(
    sql: &mut dyn Sql,
    format: Format,
    scope: &Scope<'_>,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> Result<Exported, ExportError> {
    let form: Box<dyn Form> = match format {
        Format::Hledger => Box::new(hledger::Hledger::default()),
        Format::Beancount => Box::new(beancount::Beancount::default()),
    };
    // A desktop holds one branch's books; what it knows of others is not its to export.
    let own = node::load(sql)?.map(|node| node.branch).filter(|branch| *branch != BranchId::HQ);
    let branch = scope.branch.or(own);
    let mut writer = Writer {
        form,
        out,
        branch,
        month: scope.month,
        names: Names::new(Places::load(sql)?, scope.currency),
        places: BTreeSet::new(),
        last: None,
        done: Exported::default(),
    };
    writer.form.head(writer.out, scope.currency)?;
    if let Some(month) = scope.month {
        writer.open_month(sql, month)?;
    }
    writer.documents(sql, progress)?;
    writer.close(sql)?;
    writer.out.flush()?;
    Ok(writer.done)
}

/// The export that is under way.
struct Writer<'o> {
    form: Box<dyn Form>,
    out: &'o mut dyn Write,
    branch: Option<BranchId>,
    month: Option<Month>,
    names: Names,
    /// Places of units that have been named.
    places: BTreeSet<Place>,
    last: Option<BusinessDate>,
    done: Exported,
}

impl Writer<'_> {
    fn has(&self, branch: BranchId) -> bool {
        self.branch.is_none_or(|wanted| wanted == branch)
    }

    fn branches(&self, sql: &mut dyn Sql) -> Result<Vec<BranchId>, SqlError> {
        match self.branch {
            Some(branch) => Ok(vec![branch]),
            None => account_sum::branches(sql),
        }
    }

    /// The balances with which a month begins, one transaction a branch.
    fn open_month(&mut self, sql: &mut dyn Sql, month: Month) -> Result<(), ExportError> {
        let day = month.first_day();
        let mut units = self.units_before(sql, day)?;
        for branch in self.branches(sql)? {
            let months = Months { first: Some(month), last: Some(month) };
            let sums = account_sum::by_account(sql, Some(branch), months)?;
            let mut postings: Vec<Posting> = (sums.into_iter())
                .filter(|(_, sums)| !sums.opening.is_zero())
                .map(|(code, sums)| Posting::Money(branch, code, sums.opening))
                .collect();
            let later = units.split_off(&(
                BranchId(branch.0.saturating_add(1)),
                StockClass::Own,
                ProductId(0),
            ));
            let mine = std::mem::replace(&mut units, later);
            postings.extend(mine.into_iter().map(|(place, held)| Posting::Units(place, held)));
            if postings.is_empty() {
                continue;
            }
            let number = format!("OPENING-{}-{month}", self.names.branch(branch));
            let title = "opening balances 期初余额".to_owned();
            self.write(sql, Transaction { date: day, number, title, postings })?;
        }
        Ok(())
    }

    /// Units held before a day, from the moves.
    fn units_before(
        &self,
        sql: &mut dyn Sql,
        day: BusinessDate,
    ) -> Result<BTreeMap<Place, Quantity>, SqlError> {
        const TEXT: &str = "SELECT branch_id, class, product_id, CAST(SUM(quantity) AS BIGINT) \
             FROM stock_move WHERE business_date < ?1 \
             GROUP BY product_id, branch_id, warehouse, class, party";
        let mut held: BTreeMap<Place, Quantity> = BTreeMap::new();
        sql.query(TEXT, &[Value::I64(i64::from(day.number()))], &mut |row| {
            let place = read_place(row)?;
            if self.has(place.0) {
                *held.entry(place).or_default() += Quantity::from_raw(row.i64(3)?);
            }
            Ok(sql::Flow::On)
        })?;
        held.retain(|_, quantity| !quantity.is_zero());
        Ok(held)
    }

    fn documents(
        &mut self,
        sql: &mut dyn Sql,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), ExportError> {
        const TEXT: &str = "SELECT d.business_date, d.branch_id, d.stream, d.seq, d.kind, \
             l.content FROM document d CROSS JOIN log l \
             WHERE l.stream = d.stream AND l.seq = d.seq AND d.business_date <= ?1 \
             AND (d.business_date, d.branch_id, d.stream, d.seq) > (?2, ?3, ?4, ?5) \
             ORDER BY d.business_date, d.branch_id, d.stream, d.seq LIMIT ?6";
        let first = self.month.map_or(0, |month| i64::from(month.first_day().number()));
        let last = self.month.map_or(i64::from(i32::MAX), |m| i64::from(m.last_day().number()));
        let mut at = [first, -1, -1, -1];
        let mut read = 0;
        loop {
            let params = [[last].as_slice(), &at, &[CHUNK]].concat();
            let params: Vec<Value<'_>> = params.into_iter().map(Value::I64).collect();
            let chunk = sql::all(sql, TEXT, &params, |row| {
                let key = [row.i64(0)?, row.i64(1)?, row.i64(2)?, row.i64(3)?];
                Ok((key, row.i64(4)?, row.bytes(5)?.to_vec()))
            })?;
            let Some((key, ..)) = chunk.last() else { return Ok(()) };
            at = *key;
            for ([_, branch, stream, seq], kind, content) in chunk {
                read += 1;
                // Only the receipt of a dispatch books at another branch, too.
                let foreign = !self.has(stored::branch(branch)?);
                if foreign && kind != i64::from(Kind::RS.number()) {
                    continue;
                }
                let id = stored::document(stream, seq)?;
                let found = document::decode(&content);
                let found = found.map_err(|_| ExportError::Document { id })?;
                self.document(sql, &found, foreign)?;
            }
            progress(read);
        }
    }

    fn document(
        &mut self,
        sql: &mut dyn Sql,
        document: &Document,
        foreign: bool,
    ) -> Result<(), ExportError> {
        let derived = posting::derive(document);
        let mut money: BTreeMap<(BranchId, AccountCode), Amount> = BTreeMap::new();
        for entry in derived.entries.iter().filter(|entry| self.has(entry.branch)) {
            *money.entry((entry.branch, entry.account)).or_default() += entry.signed();
        }
        let mut units: BTreeMap<Place, Quantity> = BTreeMap::new();
        for moved in derived.moves.iter().filter(|moved| self.has(moved.branch)) {
            let place = (moved.branch, moved.class, moved.product);
            *units.entry(place).or_default() += moved.quantity;
        }
        let money = money.into_iter().filter(|(_, amount)| !amount.is_zero());
        let units = units.into_iter().filter(|(_, quantity)| !quantity.is_zero());
        let mut postings: Vec<Posting> = money
            .map(|((branch, account), amount)| Posting::Money(branch, account, amount))
            .collect();
        postings.extend(units.map(|(place, quantity)| Posting::Units(place, quantity)));
        if postings.is_empty() {
            if !foreign {
                self.done.without_postings += 1;
                let text = format!("{} moves nothing", name::plain(&document.number.0));
                self.form.remark(self.out, &text)?;
            }
            return Ok(());
        }
        let mut title = format!("{} {}", document.kind.zh(), document.kind.en());
        if let Some(partner) = document.partner {
            title.push_str(", ");
            title.push_str(&self.names.partner(sql, partner)?);
        }
        self.done.documents += 1;
        let date = document.business_date;
        let number = document.number.0.clone();
        self.write(sql, Transaction { date, number, title, postings })
    }

    /// Names what the transaction uses for the first time, then writes it.
    fn write(&mut self, sql: &mut dyn Sql, transaction: Transaction) -> Result<(), ExportError> {
        let day = transaction.date;
        for posting in &transaction.postings {
            self.declare(sql, day, posting)?;
        }
        self.done.postings += u64::try_from(transaction.postings.len()).unwrap_or(u64::MAX);
        self.last = self.last.max(Some(day));
        Ok(self.form.transaction(self.out, &self.names, &transaction)?)
    }

    fn declare(
        &mut self,
        sql: &mut dyn Sql,
        day: BusinessDate,
        posting: &Posting,
    ) -> Result<(), ExportError> {
        match posting {
            Posting::Money(branch, account, _) => {
                if let Some(account) = self.names.learn_account(*branch, *account) {
                    self.form.declare_account(self.out, day, account)?;
                }
            }
            Posting::Units(place, _) => {
                if let Some(product) = self.names.learn_product(sql, place.2)? {
                    self.form.declare_product(self.out, day, product)?;
                }
                if self.places.insert(*place) {
                    self.form.declare_place(self.out, day, &self.names, *place)?;
                }
            }
        }
        Ok(())
    }

    /// Asserts what the sum tables say of every account and place.
    fn close(&mut self, sql: &mut dyn Sql) -> Result<(), ExportError> {
        let Some(last) = self.month.map(Month::last_day).or(self.last) else { return Ok(()) };
        let months = Months { first: None, last: self.month };
        let mut balances = Vec::new();
        for branch in self.branches(sql)? {
            for (code, sums) in account_sum::by_account(sql, Some(branch), months)? {
                balances.push(Posting::Money(branch, code, sums.closing()));
            }
        }
        let units = match self.month {
            None => self.units_now(sql)?,
            Some(_) => self.units_before(sql, last.plus_days(1))?,
        };
        for place in &self.places {
            let held = units.get(place).copied().unwrap_or_default();
            balances.push(Posting::Units(*place, held));
        }
        // What the sums know and no document of the file has named is asserted, too.
        let unnamed = units.iter().filter(|(place, _)| !self.places.contains(*place));
        balances.extend(unnamed.map(|(place, held)| Posting::Units(*place, *held)));
        for balance in &balances {
            self.declare(sql, last, balance)?;
        }
        self.done.asserted = self.form.assert(self.out, &self.names, last, &balances)?;
        Ok(())
    }

    fn units_now(&self, sql: &mut dyn Sql) -> Result<BTreeMap<Place, Quantity>, SqlError> {
        const TEXT: &str = "SELECT branch_id, class, product_id, quantity FROM stock_sum";
        let mut held: BTreeMap<Place, Quantity> = BTreeMap::new();
        sql.query(TEXT, &[], &mut |row| {
            let place = read_place(row)?;
            if self.has(place.0) {
                *held.entry(place).or_default() += Quantity::from_raw(row.i64(3)?);
            }
            Ok(sql::Flow::On)
        })?;
        held.retain(|_, quantity| !quantity.is_zero());
        Ok(held)
    }
}

fn read_place(row: &dyn sql::Row) -> Result<Place, SqlError> {
    Ok((stored::branch(row.i64(0)?)?, stored::class(row.i64(1)?)?, stored::product(row.i64(2)?)?))
}

/// A product's columns for its declaration.
fn product_row(sql: &mut dyn Sql, id: ProductId) -> Result<Option<(String, String)>, SqlError> {
    let text = "SELECT code, name, name_en FROM product WHERE product_id = ?1";
    sql::one(sql, text, &[Value::I64(stored_id(id.0))], |row| {
        let name = if row.text(1)?.is_empty() { row.text(2)? } else { row.text(1)? };
        Ok((row.text(0)?.to_owned(), name.to_owned()))
    })
}
