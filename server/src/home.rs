//! The folder in which head office lives (数据文件夹).
//!
//! Owns founding (the folder, the key, the ledger, the first login) and opening it again. Leaves
//! out what is done with an open ledger. Invariant: the key is on the disk before anything is
//! signed with it, is readable by its owner only, and a ledger is never opened with another key.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use fenhao_app::context::{Clock, Context, NoLink, system_random};
use fenhao_app::error::ErrorCode;
use fenhao_app::folder::other_thing_in;
use fenhao_app::login;
use fenhao_app::sentence::Lang;
use fenhao_books::node::{self, Node};
use fenhao_books::store::Store;
use fenhao_domain::id::{BranchId, StreamId};
use fenhao_domain::permission::ShippedRole;
use fenhao_exchange::key::SigningKey;

use crate::sentence::Stopped;

/// The ledger's file.
pub const LEDGER: &str = "hq.sqlite";

/// The file of the key's seed: 32 bytes.
pub const KEY: &str = "hq.key";

/// Where the first password stands until somebody has taken it.
pub const FIRST_PASSWORD: &str = "first-password";

/// How the names of what head office's folder holds begin.
const OURS: [&str; 3] = ["hq.", "serve.lock", FIRST_PASSWORD];

/// The name of the first login.
pub const FIRST_NAME: &str = "admin";

/// Head office's branch code.
const CODE: &str = "00";

/// An open data folder.
pub struct Home {
    /// What commands run in.
    pub context: Context,
    /// The folder.
    pub folder: PathBuf,
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

impl Home {
    /// Opens the folder; founds head office in it when it is new.
    ///
    /// # Errors
    /// [`Stopped`]; a folder that is there already is left as it was.
    pub fn open(folder: &Path, lang: Lang, clock: Arc<dyn Clock>) -> Result<Home, Stopped> {
        make_folder(folder).map_err(|error| unusable(folder, &error))?;
        if !folder.join(LEDGER).exists() {
            let other = other_thing_in(folder, &OURS).map_err(|error| unusable(folder, &error))?;
            if let Some(file) = other {
                return Err(Stopped::FolderTaken { folder: folder.to_owned(), file });
            }
        }
        // Two commands on a new folder at once must not found two head offices.
        let founding = lock_file(folder, "hq.lock")?;
        founding.lock().map_err(|error| unusable(folder, &error))?;
        let key_file = folder.join(KEY);
        let store = Store::open(&folder.join(LEDGER)).map_err(fenhao_app::error::ApiError::from)?;
        let known = store.read(node::load).map_err(fenhao_app::error::ApiError::from)?;
        let seed = read_seed(&key_file)?;
        let key = match (&known, seed) {
            (Some(node), Some(seed)) => {
                let key = SigningKey::from_seed(&seed);
                if *key.verifying_key().as_bytes() != node.hq_key {
                    return Err(Stopped::KeyLost { file: key_file });
                }
                key
            }
            (Some(_), None) => return Err(Stopped::KeyLost { file: key_file }),
            // The key of a founding that was cut short is as good as a new one.
            (None, Some(seed)) => SigningKey::from_seed(&seed),
            (None, None) => SigningKey::from_seed(&new_seed(&key_file)?),
        };
        let mut context = Context::open(store, clock, lang)?;
        context.link = Arc::new(NoLink);
        context.keys.signing = Some(Arc::new(key));
        if known.is_none() {
            found(folder, &mut context)?;
        }
        Ok(Home { context, folder: folder.to_owned() })
    }

    /// Takes the folder for serving: one process at a time.
    ///
    /// # Errors
    /// [`Stopped::AlreadyServed`].
    pub fn serve_alone(&self) -> Result<File, Stopped> {
        let file = lock_file(&self.folder, "serve.lock")?;
        file.try_lock().map_err(|_| Stopped::AlreadyServed { folder: self.folder.clone() })?;
        Ok(file)
    }

    /// The first password, if this is the first time it is asked for.
    ///
    /// # Errors
    /// [`Stopped`] when the ledger cannot be written.
    pub fn first_password(&self) -> Result<Option<String>, Stopped> {
        const SHOWN: &str = "first_password_shown";
        let Ok(password) = fs::read_to_string(self.folder.join(FIRST_PASSWORD)) else {
            return Ok(None);
        };
        let shown = self.context.write(|sql| {
            let shown = node::meta(sql, SHOWN)?.is_some();
            node::set_meta(sql, SHOWN, b"1")?;
            Ok(shown)
        })?;
        Ok((!shown).then(|| password.trim().to_owned()))
    }
}

/// Writes who this ledger is and the first login. The ledger's row comes last: a founding that is
/// cut short is begun again at the next start.
fn found(folder: &Path, context: &mut Context) -> Result<(), Stopped> {
    let mut org = [0; 16];
    system_random(&mut org);
    let key = context.keys.signing.as_ref().ok_or_else(|| ErrorCode::NotHere.error())?;
    let node = Node {
        org,
        branch: BranchId::HQ,
        code: CODE.to_owned(),
        name: context.lang.pick("总部", "Head office").to_owned(),
        stream: StreamId::new(0, 0),
        zone: zone(),
        hq_key: *key.verifying_key().as_bytes(),
        hq_url: String::new(),
        hq_epoch: 1,
    };
    let password = login::give_password(context, FIRST_NAME, ShippedRole::Hq)?;
    let file = folder.join(FIRST_PASSWORD);
    write_private(&file, format!("{password}\n").as_bytes())
        .map_err(|error| unusable(&file, &error))?;
    context.write(|sql| Ok(node::save(sql, &node)?))?;
    context.node = Some(node);
    Ok(())
}

/// The zone of head office's business day: TZ when it names one, else China's.
fn zone() -> String {
    std::env::var("TZ")
        .ok()
        .map(|zone| zone.trim_start_matches(':').to_owned())
        .filter(|zone| zone.contains('/') && !zone.starts_with('/'))
        .unwrap_or_else(|| "Asia/Shanghai".to_owned())
}

fn unusable(folder: &Path, error: &std::io::Error) -> Stopped {
    if error.kind() == ErrorKind::StorageFull {
        return ErrorCode::DiskFull.error().into();
    }
    Stopped::FolderUnusable { folder: folder.to_owned(), cause: error.into() }
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn lock_file(folder: &Path, name: &str) -> Result<File, Stopped> {
    let mut options = private();
    options.create(true).truncate(false);
    options.open(folder.join(name)).map_err(|error| unusable(folder, &error))
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut out = private().create(true).truncate(true).open(file)?;
    out.write_all(bytes)?;
    out.sync_all()
}

fn read_seed(file: &Path) -> Result<Option<[u8; 32]>, Stopped> {
    let mut bytes = Vec::new();
    match File::open(file).and_then(|file| file.take(64).read_to_end(&mut bytes)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(file, &error)),
        Ok(_) => {}
    }
    // An empty file is what a full disk leaves of a key that never was.
    if bytes.is_empty() {
        return Ok(None);
    }
    let seed = bytes.try_into().map_err(|_| Stopped::KeyLost { file: file.to_owned() })?;
    Ok(Some(seed))
}

fn new_seed(file: &Path) -> Result<[u8; 32], Stopped> {
    let mut seed = [0; 32];
    system_random(&mut seed);
    write_private(file, &seed).map_err(|error| unusable(file, &error))?;
    Ok(seed)
}
