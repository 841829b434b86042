//! A CSV file, plain or packed with zstd, read row by row.
//!
//! Owns recognising the packing by its first bytes, the check of the header, and the line numbers.
//! Leaves out what the columns mean. Invariant: a row that cannot be read is a bad row with a
//! line, never the end of the file's reading.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Timestamp;

use crate::error::{ApiError, ErrorCode};

/// The first bytes of a zstd frame (RFC 8878).
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A table with the columns that were asked for.
pub struct Table {
    reader: csv::Reader<Box<dyn Read>>,
    record: csv::ByteRecord,
    places: Vec<usize>,
    columns: &'static [&'static str],
    file: String,
}

impl Table {
    /// Opens a file and finds the columns by name, in whatever order they stand.
    pub fn open(path: &Path, columns: &'static [&'static str]) -> Result<Table, ApiError> {
        let file = path.to_string_lossy().into_owned();
        let mut reader = reader(path)?;
        let header = header_of(&mut reader, &file)?;
        let mut places = Vec::with_capacity(columns.len());
        for column in columns {
            match header.iter().position(|name| name == column) {
                Some(place) => places.push(place),
                None => {
                    let wrong = ErrorCode::FileWrong.with("file", &file);
                    return Err(wrong.with("what", column));
                }
            }
        }
        Ok(Table { reader, record: csv::ByteRecord::new(), places, columns, file })
    }

    /// The next row; none at the end.
    pub fn read(&mut self) -> Result<Option<Row<'_>>, ApiError> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {
                let line = self.record.position().map_or(0, csv::Position::line);
                Ok(Some(Row {
                    record: &self.record,
                    places: &self.places,
                    columns: self.columns,
                    line,
                }))
            }
            Ok(false) => Ok(None),
            Err(_) => Err(ErrorCode::FileDamaged.with("file", &self.file)),
        }
    }
}

/// The names in the first row of a file.
pub fn header(path: &Path) -> Result<Vec<String>, ApiError> {
    header_of(&mut reader(path)?, &path.to_string_lossy())
}

fn header_of(reader: &mut csv::Reader<Box<dyn Read>>, file: &str) -> Result<Vec<String>, ApiError> {
    match reader.byte_headers() {
        Ok(names) => {
            Ok(names.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect())
        }
        Err(_) => Err(ErrorCode::FileDamaged.with("file", file)),
    }
}

fn reader(path: &Path) -> Result<csv::Reader<Box<dyn Read>>, ApiError> {
    let unreadable = |_| ErrorCode::FileUnreadable.with("file", path.to_string_lossy());
    let mut file = File::open(path).map_err(unreadable)?;
    let mut first = Vec::with_capacity(ZSTD.len());
    (&mut file).take(4).read_to_end(&mut first).map_err(unreadable)?;
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let input: Box<dyn Read> = match first == ZSTD {
        true => Box::new(zstd::Decoder::new(file).map_err(unreadable)?),
        false => Box::new(BufReader::new(file)),
    };
    Ok(csv::ReaderBuilder::new().flexible(true).from_reader(input))
}

/// A row of a table.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    record: &'a csv::ByteRecord,
    places: &'a [usize],
    columns: &'static [&'static str],
    /// Line in the file, from 1.
    pub line: u64,
}

impl<'a> Row<'a> {
    /// The text of the `at`th column that was asked for.
    pub fn text(&self, at: usize) -> Result<&'a str, ApiError> {
        let bad = || ErrorCode::RowMalformed.with("what", self.columns[at]);
        let bytes = self.record.get(self.places[at]).ok_or_else(bad)?;
        std::str::from_utf8(bytes).map(str::trim).map_err(|_| bad())
    }

    /// A whole number that names something.
    pub fn number<T: std::str::FromStr>(&self, at: usize) -> Result<T, ApiError> {
        let text = self.text(at)?;
        let what = || format!("{} {text:?}", self.columns[at]);
        match text.bytes().all(|b| b.is_ascii_digit()) {
            true => text.parse().map_err(|_| ErrorCode::RowMalformed.with("what", what())),
            false => Err(ErrorCode::RowMalformed.with("what", what())),
        }
    }

    /// An amount of money that is not negative, in whole minor units.
    pub fn money(&self, at: usize) -> Result<Amount, ApiError> {
        let text = self.text(at)?;
        match Amount::parse(text) {
            Ok(amount) if amount >= Amount::ZERO && amount.is_minor() => Ok(amount),
            _ => Err(ErrorCode::PriceInvalid.with("text", text).at(self.columns[at])),
        }
    }

    /// A moment in UTC.
    pub fn moment(&self, at: usize) -> Result<Timestamp, ApiError> {
        Ok(Timestamp::parse_utc(self.text(at)?)?)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    const COLUMNS: &[&str] = &["b", "a"];

    /// A row's line and its first column, or the code of what is wrong with it.
    type Read = (u64, Result<String, String>);

    fn rows(bytes: &[u8]) -> Result<Vec<Read>, ApiError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let mut table = Table::open(file.path(), COLUMNS)?;
        let mut rows = Vec::new();
        while let Some(row) = table.read()? {
            rows.push((row.line, row.text(0).map(str::to_owned).map_err(|e| e.code)));
        }
        Ok(rows)
    }

    #[test]
    fn columns_are_found_by_name_and_packing_by_its_first_bytes() {
        let plain = b"\xef\xbb\xbfa,b,c\n1,2,3\n4,5,6\n";
        let wanted = vec![(2, Ok("2".to_owned())), (3, Ok("5".to_owned()))];
        assert_eq!(rows(plain), Ok(wanted.clone()));
        let packed = zstd::encode_all(&plain[..], 1).unwrap();
        assert_eq!(rows(&packed), Ok(wanted));
    }

    #[test]
    fn a_short_row_and_a_wrong_encoding_are_bad_rows_with_their_line() {
        let got = rows(b"a,b\n1\n1,\xff\n1,2\n").unwrap();
        let bad = Err("row_malformed".to_owned());
        assert_eq!(got, vec![(2, bad.clone()), (3, bad), (4, Ok("2".to_owned()))]);
    }

    #[test]
    fn a_file_without_the_columns_is_the_wrong_file() {
        let error = rows(b"a,c\n1,2\n").unwrap_err();
        assert!(error.is(ErrorCode::FileWrong));
        assert_eq!(error.param("what"), Some("b"));
        assert!(rows(b"").unwrap_err().is(ErrorCode::FileWrong));
    }

    #[test]
    fn a_cut_packed_file_is_told_as_damaged() {
        let body: Vec<u8> = (0..50_000).flat_map(|n| format!("{n},{n}\n").into_bytes()).collect();
        let packed = zstd::encode_all(&[b"a,b\n", &body[..]].concat()[..], 1).unwrap();
        let error = rows(&packed[..packed.len() / 2]).unwrap_err();
        assert!(error.is(ErrorCode::FileDamaged));
    }
}
