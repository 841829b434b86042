//! Goods by day 商品日: what moved and what was charged, by branch, day, product and kind.
//!
//! Owns `goods_day`, how documents add to it, and the walk that the statistics take through it.
//! Leaves out how they are laid out (`report`). Invariant: it is the fold of the moves, and of the
//! money of the lines; both additions are in whole rows, so books merge by adding. A sale of two at
//! 4.00 that cost 2.50 each is the row quantity −2, value −5.00, amount 8.00, cost 5.00.

use std::collections::BTreeMap;

use fenhao_domain::amount::Amount;
use fenhao_domain::document::{Document, Line};
use fenhao_domain::entry::StockMove;
use fenhao_domain::id::{BranchId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::route;
use fenhao_domain::stock::StockClass;

use crate::sql::{self, Flow, Row, Sql, SqlError, Value, stored};

/// Branch, day, product, kind, warehouse, class, way, partner, handler.
pub(crate) type GoodsKey = [i64; 9];

/// What is summed, as the columns are called.
pub(crate) const FIGURES: [&str; 5] = ["quantity", "value", "amount", "tax", "cost"];

type Figures = [i64; FIGURES.len()];

/// Goods that came in.
pub(crate) const IN: i64 = 1;

/// Goods that went out.
pub(crate) const OUT: i64 = 2;

/// The whole table, for proofs.
pub(crate) const READ: &str = "SELECT branch_id, business_date, product_id, kind, warehouse, class, \
     way, partner_id, handler, quantity, value, amount, tax, cost FROM goods_day";

fn key(document: &Document, branch: BranchId, product: ProductId, place: [i64; 3]) -> GoodsKey {
    let [warehouse, class, way] = place;
    [
        i64::from(branch.0),
        i64::from(document.business_date.number()),
        stored(product.0),
        i64::from(document.kind.number()),
        warehouse,
        class,
        way,
        document.partner.map_or(0, |partner| stored(partner.0)),
        i64::from(document.handler.0),
    ]
}

/// The way of a move; that of a red document is its original's.
fn way(document: &Document, quantity: Quantity) -> i64 {
    let out = if document.is_red() { quantity > Quantity::ZERO } else { quantity < Quantity::ZERO };
    if out { OUT } else { IN }
}

/// The row to which a move of a document adds.
pub(crate) fn key_of_move(document: &Document, moved: &StockMove) -> GoodsKey {
    let place = [i64::from(moved.warehouse.0), moved.class.number(), way(document, moved.quantity)];
    key(document, moved.branch, moved.product, place)
}

/// What the lines of a document charge, or cost without being charged, and the rows to which it
/// adds. An accrued receipt 暂估 counts at its estimate, its invoice by what it adds to that.
pub(crate) fn money(document: &Document) -> Vec<(GoodsKey, Figures)> {
    let back = matches!(document.kind, Kind::LT | Kind::XT | Kind::CT);
    let sign = if back { -1 } else { 1 };
    let lines = document.lines.iter();
    let charged = lines.filter_map(|line| Some((line, charge(document, line)?)));
    charged
        .map(|(line, [amount, tax, cost])| {
            let (place, quantity) = match place(document, line) {
                Some(place) => (place, 0),
                // Nothing moves: of what is granted, the quantity for which it is stands here.
                None => {
                    let granted = document.kind != Kind::FP;
                    let warehouse = i64::from(document.warehouse.0);
                    ([warehouse, 0, 0], if granted { line.quantity.raw() } else { 0 })
                }
            };
            let money = [amount, tax, cost].map(|amount| sign * amount.raw());
            let key = key(document, document.branch, line.product, place);
            (key, [quantity, 0, money[0], money[1], money[2]])
        })
        .collect()
}

/// Amount with its tax, the tax, and the cost of what was sold.
fn charge(document: &Document, line: &Line) -> Option<[Amount; 3]> {
    let beside = line.amount() + line.tax;
    Some(match document.kind {
        Kind::LS | Kind::LT | Kind::XS | Kind::XT | Kind::WX => {
            [line.amount(), line.tax, line.cost]
        }
        Kind::CT if document.returns_uninvoiced() => [line.liability, Amount::ZERO, Amount::ZERO],
        Kind::CG | Kind::CT | Kind::SJ | Kind::HZ => [beside, line.tax, Amount::ZERO],
        Kind::FP => [beside - line.cost, line.tax, Amount::ZERO],
        Kind::FL | Kind::HL | Kind::JB => [line.amount(), Amount::ZERO, Amount::ZERO],
        _ => return None,
    })
}

/// Warehouse, class and way of the move that carries a line's money; none where nothing moves.
fn place(document: &Document, line: &Line) -> Option<[i64; 3]> {
    let route = route::of(document, line);
    let memo = || route::memo(document, line).filter(|_| document.kind == Kind::SJ);
    let (key, way) = match (memo(), route.from, route.to) {
        (Some((key, _)), ..) => (key, OUT),
        (_, Some(from), _) => (from, OUT),
        (_, None, Some(to)) => (to, IN),
        (_, None, None) => return None,
    };
    Some([i64::from(key.warehouse.0), key.class.number(), way])
}

/// Changes that are not written yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Goods(BTreeMap<GoodsKey, Figures>);

impl Goods {
    /// Adds a move of a document.
    pub(crate) fn add_move(&mut self, document: &Document, moved: &StockMove) {
        let sum = self.0.entry(key_of_move(document, moved)).or_default();
        sum[0] += moved.quantity.raw();
        sum[1] += moved.value.raw();
    }

    /// Adds what a document's lines charge.
    pub(crate) fn add_money(&mut self, document: &Document) {
        for (key, figures) in money(document) {
            let sum = self.0.entry(key).or_default();
            sum.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
        }
    }

    /// Writes the changes.
    pub(crate) fn flush(&self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        const COLUMNS: [&str; 14] = [
            "branch_id",
            "business_date",
            "product_id",
            "kind",
            "warehouse",
            "class",
            "way",
            "partner_id",
            "handler",
            "quantity",
            "value",
            "amount",
            "tax",
            "cost",
        ];
        const ADD: &str = "ON CONFLICT (branch_id, business_date, product_id, kind, warehouse, \
             class, way, partner_id, handler) DO UPDATE SET \
             quantity = goods_day.quantity + excluded.quantity, \
             value = goods_day.value + excluded.value, \
             amount = goods_day.amount + excluded.amount, \
             tax = goods_day.tax + excluded.tax, cost = goods_day.cost + excluded.cost";
        let rows = self.0.iter().flat_map(|(key, figures)| key.iter().chain(figures));
        let values: Vec<Value<'_>> = rows.copied().map(Value::I64).collect();
        sql.merge("goods_day", &COLUMNS, &values, ADD)
    }
}

/// A row as key and figures.
pub(crate) fn read(row: &dyn Row) -> Result<(GoodsKey, Figures), SqlError> {
    let (mut key, mut figures) = ([0; 9], [0; FIGURES.len()]);
    for (at, part) in key.iter_mut().enumerate() {
        *part = row.i64(at)?;
    }
    for (at, figure) in figures.iter_mut().enumerate() {
        *figure = row.i64(9 + at)?;
    }
    Ok((key, figures))
}

/// A row of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GoodsRow {
    /// Whose.
    pub branch: BranchId,
    /// Business date as a number, 20261123.
    pub date: i64,
    /// Product.
    pub product: ProductId,
    /// Kind of the documents.
    pub kind: Kind,
    /// Store.
    pub warehouse: WarehouseNo,
    /// Class of goods; none for money without goods.
    pub class: Option<StockClass>,
    /// `IN`, `OUT`, or 0 for money without goods.
    pub way: i64,
    /// Partner; 0 for none.
    pub partner: i64,
    /// Who answers for the documents.
    pub handler: i64,
    /// Quantity moved, signed.
    pub quantity: Quantity,
    /// Value moved, signed.
    pub value: Amount,
    /// Charged, tax included.
    pub amount: Amount,
    /// Tax of it.
    pub tax: Amount,
    /// Cost of what was sold.
    pub cost: Amount,
}

/// Walks the days `from` to `to` of one branch, or of all, branch by branch; of these kinds only, all
/// when none is named.
pub(crate) fn walk(
    sql: &mut dyn Sql,
    branch: Option<BranchId>,
    (from, to): (i64, i64),
    kinds: &[Kind],
    each: &mut dyn FnMut(&GoodsRow),
) -> Result<(), SqlError> {
    let mut text =
        [READ, " WHERE branch_id = ?1 AND business_date >= ?2 AND business_date <= ?3"].concat();
    if !kinds.is_empty() {
        let places: Vec<String> = (4..4 + kinds.len()).map(|at| format!("?{at}")).collect();
        text.push_str(&format!(" AND kind IN ({})", places.join(", ")));
    }
    let branches = match branch {
        Some(branch) => vec![branch],
        None => branches(sql)?,
    };
    for branch in branches {
        let days = [i64::from(branch.0), from, to];
        let kinds = kinds.iter().map(|kind| i64::from(kind.number()));
        let params: Vec<Value<'_>> = days.into_iter().chain(kinds).map(Value::I64).collect();
        sql.query(&text, &params, &mut |row| {
            let (key, figures) = read(row)?;
            each(&GoodsRow {
                branch,
                date: key[1],
                product: crate::stored::product(key[2])?,
                kind: crate::stored::kind(key[3])?,
                warehouse: crate::stored::warehouse(key[4])?,
                class: StockClass::from_number(key[5]),
                way: key[6],
                partner: key[7],
                handler: key[8],
                quantity: Quantity::from_raw(figures[0]),
                value: Amount::from_raw(figures[1]),
                amount: Amount::from_raw(figures[2]),
                tax: Amount::from_raw(figures[3]),
                cost: Amount::from_raw(figures[4]),
            });
            Ok(Flow::On)
        })?;
    }
    Ok(())
}

/// The branches that have goods by day here, found by leaping from one to the next.
fn branches(sql: &mut dyn Sql) -> Result<Vec<BranchId>, SqlError> {
    const NEXT: &str = "SELECT branch_id FROM goods_day WHERE branch_id > ?1 \
                        ORDER BY branch_id LIMIT 1";
    let mut found = Vec::new();
    let mut last = -1;
    while let Some(next) = sql::one(sql, NEXT, &[Value::I64(last)], |row| row.i64(0))? {
        found.push(crate::stored::branch(next)?);
        last = next;
    }
    Ok(found)
}
