//! The demonstration 演示: HQ and twelve stores on real baskets, then a corner shop's till to play with.
//!
//! Owns the order of events and what is told on the way. Everything is done by the two programs as
//! a person would use them; nothing here touches a ledger. Invariant: it ends with HQ's figures
//! beside the data's control totals, and fails when a cent differs.

#![expect(clippy::print_stdout, reason = "it talks to the person who started it")]

use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use fenhao_tests::program::{Hq, Shop, corner_shop_data, fenhao, free_port, journey_data};
use fenhao_tests::totals;

/// Branches that work at the same time: HQ merges beside them on the same machine.
const SIDE_BY_SIDE: usize = 2;

/// Code and name of the branch whose till is opened.
const CORNER_SHOP: (&str, &str) = ("SH", "人民路便利店");

struct Choice {
    stores: usize,
    folder: PathBuf,
    stay: bool,
}

fn main() -> Result<()> {
    let choice = choice()?;
    let begin = Instant::now();
    if choice.folder.exists() {
        std::fs::remove_dir_all(&choice.folder)?;
    }
    std::fs::create_dir_all(&choice.folder)?;
    let say = |text: &str| println!("[{:>5.1} s] {text}", begin.elapsed().as_secs_f32());

    let mut hq = found_hq(&choice.folder)?;
    say(&format!("HQ serves at {}; it has the catalogue.", hq.url()));
    let stores: Vec<String> = totals::stores()?.into_iter().take(choice.stores).collect();
    run_stores(&hq, &choice.folder, &stores, &say)?;
    say("Every store has sold, received and exchanged. HQ merges what came last.");
    wait_for_merge(&hq)?;

    let report = hq.run(&["report", "control-totals", "--format", "json"])?;
    println!("\nHQ's figures, from its posted documents:\n{}\n", totals::table(&report)?);
    let differences = totals::compare(&report, &stores)?;
    for difference in &differences {
        println!("DIFFERENT: {difference:?}");
    }
    if !differences.is_empty() {
        bail!("{} figures differ from the control totals", differences.len());
    }
    println!("All figures equal the control totals of the data, to the cent.");
    println!("{}", hq.run(&["reconcile"])?.trim_end());

    let shop = open_corner_shop(&hq, &choice.folder)?;
    say(&format!("Branch {} has the corner shop's goods.", shop.code));
    println!("\nHQ's console: {}", hq.url());
    println!("{}", login(&hq));
    println!("The till of branch {}: fenhao --data {}", shop.code, shop.data.display());
    show_till(&shop, &choice)?;
    say("The demonstration is ready.");
    if choice.stay {
        println!("HQ keeps serving until Ctrl-C.");
        hq.wait()?;
    }
    Ok(())
}

fn choice() -> Result<Choice> {
    let mut words = std::env::args().skip(1);
    let mut choice = Choice {
        stores: usize::MAX,
        folder: default_folder()?,
        stay: std::io::stdin().is_terminal() && std::io::stdout().is_terminal(),
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--stores" => {
                choice.stores =
                    words.next().context("--stores N")?.parse().context("--stores N")?;
            }
            "--folder" => choice.folder = words.next().context("--folder DIR")?.into(),
            "--stay" => choice.stay = true,
            "--leave" => choice.stay = false,
            other => bail!("{other}: the demo knows --stores N, --folder DIR, --stay and --leave"),
        }
    }
    Ok(choice)
}

/// Beside the built programs, so that the repository stays clean.
fn default_folder() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let target = own.ancestors().nth(2).context("the program lies in a target folder")?;
    Ok(target.join("demo"))
}

fn found_hq(folder: &Path) -> Result<Hq> {
    let port = match std::net::TcpListener::bind("127.0.0.1:7300") {
        Ok(_) => 7300,
        Err(_) => free_port()?,
    };
    let hq = Hq::serve(&folder.join("hq"), port)?;
    println!("HQ takes the catalogue of 92,331 products.");
    for file in [journey_data().join("products.csv.zst"), corner_shop_data().join("products.csv")] {
        println!("{}", hq.run(&["import", "products", &file.to_string_lossy()])?.trim_end());
    }
    Ok(hq)
}

/// Each store enrols, fetches the catalogue, takes its receipts and sales, and exchanges them.
fn run_stores(
    hq: &Hq,
    folder: &Path,
    stores: &[String],
    say: &(impl Fn(&str) + Sync),
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Option<anyhow::Error>> = Mutex::new(None);
    let done = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some(store) = stores.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match run_store(hq, folder, store) {
                        Ok(()) => {
                            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
                            say(&format!("store {store} is done ({count} of {})", stores.len()));
                        }
                        Err(error) => {
                            let mut slot = failed.lock().unwrap_or_else(|e| e.into_inner());
                            slot.get_or_insert(error.context(format!("store {store}")));
                            return;
                        }
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap_or_else(|e| e.into_inner()).map_or(Ok(()), Err)
}

fn run_store(hq: &Hq, folder: &Path, store: &str) -> Result<()> {
    let shop = Shop::enrol(hq, folder, store, &format!("Store {store}"))?;
    shop.sync()?;
    shop.import("receipts", "receipts_derived.csv.zst")?;
    shop.import("sales", "lines.csv.zst")?;
    shop.sync()?;
    Ok(())
}

/// HQ merges behind its acknowledgements; its health page says how much is left.
fn wait_for_merge(hq: &Hq) -> Result<()> {
    let begin = Instant::now();
    while begin.elapsed().as_secs() < 300 {
        let health = fenhao_tests::program::get(hq.address, "/health")?;
        let body = health.split("\r\n\r\n").nth(1).unwrap_or_default();
        let health: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
        if health.get("unmerged").and_then(serde_json::Value::as_u64) == Some(0) {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    bail!("HQ still merges after five minutes")
}

fn open_corner_shop(hq: &Hq, folder: &Path) -> Result<Shop> {
    let shop = Shop::enrol(hq, folder, CORNER_SHOP.0, CORNER_SHOP.1)?;
    shop.sync()?;
    shop.run(&["import", "opening", &corner_shop_data().to_string_lossy()])?;
    shop.sync()?;
    Ok(shop)
}

/// The one-time login that HQ printed at its first start.
fn login(hq: &Hq) -> String {
    hq.log().lines().filter(|line| !line.trim().is_empty()).take(6).collect::<Vec<_>>().join("\n")
}

/// Opens the till's window, or draws it into a file where no display is.
fn show_till(shop: &Shop, choice: &Choice) -> Result<()> {
    let display =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if display && choice.stay {
        Command::new(fenhao()?).arg("--data").arg(&shop.data).spawn()?;
        println!("Its window is open.");
        return Ok(());
    }
    let picture = choice.folder.join("till.png");
    fenhao_tests::window::picture_of_till(&shop.data, &picture)?;
    let mut head = [0_u8; 4];
    std::fs::File::open(&picture)?.read_exact(&mut head)?;
    println!("No display here; the till is drawn in {}", picture.display());
    Ok(())
}
