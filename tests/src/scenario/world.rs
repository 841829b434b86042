//! The company of a scenario: HQ and three branches, each with its own ledger in memory.
//!
//! Owns names, founding, and what every place remembers. Leaves out how batches travel
//! (`exchange`). Invariant: nothing here writes books; the books' own code does.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use fenhao_books::feed;
use fenhao_books::merge::Merger;
use fenhao_books::node::{self, Node};
use fenhao_books::post::Posted;
use fenhao_books::sql::{self, SqlError, Value};
use fenhao_books::store::Store;
use fenhao_books::table::branch;
use fenhao_books::table::stream::{self, StreamRow};
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::{BranchId, DocumentId, PartnerId, ProductId, StreamId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::branch::Branch;
use fenhao_domain::master::partner::{Partner, RevenuePolicy};
use fenhao_domain::master::product::Product;
use fenhao_exchange::key::SigningKey;

/// The organisation.
pub const ORG: [u8; 16] = [7; 16];

/// The time of day that stands still.
pub const NOW: i64 = 1_795_000_000_000;

/// The day on which a scenario begins.
const FIRST_DAY: &str = "2026-11-23";

/// Places: name in the scenario, code in numbers, shop's name. The place in the list is the branch.
const PLACES: [(&str, &str, &str); 4] =
    [("HQ", "00", "总部"), ("SH", "SH", "上海店"), ("BJ", "BJ", "北京店"), ("GZ", "GZ", "广州店")];

/// Products, numbered from 1.
const PRODUCTS: [&str; 3] = ["A", "B", "C"];

/// Partners, numbered from 11: part in the scenario and name.
const PARTNERS: [(&str, &str); 4] = [
    ("customer", "王女士"),
    ("supplier", "鸿运供货"),
    ("manufacturer", "厂家"),
    ("dealer", "城东代理"),
];

/// Who buys from us.
const CUSTOMERS: [&str; 2] = ["customer", "dealer"];

/// Stores of a branch and their names in scenarios.
pub const STORES: [(WarehouseNo, &str); 3] = [
    (WarehouseNo::GOODS, "goods"),
    (WarehouseNo::TRANSIT, "transit"),
    (WarehouseNo::REPAIR, "repair"),
];

/// A node with its key.
pub struct Place {
    /// Name in the scenario.
    pub name: &'static str,
    /// Ledger.
    pub store: Store,
    /// Who it is.
    pub node: Node,
    /// Its key.
    pub key: SigningKey,
    /// False while it cannot reach HQ.
    pub online: bool,
    /// What it has sealed, in order.
    pub batches: Vec<Vec<u8>>,
}

/// The company.
pub struct World {
    /// HQ, then the branches.
    pub places: Vec<Place>,
    /// Today.
    pub day: BusinessDate,
    /// What HQ has learnt.
    pub merger: Merger,
    /// Documents by number.
    pub documents: BTreeMap<String, DocumentId>,
    /// Applications by the names that the story gives them.
    pub applications: BTreeMap<String, DocumentId>,
    /// Kinds that were posted.
    pub posted: BTreeSet<Kind>,
}

impl World {
    /// A company of HQ and branches that has traded nothing.
    pub fn found() -> Result<World> {
        let places = (0..PLACES.len()).map(place).collect::<Result<Vec<Place>>>()?;
        let streams: Vec<StreamRow> = places.iter().skip(1).map(stream_row).collect();
        places[0].store.write(|sql| {
            for row in &streams {
                stream::save(sql, row)?;
            }
            feed::append_master(sql, &catalogue()).map(|_| ())
        })?;
        let mut world = World {
            places,
            day: BusinessDate::parse(FIRST_DAY)?,
            merger: Merger::new(),
            documents: BTreeMap::new(),
            applications: BTreeMap::new(),
            posted: BTreeSet::new(),
        };
        world.exchange()?;
        Ok(world)
    }

    /// A place by its name.
    pub fn place(&self, name: &str) -> Result<&Place> {
        let found = self.places.iter().find(|place| place.name == name);
        found.with_context(|| format!("`{name}` is no place"))
    }

    /// A place by its name, to change.
    pub fn place_mut(&mut self, name: &str) -> Result<&mut Place> {
        let found = self.places.iter_mut().find(|place| place.name == name);
        found.with_context(|| format!("`{name}` is no place"))
    }

    /// HQ.
    pub fn hq(&self) -> &Place {
        &self.places[0]
    }

    /// Remembers a posted document by its number.
    pub fn remember(&mut self, posted: &Posted) {
        self.posted.insert(posted.document.kind);
        self.documents.insert(posted.document.number.0.clone(), posted.id);
    }

    /// The number of a document.
    pub fn number(&self, id: DocumentId) -> String {
        let known = self.documents.iter().find(|(_, known)| **known == id);
        known.map_or_else(|| "?".to_owned(), |(number, _)| number.clone())
    }

    /// The document of a number.
    pub fn document(&self, number: &str) -> Result<DocumentId> {
        let found = self.documents.get(number).copied();
        found.with_context(|| format!("no document has the number {number}"))
    }
}

impl Place {
    /// Rows of whole numbers that a query finds in the place's own ledger.
    pub fn numbers(&self, text: &str, params: &[i64]) -> Result<Vec<Vec<i64>>> {
        let params: Vec<Value<'_>> = params.iter().map(|number| Value::I64(*number)).collect();
        let found = self.store.read(|sql| {
            sql::all(sql, text, &params, |row| {
                let mut cells = Vec::new();
                while let Ok(cell) = row.i64(cells.len()) {
                    cells.push(cell);
                }
                Ok::<_, SqlError>(cells)
            })
        })?;
        Ok(found)
    }

    /// The branch as a number.
    pub fn branch(&self) -> i64 {
        i64::from(self.node.branch.0)
    }
}

/// The branch of a place's name.
pub fn branch(name: &str) -> Option<BranchId> {
    let at = PLACES.iter().position(|(known, _, _)| *known == name)?;
    u32::try_from(at).ok().map(BranchId)
}

/// The name of a branch.
pub fn branch_name(branch: i64) -> &'static str {
    usize::try_from(branch).ok().and_then(|at| PLACES.get(at)).map_or("?", |place| place.0)
}

/// The product of a name.
pub fn product(name: &str) -> Option<ProductId> {
    (1..).zip(PRODUCTS).find(|(_, known)| *known == name).map(|(id, _)| ProductId(id))
}

/// The name of a product.
pub fn product_name(product: i64) -> &'static str {
    (1..).zip(PRODUCTS).find(|(id, _)| *id == product).map_or("?", |(_, name)| name)
}

/// The partner of a part.
pub fn partner(name: &str) -> Option<PartnerId> {
    (11..).zip(PARTNERS).find(|(_, known)| known.0 == name).map(|(id, _)| PartnerId(id))
}

/// The part of a partner.
pub fn partner_name(partner: i64) -> &'static str {
    (11..).zip(PARTNERS).find(|(id, _)| *id == partner).map_or("?", |(_, known)| known.0)
}

fn place(at: usize) -> Result<Place> {
    let (name, code, shop) = PLACES[at];
    let branch = u32::try_from(at)?;
    let key = |seed: usize| u8::try_from(seed + 1).map(|seed| SigningKey::from_seed(&[seed; 32]));
    let node = Node {
        org: ORG,
        branch: BranchId(branch),
        code: code.to_owned(),
        name: shop.to_owned(),
        stream: StreamId::new(branch, u16::from(branch > 0)),
        zone: "Asia/Shanghai".to_owned(),
        hq_key: *key(0)?.verifying_key().as_bytes(),
        hq_url: String::new(),
        hq_epoch: 1,
    };
    let store = Store::open_memory()?;
    store.write(|sql| {
        node::save(sql, &node)?;
        match at {
            0 => branches().iter().try_for_each(|record| branch::save(sql, record).map(|_| ())),
            _ => feed::subscribe(sql, &node),
        }
    })?;
    Ok(Place { name, store, node, key: key(at)?, online: true, batches: Vec::new() })
}

fn branches() -> Vec<Branch> {
    let record = |(id, (_, code, name)): (u32, (&str, &str, &str))| Branch {
        id: BranchId(id),
        code: code.to_owned(),
        name: name.to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        disabled: false,
    };
    (0..).zip(PLACES).map(record).collect()
}

fn stream_row(place: &Place) -> StreamRow {
    StreamRow::new(place.node.stream, place.node.branch, *place.key.verifying_key().as_bytes())
}

fn catalogue() -> Vec<MasterRecord> {
    let products = (1..).zip(PRODUCTS).map(|(id, name)| {
        MasterRecord::Product(Box::new(Product {
            id: ProductId(id),
            code: name.to_owned(),
            name: format!("商品{name}"),
            unit: "件".to_owned(),
            ..Product::default()
        }))
    });
    let partners = (11..).zip(PARTNERS).map(|(id, (part, name))| {
        MasterRecord::Partner(Partner {
            id: PartnerId(id),
            code: part.to_owned(),
            name: name.to_owned(),
            customer: CUSTOMERS.contains(&part),
            supplier: !CUSTOMERS.contains(&part),
            price_level: 1,
            revenue_policy: match part {
                "dealer" => RevenuePolicy::CashAndShipped,
                _ => RevenuePolicy::OnIssue,
            },
            payment_days: if part == "customer" { 30 } else { 0 },
            ..Partner::default()
        })
    });
    products.chain(partners).collect()
}
