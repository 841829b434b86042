//! The reader accepts what the writer writes, and nothing else.

use proptest::prelude::*;

use super::{CanonicalError, Item, MAX_DEPTH, Reader, Writer};

/// A value as canonical bytes can hold it, for the round trips.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Uint(u64),
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
    Bool(bool),
    Null,
    Array(Vec<Value>),
}

fn write(writer: &mut Writer, value: &Value) {
    let _ = match value {
        Value::Uint(n) => writer.uint(*n),
        Value::Int(n) => writer.int(*n),
        Value::Bytes(b) => writer.bytes(b),
        Value::Text(t) => writer.text(t),
        Value::Bool(b) => writer.bool(*b),
        Value::Null => writer.null(),
        Value::Array(items) => {
            writer.array(items.len());
            items.iter().for_each(|item| write(writer, item));
            writer
        }
    };
}

fn read(reader: &mut Reader<'_>, shape: &Value) -> Result<Value, CanonicalError> {
    Ok(match shape {
        Value::Uint(_) => Value::Uint(reader.uint()?),
        Value::Int(_) => Value::Int(reader.int()?),
        Value::Bytes(_) => Value::Bytes(reader.bytes()?.to_vec()),
        Value::Text(_) => Value::Text(reader.text()?.to_owned()),
        Value::Bool(_) => Value::Bool(reader.bool()?),
        Value::Null => {
            reader.null()?;
            Value::Null
        }
        Value::Array(shapes) => {
            reader.array_of(shapes.len())?;
            Value::Array(shapes.iter().map(|s| read(reader, s)).collect::<Result<_, _>>()?)
        }
    })
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<u64>().prop_map(Value::Uint),
        (0u32..64, any::<u64>()).prop_map(|(shift, n)| Value::Uint(n >> shift)),
        any::<i64>().prop_map(Value::Int),
        (0u32..64, any::<i64>()).prop_map(|(shift, n)| Value::Int(n >> shift)),
        proptest::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
        ".{0,40}".prop_map(Value::Text),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
    ];
    leaf.prop_recursive(6, 60, 12, |inner| {
        proptest::collection::vec(inner, 0..12).prop_map(Value::Array)
    })
}

/// Re-encodes any accepted bytes without knowing their shape.
fn rewrite(reader: &mut Reader<'_>, writer: &mut Writer) -> Result<(), CanonicalError> {
    let mut probe = reader.clone();
    if probe.uint().is_ok() {
        writer.uint(reader.uint()?);
    } else if let Ok(n) = reader.clone().int() {
        reader.int()?;
        writer.int(n);
    } else if let Ok(bytes) = reader.clone().bytes() {
        reader.bytes()?;
        writer.bytes(bytes);
    } else if let Ok(text) = reader.clone().text() {
        reader.text()?;
        writer.text(text);
    } else if let Ok(value) = reader.clone().bool() {
        reader.bool()?;
        writer.bool(value);
    } else if reader.peek_null() {
        reader.null()?;
        writer.null();
    } else {
        let length = reader.array()?;
        writer.array(length);
        for _ in 0..length {
            rewrite(reader, writer)?;
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(value in any_value()) {
        let mut writer = Writer::new();
        write(&mut writer, &value);
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        prop_assert_eq!(read(&mut reader, &value), Ok(value));
        prop_assert_eq!(reader.finish(), Ok(()));
        let mut skipping = Reader::new(&bytes);
        prop_assert_eq!(skipping.raw_item(), Ok(&bytes[..]));
        prop_assert!(skipping.at_end());
    }

    #[test]
    fn every_cut_of_an_item_is_refused(value in any_value()) {
        let mut writer = Writer::new();
        write(&mut writer, &value);
        let bytes = writer.finish();
        for cut in 0..bytes.len() {
            prop_assert!(Reader::new(&bytes[..cut]).skip().is_err(), "cut at {}", cut);
        }
    }

    #[test]
    fn accepted_bytes_have_no_second_encoding(
        bytes in proptest::collection::vec(
            prop_oneof![any::<u8>(), 0u8..0x20, 0x40u8..0x48, 0x60u8..0x64, 0x80u8..0x86], 0..24),
    ) {
        let mut reader = Reader::new(&bytes);
        if let Ok(item) = reader.raw_item() {
            let mut writer = Writer::new();
            rewrite(&mut Reader::new(item), &mut writer).expect("an accepted item is readable");
            prop_assert_eq!(writer.finish(), item);
        }
    }
}

#[test]
fn integers_take_their_shortest_form() {
    let cases: [(u64, &[u8]); 10] = [
        (0, &[0x00]),
        (23, &[0x17]),
        (24, &[0x18, 24]),
        (255, &[0x18, 0xff]),
        (256, &[0x19, 1, 0]),
        (65_535, &[0x19, 0xff, 0xff]),
        (65_536, &[0x1a, 0, 1, 0, 0]),
        (u64::from(u32::MAX), &[0x1a, 0xff, 0xff, 0xff, 0xff]),
        (u64::from(u32::MAX) + 1, &[0x1b, 0, 0, 0, 1, 0, 0, 0, 0]),
        (u64::MAX, &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ];
    for (value, bytes) in cases {
        let mut writer = Writer::new();
        writer.uint(value);
        assert_eq!(writer.finish(), bytes);
        assert_eq!(Reader::new(bytes).uint(), Ok(value));
    }
    for (value, bytes) in [(-1i64, &[0x20][..]), (-24, &[0x37]), (-25, &[0x38, 24])] {
        let mut writer = Writer::new();
        writer.int(value);
        assert_eq!(writer.finish(), bytes);
    }
    for value in [i64::MIN, i64::MAX] {
        let mut writer = Writer::new();
        writer.int(value);
        assert_eq!(Reader::new(&writer.finish()).int(), Ok(value));
    }
}

#[test]
fn each_forbidden_form_is_named() {
    use CanonicalError::{
        Float, Indefinite, LengthBeyondInput, Map, NotShortest, NotUtf8, OutOfRange, Reserved,
        Simple, Tag, Truncated,
    };
    let at = 1;
    let huge = u64::MAX;
    let cases: &[(&[u8], CanonicalError)] = &[
        (&[0x18, 23], NotShortest { at }),
        (&[0x19, 0, 255], NotShortest { at }),
        (&[0x1a, 0, 0, 255, 255], NotShortest { at }),
        (&[0x1b, 0, 0, 0, 0, 255, 255, 255, 255], NotShortest { at }),
        (&[0x38, 0], NotShortest { at }),
        (&[0x58, 1, 0], NotShortest { at }),
        (&[0x98, 1, 0], NotShortest { at }),
        (&[0x5f, 0x41, 0, 0xff], Indefinite { at }),
        (&[0x7f, 0xff], Indefinite { at }),
        (&[0x9f, 0xff], Indefinite { at }),
        (&[0xff], Indefinite { at }),
        (&[0x1c], Reserved { at }),
        (&[0xa0], Map { at }),
        (&[0xa2, 1, 1, 1, 1], Map { at }),
        (&[0xbf, 0xff], Map { at }),
        (&[0xc1, 0], Tag { at }),
        (&[0xd8, 24, 0x40], Tag { at }),
        (&[0xf9, 0, 0], Float { at }),
        (&[0xfa, 0, 0, 0, 0], Float { at }),
        (&[0xfb, 0, 0, 0, 0, 0, 0, 0, 0], Float { at }),
        (&[0xf7], Simple { at }),
        (&[0xe0], Simple { at }),
        (&[0xf8, 0xff], Simple { at }),
        (&[0x62, 0xff, 0xff], NotUtf8 { at }),
        (&[0x62, 0xc0, 0x80], NotUtf8 { at }),
        (&[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], OutOfRange { at }),
        (&[0x43, 1, 2], LengthBeyondInput { at, length: 3 }),
        (&[0x5b, 255, 255, 255, 255, 255, 255, 255, 255], LengthBeyondInput { at, length: huge }),
        (&[0x9b, 255, 255, 255, 255, 255, 255, 255, 255], LengthBeyondInput { at, length: huge }),
        (&[0x85, 0, 0], LengthBeyondInput { at, length: 5 }),
        (&[0x19, 1], Truncated { at }),
        (&[], Truncated { at }),
    ];
    for (item, error) in cases {
        let bytes: Vec<u8> = [&[0x00], *item].concat();
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.uint(), Ok(0));
        assert_eq!(reader.skip(), Err(*error), "{item:02x?}");
    }
}

#[test]
fn the_wrong_item_is_named_with_what_stands_there() {
    let wrong = |expected, found| CanonicalError::WrongItem { at: 0, expected, found };
    assert_eq!(Reader::new(&[0x20]).uint(), Err(wrong(Item::Unsigned, Item::Negative)));
    assert_eq!(Reader::new(&[0x40]).text(), Err(wrong(Item::Text, Item::Bytes)));
    assert_eq!(Reader::new(&[0x60]).bytes(), Err(wrong(Item::Bytes, Item::Text)));
    assert_eq!(Reader::new(&[0xf6]).array(), Err(wrong(Item::Array, Item::Null)));
    assert_eq!(Reader::new(&[0x80]).int(), Err(wrong(Item::Unsigned, Item::Array)));
    assert_eq!(Reader::new(&[0xf6]).bool(), Err(wrong(Item::Bool, Item::Null)));
    assert_eq!(Reader::new(&[0xf4]).null(), Err(wrong(Item::Null, Item::Bool)));
    assert_eq!(
        Reader::new(&[0x42, 1, 2]).bytes_of::<3>(),
        Err(CanonicalError::WrongLength { at: 0, expected: 3, found: 2 })
    );
    assert_eq!(
        Reader::new(&[0x19, 1, 0]).uint_as::<u8>(),
        Err(CanonicalError::OutOfRange { at: 0 })
    );
}

#[test]
fn sixteen_arrays_deep_is_read_and_seventeen_is_refused() {
    let nested = |depth: usize| [vec![0x81; depth], vec![0x00]].concat();
    assert_eq!(Reader::new(&nested(MAX_DEPTH)).skip(), Ok(()));
    assert_eq!(
        Reader::new(&nested(MAX_DEPTH + 1)).skip(),
        Err(CanonicalError::TooDeep { at: MAX_DEPTH })
    );
    assert_eq!(
        Reader::new(&nested(1_000_000)).skip(),
        Err(CanonicalError::TooDeep { at: MAX_DEPTH })
    );
}

#[test]
fn bytes_after_the_last_item_are_refused() {
    let mut reader = Reader::new(&[0x00, 0x00]);
    assert_eq!(reader.uint(), Ok(0));
    assert_eq!(reader.finish(), Err(CanonicalError::Trailing { at: 1 }));
}

#[test]
fn an_unknown_tail_is_kept_byte_for_byte() {
    let mut writer = Writer::new();
    writer.array(3).uint(1).array(2).text("new").int(-9).null();
    let newer = writer.finish();
    let mut reader = Reader::new(&newer);
    let tail = reader.array_of_at_least(1).expect("three elements");
    assert_eq!((tail, reader.uint()), (2, Ok(1)));
    let mut again = Writer::new();
    again.array(1 + tail).uint(1);
    for _ in 0..tail {
        again.raw(reader.raw_item().expect("canonical"));
    }
    assert_eq!(again.finish(), newer);
}
