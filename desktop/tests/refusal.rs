//! Bad input at the command line: one clear sentence in the user's language, and nothing lost.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise, its helpers too")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Output};

use fenhao_books::feed;
use fenhao_books::node::{self, Node};
use fenhao_books::sql::Value;
use fenhao_books::store::Store;
use fenhao_desktop::state::OWN_KEY;
use fenhao_domain::id::{BranchId, StreamId};
use fenhao_exchange::enrol::EnrolCode;
use fenhao_exchange::key::SigningKey;

fn fenhao(data: &Path, lang: &str, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenhao"));
    command.arg("--data").arg(data).args(words);
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", lang);
    command.output().expect("the program was built for this test")
}

/// The command leaves with 1 and says exactly one line, with these words in it.
#[track_caller]
fn refused(data: &Path, words: &[&str], zh: &str, en: &str) {
    for (lang, expected) in [("zh_CN.UTF-8", zh), ("en_GB.UTF-8", en)] {
        let Output { status, stdout, stderr } = fenhao(data, lang, words);
        let said = String::from_utf8(stderr).expect("sentences are UTF-8");
        assert_eq!(status.code(), Some(1), "{words:?}: {said}");
        assert!(said.contains(expected), "{words:?} says {said:?}, not {expected:?}");
        assert_eq!(said.lines().count(), 1, "{words:?} says {said}");
        assert!(stdout.is_empty(), "{words:?} answers {stdout:?}");
    }
}

/// A branch's folder, enrolled with a head office that nobody runs.
fn branch(data: &Path, hq: SocketAddr) {
    std::fs::create_dir_all(data).unwrap();
    std::fs::write(data.join("node.key"), [2; 32]).unwrap();
    let store = Store::open(&data.join("ledger.sqlite")).unwrap();
    let node = Node {
        org: [9; 16],
        branch: BranchId(1),
        code: "SH".to_owned(),
        name: "上海一店".to_owned(),
        stream: StreamId::new(1, 0),
        zone: "Asia/Shanghai".to_owned(),
        hq_key: *SigningKey::from_seed(&[1; 32]).verifying_key().as_bytes(),
        hq_url: format!("http://{hq}"),
        hq_epoch: 1,
    };
    let own = *SigningKey::from_seed(&[2; 32]).verifying_key().as_bytes();
    let written = store.write(|sql| {
        node::save(sql, &node)?;
        node::set_meta(sql, OWN_KEY, &own)?;
        feed::subscribe(sql, &node)
    });
    written.unwrap();
}

/// Answers every request with the same page, for as long as the test runs.
fn portal(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for link in listener.incoming() {
            let mut link = link.unwrap();
            let mut request = [0; 4096];
            let _ = link.read(&mut request);
            let _ = link.write_all(answer.as_bytes());
        }
    });
    address
}

fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 24\r\n\
    Connection: close\r\n\r\n<html>Please pay.</html>";

fn code() -> String {
    EnrolCode::new([7; 16], &SigningKey::from_seed(&[1; 32]).verifying_key()).to_string()
}

fn init<'a>(hq: &'a str, code: &'a str) -> [&'a str; 9] {
    ["init", "--branch", "SH", "--name", "till", "--hq", hq, "--code", code]
}

#[test]
fn a_folder_that_is_no_branchs_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("empty");
    for words in [&["verify"][..], &["sync", "--once"], &["report", "trial-balance"]] {
        refused(&data, words, "还不是任何分店的账本", "no branch's ledger yet");
    }
    assert!(!data.exists(), "a question made a folder");
}

#[test]
fn a_wrong_code_a_wrong_address_and_a_silent_one_enrol_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("sh");
    let (silent, code) = (format!("http://{}", nobody()), code());
    refused(&data, &init(&silent, "K7Q2"), "登记码", "enrolment code is wrong");
    refused(&data, &init("hq.example:7300", &code), "不是总部的地址", "not an address");
    refused(&data, &init(&silent, &code), "连不上总部", "does not answer");
    let page = format!("http://{}", portal(PAGE));
    refused(&data, &init(&page, &code), "连不上总部", "does not answer");
    refused(&data, &["verify"], "还不是任何分店的账本", "no branch's ledger yet");
}

#[test]
fn a_portals_page_is_no_acknowledgement() {
    let folder = tempfile::tempdir().unwrap();
    branch(folder.path(), portal(PAGE));
    refused(folder.path(), &["sync", "--once"], "连不上总部", "does not answer");
}

#[test]
fn head_office_out_of_reach_is_told_with_its_address() {
    let folder = tempfile::tempdir().unwrap();
    let hq = nobody();
    branch(folder.path(), hq);
    let address = hq.to_string();
    refused(folder.path(), &["sync", "--once"], &address, &address);
    let verified = fenhao(folder.path(), "C", &["verify"]);
    assert!(verified.status.success(), "{verified:?}");
}

#[test]
fn a_ledger_of_a_newer_program_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    branch(folder.path(), nobody());
    let ledger = folder.path().join("ledger.sqlite");
    let newer = Store::open(&ledger).unwrap().write(|sql| {
        let text = "UPDATE schema_migration SET version = ?1 \
                    WHERE version = (SELECT MAX(version) FROM schema_migration)";
        sql.execute(text, &[Value::I64(999)])
    });
    assert_eq!(newer, Ok(1));
    refused(folder.path(), &["verify"], "999", "version 999");
}

#[test]
fn a_file_that_is_no_ledger_and_a_lost_key_are_told() {
    let folder = tempfile::tempdir().unwrap();
    branch(folder.path(), nobody());
    std::fs::remove_file(folder.path().join("node.key")).unwrap();
    refused(folder.path(), &["verify"], "密钥文件", "key file");
    std::fs::write(folder.path().join("node.key"), [3; 32]).unwrap();
    refused(folder.path(), &["verify"], "密钥文件", "key file");
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("ledger.sqlite"), vec![0x5a; 8192]).unwrap();
    refused(other.path(), &["verify"], "账本文件已损坏", "ledger file is damaged");
}

#[test]
fn a_missing_and_a_foreign_file_are_not_imported() {
    let folder = tempfile::tempdir().unwrap();
    branch(folder.path(), nobody());
    let file = folder.path().join("sales.csv");
    let name = file.to_string_lossy().into_owned();
    refused(folder.path(), &["import", "sales", &name], &name, &name);
    std::fs::write(&file, "a,b\n1,2\n").unwrap();
    refused(folder.path(), &["import", "sales", &name], "store_id", "store_id");
}

#[test]
fn an_unknown_report_and_a_wrong_month_are_told() {
    let folder = tempfile::tempdir().unwrap();
    branch(folder.path(), nobody());
    refused(folder.path(), &["report", "weather"], "weather", "weather");
    let words = ["export", "journal", "--format", "hledger", "--month", "2026-13"];
    refused(folder.path(), &words, "2026-13", "2026-13");
}
