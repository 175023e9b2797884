//! Walks an XML document for the GPX and TCX readers: elements open and close, text comes whole.
//!
//! The walk forgives what real exporters do (undeclared prefixes, end tags in the wrong
//! order, a byte that is not UTF-8) and continues after damage. A reader implements [`Elements`] and
//! never sees an event of the XML crate, an entity or a comment.

mod plain;
mod stream;

pub use stream::{walk_stream, walk_windows};

use std::borrow::Cow;
use std::io::BufRead;

use memchr::{memchr, memchr2, memmem};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::Damage;

/// Elements nested deeper than this end the walk. GPX and TCX with all known extensions need 10.
pub const MAX_DEPTH: usize = 256;

/// Times that the walk continues after damage. It bounds the time that hostile bytes can
/// take: an unclosed quote is searched to the end of the file.
const MAX_RESTARTS: usize = 64;

/// The text of a file as UTF-8, with the way back to its bytes.
pub struct Document<'a> {
    text: Cow<'a, str>,
    encoding: Encoding,
    /// Bytes that are no valid UTF-8 in a file that does not declare another encoding. Each is
    /// read as `?`.
    pub replaced_bytes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    /// UTF-8 after so many bytes of byte order mark.
    Utf8(usize),
    /// UTF-16 after so many bytes of byte order mark.
    Utf16(usize),
    /// One byte a character.
    Latin1,
}

impl<'a> Document<'a> {
    /// Reads UTF-8 in place. UTF-16 (by byte order mark or by the zero beside the first `<`) and
    /// declared one-byte encodings are copied. Never fails: what is no text is replaced.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        if let Some((little_endian, mark)) = utf16(bytes) {
            let text = Cow::Owned(text_of_utf16(&bytes[mark..], little_endian));
            return Self { text, encoding: Encoding::Utf16(mark), replaced_bytes: 0 };
        }
        Self::of_bytes(bytes, || declares_one_byte_encoding(bytes))
    }

    /// A part of a document that is not UTF-16. `one_byte`: it declares an encoding of one byte a character.
    fn part(bytes: &'a [u8], one_byte: bool) -> Self {
        Self::of_bytes(bytes, || one_byte)
    }

    fn of_bytes(bytes: &'a [u8], one_byte: impl FnOnce() -> bool) -> Self {
        let body = without_mark(bytes);
        let encoding = Encoding::Utf8(bytes.len() - body.len());
        if let Ok(text) = std::str::from_utf8(body) {
            return Self { text: Cow::Borrowed(text), encoding, replaced_bytes: 0 };
        }
        if one_byte() {
            // Only names and titles hold letters beyond ASCII: Latin-1 is read for all of its relatives.
            let text = Cow::Owned(body.iter().map(|&byte| char::from(byte)).collect());
            return Self { text, encoding: Encoding::Latin1, replaced_bytes: 0 };
        }
        let mut text = String::with_capacity(body.len());
        let mut replaced_bytes = 0;
        for chunk in body.utf8_chunks() {
            text.push_str(chunk.valid());
            // One sign for one byte: places in the text stay places in the file.
            text.extend(chunk.invalid().iter().map(|_| '?'));
            replaced_bytes += chunk.invalid().len();
        }
        Self { text: Cow::Owned(text), encoding, replaced_bytes }
    }

    /// The byte of the file that belongs to byte `at` of the text.
    fn file_offset(&self, at: usize) -> u64 {
        let before = self.text.get(..at).unwrap_or(&self.text);
        (match self.encoding {
            Encoding::Utf8(mark) => mark + at,
            Encoding::Utf16(mark) => mark + 2 * before.encode_utf16().count(),
            Encoding::Latin1 => before.chars().count(),
        }) as u64
    }
}

/// The bytes after the byte order mark of UTF-8. Some tools write a second one before the first.
fn without_mark(mut bytes: &[u8]) -> &[u8] {
    while let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        bytes = rest;
    }
    bytes
}

/// True for a document in UTF-16, which cannot be read piece by piece.
#[must_use]
pub fn is_utf16(bytes: &[u8]) -> bool {
    utf16(bytes).is_some()
}

/// Memory that is taken to put a document into UTF-8, bytes: two bytes of UTF-16 become three at most.
#[must_use]
pub fn copied(bytes: &[u8]) -> u64 {
    if is_utf16(bytes) { 3 * (bytes.len() as u64 / 2) } else { 0 }
}

/// Endianness (`true`: little) and length of the byte order mark, if the bytes are UTF-16.
fn utf16(bytes: &[u8]) -> Option<(bool, usize)> {
    match bytes {
        [0xFF, 0xFE, ..] => Some((true, 2)),
        [0xFE, 0xFF, ..] => Some((false, 2)),
        [b'<', 0, ..] => Some((true, 0)),
        [0, b'<', ..] => Some((false, 0)),
        _ => None,
    }
}

fn text_of_utf16(bytes: &[u8], little_endian: bool) -> String {
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if little_endian { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    });
    let text = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER));
    text.skip_while(|sign| *sign == '\u{FEFF}').collect()
}

/// A declaration is looked for in so many bytes.
const DECLARATION: usize = 256;

/// True where the beginning of a document declares an encoding of one byte a character.
#[must_use]
pub fn declares_one_byte_encoding(bytes: &[u8]) -> bool {
    let head = without_mark(&bytes[..bytes.len().min(DECLARATION)]);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let Some(declaration) = head.split("?>").next().filter(|text| text.contains("<?xml")) else {
        return false;
    };
    ["iso-8859", "windows-125", "latin", "cp125", "us-ascii"].iter().any(|name| declaration.contains(name))
}

/// The local name of the root element, found in the first bytes: after byte order mark, white
/// space, declaration, processing instructions, comments and document type. `None`: no XML.
#[must_use]
pub fn root_name(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(64 * 1024)];
    let head = match utf16(head) {
        Some((little_endian, mark)) => Cow::Owned(text_of_utf16(&head[mark..], little_endian).into_bytes()),
        None => Cow::Borrowed(without_mark(head)),
    };
    let mut rest = head.trim_ascii_start();
    loop {
        let find = |end: &[u8]| memmem::find(rest, end).map(|at| at + end.len());
        let skipped = match rest {
            [b'<', b'?', ..] => find(b"?>"),
            [b'<', b'!', b'-', b'-', ..] => find(b"-->"),
            // A document type may hold declarations, each with its own `>`.
            [b'<', b'!', ..] => match (memchr(b'[', rest), memchr(b'>', rest)) {
                (Some(inside), Some(end)) if inside < end => find(b"]>"),
                _ => find(b">"),
            },
            [b'<', ..] => break,
            _ => return None,
        };
        rest = rest[skipped?..].trim_ascii_start();
    }
    let name = rest[1..].split(|byte| b" \t\r\n>/".contains(byte)).next()?;
    let local = local(name);
    (!local.is_empty()).then(|| String::from_utf8_lossy(local).into_owned())
}

/// What a reader does at each element. Calls are balanced: every `open` of a document without
/// damage has its `close`. Names are local names; namespaces are not looked up, so a prefix that
/// is not declared does no harm.
pub trait Elements {
    /// `<name attributes>`; [`attribute`] reads one of them.
    fn open(&mut self, name: &[u8], attributes: &str);

    /// `</name>` inside the element `parent`. `text` is the text since the last tag, entities
    /// resolved, CDATA taken in, comments left out: of an element without children its whole text.
    fn close(&mut self, name: &[u8], parent: &[u8], text: &str);
}

/// The attributes in `raw`, the inside of a tag after its name: local names, and values as
/// written. Ends at the first one that is not `name="value"` or `name='value'`.
pub fn attributes(raw: &str) -> impl Iterator<Item = (&[u8], &str)> {
    let bytes = raw.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        let equals = from + bytes[from..].iter().position(|byte| *byte == b'=')?;
        let quote = equals + 1 + bytes[equals + 1..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        let sign = bytes.get(quote).copied().filter(|sign| matches!(sign, b'"' | b'\''))?;
        let end = quote + 1 + memchr(sign, &bytes[quote + 1..])?;
        let name = local(bytes[from..equals].trim_ascii());
        from = end + 1;
        Some((name, raw.get(quote + 1..end)?))
    })
}

/// The value of the attribute with this local name, entities resolved.
#[must_use]
pub fn attribute<'a>(raw: &'a str, name: &[u8]) -> Option<Cow<'a, str>> {
    let (_, value) = attributes(raw).find(|(found, _)| *found == name)?;
    // An entity that XML does not know stays as typed.
    Some(quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value)))
}

/// Walks `document` to its end, or as far as it can be read, and returns the first damage.
pub fn walk(document: &Document<'_>, elements: &mut impl Elements) -> Option<Damage> {
    walk_as(document, elements, true)
}

/// [`walk`] by the events of the XML crate alone: slower, and what [`walk`] is tested against.
pub fn walk_events(document: &Document<'_>, elements: &mut impl Elements) -> Option<Damage> {
    walk_as(document, elements, false)
}

fn walk_as(document: &Document<'_>, elements: &mut impl Elements, plain: bool) -> Option<Damage> {
    let text: &str = &document.text;
    let open = Vec::with_capacity(16);
    let mut walk = Walk { elements, open, root: None, root_closed: false, plain, behind: 0 };
    let mut damage = None;
    let mut from = 0;
    for _ in 0..=MAX_RESTARTS {
        let Err(stop) = walk.run(&text[from..], false).and_then(|end| walk.eof(end)) else { break };
        let at = from + stop.at;
        let what = stop.what;
        damage.get_or_insert_with(|| Damage { what, at: document.file_offset(at) });
        // After damage, the next tag is the next thing that can be understood.
        let next = text.as_bytes().get(at + 1..).and_then(|rest| memchr(b'<', rest));
        match next {
            Some(distance) if stop.go_on => from = at + 1 + distance,
            _ => break,
        }
    }
    damage
}

/// Why and where (byte of the text that was walked) the walk stopped.
struct Stop {
    what: String,
    at: usize,
    go_on: bool,
    /// More of the document would not change it.
    is_certain: bool,
}

/// The name of an element as written, and without its prefix.
#[derive(Clone, Copy, Default)]
struct Name<'a> {
    full: &'a [u8],
    local: &'a [u8],
    /// True: no quote is in it. One in an end tag hides what comes after it from the XML crate.
    is_plain: bool,
}

impl<'a> Name<'a> {
    fn of(full: &'a [u8]) -> Self {
        Self { full, local: local(full), is_plain: memchr2(b'"', b'\'', full).is_none() }
    }
}

struct Walk<'a, 'e, E> {
    elements: &'e mut E,
    open: Vec<Name<'a>>,
    root: Option<Name<'a>>,
    root_closed: bool,
    /// True: what is plain goes past the XML crate.
    plain: bool,
    /// The byte behind the last tag that was taken: from there on the walk can begin anew, because text is
    /// gathered from tag to tag.
    behind: usize,
}

impl<'a, E: Elements> Walk<'a, '_, E> {
    /// Walks `source` to its end and returns its length. `behind_tag`: it begins right behind a tag.
    fn run(&mut self, source: &'a str, mut behind_tag: bool) -> Result<usize, Stop> {
        let mut reader = events_of(source);
        let mut text = Text::default();
        let mut begun = false;
        loop {
            if behind_tag {
                self.behind = reader.buffer_position() as usize;
                // The crate first: it takes a byte order mark off what it reads first.
                if self.plain && begun {
                    let from = self.behind;
                    self.behind = self.plain(source, from);
                    reader.stream().consume(self.behind - from);
                }
            }
            (behind_tag, begun) = (false, true);
            let before = reader.buffer_position() as usize;
            let event = reader.read_event();
            let after = reader.buffer_position() as usize;
            match event {
                Ok(Event::Start(element)) => {
                    let at = after - element.len() - "<>".len();
                    let name = self.start(source, at, &element)?;
                    self.open.push(name);
                    text.clear();
                    behind_tag = true;
                }
                Ok(Event::Empty(element)) => {
                    let at = after - element.len() - "</>".len();
                    let name = self.start(source, at, &element)?;
                    self.close_empty(name);
                    text.clear();
                    behind_tag = true;
                }
                Ok(Event::End(element)) => {
                    self.end(element.name().0.as_bytes(), text.get());
                    text.clear();
                    behind_tag = true;
                }
                Ok(Event::Text(_)) => {
                    text.add(source.get(before..after).unwrap_or_default());
                }
                Ok(Event::CData(piece)) => text.join(&piece),
                Ok(Event::GeneralRef(reference)) => {
                    let at = after - reference.len() - "&;".len();
                    text.add(source.get(before..at).unwrap_or_default());
                    text.join(&resolve(&reference));
                }
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_)) => {}
                Ok(Event::Eof) => return Ok(source.len()),
                Err(error) => {
                    let at = (reader.error_position() as usize).max(before);
                    // What is unclosed may be closed later.
                    let is_certain = !matches!(error, quick_xml::Error::Syntax(_));
                    return Err(Stop { what: error.to_string(), at, go_on: true, is_certain });
                }
            }
        }
    }

    fn parent(&self) -> &'a [u8] {
        self.open.last().copied().unwrap_or_default().local
    }

    /// Opens the element whose `<` is at `at`; returns its name.
    fn start(&mut self, source: &'a str, at: usize, element: &BytesStart<'_>) -> Result<Name<'a>, Stop> {
        let begin = at + 1;
        let end = begin + element.name().0.len();
        let full = source.as_bytes().get(begin..end).unwrap_or_default();
        let name = Name::of(full);
        // A quote that was lost makes an attribute swallow the tags after it; `<` is not allowed
        // in attributes, so it shows where that began.
        let attributes = element.attributes_raw().as_bytes();
        if !attributes.is_empty() && memchr(b'<', attributes).is_some() {
            let what = "a tag within an attribute: a quote is missing".to_owned();
            return Err(Stop { what, at, go_on: true, is_certain: true });
        }
        if self.open.len() >= MAX_DEPTH {
            let what = format!("elements nested deeper than {MAX_DEPTH} levels");
            return Err(Stop { what, at, go_on: false, is_certain: true });
        }
        self.open_element(name, element.attributes_raw());
        Ok(name)
    }

    fn open_element(&mut self, name: Name<'a>, attributes: &str) {
        self.root.get_or_insert(name);
        self.elements.open(name.local, attributes);
    }

    /// Closes an element that has nothing inside and was not pushed to the open ones.
    fn close_empty(&mut self, name: Name<'a>) {
        self.elements.close(name.local, self.parent(), "");
        self.root_closed |= self.open.is_empty();
    }

    /// Closes `name` and what was left open inside it. An end tag of nothing open is passed over.
    fn end(&mut self, name: &[u8], text: &str) {
        if self.open.last().is_none_or(|innermost| innermost.full != name) {
            let Some(place) = self.open.iter().rposition(|open| open.full == name) else { return };
            while self.open.len() > place + 1 {
                let forgotten = self.open.pop().unwrap_or_default();
                self.elements.close(forgotten.local, self.parent(), "");
            }
        }
        self.close_innermost(text);
    }

    fn close_innermost(&mut self, text: &str) {
        let closed = self.open.pop().unwrap_or_default();
        self.elements.close(closed.local, self.parent(), text);
        self.root_closed |= self.open.is_empty();
    }

    fn eof(&self, at: usize) -> Result<(), Stop> {
        let Some(root) = self.root.filter(|_| !self.root_closed) else { return Ok(()) };
        let what = format!("the file ends before </{}>", String::from_utf8_lossy(root.full));
        Err(Stop { what, at, go_on: false, is_certain: false })
    }
}

/// The events of a document, by the XML crate.
fn events_of(source: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    // White space between tags is no value. Inside a text it counts: see the Text arm.
    config.trim_text_start = true;
    reader
}

/// The name without its prefix.
fn local(name: &[u8]) -> &[u8] {
    name.iter().rposition(|&byte| byte == b':').map_or(name, |colon| &name[colon + 1..])
}

/// Text of one element, in as many pieces as comments, entities and CDATA sections cut it.
/// A single piece (nearly every value) is borrowed.
#[derive(Default)]
struct Text<'a> {
    first: &'a str,
    joined: String,
    is_joined: bool,
}

impl<'a> Text<'a> {
    fn clear(&mut self) {
        self.first = "";
        self.is_joined = false;
    }

    /// A piece that needs no decoding.
    fn add(&mut self, piece: &'a str) {
        if self.first.is_empty() && !self.is_joined {
            self.first = piece;
        } else {
            self.join(piece);
        }
    }

    fn join(&mut self, piece: &str) {
        if !self.is_joined {
            self.joined.clear();
            self.joined.push_str(self.first);
            self.is_joined = true;
        }
        self.joined.push_str(piece);
    }

    fn get(&self) -> &str {
        if self.is_joined { &self.joined } else { self.first }
    }
}

/// The text of `&reference;`. One that is neither a character nor one of XML's five stays as typed.
fn resolve<'a>(reference: &BytesRef<'_>) -> Cow<'a, str> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Cow::Owned(character.to_string());
    }
    let name: &str = reference;
    match quick_xml::escape::resolve_xml_entity(name) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(format!("&{name};")),
    }
}

/// A decimal number as the formats write it (`12`, `-0.459622`, 29 decimals); `None` when it is
/// none, or not finite. A decimal comma of a localised exporter is read too.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim_ascii();
    plain_decimal(text.as_bytes()).or_else(|| {
        let parsed = match text.parse::<f64>() {
            Ok(value) => Some(value),
            Err(_) => text.replacen(',', ".", 1).parse().ok(),
        };
        parsed.filter(|value| value.is_finite())
    })
}

/// A number as a sample holds it; `None` also when it is beyond single precision.
#[must_use]
pub fn single(text: &str) -> Option<f32> {
    number(text).map(|value| value as f32).filter(|value| value.is_finite())
}

/// 10^0 ..= 10^22 are exact in a double.
const POWERS_OF_TEN: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Digits with at most one point. Correctly rounded up to 15 digits (an exact integer divided by
/// an exact power of ten); of longer ones 18 digits are used, which is right to 2 parts in 10^16:
/// a nanometre on the ground.
fn plain_decimal(text: &[u8]) -> Option<f64> {
    const DIGITS: usize = 18;
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let (head, tail) = text.split_at(text.len().min(DIGITS + ".".len()));
    let (whole, mut mantissa) = digits(head, 0);
    let decimals = match &head[whole..] {
        [] => 0,
        [b'.', fraction @ ..] => {
            let (decimals, both) = digits(fraction, mantissa);
            mantissa = both;
            decimals
        }
        _ => return None,
    };
    let all_read = whole + decimals + ".".len() >= head.len() && tail.iter().all(u8::is_ascii_digit);
    let value = mantissa as f64 / POWERS_OF_TEN[decimals];
    let plain = all_read && (1..=DIGITS).contains(&(whole + decimals));
    plain.then_some(if negative { -value } else { value })
}

/// How many digits `text` begins with, and what they append to `number`.
fn digits(text: &[u8], mut number: u64) -> (usize, u64) {
    let mut count = 0;
    for word in text.as_chunks::<8>().0 {
        let Some(eight) = eight_digits(u64::from_le_bytes(*word)) else { break };
        number = number.wrapping_mul(100_000_000) + eight;
        count += 8;
    }
    while let Some(digit) = text.get(count).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
        number = number.wrapping_mul(10) + u64::from(digit);
        count += 1;
    }
    (count, number)
}

/// The number that eight digits make, the first one in the lowest byte; `None` where one of them is no digit.
/// (Daniel Lemire, "Quickly parsing eight digits".)
const fn eight_digits(word: u64) -> Option<u64> {
    const HIGH_HALVES: u64 = u64::from_le_bytes([0xF0; 8]);
    const THREES: u64 = u64::from_le_bytes([0x30; 8]);
    const SIXES: u64 = u64::from_le_bytes([0x06; 8]);
    // A digit is 0x30 to 0x39: its high half is 3, and still is when 6 is added.
    if word & HIGH_HALVES != THREES || (word + SIXES) & HIGH_HALVES != THREES {
        return None;
    }
    let pairs = (word & !HIGH_HALVES).wrapping_mul(10 << 8 | 1) >> 8 & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_FFFF_0000_FFFF;
    Some(fours.wrapping_mul(10_000 << 32 | 1) >> 32)
}

/// A heart rate in beats per minute. 0 and 255 mean "no reading"; numbers that no heart rate field
/// can hold are rejected too.
#[must_use]
pub fn heart_rate(text: &str) -> Option<u8> {
    let text = text.trim_ascii();
    let bpm = match text.parse::<u8>() {
        Ok(bpm) => bpm,
        // Some exporters write means such as `142.0` or `141.6`.
        Err(_) => number(text).filter(|bpm| (0.5..254.5).contains(bpm))?.round() as u8,
    };
    (1..=254).contains(&bpm).then_some(bpm)
}
