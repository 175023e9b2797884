//! Heart rate: impossible values, single spikes and cadence lock out.

use super::{CleanActivity, CleanLog, Link};
use crate::activity::{Column, Entry, LIVING_BPM, Samples};

/// A heart rate this far from the median of its five neighbours is a spike, bpm.
const SPIKE_BPM: u8 = 30;
/// Five samples of a longer time hold beats that are no neighbours, ms.
const NEIGHBOURS_MS: i64 = 60_000;
/// Cadence lock: heart rate within this of steps per minute ...
const LOCK_SPM: f32 = 3.0;
/// ... for this share of the time ...
const LOCK_SHARE: f64 = 0.6;
/// ... over at least this long ...
const LOCK_S: f64 = 300.0;
/// ... and this far above the heart rate at the same speed elsewhere.
const LOCK_ABOVE_BPM: u8 = 15;
/// A stretch ends where the match is lost for this long, s.
const LOCK_LOST_S: f64 = 60.0;
/// Speeds are the same within this fraction.
const SAME_SPEED: f32 = 0.10;
/// Seconds at that speed that make a comparison.
const COMPARED_S: f64 = 60.0;

/// Drops what cannot be the runner's heart rate.
pub fn clean(clean: &mut CleanActivity, log: &mut CleanLog) {
    drop_impossible(&mut clean.activity.samples.heart_rate_bpm, log);
    drop_spikes(clean, log);
    drop_cadence_lock(clean, log);
}

fn drop_impossible(heart_rates: &mut Column<u8>, log: &mut CleanLog) {
    let mut dropped = 0_usize;
    for hr in heart_rates.raw_mut() {
        let impossible = hr.is_present() & !LIVING_BPM.contains(hr);
        dropped += usize::from(impossible);
        *hr = if impossible { u8::MISSING } else { *hr };
    }
    log.hr_dropped += dropped;
}

/// The median of five numbers.
#[must_use]
pub fn median_of_five([a, b, c, d, e]: [u8; 5]) -> u8 {
    let (low, high) = (a.min(b).max(c.min(d)), a.max(b).min(c.max(d)));
    low.min(high).max(e.min(low.max(high)))
}

/// Drops a heart rate that is more than 30 bpm from the median of itself and its four neighbours,
/// where all five were recorded within a minute and without interruption.
// METHOD: a heart does not change by 30 bpm for one or two seconds and back; a sensor does.
fn drop_spikes(clean: &mut CleanActivity, log: &mut CleanLog) {
    let heart_rates = &mut clean.activity.samples.heart_rate_bpm;
    let bpm = heart_rates.raw();
    let far = |a: u8, b: u8| a.abs_diff(b) > SPIKE_BPM;
    let spike = |i: &usize| {
        let five = i.checked_sub(2).and_then(|from| bpm[from..].first_chunk::<5>());
        let time = &clean.activity.samples.time;
        let joined = || {
            time[i + 2].0 - time[i - 2].0 <= NEIGHBOURS_MS
                && clean.link[i - 1..=i + 2].iter().all(|link| *link == Link::Joined)
        };
        five.is_some_and(|five| {
            far(five[2], median_of_five(*five)) && five.iter().all(|bpm| bpm.is_present()) && joined()
        })
    };
    // Judged on the values as recorded, so that no dropped one hides the next. Three of five within
    // 30 bpm hold the median: a spike is beside a step that is far, and most blocks hold none.
    let steps: Vec<bool> = bpm.iter().zip(bpm.iter().skip(1)).map(|(a, b)| far(*a, *b)).collect();
    let mut spikes: Vec<usize> = Vec::new();
    for (block, steps) in steps.chunks(BLOCK).enumerate() {
        if steps.iter().fold(false, |any, step| any | step) {
            let beside = (0..steps.len()).filter(|step| steps[*step]).map(|step| block * BLOCK + step);
            spikes.extend(beside.flat_map(|step| [step, step + 1]).filter(spike));
        }
    }
    spikes.dedup();
    log.hr_dropped += spikes.len();
    for i in spikes {
        heart_rates.set(i, None);
    }
}

/// So many samples are looked at together: a multiple of what vector instructions take.
const BLOCK: usize = 128;

/// A stretch of samples, both ends included.
#[derive(Clone, Copy)]
struct Stretch {
    from: usize,
    to: usize,
}

fn drop_cadence_lock(clean: &mut CleanActivity, log: &mut CleanLog) {
    for stretch in matching_stretches(clean) {
        let minutes = (clean.covered_s[stretch.to] - clean.covered_s[stretch.from]) / 60.0;
        match elsewhere_bpm(clean, stretch) {
            Some((locked, elsewhere)) if locked > elsewhere.saturating_add(LOCK_ABOVE_BPM) => {
                let heart_rates = &mut clean.activity.samples.heart_rate_bpm;
                for i in stretch.from..=stretch.to {
                    if heart_rates.get(i).is_some() {
                        heart_rates.set(i, None);
                        log.cadence_lock_s += f64::from(clean.dt_s[i]);
                    }
                }
            }
            Some(_) => {}
            None => {
                log.lock_doubt_s += minutes * 60.0;
                clean.report(format!(
                    "for {minutes:.0} min the heart rate equals the cadence, and no other part at that speed tells whether it is real"
                ));
            }
        }
    }
}

/// Longest stretches of at least 5 min in which heart rate equals cadence for 60 % of the time,
/// counted from either end.
// METHOD: a match scores 0.4 s a second and a miss -0.6, so a sum above zero is a share above
// 60 %; a stretch runs from where the sum leaves zero to where it is highest.
fn matching_stretches(clean: &CleanActivity) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let (mut sum, mut highest) = (0.0, 0.0);
    let mut stretch: Option<Stretch> = None;
    let mut close = |stretch: &mut Option<Stretch>| {
        let ended = stretch.take();
        stretches.extend(ended.filter(|s| clean.covered_s[s.to] - clean.covered_s[s.from] >= LOCK_S));
    };
    let samples = &clean.activity.samples;
    for block in (0..samples.len()).step_by(BLOCK) {
        let block = block..samples.len().min(block + BLOCK);
        if stretch.is_none() && !comes_near(samples, block.clone()) {
            continue;
        }
        for i in block {
            let (hr, spm) = (samples.heart_rate_bpm.get(i), samples.cadence_spm.get(i));
            let (Some(hr), Some(spm)) = (hr, spm) else { continue };
            let (matches, dt) = ((f32::from(hr) - spm).abs() <= LOCK_SPM, f64::from(clean.dt_s[i]));
            match &mut stretch {
                None if matches => {
                    stretch = Some(Stretch { from: i, to: i });
                    (sum, highest) = (0.0, 0.0);
                }
                None => {}
                Some(open) => {
                    sum += if matches { (1.0 - LOCK_SHARE) * dt } else { -LOCK_SHARE * dt };
                    if matches && sum >= highest {
                        (highest, open.to) = (sum, i);
                    } else if sum < 0.0 || sum < highest - LOCK_SHARE * LOCK_LOST_S {
                        close(&mut stretch);
                    }
                }
            }
        }
    }
    close(&mut stretch);
    stretches
}

/// True if a heart rate of `block` may equal the cadence.
fn comes_near(samples: &Samples, block: std::ops::Range<usize>) -> bool {
    let heart_rates = &samples.heart_rate_bpm.raw()[block.clone()];
    let pairs = heart_rates.iter().zip(&samples.cadence_spm.raw()[block]);
    pairs.fold(false, |any, (hr, spm)| any | ((f32::from(*hr) - spm).abs() <= LOCK_SPM))
}

/// Median heart rate in the stretch and at the same speed outside it. `None` where there is too
/// little to compare with. Without any speed all of the rest is compared.
fn elsewhere_bpm(clean: &CleanActivity, stretch: Stretch) -> Option<(u8, u8)> {
    let inside = |i: usize| (stretch.from..=stretch.to).contains(&i);
    let speeds = clean.speed_mps.raw()[stretch.from..=stretch.to].iter().copied();
    let mut speeds: Vec<f32> = speeds.filter(|speed| speed.is_present()).collect();
    let middle = speeds.len() / 2;
    let speed = (!speeds.is_empty()).then(|| *speeds.select_nth_unstable_by(middle, f32::total_cmp).1);
    let comparable = |i: usize| match (speed, clean.speed_mps.get(i)) {
        (Some(speed), Some(here)) => (here - speed).abs() <= SAME_SPEED * speed,
        (Some(_), None) => false,
        (None, _) => true,
    };
    let n = clean.activity.samples.len();
    let (locked, _) = median_bpm(clean, stretch.from..stretch.to + 1)?;
    let (elsewhere, seconds) = median_bpm(clean, (0..n).filter(|&i| !inside(i) && comparable(i)))?;
    (seconds >= COMPARED_S).then_some((locked, elsewhere))
}

/// Median heart rate of some samples by time, and their seconds; `None` without heart rate.
fn median_bpm(clean: &CleanActivity, samples: impl Iterator<Item = usize>) -> Option<(u8, f64)> {
    let (mut seconds, mut total) = ([0.0; 256], 0.0);
    for i in samples {
        if let Some(hr) = clean.activity.samples.heart_rate_bpm.get(i) {
            seconds[usize::from(hr)] += f64::from(clean.dt_s[i]);
            total += f64::from(clean.dt_s[i]);
        }
    }
    let mut below = 0.0;
    let median = seconds.iter().position(|s| {
        below += s;
        total > 0.0 && 2.0 * below >= total
    })?;
    Some((median as u8, total))
}
