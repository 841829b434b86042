//! The program itself, as people type it: one clear sentence in their language, and nothing lost.

use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use fenhao_exchange::enrol::EnrolCode;
use tempfile::TempDir;

use crate::browser::{ask, sign_in, try_ask};
use crate::device::Device;

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenhao-hq"));
    command.arg("--data").arg(folder).args(words);
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "zh_CN.UTF-8");
    command
}

fn run(folder: &Path, words: &[&str]) -> Output {
    command(folder, words).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The one line of a refusal.
fn refusal(output: &Output) -> String {
    let text = stderr(output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert_eq!(text.trim_end().lines().count(), 1, "one sentence: {text}");
    text
}

/// A serving process.
struct Serving {
    child: Child,
    address: SocketAddr,
    /// What it printed after its address, until it had said all.
    lines: Vec<String>,
}

impl Serving {
    fn start(folder: &Path, first: bool) -> Serving {
        let mut child = command(folder, &["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = || out.next().unwrap().unwrap();
        let address = line();
        let address = address.split("http://").nth(1).unwrap().trim_end_matches('/');
        let lines = if first { vec![line(), line()] } else { Vec::new() };
        let serving = Serving { child, address: address.parse().unwrap(), lines };
        assert_eq!(ask(serving.address, "GET", "/health", &[], b"").status, 200);
        serving
    }

    /// Kills it as a power cut would, from another thread.
    fn kill_after(&self, wait: Duration) -> JoinHandle<()> {
        let id = self.child.id().to_string();
        std::thread::spawn(move || {
            std::thread::sleep(wait);
            assert!(Command::new("kill").args(["-KILL", &id]).status().unwrap().success());
        })
    }

    fn stop(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success(), "a stop that was asked for is no failure");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // After `stop` it is gone already.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_branch_is_added_before_and_while_it_serves_and_its_code_stands_alone() {
    let folder = folder();
    let added = run(folder.path(), &["branch", "add", "SH", "上海店"]);
    assert!(added.status.success(), "{}", stderr(&added));
    assert!(stdout(&added).trim().parse::<EnrolCode>().is_ok(), "{}", stdout(&added));
    assert_eq!(stdout(&added).lines().count(), 1);
    assert!(stderr(&added).contains("登记码"), "{}", stderr(&added));
    let serving = Serving::start(folder.path(), true);
    let added = run(folder.path(), &["--lang", "en", "branch", "add", "BJ", "Beijing"]);
    assert!(stdout(&added).trim().parse::<EnrolCode>().is_ok());
    let taken = run(folder.path(), &["--lang", "en", "branch", "add", "BJ", "Other"]);
    assert_eq!(refusal(&taken), "The branch code BJ is already in use.\n");
    let another = run(folder.path(), &["branch", "code", "BJ"]);
    assert!(stdout(&another).trim().parse::<EnrolCode>().is_ok());
    let list = stdout(&run(folder.path(), &["branch", "list"]));
    assert!(list.contains("SH\t上海店\t未登记") && list.contains("BJ\tBeijing"), "{list}");
    serving.stop();
}

#[cfg(unix)]
#[test]
fn the_folder_and_its_secrets_are_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let home = folder.path().join("new/hq");
    assert!(run(&home, &["branch", "list"]).status.success());
    let mode =
        |name: &str| std::fs::metadata(home.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("hq.key"), mode("first-password")), (0o700, 0o600, 0o600));
    assert_eq!(std::fs::read(home.join("hq.key")).unwrap().len(), 32);
}

#[test]
fn the_first_password_is_printed_once_and_replaced_by_command() {
    let folder = folder();
    let serving = Serving::start(folder.path(), true);
    let password = serving.lines[1].rsplit(' ').next().unwrap().to_owned();
    assert!(sign_in(serving.address, "admin", &password).is_ok());
    serving.stop();
    let serving = Serving::start(folder.path(), false);
    let given = stdout(&run(folder.path(), &["password"]));
    assert!(sign_in(serving.address, "admin", &password).is_err());
    assert!(sign_in(serving.address, "admin", given.trim()).is_ok());
    assert!(!folder.path().join("first-password").exists());
    serving.stop();
}

#[test]
fn a_taken_port_is_one_sentence_in_either_language() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let zh = run(folder.path(), &["serve", "--listen", &address]);
    assert!(refusal(&zh).starts_with(&format!("地址 {address} 已被另一个程序占用")));
    let en = run(folder.path(), &["--lang", "en", "serve", "--listen", &address]);
    assert!(refusal(&en).starts_with(&format!("Another program uses {address}")));
}

#[test]
fn a_folder_is_served_once() {
    let folder = folder();
    let serving = Serving::start(folder.path(), true);
    let second = run(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert!(refusal(&second).contains("已由另一个 fenhao-hq 服务"));
    serving.stop();
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = folder();
    let file = folder.path().join("file");
    std::fs::write(&file, b"no folder").unwrap();
    let output = run(&file.join("hq"), &["branch", "list"]);
    assert!(refusal(&output).contains("不能使用"));
    assert_eq!(std::fs::read(&file).unwrap(), b"no folder");
}

#[test]
fn a_ledger_without_its_key_is_left_as_it_is() {
    let folder = folder();
    assert!(run(folder.path(), &["branch", "add", "SH", "上海店"]).status.success());
    let key = folder.path().join("hq.key");
    let kept = std::fs::read(&key).unwrap();
    for wrong in [None, Some(vec![7; 32]), Some(b"short".to_vec())] {
        std::fs::remove_file(&key).unwrap();
        if let Some(wrong) = &wrong {
            std::fs::write(&key, wrong).unwrap();
        } else {
            let output = run(folder.path(), &["branch", "list"]);
            assert!(refusal(&output).contains("hq.key"));
            assert!(!key.exists(), "no other key is made in its place");
            std::fs::write(&key, b"").unwrap();
        }
        assert!(refusal(&run(folder.path(), &["branch", "list"])).contains("hq.key"));
    }
    std::fs::write(&key, kept).unwrap();
    assert!(stdout(&run(folder.path(), &["branch", "list"])).contains("上海店"));
}

#[test]
fn a_file_that_is_no_ledger_is_told_and_kept() {
    let folder = folder();
    let file = folder.path().join("hq.sqlite");
    std::fs::write(&file, "姓名,电话\n".repeat(1000)).unwrap();
    let before = std::fs::read(&file).unwrap();
    refusal(&run(folder.path(), &["branch", "list"]));
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn an_unknown_report_names_the_known_ones() {
    let folder = folder();
    assert!(run(folder.path(), &["password"]).status.success());
    let output = run(folder.path(), &["--lang", "en", "report", "trail-balance"]);
    assert!(refusal(&output).contains("trial-balance"), "{}", stderr(&output));
}

#[test]
fn an_empty_head_office_reports_nothing_and_fails_at_nothing() {
    let folder = folder();
    for format in ["table", "csv", "json"] {
        for name in ["trial-balance", "stock_status", "control-totals"] {
            let output = run(folder.path(), &["report", name, "--format", format]);
            assert!(output.status.success(), "{name} {format}: {}", stderr(&output));
            assert!(!output.stdout.is_empty(), "{name} {format}");
        }
    }
    for words in [&["verify"][..], &["reconcile"]] {
        let output = run(folder.path(), words);
        assert!(output.status.success(), "{words:?}: {}", stderr(&output));
    }
    for format in ["hledger", "beancount"] {
        let output = run(folder.path(), &["export", "journal", "--format", format]);
        assert!(output.status.success(), "{format}: {}", stderr(&output));
    }
    let totals = run(folder.path(), &["report", "control-totals", "--format", "json"]);
    let totals: serde_json::Value = serde_json::from_str(&stdout(&totals)).unwrap();
    assert_eq!(totals["overall"]["baskets"], 0);
    assert_eq!(totals["per_store"], serde_json::json!({}));
}

#[test]
fn a_report_becomes_an_excel_file_and_takes_its_filters() {
    let folder = folder();
    assert!(run(folder.path(), &["password"]).status.success());
    let file = folder.path().join("sales.xlsx");
    let name = file.to_str().unwrap();
    let words = ["report", "sales-statistics", "--by", "month", "--kind", "LS", "--sort", "profit"];
    let words = [&words[..], &["--descending", "--format", "xlsx", "--out", name]].concat();
    let output = run(folder.path(), &words);
    assert!(output.status.success() && output.stdout.is_empty(), "{}", stderr(&output));
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"), "a workbook is a zip");
    for wrong in [["--by", "moon"], ["--sort", "name"], ["--kind", "XX"], ["--partner", "nobody"]] {
        let output = run(folder.path(), &[&["report", "sales-statistics"], &wrong[..]].concat());
        assert!(!output.status.success(), "{wrong:?} is refused");
    }
    let nowhere = ["report", "trial-balance", "--out", "/nowhere/at/all.csv"];
    assert!(!run(folder.path(), &nowhere).status.success());
}

#[test]
fn a_backup_is_a_whole_ledger() {
    let folder = folder();
    assert!(run(folder.path(), &["branch", "add", "SH", "上海店"]).status.success());
    let copy = folder.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    let file = copy.join("hq.sqlite");
    assert!(run(folder.path(), &["backup", file.to_str().unwrap()]).status.success());
    std::fs::copy(folder.path().join("hq.key"), copy.join("hq.key")).unwrap();
    assert!(stdout(&run(&copy, &["branch", "list"])).contains("上海店"));
}

#[test]
fn a_catalogue_is_imported_once_and_a_wrong_file_is_named() {
    let folder = folder();
    let file = folder.path().join("products.csv");
    let head = "product_id,manufacturer_id,department,category,type,brand,package_size";
    let rows = format!("{head}\n1,2,GROCERY,ICE,CRUSHED,National,22 LB\nx,2,A,B,C,D,E\n");
    std::fs::write(&file, rows).unwrap();
    let hq = folder.path().join("hq");
    let import =
        |file: &Path| run(&hq, &["--lang", "en", "import", "products", file.to_str().unwrap()]);
    let first = import(&file);
    assert!(first.status.success(), "{}", stderr(&first));
    assert!(stderr(&first).contains("2 rows: 1 new or changed, 0 there"), "{}", stderr(&first));
    assert!(stderr(&first).contains("products.csv:3: "), "{}", stderr(&first));
    let second = import(&file);
    assert!(stderr(&second).contains("0 new or changed, 1 there"), "{}", stderr(&second));
    std::fs::write(&file, "name,phone\nLi,123\n").unwrap();
    assert!(refusal(&import(&file)).contains("products.csv"));
    assert!(refusal(&import(&folder.path().join("none.csv"))).contains("none.csv"));
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let folder = folder();
    let mut serving = Serving::start(folder.path(), true);
    let added = run(folder.path(), &["branch", "add", "SH", "上海店"]);
    let code = stdout(&added).trim().parse().unwrap();
    let mut shop = Device::enrol_with(serving.address, 7, "SH", &code);
    let batches: Vec<_> = (0..120).map(|_| shop.seal(7, "poison")).collect();
    let mut acknowledged = 0;
    for (round, wait) in [3, 1, 9, 27, 5, 14].into_iter().enumerate() {
        let killer = serving.kill_after(Duration::from_millis(wait));
        // Sends on from what was acknowledged, one batch after another, until nobody answers.
        for (at, batch) in batches.iter().enumerate().skip(acknowledged / 7) {
            let path = format!("/s/{}/b/{}", shop.stream.to_u64(), at + 1);
            let Some(answer) = try_ask(serving.address, "PUT", &path, &[], &batch.bytes) else {
                break;
            };
            let (_, ack) = shop.reply(&answer);
            acknowledged = usize::try_from(ack.acked_seq).unwrap();
            assert!(acknowledged >= (at + 1) * 7, "round {round}: nothing is lost");
        }
        killer.join().unwrap();
        // The folder is free once the kernel has let go of the dead process.
        serving.child.wait().unwrap();
        serving = Serving::start(folder.path(), false);
    }
    serving.stop();
    let verified = run(folder.path(), &["verify"]);
    assert!(verified.status.success(), "{}", stderr(&verified));
    let list = stdout(&run(folder.path(), &["branch", "list"]));
    let acked: usize =
        list.split("acked=").nth(1).unwrap().split('\t').next().unwrap().parse().unwrap();
    assert!(acked >= acknowledged && acked.is_multiple_of(7), "{acked} of {acknowledged}");
}
