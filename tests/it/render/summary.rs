//! summary.json.

use super::*;

#[test]
fn the_summary_has_every_key_of_the_contract_and_a_reason_for_every_missing_number() {
    for (variant, (report, _)) in RENDERED.iter() {
        let json = render::summary_json(report);
        assert_eq!(json, text(variant, "summary.json"));
        let value: serde_json::Value = serde_json::from_str(&json).expect(variant);
        for key in [
            "schema",
            "version",
            "files",
            "activities",
            "runs",
            "first_day",
            "last_day",
            "soreness",
            "answer",
            "naive",
            "sensitivity",
            "lags",
            "strata",
            "thresholds",
            "settings",
        ] {
            assert!(value.get(key).is_some(), "{variant}: {key}");
        }
        let answer = &value["answer"];
        for key in [
            "status",
            "robust",
            "estimate",
            "low",
            "high",
            "level",
            "se",
            "df",
            "p",
            "rows",
            "easy_days",
            "rest_days",
            "overlap",
            "mde80",
            "more_days_needed",
            "smallest_effect",
            "sentence",
        ] {
            let part = answer.get(key).unwrap_or_else(|| panic!("{variant}: answer.{key}"));
            if part.is_null() {
                assert!(
                    answer[format!("{key}_reason")].is_string(),
                    "{variant}: answer.{key} without a reason"
                );
            }
        }
        for key in ["seen", "used", "duplicate", "skipped", "failed", "partial"] {
            assert!(value["files"][key].is_u64(), "{variant}: files.{key}");
        }
        for key in ["easy_minus_rest", "change_score", "pearson_r"] {
            assert!(value["naive"].get(key).is_some(), "{variant}: naive.{key}");
        }
    }
}

#[test]
fn the_summary_gives_six_significant_digits() {
    let value: serde_json::Value = serde_json::from_str(text("helps", "summary.json")).expect("JSON");
    let answer = &value["answer"];
    assert_eq!(answer["status"], "helps");
    assert_eq!(answer["robust"], true);
    assert_eq!(answer["estimate"].to_string(), "-0.512192");
    assert_eq!(answer["p"].as_f64(), Some(7.56322e-5));
    assert_eq!(answer["rows"].to_string(), "195");
    assert_eq!(value["soreness"]["scale"].to_string(), "[0,10]");
    assert_eq!(value["lags"][1]["days"].to_string(), "2");
    assert_eq!(value["sensitivity"][0]["name"], "ols");
    assert!(value["strata"][2]["estimate"].is_null());
    assert_eq!(value["strata"][2]["estimate_reason"], "7 moderate days; 10 are needed");
}
