//! The front end's packages, build, types, lints and unit tests, through its npm scripts.
//!
//! Owns when a step can be left out because nothing changed. What a script does is told in
//! `ui/package.json`. Invariant: `ui/dist` exists and is as new as its sources before cargo
//! compiles the programs that carry it.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::place::Places;
use crate::run::{Child, Stop};
use crate::say;

/// The oldest npm that reads our lock file as it was written.
const NPM: u32 = 11;

/// The oldest Node.js that the build tools run on.
const NODE: u32 = 20;

/// Installs the packages of the lock file, unless they are newer than it.
pub fn install(places: &Places) -> Result<(), Stop> {
    let ui = places.ui();
    let lock = modified(&ui.join("package-lock.json"));
    if lock.is_none() {
        return Err(Stop::told("ui/package-lock.json is missing: this clone is not whole"));
    }
    // npm writes this file last, so an interrupted install is seen.
    if modified(&ui.join("node_modules/.package-lock.json")) >= lock {
        say::line("npm packages: as in the lock file");
        return Ok(());
    }
    match major(places, "node") {
        Some(found) if found >= NODE => {}
        Some(found) => {
            return Err(Stop::told(format!("Node.js {found} is too old, {NODE} is the oldest")));
        }
        None => return Err(Stop::told(format!("Node.js {NODE} or newer is needed"))),
    }
    let child = if major(places, "npm").is_some_and(|found| found >= NPM) {
        Child::program(places, "npm", &["ci", "--no-audit", "--no-fund"])
    } else {
        Child::program(places, "npx", &["--yes", "npm@11", "ci", "--no-audit", "--no-fund"])
    };
    child.within(&ui).run()
}

/// Builds `ui/dist`, unless it is newer than everything it is built from.
pub fn build(places: &Places) -> Result<(), Stop> {
    let ui = places.ui();
    let built = modified(&ui.join("dist/index.html"));
    if built.is_some() && built > newest(&ui) {
        say::line("ui/dist: newer than its sources");
        return Ok(());
    }
    script(places, "build")
}

/// Runs one script of `ui/package.json`.
pub fn script(places: &Places, name: &str) -> Result<(), Stop> {
    Child::program(places, "npm", &["run", "--silent", name]).within(&places.ui()).run()
}

fn major(places: &Places, program: &str) -> Option<u32> {
    let version = Child::program(places, program, &["--version"]).answer()?;
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

/// The time of the last change to anything the build reads.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?;
    entries
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            name != "node_modules" && name != "dist" && !name.to_string_lossy().starts_with('.')
        })
        .filter_map(|entry| {
            let path = entry.path();
            if path.is_dir() { newest(&path) } else { modified(&path) }
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_and_the_packages_are_no_sources() {
        let folder = std::env::temp_dir().join(format!("fenhao-dev-{}", std::process::id()));
        fs::create_dir_all(folder.join("src/till")).unwrap();
        fs::write(folder.join("src/till/Ticket.tsx"), "").unwrap();
        let before = newest(&folder);
        fs::create_dir_all(folder.join("dist")).unwrap();
        fs::create_dir_all(folder.join("node_modules/a")).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::write(folder.join("dist/index.html"), "").unwrap();
        fs::write(folder.join("node_modules/a/index.js"), "").unwrap();
        assert_eq!(newest(&folder), before);
        fs::write(folder.join("src/till/Ticket.tsx"), "changed").unwrap();
        assert!(newest(&folder) > before, "a changed source was not seen");
        fs::remove_dir_all(folder).unwrap();
    }
}
