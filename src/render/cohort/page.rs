//! The group's page: self-contained, nothing is fetched, names are escaped.

use minijinja::{AutoEscape, Environment, Value, context, value::Serde};
use serde::Serialize;

use super::{forest, words};
use crate::cohort::group::{Group, Member};
use crate::error::{Error, Result};
use crate::render::canvas::Drawing;
use crate::render::figure::Medium;
use crate::render::{html, svg};

const TEMPLATE: &str = include_str!("../templates/cohort.html");

/// A row of a list.
#[derive(Serialize)]
struct Row<'a> {
    athlete: &'a str,
    link: Option<&'a str>,
    verdict: &'static str,
    own: String,
    shrunken: String,
    needs: String,
}

/// Runners of one standing.
#[derive(Serialize)]
struct Section<'a> {
    id: String,
    title: &'static str,
    runners: usize,
    rows: Vec<Row<'a>>,
    rest: Option<String>,
}

/// The forest in one width.
#[derive(Serialize)]
struct Image {
    form: &'static str,
    width: u32,
    height: u32,
    svg: String,
}

pub(super) fn page(group: &Group) -> Result<String> {
    let sections: Vec<Section<'_>> = words::sections(group).into_iter().enumerate().map(section).collect();
    let image = |(form, format)| forest::draw(group, format).map(|drawing| image(form, &drawing));
    let forests: Vec<Image> =
        [("desk", Medium::Desk), ("phone", Medium::Phone)].into_iter().filter_map(image).collect();
    let style = html::style();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment
        .add_template("cohort.html", TEMPLATE)
        .and_then(|()| environment.get_template("cohort.html"))
        .and_then(|template| {
            template.render(context! {
                style_hash => html::hash_source(&style),
                style,
                sentence => group.sentence(),
                facts => words::group_facts(group),
                standings => words::standings(group),
                forests => Value::from(Serde(&forests)),
                alt => forest::alt(group),
                caption => forest::CAPTION,
                text_size => svg::TEXT_SIZE,
                sections => Value::from(Serde(&sections)),
                units => words::UNITS,
                moderators => words::moderators(group),
            })
        })
        .map_err(|error| Error::Output { what: "the group's page".into(), reason: format!("{error:#}") })
}

fn section((k, section): (usize, words::StandingGroup<'_>)) -> Section<'_> {
    Section {
        id: format!("runners-{}", k + 1),
        title: section.title,
        runners: section.runners,
        rest: section.rest(),
        rows: section.members.into_iter().map(row).collect(),
    }
}

fn row(member: &Member) -> Row<'_> {
    Row {
        athlete: &member.result.athlete,
        link: member.link.as_deref(),
        verdict: words::verdict(member),
        own: words::own(member),
        shrunken: words::shrunken(member),
        needs: words::needs(member),
    }
}

fn image(form: &'static str, drawing: &Drawing) -> Image {
    Image { form, width: drawing.width, height: drawing.height, svg: drawing.svg() }
}
