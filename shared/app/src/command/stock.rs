//! Stock look-up 库存查询: at a branch its own, at head office the merged stock.
//!
//! The figures are those of the stock reports, or of the warehouses in scope where not all are.
//! Invariant: without the right to see cost no value leaves this file.

use std::collections::{BTreeMap, BTreeSet};

use fenhao_books::report::{self, Drill, Query, ReportName, Row};
use fenhao_books::screen::{party, stock_place};
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::stream;
use fenhao_domain::amount::Amount;
use fenhao_domain::id::{BranchId, ProductId, WarehouseNo};
use fenhao_domain::master::branch::warehouse_name;
use fenhao_domain::price::UnitCost;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::scope::Scopes;
use fenhao_domain::stock::StockClass;

use super::company::mode_key;
use super::names::{Names, branch_of_code};
use super::within::Within;
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
    let sees_cost = session.sees_cost();
    let own = context.node()?.branch;
    context.read(|sql| {
        let branch = match (&input.branch, context.place()) {
            (_, Place::Branch) => Some(own),
            (Some(code), Place::Hq) => Some(branch_of_code(sql, code)?),
            (None, Place::Hq) => None,
        };
        let mut query = Query {
            branch,
            text: Some(input.text.clone()).filter(|text| !text.trim().is_empty()),
            zero: input.zero,
            after: input.after.clone(),
            limit: input.limit.clamp(1, ROWS_MAX),
            ..Query::default()
        };
        let mut seen = Seen { within: Within::of(session), branch, sees_cost };
        let total = match sees_cost && session.scopes().whole(branch) {
            true => total_value(sql, branch)?,
            false => String::new(),
        };
        let mut names = Names::default();
        let mut rows = Vec::new();
        // A page that is all out of scope is passed over.
        let next = loop {
            let found = report::run(sql, ReportName::StockStatus, &query)?;
            for row in &found.rows {
                rows.extend(stock_row(sql, &mut names, row, &mut seen)?);
            }
            match found.next {
                Some(next) if rows.is_empty() => query.after = Some(next),
                next => break next,
            }
        };
        let as_of_ms = match context.place() {
            Place::Hq => known_until(sql, branch)?,
            Place::Branch => None,
        };
        Ok(StockPage { rows, next, total_value: total, as_of_ms })
    })
}

/// Where a product is.
pub(crate) fn by_branch(
    context: &Context,
    session: &Session,
    input: ProductInput,
) -> Result<Vec<BranchStockRow>, ApiError> {
    let place = context.place();
    let product = ProductId(input.product_id);
    context.read(|sql| {
        let mut within = Within::of(session);
        within.need_product(sql, product)?;
        let seen = match place {
            Place::Hq => last_seen(sql)?,
            Place::Branch => BTreeMap::new(),
        };
        let mut names = Names::default();
        let mut rows = Vec::new();
        for at in stock_place::of_product(sql, product)? {
            if !session.scopes().allows_warehouse(at.branch, at.warehouse) {
                continue;
            }
            let (code, name) = names.branch(sql, at.branch)?;
            let (zh, en) = warehouse_name(at.warehouse);
            rows.push(BranchStockRow {
                branch: code,
                name,
                warehouse: context.lang.pick(zh, en).to_owned(),
                class: at.class.key().to_owned(),
                quantity: at.quantity.to_string(),
                value: if session.sees_cost() { at.value.to_string() } else { String::new() },
                as_of_ms: seen.get(&at.branch).copied(),
            });
        }
        Ok(rows)
    })
}

/// What of the stock is shown to somebody.
struct Seen<'s> {
    within: Within<'s>,
    branch: Option<BranchId>,
    sees_cost: bool,
}

/// Columns of the report: code, name, spec, unit, quantity, in transit, unit cost, value.
fn stock_row(
    sql: &mut dyn Sql,
    names: &mut Names,
    row: &Row,
    seen: &mut Seen<'_>,
) -> Result<Option<StockRow>, SqlError> {
    let Some(Drill::Report(_, query)) = &row.drill else { return Ok(None) };
    let Some(id) = query.product else { return Ok(None) };
    if !seen.within.product(sql, id)? {
        return Ok(None);
    }
    let scopes = seen.within.scopes();
    let plain = |at: usize| row.cells[at].show(fenhao_books::report::Language::Chinese);
    let everywhere = match seen.branch {
        Some(branch) => scopes.allows_warehouse(branch, WarehouseNo(0)),
        None => scopes.warehouses.is_all(),
    };
    let (figures, branches) = match everywhere {
        true => ([plain(4), plain(5), plain(6), plain(7)], party::branches_with(sql, id)?),
        false => match of_places(sql, scopes, seen.branch, id)? {
            Some(found) => found,
            None => return Ok(None),
        },
    };
    let [quantity, in_transit, unit_cost, value] = figures;
    let cost = |text: String| if seen.sees_cost { text } else { String::new() };
    let product = names.product(sql, id)?.clone();
    Ok(Some(StockRow {
        product_id: id.0,
        category: names.category(sql, product.category)?,
        quantity,
        in_transit,
        unit_cost: cost(unit_cost),
        value: cost(value),
        price: product.prices[0].map_or_else(String::new, |price| price.to_string()),
        branches: u32::try_from(branches).unwrap_or(u32::MAX),
        serial_mode: mode_key(product.serial_mode).to_owned(),
        code: product.code,
        name: product.name,
        name_en: product.name_en,
        spec: product.spec,
        unit: product.unit,
    }))
}

/// Quantity, goods in transit, unit cost and value over the warehouses in scope, and at how many
/// branches; none where there is nothing.
fn of_places(
    sql: &mut dyn Sql,
    scopes: &Scopes,
    branch: Option<BranchId>,
    product: ProductId,
) -> Result<Option<([String; 4], u64)>, SqlError> {
    let mut places = stock_place::of_product(sql, product)?;
    places.retain(|at| branch.is_none_or(|branch| branch == at.branch));
    places.retain(|at| scopes.allows_warehouse(at.branch, at.warehouse));
    if places.is_empty() {
        return Ok(None);
    }
    let own = || places.iter().filter(|at| at.class == StockClass::Own);
    let quantity: Quantity = own().map(|at| at.quantity).sum();
    let value: Amount = own().map(|at| at.value).sum();
    let transit = places.iter().filter(|at| at.class == StockClass::InTransit);
    let transit: Quantity = transit.map(|at| at.quantity).sum();
    let unit_cost = UnitCost::of(value, quantity).map_or_else(String::new, |cost| cost.to_string());
    let branches: BTreeSet<BranchId> =
        own().filter(|at| !at.quantity.is_zero()).map(|at| at.branch).collect();
    let count = u64::try_from(branches.len()).unwrap_or(u64::MAX);
    Ok(Some(([quantity.to_string(), transit.to_string(), unit_cost, value.to_string()], count)))
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
