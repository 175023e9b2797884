//! Files: the recordings that a list names.

use std::collections::BTreeMap;

use crate::label::Label;

/// Files by folder and name.
pub(super) struct Files<'a> {
    labels: &'a [&'a Label],
    copies: &'a BTreeMap<usize, usize>,
    /// Place, and path in it as [`key`], to the first file.
    by_place: BTreeMap<(String, String), usize>,
    /// Last part of the name, as [`key`], to the only file that has it; `None`: there are several.
    by_name: BTreeMap<String, Option<usize>>,
}

/// Names are compared without `.gz` and in lower case: people unpack exports.
fn key(path: &str) -> String {
    let lower = path.replace('\\', "/").to_lowercase();
    lower.strip_suffix(".gz").map_or(lower.clone(), str::to_owned)
}

/// The path inside the innermost archive, and everything around it.
fn inside(label: &Label) -> (String, String) {
    let (around, name) = label.place();
    (around, name.to_owned())
}

impl<'a> Files<'a> {
    pub(super) fn of(labels: &'a [&'a Label], copies: &'a BTreeMap<usize, usize>) -> Self {
        let (mut by_place, mut by_name) = (BTreeMap::new(), BTreeMap::new());
        for (i, label) in labels.iter().enumerate() {
            let (around, path) = inside(label);
            let name = path.rsplit('/').next().unwrap_or(&path);
            by_name.entry(key(name)).and_modify(|only| *only = None).or_insert(Some(i));
            by_place.entry((around, key(&path))).or_insert(i);
        }
        Self { labels, copies, by_place, by_name }
    }

    /// The file that a list names, relative to its own folder; else the only one of that name.
    pub(super) fn find(&self, list: usize, file: &str) -> Option<usize> {
        let (around, path) = inside(self.labels[list]);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let wanted = key(&if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") });
        let only = || self.by_name.get(&key(file.rsplit('/').next().unwrap_or(file))).copied().flatten();
        let found = self.by_place.get(&(around, wanted)).copied().or_else(only)?;
        Some(self.copies.get(&found).copied().unwrap_or(found))
    }
}
