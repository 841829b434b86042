//! Transfers 商品调拨统计 (`features.md` 119): between stores at cost or at a new price, and between
//! branches.
//!
//! Owns the choice of kinds; the figures are `in_out_summary`'s. Invariant: within a branch what goes
//! out comes in, so the change of value is the transfer price difference 变价调拨差价; between
//! branches it is what is on the way. Two moved at 2.50 and priced anew at 3.00: in 6.00, out 5.00.

use fenhao_domain::kind::Kind;

use super::by::By;
use super::{Column, Query, Report, ReportError, ReportName, in_out_summary};
use crate::sql::Sql;

/// Columns.
pub const COLUMNS: &[Column] = in_out_summary::COLUMNS;

const KINDS: [Kind; 4] = [Kind::TB, Kind::BT, Kind::FH, Kind::RS];

/// By product where nothing else is asked for.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let by = By::of_goods(query, By::Product);
    in_out_summary::of_kinds(sql, query, by, ReportName::TransferStatistics, &KINDS)
}
