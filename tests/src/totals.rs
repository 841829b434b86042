//! The control totals of the Complete Journey data beside HQ's own figures.
//!
//! Owns the comparison. Invariant: figures are compared as the texts in the data's file, to the
//! last digit; nothing is rounded on the way.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::program::journey_data;

/// The figures that both sides have.
pub const FIGURES: [&str; 12] = [
    "baskets",
    "lines",
    "quantity",
    "sales_value",
    "retail_disc",
    "coupon_disc",
    "coupon_match_disc",
    "customer_paid",
    "receipts",
    "receipt_lines",
    "receipt_quantity",
    "receipt_cost",
];

/// One figure that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Store, or `overall`.
    pub scope: String,
    /// Figure.
    pub figure: &'static str,
    /// In the data's file.
    pub expected: String,
    /// At HQ.
    pub found: String,
}

/// The stores of the data, those with most baskets first.
pub fn stores() -> Result<Vec<String>> {
    let file = expected()?;
    let stores = file.get("stores").and_then(Value::as_array).context("a list of stores")?;
    Ok(stores.iter().map(text).collect())
}

/// The data's own file.
pub fn expected() -> Result<Value> {
    let path = journey_data().join("control-totals.json");
    Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?)
}

/// Compares HQ's report (`report control-totals --format json`) with the file, for `stores` only;
/// overall too when these are all stores.
pub fn compare(report: &str, stores: &[String]) -> Result<Vec<Difference>> {
    let (expected, found): (Value, Value) = (expected()?, serde_json::from_str(report)?);
    let mut differences = Vec::new();
    for store in stores {
        let scope = |side: &Value| side.get("per_store").and_then(|all| all.get(store)).cloned();
        differences.extend(one(store, &scope(&expected), &scope(&found)));
    }
    if stores.len() == self::stores()?.len() {
        let scope = |side: &Value| side.get("overall").cloned();
        differences.extend(one("overall", &scope(&expected), &scope(&found)));
    }
    Ok(differences)
}

fn one(scope: &str, expected: &Option<Value>, found: &Option<Value>) -> Vec<Difference> {
    let cell = |side: &Option<Value>, figure: &str| {
        side.as_ref().and_then(|row| row.get(figure)).map_or_else(|| "missing".to_owned(), text)
    };
    let all = FIGURES.iter().map(|figure| Difference {
        scope: scope.to_owned(),
        figure,
        expected: cell(expected, figure),
        found: cell(found, figure),
    });
    all.filter(|difference| difference.expected != difference.found).collect()
}

/// A figure as it is written, number or text alike.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// HQ's figures as a table: a row a store, and overall.
pub fn table(report: &str) -> Result<String> {
    let found: Value = serde_json::from_str(report)?;
    let mut lines = vec![format!(
        "{:>8} {:>8} {:>8} {:>13} {:>11} {:>9} {:>13} {:>9} {:>15}",
        "store",
        "baskets",
        "lines",
        "sales value",
        "discounts",
        "coupons",
        "paid",
        "receipts",
        "receipt cost"
    )];
    let mut row = |name: &str, figures: &Value| {
        let cell = |figure: &str| figures.get(figure).map_or_else(String::new, text);
        lines.push(format!(
            "{:>8} {:>8} {:>8} {:>13} {:>11} {:>9} {:>13} {:>9} {:>15}",
            name,
            cell("baskets"),
            cell("lines"),
            cell("sales_value"),
            cell("retail_disc"),
            cell("coupon_disc"),
            cell("customer_paid"),
            cell("receipts"),
            cell("receipt_cost")
        ));
    };
    if let Some(Value::Object(stores)) = found.get("per_store") {
        for (store, figures) in stores {
            row(store, figures);
        }
    }
    if let Some(overall) = found.get("overall") {
        row("overall", overall);
    }
    Ok(lines.join("\n"))
}
