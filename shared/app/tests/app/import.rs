//! Imports of the real files, in slices: the figures arrive, a second run adds nothing, dirty rows
//! are named.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;

use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_app::import::{self, Imported};
use fenhao_app::view::{DocumentPage, DocumentView, ReportView, StockPage};
use serde_json::json;
use tempfile::TempDir;

use crate::shop::{Shop, data, quiet};

/// The store whose first weeks are imported.
const STORE: &str = "356";
const UNTIL: &str = "2017-01-15T00:00:00";

/// The header and the rows that pass of a packed file.
fn slice(file: &str, pass: impl Fn(&[&str]) -> bool) -> Vec<String> {
    let path = data("complete-journey").join(file);
    let packed = std::fs::File::open(path).unwrap();
    let lines = BufReader::new(zstd::Decoder::new(packed).unwrap()).lines();
    let mut kept = Vec::new();
    for (at, line) in lines.enumerate() {
        let line = line.unwrap();
        if at == 0 || pass(&line.split(',').collect::<Vec<_>>()) {
            kept.push(line);
        }
    }
    kept
}

fn lines_of(store: &str, until: &str) -> Vec<String> {
    slice("lines.csv.zst", |row| row[0] == store && row[2] < until)
}

fn receipts_of(store: &str, until: &str) -> Vec<String> {
    slice("receipts_derived.csv.zst", |row| row[0] == store && row[2] < until)
}

/// Slices written to files, and a branch that has their products.
struct World {
    shop: Shop,
    folder: TempDir,
}

impl World {
    fn new(lines: &[String], receipts: &[String]) -> World {
        World::of(STORE, lines, receipts)
    }

    fn of(store: &str, lines: &[String], receipts: &[String]) -> World {
        let column = |rows: &[String], at: usize| -> BTreeSet<String> {
            rows.iter().skip(1).map(|row| row.split(',').nth(at).unwrap().to_owned()).collect()
        };
        let mut wanted = column(lines, 4);
        wanted.extend(column(receipts, 4));
        let products = slice("products.csv.zst", |row| wanted.contains(row[0]));
        let folder = tempfile::tempdir().unwrap();
        let world = World { shop: Shop::branch(store, "America/New_York"), folder };
        world.write("products.csv", &products);
        world.write("lines.csv", lines);
        world.write("receipts.csv", receipts);
        let mut office = Shop::head_office();
        let path = world.path("products.csv");
        let first = import::products(&office.context, &path, &mut quiet).unwrap();
        assert_eq!(first.added as usize, products.len() - 1);
        let second = import::products(&office.context, &path, &mut quiet).unwrap();
        assert_eq!((second.added, second.already), (0, first.added));
        let mut world = world;
        world.shop.follow(&mut office);
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, rows: &[String]) {
        let mut file = std::fs::File::create(self.path(name)).unwrap();
        rows.iter().for_each(|row| writeln!(file, "{row}").unwrap());
    }

    fn sales(&self) -> Result<Imported, ApiError> {
        import::sales(&self.shop.context, &self.path("lines.csv"), None, &mut quiet)
    }

    fn receipts(&self) -> Result<Imported, ApiError> {
        import::receipts(&self.shop.context, &self.path("receipts.csv"), None, &mut quiet)
    }

    fn totals(&self) -> BTreeMap<String, String> {
        let input = json!({"name": "control_totals", "branch": null, "from": null, "to": null,
                           "product_id": null, "account": null, "text": null, "zero": false,
                           "after": null, "limit": 0, "lang": null});
        let report: ReportView = self.shop.run("report", input);
        let row = report.rows.first().expect("the store's row");
        let columns = report.columns.iter().map(|column| column.key.clone());
        columns.zip(row.cells.iter().cloned()).collect()
    }

    fn stock(&self) -> BTreeMap<String, String> {
        let mut stock = BTreeMap::new();
        let mut after = json!(null);
        loop {
            let input =
                json!({"text": "", "branch": null, "zero": false, "after": after, "limit": 500});
            let page: StockPage = self.shop.run("stock_list", input);
            stock.extend(page.rows.into_iter().map(|row| (row.code, row.quantity)));
            match page.next {
                Some(next) => after = json!(next),
                None => return stock,
            }
        }
    }
}

/// Sums of a money column in minor units.
fn money(rows: &[String], at: usize) -> i64 {
    let cell = |row: &String| row.split(',').nth(at).unwrap().replace('.', "");
    rows.iter().skip(1).map(|row| cell(row).parse::<i64>().unwrap()).sum()
}

fn minor(figure: &str) -> i64 {
    figure.replace('.', "").parse().unwrap()
}

#[test]
fn the_first_weeks_of_a_store_arrive_to_the_cent_and_twice_is_once() {
    let (lines, receipts) = (lines_of(STORE, UNTIL), receipts_of(STORE, UNTIL));
    let world = World::new(&lines, &receipts);
    let received = world.receipts().unwrap();
    assert_eq!((received.bad.len(), received.left_out), (0, 0));
    let sold = world.sales().unwrap();
    assert_eq!((sold.rows as usize, sold.bad.len()), (lines.len() - 1, 0));
    let totals = world.totals();
    for (key, at) in
        [("sales_value", 6), ("retail_disc", 7), ("coupon_disc", 8), ("coupon_match_disc", 9)]
    {
        assert_eq!(minor(&totals[key]), money(&lines, at), "{key}");
    }
    let paid = money(&lines, 6) - money(&lines, 8);
    assert_eq!(minor(&totals["customer_paid"]), paid);
    assert_eq!(totals["baskets"], sold.added.to_string());
    assert_eq!(totals["lines"], (lines.len() - 1).to_string());
    assert_eq!(totals["receipts"], received.added.to_string());

    let mut wanted: BTreeMap<String, i64> = BTreeMap::new();
    for (rows, product, quantity, sign) in [(&receipts, 4, 5, 1), (&lines, 4, 5, -1)] {
        for row in rows.iter().skip(1) {
            let cells: Vec<_> = row.split(',').collect();
            let change = sign * cells[quantity].parse::<i64>().unwrap();
            *wanted.entry(cells[product].to_owned()).or_default() += change;
        }
    }
    wanted.retain(|_, quantity| *quantity != 0);
    let stock: BTreeMap<_, i64> =
        world.stock().into_iter().map(|(code, q)| (code, q.parse().unwrap())).collect();
    let stock: BTreeMap<_, _> = stock.into_iter().filter(|(_, q)| *q != 0).collect();
    assert_eq!(stock, wanted, "stock is receipts less sales");

    let again = (world.receipts().unwrap(), world.sales().unwrap());
    assert_eq!((again.0.added, again.0.already), (0, received.added));
    assert_eq!((again.1.added, again.1.already), (0, sold.added));
    assert_eq!(world.totals(), totals);
}

#[test]
fn a_run_that_was_cut_is_taken_up_again() {
    let lines = lines_of(STORE, UNTIL);
    let world = World::new(&lines, &receipts_of(STORE, UNTIL));
    let basket = |at: usize| lines[at].split(',').nth(1).unwrap();
    let middle = lines.len() / 2;
    let end = (middle..).find(|at| basket(*at) != basket(at + 1)).unwrap();
    world.write("lines.csv", &lines[..=end]);
    let first = world.sales().unwrap();
    world.write("lines.csv", &lines);
    let second = world.sales().unwrap();
    assert_eq!((second.already, second.bad.len()), (first.added, 0));
    assert!(second.added > 0);
}

#[test]
fn a_basket_that_came_in_half_is_told_when_the_whole_comes() {
    let lines = lines_of(STORE, "2017-01-03T00:00:00");
    let world = World::new(&lines, &receipts_of("0", UNTIL));
    world.write("lines.csv", &lines[..2]);
    assert_eq!(world.sales().unwrap().added, 1);
    world.write("lines.csv", &lines);
    let whole = world.sales().unwrap();
    assert_eq!((whole.already, whole.left_out), (0, 1));
    assert!(whole.bad[0].reason.is(ErrorCode::RowDiffers));
}

#[test]
fn a_bad_row_takes_its_basket_with_it_and_nothing_else() {
    let mut lines = lines_of(STORE, "2017-01-03T00:00:00");
    let world = World::new(&lines, &receipts_of(STORE, "2017-01-03T00:00:00"));
    let whole = lines.clone();
    let basket_of = |row: &str| row.split(',').nth(1).unwrap().to_owned();
    let bad = basket_of(&lines[1]);
    let rows_of_bad = lines.iter().filter(|row| row.contains(&format!(",{bad},"))).count();
    assert!(rows_of_bad > 1, "the first basket has several rows");
    let mut cells: Vec<&str> = lines[1].split(',').collect();
    cells[6] = "x.99";
    lines[1] = cells.join(",");
    lines.push("356,not a number,2017-01-02T00:00:00,1,1,1,1.00,0.00,0.00,0.00".to_owned());
    lines.push("356,99".to_owned());
    world.write("lines.csv", &lines);
    let imported = world.sales().unwrap();
    assert_eq!(imported.left_out, 2, "the basket with the bad figure and the short row");
    assert_eq!(imported.bad[0].line, 2);
    assert!(imported.bad[0].reason.is(ErrorCode::PriceInvalid));
    let beside = imported.bad.iter().filter(|row| row.reason.is(ErrorCode::RowLeftOut)).count();
    assert_eq!(beside, rows_of_bad - 1, "every other row of the basket is named");
    let last = imported.bad.last().unwrap();
    assert_eq!(last.line as usize, lines.len());
    assert!(last.reason.is(ErrorCode::RowMalformed));
    let baskets: BTreeSet<String> = whole.iter().skip(1).map(|row| basket_of(row)).collect();
    assert_eq!(imported.added as usize, baskets.len() - 1);
    world.write("lines.csv", &whole);
    assert_eq!(world.sales().unwrap().added, 1, "the mended basket comes in");
}

/// Chosen baskets of any store, as if they were this store's.
fn baskets(ids: &[&str]) -> Vec<String> {
    let mut lines = slice("lines.csv.zst", |row| ids.contains(&row[1]));
    for line in lines.iter_mut().skip(1) {
        let (_, rest) = line.split_once(',').unwrap();
        *line = format!("{STORE},{rest}");
    }
    lines
}

fn sale_of(world: &World, basket: &str) -> DocumentView {
    let input = json!({"kinds": ["LS"], "branch": null, "from": null, "to": null, "number": null,
                       "after": null, "limit": 500});
    let page: DocumentPage = world.shop.run("document_list", input);
    let views = page.rows.iter().map(|row| -> DocumentView {
        world.shop.run("document_view", json!({"document": row.document}))
    });
    let found = views.into_iter().find(|view| view.source == format!("basket:{basket}"));
    found.unwrap_or_else(|| panic!("basket {basket}"))
}

/// A negative one, one that coupons pay wholly, one of zero quantities with money, and one with a
/// product that the master lacks.
const DIRTY: [&str; 4] = ["35598150008", "31355497112", "33409713870", "34762361240"];

#[test]
fn dirty_baskets_are_posted_by_rule_and_every_line_is_accounted_for() {
    let lines = baskets(&DIRTY);
    let world = World::new(&lines, &receipts_of("0", UNTIL));
    let imported = world.sales().unwrap();
    assert_eq!((imported.added, imported.bad.len()), (4, 0));
    let negative = sale_of(&world, "35598150008");
    assert_eq!(negative.tenders, [("cash".to_owned(), "-1.00".to_owned())]);
    assert!(negative.entries.iter().any(|e| e.account == "122101" && e.debit == "1.00"));
    let free = sale_of(&world, "31355497112");
    assert!(free.tenders.is_empty());
    assert!(!free.lines.is_empty());
    let zero = sale_of(&world, "33409713870");
    let money_only: BTreeMap<&str, &str> = (zero.lines.iter())
        .filter(|line| line.quantity == "0" && line.list_amount != "0.00")
        .map(|line| (line.code.as_str(), line.list_amount.as_str()))
        .collect();
    let wanted = [("936741", "0.39"), ("951907", "0.86"), ("967762", "0.58")];
    assert_eq!(money_only, wanted.into());
    let unknown = sale_of(&world, "34762361240");
    let line = unknown.lines.iter().find(|line| line.code == "1093587").unwrap();
    assert_eq!((line.name.as_str(), line.quantity.as_str()), ("待建档商品 1093587", "2"));
    assert!(unknown.moves.iter().any(|moved| moved.code == "1093587" && moved.quantity == "-2"));
    let shown: usize = DIRTY.iter().map(|basket| sale_of(&world, basket).lines.len()).sum();
    assert_eq!(shown, lines.len() - 1);
    assert_eq!(minor(&world.totals()["customer_paid"]), money(&lines, 6) - money(&lines, 8));
    let again = world.sales().unwrap();
    assert_eq!((again.added, again.already), (0, 4));
}

#[test]
fn a_whole_year_of_a_store_equals_the_control_totals() {
    const WHOLE: &str = "330";
    let (lines, receipts) = (lines_of(WHOLE, "9"), receipts_of(WHOLE, "9"));
    let world = World::of(WHOLE, &lines, &receipts);
    assert_eq!(world.receipts().unwrap().bad, []);
    assert_eq!(world.sales().unwrap().bad, []);
    let file = std::fs::read(data("complete-journey/control-totals.json")).unwrap();
    let wanted: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let wanted = wanted["per_store"][WHOLE].as_object().unwrap();
    let totals = world.totals();
    for key in [
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
    ] {
        let figure = &wanted[key];
        let figure = figure.as_str().map_or_else(|| figure.to_string(), str::to_owned);
        assert_eq!(totals[key], figure, "{key}");
    }
}

#[test]
fn the_business_date_is_the_shops_day() {
    let lines = baskets(&["34762361240"]);
    let world = World::new(&lines, &receipts_of("0", UNTIL));
    world.sales().unwrap();
    assert_eq!(sale_of(&world, "34762361240").business_date, "2017-08-08");
}

#[test]
fn a_wrong_file_and_a_branch_without_a_catalogue_are_told() {
    let shop = Shop::branch(STORE, "America/New_York");
    let path = data("complete-journey/lines.csv.zst");
    let empty = import::sales(&shop.context, &path, None, &mut quiet).unwrap_err();
    assert!(empty.is(ErrorCode::CatalogueMissing));
    let wrong = import::receipts(&shop.context, &path, None, &mut quiet).unwrap_err();
    assert!(wrong.is(ErrorCode::FileWrong));
    assert_eq!(wrong.param("what"), Some("receipt_no"));
    let store = import::sales(&shop.context, &path, Some("999"), &mut quiet).unwrap_err();
    assert_eq!(store.param("what"), Some("store_id 999"));
    let gone = import::sales(&shop.context, &data("nothing.csv"), None, &mut quiet);
    assert!(gone.unwrap_err().is(ErrorCode::FileUnreadable));
    let office = import::products(&shop.context, &path, &mut quiet).unwrap_err();
    assert!(office.is(ErrorCode::NotHere));
}

#[test]
fn the_corner_shop_opens_once() {
    let shop = Shop::opened();
    let again = import::opening(&shop.context, &data("corner-shop")).unwrap();
    assert_eq!((again.added, again.already), (0, 1));
}
