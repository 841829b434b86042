//! Pictures of the screens 截图: the till in its real window and HQ's console in Chromium, in both
//! languages, into `tests/screens/`.
//!
//! Owns which screens are shown and how one gets there. Leaves out judging them: a person looks.
//! Invariant: every picture is of the real programs on real data; none is drawn.

#![expect(clippy::print_stdout, reason = "it tells where the pictures are")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use fenhao_tests::browser::Browser;
use fenhao_tests::program::{Hq, Shop, root};
use fenhao_tests::webdriver::{Page, key, until};
use fenhao_tests::window::{Driver, Screen, corner_shop};

const PATIENCE: Duration = Duration::from_secs(20);

/// Time for the page to draw what it has fetched.
const REST: Duration = Duration::from_millis(1200);

/// A language: the interface's name, the system's locale, the folder's name.
const LANGUAGES: [(&str, &str); 2] = [("zh", "zh_CN.UTF-8"), ("en", "en_US.UTF-8")];

/// Goods that are scanned for the picture of a ticket.
const GOODS: usize = 4;

fn main() -> Result<()> {
    let pictures = root().join("tests/screens");
    std::fs::create_dir_all(&pictures)?;
    let folder = tempfile::tempdir()?;
    let (hq, shop) = corner_shop(folder.path())?;
    for (lang, locale) in LANGUAGES {
        let screen = Screen::open()?;
        till(&screen, &shop, lang, locale, &pictures)?;
    }
    shop.sync()?;
    std::thread::sleep(REST);
    for (lang, _) in LANGUAGES {
        let screen = Screen::open()?;
        console(&screen, &hq, lang, &pictures)?;
    }
    println!("The pictures are in {}", pictures.display());
    Ok(())
}

fn take(screen: &Screen, pictures: &Path, lang: &str, name: &str) -> Result<()> {
    std::thread::sleep(REST);
    let file: PathBuf = pictures.join(format!("{lang}-{name}.png"));
    screen.picture(&file)?;
    println!("{}", file.display());
    Ok(())
}

fn till(screen: &Screen, shop: &Shop, lang: &str, locale: &str, pictures: &Path) -> Result<()> {
    let driver = Driver::start(screen, locale)?;
    let page = driver.open(&shop.data, lang)?;
    page.text("[data-testid=due]", PATIENCE)?;
    take(screen, pictures, lang, "till-empty")?;
    for code in goods(shop)? {
        page.press(&format!("{code}{}", key::ENTER))?;
        std::thread::sleep(Duration::from_millis(400));
    }
    take(screen, pictures, lang, "till-ticket")?;
    page.press(&key::function(9).to_string())?;
    page.text("[data-testid=settle]", PATIENCE)?;
    take(screen, pictures, lang, "till-settle")?;
    page.press(&key::function(9).to_string())?;
    page.text("[data-testid=paid]", PATIENCE)?;
    take(screen, pictures, lang, "till-paid")?;
    page.press(&key::ESCAPE.to_string())?;
    for name in ["stock", "sales", "purchasing", "documents", "reports", "serials"] {
        visit(&page, name)?;
        take(screen, pictures, lang, name)?;
    }
    written(screen, &page, lang, pictures, "write")?;
    page.close()
}

/// The kinds that can be written, one kind's list, and its editor.
fn written(screen: &Screen, page: &Page, lang: &str, pictures: &Path, name: &str) -> Result<()> {
    visit(page, "write")?;
    take(screen, pictures, lang, name)?;
    page.press(&format!("XS{}", key::ENTER))?;
    take(screen, pictures, lang, &format!("{name}-editor"))
}

/// Four goods that are in stock, by code.
fn goods(shop: &Shop) -> Result<Vec<String>> {
    let text = shop.run(&["report", "stock-status", "--format", "json"])?;
    let report: serde_json::Value = serde_json::from_str(&text)?;
    let rows = report.get("rows").and_then(serde_json::Value::as_array).context("rows")?;
    let code = |row: &serde_json::Value| {
        row.get("code").and_then(serde_json::Value::as_str).map(str::to_owned)
    };
    let known: Vec<String> = rows.iter().filter_map(code).collect();
    let step = (known.len() / GOODS).max(1);
    Ok(known.into_iter().step_by(step).take(GOODS).collect())
}

/// Goes to a screen by its link, and waits until the screen says that it is there.
fn visit(page: &Page, name: &str) -> Result<()> {
    page.click(&format!("[data-testid=nav-{name}]"), PATIENCE)?;
    until(name, PATIENCE, || {
        let address = page.script("return window.location.hash")?;
        Ok(address.as_str().is_some_and(|hash| hash.contains(name)).then_some(()))
    })
}

fn console(screen: &Screen, hq: &Hq, lang: &str, pictures: &Path) -> Result<()> {
    let browser = Browser::start(screen, if lang == "zh" { "zh_CN.UTF-8" } else { "en_US.UTF-8" })?;
    let page = browser.open(&format!("{}/?lang={lang}", hq.url()), lang)?;
    page.click("[data-testid=login-name]", PATIENCE)?;
    take(screen, pictures, lang, "console-login")?;
    log_in(&page, hq)?;
    take(screen, pictures, lang, "console-overview")?;
    const ROOMS: [&str; 12] = [
        "stock",
        "branches",
        "promotions",
        "requisitions",
        "approvals",
        "close",
        "documents",
        "held",
        "sales",
        "reports",
        "operators",
        "serials",
    ];
    for name in ROOMS {
        visit(&page, name)?;
        take(screen, pictures, lang, &format!("console-{name}"))?;
    }
    written(screen, &page, lang, pictures, "console-write")?;
    page.close()
}

fn log_in(page: &Page, hq: &Hq) -> Result<()> {
    let password = std::fs::read_to_string(hq.data.join("first-password"))?;
    page.press("admin")?;
    page.click("[data-testid=login-password]", PATIENCE)?;
    page.press(password.trim())?;
    page.click("[data-testid=login-submit]", PATIENCE)?;
    std::thread::sleep(REST);
    Ok(())
}
