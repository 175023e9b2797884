//! Fold: a name as the vocabulary sees it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest name that is looked at, characters: a diary in a title says nothing more by its end.
const LONGEST: usize = 200;

/// Lower case, compatibility forms unified, accents removed, everything that is no letter or digit a
/// blank. `@` stays, and `×` or `*` before a number becomes `x`.
#[must_use]
pub fn fold(text: &str) -> String {
    let lower = text.chars().take(LONGEST).nfkc().flat_map(char::to_lowercase);
    let plain: Vec<char> =
        lower.nfkd().filter(|c| !is_combining_mark(*c) || is_kana_mark(*c)).nfc().collect();
    let mut folded = String::with_capacity(plain.len());
    for (at, &c) in plain.iter().enumerate() {
        let number_next =
            || plain[at + 1..].iter().find(|c| !c.is_whitespace()).is_some_and(char::is_ascii_digit);
        match c {
            '×' | '*' if number_next() => folded.push('x'),
            'ß' => folded.push_str("ss"),
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'æ' => folded.push_str("ae"),
            c if c.is_alphanumeric() || c == '@' || is_kana_mark(c) => folded.push(c),
            _ => folded.push(' '),
        }
    }
    folded
}

/// The voicing marks of kana make another letter: ジ is no シ.
const fn is_kana_mark(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309A}')
}

/// Words of a folded text. A change to or from CJK letters ends a word, and so does an `@`.
#[must_use]
pub fn words(folded: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for word in folded.split_whitespace() {
        let mut start = 0;
        let mut before: Option<char> = None;
        for (at, c) in word.char_indices() {
            let parts = |before: char| is_cjk(before) != is_cjk(c) || before == '@' || c == '@';
            if before.is_some_and(parts) {
                words.push(&word[start..at]);
                start = at;
            }
            before = Some(c);
        }
        words.push(&word[start..]);
    }
    words
}

/// True for repetitions: `6x800`, `3 x 10 min`, `1km x 5`, `800米x6`.
#[must_use]
pub fn has_repetitions(folded: &str) -> bool {
    folded.match_indices('x').any(|(at, _)| {
        let after = folded[at + 1..].trim_start();
        let before = folded[..at].trim_end();
        let number = before.trim_end_matches(|c: char| c.is_alphabetic()).trim_end();
        let unit = before[number.len()..].trim_start().chars().count();
        after.starts_with(|c: char| c.is_ascii_digit())
            && number.ends_with(|c: char| c.is_ascii_digit())
            && unit <= 3
    })
}

/// Chinese, Japanese and Korean letters: no blanks between their words.
#[must_use]
pub const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}')
}
