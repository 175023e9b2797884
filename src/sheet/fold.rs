//! Letters as they are compared: words of headers and cells without what differs from hand to hand.

use unicode_normalization::UnicodeNormalization;

/// The text in lower case without accents: `März` and `MARZ` are one, and so are `０〜１０` and `0~10`.
///
/// Compatibility forms (full-width digits, ligatures) become the plain ones, NFKC of Unicode; letters
/// that have no accent to lose (`ł`, `ø`, `ß`) become those that are typed for them.
#[must_use]
pub fn fold(text: &str) -> String {
    // The last two make a key or a picture of the sign before them.
    let is_accent = |c: &char| matches!(c, '\u{300}'..='\u{36f}' | '\u{20e3}' | '\u{fe0f}');
    let mut out = String::with_capacity(text.len());
    // To lower case first: a capital may become a letter and an accent.
    for c in text.chars().flat_map(char::to_lowercase).nfkd().filter(|c| !is_accent(c)).nfc() {
        match c {
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'đ' => out.push('d'),
            'ı' => out.push('i'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            '\u{2019}' | '\u{2bc}' => out.push('\''),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(digit(c).unwrap_or(c)),
        }
    }
    out
}

/// The digit that is typed for one of Arabic, Persian, Hindi or Thai.
fn digit(c: char) -> Option<char> {
    let zeros = ['\u{660}', '\u{6f0}', '\u{966}', '\u{e50}'].map(u32::from);
    let value =
        zeros.into_iter().find_map(|zero| u32::from(c).checked_sub(zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

/// The words of a folded text, with one blank before, between and after them.
#[must_use]
pub fn words(folded: &str) -> String {
    let mut out = String::from(" ");
    for word in folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()) {
        out.push_str(word);
        out.push(' ');
    }
    out
}

/// Byte at which `word` is met in `words`, from the start of a word on. Scripts that write without blanks
/// (Chinese, Japanese, Thai, Korean endings) are searched as they stand.
#[must_use]
pub fn position(words: &str, word: &str) -> Option<usize> {
    if word.chars().next().is_some_and(|c| c >= '\u{e00}') {
        return words.find(word);
    }
    words.match_indices(word).map(|(at, _)| at).find(|&at| words[..at].ends_with(' '))
}
