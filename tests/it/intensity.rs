//! Intensity: 800 golden runs, and each part of the rule by hand.

use shakeout::classify::{Cutoffs, SessionClass, combine};
use shakeout::intensity::{
    HeartEvidence, Intensity, IntensityEvidence, IntensityLimits, LthrSource, PaceEvidence,
};
use shakeout::intent::Intent;

fn heart(mean: f64, p90: f64) -> HeartEvidence {
    HeartEvidence {
        mean,
        p90: Some(p90),
        best_20min: None,
        above_min: 0.0,
        minutes: 45.0,
        coverage: 1.0,
        lock_share: 0.0,
        source: LthrSource::Measured,
        summary: false,
    }
}

fn pace(mean: f64, p90: f64) -> PaceEvidence {
    PaceEvidence { mean, p90: Some(p90), above_min: 0.0, months: Some(1.0), summary: false }
}

fn by_heart(heart: HeartEvidence) -> Intensity {
    IntensityEvidence { heart: Some(heart), ..IntensityEvidence::default() }
        .judge(&IntensityLimits::default())
        .intensity
}

fn by_pace(pace: PaceEvidence, hilly: bool) -> Intensity {
    IntensityEvidence { pace: Some(pace), hilly, ..IntensityEvidence::default() }
        .judge(&IntensityLimits::default())
        .intensity
}

/// The columns of a golden row, by name.
struct Row<'a>(Vec<(&'a str, &'a str)>);

impl Row<'_> {
    fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| *value).expect("a column")
    }

    fn number(&self, name: &str) -> Option<f64> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(|text| text.parse().expect("a number"))
    }

    fn amount(&self, name: &str) -> f64 {
        self.number(name).expect("a number in every row")
    }

    fn evidence(&self) -> IntensityEvidence {
        let heart = self.number("mean_of_lthr").map(|mean| HeartEvidence {
            mean,
            p90: self.number("p90_of_lthr"),
            best_20min: self.number("best20_of_lthr"),
            above_min: self.amount("min_above_lthr"),
            minutes: self.amount("minutes_hr"),
            coverage: self.amount("hr_coverage"),
            lock_share: self.amount("lock_share"),
            source: if self.text("lthr_source") == "watch" {
                LthrSource::Measured
            } else {
                LthrSource::Archive
            },
            summary: false,
        });
        let pace = self.number("mean_of_vt").map(|mean| PaceEvidence {
            mean,
            p90: self.number("p90_of_vt"),
            above_min: self.amount("min_above_vt"),
            months: self.number("support_months"),
            summary: false,
        });
        IntensityEvidence {
            heart,
            pace,
            hilly: self.text("hilly") == "1",
            treadmill: self.text("treadmill") == "1",
            rpe: None,
        }
    }

    fn intent(&self) -> Option<Intent> {
        use Intent::{Easy, Interval, Long, LongTempo, Moderate, Race, Recovery, Tempo};
        let all = [Easy, Interval, Long, LongTempo, Moderate, Race, Recovery, Tempo];
        all.into_iter().find(|intent| intent.name() == self.text("intent"))
    }
}

/// Rows whose evidence, rounded to three digits, lies exactly on a limit that the unrounded evidence does not
/// meet: the 90th percentile of 128 and 729 scores 0.0003 and 0.0004 above 0, the mean of 359 0.0003 above -0.5.
const ON_A_LIMIT: [&str; 3] = ["128", "359", "729"];

#[test]
fn golden_runs_get_their_scores_their_intensity_and_their_class() {
    let table = include_str!("../../fixtures/golden/exposure/golden-class.csv");
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for line in lines {
        let row = Row(header.iter().copied().zip(line.split(',')).collect());
        let evidence = row.evidence();
        let judged = evidence.judge(&IntensityLimits::default());
        let close = |name: &str, value: Option<f64>| {
            if let Some((expected, value)) = row.number(name).zip(value) {
                // Shares have three digits, and a score is up to ten times a share.
                assert!((expected - value).abs() < 0.011, "{name} of row {}: {value}", row.text("row"));
            }
        };
        close("u_hr", judged.scores.heart.map(|(mean, _)| mean));
        close("v_hr", judged.scores.heart.map(|(_, p90)| p90));
        close("u_pace", judged.scores.pace.map(|(mean, _)| mean));
        close("v_pace", judged.scores.pace.map(|(_, p90)| p90));
        close("w_hr", Some(judged.scores.heart_weight));
        close("w_pace", Some(judged.scores.pace_weight));
        close("u", judged.scores.mean);
        close("v", judged.scores.p90);
        let class = combine(row.intent(), &judged, &evidence, &Cutoffs::default());
        if judged.intensity.name() != row.text("physiology") || class.name() != row.text("class") {
            wrong.push(row.text("row").to_owned());
        }
        seen += 1;
    }
    assert_eq!((seen, wrong), (800, ON_A_LIMIT.map(str::to_owned).to_vec()));
}

#[test]
fn a_run_below_vt1_is_easy_and_one_above_is_moderate() {
    assert_eq!(by_heart(heart(0.85, 0.92)), Intensity::Easy);
    assert_eq!(by_heart(heart(0.92, 0.95)), Intensity::Easy);
    assert_eq!(by_heart(heart(0.921, 0.95)), Intensity::Moderate);
    assert_eq!(by_heart(heart(0.85, 0.96)), Intensity::Moderate);
    assert_eq!(by_pace(pace(0.80, 0.90), false), Intensity::Easy);
    assert_eq!(by_pace(pace(0.89, 0.95), false), Intensity::Moderate);
}

#[test]
fn ten_minutes_at_threshold_are_hard_and_half_of_that_where_it_is_a_fifth() {
    let above = |above_min, minutes| HeartEvidence { above_min, minutes, ..heart(0.93, 1.01) };
    assert_eq!(by_heart(above(10.0, 60.0)), Intensity::Hard);
    assert_eq!(by_heart(above(9.9, 60.0)), Intensity::Moderate);
    assert_eq!(by_heart(above(5.0, 25.0)), Intensity::Hard);
    assert_eq!(by_heart(HeartEvidence { best_20min: Some(0.97), ..heart(0.93, 0.99) }), Intensity::Hard);
}

#[test]
fn a_steady_run_above_vt1_is_moderate_and_not_hard() {
    // 30 of 50 minutes between VT1 and threshold.
    assert_eq!(by_heart(HeartEvidence { minutes: 50.0, ..heart(0.93, 0.97) }), Intensity::Moderate);
}

#[test]
fn on_hills_pace_alone_is_eased_and_hard_only_from_threshold_on() {
    let fast = PaceEvidence { above_min: 12.0, ..pace(0.93, 1.05) };
    assert_eq!(by_pace(fast, false), Intensity::Hard);
    assert_eq!(by_pace(fast, true), Intensity::Moderate);
    assert_eq!(by_pace(pace(0.80, 1.02), true), Intensity::Easy);
    assert_eq!(by_pace(pace(0.80, 1.02), false), Intensity::Moderate);
}

#[test]
fn a_guessed_pace_does_not_overrule_a_declared_heart_rate() {
    let old_pace = PaceEvidence { months: Some(18.0), ..pace(0.95, 1.05) };
    let evidence = IntensityEvidence {
        heart: Some(heart(0.80, 0.88)),
        pace: Some(old_pace),
        ..IntensityEvidence::default()
    };
    assert_eq!(evidence.judge(&IntensityLimits::default()).intensity, Intensity::Easy);
}

#[test]
fn a_heart_rate_that_is_the_cadence_weighs_half_and_one_with_holes_nothing() {
    let weight = |heart| {
        IntensityEvidence { heart: Some(heart), ..IntensityEvidence::default() }
            .scores(&IntensityLimits::default())
            .heart_weight
    };
    let usual = heart(0.85, 0.92);
    assert_eq!(weight(usual), 3.6);
    assert_eq!(weight(HeartEvidence { lock_share: 0.6, ..usual }), 1.8);
    assert_eq!(weight(HeartEvidence { coverage: 0.7, ..usual }), 1.8);
    assert_eq!(weight(HeartEvidence { coverage: 0.49, ..usual }), 0.0);
    assert_eq!(weight(HeartEvidence { summary: true, ..usual }), 1.8);
}

#[test]
fn heart_rate_and_pace_that_contradict_each_other_are_uncertain() {
    let evidence = IntensityEvidence {
        heart: Some(HeartEvidence { source: LthrSource::Archive, ..heart(0.98, 1.02) }),
        pace: Some(pace(0.73, 0.80)),
        ..IntensityEvidence::default()
    };
    assert_eq!(evidence.judge(&IntensityLimits::default()).intensity, Intensity::Uncertain);
}

#[test]
fn exertion_decides_only_where_nothing_else_is_known() {
    let rpe = |rpe| {
        IntensityEvidence { rpe: Some(rpe), ..IntensityEvidence::default() }
            .judge(&IntensityLimits::default())
    };
    assert_eq!(rpe(4.0).intensity, Intensity::Easy);
    assert_eq!(rpe(6.0).intensity, Intensity::Moderate);
    assert_eq!(rpe(7.0).intensity, Intensity::Hard);
    assert!(rpe(4.0).weak);
    let felt_hard =
        IntensityEvidence { heart: Some(heart(0.85, 0.92)), rpe: Some(9.0), ..IntensityEvidence::default() };
    assert_eq!(felt_hard.judge(&IntensityLimits::default()).intensity, Intensity::Easy);
}

#[test]
fn an_intent_holds_unless_the_run_clearly_was_something_else() {
    let class = |intent, heart| {
        let evidence = IntensityEvidence { heart: Some(heart), ..IntensityEvidence::default() };
        combine(Some(intent), &evidence.judge(&IntensityLimits::default()), &evidence, &Cutoffs::default())
    };
    // Meant easy: at the upper edge it stays easy, far above VT1 or ten minutes above threshold it does not.
    assert_eq!(class(Intent::Easy, heart(0.93, 0.97)), SessionClass::Easy);
    assert_eq!(class(Intent::Easy, heart(0.96, 0.99)), SessionClass::Moderate);
    assert_eq!(
        class(Intent::Easy, HeartEvidence { above_min: 12.0, ..heart(0.91, 1.0) }),
        SessionClass::Hard
    );
    // Meant fast: never below moderate.
    assert_eq!(class(Intent::Interval, heart(0.85, 0.92)), SessionClass::Moderate);
    assert_eq!(class(Intent::Tempo, heart(0.91, 0.94)), SessionClass::Hard);
    assert_eq!(class(Intent::LongTempo, heart(0.86, 0.90)), SessionClass::Moderate);
    assert_eq!(class(Intent::LongTempo, heart(0.84, 0.88)), SessionClass::Easy);
    assert_eq!(class(Intent::Race, heart(0.80, 0.85)), SessionClass::Hard);
    assert_eq!(class(Intent::Long, heart(0.85, 0.90)), SessionClass::Easy);
}

#[test]
fn minutes_that_make_a_run_hard_end_an_easy_intent_too() {
    let heart = HeartEvidence { above_min: 12.0, ..heart(0.91, 1.0) };
    let evidence = IntensityEvidence { heart: Some(heart), ..IntensityEvidence::default() };
    let class = |hard_min| {
        let limits = IntensityLimits { hard_min, ..IntensityLimits::default() };
        let cutoffs = Cutoffs { limits, ..Cutoffs::default() };
        combine(Some(Intent::Easy), &evidence.judge(&limits), &evidence, &cutoffs)
    };
    assert_eq!((class(10.0), class(15.0)), (SessionClass::Hard, SessionClass::Easy));
}

#[test]
fn every_cut_off_of_an_intent_is_among_the_facts() {
    let facts = Cutoffs::default().facts();
    for value in ["0.5 (0 is VT1)", "0.8 (0 is VT1)", "-0.5 (0 is VT1)", "5 min", "10 min"] {
        assert!(
            facts.iter().any(|(name, own)| name.starts_with("meant") && own == value),
            "{value}: {facts:?}"
        );
    }
}

#[test]
fn without_physiology_the_intent_is_the_class() {
    let class = |intent| {
        combine(
            Some(intent),
            &IntensityEvidence::default().judge(&IntensityLimits::default()),
            &IntensityEvidence::default(),
            &Cutoffs::default(),
        )
    };
    assert_eq!(class(Intent::Recovery), SessionClass::Easy);
    assert_eq!(class(Intent::Interval), SessionClass::Hard);
    assert_eq!(class(Intent::Moderate), SessionClass::Moderate);
    assert_eq!(class(Intent::Long), SessionClass::Unknown);
}
