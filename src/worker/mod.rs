//! Worker: one runner a line of JSON in, one result a line of JSON out.
//!
//! The same worker serves `shakeout cohort`, Spark and Dask. Its lines are answered in their order, and
//! an error is an answer too.

mod guard;
mod keep;
mod request;

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::cohort::{AthleteResult, Failure};
use crate::config::AnalyzeConfig;
use crate::error::{Error, Result};
use crate::pipeline;
use crate::text;

pub use guard::Guarded;
pub use keep::{Keep, KeptState, REPORT};
pub use request::Request;

/// Answers each line of `input` with one of `output`, flushed, until the input ends. Empty lines are
/// passed over. The runner of a line that cannot be read is named by its number.
///
/// # Errors
/// [`Error::Io`] when a line cannot be read or an answer cannot be written.
pub fn serve(
    input: impl BufRead,
    mut output: impl Write,
    mut answer: impl FnMut(&str) -> AthleteResult,
) -> Result<()> {
    let io = |what: &'static str| {
        move |source| Error::Io {
            path: what.into(),
            source,
            remedy: "check the other end of the pipe".into(),
        }
    };
    for (number, line) in (1_usize..).zip(input.split(b'\n')) {
        let line = line.map_err(io("standard input"))?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        let mut answer = answer(&line);
        // Two that cannot be read are two: `pool` takes a name once.
        if answer.athlete.is_empty() {
            answer.athlete = format!("line {number}");
        }
        writeln!(output, "{}", line_of(&answer))
            .and_then(|()| output.flush())
            .map_err(io("standard output"))?;
    }
    Ok(())
}

/// A result as its line.
#[must_use]
pub fn line_of(result: &AthleteResult) -> String {
    // Numbers, text and dates only: what can be made can be written.
    let line = serde_json::to_string(result);
    let line = line.unwrap_or_else(|error| format!("{{\"error\":{{\"what\":\"{error}\"}}}}"));
    text::visible(&line).into_owned()
}

/// Answers one line. A panic is the loss of this line, not of the worker. A runner whose result is kept and
/// whose inputs did not change is not analysed again.
#[must_use]
pub fn answer(line: &str, keep: &Keep) -> AthleteResult {
    answer_with(line, |request| {
        let config = resolved(request).map_err(|error| Failure::from(&error))?;
        let inputs = pipeline::cohort::inputs(&config);
        if let Some(kept) = keep.kept(&request.athlete, &inputs) {
            return Ok(kept);
        }
        let analysed = catch_unwind(AssertUnwindSafe(|| analysed(request, &config, &inputs, keep)));
        analysed.unwrap_or_else(|_| Err(stopped())).or_else(|failure| {
            let result = AthleteResult { inputs: Some(inputs), ..failed(request, failure) };
            keep.store(&result, Vec::new()).map_err(|error| Failure::from(&error))?;
            Ok(result)
        })
    })
}

/// Answers one line by a worker in a process of its own. A runner who ends that process every time has a failed
/// result, which is kept: the next run passes over it.
#[must_use]
pub fn answer_guarded(line: &str, guarded: &mut Guarded, keep: &Keep) -> AthleteResult {
    answer_with(line, |request| {
        guarded.ask(&line_without_place(request)).or_else(|failure| {
            let inputs = resolved(request).ok().map(|config| pipeline::cohort::inputs(&config));
            let result = AthleteResult { inputs, ..failed(request, failure) };
            keep.store(&result, Vec::new()).map_err(|error| Failure::from(&error))?;
            Ok(result)
        })
    })
}

/// The result of `read`, or why there is none, with the runner's place in the manifest.
fn answer_with(
    line: &str,
    read: impl FnOnce(&Request) -> std::result::Result<AthleteResult, Failure>,
) -> AthleteResult {
    let request = match Request::parse(line) {
        Ok(request) => request,
        Err((athlete, failure)) => return AthleteResult::failed(athlete, failure),
    };
    if let Some(fault) = &request.fault {
        return failed(&request, fault.clone());
    }
    let mut result = read(&request).unwrap_or_else(|failure| failed(&request, failure));
    if let Some((error, place)) = result.error.as_mut().zip(request.place) {
        error.place = Some(match error.place.take() {
            Some(inner) => format!("{place}, {inner}"),
            None => place,
        });
    }
    result
}

/// The request for the process behind the guard, which knows no manifest.
fn line_without_place(request: &Request) -> String {
    Request { place: None, ..request.clone() }.line()
}

fn failed(request: &Request, failure: Failure) -> AthleteResult {
    AthleteResult::failed(&request.athlete, failure)
}

fn stopped() -> Failure {
    Failure {
        what: "the analysis stopped unexpectedly".into(),
        place: None,
        remedy: "please report this with `shakeout analyze` on the runner's archive".into(),
    }
}

fn resolved(request: &Request) -> Result<AnalyzeConfig> {
    AnalyzeConfig::resolve(&request.typed()?)
}

/// Analyses the runner, and keeps the result and the tables.
fn analysed(
    request: &Request,
    config: &AnalyzeConfig,
    inputs: &str,
    keep: &Keep,
) -> std::result::Result<AthleteResult, Failure> {
    let analysed = || -> Result<AthleteResult> {
        let report = pipeline::analyze(config, &|_event| ())?;
        let result =
            AthleteResult { inputs: Some(inputs.to_owned()), ..AthleteResult::of(&request.athlete, &report) };
        keep.store(&result, keep.files(&report)?)?;
        Ok(result)
    };
    analysed().map_err(|error| Failure::from(&error))
}
