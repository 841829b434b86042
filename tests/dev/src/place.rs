//! Where things lie: the clone, and the cache outside of it that survives a fresh clone.
//!
//! Owns the rule which folder serves whom and the environment every child inherits from it.
//! Invariant: an answer given from outside (`CARGO_TARGET_DIR`, `FENHAO_CACHE`) always wins.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::run::Stop;

/// The folders of this run.
pub struct Places {
    /// The clone.
    pub root: PathBuf,
    /// Builds and tools; outside the clone when a home folder can be written to.
    pub cache: PathBuf,
    /// What cargo builds.
    pub target: PathBuf,
}

impl Places {
    /// Looks around, and makes the cache.
    pub fn find() -> Result<Self, Stop> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .parent()
            .and_then(Path::parent)
            .filter(|root| root.join("Cargo.lock").is_file())
            .ok_or_else(|| Stop::told(format!("no clone found around {}", manifest.display())))?
            .to_path_buf();
        let cache = cache(|name| env::var_os(name).filter(|value| !value.is_empty()))
            .filter(|cache| std::fs::create_dir_all(cache).is_ok())
            .unwrap_or_else(|| root.join("target").join("cache"));
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| cache.join("target"), PathBuf::from);
        Ok(Self { target: root.join(target), root, cache })
    }

    /// The front end.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The private Python of the oracles.
    pub fn venv(&self) -> PathBuf {
        self.cache.join("venv")
    }

    /// A program of the daily build.
    pub fn built(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// What every child finds in its environment.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut all = vec![
            ("CARGO_TARGET_DIR", self.target.clone().into_os_string()),
            ("FENHAO_CACHE", self.cache.clone().into_os_string()),
            ("FENHAO_BIN", self.built("fenhao").into_os_string()),
            ("FENHAO_HQ_BIN", self.built("fenhao-hq").into_os_string()),
        ];
        if let Some(path) = path_with(cargo_bin()) {
            all.push(("PATH", path));
        }
        // A CI machine builds once; what speeds up the second build only costs there.
        let fresh = env::var_os("CI").is_some() && env::var_os("CARGO_TARGET_DIR").is_none();
        if fresh && env::var_os("CARGO_INCREMENTAL").is_none() {
            all.push(("CARGO_INCREMENTAL", OsString::from("0")));
        }
        all
    }
}

/// Where `cargo install` puts programs.
pub fn cargo_bin() -> Option<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")))
        .map(|home| home.join("bin"))
}

/// The search path with one more folder at its end; nothing when it is there already, because a
/// changed path makes some build scripts run again.
fn path_with(folder: Option<PathBuf>) -> Option<OsString> {
    let folder = folder?;
    let mut folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    if folders.contains(&folder) {
        return None;
    }
    folders.push(folder);
    env::join_paths(folders).ok()
}

/// The folder for builds and tools, if the environment names one.
fn cache(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    if let Some(named) = variable("FENHAO_CACHE") {
        return Some(PathBuf::from(named));
    }
    let base = variable("XDG_CACHE_HOME")
        .or_else(|| variable("LOCALAPPDATA"))
        .map(PathBuf::from)
        .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".cache")))?;
    Some(base.join("fenhao"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache_with(known: &[(&str, &str)]) -> Option<PathBuf> {
        cache(|name| known.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn the_named_cache_wins() {
        let found = cache_with(&[("HOME", "/home/li"), ("FENHAO_CACHE", "/big/disk")]);
        assert_eq!(found, Some(PathBuf::from("/big/disk")));
    }

    #[test]
    fn a_home_folder_has_room_for_the_cache() {
        let found = cache_with(&[("HOME", "/home/li")]);
        assert_eq!(found, Some(PathBuf::from("/home/li/.cache/fenhao")));
        assert_eq!(cache_with(&[]), None);
    }
}
