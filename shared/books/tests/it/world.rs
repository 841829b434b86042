//! A small company: HQ and branches, each with its own ledger, in memory where it need not be a
//! file.

use fenhao_books::merge::Merger;
use fenhao_books::node::{self, Node};
use fenhao_books::post::{Posted, post_one};
use fenhao_books::sql::{self, SqlError};
use fenhao_books::store::Store;
use fenhao_books::table::stream::{self, StreamRow};
use fenhao_books::table::{branch, master};
use fenhao_books::{feed, outbox, take_in};
use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::{Document, Line, TenderLine};
use fenhao_domain::id::{BranchId, EmployeeId, PartnerId, ProductId, StreamId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::branch::Branch;
use fenhao_domain::master::partner::Partner;
use fenhao_domain::master::product::Product;
use fenhao_domain::master::tender::TenderCode;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;
use fenhao_exchange::batch::CutLimits;
use fenhao_exchange::key::SigningKey;

pub const ORG: [u8; 16] = [7; 16];
pub const NOW: i64 = 1_795_000_000_000;

/// A customer; pays in 30 days.
pub const CUSTOMER: PartnerId = PartnerId(2);

/// A supplier.
pub const SUPPLIER: PartnerId = PartnerId(1);

/// A node with its key.
pub struct Place {
    pub store: Store,
    pub node: Node,
    pub key: SigningKey,
}

/// HQ's key.
pub fn hq_key() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn place(branch: u32, code: &str, store: Store) -> Place {
    let key = SigningKey::from_seed(&[u8::try_from(branch).unwrap() + 1; 32]);
    let node = Node {
        org: ORG,
        branch: BranchId(branch),
        code: code.to_owned(),
        name: format!("Shop {code}"),
        stream: StreamId::new(branch, u16::from(branch > 0)),
        zone: "Asia/Shanghai".to_owned(),
        hq_key: *hq_key().verifying_key().as_bytes(),
        hq_url: String::new(),
        hq_epoch: 1,
    };
    store.write(|sql| node::save(sql, &node)).unwrap();
    Place { store, node, key }
}

/// HQ, with `branches` branches known to it and three products.
pub fn hq(branches: u32) -> Place {
    let hq = place(0, "00", Store::open_memory().unwrap());
    hq.store
        .write(|sql| {
            for id in 0..=branches {
                let record = Branch {
                    id: BranchId(id),
                    code: format!("B{id}"),
                    name: format!("Shop {id}"),
                    zone: "Asia/Shanghai".to_owned(),
                    disabled: false,
                };
                branch::save(sql, &record)?;
                if id > 0 {
                    let key = SigningKey::from_seed(&[u8::try_from(id).unwrap() + 1; 32]);
                    let row = StreamRow::new(
                        StreamId::new(id, 1),
                        BranchId(id),
                        *key.verifying_key().as_bytes(),
                    );
                    stream::save(sql, &row)?;
                }
            }
            feed::append_master(sql, &catalogue()).map(|_| ())
        })
        .unwrap();
    hq
}

/// A branch with the catalogue.
pub fn shop(branch: u32) -> Place {
    shop_in(Store::open_memory().unwrap(), branch)
}

/// The same in a ledger that is there already.
pub fn shop_in(store: Store, branch: u32) -> Place {
    let shop = place(branch, &format!("B{branch}"), store);
    shop.store
        .write(|sql| {
            for record in catalogue() {
                master::save(sql, &record)?;
            }
            feed::subscribe(sql, &shop.node)
        })
        .unwrap();
    shop
}

fn catalogue() -> Vec<MasterRecord> {
    let product = |id: u64| {
        MasterRecord::Product(Box::new(Product {
            id: ProductId(id),
            code: format!("P{id}"),
            name: format!("商品{id}"),
            unit: "件".to_owned(),
            ..Product::default()
        }))
    };
    let supplier = Partner {
        id: SUPPLIER,
        code: "S1".to_owned(),
        name: "供货商".to_owned(),
        supplier: true,
        price_level: 1,
        ..Partner::default()
    };
    let customer = Partner {
        id: CUSTOMER,
        code: "K1".to_owned(),
        name: "客户".to_owned(),
        customer: true,
        price_level: 1,
        payment_days: 30,
        ..Partner::default()
    };
    let partners = [supplier, customer].map(MasterRecord::Partner);
    [product(1), product(2), product(3)].into_iter().chain(partners).collect()
}

/// A document of a kind on a day with lines (product, quantity, price).
pub fn document(kind: Kind, day: &str, lines: &[(u64, &str, &str)]) -> Document {
    let line = |&(product, quantity, price): &(u64, &str, &str)| {
        Line::new(
            ProductId(product),
            Quantity::parse(quantity).unwrap(),
            UnitPrice::parse(price).unwrap(),
        )
    };
    let day = BusinessDate::parse(day).unwrap();
    Document {
        partner: (kind == Kind::CG).then_some(PartnerId(1)),
        remark: "test".to_owned(),
        lines: lines.iter().map(line).collect(),
        ..Document::new(kind, BranchId(0), day, Timestamp(NOW), EmployeeId(1))
    }
}

/// A sale paid in cash.
pub fn sale(day: &str, lines: &[(u64, &str, &str)]) -> Document {
    let mut sale = document(Kind::LS, day, lines);
    let due = sale.due();
    sale.tenders.push(TenderLine {
        tender: TenderCode("cash".to_owned()),
        account: account::CASH,
        amount: due,
        handed: due,
    });
    sale
}

impl Place {
    /// Posts.
    pub fn post(&self, document: Document) -> Posted {
        self.store.write(|sql| post_one(sql, &self.node, document, NegativeStock::Refuse)).unwrap()
    }

    /// Seals everything, in batches of at most `entries`.
    pub fn seal(&self, entries: usize) -> Vec<Vec<u8>> {
        let limits = CutLimits { entries, body_bytes: 1 << 19 };
        let mut batches = Vec::new();
        let next =
            || outbox::seal_next(&self.store, &ORG, self.node.stream, &self.key, &limits, NOW);
        while let Some(batch) = next().unwrap() {
            batches.push(batch.bytes);
        }
        batches
    }

    /// Takes a batch in.
    pub fn take_in(&self, bytes: &[u8]) -> Result<take_in::TakenIn, take_in::TakeInError> {
        let open = self.store.read(|sql| take_in::open(sql, &ORG, bytes))?;
        self.store.write(|sql| take_in::take_in(sql, &open, bytes, NOW))
    }

    /// Merges all that was taken in.
    pub fn merge(&self) -> fenhao_books::merge::Merged {
        let mut merger = Merger::new();
        let mut all = fenhao_books::merge::Merged::default();
        loop {
            let merged = merger.run(&self.store, 7, NOW).unwrap();
            if merged.entries == 0 {
                return all;
            }
            all.documents += merged.documents;
            all.held += merged.held;
            all.entries += merged.entries;
        }
    }

    /// All rows of a query as one text a row.
    pub fn rows(&self, text: &str, columns: usize) -> Vec<String> {
        self.store
            .read(|sql| {
                sql::all(sql, text, &[], |row| {
                    let cell = |at| -> Result<String, SqlError> {
                        row.i64(at).map(|n| n.to_string()).or_else(|_| {
                            row.text(at).map(str::to_owned).or_else(|_| {
                                row.bytes(at)
                                    .map(|bytes| format!("{:?}", &bytes[..8.min(bytes.len())]))
                            })
                        })
                    };
                    Ok((0..columns).map(cell).collect::<Result<Vec<_>, _>>()?.join(" "))
                })
            })
            .unwrap_or_else(|error: SqlError| panic!("{error}"))
    }

    /// The books as text: facts and sums, in the order of their keys.
    pub fn books(&self) -> Vec<String> {
        [
            ("SELECT branch_id, stream, seq, kind, number, business_date, recorded_at, partner_id, amount, lines, handler, due_date FROM document ORDER BY 1, 2, 3", 12),
            ("SELECT branch_id, account, business_date, stream, seq, line, party, side, amount, item_stream, item_seq FROM account_entry ORDER BY 1, 2, 3, 4, 5, 6", 11),
            ("SELECT product_id, branch_id, warehouse, class, party, business_date, stream, seq, line, quantity, value FROM stock_move ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9", 11),
            ("SELECT product_id, branch_id, warehouse, class, party, quantity, value, last_cost FROM stock_sum WHERE quantity <> 0 OR value <> 0 OR last_cost <> 0 ORDER BY 1, 2, 3, 4, 5", 8),
            ("SELECT branch_id, account, month, debit, credit FROM account_sum ORDER BY 1, 2, 3", 5),
            ("SELECT branch_id, account, dated, booked, debit, credit FROM late_sum ORDER BY 1, 2, 3, 4", 6),
            ("SELECT branch_id, account, party, balance FROM party_sum ORDER BY 1, 2, 3", 4),
            ("SELECT branch_id, account, party, item_stream, item_seq, balance FROM item_sum ORDER BY 1, 2, 3, 4, 5", 6),
            ("SELECT branch_id, to_stream, to_seq, line, kind, quantity FROM follow_sum ORDER BY 1, 2, 3, 4, 5", 6),
            ("SELECT stream, seq, line, branch_id, class, party, product_id, business_date, price FROM consign_price ORDER BY 1, 2, 3", 9),
            ("SELECT branch_id, business_date, sales, returns, lines, list_amount, discount, coupon, amount, tax, cost FROM sales_day ORDER BY 1, 2", 11),
            ("SELECT branch_id, business_date, product_id, kind, warehouse, class, way, partner_id, handler, quantity, value, amount, tax, cost FROM goods_day ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9", 14),
            ("SELECT branch_id, business_date, tender, amount FROM tender_day ORDER BY 1, 2, 3", 4),
            ("SELECT branch_id, side, partner_id, product_id, price, business_date, stream, seq FROM price_track ORDER BY 1, 2, 3, 4", 8),
            ("SELECT stream, seq, kind, chain, content FROM log WHERE stream > 65535 ORDER BY 1, 2", 5),
            ("SELECT stream, seq, reason FROM held ORDER BY 1, 2", 3),
        ]
        .iter()
        .flat_map(|(text, columns)| self.rows(text, *columns))
        .collect()
    }

    /// Debit less credit of an account, all months and branches.
    pub fn balance(&self, account: account::AccountCode) -> Amount {
        let text = format!(
            "SELECT COALESCE(CAST(SUM(debit - credit) AS BIGINT), 0) FROM account_sum WHERE account = {}",
            account.0
        );
        Amount::from_raw(self.rows(&text, 1)[0].parse().unwrap())
    }

    /// Own stock of a product: quantity and value.
    pub fn stock(&self, product: u64) -> String {
        let text = format!(
            "SELECT quantity, value FROM stock_sum WHERE product_id = {product} AND class = 1"
        );
        self.rows(&text, 2).join(" | ")
    }
}
