//! Tags: the start and end tags of an XML stream, one after the other, in a buffer of fixed size.
//!
//! Text between tags is passed over: Apple keeps everything in attributes. The document type is not
//! parsed, because the one that Apple writes is not valid.

use std::io::{self, BufRead};

use memchr::{memchr, memchr_iter};

/// A longer tag is passed over, bytes.
const LONGEST: usize = 1 << 20;

/// Reads tags from a stream.
pub struct Tags<R> {
    reader: R,
    /// The part of a tag that lay at the end of the reader's buffer.
    tag: Vec<u8>,
}

impl<R: BufRead> Tags<R> {
    /// From the beginning of a document.
    pub const fn new(reader: R) -> Self {
        Self { reader, tag: Vec::new() }
    }

    /// Calls `with` for what is between `<` and `>` of every tag, until it ends.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn for_each(&mut self, mut with: impl FnMut(&[u8])) -> io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            let used = buffer.len();
            let mut rest = buffer;
            if !self.tag.is_empty() {
                // The tag that the buffer before began.
                let Some(end) = end_of(&self.tag, rest) else {
                    if self.tag.len() + rest.len() > LONGEST {
                        self.tag.clear();
                    } else {
                        self.tag.extend_from_slice(rest);
                    }
                    self.reader.consume(used);
                    continue;
                };
                self.tag.extend_from_slice(&rest[..end]);
                with(&self.tag[1..]);
                self.tag.clear();
                rest = &rest[end + 1..];
            }
            while let Some(at) = memchr(b'<', rest) {
                rest = &rest[at..];
                let Some(end) = end_of(b"", rest) else {
                    self.tag.extend_from_slice(rest);
                    break;
                };
                with(&rest[1..end]);
                rest = &rest[end + 1..];
            }
            self.reader.consume(used);
        }
    }
}

/// Where the tag ends that `before` and `rest` hold: at the first `>` outside of quotes. What begins
/// with `<!` or `<?` ends at its first `>`.
fn end_of(before: &[u8], rest: &[u8]) -> Option<usize> {
    let second = before.iter().chain(rest).nth(1);
    let quoted = !matches!(second, Some(b'!' | b'?'));
    let mut quotes = memchr_iter(b'"', before).count();
    let mut from = 0;
    while let Some(at) = memchr(b'>', &rest[from..]) {
        quotes += memchr_iter(b'"', &rest[from..from + at]).count();
        if !quoted || quotes.is_multiple_of(2) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// The name of a tag: `Record`, `/Workout`.
#[must_use]
pub fn name(tag: &[u8]) -> &[u8] {
    let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/' && tag[0] != b'/');
    &tag[..end.unwrap_or(tag.len())]
}

/// True for a tag that has no end tag.
#[must_use]
pub fn is_closed(tag: &[u8]) -> bool {
    tag.ends_with(b"/")
}

/// The value of an attribute as it is written; the first one where a name is repeated.
#[must_use]
pub fn attribute<'t>(tag: &'t [u8], name: &str) -> Option<&'t str> {
    let mut rest = tag;
    loop {
        let equals = memchr(b'=', rest)?;
        let key = rest[..equals].trim_ascii_end();
        let key = &key[key.iter().rposition(u8::is_ascii_whitespace).map_or(0, |at| at + 1)..];
        rest = rest[equals + 1..].trim_ascii_start();
        let (&quote, value) = rest.split_first()?;
        if quote != b'"' && quote != b'\'' {
            return None;
        }
        let end = memchr(quote, value)?;
        if key == name.as_bytes() {
            return std::str::from_utf8(&value[..end]).ok();
        }
        rest = &value[end + 1..];
    }
}
