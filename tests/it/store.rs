//! Store: tables as CSV and Parquet, and day tables back.

use std::io::Cursor;
use std::path::Path;

use jiff::civil::{Date, date};
use polars::prelude::{Categories, DataFrame, DataType, NamedFrom, Series, TimeUnit, TimeZone};
use polars_io::prelude::{ParquetReader, ParquetWriter, SerReader};

use crate::days::run;
use shakeout::classify::SessionClass;
use shakeout::day::Day;
use shakeout::day::DayKind;
use shakeout::days::{DayOptions, build};
use shakeout::diary;
use shakeout::diary::DiaryOptions;
use shakeout::error::{Error, ExitCode};
use shakeout::measure::Unmeasured;
use shakeout::report::{FileRow, FileStatus};
use shakeout::session::Session;
use shakeout::table::store::{
    DayTable, activities_csv, activities_parquet, day_table, days_csv, days_parquet, files_csv, read_days,
};

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

fn parquet(bytes: Vec<u8>) -> DataFrame {
    ParquetReader::new(Cursor::new(bytes)).finish().expect("parquet")
}

fn numbers(frame: &DataFrame, name: &str) -> Vec<Option<f64>> {
    frame.column(name).expect(name).f64().expect("numbers").iter().collect()
}

fn texts(frame: &DataFrame, name: &str) -> Vec<Option<String>> {
    frame.column(name).expect(name).str().expect("text").iter().map(|v| v.map(str::to_owned)).collect()
}

/// Days of the epoch.
fn dates(frame: &DataFrame, name: &str) -> Vec<i32> {
    frame.column(name).expect(name).date().expect("dates").physical().into_no_null_iter().collect()
}

fn read(text: &str) -> DayTable {
    read_days(text.as_bytes(), "days.csv").unwrap_or_else(|error| panic!("{error}"))
}

fn refused(text: &str) -> String {
    let error = read_days(text.as_bytes(), "days.csv").expect_err("a refusal");
    assert_eq!(error.exit_code(), ExitCode::Usage);
    error.to_string()
}

/// Ten weeks with everything: all kinds, a gap, diary with extras, missing values.
fn season() -> (Vec<Day>, Vec<String>) {
    let first = date(2024, 5, 6);
    let day = |k: i64| first.checked_add(jiff::Span::new().days(k)).expect("a date");
    let classes = [SessionClass::Hard, SessionClass::Easy, SessionClass::Moderate, SessionClass::Unknown];
    let mut rows: Vec<Session> = (0..20)
        .map(|k| Session {
            load: (k % 5 != 4).then_some(40.25 + k as f64).ok_or(Unmeasured::NoLoad),
            descent_m: (k % 6 != 5).then_some(12.5 * k as f64),
            class_reasons: "=no evidence, \"really\"".into(),
            ..run(day(2 * k), classes[k as usize % 4])
        })
        .collect();
    rows.push(run(day(69), SessionClass::Easy));
    let log = "date,time,soreness,sleep_h,ill\n2024-05-06,06:45,3.5,7.25,no\n2024-05-07,21:00,2,,yes\n2024-05-09,morning,0,6,no\n";
    let log = diary::read(log.as_bytes(), "log.csv", &DiaryOptions::default()).expect("a diary");
    (build(&rows, Some(&log), &DayOptions::default()), log.extra_names)
}

/// A day with its numbers as CSV has them: at most three decimals.
fn as_csv_has_it(day: &Day) -> Day {
    let r = |value: Option<f64>| value.map(|value| (value * 1000.0).round() / 1000.0);
    Day {
        ctl: r(day.ctl),
        atl: r(day.atl),
        tsb: r(day.tsb),
        monotony: r(day.monotony),
        strain: r(day.strain),
        ..day.clone()
    }
}

#[test]
fn days_survive_the_way_to_csv_and_back() {
    let (days, extra_names) = season();
    assert!(
        days.iter().any(|day| day.gap) && days.iter().any(|day| day.load.is_none()),
        "the season has everything"
    );
    let table = read(&text(days_csv(&days, &extra_names, None).expect("csv")));
    assert_eq!(table.extra_names, extra_names);
    assert_eq!(table.days, days.iter().map(as_csv_has_it).collect::<Vec<_>>());
    assert!(table.notes.is_empty(), "{:?}", table.notes);
}

#[test]
fn days_csv_begins_with_the_columns_of_the_contract_and_has_no_noise() {
    let (days, extra_names) = season();
    let csv = text(days_csv(&days, &extra_names, None).expect("csv"));
    let mut lines = csv.lines();
    let header = lines.next().expect("header");
    assert!(header.starts_with("date,kind,load,hard_load,descent_m,easy_min,soreness,"), "{header}");
    assert!(header.ends_with(",sleep_h"), "{header}");
    assert!(lines.next().expect("a row").starts_with("2024-05-06,hard,40.25,40.25,0.0,0.0,3.5,"));
    for cell in csv.lines().skip(1).flat_map(|line| line.split(',')) {
        let decimals =
            cell.parse::<f64>().ok().and_then(|_| cell.split_once('.')).map_or(0, |(_, d)| d.len());
        assert!(decimals <= 3 && cell != "-0.0" && !cell.contains("NaN"), "{cell}");
    }
}

#[test]
fn text_that_begins_like_a_formula_is_written_with_an_apostrophe_and_read_without() {
    let (days, extra_names) = season();
    let csv = text(days_csv(&days, &extra_names, None).expect("csv"));
    assert!(!csv.contains(",=") && !csv.contains("\"="), "{csv}");
    let mut row = run(date(2024, 5, 6), SessionClass::Easy);
    for name in ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx", "\rx"] {
        row.name = Some(name.into());
        let csv = text(activities_csv(std::slice::from_ref(&row)).expect("csv"));
        assert!(csv.contains(&format!("'{name}")), "{csv}");
    }
    row.name = Some("5 km = easy".into());
    assert!(text(activities_csv(&[row]).expect("csv")).contains(",5 km = easy,"));
}

#[test]
fn days_parquet_holds_what_the_days_hold() {
    let (days, extra_names) = season();
    let frame = parquet(days_parquet(&days, &extra_names, None).expect("parquet"));
    assert_eq!(frame.height(), days.len());
    let epoch = date(1970, 1, 1);
    let wanted: Vec<i32> = days.iter().map(|day| epoch.until(day.date).expect("span").get_days()).collect();
    assert_eq!(dates(&frame, "date"), wanted);
    let column = |get: fn(&Day) -> Option<f64>| days.iter().map(get).collect::<Vec<_>>();
    for (name, get) in [
        ("load", (|d: &Day| d.load) as fn(&Day) -> Option<f64>),
        ("hard_load", |d| d.hard_load),
        ("descent_m", |d| d.descent_m),
        ("easy_min", |d| d.easy_min),
        ("soreness", |d| d.soreness),
        ("run_min", |d| d.run_min),
        ("z1_min", |d| d.zone_min.map(|z| z[0])),
        ("ctl", |d| d.ctl),
        ("tsb", |d| d.tsb),
        ("strain", |d| d.strain),
        ("sleep_h", |d| d.extra[0]),
    ] {
        assert_eq!(numbers(&frame, name), column(get), "{name}");
    }
    let kinds: Vec<Option<String>> = days.iter().map(|day| Some(day.kind.name().to_owned())).collect();
    assert_eq!(texts(&frame, "kind"), kinds);
    let reasons: Vec<Option<String>> =
        days.iter().map(|day| Some(day.kind_reason.clone()).filter(|reason| !reason.is_empty())).collect();
    assert_eq!(texts(&frame, "kind_reason"), reasons, "no apostrophe in Parquet");
    let gaps: Vec<Option<bool>> = days.iter().map(|day| Some(day.gap)).collect();
    assert_eq!(frame.column("gap").expect("gap").bool().expect("flags").iter().collect::<Vec<_>>(), gaps);
}

#[test]
fn a_parquet_table_of_another_program_is_read_with_its_own_types() {
    // 1 to 3 May 2024, in days since 1970.
    let epoch_days = [19_844, 19_845, 19_846];
    let mornings = epoch_days.map(|day| i64::from(day) * 86_400_000_000);
    let naive = Series::new("date".into(), mornings).into_datetime(TimeUnit::Microseconds, None);
    let zoned =
        Series::new("date".into(), mornings).into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
    let day = Series::new("date".into(), epoch_days).into_date();
    for dates in [naive, zoned, day] {
        let kinds = Series::new("kind".into(), ["easy", "rest", "hard"])
            .cast(&DataType::from_categories(Categories::global()))
            .expect("categories");
        let columns = vec![
            dates.into(),
            kinds.into(),
            Series::new("load".into(), [Some(30.5_f32), Some(0.0), None]).into(),
            Series::new("runs".into(), [1_i32, 0, 1]).into(),
            Series::new("soreness".into(), [2_i64, 3, 1]).into(),
            Series::new("ill".into(), [false, true, false]).into(),
        ];
        let mut bytes = Vec::new();
        let mut frame = DataFrame::new(3, columns).expect("a frame");
        ParquetWriter::new(&mut bytes).finish(&mut frame).expect("a file");
        let days = day_table(&bytes, "days.parquet", None).unwrap_or_else(|error| panic!("{error}")).days;
        let read: Vec<_> = days.iter().map(|d| (d.date, d.kind, d.load, d.soreness, d.ill)).collect();
        assert_eq!(
            read,
            [
                (date(2024, 5, 1), DayKind::Easy, Some(30.5), Some(2.0), false),
                (date(2024, 5, 2), DayKind::Rest, Some(0.0), Some(3.0), true),
                (date(2024, 5, 3), DayKind::Hard, None, Some(1.0), false),
            ]
        );
    }
}

fn written_by_arrow(name: &str) -> Result<DayTable, Error> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tables").join(name);
    day_table(&std::fs::read(path).expect("a fixture"), name, None)
}

#[test]
fn a_table_of_arrow_may_have_small_whole_numbers_and_columns_of_types_that_nobody_reads() {
    let days = written_by_arrow("days-of-arrow.parquet").unwrap_or_else(|error| panic!("{error}")).days;
    let read: Vec<_> = days.iter().map(|d| (d.date, d.kind, d.load, d.runs, d.soreness, d.ill)).collect();
    assert_eq!(
        read,
        [
            (date(2024, 5, 1), DayKind::Easy, Some(30.5), 1, Some(2.0), false),
            (date(2024, 5, 2), DayKind::Rest, Some(0.0), 0, Some(3.0), true),
            (date(2024, 5, 3), DayKind::Hard, None, 1, Some(1.0), false),
        ]
    );
    let error = written_by_arrow("days-with-decimal-load.parquet").expect_err("a refusal").to_string();
    assert!(error.contains("load (Decimal") && error.contains("float64"), "{error}");
}

fn two_activities() -> Vec<Session> {
    let metrics =
        vec![("trimp", Ok(108.123_456_789)), ("descent_m", Ok(20.0)), ("hrss", Err(Unmeasured::NoHeartRate))];
    let first = Session {
        metrics,
        name: Some("Läufer, \"früh\"".into()),
        ..run(date(2024, 5, 6), SessionClass::Easy)
    };
    let second = Session {
        metrics: vec![("trimp", Err(Unmeasured::NoHeartRate)), ("rtss", Ok(f64::NAN))],
        ..run(date(2024, 5, 7), SessionClass::Hard)
    };
    vec![first, second]
}

#[test]
fn activities_have_their_metrics_after_their_own_columns_and_each_name_once() {
    let csv = text(activities_csv(&two_activities()).expect("csv"));
    let lines: Vec<&str> = csv.lines().collect();
    let header: Vec<&str> = lines[0].split(',').collect();
    assert_eq!(header[header.len() - 3..], ["trimp", "hrss", "rtss"]);
    assert_eq!(header.iter().filter(|name| **name == "descent_m").count(), 1);
    assert!(lines[1].ends_with(",108.123,,"), "{}", lines[1]);
    assert!(lines[2].ends_with(",,,"), "{}", lines[2]);
    assert!(lines[1].contains("\"Läufer, \"\"früh\"\"\""), "{}", lines[1]);
    let positions = ["lat", "lon", "position"];
    assert!(header.iter().all(|name| positions.iter().all(|word| !name.starts_with(word))), "{header:?}");
}

#[test]
fn activities_parquet_holds_what_the_activities_hold() {
    let rows = two_activities();
    let frame = parquet(activities_parquet(&rows).expect("parquet"));
    assert_eq!(numbers(&frame, "trimp"), [Some(108.123_456_789), None], "Parquet keeps every digit");
    assert_eq!(numbers(&frame, "rtss"), [None, None], "not a number is missing");
    assert_eq!(numbers(&frame, "timer_s"), [Some(1800.0), Some(1800.0)]);
    assert_eq!(texts(&frame, "class"), [Some("easy".to_owned()), Some("hard".to_owned())]);
    assert_eq!(texts(&frame, "name"), [rows[0].name.clone(), None]);
    let start = frame.column("start").expect("start").datetime().expect("instants");
    assert_eq!((start.time_unit(), start.time_zone()), (TimeUnit::Milliseconds, &Some(TimeZone::UTC)));
    let starts: Vec<i64> = start.physical().into_no_null_iter().collect();
    assert_eq!(starts, rows.iter().map(|row| row.start.0).collect::<Vec<_>>());
    let csv = text(activities_csv(&rows).expect("csv"));
    assert!(csv.contains("\n2024-05-06T07:00:00Z,2024-05-06,"), "CSV stays text: {csv}");
    assert_eq!(dates(&frame, "local_date"), [19_849, 19_850]);
}

#[test]
fn no_rows_still_give_a_header() {
    assert!(text(activities_csv(&[]).expect("csv")).starts_with("start,local_date,sport,class,"));
    assert!(text(days_csv(&[], &[], None).expect("csv")).starts_with("date,kind,load,"));
    assert_eq!(parquet(activities_parquet(&[]).expect("parquet")).height(), 0);
    assert_eq!(parquet(days_parquet(&[], &[], None).expect("parquet")).height(), 0);
}

#[test]
fn files_csv_gives_the_fate_of_every_file() {
    let row = |path: &str, status, reason: &str| FileRow {
        path: path.into(),
        member: "".into(),
        format: "fit",
        status,
        reason: reason.to_owned().into(),
        duplicate_of: String::new(),
        activities: 1,
    };
    let rows =
        [row("a.fit", FileStatus::Used, ""), row("=b.fit", FileStatus::Failed, "bad header, at byte 0")];
    let csv = text(files_csv(&rows).expect("csv"));
    assert_eq!(
        csv,
        "path,member,format,status,reason,duplicate_of,activities\n\
         a.fit,,fit,used,,,1\n\
         '=b.fit,,fit,failed,\"bad header, at byte 0\",,1\n"
    );
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let (days, extra_names) = season();
    let rows = two_activities();
    assert_eq!(
        days_csv(&days, &extra_names, None).expect("csv"),
        days_csv(&days, &extra_names, None).expect("csv")
    );
    assert_eq!(
        days_parquet(&days, &extra_names, None).expect("parquet"),
        days_parquet(&days, &extra_names, None).expect("parquet")
    );
    assert_eq!(activities_parquet(&rows).expect("parquet"), activities_parquet(&rows).expect("parquet"));
}

// Day tables made elsewhere.

#[test]
fn the_golden_day_tables_are_read_unchanged() {
    for (name, rows, reported) in
        [("help365", 365, 365), ("null180_mcar20", 180, 140), ("short60", 60, 60), ("modified365", 365, 365)]
    {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden").join(name).join("days.csv");
        let table = read_days(&std::fs::read(path).expect("the golden table"), name).expect(name);
        assert_eq!(table.days.len(), rows, "{name}");
        assert_eq!(table.days.iter().filter(|day| day.soreness.is_some()).count(), reported, "{name}");
        assert_eq!(table.extra_names, ["sleep_h"], "{name}");
        assert!(table.days.iter().all(|day| !day.gap && day.hard_load.is_some() && day.extra[0].is_some()));
        assert!(table.days[50].ctl.is_some(), "curves are drawn from the loads");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden/help365/days.csv");
    let first = read_days(&std::fs::read(path).expect("the golden table"), "help365").expect("a table").days
        [0]
    .clone();
    assert_eq!((first.date, first.kind, first.soreness), (date(2023, 1, 2), DayKind::Hard, Some(1.0)));
    assert_eq!(
        (first.load, first.hard_load, first.descent_m, first.easy_min),
        (Some(86.4), Some(86.4), Some(608.0), Some(0.0))
    );
}

#[test]
fn the_golden_soreness_logs_agree_with_their_day_tables() {
    for name in ["help365", "null180_mcar20", "short60", "modified365"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden").join(name);
        let table = read_days(&std::fs::read(folder.join("days.csv")).expect("days"), name).expect(name);
        let log = std::fs::read(folder.join("soreness.csv")).expect("soreness");
        let log = diary::read(&log, name, &DiaryOptions::default()).expect(name);
        assert_eq!((log.dialect, log.step, log.reported_assumed), ("own", 1.0, false), "{name}");
        assert!(log.rejected.is_empty(), "{name}");
        // The log of `null180_mcar20` leaves the days without a report out; the table has their sleep.
        let of_log: Vec<_> = log.entries.iter().map(|(date, entry)| (*date, entry.soreness)).collect();
        let of_table =
            table.days.iter().filter(|day| day.soreness.is_some()).map(|day| (day.date, day.soreness));
        assert_eq!(of_log, of_table.collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn a_table_without_hard_load_takes_it_from_the_kind_and_says_so() {
    let table = read(
        "Date;Kind;Load;Soreness\n2024-01-01;HARD;80,5;2\n2024-01-02;Rest;;3\n2024-01-03;recovery;20;\n2024-01-04;;30;1\n",
    );
    let hard: Vec<Option<f64>> = table.days.iter().map(|day| day.hard_load).collect();
    assert_eq!(hard, [Some(80.5), Some(0.0), Some(0.0), None]);
    let kinds: Vec<DayKind> = table.days.iter().map(|day| day.kind).collect();
    assert_eq!(kinds, [DayKind::Hard, DayKind::Rest, DayKind::Easy, DayKind::Unknown]);
    assert_eq!(table.days[1].load, None, "an empty cell is not 0");
    assert!(table.notes.iter().any(|note| note.contains("hard_load")));
}

#[test]
fn missing_calendar_days_are_put_in_as_unknown_and_rows_are_sorted() {
    let table = read("date,kind,hard_load,soreness\n2024-01-04,easy,0,1\n2024-01-01,hard,50,2\n");
    let found: Vec<(Date, DayKind, bool)> =
        table.days.iter().map(|day| (day.date, day.kind, day.gap)).collect();
    assert_eq!(
        found,
        [
            (date(2024, 1, 1), DayKind::Hard, false),
            (date(2024, 1, 2), DayKind::Unknown, true),
            (date(2024, 1, 3), DayKind::Unknown, true),
            (date(2024, 1, 4), DayKind::Easy, false),
        ]
    );
    assert_eq!((table.days[1].hard_load, table.days[1].load), (None, None));
    assert!(table.notes[0].contains("2 calendar days"));
}

#[test]
fn a_diary_takes_the_place_of_the_soreness_of_a_day_table() {
    let table = read(
        "date,kind,load,soreness,sleep_h\n2024-01-01,hard,50,9,5\n2024-01-02,rest,0,9,5\n2024-01-03,easy,20,9,5\n",
    );
    let log =
        "date,time,soreness,stress\n2024-01-01,morning,1,3\n2024-01-02,20:00,2,\n2024-01-09,morning,0,\n";
    let log = diary::read(log.as_bytes(), "log.csv", &DiaryOptions::default()).expect("a diary");
    let table = table.with_diary(&log);
    let found: Vec<_> =
        table.days.iter().map(|day| (day.soreness, day.reported_late, day.extra.clone())).collect();
    assert_eq!(
        found,
        [(Some(1.0), false, vec![Some(3.0)]), (Some(2.0), true, vec![None]), (None, false, vec![None])]
    );
    assert_eq!(table.extra_names, ["stress"]);
    assert!(table.notes.iter().any(|note| note.contains("1 diary entries")), "{:?}", table.notes);
}

#[test]
fn what_a_day_table_lacks_is_named_with_the_remedy() {
    assert!(refused("date,load\n2024-01-01,3\n").contains("no column `kind`; the columns are: date, load"));
    assert!(refused("kind,load\nrest,3\n").contains("no column `date`"));
    assert!(refused("date,kind,soreness\n2024-01-01,rest,3\n").contains("no column `hard_load` or `load`"));
}

#[test]
fn a_cell_that_cannot_be_read_is_refused_with_its_line() {
    let table = |row: &str| refused(&format!("date,kind,load\n2024-01-01,rest,0\n{row}\n"));
    for (row, words) in [
        ("2024-01-32,rest,0", "`2024-01-32` is not a date"),
        ("2024-01-02,tempo,0", "kind `tempo`"),
        ("2024-01-02,rest,lots", "load `lots`"),
        ("2024-01-02,rest,NaN", "load `NaN`"),
        ("2024-01-01,easy,10", "appears twice (first on line 2)"),
    ] {
        let message = table(row);
        assert!(message.contains(words) && message.contains("line 3"), "{message}");
    }
}
