//! Outcome: another morning value to ask about.

use clap::{Args, ValueEnum};

/// Another outcome than soreness, answered beside it.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Another outcome")]
pub struct OutcomeArgs {
    /// Ask the same about another morning value too: a column of the log, or of the watch resting_hr (hr_rest_bpm in
    /// tables), hrv (hrv_ms), sleep_h
    #[arg(long, value_name = "COLUMN")]
    pub outcome: Option<String>,
    /// Scale of that column, e.g. 1..5 (default for what a watch measures: its own spread)
    #[arg(long, value_name = "A..B", hide_short_help = true)]
    pub outcome_scale: Option<String>,
    /// What a higher value of that column means
    #[arg(long, value_enum, hide_short_help = true)]
    pub outcome_direction: Option<OutcomeDirectionArg>,
}

/// Direction of another outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutcomeDirectionArg {
    /// The higher, the worse: fatigue.
    HigherIsWorse,
    /// The higher, the better: mood.
    HigherIsBetter,
}
