//! Reports made by hand: a seeded runner, and the variants that a report must be able to show.

mod analysis;

pub use analysis::estimate;
use analysis::{analysis, event_study, verdict};

use crate::days::utc;
use jiff::ToSpan;
use jiff::civil::date;
use shakeout::activity::Sport;
use shakeout::classify::SessionClass;
use shakeout::day::Day;
use shakeout::day::DayKind;
use shakeout::days::WeekZones;
use shakeout::diary::SorenessInfo;
use shakeout::effect::diagnostics::{Balance, DosePoint, DoseResponse, LagPoint, LagProfile, Specification};
use shakeout::effect::event_study::{EventPoint, MeanBand};
use shakeout::effect::habits::{Contrast, Habit};
use shakeout::effect::odds::{Chances, Odds};
use shakeout::effect::over_time::Look;
use shakeout::effect::robustness::MissingArm;
use shakeout::effect::{
    Analysis, Answer, Diagnostics, Estimate, Lag, Naive, NamedEstimate, Robustness, Status,
};
use shakeout::intensity::Intensity;
use shakeout::intent::{Intent, IntentSource, Meant};
use shakeout::label::Label;
use shakeout::measure::formula_variants::VariantValue;
use shakeout::measure::{LoadSource, Unmeasured};
use shakeout::report::words::Verdict;
use shakeout::report::{FileCounts, FileRow, FileStatus, LastRun, Report, RunnerFacts};
use shakeout::session::Session;
use shakeout::soreness::{Direction, Reported, Scale};
use shakeout::thresholds::ThresholdRow;
use shakeout::zone::ZoneSource;

/// A small seeded generator: the same report on every machine.
struct Seeded(u64);

impl Seeded {
    /// Uniform in 0..1.
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

/// Every variant by name.
pub fn variants() -> Vec<(&'static str, Report)> {
    vec![
        ("helps", season(180)),
        ("hurts", with_status(season(180), Status::Hurts)),
        ("no_difference", with_status(season(365), Status::NoDifference)),
        ("cannot_tell", with_status(season(120), Status::CannotTell)),
        ("short", with_status(season(25), Status::NotEnoughData)),
        ("not_identifiable", with_status(season(180), Status::NotIdentifiable)),
        ("no_soreness", without_soreness(season(180))),
        ("no_rest", without_rest(season(180))),
        ("decade", season(3650)),
        ("one_to_five", one_to_five(season(365))),
        ("hostile", hostile(season(60))),
        ("empty", empty()),
    ]
}

/// A last run in three forms, one of which has no value.
fn last_run() -> LastRun {
    let row = |quantity, form, ours, value: Option<f64>| VariantValue {
        quantity,
        unit: "",
        form,
        formula: "a formula",
        source: "a source",
        ours,
        value,
        value_reason: value.is_none().then(|| "no heart rate".to_owned()),
    };
    LastRun {
        date: date(2024, 6, 1),
        rows: vec![
            row("TRIMP", "as here", true, Some(108.1)),
            row("TRIMP", "elsewhere", false, Some(90.4)),
            row("Edwards' load", "as here", true, None),
        ],
    }
}

/// A runner who trains `n` days, with a hole of ten days from day 90 on, and an answer that helps.
pub fn season(n: usize) -> Report {
    let days = days(n);
    let runs = days.iter().map(|d| d.runs).sum();
    let entries = days.iter().filter(|d| d.soreness.is_some()).count();
    Report {
        version: "0.1.0",
        generated: None,
        synthetic: None,
        files: FileCounts { seen: runs + 9, used: runs, duplicate: 4, skipped: 2, failed: 2, partial: 1 },
        file_rows: file_rows(),
        activities: activities(&days),
        runs,
        weeks: weeks(&days),
        days,
        extra_names: vec!["sleep_h".to_owned()],
        soreness: Some(SorenessInfo {
            entries,
            rejected_rows: 2,
            scale: Scale { low: 0.0, high: 10.0 },
            direction: Direction::HigherIsSorer,
            dialect: "own".to_owned(),
            reported: Reported::Morning,
            reported_assumed: true,
            rejected: vec![(17, "soreness 12 is outside 0..10".to_owned()), (44, "no date".to_owned())],
            notes: vec!["2 rows of one day: the earlier one was kept.".to_owned()],
            empty_column: None,
        }),
        analysis: Some(analysis()),
        verdict: Some(verdict()),
        outcome: None,
        runner: RunnerFacts::default(),
        two_runners: None,
        thresholds: thresholds(),
        stability: None,
        exposures: Vec::new(),
        easy: Vec::new(),
        event_study: event_study(),
        zone_rule: "VT2 = LTHR 170 bpm, VT1 = 0.90 x LTHR (a convention)".to_owned(),
        folders: Vec::new(),
        last_run: Some(last_run()),
        units: shakeout::units::Units::Metric,
        settings: vec![
            ("reported".to_owned(), "morning (assumed)".to_owned()),
            ("level".to_owned(), "0.95".to_owned()),
        ],
        notes: vec!["3 runs have no heart rate; their load comes from grade-adjusted speed.".to_owned()],
        next_steps: vec![
            "Keep logging: soreness was reported on 88 % of mornings.".to_owned(),
            "Say when soreness is reported: --reported morning.".to_owned(),
            "Plan a coin-toss trial: shakeout plan --smallest-effect 0.75.".to_owned(),
        ],
    }
}

fn days(n: usize) -> Vec<Day> {
    let mut seeded = Seeded(7);
    let (mut ctl, mut atl, mut sore) = (20.0_f64, 20.0_f64, 2.0_f64);
    (0..n)
        .map(|i| {
            let date = date(2024, 1, 1).checked_add((i as i64).days()).expect("a date");
            let gap = (90..100).contains(&i);
            let u = seeded.unit();
            let kind = match i % 7 {
                _ if gap => DayKind::Unknown,
                1 | 4 => {
                    if u < 0.8 {
                        DayKind::Hard
                    } else {
                        DayKind::Moderate
                    }
                }
                6 => {
                    if u < 0.5 {
                        DayKind::Hard
                    } else {
                        DayKind::Moderate
                    }
                }
                _ if u < 0.03 => DayKind::Unknown,
                _ => {
                    if u < 0.55 {
                        DayKind::Easy
                    } else {
                        DayKind::Rest
                    }
                }
            };
            let size = 0.7 + 0.6 * seeded.unit();
            let load = match kind {
                DayKind::Rest => Some(0.0),
                DayKind::Easy => Some(38.0 * size),
                DayKind::Moderate => Some(70.0 * size),
                DayKind::Hard => Some(120.0 * size),
                DayKind::Unknown => None,
            };
            let tsb = ctl - atl;
            ctl += (load.unwrap_or(0.0) - ctl) * 0.023_528;
            atl += (load.unwrap_or(0.0) - atl) * 0.133_122;
            let morning = (sore + 1.6 * (seeded.unit() - 0.5)).round().clamp(0.0, 10.0);
            let reported = !gap && seeded.unit() < 0.88;
            sore = 0.55 * sore + load.unwrap_or(20.0) / 48.0 + 0.2;
            let ran = matches!(kind, DayKind::Easy | DayKind::Moderate | DayKind::Hard)
                || (kind == DayKind::Unknown && !gap);
            let minutes = load.filter(|_| ran).map(|l| l * 0.9 + 10.0);
            Day {
                date,
                kind,
                kind_reason: if kind == DayKind::Unknown {
                    "no evidence for the class".to_owned()
                } else {
                    String::new()
                },
                outside: None,
                runs: usize::from(ran),
                load,
                hard_load: load
                    .map(|l| if matches!(kind, DayKind::Hard | DayKind::Moderate) { l } else { 0.0 }),
                descent_m: minutes.map(|m| m * 2.0),
                easy_min: minutes.map(|m| if kind == DayKind::Easy { m } else { 0.0 }),
                run_min: minutes,
                distance_m: minutes.map(|m| m * 185.0),
                other_min: Some(0.0),
                zone_min: minutes.map(|m| match kind {
                    DayKind::Hard => [m * 0.5, m * 0.2, m * 0.3],
                    DayKind::Moderate => [m * 0.6, m * 0.35, m * 0.05],
                    _ => [m * 0.95, m * 0.05, 0.0],
                }),
                ctl: (!gap).then_some(ctl),
                atl: (!gap).then_some(atl),
                tsb: (!gap && i > 0).then_some(tsb),
                warming_up: i < 42 || (100..142).contains(&i),
                monotony: None,
                strain: None,
                soreness: reported.then_some(morning),
                reported_late: false,
                ill: false,
                extra: vec![Some(7.0)],
                gap,
            }
        })
        .collect()
}

fn weeks(days: &[Day]) -> Vec<WeekZones> {
    days.chunks(7)
        .map(|chunk| {
            let mut week = WeekZones::of(chunk[0].date);
            for day in chunk {
                week.runs += day.runs;
                match day.zone_min {
                    Some(minutes) => (0..3).for_each(|z| week.zone_min[z] += minutes[z]),
                    None => week.unzoned_min += 25.0 * day.runs as f64,
                }
            }
            week
        })
        .collect()
}

fn activities(days: &[Day]) -> Vec<Session> {
    days.iter()
        .filter(|d| d.runs > 0)
        .enumerate()
        .map(|(i, d)| Session {
            start: utc(d.date, 6, 30),
            local_date: d.date,
            utc_offset_s: 0,
            zone_source: ZoneSource::File,
            sport: Sport::Running,
            sub_sport: None,
            name: Some("Morning run".to_owned()),
            meant: (i % 3 == 0).then_some(Meant { intent: Intent::Easy, source: IntentSource::ListName }),
            intensity: Intensity::Easy,
            intensity_score: Some(-0.6),
            hr_of_threshold: Some(0.78 + 0.01 * (i % 13) as f64),
            pace_of_threshold: Some(0.72 + 0.01 * (i % 17) as f64),
            above_threshold_min: Some(0.0),
            dose: None,
            class: SessionClass::Easy,
            class_reasons: "zone 1 share 92 %".to_owned(),
            elapsed_s: Some(3000.0),
            timer_s: Some(2900.0),
            moving_s: Some(2880.0),
            distance_m: d.distance_m,
            ascent_m: None,
            descent_m: d.descent_m,
            hr_mean_bpm: Some(141.0),
            cadence_spm: Some(172.0),
            rpe: None,
            load: d.load.ok_or(Unmeasured::NoLoad),
            load_source: match i % 9 {
                0..=5 => LoadSource::Trimp,
                6 => LoadSource::SessionRpe,
                7 => LoadSource::RtssGap,
                _ => LoadSource::None,
            },
            hr_coverage: Some(0.98),
            metrics: Vec::new(),
            zone_min: d.zone_min,
            device: None,
            has_positions: false,
            choices: Vec::new(),
            file: Label::of_path(format!("{}.fit", d.date).as_ref()),
            index: 0,
        })
        .collect()
}

fn file_rows() -> Vec<FileRow> {
    let row = |path: &str, status, reason: &str, of: &str| FileRow {
        path: path.into(),
        member: "".into(),
        format: "fit",
        status,
        reason: reason.to_owned().into(),
        duplicate_of: of.to_owned(),
        activities: 1,
    };
    vec![
        row("runs/2024-01-02.fit", FileStatus::Used, "", ""),
        row("runs/copy of 2024-01-02.fit", FileStatus::Duplicate, "same recording", "runs/2024-01-02.fit"),
        row("runs/notes.txt", FileStatus::Skipped, "a text file holds no activity", ""),
        row("runs/broken.fit", FileStatus::Failed, "file ends in the middle of a message at byte 18210", ""),
        row("runs/cut.fit", FileStatus::Partial, "checksum is wrong; 1811 samples were readable", ""),
    ]
}

fn thresholds() -> Vec<ThresholdRow> {
    let row = |name: &str, value, unit: &str, source: &str| ThresholdRow {
        name: name.to_owned(),
        value,
        unit: unit.to_owned(),
        from: None,
        source: source.to_owned(),
        error: None,
        range: None,
    };
    vec![
        row("hr_max", Some(188.0), "bpm", "declared in shakeout.toml"),
        row("hr_rest", Some(50.0), "bpm", "FIT user_profile of the files"),
        row("lthr", Some(170.0), "bpm", "declared in shakeout.toml"),
        row("threshold_pace", Some(255.0), "s/km", "best 30 min of 2024-03-10"),
        row("weight", None, "kg", "neither the profile nor a file says it"),
    ]
}

/// The same report with another verdict and numbers that fit it.
pub fn with_status(mut report: Report, status: Status) -> Report {
    let analysis = report.analysis.as_mut().expect("a report with an analysis");
    let answer = &mut analysis.answer;
    answer.status = status;
    answer.robust = None;
    let closed = |answer: &mut Answer, reason: &str| {
        (answer.estimate, answer.odds, answer.trial_power) = (None, None, None);
        (answer.rows, answer.easy_days, answer.rest_days) = (9, 6, 3);
        (answer.overlap, answer.mde80, answer.hidden_shift, answer.always_valid_halfwidth) =
            (None, None, None, None);
        answer.reason = Some(reason.to_owned());
    };
    let verdict = report.verdict.as_mut().expect("a report with a verdict");
    verdict.headline = match status {
        Status::Helps => verdict.headline.clone(),
        Status::Hurts => {
            answer.robust = Some(false);
            answer.estimate = Some(estimate(0.48, 0.17));
            "The morning after an easy run you were about half a point sorer than after rest.".to_owned()
        }
        Status::NoDifference => {
            answer.estimate = Some(estimate(-0.03, 0.14));
            "An easy run and rest made no difference that matters for your soreness the next morning."
                .to_owned()
        }
        Status::CannotTell => {
            answer.estimate = Some(estimate(-0.21, 0.33));
            answer.more_days_needed = Some(74);
            "This log cannot tell yet whether easy runs or rest leave you less sore.".to_owned()
        }
        Status::NotEnoughData => {
            closed(answer, "9 usable days (6 easy, 3 rest); at least 10 of each are needed.");
            answer.more_days_needed = Some(140);
            "Not enough data yet: 9 usable days, about 140 more are needed.".to_owned()
        }
        Status::NotIdentifiable => {
            closed(
                answer,
                "There are no comparable days: you rested whenever soreness was 4 or more, and never otherwise.",
            );
            answer.more_days_needed = None;
            "This log cannot answer, however long it gets: your rest days and easy days are never alike."
                .to_owned()
        }
    };
    if answer.estimate.is_none() {
        (verdict.odds, verdict.details) = (None, Vec::new());
        analysis.lags.clear();
        analysis.sensitivity.clear();
        analysis.strata.clear();
        analysis.robustness = None;
        analysis.habits.clear();
        analysis.over_time.truncate(1);
        let profile = analysis.diagnostics.profile.take().map(|mut profile| {
            profile.points.clear();
            profile.rows = 9;
            profile.sentences = vec!["9 mornings are too few: at least 40 are needed.".to_owned()];
            profile
        });
        analysis.diagnostics = Diagnostics {
            profile,
            evidence: analysis.diagnostics.evidence.clone(),
            ..Diagnostics::default()
        };
    }
    report
}

/// Training only.
pub fn without_soreness(mut report: Report) -> Report {
    report.soreness = None;
    report.analysis = None;
    report.verdict = None;
    report.event_study.clear();
    report.days.iter_mut().for_each(|d| d.soreness = None);
    report
}

/// Somebody who never rests.
pub fn without_rest(mut report: Report) -> Report {
    for day in report.days.iter_mut().filter(|d| d.kind == DayKind::Rest) {
        day.kind = DayKind::Easy;
        day.load = Some(31.0);
        day.runs = 1;
    }
    report.event_study.iter_mut().for_each(|p| p.rest_next = None);
    let mut report = with_status(report, Status::NotEnoughData);
    let answer = &mut report.analysis.as_mut().expect("a report with an analysis").answer;
    (answer.rows, answer.easy_days, answer.rest_days) = (88, 88, 0);
    answer.reason = Some("No rest day: there is nothing to compare an easy run with.".to_owned());
    report.verdict.as_mut().expect("a verdict").headline =
        "Not enough data: 88 easy days, but no rest day to compare them with.".to_owned();
    report
}

/// A scale of five steps.
pub fn one_to_five(mut report: Report) -> Report {
    report
        .days
        .iter_mut()
        .for_each(|d| d.soreness = d.soreness.map(|s| (1.0 + s * 0.6).round().clamp(1.0, 5.0)));
    report.soreness.as_mut().expect("a log").scale = Scale { low: 1.0, high: 5.0 };
    let mut report = with_status(report, Status::CannotTell);
    let analysis = report.analysis.as_mut().expect("an analysis");
    analysis.answer.smallest_effect = 0.2;
    analysis.answer.estimate = Some(estimate(-0.08, 0.14));
    report
}

/// Names that try to break out of the page, the terminal and the table.
pub fn hostile(mut report: Report) -> Report {
    let name = "<script>alert(1)</script> | `x` \u{1b}[31m \u{202e}gpj.exe [a](http://evil.example) 🏃\n# h1";
    report.synthetic =
        Some("Synthetic data: a made-up runner whose easy runs help by 0.5 points.".to_owned());
    report.file_rows.push(FileRow {
        path: name.into(),
        member: format!("{}{name}", "long ".repeat(2000)).into(),
        format: "",
        status: FileStatus::Failed,
        reason: format!("{name} is damaged").into(),
        duplicate_of: String::new(),
        activities: 0,
    });
    report.notes.push(name.to_owned());
    report.next_steps[0] = name.to_owned();
    report.settings.push((name.to_owned(), name.to_owned()));
    report.soreness.as_mut().expect("a log").dialect = name.to_owned();
    report.analysis.as_mut().expect("an analysis").strata[0].label = format!("{name} {}", "wide ".repeat(60));
    report
}

/// Nothing at all.
pub fn empty() -> Report {
    let mut report = without_soreness(season(0));
    report.files = FileCounts::default();
    report.file_rows.clear();
    report.thresholds.clear();
    report.zone_rule.clear();
    report.settings.clear();
    report.notes.clear();
    report.next_steps.clear();
    report.last_run = None;
    report
}
