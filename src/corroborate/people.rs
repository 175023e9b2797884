//! People: does one archive hold the recordings of two runners?

use std::collections::{BTreeMap, BTreeSet};

use super::day;
use crate::digest::Digest;
use crate::merge::Recording;
use crate::merge::same;

/// On fewer days it may be a wrong clock or a wrong first position.
const LEAST_DAYS: usize = 3;
/// Two recordings that share less time are one after the other, s.
const LEAST_SHARED_S: f64 = 600.0;
/// A second device of the same runner may be switched on so far away, m, ...
const FAR_M: f64 = 5000.0;
/// ... and on the way, at no more than so many m/s.
const FASTEST_MPS: f64 = 15.0;
/// Recordings at a time that are looked at.
const MOST_AT_A_TIME: usize = 16;
/// A device with fewer runs says nothing of its owner.
const LEAST_RUNS: usize = 3;
/// Another sex is a setting that was never made, unless the weight differs too, kg.
const OTHER_WEIGHT_KG: f64 = 5.0;
/// So much nobody gains and loses from one run to the next, kg.
const FAR_WEIGHT_KG: f64 = 20.0;

/// The same without days, sexes and weights, which are the runners' own.
pub const TWO_RUNNERS: &str = "the archive seems to hold two runners";

/// Why the recordings seem to be those of two runners, in words; `None`: nothing says so.
///
/// METHOD: it is said and changes no number: whose runs are whose, the archive does not know.
#[must_use]
pub fn two_runners(recordings: &[Recording]) -> Option<String> {
    let what = in_two_places(recordings).or_else(|| on_two_wrists(recordings))?;
    Some(format!(
        "{what}: the files of two runners seem to lie in one archive. Give each runner a folder, and run \
         `shakeout cohort` on the folder of these"
    ))
}

/// Runs at one time that begin too far apart for one runner.
fn in_two_places(recordings: &[Recording]) -> Option<String> {
    let mut on_foot: Vec<&Digest> = recordings
        .iter()
        .map(|recording| &recording.digest)
        .filter(|digest| same::on_foot(digest) && digest.first_position.is_some())
        .collect();
    on_foot.sort_by_key(|digest| digest.start);
    let mut days = BTreeSet::new();
    for (k, a) in on_foot.iter().enumerate() {
        let later = on_foot[k + 1..].iter().take(MOST_AT_A_TIME).take_while(|b| b.start < same::end(a));
        let apart = later.filter(|b| are_apart(a, b)).count() > 0;
        days.extend(apart.then(|| day(a.start.0)).flatten());
    }
    let first = days.first().filter(|_| days.len() >= LEAST_DAYS)?;
    Some(format!("On {} days, first on {first}, runs begin far apart at the same time", days.len()))
}

fn are_apart(a: &Digest, b: &Digest) -> bool {
    let Some((here, there)) = a.first_position.zip(b.first_position) else { return false };
    let between_s = b.start.seconds_since(a.start).abs();
    same::shared_s(a, b) >= LEAST_SHARED_S && here.metres_to(there) > FASTEST_MPS.mul_add(between_s, FAR_M)
}

/// What a device says of its owner.
struct Owner {
    first_ms: i64,
    last_ms: i64,
    female: Option<bool>,
    weight_kg: Option<f64>,
}

impl Owner {
    /// `None` of a device with few runs, or one whose owner changed.
    fn of(runs: &[&Digest]) -> Option<Self> {
        let starts = || runs.iter().map(|digest| digest.start.0);
        let told: BTreeSet<bool> = runs.iter().filter_map(|digest| digest.thresholds.female).collect();
        let mut weights: Vec<f64> = runs.iter().filter_map(|digest| digest.thresholds.weight_kg).collect();
        weights.sort_by(f64::total_cmp);
        (runs.len() >= LEAST_RUNS && told.len() < 2).then_some(Self {
            first_ms: starts().min()?,
            last_ms: starts().max()?,
            female: told.first().copied(),
            weight_kg: weights.get(weights.len() / 2).copied(),
        })
    }

    /// True for two devices that were used in turn and describe two people.
    fn is_another_than(&self, other: &Self) -> bool {
        let in_turn = self.first_ms < other.last_ms && other.first_ms < self.last_ms;
        let sex = self.female.zip(other.female).is_some_and(|(a, b)| a != b);
        let apart_kg = self.weight_kg.zip(other.weight_kg).map_or(0.0, |(a, b)| (a - b).abs());
        in_turn && (apart_kg >= FAR_WEIGHT_KG || sex && apart_kg >= OTHER_WEIGHT_KG)
    }

    fn words(&self) -> String {
        let sex = self.female.map(|female| if female { "female" } else { "male" });
        let weight = self.weight_kg.map(|kg| format!("{kg:.0} kg"));
        sex.map(str::to_owned).into_iter().chain(weight).collect::<Vec<_>>().join(", ")
    }
}

/// Two devices in turn whose owners have another sex and weight.
fn on_two_wrists(recordings: &[Recording]) -> Option<String> {
    let mut devices: BTreeMap<(u16, u16, u32), Vec<&Digest>> = BTreeMap::new();
    for Recording { digest, .. } in recordings {
        if let Some(key) = digest.device_key.filter(|key| key.serial != 0) {
            devices.entry((key.manufacturer, key.product, key.serial)).or_default().push(digest);
        }
    }
    let owners: Vec<Owner> = devices.values().filter_map(|runs| Owner::of(runs)).collect();
    let pair = |(k, a): (usize, &Owner)| {
        let b = owners[k + 1..].iter().find(|b| a.is_another_than(b))?;
        Some(format!(
            "Two watches that were used in turn have different owners ({}; {})",
            a.words(),
            b.words()
        ))
    };
    owners.iter().enumerate().find_map(pair)
}
