//! The open branch (已打开的分店): its ledger, its key, its light, and who works.
//!
//! Owns opening a branch's folder and what every command of it runs in: at the window as whoever
//! sits there (`seat`), on the command line as the shop's manager with everything in scope. Leaves out founding one
//! (`command/init.rs`). Invariant: a ledger is never opened with a key that is not its stream's.

use std::io::ErrorKind;
use std::sync::{Arc, PoisonError, RwLock};

use fenhao_app::context::{Context, Session};
use fenhao_app::error::ApiError;
use fenhao_app::seat::Seat;
use fenhao_app::sentence::Lang;
use fenhao_books::node::{self, Node};
use fenhao_books::store::Store;
use fenhao_books::table::branch;
use fenhao_domain::permission::ShippedRole;
use fenhao_exchange::key::SigningKey;
use fenhao_exchange::stream::{OrgId, StreamId};

use crate::clock::WallClock;
use crate::exchange::{Light, Link};
use crate::folder::Folder;
use crate::sentence::Stopped;

/// Where the ledger keeps the public half of its own key.
pub const OWN_KEY: &str = "own_key";

/// Where the ledger keeps its certificate.
pub const CERTIFICATE: &str = "certificate";

/// A branch's folder, open.
pub struct Till {
    /// The folder.
    pub folder: Folder,
    /// The light of its exchange.
    pub light: Arc<Light>,
    /// The key of its stream.
    pub key: Arc<SigningKey>,
    /// Who sits at the window.
    pub seat: Seat,
    operator: Option<String>,
    present: RwLock<(Context, Session)>,
}

impl Till {
    /// Opens a branch's folder.
    ///
    /// # Errors
    /// [`Stopped::NotEnrolled`], [`Stopped::FolderUnusable`], [`Stopped::KeyLost`], or what keeps
    /// the ledger from being opened, such as `newer_schema`.
    pub fn open(folder: Folder, lang: Lang, operator: Option<String>) -> Result<Till, Stopped> {
        if folder.path().exists() && !folder.path().is_dir() {
            let (folder, cause) = (folder.path().to_owned(), ErrorKind::NotADirectory.into());
            return Err(Stopped::FolderUnusable { folder, cause });
        }
        if !folder.ledger().exists() {
            return Err(Stopped::NotEnrolled { folder: folder.path().to_owned() });
        }
        let store = Store::open(&folder.ledger()).map_err(ApiError::from)?;
        let context = Context::open(store, Arc::new(WallClock), lang)?;
        let Some(node) = context.node.clone() else {
            return Err(Stopped::NotEnrolled { folder: folder.path().to_owned() });
        };
        let lost = || Stopped::KeyLost { file: folder.key_file() };
        let key = Arc::new(folder.key()?.ok_or_else(lost)?);
        let own = context.read(|sql| Ok(node::meta(sql, OWN_KEY)?))?;
        if own.as_deref() != Some(key.verifying_key().as_bytes().as_slice()) {
            return Err(lost());
        }
        let light = Arc::new(Light::default());
        let mut context = Context { link: Arc::clone(&light) as _, ..context };
        context.keys.signing = Some(Arc::clone(&key));
        let session = session(&context, &node, operator.as_deref())?;
        let seat = Seat::open(&context, operator.clone())?;
        Ok(Till { folder, light, key, seat, operator, present: RwLock::new((context, session)) })
    }

    /// What a command of the command line runs in now, and who runs it.
    #[must_use]
    pub fn present(&self) -> (Context, Session) {
        self.present.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The context alone.
    #[must_use]
    pub fn context(&self) -> Context {
        self.present().0
    }

    /// Who the ledger is.
    #[must_use]
    pub fn node(&self) -> Node {
        self.context().node.expect("a ledger that is nobody's is not opened")
    }

    /// Takes notice of what head office changed about the branch and its people.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn refresh(&self) -> Result<(), ApiError> {
        let mut context = self.context();
        let mut node = self.node();
        let known = context.read(|sql| Ok(branch::load(sql, node.branch)?))?;
        if let Some(known) =
            known.filter(|known| (&known.name, &known.zone) != (&node.name, &node.zone))
        {
            (node.name, node.zone) = (known.name, known.zone);
            context.write(|sql| Ok(node::save(sql, &node)?))?;
        }
        let session = session(&context, &node, self.operator.as_deref())?;
        context.node = Some(node);
        self.seat.refresh(&context)?;
        *self.present.write().unwrap_or_else(PoisonError::into_inner) = (context, session);
        Ok(())
    }

    /// The way to head office; none for a branch that stands alone.
    ///
    /// # Errors
    /// [`Stopped::AddressWrong`].
    pub fn link(&self) -> Result<Option<Link>, Stopped> {
        let node = self.node();
        if node.hq_url.is_empty() {
            return Ok(None);
        }
        let stream =
            StreamId { device: node.stream.device(), incarnation: node.stream.incarnation() };
        Link::new(&node.hq_url, OrgId(node.org), stream, Arc::clone(&self.key)).map(Some)
    }
}

/// Whoever may open the folder may do what its manager may, unless they name somebody.
fn session(context: &Context, node: &Node, code: Option<&str>) -> Result<Session, ApiError> {
    let found = context.read(|sql| Session::at_branch(sql, node, code))?;
    Ok(match code {
        Some(_) => found,
        None => Session::shipped(found.operator, &found.name, ShippedRole::Manager),
    })
}
