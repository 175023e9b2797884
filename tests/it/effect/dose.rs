//! The dose curve on soreness that is a known curve of the minutes.

use shakeout::effect::dose::dose;

use super::*;

/// A log and its comparison: two rest days (at 2.5 and 3.5) and two easy days at ±0.5 around `soreness` for each
/// entry of `minutes`, without covariates, so that a curve in minutes is met exactly.
fn doses(
    minutes: &[f64],
    soreness: impl Fn(f64) -> f64,
) -> Option<shakeout::effect::diagnostics::DoseResponse> {
    let rows = 4 * minutes.len();
    let log = DayLog {
        easy_min: (0..rows).map(|row| Some(if row % 4 < 2 { minutes[row / 4] } else { 0.0 })).collect(),
        ..log_of(rows, |_| (DayKind::Rest, Some(3.0)))
    };
    let middle = |row: usize| if row % 4 < 2 { soreness(minutes[row / 4]) } else { 3.0 };
    let outcome: Vec<f64> = (0..rows).map(|row| middle(row) + [-0.5, 0.5][row % 2]).collect();
    let treated: Vec<bool> = (0..rows).map(|row| row % 4 < 2).collect();
    dose(&Record::new(&log), &bare(&treated, &outcome))
}

#[test]
fn a_dose_curve_bends_between_the_quartiles_and_is_a_line_outside_them() {
    // 41 lengths from 10 to 90 min by 2: quartiles 30, 50 and 70.
    let minutes: Vec<f64> = (0..41).map(|k| 10.0 + 2.0 * f64::from(k)).collect();
    // By hand: 0 up to the first knot, a cubic, a cubic the other way round, and a line from the last.
    let bend = |m: f64| match m {
        _ if m <= 30.0 => 0.0,
        _ if m <= 50.0 => (m - 30.0).powi(3),
        _ if m <= 70.0 => (m - 30.0).powi(3) - 2.0 * (m - 50.0).powi(3),
        _ => 48_000.0 + 2_400.0 * (m - 70.0),
    };
    let curve = |m: f64| 2.0 + 0.03 * m - bend(m) / 40_000.0;
    let found = doses(&minutes, curve).expect("a curve");
    assert_eq!(found.rows, 164);
    assert_eq!(found.easy_min.len(), 82);
    let at: Vec<f64> = found.points.iter().map(|point| point.minutes).collect();
    assert_eq!(at, [14.0, 26.0, 38.0, 50.0, 62.0, 74.0, 86.0], "the middle 90 %");
    for point in &found.points {
        let worked = curve(point.minutes) - 3.0;
        assert!((point.estimate.estimate - worked).abs() < 1e-9, "{point:?} is not {worked}");
    }
}

#[test]
fn a_dose_curve_takes_quartiles_a_minute_apart_and_thirty_runs() {
    let curve = |minutes: &[f64]| doses(minutes, |m| m / 10.0).map(|found| found.points.len());
    let of = |parts: &[(usize, f64)]| -> Vec<f64> {
        parts.iter().flat_map(|(count, minutes)| vec![*minutes; *count]).collect()
    };
    assert_eq!(curve(&of(&[(7, 30.0), (7, 31.0), (7, 32.0)])), Some(3), "30, 31 and 32 min");
    assert_eq!(curve(&of(&[(12, 30.0), (3, 31.0), (6, 32.0)])), None, "the lower two quartiles coincide");
    assert_eq!(curve(&of(&[(6, 30.0), (3, 31.0), (12, 32.0)])), None, "the upper two coincide");
    // Two runs of each length, and as many rest days.
    assert_eq!(curve(&of(&[(5, 30.0), (5, 40.0), (5, 50.0)])), Some(7));
    assert_eq!(curve(&of(&[(4, 30.0), (5, 40.0), (5, 50.0)])), None, "28 runs");
}

#[test]
fn a_dose_curve_takes_ten_rest_days() {
    let log = DayLog {
        easy_min: (0..60).map(|row| Some([30.0, 40.0, 50.0][row % 3])).collect(),
        ..log_of(60, |_| (DayKind::Rest, Some(3.0)))
    };
    let points = |rest: usize| {
        let treated: Vec<bool> = (0..60).map(|row| row >= rest).collect();
        let outcome: Vec<f64> = (0..60).map(|row| scatter(row, 5) as f64).collect();
        dose(&Record::new(&log), &bare(&treated, &outcome)).map(|found| found.points.len())
    };
    assert_eq!(points(9), None);
    assert!(points(20).is_some());
}
