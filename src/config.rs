//! Config: what was typed and what `shakeout.toml` says, resolved and validated, with units.

mod choices;
mod layers;
mod library;
mod outcome;
mod profile;
pub mod profile_init;
pub mod settings;
pub mod show;
pub mod starting;
mod trial;

use std::path::{Path, PathBuf};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::anonymize;
use crate::cli;
use crate::discover::Limits;
use crate::error::Result;
use crate::sheet::dates::{DateOrder, YEARS};
use crate::soreness::{Direction, Reported, Scale};
use crate::units::Units;
use layers::{Layers, flag_error};
use profile::Trust;

pub use crate::diary::DiaryOptions;
pub use crate::thresholds::AthleteBlock;
pub use layers::{Origin, Shown};
pub use outcome::OutcomeOptions;
pub use trial::{Length, PlanConfig, TrialConfig};

/// Name of the profile.
pub const PROFILE: &str = "shakeout.toml";

/// Folder of the report where none is named.
pub const REPORT: &str = "shakeout-report";

// METHOD: a run that starts from 00:00 to 02:59 belongs to the day before (docs/columns.md, `local_date`).
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
    /// Worker threads; `None`: one per core.
    pub jobs: Option<usize>,
    /// Exit 3 when a file failed or is partial.
    pub strict: bool,
    /// What was not taken from a profile among the data, in sentences.
    pub warnings: Vec<String>,
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
    /// Another outcome to ask about beside soreness.
    pub outcome: Option<OutcomeOptions>,
    /// Dated athlete facts, oldest first.
    pub athlete: Vec<AthleteBlock>,
    /// Units in which the report shows distances, descents and paces.
    pub units: Units,
    /// Days without file and diary are rest, however long the stretch.
    pub assume_rest: bool,
    /// Sleep, resting heart rate and HRV of exports are left out of the comparison.
    pub no_watch_columns: bool,
    /// What a run was meant to be counts for its class.
    pub intent: bool,
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
    /// Key of the anonymized report; `None`: not anonymized.
    pub anonymize: Option<anonymize::Key>,
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
    /// Soreness log of the settings: for a table that has no soreness of its own.
    pub log_of_settings: Option<PathBuf>,
    /// How days are compared.
    pub analysis: AnalysisOptions,
    /// What was not taken from the settings beside the table, in sentences.
    pub warnings: Vec<String>,
}

impl AnalyzeConfig {
    /// Resolves and validates what was typed and what the profile says.
    ///
    /// # Errors
    /// [`Error::Config`](crate::error::Error::Config) for a value that cannot be used,
    /// [`Error::Io`](crate::error::Error::Io) for an unreadable profile.
    #[doc(hidden)]
    pub fn resolve(args: &cli::Analyze) -> Result<Self> {
        let soreness = args.soreness.as_deref();
        let mut layers = layers_of(&args.common, &args.paths, soreness)?;
        let out = layers.path("out", args.out.as_deref())?.unwrap_or_else(|| REPORT.into());
        let flags = (&args.common, &args.training, &args.reading);
        let of = Self::of(&args.paths, soreness, out, flags, &mut layers)?
            .with_outcome(&args.outcome, &mut layers)?;
        Ok(Self { anonymize: args.anonymize.as_deref().map(anonymize::Key::typed), ..of })
    }

    /// `shakeout doctor`: the same, without an output.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    #[doc(hidden)]
    pub fn resolve_doctor(args: &cli::Doctor) -> Result<Self> {
        let soreness = args.soreness.as_deref();
        let mut layers = layers_of(&args.common, &args.paths, soreness)?;
        let flags = (&args.common, &args.training, &args.reading);
        Self::of(&args.paths, soreness, PathBuf::new(), flags, &mut layers)
    }

    /// `shakeout register`: what an analysis would do.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    #[doc(hidden)]
    pub fn resolve_register(args: &cli::Register) -> Result<Self> {
        let cli::Doctor { paths, soreness, common, training, reading } = &args.archive;
        let soreness = soreness.as_deref();
        let mut layers = layers_of(common, paths, soreness)?;
        Self::of(paths, soreness, PathBuf::new(), (common, training, reading), &mut layers)?
            .with_outcome(&args.outcome, &mut layers)
    }

    /// The same with what flags and profile say of another outcome.
    fn with_outcome(mut self, args: &cli::OutcomeArgs, layers: &mut Layers) -> Result<Self> {
        self.analysis.ask(OutcomeOptions::of(args, layers)?);
        Ok(self)
    }

    /// `shakeout profile init`: the output is the profile, by default in the first folder of the paths,
    /// where it is found again, else here.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    #[doc(hidden)]
    pub fn resolve_profile(args: &cli::ProfileInit) -> Result<Self> {
        let folder = args.paths.iter().find(|path| path.is_dir());
        let default = || folder.map_or_else(PathBuf::new, PathBuf::clone).join(PROFILE);
        let out = args.out.clone().unwrap_or_else(default);
        let common =
            cli::Common { profile: args.profile.clone(), log: args.log.clone(), ..cli::Common::default() };
        let mut layers = layers_of(&common, &args.paths, None)?;
        let training = cli::Training { units: args.units, ..cli::Training::default() };
        Self::of(&args.paths, None, out, (&common, &training, &args.reading), &mut layers)
    }

    /// Resolves any command that reads an archive and a log.
    fn of(
        paths: &[PathBuf],
        soreness: Option<&Path>,
        out: PathBuf,
        (common, training, reading): Flags<'_>,
        layers: &mut Layers,
    ) -> Result<Self> {
        let read = ReadOptions::of(reading, layers)?;
        let soreness = layers.file("soreness.log", soreness)?;
        let mut analysis = AnalysisOptions::of(common, training, layers)?;
        analysis.diary = in_zone(analysis.diary, read.tz.as_ref());
        Ok(Self { paths: paths.to_vec(), soreness, out, anonymize: None, read, analysis })
    }
}

/// Flags of a command that reads an archive and a log.
type Flags<'a> = (&'a cli::Common, &'a cli::Training, &'a cli::Reading);

/// The layers for a command that reads `paths` and `soreness`: the profile is in the first folder, else
/// next to the log, else next to the first file, else in the folder one works in.
fn layers_of(common: &cli::Common, paths: &[PathBuf], soreness: Option<&Path>) -> Result<Layers> {
    let folder = paths.iter().find(|path| path.is_dir()).map(PathBuf::as_path);
    let beside_log = soreness.and_then(Path::parent);
    let beside_file = paths.iter().find(|path| path.is_file()).and_then(|path| path.parent());
    let here = common.working_folder.as_deref();
    let trusts = [Trust::Data, Trust::Own, Trust::Data, Trust::Own];
    let folders = [folder, beside_log, beside_file, here].into_iter().zip(trusts);
    Layers::find(common.profile.as_deref(), folders.filter_map(|(folder, trust)| Some((folder?, trust))))
}

/// Where a runner's own things are, by the settings of the folder one works in.
#[derive(Clone, Debug)]
pub struct OwnPlaces {
    /// The soreness log; `None`: the settings name none.
    pub log: Option<PathBuf>,
    /// Folder of the report.
    pub out: PathBuf,
}

/// What the typed `profile` says of the places, else the settings of the folder one works in.
///
/// # Errors
/// As [`AnalyzeConfig::resolve`].
pub fn own_places(profile: Option<&Path>) -> Result<OwnPlaces> {
    let mut layers = Layers::read(profile, [Path::new("")])?;
    let out = layers.path("out", None)?.unwrap_or_else(|| REPORT.into());
    Ok(OwnPlaces { log: layers.file("soreness.log", None)?, out })
}

/// What flags and profile say of a soreness log, for the commands that read nothing else.
///
/// # Errors
/// As [`AnalyzeConfig::resolve`].
pub fn diary_options(
    flags: &cli::LogReading,
    (profile, tz): (Option<&Path>, Option<&str>),
    log: &Path,
) -> Result<DiaryOptions> {
    let mut layers = Layers::read(profile, log.parent())?;
    let tz = zone_typed(tz, &mut layers)?;
    let common = cli::Common { log: flags.clone(), ..cli::Common::default() };
    let options = AnalysisOptions::of(&common, &cli::Training::default(), &mut layers)?;
    Ok(in_zone(options.diary, tz.as_ref()))
}

/// The same with the zone that overrides all others.
fn in_zone(options: DiaryOptions, tz: Option<&TimeZone>) -> DiaryOptions {
    let name = tz.and_then(TimeZone::iana_name).map(str::to_owned);
    DiaryOptions { tz: name.or(options.tz), ..options }
}

/// The zone of `--tz`.
fn zone_typed(tz: Option<&str>, layers: &mut Layers) -> Result<Option<TimeZone>> {
    layers.get("tz_always", tz.map(str::to_owned), time_zone, ZONE)
}

/// Parses a typed day.
///
/// # Errors
/// [`Error::Config`](crate::error::Error::Config) with an example.
pub fn day(flag: &str, text: &str) -> Result<Date> {
    date(text).ok_or_else(|| flag_error(flag, text, DAY))
}

impl EffectConfig {
    /// That the settings name the soreness log, in a sentence.
    #[doc(hidden)]
    #[must_use]
    pub fn log_note(&self) -> Option<String> {
        let log = self.log_of_settings.as_deref()?.display();
        let settings = self.analysis.profile.as_deref().unwrap_or(Path::new(PROFILE)).display();
        Some(format!("soreness log: {log}, from {settings}, as the day table has no soreness"))
    }

    /// Resolves and validates what was typed and what the profile says.
    ///
    /// # Errors
    /// As [`AnalyzeConfig::resolve`].
    #[doc(hidden)]
    pub fn resolve(args: &cli::Effect) -> Result<Self> {
        let beside_log = args.soreness.as_deref().and_then(Path::parent);
        let folders = [(args.days.parent(), Trust::Data), (beside_log, Trust::Own)];
        let folders = folders.into_iter().filter_map(|(folder, trust)| Some((folder?, trust)));
        let mut layers = Layers::find(args.common.profile.as_deref(), folders)?;
        let tz = zone_typed(args.tz.as_deref(), &mut layers)?;
        let (soreness, typed) = (layers.file("soreness.log", args.soreness.as_deref())?, &args.soreness);
        let log_of_settings = soreness.filter(|_| typed.is_none());
        let mut analysis = AnalysisOptions::of(&args.common, &cli::Training::default(), &mut layers)?;
        analysis.diary = in_zone(analysis.diary, tz.as_ref());
        analysis.ask(OutcomeOptions::of(&args.outcome, &mut layers)?);
        let (days, soreness, warnings) = (args.days.clone(), typed.clone(), layers.warnings());
        Ok(Self { days, soreness, log_of_settings, analysis, warnings })
    }
}

impl EffectConfig {
    /// The same for a table alone.
    ///
    /// # Errors
    /// As [`AnalyzeConfig::resolve`].
    #[doc(hidden)]
    pub fn resolve_common(common: &cli::Common, days: PathBuf) -> Result<Self> {
        let mut layers = Layers::read(common.profile.as_deref(), days.parent())?;
        let analysis = AnalysisOptions::of(common, &cli::Training::default(), &mut layers)?;
        Ok(Self::of_table(days, analysis))
    }

    /// Of a table alone.
    fn of_table(days: PathBuf, analysis: AnalysisOptions) -> Self {
        Self { days, soreness: None, log_of_settings: None, analysis, warnings: Vec::new() }
    }
}

impl ReadOptions {
    /// Resolves the flags about reading `paths` over the profile.
    ///
    /// # Errors
    /// As [`AnalyzeConfig::resolve`].
    #[doc(hidden)]
    pub fn resolve(args: &cli::Reading, profile: Option<&Path>, paths: &[PathBuf]) -> Result<Self> {
        let common = cli::Common { profile: profile.map(Path::to_path_buf), ..cli::Common::default() };
        Self::of(args, &mut layers_of(&common, paths, None)?)
    }

    fn of(args: &cli::Reading, layers: &mut Layers) -> Result<Self> {
        let default = Limits::default();
        let mb = |mb: u64| mb.saturating_mul(1 << 20);
        let from_1 = |n: &u64| *n > 0;
        let mut count = |key, typed| layers.number(key, typed, from_1, "a whole number from 1 on");
        let as_usize = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let widened = |n: Option<usize>| n.map(|n| n as u64);
        let limits = Limits {
            file_bytes: count("limits.max_file_mb", args.max_file_mb)?.map_or(default.file_bytes, mb),
            members: count("limits.max_members", widened(args.max_members))?
                .map_or(default.members, as_usize),
            memory_bytes: count("limits.max_memory_mb", args.max_memory_mb)?
                .map_or(default.memory_bytes, |mb| mb.saturating_mul(1_000_000)),
            nesting: layers
                .number("limits.max_nesting", args.max_nesting, |_| true, "a whole number from 0 on")?
                .unwrap_or(default.nesting),
            ratio: layers
                .number("limits.max_ratio", args.max_ratio, from_1, "a whole number from 1 on")?
                .unwrap_or(default.ratio),
            ..default
        };
        Ok(Self {
            tz: zone_typed(args.tz.as_deref(), layers)?,
            day_start: layers
                .get(
                    "day_start",
                    args.day_start.clone(),
                    |text| text.parse().ok(),
                    "a time of day such as 03:00",
                )?
                .unwrap_or(DAY_START),
            limits,
            jobs: layers.number("jobs", args.jobs, |n| *n > 0, "a number of threads from 1 on")?,
            strict: layers.flag("strict", args.strict)?,
            warnings: layers.warnings(),
        })
    }
}

impl AnalysisOptions {
    /// The same options for dates that are moved by `days`, without the path of the profile.
    #[must_use]
    pub fn moved(&self, days: i32) -> Self {
        let moved = |date: Date| anonymize::moved(date, days);
        Self { since: self.since.map(moved), until: self.until.map(moved), profile: None, ..self.clone() }
    }

    /// Asks about another outcome too; the log must have its column unless a watch measures it.
    fn ask(&mut self, outcome: Option<OutcomeOptions>) {
        self.diary.outcome = outcome.as_ref().map(|outcome| outcome.column.clone());
        self.outcome = outcome;
    }

    /// Resolves the common flags over the profile: what is typed wins.
    fn of(args: &cli::Common, training: &cli::Training, layers: &mut Layers) -> Result<Self> {
        let (period, log) = (&args.period, &args.log);
        let profile_tz = layers.get("tz", None, time_zone, ZONE)?;
        let direction = layers.choice("soreness.direction", log.soreness_direction)?;
        let reported = layers.choice("soreness.reported", log.reported)?;
        let date_order = layers.choice("soreness.date_order", log.date_order)?;
        let units = layers.choice("units", training.units)?;
        let column = log.soreness_column.clone();
        let options = Self {
            since: layers.get("since", period.since.clone(), date, DAY)?,
            until: layers.get("until", period.until.clone(), date, DAY)?,
            diary: DiaryOptions {
                scale: layers.get("soreness.scale", log.soreness_scale.clone(), scale, SCALE)?,
                direction: direction.map(|direction| match direction {
                    cli::DirectionArg::HigherIsSorer => Direction::HigherIsSorer,
                    cli::DirectionArg::HigherIsFresher => Direction::HigherIsFresher,
                }),
                reported: reported.map(|reported| match reported {
                    cli::ReportedArg::Morning => Reported::Morning,
                    cli::ReportedArg::Evening => Reported::Evening,
                }),
                column: layers.get("soreness.column", column, |text| Some(text.to_owned()), "a name")?,
                date_order: date_order.map(|order| match order {
                    cli::DateOrderArg::Dmy => DateOrder::Dmy,
                    cli::DateOrderArg::Mdy => DateOrder::Mdy,
                }),
                year: layers.get("soreness.year", log.soreness_year.clone(), year, YEAR)?,
                likely_year: None,
                recorded: None,
                outcome: None,
                tz: profile_tz.as_ref().and_then(|tz| tz.iana_name()).map(str::to_owned),
            },
            smallest_effect: layers.number(
                "smallest_effect",
                args.smallest_effect,
                |points: &f64| *points > 0.0 && points.is_finite(),
                "a number of points above 0",
            )?,
            outcome: None,
            athlete: layers.profile.athlete.clone(),
            profile_tz,
            profile: layers.profile.path.clone(),
            units: units.map_or_else(Units::default, |units| match units {
                cli::UnitsArg::Metric => Units::Metric,
                cli::UnitsArg::Imperial => Units::Imperial,
            }),
            assume_rest: layers.flag("assume_rest", training.assume_rest)?,
            no_watch_columns: layers.flag("no_watch_columns", training.no_watch_columns)?,
            intent: !layers.flag("no_intent", training.no_intent)?,
        };
        if let (Some(since), Some(until)) = (options.since, options.until)
            && since > until
        {
            return Err(layers.wrong("until", &format!("a day not before {since}, the first one")));
        }
        Ok(options)
    }
}

const SCALE: &str = "two numbers, the lower one first, such as 0..10 or 1..5 (in a file: [0, 10])";
const YEAR: &str = "a year such as 2024";
const DAY: &str = "a day such as 2024-05-01";
const ZONE: &str = "an IANA name such as Europe/Berlin, America/Denver or UTC";

fn time_zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

fn date(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn year(text: &str) -> Option<i16> {
    text.parse().ok().filter(|year| YEARS.contains(year))
}

fn scale(text: &str) -> Option<Scale> {
    let (low, high) = text.split_once("..")?;
    Scale::new(low.trim().parse().ok()?, high.trim().parse().ok()?)
}
