//! The lock file: what may not enter the graph, from wherever it is pulled in.
//!
//! Owns bans and sources. `deny.toml` says the same to cargo-deny, outside.

use crate::tree::{self, assert_none};

/// A crate that must not be there, and why.
const BANNED: [(&str, &str); 4] = [
    ("aws-lc-sys", "one TLS back end, ring; two in one graph panic"),
    ("native-tls", "rustls is our TLS"),
    ("openssl-sys", "rustls is our TLS"),
    ("sqlx", "links a second SQLite"),
];

/// The only place a dependency comes from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The values of one key over all packages.
fn values(lock: &str, key: &str) -> Vec<String> {
    lock.lines()
        .filter_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_lock_holds_no_banned_crate() {
    let names = values(&tree::text("Cargo.lock"), "name");
    assert!(names.len() > 100, "the lock file was read");
    let broken: Vec<String> = BANNED
        .iter()
        .filter(|(name, _)| names.iter().any(|found| found == name))
        .map(|(name, reason)| format!("{name}: {reason}"))
        .collect();
    assert_none(&broken, "a banned crate is in the lock file");
}

#[test]
fn one_sqlite_is_linked() {
    let names = values(&tree::text("Cargo.lock"), "name");
    assert_eq!(names.iter().filter(|name| *name == "libsqlite3-sys").count(), 1);
}

#[test]
fn every_dependency_comes_from_the_registry() {
    let mut broken = values(&tree::text("Cargo.lock"), "source");
    assert!(!broken.is_empty(), "the lock file was read");
    broken.retain(|source| source != REGISTRY);
    assert_none(&broken, "a dependency comes from elsewhere than crates.io");
}

#[test]
fn deny_toml_bans_the_same_crates() {
    let deny = tree::text("deny.toml");
    let broken: Vec<String> = BANNED
        .iter()
        .map(|(name, reason)| format!("{{ crate = \"{name}\", reason = \"{reason}\" }}"))
        .filter(|line| !deny.contains(line))
        .collect();
    assert_none(&broken, "deny.toml lacks");
}
