//! Show: `shakeout config show`, the resolved value of every setting and where it comes from.

use serde_json::{Map, Value, json};

use super::{AnalyzeConfig, Origin, OutcomeOptions, PlanConfig, Shown, TrialConfig, layers_of};
use crate::cli;
use crate::error::Result;

/// Every setting as the commands would resolve it, and what of the profile was not taken, in sentences.
///
/// # Errors
/// As [`AnalyzeConfig::resolve`]; of all commands, so that a mistake anywhere in the file is found.
pub fn settings(args: &cli::Show) -> Result<(Vec<Shown>, Vec<String>)> {
    let soreness = args.soreness.as_deref();
    let mut layers = layers_of(&args.common, &args.paths, soreness)?;
    let out = layers.path("out", args.out.as_deref())?.unwrap_or_default();
    AnalyzeConfig::of(
        &args.paths,
        soreness,
        out,
        (&args.common, &args.training, &args.reading),
        &mut layers,
    )?;
    OutcomeOptions::of(&args.outcome, &mut layers)?;
    PlanConfig::lengths(&cli::Plan::default(), &mut layers)?;
    TrialConfig::paths(None, None, &mut layers)?;
    Ok((layers.shown(), layers.warnings()))
}

/// A line a setting: key, value, origin, in columns.
#[must_use]
pub fn text(settings: &[Shown]) -> String {
    let width = |of: fn(&Shown) -> &str| settings.iter().map(|s| of(s).chars().count()).max().unwrap_or(0);
    let (key, value) = (width(|s| &s.key), width(|s| &s.value));
    let lines = settings.iter().map(|s| format!("{:key$}  {:value$}  {}", s.key, s.value, s.origin));
    lines.collect::<Vec<_>>().join("\n")
}

/// One JSON object: by key the value (`null` for a default, which is then in words) and the origin.
#[must_use]
pub fn json(settings: &[Shown]) -> String {
    let object: Map<String, Value> = settings
        .iter()
        .map(|shown| {
            let value = match &shown.origin {
                Origin::Flag(flag) => json!({"value": shown.value, "origin": "flag", "flag": flag}),
                Origin::File { path, line } => {
                    json!({"value": shown.value, "origin": "file", "file": path, "line": line})
                }
                Origin::Default => json!({"value": null, "origin": "default", "default": shown.value}),
            };
            (shown.key.clone(), value)
        })
        .collect();
    format!("{:#}", Value::Object(object))
}
