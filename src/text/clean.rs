//! Clean: names and texts that come from files, made safe to show.

use std::borrow::Cow;

use crate::label::is_unsafe;

/// A text from a file, made safe to print: no control characters, no characters that turn the
/// writing direction, one line, at most 200 characters.
#[must_use]
pub fn plain(text: &str) -> String {
    const LONGEST: usize = 200;
    let clean = one_line(text);
    if clean.chars().count() <= LONGEST {
        return clean;
    }
    clean.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// The same for a text of our own that may quote a name: not cut.
#[must_use]
pub fn one_line(text: &str) -> String {
    let turns = |c: char| is_unsafe(c) && !c.is_control();
    text.chars().filter(|&c| !turns(c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A text from a file as far as it is kept: its beginning, where it is longer than any name.
#[must_use]
pub fn beginning(text: &str) -> &str {
    /// Most bytes of it. A file may have a name of a megabyte, and say it for each of a thousand runs at no cost.
    const LONGEST: usize = 600;
    let end = (0..=LONGEST.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

/// A name from a file as it is kept; `None` for an empty one.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| beginning(text).to_owned())
}

/// What is printed, with the characters above ASCII that command a terminal or turn the writing direction spelled out
/// as `\u009b`: in JSON that is the same character, in words one that is seen. Escape is left, which begins our own
/// colours; names and texts from files have lost it before.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let commands = |c: char| !c.is_ascii() && is_unsafe(c);
    if !text.contains(commands) {
        return Cow::Borrowed(text);
    }
    let spelled = |out: String, c: char| match commands(c) {
        true => out + &format!("\\u{:04x}", u32::from(c)),
        false => out + c.encode_utf8(&mut [0; 4]),
    };
    Cow::Owned(text.chars().fold(String::new(), spelled))
}
