//! Encodings: the text of a file that says nothing of how it was written.
//!
//! UTF-8 and UTF-16 are known by their marks or by their bytes. Everything else fits any of the old
//! encodings; the one in which most words are understood is the right one.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, MACINTOSH, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
};

/// What spreadsheet programs write without saying so; the first one that is understood best counts.
const OLD: [&Encoding; 15] = [
    WINDOWS_1252,
    MACINTOSH,
    WINDOWS_1250,
    WINDOWS_1251,
    WINDOWS_1253,
    WINDOWS_1254,
    WINDOWS_1257,
    SHIFT_JIS,
    EUC_JP,
    GB18030,
    BIG5,
    EUC_KR,
    WINDOWS_1255,
    WINDOWS_1256,
    encoding_rs::KOI8_R,
];

/// How many words of a text are understood.
pub type Understood = fn(&str) -> usize;

/// Nothing is asked of the words.
#[must_use]
pub const fn any_words(_text: &str) -> usize {
    0
}

/// The text of a file, and how it was read when that is not certain.
#[must_use]
pub fn text(bytes: &[u8], understood: Understood) -> (String, Option<String>) {
    if let Some(text) = utf16(bytes) {
        return (text, None);
    }
    let mut rest = bytes;
    // Two of them when a program put its own before the one that was there.
    while let Some(after) = rest.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        rest = after;
    }
    if let Ok(text) = std::str::from_utf8(rest) {
        return (text.to_owned(), None);
    }
    let mut best: (usize, &Encoding, String) =
        (0, WINDOWS_1252, WINDOWS_1252.decode_without_bom_handling(rest).0.into_owned());
    for encoding in OLD {
        let (text, broken) = encoding.decode_without_bom_handling(rest);
        let words = if broken { 0 } else { understood(&text) };
        if words > best.0 {
            best = (words, encoding, text.into_owned());
        }
    }
    let (_, encoding, text) = best;
    let name = if encoding == WINDOWS_1252 { "Windows-1252 (Latin-1)" } else { encoding.name() };
    (text, Some(format!("The file is not UTF-8; it was read as {name}.")))
}

/// The text of UTF-16, by its mark or, without one, by every other byte being 0; `None`: it is none.
fn utf16(bytes: &[u8]) -> Option<String> {
    if let Some(text) = super::delimited::text_of_utf16(bytes) {
        return Some(text);
    }
    let head = &bytes[..bytes.len().min(256) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    // METHOD: dates and commas are ASCII, so that half the bytes of such a table are 0.
    let many = |zeros: usize| !head.is_empty() && zeros * 10 >= head.len() / 2 * 8;
    let mark: [u8; 2] = match (many(zeros(0)), many(zeros(1))) {
        (false, true) => [0xFF, 0xFE],
        (true, false) => [0xFE, 0xFF],
        _ => return None,
    };
    super::delimited::text_of_utf16(&[&mark, bytes].concat())
}
