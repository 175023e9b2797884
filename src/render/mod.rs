//! Render: a [`Report`] as pictures, a page, text and JSON. Bytes out, no file access, no
//! statistics: every number arrives ready.

use crate::error::{Error, Result};
use crate::output::OutputFile;
use crate::report::Report;

mod axis;
mod canvas;
pub mod cohort;
pub mod columns;
pub mod figure;
mod font;
mod html;
mod json;
mod markdown;
mod marks;
mod pixmap;
mod poster;
mod raster;
mod story;
mod svg;
mod terminal;
mod theme;
mod words;

pub use canvas::{Drawing, Spot};
pub use figure::{FIGURES, Medium};
pub use json::summary_json;
pub use marks::Rect;
pub use terminal::terminal;

/// A picture of the report, to be drawn on any thread: most of the time that a report takes goes into these.
#[derive(Clone, Copy, Debug)]
pub struct Picture(Kind);

#[derive(Clone, Copy, Debug)]
enum Kind {
    Poster(poster::Shape),
    Strip,
    Figure(usize),
}

/// A drawn picture.
#[derive(Clone, Debug)]
pub struct Drawn(Form);

#[derive(Clone, Debug)]
enum Form {
    Poster(OutputFile),
    Strip(Option<OnPage>),
    Figure(Plot),
}

/// A figure: its file, and what the page shows of it; `None`: the page says in words why not.
#[derive(Clone, Debug)]
struct Plot {
    png: Vec<u8>,
    page: Option<OnPage>,
}

/// A picture of the page: on a desk and on a phone.
#[derive(Clone, Debug)]
struct OnPage {
    desk: Paths,
    phone: Paths,
}

/// A drawing as it is written into the page, and where its values are.
#[derive(Clone, Debug)]
struct Paths {
    width: u32,
    height: u32,
    svg: String,
    spots: Vec<Spot>,
}

impl Paths {
    fn of(drawing: Drawing) -> Self {
        let svg = drawing.svg();
        Self { width: drawing.width, height: drawing.height, svg, spots: drawing.spots }
    }
}

impl OnPage {
    fn of(draw: impl Fn(Medium) -> Drawing) -> Self {
        Self { desk: Paths::of(draw(Medium::Desk)), phone: Paths::of(draw(Medium::Phone)) }
    }
}

impl Picture {
    /// Draws it.
    ///
    /// # Errors
    /// When the picture could not be made.
    pub fn draw(self, report: &Report) -> Result<Drawn> {
        Ok(Drawn(match self.0 {
            Kind::Poster(shape) => {
                let bytes = poster::draw(report, shape).png()?;
                Form::Poster(OutputFile { path: shape.path().to_owned(), bytes })
            }
            Kind::Strip => Form::Strip(
                poster::has_estimate(report).then(|| OnPage::of(|format| poster::strip_plot(report, format))),
            ),
            Kind::Figure(place) => {
                let figure = &FIGURES[place];
                let png = figure.drawing(report, Medium::File).png()?;
                let drawn = (figure.available)(report).is_ok();
                let page = drawn.then(|| OnPage::of(|format| figure.drawing(report, format)));
                Form::Figure(Plot { png, page })
            }
        }))
    }
}

/// Every file of the report that is made of words and pictures: `report.html`, `report.md`,
/// `report.png`, `report-square.png`, `summary.json`, `plots/NAME.png` and `plots/NAME.csv`.
///
/// # Errors
/// When a picture or a page could not be made.
pub fn render(report: &Report) -> Result<Vec<OutputFile>> {
    render_with(report, |pictures| pictures.iter().map(|picture| picture.draw(report)).collect())
}

/// The same; `draw_all` draws the pictures it is given, and returns them in the same order.
///
/// # Errors
/// Those of `draw_all`, and when a page could not be made.
pub fn render_with(
    report: &Report,
    draw_all: impl FnOnce(&[Picture]) -> Result<Vec<Drawn>>,
) -> Result<Vec<OutputFile>> {
    let posters = poster::SHAPES.map(|shape| Picture(Kind::Poster(shape)));
    let figures = (0..FIGURES.len()).map(|place| Picture(Kind::Figure(place)));
    let pictures: Vec<Picture> = posters.into_iter().chain([Picture(Kind::Strip)]).chain(figures).collect();
    let (mut posters, mut strip, mut plots) = (Vec::new(), None, Vec::new());
    for Drawn(form) in draw_all(&pictures)? {
        match form {
            Form::Poster(file) => posters.push(file),
            Form::Strip(drawn) => strip = drawn,
            Form::Figure(plot) => plots.push(plot),
        }
    }
    if plots.len() != FIGURES.len() {
        let reason = format!("{} of {} figures were drawn", plots.len(), FIGURES.len());
        return Err(Error::Output { what: "the pictures of the report".into(), reason });
    }
    let story = story::tell(report);
    let file = |path: &str, bytes: Vec<u8>| OutputFile { path: path.to_owned(), bytes };
    let mut files = vec![
        file("report.html", html::page(report, &story, strip.as_ref(), &plots)?.into_bytes()),
        file("report.md", markdown::page(report, &story)?.into_bytes()),
    ];
    files.append(&mut posters);
    files.push(file("summary.json", summary_json(report).into_bytes()));
    for (figure, plot) in FIGURES.iter().zip(plots) {
        files.push(file(&format!("plots/{}.png", figure.name), plot.png));
        files.push(file(&format!("plots/{}.csv", figure.name), (figure.data_csv)(report).into_bytes()));
    }
    Ok(files)
}
