//! What the machine must bring, and how to see whether it does.
//!
//! Owns the table of system packages with one probe each. Leaves out the installing (`setup.rs`).
//! Invariant: a probe looks for the thing itself (a program, a library, a font), not for a
//! package by name, so a machine that got it another way is content too.

use std::env;
use std::path::Path;

use crate::place::Places;
use crate::run::Child;

/// A part of the project with needs of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Compiling and testing what has no window.
    Rust,
    /// Building and testing the front end.
    Ui,
    /// Compiling and driving the Tauri window.
    Desktop,
    /// hledger and beancount, which check our books.
    Oracles,
}

impl Area {
    /// All of them, in the order they are set up.
    pub const ALL: [Self; 4] = [Self::Rust, Self::Ui, Self::Desktop, Self::Oracles];

    /// The area of this name.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "rust" => Some(Self::Rust),
            "ui" => Some(Self::Ui),
            "desktop" => Some(Self::Desktop),
            "oracles" => Some(Self::Oracles),
            _ => None,
        }
    }
}

/// How to see that a need is met.
pub enum Probe {
    /// A program on the path.
    Program(&'static str),
    /// A library that pkg-config knows.
    Library(&'static str),
    /// A file at a fixed place.
    File(&'static str),
    /// A command that succeeds and prints something.
    Prints(&'static [&'static str]),
}

/// One thing the system must bring, and the Debian package that brings it.
pub struct Need {
    /// Who needs it.
    pub area: Area,
    /// The Debian package.
    pub package: &'static str,
    /// How to see it.
    pub probe: Probe,
}

const fn need(area: Area, package: &'static str, probe: Probe) -> Need {
    Need { area, package, probe }
}

/// Everything that comes from the system, by area.
pub const NEEDS: &[Need] = &[
    need(Area::Rust, "build-essential", Probe::Program("cc")),
    need(Area::Rust, "pkg-config", Probe::Program("pkg-config")),
    need(Area::Rust, "zstd", Probe::Program("zstd")),
    need(Area::Rust, "faketime", Probe::Program("faketime")),
    need(Area::Ui, "chromium", Probe::Program("chromium")),
    need(Area::Ui, "chromium-driver", Probe::Program("chromedriver")),
    need(Area::Ui, "fontconfig", Probe::Program("fc-list")),
    need(Area::Ui, "fonts-noto-cjk", Probe::Prints(&["fc-list", ":lang=zh-cn", "family"])),
    need(Area::Desktop, "libwebkit2gtk-4.1-dev", Probe::Library("webkit2gtk-4.1")),
    need(Area::Desktop, "librsvg2-dev", Probe::Library("librsvg-2.0")),
    need(Area::Desktop, "libxdo-dev", Probe::File("/usr/include/xdo.h")),
    need(Area::Desktop, "webkit2gtk-driver", Probe::Program("WebKitWebDriver")),
    need(Area::Desktop, "xvfb", Probe::Program("Xvfb")),
    need(Area::Desktop, "xauth", Probe::Program("xauth")),
    need(Area::Desktop, "dbus-x11", Probe::Program("dbus-launch")),
    need(Area::Desktop, "imagemagick", Probe::Program("import")),
    need(Area::Oracles, "hledger", Probe::Program("hledger")),
    need(Area::Oracles, "python3", Probe::Program("python3")),
    need(
        Area::Oracles,
        "python3-venv",
        Probe::Prints(&["python3", "-c", "import ensurepip, venv; print('there')"]),
    ),
];

impl Need {
    /// Whether the machine has it.
    pub fn is_met(&self, places: &Places) -> bool {
        match self.probe {
            Probe::Program(name) => on_path(name),
            Probe::Library(name) => {
                Child::program(places, "pkg-config", &["--exists", name]).answer().is_some()
            }
            Probe::File(path) => Path::new(path).exists(),
            Probe::Prints(words) => words.split_first().is_some_and(|(program, words)| {
                let answer = Child::program(places, program, words).answer();
                answer.is_some_and(|text| !text.is_empty())
            }),
        }
    }
}

/// Whether a program of this name can be started.
pub fn on_path(name: &str) -> bool {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(&file).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_needs_something_from_the_system() {
        for area in Area::ALL {
            assert!(NEEDS.iter().any(|need| need.area == area), "{area:?} has no needs listed");
        }
    }

    #[test]
    fn a_package_is_wanted_once() {
        for (at, need) in NEEDS.iter().enumerate() {
            let twice = NEEDS[at + 1..].iter().any(|other| other.package == need.package);
            assert!(!twice, "{} is listed twice", need.package);
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        assert!(on_path("cargo"), "these tests are run by cargo");
        assert!(!on_path("no-program-of-this-name"), "a program was made up");
    }
}
