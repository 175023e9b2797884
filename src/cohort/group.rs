//! Group: the results of all runners with what they say together.

use jiff::civil::Date;

use super::pooling::{self, MIN_RUNNERS, Moderation, Pooled, Shrunken};
use super::result::{AthleteResult, Moderators};

/// A log without an entry for so many days before the group's last day is stale.
pub const STALE_AFTER_DAYS: i32 = 14;

/// Everything that the group's report shows. Effects of the pool are shares of each runner's scale.
#[derive(Clone, Debug)]
pub struct Group {
    /// One member a runner, in the order given.
    pub members: Vec<Member>,
    /// The group's answer; `None` below [`MIN_RUNNERS`] runners with an estimate.
    pub pooled: Option<Pooled>,
    /// How the effect changes with what is known of the runners: exploratory.
    pub moderators: Vec<Moderator>,
    /// Last day of any record.
    pub last_day: Option<Date>,
    /// True: names were replaced by numbers.
    pub anonymous: bool,
}

/// One runner of the group.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The runner's own result.
    pub result: AthleteResult,
    /// The answer drawn towards the group's, as a share of the scale; `None` for a runner who is not in the pool.
    pub shrunken: Option<Shrunken>,
    /// Days without an entry up to the group's last day; `None` without a log.
    pub silent_days: Option<i32>,
}

impl Member {
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
            number(&mut results);
        }
        let last_day = results.iter().filter_map(|result| result.last_day).max();
        let own: Vec<Option<pooling::Own>> = results.iter().map(AthleteResult::share_of_scale).collect();
        let in_pool: Vec<pooling::Own> = own.iter().copied().flatten().collect();
        let pooled = pooling::pool(&in_pool);
        let mut shrunken =
            pooled.map(|pooled| pooling::shrink(&in_pool, &pooled)).unwrap_or_default().into_iter();
        let moderators = moderators(&results, &own, pooled.is_some());
        let members = results
            .into_iter()
            .zip(own)
            .map(|(result, own)| Member {
                shrunken: own.and_then(|_| shrunken.next()),
                silent_days: result.last_entry.zip(last_day).map(|(entry, last)| days_between(entry, last)),
                result,
            })
            .collect();
        Self { members, pooled, moderators, last_day, anonymous }
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
        let points = |share: f64| format!("{:.2}", (10.0 * share).abs());
        let of_10 = "on a scale of 10";
        let range = format!(
            "(95 %: {:+.2} to {:+.2}, {} runners)",
            10.0 * pooled.low,
            10.0 * pooled.high,
            pooled.runners
        );
        if pooled.high < 0.0 {
            let less = points(pooled.mean);
            format!(
                "In this group easy runs go with {less} points less soreness the next morning {of_10}, on average {range}."
            )
        } else if pooled.low > 0.0 {
            let more = points(pooled.mean);
            format!(
                "In this group easy runs go with {more} points more soreness the next morning {of_10}, on average {range}."
            )
        } else {
            format!(
                "For this group as a whole it cannot be told: {:+.2} points {of_10}, on average {range}.",
                10.0 * pooled.mean
            )
        }
    }
}

fn moderators(results: &[AthleteResult], own: &[Option<pooling::Own>], pooled: bool) -> Vec<Moderator> {
    MODERATORS
        .iter()
        .map(|source| {
            let (own, values): (Vec<pooling::Own>, Vec<Option<f64>>) = results
                .iter()
                .zip(own)
                .filter_map(|(result, own)| Some(((*own)?, (source.get)(&result.moderators))))
                .unzip();
            let least = pooling::MIN_FOR_RANGE;
            let slope = if pooled { pooling::moderate(&own, &values, least) } else { None };
            Moderator { name: source.name, label: source.label, slope }
        })
        .collect()
}

/// Replaces names by numbers, of as many digits as the last one has.
fn number(results: &mut [AthleteResult]) {
    let digits = results.len().to_string().len();
    for (k, result) in results.iter_mut().enumerate() {
        result.athlete = format!("runner {:0digits$}", k + 1);
        // What went wrong may name files.
        if let Some(error) = &mut result.error {
            error.what = "no result".into();
            error.place = None;
        }
        result.inputs = None;
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.duration_until(to).as_hours() as i32 / 24
}
