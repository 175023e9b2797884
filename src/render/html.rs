//! HTML: the story as one self-contained page. Nothing is fetched: the content policy allows the embedded
//! font and, by their hashes, the page's own style and script. Names from files are escaped, and what slips
//! through is neither run nor loaded. Without the script the page says the same.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::{AutoEscape, Environment, HtmlEscape, Value, context, value::Serde};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::canvas::Spot;
use super::figure::{FIGURES, Figure};
use super::marks::Rect;
use super::story::Story;
use super::svg;
use super::theme;
use super::words;
use super::{OnPage, Paths, Plot};
use crate::error::{Error, Result};
use crate::report::Report;

const TEMPLATE: &str = include_str!("templates/report.html");
const STYLE: &str = include_str!("templates/report.css");
const SCRIPT: &str = include_str!("templates/report.js");

/// Inter for text and figures, Latin only: weight, WOFF2.
const FONTS: [(u16, &[u8]); 2] = [
    (400, include_bytes!("../../assets/Inter-Regular.woff2")),
    (600, include_bytes!("../../assets/Inter-SemiBold.woff2")),
];

/// Figures that are printed with the verdict; the rest is the appendix.
const MAIN_FIGURES: usize = 4;

#[derive(Serialize)]
struct Picture<'a> {
    name: &'static str,
    topic: &'static str,
    title: String,
    caption: &'static str,
    appendix: bool,
    shown: Shown<'a>,
    reads: [&'static str; 2],
    values: Vec<[&'a str; 2]>,
    /// Where the values are, on a desk and on a phone.
    places: [String; 2],
}

/// A picture in both of its forms, with its text alternative.
#[derive(Serialize)]
struct Shown<'a> {
    desk: Image<'a>,
    phone: Image<'a>,
    alt: String,
}

#[derive(Serialize)]
struct Image<'a> {
    width: u32,
    height: u32,
    svg: &'a str,
}

/// The page. `strip`: the picture under the headline; `plots`: those of [`FIGURES`], in their order.
///
/// # Errors
/// When the template fails.
pub fn page(report: &Report, story: &Story, strip: Option<&OnPage>, plots: &[Plot]) -> Result<String> {
    let drawn = FIGURES.iter().zip(plots).filter_map(|(figure, plot)| Some((figure, plot.page.as_ref()?)));
    let pictures: Vec<Picture> =
        drawn.enumerate().map(|(place, (figure, page))| picture(report, figure, page, place)).collect();
    let missing: Vec<String> = FIGURES
        .iter()
        .zip(plots)
        .filter(|(_, plot)| plot.page.is_none())
        .map(|(figure, _)| figure.alt_text(report))
        .collect();
    let strip = strip.map(|page| shown(page, FIGURES[0].alt_text(report)));
    let style = style();
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
                strip => Value::from(Serde(&strip)),
                pictures => Value::from(Serde(&pictures)),
                missing,
                has_log => report.analysis.is_some(),
                start_log => words::START_LOG,
                text_size => svg::TEXT_SIZE,
                style_hash => hash_source(&style),
                style,
                script => SCRIPT,
                script_hash => hash_source(SCRIPT),
                range => words::range(report),
                estimate => report.analysis.as_ref().and_then(|a| words::estimate(&a.answer)),
                scale => words::scale(report),
                usable => report.analysis.as_ref().map(|a| words::usable(&a.answer)),
            })
        })
        .map_err(|e| Error::Output {
            what: "report.html could not be written".to_owned(),
            reason: format!("{e:#}"),
        })
}

/// The page's own rules, the colours of the theme, the rules of the drawings, and the font.
pub(super) fn style() -> String {
    let mut style = [STYLE, &theme::stylesheet(), &svg::rules()].concat();
    for (weight, font) in FONTS {
        // Writing to a String cannot fail.
        let _ = writeln!(
            style,
            "@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/woff2;base64,{})format(\"woff2\")}}",
            STANDARD.encode(font)
        );
    }
    style
}

/// Escaped, with what is between backquotes set as code. A text whose backquotes do not pair is left as
/// it is.
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
/// of exactly what is between its tags.
pub(super) fn hash_source(content: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}

/// Class of an answer: one with a robust direction differs from the rest.
fn status_class(robust: Option<bool>, status: crate::effect::Status) -> &'static str {
    use crate::effect::Status::{Helps, Hurts};
    match (status, robust) {
        (Helps | Hurts, Some(true)) => "firm",
        _ => "open",
    }
}

fn picture<'a>(report: &Report, figure: &Figure, page: &'a OnPage, place: usize) -> Picture<'a> {
    Picture {
        name: figure.name,
        topic: figure.topic,
        title: figure.title_of(report),
        caption: figure.caption,
        appendix: place >= MAIN_FIGURES,
        shown: shown(page, figure.alt_text(report)),
        reads: figure.reads,
        // Both forms are drawn from the same data in the same order.
        values: page.desk.spots.iter().map(|spot| [spot.what.as_str(), spot.value.as_str()]).collect(),
        places: [places(&page.desk.spots), places(&page.phone.spots)],
    }
}

fn shown(page: &OnPage, alt: String) -> Shown<'_> {
    Shown { desk: image(&page.desk), phone: image(&page.phone), alt }
}

fn image(paths: &Paths) -> Image<'_> {
    Image { width: paths.width, height: paths.height, svg: &paths.svg }
}

/// The places of the values, rows apart by `;`, places of a row by a blank: `left,top,width,height`, left and
/// top less those of the same place of the row before, the size only where it is another.
fn places(spots: &[Spot]) -> String {
    let mut out = String::new();
    let mut before: Vec<[i64; 4]> = Vec::new();
    for (row, spot) in spots.iter().enumerate() {
        out.push_str(if row > 0 { ";" } else { "" });
        for (i, place) in spot.places.iter().enumerate() {
            let now = whole(place);
            let last = before.get(i).copied().unwrap_or_default();
            // Writing to a String cannot fail.
            let _ = write!(out, "{}{},{}", if i > 0 { " " } else { "" }, now[0] - last[0], now[1] - last[1]);
            if now[2..] != last[2..] {
                let _ = write!(out, ",{},{}", now[2], now[3]);
            }
            match before.get_mut(i) {
                Some(slot) => *slot = now,
                None => before.push(now),
            }
        }
    }
    out
}

/// Left, top, width and height; what is thinner than a pixel can still be pointed at.
fn whole(place: &Rect) -> [i64; 4] {
    let (left, top) = (place.left.round(), place.top.round());
    [left, top, (place.right - left).max(1.0), (place.bottom - top).max(1.0)]
        .map(|px| px.round_ties_even() as i64)
}
