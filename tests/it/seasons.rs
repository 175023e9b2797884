//! Seasons with known kinds: what the class makes of a runner on the flat, on hills, on a treadmill, without heart
//! rate, with a wrist that counts steps, with a new watch; and what spoilt recordings do to the others.

use jiff::Span;
use shakeout::classify::{Classified, SessionClass, classify};
use shakeout::thresholds::{AthleteBlock, DailyFacts, Thresholds, resolve};

use crate::support::session::{Session, date, dated, run};

/// The runner: HRmax 190 bpm, LTHR 170 bpm, threshold speed 3.9 m/s.
const LTHR: f64 = 170.0;
const SPEED: f64 = 3.9;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Easy,
    Moderate,
    Hard,
}

/// A small seeded generator.
struct Seeded(u64);

impl Seeded {
    /// Uniform between the two.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + (high - low) * (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

/// `n` runs, two days apart: seven of ten easy, one moderate, two hard (25 minutes at threshold).
fn season(n: usize, seed: u64) -> Vec<(Kind, Session)> {
    let mut random = Seeded(seed);
    (0..n)
        .map(|k| {
            let day = date("2022-03-01").saturating_add(Span::new().days(2 * k as i64));
            let kind = match k % 10 {
                3 => Kind::Moderate,
                5 | 8 => Kind::Hard,
                _ => Kind::Easy,
            };
            (kind, one(day, kind, &mut random))
        })
        .collect()
}

fn one(day: jiff::civil::Date, kind: Kind, random: &mut Seeded) -> Session {
    let bpm = |share: f64| (share * LTHR).round() as usize;
    let easy = (random.between(0.79, 0.86), random.between(0.70, 0.79));
    let (blocks, peak) = match kind {
        Kind::Easy => (vec![(easy.0, easy.1, 50.0)], 0.93 * LTHR),
        Kind::Moderate => {
            (vec![(random.between(0.935, 0.95), random.between(0.90, 0.92), 50.0)], 0.99 * LTHR)
        }
        Kind::Hard => {
            let hard = (random.between(1.01, 1.04), random.between(1.02, 1.06), 25.0);
            (vec![(easy.0, easy.1, 25.0), hard], random.between(186.0, 190.0))
        }
    };
    let hr: Vec<(usize, f64)> = blocks.iter().map(|&(heart, _, minutes)| (bpm(heart), minutes)).collect();
    let gap: Vec<(f64, f64)> = blocks.iter().map(|&(_, pace, minutes)| (pace * SPEED, minutes)).collect();
    let (heart, pace, _) = *blocks.last().expect("a block");
    // Of the best half hour of a hard run five minutes are easy.
    let diluted = if kind == Kind::Hard { 0.955 } else { 1.0 };
    run(day, 50.0).hr(&hr).gap(&gap).peak(peak).half_hour(diluted * heart * LTHR, diluted * pace * SPEED)
}

fn known(session: &mut Session) -> &mut shakeout::digest::Digest {
    &mut session.digest
}

fn thresholds(blocks: &[AthleteBlock], sessions: &[Session]) -> Thresholds {
    resolve(blocks, &dated(sessions), &DailyFacts::default())
}

fn classes(blocks: &[AthleteBlock], sessions: &[Session]) -> Vec<Classified> {
    classify(&dated(sessions), &thresholds(blocks, sessions))
}

fn plain(class: SessionClass) -> SessionClass {
    if class == SessionClass::Recovery { SessionClass::Easy } else { class }
}

/// At most 3 % of the runs are of another kind and at most 1 % uncertain or unknown.
#[track_caller]
fn holds(blocks: &[AthleteBlock], season: Vec<(Kind, Session)>) {
    let (kinds, sessions): (Vec<Kind>, Vec<Session>) = season.into_iter().unzip();
    let classes = classes(blocks, &sessions);
    let (mut wrong, mut unsure) = (0, 0);
    for (kind, classified) in kinds.iter().zip(&classes) {
        match (kind, plain(classified.class)) {
            (Kind::Easy, SessionClass::Easy)
            | (Kind::Moderate, SessionClass::Moderate)
            | (Kind::Hard, SessionClass::Hard) => {}
            (_, SessionClass::Uncertain | SessionClass::Unknown) => unsure += 1,
            _ => wrong += 1,
        }
    }
    let n = kinds.len();
    let first = kinds
        .iter()
        .zip(&classes)
        .find(|(kind, c)| format!("{kind:?}").to_lowercase() != plain(c.class).name());
    let first = first.map(|(kind, c)| (kind, c.class, &c.reasons));
    assert!(100 * wrong <= 3 * n && 100 * unsure <= n, "{wrong} wrong, {unsure} unsure of {n}: {first:?}");
}

fn changed(season: Vec<(Kind, Session)>, change: impl Fn(usize, &mut Session)) -> Vec<(Kind, Session)> {
    let mut season = season;
    season.iter_mut().enumerate().for_each(|(k, (_, session))| change(k, session));
    season
}

#[test]
fn a_season_on_the_flat_without_any_declared_threshold_is_told_apart() {
    holds(&[], season(200, 1));
}

#[test]
fn declared_thresholds_give_the_same_kinds() {
    let declared =
        AthleteBlock { lthr_bpm: Some(LTHR), threshold_mps: Some(SPEED), ..AthleteBlock::default() };
    holds(&[declared], season(200, 2));
}

#[test]
fn hills_trail_and_treadmill_do_not_change_what_the_heart_says() {
    let hilly = changed(season(200, 3), |k, session| {
        let digest = known(session);
        (digest.ascent_m, digest.distance_m) = (Some(300.0), Some(9_000.0));
        // Grade adjustment that is off by up to 8 % either way.
        let off = 0.92 + 0.16 * (k % 5) as f64 / 4.0;
        let pace = digest.pace_effort.as_mut().expect("a pace");
        pace.mean_mps *= off;
    });
    holds(&[], hilly);
    let treadmill = changed(season(200, 4), |_, session| {
        known(session).sub_sport = Some("treadmill".into());
        known(session).pace_effort.as_mut().expect("a pace").mean_mps *= 1.05;
    });
    holds(&[], treadmill);
}

#[test]
fn without_heart_rate_pace_alone_tells_them_apart() {
    let bare = changed(season(200, 5), |_, session| {
        let digest = known(session);
        (digest.hr, digest.hr_effort, digest.hr_peak_bpm, digest.hr_best_30min_bpm) =
            (None, None, None, None);
    });
    holds(&[], bare);
}

#[test]
fn a_wrist_that_counts_steps_in_one_run_of_ten_spoils_neither_them_nor_the_others() {
    let locked = changed(season(200, 6), |k, session| {
        if k % 10 == 1 {
            let minutes = [(174, 50.0)];
            let spoilt = session.clone().hr(&minutes);
            let digest = known(session);
            digest.hr_effort = spoilt.digest.hr_effort;
            let effort = digest.hr_effort.as_mut().expect("a heart rate");
            // Cleaning drops most of what follows the cadence.
            (effort.lock_share, effort.coverage) = (0.9, 0.3);
            digest.hr_peak_bpm = Some(178.0);
        }
    });
    holds(&[], locked);
}

#[test]
fn a_new_watch_in_the_middle_with_values_of_its_own_keeps_the_kinds() {
    let new_watch = changed(season(200, 7), |k, session| {
        if k >= 100 {
            known(session).thresholds.hr_max_bpm = Some(191.0);
            known(session).thresholds.lthr_bpm = Some(171.0);
        }
    });
    holds(&[], new_watch);
}

/// Runs whose class differs between two archives that share their first runs.
fn flips(before: &[Session], after: &[Session]) -> usize {
    let (before, after) = (classes(&[], before), classes(&[], after));
    before.iter().zip(&after).filter(|(a, b)| plain(a.class) != plain(b.class)).count()
}

#[test]
fn spoilt_recordings_change_no_other_run_s_class() {
    let sessions: Vec<Session> = season(200, 8).into_iter().map(|(_, session)| session).collect();
    let last = sessions.last().expect("runs").date;
    let with = |extra: Session| {
        let mut all = sessions.clone();
        all.push(extra);
        all
    };
    let next = || run(last.saturating_add(Span::new().days(1)), 60.0);
    let hilly = next().hr(&[(165, 60.0)]).gap(&[(4.6, 60.0)]).peak(180.0).half_hour(165.0, 4.7);
    let ride = next().hr(&[(130, 60.0)]).gap(&[(7.4, 60.0)]).peak(150.0).half_hour(130.0, 7.4);
    let mut bus =
        next().hr(&[(130, 60.0)]).gap(&[(3.0, 50.0), (8.5, 10.0)]).peak(150.0).half_hour(130.0, 4.9);
    known(&mut bus).pace_effort.as_mut().expect("a pace").best_30min_mps = Some(4.9);
    for (name, extra) in [("hilly", hilly), ("ride", ride), ("bus", bus)] {
        assert_eq!(flips(&sessions, &with(extra)), 0, "{name}");
    }
    let mut strap = sessions.clone();
    for k in [90, 92] {
        known(&mut strap[k]).hr_peak_bpm = Some(225.0);
    }
    assert_eq!(flips(&sessions, &strap), 0, "strap");
}

#[test]
fn a_fifth_more_files_changes_few_classes_and_none_of_frozen_thresholds() {
    let all: Vec<Session> = season(240, 9).into_iter().map(|(_, session)| session).collect();
    let before = &all[..200];
    assert!(flips(before, &all) <= 10, "{}", flips(before, &all));
    let frozen = [AthleteBlock {
        hr_max_bpm: Some(189.0),
        lthr_bpm: Some(169.0),
        threshold_mps: Some(3.85),
        ..AthleteBlock::default()
    }];
    let (few, many) = (classes(&frozen, before), classes(&frozen, &all));
    assert!(few.iter().zip(&many).all(|(a, b)| plain(a.class) == plain(b.class)));
}
