//! HTML: the story as one self-contained page. Nothing is fetched: the content policy allows inline
//! pictures and, by their hashes, the page's own style and script. Names from files are escaped, and
//! what slips through is neither run nor loaded. Without the script the page says the same.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::{AutoEscape, Environment, HtmlEscape, Value, context, value::Serde};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::figure::Figure;
use super::story::Story;
use super::words;
use crate::error::{Error, Result};
use crate::report::Report;

const TEMPLATE: &str = include_str!("templates/report.html");
const STYLE: &str = include_str!("templates/report.css");
const SCRIPT: &str = include_str!("templates/report.js");

#[derive(Serialize)]
struct Picture {
    name: &'static str,
    title: &'static str,
    caption: &'static str,
    alt: String,
    missing: bool,
    width: u32,
    height: u32,
    png: String,
}

/// The page.
///
/// # Errors
/// When the template fails.
pub fn page(report: &Report, story: &Story, plots: &[(&Figure, Vec<u8>)]) -> Result<String> {
    let pictures: Vec<Picture> = plots.iter().map(|(figure, png)| picture(report, figure, png)).collect();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("code", |text: String| Value::from_safe_string(code(&text)));
    let status =
        report.analysis.as_ref().map_or("no-log", |a| status_class(a.answer.robust, a.answer.status));
    environment
        .add_template("report.html", TEMPLATE)
        .and_then(|()| environment.get_template("report.html"))
        .and_then(|template| {
            template.render(context! {
                status,
                story => Value::from(Serde(story)),
                pictures => Value::from(Serde(&pictures)),
                style => STYLE,
                style_hash => hash_source(STYLE),
                script => SCRIPT,
                script_hash => hash_source(SCRIPT),
                range => words::range(report),
                estimate => report.analysis.as_ref().and_then(|a| words::estimate(&a.answer)),
                scale => words::scale(report),
                usable => report.analysis.as_ref().map(|a| words::usable(&a.answer)),
                naive => words::naive(report),
            })
        })
        .map_err(|e| Error::Output {
            what: "report.html could not be written".to_owned(),
            reason: format!("{e:#}"),
        })
}

/// Escaped; what stands between backquotes is set as code. A text whose backquotes do not pair is
/// left as it is.
fn code(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return HtmlEscape(text).to_string();
    }
    let mut out = String::with_capacity(text.len());
    for (i, part) in parts.iter().enumerate() {
        let part = HtmlEscape(part);
        // Writing to a String cannot fail.
        let _ = if i.is_multiple_of(2) { write!(out, "{part}") } else { write!(out, "<code>{part}</code>") };
    }
    out
}

/// What a content policy calls an inline element by (CSP level 3, section 2.3.1, `hash-source`): the hash
/// of exactly what stands between its tags.
fn hash_source(content: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}

/// Answers with a direction that stands are told apart from the rest by a class of their own.
fn status_class(robust: Option<bool>, status: crate::effect::Status) -> &'static str {
    use crate::effect::Status::{Helps, Hurts};
    match (status, robust) {
        (Helps | Hurts, Some(true)) => "firm",
        _ => "open",
    }
}

fn picture(report: &Report, figure: &Figure, png: &[u8]) -> Picture {
    // Width and height stand in bytes 16..24 of every PNG (ISO/IEC 15948, 11.2.1).
    let number =
        |at: usize| png.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_be_bytes);
    Picture {
        name: figure.name,
        title: figure.title,
        caption: figure.caption,
        alt: figure.alt_text(report),
        missing: (figure.available)(report).is_err(),
        width: number(16) / 2,
        height: number(20) / 2,
        png: STANDARD.encode(png),
    }
}
