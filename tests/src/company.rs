//! A company without programs: HQ on a real disk, branches that post and seal.
//!
//! Owns making them from the books' own code, for benchmarks and for tests that kill and reopen.

use std::path::Path;

use anyhow::Result;
use fenhao_books::merge::Merger;
use fenhao_books::node::{self, Node};
use fenhao_books::post::Poster;
use fenhao_books::sql::SqlError;
use fenhao_books::store::Store;
use fenhao_books::table::stream::{self, StreamRow};
use fenhao_books::table::{branch, master};
use fenhao_books::{outbox, take_in};
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::Document;
use fenhao_domain::id::{BranchId, EmployeeId, ProductId, StreamId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::branch::Branch;
use fenhao_domain::master::product::Product;
use fenhao_exchange::batch::CutLimits;
use fenhao_exchange::key::SigningKey;

/// The organisation.
pub const ORG: [u8; 16] = [7; 16];

/// The time of day that stands still.
pub const NOW: i64 = 1_795_000_000_000;

/// Documents that are posted in one transaction.
const CHUNK: usize = 400;

/// The signing key of a branch; HQ is branch 0.
#[must_use]
pub fn key(branch: u32) -> SigningKey {
    let mut seed = [1; 32];
    seed[..4].copy_from_slice(&branch.to_be_bytes());
    SigningKey::from_seed(&seed)
}

/// The stream of a branch.
#[must_use]
pub fn stream_of(branch: u32) -> StreamId {
    StreamId::new(branch, u16::from(branch > 0))
}

/// Who a ledger is.
#[must_use]
pub fn node_of(branch: u32) -> Node {
    Node {
        org: ORG,
        branch: BranchId(branch),
        code: format!("B{branch}"),
        name: format!("Shop {branch}"),
        stream: stream_of(branch),
        zone: "America/New_York".to_owned(),
        hq_key: *key(0).verifying_key().as_bytes(),
        hq_url: String::new(),
        hq_epoch: 1,
    }
}

/// A product of a number and nothing else.
#[must_use]
pub fn product(id: u64) -> MasterRecord {
    MasterRecord::Product(Box::new(Product {
        id: ProductId(id),
        code: format!("P{id}"),
        name: format!("商品{id}"),
        unit: "件".to_owned(),
        ..Product::default()
    }))
}

/// A document of a kind with nothing in it, on the day that stands still.
///
/// # Panics
/// Never: the date is one.
#[must_use]
pub fn document(kind: Kind) -> Document {
    let day = BusinessDate::parse("2026-11-18").expect("a date");
    Document::new(kind, BranchId(0), day, Timestamp(NOW), EmployeeId(1))
}

/// Founds HQ in a file, with branches 1 to `branches` and the products.
///
/// # Errors
/// The database's.
pub fn hq(path: &Path, branches: u32, products: impl Iterator<Item = u64>) -> Result<Store> {
    let store = Store::open(path)?;
    store.write(|sql| {
        node::save(sql, &node_of(0))?;
        for id in 1..=branches {
            let record = Branch {
                id: BranchId(id),
                code: format!("B{id}"),
                name: format!("Shop {id}"),
                zone: "America/New_York".to_owned(),
                disabled: false,
            };
            branch::save(sql, &record)?;
            let public_key = *key(id).verifying_key().as_bytes();
            stream::save(sql, &StreamRow::new(stream_of(id), BranchId(id), public_key))?;
        }
        for id in products {
            master::save(sql, &product(id))?;
        }
        Ok::<_, SqlError>(())
    })?;
    Ok(store)
}

/// A branch with its key.
pub struct Shop {
    /// Its ledger.
    pub store: Store,
    /// Who it is.
    pub node: Node,
    /// Its key.
    pub key: SigningKey,
}

impl Shop {
    /// A branch in a ledger that is empty yet.
    ///
    /// # Errors
    /// The database's.
    pub fn found(store: Store, branch: u32) -> Result<Shop> {
        let node = node_of(branch);
        store.write(|sql| node::save(sql, &node))?;
        Ok(Shop { store, node, key: key(branch) })
    }

    /// Posts documents as an import does, some hundred to a transaction.
    ///
    /// # Errors
    /// When one is refused.
    pub fn post_all(&self, documents: &[Document]) -> Result<()> {
        for chunk in documents.chunks(CHUNK) {
            self.store.write(|sql| {
                let mut poster = Poster::begin(sql, &self.node)?;
                for document in chunk {
                    poster.post(sql, document.clone(), NegativeStock::Pass)?;
                }
                poster.finish(sql).map_err(anyhow::Error::from)
            })?;
        }
        Ok(())
    }

    /// Seals what is not sealed, `entries` to a batch at most.
    ///
    /// # Errors
    /// The outbox's.
    pub fn seal(&self, entries: usize) -> Result<Vec<Vec<u8>>> {
        let limits = CutLimits { entries, ..CutLimits::BRANCH };
        let mut batches = Vec::new();
        let next =
            || outbox::seal_next(&self.store, &ORG, self.node.stream, &self.key, &limits, NOW);
        while let Some(batch) = next()? {
            batches.push(batch.bytes);
        }
        Ok(batches)
    }
}

/// Takes one batch in as the server does: verified beside the writer, stored in one transaction.
///
/// # Errors
/// When it is refused.
pub fn take_in(hq: &Store, bytes: &[u8]) -> Result<()> {
    let open = hq.read(|sql| take_in::open(sql, &ORG, bytes))?;
    hq.write(|sql| take_in::take_in(sql, &open, bytes, NOW))?;
    Ok(())
}

/// Merges all that was taken in; gives the documents booked and the entries held.
///
/// # Errors
/// The database's.
pub fn merge_all(hq: &Store, merger: &mut Merger, limit: usize) -> Result<(u64, u64)> {
    let (mut documents, mut held) = (0, 0);
    loop {
        let merged = merger.run(hq, limit, NOW)?;
        if merged.entries == 0 {
            return Ok((documents, held));
        }
        documents += merged.documents;
        held += merged.held;
    }
}
