//! The source tree: which files are ours, and how a broken rule is told.
//!
//! Owns the walk. Leaves out what is built (`target`, `node_modules`, `ui/dist`, pictures).
//! Invariant: the same tree gives the same list, sorted by path.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold nothing anybody wrote, by their path in the clone.
const BUILT: [&str; 5] = [".git", "target", "ui/node_modules", "ui/dist", "tests/screens"];

/// One file of the clone.
pub struct File {
    /// Its path in the clone, with `/` on every system.
    pub path: String,
    /// Its text; empty for what is no UTF-8.
    pub text: String,
}

/// The clone.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the tests crate lies in the clone").to_path_buf()
}

/// Every file of ours whose path starts with one of `under` and ends with one of `endings`.
pub fn files(under: &[&str], endings: &[&str]) -> Vec<File> {
    let mut paths = Vec::new();
    walk(&root(), "", &mut paths);
    paths.sort();
    paths
        .into_iter()
        .filter(|path| under.iter().any(|start| path.starts_with(start)))
        .filter(|path| endings.iter().any(|end| path.ends_with(end)))
        .map(|path| File {
            text: String::from_utf8(fs::read(root().join(&path)).expect("a listed file is there"))
                .unwrap_or_default(),
            path,
        })
        .collect()
}

/// The text of one file that has to be there.
pub fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|source| panic!("{path}: {source}"))
}

/// All Rust that is ours.
pub fn rust() -> Vec<File> {
    files(&["shared/", "desktop/", "server/", "tests/"], &[".rs"])
}

/// All TypeScript somebody wrote; what Rust generates is left out.
pub fn typescript() -> Vec<File> {
    let mut files = files(&["ui/", "tests/ui/"], &[".ts", ".tsx"]);
    files.retain(|file| !file.path.contains("/generated/"));
    files
}

/// Fails when anything is listed, and lists it.
pub fn assert_none(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule}\n  {}\n", broken.join("\n  "));
}

fn walk(folder: &Path, path: &str, out: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the clone can be read").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if path.is_empty() { name } else { format!("{path}/{name}") };
        if BUILT.contains(&path.as_str()) {
            continue;
        }
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&entry.path(), &path, out);
        } else {
            out.push(path);
        }
    }
}
