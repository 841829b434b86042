//! Notes on pieces 序列号资料: end users, states set by hand, numbers voided.
//!
//! Owns how a note is checked, written into the branch's stream and booked at both ends. Leaves out its
//! bytes (`exchange::master`). Invariant: a note takes its place among the documents of its stream, so
//! the fold of a piece is the same wherever it is folded.

use fenhao_domain::id::DocumentId;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::product::SerialMode;
use fenhao_domain::master::serial_note::{EndUser, SerialMark, SerialNote};
use fenhao_domain::serial::{SerialState, mode};
use fenhao_exchange::log::EntryKind;
use fenhao_exchange::master as master_bytes;
use thiserror::Error;

use super::{PieceKey, Pieces, VOIDED, key_values, number_of, switch};
use crate::node::Node;
use crate::post::Poster;
use crate::sql::{self, Sql, SqlError, Value, stored};

/// Why a note is not written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// The books have no such piece.
    #[error("{number} is not known here")]
    Unknown {
        /// The number.
        number: String,
    },
    /// A piece in this state has no end user.
    #[error("{number} is {}: it has no end user", state.key())]
    NoUser {
        /// The number.
        number: String,
        /// Its state.
        state: SerialState,
    },
    /// The states of this product follow from documents alone.
    #[error("the states of {number} follow from documents")]
    NotByHand {
        /// The number.
        number: String,
    },
    /// There are not more numbers than goods.
    #[error("{number} is no surplus")]
    NoSurplus {
        /// The number.
        number: String,
    },
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// Checks a note, books it here and appends it to the node's stream, in the caller's transaction.
pub fn write(sql: &mut dyn Sql, node: &Node, note: SerialNote) -> Result<(), NoteError> {
    let note = SerialNote { branch: node.branch, ..note };
    check(sql, &note)?;
    let mut poster = Poster::begin(sql, node)?;
    let content = master_bytes::encode(&MasterRecord::SerialNote(Box::new(note.clone())));
    let id = poster.append_numbered(sql, EntryKind::MASTER, &content)?;
    book(sql, &mut poster.sums_mut().pieces, id, &note)?;
    poster.finish(sql)?;
    Ok(())
}

fn check(sql: &mut dyn Sql, note: &SerialNote) -> Result<(), NoteError> {
    let number = note.number.clone();
    let key: PieceKey = (note.product, number.clone(), note.branch);
    let state = Pieces::default().at(sql, &key)?.state;
    match (&note.mark, state) {
        (SerialMark::User(_), Some(state)) if state.has_user() => Ok(()),
        (SerialMark::User(_), Some(state)) => Err(NoteError::NoUser { number, state }),
        (SerialMark::State(_), _) => match super::mode(sql, note.product)? {
            Some(SerialMode::Loose) => Ok(()),
            _ => Err(NoteError::NotByHand { number }),
        },
        (SerialMark::User(_) | SerialMark::Voided, None) => Err(NoteError::Unknown { number }),
        (SerialMark::Voided, Some(state)) => {
            let (stock, pieces) = switch::in_stock_at(sql, note.branch, note.product)?;
            match state.is_here() && mode::is_surplus(stock, pieces) {
                true => Ok(()),
                false => Err(NoteError::NoSurplus { number }),
            }
        }
    }
}

/// Books a note that stands in a stream.
pub(crate) fn book(
    sql: &mut dyn Sql,
    pieces: &mut Pieces,
    id: DocumentId,
    note: &SerialNote,
) -> Result<(), SqlError> {
    let key: PieceKey = (note.product, note.number.clone(), note.branch);
    if let SerialMark::User(user) = &note.mark {
        return save_user(sql, &key, id, user);
    }
    if let Some(row) = row(id, &note.mark) {
        pieces.push(key, row);
    }
    Ok(())
}

/// What a note does to the state of a piece, as a row of `piece_move`.
pub(crate) fn row(id: DocumentId, mark: &SerialMark) -> Option<super::PieceMove> {
    let to = match mark {
        SerialMark::User(_) => return None,
        SerialMark::State(state) => number_of(Some(*state)),
        SerialMark::Voided => VOIDED,
    };
    Some([stored(id.stream.0), stored(id.seq), 0, 0, to, 0, 0, 0])
}

/// The last one written stands, in whatever order they arrive.
pub(crate) fn save_user(
    sql: &mut dyn Sql,
    key: &PieceKey,
    id: DocumentId,
    user: &EndUser,
) -> Result<(), SqlError> {
    const LAST: &str = "SELECT stream, seq FROM piece_user \
                        WHERE product_id = ?1 AND number = ?2 AND branch_id = ?3";
    const SAVE: &str = "INSERT INTO piece_user (product_id, number, branch_id, name, phone, \
         address, since, remark, stream, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
         ON CONFLICT (product_id, number, branch_id) DO UPDATE SET name = excluded.name, \
         phone = excluded.phone, address = excluded.address, since = excluded.since, \
         remark = excluded.remark, stream = excluded.stream, seq = excluded.seq";
    let this = (stored(id.stream.0), stored(id.seq));
    let last = sql::one(sql, LAST, &key_values(key), |row| Ok((row.i64(0)?, row.i64(1)?)))?;
    if last.is_some_and(|last| last >= this) {
        return Ok(());
    }
    let [product, number, branch] = key_values(key);
    let since = user.since.map_or(0, |date| i64::from(date.number()));
    let params = [
        product,
        number,
        branch,
        Value::Text(&user.name),
        Value::Text(&user.phone),
        Value::Text(&user.address),
        Value::I64(since),
        Value::Text(&user.remark),
        Value::I64(this.0),
        Value::I64(this.1),
    ];
    sql.execute(SAVE, &params).map(|_| ())
}
