//! A canvas that is as sharp as the screen allows.

use crate::order::Within;

use gloo::utils::window;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

pub struct Surface {
    canvas: HtmlCanvasElement,
    pub context: CanvasRenderingContext2d,
    width: f64,
    height: f64,
    ratio: f64,
}

/// More than this costs time and shows nothing.
const RATIO_MAX: f64 = 2.5;

impl Surface {
    pub fn new(canvas: HtmlCanvasElement) -> Option<Surface> {
        let context = canvas.get_context("2d").ok()??;
        let context = context.dyn_into::<CanvasRenderingContext2d>().ok()?;
        Some(Surface {
            canvas,
            context,
            width: 0.0,
            height: 0.0,
            ratio: 0.0,
        })
    }

    /// Takes a size in CSS pixels; true when it is a new one, and the canvas is then empty.
    pub fn fit(&mut self, width: f64, height: f64) -> bool {
        let ratio = window().device_pixel_ratio().within(1.0, RATIO_MAX);
        if (width, height, ratio) == (self.width, self.height, self.ratio) {
            return false;
        }
        (self.width, self.height, self.ratio) = (width, height, ratio);
        self.canvas.set_width((width * ratio).round() as u32);
        self.canvas.set_height((height * ratio).round() as u32);
        true
    }

    /// Empties the canvas and sets how many CSS pixels a unit is.
    pub fn begin(&self, scale: f64) {
        let context = &self.context;
        // These fail on no finite numbers, and there are none here.
        context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0).ok();
        context.clear_rect(
            0.0,
            0.0,
            f64::from(self.canvas.width()),
            f64::from(self.canvas.height()),
        );
        let scale = scale * self.ratio;
        context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0).ok();
        context.set_global_alpha(1.0);
    }
}
