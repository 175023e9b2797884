//! Dates without a year: from their order, the dates around them, a flag, or the recordings.

use jiff::civil::date;
use shakeout::diary::{self, Diary, DiaryOptions};

use super::{assert_all, log, read, refused};

fn read_with(text: &str, options: DiaryOptions) -> Diary {
    diary::read(text.as_bytes(), "log.csv", &options).unwrap_or_else(|error| panic!("{error}"))
}

const MONTHS: [&str; 2] = ["Jan", "Feb"];

/// The log in each way in which people leave the year out.
fn without_years() -> Vec<String> {
    let month = |day: jiff::civil::Date| MONTHS[usize::from(day.month().unsigned_abs()) - 1];
    vec![
        log("Datum;Muskelkater (0-10)", |d, v| format!("{}.{}.;{v}", d.day(), d.month())),
        log("date,soreness (0-10)", |d, v| format!("{} {},{v}", month(d), d.day())),
        log("date,soreness (0-10)", |d, v| format!("{:?} {}-{},{v}", d.weekday(), d.day(), month(d))),
        log("date,soreness (0-10)", |d, v| format!("{:02}/{:02},{v}", d.day(), d.month())),
        log("date,soreness (0-10)", |d, v| format!("{}-{},{v}", d.month(), d.day())),
        log("日付,筋肉痛 (0-10)", |d, v| format!("{}月{}日,{v}", d.month(), d.day())),
    ]
}

#[test]
fn dates_without_a_year_are_asked_for_it_and_take_it() {
    for text in without_years() {
        let message = refused(&text);
        assert!(message.contains("the dates have no year"), "{message}");
        assert!(message.contains("--soreness-year 2024"), "{message}");
        assert_all(&read_with(&text, DiaryOptions { year: Some(2024), ..DiaryOptions::default() }));
    }
}

#[test]
fn the_only_year_with_recordings_is_taken_and_said() {
    for text in without_years() {
        let recorded = Some((date(2023, 11, 1), date(2024, 3, 1)));
        let diary = read_with(&text, DiaryOptions { recorded, ..DiaryOptions::default() });
        assert_all(&diary);
        let note = diary.notes.iter().find(|note| note.starts_with("CHECK THE YEAR")).expect("it is said");
        assert!(note.contains("2024") && note.contains("--soreness-year"), "{note}");
    }
}

#[test]
fn of_several_years_with_recordings_none_is_taken() {
    let text = &without_years()[0];
    let recorded = Some((date(2022, 1, 1), date(2024, 12, 31)));
    let options = DiaryOptions { recorded, ..DiaryOptions::default() };
    let message = diary::read(text.as_bytes(), "log.csv", &options).expect_err("a refusal").to_string();
    assert!(message.contains("2022, 2023, 2024"), "{message}");
    assert!(message.contains("add --soreness-year 2024"), "{message}");
}

#[test]
fn a_new_year_begins_where_the_months_begin_anew_in_either_direction() {
    let mut rows: Vec<String> = Vec::new();
    let mut day = date(2023, 12, 1);
    for k in 0..60 {
        rows.push(format!("{}.{}.;{}", day.day(), day.month(), k % 8));
        day = day.tomorrow().expect("a day");
    }
    let options = DiaryOptions { year: Some(2023), ..DiaryOptions::default() };
    let newest_last = format!("Datum;Muskelkater (0-10)\n{}\n", rows.join("\n"));
    rows.reverse();
    let newest_first = format!("Datum;Muskelkater (0-10)\n{}\n", rows.join("\n"));
    for text in [newest_last, newest_first] {
        let diary = read_with(&text, options.clone());
        let days: Vec<_> = diary.entries.keys().copied().collect();
        assert_eq!((days.first(), days.last()), (Some(&date(2023, 12, 1)), Some(&date(2024, 1, 29))));
        assert_eq!(days.len(), 60);
    }
}

#[test]
fn a_date_with_a_year_tells_that_of_those_around_it() {
    let text = log("date,soreness (0-10)", |d, v| {
        let year = if d.day() == 20 { " 2024" } else { "" };
        format!("{} {}{year},{v}", d.day(), MONTHS[usize::from(d.month().unsigned_abs()) - 1])
    });
    assert_all(&read(text));
}

#[test]
fn without_order_and_year_the_rows_are_refused_with_what_to_write() {
    let text = log("date,soreness (0-10)", |d, v| format!("5.{}.,{v}", if d.day() % 2 == 0 { 2 } else { 5 }));
    let message = refused(text);
    assert!(message.contains("has no year, and the rows are not in the order of their days"), "{message}");
}

#[test]
fn two_digits_of_a_year_may_come_first_and_weeks_are_those_of_iso_8601() {
    assert_all(&read(log("date,soreness (0-10)", |d, v| {
        format!("{:02}-{:02}-{:02},{v}", d.year() - 2000, d.month(), d.day())
    })));
    assert_all(&read(log("date,soreness (0-10)", |d, v| {
        let week = d.iso_week_date();
        format!("{}-W{:02}-{},{v}", week.year(), week.week(), week.weekday().to_monday_one_offset())
    })));
    // A week alone is no day.
    let weeks = refused("date,soreness\n2024-W02,3\n2024-W03,2\n");
    assert!(weeks.contains("`2024-W02` is not a date"), "{weeks}");
}
