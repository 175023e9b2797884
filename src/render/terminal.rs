//! Terminal: the report in the width of the terminal. Verdict first.

use super::words;
use crate::effect::{Answer, Status};
use crate::report::Report;
use crate::report::easy::thresholds_hold;
use crate::text::{self, fold, number};

const INDENT: &str = "  ";
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The summary in at most `columns` columns. With `colour`, ANSI escapes; they do not count as columns.
#[must_use]
pub fn terminal(report: &Report, colour: bool, columns: usize) -> String {
    let mut page = Page { text: String::new(), colour, columns };
    page.styled("1", &words::headline(report));
    if let Some(notice) = &report.synthetic {
        page.styled("33", &text::plain(notice));
    }
    page.blank();
    if let Some(analysis) = &report.analysis {
        answer(&mut page, report, &analysis.answer);
    } else {
        page.row("log", words::START_LOG);
    }
    page.blank();
    record(&mut page, report);
    if !report.next_steps.is_empty() {
        page.blank();
        page.styled("1", "Next");
        for (i, step) in report.next_steps.iter().take(3).enumerate() {
            page.wrapped(&format!("{INDENT}{}. ", i + 1), &text::one_line(step));
        }
    }
    page.text
}

fn answer(page: &mut Page, report: &Report, answer: &Answer) {
    if let Some(estimate) = words::estimate(answer) {
        page.row("easy - rest", &estimate);
        page.row(
            "",
            &format!(
                "{}; below 0: less sore after an easy run; within ±{} is too small to matter",
                words::scale(report),
                number::points(answer.smallest_effect)
            ),
        );
    } else if let Some(reason) = &answer.reason {
        page.row("no number", &text::one_line(reason));
    }
    page.row("based on", &words::usable(answer));
    let open = matches!(answer.status, Status::CannotTell | Status::NotEnoughData);
    if let Some(more) = words::more_days(report).filter(|_| open) {
        page.row("needs", &more);
    }
    if let Some(sentence) = words::robustness(answer) {
        page.row("caveat", &sentence);
    }
    if let Some(odds) = words::odds(report) {
        page.row("odds", &odds);
    }
    for (place, warning) in words::warnings(report).iter().enumerate() {
        page.row(if place == 0 { "warning" } else { "" }, warning);
    }
    if let Some(naive) = words::naive(report) {
        page.row("not this", &naive);
    }
    if let Some(other) = &report.outcome {
        page.row("also", &text::one_line(&other.verdict.headline));
    }
    page.row(
        "assumes",
        "you were really free to run easy or rest on such days, and nothing unlogged made the choice",
    );
    if let Some(assumed) = words::assumed(report) {
        page.row("", assumed);
    }
}

fn record(page: &mut Page, report: &Report) {
    if let Some(range) = words::range(report) {
        page.row(
            "record",
            &format!(
                "{range}, {}, {}{}",
                text::count(report.days.len(), "day"),
                text::count(report.runs, "run"),
                words::distance(report).map(|d| format!(", {d}")).unwrap_or_default()
            ),
        );
    }
    if let Some(rowless) = words::rowless(report) {
        page.row("", &rowless);
    }
    if report.files.seen > 0 {
        page.row("files", &words::files(report));
    }
    if let Some(log) = &report.soreness {
        let rejected = match log.rejected_rows {
            0 => String::new(),
            n => format!(", {} left out", text::count(n, "row")),
        };
        page.row("soreness", &format!("{}{rejected}", text::count(log.entries, "morning")));
        if let Some((line, days)) = sparkline(report) {
            page.row("", &format!("{line} last {days} mornings"));
        }
        for note in log.to_check() {
            page.row("", note);
        }
    }
    how_easy(page, report);
}

/// How easy the easy runs were, and how much hangs on the thresholds.
fn how_easy(page: &mut Page, report: &Report) {
    let thresholds = report.stability.and_then(|stability| thresholds_hold(&report.thresholds, stability));
    for (place, sentence) in report.easy.iter().chain(&thresholds).enumerate() {
        page.row(if place == 0 { "easy runs" } else { "" }, &text::one_line(sentence));
    }
}

/// Soreness of the last mornings, a character each, a space where nothing was reported.
fn sparkline(report: &Report) -> Option<(String, usize)> {
    const DAYS: usize = 42;
    let log = report.soreness.as_ref()?;
    let last = report.days.iter().rposition(|d| d.soreness.is_some())?;
    let shown = &report.days[(last + 1).saturating_sub(DAYS)..=last];
    let top = (BLOCKS.len() - 1) as f64;
    let mark = |value: f64| {
        let share = ((value - log.scale.low) / log.scale.range()).clamp(0.0, 1.0);
        BLOCKS[(share * top).round() as usize]
    };
    Some((shown.iter().map(|d| d.soreness.map_or('·', mark)).collect(), shown.len()))
}

struct Page {
    text: String,
    colour: bool,
    columns: usize,
}

impl Page {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A paragraph from the first column on, in an ANSI style.
    fn styled(&mut self, style: &str, text: &str) {
        for line in fold(text, self.columns) {
            if self.colour {
                self.text.push_str(&format!("\u{1b}[{style}m{line}\u{1b}[0m\n"));
            } else {
                self.text.push_str(&line);
                self.text.push('\n');
            }
        }
    }

    /// A label and its text, indented.
    fn row(&mut self, label: &str, text: &str) {
        let padded = format!("{INDENT}{label:<13}");
        for (i, line) in fold(text, self.columns - padded.chars().count()).into_iter().enumerate() {
            let head = if i > 0 { " ".repeat(padded.chars().count()) } else { padded.clone() };
            if self.colour && i == 0 {
                self.text.push_str(&format!("\u{1b}[2m{head}\u{1b}[0m{line}\n"));
            } else {
                self.text.push_str(&format!("{head}{line}\n"));
            }
        }
    }

    /// A paragraph with a head on its first line and the same indent below.
    fn wrapped(&mut self, head: &str, text: &str) {
        let width = head.chars().count();
        for (i, line) in fold(text, self.columns - width).into_iter().enumerate() {
            let start = if i == 0 { head.to_owned() } else { " ".repeat(width) };
            self.text.push_str(&format!("{start}{line}\n"));
        }
    }
}
