//! Theme: every colour, text size and line width of the pictures, in one place.
//!
//! Colours follow Okabe and Ito (2008): blue against orange, no red-green pair. The four kinds of
//! day also differ in lightness, which keeps them apart in a grey print. In the dark the ramp is turned
//! round: hard is what differs most from the paper in both.

use std::fmt::Write as _;

use crate::day::DayKind;

/// A colour by the name of its class on the page, as 0xRRGGBB on white and on dark paper. Pictures in
/// files are on white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Class in the style of the page.
    pub class: &'static str,
    light: u32,
    dark: u32,
}

impl Colour {
    const fn new(class: &'static str, light: u32, dark: u32) -> Self {
        Self { class, light, dark }
    }

    /// Red, green and blue on white paper.
    #[must_use]
    pub const fn rgb(self) -> [u8; 3] {
        let [_, red, green, blue] = self.light.to_be_bytes();
        [red, green, blue]
    }
}

/// Background of every picture.
pub const PAPER: Colour = Colour::new("c-paper", 0xffffff, 0x14171c);
/// Text and axes (contrast 15:1 on paper).
pub const INK: Colour = Colour::new("c-ink", 0x1c2028, 0xeceef2);
/// Second text (contrast 7:1 on paper).
pub const MUTED: Colour = Colour::new("c-muted", 0x525862, 0xb4bac5);
/// Grid lines.
pub const GRID: Colour = Colour::new("c-grid", 0xe2e5ea, 0x2e343e);
/// Axis lines and the line at 0.
pub const AXIS: Colour = Colour::new("c-axis", 0x787e88, 0x8b929f);
/// Zone of effects too small to matter.
pub const ZONE: Colour = Colour::new("c-zone", 0xe9ecf1, 0x272d37);
/// Panel under the words of a figure that cannot be drawn, and stretches that are unknown.
pub const BLANK: Colour = Colour::new("c-blank", 0xf0f2f5, 0x1f242c);
/// Hatching.
pub const HATCH: Colour = Colour::new("c-hatch", 0xd0d4db, 0x484f5c);
/// Easy running; the adjusted estimate; fitness.
pub const EASY: Colour = Colour::new("c-easy", 0x0064a8, 0x7cc0f2);
/// Rest; fatigue.
pub const REST: Colour = Colour::new("c-rest", 0xd98200, 0xf0a93c);
/// The raw difference.
pub const NAIVE: Colour = Colour::new("c-naive", 0x965800, 0xe8ac62);
/// Soreness.
pub const SORENESS: Colour = Colour::new("c-sore", 0x783678, 0xd79cd9);
/// Fitness (CTL).
pub const FITNESS: Colour = EASY;
/// Fatigue (ATL).
pub const FATIGUE: Colour = REST;
/// Form (TSB).
pub const FORM: Colour = MUTED;
/// A day of rest.
const REST_DAY: Colour = Colour::new("c-restday", 0xfbd38d, 0xb0843a);
/// A day of easy running.
const EASY_DAY: Colour = Colour::new("c-easyday", 0x6bb7e8, 0x2e6c98);

/// Colours of time below VT1, between the thresholds, above VT2.
pub const INTENSITY: [Colour; 3] = [
    Colour::new("c-zone1", 0x9eceee, 0x2b597b),
    Colour::new("c-zone2", 0x1f78b4, 0x6db3e6),
    Colour::new("c-zone3", 0x0b2545, 0xe4f2fc),
];
/// Running time without a zone.
pub const UNZONED: Colour = Colour::new("c-unzoned", 0xcdd1d7, 0x525864);

/// Where a load comes from: heart rate, perceived exertion, pace, minutes, nothing.
pub const SOURCES: [Colour; 5] = [
    Colour::new("c-heart", 0x008264, 0x3fbf9f),
    SORENESS,
    Colour::new("c-pace", 0xe69f00, 0xf0b429),
    AXIS,
    UNZONED,
];

/// Every colour once, for the style of the page.
const COLOURS: [Colour; 20] = [
    PAPER,
    INK,
    MUTED,
    GRID,
    AXIS,
    ZONE,
    BLANK,
    HATCH,
    EASY,
    REST,
    NAIVE,
    SORENESS,
    REST_DAY,
    EASY_DAY,
    INTENSITY[0],
    INTENSITY[1],
    INTENSITY[2],
    UNZONED,
    SOURCES[0],
    SOURCES[2],
];

/// The colours as the style of the page: a class each, light, and dark on dark screens.
#[must_use]
pub fn stylesheet() -> String {
    let mut style = String::new();
    // Writing to a String cannot fail.
    for Colour { class, light, .. } in COLOURS {
        let _ = write!(style, ".{class}{{color:#{light:06x}}}");
    }
    style.push_str("\n@media screen and (prefers-color-scheme:dark){");
    for Colour { class, dark, .. } in COLOURS {
        let _ = write!(style, ".{class}{{color:#{dark:06x}}}");
    }
    style.push_str("}\n");
    style
}

/// Colour of a kind of day.
#[must_use]
pub const fn kind_colour(kind: DayKind) -> Colour {
    match kind {
        DayKind::Rest => REST_DAY,
        DayKind::Easy => EASY_DAY,
        DayKind::Moderate => INTENSITY[1],
        DayKind::Hard => INTENSITY[2],
        DayKind::Unknown => UNZONED,
    }
}
/// The kinds in the order of legends.
pub const KINDS: [DayKind; 5] =
    [DayKind::Rest, DayKind::Easy, DayKind::Moderate, DayKind::Hard, DayKind::Unknown];

/// Width of a figure, px. Drawn at twice the size at which it is shown.
pub const WIDTH: u32 = 1600;
/// Empty border, px.
pub const MARGIN: f64 = 60.0;
/// Width of a figure on a phone, px: shown 350 px wide, the smallest text is 12 px.
pub const NARROW: u32 = 820;
/// Empty border of a figure on a phone, px.
pub const NARROW_MARGIN: f64 = 32.0;

/// Text sizes, px per em.
pub const TITLE: f64 = 46.0;
/// Axis labels, legends, values.
pub const BODY: f64 = 32.0;
/// Notes; the smallest text there is (10.5 px when a figure is shown 600 px wide).
pub const SMALL: f64 = 28.0;

/// Data lines, px.
pub const LINE: f64 = 5.0;
/// Axes and whiskers of lesser rows, px.
pub const THIN: f64 = 3.0;
/// Grid, px.
pub const HAIR: f64 = 2.0;
