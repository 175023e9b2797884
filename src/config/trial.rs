//! `shakeout plan` and `shakeout trial`, resolved.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::layers::Layers;
use super::{AnalysisOptions, AnalyzeConfig, DAY, DiaryOptions, EffectConfig, date, layers_of};
use crate::cli;
use crate::error::{Error, Result};
use crate::soreness::Scale;

/// Length of the list of coins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Long enough to find the smallest effect.
    Effect,
    /// Weeks of free days.
    Weeks(usize),
    /// Coin days.
    Coins(usize),
}

/// `shakeout plan`, resolved.
#[derive(Clone, Debug)]
pub struct PlanConfig {
    /// The runner's own day table.
    pub log: Option<EffectConfig>,
    /// The soreness log, for its scale and its spread where there is no day table.
    pub soreness: Option<PathBuf>,
    /// How it is read.
    pub diary: DiaryOptions,
    /// Spread of a morning that covariates leave, points; `None`: from the log, else the usual one.
    pub sigma: Option<f64>,
    /// Length of the list.
    pub length: Length,
    /// First day; `None`: the day after the log.
    pub start: Option<Date>,
    /// The earliest first day that is chosen unasked, today; `None`: any.
    pub earliest: Option<Date>,
    /// Share of coins that are not followed, 0 to 0.4.
    pub mismatch: f64,
    /// Share of coin days without the next report, 0 to 0.9.
    pub missing: f64,
    /// Free days a week, 1..=7.
    pub flex_per_week: usize,
    /// Seed of the list; `None`: from the operating system.
    pub seed: Option<u64>,
    /// Scale of the soreness log, where it was given.
    pub scale: Option<Scale>,
    /// Smallest effect that matters, points; `None`: 7.5 % of the range.
    pub smallest_effect: Option<f64>,
    /// Folder of the plan.
    pub out: PathBuf,
    /// What was not taken from the settings, in sentences.
    pub warnings: Vec<String>,
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
        let folders = args.days_csv.as_deref().and_then(Path::parent).into_iter();
        let folders = folders.chain(args.common.working_folder.as_deref());
        let mut layers = Layers::read(args.common.profile.as_deref(), folders)?;
        let mut plan = Self::lengths(args, &mut layers)?;
        refuse_to_redraw(&plan.out)?;
        let analysis = AnalysisOptions::of(&args.common, &cli::Training::default(), &mut layers)?;
        (plan.scale, plan.smallest_effect) = (analysis.diary.scale, analysis.smallest_effect);
        (plan.soreness, plan.diary) = (layers.file("soreness.log", None)?, analysis.diary.clone());
        plan.log = args.days_csv.clone().map(|days| EffectConfig::of_table(days, analysis));
        Ok(plan)
    }

    /// Resolves what only plans have.
    pub(super) fn lengths(args: &cli::Plan, layers: &mut Layers) -> Result<Self> {
        let share = |high: f64| move |share: &f64| (0.0..=high).contains(share);
        let above_0 = |points: &f64| *points > 0.0 && points.is_finite();
        let from_1 = |n: &usize| *n > 0;
        // A typed length replaces the other kind of length in the file.
        let by_weeks = layers.number("plan.weeks", args.weeks, from_1, "a number of weeks from 1 on")?;
        let by_coins = layers.number("plan.days", args.days, from_1, "a number of coin days from 1 on")?;
        let length = match (by_weeks, by_coins) {
            (Some(_), Some(_)) if args.weeks.is_none() && args.days.is_none() => {
                return Err(layers.wrong("plan.weeks", "only one of `weeks` and `days`"));
            }
            (Some(weeks), _) if args.days.is_none() => Length::Weeks(weeks),
            (_, Some(days)) => Length::Coins(days),
            _ => Length::Effect,
        };
        let of_shares = |high| format!("a share from 0 to {high}, such as 0.1");
        Ok(Self {
            log: None,
            soreness: None,
            diary: DiaryOptions::default(),
            sigma: layers.number(
                "plan.sigma",
                args.sigma,
                above_0,
                "a number of points above 0, such as 1.0",
            )?,
            length,
            start: layers.get("plan.start", args.start.clone(), date, DAY)?,
            earliest: None,
            mismatch: layers
                .number("plan.adherence_mismatch", args.adherence_mismatch, share(0.4), &of_shares(0.4))?
                .unwrap_or_default(),
            missing: layers
                .number("plan.missing", args.missing, share(0.9), &of_shares(0.9))?
                .unwrap_or_default(),
            flex_per_week: layers
                .number(
                    "plan.flex_per_week",
                    args.flex_per_week,
                    |days| (1..=7).contains(days),
                    "a number of days from 1 to 7",
                )?
                .unwrap_or(FLEX_PER_WEEK),
            seed: args.seed,
            scale: None,
            smallest_effect: None,
            out: layers.path("plan.out", args.out.as_deref())?.unwrap_or_else(|| "shakeout-plan".into()),
            warnings: layers.warnings(),
        })
    }
}

/// Free days a week by default.
const FLEX_PER_WEEK: usize = 4;

/// Refuses a second plan in the same folder. Drawing again until one likes the list is no longer random, and it would
/// replace the dates of a trial under way.
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
    /// As [`AnalyzeConfig::resolve`]; [`Error::Config`] for a smallest effect: the plan has fixed it, and
    /// without a soreness log.
    #[doc(hidden)]
    pub fn resolve(args: &cli::Trial) -> Result<Self> {
        if let Some(points) = args.common.smallest_effect {
            return Err(Error::Config {
                what: format!("the smallest effect was fixed by the plan; {points} cannot replace it now"),
                place: "--smallest-effect".into(),
                remedy: "leave the flag out".into(),
            });
        }
        let soreness = args.soreness.as_deref();
        let mut layers = layers_of(&args.common, &args.paths, soreness)?;
        let (dates, out) = Self::paths(args.dates.as_deref(), args.out.as_deref(), &mut layers)?;
        // The report of the archive is not written: a trial has its own folder.
        let flags = (&args.common, &args.training, &args.reading);
        let analyze = AnalyzeConfig::of(&args.paths, soreness, PathBuf::new(), flags, &mut layers)?;
        if analyze.soreness.is_none() {
            return Err(Error::Config {
                what: "a trial needs the soreness log".into(),
                place: "--soreness".into(),
                remedy: "add --soreness CSV, or to shakeout.toml: [soreness] log = \"soreness.csv\"".into(),
            });
        }
        Ok(Self { plan: args.plan.clone(), dates, analyze, out })
    }

    /// The list of dates and the folder of the report.
    pub(super) fn paths(
        dates: Option<&Path>,
        out: Option<&Path>,
        layers: &mut Layers,
    ) -> Result<(Option<PathBuf>, Option<PathBuf>)> {
        Ok((layers.file("trial.dates", dates)?, layers.path("trial.out", out)?))
    }
}
