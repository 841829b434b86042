//! The branch's folder (数据文件夹): its ledger, its key, its lock and its backups.
//!
//! Owns where they are, who may use them at the same time, and the key's file. Leaves out what is
//! in the ledger.
//!
//! Who may be there together: one window, and any number of commands. A second window is refused,
//! because there is one cart on one screen. Commands that read (report, export, verify, backup)
//! see a snapshot. Commands that write (import, sync) wait for the till's transaction and the till
//! for theirs; the next number and the chain's head are read inside the transaction, so two
//! programs never write as two tills.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use fenhao_app::error::ErrorCode;
use fenhao_app::folder::other_thing_in;
use fenhao_exchange::key::SigningKey;

use crate::sentence::Stopped;

/// Bytes of a key's seed.
const SEED: usize = 32;

/// How the names of what a branch's folder holds begin.
const OURS: [&str; 4] = ["ledger.sqlite", "node.key", "window.lock", "backup"];

/// A branch's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
}

/// The one window's hold on the folder; given back when it is dropped or the program dies.
#[derive(Debug)]
pub struct WindowLock {
    _file: File,
}

impl Folder {
    /// The folder at `path`, made if need be and readable by its owner alone.
    ///
    /// # Errors
    /// [`Stopped::FolderUnusable`].
    pub fn make(path: &Path) -> Result<Folder, Stopped> {
        let mut maker = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
        maker.recursive(true).create(path).map_err(|error| unusable(path, &error))?;
        Ok(Folder { path: path.to_owned() })
    }

    /// The folder at `path`, which may not be there yet.
    #[must_use]
    pub fn at(path: &Path) -> Folder {
        Folder { path: path.to_owned() }
    }

    /// Refuses a folder in which something else lives, before a branch is founded there.
    ///
    /// # Errors
    /// [`Stopped::FolderTaken`], [`Stopped::FolderUnusable`].
    pub fn must_be_free(&self) -> Result<(), Stopped> {
        let other = other_thing_in(&self.path, &OURS).map_err(|e| unusable(&self.path, &e))?;
        other.map_or(Ok(()), |file| Err(Stopped::FolderTaken { folder: self.path.clone(), file }))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The ledger's file.
    #[must_use]
    pub fn ledger(&self) -> PathBuf {
        self.path.join("ledger.sqlite")
    }

    /// The folder of the hourly copies.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.path.join("backup")
    }

    /// The key's file.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.path.join("node.key")
    }

    /// Takes the one window's hold and writes into it who has it.
    ///
    /// # Errors
    /// [`Stopped::WindowOpen`] while another program has it.
    pub fn lock_window(&self) -> Result<WindowLock, Stopped> {
        let path = self.path.join("window.lock");
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let mut file = open.map_err(|error| unusable(&self.path, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Stopped::WindowOpen { folder: self.path.clone() });
            }
            Err(TryLockError::Error(error)) => return Err(unusable(&self.path, &error)),
        }
        let note = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
        note.map_err(|error| unusable(&self.path, &error))?;
        Ok(WindowLock { _file: file })
    }

    /// The node's key, if the folder has one.
    ///
    /// # Errors
    /// [`Stopped::KeyLost`] when the file is not a key.
    pub fn key(&self) -> Result<Option<SigningKey>, Stopped> {
        let file = self.key_file();
        match fs::read(&file) {
            Ok(bytes) => match <[u8; SEED]>::try_from(bytes) {
                Ok(seed) => Ok(Some(SigningKey::from_seed(&seed))),
                Err(_) => Err(Stopped::KeyLost { file }),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unusable(&self.path, &error)),
        }
    }

    /// The node's key; drawn here from the operating system and kept before it is used, so that a
    /// request for enrolment whose reply was lost can be made again with the same key.
    ///
    /// # Errors
    /// [`Stopped::FolderUnusable`], [`Stopped::KeyLost`].
    pub fn key_or_new(&self, random: fn(&mut [u8])) -> Result<SigningKey, Stopped> {
        if let Some(key) = self.key()? {
            return Ok(key);
        }
        let mut seed = [0; SEED];
        random(&mut seed);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options
            .open(self.key_file())
            .and_then(|mut file| file.write_all(&seed).and_then(|()| file.sync_all()));
        written.map_err(|error| unusable(&self.path, &error))?;
        Ok(SigningKey::from_seed(&seed))
    }
}

fn unusable(folder: &Path, error: &std::io::Error) -> Stopped {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return ErrorCode::DiskFull.error().into();
    }
    Stopped::FolderUnusable { folder: folder.to_owned(), cause: error.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("fenhao-{name}-{}", std::process::id()));
        Folder::make(&path).unwrap()
    }

    #[test]
    fn a_second_window_is_refused_until_the_first_is_closed() {
        let folder = folder("lock");
        let first = folder.lock_window().unwrap();
        assert!(matches!(folder.lock_window(), Err(Stopped::WindowOpen { .. })));
        drop(first);
        assert!(folder.lock_window().is_ok());
        fs::remove_dir_all(folder.path()).unwrap();
    }

    #[test]
    fn the_key_is_drawn_once_and_kept_for_its_owner_alone() {
        let folder = folder("key");
        let drawn = folder.key_or_new(|seed| seed.fill(7)).unwrap();
        let kept = folder.key_or_new(|seed| seed.fill(8)).unwrap();
        assert_eq!(drawn.id(), kept.id());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.key_file()).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(folder.key_file(), b"short").unwrap();
        assert!(matches!(folder.key(), Err(Stopped::KeyLost { .. })));
        fs::remove_dir_all(folder.path()).unwrap();
    }
}
