//! effect: the golden cases, worked examples, edge cases, and the words of the answer.

use std::fs;
use std::path::Path;

use serde_json::Value;
use shakeout::effect::eligible::{Eligible, Record, eligible};
use shakeout::effect::estimate::{Fit, Primary, least_squares, primary};
use shakeout::effect::frame::Frame;
use shakeout::effect::robustness::{benchmark, e_value, placebo, robustness_value, robustness_value_alpha};
use shakeout::effect::small_sample::{t_quantile, two_sided_p};
use shakeout::effect::{
    Analysis, Answer, DayKind, DayLog, Estimate, Settings, Status, analyse, assumptions, event_study, gate,
    headline, lags, sentence, strata, verdict,
};
use shakeout::synth::athlete::{Params, scenario, simulate};

const CASES: [&str; 4] = ["help365", "null180_mcar20", "modified365", "short60"];

fn settings() -> Settings {
    Settings {
        scale_low: 0.0,
        scale_high: 10.0,
        step: 1.0,
        smallest_effect: 0.5,
        evening: false,
        reported_assumed: false,
    }
}

/// A golden day table: `date,soreness,kind,load,hard_load,descent_m,easy_min,sleep_h`.
fn golden_log(case: &str) -> DayLog {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden").join(case);
    let text = fs::read_to_string(path.join("days.csv")).expect("the golden case is in the checkout");
    let mut log = DayLog { extra: vec![("sleep_h".to_owned(), Vec::new())], ..DayLog::default() };
    for line in text.lines().skip(1) {
        let cell: Vec<&str> = line.split(',').collect();
        let number = |index: usize| cell[index].parse::<f64>().ok();
        log.kind.push(match cell[2] {
            "rest" => DayKind::Rest,
            "easy" => DayKind::Easy,
            "moderate" => DayKind::Moderate,
            "hard" => DayKind::Hard,
            other => panic!("kind {other}"),
        });
        log.soreness.push(number(1));
        log.load.push(number(3));
        log.hard_load.push(number(4));
        log.descent_m.push(number(5));
        log.easy_min.push(number(6));
        log.extra[0].1.push(number(7));
        log.gap.push(false);
        log.reported_late.push(false);
        log.ill.push(false);
    }
    log
}

fn golden_numbers(case: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden").join(case);
    let text = fs::read_to_string(path.join("expected.json")).expect("the golden case is in the checkout");
    serde_json::from_str(&text).expect("the expected numbers are JSON")
}

/// Compares with a golden number to 1e-6 relative; a path of keys joined by dots.
struct Golden {
    case: &'static str,
    numbers: Value,
    met: usize,
}

impl Golden {
    fn new(case: &'static str) -> Self {
        Self { case, numbers: golden_numbers(case), met: 0 }
    }

    fn has(&self, key: &str) -> bool {
        self.numbers.get(key).is_some()
    }

    fn meets(&mut self, path: &str, ours: f64) {
        let value = path.split('/').fold(&self.numbers, |value, key| &value[key]);
        let theirs = value.as_f64().unwrap_or_else(|| panic!("{}: no number {path}", self.case));
        let close = (ours - theirs).abs() <= 1e-6 * theirs.abs().max(1e-12);
        assert!(close, "{} {path}: {ours} is not {theirs}", self.case);
        self.met += 1;
    }
}

fn comparison<'a>(record: &'a Record<'a>, lag: usize) -> (Eligible, Frame) {
    let chosen = eligible(record, DayKind::Easy, lag);
    let frame = Frame::new(record, &chosen, lag);
    (chosen, frame)
}

fn meets_fit(
    golden: &mut Golden,
    key: &str,
    frame: &Frame,
    fit: &Fit,
    estimate: &shakeout::effect::Estimate,
) {
    let (easy, rest) = frame.arms();
    for (name, ours) in [
        ("n", frame.rows() as f64),
        ("n_easy", easy as f64),
        ("n_rest", rest as f64),
        ("est", estimate.estimate),
        ("se", estimate.se),
        ("df", estimate.df),
        ("lo", estimate.low),
        ("hi", estimate.high),
        ("p", estimate.p),
        ("info", fit.information),
        ("sigma", fit.sigma),
    ] {
        golden.meets(&format!("{key}/{name}"), ours);
    }
}

#[test]
fn the_golden_cases_are_met_to_one_in_a_million() {
    for case in CASES {
        let log = golden_log(case);
        let mut golden = Golden::new(case);
        let record = Record::new(&log);
        let (_, frame) = comparison(&record, 1);
        let Primary { estimate, fit } = primary(&frame, 1.0).expect("identified");

        meets_fit(&mut golden, "k1", &frame, &fit, &fit.interval());
        for lag in [2, 3] {
            let (_, later) = comparison(&record, lag);
            let fit = least_squares(&later).expect("identified");
            meets_fit(&mut golden, &format!("k{lag}"), &later, &fit, &lags::interval(&fit, &later.days, lag));
        }
        golden.meets("sheppard/est", estimate.estimate);
        golden.meets("sheppard/se", estimate.se);
        golden.meets("sheppard/df", estimate.df);
        golden.meets("hc3/se", fit.se_hc3);
        golden.meets("classic/se", fit.se_classic);
        let placebo = placebo(&record, &frame).expect("yesterday's soreness is there");
        golden.meets("placebo/est", placebo.estimate);
        golden.meets("placebo/se", placebo.se);
        golden.meets("placebo/p", placebo.p);
        golden.meets("robustness_value", robustness_value(&fit));
        golden.meets("robustness_value_alpha05", robustness_value_alpha(&fit));
        let (r2_y, r2_a) = benchmark(&frame);
        golden.meets("benchmark_S/r2_y", r2_y);
        golden.meets("benchmark_S/r2_a", r2_a);
        golden.meets("e_value", e_value(&fit));
        golden.meets("mde80", verdict::mde80(&fit.interval()));
        golden.meets(
            "n_more_rows_for_mde_0.5",
            verdict::more_days(&Primary { estimate: fit.interval(), fit }, frame.rows(), 0.5) as f64,
        );
        let naive = shakeout::effect::naive::naive(&frame);
        golden.meets("naive/easy_minus_rest", naive.easy_minus_rest.expect("both kinds"));
        golden.meets("naive/change_score", naive.change_score.expect("both kinds"));
        let sore: Vec<bool> = frame.soreness.iter().map(|soreness| *soreness >= 4.0).collect();
        for (key, wanted) in [("mild", false), ("severe", true)] {
            let group: Vec<bool> = sore.iter().map(|sore| *sore == wanted).collect();
            if golden.has(key) {
                let fit = strata::in_group(&frame, &group, true).expect("identified");
                let easy = (0..group.len()).filter(|row| group[*row] && frame.treated[*row]).count();
                let rest = (0..group.len()).filter(|row| group[*row] && !frame.treated[*row]).count();
                golden.meets(&format!("{key}/est"), fit.estimate);
                golden.meets(&format!("{key}/se"), fit.se);
                golden.meets(&format!("{key}/df"), fit.df);
                golden.meets(&format!("{key}/n_easy"), easy as f64);
                golden.meets(&format!("{key}/n_rest"), rest as f64);
            }
        }
        assert!(golden.met >= 40, "{case}: only {} numbers compared", golden.met);
    }
}

#[test]
fn the_golden_answers_are_met_to_one_in_a_million() {
    for case in CASES {
        let mut golden = Golden::new(case);
        let answer = analyse(&golden_log(case), &settings()).answer;
        let estimate = answer.estimate.expect("answered");
        let status = serde_json::to_value(answer.status).expect("a name");
        assert_eq!(status, golden.numbers["answer"]["status"], "{case}");
        let directed = matches!(answer.status, Status::Helps | Status::Hurts);
        assert_eq!(answer.robust.is_some(), directed, "{case}: robust is said of helps and hurts alone");
        assert_eq!(answer.robust.unwrap_or(false), golden.numbers["answer"]["robust"], "{case}");
        let record_fit = {
            let log = golden_log(case);
            let record = Record::new(&log);
            primary(&comparison(&record, 1).1, 1.0).expect("identified").fit
        };
        for (name, ours) in [
            ("rows", answer.rows as f64),
            ("n_easy", answer.easy_days as f64),
            ("n_rest", answer.rest_days as f64),
            ("est", estimate.estimate),
            ("se", estimate.se),
            ("df", estimate.df),
            ("lo", estimate.low),
            ("hi", estimate.high),
            ("p", estimate.p),
            ("sigma", record_fit.sigma),
            ("info", record_fit.information),
            ("mde80", answer.mde80.expect("answered")),
            ("n_more", answer.more_days_needed.expect("answered") as f64),
            ("overlap", answer.overlap.expect("answered")),
            ("shift_as_strong_as_soreness", answer.hidden_shift.expect("answered")),
            ("always_valid_halfwidth", answer.always_valid_halfwidth.expect("answered")),
        ] {
            golden.meets(&format!("answer/{name}"), ours);
        }
    }
}

/// A simulated runner's log.
fn runner(n: usize, seed: u64) -> DayLog {
    simulate(&Params { n, ..scenario("help").expect("a named world") }, seed).day_log()
}

/// A log of `days` days with soreness and kind of the day by number; no hard days.
fn log_of(days: usize, day: impl Fn(usize) -> (DayKind, Option<f64>)) -> DayLog {
    let (kind, soreness) = (0..days).map(day).unzip();
    DayLog {
        kind,
        soreness,
        hard_load: vec![Some(0.0); days],
        load: vec![Some(0.0); days],
        descent_m: vec![Some(0.0); days],
        easy_min: vec![Some(0.0); days],
        gap: vec![false; days],
        reported_late: vec![false; days],
        ill: vec![false; days],
        extra: Vec::new(),
    }
}

/// A number in 0..n that looks random.
fn scatter(day: usize, n: usize) -> usize {
    let mut z = (day as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((z >> 33) % n as u64) as usize
}

/// Random kinds and random soreness of 2 to 5.
fn aimless(days: usize) -> DayLog {
    log_of(days, |day| {
        let kind = if scatter(day, 2) == 0 { DayKind::Easy } else { DayKind::Rest };
        (kind, Some(2.0 + scatter(day + 5_000, 4) as f64))
    })
}

fn all_words(analysis: &Analysis) -> Vec<String> {
    let mut words = vec![analysis.answer.sentence.clone()];
    words.extend(analysis.assumptions.clone());
    words.extend(analysis.robustness.iter().flat_map(|bounds| bounds.sentences.clone()));
    words.extend(analysis.sensitivity.iter().chain(&analysis.strata).map(|entry| entry.label.clone()));
    words
        .extend(analysis.sensitivity.iter().chain(&analysis.strata).filter_map(|entry| entry.reason.clone()));
    words
}

#[test]
fn student_quantiles_agree_with_closed_forms() {
    // df 1 is Cauchy, df 2 has t = (2p-1) / sqrt(2p(1-p)).
    for p in [0.6, 0.8, 0.95, 0.975, 0.9995] {
        let cauchy = (std::f64::consts::PI * (p - 0.5)).tan();
        assert!((t_quantile(p, 1.0) / cauchy - 1.0).abs() < 1e-11, "{p}");
        let two = (2.0 * p - 1.0) / (2.0 * p * (1.0 - p)).sqrt();
        assert!((t_quantile(p, 2.0) / two - 1.0).abs() < 1e-11, "{p}");
        assert!((t_quantile(1.0 - p, 7.3) + t_quantile(p, 7.3)).abs() < 1e-9);
    }
    assert!((t_quantile(0.975, 10.0) - 2.228_138_851_986_273).abs() < 1e-11);
    assert!((t_quantile(0.975, 1e7) - 1.959_964_2).abs() < 1e-6);
    for df in [1.0, 3.7, 18.29, 108.55, 2_500.0] {
        assert!((two_sided_p(t_quantile(0.975, df), df) - 0.05).abs() < 1e-12);
    }
}

#[test]
fn holm_multiplies_the_smallest_p_by_the_number_of_questions() {
    let adjusted = strata::holm(&[0.04, 0.01, 0.03]);
    for (ours, worked) in adjusted.iter().zip([0.06, 0.03, 0.06]) {
        assert!((ours - worked).abs() < 1e-12);
    }
    assert!(strata::holm(&[]).is_empty());
}

#[test]
fn every_day_between_the_first_and_the_last_report_is_used_or_counted_once() {
    let mut log = runner(200, 3);
    log.ill[50] = true;
    log.gap[60..70].fill(true);
    log.reported_late[80..83].fill(true);
    log.soreness[90..95].fill(None);
    log.hard_load[100] = None;
    log.kind[110] = DayKind::Unknown;
    let record = Record::new(&log);
    let chosen = eligible(&record, DayKind::Easy, 1);
    let excluded: usize = chosen.excluded.iter().map(|(_, days)| days).sum();
    assert_eq!(chosen.days.len() + excluded, 200);
    let reasons: Vec<&str> = chosen.excluded.iter().map(|(reason, _)| reason.as_str()).collect();
    assert_eq!(reasons.len(), 9, "{reasons:?}");
    // Ill: that day and the next. Gap: its days, and the three after it.
    for day in [0, 1, 2, 50, 51, 60, 69, 70, 71, 72, 80, 81, 82, 90, 94, 101, 102, 103, 110] {
        assert!(!chosen.days.contains(&day), "day {day} is not usable");
    }
}

#[test]
fn a_load_that_is_not_known_keeps_a_day_out_but_a_known_one_of_an_unknown_kind_does_not() {
    let mut log = aimless(100);
    log.kind[20] = DayKind::Unknown;
    let used = |log: &DayLog| eligible(&Record::new(log), DayKind::Easy, 1).days;
    assert!(used(&log).contains(&21), "kind unknown, hard load known to be 0: not a hard day");
    let frame_of = |log: &DayLog| {
        let record = Record::new(log);
        Frame::new(&record, &eligible(&record, DayKind::Easy, 1), 1)
    };
    let frame = frame_of(&log);
    let row = frame.days.iter().position(|day| *day == 21).expect("used");
    assert!(!frame.after_hard[row]);
    log.hard_load[20] = None;
    for day in 21..=23 {
        assert!(!used(&log).contains(&day), "day {day}");
    }
    assert!(used(&log).contains(&24));
}

#[test]
fn a_late_report_is_neither_a_baseline_nor_an_outcome() {
    let mut log = aimless(100);
    log.reported_late[40] = true;
    let chosen = eligible(&Record::new(&log), DayKind::Easy, 1);
    assert!(!chosen.days.contains(&39) && !chosen.days.contains(&40) && chosen.days.contains(&41));
}

#[test]
fn previous_soreness_is_the_last_report_of_three_days_else_todays() {
    let mut log = aimless(60);
    log.soreness[27..30].fill(None);
    log.soreness[26] = Some(9.0);
    log.soreness[30] = Some(1.0);
    log.soreness[31] = Some(2.0);
    let record = Record::new(&log);
    assert_eq!(record.previous_soreness(30), None);
    assert_eq!(record.previous_soreness(29), Some(9.0));
    let (_, frame) = comparison(&record, 1);
    let row = frame.days.iter().position(|day| *day == 30).expect("used");
    assert_eq!(frame.covariates[1].values[row], 1.0);
}

#[test]
fn logs_without_enough_in_them_say_how_much_is_missing() {
    let empty = analyse(&DayLog::default(), &settings());
    let rest_only = analyse(&log_of(200, |_| (DayKind::Rest, Some(3.0))), &settings());
    let no_reports =
        analyse(&log_of(200, |day| ([DayKind::Rest, DayKind::Easy][day % 2], None)), &settings());
    let month = analyse(&runner(30, 1), &settings());
    let two_days = analyse(&runner(2, 1), &settings());
    for analysis in [empty, rest_only, no_reports, month, two_days] {
        let answer = &analysis.answer;
        assert_eq!(answer.status, Status::NotEnoughData, "{}", answer.sentence);
        assert!(answer.estimate.is_none() && answer.robust.is_none() && answer.mde80.is_none());
        assert!(answer.more_days_needed.is_some_and(|more| more > 0));
        assert!(answer.sentence.contains("more easy/rest days with both reports"), "{}", answer.sentence);
        assert!(answer.reason.is_some());
        assert!(analysis.robustness.is_none());
        assert!(analysis.lags.iter().all(|lag| lag.estimate.is_none() && lag.reason.is_some()));
        assert!(
            analysis
                .sensitivity
                .iter()
                .chain(&analysis.strata)
                .all(|e| e.estimate.is_none() && e.reason.is_some())
        );
        assert_eq!(analysis.sensitivity.len(), 5, "the set is always all shown");
    }
}

#[test]
fn soreness_that_is_the_same_every_morning_answers_nothing() {
    let log =
        log_of(200, |day| (if scatter(day, 2) == 0 { DayKind::Easy } else { DayKind::Rest }, Some(3.0)));
    let answer = analyse(&log, &settings()).answer;
    assert_eq!(answer.status, Status::NotEnoughData);
    assert!(answer.sentence.contains("does not vary"), "{}", answer.sentence);
}

#[test]
fn constant_baselines_are_dropped_and_not_corrected() {
    // Soreness alternates between a constant baseline on choice days and a free outcome the morning after.
    let log = log_of(300, |day| match day % 2 {
        0 => (if scatter(day, 2) == 0 { DayKind::Easy } else { DayKind::Rest }, Some(3.0)),
        _ => (DayKind::Moderate, Some(2.0 + scatter(day, 4) as f64)),
    });
    let record = Record::new(&log);
    let (_, frame) = comparison(&record, 1);
    assert!(frame.rows() > 100);
    let primary = primary(&frame, 1.0).expect("identified");
    assert_eq!(primary.estimate.estimate, primary.fit.estimate);
}

#[test]
fn a_choice_that_the_weekday_makes_is_refused() {
    let by_weekday = |day: usize| if day % 7 < 3 { DayKind::Easy } else { DayKind::Rest };
    let log = log_of(200, |day| (by_weekday(day), Some(2.0 + scatter(day, 4) as f64)));
    let answer = analyse(&log, &settings()).answer;
    assert_eq!(answer.status, Status::NotIdentifiable);
    assert!(answer.sentence.contains("weekday"), "{}", answer.sentence);
    assert_eq!(answer.more_days_needed, None);
    // With every fourth day free the weekday no longer decides.
    let freer = |day: usize| if scatter(day, 4) == 0 { DayKind::Rest } else { by_weekday(day) };
    let log = log_of(200, |day| (freer(day), Some(2.0 + scatter(day, 4) as f64)));
    assert_ne!(analyse(&log, &settings()).answer.status, Status::NotIdentifiable);
}

#[test]
fn a_choice_that_soreness_makes_is_refused() {
    let log = log_of(300, |day| {
        let soreness = [1.0, 2.0, 6.0, 7.0][scatter(day, 4)];
        (if soreness < 4.0 { DayKind::Easy } else { DayKind::Rest }, Some(soreness))
    });
    let answer = analyse(&log, &settings()).answer;
    assert_eq!(answer.overlap, Some(0.0));
    assert_eq!(answer.status, Status::NotIdentifiable);
    assert!(answer.sentence.contains("no comparable days"), "{}", answer.sentence);
}

#[test]
fn a_choice_that_yesterday_makes_is_refused() {
    // Easy, rest, easy, rest: "easy yesterday" explains the choice completely.
    let log =
        log_of(300, |day| ([DayKind::Easy, DayKind::Rest][day % 2], Some(2.0 + scatter(day, 4) as f64)));
    let answer = analyse(&log, &settings()).answer;
    assert_eq!(answer.status, Status::NotIdentifiable, "{}", answer.sentence);
}

#[test]
fn a_slider_is_not_corrected_for_rounding() {
    let log = golden_log("help365");
    let slider = Settings { step: 0.0, ..settings() };
    let analysis = analyse(&log, &slider);
    let ols = analysis.sensitivity[0].estimate.expect("answered").estimate;
    assert!((analysis.answer.estimate.expect("answered").estimate - ols).abs() < 1e-12);
    let steps = analyse(&log, &settings()).answer.estimate.expect("answered").estimate;
    assert!((steps - ols).abs() > 1e-3);
}

#[test]
fn a_scale_that_does_not_start_at_zero_gives_the_same_answer_moved() {
    let log = golden_log("modified365");
    let mut moved = log.clone();
    for soreness in moved.soreness.iter_mut().flatten() {
        *soreness += 1.0;
    }
    let from_one = Settings { scale_low: 1.0, scale_high: 11.0, ..settings() };
    let (a, b) = (analyse(&log, &settings()), analyse(&moved, &from_one));
    assert_eq!(a.answer.status, b.answer.status);
    for (a, b) in a.strata.iter().zip(&b.strata) {
        assert_eq!((a.easy_days, a.rest_days), (b.easy_days, b.rest_days), "{}", a.name);
        let pair = a.estimate.zip(b.estimate);
        assert_eq!(pair.is_some(), a.estimate.is_some(), "{}", a.name);
        assert!(pair.is_none_or(|(a, b)| (a.estimate - b.estimate).abs() < 1e-9), "{}", a.name);
    }
}

#[test]
fn limits_scale_with_the_range() {
    let five = Settings { scale_low: 1.0, scale_high: 5.0, step: 1.0, smallest_effect: 0.2, ..settings() };
    assert!((five.sore_from() - 2.6).abs() < 1e-12);
    assert!((five.neighbour() - 1.0).abs() < 1e-12, "at least a step");
    assert!((five.widest_halfwidth() - 0.4).abs() < 1e-12);
    let hundred = Settings { scale_high: 100.0, step: 0.0, smallest_effect: 5.0, ..settings() };
    assert!((hundred.neighbour() - 10.0).abs() < 1e-12);
}

#[test]
fn overlap_counts_days_with_a_like_day_of_the_other_kind() {
    let frame = Frame {
        days: vec![10, 11, 12, 13, 14],
        treated: vec![true, false, true, false, true],
        outcome: vec![0.0; 5],
        soreness: vec![2.0, 3.0, 6.0, 8.0, 3.0],
        after_hard: vec![false, false, false, false, true],
        covariates: Vec::new(),
    };
    // Rows 0 and 1 match; 2 and 3 are two points apart; 4 follows a hard day and no rest row does.
    assert_eq!(gate::overlap(&frame, 1.0), Some(0.4));
    assert_eq!(gate::overlap(&frame, 2.0), Some(0.8));
    assert_eq!(gate::overlap(&Frame::default(), 1.0), None);
}

#[test]
fn the_verdict_follows_the_interval() {
    let at = |estimate: f64, se: f64| {
        let reach = t_quantile(0.975, 50.0) * se;
        let interval =
            Estimate { estimate, low: estimate - reach, high: estimate + reach, se, df: 50.0, p: 0.5 };
        verdict::verdict(&interval, 0.5)
    };
    assert_eq!(at(-0.6, 0.2), Status::Helps);
    assert_eq!(at(0.6, 0.2), Status::Hurts);
    assert_eq!(at(0.1, 0.2), Status::NoDifference);
    assert_eq!(at(0.2, 0.2), Status::CannotTell);
    assert_eq!(at(-0.3, 0.2), Status::CannotTell);
    assert_eq!(at(-0.1, 0.04), Status::Helps, "small, but there");
}

fn answer_with(status: Status, robust: Option<bool>) -> Answer {
    let estimate = Estimate { estimate: -0.51, low: -0.76, high: -0.27, se: 0.12, df: 100.0, p: 0.001 };
    Answer {
        status,
        robust,
        estimate: (!matches!(status, Status::NotEnoughData | Status::NotIdentifiable)).then_some(estimate),
        level: 0.95,
        rows: 195,
        easy_days: 122,
        rest_days: 73,
        overlap: Some(1.0),
        mde80: Some(0.35),
        more_days_needed: Some(40),
        smallest_effect: 0.5,
        hidden_shift: Some(0.14),
        always_valid_halfwidth: Some(0.39),
        reason: Some("the reason stands here".to_owned()),
        sentence: String::new(),
    }
}

#[test]
fn sentences_carry_their_numbers_and_never_more_certainty_than_there_is() {
    let say = |status, robust| sentence::verdict(&answer_with(status, robust), &settings());
    let helps = say(Status::Helps, Some(true));
    for part in [
        "seem to help",
        "0.51 points lower",
        "0.76 points lower to 0.27 points lower",
        "122 easy and 73 rest",
    ] {
        assert!(helps.contains(part), "{helps}");
    }
    let fragile = say(Status::Helps, Some(false));
    assert!(fragile.contains("a hidden factor as strong as today's soreness could explain it; only a coin-toss trial can settle it"), "{fragile}");
    assert!(say(Status::Hurts, Some(true)).contains("seem to cost you"));
    let tell = say(Status::CannotTell, None);
    assert!(tell.starts_with("Cannot tell yet"), "{tell}");
    assert!(
        tell.contains(
            "about 40 more easy/rest days with both reports (about 20 each; the scarcer kind first: rest)"
        ),
        "{tell}"
    );
    assert!(say(Status::NoDifference, None).contains("no difference that matters"));
    assert!(say(Status::NotEnoughData, None).contains("the reason stands here"));
    assert!(say(Status::NotIdentifiable, None).contains("the reason stands here"));
}

#[test]
fn nothing_that_is_said_proves_advises_or_sends_anyone_out_sore() {
    let evening = Settings { evening: true, ..settings() };
    let mut analyses: Vec<Analysis> =
        CASES.iter().map(|case| analyse(&golden_log(case), &settings())).collect();
    analyses.push(analyse(&golden_log("help365"), &evening));
    analyses.push(analyse(&DayLog::default(), &settings()));
    analyses.extend((0..8).map(|seed| analyse(&runner(200, seed), &settings())));
    let mut seen = 0;
    for words in analyses.iter().flat_map(all_words) {
        let lower = words.to_lowercase();
        for banned in
            ["prove", "you should", "you must", "run through", "push through", "recommend", "nan", "inf "]
        {
            assert!(!lower.contains(banned), "{words}");
        }
        seen += 1;
    }
    assert!(seen > 200);
}

#[test]
fn evening_reports_show_a_bracket_and_no_verdict() {
    let evening = Settings { evening: true, ..settings() };
    let analysis = analyse(&golden_log("help365"), &evening);
    assert_eq!(analysis.answer.status, Status::NotIdentifiable);
    assert!(analysis.answer.estimate.is_none() && analysis.lags.is_empty() && analysis.strata.is_empty());
    let names: Vec<&str> = analysis.sensitivity.iter().map(|reading| reading.name.as_str()).collect();
    assert_eq!(names, ["evening_as_morning", "evening_same", "evening_next"]);
    assert!(analysis.sensitivity.iter().all(|reading| reading.estimate.is_some()));
    assert!(analysis.answer.sentence.contains("morning reports"), "{}", analysis.answer.sentence);
}

#[test]
fn the_headline_alone_equals_the_headline_of_the_analysis() {
    for case in CASES {
        let log = golden_log(case);
        assert_eq!(headline(&log, &settings()), analyse(&log, &settings()).answer);
    }
}

#[test]
fn diary_columns_are_shown_with_and_without_and_never_move_the_headline() {
    let log = golden_log("help365");
    let mut bare = log.clone();
    bare.extra.clear();
    let (with, without) = (analyse(&log, &settings()), analyse(&bare, &settings()));
    assert_eq!(with.answer, without.answer);
    let names = |analysis: &Analysis| -> Vec<String> {
        analysis.sensitivity.iter().map(|entry| entry.name.clone()).collect()
    };
    assert!(names(&with).ends_with(&["without_diary".to_owned(), "with_diary".to_owned()]));
    assert!(!names(&without).contains(&"with_diary".to_owned()));
    // A column that is mostly empty is not used.
    let mut sparse = log.clone();
    sparse.extra[0].1.iter_mut().skip(1).step_by(2).for_each(|value| *value = None);
    assert!(!names(&analyse(&sparse, &settings())).contains(&"with_diary".to_owned()));
}

#[test]
fn a_habit_that_always_comes_with_easy_runs_is_said_to_share_the_effect() {
    let mut log = golden_log("help365");
    let stretching = log.kind.iter().map(|kind| Some(f64::from(u8::from(*kind == DayKind::Easy)))).collect();
    log.extra = vec![("stretching".to_owned(), stretching)];
    let analysis = analyse(&log, &settings());
    assert!(analysis.assumptions.iter().any(|sentence| sentence.contains("stretching")));
    assert!(analysis.answer.sentence.contains("stretching"), "{}", analysis.answer.sentence);
    assert!(analysis.sensitivity.iter().all(|entry| entry.name != "with_diary"));
    assert!(
        analyse(&golden_log("help365"), &settings()).assumptions.iter().all(|s| !s.contains("two together"))
    );
}

#[test]
fn a_scale_that_changes_in_the_middle_is_noticed_and_ordinary_logs_are_not_accused() {
    let mut log = golden_log("help365");
    assert_eq!(assumptions::scale_change(&log), None);
    for soreness in log.soreness[200..].iter_mut().flatten() {
        *soreness = (*soreness * 2.0 + 3.0).min(10.0);
    }
    let day = assumptions::scale_change(&log).expect("noticed");
    assert!((190..=210).contains(&day), "{day}");
    assert!(
        analyse(&log, &settings()).assumptions.iter().any(|sentence| sentence.contains("changed the scale"))
    );
    for world in ["null", "trend", "high_ar", "floor", "strong_ind"] {
        for seed in 0..40 {
            let log = simulate(&scenario(world).expect("a named world"), seed).day_log();
            assert_eq!(assumptions::scale_change(&log), None, "{world} {seed}");
        }
    }
}

#[test]
fn missing_mornings_get_their_tipping_point() {
    let bounds = analyse(&golden_log("null180_mcar20"), &settings()).robustness.expect("answered");
    // 8 of 38 easy days and 11 of 32 rest days lack the next report.
    let (easy, rest) = (8.0 / 38.0, 11.0 / 32.0);
    assert!((bounds.missing_after_easy.expect("some") - easy).abs() < 1e-12);
    assert!((bounds.missing_after_rest.expect("some") - rest).abs() < 1e-12);
    let tipping = bounds.missing_tipping_point.expect("unequal");
    assert!((tipping - 0.580_514_409_286 / (rest - easy)).abs() < 1e-6);
    let whole = analyse(&golden_log("help365"), &settings()).robustness.expect("answered");
    assert_eq!(whole.missing_tipping_point, None);
}

#[test]
fn a_placebo_never_reassures() {
    let mut warned = 0;
    for case in CASES {
        let bounds = analyse(&golden_log(case), &settings()).robustness.expect("answered");
        let placebo = bounds.placebo.expect("yesterday is known");
        let sentence =
            bounds.sentences.iter().find(|sentence| sentence.contains("day before")).expect("said");
        if placebo.p < 0.05 {
            assert!(sentence.starts_with("Warning"), "{sentence}");
            warned += 1;
        } else {
            assert!(sentence.contains("no comfort"), "{sentence}");
        }
    }
    assert_eq!(warned, 1, "modified365 has one by chance");
}

#[test]
fn strata_are_one_family_with_their_minimum_data() {
    let analysis = analyse(&golden_log("help365"), &settings());
    let names: Vec<&str> = analysis.strata.iter().map(|stratum| stratum.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "mild",
            "sore",
            "sore_minus_mild",
            "after_hard",
            "moderate",
            "short_easy",
            "long_easy",
            "flat_easy",
            "hilly_easy"
        ]
    );
    let shown = analysis.strata.iter().filter(|stratum| stratum.estimate.is_some()).count();
    for stratum in &analysis.strata {
        assert_eq!(stratum.estimate.is_some(), stratum.p_holm.is_some(), "{}", stratum.name);
        assert_eq!(stratum.estimate.is_none(), stratum.reason.is_some(), "{}", stratum.name);
        if let Some((estimate, holm)) = stratum.estimate.zip(stratum.p_holm) {
            assert!(stratum.easy_days >= 10 && stratum.rest_days >= 10);
            assert!(holm >= estimate.p && holm <= 1.0);
            assert!(stratum.label.contains("power"), "{}", stratum.label);
        }
    }
    assert_eq!(shown, 7, "all easy runs of this log are flat");
    // The smallest p is multiplied by the number of questions, the two later lags among them.
    let smallest = analysis
        .strata
        .iter()
        .filter_map(|s| s.estimate.map(|e| (e.p, s.p_holm)))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    let (p, holm) = smallest.expect("some");
    assert!((holm.expect("adjusted") / p - 9.0).abs() < 1e-9);
}

#[test]
fn lags_stand_beside_their_naive_numbers() {
    let analysis = analyse(&golden_log("help365"), &settings());
    assert_eq!(analysis.lags.iter().map(|lag| lag.days).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(analysis.lags[0].estimate, analysis.answer.estimate);
    assert_eq!(analysis.lags[0].naive, analysis.naive.easy_minus_rest);
    assert!(analysis.lags.iter().all(|lag| lag.naive.is_some() && lag.rows >= 194));
}

#[test]
fn soreness_around_hard_days_is_split_by_what_came_next() {
    use DayKind::{Easy, Hard, Rest};
    // Hard on day 10, 20, ..., 60; easy after the odd ones, rest after the others.
    let log = log_of(75, |day| {
        let kind = match (day % 10, day / 10 % 2) {
            (0, _) if (10..=60).contains(&day) => Hard,
            (1, 1) => Easy,
            _ => Rest,
        };
        (kind, Some(if day % 10 == 1 { (day / 10) as f64 } else { 1.0 }))
    });
    let points = event_study(&log);
    assert_eq!(points.iter().map(|point| point.day).collect::<Vec<_>>(), (-2..=5).collect::<Vec<_>>());
    let next = &points[3];
    let easy = next.easy_next.expect("three days");
    assert_eq!((easy.n, easy.mean), (3, 3.0), "mornings 11, 31, 51 hold 1, 3, 5");
    assert_eq!(next.rest_next.expect("three days").mean, 4.0, "mornings 21, 41, 61 hold 2, 4, 6");
    // Mean 3, SD 2, n 3: 3 ± 4.302653 x 2 / √3.
    assert!((easy.high - (3.0 + 4.302_652_729_911 * 2.0 / 3.0_f64.sqrt())).abs() < 1e-9);
    let few = event_study(&log_of(15, |day| (if day == 5 { Hard } else { Easy }, Some(1.0))));
    assert!(few.iter().all(|point| point.easy_next.is_none() && point.rest_next.is_none()));
}
