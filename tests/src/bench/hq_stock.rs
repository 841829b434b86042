//! P5: merged stock at HQ, asked through the commands, over sums of many branches and products.
//!
//! Owns filling the sum tables in bulk (what merging would leave there) and the three questions of
//! the goal. History does not matter to them: they read sums only.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use fenhao_app::context::{Context, FixedClock, Session};
use fenhao_app::sentence::Lang;
use fenhao_app::table::call;
use fenhao_app::view::{BranchStockRow, HqOverview, Nothing, ProductInput, StockInput, StockPage};
use fenhao_books::store::Store;
use fenhao_domain::account;
use fenhao_domain::id::EmployeeId;
use fenhao_domain::permission::ShippedRole;
use serde::Serialize;

use super::{Figure, Samples, bare};
use crate::company::{self, NOW};
use crate::random::Random;
use crate::seller::told;

/// The goal for each question.
const GOAL: Duration = Duration::from_millis(50);

/// Measures with so many branches and products.
///
/// # Errors
/// The database's, or a command's.
pub fn measure(folder: &Path, branches: u32, products: u64) -> Result<Vec<Figure>> {
    let path = folder.join("hq_stock.sqlite");
    drop(company::hq(&path, branches, 1..=products)?);
    fill(&path, branches, products)?;
    let store = Store::open(&path)?;
    let context = Context::open(store, Arc::new(FixedClock(NOW)), Lang::Zh).map_err(told)?;
    let session = Session::shipped(EmployeeId(1), "总部", ShippedRole::Hq);
    let mut random = Random::new(5);
    let ask = |name: &str, input: &dyn Fn() -> Result<String>, samples: &mut Samples| {
        let input = input()?;
        let reply = samples.time(|| call(&context, &session, name, &input)).map_err(told)?;
        Ok::<_, anyhow::Error>(reply.json)
    };
    let size = format!("{branches} branches × {products} products");
    let [mut everywhere, mut page, mut company, mut overview] =
        [(); 4].map(|()| Samples::default());
    for _ in 0..100 {
        let product_id = 1 + random.below(products);
        let json = ask("stock_by_branch", &|| text(&ProductInput { product_id }), &mut everywhere)?;
        let rows: Vec<BranchStockRow> = serde_json::from_str(&json)?;
        ensure!(rows.len() >= branches as usize, "{} rows", rows.len());
        let branch = Some(format!("B{}", 1 + random.below(u64::from(branches))));
        let json = ask("stock_list", &|| text(&list(branch.clone())), &mut page)?;
        let rows: StockPage = serde_json::from_str(&json)?;
        ensure!(!rows.rows.is_empty(), "an empty page");
        ask("stock_list", &|| text(&list(None)), &mut company)?;
        let json = ask("hq_overview", &|| text(&Nothing {}), &mut overview)?;
        let total: HqOverview = serde_json::from_str(&json)?;
        ensure!(total.stock_value != "0.00", "no stock");
    }
    let cases = [
        ("one product everywhere", everywhere),
        ("one branch, a page of 100", page),
        ("the company, a page of 100", company),
        ("whole-company total", overview),
    ];
    let figure = |(question, samples): (&str, Samples)| Figure {
        name: format!("P5 merged stock, {size}: {question}"),
        goal: "p99 ≤ 50 ms".to_owned(),
        measured: samples.text(),
        limit: String::new(),
        ratio: None,
        reached: samples.percentile(99) <= GOAL,
    };
    Ok(cases.into_iter().map(figure).collect())
}

fn text(input: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(input)?)
}

fn list(branch: Option<String>) -> StockInput {
    StockInput { text: String::new(), branch, zero: false, after: None, limit: 100 }
}

/// One row a product and branch in the order of the key, and each branch's inventory account.
fn fill(path: &Path, branches: u32, products: u64) -> Result<()> {
    let connection = bare::open(path)?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut stock = connection.prepare(
        "INSERT INTO stock_sum (product_id, branch_id, warehouse, class, quantity, value, \
         last_cost) VALUES (?1, ?2, 1, 1, ?3, ?4, 2500000)",
    )?;
    for product in 1..=i64::try_from(products)? {
        for branch in 1..=i64::from(branches) {
            let pieces = 1 + (product * 7 + branch * 13) % 90;
            stock.execute((product, branch, pieces * 1_000_000, pieces * 25_000))?;
        }
    }
    let mut sums = connection.prepare(
        "INSERT INTO account_sum (branch_id, account, month, debit, credit) \
         VALUES (?1, ?2, ?3, ?4, 0)",
    )?;
    for branch in 1..=branches {
        for month in 202_501..=202_512 {
            sums.execute((branch, account::INVENTORY.0, month, 1_000_000_000_i64))?;
        }
    }
    drop((stock, sums));
    Ok(connection.execute_batch("COMMIT")?)
}
