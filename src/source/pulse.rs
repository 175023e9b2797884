//! Pulse: heart rate that an export keeps apart from its workouts (Apple, Fitbit, Samsung, Runtastic),
//! day and night, and the share of it that belongs to a run.

use std::cmp::Reverse;

use super::layout::TimeBasis;
use crate::activity::{Activity, Pause, Sample};
use crate::clean;
use crate::digest::{self, Digest};
use crate::merge::{self, Recording};
use crate::units::UtcMillis;

/// A longer gap ends a stretch of readings, s.
const LONGEST_GAP_S: u32 = 6 * 3600;

/// Readings of one sensor in order of time: two bytes a reading, so that years of them stay in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// The clock of its seconds: those of a local time are counted as if it were UTC.
    pub clock: TimeBasis,
    /// Second of the first reading.
    first_s: i64,
    /// Second of the last one.
    last_s: i64,
    /// Seconds since the one before, and beats per minute; 0 beats: more time, no reading.
    steps: Vec<[u8; 2]>,
    /// Second before each [`BLOCK`] of steps.
    blocks: Vec<i64>,
}

/// Steps that are passed over at a time to find those of a run.
const BLOCK: usize = 1024;

impl Pulse {
    /// From readings (second, bpm) in any order; of two at one second the first counts. Parted where there is
    /// none for hours.
    #[must_use]
    pub fn of(mut readings: Vec<(u32, u8)>) -> Vec<Self> {
        readings.sort_by_key(|(second, _)| *second);
        readings.dedup_by_key(|(second, _)| *second);
        readings.chunk_by(|a, b| b.0 - a.0 <= LONGEST_GAP_S).filter_map(Self::of_sorted).collect()
    }

    /// `None` without readings.
    fn of_sorted(readings: &[(u32, u8)]) -> Option<Self> {
        let (first, last) = (readings.first()?.0, readings.last()?.0);
        let mut steps = Vec::with_capacity(readings.len());
        let mut before = first;
        for (second, bpm) in readings {
            let mut apart = second - before;
            while apart > u32::from(u8::MAX) {
                steps.push([u8::MAX, 0]);
                apart -= u32::from(u8::MAX);
            }
            steps.push([apart as u8, *bpm]);
            before = *second;
        }
        steps.shrink_to_fit();
        let blocks = steps.chunks(BLOCK).scan(i64::from(first), |at, block| {
            let begins = *at;
            *at += block.iter().map(|[apart, _]| i64::from(*apart)).sum::<i64>();
            Some(begins)
        });
        let blocks = blocks.collect();
        Some(Self { clock: TimeBasis::Utc, first_s: first.into(), last_s: last.into(), steps, blocks })
    }

    /// Memory that it takes, bytes.
    #[must_use]
    pub fn kept_bytes(&self) -> u64 {
        (size_of::<Self>() + size_of_val(&*self.steps) + size_of_val(&*self.blocks)) as u64
    }

    /// The readings from `from` to `to`: (second, bpm).
    pub fn within(&self, from: UtcMillis, to: UtcMillis) -> impl Iterator<Item = (i64, u8)> + '_ {
        let (from, to) = (from.0.div_euclid(1000), to.0.div_euclid(1000));
        let overlaps = self.first_s <= to && self.last_s >= from;
        // The last block that begins before `from` may hold it.
        let block = self.blocks.partition_point(|begins| *begins < from).saturating_sub(1);
        let mut at = self.blocks[block];
        let steps = if overlaps { &self.steps[block * BLOCK..] } else { &[] };
        steps
            .iter()
            .map(move |[apart, bpm]| {
                at += i64::from(*apart);
                (at, *bpm)
            })
            .take_while(move |(second, _)| *second <= to)
            .filter(move |(second, bpm)| *second >= from && *bpm > 0)
    }
}

/// The shortest heart rate that is worth joining, readings.
const FEWEST: usize = 10;
/// No run is longer, s: a recording that says so takes the readings of its beginning.
const LONGEST_S: f64 = 7.0 * 86_400.0;
/// No local time is further from UTC, s.
const DAY_S: i64 = 86_400;
/// Nobody wears more sensors in the days of one recording; of more, those that began last are looked at, so that the time
/// is that of the number of recordings.
const MOST_AT_A_TIME: usize = 32;

/// No run has more recordings: where each reading would go to more of them on average, the last ones go without.
const MOST_COPIES: usize = 64;

/// Gives each recording without heart rate the readings of its time, from the sensor that has most of them, the first of
/// equals.
/// `pauses`: by file and place in the file. `offset_s`: local time minus UTC where a recording was, s.
pub fn give(
    recordings: &mut [Recording],
    pulses: &[&Pulse],
    pauses: impl Fn((usize, usize)) -> Vec<Pause>,
    offset_s: impl Fn(&Digest) -> Option<i32>,
) {
    let mut recordings: Vec<&mut Recording> =
        recordings.iter_mut().filter(|r| r.digest.hr.is_none()).collect();
    recordings.sort_by_key(|recording| recording.digest.start);
    let mut pulses: Vec<(usize, &Pulse)> = pulses.iter().copied().enumerate().collect();
    pulses.sort_by_key(|(_, pulse)| pulse.first_s);
    let mut left = MOST_COPIES * pulses.iter().map(|(_, pulse)| pulse.steps.len()).sum::<usize>();
    let mut next = pulses.into_iter().peekable();
    // Those of the days of a recording.
    let mut open: Vec<(usize, &Pulse)> = Vec::new();
    for recording in recordings {
        let place = (recording.source, recording.digest.index);
        let digest = &mut recording.digest;
        let Some(elapsed_s) = digest.elapsed_s.map(|seconds| seconds.min(LONGEST_S)) else { continue };
        let end = UtcMillis(digest.start.0.saturating_add((elapsed_s * 1000.0) as i64));
        let (from_s, to_s) = (digest.start.0 / 1000 - DAY_S, end.0 / 1000 + DAY_S);
        open.retain(|(_, pulse)| pulse.last_s >= from_s);
        open.extend(std::iter::from_fn(|| next.next_if(|(_, pulse)| pulse.first_s <= to_s)));
        open.drain(..open.len().saturating_sub(MOST_AT_A_TIME));
        let readings = |(order, pulse): &(usize, &Pulse)| -> (Vec<(i64, u8)>, Reverse<usize>) {
            let ahead_s = match pulse.clock {
                TimeBasis::Utc => Some(0),
                TimeBasis::Local => offset_s(digest).map(i64::from),
            };
            let Some(ahead_s) = ahead_s else { return (Vec::new(), Reverse(*order)) };
            let there = |at: UtcMillis| UtcMillis(at.0.saturating_add(ahead_s * 1000));
            let found = pulse.within(there(digest.start), there(end));
            (found.map(|(second, bpm)| (second - ahead_s, bpm)).collect(), Reverse(*order))
        };
        let found: Vec<_> = open.iter().map(readings).collect();
        let Some(rest) = left.checked_sub(found.iter().map(|(readings, _)| readings.len()).sum()) else {
            break;
        };
        left = rest;
        let best = found.into_iter().max_by_key(|(readings, order)| (readings.len(), *order));
        let Some((readings, _)) = best.filter(|(readings, _)| readings.len() >= FEWEST) else { continue };
        let heart_rate = of_readings(digest, &readings, pauses(place));
        merge::take_heart_rate(digest, &heart_rate);
    }
}

/// The readings of a run as a recording of their own.
fn of_readings(run: &Digest, readings: &[(i64, u8)], pauses: Vec<Pause>) -> Digest {
    let mut activity = Activity::new(run.index, run.sport, run.start);
    activity.summary.elapsed_s = run.elapsed_s;
    activity.summary.timer_s = run.timer_s;
    activity.pauses = pauses;
    activity.samples = readings
        .iter()
        .map(|(second, bpm)| Sample {
            heart_rate_bpm: Some(*bpm),
            ..Sample::at(UtcMillis::from_secs(*second))
        })
        .collect();
    let (clean, log) = clean::clean(activity);
    digest::digest(&clean, log, None)
}
