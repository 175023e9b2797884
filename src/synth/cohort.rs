//! Cohort: synthetic runners whose effects are drawn from a known distribution.

use std::fmt::Write;

use crate::synth::archive::ArchiveFile;
use crate::synth::athlete::{Params, SimulatedAthlete, simulate};
use crate::synth::demo;
use crate::synth::rng::Xoshiro;

/// Mean of the latent effects, points.
pub const MEAN: f64 = -0.1;
/// Their standard deviation, points.
pub const SD: f64 = 0.35;
/// Days of each record.
const DAYS: usize = 300;
/// Purpose of the random stream of a cohort.
const STREAM: u64 = 40;

/// One runner of the cohort.
#[derive(Clone, Debug)]
pub struct SimulatedRunner {
    /// Name, which is the name of the folder.
    pub name: String,
    /// The world: its `tau` is the true effect.
    pub params: Params,
    /// The seed of the runner's own season.
    pub seed: u64,
}

/// `runners` runners of `seed`. The first runners of a larger cohort are those of a smaller one.
#[must_use]
pub fn members(runners: usize, seed: u64) -> Vec<SimulatedRunner> {
    let mut rng = Xoshiro::new(seed, STREAM);
    (1..=runners)
        .map(|number| {
            let tau = MEAN + SD * rng.normal();
            let (hr_rest, hr_max) = (42.0 + 20.0 * rng.uniform(), 172.0 + 26.0 * rng.uniform());
            let mu = 1.0 + 1.4 * rng.uniform();
            let miss = 0.02 + 0.12 * rng.uniform();
            let params = Params {
                n: DAYS,
                tau,
                mu,
                miss,
                hr_rest: hr_rest.round(),
                hr_max: hr_max.round(),
                ..Params::DEFAULT
            };
            SimulatedRunner { name: format!("runner-{number:04}"), params, seed: rng.bits() >> 11 }
        })
        .collect()
}

impl SimulatedRunner {
    /// The runner's season.
    #[must_use]
    pub fn athlete(&self) -> SimulatedAthlete {
        simulate(&self.params, self.seed)
    }

    /// The runner's archive: recordings, `soreness.csv`, `shakeout.toml`.
    #[must_use]
    pub fn archive(&self) -> Vec<ArchiveFile> {
        demo::archive(&self.athlete())
    }
}

/// `athlete,latent_effect`: the truth of each runner, in points before reports are rounded.
#[must_use]
pub fn truth_csv(members: &[SimulatedRunner]) -> String {
    members.iter().fold("athlete,latent_effect\n".to_owned(), |mut csv, member| {
        let _ = writeln!(csv, "{},{:.4}", member.name, member.params.tau);
        csv
    })
}
