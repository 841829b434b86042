//! Fault 4: a full disk refuses a sale with its fact, loses nothing, and sells on when freed.

use std::collections::BTreeMap;
use std::process::Output;

use fenhao_tests::disk;

/// Mounts a disk of 6 MiB that only the child sees, and sells there.
const SCRIPT: &str = r#"mount -t tmpfs -o size=6m tmpfs "$2" && exec "$1" small "$2" 7 0"#;

fn on_a_small_disk() -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let script = ["sh", "-c", SCRIPT, "sh", env!("CARGO_BIN_EXE_seller")];
    disk::alone().args(script).arg(folder.path()).output().expect("unshare is there")
}

#[test]
fn fault_4_a_full_disk_refuses_the_sale_and_loses_nothing() {
    let output = on_a_small_disk();
    let text = String::from_utf8(output.stdout).unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}\n{text}");
    let told = |start: &str| -> Vec<String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix(start));
        lines.map(str::to_owned).collect()
    };
    let refused = told("refused ");
    assert!(!refused.is_empty(), "nothing was refused");
    assert!(refused.iter().all(|code| code == "disk_full"), "{refused:?}");
    assert_eq!(told("sold again").len(), 5, "selling resumes");
    let stored: BTreeMap<String, String> = told("stored ")
        .iter()
        .filter_map(|line| line.split_once(' '))
        .map(|(number, times)| (number.to_owned(), times.to_owned()))
        .collect();
    let printed = told("paid ");
    assert!(printed.len() > 20, "{} sales fitted", printed.len());
    for number in &printed {
        assert_eq!(stored.get(number).map(String::as_str), Some("1"), "{number}");
    }
    // The purchase receipt is stored besides; a sale that was refused left no number behind.
    assert_eq!(stored.len(), printed.len() + 1);
}
