//! A picture's shapes on a canvas: the same as in the SVG, as pixels.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use crate::export::picture::{Anchor, Hand, Ink, Picture, Shape, Theme};
use crate::export::svg::{DASHES, FONTS, HALO};
use crate::view::digits::fill;
use crate::view::geometry::Point;

/// Pixels for each unit, so that a slide can show it large.
const SCALE: f64 = 2.0;

/// Gives the canvas the picture's size and draws it.
pub fn draw(canvas: &HtmlCanvasElement, picture: &Picture, theme: Theme) -> Result<(), JsValue> {
    let context = canvas.get_context("2d")?.ok_or("no canvas")?;
    paint(canvas, context.dyn_into()?, picture, theme, SCALE)
}

/// The pixels of a picture, one for each unit: red, green, blue and opacity.
pub fn pixels(
    canvas: &HtmlCanvasElement,
    picture: &Picture,
    theme: Theme,
) -> Result<Vec<u8>, JsValue> {
    // A canvas that is read again and again is best kept where it can be read.
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"willReadFrequently".into(), &true.into())?;
    let context = canvas
        .get_context_with_context_options("2d", &options)?
        .ok_or("no canvas")?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    paint(canvas, context.clone(), picture, theme, 1.0)?;
    let image = context.get_image_data(0.0, 0.0, picture.width, picture.height)?;
    Ok(image.data().0)
}

fn paint(
    canvas: &HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    picture: &Picture,
    theme: Theme,
    scale: f64,
) -> Result<(), JsValue> {
    // This empties it, too.
    canvas.set_width((picture.width * scale).round() as u32);
    canvas.set_height((picture.height * scale).round() as u32);
    context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
    let brush = Brush { context, theme };
    picture
        .shapes
        .iter()
        .try_for_each(|shape| brush.draw(shape))
}

struct Brush {
    context: CanvasRenderingContext2d,
    theme: Theme,
}

impl Brush {
    fn draw(&self, shape: &Shape) -> Result<(), JsValue> {
        let context = &self.context;
        match shape {
            Shape::Line {
                from,
                to,
                ink,
                width,
                dashed,
            } => {
                context.begin_path();
                context.move_to(from.x, from.y);
                context.line_to(to.x, to.y);
                self.stroke(None, *ink, *width, *dashed)?;
            }
            Shape::Circle {
                at,
                r,
                fill,
                stroke,
                width,
            } => {
                context.begin_path();
                context.arc(at.x, at.y, *r, 0.0, std::f64::consts::TAU)?;
                self.fill(None, *fill);
                self.stroke(None, *stroke, *width, false)?;
            }
            Shape::Rect {
                rect,
                round,
                fill,
                stroke,
            } => {
                context.begin_path();
                context.round_rect_with_f64(rect.x, rect.y, rect.w, rect.h, *round)?;
                self.fill(None, *fill);
                self.stroke(None, *stroke, 1.2, false)?;
            }
            Shape::Polygon { corners, fill } => {
                context.begin_path();
                for corner in corners {
                    context.line_to(corner.x, corner.y);
                }
                context.close_path();
                self.fill(None, *fill);
            }
            Shape::Path {
                path,
                fill,
                stroke,
                width,
                dashed,
            } => {
                let path = Path2d::new_with_path_string(path)?;
                self.fill(Some(&path), *fill);
                self.stroke(Some(&path), *stroke, *width, *dashed)?;
            }
            Shape::Text { at, text, hand } => self.write(*at, text, *hand)?,
        }
        Ok(())
    }

    fn fill(&self, path: Option<&Path2d>, ink: Ink) {
        if ink == Ink::None {
            return;
        }
        self.context.set_fill_style_str(ink.hex(self.theme));
        match path {
            Some(path) => self.context.fill_with_path_2d(path),
            None => self.context.fill(),
        }
    }

    fn stroke(
        &self,
        path: Option<&Path2d>,
        ink: Ink,
        width: f64,
        dashed: bool,
    ) -> Result<(), JsValue> {
        if ink == Ink::None {
            return Ok(());
        }
        let dashes = js_sys::Array::new();
        if dashed {
            dashes.push(&DASHES.0.into());
            dashes.push(&DASHES.1.into());
        }
        self.context.set_line_dash(&dashes)?;
        self.context.set_stroke_style_str(ink.hex(self.theme));
        self.context.set_line_width(width);
        match path {
            Some(path) => self.context.stroke_with_path(path),
            None => self.context.stroke(),
        }
        Ok(())
    }

    fn write(&self, at: Point, text: &str, hand: Hand) -> Result<(), JsValue> {
        let context = &self.context;
        let weight = if hand.bold { 600 } else { 400 };
        context.set_font(&format!("{weight} {}px {FONTS}", fill("#", &[hand.size])));
        context.set_text_align(match hand.anchor {
            Anchor::Start => "left",
            Anchor::Middle => "center",
            Anchor::End => "right",
        });
        context.set_line_dash(&js_sys::Array::new())?;
        context.set_line_join("round");
        context.set_line_width(HALO);
        context.set_stroke_style_str(Ink::Paper.hex(self.theme));
        context.stroke_text(text, at.x, at.y)?;
        context.set_fill_style_str(hand.ink.hex(self.theme));
        context.fill_text(text, at.x, at.y)
    }
}
