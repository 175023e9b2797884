//! Request: what a worker is asked, one line of JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cli;
use crate::cohort::{Failure, Runner};
use crate::error::{Error, Result};

/// One runner to analyse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Name of the runner, returned with the answer.
    pub athlete: String,
    /// Files, folders and archives.
    pub paths: Vec<PathBuf>,
    /// Soreness log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soreness: Option<PathBuf>,
    /// `shakeout.toml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<PathBuf>,
    /// Flags of `shakeout analyze` without their dashes: `{"tz": "Europe/Berlin", "assume-rest": true}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, Value>,
    /// What the inputs looked like, returned with the answer: tells later whether they changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inputs: Option<String>,
}

/// Flags that are the worker's own business.
const NOT_HERE: [&str; 7] = ["out", "json", "jobs", "soreness", "profile", "anonymize", "quiet"];

impl Request {
    /// Of a runner of a manifest.
    #[must_use]
    pub fn of(runner: &Runner, options: &BTreeMap<String, Value>, inputs: Option<String>) -> Self {
        Self {
            athlete: runner.athlete.clone(),
            paths: runner.paths.clone(),
            soreness: runner.soreness.clone(),
            profile: runner.profile.clone(),
            options: options.clone(),
            inputs,
        }
    }

    /// The request of a line, or the runner's name, as far as it can be read, and what is wrong.
    ///
    /// # Errors
    /// A line that is no request.
    pub fn parse(line: &str) -> std::result::Result<Self, (String, Failure)> {
        serde_json::from_str(line).map_err(|error| {
            let athlete = serde_json::from_str::<Value>(line)
                .ok()
                .and_then(|value| value.get("athlete")?.as_str().map(str::to_owned));
            let failure = Failure {
                what: format!("not a request: {error}"),
                place: None,
                remedy: r#"send one JSON object a line: {"athlete": "a1", "paths": ["a1.zip"], "soreness": "a1.csv"}"#
                    .into(),
            };
            (athlete.unwrap_or_default(), failure)
        })
    }

    /// The same as typed: `shakeout analyze` with the flags of `options`, on one thread.
    ///
    /// # Errors
    /// [`Error::Config`] for a flag that does not exist or is not for a worker, or has no such value.
    pub fn typed(&self) -> Result<cli::Analyze> {
        let mut args = vec!["--jobs".to_owned(), "1".to_owned()];
        for (flag, value) in &self.options {
            let wrong = |what: String| self.wrong(what, flag);
            if NOT_HERE.contains(&flag.as_str()) {
                return Err(wrong("not an option of a worker".into()));
            }
            match value {
                Value::Bool(true) => args.push(format!("--{flag}")),
                Value::Bool(false) | Value::Null => {}
                Value::String(text) => args.push(format!("--{flag}={text}")),
                Value::Number(number) => args.push(format!("--{flag}={number}")),
                Value::Array(_) | Value::Object(_) => return Err(wrong("an option is one value".into())),
            }
        }
        args.push("--".into());
        // The paths follow as they are: they need not be text.
        let mut typed = cli::Analyze::of_args(&args).map_err(|what| self.wrong(what, "options"))?;
        typed.paths.clone_from(&self.paths);
        typed.soreness.clone_from(&self.soreness);
        typed.common.profile.clone_from(&self.profile);
        Ok(typed)
    }

    fn wrong(&self, what: String, flag: &str) -> Error {
        Error::Config {
            what,
            place: format!("{flag}, of athlete `{}`", self.athlete),
            remedy: "the options are the flags of `shakeout analyze --help`, without their dashes".into(),
        }
    }
}
