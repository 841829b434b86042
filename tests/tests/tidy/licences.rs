//! Licences: every crate we ship or build with lets us.
//!
//! Owns the list, the same as `deny.toml`. Reads the graph of this machine's platform: the other
//! platforms' crates are not on its disk, and cargo-deny looks at them outside.

use std::process::Command;

use serde_json::Value;

use crate::spdx;
use crate::tree::{self, assert_none};

/// Licences that ask for no more than a notice, or for changes of that file alone (MPL).
const ALLOWED: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// The platform this compiler builds for.
fn platform() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc compiled this test");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc tells its platform").to_owned()
}

#[test]
fn every_licence_is_allowed() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform"])
        .arg(platform())
        .current_dir(tree::root())
        .output()
        .expect("cargo runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("cargo lists packages");
    assert!(packages.len() > 100, "the whole graph was read");
    let broken: Vec<String> = packages
        .iter()
        .map(|package| (&package["name"], package["license"].as_str().unwrap_or("none")))
        .filter(|(_, licence)| !spdx::is_met(licence, &ALLOWED))
        .map(|(name, licence)| format!("{name}: {licence}"))
        .collect();
    assert_none(&broken, "a crate's licence is not on the list");
}

#[test]
fn deny_toml_allows_the_same_licences() {
    let list: String = ALLOWED.iter().map(|licence| format!("    \"{licence}\",\n")).collect();
    let deny = tree::text("deny.toml");
    assert!(deny.contains(&format!("allow = [\n{list}]")), "deny.toml has another list");
}
