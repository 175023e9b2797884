//! How many coins, and the list.

use super::*;
use crate::support::coin_trial::first_days;

#[test]
fn the_number_of_coin_days_is_that_of_the_method() {
    assert_eq!(coins_needed(1.0, 0.5), 132);
    assert_eq!(coins_needed(1.0, 0.75), 62);
    assert_eq!(coins_needed(1.0, 1.0), 38);
    // Whole blocks.
    assert_eq!([132, 62, 38].map(|needed| list_length(needed, 0.0, 0.0)), [132, 64, 40]);
    // The same plan on a scale half as wide.
    assert_eq!(coins_needed(0.5, 0.375), 62);
}

#[test]
fn coins_not_followed_and_reports_missing_lengthen_the_list() {
    // 62 / 0.8² = 96.9, 62 / 0.8 = 77.5.
    assert_eq!(list_length(62, 0.1, 0.0), 100);
    assert_eq!(list_length(62, 0.0, 0.2), 80);
    assert_eq!(list_length(62, 0.1, 0.2), 124);
}

#[test]
fn the_effect_that_a_list_finds_is_the_inverse_of_its_length() {
    for delta in [0.5, 0.75, 1.0] {
        let found = detectable(1.0, coins_needed(1.0, delta), 0.0, 0.0).expect("long enough");
        assert!(found <= delta && found > 0.97 * delta, "{delta}: {found}");
    }
    assert_eq!(detectable(1.0, 4, 0.0, 0.0), None);
    let followed = detectable(1.0, 100, 0.0, 0.0).expect("long enough");
    assert!(detectable(1.0, 100, 0.1, 0.1).expect("long enough") > 1.2 * followed);
}

#[test]
fn every_block_has_two_of_each_and_a_seed_gives_one_list() {
    let list = blocks(132, 7);
    assert_eq!(list.len(), 132);
    for block in list.chunks(BLOCK) {
        assert_eq!(block.iter().filter(|easy| **easy).count(), 2);
    }
    assert_eq!(list, blocks(132, 7));
    assert_ne!(list, blocks(132, 8));
    // On every machine, and in years to come.
    assert_eq!(
        plan_file::seal(&blocks(64, 7)),
        "6cbf2bc327c48eb83f28b641479c7a937eded7e38191153f0a298c3d17e86bcb"
    );
    // All six orders of a block come up, about equally often.
    let mut counts = std::collections::BTreeMap::new();
    for block in blocks(24_000, 3).chunks(BLOCK) {
        *counts.entry(block.to_vec()).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 6);
    assert!(counts.values().all(|count| (880..=1120).contains(count)), "{counts:?}");
}

#[test]
fn a_runners_own_spread_comes_from_the_log_and_a_short_log_has_none() {
    let log = simulate(&Params { n: 365, ..world("null") }, 11).day_log();
    let sigma = own_sigma(&log).expect("a year is enough");
    assert!((0.7..1.25).contains(&sigma), "{sigma}");
    assert_eq!(own_sigma(&first_days(&log, 20)), None);
}

#[test]
fn the_numbers_of_a_plan_are_worked_by_hand() {
    // (1.959964 + 0.841621)² = 7.848880: 4 x 4 x that is 125.6, 4 x 0.25 x that is 7.8.
    assert_eq!([coins_needed(2.0, 1.0), coins_needed(0.5, 1.0), coins_needed(1.0, 2.0)], [132, 14, 14]);
    // 40 / (0.6² x 0.5) = 222.2 and 4 / 1 = 4.
    assert_eq!([list_length(40, 0.2, 0.5), list_length(4, 0.0, 0.0), list_length(5, 0.0, 0.0)], [224, 4, 8]);
    // 2 x 1.5 x 2.801585 / √(100 x 0.64 x 0.75 - 6) = 8.404756 / √42.
    let found = detectable(1.5, 100, 0.1, 0.25).expect("long enough");
    assert!((found - 8.404_755_7 / 42.0_f64.sqrt()).abs() < 1e-6, "{found}");
    assert_eq!(detectable(1.0, 6, 0.0, 0.0), None, "all of it goes to the covariates");
    assert!(detectable(1.0, 7, 0.0, 0.0).is_some());
}
