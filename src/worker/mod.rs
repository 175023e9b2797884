//! Worker: one runner a line of JSON in, one result a line of JSON out.
//!
//! The same worker serves `shakeout cohort`, Spark and Dask. Its lines are answered in their order, and
//! an error is an answer too.

mod guard;
mod request;

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use crate::cohort::{AthleteResult, Failure};
use crate::config::AnalyzeConfig;
use crate::error::{Error, Result};
use crate::output::{OutputFile, folder_of, write_folder};
use crate::pipeline;
use crate::report::Report;
use crate::table::store;

pub use guard::Guarded;
pub use request::Request;

/// What a worker writes besides its answers.
#[derive(Clone, Debug, Default)]
pub struct Keep {
    /// Folder that gets `athlete=ID/` with the runner's result and tables.
    pub tables: Option<PathBuf>,
    /// True: the runner's own report as well.
    pub reports: bool,
}

/// Answers each line of `input` with one of `output`, flushed, until the input ends. Empty lines are
/// passed over.
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
    for line in input.split(b'\n') {
        let line = line.map_err(io("standard input"))?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        writeln!(output, "{}", line_of(&answer(&line)))
            .and_then(|()| output.flush())
            .map_err(io("standard output"))?;
    }
    Ok(())
}

/// A result as its line.
#[must_use]
pub fn line_of(result: &AthleteResult) -> String {
    // Numbers, text and dates only: what can be made can be written.
    serde_json::to_string(result).unwrap_or_else(|error| format!("{{\"error\":{{\"what\":\"{error}\"}}}}"))
}

/// Analyses the runner of one line. A panic is the loss of this line, not of the worker.
#[must_use]
pub fn answer(line: &str, keep: &Keep) -> AthleteResult {
    let request = match Request::parse(line) {
        Ok(request) => request,
        Err((athlete, failure)) => return AthleteResult::failed(athlete, failure),
    };
    let athlete = request.athlete.clone();
    let result = catch_unwind(AssertUnwindSafe(|| analysed(&request, keep)));
    match result {
        Ok(Ok(result)) => result,
        Ok(Err(error)) => AthleteResult::failed(athlete, Failure::from(&error)),
        Err(_) => AthleteResult::failed(
            athlete,
            Failure {
                what: "the analysis stopped unexpectedly".into(),
                place: None,
                remedy: "please report this with `shakeout analyze` on the runner's archive".into(),
            },
        ),
    }
}

fn analysed(request: &Request, keep: &Keep) -> Result<AthleteResult> {
    let config = AnalyzeConfig::resolve(&request.typed()?)?;
    let report = pipeline::analyze(&config, &|_event| ())?;
    let mut result = AthleteResult::of(&request.athlete, &report);
    result.inputs.clone_from(&request.inputs);
    if let Some(folder) = &keep.tables {
        let mut files = tables(&report, &result)?;
        if keep.reports {
            let pages = pipeline::draw(&report, Some(1))?;
            files.extend(
                pages.into_iter().map(|file| OutputFile { path: format!("report/{}", file.path), ..file }),
            );
        }
        write_folder(&folder.join(folder_of(&request.athlete)), &files)?;
    }
    Ok(result)
}

fn tables(report: &Report, result: &AthleteResult) -> Result<Vec<OutputFile>> {
    let scale = report.soreness.as_ref().map(|info| info.scale);
    let file = |path: &str, bytes: Vec<u8>| OutputFile { path: path.into(), bytes };
    Ok(vec![
        file("result.json", line_of(result).into_bytes()),
        file("activities.parquet", store::activities_parquet(&report.activities)?),
        file("days.parquet", store::days_parquet(&report.days, &report.extra_names, scale)?),
    ])
}
