//! Many runners: the numbers of the pool.

use std::fs;
use std::path::Path;

use serde_json::Value;
use shakeout::cohort::pooling::{Own, moderate, pool, shrink};

fn golden(case: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden/cohort/golden.json");
    let text = fs::read_to_string(path).expect("the golden cohort is in the checkout");
    serde_json::from_str::<Value>(&text).expect("JSON")[case].take()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
}

fn runners(golden: &Value) -> Vec<Own> {
    let column = |name: &str| numbers(&golden["input"][name]);
    let (estimates, ses, dfs) = (column("estimate"), column("se"), column("df"));
    estimates
        .iter()
        .zip(&ses)
        .zip(&dfs)
        .map(|((estimate, se), df)| Own { estimate: *estimate, se: *se, df: *df })
        .collect()
}

fn close(ours: f64, theirs: &Value, what: &str) {
    let theirs = theirs.as_f64().unwrap_or_else(|| panic!("no number {what}"));
    assert!((ours - theirs).abs() <= 1e-6 * theirs.abs().max(1e-6), "{what}: {ours} is not {theirs}");
}

#[test]
fn eight_and_sixty_runners_give_the_numbers_of_an_independent_implementation() {
    for case in ["coach8", "club60"] {
        let golden = golden(case);
        let (own, expected) = (runners(&golden), &golden["recommended"]);
        let pooled = pool(&own).expect("enough runners");
        let theirs = &expected["pooled"];
        for (name, ours) in [
            ("tau2", pooled.between),
            ("mean", pooled.mean),
            ("se", pooled.se),
            ("low", pooled.low),
            ("high", pooled.high),
            ("Q", pooled.q),
            ("p_Q", pooled.q_p),
            ("I2", pooled.i2),
            ("tau2_low", pooled.between_low),
            ("tau2_high", pooled.between_high),
        ] {
            close(ours, &theirs[name], &format!("{case} {name}"));
        }
        match pooled.new_runner {
            Some((low, high)) => {
                close(low, &theirs["pi_low"], "pi_low");
                close(high, &theirs["pi_high"], "pi_high");
            }
            None => assert!(own.len() < 10, "{case} has a range for a new runner"),
        }
        let shrunken = shrink(&own, &pooled);
        let individual = &expected["individual"];
        for (k, one) in shrunken.iter().enumerate() {
            for (name, ours) in [
                ("estimate", one.estimate),
                ("se", one.se),
                ("df", one.df),
                ("low", one.low),
                ("high", one.high),
                ("pulled", one.pulled),
            ] {
                close(ours, &individual[name][k], &format!("{case} {k} {name}"));
            }
        }
        let x: Vec<Option<f64>> = numbers(&expected["moderator"]["x"]).into_iter().map(Some).collect();
        let slope = moderate(&own, &x, 4).expect("a moderator that varies");
        for (name, ours) in [
            ("tau2", slope.between),
            ("slope", slope.slope),
            ("se_slope", slope.se),
            ("low", slope.low),
            ("high", slope.high),
            ("p", slope.p),
            ("intercept", slope.at_mean),
        ] {
            close(ours, &expected["moderator"][name], &format!("{case} moderator {name}"));
        }
    }
}

#[test]
fn four_runners_are_a_list_and_no_group() {
    let own = Own { estimate: -0.3, se: 0.1, df: 50.0 };
    assert_eq!(pool(&[own; 4]), None);
    assert!(pool(&[own; 5]).is_some());
}

#[test]
fn runners_who_all_have_the_same_effect_are_drawn_most_of_the_way_to_it() {
    let own: Vec<Own> =
        (0..20).map(|k| Own { estimate: -0.3 + 0.001 * f64::from(k), se: 0.2, df: 80.0 }).collect();
    let pooled = pool(&own).expect("a group");
    assert_eq!(pooled.between, 0.0);
    for one in shrink(&own, &pooled) {
        assert!(one.pulled > 0.85 && (one.estimate - pooled.mean).abs() < 0.002, "{one:?}");
    }
}

#[test]
fn a_moderator_that_is_the_same_for_all_explains_nothing() {
    let own = [Own { estimate: -0.3, se: 0.1, df: 50.0 }; 12];
    assert_eq!(moderate(&own, &[Some(1.0); 12], 10), None);
    assert_eq!(moderate(&own, &[None; 12], 10), None);
}
