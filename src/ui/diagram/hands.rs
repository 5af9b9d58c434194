//! What pointers, fingers and keys do in the diagram.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::handle::DiagramHandle;
use super::painter::Found;
use crate::order::Within;
use crate::protocol::ids::Peer;
use crate::run::spacetime::Spot;
use crate::ui::model::{Intent, Selection};
use crate::ui::stage::StageHandle;
use crate::ui::stage::axis::{TimeAxis, place_on};
use crate::view::geometry::Point;
use crate::view::hit::Target;
use crate::view::spacetime::FOOT;

/// How near is near enough, in units.
const MOUSE: f64 = 8.0;
const FINGER: f64 = 15.0;
/// A pointer that moves less than this has clicked.
const STILL: f64 = 4.0;

/// The pointers that are down.
#[derive(Default)]
pub struct Grip {
    /// Where each was last, and the first also where it came down.
    pointers: Vec<(i32, Point)>,
    from: Point,
    moved: bool,
}

#[derive(Clone)]
pub struct Hands {
    pub axis: NodeRef,
    pub handle: DiagramHandle,
    pub stage: StageHandle,
    pub grip: Rc<RefCell<Grip>>,
    pub on_intent: Callback<Intent>,
}

fn reach(event: &PointerEvent) -> f64 {
    if event.pointer_type() == "mouse" {
        MOUSE
    } else {
        FINGER
    }
}

impl Hands {
    fn place(&self, event: &MouseEvent) -> Option<Point> {
        place_on(
            &self.axis,
            event,
            self.handle.ask(|painter| painter.axis.unit),
        )
    }

    pub fn press(&self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let Some(p) = self.place(event) else { return };
        if let Some(axis) = self.axis.cast::<HtmlElement>() {
            // Fails when the pointer is gone already; then there is nothing to follow.
            axis.set_pointer_capture(event.pointer_id()).ok();
        }
        let mut grip = self.grip.borrow_mut();
        if grip.pointers.is_empty() {
            grip.from = p;
            grip.moved = false;
        }
        grip.pointers.push((event.pointer_id(), p));
    }

    pub fn move_to(&self, event: &PointerEvent) {
        let Some(p) = self.place(event) else { return };
        let mut grip = self.grip.borrow_mut();
        let known = grip
            .pointers
            .iter()
            .position(|(id, _)| *id == event.pointer_id());
        let Some(known) = known else {
            drop(grip);
            self.hover(p, reach(event));
            return;
        };
        let before = std::mem::replace(&mut grip.pointers[known].1, p);
        grip.moved |= grip.from.distance(p) > STILL;
        if !grip.moved {
            return;
        }
        let other = grip
            .pointers
            .iter()
            .map(|(_, at)| *at)
            .nth(1 - known.min(1));
        let several = grip.pointers.len() > 1;
        drop(grip);
        self.point(None);
        match other.filter(|_| several) {
            // Two fingers stretch time, and take it along.
            Some(other) => {
                let wide = |a: Point| (a.x - other.x).abs().max(20.0);
                let middle = f64::midpoint(p.x, other.x);
                let factor = (wide(before) / wide(p)).within(0.5, 2.0);
                self.handle.turn(|axis| {
                    axis.zoom(Some(axis.time_under(middle)), factor);
                });
                self.drag((p.x - before.x) / 2.0);
            }
            None => self.drag(p.x - before.x),
        }
    }

    fn drag(&self, way: f64) {
        if way != 0.0 {
            self.handle.turn(|axis| {
                let lines = axis.lines();
                axis.pan(-way / (lines.right - lines.left));
            });
        }
    }

    pub fn release(&self, event: &PointerEvent) {
        let (was_first, moved) = {
            let mut grip = self.grip.borrow_mut();
            let before = grip.pointers.len();
            grip.pointers.retain(|(id, _)| *id != event.pointer_id());
            (before == 1 && grip.pointers.is_empty(), grip.moved)
        };
        if !was_first || moved {
            return;
        }
        let Some(p) = self.place(event) else { return };
        self.click(p, reach(event));
    }

    pub fn cancel(&self, event: &PointerEvent) {
        let mut grip = self.grip.borrow_mut();
        grip.pointers.retain(|(id, _)| *id != event.pointer_id());
    }

    pub fn leave(&self, _: &PointerEvent) {
        self.point(None);
    }

    fn click(&self, p: Point, reach: f64) {
        let (found, on_times) = self.handle.ask(|painter| {
            let foot = painter.axis.units().1 - FOOT;
            (painter.found(p, reach), p.y > foot)
        });
        match found {
            _ if on_times => self.go_to(p),
            Some(Found::Event(spot)) => {
                self.handle.choose(Some(spot.step));
                self.on_intent.emit(Intent::Select(selection(spot.peer)));
            }
            Some(Found::Way(place)) => {
                let way = self
                    .handle
                    .ask(|painter| painter.content.ways.get(place).copied());
                if let Some(way) = way {
                    self.handle
                        .choose(Some(way.taken_in.unwrap_or(way.sent_in)));
                    let message = Selection::Message(way.arrow.message);
                    self.on_intent.emit(Intent::Select(message));
                }
            }
            Some(Found::Line(peer)) => self.on_intent.emit(Intent::Select(selection(peer))),
            None => self.handle.choose(None),
        }
    }

    /// A double click goes to the time under it.
    pub fn double(&self, event: &MouseEvent) {
        if let Some(p) = self.place(event) {
            self.go_to(p);
        }
    }

    fn go_to(&self, p: Point) {
        let time = self.handle.ask(|painter| painter.axis.nearest_time(p.x));
        self.on_intent.emit(Intent::GoToTime(time));
    }

    fn hover(&self, p: Point, reach: f64) {
        let found = self.handle.ask(|painter| painter.found(p, reach));
        self.handle.point(Some(p), found);
        let target = match found {
            Some(Found::Event(spot)) => Some(target(spot.peer)),
            Some(Found::Line(peer)) => Some(target(peer)),
            Some(Found::Way(place)) => self.handle.ask(|painter| {
                let way = painter.content.ways.get(place)?;
                Some(Target::Message(way.arrow.message))
            }),
            None => None,
        };
        self.stage.light(target);
    }

    fn point(&self, found: Option<Found>) {
        self.handle.point(None, found);
        self.stage.light(None);
    }

    pub fn key(&self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowRight" => self
                .handle
                .walk(|spots, chosen| beside(spots, chosen, true)),
            "ArrowLeft" => self
                .handle
                .walk(|spots, chosen| beside(spots, chosen, false)),
            "ArrowDown" => self.across(1),
            "ArrowUp" => self.across(-1),
            "Enter" => self.go_to_chosen(),
            "+" | "=" => self.handle.turn(|axis| axis.zoom(None, 0.5)),
            "-" => self.handle.turn(|axis| axis.zoom(None, 2.0)),
            "0" => self.handle.turn(TimeAxis::fit),
            "PageDown" => self.handle.turn(|axis| axis.pan(0.5)),
            "PageUp" => self.handle.turn(|axis| axis.pan(-0.5)),
            "Escape" if self.handle.ask(|painter| painter.chosen.is_some()) => {
                self.handle.choose(None);
            }
            _ => return,
        }
        // Or the page would step, play or scroll as well.
        event.prevent_default();
        event.stop_propagation();
    }

    fn across(&self, by: isize) {
        let peers: Vec<Peer> = self
            .handle
            .ask(|painter| painter.axis.lines().peers().collect());
        self.handle
            .walk(|spots, chosen| across(spots, chosen, &peers, by));
    }

    pub fn go_to_chosen(&self) {
        if let Some(step) = self.handle.ask(|painter| painter.chosen) {
            self.on_intent.emit(Intent::GoToStep(step + 1));
        }
    }
}

fn target(peer: Peer) -> Target {
    match peer {
        Peer::Node(node) => Target::Node(node),
        Peer::Client(client) => Target::Client(client),
    }
}

fn selection(peer: Peer) -> Selection {
    match peer {
        Peer::Node(node) => Selection::Node(node),
        Peer::Client(client) => Selection::Client(client),
    }
}

/// The event before or after the chosen one on its line; at first the first of all.
fn beside(spots: &[Spot], chosen: Option<&Spot>, on: bool) -> Option<Spot> {
    let Some(chosen) = chosen else {
        return spots.first().copied();
    };
    let mut on_line = spots.iter().filter(|spot| spot.peer == chosen.peer);
    let next = if on {
        on_line.find(|spot| spot.step > chosen.step)
    } else {
        on_line.rfind(|spot| spot.step < chosen.step)
    };
    next.copied()
}

/// The event nearest in time on the next line that has any.
fn across(spots: &[Spot], chosen: Option<&Spot>, peers: &[Peer], by: isize) -> Option<Spot> {
    let Some(chosen) = chosen else {
        return spots.first().copied();
    };
    let mut line = peers.iter().position(|peer| *peer == chosen.peer)?;
    loop {
        line = line.checked_add_signed(by)?;
        let peer = *peers.get(line)?;
        let there = spots.iter().filter(|spot| spot.peer == peer);
        let nearest = there.min_by_key(|spot| spot.at.0.abs_diff(chosen.at.0));
        if nearest.is_some() {
            return nearest.copied();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::{Micros, NodeId};
    use crate::run::spacetime::Sort;

    #[test]
    fn keys_walk_along_a_line_and_from_line_to_line() {
        let (a, b, c) = (NodeId(0).into(), NodeId(1).into(), NodeId(2).into());
        let spot = |step, at, peer| Spot {
            step,
            at: Micros(at),
            peer,
            sort: Sort::Rang,
        };
        let spots = [
            spot(1, 10, a),
            spot(2, 20, c),
            spot(3, 30, a),
            spot(4, 90, c),
        ];
        let peers = [a, b, c];
        assert_eq!(beside(&spots, None, true), Some(spots[0]));
        assert_eq!(beside(&spots, Some(&spots[0]), true), Some(spots[2]));
        assert_eq!(beside(&spots, Some(&spots[2]), true), None);
        assert_eq!(beside(&spots, Some(&spots[3]), false), Some(spots[1]));
        // Nothing happens on the line between.
        assert_eq!(across(&spots, Some(&spots[2]), &peers, 1), Some(spots[1]));
        assert_eq!(across(&spots, Some(&spots[3]), &peers, -1), Some(spots[2]));
        assert_eq!(across(&spots, Some(&spots[0]), &peers, -1), None);
    }
}
