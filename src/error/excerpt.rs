//! Excerpt: the line of a text file that a message is about, with the place underlined.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// A line of a file and the place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    path: String,
    /// From 1.
    line: usize,
    text: String,
    /// Bytes of `text`.
    span: Range<usize>,
    label: String,
}

/// A longer line is shown around its place only, bytes.
const LONGEST: usize = 400;

impl Excerpt {
    /// The place `span` (bytes) of the file `text`; what reaches beyond its first line is left out.
    /// `label` is printed below the underlined place; it may be empty.
    #[must_use]
    pub fn new(path: &str, text: &str, span: Range<usize>, label: impl Into<String>) -> Self {
        let start = on_boundary(text, span.start.min(text.len()));
        let begin = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
        // The window of a line that is too long begins a little before the place.
        let (begin, end) = if end - begin > LONGEST {
            let from = on_boundary(text, start.saturating_sub(LONGEST / 2).max(begin));
            (from, on_boundary(text, (from + LONGEST).min(end)))
        } else {
            (begin, end)
        };
        let stop = on_boundary(text, span.end.clamp(start, end.max(start)));
        Self {
            path: path.to_owned(),
            line: line_of(text, start),
            text: text[begin..end].to_owned(),
            span: start - begin..stop.min(end) - begin,
            label: label.into(),
        }
    }

    /// Place for people: `path, line 3`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}, line {}", self.path, self.line)
    }

    /// The line with a warning above it.
    #[must_use]
    pub fn warning(&self, what: &str, colour: bool) -> String {
        render(Level::WARNING.primary_title(what).element(self.snippet()), colour)
    }

    fn snippet(&self) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        let mark = AnnotationKind::Primary.span(self.span.clone());
        let mark = if self.label.is_empty() { mark } else { mark.label(self.label.as_str()) };
        Snippet::source(self.text.as_str()).line_start(self.line).path(self.path.as_str()).annotation(mark)
    }
}

/// An error as it is shown: what, the place or the line with the place underlined, the remedy.
pub(super) fn error(
    what: &str,
    place: Option<&str>,
    excerpt: Option<&Excerpt>,
    remedy: &str,
    colour: bool,
) -> String {
    let mut group: Group<'_> = Group::with_title(Level::ERROR.primary_title(what));
    if let Some(excerpt) = excerpt {
        group = group.element(excerpt.snippet());
    } else if let Some(place) = place {
        group = group.element(Level::NOTE.with_name("at").message(place));
    }
    render(group.element(Level::HELP.with_name("remedy").message(remedy)), colour)
}

fn render(group: Group<'_>, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// The line of byte `at`, from 1: `\n`, `\r\n` and `\r` end one.
fn line_of(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at];
    let ends = (0..before.len())
        .filter(|&i| before[i] == b'\n' || before[i] == b'\r' && text.as_bytes().get(i + 1) != Some(&b'\n'));
    1 + ends.count()
}

fn on_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
