//! Ask: what a log leaves open and only its runner knows. All of it is asked at once, as one command.

use crate::error::Error;
use crate::sheet::delimited::Sheet;
use crate::text;

/// One thing that is left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What is not known, in words.
    pub what: String,
    /// The flag that says it, with the likeliest value.
    pub flag: String,
    /// When another value is right, in words.
    pub otherwise: String,
    /// Line that shows it, from 1.
    pub line: usize,
    /// Column that shows it, from 0.
    pub column: Option<usize>,
}

/// Refuses a log for all that it leaves open.
#[must_use]
pub fn refusal(asks: &[Ask], sheet: &Sheet, path: &str, for_good: &str) -> Error {
    let joined = |part: fn(&Ask) -> &str, by: &str| {
        asks.iter().map(part).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(by)
    };
    let flags = joined(|ask| &ask.flag, " ");
    let otherwise = joined(|ask| &ask.otherwise, "; ");
    let mut remedy =
        format!("add {flags}\n  to see what is read: shakeout soreness check {} {flags}", text::shell(path));
    for line in [otherwise.as_str(), for_good].into_iter().filter(|line| !line.is_empty()) {
        remedy.push_str("\n  ");
        remedy.push_str(line);
    }
    let place = asks.first().map(|ask| sheet.excerpt(path, ask.line, ask.column));
    Error::in_file(
        joined(|ask| &ask.what, "; "),
        place.unwrap_or_else(|| sheet.excerpt(path, sheet.header_line, None)),
        remedy,
    )
}
