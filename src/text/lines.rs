//! Lines: text broken for a terminal. East Asian wide characters and emoji take two columns.

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

/// Words up to this width stay whole in the narrowest terminal: a hash of 64 letters, a path, a command.
const WHOLE: usize = 64;

/// Breaks `text` into lines of at most `width` columns. A hyphen is no place to break (`--reported` stays
/// whole), and a word that is longer than the line is broken only where nobody would copy it.
#[must_use]
pub fn fold(text: &str, width: usize) -> Vec<String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Vec::new();
    }
    let broken = words.split(' ').any(|word| word.width() > WHOLE);
    let options = Options::new(width).word_splitter(WordSplitter::NoHyphenation).break_words(broken);
    textwrap::wrap(&words, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// Breaks the lines of `text` that are wider than `width` between their words; what follows is indented by two more
/// than the line.
#[must_use]
pub fn fit(text: &str, width: usize) -> String {
    let fitted = text.lines().map(|line| {
        let indent = " ".repeat(line.len() - line.trim_start_matches(' ').len() + 2);
        let options = Options::new(width).word_splitter(WordSplitter::NoHyphenation).break_words(false);
        textwrap::wrap(line, options.subsequent_indent(&indent)).join("\n")
    });
    fitted.collect::<Vec<_>>().join("\n")
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

/// A text in the making, for a terminal of so many columns.
#[derive(Clone, Debug)]
pub struct Page {
    /// What is written so far.
    pub text: String,
    columns: usize,
}

impl Page {
    /// An empty page.
    #[must_use]
    pub const fn new(columns: usize) -> Self {
        Self { text: String::new(), columns }
    }

    /// Appends `text` after `head`; later lines are indented by the width of the head.
    pub fn hanging(&mut self, head: &str, text: &str) {
        hanging(&mut self.text, head, text, self.columns);
    }
}
