//! The disk's own speed 磁盘下限: append 4 KiB and fdatasync, as a log does.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use anyhow::Result;

use super::Samples;

/// A file that is only appended to.
pub struct Log(File);

impl Log {
    /// Makes it beside `folder`'s ledgers.
    ///
    /// # Errors
    /// The file system's.
    pub fn make(folder: &Path) -> Result<Log> {
        Ok(Log(File::create(folder.join("disk"))?))
    }

    /// Appends one page and waits until it is on the disk.
    ///
    /// # Errors
    /// The file system's.
    pub fn append(&mut self) -> Result<()> {
        self.0.write_all(&[0x5a; 4096])?;
        Ok(self.0.sync_data()?)
    }
}

/// Appends and syncs `times` times.
///
/// # Errors
/// The file system's.
pub fn append_and_sync(folder: &Path, times: usize) -> Result<Samples> {
    let (mut log, mut samples) = (Log::make(folder)?, Samples::default());
    for _ in 0..times {
        samples.time(|| log.append())?;
    }
    Ok(samples)
}
