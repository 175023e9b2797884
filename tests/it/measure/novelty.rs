//! Novelty: a dose against the runner's own last six weeks.

use shakeout::measure::Unmeasured;

use super::{close, man, measured, metric};
use crate::support::session::{Session, date, run};

fn daily(days: i64, descent: impl Fn(i64) -> f64) -> Vec<Session> {
    (0..days)
        .map(|d| {
            let day = date("2024-01-01").saturating_add(jiff::Span::new().days(d));
            run(day, 60.0).descent(descent(d)).with(|g| g.distance_m = Some(10_000.0))
        })
        .collect()
}

#[test]
fn novelty_of_the_same_dose_every_day_is_one_after_fourteen_days_of_history() {
    let all = measured(&man(), &daily(30, |_| 100.0));
    assert_eq!(metric(&all[13], "descent_novelty"), Err(Unmeasured::NoHistory { days: 14 }));
    close(metric(&all[14], "descent_novelty").expect("a value"), 1.0);
    close(metric(&all[29], "descent_novelty").expect("a value"), 1.0);
    close(metric(&all[29], "duration_of_max").expect("a value"), 1.0);
    close(metric(&all[29], "distance_of_max").expect("a value"), 1.0);
}

#[test]
fn an_unusual_descent_is_compared_with_the_days_before_and_not_with_itself() {
    let all = measured(&man(), &daily(30, |d| if d == 29 { 1000.0 } else { 100.0 }));
    close(metric(&all[29], "descent_novelty").expect("a value"), 10.0);
}

#[test]
fn days_without_a_run_lower_the_mean_that_novelty_is_compared_with() {
    // Every other day 100 m: the mean of the evening before a run day lies a little below 50.
    let sessions: Vec<Session> = daily(60, |_| 100.0).into_iter().step_by(2).collect();
    let all = measured(&man(), &sessions);
    let keep = (-1.0_f64 / 42.0).exp();
    let (mut sum, mut weight) = (0.0, 0.0);
    for day in 0..58 {
        let dose = if day % 2 == 0 { 100.0 } else { 0.0 };
        sum = sum * keep + (1.0 - keep) * dose;
        weight = weight * keep + (1.0 - keep);
    }
    close(metric(&all[29], "descent_novelty").expect("a value"), 100.0 / (sum / weight));
}

#[test]
fn a_hole_of_fourteen_days_starts_history_anew() {
    let mut sessions = daily(60, |_| 100.0);
    sessions.drain(30..44);
    let all = measured(&man(), &sessions);
    assert_eq!(metric(&all[30], "descent_novelty"), Err(Unmeasured::NoHistory { days: 14 }));
    assert_eq!(metric(&all[30], "duration_of_max"), Err(Unmeasured::NoHistory { days: 14 }));
    let mut sessions = daily(60, |_| 100.0);
    sessions.drain(30..43);
    assert!(metric(&measured(&man(), &sessions)[30], "descent_novelty").is_ok());
}

#[test]
fn a_day_of_unknown_descent_is_left_out_of_the_mean_and_not_counted_as_flat() {
    let mut sessions = daily(30, |_| 100.0);
    for s in sessions.iter_mut().take(20).skip(10) {
        s.digest.descent_m = None;
    }
    close(metric(&measured(&man(), &sessions)[29], "descent_novelty").expect("a value"), 1.0);
}

#[test]
fn the_first_descent_after_flat_weeks_has_no_ratio() {
    let all = measured(&man(), &daily(30, |d| if d == 29 { 500.0 } else { 0.0 }));
    assert_eq!(metric(&all[29], "descent_novelty"), Err(Unmeasured::NothingBefore));
}

#[test]
fn a_run_longer_than_any_of_six_weeks_is_above_one() {
    let mut sessions = daily(60, |_| 0.0);
    sessions[2].digest.timer_s = Some(10_800.0); // 57 days before the last: out of the window
    sessions[59].digest.timer_s = Some(5_400.0);
    close(metric(&measured(&man(), &sessions)[59], "duration_of_max").expect("a value"), 1.5);
}

#[test]
fn each_novelty_is_that_of_its_own_dose() {
    let mut sessions = daily(30, |_| 100.0);
    for (day, s) in sessions.iter_mut().enumerate() {
        let times = |k: f64| if day == 29 { k } else { 1.0 };
        s.digest.descent_m = Some(100.0 * times(2.0));
        s.digest.steep_down_s = Some(60.0 * times(3.0));
        s.digest.downhill_m3_s2 = Some(900.0 * times(4.0));
        s.digest.steps = Some(9_000.0 * times(5.0));
        s.digest.timer_s = Some(3_600.0 * times(6.0));
        s.digest.distance_m = Some(10_000.0 * times(7.0));
    }
    let all = measured(&man(), &sessions);
    for (column, times) in [
        ("descent_novelty", 2.0),
        ("steep_down_novelty", 3.0),
        ("downhill_novelty", 4.0),
        ("steps_novelty", 5.0),
        ("duration_of_max", 6.0),
        ("distance_of_max", 7.0),
    ] {
        close(metric(&all[29], column).expect("a value"), times);
    }
}
