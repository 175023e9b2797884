//! The method's bars, on a smaller draw; bounds are widened by three Monte-Carlo standard errors.

use super::*;

/// Shares of trials: with a direction, of which the wrong one, with the truth in the interval, and with p < 0.05.
fn shares(p: Params, coins: usize, truth: f64, first_seed: u64, trials: u64) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for seed in 0..trials {
        let (log, coins) = coin_runner(p, first_seed + seed, coins);
        let trial = analyse(&log, &coins, &settings());
        let estimate = trial.estimate.expect("enough coins");
        let wrong = if truth < 0.0 { Status::Hurts } else { Status::Helps };
        let yes = [
            matches!(trial.status, Status::Helps | Status::Hurts),
            trial.status == wrong,
            estimate.low <= truth && truth <= estimate.high,
            trial.p_randomisation.expect("a p value") < 0.05,
        ];
        for (sum, yes) in sums.iter_mut().zip(yes) {
            *sum += f64::from(u8::from(yes)) / trials as f64;
        }
    }
    sums
}

#[test]
fn planned_trials_have_the_power_and_the_errors_that_were_promised() {
    const TRIALS: u64 = 250;
    let draws = TRIALS as f64;
    for (tau, delta) in [(-0.5, 0.5), (-0.75, 0.75), (-1.0, 1.0)] {
        let coins = list_length(coins_needed(1.0, delta), 0.0, 0.0);
        let [_, _, covered, rejected] = shares(world("null"), coins, 0.0, 900_000, TRIALS);
        assert!(rejected <= 0.07 + slack(0.05, draws), "{coins} coins: type I {rejected}");
        assert!(covered >= 0.925 - slack(0.925, draws), "{coins} coins: coverage {covered}");

        let p = Params { tau, ..world("null") };
        let truth = truth(&Params { randomize: true, ..p }, 40_000).ato[0].expect("days to compare");
        let [directed, wrong, covered, rejected] = shares(p, coins, truth, 910_000, TRIALS);
        let power = (0.77 - slack(0.8, draws))..=(0.88 + slack(0.8, draws));
        assert!(power.contains(&rejected), "{coins} coins: power {rejected}");
        assert!(directed >= 0.75 - slack(0.8, draws), "{coins} coins: {directed} with a verdict");
        assert!(wrong == 0.0, "{coins} coins: {wrong} the wrong way");
        assert!(covered >= 0.925 - slack(0.925, draws), "{coins} coins: coverage {covered}");
    }
}

#[test]
fn looking_after_every_block_raises_few_false_alarms() {
    const RUNNERS: u64 = 120;
    let mut alarms = 0.0;
    for seed in 0..RUNNERS {
        let (log, coins) = coin_runner(world("null"), 930_000 + seed, 64);
        let alarm = (12..64).step_by(BLOCK).any(|used| {
            let mut so_far = coins.clone();
            so_far[used..].iter_mut().for_each(|coin| coin.used = Use::Waiting);
            let status = analyse(&log, &so_far, &settings()).status;
            matches!(status, Status::Helps | Status::Hurts)
        });
        alarms += f64::from(u8::from(alarm));
    }
    let share = alarms / RUNNERS as f64;
    assert!(share <= 0.05 + slack(0.05, RUNNERS as f64), "{share}");
}
