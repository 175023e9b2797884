//! Effect: is next-morning soreness lower after an easy run than after rest, all else equal?
//!
//! Plain slices in, plain numbers out: no tables, no files, no drawing. Deterministic.
//! Sign everywhere: soreness after an easy run minus soreness after rest; negative = easy helps.

pub mod balance;
pub mod breaks;
pub mod dates;
pub mod diagnostics;
pub mod diary;
pub mod dose;
pub mod eligible;
pub mod estimate;
pub mod evening;
pub mod event_study;
pub mod evidence;
pub mod findings;
pub mod frame;
pub mod gate;
pub mod habits;
pub mod lag_profile;
pub mod lags;
pub mod linear;
pub mod model;
pub mod naive;
pub mod odds;
pub mod outcome;
pub mod over_time;
pub mod overlap_weighted;
pub mod permutation;
pub mod plan;
pub mod proportional_odds;
pub mod rng;
pub mod robustness;
pub mod scale_change;
pub mod scale_jump;
pub mod sensitivity;
pub mod sentence;
pub mod small_sample;
pub mod specification;
pub mod strata;
pub mod trial;
pub mod verdict;

pub use diagnostics::Diagnostics;
pub use event_study::event_study;
pub use gate::MIN_ARM;
pub use model::{Analysis, Answer, DayLog, Estimate, Lag, Naive, NamedEstimate, Settings, Status};
pub use outcome::Outcome;
pub use robustness::Robustness;
pub use specification::{agreement, specifications};

use crate::day::DayKind;
use eligible::{Record, eligible};
use frame::Frame;

/// The headline alone: eligibility, estimate, gate, verdict. Equal to the `answer` of [`analyse`].
#[must_use]
pub fn headline(log: &DayLog, settings: &Settings) -> Answer {
    let record = Record::new(log);
    let frame = Frame::new(&record, &eligible(&record, DayKind::Easy, 1), 1);
    if settings.evening {
        return verdict::refused(&frame, evening::reason(&evening::bracket(log), settings), settings);
    }
    match gate::refusal(&record, &dates::dates(&record)) {
        Some(closed) => verdict::refused(&frame, closed.reason, settings),
        None => verdict::answer(&frame, &estimate::primary(&frame, settings), settings),
    }
}

/// The whole analysis of a log.
#[must_use]
pub fn analyse(log: &DayLog, settings: &Settings) -> Analysis {
    let record = Record::new(log);
    let chosen = eligible(&record, DayKind::Easy, 1);
    let frame = Frame::new(&record, &chosen, 1);
    let columns = diary::columns(log, &frame);
    let empty = Analysis {
        answer: verdict::refused(&frame, String::new(), settings),
        naive: naive::naive(&frame),
        lags: Vec::new(),
        sensitivity: Vec::new(),
        strata: Vec::new(),
        robustness: None,
        findings: Vec::new(),
        missing_by_arm: robustness::missing_by_arm(&chosen, &frame),
        habits: Vec::new(),
        over_time: Vec::new(),
        diagnostics: Diagnostics { evidence: evidence::evidence(settings), ..Diagnostics::default() },
        scale_jump: scale_jump::scale_jump(log),
        co_interventions: columns.co_interventions.clone(),
        excluded: chosen.excluded.clone(),
    };
    if settings.evening {
        let sensitivity = evening::bracket(log);
        let answer = verdict::refused(&frame, evening::reason(&sensitivity, settings), settings);
        return Analysis { answer, sensitivity, ..empty };
    }
    let dates = dates::dates(&record);
    let findings = findings::findings(&record, &dates, settings);
    let fit = estimate::primary(&frame, settings);
    let refusal = gate::refusal(&record, &dates);
    // Nothing can be told from mornings that do not mean the same, or that are not those they are filed under.
    let sound = refusal.is_none();
    let answer = match refusal {
        Some(closed) => verdict::refused(&frame, closed.reason, settings),
        None => verdict::answer(&frame, &fit, settings),
    };
    let mut lags = lags::lags(&record, &frame, &answer);
    let mut strata = strata::strata(&record, &frame, &answer, settings);
    strata::adjust_family(&mut strata, &mut lags);
    let fit = fit.ok();
    let sensitivity = sensitivity::sensitivity(&record, &frame, fit.as_ref(), &answer, &columns, settings);
    let robustness = fit.filter(|_| answer.estimate.is_some()).map(|primary| {
        let fragile_because = sensitivity::far_from(&primary.estimate, &sensitivity);
        robustness::robustness(&record, &chosen, &frame, &primary, fragile_because)
    });
    let shown = answer.estimate.is_some();
    Analysis {
        habits: if shown { habits::habits(&record, &frame, settings) } else { Vec::new() },
        over_time: if sound { over_time::over_time(&frame, record.span(), settings) } else { Vec::new() },
        diagnostics: if sound { diagnostics(&record, &frame, &answer, settings) } else { empty.diagnostics },
        answer,
        lags,
        sensitivity,
        strata,
        robustness,
        findings,
        ..empty
    }
}

/// The answer in other lights, as far as one log can tell; other class cut-offs need other logs
/// (see [`specifications`]).
fn diagnostics(record: &Record<'_>, frame: &Frame, answer: &Answer, settings: &Settings) -> Diagnostics {
    let specifications = specifications([("classes as they are", record.log)], settings);
    Diagnostics {
        profile: Some(lag_profile::lag_profile(record, settings)),
        balance: balance::balance(frame),
        dose: answer.estimate.and_then(|_| dose::dose(record, frame)),
        agreement: agreement(&specifications, settings),
        specifications,
        evidence: evidence::evidence(settings),
    }
}
