//! Demo: a season whose true answer is known, as an archive to try `shakeout` on.
//!
//! METHOD: one year, 4 % of the mornings without a report, and an effect of 0.6 points or none. The seed
//! is 1 in all three worlds: the first number, chosen before any result was seen. It is no lucky
//! one: of the seeds 1 to 300 the verdict is the truth for 285 (helps), 258 (none) and 289 (hurts);
//! nearly all others cannot tell.

use crate::synth::archive::{ArchiveFile, Form, file, shakeout_toml, soreness_csv};
use crate::synth::athlete::{Params, SimulatedAthlete, simulate, truth};
use crate::synth::season::{Sampling, record};
use crate::synth::session::sessions;

/// What easy runs truly do to this runner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoEffect {
    /// Less soreness on the next morning: -0.6 points.
    Helps,
    /// Nothing.
    None,
    /// More: +0.6 points.
    Hurts,
}

impl DemoEffect {
    /// What an easy run truly changes the soreness of the next morning by, points of 0 to 10 as reported,
    /// averaged over the days on which the runner could have gone either way.
    #[must_use]
    pub fn truth(self) -> Option<f64> {
        truth(&self.params(), 60_000).ato[0]
    }

    /// The world of this truth.
    #[must_use]
    pub fn params(self) -> Params {
        let tau = match self {
            Self::Helps => -0.6,
            Self::None => 0.0,
            Self::Hurts => 0.6,
        };
        Params { tau, miss: 0.04, ..Params::DEFAULT }
    }
}

/// The seed of all demos; see the top of this file.
pub const SEED: u64 = 1;

/// The archive: FIT, GPX and TCX files, `soreness.csv`, `shakeout.toml`, and a `README.txt` that says
/// that this is simulated and what the truth is.
#[must_use]
pub fn demo(effect: DemoEffect) -> Vec<ArchiveFile> {
    let params = effect.params();
    let mut files = archive(&simulate(&params, SEED));
    files.push(("README.txt".to_owned(), readme(&params).into_bytes()));
    files
}

/// The archive of any synthetic runner: recordings in all formats, `soreness.csv`, `shakeout.toml`.
#[must_use]
pub fn archive(athlete: &SimulatedAthlete) -> Vec<ArchiveFile> {
    let mut files: Vec<ArchiveFile> = sessions(athlete)
        .iter()
        .enumerate()
        .map(|(i, session)| {
            let form = match i % 10 {
                4 => Form::Gpx,
                8 => Form::Tcx,
                2 | 7 => Form::FitGz,
                _ => Form::Fit,
            };
            file(&record(athlete, session, Sampling::Smart(4, 8)), form)
        })
        .collect();
    files.push(("soreness.csv".to_owned(), soreness_csv(athlete, |_| "", &[])));
    let about = "The runner of this demo is synthetic: nobody has this heart.";
    files.push(("shakeout.toml".to_owned(), shakeout_toml(athlete, about)));
    files
}

fn readme(params: &Params) -> String {
    let ato = truth(params, 60_000).ato[0];
    let measured = ato.map_or_else(|| "unknown".to_owned(), |ato| format!("{ato:+.2}"));
    format!(
        "This season is synthetic. Nobody ran it, and no heart beat in it.\n\
         \n\
         It was simulated by `shakeout demo` with seed {SEED}, so that the true answer is known: in this\n\
         world an easy run changes the soreness of the next morning by {:+.1} points before it is rounded,\n\
         which is {measured} on the 0-10 scale as reported (averaged over the days on which the runner\n\
         could have gone either way). The runner chooses to rest when sore, as people do, which is what\n\
         misleads a plain comparison of easy and rest days.\n\
         \n\
         The seed is the first number and was not picked for its answer.\n",
        params.tau
    )
}
