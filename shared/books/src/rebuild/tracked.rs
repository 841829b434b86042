//! Layers, lots, goods by day and pieces beside what the documents and notes say of them.
//!
//! Owns a second, plain writing of their sums, the comparison with the tables, and their rewriting.
//! Leaves out what is derived, and end users (`user`). Invariant: moves of pieces equal what documents
//! and notes say, row by row; layers, lots and goods by day equal the fold of the documents; a piece
//! equals the fold of its moves.

use std::collections::{BTreeMap, BTreeSet};

use fenhao_domain::id::{BranchId, DocumentId, StreamId};
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::serial_note::SerialNote;
use fenhao_exchange::log::EntryKind;
use fenhao_exchange::master as master_bytes;

use super::user::Users;
use super::{Compared, Difference};
use crate::goods::{self, GoodsKey};
use crate::layer::{self, LayerKey};
use crate::lot::{self, LotKey};
use crate::piece::{self, Fold, PieceKey, PieceMove, note};
use crate::proof::Derived;
use crate::sql::{self, Flow, Sql, SqlError, Value};
use crate::stored;

/// What the documents walked say.
#[derive(Debug, Default)]
pub(super) struct Tracked {
    layers: BTreeMap<LayerKey, [i64; 2]>,
    lots: BTreeMap<LotKey, [i64; 1]>,
    goods: BTreeMap<GoodsKey, [i64; goods::FIGURES.len()]>,
    moves: BTreeSet<(PieceKey, PieceMove)>,
    users: Users,
}

impl Tracked {
    /// Adds a document's part in the books of the branches that `books` names.
    pub(super) fn add(&mut self, derived: &Derived, books: impl Fn(BranchId) -> bool) {
        for moved in derived.postings.layers.iter().filter(|moved| books(moved.branch)) {
            let sum = self.layers.entry(layer::key_of(derived.id, moved)).or_default();
            sum[0] += moved.quantity.raw();
            sum[1] += moved.value.raw();
        }
        for moved in derived.postings.moves.iter().filter(|moved| books(moved.branch)) {
            if let Some(key) = lot::key_of(&derived.document, moved) {
                self.lots.entry(key).or_default()[0] += moved.quantity.raw();
            }
            let sum = self.goods.entry(goods::key_of_move(&derived.document, moved)).or_default();
            sum[0] += moved.quantity.raw();
            sum[1] += moved.value.raw();
        }
        if books(derived.document.branch) {
            self.moves.extend(piece::rows(derived.id, &derived.document));
            for (key, figures) in goods::money(&derived.document) {
                let sum = self.goods.entry(key).or_default();
                sum.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
            }
        }
    }

    /// Adds what is noted of pieces in the streams.
    pub(super) fn add_notes(&mut self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        notes(sql, &mut |id, noted| {
            self.users.add(id, &noted);
            if let Some(moved) = note::row(id, &noted.mark) {
                self.moves.insert(((noted.product, noted.number, noted.branch), moved));
            }
        })
    }

    /// Compares with the tables; returns how many sums were folded.
    pub(super) fn compare(
        &self,
        sql: &mut dyn Sql,
        compared: &mut Compared,
    ) -> Result<usize, SqlError> {
        const LAYERS: &str = "SELECT product_id, branch_id, warehouse, class, party, \
             layer_stream, layer_seq, layer_line, quantity, value FROM layer_sum";
        const LOTS: &str =
            "SELECT product_id, branch_id, warehouse, expires, lot, quantity FROM lot_sum";
        let found = sql::all(sql, LAYERS, &[], |row| {
            let mut key = [0; 8];
            for (at, part) in key.iter_mut().enumerate() {
                *part = row.i64(at)?;
            }
            Ok((key, [row.i64(8)?, row.i64(9)?]))
        })?;
        let named = |key: &LayerKey| key.iter().map(i64::to_string).collect();
        let columns = ["quantity", "value"];
        differ("layer_sum", columns, found, &self.layers, named, compared);
        let found = sql::all(sql, LOTS, &[], |row| {
            let place = [row.i64(0)?, row.i64(1)?, row.i64(2)?, row.i64(3)?];
            Ok(((place, row.text(4)?.to_owned()), [row.i64(5)?]))
        })?;
        let named = |(place, number): &LotKey| {
            place.iter().map(i64::to_string).chain([number.clone()]).collect()
        };
        differ("lot_sum", ["quantity"], found, &self.lots, named, compared);
        let found = sql::all(sql, goods::READ, &[], goods::read)?;
        let named = |key: &GoodsKey| key.iter().map(i64::to_string).collect();
        differ("goods_day", goods::FIGURES, found, &self.goods, named, compared);
        let pieces = self.compare_pieces(sql, compared)?;
        self.users.compare(sql, compared)?;
        Ok(self.layers.len() + self.lots.len() + self.goods.len() + pieces)
    }

    fn compare_pieces(
        &self,
        sql: &mut dyn Sql,
        compared: &mut Compared,
    ) -> Result<usize, SqlError> {
        const PIECES: &str = "SELECT product_id, number, branch_id, state, warehouse, party, \
                              stream, seq FROM piece";
        compared.facts += u64::try_from(self.moves.len()).unwrap_or(u64::MAX);
        let stored: BTreeSet<(PieceKey, PieceMove)> = all_moves(sql)?.into_iter().collect();
        let mut missing: BTreeMap<DocumentId, u64> = BTreeMap::new();
        for (_, moved) in self.moves.difference(&stored) {
            *missing.entry(document(moved)).or_default() += 1;
        }
        for (id, count) in missing {
            let all = self.moves.iter().filter(|(_, moved)| document(moved) == id).count();
            let derived = u64::try_from(all).unwrap_or(u64::MAX);
            let (table, stored) = ("piece_move", derived - count);
            compared.differences.add(Difference::Fact { id, table, derived, stored });
        }
        let strays = stored.difference(&self.moves).count();
        if strays > 0 {
            let rows = u64::try_from(strays).unwrap_or(u64::MAX);
            compared.differences.add(Difference::Strays { table: "piece_move", rows });
        }
        let folds: BTreeMap<PieceKey, [i64; 5]> =
            folds(stored).map(|(key, fold)| (key, fold.columns())).collect();
        let found = sql::all(sql, PIECES, &[], |row| {
            let branch = stored::branch(row.i64(2)?)?;
            let key = (stored::product(row.i64(0)?)?, row.text(1)?.to_owned(), branch);
            let at = |place| row.i64(place);
            Ok((key, [at(3)?, at(4)?, at(5)?, at(6)?, at(7)?]))
        })?;
        let named = |(product, number, branch): &PieceKey| {
            vec![product.0.to_string(), number.clone(), branch.0.to_string()]
        };
        let columns = ["state", "warehouse", "party", "stream", "seq"];
        differ("piece", columns, found, &folds, named, compared);
        Ok(folds.len())
    }
}

/// Every note on a piece, in the order of the streams.
fn notes(sql: &mut dyn Sql, each: &mut dyn FnMut(DocumentId, SerialNote)) -> Result<(), SqlError> {
    const TEXT: &str = "SELECT stream, seq, content FROM log WHERE kind = ?1";
    let kind = Value::I64(i64::from(EntryKind::MASTER.0));
    sql.query(TEXT, &[kind], &mut |row| {
        if let Ok(MasterRecord::SerialNote(noted)) = master_bytes::decode(row.bytes(2)?) {
            each(stored::document(row.i64(0)?, row.i64(1)?)?, *noted);
        }
        Ok(Flow::On)
    })
}

fn document(moved: &PieceMove) -> DocumentId {
    DocumentId { stream: StreamId(moved[0].unsigned_abs()), seq: moved[1].unsigned_abs() }
}

/// Every stored move of a piece.
fn all_moves(sql: &mut dyn Sql) -> Result<Vec<(PieceKey, PieceMove)>, SqlError> {
    const TEXT: &str = "SELECT product_id, number, branch_id, stream, seq, line, state_from, \
                        state_to, warehouse, party, begins_layer FROM piece_move";
    sql::all(sql, TEXT, &[], |row| {
        let branch = stored::branch(row.i64(2)?)?;
        let key = (stored::product(row.i64(0)?)?, row.text(1)?.to_owned(), branch);
        Ok((key, piece::read_move(row, 3)?))
    })
}

fn folds(
    moves: impl IntoIterator<Item = (PieceKey, PieceMove)>,
) -> impl Iterator<Item = (PieceKey, Fold)> {
    let mut by_piece: BTreeMap<PieceKey, Vec<PieceMove>> = BTreeMap::new();
    for (key, moved) in moves {
        by_piece.entry(key).or_default().push(moved);
    }
    by_piece.into_iter().map(|(key, moves)| (key, Fold::of(moves)))
}

/// Compares a table with its fold. What is not there counts as nothing.
fn differ<K: Ord, const F: usize>(
    table: &'static str,
    columns: [&'static str; F],
    found: Vec<(K, [i64; F])>,
    folded: &BTreeMap<K, [i64; F]>,
    named: impl Fn(&K) -> Vec<String>,
    compared: &mut Compared,
) {
    let stored: BTreeMap<K, [i64; F]> = found.into_iter().collect();
    let keys: BTreeSet<&K> = stored.keys().chain(folded.keys()).collect();
    for key in keys {
        let value = |map: &BTreeMap<K, [i64; F]>| map.get(key).copied().unwrap_or([0; F]);
        let (stored, folded) = (value(&stored), value(folded));
        for at in (0..F).filter(|at| stored[*at] != folded[*at]) {
            compared.differences.add(Difference::Sum {
                table,
                key: named(key),
                column: columns[at],
                stored: stored[at],
                folded: folded[at],
            });
        }
    }
}

/// Folds all pieces anew from their moves, and their end users from the notes.
pub(super) fn rewrite_pieces(sql: &mut dyn Sql) -> Result<(), SqlError> {
    sql.execute("DELETE FROM piece", &[])?;
    for (key, fold) in folds(all_moves(sql)?) {
        piece::save(sql, &key, &fold)?;
    }
    let mut users = Users::default();
    notes(sql, &mut |id, noted| users.add(id, &noted))?;
    users.rewrite(sql)
}
