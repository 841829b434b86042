//! Reading canonical bytes: accepts one encoding of each value and names every other one.

use super::{CanonicalError, Item, MAX_DEPTH};

/// Steps through canonical items, borrowing text and bytes from the input (规范编码读取).
///
/// No length is believed before the input is seen to hold that much, so nothing a stranger
/// writes can make the reader allocate.
///
/// ```
/// # use fenhao_exchange::canonical::Reader;
/// let mut reader = Reader::new(&[0x82, 0x07, 0x39, 0x01, 0xf3]);
/// assert_eq!(reader.array()?, 2);
/// assert_eq!((reader.uint()?, reader.int()?), (7, -500));
/// reader.finish()?;
/// # Ok::<(), fenhao_exchange::canonical::CanonicalError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

/// The first byte of an item and the number that belongs to it.
struct Head {
    major: u8,
    value: u64,
}

impl<'a> Reader<'a> {
    /// A reader at the first byte of `bytes`.
    #[inline]
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// Offset of the next item from the start of the input.
    #[inline]
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// Whether every byte has been read.
    #[inline]
    #[must_use]
    pub fn at_end(&self) -> bool {
        self.position == self.bytes.len()
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`CanonicalError::Trailing`] when bytes remain.
    #[inline]
    pub fn finish(&self) -> Result<(), CanonicalError> {
        if self.at_end() { Ok(()) } else { Err(CanonicalError::Trailing { at: self.position }) }
    }

    /// Enters an array and returns its number of elements, which never exceeds the bytes left.
    ///
    /// # Errors
    /// A [`CanonicalError`] naming what stands there instead.
    #[inline]
    pub fn array(&mut self) -> Result<usize, CanonicalError> {
        let at = self.position;
        let length = self.expect(0x80, Item::Array)?;
        // Every element takes a byte at least, so a longer array cannot be true.
        self.length_within(at, length)
    }

    /// Enters an array whose number of elements is fixed by its meaning.
    ///
    /// # Errors
    /// [`CanonicalError::WrongLength`] for another number of elements.
    #[inline]
    pub fn array_of(&mut self, expected: usize) -> Result<(), CanonicalError> {
        let at = self.position;
        let found = self.array()?;
        if found == expected {
            Ok(())
        } else {
            Err(CanonicalError::WrongLength { at, expected, found })
        }
    }

    /// Enters an array of at least `expected` elements and returns how many follow them: the
    /// unknown tail a newer version may have added.
    ///
    /// # Errors
    /// [`CanonicalError::WrongLength`] for fewer elements.
    #[inline]
    pub fn array_of_at_least(&mut self, expected: usize) -> Result<usize, CanonicalError> {
        let at = self.position;
        let found = self.array()?;
        found.checked_sub(expected).ok_or(CanonicalError::WrongLength { at, expected, found })
    }

    /// A whole number of zero or more.
    ///
    /// # Errors
    /// A [`CanonicalError`] naming what stands there instead.
    #[inline]
    pub fn uint(&mut self) -> Result<u64, CanonicalError> {
        self.expect(0x00, Item::Unsigned)
    }

    /// A whole number of zero or more that fits a narrower type.
    ///
    /// # Errors
    /// [`CanonicalError::OutOfRange`] when it does not fit.
    #[inline]
    pub fn uint_as<T: TryFrom<u64>>(&mut self) -> Result<T, CanonicalError> {
        let at = self.position;
        T::try_from(self.uint()?).map_err(|_| CanonicalError::OutOfRange { at })
    }

    /// A signed whole number.
    ///
    /// # Errors
    /// [`CanonicalError::OutOfRange`] beyond 64 signed bits.
    #[inline]
    pub fn int(&mut self) -> Result<i64, CanonicalError> {
        let at = self.position;
        let head = self.head()?;
        let wide = i64::try_from(head.value).map_err(|_| CanonicalError::OutOfRange { at });
        match head.major {
            0x00 => wide,
            0x20 => wide.map(|n| !n),
            _ => Err(wrong_item(at, Item::Unsigned, &head)),
        }
    }

    /// A byte string.
    ///
    /// # Errors
    /// A [`CanonicalError`] naming what stands there instead.
    #[inline]
    pub fn bytes(&mut self) -> Result<&'a [u8], CanonicalError> {
        let at = self.position;
        let length = self.expect(0x40, Item::Bytes)?;
        self.take(at, length)
    }

    /// A byte string whose length is fixed by its meaning: a hash, a key, a signature.
    ///
    /// # Errors
    /// [`CanonicalError::WrongLength`] for another length.
    #[inline]
    pub fn bytes_of<const N: usize>(&mut self) -> Result<[u8; N], CanonicalError> {
        let at = self.position;
        let found = self.bytes()?;
        found.try_into().map_err(|_| CanonicalError::WrongLength {
            at,
            expected: N,
            found: found.len(),
        })
    }

    /// UTF-8 text.
    ///
    /// # Errors
    /// [`CanonicalError::NotUtf8`], or what stands there instead.
    #[inline]
    pub fn text(&mut self) -> Result<&'a str, CanonicalError> {
        let at = self.position;
        let length = self.expect(0x60, Item::Text)?;
        let bytes = self.take(at, length)?;
        core::str::from_utf8(bytes).map_err(|_| CanonicalError::NotUtf8 { at })
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// A [`CanonicalError`] naming what stands there instead.
    #[inline]
    pub fn bool(&mut self) -> Result<bool, CanonicalError> {
        let at = self.position;
        let head = self.head()?;
        match (head.major, head.value) {
            (0xe0, 20) => Ok(false),
            (0xe0, 21) => Ok(true),
            _ => Err(wrong_item(at, Item::Bool, &head)),
        }
    }

    /// The absent value.
    ///
    /// # Errors
    /// A [`CanonicalError`] naming what stands there instead.
    #[inline]
    pub fn null(&mut self) -> Result<(), CanonicalError> {
        let at = self.position;
        let head = self.head()?;
        match (head.major, head.value) {
            (0xe0, 22) => Ok(()),
            _ => Err(wrong_item(at, Item::Null, &head)),
        }
    }

    /// Whether the next item is the absent value; nothing is read.
    #[inline]
    #[must_use]
    pub fn peek_null(&self) -> bool {
        self.bytes.get(self.position) == Some(&0xf6)
    }

    /// Reads an item unless it is null.
    ///
    /// # Errors
    /// Whatever `read` returns.
    #[inline]
    pub fn optional<T, E: From<CanonicalError>>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        if self.peek_null() {
            self.null()?;
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// Passes over one item and everything in it, checking that all of it is canonical.
    ///
    /// # Errors
    /// A [`CanonicalError`]; [`CanonicalError::TooDeep`] beyond [`MAX_DEPTH`] arrays.
    pub fn skip(&mut self) -> Result<(), CanonicalError> {
        // The elements still to come of each array that is open, innermost last.
        let mut open = [0usize; MAX_DEPTH];
        let mut depth = 0;
        loop {
            let at = self.position;
            let head = self.head()?;
            match head.major {
                0x40 => drop(self.take(at, head.value)?),
                0x60 => {
                    let bytes = self.take(at, head.value)?;
                    core::str::from_utf8(bytes).map_err(|_| CanonicalError::NotUtf8 { at })?;
                }
                0x20 if i64::try_from(head.value).is_err() => {
                    return Err(CanonicalError::OutOfRange { at });
                }
                0x80 => {
                    let length = self.length_within(at, head.value)?;
                    if depth == MAX_DEPTH {
                        return Err(CanonicalError::TooDeep { at });
                    }
                    open[depth] = length;
                    depth += 1;
                }
                _ => {}
            }
            while depth > 0 && open[depth - 1] == 0 {
                depth -= 1;
            }
            if depth == 0 {
                return Ok(());
            }
            open[depth - 1] -= 1;
        }
    }

    /// The exact bytes of the next item, checked but not understood: how a reader keeps the tail
    /// a newer version has added.
    ///
    /// # Errors
    /// As [`Reader::skip`].
    pub fn raw_item(&mut self) -> Result<&'a [u8], CanonicalError> {
        let start = self.position;
        self.skip()?;
        Ok(&self.bytes[start..self.position])
    }

    #[inline]
    fn expect(&mut self, major: u8, expected: Item) -> Result<u64, CanonicalError> {
        let at = self.position;
        let head = self.head()?;
        if head.major == major { Ok(head.value) } else { Err(wrong_item(at, expected, &head)) }
    }

    #[inline]
    fn take(&mut self, at: usize, length: u64) -> Result<&'a [u8], CanonicalError> {
        let length = self.length_within(at, length)?;
        let bytes = &self.bytes[self.position..self.position + length];
        self.position += length;
        Ok(bytes)
    }

    #[inline]
    fn length_within(&self, at: usize, length: u64) -> Result<usize, CanonicalError> {
        let left = self.bytes.len() - self.position;
        match usize::try_from(length) {
            Ok(length) if length <= left => Ok(length),
            _ => Err(CanonicalError::LengthBeyondInput { at, length }),
        }
    }

    #[inline]
    fn head(&mut self) -> Result<Head, CanonicalError> {
        let at = self.position;
        let &first = self.bytes.get(at).ok_or(CanonicalError::Truncated { at })?;
        let (major, form) = (first & 0xe0, first & 0x1f);
        // Majors 0 to 4 with the number inside the first byte: by far the most frequent case.
        if form < 24 && major <= 0x80 {
            self.position = at + 1;
            return Ok(Head { major, value: u64::from(form) });
        }
        self.long_head(at, major, form)
    }

    fn long_head(&mut self, at: usize, major: u8, form: u8) -> Result<Head, CanonicalError> {
        match (major, form) {
            (0xa0, _) => return Err(CanonicalError::Map { at }),
            (0xc0, _) => return Err(CanonicalError::Tag { at }),
            (_, 31) => return Err(CanonicalError::Indefinite { at }),
            (_, 28..=30) => return Err(CanonicalError::Reserved { at }),
            (0xe0, 25..=27) => return Err(CanonicalError::Float { at }),
            (0xe0, 20..=22) => {
                self.position = at + 1;
                return Ok(Head { major, value: u64::from(form) });
            }
            (0xe0, _) => return Err(CanonicalError::Simple { at }),
            _ => {}
        }
        let width = 1usize << (form - 24);
        let digits =
            self.bytes.get(at + 1..at + 1 + width).ok_or(CanonicalError::Truncated { at })?;
        let value = digits.iter().fold(0u64, |value, &byte| value << 8 | u64::from(byte));
        let shortest = match form {
            24 => value >= 24,
            25 => value > 0xff,
            26 => value > 0xffff,
            _ => value > 0xffff_ffff,
        };
        if !shortest {
            return Err(CanonicalError::NotShortest { at });
        }
        self.position = at + 1 + width;
        Ok(Head { major, value })
    }
}

#[cold]
fn wrong_item(at: usize, expected: Item, head: &Head) -> CanonicalError {
    let found = match (head.major, head.value) {
        (0x00, _) => Item::Unsigned,
        (0x20, _) => Item::Negative,
        (0x40, _) => Item::Bytes,
        (0x60, _) => Item::Text,
        (0x80, _) => Item::Array,
        (_, 22) => Item::Null,
        _ => Item::Bool,
    };
    CanonicalError::WrongItem { at, expected, found }
}
