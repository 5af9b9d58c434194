//! The parts of the large diagram, each as it is drawn.

use web_sys::CanvasRenderingContext2d;

use super::painter::{DOTS_MAX, Found, HEADS_MAX, Painter, WORDED_MAX, WORDS};
use crate::protocol::ids::Peer;
use crate::run::player::{Arrow, Player};
use crate::run::spacetime::{Causes, Relation, Sort, Way};
use crate::text::render;
use crate::ui::stage::marks;
use crate::ui::stage::palette::{TONES, index};
use crate::ui::stage::shapes::{circle, cross};
use crate::ui::stage::sheet::{Sheet, dashed};
use crate::view::geometry::{Point, Rect};
use crate::view::hit::Target;
use crate::view::labels::Room;
use crate::view::wording::width;

impl Painter {
    /// The line that is pointed at, here or on the stage.
    pub(super) fn mark_line(&self, sheet: &Sheet<'_>) {
        let peer = match (self.hover, self.lit) {
            (Some(Found::Line(peer)), _) => Some(peer),
            (_, Some(Target::Node(node))) => Some(Peer::Node(node)),
            (_, Some(Target::Client(client))) => Some(Peer::Client(client)),
            _ => None,
        };
        if let Some(peer) = peer {
            let (y, half) = (sheet.lines.y(peer), 10.0);
            sheet.context.set_fill_style_str(&self.palette.line);
            sheet.context.set_global_alpha(0.45);
            sheet
                .context
                .fill_rect(2.0, y - half, sheet.size.0 - 4.0, 2.0 * half);
            sheet.context.set_global_alpha(1.0);
        }
    }

    pub(super) fn draw_ways(&self, sheet: &Sheet<'_>) {
        let (context, palette) = (sheet.context, sheet.palette);
        let count = self.shown().count();
        let crowd = count > HEADS_MAX;
        for background in [true, false] {
            context.set_global_alpha(match (background, crowd) {
                (true, _) => 0.4,
                (false, true) => 0.6,
                (false, false) => 0.9,
            });
            context.set_line_width(if background || crowd { 1.0 } else { 1.7 });
            let arrows = self.shown().map(|way| &way.arrow);
            let arrows = arrows.filter(move |arrow| arrow.background == background);
            for tone in TONES {
                let own = |arrow: &&_| is_of(arrow, index(tone));
                sheet.ways(palette.tone(tone), arrows.clone().filter(own));
            }
            sheet.ways(&palette.no, arrows.filter(|arrow| arrow.lost));
        }
        context.set_global_alpha(1.0);
        self.draw_ends(sheet, |_| true, !crowd);
    }

    /// Heads of arrows, and crosses where messages were lost.
    fn draw_ends(&self, sheet: &Sheet<'_>, wanted: impl Fn(&Way) -> bool, heads: bool) {
        let (context, palette) = (sheet.context, sheet.palette);
        context.set_stroke_style_str(&palette.no);
        context.set_line_width(1.6);
        context.begin_path();
        for way in self.shown().filter(|way| way.arrow.lost && wanted(way)) {
            cross(context, sheet.lines.arrow(sheet.window, &way.arrow).1, 4.0);
        }
        context.stroke();
        for way in self
            .shown()
            .filter(|way| heads && !way.arrow.lost && wanted(way))
        {
            let (from, to) = sheet.lines.arrow(sheet.window, &way.arrow);
            context.set_fill_style_str(palette.tone(way.arrow.tone));
            context.begin_path();
            marks::head(context, from, to, 7.0);
            context.fill();
        }
    }

    /// How a way stands to the chosen event: it belongs to what led there, to what followed, or to
    /// neither.
    fn relation(way: &Way, causes: &Causes) -> Relation {
        let sent = causes.of(way.arrow.from, way.sent_in);
        let taken = way.taken_in.map(|step| causes.of(way.arrow.to, step));
        match (sent, taken) {
            (_, Some(Relation::Before | Relation::Chosen)) => Relation::Before,
            (Relation::After | Relation::Chosen, _) => Relation::After,
            _ => Relation::Apart,
        }
    }

    pub(super) fn draw_causes(&self, sheet: &Sheet<'_>, causes: &Causes) {
        let (context, palette) = (sheet.context, sheet.palette);
        let of = |wanted: Relation| {
            let ways = self.shown();
            ways.filter(move |way| Self::relation(way, causes) == wanted)
                .map(|way| &way.arrow)
        };
        context.set_global_alpha(0.16);
        context.set_line_width(1.0);
        sheet.ways(&palette.soft, of(Relation::Apart));
        context.set_global_alpha(1.0);
        // Not by colour alone: what led there is drawn through, what followed is dashed.
        context.set_line_width(2.2);
        sheet.ways(&palette.accent, of(Relation::Before));
        dashed(context, true);
        sheet.ways(&palette.yes, of(Relation::After));
        dashed(context, false);
        self.draw_ends(
            sheet,
            |way| Self::relation(way, causes) != Relation::Apart,
            true,
        );
    }

    pub(super) fn draw_spots(&self, sheet: &Sheet<'_>) {
        let (context, palette) = (sheet.context, sheet.palette);
        let crowd = self.content.spots.len() > DOTS_MAX;
        let airy = sheet.lines.mark_size() > 3.0;
        if crowd && self.causes.is_none() || !airy && self.causes.is_none() {
            return;
        }
        for spot in &self.content.spots {
            let place = self.place(sheet.lines, spot);
            let relation = self.causes.as_ref().map(|c| c.of(spot.peer, spot.step));
            let colour = match relation {
                Some(Relation::Before | Relation::Chosen) => &palette.accent,
                Some(Relation::After) => &palette.yes,
                Some(Relation::Apart) if crowd => continue,
                _ => &palette.soft,
            };
            context.begin_path();
            context.set_fill_style_str(colour);
            context.set_stroke_style_str(colour);
            context.set_line_width(1.6);
            match (relation, spot.sort) {
                (Some(Relation::Chosen), _) => {
                    circle(context, place, 6.5);
                    context.set_line_width(2.5);
                    context.set_fill_style_str(&palette.panel);
                    context.fill();
                    context.stroke();
                }
                (Some(Relation::After), _) => {
                    circle(context, place, 3.6);
                    context.set_fill_style_str(&palette.panel);
                    context.fill();
                    context.stroke();
                }
                (_, Sort::Rang) => {
                    // A small clock's hand: a stroke over the line.
                    context.move_to(place.x, place.y - 5.0);
                    context.line_to(place.x, place.y + 5.0);
                    context.stroke();
                }
                (Some(Relation::Before), _) => {
                    circle(context, place, 3.8);
                    context.fill();
                }
                _ => {
                    circle(context, place, 2.2);
                    context.fill();
                }
            }
        }
    }

    /// What the messages say, where there is room for words.
    pub(super) fn draw_words(&self, sheet: &Sheet<'_>, room: &mut Room, player: &dyn Player) {
        let related = |way: &&Way| match &self.causes {
            Some(causes) => Self::relation(way, causes) != Relation::Apart,
            None => true,
        };
        let worded = |way: &&Way| !way.arrow.background && related(way);
        if self.shown().filter(worded).count() > WORDED_MAX {
            return;
        }
        let (context, palette) = (sheet.context, sheet.palette);
        let labels = player.labels();
        let bounds = Rect {
            x: sheet.lines.left,
            y: 0.0,
            w: sheet.lines.right - sheet.lines.left,
            h: sheet.size.1,
        };
        context.set_text_align("left");
        for way in self.shown().filter(worded) {
            let Some(label) = labels.get(usize::from(way.label)) else {
                continue;
            };
            let words = render(label, self.lang);
            let (from, to) = sheet.lines.arrow(sheet.window, &way.arrow);
            let middle = from.lerp(to, 0.5);
            let wide = width(&words, WORDS) + 4.0;
            let Some(block) = room.place(middle, wide, WORDS + 3.0, bounds) else {
                continue;
            };
            let (x, y) = (block.x + 2.0, block.y + WORDS - 1.0);
            context.set_line_width(4.0);
            context.set_stroke_style_str(&palette.panel);
            // Drawing text fails on no finite place.
            context.stroke_text(&words, x, y).ok();
            context.set_fill_style_str(palette.tone(way.arrow.tone));
            context.fill_text(&words, x, y).ok();
        }
    }

    /// The message or event that is pointed at, here or on the stage.
    pub(super) fn draw_pointed(&self, sheet: &Sheet<'_>) {
        let (context, palette) = (sheet.context, sheet.palette);
        let lit = match self.lit {
            Some(Target::Message(no)) => Some(no),
            _ => None,
        };
        let way = match self.hover {
            Some(Found::Way(place)) => self.content.ways.get(place),
            _ => self
                .content
                .ways
                .iter()
                .find(|way| Some(way.arrow.message) == lit),
        };
        context.set_line_width(3.4);
        sheet.ways(&palette.ink, way.map(|way| &way.arrow).into_iter());
        if let Some(Found::Event(spot)) = self.hover {
            outline(context, &palette.ink, self.place(sheet.lines, &spot));
        }
    }
}

fn is_of(arrow: &Arrow, tone: usize) -> bool {
    index(arrow.tone) == tone && !arrow.lost
}

fn outline(context: &CanvasRenderingContext2d, colour: &str, place: Point) {
    context.begin_path();
    circle(context, place, 7.0);
    context.set_stroke_style_str(colour);
    context.set_line_width(2.0);
    context.stroke();
}
