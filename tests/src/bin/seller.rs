//! A child of the tests that kill: `seller till|hq|small|shop FOLDER SEED HOURS`.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use fenhao_tests::seller::Seller;
use fenhao_tests::spool::{self, Place, Till};

/// Between two acts of the seller beside the real program: the program must get its turns too.
const REST: Duration = Duration::from_millis(3);

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [role, folder, seed, hours] = words.as_slice() else {
        bail!("till|hq|small|shop FOLDER SEED HOURS")
    };
    let folder = Path::new(folder);
    let place = Place::new(folder);
    let seed = seed.parse().context("a seed")?;
    match role.as_str() {
        "till" => Till::open(&place, seed, hours.parse().context("hours")?)?.work(),
        "hq" => spool::head_office(&place, seed, true),
        "small" => spool::small_disk(folder, seed),
        "shop" => Seller::at_branch(folder, seed, now_ms()?)?.work(REST),
        _ => bail!("no role {role}"),
    }
}

/// The clock of this machine, which the real program beside the seller has too.
fn now_ms() -> Result<i64> {
    Ok(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?)
}
