//! Specification curve: the answer under other class cut-offs and other covariates, all shown
//! (Simonsohn, Simmons & Nelson 2020). It shows how much hangs on choices that could have been made otherwise.

use super::diagnostics::Specification;
use super::diary;
use super::eligible::{Record, eligible};
use super::estimate::{NoEstimate, Primary, least_squares, primary};
use super::frame::Frame;
use super::gate::gate;
use super::sensitivity::rich;
use super::verdict::verdict;
use super::{DayLog, Settings, Status, sentence};
use crate::day::DayKind;

/// The answer for every log and covariate set, in this order. The first log is that of the headline; the
/// others are the same days under other class cut-offs, each with a label.
///
/// A log in which the cut-offs change no day is the same analysis once more, and left out: it would only
/// make agreement look better than it is.
#[must_use]
pub fn specifications<'a>(
    logs: impl IntoIterator<Item = (&'a str, &'a DayLog)>,
    settings: &Settings,
) -> Vec<Specification> {
    let mut seen: Vec<&DayLog> = Vec::new();
    let mut all = Vec::new();
    for (cutoffs, log) in logs {
        if seen.iter().any(|earlier| same_classes(earlier, log)) {
            continue;
        }
        let headline = seen.is_empty();
        seen.push(log);
        let under = of_log(log, settings).into_iter().enumerate();
        all.extend(under.map(|(set, (covariates, frame, fit))| {
            let (easy_days, rest_days) = frame.arms();
            let closed = gate(&frame, &fit, settings);
            let estimate = fit.ok().filter(|_| closed.is_none()).map(|primary| primary.estimate);
            let open = estimate.map(|estimate| verdict(&estimate, settings.smallest_effect));
            Specification {
                cutoffs: cutoffs.to_owned(),
                covariates: covariates.to_owned(),
                headline: headline && set == 0,
                status: closed.map(|closed| closed.status).or(open).unwrap_or(Status::NotEnoughData),
                estimate,
                easy_days,
                rest_days,
            }
        }));
    }
    all
}

fn same_classes(a: &DayLog, b: &DayLog) -> bool {
    a.kind == b.kind && a.hard_load == b.hard_load && a.easy_min == b.easy_min
}

/// Covariate sets of one log, that of the headline first, with their rows and fits.
fn of_log(log: &DayLog, settings: &Settings) -> Vec<(&'static str, Frame, Result<Primary, NoEstimate>)> {
    let record = Record::new(log);
    let core = Frame::new(&record, &eligible(&record, DayKind::Easy, 1), 1);
    let columns = diary::columns(log, &core);
    let corrected = |frame: &Frame| primary(frame, settings);
    let lean = core.clone().without("H1");
    let (rich, _) = rich(&record, &core, settings);
    let rich_fit = least_squares(&rich).map(|fit| Primary { estimate: fit.interval(), fit });
    let mut sets = vec![
        ("as in the headline", corrected(&core)),
        ("without \"hard day yesterday\"", corrected(&lean)),
        ("with more covariates", rich_fit),
    ]
    .into_iter()
    .zip([core.clone(), lean, rich])
    .map(|((label, fit), frame)| (label, frame, fit))
    .collect::<Vec<_>>();
    if !columns.usable.is_empty() {
        let (_, with) = diary::without_and_with(&core, &columns);
        let fit = corrected(&with);
        sets.push(("with the diary's columns", with, fit));
    }
    sets
}

/// How many of the others agree with the headline, and how far they spread, in a sentence; `None` without an
/// estimate or anything to compare it with.
#[must_use]
pub fn agreement(all: &[Specification], settings: &Settings) -> Option<String> {
    let headline = all.iter().find(|one| one.headline && one.estimate.is_some())?;
    let others: Vec<&Specification> = all.iter().filter(|one| !one.headline).collect();
    let count = |test: &dyn Fn(&Specification) -> bool| others.iter().filter(|one| test(one)).count();
    let agree = count(&|one| one.status == headline.status);
    let closed = count(&|one| one.estimate.is_none());
    let choices = if others.iter().any(|one| one.cutoffs != headline.cutoffs) {
        "limits between easy, moderate and hard, and of covariates,"
    } else {
        "covariates"
    };
    let estimates = all.iter().filter_map(|one| one.estimate).map(|estimate| estimate.estimate);
    let (low, high) = estimates.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), e| (l.min(e), h.max(e)));
    let mut words = match others.len() {
        0 => return None,
        1 => format!(
            "One other choice of {choices} gives {} verdict",
            if agree == 1 { "the same" } else { "another" }
        ),
        n => format!("Of {n} other choices of {choices} {agree} give the same verdict"),
    };
    if matches!(headline.status, Status::Helps | Status::Hurts) {
        let opposite = if headline.status == Status::Helps { Status::Hurts } else { Status::Helps };
        words.push_str(&match count(&|one| one.status == opposite) {
            0 => ", none the opposite one".to_owned(),
            n => format!(", {n} the opposite one"),
        });
    }
    if closed > 0 {
        words.push_str(&format!(", {closed} leave too few comparable days to answer"));
    }
    Some(format!("{words}. All estimates lie within {}.", sentence::range(low, high, settings)))
}
