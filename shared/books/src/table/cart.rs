//! Carts 购物车: cart 0 is on the screen, the others are parked 挂单. Each change is one row, written
//! before the screen shows it, so that a power cut loses no scanned line.

use crate::sql::{self, Sql, SqlError, Value};

/// A stored cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCart {
    /// Number; 0 is on the screen.
    pub id: i64,
    /// Note of a parked cart.
    pub note: String,
    /// When it was saved, Unix milliseconds.
    pub saved_at: i64,
    /// The cart as its owner wrote it.
    pub content: String,
}

/// Reads a cart.
pub fn load(sql: &mut dyn Sql, id: i64) -> Result<Option<StoredCart>, SqlError> {
    let text = "SELECT cart_id, note, saved_at, content FROM cart WHERE cart_id = ?1";
    sql::one(sql, text, &[Value::I64(id)], read)
}

/// Writes a cart.
pub fn save(sql: &mut dyn Sql, cart: &StoredCart) -> Result<(), SqlError> {
    let text = "INSERT INTO cart (cart_id, note, saved_at, content) VALUES (?1, ?2, ?3, ?4) \
                ON CONFLICT (cart_id) DO UPDATE SET note = excluded.note, \
                saved_at = excluded.saved_at, content = excluded.content";
    let params = [
        Value::I64(cart.id),
        Value::Text(&cart.note),
        Value::I64(cart.saved_at),
        Value::Text(&cart.content),
    ];
    sql.execute(text, &params).map(|_| ())
}

/// Removes a cart.
pub fn remove(sql: &mut dyn Sql, id: i64) -> Result<(), SqlError> {
    sql.execute("DELETE FROM cart WHERE cart_id = ?1", &[Value::I64(id)]).map(|_| ())
}

/// The parked carts, oldest first.
pub fn parked(sql: &mut dyn Sql) -> Result<Vec<StoredCart>, SqlError> {
    let text = "SELECT cart_id, note, saved_at, content FROM cart WHERE cart_id > 0 \
                ORDER BY cart_id";
    sql::all(sql, text, &[], read)
}

/// How many carts are parked.
pub fn count_parked(sql: &mut dyn Sql) -> Result<i64, SqlError> {
    let count =
        sql::one(sql, "SELECT COUNT(*) FROM cart WHERE cart_id > 0", &[], |row| row.i64(0))?;
    Ok(count.unwrap_or(0))
}

/// The number for the next parked cart.
pub fn next_id(sql: &mut dyn Sql) -> Result<i64, SqlError> {
    let last = sql::one(sql, "SELECT MAX(cart_id) FROM cart", &[], |row| row.i64_opt(0))?;
    Ok(last.flatten().unwrap_or(0) + 1)
}

fn read(row: &dyn sql::Row) -> Result<StoredCart, SqlError> {
    Ok(StoredCart {
        id: row.i64(0)?,
        note: row.text(1)?.to_owned(),
        saved_at: row.i64(2)?,
        content: row.text(3)?.to_owned(),
    })
}
