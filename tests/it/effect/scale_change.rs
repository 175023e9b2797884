//! A scale that changes in mid-record: refused on strong evidence, and never in an ordinary log.

use shakeout::effect::scale_change::scale_change;
use shakeout::synth::athlete::{SCENARIOS, SimulatedAthlete};

use super::*;

fn changed(log: &DayLog) -> Option<usize> {
    scale_change(&Record::new(log))
}

/// The reports of a simulated runner from `day` on, written down anew.
fn rewritten(runner: &SimulatedAthlete, day: usize, anew: impl Fn(f64) -> f64) -> DayLog {
    let mut log = runner.day_log();
    for (report, felt) in log.soreness.iter_mut().zip(&runner.perceived).skip(day) {
        *report = Some(anew(*felt));
    }
    log
}

fn year(seed: u64) -> SimulatedAthlete {
    simulate(&scenario("null").expect("a named world"), 7_000 + seed)
}

#[test]
fn a_scale_of_ten_that_becomes_one_of_a_hundred_is_refused_with_the_day() {
    for seed in 0..10 {
        let log = rewritten(&year(seed), 180, |felt| (10.0 * felt).round().clamp(0.0, 100.0));
        let wide = Settings { scale_high: 100.0, smallest_effect: 5.0, ..settings() };
        let analysis = analyse(&log, &wide);
        assert_eq!(analysis.answer.status, Status::NotIdentifiable);
        let day = changed(&log).expect("a change");
        assert!(day.abs_diff(180) <= 3, "day {day}");
        assert!(sentence_of(&analysis, &settings()).contains(&format!("from day {} of the log", day + 1)));
        assert!(analysis.diagnostics.specifications.is_empty() && analysis.diagnostics.profile.is_none());
        assert!(!analysis.diagnostics.evidence.is_empty(), "what trials found holds all the same");
        assert!(analysis.lags.iter().all(|lag| lag.estimate.is_none()));
        assert_eq!(analysis.answer, headline(&log, &wide));
    }
}

#[test]
fn a_switch_to_a_wide_slider_is_refused_and_a_scale_turned_round_is_not_taken_for_one() {
    for seed in 0..10 {
        let slider = rewritten(&year(seed), 200, |felt| (20.0 + 8.0 * felt).clamp(0.0, 100.0));
        assert!(changed(&slider).is_some_and(|day| day.abs_diff(200) <= 3), "seed {seed}");
        let turned = rewritten(&year(seed), 200, |felt| (10.0 - felt).round().clamp(0.0, 10.0));
        assert_eq!(changed(&turned), None);
    }
}

#[test]
fn ordinary_logs_are_never_refused_for_their_scale() {
    let mut logs = 0;
    for (name, params) in SCENARIOS {
        for n in [120, 365, 730] {
            for seed in 0..12 {
                let log = simulate(&Params { n, ..*params }, 8_000 + seed).day_log();
                assert_eq!(changed(&log), None, "{name}, {n} days, seed {seed}");
                logs += 1;
            }
        }
    }
    assert!(logs >= 300);
}

#[test]
fn seasons_illness_holidays_and_comebacks_are_no_change_of_scale() {
    for seed in 0..60 {
        let runner = year(seed);
        let season = |day: usize| (day as f64 * std::f64::consts::TAU / 365.0).sin();
        let mut seasonal = runner.day_log();
        let mut ill = runner.day_log();
        let mut comeback = runner.day_log();
        for day in 0..365 {
            let felt = runner.perceived[day];
            seasonal.soreness[day] = Some((felt + 1.5 * season(day)).round().clamp(0.0, 10.0));
            if (150..200).contains(&day) {
                ill.soreness[day] = Some((felt + 3.0).round().clamp(0.0, 10.0));
            }
            if day < 120 {
                // A long break: no running, no soreness to speak of.
                comeback.soreness[day] = Some(
                    f64::from(u8::from(scatter(day, 5) == 0)) + f64::from(u8::from(scatter(day, 17) == 0)),
                );
                (comeback.load[day], comeback.hard_load[day]) = (Some(0.0), Some(0.0));
                comeback.kind[day] = DayKind::Rest;
            }
        }
        for (what, log) in [("season", seasonal), ("illness", ill), ("comeback", comeback)] {
            assert_eq!(changed(&log), None, "{what}, seed {seed}");
        }
    }
}

#[test]
fn a_log_shorter_than_a_month_on_each_side_says_nothing_about_its_scale() {
    let runner = year(1);
    let mut log = rewritten(&runner, 25, |felt| (10.0 * felt).round());
    for day in 50..365 {
        log.soreness[day] = None;
    }
    assert_eq!(changed(&log), None);
    assert_eq!(changed(&DayLog::default()), None);
}
