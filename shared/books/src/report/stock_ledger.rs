//! Stock ledger of a product 商品明细账: opening, every move, the balance after it.
//!
//! Owns the walk through the moves of one product, place by place, and the running balance that a
//! cursor carries from page to page. Leaves out other products. Invariant: opening + moves =
//! closing at every place; the opening is the sum as it stands less the moves from that day on, so
//! what lies before the day is not read.

use fenhao_domain::amount::Amount;
use fenhao_domain::id::{BranchId, ProductId, WarehouseNo};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::place::Places;
use super::stock_by_warehouse::class_label;
use super::{
    Cell, Column, Drill, Label, Query, Report, ReportError, Row, columns, cursor, days, drill,
    unit_cost,
};
use crate::sql::{self, Flow, Sql, SqlError, Value};
use crate::stored;

/// Columns. `in_quantity` and `out_quantity` are both positive; `change` is signed.
pub const COLUMNS: &[Column] = columns![
    date: Date, number: Text, kind: Text, in_quantity: Quantity, out_quantity: Quantity,
    change: Amount, quantity: Quantity, unit_cost: Price, value: Amount,
];

const OPENING: Label = Label::new("opening", "期初", "Opening");
const CLOSING: Label = Label::new("closing", "期末", "Closing");

/// A place of the product with its sums as they stand.
#[derive(Debug, Clone, Copy)]
struct Location {
    branch: BranchId,
    warehouse: WarehouseNo,
    class: StockClass,
    /// Stored number of the partner at whom, or from whom, the goods are.
    party: i64,
    now: Balance,
}

/// Quantity and value.
#[derive(Debug, Clone, Copy, Default)]
struct Balance {
    quantity: Quantity,
    value: Amount,
}

/// Where a page ended: the place, the move, and the balance after it.
struct Resume {
    place: [i64; 4],
    moved: [i64; 4],
    balance: Balance,
}

/// The ledger of `product`; `from` and `to` bound the moves that are listed.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let product = query.product.ok_or(ReportError::Missing { what: "product" })?;
    let resume =
        query.cursor::<10>()?.map(|[b, w, c, p, date, stream, seq, line, quantity, value]| {
            Resume {
                place: [b, w, c, p],
                moved: [date, stream, seq, line],
                balance: Balance {
                    quantity: Quantity::from_raw(quantity),
                    value: Amount::from_raw(value),
                },
            }
        });
    let places = Places::load(sql)?;
    let mut page = Page { query, product, rows: Vec::new(), moves: 0, next: None };
    for location in locations(sql, product, query.branch)? {
        let key = location.key();
        match &resume {
            Some(resume) if key < resume.place => continue,
            Some(resume) if key == resume.place => {
                page.list(sql, location, resume.moved, resume.balance)?;
            }
            _ => page.begin(sql, &places, location)?,
        }
        if page.next.is_some() {
            break;
        }
    }
    drill::name_documents(sql, &mut page.rows)?;
    Ok(Report { columns: COLUMNS, rows: page.rows, total: None, next: page.next })
}

impl Location {
    fn key(&self) -> [i64; 4] {
        let place = [i64::from(self.branch.0), i64::from(self.warehouse.0)];
        [place[0], place[1], self.class.number(), self.party]
    }
}

fn locations(
    sql: &mut dyn Sql,
    product: ProductId,
    branch: Option<BranchId>,
) -> Result<Vec<Location>, SqlError> {
    const ALL: &str = "SELECT branch_id, warehouse, class, party, quantity, value FROM stock_sum \
                       WHERE product_id = ?1 ORDER BY branch_id, warehouse, class, party";
    const ONE: &str = "SELECT branch_id, warehouse, class, party, quantity, value FROM stock_sum \
                       WHERE product_id = ?1 AND branch_id = ?2 \
                       ORDER BY branch_id, warehouse, class, party";
    let read = |row: &dyn sql::Row| {
        Ok(Location {
            branch: stored::branch(row.i64(0)?)?,
            warehouse: stored::warehouse(row.i64(1)?)?,
            class: stored::class(row.i64(2)?)?,
            party: row.i64(3)?,
            now: Balance {
                quantity: Quantity::from_raw(row.i64(4)?),
                value: Amount::from_raw(row.i64(5)?),
            },
        })
    };
    let product = Value::I64(sql::stored(product.0));
    match branch {
        None => sql::all(sql, ALL, &[product], read),
        Some(branch) => sql::all(sql, ONE, &[product, Value::I64(i64::from(branch.0))], read),
    }
}

/// The page that is being filled.
struct Page<'q> {
    query: &'q Query,
    product: ProductId,
    rows: Vec<Row>,
    /// Moves on the page; headings and balances do not count.
    moves: usize,
    next: Option<String>,
}

impl Page<'_> {
    /// A place from its opening on.
    fn begin(
        &mut self,
        sql: &mut dyn Sql,
        places: &Places,
        location: Location,
    ) -> Result<(), ReportError> {
        let heading = vec![
            Cell::Empty,
            places.cell(location.branch),
            Cell::warehouse(location.warehouse),
            Cell::Label(class_label(location.class)),
        ];
        self.rows.push(Row::heading(heading, COLUMNS.len()));
        let opening = self.opening(sql, location)?;
        self.rows.push(Row::plain(balance_row(OPENING, opening)));
        self.list(sql, location, [-1; 4], opening)
    }

    fn opening(&self, sql: &mut dyn Sql, location: Location) -> Result<Balance, SqlError> {
        const SINCE: &str = "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT), \
             CAST(COALESCE(SUM(value), 0) AS BIGINT) FROM stock_move WHERE product_id = ?1 \
             AND branch_id = ?2 AND warehouse = ?3 AND class = ?4 AND party = ?5 \
             AND business_date >= ?6";
        let Some(from) = self.query.from else { return Ok(Balance::default()) };
        let params = self.params(location, [i64::from(from.number())]);
        let since = sql::one(sql, SINCE, &params, |row| {
            Ok((Quantity::from_raw(row.i64(0)?), Amount::from_raw(row.i64(1)?)))
        })?;
        let (quantity, value) = since.unwrap_or_default();
        Ok(Balance {
            quantity: location.now.quantity - quantity,
            value: location.now.value - value,
        })
    }

    fn params<const N: usize>(&self, location: Location, more: [i64; N]) -> Vec<Value<'static>> {
        let mut params = vec![Value::I64(sql::stored(self.product.0))];
        params.extend(location.key().map(Value::I64));
        params.extend(more.map(Value::I64));
        params
    }

    /// The moves behind `after`, as many as fit.
    fn list(
        &mut self,
        sql: &mut dyn Sql,
        location: Location,
        after: [i64; 4],
        opening: Balance,
    ) -> Result<(), ReportError> {
        // The document may be another branch's (the receipt of our dispatch): its stream tells, and
        // where it does not, `drill` does.
        const MOVES: &str = "SELECT m.business_date, m.stream, m.seq, m.line, m.quantity, m.value, \
             COALESCE(d.number, ''), COALESCE(d.kind, 0) FROM stock_move m \
             LEFT JOIN stream t ON t.stream = m.stream \
             LEFT JOIN document d ON d.branch_id = COALESCE(t.branch_id, m.branch_id) \
             AND d.stream = m.stream AND d.seq = m.seq \
             WHERE m.product_id = ?1 AND m.branch_id = ?2 AND m.warehouse = ?3 AND m.class = ?4 \
             AND m.party = ?5 AND m.business_date >= ?6 AND m.business_date <= ?7 \
             AND (m.business_date, m.stream, m.seq, m.line) > (?8, ?9, ?10, ?11) \
             ORDER BY m.business_date, m.stream, m.seq, m.line";
        let (from, to) = days(self.query);
        let [date, stream, seq, line] = after;
        let params = self.params(location, [from, to, date, stream, seq, line]);
        let mut balance = opening;
        let mut last = after;
        let mut full = false;
        sql.query(MOVES, &params, &mut |row| {
            if self.moves == self.query.page() {
                full = true;
                return Ok(Flow::Stop);
            }
            last = [row.i64(0)?, row.i64(1)?, row.i64(2)?, row.i64(3)?];
            self.rows.push(move_row(row, &mut balance)?);
            self.moves += 1;
            Ok(Flow::On)
        })?;
        if full {
            let carried = [balance.quantity.raw(), balance.value.raw()];
            let place = location.key();
            self.next =
                Some(cursor(&[place.as_slice(), last.as_slice(), carried.as_slice()].concat()));
        } else {
            self.rows.push(Row::total(balance_row(CLOSING, balance)));
        }
        Ok(())
    }
}

fn move_row(row: &dyn sql::Row, balance: &mut Balance) -> Result<Row, SqlError> {
    let quantity = Quantity::from_raw(row.i64(4)?);
    let value = Amount::from_raw(row.i64(5)?);
    balance.quantity += quantity;
    balance.value += value;
    let side = |sign: bool| match quantity != Quantity::ZERO && (quantity > Quantity::ZERO) == sign
    {
        true => Cell::Quantity(if sign { quantity } else { -quantity }),
        false => Cell::Empty,
    };
    let kind = match row.i64(7)? {
        0 => Cell::Empty,
        kind => Cell::kind(stored::kind(kind)?),
    };
    let cells = vec![
        Cell::Date(stored::date(row.i64(0)?)?),
        Cell::text(row.text(6)?),
        kind,
        side(true),
        side(false),
        Cell::Amount(value),
        Cell::Quantity(balance.quantity),
        unit_cost(balance.value, balance.quantity),
        Cell::Amount(balance.value),
    ];
    let document = stored::document(row.i64(1)?, row.i64(2)?)?;
    Ok(Row::plain(cells).opening(Drill::Document(document)))
}

fn balance_row(label: Label, balance: Balance) -> Vec<Cell> {
    let mut cells = vec![Cell::Empty, Cell::Label(label)];
    cells.resize(6, Cell::Empty);
    cells.extend([
        Cell::Quantity(balance.quantity),
        unit_cost(balance.value, balance.quantity),
        Cell::Amount(balance.value),
    ]);
    cells
}
