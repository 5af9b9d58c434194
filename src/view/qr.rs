//! A text as a QR code: one shape of all that is dark, in squares, with the quiet edge around it
//! that readers need.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// So many squares of nothing on each side.
const QUIET: i32 = 4;

/// The most that fits where a phone can still read it across a room: 117 squares a side.
const LARGEST: u8 = 25;

/// As many letters as fit.
pub const LETTERS_MAX: usize = 1_273;

/// A code, ready to be drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Code {
    /// Squares a side, the quiet edge included.
    pub side: u32,
    /// What is dark, as an SVG path.
    pub dark: String,
}

/// The code of a text; `None` where it is too long for one.
pub fn code(text: &str) -> Option<Code> {
    let segments = QrSegment::make_segments(text);
    let (least, largest, mask) = (Version::MIN, Version::new(LARGEST), None);
    // As much safety as fits into the same number of squares.
    let code =
        QrCode::encode_segments_advanced(&segments, QrCodeEcc::Low, least, largest, mask, true);
    let code = code.ok()?;
    let size = code.size();
    let mut dark = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            // A run of dark squares is one rectangle.
            let start = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let (left, top, wide) = (start + QUIET, y + QUIET, x - start);
                write!(dark, "M{left} {top}h{wide}v1h-{wide}z").expect("a string takes it all");
            }
            x += 1;
        }
    }
    Some(Code {
        side: (size + 2 * QUIET) as u32,
        dark,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The three corners that readers look for, drawn row by row.
    #[test]
    fn the_corners_are_where_readers_look() {
        let code = code("https://quorate.example/#s=AQEEdm90ZQ").expect("it is short");
        assert_eq!(code.side, 29 + 8);
        for (row, runs) in [
            (4, ["M4 4h7v1h-7z", "M26 4h7v1h-7z"]),
            (5, ["M4 5h1v1h-1z", "M10 5h1v1h-1z"]),
            (6, ["M6 6h3v1h-3z", "M28 6h3v1h-3z"]),
            (26, ["M4 26h7v1h-7z", "M4 32h7v1h-7z"]),
        ] {
            for run in runs {
                assert!(code.dark.contains(run), "row {row} lacks {run}");
            }
        }
    }

    #[test]
    fn what_is_too_long_has_none() {
        assert!(code(&"a".repeat(LETTERS_MAX)).is_some());
        assert_eq!(code(&"a".repeat(LETTERS_MAX + 1)), None);
    }
}
