//! Stock look-up 库存查询: at a branch its own, at head office the merged stock.
//!
//! The figures are those of the stock reports. Invariant: without the right to see cost no value
//! leaves this file.

use std::collections::BTreeMap;

use fenhao_books::report::{self, Cell, Drill, Query, ReportName, Row};
use fenhao_books::screen::party;
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::stream;
use fenhao_domain::id::{BranchId, ProductId};

use super::names::{Names, branch_of_code};
use crate::context::{Context, Place, Session};
use crate::error::ApiError;
use crate::view::{BranchStockRow, ProductInput, StockInput, StockPage, StockRow};

/// Rows that a page may have at most.
const ROWS_MAX: u32 = 500;

/// Lists stock by product code.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    input: StockInput,
) -> Result<StockPage, ApiError> {
    let sees_cost = session.role.may("cost.see");
    let own = context.node()?.branch;
    context.read(|sql| {
        let branch = match (&input.branch, context.place()) {
            (_, Place::Branch) => Some(own),
            (Some(code), Place::Hq) => Some(branch_of_code(sql, code)?),
            (None, Place::Hq) => None,
        };
        let query = Query {
            branch,
            text: Some(input.text.clone()).filter(|text| !text.trim().is_empty()),
            zero: input.zero,
            after: input.after.clone(),
            limit: input.limit.clamp(1, ROWS_MAX),
            ..Query::default()
        };
        let found = report::run(sql, ReportName::StockStatus, &query)?;
        let total = match sees_cost {
            true => total_value(sql, branch)?,
            false => String::new(),
        };
        let mut names = Names::default();
        let mut rows = Vec::with_capacity(found.rows.len());
        for row in &found.rows {
            rows.extend(stock_row(sql, &mut names, row, sees_cost)?);
        }
        let as_of_ms = match context.place() {
            Place::Hq => known_until(sql, branch)?,
            Place::Branch => None,
        };
        Ok(StockPage { rows, next: found.next, total_value: total, as_of_ms })
    })
}

/// Where a product is.
pub(crate) fn by_branch(
    context: &Context,
    session: &Session,
    input: ProductInput,
) -> Result<Vec<BranchStockRow>, ApiError> {
    let sees_cost = session.role.may("cost.see");
    let place = context.place();
    context.read(|sql| {
        let query = Query { product: Some(ProductId(input.product_id)), ..Query::default() };
        let found = report::run(sql, ReportName::StockByWarehouse, &query)?;
        let seen = match place {
            Place::Hq => last_seen(sql)?,
            Place::Branch => BTreeMap::new(),
        };
        let mut names = Names::default();
        let mut rows = Vec::with_capacity(found.rows.len());
        for row in &found.rows {
            let branch = branch_of(row).unwrap_or_default();
            let (code, name) = names.branch(sql, branch)?;
            rows.push(BranchStockRow {
                branch: code,
                name,
                warehouse: show(context, &row.cells[3]),
                class: match &row.cells[4] {
                    Cell::Label(label) => label.key.to_owned(),
                    other => show(context, other),
                },
                quantity: show(context, &row.cells[6]),
                value: if sees_cost { show(context, &row.cells[8]) } else { String::new() },
                as_of_ms: seen.get(&branch).copied(),
            });
        }
        Ok(rows)
    })
}

fn show(context: &Context, cell: &Cell) -> String {
    cell.show(super::report::language(context.lang))
}

/// Columns of the report: code, name, spec, unit, quantity, in transit, unit cost, value.
fn stock_row(
    sql: &mut dyn Sql,
    names: &mut Names,
    row: &Row,
    sees_cost: bool,
) -> Result<Option<StockRow>, SqlError> {
    let Some(Drill::Report(_, query)) = &row.drill else { return Ok(None) };
    let Some(id) = query.product else { return Ok(None) };
    let product = names.product(sql, id)?.clone();
    let plain = |at: usize| row.cells[at].show(fenhao_books::report::Language::Chinese);
    let cost = |at: usize| if sees_cost { plain(at) } else { String::new() };
    Ok(Some(StockRow {
        product_id: id.0,
        category: names.category(sql, product.category)?,
        quantity: plain(4),
        in_transit: plain(5),
        unit_cost: cost(6),
        value: cost(7),
        price: product.prices[0].map_or_else(String::new, |price| price.to_string()),
        branches: u32::try_from(party::branches_with(sql, id)?).unwrap_or(u32::MAX),
        code: product.code,
        name: product.name,
        name_en: product.name_en,
        spec: product.spec,
        unit: product.unit,
    }))
}

fn branch_of(row: &Row) -> Option<BranchId> {
    match &row.drill {
        Some(Drill::Report(_, query)) => query.branch,
        _ => None,
    }
}

/// The value of all stock in scope, goods in transit included.
pub(super) fn total_value(sql: &mut dyn Sql, branch: Option<BranchId>) -> Result<String, SqlError> {
    let worth = report::account_sum::stock_value(sql, branch)?;
    Ok(worth.into_values().sum::<fenhao_domain::amount::Amount>().to_string())
}

/// Until when each branch is known, all in one look: a product may be at a thousand branches.
fn last_seen(sql: &mut dyn Sql) -> Result<BTreeMap<BranchId, i64>, SqlError> {
    let mut seen: BTreeMap<BranchId, i64> = BTreeMap::new();
    for row in stream::list(sql)?.into_iter().filter(|row| row.branch != BranchId::HQ) {
        if let Some(at) = row.last_seen {
            seen.entry(row.branch).and_modify(|oldest| *oldest = at.min(*oldest)).or_insert(at);
        }
    }
    Ok(seen)
}

/// Until when the slowest branch in scope is known.
pub(super) fn known_until(
    sql: &mut dyn Sql,
    branch: Option<BranchId>,
) -> Result<Option<i64>, SqlError> {
    let streams = stream::list(sql)?;
    let of_branches = streams.iter().filter(|row| row.branch != BranchId::HQ);
    let in_scope = of_branches.filter(|row| branch.is_none_or(|branch| row.branch == branch));
    Ok(in_scope.filter_map(|row| row.last_seen).min())
}
