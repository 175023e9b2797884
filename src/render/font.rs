//! Font: the embedded Inter; widths of texts, and texts broken into lines.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, Glyph, GlyphId, PxScale, ScaleFont};

use super::marks::Type;

static REGULAR: &[u8] = include_bytes!("../../assets/Inter-Regular.otf");
static SEMI_BOLD: &[u8] = include_bytes!("../../assets/Inter-SemiBold.otf");

/// The embedded fonts; `None` only when an asset is damaged at build time.
static FONTS: LazyLock<Option<[FontRef<'static>; 2]>> = LazyLock::new(|| {
    Some([FontRef::try_from_slice(REGULAR).ok()?, FontRef::try_from_slice(SEMI_BOLD).ok()?])
});

/// Height of the capitals of Inter is 0.727 em: half of it lies between the middle of a text and its
/// baseline.
const HALF_CAPITAL: f64 = 0.364;

/// Lower edge of letters below the baseline, em.
pub const DESCENT: f64 = 0.3;

/// The baseline of a text whose capitals have their middle at `y`, px.
#[must_use]
pub fn baseline(y: f64, size: f64) -> f64 {
    (y + HALF_CAPITAL * size).round()
}

/// The font, semi-bold or not; `None` when it is damaged.
pub fn font(bold: bool) -> Option<&'static FontRef<'static>> {
    FONTS.as_ref().map(|fonts| &fonts[usize::from(bold)])
}

/// Drawn in place of a character that the font lacks (emoji, scripts other than Latin, Greek and Cyrillic).
const UNKNOWN: char = '□';

/// Characters that are seen only in what they do to their neighbours: joiners, variation selectors,
/// blanks without width, skin tones.
fn joins(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The glyphs of `text` with their x, px from its start.
pub fn set(font: &FontRef<'static>, text: &str, size: f64) -> Vec<(Glyph, f64)> {
    let scale = scale(font, size);
    let scaled = font.as_scaled(scale);
    let mut x = 0.0;
    let mut previous = None;
    text.chars()
        .filter(|&c| !joins(c))
        .map(|c| {
            let id = match font.glyph_id(c) {
                GlyphId(0) => font.glyph_id(UNKNOWN),
                id => id,
            };
            if let Some(before) = previous {
                x += f64::from(scaled.kern(before, id));
            }
            previous = Some(id);
            let at = x;
            x += f64::from(scaled.h_advance(id));
            (id.with_scale(scale), at)
        })
        .collect()
}

/// ab_glyph measures a font by its height, type by its em.
fn scale(font: &FontRef<'static>, size: f64) -> PxScale {
    let em = font.units_per_em().unwrap_or(1000.0);
    PxScale::from(size as f32 * font.height_unscaled() / em)
}

/// Width of a line of text, px.
#[must_use]
pub fn text_width(text: &str, size: f64, bold: bool) -> f64 {
    font(bold).map_or(0.0, |font| {
        let scaled = font.as_scaled(scale(font, size));
        set(font, text, size).last().map_or(0.0, |(glyph, x)| x + f64::from(scaled.h_advance(glyph.id)))
    })
}

/// `text` in lines of at most `width` px; a word that is wider has a line of its own and is cut.
#[must_use]
pub fn wrap(text: &str, width: f64, look: Type) -> Vec<String> {
    let fits = |line: &str| text_width(line, look.size, look.bold) <= width;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if fits(&longer) || line.is_empty() {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        }
        while !fits(&line) && line.chars().count() > 1 {
            line.pop();
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
