//! What is shown beside the number, and the words of it all.

use super::*;

fn all_words(analysis: &Analysis) -> Vec<String> {
    let verdict = said::verdict(analysis, &settings());
    let mut words = vec![verdict.headline];
    words.extend(verdict.odds);
    words.extend(verdict.over_time);
    words.extend(verdict.habits);
    words.extend(verdict.details);
    words.extend(verdict.warnings.into_iter().map(|warning| warning.text));
    words.extend(verdict.assumptions);
    words.extend(analysis.sensitivity.iter().chain(&analysis.strata).map(|entry| entry.label.clone()));
    words
        .extend(analysis.sensitivity.iter().chain(&analysis.strata).filter_map(|entry| entry.reason.clone()));
    words
}

fn assumed(log: &DayLog) -> Vec<String> {
    said::verdict(&analyse(log, &settings()), &settings()).assumptions
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
        trial_power: Some(0.42),
        odds: None,
    }
}

#[test]
fn sentences_carry_their_numbers_and_never_more_certainty_than_there_is() {
    let say = |status, robust| said::headline(&answer_with(status, robust), &[], &settings());
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
    assert!(
        fragile.contains("a hidden factor as strong as today's soreness could make it uncertain; a coin-toss trial can test it"),
        "only the interval goes, not the effect: {fragile}"
    );
    assert!(fragile.contains("one of 64 coins finds an effect of this size 42 in 100 times"), "{fragile}");
    assert!(say(Status::Hurts, Some(true)).contains("seem to leave you sorer"));
    let tell = say(Status::CannotTell, None);
    assert!(tell.starts_with("Too early to tell: so far soreness was "), "{tell}");
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
fn too_early_is_said_only_where_more_days_are_known_to_be_what_it_takes() {
    for (more, early) in [(None, false), (Some(0), false), (Some(1), true)] {
        let answer = Answer { more_days_needed: more, ..answer_with(Status::CannotTell, None) };
        assert_eq!(answer.is_too_early(), early, "{more:?}");
        let said = said::headline(&answer, &[], &settings());
        assert_eq!(said.starts_with("Too early to tell: so far"), early, "{said}");
        assert_eq!(said.starts_with("Cannot tell: so far"), !early, "{said}");
    }
    let helps = Answer { more_days_needed: Some(9), ..answer_with(Status::Helps, Some(true)) };
    assert!(!helps.is_too_early());
}

#[test]
fn an_answer_settles_within_half_of_its_own_smallest_effect() {
    let mut analysis = analyse(&golden_log("help365"), &settings());
    analysis.answer.smallest_effect = 4.0;
    let over_time = said::verdict(&analysis, &settings()).over_time.expect("looks");
    assert!(over_time.contains("stayed within 2.00 points"), "{over_time}");
}

#[test]
fn looking_again_is_told_with_its_false_alarms() {
    let details = said::verdict(&analyse(&golden_log("help365"), &settings()), &settings()).details;
    let told = "makes a wrong answer four times as likely (20 % instead of 5 %)";
    assert!(details.iter().any(|sentence| sentence.contains(told)), "{details:?}");
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
    assert!(sentence_of(&analysis, &evening).contains("morning reports"));
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
    assert!(
        said::verdict(&analysis, &settings())
            .assumptions
            .iter()
            .any(|sentence| sentence.contains("stretching"))
    );
    assert!(sentence_of(&analysis, &settings()).contains("stretching"));
    assert!(analysis.sensitivity.iter().all(|entry| entry.name != "with_diary"));
    assert!(assumed(&golden_log("help365")).iter().all(|s| !s.contains("two together")));
}

#[test]
fn a_scale_that_changes_in_the_middle_is_noticed_and_ordinary_logs_are_not_accused() {
    let mut log = golden_log("help365");
    assert_eq!(scale_jump::scale_jump(&log), None);
    for soreness in log.soreness[200..].iter_mut().flatten() {
        *soreness = (*soreness * 2.0 + 3.0).min(10.0);
    }
    let day = scale_jump::scale_jump(&log).expect("noticed");
    assert!((190..=210).contains(&day), "{day}");
    assert!(assumed(&log).iter().any(|sentence| sentence.contains("changed the scale")));
    for world in ["null", "trend", "high_ar", "floor", "strong_ind"] {
        for seed in 0..40 {
            let log = simulate(&scenario(world).expect("a named world"), seed).day_log();
            assert_eq!(scale_jump::scale_jump(&log), None, "{world} {seed}");
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
    assert!((tipping - 0.608_951_253_518 / (rest - easy)).abs() < 1e-6);
    let whole = analyse(&golden_log("help365"), &settings()).robustness.expect("answered");
    assert_eq!(whole.missing_tipping_point, None);
}

#[test]
fn a_placebo_never_reassures() {
    let mut warned = 0;
    for case in CASES {
        let analysis = analyse(&golden_log(case), &settings());
        let details = said::verdict(&analysis, &settings()).details;
        let placebo = analysis.robustness.expect("answered").placebo.expect("yesterday is known");
        let sentence = details.iter().find(|sentence| sentence.contains("day before")).expect("said");
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
            assert!(stratum.note.as_ref().is_some_and(|note| note.contains("logs")), "{}", stratum.name);
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
fn lags_are_shown_beside_their_naive_numbers() {
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
    assert_eq!((easy.n, easy.mean), (3, 2.0), "mornings 11, 31, 51 hold 1, 3, 5, after one of 1");
    assert_eq!(
        next.rest_next.expect("three days").mean,
        3.0,
        "mornings 21, 41, 61 hold 2, 4, 6, after one of 1"
    );
    // Mean 2, SD 2, n 3: 2 ± 4.302653 x 2 / √3.
    assert!((easy.high - (2.0 + 4.302_652_729_911 * 2.0 / 3.0_f64.sqrt())).abs() < 1e-9);
    let few = event_study(&log_of(15, |day| (if day == 5 { Hard } else { Easy }, Some(1.0))));
    assert!(few.iter().all(|point| point.easy_next.is_none() && point.rest_next.is_none()));
}

#[test]
fn the_days_after_hard_days_are_those_with_one_among_the_three_before() {
    let log = golden_log("help365");
    let record = Record::new(&log);
    let (_, frame) = comparison(&record, 1);
    let after: Vec<usize> =
        frame.days.iter().copied().filter(|day| log.kind[day - 3..*day].contains(&DayKind::Hard)).collect();
    let easy = after.iter().filter(|day| log.kind[**day] == DayKind::Easy).count();
    let analysis = analyse(&log, &settings());
    let stratum = analysis.strata.iter().find(|stratum| stratum.name == "after_hard").expect("always shown");
    assert_eq!((stratum.easy_days, stratum.rest_days), (easy, after.len() - easy));
    assert!(after.len() < frame.rows());
}

#[test]
fn hilly_easy_runs_are_told_from_flat_ones_by_descent_a_minute() {
    let mut log = golden_log("help365");
    let easy: Vec<usize> = (0..log.len()).filter(|day| log.kind[*day] == DayKind::Easy).collect();
    for (place, day) in easy.iter().enumerate() {
        // As long again, so that metres alone would not tell; two points sorer the morning after.
        let hilly = place % 2 == 0;
        let minutes = log.easy_min[*day].expect("easy runs have minutes");
        log.descent_m[*day] = Some(minutes * if hilly { 9.0 } else { 1.0 });
        if let Some(next) = log.soreness.get_mut(day + 1).filter(|_| hilly) {
            *next = next.map(|soreness| soreness + 2.0);
        }
    }
    let analysis = analyse(&log, &settings());
    let by_name = |name: &str| {
        let stratum = analysis.strata.iter().find(|stratum| stratum.name == name).expect("always shown");
        stratum.estimate.unwrap_or_else(|| panic!("{name}: {:?}", stratum.reason)).estimate
    };
    let apart = by_name("hilly_easy") - by_name("flat_easy");
    assert!((1.5..2.5).contains(&apart), "{apart}");
    assert!((by_name("long_easy") - by_name("short_easy")).abs() < 1.0);
}

#[test]
fn kinds_and_verdicts_have_one_name_in_every_file() {
    use DayKind::{Easy, Hard, Moderate, Rest, Unknown};
    let kinds = [Rest, Easy, Moderate, Hard, Unknown];
    assert_eq!(kinds.map(DayKind::name), ["rest", "easy", "moderate", "hard", "unknown"]);
    for kind in kinds {
        assert_eq!(serde_json::to_value(kind).expect("a name"), kind.name());
    }
    use Status::{CannotTell, Helps, Hurts, NoDifference, NotEnoughData, NotIdentifiable};
    let verdicts = [Helps, Hurts, NoDifference, CannotTell, NotEnoughData, NotIdentifiable];
    let names = ["helps", "hurts", "no_difference", "cannot_tell", "not_enough_data", "not_identifiable"];
    assert_eq!(verdicts.map(Status::name), names);
    for verdict in verdicts {
        assert_eq!(serde_json::to_value(verdict).expect("a name"), verdict.name());
    }
}

#[test]
fn the_kind_that_is_missing_is_named_where_only_one_is() {
    let with = |status, easy_days, rest_days| {
        Answer { status, easy_days, rest_days, ..answer_with(status, None) }.only_kind_missing()
    };
    assert_eq!(with(Status::NotEnoughData, 9, 10), Some("easy"));
    assert_eq!(with(Status::NotEnoughData, 10, 9), Some("rest"));
    assert_eq!(with(Status::NotEnoughData, 9, 9), None);
    assert_eq!(with(Status::NotEnoughData, 10, 10), None);
    assert_eq!(with(Status::NotEnoughData, 3, 40), Some("easy"));
    assert_eq!(with(Status::CannotTell, 9, 10), None);
}

#[test]
fn bounds_are_said_with_their_numbers_and_only_where_they_are() {
    let golden = analyse(&golden_log("null180_mcar20"), &settings());
    let said = |change: &dyn Fn(&mut shakeout::effect::Robustness)| {
        let mut bounds = golden.robustness.clone().expect("answered");
        change(&mut bounds);
        said::details(&bounds, &golden.answer, &settings()).join(" ")
    };
    let tipping = |points| said(&|bounds| bounds.missing_tipping_point = points);
    assert!(tipping(Some(4.356)).contains(
        "21 % of easy and 34 % of rest days have no report before running the morning after; unreported mornings would \
         have to differ by 4.36 points"
    ));
    assert!(tipping(Some(10.0)).contains("would have to differ by 10.00 points"));
    for points in [Some(10.01), None] {
        assert!(tipping(points).contains("one that is not the same could"));
    }
    let missing = |easy, rest| {
        said(&|bounds| (bounds.missing_after_easy, bounds.missing_after_rest) = (easy, rest))
            .contains("have no report before running")
    };
    assert!(missing(Some(0.1), Some(0.0)) && missing(Some(0.0), Some(0.1)));
    assert!(!missing(Some(0.0), Some(0.0)) && !missing(None, Some(0.1)));
    let alpha = |share| said(&|bounds| bounds.robustness_value_alpha = share);
    assert!(alpha(0.123).contains("12.3 % to make it uncertain"));
    assert!(alpha(0.0).contains("(it is uncertain as it is)"));
    let placebo = |p| said(&|bounds| bounds.placebo.iter_mut().for_each(|placebo| placebo.p = p));
    assert!(placebo(0.049).contains("Warning: Among alike mornings"));
    assert!(placebo(0.05).contains("it is no comfort"));
    let fragile = said(&|bounds| {
        bounds.fragile = true;
        bounds.fragile_because = vec!["ols".to_owned(), "permutation".to_owned()];
    });
    assert!(fragile.contains("Fragile: computed in another reasonable way (ols, permutation)"));
    assert!(!said(&|bounds| bounds.fragile = false).contains("Fragile"));
    // The interval at every look is the estimate and the half-width to either side.
    let (middle, half) = golden.answer.estimate.zip(golden.answer.always_valid_halfwidth).expect("answered");
    let every =
        shakeout::effect::sentence::range(middle.estimate - half, middle.estimate + half, &settings());
    assert!(said(&|_| ()).ends_with(&format!("The interval that holds at every look is {every}.")));
}

#[test]
fn the_day_of_another_scale_is_the_one_that_splits_the_reports_best() {
    // Two answers, then two others: apart by all of a distribution at day 45 of 100, by less beside it.
    let log = |of_before_after: usize| {
        log_of(100, |day| {
            let far = day >= 45 && day % 15 >= of_before_after;
            (DayKind::Rest, Some(if far { 8.0 } else { 2.0 } + (day % 2) as f64))
        })
    };
    assert_eq!(scale_jump::scale_jump(&log(0)), Some(45));
    assert!(assumed(&log(0)).iter().any(|words| words.contains("before and after day 46 of")));
    // One in five, then two in five of the later reports as before: 0.80 and 0.60 apart.
    assert_eq!(scale_jump::scale_jump(&log(3)), Some(45));
    assert_eq!(scale_jump::scale_jump(&log(6)), None);
    // Thirty reports on each side.
    let short = |from: usize, to: usize| {
        let mut log = log(0);
        log.soreness[..from].fill(None);
        log.soreness[to..].fill(None);
        scale_jump::scale_jump(&log)
    };
    assert_eq!(short(15, 75), Some(45));
    assert_eq!((short(16, 75), short(15, 74)), (None, None));
}
