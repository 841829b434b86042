//! A year of twelve stores, end to end: the programs of the product on data that nobody here wrote.
//!
//! One company is built once and looked at from every side. The figures it must reach are in the
//! data's own control totals; nothing expected is computed by code under test.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use fenhao_tests::program::{Hq, Shop, free_port, get, journey_data};
use fenhao_tests::{oracle, totals};
use serde_json::Value;

struct Company {
    hq: Hq,
    shops: Vec<Shop>,
    // The folder goes when the company goes.
    _folder: tempfile::TempDir,
}

fn company() -> &'static Company {
    static COMPANY: OnceLock<Company> = OnceLock::new();
    COMPANY.get_or_init(build)
}

fn build() -> Company {
    let folder = tempfile::tempdir().unwrap();
    let hq = Hq::serve(&folder.path().join("hq"), free_port().unwrap()).unwrap();
    let products: PathBuf = journey_data().join("products.csv.zst");
    hq.run(&["import", "products", &products.to_string_lossy()]).unwrap();
    let stores = totals::stores().unwrap();
    let (first, second) = stores.split_at(stores.len() / 2);
    let mut shops = std::thread::scope(|scope| {
        let (hq, folder) = (&hq, folder.path());
        let half = move |stores: &[String]| -> Vec<Shop> {
            stores.iter().map(|store| trade(hq, folder, store)).collect()
        };
        let other = scope.spawn(move || half(second));
        let mut shops = half(first);
        shops.extend(other.join().unwrap());
        shops
    });
    shops.sort_by(|a, b| a.code.cmp(&b.code));
    wait_for_merge(&hq);
    Company { hq, shops, _folder: folder }
}

fn trade(hq: &Hq, folder: &std::path::Path, store: &str) -> Shop {
    let shop = Shop::enrol(hq, folder, store, &format!("Store {store}")).unwrap();
    shop.sync().unwrap();
    shop.import("receipts", "receipts_derived.csv.zst").unwrap();
    shop.import("sales", "lines.csv.zst").unwrap();
    shop.sync().unwrap();
    shop
}

fn wait_for_merge(hq: &Hq) {
    let begin = Instant::now();
    loop {
        let health = get(hq.address, "/health").unwrap();
        let body: Value = serde_json::from_str(health.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        if body["unmerged"] == 0 {
            return;
        }
        assert!(begin.elapsed() < Duration::from_secs(300), "HQ still merges: {body}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn every_basket_and_receipt_arrives_at_hq_to_the_cent() {
    let report = company().hq.run(&["report", "control-totals", "--format", "json"]).unwrap();
    let differences = totals::compare(&report, &totals::stores().unwrap()).unwrap();
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn nothing_is_held() {
    let health = get(company().hq.address, "/health").unwrap();
    let body: Value = serde_json::from_str(health.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(body["held"], 0, "{body}");
}

/// Stock by the files alone: receipts less sales, by store and product.
fn stock_of_the_files() -> BTreeMap<(String, String), i64> {
    let mut stock = BTreeMap::new();
    for (file, sign) in [("receipts_derived.csv.zst", 1), ("lines.csv.zst", -1)] {
        let packed = std::fs::read(journey_data().join(file)).unwrap();
        let text = zstd::decode_all(packed.as_slice()).unwrap();
        let mut rows = csv::Reader::from_reader(text.as_slice());
        let heads = rows.headers().unwrap().clone();
        let place = |name: &str| heads.iter().position(|head| head == name).unwrap();
        let (store, product, quantity) =
            (place("store_id"), place("product_id"), place("quantity"));
        for row in rows.records() {
            let row = row.unwrap();
            let pieces: i64 = row[quantity].parse().unwrap();
            *stock.entry((row[store].to_owned(), row[product].to_owned())).or_insert(0) +=
                sign * pieces;
        }
    }
    stock.retain(|_, quantity| *quantity != 0);
    stock
}

#[test]
fn stock_is_receipts_less_sales_for_every_product_and_store() {
    let text = company()
        .hq
        .run(&["--lang", "en", "report", "stock-by-warehouse", "--format", "json"])
        .unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    let mut found = BTreeMap::new();
    for row in report["rows"].as_array().unwrap() {
        if row["class"] != "Own" {
            continue;
        }
        let quantity: i64 = row["quantity"].as_str().unwrap().parse().unwrap();
        if quantity != 0 {
            let key = (text_of(&row["branch"]), text_of(&row["code"]));
            *found.entry(key).or_insert(0) += quantity;
        }
    }
    assert_eq!(found, stock_of_the_files());
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn hq_is_the_sum_of_its_branches() {
    let said = company().hq.run(&["reconcile"]).unwrap();
    assert!(!said.trim().is_empty(), "reconcile says what it proved");
}

#[test]
fn every_ledger_verifies() {
    company().hq.run(&["verify"]).unwrap();
    for shop in &company().shops {
        shop.run(&["verify"]).unwrap();
    }
}

#[test]
fn a_second_import_adds_nothing() {
    let shop = &company().shops[0];
    let before = shop.run(&["report", "trial-balance", "--format", "json"]).unwrap();
    shop.import("receipts", "receipts_derived.csv.zst").unwrap();
    shop.import("sales", "lines.csv.zst").unwrap();
    assert_eq!(shop.run(&["report", "trial-balance", "--format", "json"]).unwrap(), before);
}

#[test]
fn hledger_and_beancount_read_every_branchs_journal_and_agree_with_its_trial_balance() {
    for shop in &company().shops {
        oracle::agree(&|words| shop.run(words)).unwrap();
    }
}

#[test]
fn hledger_and_beancount_read_hqs_journal_and_agree_with_its_trial_balance() {
    oracle::agree(&|words| company().hq.run(words)).unwrap();
}
