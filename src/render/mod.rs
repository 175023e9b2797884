//! Render: a [`Report`] as pictures, a page, text and JSON. Bytes out, no file access, no
//! statistics: every number arrives ready.

use crate::error::{Error, Result};
use crate::output::OutputFile;
use crate::report::Report;

mod axis;
mod canvas;
pub mod columns;
pub mod figure;
mod html;
mod json;
mod markdown;
pub(crate) mod number;
mod poster;
mod sheet;
mod story;
pub(crate) mod terminal;
mod theme;
pub(crate) mod words;

pub use canvas::{Drawing, Rect, Spot};
pub use figure::FIGURES;
pub use json::summary_json;
pub use terminal::terminal;

/// A figure as it is shown on a desk, which is also the file in `plots/`, and on a phone.
struct Plot {
    figure: &'static figure::Figure,
    wide: Drawing,
    narrow: Drawing,
}

/// A picture of the report, to be drawn on any thread: most of the time that a report takes goes into these.
#[derive(Clone, Copy, Debug)]
pub struct Picture(Kind);

#[derive(Clone, Copy, Debug)]
enum Kind {
    Poster,
    Figure { place: usize, width: u32 },
}

impl Picture {
    /// Draws it.
    ///
    /// # Errors
    /// When the picture could not be made.
    pub fn draw(self, report: &Report) -> Result<Drawing> {
        match self.0 {
            Kind::Poster => poster::draw(report),
            Kind::Figure { place, width } => FIGURES[place].drawing(report, width),
        }
    }
}

/// Every file of the report that is made of words and pictures: `report.html`, `report.md`,
/// `report.png`, `summary.json`, `plots/NAME.png` and `plots/NAME.csv`.
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
    draw_all: impl FnOnce(&[Picture]) -> Result<Vec<Drawing>>,
) -> Result<Vec<OutputFile>> {
    let both = |place| [theme::WIDTH, theme::NARROW].map(|width| Picture(Kind::Figure { place, width }));
    let pictures: Vec<Picture> =
        std::iter::once(Picture(Kind::Poster)).chain((0..FIGURES.len()).flat_map(both)).collect();
    let mut drawn = draw_all(&pictures)?.into_iter();
    let mut next = || {
        drawn.next().ok_or_else(|| Error::Output {
            what: "the pictures of the report".into(),
            reason: "one was not drawn".into(),
        })
    };
    let poster = next()?;
    let plots: Vec<Plot> = FIGURES
        .iter()
        .map(|figure| Ok(Plot { figure, wide: next()?, narrow: next()? }))
        .collect::<Result<_>>()?;

    let story = story::tell(report);
    let file = |path: &str, bytes: Vec<u8>| OutputFile { path: path.to_owned(), bytes };
    let mut files = vec![
        file("report.html", html::page(report, &story, &plots)?.into_bytes()),
        file("report.md", markdown::page(report, &story)?.into_bytes()),
        file("report.png", poster.png),
        file("summary.json", summary_json(report).into_bytes()),
    ];
    for Plot { figure, wide, .. } in plots {
        files.push(file(&format!("plots/{}.png", figure.name), wide.png));
        files.push(file(&format!("plots/{}.csv", figure.name), (figure.data_csv)(report).into_bytes()));
    }
    Ok(files)
}
