//! Open items 未清项 as reports read them: what is owed on each document, and by when.
//!
//! Owns the one walk that the ageing, the overdue list and the list of open items share. Leaves out
//! their columns. Invariant: only what is open is read (a settled item costs nothing), and the items
//! of a partner come to its balance (`table/item`).

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::DocumentId;
use fenhao_domain::kind::Kind;

use super::{Cell, Query};
use crate::sql::{self, Flow, Sql, SqlError, Value};
use crate::stored;
use crate::table::document;

/// What is owed on one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub account: AccountCode,
    pub party: i64,
    pub document: DocumentId,
    /// Debit less credit.
    pub balance: Amount,
    pub code: String,
    pub name: (String, String),
    pub number: String,
    pub kind: Kind,
    pub date: BusinessDate,
    /// The day by which it is to be paid; its own day where none was agreed.
    pub due: BusinessDate,
}

impl Item {
    /// The partner's name in both languages.
    pub fn name(&self) -> Cell {
        Cell::name(&self.name.0, &self.name.1)
    }

    /// The kind of the document.
    pub fn kind(&self) -> Cell {
        Cell::kind(self.kind)
    }
}

const READ: &str = "SELECT i.account, i.party, i.item_stream, i.item_seq, i.balance, \
     COALESCE(p.code, ''), COALESCE(p.name, ''), COALESCE(p.name_en, ''), \
     d.number, d.kind, d.business_date, d.due_date FROM item_sum i \
     LEFT JOIN partner p ON p.partner_id = i.party \
     JOIN document d ON d.branch_id = i.branch_id AND d.stream = i.item_stream \
     AND d.seq = i.item_seq WHERE i.balance <> 0 AND i.account >= ?1 AND i.account <= ?2 ";
const ONE: &str = "AND i.branch_id = ?3 ";
const IN_ORDER: &str = "ORDER BY i.account, i.party, i.item_stream, i.item_seq, i.branch_id";

/// Tells the open items of accounts in the order of account, partner and document; `text` of the
/// query picks one partner by its code.
pub(super) fn walk(
    sql: &mut dyn Sql,
    query: &Query,
    (low, high): (AccountCode, AccountCode),
    each: &mut dyn FnMut(Item),
) -> Result<(), SqlError> {
    let mut params = vec![Value::I64(i64::from(low.0)), Value::I64(i64::from(high.0))];
    params.extend(query.branch.map(|branch| Value::I64(i64::from(branch.0))));
    let middle = if query.branch.is_some() { ONE } else { "" };
    sql.query(&[READ, middle, IN_ORDER].concat(), &params, &mut |row| {
        let code = row.text(5)?;
        if query.text.as_deref().is_some_and(|wanted| !wanted.is_empty() && wanted != code) {
            return Ok(Flow::On);
        }
        let date = stored::date(row.i64(10)?)?;
        let due = row.i64(11)?;
        each(Item {
            account: stored::account(row.i64(0)?)?,
            party: row.i64(1)?,
            document: document::read_id(row, 2)?,
            balance: Amount::from_raw(row.i64(4)?),
            code: code.to_owned(),
            name: (row.text(6)?.to_owned(), row.text(7)?.to_owned()),
            number: row.text(8)?.to_owned(),
            kind: stored::kind(row.i64(9)?)?,
            date,
            due: if due == 0 { date } else { stored::date(due)? },
        });
        Ok(Flow::On)
    })
}

/// The day as of which is asked: the query's last, else the newest of the books.
pub(super) fn as_of(sql: &mut dyn Sql, query: &Query) -> Result<Option<BusinessDate>, SqlError> {
    if query.to.is_some() {
        return Ok(query.to);
    }
    let text = "SELECT business_date FROM document ORDER BY business_date DESC LIMIT 1";
    sql::one(sql, text, &[], |row| stored::date(row.i64(0)?))
}
