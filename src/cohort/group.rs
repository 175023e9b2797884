//! Group: the results of all runners with what they say together.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::civil::Date;

use super::pooling::{self, MIN_RUNNERS, Moderation, PooledEffect, Shrunken};
use super::result::{AthleteResult, Failure, Moderators};
use crate::corroborate::TWO_RUNNERS;
use crate::day::days_between;
use crate::text::number;

/// A log without an entry for so many days before the group's last day is stale.
pub const STALE_AFTER_DAYS: i32 = 14;

/// Smallest effect that matters, share of the scale, as for one runner.
const SMALLEST_EFFECT: f64 = 0.05;

/// Everything that the group's report shows. Effects of the pool are shares of each runner's scale.
#[derive(Clone, Debug)]
pub struct Group {
    /// One member a runner, in the order given.
    pub members: Vec<Member>,
    /// The group's answer; `None` below [`MIN_RUNNERS`] runners with an estimate.
    pub pooled: Option<PooledEffect>,
    /// How the effect changes with what is known of the runners: exploratory.
    pub moderators: Vec<Moderator>,
    /// Last day of any record.
    pub last_day: Option<Date>,
}

/// Where a runner stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The own log has an answer.
    Answered,
    /// Not yet.
    OnTheWay,
    /// The log was not kept up lately, whether it has an answer or not.
    Stale,
    /// There is no log.
    NoLog,
    /// Nothing could be made of the runner's files.
    NoResult,
}

/// One runner of the group.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The runner's own result.
    pub result: AthleteResult,
    /// The answer drawn towards the group's, as a share of the scale; `None` for a runner who is not in the pool.
    pub shrunken: Option<Shrunken>,
    /// Where the runner's own report is, seen from the group's; `None`: nowhere.
    pub link: Option<String>,
    /// Days without an entry up to the group's last day; `None` without a log.
    pub silent_days: Option<i32>,
}

impl Member {
    /// Where the runner stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        if self.result.error.is_some() {
            Standing::NoResult
        } else if self.result.status.is_none() {
            Standing::NoLog
        } else if self.is_stale() {
            Standing::Stale
        } else if self.is_answered() {
            Standing::Answered
        } else {
            Standing::OnTheWay
        }
    }

    /// True for a runner who has an answer of the own log: a verdict that is no refusal.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        matches!(self.result.status.as_deref(), Some("helps" | "hurts" | "no_difference"))
    }

    /// True if the log was not kept up lately.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.silent_days.is_some_and(|days| days > STALE_AFTER_DAYS)
    }
}

/// A moderator with what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Moderator {
    /// Machine name.
    pub name: &'static str,
    /// For the reader, with the unit of one step.
    pub label: &'static str,
    /// The regression; `None`: known of too few runners, or the same for all.
    pub slope: Option<Moderation>,
}

/// A moderator: its names and where its values come from.
struct Source {
    name: &'static str,
    label: &'static str,
    get: fn(&Moderators) -> Option<f64>,
}

const MODERATORS: &[Source] = &[
    Source {
        name: "baseline_soreness",
        label: "mean soreness, a tenth of the scale more",
        get: |known| known.baseline_soreness.map(|share| 10.0 * share),
    },
    Source {
        name: "weekly_load",
        label: "load of a week, 100 TRIMP more",
        get: |known| known.weekly_load.map(|load| load / 100.0),
    },
    Source { name: "female", label: "women against men", get: |known| known.female },
    Source { name: "age_y", label: "age, ten years more", get: |known| known.age_y.map(|age| age / 10.0) },
];

impl Group {
    /// Pools the results. `anonymous`: runners are numbered in the order given, and no name is kept.
    #[must_use]
    pub fn of(mut results: Vec<AthleteResult>, anonymous: bool) -> Self {
        if anonymous {
            number_runners(&mut results);
        }
        take_out_copies(&mut results);
        let last_day = results.iter().filter_map(|result| result.last_day).max();
        let own: Vec<Option<pooling::Own>> = results.iter().map(AthleteResult::share_of_scale).collect();
        let in_pool: Vec<pooling::Own> = own.iter().copied().flatten().collect();
        // Each takes a moment where there are 100,000 runners.
        let ((pooled, shrunken), moderators) = std::thread::scope(|scope| {
            let moderators = scope.spawn(|| moderators(&results, &own));
            let pooled = pooled_and_shrunken(&in_pool);
            (pooled, moderators.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let mut shrunken = shrunken.into_iter();
        let members = results
            .into_iter()
            .zip(own)
            .map(|(result, own)| Member {
                shrunken: own.and_then(|_| shrunken.next()),
                silent_days: result.last_entry.zip(last_day).map(|(entry, last)| days_between(entry, last)),
                link: None,
                result,
            })
            .collect();
        Self { members, pooled, moderators, last_day }
    }

    /// Links each runner with a result to what `of` gives for the name.
    pub fn link(&mut self, of: impl Fn(&str) -> Option<String>) {
        for member in self.members.iter_mut().filter(|member| member.result.error.is_none()) {
            member.link = of(&member.result.athlete);
        }
    }

    /// Runners in the pool.
    #[must_use]
    pub fn in_pool(&self) -> usize {
        self.members.iter().filter(|member| member.result.share_of_scale().is_some()).count()
    }

    /// The group's question, answered in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Some(pooled) = &self.pooled else {
            return format!(
                "Too few to pool: {} of {} runners have an estimate, and {MIN_RUNNERS} are needed. Each runner's own \
                 answer is in the list.",
                self.in_pool(),
                self.members.len()
            );
        };
        let range = format!(
            "(95 %: {}, {} runners)",
            number::interval(10.0 * pooled.low, 10.0 * pooled.high),
            pooled.runners
        );
        let size = number::points(10.0 * pooled.mean.abs());
        let less = if pooled.low.abs().max(pooled.high.abs()) <= SMALLEST_EFFECT {
            ": by less than matters"
        } else {
            ""
        };
        if pooled.high < 0.0 {
            format!(
                "In this group easy runs go with {size} points less soreness the next morning on a scale of 10, on \
                 average {range}{less}."
            )
        } else if pooled.low > 0.0 {
            format!(
                "In this group easy runs go with {size} points more soreness the next morning on a scale of 10, on \
                 average {range}{less}."
            )
        } else if !less.is_empty() {
            format!(
                "In this group as a whole no difference that matters was found: {} points on a scale of 10, on \
                 average {range}.",
                number::signed(10.0 * pooled.mean)
            )
        } else {
            format!(
                "For this group as a whole the logs cannot tell yet: {} points on a scale of 10, on average {range}.",
                number::signed(10.0 * pooled.mean)
            )
        }
    }
}

/// Takes out runners who have the very record of an earlier one: a folder that was copied under another name.
// METHOD: a load, an estimate and a standard error that are equal to the last bit are those of one record. Two runners do
// not have them by chance, and a copy would count one runner's answer twice.
fn take_out_copies(results: &mut [AthleteResult]) {
    let mut seen: BTreeMap<[u64; 5], String> = BTreeMap::new();
    for result in results.iter_mut().filter(|result| result.share_of_scale().is_some()) {
        let (Some(own), Some(load)) = (result.own, result.moderators.weekly_load) else { continue };
        let bits = [own.estimate.to_bits(), own.se.to_bits(), load.to_bits()];
        let record = [bits[0], bits[1], bits[2], result.rows as u64, result.runs as u64];
        match seen.entry(record) {
            Entry::Vacant(first) => {
                first.insert(result.athlete.clone());
            }
            Entry::Occupied(first) => {
                let what = format!("the same record as `{}`", first.get());
                let error = Failure { what, place: None, remedy: "leave one of the two out".into() };
                *result = AthleteResult::failed(std::mem::take(&mut result.athlete), error);
            }
        }
    }
}

fn pooled_and_shrunken(own: &[pooling::Own]) -> (Option<PooledEffect>, Vec<Shrunken>) {
    let pooled = pooling::pool(own);
    (pooled, pooled.map(|pooled| pooling::shrink(own, &pooled)).unwrap_or_default())
}

fn moderators(results: &[AthleteResult], own: &[Option<pooling::Own>]) -> Vec<Moderator> {
    MODERATORS
        .iter()
        .map(|source| {
            let (own, values): (Vec<pooling::Own>, Vec<Option<f64>>) = results
                .iter()
                .zip(own)
                .filter_map(|(result, own)| Some(((*own)?, (source.get)(&result.moderators))))
                .unzip();
            let slope = pooling::moderate(&own, &values, pooling::MIN_FOR_RANGE);
            Moderator { name: source.name, label: source.label, slope }
        })
        .collect()
}

/// Replaces names by numbers, of as many digits as the last one has. Sentences may hold what a runner wrote, and
/// errors name files: none of them stays. What to do next stays in the program's own words.
fn number_runners(results: &mut [AthleteResult]) {
    let digits = results.len().to_string().len();
    for (k, result) in results.iter_mut().enumerate() {
        result.athlete = format!("runner {:0digits$}", k + 1);
        result.sentence = None;
        result.next_step = result.next_action.take();
        result.inputs = None;
        // Dates and weights of it are the runner's own.
        if let Some(what) = &mut result.two_runners {
            TWO_RUNNERS.clone_into(what);
        }
        if let Some(error) = &mut result.error {
            *error = Failure {
                what: "no result".into(),
                place: None,
                remedy: "run it again without --anonymize to see why".into(),
            };
        }
    }
}
