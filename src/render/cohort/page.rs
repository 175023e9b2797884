//! The group's page: self-contained, nothing is fetched, names are escaped.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::{AutoEscape, Environment, Value, context, value::Serde};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::words;
use crate::cohort::group::{Group, Member};
use crate::error::{Error, Result};

const TEMPLATE: &str = include_str!("../templates/cohort.html");
const STYLE: &str = concat!(include_str!("../templates/report.css"), include_str!("../templates/cohort.css"));

/// A row of the list.
#[derive(Serialize)]
struct Row {
    athlete: String,
    verdict: &'static str,
    own: String,
    shrunken: String,
    needs: String,
}

/// A row of the forest, in pixels of its drawing.
#[derive(Serialize)]
struct Bar {
    athlete: String,
    y: f64,
    own: Option<Span>,
    shrunken: Option<Span>,
    open: bool,
    title: String,
}

/// An interval with its estimate, from the left, pixels.
#[derive(Serialize)]
struct Span {
    low: f64,
    at: f64,
    high: f64,
}

/// The forest of all runners with an estimate, as shares of their scales.
#[derive(Serialize)]
struct Forest {
    width: f64,
    height: f64,
    left: f64,
    zero: f64,
    bars: Vec<Bar>,
    ticks: Vec<(f64, String)>,
    mean: Option<Span>,
    runners: usize,
}

/// Width of the drawing, the column of names, and a row, pixels.
const WIDTH: f64 = 700.0;
const NAMES: f64 = 150.0;
const ROW: f64 = 22.0;
/// Names are cut to as many characters as their column holds.
const LONGEST_NAME: usize = 18;

pub(super) fn page(group: &Group) -> Result<String> {
    let rows: Vec<Row> = group.members.iter().map(row).collect();
    let moderators: Vec<String> = group.moderators.iter().map(words::moderator).collect();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment
        .add_template("cohort.html", TEMPLATE)
        .and_then(|()| environment.get_template("cohort.html"))
        .and_then(|template| {
            template.render(context! {
                style => STYLE,
                style_hash => format!("sha256-{}", STANDARD.encode(Sha256::digest(STYLE))),
                sentence => group.sentence(),
                facts => words::group_facts(group),
                forest => forest(group).map(|forest| Value::from(Serde(forest))),
                rows => Value::from(Serde(&rows)),
                moderators => group.pooled.map(|_| moderators),
                answered => group.members.iter().filter(|member| member.is_answered()).count(),
                stale => group.members.iter().filter(|member| member.is_stale()).count(),
                last_day => group.last_day.map(|day| day.to_string()),
            })
        })
        .map_err(|error| Error::Output { what: "the group's page".into(), reason: format!("{error:#}") })
}

fn row(member: &Member) -> Row {
    Row {
        athlete: member.result.athlete.clone(),
        verdict: words::verdict(member),
        own: words::own(member),
        shrunken: words::shrunken(member),
        needs: words::needs(member),
    }
}

fn forest(group: &Group) -> Option<Forest> {
    let mut members: Vec<&Member> =
        group.members.iter().filter(|member| member.result.share_of_scale().is_some()).collect();
    let estimate = |member: &Member| member.result.share_of_scale().map_or(f64::INFINITY, |own| own.estimate);
    members.sort_by(|a, b| estimate(a).total_cmp(&estimate(b)).then(a.result.athlete.cmp(&b.result.athlete)));
    let ends = |member: &Member| {
        let own = member.result.own?;
        let range = member.result.scale_range?;
        Some((10.0 * own.low / range, 10.0 * own.estimate / range, 10.0 * own.high / range))
    };
    let widest = members
        .iter()
        .filter_map(|member| ends(member))
        .fold(0.5, |most: f64, (low, _, high)| most.max(low.abs()).max(high.abs()));
    // An interval of a runner with few days must not flatten the rest: it is cut at the edge.
    let reach = widest.min(4.0).ceil();
    let x =
        |points: f64| NAMES + (points.clamp(-reach, reach) + reach) / (2.0 * reach) * (WIDTH - NAMES - 10.0);
    let span = |low: f64, at: f64, high: f64| Span { low: x(low), at: x(at), high: x(high) };
    let bars: Vec<Bar> = members
        .iter()
        .enumerate()
        .map(|(k, member)| Bar {
            athlete: short(&member.result.athlete),
            y: ROW * (k as f64 + 1.0),
            own: ends(member).map(|(low, at, high)| span(low, at, high)),
            shrunken: member.shrunken.map(|own| span(10.0 * own.low, 10.0 * own.estimate, 10.0 * own.high)),
            open: !member.is_answered(),
            title: format!("{}: {}", member.result.athlete, words::own(member)),
        })
        .collect();
    let height = ROW * (bars.len() as f64 + 3.0);
    let ticks =
        (-(reach as i32)..=reach as i32).map(|tick| (x(f64::from(tick)), format!("{tick:+}"))).collect();
    (!bars.is_empty()).then(|| Forest {
        width: WIDTH,
        height,
        left: NAMES,
        zero: x(0.0),
        runners: bars.len(),
        bars,
        ticks,
        mean: group.pooled.map(|pooled| span(10.0 * pooled.low, 10.0 * pooled.mean, 10.0 * pooled.high)),
    })
}

fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    name.chars().take(LONGEST_NAME - 1).chain(['…']).collect()
}
