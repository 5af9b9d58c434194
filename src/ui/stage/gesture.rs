//! What a pointer does on the stage, as a small machine: press and let go is a click; press on
//! empty ground and draw is a cut, or a lasso when nodes are being chosen.

use gloo::events::EventListener;

use super::node::num;
use crate::protocol::ids::{NodeSet, Peer};
use crate::view::cut::{self, Cut};
use crate::view::digits::fill;
use crate::view::geometry::Point;
use crate::view::hit::{Reach, Target};
use crate::view::plan::Plan;
use std::fmt::Write;

#[derive(Default)]
pub enum Gesture {
    #[default]
    Idle,
    Pressed {
        at: Point,
        on: Option<Target>,
        lasso: bool,
    },
    Cutting {
        from: Point,
        to: Point,
    },
    Lasso(Vec<Point>),
}

/// The gesture under way, and what ends it from outside.
#[derive(Default)]
pub struct Drag {
    pub gesture: Gesture,
    /// Waits for the Escape key while something is drawn.
    pub escape: Option<EventListener>,
}

/// What a gesture came to.
#[derive(Debug)]
pub enum Outcome {
    Nothing,
    Click(Option<Target>),
    Cut(Cut),
    Chosen(NodeSet),
}

/// Shorter ways are a hand that shakes.
const SLACK: f64 = 7.0;

impl Drag {
    pub fn press(&mut self, at: Point, on: Option<Target>, lasso: bool) {
        self.cancel();
        self.gesture = Gesture::Pressed { at, on, lasso };
    }

    /// Follows the pointer; true when drawing has just begun.
    pub fn move_to(&mut self, p: Point) -> bool {
        match &mut self.gesture {
            Gesture::Idle => false,
            Gesture::Pressed { at, on, lasso } => {
                // Bodies are not dragged, and a line that starts on one is not meant to cut.
                let on_ground = matches!(on, None | Some(Target::Link(..)));
                if !on_ground || at.distance(p) < SLACK {
                    return false;
                }
                let from = *at;
                self.gesture = if *lasso {
                    Gesture::Lasso(vec![from, p])
                } else {
                    Gesture::Cutting { from, to: p }
                };
                true
            }
            Gesture::Cutting { to, .. } => {
                *to = p;
                false
            }
            Gesture::Lasso(points) => {
                if points.last().is_none_or(|last| last.distance(p) > 3.0) {
                    points.push(p);
                }
                false
            }
        }
    }

    pub fn release(&mut self, plan: &Plan, links: &[(Peer, Peer)]) -> Outcome {
        self.escape = None;
        match std::mem::take(&mut self.gesture) {
            Gesture::Idle => Outcome::Nothing,
            Gesture::Pressed { on, .. } => Outcome::Click(on),
            Gesture::Cutting { from, to } => {
                Outcome::Cut(cut::meaning(plan, cut::crossed(plan, links, &[from, to])))
            }
            Gesture::Lasso(points) => Outcome::Chosen(cut::caught(plan, &points)),
        }
    }

    pub fn cancel(&mut self) {
        self.escape = None;
        self.gesture = Gesture::Idle;
    }

    pub fn is_drawing(&self) -> bool {
        matches!(self.gesture, Gesture::Cutting { .. } | Gesture::Lasso(_))
    }

    /// The line drawn so far as the `d` of a path.
    pub fn line(&self) -> String {
        let points: &[Point] = match &self.gesture {
            Gesture::Cutting { from, to } => &[*from, *to],
            Gesture::Lasso(points) => points,
            _ => return String::new(),
        };
        let mut path = String::new();
        for (i, p) in points.iter().enumerate() {
            let letter = if i == 0 { 'M' } else { 'L' };
            // Writing to a string cannot fail.
            let _ = write!(path, "{letter}{} {}", num(p.x), num(p.y));
        }
        if matches!(self.gesture, Gesture::Lasso(_)) {
            path.push('Z');
        }
        path
    }

    /// What would be cut or chosen now, as lines and circles.
    pub fn victims(&self, plan: &Plan, links: &[(Peer, Peer)]) -> String {
        match &self.gesture {
            Gesture::Cutting { from, to } => {
                let crossed = cut::crossed(plan, links, &[*from, *to]);
                plan.links_path(crossed)
            }
            Gesture::Lasso(points) => {
                let caught = cut::caught(plan, points);
                let rings = caught
                    .iter()
                    .filter_map(|node| plan.node(node))
                    .map(|disc| {
                        let r = disc.r + 6.0;
                        let (left, wide) = (disc.at.x - r, 2.0 * r);
                        fill(
                            "M# #a# # 0 1 1 # 0a# # 0 1 1 # 0Z",
                            &[left, disc.at.y, r, r, wide, r, r, -wide],
                        )
                    });
                rings.collect()
            }
            _ => String::new(),
        }
    }
}

/// How exactly a kind of pointer points.
pub fn reach(pointer_type: &str) -> Reach {
    if pointer_type == "touch" {
        Reach::TOUCH
    } else {
        Reach::MOUSE
    }
}
