//! Prose: the log as lines for people: `run.fit: read as fit, 1 activity, 4 ms`.

use std::collections::BTreeMap;
use std::fmt;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::text::{count, number, one_line};

/// Writes each event as a sentence without a time.
pub struct Prose;

impl<S, N> FormatEvent<S, N> for Prose
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut to: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut facts = Facts::default();
        event.record(&mut facts);
        writeln!(to, "{}", one_line(&facts.sentence()))
    }
}

/// The fields of an event by name.
#[derive(Debug, Default)]
struct Facts(BTreeMap<&'static str, String>);

impl Visit for Facts {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name(), value.to_string());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Facts {
    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    fn sentence(&self) -> String {
        let (file, why, took) = (self.get("file"), self.get("why"), self.took());
        match self.get("message") {
            "stage done" => format!("{}: done, {took}", self.get("stage")),
            "read" => format!("{file}: read as {}{}, {took}", self.get("format"), self.activities()),
            "failed" => format!("{file}: could not be read: {why}"),
            "partial" => format!("{file}: read in part, up to byte {}: {why}", self.get("at_byte")),
            "skipped" => format!("{file}: left out: {why}"),
            message => {
                let others = self.0.iter().filter(|(name, _)| **name != "message");
                let others: Vec<String> = others.map(|(name, value)| format!("{name} {value}")).collect();
                format!("{message}: {}", others.join(", "))
            }
        }
    }

    /// `, 3 activities`; empty for a file that is a list.
    fn activities(&self) -> String {
        self.get("activities")
            .parse()
            .map_or_else(|_| String::new(), |n| format!(", {}", count(n, "activity")))
    }

    /// `4 ms`, `1.5 s`.
    fn took(&self) -> String {
        match self.get("ms").parse::<f64>().unwrap_or_default() {
            ms if ms < 1000.0 => format!("{} ms", number::decimals(ms, usize::from(ms < 10.0))),
            ms => format!("{} s", number::decimals(ms / 1000.0, 1)),
        }
    }
}
