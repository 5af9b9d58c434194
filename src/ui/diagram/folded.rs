//! Messages in the background (heartbeats and the like), counted on the line of their sender instead
//! of shown one by one.

use crate::protocol::ids::Peer;
use crate::run::spacetime::Way;
use crate::ui::stage::sheet::Sheet;
use crate::view::digits::fill_fine;

/// Those no further apart than this are counted together.
const GAP: f64 = 30.0;

/// How many, and from where to where.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fold {
    pub peer: Peer,
    pub from: f64,
    pub to: f64,
    pub count: usize,
}

/// The folds of messages that are sent at these places, in the order of sending.
pub fn folds(sent: impl Iterator<Item = (Peer, f64)>) -> Vec<Fold> {
    let mut folds: Vec<Fold> = Vec::new();
    for (peer, x) in sent {
        let last = folds.iter_mut().rev().find(|fold| fold.peer == peer);
        match last {
            Some(fold) if x - fold.to <= GAP => {
                fold.to = x;
                fold.count += 1;
            }
            _ => folds.push(Fold {
                peer,
                from: x,
                to: x,
                count: 1,
            }),
        }
    }
    folds
}

pub fn draw(sheet: &Sheet<'_>, ways: &[Way]) {
    let (context, lines) = (sheet.context, &sheet.lines);
    let quiet = ways.iter().filter(|way| way.arrow.background);
    let sent = quiet.map(|way| (way.arrow.from, lines.x(sheet.window, way.arrow.sent)));
    context.set_fill_style_str(&sheet.palette.soft);
    context.set_text_align("left");
    for fold in folds(sent) {
        let y = lines.y(fold.peer) + 4.0;
        context.set_global_alpha(0.45);
        context.fill_rect(fold.from, y, (fold.to - fold.from).max(2.0), 2.5);
        context.set_global_alpha(0.85);
        let words = fill_fine("×#", 0, &[fold.count as f64]);
        // Drawing text fails on no finite place.
        context.fill_text(&words, fold.to + 4.0, y + 8.0).ok();
    }
    context.set_global_alpha(1.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::NodeId;

    #[test]
    fn what_is_close_together_is_counted_together() {
        let (a, b) = (Peer::Node(NodeId(0)), Peer::Node(NodeId(1)));
        let sent = [(a, 10.0), (b, 11.0), (a, 12.0), (a, 40.0), (a, 90.0)];
        let fold = |peer, from, to, count| Fold {
            peer,
            from,
            to,
            count,
        };
        assert_eq!(
            folds(sent.into_iter()),
            [
                fold(a, 10.0, 40.0, 3),
                fold(b, 11.0, 11.0, 1),
                fold(a, 90.0, 90.0, 1)
            ]
        );
    }
}
