//! Thresholds: what is known of the runner on a date (HRmax, HRrest, LTHR, threshold speed, body
//! data), each value with where it comes from. Declared > watch > archive > formula. The archive is
//! pooled (see [`pool`]): no value jumps at New Year, and no single run moves one.

mod archive;
pub mod declared;
mod describe;
pub mod pool;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Span;
use jiff::civil::Date;

use crate::activity::{FileThresholds, ThresholdMessage};
use crate::day::days_between;
use crate::digest::Digest;
use crate::stats::{median_of, quantile};

use archive::Archive;
pub use declared::AthleteBlock;
use declared::{ByDay, Declared};
pub(crate) use describe::MOST_ROWS;
pub use describe::{History, Stretch, ThresholdRow};

/// An activity with the local date that it counts on.
#[derive(Clone, Copy, Debug)]
pub struct DatedDigest<'a> {
    /// Local date.
    pub date: Date,
    /// The activity.
    pub digest: &'a Digest,
}

/// Where a threshold comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Provenance {
    /// `shakeout.toml`.
    Declared {
        /// First day of the block; `None`: always.
        from: Option<Date>,
    },
    /// A value that a file carries of its owner.
    File {
        /// Local date of that file's activity.
        date: Date,
    },
    /// Worked out from the runner's own runs.
    Archive {
        /// What was done, in words.
        method: &'static str,
        /// Dates of the runs that it rests on; shared by all the days on which it holds.
        runs: Arc<[Date]>,
    },
    /// A usual share of HRmax: no half hour of this runner shows a better one.
    Share,
    /// An age formula (Tanaka 2001: 208 - 0.7 age).
    Formula {
        /// Age on that date, years.
        age_y: f64,
    },
}

/// A value with its provenance, or the reason why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact<T> {
    /// Known.
    Known {
        /// The value.
        value: T,
        /// Where it comes from.
        provenance: Provenance,
    },
    /// Not known.
    Unknown {
        /// Why, in words, with the remedy.
        reason: Cow<'static, str>,
    },
}

impl<T: Copy> Fact<T> {
    /// The value, if it is known.
    #[must_use]
    pub const fn value(&self) -> Option<T> {
        match self {
            Self::Known { value, .. } => Some(*value),
            Self::Unknown { .. } => None,
        }
    }

    /// Where it comes from, if it is known.
    #[must_use]
    pub const fn provenance(&self) -> Option<&Provenance> {
        match self {
            Self::Known { provenance, .. } => Some(provenance),
            Self::Unknown { .. } => None,
        }
    }

    fn known(value: T, provenance: Provenance) -> Self {
        Self::Known { value, provenance }
    }

    fn unknown(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::Unknown { reason: reason.into() }
    }
}

/// What is known of the runner on one date.
#[derive(Clone, Debug, PartialEq)]
pub struct Athlete {
    /// HRmax, bpm.
    pub hr_max_bpm: Fact<f64>,
    /// Resting heart rate, bpm. Never assumed.
    pub hr_rest_bpm: Fact<f64>,
    /// Heart rate at the lactate threshold, bpm.
    pub lthr_bpm: Fact<f64>,
    /// Threshold speed on the flat, m/s.
    pub threshold_mps: Fact<f64>,
    /// Months between the date and the run that supports the threshold speed; `None`: declared, or not
    /// known.
    pub threshold_months: Option<f64>,
    /// `true`: female.
    pub female: Fact<bool>,
    /// Weight, kg.
    pub weight_kg: Fact<f64>,
    /// Age, whole years (by calendar year).
    pub age_y: Fact<f64>,
}

impl Athlete {
    /// HRrest and HRmax, bpm, when both are known and leave a reserve.
    #[must_use]
    pub fn reserve_bpm(&self) -> Option<(f64, f64)> {
        let (rest, max) = (self.hr_rest_bpm.value()?, self.hr_max_bpm.value()?);
        (rest < max).then_some((rest, max))
    }
}

/// Values that files carry, by the local date of their activity. The last one of a day stays.
#[derive(Clone, Debug, Default)]
struct FileFacts {
    hr_max_bpm: BTreeMap<Date, f64>,
    hr_rest_bpm: BTreeMap<Date, f64>,
    lthr_bpm: BTreeMap<Date, f64>,
    threshold_mps: BTreeMap<Date, f64>,
    female: BTreeMap<Date, bool>,
    weight_kg: BTreeMap<Date, f64>,
    /// Age turned into a year of birth.
    born: BTreeMap<Date, f64>,
}

impl FileFacts {
    fn add(&mut self, date: Date, file: &FileThresholds) {
        let keep = |into: &mut BTreeMap<Date, f64>, value: Option<f64>, low: f64, high: f64| {
            // DEVICE: unset profile fields come as 0 or as 255; nobody's value lies there.
            if let Some(v) = value.filter(|v| (low..=high).contains(v)) {
                into.insert(date, v);
            }
        };
        keep(&mut self.hr_max_bpm, file.hr_max_bpm, 100.0, 230.0);
        keep(&mut self.hr_rest_bpm, file.hr_rest_bpm, 25.0, 110.0);
        keep(&mut self.lthr_bpm, file.lthr_bpm, 80.0, 220.0);
        keep(&mut self.threshold_mps, file.threshold_mps, 1.5, 6.5);
        keep(&mut self.weight_kg, file.weight_kg, 20.0, 300.0);
        let born = file.age_y.filter(|a| (5.0..=110.0).contains(a)).map(|a| f64::from(date.year()) - a);
        keep(&mut self.born, born, f64::MIN, f64::MAX);
        if let Some(female) = file.female {
            self.female.insert(date, female);
        }
    }
}

/// The value of the last file on or before `date`; before the first such file, that of the first.
///
/// METHOD: a value in a file holds until a later file says otherwise. Before the first one it is
/// carried back for a year at most: devices are bought, and what they learn in 2026 says little
/// about 2016.
fn of_file<T: Copy>(by_date: &BTreeMap<Date, T>, date: Date) -> Option<(T, Date)> {
    if let Some((&day, &value)) = by_date.range(..=date).next_back() {
        return Some((value, day));
    }
    let (&day, &value) = by_date.iter().next()?;
    (days_between(date, day) <= 365).then_some((value, day))
}

/// Share of the recent nights with a lower resting heart rate than the one that is used ...
const RESTING_QUANTILE: f64 = 0.10;
/// ... and the fewest nights that show it; the median of fewer.
const RESTING_NIGHTS: usize = 10;

/// Resting heart rate of the files: a low quantile of their values in the 90 days up to `date`, else as
/// [`of_file`].
///
/// METHOD: watches re-estimate it every night. Fever, drink and a hard day raise it, and hardly anything
/// lowers it, so that rest is at the lower end of the nights; the lowest of all may be a loose strap.
fn resting_of_files(by_date: &BTreeMap<Date, f64>, date: Date) -> Option<Fact<f64>> {
    let from = date.saturating_sub(Span::new().days(90));
    let mut recent: Vec<f64> = by_date.range(from..=date).map(|(_, bpm)| *bpm).collect();
    recent.sort_by(f64::total_cmp);
    let share = if recent.len() < RESTING_NIGHTS { 0.5 } else { RESTING_QUANTILE };
    let (last, day) = of_file(by_date, date)?;
    Some(Fact::known(quantile(&recent, share).unwrap_or(last), Provenance::File { date: day }))
}

/// The runner's thresholds over the whole archive.
#[derive(Clone, Debug)]
pub struct Thresholds {
    /// What the runner says.
    declared: Declared,
    files: FileFacts,
    archive: Archive,
    /// Threshold speed of the archive on each date of an activity.
    speeds: BTreeMap<Date, pool::Speed>,
    lthr_readings: LthrReadings,
    /// Dates of all activities, without repetition.
    dates: Vec<Date>,
    /// Days between the dates of the archive and those that are asked for and shown: 0 but in a report
    /// whose dates were moved.
    moved_days: i32,
}

/// What exports of an account say of the runner on single dates, apart from any activity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DailyFacts {
    /// Resting heart rate, bpm.
    pub hr_rest_bpm: BTreeMap<Date, f64>,
    /// HRmax as set or detected, bpm.
    pub hr_max_bpm: BTreeMap<Date, f64>,
    /// Heart rate at the lactate threshold, bpm.
    pub lthr_bpm: BTreeMap<Date, f64>,
    /// Weight, kg.
    pub weight_kg: BTreeMap<Date, f64>,
    /// Upper bounds of the heart-rate zones, lowest zone first, bpm.
    pub hr_zones_bpm: BTreeMap<Date, Vec<f64>>,
}

impl DailyFacts {
    /// Number of facts.
    #[must_use]
    pub fn values(&self) -> usize {
        let facts = [&self.hr_rest_bpm, &self.hr_max_bpm, &self.lthr_bpm, &self.weight_kg];
        facts.into_iter().map(BTreeMap::len).sum::<usize>() + self.hr_zones_bpm.len()
    }

    /// The facts of `date` in the form in which files carry them.
    fn on(&self, date: Date) -> FileThresholds {
        let of = |facts: &BTreeMap<Date, f64>| facts.get(&date).copied();
        FileThresholds {
            hr_max_bpm: of(&self.hr_max_bpm),
            hr_max_from: of(&self.hr_max_bpm).map(|_| ThresholdMessage::Export),
            hr_rest_bpm: of(&self.hr_rest_bpm),
            lthr_bpm: of(&self.lthr_bpm),
            weight_kg: of(&self.weight_kg),
            ..FileThresholds::default()
        }
    }

    /// Every date of which something is said.
    fn dates(&self) -> BTreeSet<Date> {
        let facts = [&self.hr_rest_bpm, &self.hr_max_bpm, &self.lthr_bpm, &self.weight_kg];
        facts.into_iter().flat_map(|facts| facts.keys().copied()).collect()
    }
}

/// Thresholds from the declared blocks, the files, the daily facts of exports, and the archive.
#[must_use]
pub fn resolve(blocks: &[AthleteBlock], activities: &[DatedDigest<'_>], daily: &DailyFacts) -> Thresholds {
    let mut ordered: Vec<&DatedDigest<'_>> = activities.iter().collect();
    ordered.sort_by_key(|a| (a.date, a.digest.start));
    let mut files = FileFacts::default();
    for activity in &ordered {
        files.add(activity.date, &activity.digest.thresholds);
    }
    // After the files: a value of the day itself is nearer to the runner than one that a file carries along.
    for date in daily.dates() {
        files.add(date, &daily.on(date));
    }
    let mut dates: Vec<Date> = ordered.iter().map(|a| a.date).collect();
    dates.dedup();
    let mut thresholds = Thresholds {
        declared: Declared::of(blocks),
        files,
        archive: Archive::of(&ordered),
        speeds: BTreeMap::new(),
        lthr_readings: LthrReadings::default(),
        dates,
        moved_days: 0,
    };
    thresholds.speeds = thresholds
        .dates
        .iter()
        .filter_map(|&date| Some((date, pool::threshold_speed(&thresholds.archive.pace.half_hours, date)?)))
        .collect();
    thresholds.lthr_readings = LthrReadings::of(&thresholds);
    thresholds
}

/// The watch's own readings of LTHR that can be right.
#[derive(Clone, Debug, Default)]
struct LthrReadings {
    /// By date, bpm.
    bpm: BTreeMap<Date, f64>,
    /// Their median share of HRmax; `None` below [`LEAST_READINGS`].
    share: Option<f64>,
}

/// Shares of HRmax at which a watch's LTHR can be right.
const LTHR_OF_HR_MAX: std::ops::RangeInclusive<f64> = 0.865..=0.975;
/// Fewer readings of a watch are not believed.
const LEAST_READINGS: usize = 5;
/// A reading holds for so many runs.
const READING_HOLDS_RUNS: usize = 60;
/// A threshold speed that an export has counts from this share of what the runs show on.
const LEAST_OF_SHOWN: f64 = 0.97;
/// LTHR as a share of HRmax where no half hour of the runner's own shows it.
const USUAL_LTHR_SHARE: f64 = 0.91;

impl LthrReadings {
    fn of(thresholds: &Thresholds) -> Self {
        let share = |date: Date, bpm: f64| {
            let max = thresholds.hr_max(date, thresholds.age(date).value()).value()?;
            Some(bpm / max).filter(|share| LTHR_OF_HR_MAX.contains(share))
        };
        let readings: Vec<(Date, f64, f64)> = thresholds
            .files
            .lthr_bpm
            .iter()
            .filter_map(|(&date, &bpm)| Some((date, bpm, share(date, bpm)?)))
            .collect();
        let shares = readings.iter().map(|(_, _, share)| *share).collect();
        let share = median_of(shares, LEAST_READINGS);
        Self { bpm: readings.into_iter().map(|(date, bpm, _)| (date, bpm)).collect(), share }
    }
}

impl Thresholds {
    /// The same thresholds for activities whose dates were moved by `days`: asked for and told in moved
    /// dates. They stay what the true dates gave, also where a calendar year decides.
    #[must_use]
    pub fn moved(mut self, days: i32) -> Self {
        self.moved_days += days;
        self
    }

    /// What is known on `date`.
    #[must_use]
    pub fn on(&self, date: Date) -> Athlete {
        self.known_on(date.saturating_sub(Span::new().days(self.moved_days)))
    }

    /// A date of the archive as it is shown.
    fn shown(&self, date: Date) -> Date {
        date.saturating_add(Span::new().days(self.moved_days))
    }

    /// What is known on a true date.
    fn known_on(&self, date: Date) -> Athlete {
        let age_y = self.age(date);
        let hr_max_bpm = self.hr_max(date, age_y.value());
        let hr_rest_bpm = self.hr_rest(date, hr_max_bpm.value());
        let (threshold_mps, threshold_months) = self.threshold_speed(date);
        Athlete {
            lthr_bpm: self.lthr(date, &hr_max_bpm),
            threshold_mps,
            threshold_months,
            female: self.female(date),
            weight_kg: self.weight(date),
            hr_max_bpm,
            hr_rest_bpm,
            age_y,
        }
    }

    /// One row for each threshold and each change of it in time.
    #[must_use]
    pub fn rows(&self) -> Vec<ThresholdRow> {
        describe::rows(self)
    }

    /// Each threshold, and the weight, over the time of the activities: every stretch of a value and of
    /// not knowing it. True dates, also where they are shown moved.
    #[must_use]
    pub fn history(&self) -> Vec<History> {
        describe::history(self)
    }

    /// Dates of all activities, oldest first, without repetition. True dates.
    #[must_use]
    pub fn dates(&self) -> &[Date] {
        &self.dates
    }

    /// What the runner should know about the thresholds, in sentences.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        describe::notes(self)
    }

    /// Declared > the watch's > the archive's > by age.
    fn hr_max(&self, date: Date, age_y: Option<f64>) -> Fact<f64> {
        if let Some((value, provenance)) = declared::on(&self.declared.hr_max_bpm, date) {
            return Fact::known(value, provenance);
        }
        let found = self.archive.hr_max(date, age_y);
        let seen = found.map(|(peak, _)| peak).or(self.archive.seen()).map(|peak| (peak, peak.on(date)));
        if let Some(watch) = self.hr_max_of_watch(date, age_y, seen.map(|(_, bpm)| bpm)) {
            return watch;
        }
        match (found, age_y) {
            (Some((peak, method)), _) => {
                Fact::known(peak.on(date), Provenance::Archive { method, runs: peak.runs.clone().into() })
            }
            (None, Some(age_y)) => Fact::known(tanaka(age_y), Provenance::Formula { age_y }),
            (None, None) => Fact::unknown(match seen {
                Some((peak, bpm)) if peak.looked_at >= archive::LEAST_RUNS => Cow::from(format!(
                    "the highest heart rate of several runs is {bpm:.0} bpm, too low to be a maximum; declare hr_max or born"
                )),
                _ => Cow::from(
                    "no declared value, none in the files, and fewer than 5 runs with heart rate; declare hr_max or born",
                ),
            }),
        }
    }

    /// The watch's HRmax where it can be right: not a formula of its own, and near to what runs reach.
    ///
    /// METHOD: it is carried forward; back only where no run shows anything, and a year at most.
    fn hr_max_of_watch(&self, date: Date, age_y: Option<f64>, seen_bpm: Option<f64>) -> Option<Fact<f64>> {
        let (value, of) = of_file(&self.files.hr_max_bpm, date)?;
        let by_formula = age_y.is_some_and(|age| (value - (220.0 - age)).abs() <= 1.0);
        let fits = seen_bpm.is_none_or(|seen| of <= date && (seen - 5.0..=seen + 15.0).contains(&value));
        (fits && !by_formula).then(|| Fact::known(value, Provenance::File { date: of }))
    }

    fn hr_rest(&self, date: Date, hr_max: Option<f64>) -> Fact<f64> {
        let declared = declared::on(&self.declared.hr_rest_bpm, date).map(|(value, p)| Fact::known(value, p));
        match declared.or_else(|| resting_of_files(&self.files.hr_rest_bpm, date)) {
            Some(Fact::Known { value, .. }) if hr_max.is_some_and(|max| value >= max) => {
                Fact::unknown(format!("a resting heart rate of {value:.0} bpm is not below HRmax"))
            }
            Some(fact) => fact,
            None => Fact::unknown(
                "neither declared nor in the files, and never assumed; declare hr_rest (measured on waking)",
            ),
        }
    }

    /// Declared > the watch's > the runner's own half hours > a usual share of HRmax.
    fn lthr(&self, date: Date, hr_max: &Fact<f64>) -> Fact<f64> {
        if let Some((value, provenance)) = declared::on(&self.declared.lthr_bpm, date) {
            return Fact::known(value, provenance);
        }
        let Some(max) = hr_max.value() else {
            return Fact::unknown("neither declared nor in the files, and HRmax is not known; declare lthr");
        };
        if let Some(share) = self.lthr_readings.share
            && let Some((&day, &bpm)) = self.nearest_reading(date)
        {
            let holds = day <= date && self.archive.runs_between(day, date) <= READING_HOLDS_RUNS;
            let value = if holds { bpm } else { share * max };
            return Fact::known(value, Provenance::File { date: day });
        }
        match (self.archive.lthr_share(), hr_max.provenance()) {
            (_, Some(formula @ Provenance::Formula { .. })) => {
                Fact::known(USUAL_LTHR_SHARE * max, formula.clone())
            }
            (Some((share, runs)), _) => {
                Fact::known(share * max, Provenance::Archive { method: archive::LTHR_METHOD, runs })
            }
            (None, _) => Fact::known(USUAL_LTHR_SHARE * max, Provenance::Share),
        }
    }

    /// The last reading of a watch up to `date`, else the first one after it.
    fn nearest_reading(&self, date: Date) -> Option<(&Date, &f64)> {
        let readings = &self.lthr_readings.bpm;
        readings.range(..=date).next_back().or_else(|| readings.iter().next())
    }

    /// Threshold speed, and the months to the run that supports it where it is the archive's.
    /// Declared > that of an export > the archive's.
    fn threshold_speed(&self, date: Date) -> (Fact<f64>, Option<f64>) {
        if let Some((value, p)) = declared::on(&self.declared.threshold_mps, date) {
            return (Fact::known(value, p), None);
        }
        let known = self.speeds.get(&date).copied();
        let shown = known.or_else(|| pool::threshold_speed(&self.archive.pace.half_hours, date));
        // METHOD: half an hour that was run faster than a setting shows that the setting is out of date.
        let set = of_file(&self.files.threshold_mps, date)
            .filter(|(mps, _)| shown.is_none_or(|speed| *mps >= LEAST_OF_SHOWN * speed.mps));
        if let Some((mps, date)) = set {
            return (Fact::known(mps, Provenance::File { date }), None);
        }
        match shown {
            Some(speed) => {
                let method = self.archive.pace.method;
                let provenance = Provenance::Archive { method, runs: [speed.run].into() };
                (Fact::known(speed.mps, provenance), Some(speed.months))
            }
            None if self.archive.pace.is_one => {
                let reason = "not declared, and all runs have about one pace, which shows no threshold; declare threshold_pace";
                (Fact::unknown(reason), None)
            }
            None => {
                (Fact::unknown("not declared, and fewer than 3 half hours of running with a speed"), None)
            }
        }
    }

    fn female(&self, date: Date) -> Fact<bool> {
        declared_or_file(date, &self.declared.female, &self.files.female)
            .unwrap_or_else(|| Fact::unknown("neither declared nor in the files"))
    }

    fn weight(&self, date: Date) -> Fact<f64> {
        declared_or_file(date, &self.declared.weight_kg, &self.files.weight_kg)
            .unwrap_or_else(|| Fact::unknown("neither declared nor in the files; declare weight_kg"))
    }

    fn age(&self, date: Date) -> Fact<f64> {
        declared_or_file(date, &self.declared.born, &self.files.born)
            .map(|fact| match fact {
                Fact::Known { value, provenance } => {
                    Fact::known((f64::from(date.year()) - value).max(0.0), provenance)
                }
                unknown @ Fact::Unknown { .. } => unknown,
            })
            .unwrap_or_else(|| Fact::unknown("neither declared nor in the files; declare born"))
    }
}

fn declared_or_file<T: Copy>(
    date: Date,
    declared: &ByDay<T>,
    by_date: &BTreeMap<Date, T>,
) -> Option<Fact<T>> {
    declared::on(declared, date)
        .map(|(value, p)| Fact::known(value, p))
        .or_else(|| of_file(by_date, date).map(|(value, date)| Fact::known(value, Provenance::File { date })))
}

/// HRmax by age, bpm: 208 - 0.7 age (Tanaka, Monahan & Seals 2001, J Am Coll Cardiol 37:153).
/// Its standard deviation between people is about 10 bpm.
#[must_use]
pub fn tanaka(age_y: f64) -> f64 {
    208.0 - 0.7 * age_y
}
