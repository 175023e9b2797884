//! Plain markup, read without the XML crate: nearly all of a recording's trackpoints.
//!
//! Plain are `<name>`, `<name attributes>`, `<name/>`, the `</name>` of the innermost element, and
//! text without `&` between them. They need two or three searches for a byte each and take a third
//! of the time of the crate's event loop. Anything else (comments, CDATA, references, declarations, a
//! tag in an attribute, an end tag of another element, the end of the file) is left to the crate, from
//! the end of the last plain tag on; it returns after its next tag. So every document has one
//! meaning, the crate's: [`super::walk_events`] is the walk without this file, and the tests
//! hold both to the same calls and the same damage.

use memchr::{memchr, memchr2, memchr3};

use super::{Elements, MAX_DEPTH, Name, Walk};

impl<'a, E: Elements> Walk<'a, '_, E> {
    /// Reads the plain tags from byte `from`, which directly follows a tag. Returns the
    /// byte after the last one.
    pub(super) fn plain(&mut self, source: &'a str, from: usize) -> usize {
        let mut at = from;
        while let Some(behind) = self.plain_tag(source, at) {
            at = behind;
        }
        at
    }

    /// Reads the text and the tag from `from`, if they are plain; returns the byte after them.
    fn plain_tag(&mut self, source: &'a str, from: usize) -> Option<usize> {
        let bytes = source.as_bytes();
        let tag = from + markup(bytes.get(from..)?)?;
        match (bytes[tag], *bytes.get(tag + 1)?) {
            (b'<', b'/') => self.plain_end(source, from, tag),
            (b'<', _) => self.plain_start(source, tag),
            _ => None,
        }
    }

    /// `</name>` at `tag`, after the text that begins at `from`.
    fn plain_end(&mut self, source: &'a str, from: usize, tag: usize) -> Option<usize> {
        let name = tag + "</".len();
        let innermost = *self.open.last()?;
        let close = name + innermost.full.len();
        let tag_end = source.as_bytes().get(name..=close)?.split_last()?;
        if !innermost.is_plain || tag_end != (&b'>', innermost.full) {
            return None;
        }
        let text = source.get(from..tag)?;
        let text = if text.bytes().all(is_white_space) { "" } else { text };
        self.close_innermost(text);
        Some(close + 1)
    }

    /// `<name>`, `<name attributes>` or `<name/>` at `tag`.
    fn plain_start(&mut self, source: &'a str, tag: usize) -> Option<usize> {
        let bytes = source.as_bytes();
        let begin = tag + 1;
        let (mut local, mut end) = (begin, begin);
        loop {
            end += letters(&bytes[end..]);
            match *bytes.get(end)? {
                b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t' => break,
                b'<' | b'"' | b'\'' | b'!' | b'?' => return None,
                b':' => local = end + 1,
                _ => {}
            }
            end += 1;
        }
        let close = if bytes[end] == b'>' { end } else { end + close_of_tag(&bytes[end..])? };
        let empty = close > end && bytes[close - 1] == b'/';
        let attributes = source.get(end..close - usize::from(empty))?;
        // `<a/b>`: the slash belongs to the name.
        let cut_name = attributes.starts_with('/');
        if end == begin || cut_name || self.open.len() >= MAX_DEPTH {
            return None;
        }
        let name = Name { full: &bytes[begin..end], local: &bytes[local..end], is_plain: true };
        self.open_element(name, attributes);
        if empty {
            self.close_empty(name);
        } else {
            self.open.push(name);
        }
        Some(close + 1)
    }
}

/// How many of the first bytes are letters or beyond ASCII: every sign that means something in a tag is below 0x40.
/// At most so many as make whole words of eight bytes, and those before such a sign in the next one.
#[inline(always)]
fn letters(bytes: &[u8]) -> usize {
    let mut count = 0;
    for word in bytes.as_chunks::<8>().0 {
        let word = u64::from_le_bytes(*word);
        // The high bit of each byte whose two highest bits are 0.
        let below = !(word | word << 1) & HIGH_BITS;
        if below != 0 {
            return count + below.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    count
}

/// Where the next `<` or `&` is. Nearly all texts are short: of eight bytes at a time no search has to be set up.
#[inline(always)]
fn markup(bytes: &[u8]) -> Option<usize> {
    const WORDS: usize = 4;
    let words = bytes.as_chunks::<8>().0;
    for (at, word) in words.iter().take(WORDS).enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = first_zero(word ^ each(b'<')) | first_zero(word ^ each(b'&'));
        if found != 0 {
            return Some(8 * at + found.trailing_zeros() as usize / 8);
        }
    }
    let from = 8 * words.len().min(WORDS);
    Some(from + memchr2(b'<', b'&', &bytes[from..])?)
}

/// A word of eight times the same byte.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

const HIGH_BITS: u64 = each(0x80);

/// The high bit of the lowest byte of `word` that is zero; bits above it mean nothing.
const fn first_zero(word: u64) -> u64 {
    word.wrapping_sub(each(1)) & !word & HIGH_BITS
}

/// The `>` that ends a tag whose attributes begin with `rest`: the first one outside of quotes.
/// `None`: there is none, or a `<` before it.
fn close_of_tag(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let sign = at + memchr3(b'>', b'"', b'\'', &rest[at..])?;
        if rest[sign] == b'>' {
            return memchr(b'<', &rest[..sign]).is_none().then_some(sign);
        }
        at = sign + 1;
        at += memchr(rest[sign], &rest[at..])? + 1;
    }
}

/// White space of XML: narrower than Rust's ASCII white space.
fn is_white_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}
