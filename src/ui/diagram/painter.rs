//! Paints the large space-time diagram, and knows what is where in it.

use web_sys::CanvasRenderingContext2d;

use super::folded;
use crate::protocol::ids::Peer;
use crate::run::player::{EventLine, MessageDetail, Player};
use crate::run::spacetime::{Causes, Spacetime, Spot, Way, peer_words};
use crate::text::{Lang, render};
use crate::ui::stage::axis::TimeAxis;
use crate::ui::stage::marks;
use crate::ui::stage::palette::Palette;
use crate::ui::stage::sheet::Sheet;
use crate::ui::stage::surface::Surface;
use crate::view::geometry::{Point, Rect, at, to_segment};
use crate::view::hit::Target;
use crate::view::labels::Room;
use crate::view::spacetime::Lines;
use crate::view::timescale::Window;

/// Something in the diagram.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Found {
    Event(Spot),
    /// By its place among the ways.
    Way(usize),
    Line(Peer),
}

/// What is said about the event that was chosen.
#[derive(Clone, PartialEq, Debug)]
pub struct Chosen {
    pub event: EventLine,
    pub led: usize,
    pub followed: usize,
}

/// What the words around the diagram are about.
#[derive(Clone, PartialEq, Default)]
pub struct Told {
    pub chosen: Option<Chosen>,
    /// Every kind of message that was seen, in the order in which they came.
    pub kinds: Vec<&'static str>,
    pub any_background: bool,
    /// Kinds of messages that are not shown.
    pub hidden: Vec<&'static str>,
    /// Messages in the background are shown one by one, not counted.
    pub unfolded: bool,
}

/// What is painted now; anything else means painting anew.
#[derive(Clone, Copy, PartialEq)]
struct Painted {
    revision: u64,
    window: Window,
    size: (f64, f64),
    look: u64,
}

/// While playing, the content is painted anew this often; only the cursor moves every frame.
const PERIOD_MS: f64 = 90.0;
/// More heads, dots or words than these are only noise.
pub(super) const HEADS_MAX: usize = 400;
pub(super) const DOTS_MAX: usize = 1_500;
pub(super) const WORDED_MAX: usize = 90;
pub(super) const WORDS: f64 = 12.0;

pub struct Painter {
    pub surface: Option<Surface>,
    /// For what is pointed at: it changes with every move of the pointer, and the rest does not.
    pub over: Option<Surface>,
    pub axis: TimeAxis,
    pub palette: Palette,
    pub lang: Lang,
    pub hover: Option<Found>,
    /// Pointed at on the stage.
    pub lit: Option<Target>,
    pub chosen: Option<u64>,
    pub(super) causes: Option<Causes>,
    pub told: Told,
    pub content: Spacetime,
    /// How many messages are drawn.
    pub count: usize,
    look: u64,
    painted: Option<Painted>,
    /// What is painted over the rest is no longer what is pointed at.
    over_is_stale: bool,
    painted_ms: f64,
    room: Room,
}

impl Default for Painter {
    fn default() -> Painter {
        Painter {
            surface: None,
            over: None,
            axis: TimeAxis::new(Lines::large),
            palette: Palette::default(),
            lang: Lang::default(),
            hover: None,
            lit: None,
            chosen: None,
            causes: None,
            told: Told::default(),
            content: Spacetime::default(),
            count: 0,
            look: 0,
            painted: None,
            over_is_stale: true,
            painted_ms: f64::NEG_INFINITY,
            room: Room::default(),
        }
    }
}

impl Painter {
    /// Something other than the run has changed.
    pub fn soil(&mut self) {
        self.look += 1;
        self.axis.soil();
    }

    /// Something else is pointed at.
    pub fn soil_over(&mut self) {
        self.over_is_stale = true;
    }

    pub fn is_shown(&self, way: &Way) -> bool {
        // What the chosen event itself received or sent is never only counted.
        let chosen = self
            .chosen
            .is_some_and(|step| way.sent_in == step || way.taken_in == Some(step));
        (chosen || self.told.unfolded || !way.arrow.background)
            && !self.told.hidden.contains(&way.kind)
    }

    /// Paints the moment that the player shows.
    pub fn paint(&mut self, player: &dyn Player, now_ms: f64) {
        let moves = self.axis.turn_to(player);
        let wanted = Painted {
            revision: player.revision(),
            window: self.axis.window,
            size: self.axis.size,
            look: self.look,
        };
        let only_more = self.painted.is_some_and(|painted| {
            Painted {
                revision: wanted.revision,
                ..painted
            } == wanted
        });
        let soon_enough = moves && only_more && now_ms - self.painted_ms < PERIOD_MS;
        if self.painted != Some(wanted) && !soon_enough && self.axis.size.0 > 0.0 {
            let same = |painted: Painted| {
                (painted.revision, painted.window) == (wanted.revision, wanted.window)
            };
            if !self.painted.is_some_and(same) {
                self.content = player.spacetime(wanted.window.from, wanted.window.to);
                self.learn_kinds();
            }
            self.weigh(player);
            self.painted = Some(wanted);
            self.painted_ms = now_ms;
            self.draw(player);
            self.count = self.shown().count();
            self.over_is_stale = true;
        }
        if std::mem::take(&mut self.over_is_stale) {
            self.draw_over();
        }
        self.axis.place_cursor(moves);
    }

    fn learn_kinds(&mut self) {
        for way in &self.content.ways {
            self.told.any_background |= way.arrow.background;
            if !way.arrow.background && !self.told.kinds.contains(&way.kind) {
                self.told.kinds.push(way.kind);
            }
        }
    }

    /// Finds out what the chosen event has to do with the others.
    fn weigh(&mut self, player: &dyn Player) {
        self.causes = self.chosen.and_then(|step| player.causes(step));
        if self.causes.is_none() {
            self.chosen = None;
        }
        let event = self.chosen.and_then(|step| player.event(step));
        self.told.chosen = self
            .causes
            .as_ref()
            .zip(event)
            .map(|(causes, event)| Chosen {
                event,
                led: causes.led,
                followed: causes.followed,
            });
    }

    fn draw(&mut self, player: &dyn Player) {
        let Some(context) = cleared(self.surface.as_mut(), &self.axis) else {
            return;
        };
        context.set_font(&format!("{WORDS}px {}", self.palette.font));
        let mut room = std::mem::take(&mut self.room);
        room.clear();
        let sheet = self.sheet(&context);
        let long = sheet.lines.left > 70.0;
        sheet.grid(|peer| name(peer, long, self.lang));
        sheet.bands(&self.content.bands);
        sheet.within_lines(|| {
            if !self.told.unfolded {
                folded::draw(&sheet, &self.content.ways);
            }
            match &self.causes {
                None => self.draw_ways(&sheet),
                Some(causes) => self.draw_causes(&sheet, causes),
            }
            self.draw_spots(&sheet);
            context.set_global_alpha(if self.causes.is_some() { 0.55 } else { 1.0 });
            for mark in &self.content.marks {
                let place = marks::place(&sheet, mark);
                room.keep_free(Rect::around(place, 14.0, 14.0));
            }
            context.set_global_alpha(1.0);
            self.draw_words(&sheet, &mut room, player);
        });
        self.room = room;
    }

    fn sheet<'a>(&'a self, context: &'a CanvasRenderingContext2d) -> Sheet<'a> {
        Sheet {
            context,
            palette: &self.palette,
            lang: self.lang,
            lines: self.axis.lines(),
            window: self.axis.window,
            size: self.axis.units(),
        }
    }

    /// What is pointed at, here or on the stage.
    fn draw_over(&mut self) {
        let Some(context) = cleared(self.over.as_mut(), &self.axis) else {
            return;
        };
        let sheet = self.sheet(&context);
        self.mark_line(&sheet);
        sheet.within_lines(|| self.draw_pointed(&sheet));
    }

    pub(super) fn shown(&self) -> impl Iterator<Item = &Way> + Clone {
        self.content.ways.iter().filter(|way| self.is_shown(way))
    }

    pub fn place(&self, lines: Lines, spot: &Spot) -> Point {
        at(lines.x(self.axis.window, spot.at), lines.y(spot.peer))
    }

    /// What is at a place: an event, else a message, else a line by its name.
    pub fn found(&self, p: Point, reach: f64) -> Option<Found> {
        let lines = self.axis.lines();
        let spots = self.content.spots.iter();
        let far = |spot: &Spot| self.place(lines, spot).distance(p);
        let near = spots.filter(|spot| far(spot) <= reach);
        let spot = near.min_by(|a, b| far(a).total_cmp(&far(b)));
        if let (Some(spot), true) = (spot, p.x >= lines.left - reach) {
            return Some(Found::Event(*spot));
        }
        let ways = self.content.ways.iter().enumerate();
        let shown = ways.filter(|(_, way)| self.is_shown(way) && p.x >= lines.left);
        let far = |way: &Way| {
            let (from, to) = lines.arrow(self.axis.window, &way.arrow);
            to_segment(p, from, to)
        };
        let near = shown.filter(|(_, way)| far(way) <= reach * 0.8);
        if let Some((place, _)) = near.min_by(|(_, a), (_, b)| far(a).total_cmp(&far(b))) {
            return Some(Found::Way(place));
        }
        let mut peers = lines.peers();
        let peer = peers.find(|peer| (lines.y(*peer) - p.y).abs() <= 9.0)?;
        (p.x < lines.left).then_some(Found::Line(peer))
    }

    /// A message that was found, with all about it.
    pub fn detail(&self, player: &dyn Player, place: usize) -> Option<MessageDetail> {
        player.message(self.content.ways.get(place)?.arrow.message)
    }
}

/// A canvas of the diagram's size with nothing on it.
fn cleared(surface: Option<&mut Surface>, axis: &TimeAxis) -> Option<CanvasRenderingContext2d> {
    let surface = surface?;
    surface.fit(axis.size.0, axis.size.1);
    surface.begin(axis.unit);
    Some(surface.context.clone())
}

/// What a line is called, in full where there is room.
fn name(peer: Peer, long: bool, lang: Lang) -> String {
    if long {
        let words = render(&peer_words(peer), lang);
        let mut letters = words.chars();
        // It stands alone, so it begins like a sentence.
        let first = letters
            .next()
            .map(|letter| letter.to_uppercase().to_string());
        return first.unwrap_or_default() + letters.as_str();
    }
    peer.short()
}
