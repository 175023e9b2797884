//! Soreness logs as runners hold them: forms and months of many languages, old encodings, words, workbooks,
//! JSON, titles, notes. Each is one season of mornings, written here and read back to the value.

mod asked;
mod causes;
mod forms;
mod months;
mod odd;
mod ranges;
mod shapes;
mod words;
mod years;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use shakeout::diary::{self, Diary, DiaryOptions};

/// Forty mornings with values from 0 to 7, in the order of the days.
fn mornings() -> Vec<(Date, u8)> {
    let values = [3, 2, 5, 0, 7, 1, 4, 6];
    let first = date(2024, 1, 8);
    (0..40i64)
        .map(|k| (first.saturating_add(k.days()), values[(k as usize * 5 + k as usize / 8) % 8]))
        .collect()
}

/// A log of these mornings: a header, and a line a morning.
fn log(header: &str, line: impl Fn(Date, u8) -> String) -> String {
    let rows: String = mornings().into_iter().map(|(day, value)| line(day, value) + "\n").collect();
    format!("{header}\n{rows}")
}

#[track_caller]
fn read(bytes: impl AsRef<[u8]>) -> Diary {
    diary::read(bytes.as_ref(), "log.csv", &DiaryOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(bytes: impl AsRef<[u8]>) -> String {
    diary::read(bytes.as_ref(), "log.csv", &DiaryOptions::default()).expect_err("a refusal").to_string()
}

/// Every morning was read, with its value.
#[track_caller]
fn assert_all(diary: &Diary) {
    assert_values(diary, f64::from);
}

#[track_caller]
fn assert_values(diary: &Diary, value: fn(u8) -> f64) {
    let wanted: Vec<(Date, Option<f64>)> =
        mornings().into_iter().map(|(day, v)| (day, Some(value(v)))).collect();
    let found: Vec<(Date, Option<f64>)> =
        diary.entries.iter().map(|(day, entry)| (*day, entry.soreness)).collect();
    assert_eq!(found, wanted, "{:?} {:?}", diary.rejected.first(), diary.notes);
}
