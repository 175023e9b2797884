//! Protocol: how the trial is run, as a text file next to the list of coins.

use std::path::Path;

use crate::discover::nearby::LOG_NAME;
use crate::effect::plan::BLOCK;
use crate::text;
use crate::trial::TrialPlan;
use crate::trial::calendar::day_of;

/// `README.txt` of the plan in `folder`; `log`: the soreness log, where one was found.
#[must_use]
pub fn readme(plan: &TrialPlan, folder: &Path, log: Option<&Path>) -> String {
    let shown = |path: &Path| text::shell(&path.display().to_string());
    let [list, dates] = ["plan.csv", "dates.csv"].map(|name| shown(&folder.join(name)));
    let log = shown(log.unwrap_or(Path::new(LOG_NAME)));
    let command = format!("shakeout trial {list} export.zip --dates {dates} --soreness {log}");
    format!("{EACH_MORNING}{}{}", at_the_end(plan.coins.len(), &command), this_plan(plan))
}

/// What to do each morning, and what the files are.
const EACH_MORNING: &str = "\
A trial for one runner: is soreness the next morning lower after an easy run
than after rest? A coin decides, so that no habit, mood or plan can.

SAFETY FIRST
  Pain, an injury or illness is a veto: no coin that day. Decide that before
  the coin is opened. The coin waits for the next free day. A veto costs
  nothing; the trial only takes a day longer. This trial is about soreness. It
  is no medical advice and no reason to run when something hurts.

EACH MORNING
  1. Write this morning's soreness into your log, before any running. Every day,
     coin or not: the morning after a coin day is what counts.
  2. Free day (no hard or moderate session planned), and no veto? Then it is a
     coin day. Otherwise go on as planned.
  3. Open the next unused coin, whatever date its calendar entry has: coin 1
     first, then coin 2, and so on. Never pass over a coin that you have opened.
  4. Easy: run easy that day, as you usually do. Rest: no run.
  5. Write the day into dates.csv, in the row of that coin.
  It may happen that a coin is not followed. Note its date all the same: it
  counts as what the coin said, and leaving it out would spoil the trial.

FILES
  plan.csv    the list, sealed. Reading ahead lets you choose the days on which
              coins are used; leave it closed until the end.
  plan.ics    the coins for a calendar. Titles say nothing; the coin is at
              the end of each description.
  dates.csv   the coins without what they say: note their days here.

";

/// How the trial is read.
fn at_the_end(coins: usize, command: &str) -> String {
    format!(
        "\
AT THE END
  Type this where the plan was made, with the name of your own export (a file
  or a folder) in place of export.zip:
  {command}
  Look once, when all {coins} coins are used. Looking again and again until the
  answer is liked makes a wrong answer likely. An earlier look is shown with an
  interval that allows for it, and which is therefore wider.
  The analysis is fixed now: by what the coin said (intention to treat), given
  that morning's soreness and the hard training of the three days before;
  p by drawing the list anew 1,999 times; a 95 % interval that allows for few
  days and for days that spread unequally.

"
    )
}

/// The numbers of this list.
fn this_plan(plan: &TrialPlan) -> String {
    let coins = plan.coins.len();
    let last = day_of(plan.start, plan.flex_per_week, coins.saturating_sub(1))
        .map_or_else(|| "beyond the calendar".to_owned(), |day| day.to_string());
    let finds = match plan.detectable {
        Some(effect) => format!("{effect:.2} points in 80 % of such trials"),
        None => "too short to find an effect".to_owned(),
    };
    format!(
        "\
THIS PLAN
  coins             {coins}: {half} easy, {half} rest, in random blocks of {BLOCK}
  needed            {needed} for {delta} points (scale {low}..{high})
  finds             {finds}
  spread            sigma {sigma:.2} points
                    {source}
  allowed for       {mismatch:.0} % not followed, {missing:.0} % without the next report
  free days         {flex} a week, from {start}; the last coin about {last}
  seed              {seed}
  sha256
  {sha256}
  Keep the sha256 somewhere else too, or send it to a friend: it shows that the
  list was not changed on the way.
",
        half = coins / 2,
        needed = plan.needed,
        delta = plan.smallest_effect,
        low = plan.scale.low,
        high = plan.scale.high,
        sigma = plan.sigma,
        source = plan.sigma_source,
        mismatch = 100.0 * plan.mismatch,
        missing = 100.0 * plan.missing,
        flex = plan.flex_per_week,
        start = plan.start,
        seed = plan.seed,
        sha256 = plan.sha256(),
    )
}
