//! Every number of the method against a second implementation: tests/peer/peer.py, in another language, by
//! another route. `.ci/run` checks that the file is what that program computes.

use shakeout::effect::dates::{REFUSE, dates};
use shakeout::effect::habits::habits;

use super::*;

struct Peer {
    case: String,
    numbers: Value,
    met: usize,
}

impl Peer {
    fn meets(&mut self, path: &str, ours: f64) {
        let value = path.split('/').fold(&self.numbers, |value, key| &value[key]);
        let theirs = value.as_f64().unwrap_or_else(|| panic!("{}: no number {path}", self.case));
        let close = (ours - theirs).abs() <= 1e-6 * theirs.abs().max(1e-3);
        assert!(close, "{} {path}: {ours} is not {theirs}", self.case);
        self.met += 1;
    }

    fn meets_estimate(&mut self, key: &str, ours: &Estimate) {
        for (name, number) in [
            ("est", ours.estimate),
            ("se", ours.se),
            ("df", ours.df),
            ("lo", ours.low),
            ("hi", ours.high),
            ("p", ours.p),
        ] {
            self.meets(&format!("{key}/{name}"), number);
        }
    }
}

#[test]
fn a_second_implementation_agrees_to_one_in_a_million() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden-method/peer.json");
    let cases: Value =
        serde_json::from_str(&fs::read_to_string(path).expect("the peer's numbers")).expect("JSON");
    let cases = cases.as_object().expect("an object").clone();
    assert_eq!(cases.len(), 5);
    for (case, numbers) in cases {
        let mut log = golden_log(case.trim_end_matches("_with_break"));
        if case.ends_with("_with_break") {
            for day in 100..130 {
                (log.kind[day], log.hard_load[day]) = (DayKind::Rest, Some(0.0));
            }
        }
        let mut peer = Peer { case, numbers, met: 0 };
        let record = Record::new(&log);
        let analysis = analyse(&log, &settings());
        let answer = &analysis.answer;
        peer.meets("rows", answer.rows as f64);
        peer.meets(
            "days_in_breaks",
            record.breaks().iter().map(|stretch| stretch.len()).sum::<usize>() as f64,
        );
        peer.meets_estimate("answer", &answer.estimate.expect("answered"));
        peer.meets("hidden_shift", answer.hidden_shift.expect("answered"));
        let bounds = analysis.robustness.as_ref().expect("answered");
        peer.meets("robustness_value_alpha", bounds.robustness_value_alpha);
        peer.meets("e_value", bounds.e_value);
        peer.meets("e_value_limit", bounds.e_value_limit);
        let odds = answer.odds.expect("answered");
        for (guess, chances) in [("fair", odds.fair), ("sceptical", odds.sceptical), ("open", odds.open)] {
            peer.meets(&format!("odds/{guess}/helps"), chances.helps);
            peer.meets(&format!("odds/{guess}/little"), chances.little);
            peer.meets(&format!("odds/{guess}/hurts"), chances.hurts);
        }
        for days in [2, 3] {
            // Also where the analysis shows none: the numbers are there, the gate is closed.
            if let Some(estimate) = lags::lag(&record, days).estimate {
                peer.meets_estimate(&format!("lag_{days}"), &estimate);
            }
        }
        let found = dates(&record);
        peer.meets("dates/same_day_t", found.same_day_t.expect("long enough"));
        let late = peer.numbers["dates"]["late_t"].as_f64().expect("a number");
        let counts = peer.numbers["dates"]["late_counts"] == Value::Bool(true);
        assert!(!(late > REFUSE && counts) && found.late.is_none());
        let (_, frame) = comparison(&record, 1);
        let sleep = habits(&record, &frame, &settings()).remove(0);
        // The peer knows no least number of degrees of freedom: in two months there are too few.
        assert_eq!(sleep.estimate.is_none(), peer.case == "short60", "{}: {sleep:?}", peer.case);
        if let Some(told) = &sleep.estimate {
            peer.meets_estimate("sleep", told);
        }
        assert!(peer.met >= 24, "{}: only {}", peer.case, peer.met);
    }
}
