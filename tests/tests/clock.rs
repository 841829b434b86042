//! Faults 13 and 15 with the real programs: a till whose clock is a year behind, back in 1970, in
//! 2099, or ten years ahead.
//!
//! Owns the proof that it sells on, that head office sees by how much the clock is off, and that
//! neither head office nor the other branch takes any harm. The clock of a program is `faketime`'s;
//! what an entry of the stream says of it is tested in `shared/books/tests/it/clock.rs`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use fenhao_app::context::{Context, FixedClock, Session};
use fenhao_app::sentence::Lang;
use fenhao_app::table::call;
use fenhao_app::view::{Nothing, SalesByBranchView};
use fenhao_books::node;
use fenhao_books::store::Store;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::id::EmployeeId;
use fenhao_domain::permission::ShippedRole;
use fenhao_tests::program::{Hq, Shop, corner_shop_data, fenhao, free_port};
use fenhao_tests::proof;
use fenhao_tests::seller::{Seller, told};

const HOUR: i64 = 3_600_000;

/// Sales at each wrong time.
const SALES: usize = 3;

fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// A head office and a branch that has opened.
fn open_shop(hq: &Hq, folder: &Path, code: &str) -> Shop {
    let shop = Shop::enrol(hq, folder, code, code).unwrap();
    shop.sync().unwrap();
    shop.run(&["import", "opening", &corner_shop_data().to_string_lossy()]).unwrap();
    shop.sync().unwrap();
    shop
}

/// Sells when the till's clock says `at_ms`; gives the last number.
fn sell(shop: &Shop, at_ms: i64) -> String {
    let mut seller = Seller::at_branch(&shop.data, 1, at_ms).unwrap().in_silence();
    (0..SALES).map(|_| seller.sell().map_err(told).unwrap()).last().unwrap()
}

/// Exchanges when the program's clock says what `faketime` is told.
fn sync(shop: &Shop, time: &str, lang: &str) -> Output {
    let mut command = Command::new("faketime");
    // A wait is a wait whatever the time of day.
    command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("DONT_FAKE_MONOTONIC", "1");
    command.args(["-f", time]).arg(fenhao().unwrap()).arg("--data").arg(&shop.data);
    command.args(["--lang", lang, "sync", "--once"]);
    let output = command.output().expect("faketime is there: `cargo dev setup` installs it");
    assert!(output.status.success(), "{output:?}");
    output
}

fn said(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// Head office's line of a branch, once all that was taken in is merged.
fn line_of(hq: &Hq, code: &str) -> String {
    let begin = Instant::now();
    loop {
        let listed = hq.run(&["--lang", "en", "branch", "list"]).unwrap();
        let line = listed.lines().find(|line| line.starts_with(code)).unwrap().to_owned();
        let figure = |name: &str| line.split('\t').find_map(|word| word.strip_prefix(name));
        if figure("acked=") == figure("merged=") {
            return line;
        }
        assert!(begin.elapsed() < Duration::from_secs(30), "it does not merge: {line}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Remarks on the clock in the branch's ledger.
fn remarks(shop: &Shop) -> i64 {
    let ledger = rusqlite::Connection::open(shop.data.join("ledger.sqlite")).unwrap();
    ledger.query_row("SELECT COUNT(*) FROM log WHERE kind = 5", [], |row| row.get(0)).unwrap()
}

/// The day of a moment where the shop is, as it stands in a document's number.
fn day(shop: &Shop, at_ms: i64) -> String {
    let store = Store::open(&shop.data.join("ledger.sqlite")).unwrap();
    let zone = store.read(node::load).unwrap().unwrap().zone;
    let date = BusinessDate::at(Timestamp(at_ms), &zone).unwrap();
    format!("{:06}", date.number() % 1_000_000)
}

/// The day that head office's overview shows when it is asked for none.
fn day_shown(hq: &Hq, at_ms: i64) -> BusinessDate {
    let store = Store::open(&hq.data.join("hq.sqlite")).unwrap();
    let context = Context::open(store, std::sync::Arc::new(FixedClock(at_ms)), Lang::En).unwrap();
    let session = Session::shipped(EmployeeId(0), "hq", ShippedRole::Hq);
    let input = serde_json::to_string(&Nothing {}).unwrap();
    let reply = call(&context, &session, "sales_by_branch", &input).unwrap();
    let view: SalesByBranchView = serde_json::from_str(&reply.json).unwrap();
    BusinessDate::parse(&view.date).unwrap()
}

#[test]
fn faults_13_and_15_a_wrong_clock_stops_no_sale_and_poisons_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let hq = Hq::serve(&folder.path().join("hq"), free_port().unwrap()).unwrap();
    let goods = corner_shop_data().join("products.csv");
    hq.run(&["import", "products", &goods.to_string_lossy()]).unwrap();
    let wrong = open_shop(&hq, folder.path(), "SH");
    let right = open_shop(&hq, folder.path(), "NJ");
    assert_eq!((remarks(&wrong), remarks(&right)), (0, 0));

    let now = now_ms();
    // What faketime is told, the same in milliseconds, and what head office calls it.
    let times: [(&str, i64, &str); 4] = [
        ("-8772h", now - 8772 * HOUR, "clock 365 days behind"),
        ("@1970-01-01 12:00:00", 12 * HOUR, "days behind"),
        ("@2099-06-01 12:00:00", 4_084_041_600_000, "days ahead"),
        ("+87660h", now + 87_660 * HOUR, "clock 3652 days ahead"),
    ];
    for (time, at_ms, called) in times {
        let before = remarks(&wrong);
        let number = sell(&wrong, at_ms);
        assert!(number.starts_with(&format!("LS-SH-{}", day(&wrong, at_ms))), "{time}: {number}");
        let output = sync(&wrong, time, "en");
        assert_eq!(said(&output).lines().count(), 1, "{time}: {}", said(&output));
        assert!(said(&output).contains(called.trim_start_matches("clock ")), "{}", said(&output));
        assert!(remarks(&wrong) > before, "{time}: the stream says nothing of it");
        let line = line_of(&hq, "SH");
        assert!(line.contains(called) && line.contains("waiting=0"), "{time}: {line}");
        // The other branch neither sees nor says anything of it.
        sell(&right, now_ms());
        assert_eq!(said(&sync(&right, "+0", "en")), "", "{time}");
        assert!(!line_of(&hq, "NJ").contains("clock"), "{time}");
        wrong.run(&["verify"]).unwrap();
    }
    let chinese = sync(&wrong, "+87660h", "zh");
    expect_test::expect![[r#"
        与总部相比，本机时钟快 3652 天。照常营业，单据和顺序都不受影响；请校正本机的日期和时间。
    "#]]
    .assert_eq(said(&chinese));
    let english = sync(&wrong, "-8772h", "en");
    expect_test::expect![[r#"
        Compared with head office's, this computer's clock is 365 days behind. Sales go on, and documents and their order are not affected; please set its date and time.
    "#]]
    .assert_eq(said(&english));

    // Set right again.
    sell(&wrong, now_ms());
    assert_eq!(said(&sync(&wrong, "+0", "en")), "");
    assert!(!line_of(&hq, "SH").contains("clock"), "{}", line_of(&hq, "SH"));
    settle(&hq, &[&wrong, &right]);
}

/// Both sides prove themselves, head office has every document of every shop, and it still shows
/// today and no day of 2099.
fn settle(hq: &Hq, shops: &[&Shop]) {
    hq.run(&["verify"]).unwrap();
    hq.run(&["reconcile"]).unwrap();
    let mut all = std::collections::BTreeMap::new();
    for shop in shops {
        shop.run(&["verify"]).unwrap();
        all.extend(proof::numbers(&shop.data.join("ledger.sqlite")).unwrap());
    }
    assert_eq!(proof::numbers(&hq.data.join("hq.sqlite")).unwrap(), all);
    let now = now_ms();
    let shown = day_shown(hq, now);
    let tomorrow = BusinessDate::at(Timestamp(now + 24 * HOUR), "Asia/Shanghai").unwrap();
    assert!(shown <= tomorrow, "head office shows {shown}");
}
