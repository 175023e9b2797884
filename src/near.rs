//! Near: the name that somebody meant who typed one that does not exist.

/// The nearest of `names` to `typed`, without regard to case; `None` when none is near enough to be
/// meant: one slip for every three letters.
///
/// A slip is a letter too many, too few or another one, or two neighbours in the wrong order
/// (Damerau 1964, optimal string alignment).
#[must_use]
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = typed.to_lowercase().chars().take(LONGEST).collect();
    names
        .into_iter()
        .map(|name| {
            let letters: Vec<char> = name.to_lowercase().chars().take(LONGEST).collect();
            (slips(&typed, &letters), letters.len().max(typed.len()), name)
        })
        .filter(|(slips, length, _)| slips * 3 <= *length)
        .min_by_key(|(slips, _, _)| *slips)
        .map(|(_, _, name)| name)
}

/// Names are compared up to here: a line of a file typed as a name must not take seconds.
const LONGEST: usize = 100;

fn slips(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let other = last[j] + usize::from(a[i] != b[j]);
            let mut least = other.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}
