//! A child that works until it is killed 被杀的进程.
//!
//! Owns starting one, kill -9, and what it had said by then. Leaves out what it does and what is
//! proved afterwards. Invariant: whole lines are told and a line cut in two is not; a child is
//! gone when its handle is.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

/// A child and what it has said.
pub struct Victim {
    child: Child,
    said: Vec<String>,
}

/// What a child said before its end.
#[derive(Debug)]
pub struct LastWords {
    /// Whole lines of its standard output.
    pub lines: Vec<String>,
    /// Its standard error: empty unless it had something to complain of.
    pub complaint: String,
}

impl Victim {
    /// Starts one; `ready` waits for its first line.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(command: &mut Command, ready: bool) -> Result<Victim> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{command:?} starts"))?;
        if !ready {
            return Ok(Victim { child, said: Vec::new() });
        }
        let out = child.stdout.take().context("its output")?;
        let mut lines = BufReader::new(out);
        let mut first = String::new();
        lines.read_line(&mut first)?;
        // What stands in the buffer is read on below; the pipe goes back where it was.
        let mut said = vec![first.trim_end().to_owned()];
        said.push(String::from_utf8_lossy(lines.buffer()).into_owned());
        child.stdout = Some(lines.into_inner());
        Ok(Victim { child, said })
    }

    /// Whether it has ended by itself.
    ///
    /// # Errors
    /// The system's.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Kills it, if it still lives, and gives what it said.
    ///
    /// # Errors
    /// The system's.
    pub fn kill(mut self) -> Result<LastWords> {
        self.child.kill()?;
        self.child.wait()?;
        let (mut out, mut complaint) = (self.said.join("\n"), String::new());
        self.child.stdout.take().context("its output")?.read_to_string(&mut out)?;
        self.child.stderr.take().context("its words")?.read_to_string(&mut complaint)?;
        let whole = out.rfind('\n').map_or("", |end| &out[..end]);
        let lines = whole.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Ok(LastWords { lines, complaint })
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        // The handle is going; a child that has ended already is what we want.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
