//! The main job in the real window: sell without head office, lose the power, lose nothing.
//!
//! The till is the built program under Xvfb, driven by keys alone while it sells; head office is
//! the built server, its console open in Chromium.

use std::time::Duration;

use anyhow::{Context as _, Result};
use fenhao_tests::browser::Browser;
use fenhao_tests::program::Hq;
use fenhao_tests::webdriver::{Page, key, until};
use fenhao_tests::window::{Driver, Screen, corner_shop, cut_power};

/// How long a screen may take on a busy machine; a till that needs it on a free one is broken.
const SOON: Duration = Duration::from_secs(20);

/// 康康可乐 500 ml, 3.50 a bottle.
const COLA: &str = "2511110200009";

/// 康康可乐 2 l, 7.50 a bottle.
const LARGE_COLA: &str = "2511110300006";

/// A scanner: all digits and Enter as fast as they come.
fn scan(page: &Page, code: &str) -> Result<()> {
    page.press(&format!("{code}{}", key::ENTER))
}

/// Waits until the ticket has this many lines.
fn lines(page: &Page, count: usize) -> Result<()> {
    until(&format!("{count} lines on the ticket"), SOON, || {
        Ok((page.all("[data-testid=ticket-line]")?.len() == count).then_some(()))
    })
}

fn due(page: &Page, amount: &str) -> Result<()> {
    page.text_when("[data-testid=due]", SOON, |text| text.contains(amount)).map(|_| ())
}

/// Waits until the exchange light is in a state.
fn light(page: &Page, state: &str) -> Result<()> {
    let mut last = None;
    until(&format!("the light to be {state}"), Duration::from_secs(60), || {
        last = page.attribute("[data-testid=exchange-light]", "data-state")?;
        Ok((last.as_deref() == Some(state)).then_some(()))
    })
    .with_context(|| format!("the light is {last:?}"))
}

/// A whole sale by keys: a scan, a quantity, a discount, another scan, two tenders.
/// 3 × 3.50 − 0.50 + 7.50 = 17.50, 10.00 of it in cash.
fn sell_by_keys(page: &Page) -> Result<String> {
    page.text("[data-testid=shop]", SOON)?;
    scan(page, COLA)?;
    lines(page, 1)?;
    page.type_slowly("3*")?;
    due(page, "10.50")?;
    page.type_slowly("/")?;
    page.text("[data-testid=edit]", SOON)?;
    page.type_slowly(&format!("0.50{}", key::ENTER))?;
    due(page, "10.00")?;
    std::thread::sleep(Duration::from_millis(300));
    scan(page, LARGE_COLA)?;
    lines(page, 2)?;
    due(page, "17.50")?;
    page.press(&key::function(9).to_string())?;
    page.text("[data-testid=settle]", SOON)?;
    page.type_slowly(&format!("10{}", key::ENTER))?;
    page.text_when("[data-testid=remaining]", SOON, |text| text.contains("7.50"))?;
    page.press(&format!("{}2{}", key::ALT, key::NULL))?;
    page.press(&key::function(9).to_string())?;
    page.text("[data-testid=paid-number]", SOON)
}

/// Opens the console's list of documents in a browser, signed in.
fn console(browser: &Browser, hq: &Hq) -> Result<Page> {
    let password = std::fs::read_to_string(hq.data.join("first-password"))?;
    let page = browser.open(&format!("{}/#/documents", hq.url()), "zh-CN")?;
    page.click("[data-testid=login-name]", SOON)?;
    page.press("admin")?;
    page.click("[data-testid=login-password]", SOON)?;
    page.press(password.trim())?;
    page.click("[data-testid=login-submit]", SOON)?;
    page.text_when("[data-testid=document-row]", SOON, |row| row.contains("QC-SH"))?;
    Ok(page)
}

#[test]
fn a_sale_without_head_office_outlives_a_power_cut_and_shows_in_the_console_later() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (mut hq, shop) = corner_shop(folder.path())?;
    hq.kill()?;
    let screen = Screen::open()?;
    let driver = Driver::start(&screen, "zh_CN.UTF-8")?;
    let page = driver.open(&shop.data, "zh")?;
    light(&page, "offline")?;
    let number = sell_by_keys(&page)?;
    cut_power(&shop.data)?;
    drop((page, driver));

    let driver = Driver::start(&screen, "zh_CN.UTF-8")?;
    let page = driver.open(&shop.data, "zh")?;
    page.text("[data-testid=shop]", SOON)?;
    page.press(&format!("{}3{}", key::CONTROL, key::NULL))?;
    page.text_when("[data-testid=latest-row]", SOON, |row| row.contains(&number))?;
    page.click("[data-testid=latest-row]", SOON)?;
    page.text_when("[data-testid=document-title]", SOON, |title| title.contains(&number))?;
    page.click("[data-testid=open-ticket]", SOON)?;
    let ticket = page.text("[data-testid=ticket]", SOON)?;
    assert!(ticket.contains(&number) && ticket.contains("17.50"), "{ticket}");
    page.close()?;

    let hq = Hq::serve(&hq.data, hq.address.port())?;
    let browser_screen = Screen::open()?;
    let browser = Browser::start(&browser_screen, "zh_CN.UTF-8")?;
    let console = console(&browser, &hq)?;
    let shown = |text: &str| text.contains(&number);
    assert!(!shown(&console.text("main", SOON)?), "head office knows the sale already");
    console.script("window.neverReloaded = true")?;
    let page = driver.open(&shop.data, "zh")?;
    light(&page, "current")?;
    console.text_when("main", SOON, shown)?;
    assert_eq!(console.script("return window.neverReloaded")?, true, "the page was loaded anew");
    page.close()?;
    console.close()?;
    let sold = hq.run(&["report", "sales-by-day", "--branch", "SH", "--format", "csv"])?;
    assert!(sold.contains(",17.50,"), "{sold}");
    shop.run(&["verify"])?;
    hq.run(&["verify"])?;
    Ok(())
}

#[test]
fn a_second_window_on_the_same_books_is_told_so() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (_hq, shop) = corner_shop(folder.path())?;
    let screen = Screen::open()?;
    // Two session buses: what keeps the second one out is the folder's lock.
    let (first, second) =
        (Driver::start(&screen, "en_US.UTF-8")?, Driver::start(&screen, "en_US.UTF-8")?);
    let till = first.open(&shop.data, "en")?;
    till.text("[data-testid=shop]", SOON)?;
    let other = second.open(&shop.data, "en")?;
    let told = other.text("#en", SOON)?;
    assert!(told.contains("open in another window"), "{told}");
    Ok(())
}

#[test]
fn a_folder_that_is_no_branchs_is_told_in_both_languages() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let screen = Screen::open()?;
    let driver = Driver::start(&screen, "zh_CN.UTF-8")?;
    let page = driver.open(&folder.path().join("empty"), "zh")?;
    assert!(page.text("#zh", SOON)?.contains("fenhao init"));
    assert!(page.text("#en", SOON)?.contains("fenhao init"));
    page.close()
}
