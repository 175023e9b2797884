//! Samples: columns in which an entry may be missing, and rows of them.

use shakeout::activity::{Column, Entry, Sample, Samples};
use shakeout::units::{Position, UtcMillis};

fn sample(second: i64) -> Sample {
    Sample {
        position: (second % 2 == 0).then_some(Position { lat: second as i32, lon: -7 }),
        altitude_m: (second % 3 == 0).then_some(second as f32),
        distance_m: Some(3.0 * second as f32),
        speed_mps: (second > 1).then_some(0.0),
        heart_rate_bpm: (second % 5 > 0).then_some(100 + second as u8),
        cadence_spm: None,
        time: UtcMillis::from_secs(second),
    }
}

#[test]
fn rows_come_back_as_they_were_put_in() {
    let rows: Vec<Sample> = (0..20).map(sample).collect();
    let samples: Samples = rows.iter().copied().collect();
    assert_eq!(samples.len(), 20);
    assert_eq!(samples.rows().collect::<Vec<_>>(), rows);
    let mut pushed = Samples::default();
    rows.iter().for_each(|row| pushed.push(*row));
    assert_eq!(pushed, samples);
    assert!(!samples.is_empty() && Samples::default().is_empty());
}

#[test]
fn a_change_of_the_rows_is_a_change_of_all_columns() {
    let mut samples: Samples = (0..20).map(sample).collect();
    samples.edit(|rows| {
        rows.retain(|row| row.heart_rate_bpm.is_some());
        rows.reverse();
        rows[0].speed_mps = None;
    });
    let mut expected: Vec<Sample> = (0..20).rev().filter(|second| second % 5 > 0).map(sample).collect();
    expected[0].speed_mps = None;
    assert!(samples.rows().eq(expected));
}

#[test]
fn zero_is_a_value_and_missing_is_none() {
    let mut speeds: Column<f32> = [0.0, f32::MISSING, 2.5].into_iter().collect();
    assert_eq!(speeds.iter().collect::<Vec<_>>(), [Some(0.0), None, Some(2.5)]);
    assert_eq!(speeds.present().collect::<Vec<_>>(), [0.0, 2.5]);
    assert!(speeds.any() && !speeds.is_complete());
    speeds.set(1, Some(1.0));
    assert!(speeds.is_complete());
    speeds.set(0, None);
    assert_eq!((speeds.get(0), speeds.get(1)), (None, Some(1.0)));
    assert!(!Column::<f32>::missing(3).any() && Column::<f32>::missing(0).is_complete());
}

#[test]
fn columns_are_equal_when_they_miss_the_same_entries() {
    let column = |entries: [f32; 2]| entries.into_iter().collect::<Column<f32>>();
    assert_eq!(column([1.0, f32::MISSING]), column([1.0, -f32::NAN]));
    assert_ne!(column([1.0, f32::MISSING]), column([1.0, 0.0]));
    assert_ne!(Column::<u8>::missing(2), Column::<u8>::missing(3));
}

#[test]
fn what_a_column_grows_by_is_missing_until_it_is_filled() {
    let mut heart_rates: Column<u8> = [150].into_iter().collect();
    heart_rates.grow(3)[1] = 151;
    assert_eq!(heart_rates.iter().collect::<Vec<_>>(), [Some(150), None, Some(151), None]);
    let mut positions = Column::<Position>::missing(1);
    positions.grow(1)[0] = Position { lat: 1, lon: 2 };
    assert_eq!(positions.iter().collect::<Vec<_>>(), [None, Some(Position { lat: 1, lon: 2 })]);
}
