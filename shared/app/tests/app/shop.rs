//! A head office and a branch for tests, each with a real ledger.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fenhao_app::context::{Context, FixedClock, Session};
use fenhao_app::error::ApiError;
use fenhao_app::import::{self, Imported, Progress};
use fenhao_app::sentence::Lang;
use fenhao_app::table;
use fenhao_books::node::{self, Node};
use fenhao_books::store::Store;
use fenhao_books::table::{log, master};
use fenhao_books::{feed, sql::SqlError};
use fenhao_domain::id::{BranchId, EmployeeId, StreamId};
use fenhao_domain::permission::ShippedRole;
use fenhao_exchange::key::SigningKey;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tempfile::TempDir;

/// 2026-11-23, 14:05:09 in Shanghai.
pub const NOON: i64 = 1_795_414_509_000;

/// A node with its ledger and the person at work.
pub struct Shop {
    /// What commands run in.
    pub context: Context,
    /// Who runs them.
    pub session: Session,
    /// The ledger's folder.
    pub folder: TempDir,
}

/// The folder of a data set in the repository.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name)
}

/// Nobody watches the progress.
pub fn quiet(_: Progress) {}

impl Shop {
    /// A head office.
    pub fn head_office() -> Shop {
        Shop::open(BranchId::HQ, "00", "总部", "Asia/Shanghai", ShippedRole::Hq)
    }

    /// Branch 1 `SH`, with nothing in it.
    pub fn empty() -> Shop {
        Shop::branch("SH", "Asia/Shanghai")
    }

    /// Branch 1 with a code.
    pub fn branch(code: &str, zone: &str) -> Shop {
        Shop::open(BranchId(1), code, "街角小店", zone, ShippedRole::Manager)
    }

    /// Branch 1 `SH` with the corner shop's goods, people and opening stock.
    pub fn opened() -> Shop {
        let mut office = Shop::head_office();
        let catalogue = data("corner-shop/products.csv");
        import::products(&office.context, &catalogue, &mut quiet).unwrap();
        let mut shop = Shop::empty();
        shop.follow(&mut office);
        let opened: Imported = import::opening(&shop.context, &data("corner-shop")).unwrap();
        assert_eq!((opened.added, opened.bad), (1, vec![]));
        let node = shop.context.node.clone().unwrap();
        shop.session = shop.context.read(|sql| Session::at_branch(sql, &node, None)).unwrap();
        shop
    }

    fn open(branch: BranchId, code: &str, name: &str, zone: &str, role: ShippedRole) -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("books.sqlite")).unwrap();
        let key = SigningKey::from_seed(&[7; 32]);
        let node = Node {
            org: [1; 16],
            branch,
            code: code.to_owned(),
            name: name.to_owned(),
            stream: StreamId::new(branch.0, 0),
            zone: zone.to_owned(),
            hq_key: *key.verifying_key().as_bytes(),
            hq_url: String::new(),
            hq_epoch: 1,
        };
        store.write(|sql| node::save(sql, &node)).unwrap();
        let mut context = Context::open(store, Arc::new(FixedClock(NOON)), Lang::Zh).unwrap();
        context.keys.signing = Some(Arc::new(key));
        let session = Session::shipped(EmployeeId(0), "店长", role);
        Shop { context, session, folder }
    }

    /// Takes head office's whole catalogue.
    pub fn follow(&mut self, office: &mut Shop) {
        let entries =
            office.context.read(|sql| Ok(log::after(sql, feed::CATALOGUE, 0, usize::MAX)?));
        let save = |sql: &mut dyn fenhao_books::sql::Sql| -> Result<(), SqlError> {
            for entry in entries.unwrap() {
                let record = fenhao_exchange::master::decode(&entry.content).unwrap();
                master::save(sql, &record)?;
            }
            Ok(())
        };
        self.context.store.write(save).unwrap();
    }

    /// Closes the program and starts it again on the same ledger.
    pub fn restart(self) -> Shop {
        let Shop { context, session, folder } = self;
        let (clock, lang) = (Arc::clone(&context.clock), context.lang);
        drop(context);
        let store = Store::open(&folder.path().join("books.sqlite")).unwrap();
        Shop { context: Context::open(store, clock, lang).unwrap(), session, folder }
    }

    /// Somebody of another role takes over.
    pub fn with_role(mut self, role: ShippedRole) -> Shop {
        let Session { operator, name, .. } = &self.session;
        self.session = Session::shipped(*operator, name, role);
        self
    }

    /// Runs a command.
    pub fn call<O: DeserializeOwned>(&self, name: &str, input: Value) -> Result<O, ApiError> {
        let reply = table::call(&self.context, &self.session, name, &input.to_string())?;
        Ok(serde_json::from_str(&reply.json).unwrap())
    }

    /// Runs a command that must succeed.
    pub fn run<O: DeserializeOwned>(&self, name: &str, input: Value) -> O {
        self.call(name, input).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}
