//! Words of a group: the rows that every form of the report shows.

use crate::cohort::group::{Group, Member, Moderator};
use crate::render::markdown::escape;
use crate::text::count;

/// A number in points of the runner's own scale, with its interval.
pub(super) fn interval(estimate: f64, low: f64, high: f64) -> String {
    format!("{estimate:+.2} ({low:+.2} to {high:+.2})")
}

/// The verdict of a runner in a word or two.
pub(super) fn verdict(member: &Member) -> &'static str {
    match member.result.status.as_deref() {
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

/// The runner's own estimate; empty without one.
pub(super) fn own(member: &Member) -> String {
    member.result.own.map_or_else(String::new, |own| interval(own.estimate, own.low, own.high))
}

/// The estimate drawn towards the group, in points of the runner's scale; empty outside the pool.
pub(super) fn shrunken(member: &Member) -> String {
    member.shrunken.zip(member.result.scale_range).map_or_else(String::new, |(own, range)| {
        interval(own.estimate * range, own.low * range, own.high * range)
    })
}

/// What this runner needs.
pub(super) fn needs(member: &Member) -> String {
    let result = &member.result;
    if let Some(error) = &result.error {
        return format!("{}: {}", error.what, error.remedy);
    }
    let mut words = Vec::new();
    if let Some(days) = result.more_days_needed.filter(|days| *days > 0) {
        words.push(format!("about {}", count(usize::try_from(days).unwrap_or(usize::MAX), "more day")));
    }
    if member.is_stale() {
        let days = member.silent_days.unwrap_or_default();
        words.push(format!("no entry for {days} days"));
    }
    if words.is_empty() && !member.is_answered() {
        words.extend(result.next_step.clone());
    }
    words.join("; ")
}

/// A moderator in a line.
pub(super) fn moderator(moderator: &Moderator) -> String {
    match moderator.slope {
        Some(slope) => format!(
            "{}: {} points of 10, {} runners",
            moderator.label,
            interval(10.0 * slope.slope, 10.0 * slope.low, 10.0 * slope.high),
            slope.runners
        ),
        None => format!("{}: known of too few runners, or the same for all", moderator.label),
    }
}

/// What the pool says besides its mean, a sentence each.
pub(super) fn group_facts(group: &Group) -> Vec<String> {
    let Some(pooled) = &group.pooled else { return Vec::new() };
    let mut facts = Vec::new();
    if let Some((low, high)) = pooled.new_runner {
        facts.push(format!(
            "A new runner like these would, roughly, lie between {:+.2} and {:+.2} points of 10.",
            10.0 * low,
            10.0 * high
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
        "\"With the group\" draws each runner's own number towards the mean of all: sharper, not decided."
            .to_owned(),
    );
    facts
}

/// The group on a terminal.
#[must_use]
pub fn terminal(group: &Group) -> String {
    let mut out = group.sentence();
    for fact in group_facts(group) {
        out.push('\n');
        out.push_str(&fact);
    }
    let answered = group.members.iter().filter(|member| member.is_answered()).count();
    let stale = group.members.iter().filter(|member| member.is_stale()).count();
    let without = group.members.iter().filter(|member| member.result.error.is_some()).count();
    out.push_str(&format!(
        "\n\n{}: {answered} answered, {} without an answer yet",
        count(group.members.len(), "runner"),
        group.members.len() - answered - without
    ));
    if without > 0 {
        out.push_str(&format!(", {without} without a result"));
    }
    if stale > 0 {
        out.push_str(&format!("; {} not kept up", count(stale, "log")));
    }
    out.push('\n');
    for member in group.members.iter().filter(|member| member.result.error.is_some()).take(10) {
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
    out.push_str("\n| runner | verdict | own answer, points | with the group, points | needs |\n|---|---|---|---|---|\n");
    for member in &group.members {
        let cells = [
            escape(&member.result.athlete),
            verdict(member).to_owned(),
            own(member),
            shrunken(member),
            escape(&needs(member)),
        ];
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    if group.pooled.is_some() {
        out.push_str("\n## What may explain differences (exploratory)\n\n");
        for one in &group.moderators {
            out.push_str(&format!("- {}\n", moderator(one)));
        }
    }
    out
}
