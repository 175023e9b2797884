//! The golden cases: every number of the method, to one in a million.

use super::*;

fn fixture(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    let text = fs::read_to_string(path).expect("the golden numbers are in the checkout");
    serde_json::from_str(&text).expect("the expected numbers are JSON")
}

fn golden_numbers(case: &str) -> Value {
    fixture(&format!("golden/{case}/expected.json"))
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
        let Primary { estimate, fit } = without_weekday(&frame, 1.0).expect("identified");

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
        golden.meets("e_value", e_value(fit.estimate, fit.sigma));
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
        let analysis = analyse(&golden_log(case), &settings());
        let answer = &analysis.answer;
        let estimate = answer.estimate.expect("answered");
        let status = serde_json::to_value(answer.status).expect("a name");
        assert_eq!(status, golden.numbers["answer"]["status"], "{case}");
        let directed = matches!(answer.status, Status::Helps | Status::Hurts);
        assert_eq!(answer.robust.is_some(), directed, "{case}: robust is said of helps and hurts alone");
        assert_eq!(answer.robust.unwrap_or(false), golden.numbers["answer"]["robust"], "{case}");
        let record_fit = {
            let log = golden_log(case);
            let record = Record::new(&log);
            primary(&comparison(&record, 1).1, &settings()).expect("identified").fit
        };
        for (name, ours) in [
            ("rows", answer.rows as f64),
            ("n_easy", answer.easy_days as f64),
            ("n_rest", answer.rest_days as f64),
            ("sigma", record_fit.sigma),
            ("info", record_fit.information),
            ("n_more", answer.more_days_needed.expect("answered") as f64),
            ("overlap", answer.overlap.expect("answered")),
        ] {
            golden.meets(&format!("answer/{name}"), ours);
        }
        // The headline of the first method is a row of the sensitivity table.
        let row = analysis.sensitivity.iter().find(|row| row.name == "without_weekday").expect("a row");
        let without = row.estimate.expect("answered");
        for (name, ours) in [
            ("est", without.estimate),
            ("se", without.se),
            ("df", without.df),
            ("lo", without.low),
            ("hi", without.high),
            ("p", without.p),
            ("mde80", verdict::mde80(&without)),
            ("always_valid_halfwidth", verdict::always_valid_halfwidth(&without, 0.5)),
        ] {
            golden.meets(&format!("answer/{name}"), ours);
        }
        let mut weekday =
            Golden { case, numbers: fixture("golden-method/weekday.json")[case].clone(), met: 0 };
        for (name, ours) in [
            ("rows", answer.rows as f64),
            ("est", estimate.estimate),
            ("se", estimate.se),
            ("df", estimate.df),
            ("lo", estimate.low),
            ("hi", estimate.high),
            ("p", estimate.p),
            ("without_weekday/est", without.estimate),
            ("without_weekday/se", without.se),
            ("without_weekday/df", without.df),
        ] {
            weekday.meets(name, ours);
        }
    }
}
