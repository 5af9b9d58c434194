//! Links and messages chosen without a pointer: the next one, and the one before.

use super::App;
use crate::protocol::ids::{NodeId, Peer};
use crate::run::player::Dot;
use crate::say;
use crate::ui::model::Selection;
use crate::ui::toast::ToastKind;

impl App {
    /// Chooses the next link of the node or client that is chosen, or of the first node.
    pub(super) fn choose_link(&mut self, back: bool) {
        let nodes = self.shown.stage.nodes.len() as u8;
        let (own, last) = match self.selection {
            Selection::Node(node) => (Peer::Node(node), None),
            Selection::Client(client) => (Peer::Client(client), None),
            Selection::Link(own, other) => (own, Some(other)),
            _ => (Peer::Node(NodeId(0)), None),
        };
        let others: Vec<Peer> = (0..nodes)
            .map(|id| Peer::Node(NodeId(id)))
            .filter(|peer| *peer != own)
            .collect();
        let last = last.and_then(|last| others.iter().position(|peer| *peer == last));
        match after(&others, last, back) {
            Some(other) => self.select(Selection::Link(own, other)),
            None => self
                .toasts
                .add(ToastKind::Refused, say!("toast.no_link"), None),
        }
    }

    /// Chooses the next message that is on its way, and holds it there.
    pub(super) fn choose_message(&mut self, back: bool) {
        let mut dots = Vec::new();
        self.looked_at().0.borrow().dots(&mut dots);
        dots.retain(|dot: &Dot| dot.lost.is_none());
        // Heartbeats come last: they are many, and seldom meant.
        crate::order::sort_by_key(&mut dots, |dot| (dot.background, dot.message));
        let messages: Vec<_> = dots.into_iter().map(|dot| dot.message).collect();
        let last = match self.selection {
            Selection::Message(no) => messages.iter().position(|other| *other == no),
            _ => None,
        };
        let Some(no) = after(&messages, last, back) else {
            let why = say!("toast.no_message");
            return self.toasts.add(ToastKind::Refused, why, None);
        };
        self.playing = false;
        self.select(Selection::Message(no));
    }
}

/// The next of a list after a place in it, round and round, or the one before.
fn after<T: Copy>(list: &[T], last: Option<usize>, back: bool) -> Option<T> {
    let count = list.len().max(1);
    let at = match (last, back) {
        (Some(last), false) => (last + 1) % count,
        (Some(last), true) => (last + count - 1) % count,
        (None, false) => 0,
        (None, true) => count - 1,
    };
    list.get(at).copied()
}
