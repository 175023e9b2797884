//! Markdown: the story as text that reads well raw, too. Names from files are escaped.

use minijinja::{AutoEscape, Environment, Value, context, value::Serde};

use super::figure::FIGURES;
use super::story::Story;
use super::words;
use crate::error::{Error, Result};
use crate::report::Report;

const TEMPLATE: &str = include_str!("templates/report.md");

/// The text.
///
/// # Errors
/// When the template fails.
pub fn page(report: &Report, story: &Story) -> Result<String> {
    let (drawn, missing): (Vec<_>, Vec<_>) =
        FIGURES.iter().partition(|figure| (figure.available)(report).is_ok());
    let figures: Vec<_> = drawn
        .iter()
        .map(|f| {
            context! { name => f.name, title => f.title_of(report), caption => f.caption, alt => f.alt_text(report) }
        })
        .collect();
    let missing: Vec<String> = missing.iter().map(|figure| figure.alt_text(report)).collect();
    let has_log = report.analysis.is_some();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.add_filter("md", |text: String| escape(&text));
    environment
        .add_template("report.md", TEMPLATE)
        .and_then(|()| environment.get_template("report.md"))
        .and_then(|template| {
            template.render(
                context! { story => Value::from(Serde(story)), figures, missing, has_log, start_log => words::START_LOG, range => words::range(report) },
            )
        })
        .map_err(|e| Error::Output {
            what: "report.md could not be written".to_owned(),
            reason: format!("{e:#}"),
        })
}

/// Characters that mean something in Markdown or HTML, escaped. Backquotes stay where they are ours:
/// single ones, in pairs. In runs or alone they come from a name and are escaped, as a run would end
/// the code elsewhere than here. Inside code an entity would be shown as it is written, so `<` stays;
/// `|` parts cells even there.
pub(super) fn escape(text: &str) -> String {
    let ours = text.matches('`').count().is_multiple_of(2) && !text.contains("``");
    let mut in_code = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '`' if ours => {
                in_code = !in_code;
                out.push(c);
            }
            '|' => out.push_str("\\|"),
            c if in_code => out.push(c),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '!' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
