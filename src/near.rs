//! Near: the name that was probably meant by one that does not exist.

/// The nearest of `names` to `typed`, ignoring case; `None` when every name is further away than one slip for
/// every three letters.
///
/// A slip is an extra, missing or wrong letter, or two neighbours swapped (optimal string alignment).
#[must_use]
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = letters(typed);
    names
        .into_iter()
        .map(|name| (name, letters(name)))
        .map(|(name, own)| (name, strsim::osa_distance(&typed, &own), own.chars().count()))
        .filter(|(_, slips, length)| slips * 3 <= typed.chars().count().max(*length))
        .min_by_key(|(_, slips, _)| *slips)
        .map(|(name, _, _)| name)
}

/// Longest name that is compared whole: a line of a file pasted as a name must not take seconds.
const LONGEST: usize = 100;

fn letters(name: &str) -> String {
    name.to_lowercase().chars().take(LONGEST).collect()
}
