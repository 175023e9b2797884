//! Outcome: another morning value to ask about.

use clap::{Args, ValueEnum};

/// Another outcome than soreness, answered beside it.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Another outcome")]
pub struct OutcomeArgs {
    /// Answer the same question about another morning value too: fatigue, mood, any column of the log; resting_hr or hrv
    /// of the watch
    #[arg(long, value_name = "COLUMN", hide_short_help = true)]
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
