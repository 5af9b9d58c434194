//! A run as an animated picture (GIF, which slides and web pages play): frames of pixels, painted by
//! whoever can paint, made small. The palette is made for our pictures: every ink, its shades on
//! paper for smooth edges, and a cube of colours for the rest.

use std::borrow::Cow;

use gif::{DisposalMethod, Encoder, EncodingError, Frame, Repeat};

use super::picture::{Ink, Theme};

/// Hundredths of a second for each frame; browsers slow down what is quicker than two.
pub const FRAME_CS: u16 = 8;
/// The last frame stays, so that one can read how it ended.
const LAST_CS: u16 = 250;
/// This colour is none: the frame before shows through.
const CLEAR: u8 = 255;
/// Shades of each ink on paper, besides paper and ink themselves.
const SHADES: u16 = 6;
/// Colours along each edge of the cube.
const CUBE: u16 = 5;
/// Colours are looked up by this many bits of each part.
const BITS: u32 = 5;

/// A film in the making.
pub struct Film {
    encoder: Encoder<Vec<u8>>,
    width: u16,
    height: u16,
    palette: Vec<[u8; 3]>,
    /// The nearest colour of the palette for each that was met.
    nearest: Vec<Option<u8>>,
    /// What is shown so far.
    shown: Vec<u8>,
}

impl Film {
    pub fn new(width: u16, height: u16, theme: Theme) -> Result<Film, EncodingError> {
        let palette = palette(theme);
        debug_assert!(palette.len() <= usize::from(CLEAR), "one colour is none");
        let mut encoder = Encoder::new(Vec::new(), width, height, palette.as_flattened())?;
        encoder.set_repeat(Repeat::Infinite)?;
        let mut nearest = vec![None; 1 << (3 * BITS)];
        // Inks are exact, whatever shade comes first; paper is in the palette first, and wins.
        for ink in INKS.iter().rev() {
            let exact = rgb(*ink, theme);
            let at = palette.iter().position(|colour| *colour == exact);
            nearest[place(exact)] = at.map(|at| at as u8);
        }
        Ok(Film {
            encoder,
            width,
            height,
            palette,
            nearest,
            shown: Vec::new(),
        })
    }

    /// Adds a frame of red, green, blue and opacity; `last` for the one that stays.
    pub fn add(&mut self, pixels: &[u8], last: bool) -> Result<(), EncodingError> {
        debug_assert_eq!(
            pixels.len(),
            4 * usize::from(self.width) * usize::from(self.height)
        );
        let next: Vec<u8> = pixels
            .chunks_exact(4)
            .map(|p| self.colour(p[0], p[1], p[2]))
            .collect();
        let mut frame = self.change(&next);
        frame.delay = if last { LAST_CS } else { FRAME_CS };
        self.encoder.write_frame(&frame)?;
        self.shown = next;
        Ok(())
    }

    /// The file.
    pub fn finish(self) -> Result<Vec<u8>, EncodingError> {
        self.encoder.into_inner()
    }

    /// The part of a frame that differs from what is shown.
    fn change(&self, next: &[u8]) -> Frame<'static> {
        let wide = usize::from(self.width);
        let changed = |at: usize| self.shown.get(at) != Some(&next[at]);
        let rows = (0..next.len() / wide).filter(|row| (0..wide).any(|x| changed(row * wide + x)));
        let (mut top, mut bottom, mut left, mut right) = (usize::MAX, 0, wide, 0);
        for row in rows {
            top = top.min(row);
            bottom = row;
            for x in (0..wide).filter(|x| changed(row * wide + x)) {
                left = left.min(x);
                right = right.max(x);
            }
        }
        // A frame without a pixel is none; one that shows nothing new has one.
        if top == usize::MAX {
            (top, bottom, left, right) = (0, 0, 0, 0);
        }
        let mut buffer = Vec::with_capacity((bottom - top + 1) * (right - left + 1));
        for row in top..=bottom {
            for x in left..=right {
                let at = row * wide + x;
                buffer.push(if changed(at) { next[at] } else { CLEAR });
            }
        }
        Frame {
            top: top as u16,
            left: left as u16,
            width: (right - left + 1) as u16,
            height: (bottom - top + 1) as u16,
            transparent: Some(CLEAR),
            dispose: DisposalMethod::Keep,
            buffer: Cow::Owned(buffer),
            ..Frame::default()
        }
    }

    fn colour(&mut self, red: u8, green: u8, blue: u8) -> u8 {
        let place = place([red, green, blue]);
        if let Some(known) = self.nearest[place] {
            return known;
        }
        let off = |colour: &[u8; 3]| {
            let by = |a: u8, b: u8| (i32::from(a) - i32::from(b)).pow(2);
            by(colour[0], red) + by(colour[1], green) + by(colour[2], blue)
        };
        let nearest = self
            .palette
            .iter()
            .enumerate()
            .min_by_key(|(_, colour)| off(colour));
        let found = nearest.map_or(0, |(at, _)| at as u8);
        self.nearest[place] = Some(found);
        found
    }
}

/// Where the nearest colour of one is kept.
fn place(colour: [u8; 3]) -> usize {
    let part = |value: u8| usize::from(value >> (8 - BITS));
    (part(colour[0]) << (2 * BITS)) | (part(colour[1]) << BITS) | part(colour[2])
}

const INKS: [Ink; 12] = [
    Ink::Paper,
    Ink::Ink,
    Ink::Soft,
    Ink::Line,
    Ink::Accent,
    Ink::Yes,
    Ink::No,
    Ink::NoSoft,
    Ink::Wait,
    Ink::Dead,
    Ink::DeadSoft,
    Ink::Client,
];

fn palette(theme: Theme) -> Vec<[u8; 3]> {
    let paper = rgb(Ink::Paper, theme);
    let mut palette = Vec::new();
    for ink in INKS {
        let ink = rgb(ink, theme);
        for shade in 1..=SHADES + 1 {
            let mix = |from: u8, to: u8| {
                let (from, to) = (u16::from(from), u16::from(to));
                ((from * (SHADES + 1 - shade) + to * shade) / (SHADES + 1)) as u8
            };
            palette.push([
                mix(paper[0], ink[0]),
                mix(paper[1], ink[1]),
                mix(paper[2], ink[2]),
            ]);
        }
    }
    let step = |part: u16| (part * 255 / (CUBE - 1)) as u8;
    for red in 0..CUBE {
        for green in 0..CUBE {
            for blue in 0..CUBE {
                palette.push([step(red), step(green), step(blue)]);
            }
        }
    }
    palette
}

/// The parts of an ink, which is written as `#rrggbb`.
fn rgb(ink: Ink, theme: Theme) -> [u8; 3] {
    let hex = ink.hex(theme);
    let part = |at: usize| {
        hex.get(at..at + 2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
    };
    [1, 3, 5].map(|at| part(at).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of paper with a dot on it.
    fn frame(dot: usize) -> Vec<u8> {
        let mut pixels = [0xff, 0xff, 0xff, 0xff].repeat(40 * 30);
        pixels[4 * dot..4 * dot + 4].copy_from_slice(&[0x2f, 0x5b, 0xd7, 0xff]);
        pixels
    }

    #[test]
    fn a_film_plays_what_was_added() {
        let mut film = Film::new(40, 30, Theme::Light).expect("a film can be made");
        let dots = [0, 41, 41, 1_199];
        for (number, dot) in dots.into_iter().enumerate() {
            let added = film.add(&frame(dot), number == dots.len() - 1);
            added.expect("a frame can be added");
        }
        let file = film.finish().expect("the film is whole");
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(&file[..]).expect("it is a film");
        assert_eq!((decoder.width(), decoder.height()), (40, 30));
        let mut shown = vec![0; 40 * 30 * 4];
        let mut delays = Vec::new();
        for dot in dots {
            let next = decoder
                .read_next_frame()
                .expect("it can be read")
                .expect("it is there");
            delays.push(next.delay);
            for (at, pixel) in next
                .buffer
                .chunks_exact(4)
                .enumerate()
                .filter(|(_, p)| p[3] != 0)
            {
                let (x, y) = (at % usize::from(next.width), at / usize::from(next.width));
                let place = (usize::from(next.top) + y) * 40 + usize::from(next.left) + x;
                shown[4 * place..4 * place + 4].copy_from_slice(pixel);
            }
            assert_eq!(shown, frame(dot), "inks and paper are exact");
        }
        assert!(decoder.read_next_frame().expect("it ends").is_none());
        assert_eq!(delays, [FRAME_CS, FRAME_CS, FRAME_CS, LAST_CS]);
        assert!(
            file.len() < 1_500,
            "only what changes is kept: {} bytes",
            file.len()
        );
    }

    #[test]
    fn both_palettes_fit_a_film() {
        for theme in [Theme::Light, Theme::Dark] {
            assert!(palette(theme).len() <= usize::from(CLEAR));
        }
    }
}
