//! Onboard: `doctor` and `profile init`, which examine an archive before its answer.

use std::collections::BTreeMap;

use super::tables::OpenedLog;
use super::{Progress, assemble, beside, merged, no_activities};
use crate::config::AnalyzeConfig;
use crate::config::profile_init::{self, Places};
use crate::doctor::{self, Examination};
use crate::error::Result;
use crate::thresholds;
use crate::zone::ZoneSource;

/// Examines an archive: what it holds, what is missing for an answer and what would help most. A log that
/// cannot be used and an archive without an activity are findings, not errors.
///
/// # Errors
/// A path that is not there.
pub fn doctor(config: &AnalyzeConfig, progress: Progress<'_>) -> Result<Examination> {
    let log = config.soreness.as_deref().map(|path| OpenedLog::open(path, &config.analysis)).transpose();
    let archive = merged(config, progress)?;
    let measured = archive.measure(config)?;
    let diary =
        log.and_then(|log| log.map(|log| beside(log, &archive, &measured, &config.analysis)).transpose());
    let (diary, log_problem) = match diary {
        Ok(diary) => (diary, None),
        Err(error) => (None, Some(error.to_string())),
    };
    let report = assemble::report(&archive, &measured, diary.as_ref(), &config.analysis)?;
    Ok(doctor::examine(&doctor::Seen {
        report: &report,
        thresholds: &measured.thresholds,
        log_problem: log_problem.as_deref(),
        typed: &doctor::Typed {
            paths: config.paths.clone(),
            soreness: config.soreness.clone(),
            profile: config.analysis.profile.clone(),
        },
    }))
}

/// Writes the text of a `shakeout.toml` with what the archive shows about its runner.
///
/// # Errors
/// As [`analyze`](super::analyze).
pub fn profile(config: &AnalyzeConfig, progress: Progress<'_>) -> Result<String> {
    let archive = merged(config, progress)?;
    if archive.kept.is_empty() {
        return Err(no_activities(config, &archive));
    }
    let thresholds = thresholds::resolve(&config.analysis.athlete, &archive.dated(), &archive.daily.facts);
    let mut zones: BTreeMap<&str, usize> = BTreeMap::new();
    for zone in archive.kept.iter().filter_map(|kept| kept.recording.digest.zone.as_deref()) {
        *zones.entry(zone).or_default() += 1;
    }
    let places = Places {
        activities: archive.kept.len(),
        without_zone: archive.kept.iter().filter(|kept| kept.local.source == ZoneSource::Machine).count(),
        usual: zones.into_iter().max_by_key(|&(_, n)| n).map(|(zone, _)| zone.to_owned()),
    };
    Ok(profile_init::toml(&thresholds, &config.analysis, &places))
}
