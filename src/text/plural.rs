//! Plural: counts with their nouns.

use super::number::grouped;

/// A count with its noun: `1 day`, `12 days`, `1,204 entries`.
#[must_use]
pub fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {}", grouped(n), plural(one)) }
}

/// The plural of a noun that is counted here: `day` → `days`, `entry` → `entries`.
#[must_use]
pub fn plural(one: &str) -> String {
    match one.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
        _ => format!("{one}s"),
    }
}
