//! Pixmap: the pixels of a picture. A picture has few colours, so that a pixel is the number of one, a byte;
//! where 256 are not enough it is red, green and blue. Calendars of decades are more than ten thousand
//! pixels high, and several pictures are drawn at a time: what a pixel takes is what a report takes.

use std::collections::BTreeMap;
use std::ops::Range;

use plotters::prelude::{BitMapBackend, Color, DrawingBackend, RGBColor};

use super::theme::PAPER;

/// The pixels of a picture that grows downwards.
pub(super) struct Pixmap {
    width: usize,
    height: usize,
    pixels: Pixels,
}

enum Pixels {
    /// Numbers of colours.
    Numbered { numbers: Vec<u8>, palette: Palette },
    /// Red, green, blue.
    Plain(Vec<u8>),
}

/// Red, green and blue.
pub(super) type Rgb = [u8; 3];

/// Up to 256 colours; the paper is number 0.
struct Palette {
    colours: Vec<Rgb>,
    numbers: BTreeMap<Rgb, u8>,
    /// The colour that was last asked for: neighbouring pixels mostly have the same.
    last: (Rgb, u8),
}

impl Palette {
    fn new() -> Self {
        let paper = PAPER.rgb();
        Self { colours: vec![paper], numbers: BTreeMap::from([(paper, 0)]), last: (paper, 0) }
    }

    fn at(&self, number: u8) -> Rgb {
        self.colours[usize::from(number)]
    }

    /// The number of a colour, new or known; `None`: there are 256 others.
    fn number(&mut self, colour: Rgb) -> Option<u8> {
        if self.last.0 != colour {
            let number = match self.numbers.get(&colour) {
                Some(&number) => number,
                None => {
                    let number = u8::try_from(self.colours.len()).ok()?;
                    self.numbers.insert(colour, number);
                    self.colours.push(colour);
                    number
                }
            };
            self.last = (colour, number);
        }
        Some(self.last.1)
    }
}

impl Pixmap {
    /// A pixmap without height.
    pub(super) fn new(width: u32) -> Self {
        let pixels = Pixels::Numbered { numbers: Vec::new(), palette: Palette::new() };
        Self { width: width as usize, height: 0, pixels }
    }

    pub(super) fn width(&self) -> u32 {
        self.width as u32
    }

    pub(super) fn height(&self) -> u32 {
        self.height as u32
    }

    /// Makes the pixmap at least so high; what is added is paper.
    pub(super) fn reach(&mut self, height: u32) {
        self.height = self.height.max(height as usize);
        let size = self.width * self.height;
        match &mut self.pixels {
            Pixels::Numbered { numbers, .. } => numbers.resize(size, 0),
            // Paper is white: all three of its bytes are the same.
            Pixels::Plain(rgb) => rgb.resize(3 * size, PAPER.rgb()[0]),
        }
    }

    /// Fills the pixels of `columns` and `rows` as far as they are inside.
    pub(super) fn fill(&mut self, columns: Range<i32>, rows: Range<i32>, colour: Rgb) {
        let within = |span: Range<i32>, limit: usize| {
            let limit = i32::try_from(limit).unwrap_or(i32::MAX);
            span.start.clamp(0, limit) as usize..span.end.clamp(0, limit) as usize
        };
        let (columns, rows) = (within(columns, self.width), within(rows, self.height));
        for y in rows {
            self.span(y * self.width + columns.start..y * self.width + columns.end, colour);
        }
    }

    /// Lays `colour` over a pixel, `opacity` 0..=1; nothing where there is no such pixel.
    pub(super) fn paint(&mut self, (x, y): (i32, i32), colour: Rgb, opacity: f64) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        if x >= self.width || y >= self.height || opacity <= 0.0 {
            return;
        }
        let at = y * self.width + x;
        let laid = if opacity >= 1.0 - 1.0 / 256.0 { colour } else { over(self.colour(at), colour, opacity) };
        self.set(at, laid);
    }

    /// A filled polygon: plotters paints it on a piece that is as large as the polygon.
    pub(super) fn polygon(
        &mut self,
        corners: &[(i32, i32)],
        colour: Rgb,
        opacity: f64,
    ) -> std::result::Result<(), String> {
        let extent = |pick: fn(&(i32, i32)) -> i32, limit: usize| {
            let limit = i32::try_from(limit).unwrap_or(i32::MAX);
            let ends = corners.iter().map(pick);
            let (low, high) = (ends.clone().min()?.max(0), ends.max()?.saturating_add(2).min(limit));
            (low < high).then_some(low..high)
        };
        let (Some(columns), Some(rows)) = (extent(|c| c.0, self.width), extent(|c| c.1, self.height)) else {
            return Ok(());
        };
        let row = |y: i32| {
            let start = y as usize * self.width;
            start + columns.start as usize..start + columns.end as usize
        };
        let mut piece: Vec<Rgb> = Vec::with_capacity(columns.len() * rows.len());
        rows.clone().for_each(|y| piece.extend(row(y).map(|at| self.colour(at))));
        let mut piece = piece.into_flattened();
        let moved = corners.iter().map(|&(x, y)| (x - columns.start, y - rows.start));
        let size = (columns.len() as u32, rows.len() as u32);
        let ink = RGBColor(colour[0], colour[1], colour[2]).mix(opacity).to_backend_color();
        BitMapBackend::with_buffer(&mut piece, size).fill_polygon(moved, &ink).map_err(|e| e.to_string())?;
        let places: Vec<Range<usize>> = rows.map(row).collect();
        for (at, rgb) in places.into_iter().flatten().zip(piece.as_chunks().0) {
            self.set(at, *rgb);
        }
        Ok(())
    }

    fn colour(&self, at: usize) -> Rgb {
        match &self.pixels {
            Pixels::Numbered { numbers, palette } => palette.at(numbers[at]),
            Pixels::Plain(rgb) => rgb.as_chunks::<3>().0[at],
        }
    }

    /// Most pixels keep their colour: whoever has it need not look for its number.
    fn set(&mut self, at: usize, colour: Rgb) {
        if self.colour(at) != colour {
            self.span(at..at + 1, colour);
        }
    }

    fn span(&mut self, places: Range<usize>, colour: Rgb) {
        if let Pixels::Numbered { numbers, palette } = &mut self.pixels {
            if let Some(number) = palette.number(colour) {
                numbers[places].fill(number);
                return;
            }
            let plain: Vec<Rgb> = numbers.iter().map(|&number| palette.at(number)).collect();
            self.pixels = Pixels::Plain(plain.into_flattened());
        }
        if let Pixels::Plain(rgb) = &mut self.pixels {
            rgb.as_chunks_mut::<3>().0[places].fill(colour);
        }
    }

    /// As PNG.
    pub(super) fn png(self) -> std::result::Result<Vec<u8>, png::EncodingError> {
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, self.width(), self.height());
        encoder.set_depth(png::BitDepth::Eight);
        // Level 6 takes twice as long for a twelfth fewer bytes; a filter of rows makes them a quarter more.
        encoder.set_deflate_compression(png::DeflateCompression::Level(4));
        encoder.set_filter(png::Filter::NoFilter);
        let data = match self.pixels {
            Pixels::Numbered { numbers, palette } => {
                encoder.set_color(png::ColorType::Indexed);
                encoder.set_palette(palette.colours.concat());
                numbers
            }
            Pixels::Plain(rgb) => {
                encoder.set_color(png::ColorType::Rgb);
                rgb
            }
        };
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&data)?;
        writer.finish()?;
        Ok(png)
    }
}

/// `ink` over `paper`, in 256ths of the difference.
pub(super) fn over(paper: Rgb, ink: Rgb, opacity: f64) -> Rgb {
    let share = (opacity * 256.0).floor() as u16;
    let mix = |from: u8, to: u8| {
        // A byte times less than 256, over 256, is less than a byte.
        let step = (u16::from(from.abs_diff(to)) * share / 256) as u8;
        if to > from { from + step } else { from - step }
    };
    [mix(paper[0], ink[0]), mix(paper[1], ink[1]), mix(paper[2], ink[2])]
}
