//! Days: rolling load with its check values, kinds of days, gaps, weeks, the join.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use shakeout::activity::Sport;
use shakeout::classify::SessionClass;
use shakeout::day::{Day, DayKind, Outside};
use shakeout::days::join;
use shakeout::days::{DayOptions, build, weeks};
use shakeout::diary::DiaryOptions;
use shakeout::diary::{self, Diary};
use shakeout::intensity::Intensity;
use shakeout::label::Label;
use shakeout::load_curves::{self, EwmaForm};
use shakeout::measure::{LoadSource, Unmeasured};
use shakeout::session::Session;
use shakeout::units::UtcMillis;
use shakeout::zone::ZoneSource;

mod properties;

fn known(loads: &[f64]) -> Vec<Option<f64>> {
    loads.iter().map(|&load| Some(load)).collect()
}

#[track_caller]
fn near(found: Option<f64>, wanted: f64) {
    let found = found.expect("a value");
    assert!((found - wanted).abs() < 1e-4, "{found} is not {wanted}");
}

/// The moment of a time of day in UTC.
pub fn utc(date: Date, hour: i8, minute: i8) -> UtcMillis {
    let at = date.at(hour, minute, 0, 0).to_zoned_datetime(TimeZone::UTC).expect("inside the calendar");
    UtcMillis(at.timestamp().as_millisecond())
}

/// A run of 30 minutes at 07:00 UTC with load 40, 5 km, 20 m down, all of it in zone 1.
pub fn run(date: Date, class: SessionClass) -> Session {
    Session {
        start: utc(date, 7, 0),
        local_date: date,
        utc_offset_s: 0,
        zone_source: ZoneSource::File,
        sport: Sport::Running,
        sub_sport: None,
        name: None,
        meant: None,
        intensity: Intensity::Unknown,
        intensity_score: None,
        hr_of_threshold: None,
        pace_of_threshold: None,
        above_threshold_min: None,
        dose: None,
        class,
        class_reasons: String::new(),
        elapsed_s: Some(1800.0),
        timer_s: Some(1800.0),
        moving_s: None,
        distance_m: Some(5000.0),
        ascent_m: Some(20.0),
        descent_m: Some(20.0),
        hr_mean_bpm: None,
        cadence_spm: None,
        rpe: None,
        load: Ok(40.0),
        load_source: LoadSource::Trimp,
        hr_coverage: None,
        metrics: Vec::new(),
        zone_min: Some([30.0, 0.0, 0.0]),
        device: None,
        has_positions: false,
        choices: Vec::new(),
        file: Label::of_path("a.fit".as_ref()),
        index: 0,
    }
}

fn sport(date: Date, sport: Sport, minutes: f64, class: SessionClass) -> Session {
    Session { sport, timer_s: Some(minutes * 60.0), zone_min: None, ..run(date, class) }
}

fn diary(text: &str) -> Diary {
    diary::read(text.as_bytes(), "soreness.csv", &DiaryOptions::default()).expect("a diary")
}

fn one_day(activities: &[Session]) -> Day {
    let days = build(activities, None, &DayOptions::default());
    assert_eq!(days.len(), 1);
    days.into_iter().next().expect("a day")
}

const D: Date = date(2024, 5, 6);

fn day(k: i64) -> Date {
    D.checked_add(jiff::Span::new().days(k)).expect("a date")
}

// Rolling load.

#[test]
fn forty_two_days_of_100_give_the_published_fitness_and_fatigue_in_each_form() {
    let loads = known(&[100.0; 42]);
    let wanted = [
        (EwmaForm::Exponential, 0.023528, 0.133122, 63.2121, 99.7521),
        (EwmaForm::Reciprocal, 0.023810, 0.142857, 63.6544, 99.8457),
        (EwmaForm::Span, 0.046512, 0.25, 86.4716, 99.9994),
    ];
    for (form, alpha_42, alpha_7, ctl, atl) in wanted {
        assert!((form.alpha(42.0) - alpha_42).abs() < 1e-6, "{form:?}");
        assert!((form.alpha(7.0) - alpha_7).abs() < 1e-6, "{form:?}");
        near(load_curves::ewma(&loads, 42.0, form)[41], ctl);
        near(load_curves::ewma(&loads, 7.0, form)[41], atl);
    }
}

#[test]
fn ten_days_give_the_hand_worked_fitness_fatigue_and_form_of_the_morning() {
    let loads = known(&[80.0, 0.0, 120.0, 60.0, 0.0, 150.0, 40.0, 0.0, 90.0, 70.0]);
    let (ctl, atl) = (load_curves::ctl(&loads), load_curves::atl(&loads));
    near(ctl[9], 12.9325);
    near(atl[9], 46.6604);
    near(Some(ctl[9].expect("ctl") - atl[9].expect("atl")), -33.7279);
    let tsb = load_curves::tsb(&ctl, &atl);
    near(tsb[9], -31.5188);
    assert_eq!(tsb[0], None, "nothing is known of the evening before the first day");
    assert_eq!(tsb.len(), 10);
}

#[test]
fn monotony_and_strain_use_the_population_sd() {
    let week = known(&[300.0, 0.0, 450.0, 200.0, 0.0, 600.0, 150.0]);
    let monotony = load_curves::monotony(&week);
    near(monotony[6], 1.1689);
    assert!((load_curves::strain(&week)[6].expect("strain") - 1987.20).abs() < 0.01);
    assert_eq!(monotony[..6], [None; 6], "a week is not over before its seventh day");
}

#[test]
fn seven_equal_days_or_an_unknown_one_have_no_monotony() {
    assert_eq!(load_curves::monotony(&known(&[0.1 + 0.2; 7]))[6], None);
    assert_eq!(load_curves::strain(&known(&[0.0; 7]))[6], None);
    let mut week = known(&[300.0, 0.0, 450.0, 200.0, 0.0, 600.0, 150.0]);
    week[3] = None;
    assert_eq!(load_curves::monotony(&week)[6], None);
    assert_eq!(load_curves::strain(&week)[6], None);
}

#[test]
fn one_unknown_day_blanks_the_curve_and_does_not_restart_it() {
    let mut loads = known(&[50.0; 60]);
    loads[50] = None;
    let ctl = load_curves::ctl(&loads);
    assert_eq!(ctl[50], None);
    assert!(ctl[51].expect("ctl") > ctl[49].expect("ctl"));
    assert!(!load_curves::warming_up(&loads)[51]);
}

#[test]
fn a_week_of_unknown_days_restarts_the_curves_and_they_warm_up_again_for_42_days() {
    let mut loads = known(&[50.0; 120]);
    loads[50..57].fill(None);
    let ctl = load_curves::ctl(&loads);
    assert_eq!(ctl[50..57], [None; 7]);
    near(ctl[57], 50.0 * EwmaForm::Exponential.alpha(42.0));
    let tsb = load_curves::tsb(&ctl, &load_curves::atl(&loads));
    assert_eq!(tsb[57], None, "the evening before is not known");
    let warming = load_curves::warming_up(&loads);
    let cold: Vec<usize> = (0..120).filter(|&k| warming[k]).collect();
    assert_eq!(cold, (0..42).chain(50..57 + 42).collect::<Vec<_>>());
}

// Kinds.

#[test]
fn a_day_takes_the_class_of_its_hardest_run() {
    use SessionClass::{Easy, Hard, Moderate, Recovery, Uncertain, Unknown};
    let kinds = [
        (vec![Easy, Recovery], DayKind::Easy),
        (vec![Easy, Moderate], DayKind::Moderate),
        (vec![Moderate, Hard], DayKind::Hard),
        (vec![Easy, Unknown], DayKind::Unknown),
        (vec![Moderate, Uncertain], DayKind::Unknown),
        (vec![Hard, Unknown], DayKind::Hard),
    ];
    for (classes, kind) in kinds {
        let runs: Vec<Session> = classes.iter().map(|&class| run(D, class)).collect();
        let day = one_day(&runs);
        assert_eq!(day.kind, kind, "{classes:?}");
        assert_eq!(day.kind_reason.is_empty(), kind != DayKind::Unknown, "{classes:?}: {}", day.kind_reason);
        assert_eq!(day.runs, 2);
    }
}

#[test]
fn a_run_of_unknown_class_is_never_rest_and_its_hard_load_is_not_known() {
    let day = one_day(&[Session { class_reasons: "no heart rate".into(), ..run(D, SessionClass::Unknown) }]);
    assert_eq!(day.kind, DayKind::Unknown);
    assert_eq!(day.kind_reason, "a run of unknown class: no heart rate");
    assert_eq!((day.hard_load, day.easy_min, day.load), (None, None, Some(40.0)));
}

#[test]
fn an_hour_of_cycling_without_a_run_is_unknown_and_names_the_training() {
    let day = one_day(&[sport(D, Sport::Cycling, 65.0, SessionClass::Easy)]);
    assert_eq!(day.kind, DayKind::Unknown);
    assert_eq!(day.kind_reason, "other training: cycling 65 min");
    assert_eq!((day.other_min, day.run_min, day.runs), (Some(65.0), Some(0.0), 0));
}

#[test]
fn a_session_of_unknown_length_has_no_minutes_and_another_sport_of_unknown_length_is_no_rest() {
    let endless = |row: Session| Session { timer_s: None, ..row };
    let day = one_day(&[endless(run(D, SessionClass::Easy)), run(D, SessionClass::Easy)]);
    assert_eq!((day.kind, day.run_min, day.easy_min), (DayKind::Easy, None, None));
    let day = one_day(&[endless(run(D, SessionClass::Hard))]);
    assert_eq!((day.kind, day.run_min, day.easy_min), (DayKind::Hard, None, Some(0.0)));
    let walk = endless(sport(D, Sport::Walking, 0.0, SessionClass::Unknown));
    let day = one_day(&[walk, sport(D, Sport::Cycling, 5.0, SessionClass::Easy)]);
    assert_eq!((day.kind, day.other_min, day.hard_load), (DayKind::Unknown, None, None));
    assert_eq!(day.kind_reason, "other training: cycling 5 min, walking of unknown length");
}

#[test]
fn nineteen_minutes_of_walking_leave_a_rest_day_a_rest_day_and_twenty_do_not() {
    let walk = |minutes| one_day(&[sport(D, Sport::Walking, minutes, SessionClass::Unknown)]);
    assert_eq!(walk(19.0).kind, DayKind::Rest);
    assert_eq!(walk(19.0).hard_load, Some(0.0));
    assert_eq!(walk(20.0).kind, DayKind::Unknown);
    assert_eq!(walk(20.0).hard_load, None);
}

#[test]
fn an_easy_run_beside_a_hard_ride_is_no_easy_day() {
    let ride = sport(D, Sport::Cycling, 90.0, SessionClass::Hard);
    let day = one_day(&[run(D, SessionClass::Easy), ride]);
    assert_eq!(day.kind, DayKind::Unknown);
    assert_eq!(day.kind_reason, "easy run and other training: cycling 90 min");
    assert_eq!((day.hard_load, day.load), (Some(40.0), Some(80.0)));
    let easy_ride = sport(D, Sport::Cycling, 90.0, SessionClass::Easy);
    assert_eq!(one_day(&[run(D, SessionClass::Easy), easy_ride]).kind, DayKind::Easy);
}

#[test]
fn a_run_without_load_makes_the_load_of_the_day_unknown_and_hard_load_only_where_it_matters() {
    let without = |class| Session { load: Err(Unmeasured::NoLoad), ..run(D, class) };
    let easy = one_day(&[without(SessionClass::Easy), run(D, SessionClass::Moderate)]);
    assert_eq!((easy.load, easy.hard_load), (None, Some(40.0)));
    let hard = one_day(&[without(SessionClass::Hard), run(D, SessionClass::Moderate)]);
    assert_eq!((hard.load, hard.hard_load), (None, None));
}

#[test]
fn sums_of_a_day_are_unknown_when_one_run_lacks_the_value() {
    let lacking = Session { descent_m: None, distance_m: None, zone_min: None, ..run(D, SessionClass::Easy) };
    let day = one_day(&[run(D, SessionClass::Moderate), lacking]);
    assert_eq!((day.descent_m, day.distance_m, day.zone_min), (None, None, None));
    assert_eq!((day.run_min, day.easy_min), (Some(60.0), Some(30.0)));
    let whole = one_day(&[run(D, SessionClass::Easy), run(D, SessionClass::Easy)]);
    assert_eq!((whole.descent_m, whole.distance_m), (Some(40.0), Some(10_000.0)));
    assert_eq!((whole.zone_min, whole.easy_min), (Some([60.0, 0.0, 0.0]), Some(60.0)));
}

// The calendar.

#[test]
fn days_between_two_runs_are_rest_days_with_zeros() {
    let days =
        build(&[run(day(3), SessionClass::Hard), run(D, SessionClass::Easy)], None, &DayOptions::default());
    let kinds: Vec<DayKind> = days.iter().map(|day| day.kind).collect();
    assert_eq!(kinds, [DayKind::Easy, DayKind::Rest, DayKind::Rest, DayKind::Hard]);
    let rest = &days[1];
    assert_eq!(
        (rest.load, rest.hard_load, rest.descent_m, rest.easy_min),
        (Some(0.0), Some(0.0), Some(0.0), Some(0.0))
    );
    assert_eq!(rest.zone_min, Some([0.0; 3]));
    assert_eq!(days[3].hard_load, Some(40.0));
    near(days[3].tsb, days[2].ctl.expect("ctl") - days[2].atl.expect("atl"));
}

#[test]
fn thirteen_silent_days_are_rest_without_a_diary_and_fourteen_are_unknown() {
    let silent = |n: i64| {
        build(
            &[run(D, SessionClass::Easy), run(day(n + 1), SessionClass::Easy)],
            None,
            &DayOptions::default(),
        )
    };
    assert!(silent(13).iter().all(|day| !day.gap));
    let days = silent(14);
    assert_eq!(days.len(), 16);
    for day in &days[1..15] {
        assert!(day.gap && day.kind == DayKind::Unknown && !day.kind_reason.is_empty());
        assert_eq!(
            (day.load, day.hard_load, day.descent_m, day.ctl, day.run_min),
            (None, None, None, None, None)
        );
    }
    assert!(!days[15].gap && days[15].warming_up);
}

#[test]
fn seven_days_with_neither_file_nor_entry_are_unknown_and_an_entry_among_them_makes_them_rest() {
    let runs = [run(D, SessionClass::Easy), run(day(8), SessionClass::Easy)];
    let silent = diary("date,time,soreness\n2024-05-06,morning,2\n");
    let days = build(&runs, Some(&silent), &DayOptions::default());
    assert!(days[1..8].iter().all(|day| day.gap));
    let spoken = diary("date,time,soreness\n2024-05-06,morning,2\n2024-05-10,morning,0\n");
    let days = build(&runs, Some(&spoken), &DayOptions::default());
    assert!(days.iter().all(|day| !day.gap));
    assert_eq!(days[4].kind, DayKind::Rest);
    assert_eq!(days[4].soreness, Some(0.0));
}

#[test]
fn assume_rest_turns_every_silent_stretch_into_rest() {
    let runs = [run(D, SessionClass::Easy), run(day(30), SessionClass::Easy)];
    let options = DayOptions { assume_rest: true, ..DayOptions::default() };
    let days = build(&runs, None, &options);
    assert!(days[1..30].iter().all(|day| day.kind == DayKind::Rest && day.load == Some(0.0)));
}

#[test]
fn the_calendar_reaches_to_the_last_diary_entry() {
    let log = diary("date,time,soreness\n2024-05-04,morning,1\n2024-05-08,morning,3\n");
    let days = build(&[run(D, SessionClass::Hard)], Some(&log), &DayOptions::default());
    let dates: Vec<Date> = days.iter().map(|day| day.date).collect();
    assert_eq!(dates, [day(-2), day(-1), D, day(1), day(2)]);
}

#[test]
fn since_and_until_cut_the_days_and_keep_the_fitness_of_before() {
    let runs: Vec<Session> = (0..60).map(|k| run(day(k), SessionClass::Easy)).collect();
    let whole = build(&runs, None, &DayOptions::default());
    let options = DayOptions { since: Some(day(50)), until: Some(day(54)), assume_rest: false };
    let cut = build(&runs, None, &options);
    assert_eq!(cut, whole[50..55]);
    assert!(!cut[0].warming_up);
    let none = DayOptions { since: Some(day(100)), ..DayOptions::default() };
    assert!(build(&runs, None, &none).is_empty());
    assert!(build(&[], None, &DayOptions::default()).is_empty());
}

#[test]
fn the_order_of_activities_does_not_matter() {
    let mut runs: Vec<Session> = (0..20).map(|k| run(day(k % 7), SessionClass::Easy)).collect();
    let days = build(&runs, None, &DayOptions::default());
    runs.reverse();
    assert_eq!(build(&runs, None, &DayOptions::default()), days);
}

// The diary on the days.

#[test]
fn a_report_after_the_start_of_the_run_by_local_time_is_late() {
    // 23:30 UTC of the day before is 09:30 of May 6 in Auckland's winter offset minus two hours.
    let early = Session {
        start: utc(date(2024, 5, 5), 23, 30),
        utc_offset_s: 10 * 3600,
        ..run(D, SessionClass::Easy)
    };
    let late = |time: &str| {
        let log = diary(&format!("date,time,soreness\n2024-05-06,{time},2\n"));
        build(std::slice::from_ref(&early), Some(&log), &DayOptions::default())[0].reported_late
    };
    assert!(!late("06:45"));
    assert!(!late("09:30"));
    assert!(late("09:31"));
    assert!(!late("morning"));
    assert!(late("evening"));
    assert!(!late(""));
}

#[test]
fn an_evening_report_in_a_morning_log_is_late_on_a_rest_day_too() {
    let log = diary("date,time,soreness\n2024-05-06,06:45,2\n2024-05-07,21:00,3\n2024-05-08,07:00,1\n");
    let runs = [run(D, SessionClass::Easy), run(day(2), SessionClass::Easy)];
    let late: Vec<bool> =
        build(&runs, Some(&log), &DayOptions::default()).iter().map(|day| day.reported_late).collect();
    assert_eq!(late, [false, true, false]);
}

#[test]
fn the_join_maps_columns_by_date_and_shifts_nothing() {
    let log =
        diary("date,time,soreness,sleep_h,ill\n2024-05-06,morning,2,7.5,no\n2024-05-08,morning,4,,yes\n");
    let days = build(
        &[run(D, SessionClass::Hard)],
        Some(&log),
        &DayOptions { assume_rest: true, ..DayOptions::default() },
    );
    let table = join::day_log(&days, &log.extra_names);
    assert_eq!(table.len(), 3);
    assert_eq!(table.kind, [DayKind::Hard, DayKind::Rest, DayKind::Rest]);
    assert_eq!(table.soreness, [Some(2.0), None, Some(4.0)]);
    assert_eq!(table.hard_load, [Some(40.0), Some(0.0), Some(0.0)]);
    assert_eq!(table.descent_m, [Some(20.0), Some(0.0), Some(0.0)]);
    assert_eq!(table.easy_min, [Some(0.0); 3]);
    assert_eq!(table.ill, [false, false, true]);
    assert_eq!(table.extra, [("sleep_h".to_owned(), vec![Some(7.5), None, None])]);
    assert_eq!((table.load.len(), table.gap.len(), table.reported_late.len()), (3, 3, 3));
}

#[test]
fn days_of_the_log_outside_the_recordings_are_unknown_and_not_rest() {
    let log = diary("date,soreness\n2024-05-03,2\n2024-05-06,3\n2024-05-08,4\n2024-05-11,1\n");
    let runs = [run(day(-1), SessionClass::Easy), run(day(1), SessionClass::Hard)];
    let days = build(&runs, Some(&log), &DayOptions::default());
    let kinds: Vec<DayKind> = days.iter().map(|day| day.kind).collect();
    let (unknown, rest) = (DayKind::Unknown, DayKind::Rest);
    let outside = [unknown; 4];
    assert_eq!(kinds[..2], outside[..2], "from 3 May, the first run is on the 5th");
    assert_eq!(kinds[2..5], [DayKind::Easy, rest, DayKind::Hard]);
    assert_eq!(kinds[5..], outside, "the last run is on the 7th");
    assert_eq!(days[8].soreness, Some(1.0));
    assert_eq!(days[0].outside, Some(Outside::Before));
    assert_eq!(days[8].outside, Some(Outside::After));
    assert_eq!(days[8].kind_reason, Outside::After.reason());
    let rested = build(&runs, Some(&log), &DayOptions { assume_rest: true, ..DayOptions::default() });
    assert!(rested[5..].iter().all(|day| day.kind == rest));
}

#[test]
fn days_without_a_diary_have_no_extras() {
    let days = build(&[run(D, SessionClass::Hard)], None, &DayOptions::default());
    let table = join::day_log(&days, &["sleep_h".to_owned()]);
    assert_eq!(table.extra, [("sleep_h".to_owned(), vec![None])]);
}

// Weeks.

#[test]
fn a_week_begins_on_monday_and_weeks_without_a_run_are_there() {
    // 2024-05-06 is a Monday; the day before belongs to the week of April 29.
    let unzoned = Session { zone_min: None, ..run(day(20), SessionClass::Unknown) };
    let rows = [
        run(day(-1), SessionClass::Easy),
        run(D, SessionClass::Easy),
        run(day(6), SessionClass::Easy),
        unzoned,
        sport(day(30), Sport::Cycling, 60.0, SessionClass::Easy),
    ];
    let weeks = weeks(&rows);
    let found: Vec<_> =
        weeks.iter().map(|week| (week.monday, week.zone_min[0], week.unzoned_min, week.runs)).collect();
    assert_eq!(
        found,
        [
            (date(2024, 4, 29), 30.0, 0.0, 1),
            (D, 60.0, 0.0, 2),
            (day(7), 0.0, 0.0, 0),
            (day(14), 0.0, 30.0, 1),
        ]
    );
}

#[test]
fn a_run_of_unknown_length_adds_no_minutes_to_its_week_and_is_counted() {
    let unknown = Session { zone_min: None, timer_s: None, ..run(D, SessionClass::Unknown) };
    let weeks = weeks(&[unknown, run(day(1), SessionClass::Easy)]);
    let [week] = &weeks[..] else { panic!("one week: {weeks:?}") };
    assert_eq!((week.runs, week.runs_of_unknown_length), (2, 1));
    assert_eq!((week.zone_min[0], week.unzoned_min), (30.0, 0.0));
}
