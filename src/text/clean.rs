//! Clean: names and texts that come from files, made safe to show.

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
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|&c| !turns(c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
