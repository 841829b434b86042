//! Installing what is missing: system packages, the window driver, the oracles.
//!
//! Owns how each is installed and pinned; the front end's packages are in `ui.rs`.
//! Invariant: what is there already is left alone, so a second run installs nothing.

use crate::need::{Area, NEEDS, on_path};
use crate::place::{Places, cargo_bin};
use crate::run::{Child, Stop};
use crate::{say, ui};

/// The driver through which a test types into the Tauri window.
const DRIVER: &str = "^2.1";

/// The bookkeeping oracles beside hledger, pinned: a new version is a change to review.
const PYTHON: [&str; 2] = ["beancount==3.2.3", "beanquery==0.2.0"];

/// Sets up one area, or all of them.
pub fn set_up(places: &Places, only: Option<Area>) -> Result<(), Stop> {
    let areas: Vec<Area> = only.map_or_else(|| Area::ALL.to_vec(), |area| vec![area]);
    system(places, &areas)?;
    if areas.contains(&Area::Ui) {
        ui::install(places)?;
        ui::build(places)?;
    }
    if areas.contains(&Area::Desktop) {
        driver(places)?;
    }
    if areas.contains(&Area::Oracles) {
        oracles(places)?;
    }
    Ok(())
}

fn system(places: &Places, areas: &[Area]) -> Result<(), Stop> {
    let missing: Vec<&str> = NEEDS
        .iter()
        .filter(|need| areas.contains(&need.area) && !need.is_met(places))
        .map(|need| need.package)
        .collect();
    if missing.is_empty() {
        say::line("system packages: nothing is missing");
        return Ok(());
    }
    say::line(&format!("system packages: missing {}", missing.join(" ")));
    if !on_path("apt-get") {
        say::line("this system has no apt-get: install what these Debian packages bring, by hand");
        return Ok(());
    }
    let root = Child::program(places, "id", &["-u"]).answer().as_deref() == Some("0");
    if !root && !on_path("sudo") {
        return Err(Stop::told(format!(
            "only root can install them: run `apt-get install {}`",
            missing.join(" ")
        )));
    }
    apt(places, root, &["update", "-qq"])?;
    apt(places, root, &[&["install", "-y", "--no-install-recommends"], &missing[..]].concat())
}

/// apt-get as root, asking nothing: a CI machine has nobody to answer.
fn apt(places: &Places, root: bool, words: &[&str]) -> Result<(), Stop> {
    const QUIET: &str = "DEBIAN_FRONTEND=noninteractive";
    let words = [&[QUIET, "apt-get", "-o", "DPkg::Lock::Timeout=300"], words].concat();
    if root {
        Child::program(places, "env", &words).run()
    } else {
        Child::program(places, "sudo", &[&["env"], &words[..]].concat()).run()
    }
}

fn driver(places: &Places) -> Result<(), Stop> {
    if on_path("tauri-driver") || cargo_bin().is_some_and(|bin| bin.join("tauri-driver").is_file())
    {
        say::line("tauri-driver: there");
        return Ok(());
    }
    say::line("tauri-driver: missing, installed into cargo's own folder");
    Child::cargo(places, &["install", "tauri-driver", "--version", DRIVER, "--locked"])
        .without("CARGO_TARGET_DIR")
        .run()
}

fn oracles(places: &Places) -> Result<(), Stop> {
    let venv = places.venv();
    let python = venv.join("bin").join("python");
    let python = python.to_string_lossy();
    if installed(places, &python) {
        say::line(&format!("{}: there", PYTHON.join(" and ")));
        return Ok(());
    }
    say::line(&format!("{}: missing, installed into {}", PYTHON.join(" and "), venv.display()));
    Child::program(places, "python3", &["-m", "venv", "--clear", &venv.to_string_lossy()]).run()?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    Child::program(places, &python, &[&pip[..], &PYTHON[..]].concat()).run()
}

/// Whether the private Python has exactly the versions we pin.
fn installed(places: &Places, python: &str) -> bool {
    const SCRIPT: &str = "import importlib.metadata as m, sys\n\
        for pin in sys.argv[1:]:\n    \
            name, version = pin.split('==')\n    \
            assert m.version(name) == version";
    let words = [&["-c", SCRIPT], &PYTHON[..]].concat();
    Child::program(places, python, &words).answer().is_some()
}
