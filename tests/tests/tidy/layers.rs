//! Layers: which crate may use which, ours and others'.
//!
//! Owns the table of allowed edges (ARCHITECTURE.md, Layers). A new outside dependency is a
//! decision: it is added here, with its reason in DECISIONS.md, or it does not enter.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::lexer;
use crate::tree::{self, assert_none};

/// The crates that carry meaning, from the inside out.
const INNER: [&str; 4] = ["fenhao-domain", "fenhao-exchange", "fenhao-books", "fenhao-app"];

/// What a test of any of our crates may use beside what its crate uses.
const IN_TESTS: [&str; 6] =
    ["criterion", "expect-test", "proptest", "serde_json", "tempfile", "zip"];

/// A crate, how many of `INNER` it may know, and what it may use from outside.
const LAYERS: [(&str, usize, &str); 6] = [
    ("fenhao-domain", 0, "blake3 jiff pinyin rust_decimal serde thiserror uuid"),
    (
        "fenhao-exchange",
        1,
        "blake3 crdts ed25519-dalek jiff rust_decimal serde subtle thiserror uuid zeroize zstd",
    ),
    (
        "fenhao-books",
        2,
        "blake3 jiff postgres rusqlite rust_decimal serde thiserror tracing uuid zstd",
    ),
    (
        "fenhao-app",
        3,
        "argon2 blake3 csv ed25519-dalek getrandom jiff rust_decimal rust_xlsxwriter serde serde_json \
         subtle thiserror tracing ts-rs uuid zeroize zstd",
    ),
    (
        "fenhao-desktop",
        4,
        "anyhow clap getrandom indicatif jiff reqwest rustls serde serde_json tauri tauri-build \
         tauri-plugin-single-instance thiserror tokio tracing tracing-subscriber",
    ),
    (
        "fenhao-server",
        4,
        "anyhow axum clap getrandom governor indicatif jiff rust-embed serde serde_json thiserror \
         tokio tokio-stream tower tower-http tracing tracing-subscriber",
    ),
];

/// Words that reach for the machine; the inner crates are pure functions.
const IMPURE: [&str; 13] = [
    "File",
    "HashMap",
    "HashSet",
    "Instant",
    "SystemTime",
    "TcpStream",
    "async",
    "await",
    "env",
    "fs",
    "getrandom",
    "println",
    "thread",
];

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--locked", "--offline"])
        .current_dir(tree::root())
        .output()
        .expect("cargo runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
}

/// Every crate of the workspace with its dependencies: name, and whether only tests use it.
fn crates() -> BTreeMap<String, Vec<(String, bool)>> {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("cargo lists packages");
    let name = |value: &Value| value["name"].as_str().expect("a package has a name").to_owned();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("a list, if empty");
            let edges = dependencies
                .iter()
                .map(|dependency| (name(dependency), dependency["kind"] == "dev"))
                .collect();
            (name(package), edges)
        })
        .collect()
}

#[test]
fn every_crate_has_its_place() {
    let known: BTreeSet<String> = LAYERS
        .iter()
        .map(|(name, ..)| (*name).to_owned())
        .chain(["dev".to_owned(), "fenhao-tests".to_owned()])
        .collect();
    let found: BTreeSet<String> = crates().into_keys().collect();
    assert_eq!(found, known);
}

#[test]
fn crates_use_only_what_their_layer_allows() {
    let crates = crates();
    let mut broken = Vec::new();
    for (layer, inner, outside) in LAYERS {
        let outside: Vec<&str> = outside.split_whitespace().collect();
        for (used, in_tests) in &crates[layer] {
            let ours = INNER[..inner].contains(&used.as_str());
            let theirs = outside.contains(&used.as_str())
                || (*in_tests && IN_TESTS.contains(&used.as_str()));
            if !ours && !theirs {
                broken.push(format!("{layer} uses {used}"));
            }
        }
    }
    assert_none(&broken, "an arrow points from the user to the used; nothing else is allowed");
}

#[test]
fn the_developers_commands_depend_on_nothing() {
    assert_eq!(crates()["dev"], []);
}

#[test]
fn domain_and_exchange_reach_no_machine() {
    let mut broken = Vec::new();
    for file in tree::files(&["shared/domain/src/", "shared/exchange/src/"], &[".rs"]) {
        if file.path.ends_with("/tests.rs") {
            continue;
        }
        for token in lexer::tokens(lexer::without_tests(&file.text)) {
            if let Some(word) = IMPURE.iter().find(|word| token.is(word)) {
                broken.push(format!("{}:{}: {word}", file.path, token.line));
            }
        }
    }
    assert_none(&broken, "no clock, disk, network, thread or randomness in domain and exchange");
}

#[test]
fn every_crate_obeys_the_workspace_lints() {
    let broken: Vec<String> =
        tree::files(&["shared/", "desktop/", "server/", "tests/"], &["/Cargo.toml"])
            .into_iter()
            .filter(|file| !file.text.contains("[lints]\nworkspace = true"))
            .map(|file| file.path)
            .collect();
    assert_none(&broken, "a crate without `[lints] workspace = true` is checked by nobody");
}

#[test]
fn the_shared_lints_repeat_the_roots() {
    let shared = tree::text("shared/clippy.toml");
    let root = tree::text("clippy.toml");
    let broken: Vec<String> = root
        .lines()
        .filter(|line| line.contains('=') && !line.starts_with('#') && !line.ends_with('['))
        .filter(|line| !shared.contains(*line))
        .map(str::to_owned)
        .collect();
    assert_none(&broken, "shared/clippy.toml stands in the place of clippy.toml and lacks");
}
