//! Bad input everywhere: one clear sentence in the user's language, and nothing lost.
//!
//! Owns running every case with the real programs, in Chinese and in English, and the proof
//! afterwards. What they say stands in `bad_input/said`, for a reader who keeps a shop;
//! `UPDATE_EXPECT=1` writes it anew. Leaves out the cases (`case`) and the company that they
//! happen to (`world`); a wrong clock has its own test, `clock.rs`.

#[path = "bad_input/case.rs"]
mod case;
#[path = "bad_input/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result, ensure};
use expect_test::{ExpectFile, expect_file};
use fenhao_books::report::ReportName;
use fenhao_tests::disk::{self, Disk};
use fenhao_tests::program::{fenhao, fenhao_hq};
use fenhao_tests::proof;

use case::{Case, Program, Scene, Then};
use world::World;

/// Cases of a table that run at the same time.
const SIDE_BY_SIDE: usize = 2;

/// What was said in one language.
struct Said {
    line: String,
    words: String,
}

fn program(which: Program) -> Result<PathBuf> {
    match which {
        Program::Branch => fenhao(),
        Program::Hq => fenhao_hq(),
    }
}

/// A program in a language of the environment.
fn command(on: Disk, which: Program, data: &Path, lang: &str) -> Result<Command> {
    let mut command = disk::command(on, data, program(which)?);
    command.arg("--data").arg(data).stdin(Stdio::null());
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", lang).env("RUST_LOG", "off");
    Ok(command)
}

/// What a data folder holds: its files' bytes, and the documents of its ledger.
struct Held {
    files: BTreeMap<PathBuf, Vec<u8>>,
    documents: Option<BTreeMap<String, u64>>,
}

fn held(which: Program, data: &Path, then: Then) -> Result<Held> {
    let mut files = BTreeMap::new();
    let mut documents = None;
    match then {
        Then::Same | Then::Grown => documents = Some(proof::numbers(&ledger(which, data))?),
        Then::Untouched if data.is_file() => {
            files.insert(data.to_owned(), std::fs::read(data)?);
        }
        Then::Untouched => {
            for entry in std::fs::read_dir(data)? {
                let path = entry?.path();
                files.insert(path.clone(), std::fs::read(&path)?);
            }
        }
        Then::Nobodys => {}
    }
    Ok(Held { files, documents })
}

fn ledger(which: Program, data: &Path) -> PathBuf {
    data.join(match which {
        Program::Branch => "ledger.sqlite",
        Program::Hq => "hq.sqlite",
    })
}

/// The proof after a case.
fn prove(case: &Case, data: &Path, before: &Held) -> Result<()> {
    for (path, bytes) in &before.files {
        ensure!(&std::fs::read(path)? == bytes, "{} has changed", path.display());
    }
    let verified = command(Disk::Plain, case.program, data, "C")?.arg("verify").output()?;
    if case.then == Then::Nobodys {
        let words = String::from_utf8_lossy(&verified.stderr);
        ensure!(words.contains("no branch's ledger yet"), "it is somebody's: {words}");
    }
    if let Some(documents) = &before.documents {
        ensure!(verified.status.success(), "it does not verify: {verified:?}");
        let after = proof::numbers(&ledger(case.program, data))?;
        let kept = documents.iter().all(|(number, times)| after.get(number) == Some(times));
        ensure!(kept, "a document is lost");
        ensure!(case.then == Then::Grown || after.len() == documents.len(), "documents were added");
    }
    Ok(())
}

/// Sets a case's scene, runs it in one language, and proves that nothing is lost.
fn run(world: &World, case: &Case, lang: &str, scratch: &Path) -> Result<Said> {
    std::fs::create_dir_all(scratch)?;
    let Scene { data, words, disk, kept } = (case.make)(world, scratch)?;
    let before = held(case.program, &data, case.then)?;
    let Output { status, stdout, stderr } =
        command(disk, case.program, &data, lang)?.args(&words).output()?;
    drop(kept);
    let (out, said) = (String::from_utf8(stdout)?, String::from_utf8(stderr)?);
    ensure!(status.code() == Some(case.exit), "it leaves with {status}: {out}{said}");
    let told = if case.exit == 0 { &out } else { &said };
    let stop = if lang.starts_with("zh") { "。\n" } else { ".\n" };
    ensure!(told.lines().count() == 1 && told.ends_with(stop), "not one sentence: {told:?}");
    ensure!(case.exit == 0 || out.is_empty(), "it answers {out:?}");
    ensure!(case.exit != 0 || said.is_empty(), "it complains {said:?}");
    ensure!(!told.contains("os error"), "the system's words: {told}");
    prove(case, &data, &before)?;
    let name = match case.program {
        Program::Branch => "fenhao",
        Program::Hq => "fenhao-hq",
    };
    let plain = |text: &str| anonymous(world, scratch, text);
    let line = plain(&format!("{name} {}", words.join(" ")));
    Ok(Said { line, words: plain(told.trim_end()) })
}

/// A text without what differs from run to run, or with every new report.
fn anonymous(world: &World, scratch: &Path, text: &str) -> String {
    let home = |path: &Path| path.to_string_lossy().into_owned();
    let reports = ReportName::ALL.iter().map(|name| name.code().replace('_', "-"));
    let own = [
        (home(scratch), "~"),
        (home(&world.hq.data), "~/hq"),
        (home(&fenhao_tests::program::root()), "clone"),
        (world.hq.address.to_string(), "hq.example:7300"),
        (world.other.address.to_string(), "other.example:7300"),
        (world.portal.to_string(), "hotel.example"),
        (world.nobody.to_string(), "silent.example:7300"),
        (reports.collect::<Vec<_>>().join(", "), "REPORTS"),
    ];
    let mut text = own.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    // Codes and free ports come last: they have no name of their own.
    let is_code = |word: &str| word.len() == 41 && word.matches('-').count() == 6;
    if let Some(code) = text.split(' ').find(|word| is_code(word)).map(str::to_owned) {
        text = text.replace(&code, "CODE");
    }
    if let Some((_, rest)) = text.split_once("127.0.0.1:") {
        let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if port != "0" {
            text = text.replace(&format!("127.0.0.1:{port}"), "127.0.0.1:7300");
        }
    }
    text
}

/// A code of BJ whose hour has passed: the program that gave it out had a clock an hour behind.
fn given_an_hour_ago(world: &World) -> Result<String> {
    let output = Command::new("faketime")
        .args(["-f", "-1h"])
        .arg(fenhao_hq()?)
        .arg("--data")
        .arg(&world.hq.data)
        .args(["branch", "code", "BJ"])
        .output()
        .context("faketime is there")?;
    ensure!(output.status.success(), "{output:?}");
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// A case in both languages, as a paragraph of the golden text.
fn paragraph(world: &World, case: &Case, folder: &Path) -> Result<String> {
    let (zh, en) = std::thread::scope(|scope| {
        let zh = scope.spawn(|| run(world, case, "zh_CN.UTF-8", &folder.join("zh")));
        let en = run(world, case, "en_GB.UTF-8", &folder.join("en"));
        (zh.join().expect("it does not panic"), en)
    });
    let (zh, en) = (zh.context("in Chinese")?, en.context("in English")?);
    ensure!(zh.line == en.line, "two scenes: {} and {}", zh.line, en.line);
    let Case { name, exit, .. } = case;
    Ok(format!("## {name}\n`{}` leaves with {exit}.\n\n{}\n\n{}\n", zh.line, zh.words, en.words))
}

/// Runs every case, some at the same time; the paragraphs in the order of the table.
fn paragraphs(world: &World, cases: &[Case], folder: &Path) -> Vec<Result<String>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(case) = cases.get(at)
        {
            let told = paragraph(world, case, &folder.join(format!("case {at}")));
            done.push((at, told.with_context(|| case.name)));
        }
        done
    };
    let mut done: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..SIDE_BY_SIDE).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("it does not panic")).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, told)| told).collect()
}

/// Runs a table, and compares what was said with its golden text.
#[track_caller]
fn one_sentence_and_nothing_lost(title: &str, cases: &[Case], golden: ExpectFile) {
    let folder = tempfile::tempdir().expect("a folder");
    let world = World::found(folder.path()).expect("the company is founded");
    let (mut told, mut wrong) = (Vec::new(), Vec::new());
    for paragraph in paragraphs(&world, cases, folder.path()) {
        match paragraph {
            Ok(text) => told.push(text),
            Err(error) => wrong.push(format!("{error:#}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    golden.assert_eq(&format!("# What the programs say to {title}\n\n{}", told.join("\n")));
}

#[test]
fn a_wrong_file_is_told_and_changes_nothing() {
    let golden = expect_file!["bad_input/said/files.md"];
    one_sentence_and_nothing_lost("a wrong file", case::FILES, golden);
}

#[test]
fn a_word_that_is_not_understood_does_nothing() {
    let golden = expect_file!["bad_input/said/words.md"];
    one_sentence_and_nothing_lost("a word that is not understood", case::WORDS, golden);
}

#[test]
fn a_wrong_or_used_code_enrols_nobody() {
    let golden = expect_file!["bad_input/said/codes.md"];
    one_sentence_and_nothing_lost("a wrong code", case::CODES, golden);
}

#[test]
fn a_wrong_address_of_head_office_stops_no_shop() {
    let golden = expect_file!["bad_input/said/addresses.md"];
    one_sentence_and_nothing_lost("a wrong address of head office", case::ADDRESSES, golden);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let golden = expect_file!["bad_input/said/ports.md"];
    one_sentence_and_nothing_lost("a port or an address that is taken", case::PORTS, golden);
}

#[test]
fn a_folder_of_somebody_elses_is_left_alone() {
    let golden = expect_file!["bad_input/said/folders.md"];
    one_sentence_and_nothing_lost("somebody else's folder", case::FOLDERS, golden);
}

#[test]
fn a_newer_a_foreign_and_a_spoilt_ledger_are_not_touched() {
    let golden = expect_file!["bad_input/said/ledgers.md"];
    one_sentence_and_nothing_lost("a newer, a foreign and a spoilt ledger", case::LEDGERS, golden);
}

#[test]
fn a_full_and_a_read_only_disk_lose_nothing() {
    let golden = expect_file!["bad_input/said/disks.md"];
    one_sentence_and_nothing_lost("a full and a read-only disk", case::DISKS, golden);
}
