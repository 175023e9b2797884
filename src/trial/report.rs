//! Trial report: the result as text for the terminal, as JSON and as Markdown.

use serde::Serialize;

use crate::effect::plan::weeks;
use crate::effect::trial::{Done, TrialResult};
use crate::report::FileCounts;
use crate::soreness::Scale;
use crate::text::{Page, number};
use crate::trial::TrialPlan;

/// Leaves room for a hash of 64 digits in one line.
const LABEL: usize = 14;

/// Everything that `shakeout trial` shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrialReport {
    /// Version of the program.
    pub version: &'static str,
    /// Hash of the list of coins.
    pub sha256: String,
    /// The verdict in words.
    pub sentence: String,
    /// How much of the list was used; `None` when it is used up.
    pub looks: Option<String>,
    /// Scale of the soreness log.
    pub scale: Scale,
    /// Spread that the plan was made with, points of the plan's scale.
    pub planned_sigma: f64,
    /// Fate of the files, counted.
    pub files: FileCounts,
    /// The result.
    #[serde(flatten)]
    pub trial: TrialResult,
    /// Departures from the protocol and other things to know.
    pub notes: Vec<String>,
}

const METHOD: &str = "By what the coin said (intention to treat), given that morning's soreness and the hard training of the \
                      three days before. Easy minus rest: below 0, less sore after easy.";
const LIMITS: &str = "This is about soreness the next morning, for this runner on such days. It says nothing about injury or \
                      health and is no reason to run when something hurts.";

impl TrialReport {
    /// `trial.json`, with a line feed at its end.
    #[must_use]
    pub fn json(&self) -> String {
        // Plain data with text keys: nothing in it can fail to serialise.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The result in at most `columns` columns.
    #[must_use]
    pub fn terminal(&self, columns: usize) -> String {
        let mut page = Page::new(columns);
        paragraph(&mut page, &self.sentence);
        if let Some(looks) = &self.looks {
            page.text.push('\n');
            paragraph(&mut page, looks);
        }
        page.text.push('\n');
        for (label, value) in self.rows() {
            row(&mut page, label, &value);
        }
        page.text.push('\n');
        page.text.push_str("  coin said       done: easy    rest   other  unknown\n");
        for (said, done) in self.arms() {
            page.text.push_str(&format!(
                "  {said:<14}{:>12}{:>8}{:>8}{:>9}\n",
                done.easy, done.rest, done.other, done.unknown
            ));
        }
        for note in &self.notes {
            page.text.push('\n');
            paragraph(&mut page, note);
        }
        page.text.push('\n');
        paragraph(&mut page, METHOD);
        paragraph(&mut page, LIMITS);
        page.text
    }

    /// `trial.md`.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("# The coin trial\n\n**{}**\n", self.sentence);
        if let Some(looks) = &self.looks {
            text.push_str(&format!("\n{looks}\n"));
        }
        text.push_str("\n| | |\n|---|---|\n");
        for (label, value) in self.rows() {
            text.push_str(&format!("| {label} | {value} |\n"));
        }
        text.push_str("\n## Coin and what was done\n\n| coin said | easy | rest | other | unknown |\n|---|--:|--:|--:|--:|\n");
        for (said, done) in self.arms() {
            text.push_str(&format!(
                "| {said} | {} | {} | {} | {} |\n",
                done.easy, done.rest, done.other, done.unknown
            ));
        }
        if !self.notes.is_empty() {
            text.push_str("\n## Notes\n\n");
            self.notes.iter().for_each(|note| text.push_str(&format!("- {note}\n")));
        }
        text.push_str(&format!("\n{METHOD}\n\n{LIMITS}\n"));
        text
    }

    fn arms(&self) -> [(&'static str, Done); 2] {
        [("easy", self.trial.done_on_easy), ("rest", self.trial.done_on_rest)]
    }

    /// Label and value of every number.
    fn rows(&self) -> Vec<(&'static str, String)> {
        let trial = &self.trial;
        let mut rows = Vec::new();
        if let Some(e) = &trial.estimate {
            let scale = format!("{}..{}", number::short(self.scale.low), number::short(self.scale.high));
            rows.push(("easy - rest", format!("{} points of {scale}", number::signed(e.estimate))));
            let fixed = number::interval(e.low, e.high);
            rows.push(if trial.complete {
                ("95 % interval", fixed)
            } else {
                ("at one look", format!("{fixed}; holds only when the list is used up"))
            });
            if let Some(half) = trial.always_valid_halfwidth {
                rows.push((
                    "at every look",
                    format!("{} (always-valid)", number::interval(e.estimate - half, e.estimate + half)),
                ));
            }
        }
        if let Some(p) = trial.p_randomisation {
            let draws = number::grouped(trial.draws);
            rows.push(("by chance", format!("{} (list drawn anew {draws} times)", number::p_value(p))));
        }
        rows.push((
            "coins",
            format!("{} of {} used, {} of them followed", trial.used, trial.coins, trial.followed()),
        ));
        if let Some(e_value) = trial.e_value.filter(|_| !trial.complete) {
            rows.push(("e-value", format!("{}; 20 or more decides at any look", number::short(e_value))));
        }
        let [easy, rest] = trial.missing_by_arm;
        if easy + rest > 0 {
            rows.push(("no report", format!("{easy} on mornings after easy coins, {rest} after rest coins")));
        }
        rows.push((
            "coin days",
            format!("{} in the estimate: {} easy, {} rest", trial.rows, trial.easy_coins, trial.rest_coins),
        ));
        for lost in &trial.lost {
            rows.push(("not in it", format!("{}: {}", lost.count, lost.reason)));
        }
        rows.push(("too small", format!("within ±{} points", number::points(trial.smallest_effect))));
        if let Some(mde) = trial.mde80 {
            rows.push(("would find", format!("{} points in 80 % of such trials", number::points(mde))));
        }
        if let Some(difference) = trial.as_treated {
            rows.push((
                "only a note",
                format!(
                    "by what you actually did: {}; chance did not choose that",
                    number::signed(difference)
                ),
            ));
        }
        rows.push(("plan's sha256", self.sha256.clone()));
        rows
    }
}

/// A plan in at most `columns` columns. Reveals no coin.
#[must_use]
pub fn plan_terminal(plan: &TrialPlan, columns: usize) -> String {
    let coins = plan.coins.len();
    let weeks = weeks(coins, plan.flex_per_week);
    let mut page = Page::new(columns);
    paragraph(
        &mut page,
        &format!("A list of {coins} coins, half easy and half rest, in random blocks of 4."),
    );
    page.text.push('\n');
    let delta = number::short(plan.smallest_effect);
    let scale = format!("{}..{}", number::short(plan.scale.low), number::short(plan.scale.high));
    row(
        &mut page,
        "needs",
        &format!("{} coin days to find {delta} points of {scale} in 80 % of such trials", plan.needed),
    );
    if plan.mismatch > 0.0 || plan.missing > 0.0 {
        let allowed = format!(
            "{} of coins not followed, {} without the next report",
            number::percent(plan.mismatch),
            number::percent(plan.missing)
        );
        row(&mut page, "allows for", &allowed);
    }
    if let Some(effect) = plan.detectable {
        row(&mut page, "finds", &format!("{} points with this list", number::points(effect)));
    }
    row(&mut page, "spread", &format!("sigma {} points: {}", number::points(plan.sigma), plan.sigma_source));
    row(
        &mut page,
        "takes",
        &format!("about {weeks} weeks at {} free days a week, from {}", plan.flex_per_week, plan.start),
    );
    row(&mut page, "seed", &plan.seed.to_string());
    row(&mut page, "sha256", &plan.sha256());
    for note in &plan.notes {
        page.text.push('\n');
        paragraph(&mut page, note);
    }
    page.text
}

/// A plan as JSON, without the coins: only plan.csv has them.
#[must_use]
pub fn plan_json(plan: &TrialPlan) -> String {
    let value = serde_json::json!({
        "coins": plan.coins.len(),
        "needed": plan.needed,
        "smallest_effect": plan.smallest_effect,
        "scale": plan.scale,
        "sigma": plan.sigma,
        "sigma_source": plan.sigma_source,
        "detectable": plan.detectable,
        "start": plan.start.to_string(),
        "flex_per_week": plan.flex_per_week,
        "adherence_mismatch": plan.mismatch,
        "missing": plan.missing,
        "seed": plan.seed,
        "sha256": plan.sha256(),
        "notes": plan.notes,
    });
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

fn paragraph(page: &mut Page, words: &str) {
    page.hanging("", words);
}

fn row(page: &mut Page, label: &str, value: &str) {
    page.hanging(&format!("  {label:<LABEL$}"), value);
}
