//! Story: the report as headings, paragraphs and tables, once for the page and for Markdown.
//! Verdict first, numbers second, reasons third, method last.

mod formula_variants;
mod numbers;
mod outcome;
mod support;

use serde::Serialize;

use super::words;
use crate::effect::verdict::{FALSE_ALARMS, FalseAlarms};
use crate::effect::{Analysis, Answer, Estimate, Status};
use crate::report::{FileStatus, Report};
use crate::text::{self, date, number, one_line, plain};
use crate::thresholds::ThresholdRow;
use crate::units::Units;

/// A table; the first cell of a row is its heading.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Caption.
    pub caption: String,
    /// Column headings.
    pub head: Vec<&'static str>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// `None` where there are no rows.
    fn unless_empty(caption: &str, head: &[&'static str], rows: Vec<Vec<String>>) -> Option<Self> {
        (!rows.is_empty()).then(|| Self { caption: caption.to_owned(), head: head.to_vec(), rows })
    }
}

/// A folded part of the report.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Heading.
    pub title: &'static str,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// Points.
    pub list: Vec<String>,
    /// Tables.
    pub tables: Vec<Table>,
}

/// The whole story.
#[derive(Clone, Debug, Serialize)]
pub struct Story {
    /// The verdict in a few words.
    pub verdict: &'static str,
    /// The verdict in one sentence.
    pub headline: String,
    /// What the answer says after that.
    pub lead: Option<String>,
    /// Said for synthetic data.
    pub synthetic: Option<String>,
    /// Sentences that qualify the verdict.
    pub qualifiers: Vec<String>,
    /// What must hold for the number to be right, a sentence each.
    pub assumptions: Vec<String>,
    /// The numbers.
    pub numbers: Table,
    /// What to do next.
    pub next_steps: Vec<String>,
    /// Everything else, folded.
    pub sections: Vec<Section>,
    /// Program and its version.
    pub version: String,
    /// The line that a clock wrote.
    pub generated: Option<String>,
}

/// Builds the story.
#[must_use]
pub fn tell(report: &Report) -> Story {
    let mut qualifiers = Vec::new();
    if let Some(analysis) = &report.analysis {
        let answer = &analysis.answer;
        let reason =
            answer.reason.as_ref().map(|r| one_line(r)).filter(|r| !words::sentence(report).contains(r));
        qualifiers.extend(reason);
        qualifiers.extend(words::odds(report));
        qualifiers.extend(words::warnings(report));
    }
    qualifiers.extend(words::assumed(report).map(str::to_owned));
    if report.analysis.is_some() {
        qualifiers.push(words::LIMITS.to_owned());
    }
    let mut sections = Vec::new();
    if let Some(analysis) = &report.analysis {
        sections.push(averages(analysis));
        sections.push(how_sure(report, analysis));
        sections.push(what_could_fool(report, analysis));
        sections.push(what_would_settle(report, &analysis.answer));
        sections.extend(habits(report));
        sections.extend(outcome::section(report));
        sections.extend(support::what_made_me_sore(analysis, report.units));
        sections.extend(support::trials_on_others(analysis));
    }
    sections.extend(how_easy(report));
    sections.extend(soreness_log(report));
    sections.push(thresholds(report));
    sections.extend(formula_variants::section(report));
    sections.push(support::glossary());
    sections.push(settings(report));
    if report.files.seen > 0 {
        sections.push(unused_files(report));
    }
    Story {
        verdict: words::verdict(report),
        headline: words::headline(report),
        lead: words::lead(report),
        synthetic: report.synthetic.as_deref().map(plain),
        qualifiers,
        assumptions: if report.analysis.as_ref().is_some_and(|analysis| analysis.answer.estimate.is_some()) {
            assumptions(report)
        } else {
            Vec::new()
        },
        numbers: numbers::table(report),
        next_steps: report.next_steps.iter().take(3).map(|s| one_line(s)).collect(),
        sections,
        version: report.version.to_owned(),
        generated: report.generated.clone(),
    }
}

fn averages(analysis: &Analysis) -> Section {
    let naive = &analysis.naive;
    let raw = naive.easy_minus_rest.map_or_else(
        || "There are no such averages yet: it takes easy days and rest days with a report. They would not be".to_owned(),
        |raw| {
            let raw = number::signed(raw);
            format!("Mean soreness the morning after easy days minus after rest days is {raw} points. That is not")
        },
    );
    let mut paragraphs = vec![
        format!(
            "{raw} the effect of the run. Runners rest when they are sore and run when they feel fresh, so the two kinds \
             of day differ before anybody ran. Even an easy run that does nothing comes out as a help in this comparison."
        ),
        "The answer compares days that were alike in the morning: same soreness today and yesterday, same recent load, \
         same kind of day before."
            .to_owned(),
    ];
    if let Some(change) = naive.change_score {
        paragraphs.push(format!(
            "Comparing the change since the morning before ({} points) errs the other way: high soreness falls by \
             itself, whatever is done.",
            number::signed(change)
        ));
    }
    if let Some(r) = naive.pearson_r {
        paragraphs.push(format!(
            "The plain correlation of \"ran easy\" with next-morning soreness is {}; it has the same flaw.",
            number::signed(r)
        ));
    }
    Section { title: "Why not just compare the averages?", paragraphs, list: Vec::new(), tables: Vec::new() }
}

fn given(estimate: Option<Estimate>, reason: Option<&String>) -> [String; 2] {
    match estimate {
        Some(e) => [number::beside_interval(e.estimate, e.low, e.high), number::interval(e.low, e.high)],
        None => ["not given".to_owned(), reason.map(|r| one_line(r)).unwrap_or_default()],
    }
}

fn assumptions(report: &Report) -> Vec<String> {
    report
        .verdict
        .iter()
        .flat_map(|verdict| &verdict.assumptions)
        .map(|sentence| one_line(sentence))
        .collect()
}

fn how_sure(report: &Report, analysis: &Analysis) -> Section {
    let answer = &analysis.answer;
    let mut paragraphs = Vec::new();
    if let Some(e) = answer.estimate {
        paragraphs.push(format!(
            "Intervals made like this one, {}, hold the true difference in about {} of 100 such logs, if the assumptions hold. \
             Standard error {}, {} degrees of freedom, {}.",
            number::interval(e.low, e.high),
            number::decimals(answer.level * 100.0, 0),
            number::points(e.se),
            number::short(e.df),
            number::p_value(e.p)
        ));
        if matches!(answer.status, Status::CannotTell) {
            paragraphs.push("The interval holds effects that would matter in either direction or none: it is no sign that easy runs do nothing.".to_owned());
        }
    } else if let Some(reason) = &answer.reason {
        paragraphs.push(format!("No estimate is given: {}", one_line(reason)));
    }
    if let Some(mde) = answer.mde80 {
        paragraphs.push(format!(
            "A log of this size finds a true effect of {} points in 80 % of repetitions; smaller ones often escape it.",
            number::points(mde)
        ));
    }
    if let Some(half) = answer.always_valid_halfwidth {
        let FalseAlarms { once, looking } = FALSE_ALARMS;
        paragraphs.push(format!(
            "Looking again every two weeks for a year makes a {once} % risk of a false alarm about {looking} %. The interval that holds at \
             every look is the estimate ± {} points.",
            number::points(half)
        ));
    }
    if let Some(overlap) = answer.overlap {
        paragraphs.push(format!(
            "{} of the days have a comparable day of the other kind.",
            number::percent(overlap)
        ));
    }
    paragraphs.extend(report.verdict.iter().filter_map(|v| v.over_time.as_ref()).map(|s| one_line(s)));
    Section { title: "How sure?", paragraphs, list: Vec::new(), tables: estimate_tables(analysis) }
}

fn estimate_tables(analysis: &Analysis) -> Vec<Table> {
    let level = number::level(analysis.answer.level);
    let mut tables = Vec::new();
    if !analysis.lags.is_empty() {
        let rows = analysis.lags.iter().map(|lag| {
            let [value, range] = given(lag.estimate, lag.reason.as_ref());
            let naive = lag.naive.map(number::signed).unwrap_or_default();
            let p = lag.p_holm.map(number::p_value).unwrap_or_default();
            vec![text::count(lag.days, "morning"), value, range, naive, number::grouped(lag.rows), p]
        });
        tables.push(Table {
            caption: format!("Later mornings: easy minus rest, points, {level} intervals"),
            head: vec!["After", "Adjusted", "Interval", "Raw (misleading)", "Days", "p (Holm)"],
            rows: rows.collect(),
        });
    }
    for (caption, p_of, group) in [
        ("The same answer computed in other ways", "p", &analysis.sensitivity),
        ("Other comparisons (hints only)", "p (Holm)", &analysis.strata),
    ] {
        if group.is_empty() {
            continue;
        }
        let rows = group.iter().map(|one| {
            let [value, range] = given(one.estimate, one.reason.as_ref());
            // The permutation is asked for its p alone.
            let own_p = one.estimate.filter(|_| one.name == "permutation").map(|estimate| estimate.p);
            let p = one.p_holm.or(own_p).map(number::p_value).unwrap_or_default();
            let days = format!("{} / {}", number::grouped(one.easy_days), number::grouped(one.rest_days));
            let label = match &one.note {
                Some(note) => format!("{} ({})", plain(&one.label), one_line(note)),
                None => plain(&one.label),
            };
            vec![label, value, range, days, p]
        });
        tables.push(Table {
            caption: format!("{caption}: points, {level} intervals"),
            head: vec!["What", "Estimate", "Interval", "Days (easy / reference)", p_of],
            rows: rows.collect(),
        });
    }
    tables
}

fn what_could_fool(report: &Report, analysis: &Analysis) -> Section {
    let mut paragraphs = Vec::new();
    if analysis.answer.estimate.is_some() {
        paragraphs
            .push("Whatever breaks an assumption beside the number. How much it would take:".to_owned());
    } else {
        paragraphs.push("No number is given. One would rest on these:".to_owned());
    }
    let mut list: Vec<String> = match analysis.answer.estimate {
        Some(_) => report.verdict.iter().flat_map(|v| &v.details).map(|s| one_line(s)).collect(),
        None => assumptions(report),
    };
    list.extend(analysis.diagnostics.agreement.as_ref().map(|sentence| one_line(sentence)));
    list.push(
        "A habit that always comes with an easy run (stretching, a bath, more sleep) and is not logged counts as part \
         of the easy run."
            .to_owned(),
    );
    let mut tables = Vec::new();
    let rows: Vec<Vec<String>> = analysis
        .excluded
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(reason, n)| vec![plain(reason), number::grouped(*n)])
        .collect();
    tables.extend(Table::unless_empty("Days that were not used", &["Why", "Days"], rows));
    Section { title: "What could fool this?", paragraphs, list, tables }
}

fn habits(report: &Report) -> Option<Section> {
    let verdict = report.verdict.as_ref()?;
    let list: Vec<String> = verdict.habits.iter().map(|s| one_line(s)).collect();
    (!list.is_empty()).then(|| Section {
        title: "What else goes with less soreness? (hints, not answers)",
        paragraphs: vec![
            "Every column of the diary, compared on the same days and with the same adjustment, the easy run among it. Nobody chose these for their effect, and several were tried."
                .to_owned(),
        ],
        list,
        tables: Vec::new(),
    })
}

fn what_would_settle(report: &Report, answer: &Answer) -> Section {
    let mut paragraphs = Vec::new();
    match answer.more_days_needed {
        Some(0) => paragraphs.push("The log is long enough for an effect of the size that matters; more days narrow the interval slowly.".to_owned()),
        Some(_) => paragraphs.extend(words::more_days(report).map(|more| format!("This log needs {more} in 80 % of repetitions."))),
        None => {}
    }
    paragraphs.push(
        "A log shows what you chose, and why you chose is never fully in it. A coin can settle it: on days when both \
         would be fine, let the coin decide between easy and rest. `shakeout plan` draws such a plan, `shakeout trial` \
         reads the result."
            .to_owned(),
    );
    paragraphs.push("No coin on a day with pain or illness: that day is decided before the toss.".to_owned());
    Section { title: "What would settle it?", paragraphs, list: Vec::new(), tables: Vec::new() }
}

/// How easy the easy runs were, and the effect under each way to say so.
fn how_easy(report: &Report) -> Option<Section> {
    let paragraphs: Vec<String> = report.easy.iter().map(|sentence| plain(sentence)).collect();
    let row = |one: &crate::report::easy::Exposure| {
        let [estimate, interval] = given(one.estimate, one.reason.as_ref());
        let days = format!("{} easy, {} rest", one.easy_days, one.rest_days);
        vec![one.label.to_owned(), estimate, interval, days, one.differing_runs.to_string()]
    };
    let rows: Vec<Vec<String>> = report.exposures.iter().map(row).collect();
    let table = Table {
        caption: "The effect under each way to say what was easy".to_owned(),
        head: vec!["Easy is", "Easy minus rest", "Interval", "Days", "Runs that count differently"],
        rows,
    };
    let tables = if report.exposures.is_empty() { Vec::new() } else { vec![table] };
    let empty = paragraphs.is_empty() && tables.is_empty();
    (!empty).then(|| Section { title: "How easy was easy?", paragraphs, list: Vec::new(), tables })
}

fn soreness_log(report: &Report) -> Option<Section> {
    let log = report.soreness.as_ref()?;
    let direction = match log.direction {
        crate::soreness::Direction::HigherIsSorer => "higher is sorer",
        crate::soreness::Direction::HigherIsFresher => {
            "higher is fresher in the file; turned round here, so that higher is sorer"
        }
    };
    let paragraphs = vec![format!(
        "{} on a scale of {} to {} ({direction}), read as \"{}\".",
        text::count(log.entries, "morning"),
        number::short(log.scale.low),
        number::short(log.scale.high),
        plain(&log.dialect)
    )];
    let tables = if log.rejected.is_empty() {
        Vec::new()
    } else {
        let rows = log.rejected.iter().map(|(line, why)| vec![line.to_string(), plain(why)]).collect();
        vec![Table { caption: "Rows that were left out".to_owned(), head: vec!["Line", "Why"], rows }]
    };
    let list = log.notes.iter().map(|n| plain(n)).collect();
    Some(Section { title: "The soreness log", paragraphs, list, tables })
}

/// Rows of files in the report at most; `files.csv` has them all.
const MOST_FILES: usize = 200;

fn unused_files(report: &Report) -> Section {
    let unused: Vec<_> = report.file_rows.iter().filter(|f| f.status != FileStatus::Used).collect();
    let mut paragraphs = vec![format!("{}.", words::files(report))];
    if unused.len() > MOST_FILES {
        paragraphs.push(format!(
            "The first {MOST_FILES} of {} are listed; files.csv has them all.",
            number::grouped(unused.len())
        ));
    }
    let rows: Vec<Vec<String>> = unused
        .into_iter()
        .take(MOST_FILES)
        .map(|f| {
            let [path, reason, original] = [&*f.path, &*f.reason, f.duplicate_of.as_str()]
                .map(|text| plain(&words::from_here(report, text)));
            let name = if f.member.is_empty() { path } else { format!("{path} › {}", plain(&f.member)) };
            let why = match original.as_str() {
                "" => reason,
                original if reason.contains(original) => reason,
                original if reason.is_empty() => format!("copy of {original}"),
                original => format!("{reason}; copy of {original}"),
            };
            vec![name, f.status.name().to_owned(), why]
        })
        .collect();
    let table =
        Table::unless_empty("Files that were not used, or not whole", &["File", "Status", "Why"], rows);
    let tables = table.into_iter().collect();
    Section { title: "Which files were not used and why", paragraphs, list: Vec::new(), tables }
}

fn threshold_cells(row: &ThresholdRow, units: Units) -> Vec<String> {
    let name = match row.name.as_str() {
        "hr_max" => "HRmax",
        "hr_rest" => "Resting heart rate",
        "lthr" => "Threshold heart rate (LTHR)",
        "threshold_pace" => "Threshold pace",
        other => other,
    };
    let in_unit = |v: f64| match row.name.as_str() {
        "threshold_pace" => number::pace(v, units),
        _ => format!("{} {}", number::short(v), plain(&row.unit)),
    };
    let error = |error: f64| match row.name.as_str() {
        "threshold_pace" => format!(" ±{error:.0} s"),
        _ => format!(" ±{error:.0}"),
    };
    let error = row.error.map(error).unwrap_or_default();
    let value = row.value.map_or("not known".to_owned(), |value| in_unit(value) + &error);
    let source = match row.range {
        Some((low, high)) => format!("{}; {} to {}", plain(&row.source), in_unit(low), in_unit(high)),
        None => plain(&row.source),
    };
    let from = row.from.map_or("the start".to_owned(), date::day);
    vec![plain(name), value, from, source]
}

fn thresholds(report: &Report) -> Section {
    let rows: Vec<Vec<String>> =
        report.thresholds.iter().map(|row| threshold_cells(row, report.units)).collect();
    let paragraphs = if report.zone_rule.is_empty() { Vec::new() } else { vec![plain(&report.zone_rule)] };
    let head = ["Threshold", "Value", "From", "Source"];
    let tables =
        Table::unless_empty("Thresholds and where they come from", &head, rows).into_iter().collect();
    Section { title: "Thresholds and zones", paragraphs, list: Vec::new(), tables }
}

fn settings(report: &Report) -> Section {
    let rows: Vec<Vec<String>> =
        report.settings.iter().map(|(n, v)| vec![plain(n), plain(&words::from_here(report, v))]).collect();
    let tables = Table::unless_empty("Settings", &["Setting", "Value"], rows).into_iter().collect();
    let list = report.notes.iter().map(|n| plain(&words::from_here(report, n))).collect();
    Section { title: "Settings and notes", paragraphs: Vec::new(), list, tables }
}
