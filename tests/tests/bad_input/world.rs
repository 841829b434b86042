//! The company that the cases of bad input happen to: a head office that serves, a branch that has
//! sold, another company's head office, a page that wants a sign-in, and nobody at all.
//!
//! Owns making it once with the real programs, and copies of its folders to spoil. Invariant: a
//! case spoils a copy; what the company has stays as it is.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use fenhao_books::node::{self, Node};
use fenhao_books::store::Store;
use fenhao_tests::program::{Hq, Shop, corner_shop_data, free_port};
use fenhao_tests::seller::Seller;

/// 2026-11-23.
pub const NOW: i64 = 1_795_430_000_000;

/// What a hotel's network answers to everything.
const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 24\r\n\
    Connection: close\r\n\r\n<html>Please pay.</html>";

/// The company and its surroundings.
pub struct World {
    /// Head office, serving.
    pub hq: Hq,
    /// Another company's head office, serving.
    pub other: Hq,
    /// A branch with an opening and some sales, all of them at head office.
    pub shop: Shop,
    /// The code that the branch enrolled with.
    pub used_code: String,
    /// A copy of head office's folder, made while it rested.
    pub hq_folder: PathBuf,
    /// A branch that is enrolled and has the catalogue, but no stock yet.
    pub new_shop: Shop,
    /// An address where a page wants a sign-in.
    pub portal: SocketAddr,
    /// An address where nobody listens.
    pub nobody: SocketAddr,
}

impl World {
    /// Founds it below `folder`.
    pub fn found(folder: &Path) -> Result<World> {
        let hq = Hq::serve(&folder.join("hq"), free_port()?)?;
        let goods = corner_shop_data();
        hq.run(&["import", "products", &goods.join("products.csv").to_string_lossy()])?;
        let used_code = hq.add_branch("SH", "上海一店")?;
        let shop = enrol(&hq, folder, "SH", &used_code)?;
        shop.run(&["import", "opening", &goods.to_string_lossy()])?;
        let mut seller = Seller::at_branch(&shop.data, 7, NOW)?.in_silence();
        for _ in 0..5 {
            seller.sell().map_err(fenhao_tests::seller::told)?;
        }
        drop(seller);
        shop.sync()?;
        let code = hq.add_branch("NJ", "南京新店")?;
        let new_shop = enrol(&hq, folder, "NJ", &code)?;
        hq.add_branch("BJ", "北京一店")?;
        let hq_folder = folder.join("hq at rest");
        std::fs::create_dir(&hq_folder)?;
        hq.run(&["backup", &hq_folder.join("hq.sqlite").to_string_lossy()])?;
        std::fs::copy(hq.data.join("hq.key"), hq_folder.join("hq.key"))?;
        // A backup is no ledger in use yet: head office opens it once.
        drop(Store::open(&hq_folder.join("hq.sqlite"))?);
        let other = Hq::serve(&folder.join("other"), free_port()?)?;
        other.add_branch("BJ", "别家北京店")?;
        let (portal, nobody) = (portal()?, nobody()?);
        Ok(World { hq, other, shop, used_code, hq_folder, new_shop, portal, nobody })
    }

    /// A copy of the branch's folder, at `to`.
    pub fn copy_of_shop(&self, to: &Path) -> Result<PathBuf> {
        copy(&self.shop.data, to)
    }

    /// A copy of head office's folder, at `to`.
    pub fn copy_of_hq(&self, to: &Path) -> Result<PathBuf> {
        copy(&self.hq_folder, to)
    }

    /// A copy of the branch's folder, at `to`, that takes `url` for head office.
    pub fn shop_that_asks(&self, url: &str, to: &Path) -> Result<PathBuf> {
        let data = self.copy_of_shop(to)?;
        let store = Store::open(&data.join("ledger.sqlite"))?;
        store.write(|sql| {
            let node = node::load(sql)?.context("an enrolled branch")?;
            Ok::<_, anyhow::Error>(node::save(sql, &Node { hq_url: url.to_owned(), ..node })?)
        })?;
        Ok(data)
    }

    /// A fresh code for the branch BJ, of this head office or the other.
    pub fn code_of(hq: &Hq) -> Result<String> {
        let printed = hq.run(&["branch", "code", "BJ"])?;
        Ok(printed.lines().last().context("a code")?.trim().to_owned())
    }
}

/// Enrols a branch with its code and fetches the catalogue.
fn enrol(hq: &Hq, folder: &Path, branch: &str, code: &str) -> Result<Shop> {
    let shop = Shop { data: folder.join(branch), code: branch.to_owned() };
    let words = ["init", "--branch", branch, "--name", "till", "--hq", &hq.url(), "--code", code];
    shop.run(&words)?;
    shop.sync()?;
    Ok(shop)
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => drop(copy(&entry.path(), &place)?),
            false => drop(std::fs::copy(entry.path(), place)?),
        }
    }
    Ok(to.to_owned())
}

/// Answers every request with the page, for as long as the test runs.
fn portal() -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for mut link in listener.incoming().flatten() {
            let mut request = [0; 4096];
            // Whoever hangs up has seen enough of the page.
            let _ = link.read(&mut request).and_then(|_| link.write_all(PAGE.as_bytes()));
        }
    });
    Ok(address)
}

fn nobody() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
