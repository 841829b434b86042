//! Running sums 余额: gathered over a run of documents, written once at its end.
//!
//! Owns stock, account, partner, sales and execution sums as changes in memory. Leaves out the facts they sum
//! (`write`). Invariant: after `flush` the sum tables equal the fold of the fact tables; a run that
//! is not flushed changes nothing.

use std::collections::BTreeMap;

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;
use fenhao_domain::cost::average::Balance;
use fenhao_domain::document::{DiscountKind, Document};
use fenhao_domain::entry::{AccountEntry, Item, Party, Side, StockMove};
use fenhao_domain::id::{BranchId, DocumentId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::price::UnitCost;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::{StockClass, StockKey};

use crate::goods::Goods;
use crate::layer::Layers;
use crate::lot::Lots;
use crate::piece::Pieces;
use crate::rows::Rows;
use crate::sql::{self, Flow, Sql, SqlError, Value, stored};
use crate::table::{consign_price, follow, price_track};

/// Branch and place. Products stand first, as in the table's key.
type Place = (ProductId, BranchId, WarehouseNo, StockClass, i64);

/// Branch, account, party and the document that is owed.
type ItemKey = (BranchId, u32, i64, DocumentId);

/// A change of one stock sum, on top of what is stored.
#[derive(Debug, Clone, Default)]
struct StockChange {
    /// What is stored, once it has been asked for.
    base: Option<Balance>,
    quantity: i64,
    value: i64,
    last_cost: Option<i64>,
}

/// A change of one day's retail.
#[derive(Debug, Clone, Copy, Default)]
struct SalesChange {
    sales: i64,
    returns: i64,
    lines: i64,
    list_amount: i64,
    discount: i64,
    coupon: i64,
    amount: i64,
    tax: i64,
    cost: i64,
}

/// Changes of sums that are not written yet.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    stock: BTreeMap<Place, StockChange>,
    account: BTreeMap<(BranchId, u32, i32), (i64, i64)>,
    late: BTreeMap<(BranchId, u32, i32, i32), (i64, i64)>,
    party: BTreeMap<(BranchId, u32, i64), i64>,
    item: BTreeMap<ItemKey, i64>,
    sales: BTreeMap<(BranchId, i32), SalesChange>,
    tender: BTreeMap<(BranchId, i32, String), i64>,
    /// Goods by day.
    pub(crate) goods: Goods,
    /// Cost layers.
    pub(crate) layers: Layers,
    /// Lots.
    pub(crate) lots: Lots,
    /// Pieces with numbers.
    pub(crate) pieces: Pieces,
    prices: BTreeMap<price_track::Key, price_track::Figures>,
    follow: BTreeMap<[i64; 5], i64>,
    consign: Vec<[i64; consign_price::COLUMNS.len()]>,
    /// The facts of the same run: they are written with their sums or not at all.
    pub(crate) rows: Rows,
}

impl Sums {
    /// What the books hold at a place, changes included.
    pub fn balance(
        &mut self,
        sql: &mut dyn Sql,
        branch: BranchId,
        key: StockKey,
    ) -> Result<Balance, SqlError> {
        let change = self.stock.entry(place(branch, key)).or_default();
        let base = match change.base.take() {
            Some(base) => base,
            None => stock_balance(sql, branch, key)?,
        };
        let mut balance = Balance {
            quantity: Quantity::from_raw(base.quantity.raw() + change.quantity),
            value: Amount::from_raw(base.value.raw() + change.value),
            last_cost: change.last_cost.map_or(base.last_cost, UnitCost::from_raw),
            lent: base.lent,
            layers: Vec::new(),
        };
        change.base = Some(base);
        if key.class == StockClass::Own {
            let at = |party| (key.product, branch, key.warehouse, StockClass::Lent, party);
            for (_, lent) in self.stock.range(at(i64::MIN)..=at(i64::MAX)) {
                balance.lent += Quantity::from_raw(lent.quantity);
            }
        }
        Ok(balance)
    }

    /// What must lie in a store by the books: own goods less what is lent, and what is borrowed.
    pub fn on_the_shelf(
        &self,
        sql: &mut dyn Sql,
        branch: BranchId,
        warehouse: WarehouseNo,
        product: ProductId,
    ) -> Result<Quantity, SqlError> {
        let signed = |class: StockClass, quantity: i64| match class {
            StockClass::Own | StockClass::Borrowed => quantity,
            StockClass::Lent => -quantity,
            _ => 0,
        };
        let text = "SELECT class, quantity FROM stock_sum \
                    WHERE product_id = ?1 AND branch_id = ?2 AND warehouse = ?3";
        let key = [stored(product.0), id(branch), i64::from(warehouse.0)];
        let mut quantity = 0;
        sql.query(text, &key.map(Value::I64), &mut |row| {
            quantity += signed(crate::stored::class(row.i64(0)?)?, row.i64(1)?);
            Ok(Flow::On)
        })?;
        let first = (product, branch, warehouse, StockClass::Own, i64::MIN);
        for (place, change) in self.stock.range(first..) {
            if (place.0, place.1, place.2) != (product, branch, warehouse) {
                break;
            }
            quantity += signed(place.3, change.quantity);
        }
        Ok(Quantity::from_raw(quantity))
    }

    /// Adds a move; `last_cost` is the unit cost of goods that came in.
    pub fn add_move(&mut self, moved: &StockMove, last_cost: Option<UnitCost>) {
        let party = moved.party.map_or(0, Party::number);
        let key = (moved.product, moved.branch, moved.warehouse, moved.class, party);
        let change = self.stock.entry(key).or_default();
        change.quantity += moved.quantity.raw();
        change.value += moved.value.raw();
        if let Some(cost) = last_cost {
            change.last_cost = Some(cost.raw());
        }
    }

    /// Adds an entry of a document that is dated in one month and booked in the same or a later one.
    pub fn add_entry(&mut self, id: DocumentId, entry: &AccountEntry, dated: Month, booked: Month) {
        self.book(entry, dated, booked, 1);
        if entry.account.account().is_some_and(|account| account.by_partner) {
            let key = (entry.branch, entry.account.0, entry.party.map_or(0, Party::number));
            *self.party.entry(key).or_default() += entry.signed().raw();
        }
        if let Some(item) = entry.item {
            let owed = match item {
                Item::This => id,
                Item::Of(of) => of,
            };
            let party = entry.party.map_or(0, Party::number);
            let key = (entry.branch, entry.account.0, party, owed);
            *self.item.entry(key).or_default() += entry.signed().raw();
        }
    }

    /// Adds what a document takes of another, and the settlement prices it agrees on.
    pub fn add_terms(&mut self, id: DocumentId, document: &Document) {
        for (key, quantity) in follow::taken(id, document) {
            *self.follow.entry(key).or_default() += quantity;
        }
        self.consign.extend(consign_price::agreed(id, document));
    }

    /// What a party's account comes to, changes included: debit less credit.
    pub fn party_balance(
        &self,
        sql: &mut dyn Sql,
        branch: BranchId,
        account: AccountCode,
        party: Party,
    ) -> Result<Amount, SqlError> {
        let text = "SELECT balance FROM party_sum \
                    WHERE branch_id = ?1 AND account = ?2 AND party = ?3";
        let key = [id(branch), i64::from(account.0), party.number()];
        let stored = sql::one(sql, text, &key.map(Value::I64), |row| row.i64(0))?.unwrap_or(0);
        let change = self.party.get(&(branch, account.0, party.number())).copied();
        Ok(Amount::from_raw(stored + change.unwrap_or(0)))
    }

    /// Moves an entry from the month in which it was booked to another.
    pub fn move_entry(&mut self, entry: &AccountEntry, dated: Month, from: Month, to: Month) {
        self.book(entry, dated, from, -1);
        self.book(entry, dated, to, 1);
    }

    fn book(&mut self, entry: &AccountEntry, dated: Month, booked: Month, sign: i64) {
        let (debit, credit) = match entry.side {
            Side::Debit => (sign * entry.amount.raw(), 0),
            Side::Credit => (0, sign * entry.amount.raw()),
        };
        let (branch, account) = (entry.branch, entry.account.0);
        let sum = self.account.entry((branch, account, booked.number())).or_default();
        *sum = (sum.0 + debit, sum.1 + credit);
        if booked.is_late_for(dated) {
            let key = (branch, account, dated.number(), booked.number());
            let sum = self.late.entry(key).or_default();
            *sum = (sum.0 + debit, sum.1 + credit);
        }
    }

    /// Adds a retail document to its day.
    pub fn add_retail(&mut self, document: &Document) {
        let sign = match document.kind {
            Kind::LS => 1,
            Kind::LT => -1,
            _ => return,
        };
        let day = document.business_date.number();
        let count = if document.is_red() { -1 } else { 1 };
        let change = self.sales.entry((document.branch, day)).or_default();
        match document.kind {
            Kind::LS => change.sales += count,
            _ => change.returns += count,
        }
        change.lines += count * i64::try_from(document.lines.len()).unwrap_or(0);
        for line in &document.lines {
            let coupon = line.discount(DiscountKind::Coupon).raw();
            change.list_amount += sign * line.list_amount.raw();
            change.discount += sign * (line.list_amount - line.amount()).raw();
            change.coupon += sign * coupon;
            change.amount += sign * line.amount().raw();
            change.tax += sign * line.tax.raw();
            change.cost += sign * line.cost.raw();
        }
        for tender in &document.tenders {
            let key = (document.branch, day, tender.tender.0.clone());
            *self.tender.entry(key).or_default() += sign * tender.amount.raw();
        }
    }

    /// Keeps the prices that a document leaves behind, where they are later.
    pub fn add_prices(&mut self, id: DocumentId, document: &Document) {
        for (key, figures) in price_track::rows(id, document) {
            price_track::keep(&mut self.prices, key, figures);
        }
    }

    /// Writes all changes, and the rows that they sum.
    pub fn flush(&mut self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        let changes = std::mem::take(self);
        changes.rows.flush(sql)?;
        changes.goods.flush(sql)?;
        changes.layers.flush(sql)?;
        changes.lots.flush(sql)?;
        changes.pieces.flush(sql)?;
        write_stock(sql, &changes.stock)?;
        write_accounts(sql, &changes.account)?;
        write_late(sql, &changes.late)?;
        for ((branch, account, party), balance) in &changes.party {
            let text = "INSERT INTO party_sum (branch_id, account, party, balance) \
                        VALUES (?1, ?2, ?3, ?4) \
                        ON CONFLICT (branch_id, account, party) DO UPDATE SET \
                        balance = party_sum.balance + excluded.balance";
            let params = [id(*branch), i64::from(*account), *party, *balance];
            sql.execute(text, &params.map(Value::I64))?;
        }
        write_items(sql, &changes.item)?;
        write_terms(sql, &changes.follow, &changes.consign)?;
        for ((branch, day), change) in &changes.sales {
            write_sales(sql, *branch, *day, change)?;
        }
        for ((branch, day, tender), amount) in &changes.tender {
            let text = "INSERT INTO tender_day (branch_id, business_date, tender, amount) \
                        VALUES (?1, ?2, ?3, ?4) \
                        ON CONFLICT (branch_id, business_date, tender) DO UPDATE SET \
                        amount = tender_day.amount + excluded.amount";
            let params = [
                Value::I64(id(*branch)),
                Value::I64(i64::from(*day)),
                Value::Text(tender),
                Value::I64(*amount),
            ];
            sql.execute(text, &params)?;
        }
        price_track::flush(sql, &changes.prices)
    }
}

fn id(branch: BranchId) -> i64 {
    i64::from(branch.0)
}

fn place(branch: BranchId, key: StockKey) -> Place {
    let party = key.party.map_or(0, Party::number);
    (key.product, branch, key.warehouse, key.class, party)
}

fn write_terms(
    sql: &mut dyn Sql,
    follow: &BTreeMap<[i64; 5], i64>,
    consign: &[[i64; consign_price::COLUMNS.len()]],
) -> Result<(), SqlError> {
    const COLUMNS: [&str; 6] = ["branch_id", "to_stream", "to_seq", "line", "kind", "quantity"];
    const ADD: &str = "ON CONFLICT (to_stream, to_seq, line, kind, branch_id) \
                       DO UPDATE SET quantity = follow_sum.quantity + excluded.quantity";
    let row = |(key, quantity): (&[i64; 5], &i64)| key.iter().copied().chain([*quantity]).collect();
    let rows: Vec<Vec<i64>> = follow.iter().map(row).collect();
    let values: Vec<Value<'_>> = rows.into_iter().flatten().map(Value::I64).collect();
    sql.merge("follow_sum", &COLUMNS, &values, ADD)?;
    let values: Vec<Value<'_>> = consign.iter().flatten().copied().map(Value::I64).collect();
    sql.append("consign_price", &consign_price::COLUMNS, &values)
}

fn write_items(sql: &mut dyn Sql, changes: &BTreeMap<ItemKey, i64>) -> Result<(), SqlError> {
    const COLUMNS: [&str; 6] =
        ["branch_id", "account", "party", "item_stream", "item_seq", "balance"];
    const ADD: &str = "ON CONFLICT (branch_id, account, party, item_stream, item_seq) \
                       DO UPDATE SET balance = item_sum.balance + excluded.balance";
    let mut rows = Vec::with_capacity(changes.len() * COLUMNS.len());
    for ((branch, account, party, owed), balance) in changes {
        let key = [id(*branch), i64::from(*account), *party];
        let item = [stored(owed.stream.0), stored(owed.seq), *balance];
        rows.extend(key.into_iter().chain(item).map(Value::I64));
    }
    sql.merge("item_sum", &COLUMNS, &rows, ADD)
}

/// Adds to the stock sums. Goods that came in also leave their cost; the others keep the last one.
fn write_stock(sql: &mut dyn Sql, changes: &BTreeMap<Place, StockChange>) -> Result<(), SqlError> {
    const COLUMNS: [&str; 8] = [
        "product_id",
        "branch_id",
        "warehouse",
        "class",
        "party",
        "quantity",
        "value",
        "last_cost",
    ];
    const ADD: &str = "ON CONFLICT (product_id, branch_id, warehouse, class, party) DO UPDATE SET \
                       quantity = stock_sum.quantity + excluded.quantity, \
                       value = stock_sum.value + excluded.value";
    const ADD_WITH_COST: &str = "ON CONFLICT (product_id, branch_id, warehouse, class, party) DO UPDATE SET \
         quantity = stock_sum.quantity + excluded.quantity, \
         value = stock_sum.value + excluded.value, last_cost = excluded.last_cost";
    let (mut out, mut back) = (Vec::with_capacity(changes.len() * COLUMNS.len()), Vec::new());
    for (key, change) in changes {
        if change.quantity == 0 && change.value == 0 && change.last_cost.is_none() {
            // Looked at for its cost, or moved to and fro: a sum that exists stays, none is made.
            continue;
        }
        let (product, branch, warehouse, class, party) = *key;
        let rows = if change.last_cost.is_some() { &mut back } else { &mut out };
        rows.extend(
            [
                stored(product.0),
                id(branch),
                i64::from(warehouse.0),
                class.number(),
                party,
                change.quantity,
                change.value,
                change.last_cost.unwrap_or(0),
            ]
            .map(Value::I64),
        );
    }
    sql.merge("stock_sum", &COLUMNS, &out, ADD)?;
    sql.merge("stock_sum", &COLUMNS, &back, ADD_WITH_COST)
}

fn write_accounts(
    sql: &mut dyn Sql,
    changes: &BTreeMap<(BranchId, u32, i32), (i64, i64)>,
) -> Result<(), SqlError> {
    const COLUMNS: [&str; 5] = ["branch_id", "account", "month", "debit", "credit"];
    const ADD: &str = "ON CONFLICT (branch_id, account, month) DO UPDATE SET \
                       debit = account_sum.debit + excluded.debit, \
                       credit = account_sum.credit + excluded.credit";
    let mut rows = Vec::with_capacity(changes.len() * COLUMNS.len());
    for ((branch, account, month), (debit, credit)) in changes {
        let row = [id(*branch), i64::from(*account), i64::from(*month), *debit, *credit];
        rows.extend(row.map(Value::I64));
    }
    sql.merge("account_sum", &COLUMNS, &rows, ADD)
}

fn write_late(
    sql: &mut dyn Sql,
    changes: &BTreeMap<(BranchId, u32, i32, i32), (i64, i64)>,
) -> Result<(), SqlError> {
    const COLUMNS: [&str; 6] = ["branch_id", "account", "dated", "booked", "debit", "credit"];
    const ADD: &str = "ON CONFLICT (branch_id, account, dated, booked) DO UPDATE SET \
                       debit = late_sum.debit + excluded.debit, \
                       credit = late_sum.credit + excluded.credit";
    let mut rows = Vec::with_capacity(changes.len() * COLUMNS.len());
    for ((branch, account, dated, booked), (debit, credit)) in changes {
        let key = [id(*branch), i64::from(*account), i64::from(*dated), i64::from(*booked)];
        rows.extend(key.into_iter().chain([*debit, *credit]).map(Value::I64));
    }
    sql.merge("late_sum", &COLUMNS, &rows, ADD)
}

fn write_sales(
    sql: &mut dyn Sql,
    branch: BranchId,
    day: i32,
    change: &SalesChange,
) -> Result<(), SqlError> {
    let text = "INSERT INTO sales_day (branch_id, business_date, sales, returns, lines, \
                list_amount, discount, coupon, amount, tax, cost) \
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) \
                ON CONFLICT (branch_id, business_date) DO UPDATE SET \
                sales = sales_day.sales + excluded.sales, \
                returns = sales_day.returns + excluded.returns, \
                lines = sales_day.lines + excluded.lines, \
                list_amount = sales_day.list_amount + excluded.list_amount, \
                discount = sales_day.discount + excluded.discount, \
                coupon = sales_day.coupon + excluded.coupon, \
                amount = sales_day.amount + excluded.amount, \
                tax = sales_day.tax + excluded.tax, \
                cost = sales_day.cost + excluded.cost";
    let params = [
        id(branch),
        i64::from(day),
        change.sales,
        change.returns,
        change.lines,
        change.list_amount,
        change.discount,
        change.coupon,
        change.amount,
        change.tax,
        change.cost,
    ];
    sql.execute(text, &params.map(Value::I64)).map(|_| ())
}

/// What is stored at a place. Of own goods, what is lent out is told with them: they are not here
/// to leave.
pub fn stock_balance(
    sql: &mut dyn Sql,
    branch: BranchId,
    key: StockKey,
) -> Result<Balance, SqlError> {
    const TEXT: &str = "SELECT class, quantity, value, last_cost FROM stock_sum \
                        WHERE product_id = ?1 AND branch_id = ?2 AND warehouse = ?3 \
                        AND class = ?4 AND party = ?5";
    const OWN: &str = "SELECT class, quantity, value, last_cost FROM stock_sum \
                       WHERE product_id = ?1 AND branch_id = ?2 AND warehouse = ?3 \
                       AND class IN (?4, ?5)";
    let (product, branch, warehouse, class, party) = place(branch, key);
    let (text, last) = match class {
        StockClass::Own => (OWN, StockClass::Lent.number()),
        _ => (TEXT, party),
    };
    let params = [stored(product.0), id(branch), i64::from(warehouse.0), class.number(), last];
    let mut found = Balance::default();
    sql.query(text, &params.map(Value::I64), &mut |row| {
        let quantity = Quantity::from_raw(row.i64(1)?);
        if row.i64(0)? == class.number() {
            found.quantity = quantity;
            found.value = Amount::from_raw(row.i64(2)?);
            found.last_cost = UnitCost::from_raw(row.i64(3)?);
        } else {
            found.lent += quantity;
        }
        Ok(Flow::On)
    })?;
    Ok(found)
}

/// What is stored of own goods in a warehouse.
pub fn own_balance(
    sql: &mut dyn Sql,
    branch: BranchId,
    warehouse: WarehouseNo,
    product: ProductId,
) -> Result<Balance, SqlError> {
    let key = StockKey { product, warehouse, class: StockClass::Own, party: None };
    stock_balance(sql, branch, key)
}
