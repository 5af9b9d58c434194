//! Paints the messages in flight. Where each is follows from the moment shown, so a frame needs
//! nothing from the frame before; the buffers here only save allocations.

use std::rc::Rc;

use web_sys::CanvasRenderingContext2d;

use super::palette::Palette;
use super::shapes;
#[cfg(feature = "every-protocol")]
use super::sheet::dashed;
use super::surface::Surface;
use super::swarm::Swarm;
use crate::order::Within;
#[cfg(feature = "every-protocol")]
use crate::protocol::ids::NodeSet;
use crate::protocol::ids::Peer;
use crate::run::player::{Dot, MessageNo, Player};
use crate::text::{Lang, render};
use crate::view::digits::fill_fine;
use crate::view::geometry::{Curve, Point, Rect};
#[cfg(feature = "every-protocol")]
use crate::view::hit::Target;
use crate::view::labels::{LABELLED_MAX, Room};
use crate::view::plan::Plan;
use crate::view::wording;

/// The radius of a message in units.
const RADIUS: f64 = 7.5;
/// The part of it that messages in the background have.
const BACKGROUND: f64 = 0.5;
const LABEL_SIZE: f64 = 13.0;
/// How far apart messages wait at a door.
const QUEUE_PITCH: f64 = 9.0;
const QUEUE_SHOWN: usize = 8;
/// With more messages than the first, no more than the second from one sender say the same.
const CHATTY_MIN: usize = 14;
const ALIKE_MAX: usize = 2;

#[derive(Default)]
pub struct StagePainter {
    pub surface: Option<Surface>,
    pub plan: Option<Rc<Plan>>,
    pub palette: Palette,
    pub selected: Option<MessageNo>,
    /// Pointed at in the diagram.
    #[cfg(feature = "every-protocol")]
    pub lit: Option<Target>,
    /// Nodes that are not the same on a stage beside this one.
    #[cfg(feature = "every-protocol")]
    pub differing: NodeSet,
    /// Where words of the picture below are.
    pub words: Vec<Rect>,
    pub calm: bool,
    lang: Lang,
    dots: Vec<Dot>,
    /// Where each message was painted last, for hits.
    places: Vec<(MessageNo, Point)>,
    labels: Vec<Label>,
    labels_at: Option<u64>,
    room: Room,
    /// Who has said what in this frame.
    said: Vec<(Peer, u16)>,
    swarm: Swarm,
    is_blank: bool,
    /// The canvas knows the labels' font; it forgets it with every new size.
    has_font: bool,
}

#[derive(Default)]
struct Label {
    text: String,
    width: f64,
}

impl StagePainter {
    pub fn set_lang(&mut self, lang: Lang) {
        if self.lang != lang {
            self.lang = lang;
            self.labels_at = None;
        }
    }

    /// The next frame has to be painted even if no message is under way.
    pub fn soil(&mut self) {
        self.is_blank = false;
        self.has_font = false;
    }

    pub fn places(&self) -> &[(MessageNo, Point)] {
        &self.places
    }

    /// Paints the moment that the player shows.
    pub fn paint(&mut self, player: &dyn Player) {
        let (Some(plan), Some(surface)) = (self.plan.clone(), self.surface.as_mut()) else {
            return;
        };
        if surface.fit(
            plan.frame.width * plan.frame.scale,
            plan.frame.height * plan.frame.scale,
        ) {
            self.has_font = false;
        }
        player.dots(&mut self.dots);
        self.places.clear();
        if self.dots.is_empty() && self.is_blank {
            return;
        }
        surface.begin(plan.frame.scale);
        self.is_blank = self.dots.is_empty();
        let context = surface.context.clone();
        if self.dots.len() > LABELLED_MAX {
            self.paint_swarm(&context, &plan);
        } else {
            self.refresh_labels(player);
            self.paint_each(&context, &plan);
        }
        self.mark_selected(&context);
        #[cfg(feature = "every-protocol")]
        self.mark_lit(&context, &plan);
    }

    #[cfg(feature = "every-protocol")]
    fn mark_lit(&self, context: &CanvasRenderingContext2d, plan: &Plan) {
        let of_peer = |peer| Some((plan.place(peer)?, plan.radius() + 6.0));
        for node in self.differing.iter() {
            let Some((place, radius)) = of_peer(Peer::Node(node)) else {
                continue;
            };
            context.begin_path();
            shapes::circle(context, place, radius);
            context.set_stroke_style_str(&self.palette.wait);
            context.set_line_width(3.0);
            dashed(context, true);
            context.stroke();
            dashed(context, false);
        }
        let ring = match self.lit {
            Some(Target::Message(no)) => {
                let places = self.places.iter();
                let mut own = places.filter(|(known, _)| *known == no);
                own.next().map(|(_, place)| (*place, RADIUS + 5.5))
            }
            Some(Target::Node(node)) => of_peer(Peer::Node(node)),
            Some(Target::Client(client)) => of_peer(Peer::Client(client)),
            _ => None,
        };
        if let Some((place, radius)) = ring {
            context.begin_path();
            shapes::circle(context, place, radius);
            context.set_stroke_style_str(&self.palette.accent);
            context.set_line_width(3.0);
            context.stroke();
        }
    }

    fn refresh_labels(&mut self, player: &dyn Player) {
        let revision = player.revision();
        let says = player.labels();
        // The table only grows while a run is watched; another run comes with another revision.
        if self.labels_at == Some(revision) && self.labels.len() == says.len() {
            return;
        }
        self.labels_at = Some(revision);
        self.labels.clear();
        self.labels.extend(says.iter().map(|say| {
            let text = render(say, self.lang);
            let width = wording::width(&text, LABEL_SIZE) + 4.0;
            Label { text, width }
        }));
    }

    fn paint_swarm(&mut self, context: &CanvasRenderingContext2d, plan: &Plan) {
        self.swarm.clear();
        let mut queues = Queues::default();
        for dot in &self.dots {
            let Some(way) = plan.way(dot.from, dot.to) else {
                continue;
            };
            let place = place(plan, dot, way, &mut queues);
            if dot.lost.is_some() {
                self.swarm.add_lost(place);
            } else {
                self.swarm.add(dot.tone, place);
                self.places.push((dot.message, place));
            }
        }
        self.swarm.paint(context, &self.palette);
    }

    fn paint_each(&mut self, context: &CanvasRenderingContext2d, plan: &Plan) {
        self.room.clear();
        for disc in &plan.nodes {
            let side = disc.r * 1.9;
            self.room.keep_free(Rect::around(disc.at, side, side));
        }
        for block in plan.clients.iter().chain(&self.words) {
            self.room.keep_free(*block);
        }
        context.set_line_cap("round");
        context.set_line_join("round");
        let r = message_radius(plan);
        let mut queues = Queues::default();
        let mut ways: Vec<(Dot, Curve, Point)> = Vec::with_capacity(self.dots.len());
        for dot in &self.dots {
            if let Some(way) = plan.way(dot.from, dot.to) {
                let place = place(plan, dot, way, &mut queues);
                ways.push((*dot, way, place));
            }
        }
        if !self.calm {
            for (dot, way, _) in &ways {
                tail(context, &self.palette, dot, *way);
            }
        }
        for (dot, _, place) in &ways {
            self.room.keep_free(Rect::around(*place, 12.0, 12.0));
            match dot.lost {
                Some(fresh) => lost(context, &self.palette, *place, fresh),
                None => {
                    body(context, &self.palette, dot, *place, r);
                    self.places.push((dot.message, *place));
                }
            }
        }
        if !self.has_font {
            let font = fill_fine("600 #px ", 0, &[LABEL_SIZE]) + &self.palette.font;
            context.set_font(&font);
            self.has_font = true;
        }
        context.set_line_width(4.0);
        self.said.clear();
        for (dot, _, place) in &ways {
            // Of a queue, the place says enough.
            if (dot.background || dot.waiting) && self.selected != Some(dot.message) {
                continue;
            }
            let Some(label) = self.labels.get(usize::from(dot.label)) else {
                continue;
            };
            let alike = (dot.from, dot.label);
            let heard = self.said.iter().filter(|said| **said == alike).count();
            if ways.len() > CHATTY_MIN && heard >= ALIKE_MAX && self.selected != Some(dot.message) {
                continue;
            }
            let bounds = plan.frame.bounds();
            let Some(block) = self
                .room
                .place(*place, label.width, LABEL_SIZE + 3.0, bounds)
            else {
                continue;
            };
            self.said.push(alike);
            context.set_global_alpha(dot.lost.map_or(1.0, |fresh| f64::from(fresh).max(0.25)));
            context.set_stroke_style_str(&self.palette.stage);
            let colour = if dot.lost.is_some() {
                &self.palette.no
            } else {
                self.palette.tone(dot.tone)
            };
            context.set_fill_style_str(colour);
            let (x, y) = (block.x + 2.0, block.y + LABEL_SIZE - 1.0);
            // Drawing text fails on no finite place, and this one is.
            context.stroke_text(&label.text, x, y).ok();
            context.fill_text(&label.text, x, y).ok();
        }
        context.set_global_alpha(1.0);
    }

    fn mark_selected(&self, context: &CanvasRenderingContext2d) {
        let selected = |(no, _): &&(MessageNo, Point)| Some(*no) == self.selected;
        if let Some((_, place)) = self.places.iter().find(selected) {
            context.begin_path();
            shapes::circle(context, *place, RADIUS + 5.5);
            context.set_stroke_style_str(&self.palette.ink);
            context.set_line_width(2.0);
            context.stroke();
        }
    }
}

/// How many messages wait at each door so far in this frame.
struct Queues([u8; 256]);

impl Default for Queues {
    fn default() -> Queues {
        Queues([0; 256])
    }
}

impl Queues {
    fn take(&mut self, peer: Peer) -> usize {
        let slot = match peer {
            Peer::Node(node) => node.index(),
            Peer::Client(client) => 128 + client.index() % 128,
        };
        let place = self.0[slot];
        self.0[slot] = place.saturating_add(1);
        usize::from(place)
    }
}

/// Where a message is: on its way, or in the queue at the door of a node that is paused.
fn place(plan: &Plan, dot: &Dot, way: Curve, queues: &mut Queues) -> Point {
    if !dot.waiting {
        return way.at(f64::from(dot.progress.within(0.0, 1.0)));
    }
    let in_queue = queues.take(dot.to).min(QUEUE_SHOWN);
    let door = plan.place(dot.to).unwrap_or(way.b);
    let outwards = door.minus(plan.centre);
    // The queue leads away from the middle, where it covers nothing.
    let side = if outwards.length() < 1.0 {
        outwards.unit()
    } else {
        outwards.unit().left()
    };
    let first = door.plus(side.times(plan.radius() + 12.0));
    first.plus(side.times(QUEUE_PITCH * in_queue as f64))
}

/// The way a message has come, fading behind it.
fn tail(context: &CanvasRenderingContext2d, palette: &Palette, dot: &Dot, way: Curve) {
    if dot.background || dot.waiting {
        return;
    }
    let part = f64::from(dot.progress.within(0.0, 1.0));
    // The first part of a quadratic curve is a quadratic curve.
    let (c, b) = (way.a.lerp(way.c, part), way.at(part));
    let colour = if dot.lost.is_some() {
        &palette.no
    } else {
        palette.tone(dot.tone)
    };
    context.set_stroke_style_str(colour);
    let fading = dot.lost.map_or(1.0, f64::from);
    context.set_global_alpha(0.34 * fading);
    context.set_line_width(2.5);
    context.begin_path();
    context.move_to(way.a.x, way.a.y);
    context.quadratic_curve_to(c.x, c.y, b.x, b.y);
    context.stroke();
    context.set_global_alpha(1.0);
}

/// Messages are always smaller than the nodes they go between.
fn message_radius(plan: &Plan) -> f64 {
    RADIUS.min(plan.radius() * 0.4).max(3.2)
}

fn body(
    context: &CanvasRenderingContext2d,
    palette: &Palette,
    dot: &Dot,
    place: Point,
    usual: f64,
) {
    let small = dot.background || dot.waiting;
    let r = if small { usual * BACKGROUND } else { usual };
    context.set_global_alpha(if dot.background { 0.75 } else { 1.0 });
    // The rim in the colour of the ground parts the message from what it passes. Filling a larger
    // shape takes the browser a fraction of what stroking an outline does.
    let rim = if small { 1.0 } else { r * 0.3 };
    for (r, colour) in [
        (shapes::grown(dot.tone, r, rim), &*palette.stage),
        (r, palette.tone(dot.tone)),
    ] {
        context.begin_path();
        shapes::outline(context, dot.tone, place, r);
        context.set_fill_style_str(colour);
        context.fill();
    }
    if !small {
        context.set_stroke_style_str(&palette.stage);
        shapes::sign(context, dot.tone, place, r);
    }
    context.set_global_alpha(1.0);
}

fn lost(context: &CanvasRenderingContext2d, palette: &Palette, place: Point, fresh: f32) {
    let fresh = f64::from(fresh.within(0.0, 1.0));
    let r = 5.0 + 3.0 * (1.0 - fresh);
    context.set_global_alpha(fresh.max(0.15));
    for (colour, width) in [(&palette.stage, 7.0), (&palette.no, 3.0)] {
        context.begin_path();
        shapes::cross(context, place, r);
        context.set_stroke_style_str(colour);
        context.set_line_width(width);
        context.stroke();
    }
    context.set_global_alpha(1.0);
}
