//! HTML: the story as one self-contained page. Nothing is fetched: the content policy allows inline
//! pictures and, by their hashes, the page's own style and script. Names from files are escaped, and
//! what slips through is neither run nor loaded. Without the script the page says the same.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::{AutoEscape, Environment, HtmlEscape, Value, context, value::Serde};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Plot;
use super::canvas::{Drawing, Spot};
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
    wide: Image,
    narrow: Image,
    columns: [&'static str; 2],
    values: Vec<ValueRow>,
}

/// A picture at the size at which it is shown.
#[derive(Serialize)]
struct Image {
    width: u32,
    height: u32,
    png: String,
}

/// A value of a figure, and where it stands in the picture for desks and in that for phones: rectangles
/// as `left,top,width,height` in their pixels, a blank between two.
#[derive(Serialize)]
struct ValueRow {
    what: String,
    value: String,
    wide: String,
    narrow: String,
}

/// The page.
///
/// # Errors
/// When the template fails.
pub fn page(report: &Report, story: &Story, plots: &[Plot]) -> Result<String> {
    let pictures: Vec<Picture> = plots.iter().map(|plot| picture(report, plot)).collect();
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

fn picture(report: &Report, Plot { figure, wide, narrow }: &Plot) -> Picture {
    Picture {
        name: figure.name,
        title: figure.title,
        caption: figure.caption,
        alt: figure.alt_text(report),
        missing: (figure.available)(report).is_err(),
        wide: image(wide),
        narrow: image(narrow),
        columns: figure.columns,
        // Both are drawn from the same data in the same order.
        values: wide.spots.iter().zip(&narrow.spots).map(|(wide, narrow)| value(wide, narrow)).collect(),
    }
}

/// Shown at half its size: sharp on screens with two pixels a point.
fn image(drawing: &Drawing) -> Image {
    Image { width: drawing.width / 2, height: drawing.height / 2, png: STANDARD.encode(&drawing.png) }
}

fn value(wide: &Spot, narrow: &Spot) -> ValueRow {
    ValueRow {
        what: wide.what.clone(),
        value: wide.value.clone(),
        wide: places(wide),
        narrow: places(narrow),
    }
}

fn places(spot: &Spot) -> String {
    let one = |place: &super::canvas::Rect| {
        let (left, top) = (place.left.round(), place.top.round());
        // What is thinner than a pixel can still be pointed at.
        let (width, height) = ((place.right - left).max(1.0), (place.bottom - top).max(1.0));
        // Whole numbers are much quicker to write than those that could have a fraction.
        let [left, top, width, height] = [left, top, width, height].map(|px| px.round_ties_even() as i64);
        format!("{left},{top},{width},{height}")
    };
    spot.places.iter().map(one).collect::<Vec<_>>().join(" ")
}
