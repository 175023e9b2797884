//! The analysis of coin days.

use super::*;

#[test]
fn a_true_effect_is_found_and_the_mirrored_diary_mirrors_it() {
    let (log, coins) = coin_runner(Params { tau: -1.2, ..world("null") }, 4, 64);
    let trial = analyse(&log, &coins, &settings());
    assert_eq!(trial.status, Status::Helps);
    assert!(trial.complete);
    let ours = trial.estimate.expect("an estimate");
    let mut mirrored = log.clone();
    mirrored.soreness.iter_mut().flatten().for_each(|value| *value = 10.0 - *value);
    let mirror = analyse(&mirrored, &coins, &settings());
    assert_eq!(mirror.status, Status::Hurts);
    let theirs = mirror.estimate.expect("an estimate");
    assert!((ours.estimate + theirs.estimate).abs() < 1e-10);
    assert!((ours.low + theirs.high).abs() < 1e-10);
    assert!((ours.df - theirs.df).abs() < 1e-7);
    assert_eq!(trial.p_randomisation, mirror.p_randomisation);
}

#[test]
fn days_without_a_report_at_the_end_change_nothing_and_equal_logs_give_equal_bytes() {
    let (log, coins) = coin_runner(Params { tau: -0.5, ..world("null") }, 4, 40);
    let mut longer = log.clone();
    for day in 0..30 {
        longer.kind.push([DayKind::Hard, DayKind::Easy, DayKind::Unknown][day % 3]);
        longer.soreness.push(None);
        longer.hard_load.push([Some(400.0), Some(0.0), None][day % 3]);
        longer.load.push(Some(50.0));
    }
    let bytes = |log: &DayLog| serde_json::to_vec(&analyse(log, &coins, &settings())).expect("plain data");
    let first = bytes(&log);
    assert!(first.len() > 300);
    assert_eq!(first, bytes(&longer));
    assert_eq!(first, bytes(&log.clone()));
}

#[test]
fn the_randomisation_test_agrees_with_counting_every_list() {
    // Three blocks have 6³ = 216 lists: few enough to count them all.
    // Blocks lie far apart, so that shuffling across blocks would give another answer.
    let outcome = [2.0, 1.0, 1.0, 2.0, 6.0, 5.0, 6.0, 5.0, 9.0, 8.0, 9.0, 8.0];
    let coins = [true, false, true, false, true, false, true, false, true, false, true, false];
    let mut log = DayLog::default();
    for day in 0..40 {
        let coin = day as isize - 3;
        // A coin day every third day; soreness that morning is always 2.
        let after = (coin >= 1 && (coin - 1) % 3 == 0).then(|| (coin as usize - 1) / 3);
        log.soreness.push(Some(after.and_then(|i| outcome.get(i)).copied().unwrap_or(2.0)));
        log.kind.push(DayKind::Rest);
        log.hard_load.push(Some(0.0));
        log.load.push(Some(0.0));
    }
    let used: Vec<Coin> =
        coins.iter().enumerate().map(|(i, &easy)| Coin { easy, used: Use::On(3 + 3 * i) }).collect();
    let trial = analyse(&log, &used, &settings());
    assert_eq!(trial.rows, 12);
    let difference = |list: &[bool]| {
        let sum = |easy: bool| -> f64 {
            outcome.iter().zip(list).filter(|(_, coin)| **coin == easy).map(|(y, _)| y).sum()
        };
        sum(true) / 6.0 - sum(false) / 6.0
    };
    let observed = difference(&coins);
    assert!((trial.estimate.expect("an estimate").estimate - observed).abs() < 1e-10);
    let orders: Vec<Vec<bool>> = (0..16_u32)
        .map(|bits| (0..4).map(|k| bits >> k & 1 == 1).collect::<Vec<bool>>())
        .filter(|block| block.iter().filter(|easy| **easy).count() == 2)
        .collect();
    let mut extreme = 0;
    for a in &orders {
        for b in &orders {
            for c in &orders {
                let list: Vec<bool> = [a.as_slice(), b, c].concat();
                extreme += usize::from(difference(&list).abs() >= observed.abs() - 1e-12);
            }
        }
    }
    let exact = f64::from(u32::try_from(extreme).expect("few")) / 216.0;
    let p = trial.p_randomisation.expect("a p value");
    assert!(
        (p - exact).abs() < 3.5 * (exact * (1.0 - exact) / 1999.0).sqrt() + 1.0 / 1999.0,
        "{p} against {exact}"
    );
}

#[test]
fn a_coin_that_was_not_followed_counts_as_what_it_said() {
    let (log, coins) = coin_runner(Params { tau: -1.0, ..world("null") }, 21, 40);
    let before = analyse(&log, &coins, &settings());
    // Five easy coins on which nothing was run, one moderate run, one day that nobody knows.
    let mut disobeyed = log.clone();
    let easy: Vec<usize> = coins
        .iter()
        .filter(|coin| coin.easy)
        .filter_map(|coin| match coin.used {
            Use::On(day) => Some(day),
            _ => None,
        })
        .collect();
    for &day in &easy[..5] {
        disobeyed.kind[day] = DayKind::Rest;
    }
    disobeyed.kind[easy[5]] = DayKind::Moderate;
    disobeyed.kind[easy[6]] = DayKind::Unknown;
    let after = analyse(&disobeyed, &coins, &settings());
    assert_eq!(after.estimate, before.estimate);
    assert_eq!(after.p_randomisation, before.p_randomisation);
    assert_eq!((after.rows, after.easy_coins), (40, 20));
    let done = after.done_on_easy;
    assert_eq!((done.easy, done.rest, done.other, done.unknown), (13, 5, 1, 1));
    assert_eq!(after.done_on_rest, before.done_on_rest);
    assert_eq!(after.done_on_rest.rest, 20);
    // By what was done is another number, and only a note.
    assert_ne!(after.as_treated, before.as_treated);
    let as_treated = before.as_treated.expect("a number");
    assert!((as_treated - before.estimate.expect("an estimate").estimate).abs() < 1e-10);
}

#[test]
fn coin_days_without_reports_are_counted_and_left_out() {
    let (mut log, mut coins) = coin_runner(world("null"), 33, 40);
    let day = |coin: &Coin| match coin.used {
        Use::On(day) => day,
        _ => panic!("every coin was used"),
    };
    log.soreness[day(&coins[0])] = None;
    log.soreness[day(&coins[39]) + 1] = None;
    log.hard_load[day(&coins[20]) - 1] = None;
    coins[10].used = Use::OutsideLog;
    let trial = analyse(&log, &coins, &settings());
    let lost: usize = trial.lost.iter().map(|lost| lost.count).sum();
    assert_eq!(trial.rows + lost, 40);
    assert!(trial.lost.iter().all(|lost| lost.count > 0));
    for words in ["does not have that day", "that morning", "three days before", "the morning after"] {
        assert!(trial.lost.iter().any(|lost| lost.reason.contains(words)), "{words}: {:?}", trial.lost);
    }
    assert_eq!((trial.used, trial.complete), (40, true));
}

#[test]
fn an_early_look_goes_by_the_interval_that_holds_at_every_look() {
    let (log, mut coins) = coin_runner(Params { tau: -0.9, ..world("null") }, 8, 64);
    coins[40..].iter_mut().for_each(|coin| coin.used = Use::Waiting);
    let trial = analyse(&log, &coins, &settings());
    assert!(!trial.complete);
    assert_eq!((trial.used, trial.coins, trial.rows), (40, 64, 40));
    let estimate = trial.estimate.expect("an estimate");
    let half = trial.always_valid_halfwidth.expect("a half-width");
    assert!(half > 0.5 * (estimate.high - estimate.low));
    assert_eq!(trial.status == Status::Helps, estimate.estimate + half < 0.0);
    let looks = words::looks(&trial, &settings()).expect("an early look");
    assert!(looks.starts_with(
        "40 of 64 coins used: wait for all 64, or look every 8 coins by the always-valid interval"
    ));
    assert!(words::sentence(&trial, &settings()).contains("interval that holds at every look"));
    coins.truncate(40);
    let whole = analyse(&log, &coins, &settings());
    assert_eq!(words::looks(&whole, &settings()), None);
}

#[test]
fn too_few_coin_days_give_no_number_but_a_reason() {
    let (log, mut coins) = coin_runner(world("null"), 9, 40);
    coins[10..].iter_mut().for_each(|coin| coin.used = Use::Waiting);
    let trial = analyse(&log, &coins, &settings());
    assert_eq!(trial.status, Status::NotEnoughData);
    assert_eq!((trial.estimate, trial.p_randomisation), (None, None));
    assert!(words::sentence(&trial, &settings()).starts_with("Not enough data yet: 5 easy and 5 rest coins"));
    let mut flat = log.clone();
    flat.soreness.iter_mut().for_each(|value| *value = Some(3.0));
    let (_, coins) = coin_runner(world("null"), 9, 40);
    let trial = analyse(&flat, &coins, &settings());
    assert_eq!(trial.status, Status::NotEnoughData);
    assert!(trial.reason.expect("a reason").contains("does not vary"));
}

#[test]
fn every_verdict_has_a_kind_sentence_that_claims_no_more_than_its_numbers() {
    let mut seen = std::collections::BTreeSet::new();
    for (tau, coins, delta) in
        [(-1.2, 64, 0.75), (1.2, 64, 0.75), (0.0, 132, 0.75), (0.0, 40, 0.2), (0.0, 8, 0.75)]
    {
        let settings = Settings { smallest_effect: delta, ..settings() };
        for seed in 0..6 {
            let (log, coins) = coin_runner(Params { tau, ..world("null") }, 500 + seed, coins);
            let trial = analyse(&log, &coins, &settings);
            let sentence = words::sentence(&trial, &settings);
            let lower = sentence.to_lowercase();
            for word in ["prove", "should", "must", "stop ", "definitely", "nan", "inf"] {
                assert!(!lower.contains(word), "`{word}` in: {sentence}");
            }
            let start = match trial.status {
                Status::Helps => "In this trial easy runs helped you",
                Status::Hurts => "In this trial easy runs left you sorer",
                Status::NoDifference => "No difference that matters",
                Status::CannotTell => "The trial cannot tell, as happens to careful trials too",
                Status::NotEnoughData => "Not enough data yet",
                Status::NotIdentifiable => panic!("a trial is always identified"),
            };
            assert!(sentence.starts_with(start), "{sentence}");
            let by_90 = trial.status == Status::NoDifference;
            assert_eq!(
                sentence.contains("90 % interval"),
                by_90,
                "not the interval that decided: {sentence}"
            );
            if let Some(estimate) = trial.estimate {
                assert!(sentence.contains(&format!("{:.2}", estimate.estimate.abs())), "{sentence}");
                assert!(
                    sentence
                        .contains(&format!("{} easy and {} rest coins", trial.easy_coins, trial.rest_coins))
                );
            }
            seen.insert(format!("{:?}", trial.status));
        }
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
}

#[test]
fn no_difference_of_the_coin_is_not_taken_for_one_of_the_run_when_the_coin_was_ignored() {
    let settings = Settings { smallest_effect: 2.0, ..settings() };
    let said = |nonadhere: f64| {
        let (log, coins) = coin_runner(Params { nonadhere, ..world("null") }, 61, 64);
        let trial = analyse(&log, &coins, &settings);
        assert_eq!(trial.status, Status::NoDifference);
        (trial.well_followed(), words::sentence(&trial, &settings))
    };
    let (followed, sentence) = said(0.0);
    assert!(followed && sentence.contains("either choice is as good"), "{sentence}");
    let (followed, sentence) = said(0.8);
    assert!(!followed && sentence.contains("what the coin did, not the run"), "{sentence}");
}

#[test]
fn coins_that_are_ignored_dilute_the_effect_and_never_turn_it() {
    let mean = |nonadhere: f64| {
        let p = Params { tau: -1.0, nonadhere, ..world("null") };
        (0..100_u64)
            .map(|seed| {
                let (log, coins) = coin_runner(p, 940_000 + seed, 64);
                analyse(&log, &coins, &settings()).estimate.expect("enough coins").estimate / 100.0
            })
            .sum::<f64>()
    };
    let (whole, diluted) = (mean(0.0), mean(0.4));
    // An ignored coin does nothing: the effect shrinks to 1 - 0.4.
    let share = diluted / whole;
    assert!((0.5..0.7).contains(&share), "{diluted} of {whole}");
}

/// Inverse of a small matrix by Gauss and Jordan.
fn inverse(mut m: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let n = m.len();
    for (i, row) in m.iter_mut().enumerate() {
        row.extend((0..n).map(|j| f64::from(u8::from(i == j))));
    }
    for i in 0..n {
        let pivot = (i..n).max_by(|a, b| m[*a][i].abs().total_cmp(&m[*b][i].abs())).expect("a row");
        m.swap(i, pivot);
        let own: Vec<f64> = m[i].iter().map(|value| value / m[i][i]).collect();
        for (j, row) in m.iter_mut().enumerate() {
            let factor = if j == i { 0.0 } else { row[i] };
            row.iter_mut().zip(&own).for_each(|(value, own)| *value -= factor * own);
        }
        m[i] = own;
    }
    m.into_iter().map(|row| row[n..].to_vec()).collect()
}

#[test]
fn the_estimate_is_the_coin_given_soreness_kernel_load_and_yesterdays_load() {
    let (log, coins) = coin_runner(Params { tau: -0.75, nonadhere: 0.1, ..world("null") }, 77, 64);
    let estimate = analyse(&log, &coins, &settings()).estimate.expect("an estimate");
    // The same by normal equations on raw columns; units of load do not matter to the coefficient.
    let load = |day: usize| log.hard_load[day].expect("known");
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for coin in &coins {
        let Use::On(day) = coin.used else { panic!("every coin was used") };
        let kernel = 0.9 * load(day - 1) + 1.2 * load(day - 2) + 0.6 * load(day - 3);
        let soreness = log.soreness[day].expect("reported");
        x.push([1.0, f64::from(u8::from(coin.easy)), soreness, kernel / 100.0, load(day - 1) / 100.0]);
        y.push(log.soreness[day + 1].expect("reported"));
    }
    let gram = (0..5).map(|i| (0..5).map(|j| x.iter().map(|row| row[i] * row[j]).sum()).collect()).collect();
    let inverse = inverse(gram);
    let weights: Vec<[f64; 5]> = x
        .iter()
        .map(|row| std::array::from_fn(|i| inverse[i].iter().zip(row).map(|(a, b)| a * b).sum()))
        .collect();
    let beta: [f64; 5] = std::array::from_fn(|i| weights.iter().zip(&y).map(|(w, y)| w[i] * y).sum());
    let dot = |a: &[f64; 5], b: &[f64; 5]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let hc2: f64 = x
        .iter()
        .zip(&weights)
        .zip(&y)
        .map(|((row, weight), y)| (weight[1] * (y - dot(row, &beta))).powi(2) / (1.0 - dot(row, weight)))
        .sum();
    assert!((estimate.estimate - beta[1]).abs() < 1e-9, "{} against {}", estimate.estimate, beta[1]);
    assert!((estimate.se - hc2.sqrt()).abs() < 1e-9, "{} against {}", estimate.se, hc2.sqrt());
    assert!(estimate.df > 20.0 && estimate.df < 59.5, "{}", estimate.df);
}
