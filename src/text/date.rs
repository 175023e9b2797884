//! Date: the one form in which readers see dates. Files and JSON have ISO 8601.

use jiff::civil::Date;

/// `3 Feb 2023`.
#[must_use]
pub fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `Feb 2023`.
#[must_use]
pub fn month(date: Date) -> String {
    date.strftime("%b %Y").to_string()
}
