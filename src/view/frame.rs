//! How large the drawing is: the stage's pixels as units that keep text readable.

use super::geometry::Rect;
use crate::order::Within;
use crate::view::digits::fill_fine;

/// The drawing's size in units, and how many pixels one unit is.
///
/// A unit grows with the stage, so that a projector shows large nodes, but not below what keeps
/// captions legible on a phone; there the drawing has fewer units instead.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Frame {
    pub width: f64,
    pub height: f64,
    pub scale: f64,
}

/// The size at which a unit is a pixel.
const USUAL_AREA: f64 = 760.0 * 480.0;
const SCALE_MIN: f64 = 0.84;
const SCALE_MAX: f64 = 2.4;
/// From how many times the usual size on the page's type is large, what makes words of the drawing
/// as large as it, and how many units a drawing needs to have room for them.
const LARGE_TYPE: f64 = 1.12;
const WORDS_OF_PAGE: f64 = 1.15;
const UNITS_MIN: f64 = 300.0;
/// A hidden or not yet measured stage still has a drawing.
const PIXELS_MIN: f64 = 120.0;

impl Frame {
    pub fn of_pixels(width: f64, height: f64) -> Frame {
        let sane = |pixels: f64| {
            if pixels.is_finite() {
                pixels.within(PIXELS_MIN, 20_000.0)
            } else {
                PIXELS_MIN
            }
        };
        let (width, height) = (sane(width), sane(height));
        let scale = (width * height / USUAL_AREA)
            .sqrt()
            .within(SCALE_MIN, SCALE_MAX)
            // A long thin stage is limited by its short side.
            .min((width.min(height) / 390.0).max(SCALE_MIN));
        Frame {
            width: width / scale,
            height: height / scale,
            scale,
        }
    }

    /// With words as large as those of the page, whose type is so many times as large as usual: when
    /// it is presented, or on a wall. A drawing of too few units would have no room for them.
    pub fn with_type(self, times: f64) -> Frame {
        let (width, height) = (self.width * self.scale, self.height * self.scale);
        if times < LARGE_TYPE {
            return self;
        }
        let room = width.min(height) / UNITS_MIN;
        let scale = self.scale.max((times * WORDS_OF_PAGE).min(room));
        Frame {
            width: width / scale,
            height: height / scale,
            scale,
        }
    }

    pub fn bounds(self) -> Rect {
        Rect {
            x: 0.0,
            y: 0.0,
            w: self.width,
            h: self.height,
        }
    }

    /// Taller than wide, so that what would stand at the side stands below.
    pub fn is_portrait(self) -> bool {
        self.width < self.height * 1.15
    }

    /// As the `viewBox` of an SVG element.
    pub fn view_box(self) -> String {
        fill_fine("0 0 # #", 2, &[self.width, self.height])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_aspect_is_kept_and_text_stays_legible() {
        for (width, height) in [
            (812., 560.),
            (1300., 760.),
            (390., 420.),
            (2500., 1400.),
            (300., 900.),
        ] {
            let frame = Frame::of_pixels(width, height);
            assert!((frame.width / frame.height - width / height).abs() < 1e-9);
            assert!(frame.scale >= SCALE_MIN, "13 units of text are 11 pixels");
        }
        assert!(
            Frame::of_pixels(1300., 760.).scale > 1.5,
            "a projector shows it larger"
        );
        assert!(Frame::of_pixels(f64::NAN, 0.).width > 0.0);
    }

    #[test]
    fn words_grow_with_large_type_as_far_as_there_is_room() {
        let usual = Frame::of_pixels(1920., 560.);
        let presented = usual.with_type(1.58);
        assert!(presented.scale > usual.scale * 1.2, "{}", presented.scale);
        assert!(presented.height >= 300.0 - 1e-9);
        assert!((presented.width / presented.height - 1920. / 560.).abs() < 1e-9);
        let laptop = Frame::of_pixels(812., 560.);
        assert_eq!(
            laptop.with_type(1.1),
            laptop,
            "the page's usual type changes nothing"
        );
    }
}
