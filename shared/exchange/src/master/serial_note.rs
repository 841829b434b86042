//! The bytes of a note on a numbered piece 序列号资料编码: branch, product, number, and what is noted.
//!
//! Owns their layout. Leaves out the number of the record (`master`). Invariant: a mark that this
//! program does not know is a fact, not a guess.

use fenhao_domain::id::{BranchId, ProductId};
use fenhao_domain::master::serial_note::{EndUser, SerialMark, SerialNote};
use fenhao_domain::serial::SerialState;

use crate::canonical::{Reader, Writer};
use crate::document::{DocumentBytesError, read_date, write_date};

/// Writes `[branch, product, number, [mark, …]]`; marks are 1 user, 2 state, 3 voided.
pub(super) fn write(writer: &mut Writer, note: &SerialNote) {
    writer.array(4).uint(u64::from(note.branch.0)).uint(note.product.0).text(&note.number);
    match &note.mark {
        SerialMark::User(user) => {
            writer.array(6).uint(1).text(&user.name).text(&user.phone).text(&user.address);
            match user.since {
                None => writer.null(),
                Some(since) => write_date(writer, since),
            };
            writer.text(&user.remark);
        }
        SerialMark::State(state) => {
            writer.array(2).uint(2).uint(*state as u64);
        }
        SerialMark::Voided => {
            writer.array(1).uint(3);
        }
    }
}

/// Reads the four fields.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<SerialNote, DocumentBytesError> {
    let branch = BranchId(reader.uint_as()?);
    let product = ProductId(reader.uint()?);
    let number = reader.text()?.to_owned();
    let length = reader.array()?;
    let unknown = DocumentBytesError::OutOfRange { field: "mark" };
    let (mark, fields) = match reader.uint()? {
        1 => {
            let (name, phone) = (reader.text()?.to_owned(), reader.text()?.to_owned());
            let address = reader.text()?.to_owned();
            let since = match reader.peek_null() {
                true => {
                    reader.null()?;
                    None
                }
                false => Some(read_date(reader, "since")?),
            };
            let remark = reader.text()?.to_owned();
            (SerialMark::User(EndUser { name, phone, address, since, remark }), 6)
        }
        2 => {
            let state = SerialState::from_number(reader.uint()?);
            (SerialMark::State(state.ok_or(unknown)?), 2)
        }
        3 => (SerialMark::Voided, 1),
        _ => return Err(unknown),
    };
    if length < fields {
        return Err(DocumentBytesError::OutOfRange { field: "mark" });
    }
    for _ in fields..length {
        reader.skip()?;
    }
    Ok(SerialNote { branch, product, number, mark })
}

#[cfg(test)]
mod tests {
    use fenhao_domain::calendar::BusinessDate;
    use fenhao_domain::cost::layer::Method;
    use fenhao_domain::master::MasterRecord;
    use fenhao_domain::master::policy::CompanyPolicy;
    use fenhao_domain::master::product::SerialMode;

    use super::*;
    use crate::master::{decode, encode};

    #[test]
    fn every_mark_reads_back_as_it_was_written() {
        let since = BusinessDate::parse("2026-11-23").ok();
        let user = EndUser { name: "王女士".to_owned(), since, ..EndUser::default() };
        let marks = [
            SerialMark::User(user),
            SerialMark::User(EndUser::default()),
            SerialMark::State(SerialState::Repaired),
            SerialMark::Voided,
        ];
        for mark in marks {
            let (branch, product) = (BranchId(3), ProductId(7));
            let note = SerialNote { branch, product, number: "S1".to_owned(), mark };
            let record = MasterRecord::SerialNote(Box::new(note));
            assert_eq!(decode(&encode(&record)), Ok(record));
        }
    }

    #[test]
    fn the_companys_choice_reads_back_as_it_was_written() {
        let policy = CompanyPolicy {
            method: Method::Lifo,
            negative_stock: true,
            serial_mode: SerialMode::Strict,
        };
        let record = MasterRecord::Policy(policy);
        assert_eq!(decode(&encode(&record)), Ok(record));
    }
}
