//! What is asked of pieces 序列号查询: lists by state, the trace of a number, numbers that two branches
//! have.
//!
//! Leaves out writing, and the switch between modes (`switch`). Invariant: nothing here changes the
//! books.

use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::{BranchId, DocumentId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::serial_note::EndUser;
use fenhao_domain::serial::SerialState;

use super::{PieceKey, VOIDED, key_values, number_of, state_of};
use crate::sql::{self, Row, Sql, SqlError, Value, stored};
use crate::stored;

/// A piece in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceRow {
    /// Product.
    pub product: ProductId,
    /// Its number.
    pub number: String,
    /// Whose books.
    pub branch: BranchId,
    /// Its state; none when it has left these books.
    pub state: Option<SerialState>,
    /// The number is void 已作废.
    pub voided: bool,
    /// Where it stands, or stood last.
    pub warehouse: WarehouseNo,
    /// The document or note that moved it last.
    pub last: DocumentId,
}

const COLUMNS: &str =
    "SELECT product_id, number, branch_id, state, warehouse, stream, seq FROM piece ";

fn read(row: &dyn Row) -> Result<PieceRow, SqlError> {
    let state = row.i64(3)?;
    Ok(PieceRow {
        product: stored::product(row.i64(0)?)?,
        number: row.text(1)?.to_owned(),
        branch: stored::branch(row.i64(2)?)?,
        state: state_of(state)?,
        voided: state == VOIDED,
        warehouse: stored::warehouse(row.i64(4)?)?,
        last: stored::document(row.i64(5)?, row.i64(6)?)?,
    })
}

/// Which pieces to list; what is left out does not limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of a branch.
    pub branch: Option<BranchId>,
    /// Of a product.
    pub product: Option<ProductId>,
    /// In a store.
    pub warehouse: Option<WarehouseNo>,
    /// In one of these states; none for any.
    pub states: Vec<SerialState>,
    /// With this in its number.
    pub part: String,
}

/// The place of a piece in a list.
pub type PieceAt = (String, ProductId, BranchId);

/// Pieces by number, product and branch, after a place; at most `limit`.
pub fn list(
    sql: &mut dyn Sql,
    filter: &Filter,
    after: Option<&PieceAt>,
    limit: u32,
) -> Result<Vec<PieceRow>, SqlError> {
    // What is not asked for is -1, which no row has.
    const ANY: i64 = -1;
    let states: Vec<String> =
        filter.states.iter().map(|state| number_of(Some(*state)).to_string()).collect();
    let states = match states.is_empty() {
        true => String::new(),
        false => format!(" AND state IN ({})", states.join(", ")),
    };
    let product = match filter.product {
        Some(_) => "product_id = ?1",
        None => "product_id > ?1",
    };
    let text = format!(
        "{COLUMNS} WHERE {product} AND (branch_id = ?2 OR ?2 < 0) AND (warehouse = ?3 OR ?3 < 0) \
         AND number LIKE ?4 ESCAPE '!' AND (number > ?5 OR number = ?5 AND (product_id > ?6 \
         OR product_id = ?6 AND branch_id > ?7)){states} \
         ORDER BY number, product_id, branch_id LIMIT ?8"
    );
    let pattern = holds(&filter.part);
    let first = (String::new(), ProductId(0), BranchId(0));
    let (number, last, branch) = after.unwrap_or(&first);
    let params = [
        Value::I64(filter.product.map_or(ANY, |product| stored(product.0))),
        Value::I64(filter.branch.map_or(ANY, |branch| i64::from(branch.0))),
        Value::I64(filter.warehouse.map_or(ANY, |warehouse| i64::from(warehouse.0))),
        Value::Text(&pattern),
        Value::Text(number),
        Value::I64(stored(last.0)),
        Value::I64(i64::from(branch.0)),
        Value::I64(i64::from(limit)),
    ];
    sql::all(sql, &text, &params, read)
}

/// A piece at a branch, as it stands.
pub fn one(
    sql: &mut dyn Sql,
    branch: BranchId,
    product: ProductId,
    number: &str,
) -> Result<Option<PieceRow>, SqlError> {
    let text = format!("{COLUMNS} WHERE product_id = ?1 AND number = ?2 AND branch_id = ?3");
    sql::one(sql, &text, &key_values(&(product, number.to_owned(), branch)), read)
}

/// Pieces whose number holds a text 模糊查询; at most `limit`.
pub fn find(sql: &mut dyn Sql, part: &str, limit: u32) -> Result<Vec<PieceRow>, SqlError> {
    let text = format!(
        "{COLUMNS} WHERE number LIKE ?1 ESCAPE '!' ORDER BY number, product_id, branch_id LIMIT ?2"
    );
    let pattern = holds(part);
    sql::all(sql, &text, &[Value::Text(&pattern), Value::I64(i64::from(limit))], read)
}

/// The pattern of a text that stands somewhere in another. `1_2` gives `%1!_2%`.
fn holds(part: &str) -> String {
    let mut pattern = String::from("%");
    for sign in part.trim().chars() {
        if matches!(sign, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

/// The pieces of a number that stand in the stores of a branch: one, unless two products share it.
pub fn here(sql: &mut dyn Sql, branch: BranchId, number: &str) -> Result<Vec<PieceRow>, SqlError> {
    let text = format!("{COLUMNS} WHERE number = ?1 AND branch_id = ?2 AND state > 0");
    let params = [Value::Text(number), Value::I64(i64::from(branch.0))];
    let mut found = sql::all(sql, &text, &params, read)?;
    found.retain(|piece| piece.state.is_some_and(SerialState::is_here));
    Ok(found)
}

/// A step in the life of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceRow {
    /// Whose books.
    pub branch: BranchId,
    /// The document; a note where `kind` is none.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Option<Kind>,
    /// Its number; empty for a note.
    pub number: String,
    /// Its date.
    pub date: Option<BusinessDate>,
    /// State before; none where the books did not have it, or a note does not say.
    pub from: Option<SerialState>,
    /// State after.
    pub to: Option<SerialState>,
}

/// All posted documents of a piece, at all branches that this node knows of, the oldest first.
pub fn trace(
    sql: &mut dyn Sql,
    product: ProductId,
    number: &str,
) -> Result<Vec<TraceRow>, SqlError> {
    let text = "SELECT m.branch_id, m.stream, m.seq, d.kind, d.number, d.business_date, \
                m.state_from, m.state_to FROM piece_move AS m LEFT JOIN document AS d \
                ON d.branch_id = m.branch_id AND d.stream = m.stream AND d.seq = m.seq \
                WHERE m.product_id = ?1 AND m.number = ?2 \
                ORDER BY COALESCE(d.business_date, 0), m.stream, m.seq, m.line";
    let params = [Value::I64(stored(product.0)), Value::Text(number)];
    sql::all(sql, text, &params, |row| {
        let kind = row.i64_opt(3)?.map(stored::kind).transpose()?;
        Ok(TraceRow {
            branch: stored::branch(row.i64(0)?)?,
            document: stored::document(row.i64(1)?, row.i64(2)?)?,
            kind,
            number: if kind.is_some() { row.text(4)?.to_owned() } else { String::new() },
            date: row.i64_opt(5)?.map(stored::date).transpose()?,
            from: state_of(row.i64(6)?)?,
            to: state_of(row.i64(7)?)?,
        })
    })
}

/// The end user of a piece, as last written.
pub fn user(
    sql: &mut dyn Sql,
    branch: BranchId,
    product: ProductId,
    number: &str,
) -> Result<Option<EndUser>, SqlError> {
    let text = "SELECT name, phone, address, since, remark FROM piece_user \
                WHERE product_id = ?1 AND number = ?2 AND branch_id = ?3";
    let key: PieceKey = (product, number.to_owned(), branch);
    sql::one(sql, text, &key_values(&key), |row| {
        let since = row.i64(3)?;
        Ok(EndUser {
            name: row.text(0)?.to_owned(),
            phone: row.text(1)?.to_owned(),
            address: row.text(2)?.to_owned(),
            since: if since == 0 { None } else { Some(stored::date(since)?) },
            remark: row.text(4)?.to_owned(),
        })
    })
}

/// A number that two branches have, or that both have let go to a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Product.
    pub product: ProductId,
    /// The number.
    pub number: String,
    /// A branch and the state in its books.
    pub one: (BranchId, SerialState),
    /// Another branch and the state in its books.
    pub other: (BranchId, SerialState),
}

/// Numbers whose branches contradict each other: both have the piece, or both have sold it. At HQ,
/// for a person to look into; the documents stand.
pub fn conflicts(sql: &mut dyn Sql) -> Result<Vec<Conflict>, SqlError> {
    let text = "SELECT a.product_id, a.number, a.branch_id, a.state, b.branch_id, b.state \
                FROM piece AS a JOIN piece AS b ON b.product_id = a.product_id \
                AND b.number = a.number AND b.branch_id > a.branch_id \
                WHERE a.state > 0 AND b.state > 0 ORDER BY 1, 2, 3, 5";
    let mut found = Vec::new();
    sql.query(text, &[], &mut |row| {
        let sides = (state_of(row.i64(3)?)?, state_of(row.i64(5)?)?);
        if let (Some(one), Some(other)) = sides
            && (held(one) && held(other) || one.has_user() && other.has_user())
        {
            found.push(Conflict {
                product: stored::product(row.i64(0)?)?,
                number: row.text(1)?.to_owned(),
                one: (stored::branch(row.i64(2)?)?, one),
                other: (stored::branch(row.i64(4)?)?, other),
            });
        }
        Ok(sql::Flow::On)
    })?;
    Ok(found)
}

fn held(state: SerialState) -> bool {
    state.is_here() || state == SerialState::ConsignedOut
}
