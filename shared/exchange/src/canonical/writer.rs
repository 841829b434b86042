//! Writing canonical bytes: cannot produce anything the strict reader would refuse.

/// Appends canonical items to a buffer (规范编码写入).
///
/// ```
/// # use fenhao_exchange::canonical::Writer;
/// let mut writer = Writer::new();
/// writer.array(3).uint(7).int(-500).text("分");
/// assert_eq!(writer.finish(), [0x83, 0x07, 0x39, 0x01, 0xf3, 0x63, 0xe5, 0x88, 0x86]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty writer with room for `capacity` bytes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { bytes: Vec::with_capacity(capacity) }
    }

    /// Begins an array; the next `length` items are its elements.
    #[inline]
    pub fn array(&mut self, length: usize) -> &mut Self {
        self.head(0x80, length as u64)
    }

    /// A whole number of zero or more.
    #[inline]
    pub fn uint(&mut self, value: u64) -> &mut Self {
        self.head(0x00, value)
    }

    /// A signed whole number: amounts and quantities travel as their scaled integers.
    #[inline]
    pub fn int(&mut self, value: i64) -> &mut Self {
        if value >= 0 {
            self.head(0x00, value.unsigned_abs())
        } else {
            // RFC 8949 §3.1: −1 − n, which is the bitwise complement and so cannot overflow.
            self.head(0x20, (!value).unsigned_abs())
        }
    }

    /// A byte string.
    #[inline]
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.head(0x40, value.len() as u64);
        self.bytes.extend_from_slice(value);
        self
    }

    /// UTF-8 text, as given: nothing is normalised.
    #[inline]
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.head(0x60, value.len() as u64);
        self.bytes.extend_from_slice(value.as_bytes());
        self
    }

    /// `true` or `false`.
    #[inline]
    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.bytes.push(if value { 0xf5 } else { 0xf4 });
        self
    }

    /// The absent value.
    #[inline]
    pub fn null(&mut self) -> &mut Self {
        self.bytes.push(0xf6);
        self
    }

    /// Items kept unread by [`super::Reader::raw_item`], put back as they were.
    ///
    /// The caller hands in whole canonical items, which is what `raw_item` and `finish` return.
    #[inline]
    pub fn raw(&mut self, items: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(items);
        self
    }

    /// Bytes written so far.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing has been written yet.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes written.
    #[inline]
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    #[inline]
    fn head(&mut self, major: u8, value: u64) -> &mut Self {
        if value < 24 {
            self.bytes.push(major | value as u8);
        } else {
            self.long_head(major, value);
        }
        self
    }

    fn long_head(&mut self, major: u8, value: u64) {
        let wide = value.to_be_bytes();
        let (form, width) = match value {
            0..=0xff => (24, 1),
            0x100..=0xffff => (25, 2),
            0x1_0000..=0xffff_ffff => (26, 4),
            _ => (27, 8),
        };
        let mut head = [0u8; 9];
        head[0] = major | form;
        head[1..=width].copy_from_slice(&wide[8 - width..]);
        self.bytes.extend_from_slice(&head[..=width]);
    }
}
