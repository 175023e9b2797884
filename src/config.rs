//! Config: what was typed and what `shakeout.toml` says, resolved and validated, with units.

mod profile;
mod trial;

use std::path::{Path, PathBuf};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::cli;
use crate::discover::Limits;
use crate::error::{Error, Result};
use crate::units::Units;
use profile::Profile;

pub use trial::{Length, PlanConfig, TrialConfig};

/// Which way the soreness scale runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The higher the value, the sorer.
    HigherIsSorer,
    /// The higher the value, the fresher: flipped before anything is computed.
    HigherIsFresher,
}

/// When soreness is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reported {
    /// Before the day's running.
    Morning,
    /// After it.
    Evening,
}

/// Which comes first in dates such as 03/04/2024.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// A soreness scale as the runner uses it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scale {
    /// Lowest value.
    pub low: f64,
    /// Highest value.
    pub high: f64,
}

impl Scale {
    /// From its ends; `None` unless both are numbers that people write (within 1e9, as the values of
    /// a log) and the lower one is lower by a millionth or more.
    #[must_use]
    pub fn new(low: f64, high: f64) -> Option<Self> {
        let written = low.abs() <= 1e9 && high.abs() <= 1e9;
        (written && high - low >= 1e-6).then_some(Self { low, high })
    }

    /// Highest minus lowest value.
    #[must_use]
    pub fn range(self) -> f64 {
        self.high - self.low
    }
}

/// Athlete facts from `shakeout.toml`, valid from a date on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AthleteBlock {
    /// First day on which they hold; `None`: always.
    pub from: Option<Date>,
    /// HRmax, bpm.
    pub hr_max_bpm: Option<f64>,
    /// Resting heart rate, bpm.
    pub hr_rest_bpm: Option<f64>,
    /// Heart rate at the lactate threshold, bpm.
    pub lthr_bpm: Option<f64>,
    /// Threshold speed, m/s (from `threshold_pace`).
    pub threshold_mps: Option<f64>,
    /// `Some(true)`: female.
    pub female: Option<bool>,
    /// Weight, kg.
    pub weight_kg: Option<f64>,
    /// Year of birth.
    pub born: Option<i16>,
}

/// How the soreness log is to be read. `None`: not said; the dialect may know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiaryOptions {
    /// Scale.
    pub scale: Option<Scale>,
    /// Direction.
    pub direction: Option<Direction>,
    /// Time of the report.
    pub reported: Option<Reported>,
    /// Column of the soreness value, when several could be it.
    pub column: Option<String>,
    /// Day before month or month before day, where the dates themselves do not tell.
    pub date_order: Option<DateOrder>,
    /// IANA zone in which the runner lives: for logs that write UTC times.
    pub tz: Option<String>,
}

// METHOD: section 2: a run that starts from 00:00 to 02:59 belongs to the day before.
const DAY_START: Time = Time::constant(3, 0, 0, 0);

/// How the archive is read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Zone typed as `--tz`; overrides everything.
    pub tz: Option<TimeZone>,
    /// Runs that start before this local time count to the day before.
    pub day_start: Time,
    /// Limits against hostile files.
    pub limits: Limits,
    /// Worker threads; `None`: one a core.
    pub jobs: Option<usize>,
    /// Exit 3 when a file failed or is partial.
    pub strict: bool,
}

/// How days are compared.
#[derive(Clone, Debug)]
pub struct AnalysisOptions {
    /// Profile that was read, if any.
    pub profile: Option<PathBuf>,
    /// `tz` of the profile.
    pub profile_tz: Option<TimeZone>,
    /// First local day to use.
    pub since: Option<Date>,
    /// Last local day to use.
    pub until: Option<Date>,
    /// How the soreness log is to be read.
    pub diary: DiaryOptions,
    /// Smallest effect that matters, in points of the scale; `None`: 5 % of the range.
    pub smallest_effect: Option<f64>,
    /// Dated athlete facts, oldest first.
    pub athlete: Vec<AthleteBlock>,
    /// Units in which the report shows distances, descents and paces.
    pub units: Units,
    /// Days without file and diary are rest, however long the stretch.
    pub assume_rest: bool,
}

/// `shakeout analyze`, resolved.
#[derive(Clone, Debug)]
pub struct AnalyzeConfig {
    /// Files, folders and archives to read.
    pub paths: Vec<PathBuf>,
    /// Soreness log.
    pub soreness: Option<PathBuf>,
    /// Folder of the report.
    pub out: PathBuf,
    /// How the archive is read.
    pub read: ReadOptions,
    /// How days are compared.
    pub analysis: AnalysisOptions,
}

/// `shakeout effect`, resolved.
#[derive(Clone, Debug)]
pub struct EffectConfig {
    /// Day table.
    pub days: PathBuf,
    /// Soreness log that replaces the table's column.
    pub soreness: Option<PathBuf>,
    /// How days are compared.
    pub analysis: AnalysisOptions,
}

impl AnalyzeConfig {
    /// Resolves and validates what was typed and what the profile says.
    ///
    /// # Errors
    /// [`Error::Config`] for a value that cannot be used, [`Error::Io`] for an unreadable profile.
    pub fn resolve(args: &cli::Analyze) -> Result<Self> {
        Self::of(&args.paths, args.soreness.as_deref(), &args.out, (&args.common, &args.reading))
    }

    /// The same for another command that reads an archive and a log.
    fn of(
        paths: &[PathBuf],
        soreness: Option<&Path>,
        out: &Path,
        (common, reading): (&cli::Common, &cli::Reading),
    ) -> Result<Self> {
        let folder = paths.iter().find(|path| path.is_dir()).map(PathBuf::as_path);
        let beside: Vec<&Path> = folder.into_iter().chain(soreness.and_then(Path::parent)).collect();
        let read = ReadOptions::resolve(reading)?;
        let mut analysis = AnalysisOptions::resolve(common, &beside)?;
        if reading.tz.is_some() {
            analysis.diary.tz.clone_from(&reading.tz);
        }
        Ok(Self {
            paths: paths.to_vec(),
            soreness: soreness.map(Path::to_path_buf),
            out: out.to_path_buf(),
            read,
            analysis,
        })
    }
}

impl DiaryOptions {
    /// What flags and profile say of a soreness log, for the commands that read nothing else.
    ///
    /// # Errors
    /// As [`AnalyzeConfig::resolve`].
    pub fn resolve(args: &cli::Common, log: &Path) -> Result<Self> {
        let beside: Vec<&Path> = log.parent().into_iter().collect();
        Ok(AnalysisOptions::resolve(args, &beside)?.diary)
    }
}

/// A day as it is typed.
///
/// # Errors
/// [`Error::Config`] with an example.
pub fn day(flag: &str, text: &str) -> Result<Date> {
    date_flag(flag, text)
}

impl EffectConfig {
    /// Resolves and validates what was typed and what the profile says.
    ///
    /// # Errors
    /// As [`AnalyzeConfig::resolve`].
    pub fn resolve(args: &cli::Effect) -> Result<Self> {
        let beside: Vec<&Path> = [args.days.parent(), args.soreness.as_deref().and_then(Path::parent)]
            .into_iter()
            .flatten()
            .collect();
        Ok(Self {
            days: args.days.clone(),
            soreness: args.soreness.clone(),
            analysis: AnalysisOptions::resolve(&args.common, &beside)?,
        })
    }
}

impl ReadOptions {
    /// Resolves the flags about reading files.
    ///
    /// # Errors
    /// [`Error::Config`] for a zone or a time of day that does not exist.
    pub fn resolve(args: &cli::Reading) -> Result<Self> {
        let default = Limits::default();
        Ok(Self {
            tz: args.tz.as_deref().map(|name| time_zone(name, "--tz")).transpose()?,
            day_start: args.day_start.as_deref().map_or(Ok(DAY_START), time_of_day)?,
            limits: Limits {
                file_bytes: args.max_file_mb.map_or(default.file_bytes, |mb| mb.saturating_mul(1 << 20)),
                members: args.max_members.unwrap_or(default.members),
                nesting: args.max_nesting.unwrap_or(default.nesting),
                ratio: args.max_ratio.unwrap_or(default.ratio).max(1),
                ..default
            },
            jobs: args.jobs,
            strict: args.strict,
        })
    }
}

impl AnalysisOptions {
    /// Resolves the common flags over the profile: what is typed wins.
    ///
    /// # Errors
    /// [`Error::Config`] with the flag or the line of the profile, [`Error::Io`].
    fn resolve(args: &cli::Common, beside: &[&Path]) -> Result<Self> {
        let found = args
            .profile
            .clone()
            .or_else(|| beside.iter().map(|folder| folder.join("shakeout.toml")).find(|path| path.is_file()));
        let profile = found.as_deref().map(Profile::read).transpose()?.unwrap_or_default();
        let scale = args.soreness_scale.as_deref().map(scale_flag).transpose()?.or(profile.scale);
        if let Some(points) = args.smallest_effect
            && !(points > 0.0 && points.is_finite())
        {
            return Err(flag_error("--smallest-effect", &points.to_string(), "a number of points above 0"));
        }
        let direction = args.soreness_direction.map(|direction| match direction {
            cli::DirectionArg::HigherIsSorer => Direction::HigherIsSorer,
            cli::DirectionArg::HigherIsFresher => Direction::HigherIsFresher,
        });
        let reported = args.reported.map(|reported| match reported {
            cli::ReportedArg::Morning => Reported::Morning,
            cli::ReportedArg::Evening => Reported::Evening,
        });
        let units = args.units.map(|units| match units {
            cli::UnitsArg::Metric => Units::Metric,
            cli::UnitsArg::Imperial => Units::Imperial,
        });
        let options = Self {
            since: args.since.as_deref().map(|text| date_flag("--since", text)).transpose()?,
            until: args.until.as_deref().map(|text| date_flag("--until", text)).transpose()?,
            diary: DiaryOptions {
                scale,
                direction: direction.or(profile.direction),
                reported: reported.or(profile.reported),
                column: args.soreness_column.clone(),
                date_order: args.date_order.map(|order| match order {
                    cli::DateOrderArg::Dmy => DateOrder::Dmy,
                    cli::DateOrderArg::Mdy => DateOrder::Mdy,
                }),
                tz: profile.tz.as_ref().and_then(|tz| tz.iana_name()).map(str::to_owned),
            },
            smallest_effect: args.smallest_effect,
            athlete: profile.athlete,
            profile_tz: profile.tz,
            profile: found,
            units: units.or(profile.units).unwrap_or_default(),
            assume_rest: args.assume_rest,
        };
        if let (Some(since), Some(until)) = (options.since, options.until)
            && since > until
        {
            return Err(flag_error("--until", &until.to_string(), &format!("a day not before {since}")));
        }
        Ok(options)
    }
}

fn time_zone(name: &str, place: &str) -> Result<TimeZone> {
    TimeZone::get(name).map_err(|_| Error::Config {
        what: format!("`{name}` is no time zone"),
        place: place.into(),
        remedy: "use an IANA name such as Europe/Berlin, America/Denver or UTC".into(),
    })
}

fn time_of_day(text: &str) -> Result<Time> {
    text.parse().map_err(|_| flag_error("--day-start", text, "a time of day such as 03:00"))
}

fn date_flag(flag: &str, text: &str) -> Result<Date> {
    text.parse().map_err(|_| flag_error(flag, text, "a day such as 2024-05-01"))
}

fn scale_flag(text: &str) -> Result<Scale> {
    let ends = text.split_once("..").and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
    ends.and_then(|(low, high)| Scale::new(low, high))
        .ok_or_else(|| flag_error("--soreness-scale", text, "two numbers such as 0..10 or 1..5"))
}

fn flag_error(flag: &str, given: &str, wanted: &str) -> Error {
    Error::Config {
        what: format!("`{given}` cannot be used"),
        place: flag.into(),
        remedy: format!("give {wanted}: {flag} ..."),
    }
}
