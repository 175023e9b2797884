//! Thresholds: what is known of the runner on a date (HRmax, HRrest, LTHR, threshold speed, body
//! data), each value with where it comes from. Declared > file > archive > formula, all dated:
//! the thresholds of 2016 do not move because the runner changed in 2026.

mod archive;
pub mod declared;
mod describe;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Span;
use jiff::civil::Date;

use crate::activity::{FileThresholds, ThresholdMessage};
use crate::digest::Digest;
use crate::stats::median_of;

use archive::{ArchiveYear, RunEvidence};
pub use declared::AthleteBlock;
pub(crate) use describe::MOST_ROWS;
pub use describe::{History, Stretch, ThresholdRow};

/// An activity with the local date that it counts on.
#[derive(Clone, Copy, Debug)]
pub struct Dated<'a> {
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
    /// `true`: female.
    pub female: Fact<bool>,
    /// Weight, kg.
    pub weight_kg: Fact<f64>,
    /// Age, whole years (by calendar year).
    pub age_y: Fact<f64>,
}

impl Athlete {
    /// A runner of whom nothing is known.
    #[must_use]
    pub fn unknown() -> Self {
        let none = || Fact::unknown("nothing is known of the runner");
        Self {
            hr_max_bpm: none(),
            hr_rest_bpm: none(),
            lthr_bpm: none(),
            threshold_mps: none(),
            female: Fact::unknown("nothing is known of the runner"),
            weight_kg: none(),
            age_y: none(),
        }
    }

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

/// Resting heart rate of the files: the median of their values in the 90 days up to `date`, else as
/// [`of_file`].
///
/// METHOD: watches re-estimate it every night, and a night of fever or a loose strap would
/// change the load of the next day. What the median leaves is the trend.
fn resting_of_files(by_date: &BTreeMap<Date, f64>, date: Date) -> Option<Fact<f64>> {
    let from = date.saturating_sub(Span::new().days(90));
    let recent: Vec<f64> = by_date.range(from..=date).map(|(_, bpm)| *bpm).collect();
    let (last, day) = of_file(by_date, date)?;
    Some(Fact::known(median_of(recent, 1).unwrap_or(last), Provenance::File { date: day }))
}

fn days_between(earlier: Date, later: Date) -> i32 {
    earlier.duration_until(later).as_hours() as i32 / 24
}

/// The runner's thresholds over the whole archive.
#[derive(Clone, Debug)]
pub struct Thresholds {
    /// Oldest first; a block without `from` first of all.
    blocks: Vec<AthleteBlock>,
    files: FileFacts,
    runs: Vec<RunEvidence>,
    years: BTreeMap<i16, ArchiveYear>,
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
pub fn resolve(blocks: &[AthleteBlock], activities: &[Dated<'_>], daily: &DailyFacts) -> Thresholds {
    let mut blocks = blocks.to_vec();
    blocks.sort_by_key(|b| b.from);
    let mut ordered: Vec<&Dated<'_>> = activities.iter().collect();
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
    let runs = ordered.iter().filter_map(|a| RunEvidence::of(a)).collect();
    let mut thresholds = Thresholds { blocks, files, runs, years: BTreeMap::new(), dates, moved_days: 0 };
    thresholds.read_archive();
    thresholds
}

impl Thresholds {
    /// HRmax year by year first: what counts as a maximal effort rests on it.
    fn read_archive(&mut self) {
        let years: Vec<i16> = {
            let mut y: Vec<i16> = self.dates.iter().map(|d| d.year()).collect();
            y.dedup();
            y
        };
        for &year in &years {
            let (hr_max, spikes) = archive::hr_max(&self.runs, year);
            self.years.insert(year, ArchiveYear { hr_max, spikes, ..ArchiveYear::default() });
        }
        let observed: Vec<Option<f64>> = self.runs.iter().map(|r| self.observed_hr_max(r.date)).collect();
        for (run, hr_max) in self.runs.iter_mut().zip(observed) {
            run.judge_effort(hr_max);
        }
        for (&year, entry) in &mut self.years {
            entry.lthr = archive::lthr(&self.runs, year);
            entry.threshold_mps = archive::threshold_speed(&self.runs, year);
        }
    }

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
        Athlete {
            lthr_bpm: self.lthr(date),
            threshold_mps: self.threshold_speed(date),
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

    /// A field inherits from the block before where a block leaves it out.
    fn declared<T>(&self, date: Date, field: impl Fn(&AthleteBlock) -> Option<T>) -> Option<(T, Provenance)> {
        let holds = |b: &&AthleteBlock| b.from.is_none_or(|from| from <= date);
        let (block, value) = self.blocks.iter().rev().filter(holds).find_map(|b| field(b).map(|v| (b, v)))?;
        Some((value, Provenance::Declared { from: block.from }))
    }

    fn declared_or_file<T: Copy>(
        &self,
        date: Date,
        field: impl Fn(&AthleteBlock) -> Option<T>,
        by_date: &BTreeMap<Date, T>,
    ) -> Option<Fact<T>> {
        self.declared(date, field).map(|(value, p)| Fact::known(value, p)).or_else(|| {
            of_file(by_date, date).map(|(value, date)| Fact::known(value, Provenance::File { date }))
        })
    }

    fn hr_max(&self, date: Date, age_y: Option<f64>) -> Fact<f64> {
        if let Some(fact) = self.declared_or_file(date, |b| b.hr_max_bpm, &self.files.hr_max_bpm) {
            return fact;
        }
        let year = self.year(date);
        let floor = archive::hr_max_floor(age_y);
        match (&year.hr_max, age_y) {
            (Some(found), _) if found.value >= floor => found.fact(archive::HR_MAX_METHOD),
            (_, Some(age_y)) => Fact::known(tanaka(age_y), Provenance::Formula { age_y }),
            (Some(found), None) => Fact::unknown(format!(
                "the highest heart rate of two runs is {:.0} bpm, too low to be a maximum; declare hr_max or born",
                found.value
            )),
            (None, None) => Fact::unknown(
                "no declared value, none in the files, and no two runs agree on a highest heart rate; declare hr_max or born",
            ),
        }
    }

    /// HRmax of this runner, not of a formula: only that can tell a maximal effort.
    fn observed_hr_max(&self, date: Date) -> Option<f64> {
        match self.hr_max(date, self.age(date).value()) {
            Fact::Known { provenance: Provenance::Formula { .. }, .. } | Fact::Unknown { .. } => None,
            Fact::Known { value, .. } => Some(value),
        }
    }

    fn hr_rest(&self, date: Date, hr_max: Option<f64>) -> Fact<f64> {
        let declared = self.declared(date, |b| b.hr_rest_bpm).map(|(value, p)| Fact::known(value, p));
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

    fn lthr(&self, date: Date) -> Fact<f64> {
        self.declared_or_file(date, |b| b.lthr_bpm, &self.files.lthr_bpm)
            .or_else(|| self.year(date).lthr.as_ref().map(|found| found.fact(archive::LTHR_METHOD)))
            .unwrap_or_else(|| {
                Fact::unknown("not declared, not in the files, and no run of 30 min at a maximal effort")
            })
    }

    fn threshold_speed(&self, date: Date) -> Fact<f64> {
        if let Some((value, p)) = self.declared(date, |b| b.threshold_mps) {
            return Fact::known(value, p);
        }
        match &self.year(date).threshold_mps {
            Some((found, method)) => found.fact(method),
            None => Fact::unknown("not declared, and no run of 30 min that stands out as a maximal effort"),
        }
    }

    fn female(&self, date: Date) -> Fact<bool> {
        self.declared_or_file(date, |b| b.female, &self.files.female)
            .unwrap_or_else(|| Fact::unknown("neither declared nor in the files"))
    }

    fn weight(&self, date: Date) -> Fact<f64> {
        self.declared_or_file(date, |b| b.weight_kg, &self.files.weight_kg)
            .unwrap_or_else(|| Fact::unknown("neither declared nor in the files; declare weight_kg"))
    }

    fn age(&self, date: Date) -> Fact<f64> {
        self.declared_or_file(date, |b| b.born.map(f64::from), &self.files.born)
            .map(|fact| match fact {
                Fact::Known { value, provenance } => {
                    Fact::known((f64::from(date.year()) - value).max(0.0), provenance)
                }
                unknown @ Fact::Unknown { .. } => unknown,
            })
            .unwrap_or_else(|| Fact::unknown("neither declared nor in the files; declare born"))
    }

    /// The archive's values for the year of `date`; also for a year without an activity.
    fn year(&self, date: Date) -> Cow<'_, ArchiveYear> {
        let year = date.year();
        self.years.get(&year).map(Cow::Borrowed).unwrap_or_else(|| {
            let (hr_max, spikes) = archive::hr_max(&self.runs, year);
            Cow::Owned(ArchiveYear {
                hr_max,
                spikes,
                lthr: archive::lthr(&self.runs, year),
                threshold_mps: archive::threshold_speed(&self.runs, year),
            })
        })
    }
}

/// HRmax by age, bpm: 208 - 0.7 age (Tanaka, Monahan & Seals 2001, J Am Coll Cardiol 37:153).
/// Its standard deviation between people is about 10 bpm.
#[must_use]
pub fn tanaka(age_y: f64) -> f64 {
    208.0 - 0.7 * age_y
}
