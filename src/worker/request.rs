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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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
    /// Where the runner is listed, `manifest.csv, line 3`: the place of what goes wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Why the runner cannot be read at all: the answer is this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Failure>,
}

/// Flags that are the worker's own business.
const NOT_HERE: [&str; 7] = ["out", "json", "jobs", "soreness", "profile", "anonymize", "quiet"];

impl Request {
    /// Of a runner of a manifest. JSON holds no path that is not UTF-8: that is a fault.
    #[must_use]
    pub fn of(runner: &Runner, options: &BTreeMap<String, Value>) -> Self {
        let mut files = runner.paths.iter().chain(&runner.soreness).chain(&runner.profile);
        if let Some(path) = files.find(|path| path.to_str().is_none()) {
            let fault = Failure {
                what: format!("{}: the name is not UTF-8", path.display()),
                place: runner.place.clone(),
                remedy: "rename it, in letters that every system can write".into(),
            };
            let fault = runner.fault.clone().or(Some(fault));
            let bare = Runner { athlete: runner.athlete.clone(), fault, ..Runner::default() };
            return Self::of(&bare, options);
        }
        Self {
            athlete: runner.athlete.clone(),
            paths: runner.paths.clone(),
            soreness: runner.soreness.clone(),
            profile: runner.profile.clone(),
            options: options.clone(),
            place: runner.place.clone(),
            fault: runner.fault.clone(),
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

    /// The request as its line.
    #[must_use]
    pub fn line(&self) -> String {
        // Text and flags: what can be made can be written.
        serde_json::to_string(self).unwrap_or_else(|error| format!("{}: {error}", self.athlete))
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
