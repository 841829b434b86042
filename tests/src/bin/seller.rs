//! A child of the crash tests: `seller till|hq|small FOLDER SEED HOURS`.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use fenhao_tests::seller::{self, Place, Till};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [role, folder, seed, hours] = words.as_slice() else { bail!("till|hq FOLDER SEED HOURS") };
    let place = Place::new(Path::new(folder));
    let seed = seed.parse().context("a seed")?;
    match role.as_str() {
        "till" => Till::open(&place, seed, hours.parse().context("hours")?)?.work(),
        "hq" => seller::head_office(&place, seed, true),
        "small" => seller::small_disk(Path::new(folder), seed),
        _ => bail!("no role {role}"),
    }
}
