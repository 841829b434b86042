//! The benchmarks 基准测试: `cargo dev bench [P1 P2 P3 P5 P6 KINDS G1 G2 G4] [--full]
//! [--products=300000]`.
//!
//! One table, each figure beside its limit of the same run. `--full` fills P5 with 50,000 products
//! for each of 1,000 branches (3 GB, some minutes), else it has 5,000; and P6 with ten million
//! documents, else it has 200,000.

#![expect(clippy::print_stdout, reason = "it talks to the person who started it")]

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use fenhao_tests::bench::{self, Figure, hq_stock, journey, kinds, merge, statements, till, wire};

struct Choice {
    names: Vec<String>,
    full: bool,
    products: u64,
}

impl Choice {
    fn read() -> Result<Choice> {
        let mut choice = Choice { names: Vec::new(), full: false, products: 300_000 };
        for word in std::env::args().skip(1) {
            match word.strip_prefix("--") {
                None => choice.names.push(word.to_uppercase()),
                Some("full") => choice.full = true,
                Some(other) => {
                    let count = other.strip_prefix("products=").context(word.clone())?;
                    choice.products = count.parse().context(word)?;
                }
            }
        }
        Ok(choice)
    }

    fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| wanted == name)
    }
}

fn main() -> Result<()> {
    let choice = Choice::read()?;
    let begin = Instant::now();
    let say = |text: &str| println!("[{:>5.1} s] {text}", begin.elapsed().as_secs_f32());
    let folder = tempfile::tempdir()?;
    let mut figures = Vec::new();
    if ["P1", "P2", "P3", "G1"].iter().any(|name| choice.wants(name)) {
        figures.extend(at_the_till(&choice, folder.path(), &say)?);
    }
    if choice.wants("P5") {
        let products = if choice.full { 50_000 } else { 5_000 };
        say(&format!("P5: 1,000 branches × {products} products (--full: 50,000)"));
        figures.extend(hq_stock::measure(folder.path(), 1000, products)?);
    }
    if choice.wants("P6") {
        let documents = if choice.full { 10_000_000 } else { 200_000 };
        say(&format!("P6: 1,000 branches, a year, {documents} documents (--full: 10,000,000)"));
        figures.extend(statements::measure(folder.path(), 1000, documents, &say)?);
    }
    if choice.wants("KINDS") {
        say("KINDS: posting documents of every kind");
        figures.extend(kinds::measure(folder.path())?);
    }
    if choice.wants("G2") || choice.wants("G4") {
        say("G2, G4: posting and sealing the data's receipts and baskets");
        let journey = journey::read()?;
        let sealed = merge::seal(&journey)?;
        if choice.wants("G2") {
            let small = wire::small_sales()?;
            let small: Vec<(u32, &[u8])> = small.iter().map(|batch| (1, &batch[..])).collect();
            figures.push(wire::figure("small sales, 50 a batch", &small)?);
            let baskets = merge::with_branch(&sealed.sales)?;
            figures.push(wire::figure("the data's baskets, 100 a batch", &baskets)?);
        }
        if choice.wants("G4") {
            say("G4: taking in and merging");
            figures.push(merge::measure(&journey, &sealed, folder.path())?);
        }
    }
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("\n{}\nload average at the end: {load}", bench::table(&figures));
    Ok(())
}

fn at_the_till(choice: &Choice, folder: &Path, say: &dyn Fn(&str)) -> Result<Vec<Figure>> {
    say(&format!("making a catalogue of {} products", choice.products));
    let mut till = till::Till::found(folder, choice.products)?;
    let mut figures = Vec::new();
    if choice.wants("P1") {
        say("P1: scanning");
        figures.push(till.scans(folder, 2000)?);
    }
    if choice.wants("P2") {
        say("P2: searching");
        figures.push(till.searches(10)?);
    }
    if choice.wants("P3") {
        say("P3: paying");
        figures.push(till.payments(folder, 400)?);
    }
    if choice.wants("G1") {
        say("G1: paying while the exchange and a backup run");
        figures.extend(till.payments_beside_sync(folder, 1000)?);
    }
    Ok(figures)
}
