//! `shakeout plan` and `shakeout trial`, resolved.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::{AnalysisOptions, AnalyzeConfig, EffectConfig, Scale, date_flag, flag_error};
use crate::cli;
use crate::error::{Error, Result};

/// How long the list of coins is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// As long as the smallest effect takes.
    Effect,
    /// As many weeks of free days.
    Weeks(usize),
    /// As many coin days.
    Coins(usize),
}

/// `shakeout plan`, resolved.
#[derive(Clone, Debug)]
pub struct PlanConfig {
    /// The runner's own day table.
    pub log: Option<EffectConfig>,
    /// Spread of a morning that covariates leave, points; `None`: from the log, else the usual one.
    pub sigma: Option<f64>,
    /// Length of the list.
    pub length: Length,
    /// First day; `None`: the day after the log.
    pub start: Option<Date>,
    /// Share of coins of which the opposite is done, 0 to 0.4.
    pub mismatch: f64,
    /// Share of coin days without the next report, 0 to 0.9.
    pub missing: f64,
    /// Free days a week, 1..=7.
    pub flex_per_week: usize,
    /// Seed of the list; `None`: from the operating system.
    pub seed: Option<u64>,
    /// Scale of the soreness log, where it is said.
    pub scale: Option<Scale>,
    /// Smallest effect that matters, points; `None`: 7.5 % of the range.
    pub smallest_effect: Option<f64>,
    /// Folder of the plan.
    pub out: PathBuf,
}

/// `shakeout trial`, resolved.
#[derive(Clone, Debug)]
pub struct TrialConfig {
    /// The plan file.
    pub plan: PathBuf,
    /// The days of the coins, where they are not in the plan file.
    pub dates: Option<PathBuf>,
    /// How the archive and the log are read.
    pub analyze: AnalyzeConfig,
    /// Folder of the report.
    pub out: Option<PathBuf>,
}

impl PlanConfig {
    /// Resolves and validates what was typed and what the profile says.
    ///
    /// # Errors
    /// [`Error::Config`] with the flag; a folder that holds a plan already is refused.
    #[doc(hidden)]
    pub fn resolve(args: &cli::Plan) -> Result<Self> {
        refuse_to_redraw(&args.out)?;
        let folder: Vec<&Path> = args.days_csv.as_deref().and_then(Path::parent).into_iter().collect();
        let analysis = AnalysisOptions::resolve(&args.common, &folder)?;
        let (scale, smallest_effect) = (analysis.diary.scale, analysis.smallest_effect);
        let log = args.days_csv.clone().map(|days| EffectConfig { days, soreness: None, analysis });
        let between = |flag, value: f64, high: f64| {
            let wanted = format!("a share from 0 to {high}, such as 0.1");
            if (0.0..=high).contains(&value) {
                Ok(value)
            } else {
                Err(flag_error(flag, &value.to_string(), &wanted))
            }
        };
        if let Some(sigma) = args.sigma
            && !(sigma > 0.0 && sigma.is_finite())
        {
            return Err(flag_error("--sigma", &sigma.to_string(), "a number of points above 0, such as 1.0"));
        }
        if !(1..=7).contains(&args.flex_per_week) {
            let given = args.flex_per_week.to_string();
            return Err(flag_error("--flex-per-week", &given, "a number of days from 1 to 7"));
        }
        let length = match (args.weeks, args.days) {
            (Some(0), _) => return Err(flag_error("--weeks", "0", "a number of weeks from 1 on")),
            (_, Some(0)) => return Err(flag_error("--days", "0", "a number of coin days from 1 on")),
            (Some(weeks), _) => Length::Weeks(weeks),
            (None, Some(days)) => Length::Coins(days),
            (None, None) => Length::Effect,
        };
        Ok(Self {
            log,
            sigma: args.sigma,
            length,
            start: args.start.as_deref().map(|text| date_flag("--start", text)).transpose()?,
            mismatch: between("--adherence-mismatch", args.adherence_mismatch, 0.4)?,
            missing: between("--missing", args.missing, 0.9)?,
            flex_per_week: args.flex_per_week,
            seed: args.seed,
            scale,
            smallest_effect,
            out: args.out.clone(),
        })
    }
}

/// A list is drawn once. Drawing again until it is liked is no chance any more, and would replace the
/// dates of a trial that is under way.
fn refuse_to_redraw(folder: &Path) -> Result<()> {
    if !folder.join("plan.csv").exists() {
        return Ok(());
    }
    Err(Error::Config {
        what: "there is a plan in this folder already; a list of coins is drawn once".into(),
        place: format!("--out {}", folder.display()),
        remedy: "for another trial choose another folder: --out DIR".into(),
    })
}

impl TrialConfig {
    /// Resolves and validates what was typed and what the profile says.
    ///
    /// # Errors
    /// As [`AnalyzeConfig::resolve`]; [`Error::Config`] for a smallest effect: the plan has fixed it.
    #[doc(hidden)]
    pub fn resolve(args: &cli::Trial) -> Result<Self> {
        if let Some(points) = args.common.smallest_effect {
            return Err(Error::Config {
                what: format!("the smallest effect was fixed by the plan; {points} cannot replace it now"),
                place: "--smallest-effect".into(),
                remedy: "leave the flag out".into(),
            });
        }
        // The report of the archive is not written: a trial has a folder of its own.
        let flags = (&args.common, &args.reading);
        let analyze = AnalyzeConfig::of(&args.paths, Some(&args.soreness), Path::new(""), flags)?;
        Ok(Self { plan: args.plan.clone(), dates: args.dates.clone(), analyze, out: args.out.clone() })
    }
}
