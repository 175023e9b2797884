//! Render: a [`Report`] as pictures, a page, text and JSON. Bytes out, no file access, no
//! statistics: every number arrives ready.

use crate::error::Result;
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
mod story;
pub(crate) mod terminal;
mod theme;
pub(crate) mod words;

pub use canvas::{Drawing, Rect, Spot};
pub use figure::FIGURES;
pub use json::summary_json;
pub use terminal::terminal;

/// One file of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Path below the report's folder, `/` as separator.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A figure as it is shown on a desk, which is also the file in `plots/`, and on a phone.
struct Plot {
    figure: &'static figure::Figure,
    wide: canvas::Drawing,
    narrow: canvas::Drawing,
}

impl Plot {
    fn of(figure: &'static figure::Figure, report: &Report) -> Result<Self> {
        let [wide, narrow] = [theme::WIDTH, theme::NARROW].map(|width| figure.drawing(report, width));
        Ok(Self { figure, wide: wide?, narrow: narrow? })
    }
}

/// Every file of the report that is made of words and pictures: `report.html`, `report.md`,
/// `report.png`, `summary.json`, `plots/NAME.png` and `plots/NAME.csv`.
///
/// # Errors
/// When a picture or a page could not be made.
pub fn render(report: &Report) -> Result<Vec<OutputFile>> {
    let plots: Vec<Plot> = FIGURES.iter().map(|figure| Plot::of(figure, report)).collect::<Result<_>>()?;
    let story = story::tell(report);
    let file = |path: &str, bytes: Vec<u8>| OutputFile { path: path.to_owned(), bytes };
    let mut files = vec![
        file("report.html", html::page(report, &story, &plots)?.into_bytes()),
        file("report.md", markdown::page(report, &story)?.into_bytes()),
        file("report.png", poster::png(report)?),
        file("summary.json", summary_json(report).into_bytes()),
    ];
    for Plot { figure, wide, .. } in plots {
        files.push(file(&format!("plots/{}.png", figure.name), wide.png));
        files.push(file(&format!("plots/{}.csv", figure.name), (figure.data_csv)(report).into_bytes()));
    }
    Ok(files)
}
