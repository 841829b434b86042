//! The command line's voice (命令行输出).
//!
//! Owns everything this program writes to standard output and standard error besides its log and
//! its progress bars. Leaves out what is said. Invariant: a closed pipe ends the output, never the
//! work.

use std::io::Write as _;
use std::path::Path;

/// Writes a line to standard output: an answer, for people or for another program.
pub fn answer(line: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever closed the pipe has read enough.
    let _closed = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Writes bytes to standard output as they are, or into a file.
///
/// # Errors
/// When the file cannot be written.
pub fn answer_bytes(bytes: &[u8], file: Option<&Path>) -> std::io::Result<()> {
    if let Some(file) = file {
        return std::fs::write(file, bytes);
    }
    let mut out = std::io::stdout().lock();
    let _closed = out.write_all(bytes).and_then(|()| out.flush());
    Ok(())
}

/// Writes a line to standard error: what a person should know and a program need not.
pub fn tell(line: &str) {
    let _closed = writeln!(std::io::stderr().lock(), "{line}");
}
