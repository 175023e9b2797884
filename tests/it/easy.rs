//! What the runner is told of how easy the easy runs were: on the terminal and in the report, with counts.

use shakeout::classify::{SessionClass, Stability};
use shakeout::intensity::Intensity;
use shakeout::intent::{Intent, IntentSource, Meant};
use shakeout::render::terminal;
use shakeout::report::easy::sentences;
use shakeout::session::Session;

use crate::support::report;

/// Sixty runs: heart rate and pace as shares of threshold, the higher score, and the class.
fn runs(shares: (f64, f64), score: f64, class: SessionClass, intent: Option<Intent>) -> Vec<Session> {
    let mut sessions = report::season(120).activities;
    sessions.retain(Session::is_run);
    sessions.truncate(60);
    for session in &mut sessions {
        session.meant = intent.map(|intent| Meant { intent, source: IntentSource::ListName });
        (session.hr_of_threshold, session.pace_of_threshold) = (Some(shares.0), Some(shares.1));
        (session.intensity_score, session.class) = (Some(score), class);
        session.above_threshold_min = Some(0.0);
    }
    sessions
}

#[test]
fn a_run_at_the_upper_edge_of_easy_is_named_with_what_was_near_it() {
    let said = |shares| sentences(&runs(shares, 0.15, SessionClass::Easy, Some(Intent::Easy))).join(" ");
    let by_heart = said((0.93, 0.70));
    assert!(by_heart.contains("Your heart averaged 93 % of threshold: the upper edge of easy"), "{by_heart}");
    let n = runs((0.93, 0.70), 0.15, SessionClass::Easy, None).len();
    assert!(by_heart.contains(&format!("{n} of your {n} easy runs are like this")), "{by_heart}");
    assert!(said((0.75, 0.86)).contains("Your pace averaged 86 % of threshold"));
    assert!(said((0.75, 0.70)).contains("The hardest tenth of it was above the first threshold"));
}

#[test]
fn a_run_that_is_easy_by_its_name_alone_says_so() {
    let with = |intensity| {
        let mut runs = runs((0.86, 0.83), 0.24, SessionClass::Easy, Some(Intent::Easy));
        runs.iter_mut().for_each(|run| run.intensity = intensity);
        sentences(&runs).join(" ")
    };
    let by_name = with(Intensity::Moderate);
    let words = "it counts as easy because you did: its name in a list says so; by heart rate and pace alone it is moderate";
    assert!(by_name.contains(words), "{by_name}");
    assert!(
        with(Intensity::Easy).contains("you meant it easy and it counts as easy. "),
        "{}",
        with(Intensity::Easy)
    );
}

#[test]
fn a_run_meant_easy_and_run_hard_is_named() {
    let mut hard = runs((0.97, 0.9), 0.7, SessionClass::Hard, Some(Intent::Easy));
    hard.iter_mut().for_each(|run| run.above_threshold_min = Some(12.2));
    let said = sentences(&hard).join(" ");
    assert!(
        said.contains("meant easy, run hard: 12 min above threshold. It does not count as easy."),
        "{said}"
    );
}

#[test]
fn a_usual_run_is_called_moderate_only_above_the_first_threshold() {
    let moderate = sentences(&runs((0.92, 0.86), 0.3, SessionClass::Moderate, None)).join(" ");
    assert!(
        moderate.contains("Your usual run is at 92 % of threshold heart rate: that is moderate."),
        "{moderate}"
    );
    assert!(moderate.contains("rests on 0 runs"), "{moderate}");
    // Intervals: hard by their fast part, with a mean that is low.
    assert!(sentences(&runs((0.86, 0.82), 0.3, SessionClass::Hard, None)).is_empty());
}

#[test]
fn the_terminal_says_it_too_with_how_much_hangs_on_the_thresholds() {
    let mut season = report::season(120);
    season.easy = vec!["Your run of 2024-03-01: meant easy, run hard.".to_owned()];
    season.stability = Some(Stability { runs: 100, by_heart_rate: 8, by_pace: 12 });
    let text = terminal(&season, false, 80);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("easy runs Your run of 2024-03-01: meant easy, run hard."), "{text}");
    assert!(words.contains("with 3 bpm more or less, 8 % of your runs change class"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn what_easy_means_is_said_in_beats_and_pace_as_far_as_they_are_known() {
    let row = |name: &str, value: f64| shakeout::thresholds::ThresholdRow {
        name: name.to_owned(),
        value: Some(value),
        unit: String::new(),
        from: None,
        source: "declared".to_owned(),
        error: None,
        range: None,
    };
    let metric = shakeout::units::Units::Metric;
    let rows = [row("lthr", 160.0), row("lthr", 168.0), row("threshold_pace", 255.0)];
    let said = shakeout::report::easy::limits(&rows, metric).expect("both are known");
    assert!(said.starts_with("Easy for you: below 151 bpm and slower than 5:00 /km"), "{said}");
    let said = shakeout::report::easy::limits(&rows[..1], metric).expect("one is known");
    assert!(said.starts_with("Easy for you: below 144 bpm, on average") && !said.contains("/km"), "{said}");
    assert_eq!(shakeout::report::easy::limits(&[], metric), None);
}
