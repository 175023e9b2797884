//! What can be typed: clap types only. What is meant is in [`crate::config`].

mod about;
mod cohort;
mod daily;
mod demo;
mod flags;
pub mod manual;
mod outcome;
pub mod refusal;
pub mod shorthand;
mod trial;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use about::{Completions, Config, Man, Show};
pub use cohort::{Cohort, Pool, Worker};
pub use daily::{Add, Compare, Morning, Open, Start};
pub use demo::{Demo, DemoEffectArg};
pub use flags::{
    Common, DateOrderArg, DirectionArg, LogReading, Period, Reading, ReportedArg, Training, UnitsArg,
};
pub use outcome::{OutcomeArgs, OutcomeDirectionArg};
pub use trial::{Plan, Trial};

/// Did easy runs help me?
///
/// Reads whole watch exports (FIT, GPX, TCX; folders, .gz, .zip as downloaded), computes the
/// training load of every run, joins it with a soreness log and estimates whether next-morning
/// soreness is lower after an easy run than after rest, all else equal.
#[derive(Debug, Parser)]
#[command(
    name = "shakeout",
    version,
    max_term_width = 100,
    after_help = "Examples:\n  \
    shakeout start                     # a guided first run\n  \
    shakeout add 3                     # every morning, before you run\n  \
    shakeout export.zip                # the report: short for shakeout analyze export.zip\n  \
    shakeout demo                      # what it does, on a made season\n  \
    shakeout help analyze              # every flag of a command"
)]
pub struct Cli {
    /// What to do; `None`: nothing was typed.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What is said on the way.
    #[command(flatten)]
    pub log: LogFlags,
}

/// What is said on the way: all of it on stderr.
#[derive(Clone, Copy, Debug, Default, Args)]
#[command(next_help_heading = "On the terminal")]
pub struct LogFlags {
    /// No progress and no summary; errors only
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// A line on stderr for each file (what it is, how long it took) and each stage
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// Colours (default: auto: on a terminal, unless NO_COLOR is set)
    #[arg(long, value_enum, value_name = "WHEN", global = true, hide_short_help = true)]
    pub color: Option<ColorArg>,
    /// Log on stderr: stages and failed files, with --verbose every file
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        global = true,
        conflicts_with = "quiet",
        hide_short_help = true
    )]
    pub log_format: Option<LogFormat>,
}

/// When there are colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// Form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// A line for people.
    Text,
    /// A JSON object a line.
    Json,
}

/// A value that is one of a few names, on the command line and in `shakeout.toml`.
pub trait Named: Copy {
    /// Its name.
    fn name(self) -> String;
    /// The value of that name.
    fn named(name: &str) -> Option<Self>;
    /// All names.
    fn names() -> Vec<String>;
}

impl<T: ValueEnum + Copy> Named for T {
    fn name(self) -> String {
        // No variant is hidden, so that each has a name.
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn named(name: &str) -> Option<Self> {
        Self::from_str(name, false).ok()
    }

    fn names() -> Vec<String> {
        Self::value_variants().iter().map(|value| value.name()).collect()
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// A guided first run: finds your export, starts a soreness log, makes the report
    #[command(after_help = "Examples:\n  \
        shakeout start\n  \
        shakeout start export.zip --yes        # asks nothing")]
    Start(Start),
    /// The whole morning: this morning's soreness into your log, before you run
    #[command(after_help = "Examples:\n  \
        shakeout add 3\n  \
        shakeout add 2.5 --date yesterday --note \"calves\"\n  \
        shakeout add 4 soreness.csv --date 2023-06-25 --replace")]
    Add(Add),
    /// The report in the browser
    #[command(after_help = "Examples:\n  \
        shakeout open\n  \
        shakeout open shakeout-report/")]
    Open(Open),
    /// Two periods, or two reports: what changed in training, soreness and the answer
    #[command(after_help = "Examples:\n  \
        shakeout compare 2023-01..2023-03 2023-04..2023-06 shakeout-report/\n  \
        shakeout compare ..2023-03-31 2023-04-01.. shakeout-report/days.csv --json | jq .answer")]
    Compare(Compare),
    /// The main job: read an archive and a soreness log, write the report
    #[command(
        alias = "analyse",
        after_help = "Examples:\n  \
        shakeout analyze export.zip soreness.csv\n  \
        shakeout analyze ~/garmin export.zip --soreness soreness.csv --out report --tz Europe/Berlin\n  \
        shakeout analyze ~/garmin                             # soreness.csv in it is found\n  \
        shakeout analyze ~/garmin --since 2023-02-01 --json | jq .answer.sentence\n  \
        shakeout analyze export.zip soreness.csv --outcome sleep_h  # the same of another morning value\n  \
        shakeout analyze export.zip --verbose                 # what was read as what, how long it took"
    )]
    Analyze(Analyze),
    /// What one file holds: a line of JSON per activity, or every FIT message by name
    #[command(after_help = "Examples:\n  \
        shakeout inspect run.fit\n  \
        shakeout inspect --json export.zip | jq .distance_m\n  \
        shakeout inspect --messages run.fit | head")]
    Inspect(Inspect),
    /// The answer alone, from a day table (days.csv of a report, or one made elsewhere)
    #[command(after_help = "Examples:\n  \
        shakeout effect shakeout-report/days.csv\n  \
        shakeout effect - --out answer < shakeout-report/days.csv\n  \
        shakeout effect shakeout-report/days.csv --soreness soreness.csv --json\n  \
        shakeout effect shakeout-report/days.csv --smallest-effect 1 --soreness-scale 0..10")]
    Effect(Effect),
    /// A coin trial of easy or rest: a sealed list of coins, a calendar and the protocol
    #[command(after_help = "Examples:\n  \
        shakeout plan shakeout-report/days.csv\n  \
        shakeout plan --sigma 1.2 --smallest-effect 1 --start 2024-05-01 --out my-trial\n  \
        shakeout plan --weeks 12 --start 2024-05-01 --out twelve-weeks")]
    Plan(Plan),
    /// The analysis of a coin trial, fixed before its first coin
    #[command(after_help = "Examples:\n  \
        shakeout trial shakeout-plan/plan.csv ~/garmin --soreness soreness.csv --dates shakeout-plan/dates.csv\n  \
        shakeout trial shakeout-plan/plan.csv ~/garmin --soreness soreness.csv --dates shakeout-plan/dates.csv \
--out trial-report")]
    Trial(Trial),
    /// A soreness log: start one, add this morning's value, check one
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        shakeout soreness new soreness.csv\n  \
        shakeout soreness add 3 soreness.csv\n  \
        shakeout soreness check soreness.csv"
    )]
    Soreness(Soreness),
    /// What your watch does not know (shakeout.toml): write one with what the archive shows
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        shakeout profile init ~/garmin"
    )]
    Profile(Profile),
    /// What is in an archive, what is missing for an answer, and what would help most
    #[command(after_help = "Examples:\n  \
        shakeout doctor ~/garmin\n  \
        shakeout doctor export.zip --soreness soreness.csv\n  \
        shakeout doctor ~/garmin --json | jq '.needs[0]'")]
    Doctor(Doctor),
    /// What an analysis is going to do, written down and sealed before anybody looks at its answer
    #[command(after_help = "Examples:\n  \
        shakeout register ~/garmin --soreness soreness.csv\n  \
        shakeout register ~/garmin --soreness soreness.csv --out before.txt  # then: analyze ... --registered before.txt")]
    Register(Register),
    /// The apps whose exports are read: what of them, what not, and how to export it
    #[command(after_help = "Examples:\n  \
        shakeout sources\n  \
        shakeout sources polar")]
    Sources(Sources),
    /// A synthetic season with known truth, written as real files and analysed
    #[command(after_help = "Examples:\n  \
        shakeout demo\n  \
        shakeout demo --effect none --out demo-none")]
    Demo(Demo),
    /// Many runners: each one's answer, and what they say together
    #[command(after_help = "Examples:\n  \
        shakeout cohort runners/                              # a folder a runner\n  \
        shakeout cohort manifest.csv --out club --reports\n  \
        shakeout cohort manifest.csv --requests > requests.jsonl   # for shakeout worker\n  \
        shakeout cohort study.csv --anonymize --option tz=Europe/Berlin")]
    Cohort(Cohort),
    /// One runner a line of JSON in, one result a line of JSON out: for Spark, Dask and scripts
    #[command(after_help = "Examples:\n  \
        echo '{\"athlete\": \"a1\", \"paths\": [\"a1.zip\"], \"soreness\": \"a1.csv\"}' | shakeout worker\n  \
        shakeout worker --tables tables < requests.jsonl > results.jsonl")]
    Worker(Worker),
    /// The group's report from results, wherever they were made
    #[command(after_help = "Examples:\n  \
        shakeout pool results.jsonl --out club\n  \
        shakeout pool cohort/athletes.parquet --json | jq .sentence")]
    Pool(Pool),
    /// The settings: what holds, and where it comes from
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        shakeout config show ~/garmin"
    )]
    Config(Config),
    /// Completions for a shell, on stdout
    #[command(after_help = "Examples:\n  \
        shakeout completions bash > ~/.local/share/bash-completion/completions/shakeout\n  \
        shakeout completions zsh > ~/.zfunc/_shakeout                    # a folder of $fpath\n  \
        shakeout completions fish > ~/.config/fish/completions/shakeout.fish\n  \
        shakeout completions powershell >> shakeout.ps1                  # to be read by $PROFILE")]
    Completions(Completions),
    /// The manual: the page of a command on stdout, or all pages into a folder
    #[command(after_help = "Examples:\n  \
        shakeout man | man -l -\n  \
        shakeout man soreness add > shakeout-soreness-add.1\n  \
        shakeout man --out ~/.local/share/man/man1")]
    Man(Man),
}

/// `shakeout sources`
#[derive(Debug, Args)]
pub struct Sources {
    /// Part of a name; all without it
    pub name: Option<String>,
}

/// `shakeout analyze`
#[derive(Clone, Debug, Default, Args)]
pub struct Analyze {
    /// Files, folders and .zip archives with FIT, GPX and TCX files; a soreness log may be among them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Soreness log: a CSV with a date and a value a row (default: soreness.csv beside the runs)
    #[arg(long, value_name = "CSV")]
    pub soreness: Option<PathBuf>,
    /// Folder of the report, written whole or not at all (default: shakeout-report)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Open the report in the browser
    #[arg(long)]
    pub open: bool,
    /// Refuse to analyse otherwise than this file of `shakeout register` says
    #[arg(long, value_name = "FILE")]
    pub registered: Option<PathBuf>,
    /// For sharing: dates moved, no names, notes, devices, paths (docs/privacy.md)
    #[arg(long, value_name = "SEED", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub anonymize: Option<String>,
    /// Flags that every analysing command has.
    #[command(flatten)]
    pub common: Common,
    /// Another outcome than soreness.
    #[command(flatten)]
    pub outcome: OutcomeArgs,
    /// What becomes of the runs.
    #[command(flatten)]
    pub training: Training,
    /// Flags about reading files.
    #[command(flatten)]
    pub reading: Reading,
}

impl Analyze {
    /// The flags of `args`, without paths.
    ///
    /// # Errors
    /// What clap says, in one line.
    pub fn of_args(args: &[String]) -> Result<Self, String> {
        /// The flags alone.
        #[derive(Parser)]
        struct Flags {
            #[command(flatten)]
            outcome: OutcomeArgs,
            #[command(flatten)]
            common: Common,
            #[command(flatten)]
            training: Training,
            #[command(flatten)]
            reading: Reading,
        }
        let name = std::iter::once("analyze");
        let flags = Flags::try_parse_from(name.chain(args.iter().map(String::as_str))).map_err(|error| {
            let text = error.to_string();
            text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
        })?;
        let Flags { outcome, common, training, reading } = flags;
        Ok(Self { outcome, common, training, reading, ..Self::default() })
    }
}

/// `shakeout inspect`
#[derive(Debug, Args)]
pub struct Inspect {
    /// Files, folders and .zip archives
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// One JSON object a line and activity
    #[arg(long)]
    pub json: bool,
    /// Every FIT message by its profile name
    #[arg(long, conflicts_with = "json")]
    pub messages: bool,
    /// Settings (default: shakeout.toml in the first PATH folder, else beside the first file)
    #[arg(long, value_name = "TOML")]
    pub profile: Option<PathBuf>,
    /// Flags about reading files.
    #[command(flatten)]
    pub reading: Reading,
}

/// `shakeout effect`
#[derive(Debug, Args)]
pub struct Effect {
    /// Day table: date, kind (rest, easy, moderate, hard, unknown), hard_load or load, soreness; CSV or
    /// Parquet, `-` is stdin
    #[arg(value_name = "DAYS")]
    pub days: PathBuf,
    /// Soreness log, instead of the table's soreness column
    #[arg(long, value_name = "CSV")]
    pub soreness: Option<PathBuf>,
    /// Folder of the report, written whole or not at all (default: none is written)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Zone you live in, for a log whose times are UTC (IANA name, e.g. Europe/Berlin)
    #[arg(long, value_name = "ZONE")]
    pub tz: Option<String>,
    /// Flags that every analysing command has.
    #[command(flatten)]
    pub common: Common,
    /// Another outcome than soreness.
    #[command(flatten)]
    pub outcome: OutcomeArgs,
}

/// `shakeout soreness`
#[derive(Debug, Subcommand)]
pub enum Soreness {
    /// Start a log: a CSV with the right header and a row for today
    #[command(after_help = "Examples:\n  shakeout soreness new my-log.csv")]
    New {
        /// The log; a file that exists is left alone
        #[arg(default_value = "soreness.csv")]
        file: PathBuf,
    },
    /// Add this morning's value, before you run; 0 is none, the top of the scale the worst you know
    #[command(after_help = "Examples:\n  \
        shakeout soreness add 3 soreness.csv\n  \
        shakeout soreness add 2.5 soreness.csv --date 2024-05-01 --note \"calves\"")]
    Add {
        /// Soreness on the log's own scale
        #[arg(allow_negative_numbers = true)]
        value: String,
        /// The log; every other byte of it stays as it is
        #[arg(default_value = "soreness.csv")]
        file: PathBuf,
        /// What is written for which day.
        #[command(flatten)]
        morning: Morning,
    },
    /// Show what would be read from a log: dialect, scale, direction, gaps, rejected rows
    #[command(after_help = "Examples:\n  \
        shakeout soreness check soreness.csv\n  \
        shakeout soreness check soreness.csv --soreness-scale 0..10 --soreness-direction higher-is-sorer")]
    Check {
        /// The log
        #[arg(default_value = "soreness.csv")]
        file: PathBuf,
        /// Settings (default: shakeout.toml beside the log)
        #[arg(long, value_name = "TOML")]
        profile: Option<PathBuf>,
        /// Zone you live in, for a log whose times are UTC (IANA name, e.g. Europe/Berlin)
        #[arg(long, value_name = "ZONE")]
        tz: Option<String>,
        /// How the log is read.
        #[command(flatten)]
        log: LogReading,
    },
}

/// `shakeout profile`
#[derive(Debug, Subcommand)]
pub enum Profile {
    /// Write a shakeout.toml: thresholds found in the archive with their sources, and how to find the rest
    #[command(after_help = "Examples:\n  \
        shakeout profile init ~/garmin          # writes ~/garmin/shakeout.toml, where it is found again\n  \
        shakeout profile init export.zip --out shakeout.toml\n  \
        shakeout profile init ~/garmin --out -  # only shows it")]
    Init(ProfileInit),
}

/// `shakeout profile init`
#[derive(Debug, Args)]
pub struct ProfileInit {
    /// Files, folders and .zip archives with FIT, GPX and TCX files
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The profile (default: shakeout.toml in the first PATH folder, else here); `-` shows it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace a profile that is there: what it says of the runner is kept, the old file as FILE.old
    #[arg(long)]
    pub force: bool,
    /// Settings that are in force already (default: shakeout.toml in the first PATH folder)
    #[arg(long, value_name = "TOML")]
    pub profile: Option<PathBuf>,
    /// Units of the paces in the file (default: metric)
    #[arg(long, value_enum)]
    pub units: Option<UnitsArg>,
    /// How the soreness log is read: written into the file.
    #[command(flatten)]
    pub log: LogReading,
    /// Flags about reading files.
    #[command(flatten)]
    pub reading: Reading,
}

/// `shakeout doctor`
#[derive(Clone, Debug, Args)]
pub struct Doctor {
    /// Files, folders and .zip archives with FIT, GPX and TCX files
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Soreness log: a CSV with a date and a soreness value a row
    #[arg(long, value_name = "CSV")]
    pub soreness: Option<PathBuf>,
    /// Flags that every analysing command has.
    #[command(flatten)]
    pub common: Common,
    /// What becomes of the runs.
    #[command(flatten)]
    pub training: Training,
    /// Flags about reading files.
    #[command(flatten)]
    pub reading: Reading,
}

/// `shakeout register`
#[derive(Clone, Debug, Args)]
pub struct Register {
    /// The registration; a file that exists is left alone
    #[arg(long, value_name = "FILE", default_value = "shakeout-registration.txt")]
    pub out: PathBuf,
    /// What is to be analysed.
    #[command(flatten)]
    pub archive: Doctor,
    /// Another outcome than soreness.
    #[command(flatten)]
    pub outcome: OutcomeArgs,
}
