//! Dry electrodes and static electricity: heart rates of 200 and more that no heart had.

use jiff::civil::Date;
use shakeout::activity::{Activity, Sample};
use shakeout::corroborate::refuse_heart_rates;
use shakeout::digest::Digest;
use shakeout::merge::Recording;
use shakeout::thresholds::{DailyFacts, DatedDigest, resolve};

use super::{chose, near, read};
use crate::clean::{at, run};
use crate::support::program::Seeded;

/// Last second of the run, and from when on its finish is faster.
const END_S: i64 = 2700;
const FINISH_S: i64 = 2580;

/// 45 min at 3 m/s and about 150 bpm with a finish of 175 bpm, as `spoil` makes it.
fn finished(seed: u64, mut spoil: impl FnMut(i64, &mut Seeded, &mut Sample)) -> Activity {
    let mut random = Seeded(seed + 1);
    let mut way = 0.0;
    run(END_S, |s, sample| {
        let finish = s >= FINISH_S;
        way += if finish { 3.8 } else { 3.0 };
        let rise = ((s - FINISH_S).max(0) / 2).min(25) as u8;
        sample.distance_m = Some(way as f32);
        sample.altitude_m = Some(35.0);
        sample.cadence_spm = Some(168.0);
        sample.heart_rate_bpm = Some(148 + random.below(4) as u8 + rise.saturating_sub(1));
        spoil(s, &mut random, sample);
    })
}

type Spoil = fn(i64, &mut Seeded, &mut Sample);

/// What a strap may say that no heart did.
const ARTEFACTS: [(&str, Spoil); 8] = [
    ("dry for seven minutes", |s, _, sample| set(sample, s < 420, 215)),
    ("dry for two minutes", |s, _, sample| set(sample, (5..125).contains(&s), 205)),
    ("dry and noisy", |s, random, sample| set(sample, s < 480, 195 + random.below(24) as u8)),
    ("dry, and slowly wet", |s, _, sample| {
        set(sample, s < 400, 215);
        set(sample, (400..465).contains(&s), (215 - (s - 400)) as u8);
    }),
    ("dry, and lost before it was wet", |s, _, sample| {
        set(sample, s < 300, 210);
        sample.heart_rate_bpm = sample.heart_rate_bpm.filter(|_| !(300..308).contains(&s));
    }),
    ("bursts of static electricity", |s, _, sample| {
        set(sample, (900..1020).contains(&s) || (1500..1680).contains(&s) || (2000..2060).contains(&s), 208);
    }),
    ("a burst that is noisy", |s, random, sample| {
        set(sample, (1200..1500).contains(&s), 198 + random.below(20) as u8);
    }),
    ("a burst on the way down", |s, _, sample| {
        sample.altitude_m = Some(200.0 - 0.05 * (s - 1000).clamp(0, 600) as f32);
        set(sample, (1100..1400).contains(&s), 212);
    }),
];

fn set(sample: &mut Sample, spoilt: bool, bpm: u8) {
    if spoilt {
        sample.heart_rate_bpm = Some(bpm);
    }
}

#[test]
fn what_a_dry_strap_counts_is_no_heart_rate() {
    let sound = read(finished(1, |_, _, _| ()));
    assert_eq!(sound.problems, [""; 0]);
    for (seed, (name, spoil)) in (0..).zip(ARTEFACTS).chain((20..).zip(ARTEFACTS)) {
        let digest = read(finished(seed, spoil));
        let peak = digest.hr_peak_bpm.expect("a peak");
        assert!((172.0..=178.0).contains(&peak), "{name}: {peak}");
        chose(&digest, "dry electrodes, static electricity");
        // Bursts may leave no half hour that is covered.
        if digest.hr_best_30min_bpm.is_some() {
            near(digest.hr_best_30min_bpm, sound.hr_best_30min_bpm.expect("half an hour"), 0.02);
        }
        let mean = |digest: &Digest| digest.hr_effort.as_ref().and_then(|effort| effort.histogram.mean_bpm());
        near(mean(&digest), mean(&sound).expect("a mean"), 0.02);
    }
}

#[test]
fn what_a_heart_did_stays() {
    type Way = fn(i64) -> (f64, f64, f64);
    // Speed, m/s, heart rate, and grade.
    let ways: [(&str, Way); 6] = [
        ("a fast start", |s| if s < 500 { (4.2, 178.0, 0.0) } else { (3.0, 150.0, 0.0) }),
        ("a climb first", |s| if s < 580 { (2.2, 176.0, 0.10) } else { (3.0, 145.0, -0.03) }),
        ("intervals", |s| if s / 180 % 2 == 1 { (4.2, 182.0, 0.0) } else { (2.4, 140.0, 0.0) }),
        ("a sprint", |s| if (1500..1560).contains(&s) { (5.0, 185.0, 0.0) } else { (2.9, 148.0, 0.0) }),
        ("a race and the way home", |s| if s < 1400 { (4.4, 184.0, 0.0) } else { (2.5, 140.0, 0.0) }),
        ("a hill in the middle", |s| {
            if (900..1200).contains(&s) { (2.4, 172.0, 0.09) } else { (3.0, 146.0, 0.0) }
        }),
    ];
    for (name, way) in ways {
        let (mut metres, mut altitude, mut bpm) = (0.0, 100.0, way(0).1 - 40.0);
        let digest = read(run(END_S, |s, sample| {
            let (mps, wanted, grade) = way(s);
            metres += mps;
            altitude += mps * grade;
            // A heart needs its time, down as well as up.
            bpm += (wanted - bpm) / 40.0;
            sample.distance_m = Some(metres as f32);
            sample.altitude_m = Some(altitude as f32);
            sample.cadence_spm = Some(100.0);
            sample.heart_rate_bpm = Some(bpm.round() as u8);
        }));
        near(Some(digest.hr_s), END_S as f64, 0.001);
        assert!(digest.clean.choices.is_empty(), "{name}: {:?}", digest.clean.choices);
    }
}

/// HRmax of an archive of runs on successive days.
fn hr_max(mut recordings: Vec<Recording>) -> f64 {
    refuse_heart_rates(&mut recordings);
    let first = Date::constant(2023, 11, 14);
    let day = |n: usize| first.saturating_add(jiff::Span::new().days(n as i64));
    let dated: Vec<DatedDigest<'_>> =
        (0..).map(day).zip(&recordings).map(|(date, r)| DatedDigest { date, digest: &r.digest }).collect();
    let thresholds = resolve(&[], &dated, &DailyFacts::default());
    thresholds.on(day(recordings.len())).hr_max_bpm.value().expect("an HRmax")
}

fn archive(n: usize, spoil: impl Fn(usize) -> Option<Spoil>) -> Vec<Recording> {
    let recording = |k: usize| {
        let mut digest = match spoil(k) {
            Some(spoil) => read(finished(k as u64, spoil)),
            None => read(finished(k as u64, |_, _, _| ())),
        };
        digest.start = at(86_400 * k as i64);
        Recording { source: k, digest }
    };
    (0..n).map(recording).collect()
}

#[test]
fn a_cold_month_does_not_move_the_maximum() {
    let sound = hr_max(archive(16, |_| None));
    assert!((172.0..=178.0).contains(&sound), "{sound}");
    for (name, spoil) in ARTEFACTS {
        let found = hr_max(archive(16, |k| (k % 4 == 3).then_some(spoil)));
        assert!((found - sound).abs() <= 3.0, "{name}: {found} instead of {sound}");
    }
    // In a month of thirty runs four that are spoilt from the first to the last second.
    let whole: Spoil = |_, random, sample| set(sample, true, 200 + random.below(9) as u8);
    let found = hr_max(archive(30, |k| (k > 20 && k % 2 == 0 && k < 29).then_some(whole)));
    assert!((found - sound).abs() <= 3.0, "{found} instead of {sound}");
}
