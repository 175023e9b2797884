//! Merge: recordings of one run become one activity; the others are named as duplicates, with the
//! reason in words.

mod cover;
pub mod same;

use self::cover::{best, wealth};
use self::same::LEAST_TOLD;
use crate::activity::{NameSource, Sport};
use crate::digest::effort::HrEffort;
use crate::digest::{Digest, HrHistogram};
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

/// Finds recordings of one run (see [`same::reason`]), keeps the one that covers it best and gives it the
/// channels that it lacks from the others. The result does not depend on the order of the input.
// METHOD: one sweep in order of start. A recording belongs to the group whose longest recording it overlaps,
// so that two halves and their whole are one run, while a chain "A like B, B like C" does not make A and C
// the same run. Copies with a clock that is wrong by hours are looked for among what is left. What is kept
// need not be the longest, so that it may be like another that is kept: the sweep is repeated until all differ.
#[must_use]
pub fn merge(mut recordings: Vec<Recording>) -> Merged {
    recordings.sort_by_key(place);
    let mut lost: Vec<Option<Lost>> = vec![None; recordings.len()];
    for _ in 0..MOST_SWEEPS {
        let left = lost.iter().filter(|lost| lost.is_none()).count();
        for group in groups(&recordings, &lost) {
            settle(group, &mut recordings, &mut lost);
        }
        settle_shifted(&mut recordings, &mut lost);
        if lost.iter().filter(|lost| lost.is_none()).count() == left {
            break;
        }
    }
    let mut duplicates: Vec<Duplicate> =
        (0..recordings.len()).filter_map(|i| duplicate(i, &recordings, &lost)).collect();
    duplicates.sort();
    let stays = lost.iter().map(Option::is_none);
    let kept = recordings.into_iter().zip(stays).filter_map(|(r, stays)| stays.then_some(r)).collect();
    Merged { kept, duplicates }
}

/// What became of a recording that is another one once more.
#[derive(Clone)]
struct Lost {
    /// The one that was kept instead, at that time.
    of: usize,
    reason: String,
}

/// The row of a lost recording, with the one that was kept in the end.
fn duplicate(i: usize, recordings: &[Recording], lost: &[Option<Lost>]) -> Option<Duplicate> {
    let Lost { of, reason } = lost[i].clone()?;
    let mut kept = of;
    // What was kept in its hour may be a copy of another hour.
    while let Some(Lost { of, .. }) = &lost[kept] {
        kept = *of;
    }
    let (kept, other) = (&recordings[kept], &recordings[i]);
    Some(Duplicate {
        source: other.source,
        index: other.digest.index,
        of_source: kept.source,
        of_index: kept.digest.index,
        reason,
    })
}

/// Recordings of one time.
struct Group {
    /// The longest; of equals the earliest.
    leader: usize,
    /// All, the leader too, in order of start.
    members: Vec<usize>,
}

/// Nobody makes more recordings at a time. Beyond, the earliest are no longer looked at: so the time that
/// merging takes is that of the number of recordings, whatever they are.
const MOST_AT_A_TIME: usize = 64;

/// A second sweep mostly finds nothing. Beyond, what is left stays: so a made-up archive takes no longer.
const MOST_SWEEPS: usize = 8;

/// The recordings that are left, in order of start, each in one group.
fn groups(recordings: &[Recording], lost: &[Option<Lost>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Group> = Vec::new();
    // Those whose leader has not ended.
    let mut open: Vec<usize> = Vec::new();
    for (i, recording) in recordings.iter().enumerate().filter(|(i, _)| lost[*i].is_none()) {
        open.retain(|group| same::end(&recordings[groups[*group].leader].digest) >= recording.digest.start);
        open.drain(..open.len().saturating_sub(MOST_AT_A_TIME));
        let is_same = |group: &&usize| {
            let leader = &recordings[groups[**group].leader];
            !of_one_list(leader, recording) && same::at_one_time(&leader.digest, &recording.digest).is_some()
        };
        let same: Vec<usize> = open.iter().filter(is_same).copied().collect();
        let Some((&group, others)) = same.split_first() else {
            open.push(groups.len());
            groups.push(Group { leader: i, members: vec![i] });
            continue;
        };
        open.retain(|group| !others.contains(group));
        let joined: Vec<usize> =
            others.iter().flat_map(|other| std::mem::take(&mut groups[*other].members)).collect();
        let group = &mut groups[group];
        group.members.extend(joined);
        group.members.push(i);
        let length = |i: usize| recordings[i].digest.elapsed_s.unwrap_or_default();
        for &member in &group.members[group.members.len() - 1 - others.len()..] {
            if length(member) > length(group.leader) {
                group.leader = member;
            }
        }
    }
    groups.iter_mut().for_each(|group| group.members.sort_unstable());
    groups.into_iter().map(|group| group.members).collect()
}

/// What shares less than this of the shorter with the recording that is kept is another run.
const APART: f64 = 0.1;

/// Keeps one recording of each run of a group. Where the longest of the group is not the run, there may be several;
/// more than anybody runs wait for the next sweep.
fn settle(mut group: Vec<usize>, recordings: &mut [Recording], lost: &mut [Option<Lost>]) {
    for _ in 0..MOST_AT_A_TIME {
        let Some(of) = best(&group, recordings) else { return };
        let (mut others, rest): (Vec<usize>, Vec<usize>) = group
            .iter()
            .copied()
            .filter(|i| *i != of)
            .partition(|i| same::overlap(&recordings[of].digest, &recordings[*i].digest) >= APART);
        // The richest gives first, so what is taken does not depend on the input order either.
        others.sort_by_key(|&i| (std::cmp::Reverse(wealth(&recordings[i].digest)), i));
        for &i in &others {
            lost[i] = Some(Lost { of, reason: why(&recordings[of].digest, &recordings[i].digest) });
        }
        join_heart_rates(of, &others, recordings);
        for i in others {
            let (kept, other) = two(recordings, of, i);
            take_missing(&mut kept.digest, &other.digest);
        }
        group = rest;
    }
}

/// Why `other` is lost to `kept`, in words.
fn why(kept: &Digest, other: &Digest) -> String {
    if !same::has_track(other) && same::has_track(kept) && !fits(kept, other) {
        return "heart rate of the same hour, but of a longer time than this run: not used".into();
    }
    same::at_one_time(kept, other).unwrap_or_else(|| "a part of the same run".into())
}

/// Finds copies with a wrong clock among the recordings that are left, the richest of each kept.
fn settle_shifted(recordings: &mut [Recording], lost: &mut [Option<Lost>]) {
    for i in 0..recordings.len() {
        if lost[i].is_some() {
            continue;
        }
        let from = UtcMillis(recordings[i].digest.start.0 - same::LONGEST_SHIFT_MS);
        let earlier = (0..i).rev().take_while(|k| recordings[*k].digest.start >= from);
        let left = earlier.filter(|k| lost[*k].is_none()).take(MOST_AT_A_TIME);
        let copies: Vec<usize> = left
            .filter(|k| {
                let (a, b) = (&recordings[*k], &recordings[i]);
                !of_one_list(a, b) && same::shifted(&a.digest, &b.digest).is_some()
            })
            .collect();
        for k in copies {
            if lost[i].is_some() {
                break;
            }
            let richer = wealth(&recordings[k].digest) >= wealth(&recordings[i].digest);
            let (of, other) = if richer { (k, i) } else { (i, k) };
            let reason = same::shifted(&recordings[of].digest, &recordings[other].digest).unwrap_or_default();
            lost[other] = Some(Lost { of, reason });
            let (kept, other) = two(recordings, of, other);
            take_missing(&mut kept.digest, &other.digest);
        }
    }
}

/// Gives the kept recording the heart rates of parts that do not overlap (two halves of a watch), where they
/// cover more of it than its own.
fn join_heart_rates(of: usize, others: &[usize], recordings: &mut [Recording]) {
    let mut parts: Vec<usize> = Vec::new();
    for &i in others.iter().filter(|i| recordings[**i].digest.hr.is_some()) {
        let apart = |k: &usize| same::shared_s(&recordings[*k].digest, &recordings[i].digest) <= 0.0;
        if parts.len() < MOST_AT_A_TIME && parts.iter().all(apart) {
            parts.push(i);
        }
    }
    let seconds: f64 = parts.iter().map(|i| recordings[*i].digest.hr_s).sum();
    let kept = &recordings[of].digest;
    let longer = kept.elapsed_s.is_none_or(|elapsed_s| seconds > SAME_LENGTH * elapsed_s);
    if parts.len() < 2 || longer || kept.hr_s >= FULLER * seconds {
        return;
    }
    let (mut records, mut peak, mut best) = (0, None, None);
    let (mut hr, mut effort): (Option<HrHistogram>, Option<HrEffort>) = (None, None);
    for digest in parts.iter().map(|i| &recordings[*i].digest) {
        hr = hr.iter().chain(&digest.hr).cloned().reduce(|a, b| a.plus(&b));
        effort = effort.iter().chain(&digest.hr_effort).cloned().reduce(|a, b| a.plus(&b));
        records += digest.hr_records;
        peak = highest(peak, digest.hr_peak_bpm);
        best = highest(best, digest.hr_best_30min_bpm);
    }
    let kept = &mut recordings[of].digest;
    (kept.hr, kept.hr_effort) = (hr, effort);
    (kept.hr_s, kept.hr_records, kept.hr_peak_bpm, kept.hr_best_30min_bpm) = (seconds, records, peak, best);
    kept.problems.push(format!("heart rate joined from {} recordings of parts of it", parts.len()));
}

fn highest(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.into_iter().chain(b).reduce(f64::max)
}

fn place(recording: &Recording) -> (UtcMillis, usize, usize) {
    (recording.digest.start, recording.source, recording.digest.index)
}

/// Two activities without samples in one file: lines of one list, which names nothing twice. (Two
/// sessions of a day without a clock both start at midnight.)
fn of_one_list(a: &Recording, b: &Recording) -> bool {
    a.source == b.source && a.digest.records == 0 && b.digest.records == 0
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
    // Every field is named, so that a new one cannot be forgotten here.
    let Digest {
        // Of one recording: they stay.
        index: _,
        start: _,
        first_position: _,
        elapsed_s: _,
        timer_s: _,
        records: _,
        gps_records: _,
        device_key: _,
        clean: _,
        problems: _,
        // `take_identity`
        sport: _,
        sub_sport: _,
        sport_inferred: _,
        name: _,
        name_source: _,
        workout: _,
        workout_type: _,
        utc_offset_s: _,
        zone: _,
        rpe: _,
        laps: _,
        device: _,
        thresholds: _,
        // `take_heart_rate`
        hr: _,
        hr_s: _,
        hr_records: _,
        hr_peak_bpm: _,
        hr_best_30min_bpm: _,
        hr_effort: _,
        // `take_channels`
        summary_hr_bpm: _,
        summary_hr_max_bpm: _,
        summary_hr_zones: _,
        moving_s: _,
        distance_m: _,
        gap_best_30min_mps: _,
        pace_effort: _,
        gap: _,
        halves: _,
        ascent_m: _,
        descent_m: _,
        steep_down_s: _,
        downhill_m3_s2: _,
        steps: _,
        cadence_spm: _,
    } = other;
    take_identity(kept, other);
    take_channels(kept, other);
}

/// True where `other` is not much longer than `kept`: what it measured is of the kept run. What has no length is no
/// longer; of a kept run without one nothing is known.
fn fits(kept: &Digest, other: &Digest) -> bool {
    other.elapsed_s.is_none_or(|other| kept.elapsed_s.is_some_and(|kept| other <= SAME_LENGTH * kept))
}

/// What was measured, where the other is of the same time.
fn take_channels(kept: &mut Digest, other: &Digest) {
    let comparable = fits(kept, other);
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
    // An app that calls every way a walk or a workout does not overrule the watch that was set to a run; a hike with
    // a short run in it stays one.
    let told = kept.elapsed_s.zip(other.elapsed_s).is_none_or(|(kept, other)| other >= LEAST_TOLD * kept);
    let run = known(other)
        && told
        && other.sport == Sport::Running
        && same::on_foot(kept)
        && kept.sport != Sport::Running;
    if run || !known(kept) && real && (known(other) || kept.sport == Sport::Unknown) {
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
    // Of a watch that died half-way nothing is known of the other half.
    let length_s = |digest: &Digest| digest.timer_s.or(digest.elapsed_s);
    let lengths = length_s(other).zip(length_s(kept));
    if let (Some(effort), Some((own, all))) = (&mut kept.hr_effort, lengths) {
        effort.coverage *= (own / all).min(1.0);
    }
    kept.halves = other.halves.or(kept.halves);
    kept.problems.push("heart rate joined from another recording of the same time".into());
}
