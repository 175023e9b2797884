//! Steady: values that are the same for nearly every activity of an export, and so say nothing of any.
//!
//! METHOD: a heart keeps no one mean over a season. Where an export has one, it is a placeholder or a setting,
//! and a class that rests on it would be the same for every run, whatever the run was.

use super::ListedActivity;
use super::join::ListFile;
use crate::stats::median;

/// A value of an entry: its name in a sentence, how to read it and how to take it out.
struct Value {
    words: &'static str,
    of: fn(&ListedActivity) -> Option<f64>,
    forget: fn(&mut ListedActivity),
}

/// The values that are looked at.
const VALUES: &[Value] = &[
    Value {
        words: "mean heart rate",
        of: |entry| entry.hr_mean_bpm,
        forget: |entry| {
            entry.hr_mean_bpm = None;
            if let Some(digest) = &mut entry.digest {
                digest.summary_hr_bpm = None;
            }
        },
    },
    Value {
        words: "highest heart rate",
        of: |entry| entry.hr_max_bpm,
        forget: |entry| {
            entry.hr_max_bpm = None;
            if let Some(digest) = &mut entry.digest {
                digest.summary_hr_max_bpm = None;
            }
        },
    },
    Value {
        words: "time in zones",
        of: zone_sum,
        forget: |entry| {
            entry.hr_zones.clear();
            if let Some(digest) = &mut entry.digest {
                digest.summary_hr_zones.clear();
            }
        },
    },
];

/// Fewer activities show nothing.
const LEAST: usize = 10;
/// This share of them has the same value, or it is not steady.
const NEARLY_ALL: f64 = 0.9;
/// As near as this is the same value.
const SAME: f64 = 0.5;

/// Minutes in zones, each weighted by its number: the same for the same times.
fn zone_sum(entry: &ListedActivity) -> Option<f64> {
    let weighted =
        (1_u32..).zip(&entry.hr_zones).map(|(number, zone)| f64::from(number) * zone.seconds / 60.0);
    (!entry.hr_zones.is_empty()).then(|| weighted.sum())
}

/// Takes steady values out of the entries of each kind of list, and says so in its first file.
pub fn forget(lists: &mut [ListFile]) {
    let mut kinds: Vec<&str> = lists.iter().map(|list| list.listing.kind.words).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        for value in VALUES {
            let of_kind = || lists.iter().filter(|list| list.listing.kind.words == kind);
            let entries = of_kind().flat_map(|list| &list.listing.entries);
            let Some(note) = steady(value, entries.filter_map(value.of).collect()) else { continue };
            let mut listings =
                lists.iter_mut().map(|list| &mut list.listing).filter(|l| l.kind.words == kind);
            let mut first = listings.next();
            first.iter_mut().for_each(|listing| listing.notes.push(note.clone()));
            first.into_iter().chain(listings).flat_map(|l| &mut l.entries).for_each(value.forget);
        }
    }
}

/// What to say of a steady value; `None`: it is not steady.
fn steady(value: &Value, values: Vec<f64>) -> Option<String> {
    let all = values.len();
    let usual = median(values.clone()).filter(|_| all >= LEAST)?;
    let same = values.iter().filter(|value| (*value - usual).abs() <= SAME).count();
    let words = value.words;
    (same as f64 >= NEARLY_ALL * all as f64).then(|| {
        format!(
            "its {words} is the same in {same} of {all} activities, so it says nothing of any and is not used"
        )
    })
}
