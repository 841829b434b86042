//! Which rows count: what a question asks for beside its branch and its days.
//!
//! Owns the filters that the statistics share, and the words by which a branch stands in SQL. Leaves
//! out what the rows are called (`by`). Invariant: a filter that is not asked for leaves everything.

use fenhao_domain::id::{BranchId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::category::CategoryId;

use super::Query;
use super::by::Names;
use crate::goods::GoodsRow;
use crate::sql::{self, Flow, Sql, SqlError, Value};

/// The categories below one, itself included.
pub(super) fn below(sql: &mut dyn Sql, top: CategoryId) -> Result<Vec<i64>, SqlError> {
    if top == CategoryId::default() {
        // Products without a category.
        return Ok(vec![0]);
    }
    let text = "SELECT category_id, parent_id FROM category";
    let tree = sql::all(sql, text, &[], |row| Ok((row.i64(0)?, row.i64(1)?)))?;
    let mut found = vec![i64::from(top.0)];
    let mut at = 0;
    // A category stands below one only, so nothing is met twice; a circle ends with the tree.
    while at < found.len() && found.len() <= tree.len() {
        let parent = found[at];
        found.extend(
            tree.iter().filter(|(id, above)| *above == parent && *id != parent).map(|(id, _)| *id),
        );
        at += 1;
    }
    Ok(found)
}

/// What a question leaves of the rows of goods, beside branch, days and kinds.
pub(super) struct Filter {
    product: Option<i64>,
    warehouse: Option<WarehouseNo>,
    partner: Option<i64>,
    employee: Option<i64>,
    categories: Option<Vec<i64>>,
}

impl Filter {
    /// Of a question; reads the tree of categories where one is asked for.
    pub fn of(sql: &mut dyn Sql, query: &Query, names: &mut Names) -> Result<Filter, SqlError> {
        let categories = match query.category {
            Some(top) => {
                names.load_shelves(sql)?;
                Some(below(sql, top)?)
            }
            None => None,
        };
        Ok(Filter {
            product: query.product.map(|product| sql::stored(product.0)),
            warehouse: query.warehouse,
            partner: query.partner.map(|partner| sql::stored(partner.0)),
            employee: query.employee.map(|employee| i64::from(employee.0)),
            categories,
        })
    }

    /// Whether a product is asked for.
    pub fn takes_product(&self, names: &Names, product: i64) -> bool {
        let shelf = || names.category(product);
        self.product.is_none_or(|wanted| wanted == product)
            && self.categories.as_ref().is_none_or(|wanted| wanted.contains(&shelf()))
    }

    /// Whether a row counts.
    pub fn takes(&self, names: &Names, row: &GoodsRow) -> bool {
        self.warehouse.is_none_or(|wanted| wanted == row.warehouse)
            && self.partner.is_none_or(|wanted| wanted == row.partner)
            && self.employee.is_none_or(|wanted| wanted == row.handler)
            && self.takes_product(names, sql::stored(row.product.0))
    }
}

/// The kinds of a report that a question leaves: all of its own where none is asked for, and nothing
/// where only others are.
pub(super) fn kinds(query: &Query, own: &[Kind]) -> Option<Vec<Kind>> {
    if query.kinds.is_empty() {
        return Some(own.to_vec());
    }
    let asked = |kind: &Kind| query.kinds.contains(kind);
    let kept: Vec<Kind> = match own.is_empty() {
        true => query.kinds.clone(),
        false => own.iter().copied().filter(asked).collect(),
    };
    Some(kept).filter(|kept| !kept.is_empty())
}

/// Tells every row of a text whose parameters are numbers.
pub(super) fn each_row(
    sql: &mut dyn Sql,
    text: &str,
    params: &[i64],
    each: &mut dyn FnMut(&dyn sql::Row) -> Result<(), SqlError>,
) -> Result<(), SqlError> {
    let params: Vec<Value<'_>> = params.iter().copied().map(Value::I64).collect();
    sql.query(text, &params, &mut |row| {
        each(row)?;
        Ok(Flow::On)
    })
}

/// A branch as a filter of SQL, `AND column = ?n`, where one is asked for.
pub(super) fn at_branch(branch: Option<BranchId>, column: &str, params: &mut Vec<i64>) -> String {
    match branch {
        Some(branch) => {
            params.push(i64::from(branch.0));
            format!(" AND {column} = ?{}", params.len())
        }
        None => String::new(),
    }
}
