//! Settings: every key of `shakeout.toml` with its flag, and the flags that have
//! no key, each with its reason.

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Key in `shakeout.toml`, `section.key`.
    pub key: &'static str,
    /// The flag as typed; empty without one.
    pub flag: &'static str,
    /// Default, in words.
    pub default: &'static str,
    /// What a key without a flag sets; the help of a flag says it otherwise.
    pub about: &'static str,
}

const fn setting(key: &'static str, flag: &'static str, default: &'static str) -> Setting {
    Setting { key, flag, default, about: "" }
}

/// Every setting but those of the runner (see [`ATHLETE_KEYS`]), in the order in which it is shown.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "tz",
        flag: "",
        default: "this machine's zone",
        about: "Zone of the local days where neither file nor position gives it (IANA name)",
    },
    setting("tz_always", "--tz", "what the files and positions say"),
    setting("day_start", "--day-start", "03:00"),
    setting("since", "--since", "the first day there is"),
    setting("until", "--until", "the last day there is"),
    setting("units", "--units", "metric"),
    setting(
        "smallest_effect",
        "--smallest-effect",
        "5 % of the scale's range; 7.5 % in a plan without a day table",
    ),
    setting("assume_rest", "--assume-rest", "false"),
    setting("no_watch_columns", "--no-watch-columns", "false"),
    setting("no_intent", "--no-intent", "false"),
    setting("out", "--out", "shakeout-report"),
    setting("strict", "--strict", "false"),
    setting("jobs", "--jobs", "one a core"),
    setting("soreness.log", "--soreness", "no log"),
    setting("soreness.scale", "--soreness-scale", "what the log says"),
    setting("soreness.direction", "--soreness-direction", "what the log says"),
    setting("soreness.column", "--soreness-column", "the column of that name"),
    setting("soreness.date_order", "--date-order", "what the dates tell"),
    setting("soreness.year", "--soreness-year", "what the dates or the recordings tell"),
    setting("soreness.reported", "--reported", "what the log says, else morning"),
    setting("outcome.column", "--outcome", "none but soreness"),
    setting("outcome.scale", "--outcome-scale", "asked for; of what a watch measures, its own spread"),
    setting("outcome.direction", "--outcome-direction", "asked for; known of what a watch measures"),
    setting("limits.max_file_mb", "--max-file-mb", "1024"),
    setting("limits.max_members", "--max-members", "1000000"),
    setting("limits.max_memory_mb", "--max-memory-mb", "128"),
    setting("limits.max_nesting", "--max-nesting", "3"),
    setting("limits.max_ratio", "--max-ratio", "200"),
    setting("plan.sigma", "--sigma", "from the day table, else 1 on a scale of 10"),
    setting("plan.weeks", "--weeks", "as long as the smallest effect takes"),
    setting("plan.days", "--days", "as long as the smallest effect takes"),
    setting("plan.start", "--start", "the day after the day table, today at the earliest"),
    setting("plan.adherence_mismatch", "--adherence-mismatch", "0"),
    setting("plan.missing", "--missing", "0"),
    setting("plan.flex_per_week", "--flex-per-week", "4"),
    setting("plan.out", "--out", "shakeout-plan"),
    setting("trial.dates", "--dates", "the plan's own column"),
    setting("trial.out", "--out", "nothing is written"),
];

/// The keys of an `[[athlete]]` block. They have no flag: they are dated, and there may be several blocks.
pub const ATHLETE_KEYS: &[(&str, &str)] = &[
    ("from", "First day on which the block holds; the first block may leave it out"),
    ("hr_max", "Highest heart rate, bpm"),
    ("hr_rest", "Resting heart rate, bpm"),
    ("lthr", "Heart rate at the lactate threshold, bpm"),
    ("threshold_pace", "Pace that is held for an hour: \"4:15/km\" or \"6:50/mi\""),
    ("sex", "\"female\" or \"male\": chooses the weights of Banister's TRIMP"),
    ("weight_kg", "Weight, kg"),
    ("born", "Year of birth"),
];

/// Flags without a key: (command, empty for all of them; flag; why a file must not say it).
pub const COMMAND_LINE_ONLY: &[(&str, &str, &str)] = &[
    ("", "--help", "asks for words, and sets nothing"),
    ("", "--version", "asks for words, and sets nothing"),
    ("", "--profile", "says where the file is"),
    ("", "--json", "belongs to the program that reads this output"),
    ("", "--quiet", "belongs to the terminal of this run, and holds before any file is read"),
    ("", "--verbose", "belongs to the terminal of this run, and holds before any file is read"),
    ("", "--log-format", "belongs to the terminal of this run, and holds before any file is read"),
    ("", "--color", "belongs to the terminal of this run, and holds before any file is read"),
    ("start", "--yes", "belongs to the terminal of this run"),
    ("analyze", "--open", "belongs to the terminal of this run"),
    ("demo", "--open", "belongs to the terminal of this run"),
    ("analyze", "--anonymize", "is about one report, and its word is a secret"),
    ("analyze", "--registered", "names the seal of one analysis"),
    ("register", "--out", "says where the seal goes"),
    ("profile init", "--out", "says where the file goes"),
    ("profile init", "--force", "is about one file that is there"),
    ("inspect", "--messages", "is a question about one file"),
    ("plan", "--seed", "is drawn once: a seed kept in a file would draw the same coins again"),
    ("add", "--date", "is about one morning"),
    ("add", "--replace", "is about one morning"),
    ("add", "--note", "is about one morning"),
    ("soreness add", "--date", "is about one morning"),
    ("soreness add", "--replace", "is about one morning"),
    ("soreness add", "--note", "is about one morning"),
    ("demo", "--out", "a demo reads nothing of yours, so that it is the same everywhere"),
    ("demo", "--effect", "a demo reads nothing of yours, so that it is the same everywhere"),
    ("demo", "--runners", "a demo reads nothing of yours, so that it is the same everywhere"),
    ("demo", "--seed", "a demo reads nothing of yours, so that it is the same everywhere"),
    ("cohort", "--out", "is about a group, and a profile is one runner's"),
    ("cohort", "--reports", "is about a group, and a profile is one runner's"),
    ("cohort", "--fresh", "is about one call"),
    ("cohort", "--anonymize", "is about one report"),
    ("cohort", "--requests", "is about one call"),
    ("cohort", "--jobs", "is about a group, and a profile is one runner's"),
    ("cohort", "--option", "is about a group, and a profile is one runner's"),
    ("worker", "--tables", "is about a group, and a profile is one runner's"),
    ("worker", "--reports", "is about a group, and a profile is one runner's"),
    ("worker", "--fresh", "is about one call"),
    ("worker", "--unguarded", "is the program's own way to start a worker"),
    ("pool", "--out", "is about a group, and a profile is one runner's"),
    ("pool", "--anonymize", "is about one report"),
    ("demo", "--jobs", "a demo reads nothing of yours, so that it is the same everywhere"),
    ("man", "--out", "is about one call, and the manual is no analysis"),
];
