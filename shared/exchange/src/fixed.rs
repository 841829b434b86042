//! Fixed-point integers on the wire 定点数编码: mantissa × 8 + power of ten.
//!
//! Owns the packing. Invariant: one value has one form (the mantissa does not end in 0 unless the
//! power is 7), so equal figures have equal bytes.

use crate::canonical::{CanonicalError, Reader, Writer};

/// Writes a figure. 199,000 is 199 × 10³ and goes as 199 × 8 + 3.
pub fn write_fixed(writer: &mut Writer, value: i64) -> &mut Writer {
    let (mut mantissa, mut power) = (value, 0_i64);
    while power < 7 && mantissa != 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        power += 1;
    }
    // A mantissa near the ends of 64 bits has no room for its power: such a figure is no money.
    let packed = mantissa.checked_mul(8).and_then(|m| m.checked_add(power));
    writer.int(packed.expect("figures stay below 2^60"))
}

/// Reads a figure and refuses a second form of it.
pub fn read_fixed(reader: &mut Reader<'_>) -> Result<i64, CanonicalError> {
    let at = reader.position();
    let packed = reader.int()?;
    let (mantissa, power) = (packed.div_euclid(8), packed.rem_euclid(8));
    let power = u32::try_from(power).expect("a remainder of 8");
    let twofold =
        (mantissa == 0 && power != 0) || (mantissa % 10 == 0 && mantissa != 0 && power < 7);
    if twofold {
        return Err(CanonicalError::NotShortest { at });
    }
    let value = mantissa.checked_mul(10_i64.pow(power)).ok_or(CanonicalError::OutOfRange { at })?;
    match value.unsigned_abs() < 1 << 60 {
        true => Ok(value),
        false => Err(CanonicalError::OutOfRange { at }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_figure_reads_as_it_was_written(value in -(1_i64 << 59)..(1_i64 << 59)) {
            let mut writer = Writer::new();
            write_fixed(&mut writer, value);
            let bytes = writer.finish();
            prop_assert_eq!(read_fixed(&mut Reader::new(&bytes)), Ok(value));
        }
    }

    #[test]
    fn a_price_takes_three_bytes() {
        let mut writer = Writer::new();
        write_fixed(&mut writer, 199_000);
        assert_eq!(writer.finish().len(), 3);
    }

    #[test]
    fn a_second_form_is_refused() {
        let mut writer = Writer::new();
        writer.int(10 * 8);
        let bytes = writer.finish();
        assert!(read_fixed(&mut Reader::new(&bytes)).is_err());
    }
}
