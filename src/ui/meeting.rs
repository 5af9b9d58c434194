//! Do two kinds of quorum share a node? Both are laid over one house of seats, the first from the
//! left and the second from the right, as far from each other as they can be: where they overlap
//! even so, they always share a node; where a gap is left, they can miss each other.

use std::f64::consts::PI;

use yew::prelude::*;

use crate::protocol::describe::{Meeting, Spec};
use crate::say;
use crate::text::{Lang, headline, render, t};
use crate::ui::el::{class, each, el};
use crate::view::geometry::{arc_path, at};

/// How far out the two rings are.
const FIRST: f64 = 46.0;
const SECOND: f64 = 35.0;

/// All that must meet; nothing where a protocol has only one kind of quorum.
pub fn meetings(spec: &Spec, lang: Lang) -> Html {
    el!(div "class"="meetings" "hidden"={spec.meetings.is_empty()} =>
        each(spec.meetings.iter().enumerate().map(|(at, meeting)| {
            picture(meeting, lang, at)
        })),
    )
    .html()
}

fn picture(meeting: &Meeting, lang: Lang, place: usize) -> Html {
    let nodes = meeting.of.max(1);
    let (one, other) = (meeting.one.1.min(nodes), meeting.other.1.min(nodes));
    let shared = (one + other).saturating_sub(nodes);
    let word = if meeting.meet { "meets" } else { "misses" };
    let sum = say!(
        "meeting.sum",
        one = t(lang, meeting.one.0),
        a = one,
        other = t(lang, meeting.other.0),
        b = other,
        n = nodes
    );
    let sum = headline(&sum, lang);
    let verdict = match (meeting.meet, shared) {
        (true, 1..) => render(&say!("meeting.meet", count = shared), lang),
        // Grids and weights can meet though their sizes do not say so.
        (true, 0) => render(&say!("meeting.meet_some"), lang),
        (false, _) => render(&say!("meeting.miss"), lang),
    };
    // From the left end over the top to the right one.
    let angle = |seats: u8| PI + PI * f64::from(seats) / f64::from(nodes);
    let ring = |radius, from, to| arc_path(at(56.0, 54.0), radius, angle(from), angle(to));
    el!(figure "class"={class!("meeting", word)} "data-testid"="meeting"
        "data-meet"={if meeting.meet { "yes" } else { "no" }}, key=place =>
        el!(svg "viewBox"="0 0 112 60" "aria-hidden"="true" =>
            el!(path "class"="floor" "d"={ring(FIRST, 0, nodes)}),
            el!(path "class"="floor" "d"={ring(SECOND, 0, nodes)}),
            el!(path "class"="one" "d"={ring(FIRST, 0, one)}),
            el!(path "class"="other" "d"={ring(SECOND, nodes - other, nodes)}),
            (shared > 0 && meeting.meet).then(|| el!(path "class"="shared"
                "d"={ring((FIRST + SECOND) / 2.0, nodes - other, one)})),
            (shared == 0 && one + other < nodes).then(|| el!(path "class"="apart"
                "d"={ring((FIRST + SECOND) / 2.0, one, nodes - other)})),
        ),
        el!(figcaption =>
            el!(b => sum),
            " ",
            el!(span => verdict),
        ),
    )
    .html()
}
