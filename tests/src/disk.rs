//! Disks for one program alone 专用磁盘: small, or read-only.
//!
//! Owns mounting one over a folder, in a namespace of mounts that only the program sees. Leaves
//! out what the program does there. Invariant: nothing of it is left when the program has ended,
//! but the files that it wrote.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// A disk over a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    /// The machine's own.
    Plain,
    /// One that may only be read.
    ReadOnly,
    /// One with this many kilobytes left besides what the folder holds.
    Left(u32),
}

/// `$1` is the folder; the rest is the program and its words.
const READ_ONLY: &str =
    r#"mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@""#;

/// `$1` is the folder, `$2` the kilobytes left. What the disk holds at the end is brought back.
const SMALL: &str = r#"data=$1; left=$2; shift 2
    kept=$(mktemp -d) && cp -a "$data/." "$kept" &&
    mount -t tmpfs -o size=16m tmpfs "$data" && cp -a "$kept/." "$data" &&
    free=$(df -k --output=avail "$data" | tail -1) &&
    head -c "$(((free - left) * 1024))" /dev/zero > "$data/.filler" || exit 99
    "$@"; code=$?
    rm -f "$data/.filler" && cp -a "$data/." "$kept" && umount "$data" &&
    cp -a "$kept/." "$data" && rm -rf "$kept" || exit 98
    exit $code"#;

/// A program that finds `disk` over `folder`.
#[must_use]
pub fn command(disk: Disk, folder: &Path, program: impl AsRef<OsStr>) -> Command {
    let (script, left) = match disk {
        Disk::Plain => return Command::new(program),
        Disk::ReadOnly => (READ_ONLY, None),
        Disk::Left(kilobytes) => (SMALL, Some(kilobytes.to_string())),
    };
    let mut command = alone();
    command.args(["sh", "-c", script, "sh"]).arg(folder).args(left).arg(program);
    command
}

/// A command in a namespace of mounts of its own: for root that is enough, anybody else needs one
/// of users as well.
#[must_use]
pub fn alone() -> Command {
    static IS_ROOT: OnceLock<bool> = OnceLock::new();
    let is_root = IS_ROOT.get_or_init(|| {
        Command::new("unshare").args(["--mount", "true"]).status().is_ok_and(|end| end.success())
    });
    let mut command = Command::new("unshare");
    command.arg("--mount");
    if !is_root {
        command.args(["--user", "--map-root-user"]);
    }
    command
}
