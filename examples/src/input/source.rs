//! The bytes of a table: unpacked, without a mark of byte order, and watched for a quote that nobody closes.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::ReadError;

/// Opens a file, which is compressed if its name ends in `.gz`.
pub(crate) fn open(path: &Path, name: &str) -> Result<Box<dyn Read>, ReadError> {
    let file = File::open(path).map_err(|source| ReadError::Closed { file: name.to_owned(), source })?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(ReadError::Folder { file: name.to_owned() });
    }
    let packed = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    let input: Box<dyn Read> =
        if packed { Box::new(MultiGzDecoder::new(BufReader::new(file))) } else { Box::new(file) };
    unmarked(input, name)
}

/// Returns an input without its mark of byte order, once its first bytes look like UTF-8 text.
pub(crate) fn unmarked(mut input: Box<dyn Read>, name: &str) -> Result<Box<dyn Read>, ReadError> {
    let mut start = Vec::new();
    let begun = input.by_ref().take(3).read_to_end(&mut start);
    begun.map_err(|source| ReadError::Damaged { file: name.to_owned(), source })?;
    match start.as_slice() {
        [0x1f, 0x8b, ..] => return Err(ReadError::Packed { file: name.to_owned() }),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(ReadError::Utf16 { file: name.to_owned() }),
        [0xef, 0xbb, 0xbf] => start.clear(),
        _ => {}
    }
    Ok(Box::new(Cursor::new(start).chain(input)))
}

/// Returns the text of a table so that it can be read by lines, and fails at its end if that is between quotes.
pub(super) fn watched(input: Box<dyn Read>) -> Box<dyn Read> {
    let watched = Watched { input, place: Place::Start, line: 1, quote: 1 };
    // Every line ends in `\n`, so that lines can be counted: `\r` before it is stripped from the last cell, and a
    // last line without an end gets one.
    Box::new(watched.chain(Cursor::new(b"\n")))
}

/// A quote was opened and never closed.
#[derive(Debug)]
pub(super) struct UnclosedQuote {
    /// The line of the quote, from 1.
    pub(super) line: u64,
}

impl fmt::Display for UnclosedQuote {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the quote opened on line {} is never closed", self.line)
    }
}

impl std::error::Error for UnclosedQuote {}

/// Where in a table a byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start of a cell.
    Start,
    /// In a cell, where a quote is a character like others.
    Cell,
    /// Between quotes.
    Quoted,
    /// After a quote between quotes: it ends the cell unless another one follows.
    Quote,
}

/// An input that fails at its end if that is between quotes.
struct Watched<R> {
    input: R,
    place: Place,
    line: u64,
    /// The line on which the last quoted cell begins.
    quote: u64,
}

impl<R> Watched<R> {
    fn pass_all(&mut self, bytes: &[u8]) {
        if self.place == Place::Quoted || bytes.contains(&b'"') {
            for byte in bytes {
                self.pass(*byte);
            }
        } else if let Some(last) = bytes.last() {
            // Without quotes only the last byte says where the next one is.
            self.line += bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
            self.place = if matches!(last, b',' | b'\n') { Place::Start } else { Place::Cell };
        }
    }

    fn pass(&mut self, byte: u8) {
        self.place = match (self.place, byte) {
            (Place::Start, b'"') => {
                self.quote = self.line;
                Place::Quoted
            }
            (Place::Quoted, b'"') => Place::Quote,
            (Place::Quoted, _) | (Place::Quote, b'"') => Place::Quoted,
            (Place::Start | Place::Cell | Place::Quote, b',' | b'\n') => Place::Start,
            (Place::Start | Place::Cell | Place::Quote, _) => Place::Cell,
        };
        self.line += u64::from(byte == b'\n');
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        if length == 0 && !buffer.is_empty() && self.place == Place::Quoted {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, UnclosedQuote { line: self.quote }));
        }
        self.pass_all(buffer.get(..length).unwrap_or_default());
        Ok(length)
    }
}
