//! Merge: recordings of one run become one activity; the others are named as duplicates, with the
//! reason in words.

pub mod same;

use crate::activity::{NameSource, Sport};
use crate::digest::Digest;
use crate::units::UtcMillis;

/// One activity of one file.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Which file.
    pub source: usize,
    /// What it holds.
    pub digest: Digest,
}

/// A recording that is another one once more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duplicate {
    /// Its file.
    pub source: usize,
    /// Its place in that file.
    pub index: usize,
    /// File of the recording that stays.
    pub of_source: usize,
    /// Place of that in its file.
    pub of_index: usize,
    /// Why, in words.
    pub reason: String,
}

/// What is left when no run counts twice.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// One recording a run, by start, file and place in the file.
    pub kept: Vec<Recording>,
    /// The others, by file and place in the file.
    pub duplicates: Vec<Duplicate>,
}

/// Finds recordings of one run (see [`same::reason`]), keeps the richest and gives it the channels
/// that it lacks from the others. The result does not depend on the order of the input.
// METHOD: recordings are taken from the richest to the poorest; each that is the same run as one
// already kept goes to the richest of those. So a chain "A like B, B like C" does not make A and C
// the same run, and a poor recording never decides.
#[must_use]
pub fn merge(mut recordings: Vec<Recording>) -> Merged {
    recordings.sort_by_key(place);
    let pairs = same_pairs(&recordings);
    let mut by_wealth: Vec<usize> = (0..recordings.len()).collect();
    by_wealth.sort_by_key(|&i| (std::cmp::Reverse(wealth(&recordings[i].digest)), i));
    let mut rank = vec![0; recordings.len()];
    for (r, &i) in by_wealth.iter().enumerate() {
        rank[i] = r;
    }

    let mut duplicate_of: Vec<Option<usize>> = vec![None; recordings.len()];
    let mut merged = Merged::default();
    for &i in &by_wealth {
        let richer = pairs[i].iter().filter(|&&k| rank[k] < rank[i] && duplicate_of[k].is_none());
        let Some(&of) = richer.min_by_key(|&&k| rank[k]) else { continue };
        duplicate_of[i] = Some(of);
        let reason = same::reason(&recordings[of].digest, &recordings[i].digest).unwrap_or_default();
        merged.duplicates.push(Duplicate {
            source: recordings[i].source,
            index: recordings[i].digest.index,
            of_source: recordings[of].source,
            of_index: recordings[of].digest.index,
            reason,
        });
    }
    merged.duplicates.sort();

    // The richest gives first, so what is taken does not depend on the input order either.
    for &i in &by_wealth {
        if let Some(of) = duplicate_of[i] {
            let (kept, other) = two(&mut recordings, of, i);
            take_missing(&mut kept.digest, &other.digest);
        }
    }
    let stays = duplicate_of.iter().map(Option::is_none);
    merged.kept = recordings.into_iter().zip(stays).filter_map(|(r, stays)| stays.then_some(r)).collect();
    merged
}

fn place(recording: &Recording) -> (UtcMillis, usize, usize) {
    (recording.digest.start, recording.source, recording.digest.index)
}

/// Two activities without samples in one file: lines of one list, which names nothing twice. (Two
/// sessions of a day without a clock both start at midnight.)
fn of_one_list(a: &Recording, b: &Recording) -> bool {
    a.source == b.source && a.digest.records == 0 && b.digest.records == 0
}

/// For each recording those that are the same run, among recordings in order of start.
fn same_pairs(recordings: &[Recording]) -> Vec<Vec<usize>> {
    let mut pairs = vec![Vec::new(); recordings.len()];
    for (i, a) in recordings.iter().enumerate() {
        let reach = same::end(&a.digest).max(UtcMillis(a.digest.start.0 + same::LONGEST_SHIFT_MS));
        // The sweep ends where no later start can be the same run: a handful of steps a recording.
        for (k, b) in recordings.iter().enumerate().skip(i + 1) {
            if b.digest.start > reach {
                break;
            }
            if !of_one_list(a, b) && same::reason(&a.digest, &b.digest).is_some() {
                pairs[i].push(k);
                pairs[k].push(i);
            }
        }
    }
    pairs
}

/// What makes a recording richer, most important first: heart rate on a track, a track, heart
/// rate, then the number of samples with heart rate, of all samples, of samples with a position,
/// and a start whose local time is known.
fn wealth(digest: &Digest) -> (bool, bool, bool, usize, usize, usize, bool) {
    let (track, hr) = (digest.distance_m.is_some() || digest.gps_records > 0, digest.hr.is_some());
    let local = digest.utc_offset_s.is_some() || digest.zone.is_some();
    (track && hr, track, hr, digest.hr_records, digest.records, digest.gps_records, local)
}

/// Two different elements, both mutable.
fn two(recordings: &mut [Recording], a: usize, b: usize) -> (&mut Recording, &mut Recording) {
    let (low, high) = recordings.split_at_mut(a.max(b));
    if a < b { (&mut low[a], &mut high[0]) } else { (&mut high[0], &mut low[b]) }
}

/// Longest recording, relative to the kept one, whose heart rate is that of the kept run.
const SAME_LENGTH: f64 = 1.25;

/// A heart rate over less than this share of the other's time gives way to it: half a run is no
/// measure of the run.
const FULLER: f64 = 0.8;

/// Takes from `other` what `kept` lacks.
fn take_missing(kept: &mut Digest, other: &Digest) {
    take_identity(kept, other);
    // What has no length is no longer than the other; of a kept run without one nothing is known.
    let fits = |other: f64| kept.elapsed_s.is_some_and(|kept| other <= SAME_LENGTH * kept);
    let comparable = other.elapsed_s.is_none_or(fits);
    if other.hr.is_some() && kept.hr_s < FULLER * other.hr_s {
        if comparable {
            take_heart_rate(kept, other);
        } else if kept.hr.is_none() {
            kept.problems.push(
                "another recording has a heart rate, but of a longer time, so that the part of this run cannot be told"
                    .into(),
            );
        }
    }
    if !comparable {
        return;
    }
    take(&mut kept.summary_hr_bpm, &other.summary_hr_bpm);
    take(&mut kept.summary_hr_max_bpm, &other.summary_hr_max_bpm);
    if kept.summary_hr_zones.is_empty() {
        kept.summary_hr_zones.clone_from(&other.summary_hr_zones);
    }
    if kept.distance_m.is_none() && other.distance_m.is_some() {
        kept.distance_m = other.distance_m;
        take(&mut kept.moving_s, &other.moving_s);
    }
    // Speed and what follows from it belong together.
    if kept.gap.is_none() && other.gap.is_some() {
        kept.gap.clone_from(&other.gap);
        kept.gap_best_30min_mps = other.gap_best_30min_mps;
        kept.pace_effort.clone_from(&other.pace_effort);
        kept.moving_s = other.moving_s;
        take(&mut kept.halves, &other.halves);
    }
    if kept.descent_m.is_none() {
        kept.ascent_m = other.ascent_m;
        kept.descent_m = other.descent_m;
    }
    take(&mut kept.steep_down_s, &other.steep_down_s);
    take(&mut kept.downhill_m3_s2, &other.downhill_m3_s2);
    if kept.steps.is_none() {
        kept.steps = other.steps;
        take(&mut kept.cadence_spm, &other.cadence_spm);
    }
}

fn take<T: Clone>(kept: &mut Option<T>, other: &Option<T>) {
    if kept.is_none() {
        kept.clone_from(other);
    }
}

/// Names, zone, exertion, thresholds, and a sport that is declared instead of inferred.
fn take_identity(kept: &mut Digest, other: &Digest) {
    let known = |d: &Digest| d.sport != Sport::Unknown && !d.sport_inferred;
    let real = other.sport != Sport::Other;
    if !known(kept) && real && (known(other) || kept.sport == Sport::Unknown) {
        kept.sport = other.sport;
        kept.sport_inferred = other.sport_inferred;
        kept.sub_sport.clone_from(&other.sub_sport);
    }
    take(&mut kept.sub_sport, &other.sub_sport);
    let titled = |d: &Digest| d.name.is_some() && d.name_source != NameSource::Profile;
    if kept.name.is_none() || titled(other) && !titled(kept) {
        kept.name.clone_from(&other.name);
        kept.name_source = other.name_source;
    }
    take(&mut kept.workout, &other.workout);
    take(&mut kept.workout_type, &other.workout_type);
    // A copy with a shifted clock has a wrong local time.
    if kept.start.0.abs_diff(other.start.0) < 30 * 60_000 {
        take(&mut kept.utc_offset_s, &other.utc_offset_s);
        take(&mut kept.zone, &other.zone);
    }
    take(&mut kept.rpe, &other.rpe);
    take(&mut kept.device, &other.device);
    kept.laps = kept.laps.max(other.laps);
    kept.thresholds.take_missing(&other.thresholds);
}

/// The heart rate of another recording, with everything that follows from it.
pub(crate) fn take_heart_rate(kept: &mut Digest, other: &Digest) {
    kept.hr.clone_from(&other.hr);
    kept.hr_s = other.hr_s;
    kept.hr_records = other.hr_records;
    kept.hr_peak_bpm = other.hr_peak_bpm;
    kept.hr_best_30min_bpm = other.hr_best_30min_bpm;
    kept.hr_effort.clone_from(&other.hr_effort);
    kept.halves = other.halves.or(kept.halves);
    kept.problems.push("heart rate joined from another recording of the same time".into());
}
