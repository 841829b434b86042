//! The rarer fields of a document's header 单据头编码.
//!
//! Owns their layout at the end of the header's array, places 8 to 14. Leaves out the others
//! (`document`). Invariant: a document that has none of them pays no byte for them.

use fenhao_domain::amount::Amount;
use fenhao_domain::document::{Document, Form, Note, NoteField, Settlement};
use fenhao_domain::id::WarehouseNo;
use fenhao_domain::stock::StockClass;

use super::{DocumentBytesError, read_date, read_id, write_date};
use crate::canonical::Reader;
use crate::fixed::{read_fixed, write_fixed};
use crate::tail::Tail;

/// Writes the seven fields.
pub(super) fn write(tail: &mut Tail<'_>, document: &Document) {
    tail.uint(document.to_warehouse.map_or(0, |warehouse| u64::from(warehouse.0)));
    // Own goods are the rule, so they are sent as nothing.
    match document.class {
        StockClass::Own => tail.uint(0),
        class => tail.uint(class as u64),
    }
    tail.uint(document.form as u64);
    match document.settles.is_empty() {
        true => tail.usual(|w| w.array(0)),
        false => tail.put(|w| {
            w.array(document.settles.len());
            for Settlement { document, amount } in &document.settles {
                w.array(2).array(2).uint(document.stream.0).uint(document.seq);
                write_fixed(w, amount.raw());
            }
            w
        }),
    }
    match document.due_date {
        None => tail.usual(|w| w.null()),
        Some(date) => tail.put(|w| write_date(w, date)),
    }
    match document.span {
        None => tail.usual(|w| w.null()),
        Some((from, to)) => tail.put(|w| write_date(write_date(w.array(2), from), to)),
    }
    match document.notes.is_empty() {
        true => tail.usual(|w| w.array(0)),
        false => tail.put(|w| {
            w.array(document.notes.len());
            for note in &document.notes {
                w.array(2).uint(note.field as u64).text(&note.text);
            }
            w
        }),
    }
}

/// Reads the field at a place.
pub(super) fn read(
    reader: &mut Reader<'_>,
    place: usize,
    document: &mut Document,
) -> Result<(), DocumentBytesError> {
    let wrong = |field| DocumentBytesError::OutOfRange { field };
    match place {
        8 => {
            let number: u32 = reader.uint_as()?;
            document.to_warehouse = (number != 0).then_some(WarehouseNo(number));
        }
        9 => {
            if let number @ 1.. = reader.uint_as::<u32>()? {
                let class = StockClass::from_number(i64::from(number));
                document.class = class.ok_or(wrong("class"))?;
            }
        }
        10 => document.form = Form::from_number(reader.uint()?).ok_or(wrong("form"))?,
        11 => {
            for _ in 0..reader.array()? {
                reader.array_of(2)?;
                let settled = read_id(reader)?;
                let amount = Amount::from_raw(read_fixed(reader)?);
                document.settles.push(Settlement { document: settled, amount });
            }
        }
        12 => match reader.peek_null() {
            true => reader.null()?,
            false => document.due_date = Some(read_date(reader, "due_date")?),
        },
        13 => match reader.peek_null() {
            true => reader.null()?,
            false => {
                reader.array_of(2)?;
                document.span = Some((read_date(reader, "span")?, read_date(reader, "span")?));
            }
        },
        _ => {
            for _ in 0..reader.array()? {
                reader.array_of(2)?;
                let field = NoteField::from_number(reader.uint()?).ok_or(wrong("note"))?;
                document.notes.push(Note { field, text: reader.text()?.to_owned() });
            }
        }
    }
    Ok(())
}
