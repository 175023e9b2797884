//! Words of a group: the rows that every form of the report shows.

use crate::cohort::group::{Group, Member, Moderator, STALE_AFTER_DAYS, Standing};
use crate::cohort::pooling::MIN_FOR_RANGE;
use crate::render::markdown::escape;
use crate::text::{count, number};

/// The units of the tables, which are not those of the picture.
pub(super) const UNITS: &str = "Answers in these tables are points of each runner's own scale with 95 % intervals; the \
                                picture has points of 10. \"No difference that matters\" is decided by the 90 % \
                                interval, which is a little narrower.";

/// Runners of one standing.
pub(super) struct StandingGroup<'a> {
    /// What they have in common.
    pub(super) title: &'static str,
    /// How many they are.
    pub(super) runners: usize,
    /// The first of them, most useful first.
    pub(super) members: Vec<&'a Member>,
}

/// A longer list is no list: the tables have all.
const MOST: usize = 500;

/// Every runner once, by standing; standings that nobody has are left out.
pub(super) fn sections(group: &Group) -> Vec<StandingGroup<'_>> {
    let section = |(standing, title): (Standing, &'static str)| {
        let mut members: Vec<&Member> =
            group.members.iter().filter(|member| member.standing() == standing).collect();
        // The sort is stable: equals stay in the order given.
        match standing {
            Standing::OnTheWay => {
                members.sort_by_key(|member| member.result.more_days_needed.unwrap_or(u64::MAX));
            }
            Standing::Stale => members.sort_by_key(|member| std::cmp::Reverse(member.silent_days)),
            Standing::Answered | Standing::NoLog | Standing::NoResult => {}
        }
        let runners = members.len();
        members.truncate(MOST);
        StandingGroup { title, runners, members }
    };
    let titles = [
        (Standing::Answered, "Answered"),
        (Standing::OnTheWay, "On the way"),
        (Standing::Stale, "The log is not kept up"),
        (Standing::NoLog, "No log"),
        (Standing::NoResult, "No result"),
    ];
    titles.into_iter().map(section).filter(|section| section.runners > 0).collect()
}

impl StandingGroup<'_> {
    /// What is said of those who are not listed; `None` when all are.
    pub(super) fn rest(&self) -> Option<String> {
        let more = self.runners - self.members.len();
        (more > 0).then(|| format!("{}: athletes.csv has all.", count(more, "more runner")))
    }
}

/// The verdict of a runner in a word or two.
pub(super) fn verdict(member: &Member) -> &'static str {
    let doubtful = member.result.robust == Some(false);
    match member.result.status.as_deref() {
        Some("helps") if doubtful => "easy runs help, but not beyond doubt",
        Some("hurts") if doubtful => "easy runs hurt, but not beyond doubt",
        Some("helps") => "easy runs help",
        Some("hurts") => "easy runs hurt",
        Some("no_difference") => "no difference that matters",
        Some("cannot_tell") => "cannot tell yet",
        Some("not_enough_data") => "not enough days",
        Some("not_identifiable") => "this log cannot answer",
        _ if member.result.error.is_some() => "no result",
        _ => "no soreness log",
    }
}

/// The runner's own estimate.
pub(super) fn own(member: &Member) -> String {
    let own = member.result.own.map(|own| number::estimate(own.estimate, own.low, own.high));
    own.unwrap_or_else(|| "none".to_owned())
}

/// The estimate drawn towards the group, in points of the runner's scale.
pub(super) fn shrunken(member: &Member) -> String {
    let with = member.shrunken.zip(member.result.scale_range);
    with.map_or_else(
        || "not in the pool".to_owned(),
        |(with, range)| number::estimate(with.estimate * range, with.low * range, with.high * range),
    )
}

/// How many more days this runner needs, or what is missing instead.
pub(super) fn needs(member: &Member) -> String {
    let result = &member.result;
    if let Some(error) = &result.error {
        return error.to_string();
    }
    let mut words: Vec<String> = result.two_runners.clone().into_iter().collect();
    if let Some(days) = result.more_days_needed.filter(|days| *days > 0 && !member.is_answered()) {
        words.push(format!("about {}", count(usize::try_from(days).unwrap_or(usize::MAX), "more day")));
    }
    if member.is_stale() {
        let days = member.silent_days.unwrap_or_default();
        words.push(format!("no entry for {days} days"));
    }
    if words.is_empty() && result.status.is_none() {
        words.push(
            "no soreness log: put soreness.csv into the runner's folder, or its path into the manifest's column soreness"
                .to_owned(),
        );
    }
    if words.is_empty() && !member.is_answered() {
        words.extend(result.next_step.clone());
    }
    if words.is_empty() { "none".to_owned() } else { words.join("; ") }
}

/// What may explain differences, a line each; one line while there are too few runners for any of it.
pub(super) fn moderators(group: &Group) -> Option<Vec<String>> {
    let pooled = group.pooled.as_ref()?;
    if pooled.runners < MIN_FOR_RANGE {
        let runners = count(pooled.runners, "runner");
        return Some(vec![format!(
            "Looked at from {MIN_FOR_RANGE} runners in the pool on: there are {runners}."
        )]);
    }
    Some(group.moderators.iter().map(moderator).collect())
}

/// A moderator in a line.
fn moderator(moderator: &Moderator) -> String {
    match moderator.slope {
        Some(slope) => format!(
            "{}: {} points of 10, {} runners",
            moderator.label,
            number::estimate(10.0 * slope.slope, 10.0 * slope.low, 10.0 * slope.high),
            slope.runners
        ),
        None => format!(
            "{}: the same for all runners, or known of fewer than {MIN_FOR_RANGE} who are in the pool",
            moderator.label
        ),
    }
}

/// What the pool says besides its mean, a sentence each.
pub(super) fn group_facts(group: &Group) -> Vec<String> {
    let Some(pooled) = &group.pooled else { return Vec::new() };
    let mut facts = Vec::new();
    if let Some((low, high)) = pooled.new_runner {
        facts.push(format!(
            "A new runner like these would, roughly, lie between {} and {} points of 10.",
            number::signed(10.0 * low),
            number::signed(10.0 * high)
        ));
    }
    facts.push(format!(
        "Runners differ by about {:.2} points of 10 from each other (standard deviation; 95 %: {:.2} to {:.2}); {:.0} % of the \
         spread between them is not chance.",
        10.0 * pooled.between.sqrt(),
        10.0 * pooled.between_low.sqrt(),
        10.0 * pooled.between_high.sqrt(),
        100.0 * pooled.i2
    ));
    facts.push(
        "\"With the group\" moves each runner's own number towards the mean of all. Its range is mostly narrower than the \
         runner's own, and wider for one who is far from the others. It decides no verdict."
            .to_owned(),
    );
    facts
}

/// How many runners have an answer, need more days, let their logs be.
pub(super) fn standings(group: &Group) -> String {
    let of = |standing| group.members.iter().filter(|member| member.standing() == standing).count();
    let mut line = format!(
        "{}: {} answered, {} on the way",
        count(group.members.len(), "runner"),
        of(Standing::Answered),
        of(Standing::OnTheWay)
    );
    for (number, words) in [
        (of(Standing::Stale), format!("without an entry for more than {STALE_AFTER_DAYS} days")),
        (of(Standing::NoLog), "without a log".to_owned()),
        (of(Standing::NoResult), "without a result".to_owned()),
    ] {
        if number > 0 {
            line.push_str(&format!(", {number} {words}"));
        }
    }
    if let Some(day) = group.last_day {
        line.push_str(&format!("; last day of the group: {day}"));
    }
    line + "."
}

/// The group on a terminal.
#[must_use]
pub fn terminal(group: &Group) -> String {
    let mut out = group.sentence();
    for fact in group_facts(group) {
        out.push('\n');
        out.push_str(&fact);
    }
    out.push_str(&format!("\n\n{}\n", standings(group)));
    let trouble = |member: &&Member| member.result.error.is_some() || member.result.two_runners.is_some();
    for member in group.members.iter().filter(trouble).take(10) {
        out.push_str(&format!("  {}: {}\n", member.result.athlete, needs(member)));
    }
    out
}

/// The group as Markdown.
pub(super) fn markdown(group: &Group) -> String {
    let mut out = format!("# Did easy runs help this group?\n\n{}\n", group.sentence());
    for fact in group_facts(group) {
        out.push_str(&format!("\n{fact}\n"));
    }
    out.push_str(&format!("\n{}\n", standings(group)));
    out.push_str(&format!("\n{UNITS}\n"));
    for section in sections(group) {
        out.push_str(&format!(
            "\n## {} ({})\n\n| runner | verdict | own answer | with the group | more days |\n|---|---|---|---|---|\n",
            section.title, section.runners
        ));
        for member in &section.members {
            let name = escape(&member.result.athlete);
            let cells = [
                member.link.as_ref().map_or_else(|| name.clone(), |link| format!("[{name}]({link})")),
                verdict(member).to_owned(),
                own(member),
                shrunken(member),
                escape(&needs(member)),
            ];
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        if let Some(rest) = section.rest() {
            out.push_str(&format!("\n{rest}\n"));
        }
    }
    if let Some(lines) = moderators(group) {
        out.push_str("\n## What may explain differences (exploratory)\n\n");
        for line in lines {
            out.push_str(&format!("- {line}\n"));
        }
    }
    out
}
