//! End users of pieces 终端用户 beside what the notes in the streams say of them.
//!
//! Owns a second, plain reading of the notes, the comparison with `piece_user`, and its rewriting.
//! Leaves out states of pieces (`tracked`). Invariant: the last note of a piece stands, and nobody is
//! an end user whom no note names.

use std::collections::BTreeMap;

use fenhao_domain::id::{DocumentId, StreamId};
use fenhao_domain::master::serial_note::{EndUser, SerialMark, SerialNote};

use super::{Compared, Difference};
use crate::piece::{PieceKey, note};
use crate::sql::{self, Sql, SqlError, Value};
use crate::stored;

/// The last note of each piece, and what it says.
#[derive(Debug, Default)]
pub(super) struct Users(BTreeMap<PieceKey, (DocumentId, EndUser)>);

impl Users {
    /// Adds a note, whatever it notes.
    pub(super) fn add(&mut self, id: DocumentId, noted: &SerialNote) {
        let SerialMark::User(user) = &noted.mark else { return };
        let key = (noted.product, noted.number.clone(), noted.branch);
        let place = |id: DocumentId| (id.stream, id.seq);
        match self.0.get(&key) {
            Some((last, _)) if place(*last) >= place(id) => {}
            _ => drop(self.0.insert(key, (id, user.clone()))),
        }
    }

    /// Compares with the table.
    pub(super) fn compare(
        &self,
        sql: &mut dyn Sql,
        compared: &mut Compared,
    ) -> Result<(), SqlError> {
        let found = stored_users(sql)?;
        compared.facts += u64::try_from(self.0.len()).unwrap_or(u64::MAX);
        for (key, wanted) in &self.0 {
            if found.get(key) != Some(wanted) {
                let (id, table) = (wanted.0, "piece_user");
                compared.differences.add(Difference::Fact { id, table, derived: 1, stored: 0 });
            }
        }
        let strays = found.keys().filter(|key| !self.0.contains_key(*key)).count();
        if strays > 0 {
            let rows = u64::try_from(strays).unwrap_or(u64::MAX);
            compared.differences.add(Difference::Strays { table: "piece_user", rows });
        }
        Ok(())
    }

    /// Writes the table anew.
    pub(super) fn rewrite(&self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        sql.execute("DELETE FROM piece_user", &[])?;
        for (key, (id, user)) in &self.0 {
            note::save_user(sql, key, *id, user)?;
        }
        Ok(())
    }
}

fn stored_users(sql: &mut dyn Sql) -> Result<BTreeMap<PieceKey, (DocumentId, EndUser)>, SqlError> {
    const TEXT: &str = "SELECT product_id, number, branch_id, name, phone, address, since, remark, \
                        stream, seq FROM piece_user";
    let none: &[Value<'_>] = &[];
    let rows = sql::all(sql, TEXT, none, |row| {
        let branch = stored::branch(row.i64(2)?)?;
        let key: PieceKey = (stored::product(row.i64(0)?)?, row.text(1)?.to_owned(), branch);
        let since = row.i64(6)?;
        let user = EndUser {
            name: row.text(3)?.to_owned(),
            phone: row.text(4)?.to_owned(),
            address: row.text(5)?.to_owned(),
            since: if since == 0 { None } else { Some(stored::date(since)?) },
            remark: row.text(7)?.to_owned(),
        };
        let stream = StreamId(sql::unsigned(row.i64(8)?)?);
        Ok((key, (DocumentId { stream, seq: sql::unsigned(row.i64(9)?)? }, user)))
    })?;
    Ok(rows.into_iter().collect())
}
