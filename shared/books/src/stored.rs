//! Stored numbers back into what they name.
//!
//! Owns the way from a column to an identity, date or kind. Leaves out the SQL. Invariant: a value
//! that names nothing is a fact ([`SqlError::Unreadable`]), never a default.

use fenhao_domain::account::AccountCode;
use fenhao_domain::calendar::{BusinessDate, Month};
use fenhao_domain::id::{BranchId, DocumentId, ProductId, StreamId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::stock::StockClass;
use fenhao_exchange::document::PostingsHash;

use crate::sql::{SqlError, unsigned};

/// A branch.
pub(crate) fn branch(stored: i64) -> Result<BranchId, SqlError> {
    narrow(stored, "a branch").map(BranchId)
}

/// A product.
pub(crate) fn product(stored: i64) -> Result<ProductId, SqlError> {
    unsigned(stored).map(ProductId)
}

/// A warehouse.
pub(crate) fn warehouse(stored: i64) -> Result<WarehouseNo, SqlError> {
    narrow(stored, "a warehouse").map(WarehouseNo)
}

/// A stock class.
pub(crate) fn class(stored: i64) -> Result<StockClass, SqlError> {
    StockClass::from_number(stored).ok_or(SqlError::Unreadable { what: "a stock class" })
}

/// An account.
pub(crate) fn account(stored: i64) -> Result<AccountCode, SqlError> {
    narrow(stored, "an account").map(AccountCode)
}

/// A business date.
pub(crate) fn date(stored: i64) -> Result<BusinessDate, SqlError> {
    let unreadable = SqlError::Unreadable { what: "a date" };
    let number = i32::try_from(stored).map_err(|_| unreadable.clone())?;
    BusinessDate::from_number(number).map_err(|_| unreadable)
}

/// A month.
pub(crate) fn month(stored: i64) -> Result<Month, SqlError> {
    let month = i32::try_from(stored).ok().and_then(Month::from_number);
    month.ok_or(SqlError::Unreadable { what: "a month" })
}

/// A document's identity.
pub(crate) fn document(stream: i64, seq: i64) -> Result<DocumentId, SqlError> {
    Ok(DocumentId { stream: StreamId(unsigned(stream)?), seq: unsigned(seq)? })
}

/// A kind of document.
pub(crate) fn kind(stored: i64) -> Result<Kind, SqlError> {
    let kind = u16::try_from(stored).ok().and_then(Kind::from_number);
    kind.ok_or(SqlError::Unreadable { what: "a kind of document" })
}

/// What postings hash to.
pub(crate) fn postings(stored: i64) -> PostingsHash {
    PostingsHash(stored.to_be_bytes())
}

fn narrow(stored: i64, what: &'static str) -> Result<u32, SqlError> {
    u32::try_from(stored).map_err(|_| SqlError::Unreadable { what })
}
