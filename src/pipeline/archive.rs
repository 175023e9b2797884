//! Archive: what was read becomes the activities that count, and these become sessions.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;

use super::in_pool;
use super::outcome::{ContentHash, Fate, FileOutcome};
use crate::anonymize;
use crate::classify::{Classified, Classifier, Cutoffs, SessionClass, Stability, classify_with};
use crate::config::AnalyzeConfig;
use crate::corroborate::{self, Stray};
use crate::digest::HrHistogram;
use crate::error::Result;
use crate::label::Label;
use crate::measure::{self, Measured, zones};
use crate::merge::{self, Duplicate, Recording};
use crate::session::Session;
use crate::source::{self, Daily, Listing, join::Tally};
use crate::thresholds::{self, DatedDigest, Thresholds};
use crate::zone::{Local, Zones};

/// The archive after merging: every file's fate, and the activities that count.
pub(super) struct Archive {
    pub(super) outcomes: Vec<FileOutcome>,
    /// (file, the earlier file with the same bytes).
    pub(super) copies: BTreeMap<usize, usize>,
    pub(super) duplicates: Vec<Duplicate>,
    /// Activities that are kept out of the record.
    pub(super) strays: Vec<Stray>,
    /// Which these are, in sentences.
    pub(super) stray_notes: Vec<String>,
    /// What became of the entries of each list, by file.
    pub(super) lists: BTreeMap<usize, Tally>,
    /// Activities that are kept, by start.
    pub(super) kept: Vec<Kept>,
    /// What exports know of single days.
    pub(super) daily: Daily,
    /// Why the files seem to be those of two runners.
    pub(super) two_runners: Option<String>,
}

/// A recording that is no duplicate, with its local day.
pub(super) struct Kept {
    pub(super) recording: Recording,
    pub(super) local: Local,
}

/// Measurements of the archive's activities.
pub(super) struct Measurements {
    pub(super) thresholds: Thresholds,
    /// In the order of [`Archive::kept`].
    pub(super) sessions: Vec<Session>,
    /// How zones were determined, in words.
    pub(super) zone_rule: String,
    /// How many runs change class when thresholds are a little off.
    pub(super) stability: Stability,
    /// Classes of the sessions under every set of class cut-offs, with its label; the first is the one used.
    pub(super) classes: Vec<(String, Vec<SessionClass>)>,
}

impl Archive {
    pub(super) fn merge(mut outcomes: Vec<FileOutcome>, zones: &Zones) -> Self {
        let mut first_with: BTreeMap<ContentHash, usize> = BTreeMap::new();
        let mut copies = BTreeMap::new();
        // Most files hold one activity.
        let (mut recordings, mut lists) = (Vec::with_capacity(outcomes.len()), Vec::new());
        for (source, outcome) in outcomes.iter_mut().enumerate() {
            if !matches!(outcome.fate, Fate::Read { .. } | Fate::Listed(_)) {
                continue;
            }
            if let Some(content) = outcome.content {
                if let Some(&first) = first_with.get(&content) {
                    copies.insert(source, first);
                    continue;
                }
                first_with.insert(content, source);
            }
            match &mut outcome.fate {
                Fate::Read { digests, .. } => {
                    let taken = std::mem::take(digests).into_iter();
                    recordings.extend(taken.map(|digest| Recording { source, digest }));
                }
                Fate::Listed(listing) => {
                    let kind = listing.kind;
                    let listing = std::mem::replace(&mut **listing, Listing::new(kind));
                    lists.push(source::join::ListFile { source, listing });
                }
                Fate::Skipped(_) | Fate::Failed(_) => {}
            }
        }
        let labels: Vec<&Label> = outcomes.iter().map(|outcome| &outcome.label).collect();
        let mut daily = source::join::daily(&lists);
        let lists = source::join::join(&mut recordings, &mut lists, &labels, &copies, zones);
        let two_runners = corroborate::two_runners(&recordings);
        let mut merged = merge::merge(recordings);
        corroborate::refuse_heart_rates(&mut merged.kept);
        let strays = corroborate::take_strays(&mut merged.kept);
        let named = |stray: &Stray| format!("{}: {}.", outcomes[stray.source].label, stray.reason);
        let stray_notes = strays.iter().map(named).collect();
        // Decoders let no time outside 1990..=2100 through, so there is always a day.
        let kept = merged.kept.into_iter().filter_map(|recording| {
            let digest = &recording.digest;
            let date_only = digest.records == 0;
            let local = zones.local(digest.start, digest.utc_offset_s, digest.zone.as_deref(), date_only)?;
            Some(Kept { recording, local })
        });
        let kept: Vec<Kept> = kept.collect();
        if let Some(last) = kept.iter().map(|kept| kept.local.day).max() {
            daily.date_settings(last);
        }
        let duplicates = merged.duplicates;
        Self { outcomes, copies, duplicates, strays, stray_notes, lists, kept, daily, two_runners }
    }

    /// The same for an anonymized report, `days` later: no sentence has a date or the name of a file.
    pub(super) fn anonymized(mut self, days: i32) -> Self {
        for kept in &mut self.kept {
            kept.local.day = anonymize::moved(kept.local.day, days);
        }
        self.stray_notes = anonymize::of_strays(self.strays.len());
        self.two_runners = self.two_runners.map(|_| corroborate::TWO_RUNNERS.to_owned());
        self
    }

    /// The activities with their local days.
    pub(super) fn dated(&self) -> Vec<DatedDigest<'_>> {
        let dated = self.kept.iter();
        dated.map(|kept| DatedDigest { date: kept.local.day, digest: &kept.recording.digest }).collect()
    }

    /// Choices that moved activities on the days of which `asked` holds to another day or to another sport, in
    /// sentences.
    pub(super) fn moved_days(&self, asked: impl Fn(Date) -> bool) -> Vec<String> {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for kept in self.kept.iter().filter(|kept| asked(kept.local.day)) {
            let choices = kept.recording.digest.clean.choices.iter().filter(|choice| choice.moves_day);
            choices.for_each(|choice| *count.entry(&*choice.kind).or_default() += 1);
        }
        let sentence = |(kind, n): (&str, usize)| match n {
            1 => format!(
                "One activity counts on another day, or as another sport, than its file says: {kind}."
            ),
            n => format!(
                "{n} activities count on another day, or as another sport, than their files say: {kind}."
            ),
        };
        count.into_iter().map(sentence).collect()
    }

    /// Hash of each recording and list.
    pub(super) fn contents(&self) -> Vec<u128> {
        let used = |outcome: &&FileOutcome| matches!(outcome.fate, Fate::Read { .. } | Fate::Listed(_));
        self.outcomes
            .iter()
            .filter(used)
            .filter_map(|outcome| outcome.content)
            .map(u128::from_be_bytes)
            .collect()
    }

    pub(super) fn measure(&self, config: &AnalyzeConfig) -> Result<Measurements> {
        let dated = self.dated();
        let thresholds = thresholds::resolve(&config.analysis.athlete, &dated, &self.daily.facts);
        in_pool(config.read.jobs, || {
            let alone = dated.par_iter().map(|activity| measure::alone(activity, &thresholds)).collect();
            let measured = measure::together(&dated, alone);
            let cutoffs = Cutoffs { intent: config.analysis.intent, ..Cutoffs::default() };
            let classifier = Classifier::of(&dated, cutoffs);
            let classes: Vec<(Classified, Stability)> = dated
                .par_iter()
                .map(|activity| {
                    let athlete = thresholds.on(activity.date);
                    let stability = Stability::of(&classifier, activity, &athlete);
                    (classifier.classify(activity, &athlete), stability)
                })
                .collect();
            let stability = classes.iter().fold(Stability::default(), |sum, (_, one)| sum.plus(*one));
            let under = |(label, cutoffs): (String, Cutoffs)| {
                let classes = classify_with(&dated, &thresholds, &cutoffs);
                (label, classes.into_iter().map(|classified| classified.class).collect())
            };
            let other =
                config.soreness.is_some().then(|| cutoffs.alternatives().into_iter().map(under).collect());
            let zone_rule = zones::summary(measured.iter().map(|measured| measured.zone_rule));
            let parts = self.kept.iter().zip(measured).zip(classes);
            let sessions =
                parts.map(|((kept, measured), (class, _))| self.session(kept, measured, class)).collect();
            Measurements { thresholds, sessions, zone_rule, stability, classes: other.unwrap_or_default() }
        })
    }

    fn session(&self, kept: &Kept, measured: Measured, classified: Classified) -> Session {
        let Kept { recording: Recording { source, digest }, local } = kept;
        let Classified { class, reasons, meant, judged, evidence, dose } = classified;
        let heart = evidence.heart.filter(|_| judged.scores.heart_weight > 0.0);
        Session {
            meant,
            intensity: judged.intensity,
            intensity_score: judged.scores.mean.zip(judged.scores.p90).map(|(mean, p90)| mean.max(p90)),
            hr_of_threshold: heart.map(|heart| heart.mean),
            pace_of_threshold: evidence.pace.map(|pace| pace.mean),
            above_threshold_min: heart.map(|h| h.above_min).or(evidence.pace.map(|p| p.above_min)),
            dose,
            start: digest.start,
            local_date: local.day,
            utc_offset_s: local.offset_s,
            zone_source: local.source,
            sport: digest.sport,
            sub_sport: digest.sub_sport.clone(),
            name: digest.name.clone(),
            class,
            class_reasons: reasons,
            elapsed_s: digest.elapsed_s,
            timer_s: digest.timer_s,
            moving_s: digest.moving_s,
            distance_m: digest.distance_m,
            ascent_m: digest.ascent_m,
            descent_m: digest.descent_m,
            hr_mean_bpm: digest.hr.as_ref().and_then(HrHistogram::mean_bpm).or(digest.summary_hr_bpm),
            cadence_spm: digest.cadence_spm,
            rpe: digest.rpe,
            load: measured.load,
            load_source: measured.load_source,
            hr_coverage: measured.hr_coverage,
            metrics: measured.metrics,
            zone_min: measured.zone_min,
            device: digest.device.clone(),
            has_positions: digest.gps_records > 0,
            choices: digest.clean.choices.iter().map(|choice| choice.kind.to_string()).collect(),
            file: self.outcomes[*source].label.clone(),
            index: digest.index,
        }
    }
}

impl Measurements {
    /// The same, `days` later.
    pub(super) fn moved(self, days: i32) -> Self {
        let sessions = self.sessions.into_iter().map(|session| session.moved(days)).collect();
        Self { thresholds: self.thresholds.moved(days), sessions, ..self }
    }
}
