//! The cases: what is wrong, and what somebody does all the same.
//!
//! Owns the tables. Leaves out running it and what is proved afterwards. A case makes its own
//! scene in a scratch folder, so that no case meets another.

use std::any::Any;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::Result;
use fenhao_app::import::{products, sales};
use fenhao_tests::disk::Disk;
use fenhao_tests::program::{corner_shop_data, journey_data};
use rusqlite::Connection;

use crate::world::{World, copy};

/// Which program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// `fenhao`.
    Branch,
    /// `fenhao-hq`.
    Hq,
}

/// What must be true of the data folder afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The ledger verifies and holds the documents that it held.
    Same,
    /// The ledger verifies and holds the documents that it held, and maybe some of the new ones.
    Grown,
    /// No file that was there has changed.
    Untouched,
    /// It is still nobody's ledger.
    Nobodys,
}

/// A case set up and ready to be run.
pub struct Scene {
    /// The data folder.
    pub data: PathBuf,
    /// What is typed behind it.
    pub words: Vec<String>,
    /// The disk it lies on.
    pub disk: Disk,
    /// What must live while the program runs.
    pub kept: Option<Box<dyn Any + Send>>,
}

type Make = fn(&World, &Path) -> Result<Scene>;

/// One row of a table.
pub struct Case {
    /// What is wrong.
    pub name: &'static str,
    /// Who is asked.
    pub program: Program,
    /// How it leaves.
    pub exit: i32,
    /// What is true afterwards.
    pub then: Then,
    /// Sets the scene in an empty folder.
    pub make: Make,
}

fn scene(data: PathBuf, words: &[&str]) -> Result<Scene> {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    Ok(Scene { data, words, disk: Disk::Plain, kept: None })
}

/// The branch, asked to import a file of these bytes.
fn import(world: &World, folder: &Path, bytes: &[u8]) -> Result<Scene> {
    let file = folder.join("sales.csv");
    fs::write(&file, bytes)?;
    scene(world.copy_of_shop(&folder.join("sh"))?, &["import", "sales", &file.to_string_lossy()])
}

/// A branch, asked to import the corner shop's opening.
fn opening(data: PathBuf) -> Result<Scene> {
    scene(data, &["import", "opening", &corner_shop_data().to_string_lossy()])
}

/// Head office, asked to import a file of these bytes.
fn catalogue(world: &World, folder: &Path, bytes: &[u8]) -> Result<Scene> {
    let file = folder.join("products.csv");
    fs::write(&file, bytes)?;
    scene(world.copy_of_hq(&folder.join("hq"))?, &["import", "products", &file.to_string_lossy()])
}

/// A new branch, asked to enrol at an address with a code.
fn init(data: PathBuf, url: &str, code: &str) -> Result<Scene> {
    scene(data, &["init", "--branch", "BJ", "--name", "till", "--hq", url, "--code", code])
}

/// A packed table with these columns that ends early.
fn cut(columns: &[&str]) -> Result<Vec<u8>> {
    let mut rows = columns.join(",");
    rows.extend((0..50_000).map(|n| format!("\nSH,{n},{}", n * 7919 % 10_007)));
    let mut packed = zstd::encode_all(rows.as_bytes(), 1)?;
    packed.truncate(packed.len() / 2);
    Ok(packed)
}

/// Bytes that are no text: the beginning of a picture.
const JUNK: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe\xfd\x00\x00";

const SPOILT: [u8; 18] = [0xa5; 18];

/// Flips the bytes that say what kind of file it is.
fn spoil(ledger: &Path) -> Result<()> {
    let mut bytes = fs::read(ledger)?;
    bytes[..SPOILT.len()].copy_from_slice(&SPOILT);
    Ok(fs::write(ledger, bytes)?)
}

fn make_newer(ledger: &Path) -> Result<()> {
    let newer = "UPDATE schema_migration SET version = 999 \
                 WHERE version = (SELECT MAX(version) FROM schema_migration)";
    Connection::open(ledger)?.execute(newer, [])?;
    Ok(())
}

fn make_foreign(ledger: &Path) -> Result<()> {
    Connection::open(ledger)?
        .execute_batch("CREATE TABLE note (text); INSERT INTO note VALUES ('a')")?;
    Ok(())
}

fn photographs(folder: &Path) -> Result<PathBuf> {
    let data = folder.join("photos");
    fs::create_dir(&data)?;
    fs::write(data.join("cat.jpg"), JUNK)?;
    Ok(data)
}

fn plain_file(folder: &Path) -> Result<PathBuf> {
    let data = folder.join("letter.txt");
    fs::write(&data, "Dear Sir")?;
    Ok(data)
}

/// Holds a ledger's write lock, as a program does that never comes to an end.
fn held(ledger: &Path) -> Result<Option<Box<dyn Any + Send>>> {
    let connection = Connection::open(ledger)?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    Ok(Some(Box::new(connection)))
}

macro_rules! cases {
    (
        #[doc = $doc:literal] $list:ident
        $($name:literal $program:ident $exit:literal $then:ident $make:expr;)*
    ) => {
        #[doc = $doc]
        pub const $list: &[Case] = &[$(Case {
            name: $name,
            program: Program::$program,
            exit: $exit,
            then: Then::$then,
            make: $make,
        }),*];
    };
}

cases! {
    /// Files: absent, of another kind, cut short, or in a place that cannot be written.
    FILES
    "a file that is not there" Branch 1 Same |world, folder| {
        let file = folder.join("sales.csv");
        let data = world.copy_of_shop(&folder.join("sh"))?;
        scene(data, &["import", "sales", &file.to_string_lossy()])
    };
    "a folder in the place of a file" Branch 1 Same |world, folder| {
        let data = world.copy_of_shop(&folder.join("sh"))?;
        scene(data, &["import", "sales", &folder.to_string_lossy()])
    };
    "a picture in the place of a table" Branch 1 Same |world, folder| import(world, folder, JUNK);
    "an empty file" Branch 1 Same |world, folder| import(world, folder, b"");
    "a table with other columns" Branch 1 Same |world, folder| import(world, folder, b"a,b\n1,2\n");
    "a packed table that ends early" Branch 1 Same |world, folder| {
        import(world, folder, &cut(sales::COLUMNS)?)
    };
    "a table of another shop" Branch 1 Same |world, folder| import(world, folder,
        b"store_id,basket_id,timestamp,household_id,product_id,quantity,sales_value,retail_disc,\
          coupon_disc,coupon_match_disc\nXX,1,2026-11-01T10:00:00,1,111101,1,2.00,0,0,0\n");
    "an opening without its table" Branch 1 Same |world, folder| {
        let data = copy(&world.new_shop.data, &folder.join("nj"))?;
        fs::create_dir(folder.join("opening"))?;
        let from = corner_shop_data().join("employees.csv");
        fs::copy(from, folder.join("opening/employees.csv"))?;
        scene(data, &["import", "opening", &folder.join("opening").to_string_lossy()])
    };
    "the same opening twice" Branch 0 Same |world, folder| {
        opening(world.copy_of_shop(&folder.join("sh"))?)
    };
    "a backup into a folder that is not there" Branch 1 Same |world, folder| {
        let data = world.copy_of_shop(&folder.join("sh"))?;
        scene(data, &["backup", &folder.join("usb/copy.sqlite").to_string_lossy()])
    };
    "a backup onto the ledger itself" Branch 1 Same |world, folder| {
        let data = world.copy_of_shop(&folder.join("sh"))?;
        let ledger = data.join("ledger.sqlite");
        scene(data, &["backup", &ledger.to_string_lossy()])
    };
    "a catalogue that is not there" Hq 1 Same |world, folder| {
        let file = folder.join("products.csv");
        let data = world.copy_of_hq(&folder.join("hq"))?;
        scene(data, &["import", "products", &file.to_string_lossy()])
    };
    "a picture in the place of a catalogue" Hq 1 Same |world, folder| {
        catalogue(world, folder, JUNK)
    };
    "a packed catalogue that ends early" Hq 1 Same |world, folder| {
        catalogue(world, folder, &cut(products::COLUMNS)?)
    };
}

cases! {
    /// Words of the command line.
    WORDS
    "a command that does not exist" Branch 2 Same |world, folder| {
        scene(world.copy_of_shop(&folder.join("sh"))?, &["weather"])
    };
    "a report that does not exist" Branch 1 Same |world, folder| {
        scene(world.copy_of_shop(&folder.join("sh"))?, &["report", "weather"])
    };
    "a format that does not exist" Branch 2 Same |world, folder| {
        let words = ["report", "trial-balance", "--format", "xml"];
        scene(world.copy_of_shop(&folder.join("sh"))?, &words)
    };
    "a command without what it needs" Branch 2 Same |world, folder| {
        scene(world.copy_of_shop(&folder.join("sh"))?, &["init", "--branch", "SH"])
    };
    "a day that is in no calendar" Branch 1 Same |world, folder| {
        let words = ["report", "trial-balance", "--from", "2026-02-30"];
        scene(world.copy_of_shop(&folder.join("sh"))?, &words)
    };
    "a month that is in no calendar" Branch 1 Same |world, folder| {
        let words = ["export", "journal", "--format", "hledger", "--month", "2026-13"];
        scene(world.copy_of_shop(&folder.join("sh"))?, &words)
    };
    "a command that head office does not have" Hq 2 Same |world, folder| {
        scene(world.copy_of_hq(&folder.join("hq"))?, &["weather"])
    };
    "a report that head office does not have" Hq 1 Same |world, folder| {
        scene(world.copy_of_hq(&folder.join("hq"))?, &["report", "weather"])
    };
    "a format that head office does not have" Hq 2 Same |world, folder| {
        let words = ["export", "journal", "--format", "quicken"];
        scene(world.copy_of_hq(&folder.join("hq"))?, &words)
    };
    "a month that head office's calendar lacks" Hq 1 Same |world, folder| {
        let words = ["export", "journal", "--format", "hledger", "--month", "2026-13"];
        scene(world.copy_of_hq(&folder.join("hq"))?, &words)
    };
    "a branch that does not exist" Hq 1 Same |world, folder| {
        let words = ["report", "trial-balance", "--branch", "XX"];
        scene(world.copy_of_hq(&folder.join("hq"))?, &words)
    };
    "a branch's code that is taken" Hq 1 Same |world, folder| {
        scene(world.copy_of_hq(&folder.join("hq"))?, &["branch", "add", "SH", "别家店"])
    };
}

cases! {
    /// Enrolment codes.
    CODES
    "a code with a letter wrong" Branch 1 Nobodys |world, folder| {
        init(folder.join("bj"), &world.hq.url(), "K7Q2")
    };
    "a code of another company" Branch 1 Nobodys |world, folder| {
        init(folder.join("bj"), &world.hq.url(), &World::code_of(&world.other)?)
    };
    "a code at another company's head office" Branch 1 Nobodys |world, folder| {
        init(folder.join("bj"), &world.other.url(), &World::code_of(&world.hq)?)
    };
    "a code of another branch" Branch 1 Nobodys |world, folder| {
        let code = world.hq.run(&["branch", "code", "SH"])?;
        init(folder.join("bj"), &world.hq.url(), code.trim())
    };
    "a code that another device has used" Branch 1 Nobodys |world, folder| {
        let words = ["init", "--branch", "SH", "--name", "till", "--hq", &world.hq.url(), "--code",
            &world.used_code];
        scene(folder.join("sh"), &words)
    };
    "a code that was given out an hour ago" Branch 1 Nobodys |world, folder| {
        init(folder.join("bj"), &world.hq.url(), &crate::given_an_hour_ago(world)?)
    };
    "a folder that is a branch's already" Branch 1 Same |world, folder| {
        init(world.copy_of_shop(&folder.join("sh"))?, &world.hq.url(), &World::code_of(&world.hq)?)
    };
}

cases! {
    /// Addresses of head office.
    ADDRESSES
    "an address of another kind" Branch 1 Nobodys |world, folder| {
        init(folder.join("bj"), "ftp://hq.example", &World::code_of(&world.hq)?)
    };
    "an address where nobody answers" Branch 1 Nobodys |world, folder| {
        let url = format!("http://{}", world.nobody);
        init(folder.join("bj"), &url, &World::code_of(&world.hq)?)
    };
    "an address that no network knows" Branch 1 Nobodys |world, folder| {
        init(folder.join("bj"), "http://hq.invalid:7300", &World::code_of(&world.hq)?)
    };
    "a page that wants a sign-in, at enrolment" Branch 1 Nobodys |world, folder| {
        let url = format!("http://{}", world.portal);
        init(folder.join("bj"), &url, &World::code_of(&world.hq)?)
    };
    "head office is silent" Branch 1 Same |world, folder| {
        let url = format!("http://{}", world.nobody);
        scene(world.shop_that_asks(&url, &folder.join("sh"))?, &["sync", "--once"])
    };
    "no network knows head office's name" Branch 1 Same |world, folder| {
        let data = world.shop_that_asks("http://hq.invalid:7300", &folder.join("sh"))?;
        scene(data, &["sync", "--once"])
    };
    "a page that wants a sign-in" Branch 1 Same |world, folder| {
        let url = format!("http://{}", world.portal);
        scene(world.shop_that_asks(&url, &folder.join("sh"))?, &["sync", "--once"])
    };
    "another company's head office" Branch 1 Same |world, folder| {
        let data = world.shop_that_asks(&world.other.url(), &folder.join("sh"))?;
        scene(data, &["sync", "--once"])
    };
}

cases! {
    /// Where head office is to listen.
    PORTS
    "a port that is taken" Hq 1 Same |world, folder| {
        let taken = TcpListener::bind("127.0.0.1:0")?;
        let address = taken.local_addr()?.to_string();
        let data = world.copy_of_hq(&folder.join("hq"))?;
        let scene = scene(data, &["serve", "--listen", &address])?;
        Ok(Scene { kept: Some(Box::new(taken)), ..scene })
    };
    "an address of another machine" Hq 1 Same |world, folder| {
        let data = world.copy_of_hq(&folder.join("hq"))?;
        scene(data, &["serve", "--listen", "203.0.113.9:7300"])
    };
    "an address that is none" Hq 2 Same |world, folder| {
        scene(world.copy_of_hq(&folder.join("hq"))?, &["serve", "--listen", "everywhere"])
    };
}

cases! {
    /// Data folders.
    FOLDERS
    "a folder that is not there" Branch 1 Nobodys |_, folder| {
        scene(folder.join("nowhere"), &["verify"])
    };
    "a file in the place of the data folder" Branch 1 Untouched |_, folder| {
        scene(plain_file(folder)?, &["verify"])
    };
    "a file in the place of a new data folder" Branch 1 Untouched |world, folder| {
        init(plain_file(folder)?, &world.hq.url(), &World::code_of(&world.hq)?)
    };
    "a folder of photographs" Branch 1 Untouched |world, folder| {
        init(photographs(folder)?, &world.hq.url(), &World::code_of(&world.hq)?)
    };
    "head office's folder" Branch 1 Untouched |world, folder| {
        let data = world.copy_of_hq(&folder.join("hq"))?;
        init(data, &world.hq.url(), &World::code_of(&world.hq)?)
    };
    "a file in the place of head office's folder" Hq 1 Untouched |_, folder| {
        scene(plain_file(folder)?, &["serve"])
    };
    "a folder of photographs for head office" Hq 1 Untouched |_, folder| {
        scene(photographs(folder)?, &["serve"])
    };
    "a branch's folder for head office" Hq 1 Untouched |world, folder| {
        scene(world.copy_of_shop(&folder.join("sh"))?, &["serve"])
    };
    "a folder that is being served" Hq 1 Same |world, _| {
        scene(world.hq.data.clone(), &["serve", "--listen", "127.0.0.1:0"])
    };
}

cases! {
    /// Ledgers and their keys.
    LEDGERS
    "a ledger that another program holds" Branch 1 Same |world, folder| {
        let data = world.copy_of_shop(&folder.join("sh"))?;
        let kept = held(&data.join("ledger.sqlite"))?;
        Ok(Scene { kept, ..opening(data)? })
    };
    "head office's ledger, held by another program" Hq 1 Same |world, folder| {
        let data = world.copy_of_hq(&folder.join("hq"))?;
        let kept = held(&data.join("hq.sqlite"))?;
        Ok(Scene { kept, ..scene(data, &["branch", "list"])? })
    };
    "a ledger of a newer program" Branch 1 Untouched |world, folder| {
        let data = world.copy_of_shop(&folder.join("sh"))?;
        make_newer(&data.join("ledger.sqlite"))?;
        scene(data, &["sync", "--once"])
    };
    "a database of another program" Branch 1 Untouched |_, folder| {
        let data = folder.join("sh");
        fs::create_dir(&data)?;
        make_foreign(&data.join("ledger.sqlite"))?;
        scene(data, &["verify"])
    };
    "a ledger whose first bytes are spoilt" Branch 1 Untouched |world, folder| {
        let data = world.copy_of_shop(&folder.join("sh"))?;
        spoil(&data.join("ledger.sqlite"))?;
        scene(data, &["verify"])
    };
    "a ledger without its key" Branch 1 Untouched |world, folder| {
        let data = world.copy_of_shop(&folder.join("sh"))?;
        fs::remove_file(data.join("node.key"))?;
        scene(data, &["verify"])
    };
    "a ledger with another's key" Branch 1 Untouched |world, folder| {
        let data = world.copy_of_shop(&folder.join("sh"))?;
        fs::write(data.join("node.key"), [3; 32])?;
        scene(data, &["verify"])
    };
    "head office's ledger, of a newer program" Hq 1 Untouched |world, folder| {
        let data = world.copy_of_hq(&folder.join("hq"))?;
        make_newer(&data.join("hq.sqlite"))?;
        scene(data, &["serve"])
    };
    "another program's database for head office" Hq 1 Untouched |_, folder| {
        let data = folder.join("hq");
        fs::create_dir(&data)?;
        make_foreign(&data.join("hq.sqlite"))?;
        scene(data, &["serve"])
    };
    "head office's ledger, its first bytes spoilt" Hq 1 Untouched |world, folder| {
        let data = world.copy_of_hq(&folder.join("hq"))?;
        spoil(&data.join("hq.sqlite"))?;
        scene(data, &["serve"])
    };
    "head office's ledger without its key" Hq 1 Untouched |world, folder| {
        let data = world.copy_of_hq(&folder.join("hq"))?;
        fs::remove_file(data.join("hq.key"))?;
        scene(data, &["serve"])
    };
}

cases! {
    /// Disks: full, or read-only.
    DISKS
    "a disk that may only be read" Branch 1 Same |world, folder| {
        let data = world.copy_of_shop(&folder.join("sh"))?;
        Ok(Scene { disk: Disk::ReadOnly, ..scene(data, &["sync", "--once"])? })
    };
    "a new folder on a disk that may only be read" Branch 1 Nobodys |world, folder| {
        let data = folder.join("bj");
        fs::create_dir(&data)?;
        let scene = init(data, &world.hq.url(), &World::code_of(&world.hq)?)?;
        Ok(Scene { disk: Disk::ReadOnly, ..scene })
    };
    "head office's disk may only be read" Hq 1 Same |world, folder| {
        let data = world.copy_of_hq(&folder.join("hq"))?;
        Ok(Scene { disk: Disk::ReadOnly, ..scene(data, &["branch", "list"])? })
    };
    "a disk that fills up" Branch 1 Grown |world, folder| {
        let data = copy(&world.new_shop.data, &folder.join("nj"))?;
        Ok(Scene { disk: Disk::Left(96), ..opening(data)? })
    };
    "a disk without any room" Branch 1 Same |world, folder| {
        let data = world.copy_of_shop(&folder.join("sh"))?;
        Ok(Scene { disk: Disk::Left(0), ..opening(data)? })
    };
    "a new branch on a disk without any room" Branch 1 Nobodys |world, folder| {
        let data = folder.join("bj");
        fs::create_dir(&data)?;
        let scene = init(data, &world.hq.url(), &World::code_of(&world.hq)?)?;
        Ok(Scene { disk: Disk::Left(0), ..scene })
    };
    "head office's disk fills up" Hq 1 Grown |world, folder| {
        let data = world.copy_of_hq(&folder.join("hq"))?;
        let file = journey_data().join("products.csv.zst");
        let words = ["import", "products", &file.to_string_lossy()];
        Ok(Scene { disk: Disk::Left(512), ..scene(data, &words)? })
    };
}
