//! The same configuration without a command line: for programs that use this crate.

use std::path::{Path, PathBuf};

use super::{AnalysisOptions, AnalyzeConfig, EffectConfig, Layers, OutcomeOptions, layers_of};
use crate::cli;
use crate::error::Result;

impl AnalyzeConfig {
    /// What `shakeout analyze PATHS --soreness LOG` does, with every flag at its default: a
    /// `shakeout.toml` in the first folder of `paths`, else next to the log, is read. Change the
    /// fields for anything else. Nothing is written: `out` is for the program.
    ///
    /// # Errors
    /// [`crate::error::Error::Config`] and [`crate::error::Error::Io`] for a `shakeout.toml` that
    /// cannot be used.
    pub fn new(paths: &[PathBuf], soreness: Option<&Path>) -> Result<Self> {
        let common = cli::Common::default();
        let mut layers = layers_of(&common, paths, soreness)?;
        let typed = (&common, &cli::Training::default(), &cli::Reading::default());
        Self::of(paths, soreness, super::REPORT.into(), typed, &mut layers)?
            .with_outcome(&cli::OutcomeArgs::default(), &mut layers)
    }
}

impl EffectConfig {
    /// What `shakeout effect DAYS` does, with every flag at its default.
    ///
    /// # Errors
    /// As [`AnalyzeConfig::new`].
    pub fn new(days: &Path) -> Result<Self> {
        let mut layers = Layers::read(None, days.parent())?;
        let mut analysis =
            AnalysisOptions::of(&cli::Common::default(), &cli::Training::default(), &mut layers)?;
        analysis.ask(OutcomeOptions::of(&cli::OutcomeArgs::default(), &mut layers)?);
        Ok(Self::of_table(days.to_path_buf(), analysis))
    }
}
