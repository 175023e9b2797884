//! Worlds: what the simulations share: sums over runners, and the spreading of work over cores.

// Each simulation uses a part of it.
#![allow(dead_code)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use shakeout::effect::Answer;

/// The intervals that are shown, summed over the runners of a row.
#[derive(Default)]
pub struct Shown {
    pub runners: f64,
    pub shown: f64,
    error: f64,
    covered: f64,
    significant: f64,
}

impl Shown {
    pub fn add(&mut self, answer: &Answer, truth: f64) {
        self.runners += 1.0;
        if let Some(estimate) = &answer.estimate {
            self.shown += 1.0;
            self.error += estimate.estimate - truth;
            self.covered += one_if(estimate.low <= truth && truth <= estimate.high);
            self.significant += one_if(estimate.p < 0.05);
        }
    }

    /// Mean of (estimate - truth), points.
    pub fn bias(&self) -> String {
        if self.shown > 0.0 { format!("{:+.3}", self.error / self.shown) } else { "-".to_owned() }
    }

    pub fn coverage(&self) -> String {
        percent(self.covered, self.shown)
    }

    pub fn significant(&self) -> String {
        percent(self.significant, self.shown)
    }
}

pub fn one_if(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// A share in %, `-` of nothing.
pub fn percent(count: f64, of: f64) -> String {
    if of > 0.0 { format!("{:.1}", 100.0 * count / of) } else { "-".to_owned() }
}

/// Runners a row: the first argument, else `default`.
pub fn runners(default: u64) -> u64 {
    std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(default)
}

/// Prints the heading of a table.
pub fn heading(runners: u64, columns: &[&str]) {
    println!("{runners} runners a row; effect in points; shares in %.\n");
    println!("| {} |", columns.join(" | "));
    println!("|{}", "---|".repeat(columns.len()));
}

/// The lines of every world, in the order of the worlds, one thread a core.
pub fn table<W: Sync>(worlds: &[W], rows_of: impl Fn(&W) -> Vec<String> + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(vec![Vec::new(); worlds.len()]);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((place, world)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, worlds.get(i)?)))
                {
                    let lines = rows_of(world);
                    done.lock().unwrap_or_else(PoisonError::into_inner)[place] = lines;
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner).concat()
}
