//! The rarer fields of a goods line 单据行编码: serial numbers, lot, cost layers.
//!
//! Owns their layout at the end of a line's array. Leaves out the figures (`document`). Invariant: a
//! line that has none of them pays no byte for them.

use fenhao_domain::amount::Amount;
use fenhao_domain::document::{LayerId, LayerUse, Line, Lot, SerialUse};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::serial::SerialState;

use super::{DocumentBytesError, read_date, read_id, write_date};
use crate::canonical::Reader;
use crate::fixed::{read_fixed, write_fixed};
use crate::tail::Tail;

/// Writes the three fields.
pub(super) fn write(tail: &mut Tail<'_>, line: &Line) {
    match line.serials.is_empty() {
        true => tail.usual(|w| w.array(0)),
        false => tail.put(|w| {
            w.array(line.serials.len());
            for serial in &line.serials {
                w.array(3).text(&serial.number).uint(state(serial.from)).uint(state(serial.to));
            }
            w
        }),
    }
    match &line.lot {
        None => tail.usual(|w| w.array(0)),
        Some(lot) => tail.put(|w| {
            let dated = usize::from(lot.expires.is_some());
            w.array(1 + dated).text(&lot.number);
            if let Some(expires) = lot.expires {
                write_date(w, expires);
            }
            w
        }),
    }
    match line.layers.is_empty() {
        true => tail.usual(|w| w.array(0)),
        false => tail.put(|w| {
            w.array(line.layers.len());
            for used in &line.layers {
                let LayerId { document, line } = used.layer;
                w.array(4).array(2).uint(document.stream.0).uint(document.seq);
                w.uint(u64::from(line));
                write_fixed(w, used.quantity.raw());
                write_fixed(w, used.value.raw());
            }
            w
        }),
    }
}

fn state(state: Option<SerialState>) -> u64 {
    state.map_or(0, |state| state as u64)
}

/// Reads serial numbers.
pub(super) fn read_serials(
    reader: &mut Reader<'_>,
    line: &mut Line,
) -> Result<(), DocumentBytesError> {
    for _ in 0..reader.array()? {
        reader.array_of(3)?;
        let number = reader.text()?.to_owned();
        let (from, to) = (read_state(reader)?, read_state(reader)?);
        line.serials.push(SerialUse { number, from, to });
    }
    Ok(())
}

fn read_state(reader: &mut Reader<'_>) -> Result<Option<SerialState>, DocumentBytesError> {
    let unknown = DocumentBytesError::OutOfRange { field: "serial" };
    match reader.uint()? {
        0 => Ok(None),
        number => SerialState::from_number(number).map(Some).ok_or(unknown),
    }
}

/// Reads a lot.
pub(super) fn read_lot(reader: &mut Reader<'_>, line: &mut Line) -> Result<(), DocumentBytesError> {
    let length = reader.array()?;
    if length == 0 {
        return Ok(());
    }
    let number = reader.text()?.to_owned();
    let expires = if length > 1 { Some(read_date(reader, "lot")?) } else { None };
    for _ in 2..length {
        reader.skip()?;
    }
    line.lot = Some(Lot { number, expires });
    Ok(())
}

/// Reads cost layers.
pub(super) fn read_layers(
    reader: &mut Reader<'_>,
    line: &mut Line,
) -> Result<(), DocumentBytesError> {
    for _ in 0..reader.array()? {
        reader.array_of(4)?;
        let layer = LayerId { document: read_id(reader)?, line: reader.uint_as()? };
        let quantity = Quantity::from_raw(read_fixed(reader)?);
        let value = Amount::from_raw(read_fixed(reader)?);
        line.layers.push(LayerUse { layer, quantity, value });
    }
    Ok(())
}
