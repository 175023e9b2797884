//! Lines: text broken for a terminal. East Asian wide characters and emoji take two columns.

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

/// Breaks `text` into lines of at most `width` columns; a longer word is broken, a hyphen is no
/// place to break (`--reported` stays whole).
#[must_use]
pub fn fold(text: &str, width: usize) -> Vec<String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Vec::new();
    }
    let options = Options::new(width).word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(&words, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// Appends `text` to `page` after `head`, in lines of at most `width` columns; later lines are indented
/// by the width of the head.
pub fn hanging(page: &mut String, head: &str, text: &str, width: usize) {
    let indent = head.width();
    for (i, line) in fold(text, width.saturating_sub(indent)).into_iter().enumerate() {
        match i {
            0 => page.push_str(head),
            _ => page.extend(std::iter::repeat_n(' ', indent)),
        }
        page.push_str(&line);
        page.push('\n');
    }
}
