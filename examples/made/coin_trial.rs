//! Coin trial: a runner who lets a coin decide on every free day.

use shakeout::effect::DayLog;
use shakeout::effect::plan::BLOCK;
use shakeout::effect::trial::{Coin, Use};
use shakeout::synth::athlete::{Params, simulate};

/// The log and the coins of a runner with a list of `coins`: whole blocks from the first one on that begins after
/// the third day. The log ends on the morning after the last coin. `None` where the record has no such blocks.
#[must_use]
pub fn coin_runner(params: Params, seed: u64, coins: usize) -> Option<(DayLog, Vec<Coin>)> {
    let athlete =
        simulate(&Params { n: coins * 5 / 2 + 60, randomize: true, coin_block: BLOCK, ..params }, seed);
    let all: Vec<(usize, bool)> =
        athlete.assigned.iter().enumerate().filter_map(|(day, coin)| Some((day, (*coin)?))).collect();
    // The blocks began before the record did.
    let whole = |from: usize| {
        let blocks = all.get(from..).unwrap_or_default().chunks_exact(BLOCK);
        blocks.into_iter().all(|block| block.iter().filter(|(_, easy)| *easy).count() == BLOCK / 2)
    };
    let mut first = (0..BLOCK).find(|&from| whole(from))?;
    while all.get(first)?.0 < 3 {
        first += BLOCK;
    }
    let used = all.get(first..first + coins)?;
    let days = used.last()?.0 + 2;
    Some((
        first_days(&athlete.day_log(), days),
        used.iter().map(|&(day, easy)| Coin { easy, used: Use::On(day) }).collect(),
    ))
}

/// The first `days` days of a log without extra columns.
pub fn first_days(log: &DayLog, days: usize) -> DayLog {
    let mut log = log.clone();
    log.kind.truncate(days);
    for column in
        [&mut log.soreness, &mut log.hard_load, &mut log.load, &mut log.descent_m, &mut log.easy_min]
    {
        column.truncate(days);
    }
    for column in [&mut log.gap, &mut log.reported_late, &mut log.ill] {
        column.truncate(days);
    }
    log
}
