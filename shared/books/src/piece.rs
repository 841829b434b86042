//! Pieces with numbers 序列号 as stored: where each is, in which state, and how it came there.
//!
//! Owns `piece_move` (facts), `piece` (their fold) and what a posting must know of both. Leaves out the
//! rules (`domain::serial`), notes (`note`), the switch between modes (`switch`) and what screens ask
//! (`look`). Invariant: a piece's row is the fold of its moves in the order of their streams, in
//! whatever order they arrived; branches do not see each other's.

use std::collections::{BTreeMap, BTreeSet};

use fenhao_domain::document::{Document, LayerId};
use fenhao_domain::entry::Party;
use fenhao_domain::id::{BranchId, DocumentId, ProductId, WarehouseNo};
use fenhao_domain::master::product::SerialMode;
use fenhao_domain::serial::SerialState;
use fenhao_domain::serial::piece::{Known, Piece, moves};

use crate::sql::{self, Row, Sql, SqlError, Value, stored};
use crate::stored;

pub mod look;
pub mod note;
pub mod switch;

/// The stored state of a number that is void.
pub(crate) const VOIDED: i64 = -1;

/// A piece as it is stored: product and branch, and its number.
pub(crate) type PieceKey = (ProductId, String, BranchId);

/// A move of a piece as it is stored: stream, sequence, line, state before and after, warehouse (0
/// where it stays), party, whether its cost layer begins here.
pub(crate) type PieceMove = [i64; 8];

/// What a document does to its pieces, as rows.
pub(crate) fn rows(
    id: DocumentId,
    document: &Document,
) -> impl Iterator<Item = (PieceKey, PieceMove)> {
    moves(document).map(move |moved| {
        let key = (moved.product, moved.number.to_owned(), document.branch);
        let row = [
            stored(id.stream.0),
            stored(id.seq),
            i64::from(moved.line),
            number_of(moved.from),
            number_of(moved.to),
            moved.warehouse.map_or(0, |warehouse| i64::from(warehouse.0)),
            moved.party.map_or(0, Party::number),
            i64::from(moved.begins_layer),
        ];
        (key, row)
    })
}

pub(crate) fn number_of(state: Option<SerialState>) -> i64 {
    state.map_or(0, |state| state as i64)
}

/// The state of a stored number; none for pieces that are not in these books.
pub(crate) fn state_of(number: i64) -> Result<Option<SerialState>, SqlError> {
    match u64::try_from(number) {
        Err(_) | Ok(0) => Ok(None),
        Ok(number) => match SerialState::from_number(number) {
            None => Err(SqlError::Unreadable { what: "the state of a piece" }),
            state => Ok(state),
        },
    }
}

/// A piece as the fold of its moves, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Fold {
    /// Its state as stored.
    pub state: i64,
    warehouse: i64,
    party: i64,
    layer: Option<(i64, i64, i64)>,
    last: (i64, i64),
}

impl Fold {
    /// The moves in whatever order they come.
    pub(crate) fn of(mut moves: Vec<PieceMove>) -> Fold {
        moves.sort_unstable();
        let mut fold = Fold::default();
        for [stream, seq, line, _, to, warehouse, party, begins_layer] in moves {
            fold.state = to;
            fold.party = party;
            fold.last = (stream, seq);
            if warehouse != 0 {
                fold.warehouse = warehouse;
            }
            if begins_layer != 0 {
                fold.layer = Some((stream, seq, line));
            }
        }
        fold
    }

    /// Its columns in `piece`: state, warehouse, party, stream, sequence.
    pub(crate) fn columns(&self) -> [i64; 5] {
        [self.state, self.warehouse, self.party, self.last.0, self.last.1]
    }

    fn piece(&self) -> Result<Piece, SqlError> {
        let layer = |(stream, seq, line)| {
            let line = u32::try_from(line).map_err(|_| SqlError::Unreadable { what: "a layer" })?;
            Ok(LayerId { document: stored::document(stream, seq)?, line })
        };
        Ok(Piece {
            state: state_of(self.state)?,
            warehouse: match self.warehouse {
                0 => WarehouseNo::GOODS,
                warehouse => stored::warehouse(warehouse)?,
            },
            party: Party::from_number(self.party),
            layer: self.layer.map(layer).transpose()?,
        })
    }
}

/// Moves of pieces that are not written yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pieces(BTreeMap<PieceKey, Vec<PieceMove>>);

impl Pieces {
    /// Adds a document's.
    pub(crate) fn add(&mut self, id: DocumentId, document: &Document) {
        for (key, row) in rows(id, document) {
            self.push(key, row);
        }
    }

    pub(crate) fn push(&mut self, key: PieceKey, row: PieceMove) {
        self.0.entry(key).or_default().push(row);
    }

    /// A piece, this run's moves included.
    pub(crate) fn at(&self, sql: &mut dyn Sql, key: &PieceKey) -> Result<Piece, SqlError> {
        let mut moves = moves_of(sql, key)?;
        moves.extend(self.0.get(key).into_iter().flatten());
        Fold::of(moves).piece()
    }

    /// What a document's freezing must know: the modes of its products, and its pieces.
    pub(crate) fn known(&self, sql: &mut dyn Sql, document: &Document) -> Result<Known, SqlError> {
        let mut known = Known::default();
        let products: BTreeSet<ProductId> = document.lines.iter().map(|l| l.product).collect();
        for product in products {
            if let Some(mode) = mode(sql, product)? {
                known.modes.insert(product, mode);
            }
        }
        for line in &document.lines {
            for serial in &line.serials {
                let number = serial.number.trim().to_owned();
                let key = (line.product, number, document.branch);
                let piece = self.at(sql, &key)?;
                known.pieces.insert((key.0, key.1), piece);
            }
        }
        Ok(known)
    }

    /// Writes the moves, and folds each piece that they touch anew.
    pub(crate) fn flush(&self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        const MOVE: &str = "INSERT INTO piece_move (product_id, number, branch_id, stream, seq, \
             line, state_from, state_to, warehouse, party, begins_layer) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        for (key, moves) in &self.0 {
            for row in moves {
                let [product, number, branch] = key_values(key);
                let mut params = vec![product, number, branch];
                params.extend(row.map(Value::I64));
                sql.execute(MOVE, &params)?;
            }
            let fold = Fold::of(moves_of(sql, key)?);
            save(sql, key, &fold)?;
        }
        Ok(())
    }
}

/// Writes a piece's row.
pub(crate) fn save(sql: &mut dyn Sql, key: &PieceKey, fold: &Fold) -> Result<(), SqlError> {
    const PIECE: &str = "INSERT INTO piece (product_id, number, branch_id, state, warehouse, party, \
         stream, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
         ON CONFLICT (product_id, number, branch_id) DO UPDATE SET state = excluded.state, \
         warehouse = excluded.warehouse, party = excluded.party, stream = excluded.stream, \
         seq = excluded.seq";
    let [product, number, branch] = key_values(key);
    let mut params = vec![product, number, branch];
    params.extend(fold.columns().map(Value::I64));
    sql.execute(PIECE, &params).map(|_| ())
}

pub(crate) fn key_values(key: &PieceKey) -> [Value<'_>; 3] {
    let (product, number, branch) = key;
    [Value::I64(stored(product.0)), Value::Text(number), Value::I64(i64::from(branch.0))]
}

fn moves_of(sql: &mut dyn Sql, key: &PieceKey) -> Result<Vec<PieceMove>, SqlError> {
    const TEXT: &str = "SELECT stream, seq, line, state_from, state_to, warehouse, party, \
         begins_layer FROM piece_move WHERE product_id = ?1 AND number = ?2 AND branch_id = ?3";
    sql::all(sql, TEXT, &key_values(key), |row| read_move(row, 0))
}

/// Reads a move from columns that begin at `at`.
pub(crate) fn read_move(row: &dyn Row, at: usize) -> Result<PieceMove, SqlError> {
    let mut read = [0; 8];
    for (place, value) in read.iter_mut().enumerate() {
        *value = row.i64(at + place)?;
    }
    Ok(read)
}

/// The mode of a product's numbers; none where it has no numbers.
pub(crate) fn mode(sql: &mut dyn Sql, product: ProductId) -> Result<Option<SerialMode>, SqlError> {
    let text = "SELECT mode FROM piece_product WHERE product_id = ?1";
    let found = sql::one(sql, text, &[Value::I64(stored(product.0))], |row| row.i64(0))?;
    Ok(found.map(|mode| match mode {
        1 => SerialMode::Loose,
        _ => SerialMode::Strict,
    }))
}

/// Keeps the mode of a product beside it, so that a posting finds it without reading the product.
pub(crate) fn save_mode(
    sql: &mut dyn Sql,
    product: ProductId,
    mode: SerialMode,
) -> Result<(), SqlError> {
    let product = Value::I64(stored(product.0));
    if mode == SerialMode::None {
        let text = "DELETE FROM piece_product WHERE product_id = ?1";
        return sql.execute(text, &[product]).map(|_| ());
    }
    let text = "INSERT INTO piece_product (product_id, mode) VALUES (?1, ?2) \
                ON CONFLICT (product_id) DO UPDATE SET mode = excluded.mode";
    sql.execute(text, &[product, Value::I64(mode as i64)]).map(|_| ())
}
