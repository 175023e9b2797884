//! Your numbers elsewhere: every form against a value worked by hand.

use shakeout::measure::formula_variants::{Loads, Run, VARIANTS, VariantValue, rows};
use shakeout::thresholds::AthleteBlock;
use shakeout::thresholds::{DailyFacts, resolve};
use shakeout::units::speed_from_pace;

use crate::support::session::{Session, date, dated, run};

/// The reference athlete of the metrics' check values.
fn reference(female: Option<bool>) -> AthleteBlock {
    AthleteBlock {
        hr_max_bpm: Some(190.0),
        hr_rest_bpm: Some(50.0),
        lthr_bpm: Some(170.0),
        threshold_mps: Some(speed_from_pace(255.0)),
        female,
        ..AthleteBlock::default()
    }
}

/// An hour on the timer at 150 bpm; 12 km in 66 min elapsed, of which 57.6 min moving.
fn hour() -> Session {
    run(date("2024-05-01"), 60.0).hr(&[(150, 60.0)]).gap(&[(speed_from_pace(300.0), 60.0)]).with(|d| {
        d.distance_m = Some(12_000.0);
        d.elapsed_s = Some(66.0 * 60.0);
        d.moving_s = Some(57.6 * 60.0);
    })
}

fn table(session: &Session, female: Option<bool>, loads: &Loads) -> Vec<VariantValue> {
    let sessions = [session.clone()];
    let athlete = resolve(&[reference(female)], &dated(&sessions), &DailyFacts::default()).on(session.date);
    rows(&Run { digest: &session.digest, athlete: &athlete, loads })
}

fn close(rows: &[VariantValue], quantity: &str, form: &str, expected: f64) {
    let mut found =
        rows.iter().filter(|row| row.quantity.starts_with(quantity) && row.form.starts_with(form));
    let row = found.next().unwrap_or_else(|| panic!("no {quantity} by {form}"));
    assert!(found.next().is_none(), "two {quantity} by {form}");
    let value = row.value.unwrap_or_else(|| panic!("{quantity} by {form}: {:?}", row.value_reason));
    assert!((value - expected).abs() < 1e-4, "{quantity} by {form}: {value} is not {expected}");
}

/// Ten days of the check values of the load curves.
fn ten_days() -> Loads {
    let days: Vec<Option<f64>> =
        [80, 0, 120, 60, 0, 150, 40, 0, 90, 70].map(|load| Some(f64::from(load))).to_vec();
    Loads { local: days.clone(), runs_only: days.clone(), utc: days }
}

#[test]
fn an_hour_at_150_bpm_has_a_trimp_for_each_set_of_weights() {
    let rows = table(&hour(), Some(true), &ten_days());
    close(&rows, "TRIMP", "men's weights", 108.0954);
    close(&rows, "TRIMP", "women's weights", 121.4991);
    close(&rows, "TRIMP", "women's B with men's A", 90.4179);
    close(&rows, "TRIMP", "women's A shifted", 116.0989);
    close(&rows, "TRIMP", "sex not said", 112.0257);
}

#[test]
fn ours_is_the_form_that_the_runner_s_own_columns_have() {
    let ours = |female| -> Vec<&'static str> {
        let rows = table(&hour(), female, &ten_days());
        rows.iter().filter(|row| row.ours && row.quantity == "TRIMP").map(|row| row.form).collect()
    };
    assert_eq!(ours(Some(false)), ["men's weights: A 0.64, B 1.92"]);
    assert_eq!(ours(Some(true)), ["women's weights: A 0.86, B 1.67"]);
    assert_eq!(ours(None), ["sex not said: A 0.725215, B 1.795"]);
}

#[test]
fn a_mean_heart_rate_understates_intervals_and_the_time_it_is_taken_over_matters() {
    let intervals = hour().hr(&[(130, 30.0), (170, 30.0)]);
    let rows = table(&intervals, Some(false), &ten_days());
    close(&rows, "TRIMP", "men's weights", 118.1915);
    // The mean is 150 bpm: 108.0954 an hour.
    close(&rows, "TRIMP", "mean heart rate, timer", 108.0954);
    close(&rows, "TRIMP", "mean heart rate, elapsed", 108.0954 * 1.1);
    close(&rows, "TRIMP", "mean heart rate, moving", 108.0954 * 0.96);
}

#[test]
fn edwards_of_reserve_is_lower_than_of_hrmax() {
    let rows = table(&hour(), Some(false), &ten_days());
    // 150 of 190 is 79 %: zone 3; (150 - 50) of (190 - 50) is 71 %: zone 3, too.
    close(&rows, "Edwards", "zones of HRmax", 180.0);
    close(&rows, "Edwards", "the same zones of heart-rate reserve", 180.0);
    let easy = table(&hour().hr(&[(135, 60.0)]), Some(false), &ten_days());
    // 71 % of HRmax: zone 3; 60.7 % of reserve: zone 2.
    close(&easy, "Edwards", "zones of HRmax", 180.0);
    close(&easy, "Edwards", "the same zones of heart-rate reserve", 120.0);
}

#[test]
fn a_score_depends_on_grade_and_on_the_clock() {
    let rows = table(&hour(), Some(false), &ten_days());
    close(&rows, "Score", "by heart rate", 63.3429);
    // 60 min at 5:00/km against 4:15/km.
    close(&rows, "Score", "by grade-adjusted pace", 72.25);
    // 12 km against a threshold of 255 s/km: 100 * 12000 * v / (v_thr^2 * 3600), v = 12000 / time.
    let threshold = 1000.0 / 255.0_f64;
    let score = |seconds: f64| 100.0 * 12_000.0 * (12_000.0 / seconds) / (threshold * threshold * 3600.0);
    close(&rows, "Score", "by plain pace, moving", score(3456.0));
    close(&rows, "Score", "by plain pace, elapsed", score(3960.0));
}

#[test]
fn pace_is_time_over_distance_for_each_clock() {
    let rows = table(&hour(), Some(false), &ten_days());
    close(&rows, "Pace", "grade-adjusted", 300.0);
    close(&rows, "Pace", "moving", 288.0);
    close(&rows, "Pace", "timer", 300.0);
    close(&rows, "Pace", "elapsed", 330.0);
}

#[test]
fn fitness_fatigue_and_form_follow_their_time_constants() {
    let rows = table(&hour(), Some(false), &ten_days());
    close(&rows, "Fitness", "alpha = 1 - exp", 12.9325);
    close(&rows, "Fatigue", "alpha = 1 - exp", 46.6604);
    close(&rows, "Form", "of the evening", -33.7279);
    close(&rows, "Form", "of the morning", -31.5188);
    let steady = vec![Some(100.0); 42];
    let steady = Loads { local: steady.clone(), runs_only: steady.clone(), utc: steady };
    let rows = table(&hour(), Some(false), &steady);
    for (form, ctl, atl) in [
        ("alpha = 1 - exp", 63.2121, 99.7521),
        ("alpha = 1/", 63.6544, 99.8457),
        ("alpha = 2/", 86.4716, 99.9994),
    ] {
        close(&rows, "Fitness", form, ctl);
        close(&rows, "Fatigue", form, atl);
    }
}

#[test]
fn the_basis_of_the_daily_load_is_a_form_of_its_own() {
    let loads = Loads {
        local: vec![Some(100.0), Some(50.0)],
        runs_only: vec![Some(60.0), Some(50.0)],
        utc: vec![Some(0.0), Some(150.0)],
    };
    let alpha = 1.0 - (-1.0 / 42.0_f64).exp();
    let ctl = |first: f64, second: f64| {
        let before = alpha * first;
        before + alpha * (second - before)
    };
    let rows = table(&hour(), Some(false), &loads);
    close(&rows, "Fitness", "alpha = 1 - exp", ctl(100.0, 50.0));
    close(&rows, "Fitness", "ours, runs alone", ctl(60.0, 50.0));
    close(&rows, "Fitness", "ours, days in UTC", ctl(0.0, 150.0));
}

#[test]
fn monotony_depends_on_the_kind_of_standard_deviation() {
    let week: Vec<Option<f64>> = [300, 0, 450, 200, 0, 600, 150].map(|load| Some(f64::from(load))).to_vec();
    let loads = Loads { local: week.clone(), runs_only: week.clone(), utc: week };
    let rows = table(&hour(), Some(false), &loads);
    let of = |form: &str| {
        rows.iter()
            .find(|row| row.quantity.starts_with("Monotony") && row.form == form)
            .and_then(|row| row.value)
    };
    // 242.8571 / 207.7577 and the same with n - 1; the check values have four digits.
    assert!((of("population SD").expect("a value") - 1.1689).abs() < 1e-4);
    assert!((of("sample SD").expect("a value") - 1.0822).abs() < 1e-4);
}

#[test]
fn what_is_not_known_has_a_reason_and_every_form_its_facts() {
    let bare = run(date("2024-05-01"), 60.0);
    let rows = table(&bare, None, &Loads::default());
    assert_eq!(rows.len(), VARIANTS.len());
    for row in &rows {
        assert!(row.value.is_none(), "{} by {}", row.quantity, row.form);
        assert!(row.value_reason.as_ref().is_some_and(|reason| !reason.is_empty()), "{}", row.quantity);
    }
    for form in VARIANTS {
        for fact in [form.quantity, form.form, form.formula, form.source] {
            assert!(!fact.is_empty(), "{} by {} lacks a fact", form.quantity, form.form);
        }
    }
}

#[test]
fn an_unknown_length_gives_no_number_over_it() {
    let unknown = hour().with(|d| d.elapsed_s = None);
    let rows = table(&unknown, Some(true), &ten_days());
    let over_elapsed: Vec<&VariantValue> = rows.iter().filter(|row| row.form.contains("elapsed")).collect();
    assert_eq!(over_elapsed.len(), 3, "TRIMP of the mean, score and pace");
    for row in over_elapsed {
        assert_eq!(row.value, None, "{} by {}", row.quantity, row.form);
        assert!(row.value_reason.is_some(), "{} by {}", row.quantity, row.form);
    }
}

#[test]
fn every_form_says_what_it_is_and_gives_its_own_number() {
    let run = hour().hr(&[(130, 20.0), (150, 20.0), (172, 20.0)]);
    let days = |loads: [i32; 10]| -> Vec<Option<f64>> { loads.map(|load| Some(f64::from(load))).to_vec() };
    let loads = Loads {
        local: days([80, 0, 120, 60, 0, 150, 40, 0, 90, 70]),
        runs_only: days([80, 0, 100, 60, 0, 120, 40, 0, 90, 70]),
        utc: days([80, 20, 100, 60, 0, 150, 40, 0, 90, 70]),
    };
    let lines: Vec<String> = table(&run, Some(true), &loads)
        .iter()
        .map(|row| {
            let ours = if row.ours { " (ours)" } else { "" };
            let value = row.value.expect("a value");
            format!(
                "{}{ours}, {}: {value:.4}{}{}\n  {}\n  {}",
                row.quantity,
                row.form,
                if row.unit.is_empty() { "" } else { " " },
                row.unit,
                row.formula,
                row.source
            )
        })
        .collect();
    insta::assert_snapshot!("variants", lines.join("\n"));
}
