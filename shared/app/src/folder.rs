//! The folder that a ledger is to be founded in 数据文件夹.
//!
//! Owns the question whether something else lives there. Leaves out what a program keeps in its
//! own folder. Invariant: nobody's photographs, and no other node's ledger, get a ledger beside
//! them because somebody named the wrong folder.

use std::io;
use std::path::Path;

/// The first by name of the things in a folder that are not ours: `ours` lists how the names of
/// what we keep there begin. What begins with a dot is the system's or a volume's own.
///
/// # Errors
/// The system's, when the folder cannot be read.
pub fn other_thing_in(folder: &Path, ours: &[&str]) -> io::Result<Option<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let is_ours = ours.iter().any(|start| name.starts_with(start));
        if !is_ours && !name.starts_with('.') && name != "lost+found" {
            names.push(name);
        }
    }
    Ok(names.into_iter().min())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_free_with_what_is_ours_and_what_is_hidden_in_it() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["hq.sqlite-wal", ".DS_Store", "lost+found"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let look = || other_thing_in(folder.path(), &["hq."]).unwrap();
        assert_eq!(look(), None);
        for name in ["photo.jpg", "ledger.sqlite"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        assert_eq!(look().as_deref(), Some("ledger.sqlite"));
    }
}
