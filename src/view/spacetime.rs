//! The diagram of the footer: a line for everybody, time to the right, messages as arrows.

use super::geometry::{Point, at};
use super::timescale::Window;
use crate::order::Within;
use crate::protocol::ids::{ClientId, NodeId, Peer};
use crate::run::player::Arrow;

/// The lines of clients and nodes, in pixels of the diagram.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lines {
    pub nodes: usize,
    pub clients: usize,
    /// Where the first line is.
    top: f64,
    pitch: f64,
    /// Where lines start and end.
    pub left: f64,
    pub right: f64,
}

/// Over the lines: bands of faults of the whole cluster.
pub const BAND_TOP: f64 = 15.0;
pub const BAND_HEIGHT: f64 = 7.0;
const HEAD: f64 = 32.0;
/// Under the lines: times.
pub const FOOT: f64 = 23.0;
/// Lines any further apart are hard to follow.
const PITCH_MAX: f64 = 34.0;
const LARGE_PITCH_MAX: f64 = 96.0;
const NAME_PITCH_MIN: f64 = 11.5;

impl Lines {
    pub fn new(width: f64, height: f64, nodes: usize, clients: usize) -> Lines {
        let left = 46.0_f64.min(width * 0.2);
        Lines::with(width, height, (nodes, clients), left, PITCH_MAX)
    }

    /// The lines of the large diagram, with room for long names and for words between them.
    pub fn large(width: f64, height: f64, nodes: usize, clients: usize) -> Lines {
        let left = 86.0_f64.min(width * 0.2);
        Lines::with(width, height, (nodes, clients), left, LARGE_PITCH_MAX)
    }

    fn with(
        width: f64,
        height: f64,
        (nodes, clients): (usize, usize),
        left: f64,
        pitch_max: f64,
    ) -> Lines {
        let count = (nodes + clients).max(1);
        let room = (height - HEAD - FOOT).max(10.0);
        let pitch = (room / (count as f64 - 1.0).max(1.0)).min(pitch_max);
        // A few lines stand in the middle of what is left.
        let spare = (room - pitch * (count as f64 - 1.0)).max(0.0);
        Lines {
            nodes,
            clients,
            top: HEAD + spare / 2.0,
            pitch,
            left,
            right: (width - 14.0).max(60.0),
        }
    }

    /// Everybody from the top: clients, then nodes.
    pub fn peers(&self) -> impl Iterator<Item = Peer> {
        let clients = (0..self.clients as u8).map(|i| Peer::Client(ClientId(i)));
        clients.chain((0..self.nodes as u8).map(|i| Peer::Node(NodeId(i))))
    }

    pub fn y(&self, peer: Peer) -> f64 {
        let row = match peer {
            Peer::Client(client) => client.index(),
            Peer::Node(node) => self.clients + node.index(),
        };
        self.top + self.pitch * row as f64
    }

    pub fn bottom(&self) -> f64 {
        self.top + self.pitch * (self.nodes + self.clients).saturating_sub(1) as f64
    }

    /// Whoever has room for a name, from the top: with many nodes 5, 10, 15 and so on, since
    /// people count that way.
    pub fn named(&self) -> Vec<Peer> {
        let every = [1, 5, 10, 20, 50]
            .into_iter()
            .find(|every| self.pitch * f64::from(*every) >= NAME_PITCH_MIN)
            .unwrap_or(100);
        let mut free_from = f64::NEG_INFINITY;
        let mut named = Vec::new();
        for peer in self.peers() {
            let counts = match peer {
                Peer::Client(_) => true,
                Peer::Node(node) => node.label() == 1 || node.label() % every == 0,
            };
            if counts && self.y(peer) >= free_from {
                free_from = self.y(peer) + NAME_PITCH_MIN;
                named.push(peer);
            }
        }
        named
    }

    /// Whether every line can be told from the next.
    pub fn is_airy(&self) -> bool {
        self.pitch >= 4.0
    }

    /// How large a mark on a line may be.
    pub fn mark_size(&self) -> f64 {
        (self.pitch * 0.42).within(2.2, 5.5)
    }

    pub fn x(&self, window: Window, at: crate::protocol::ids::Micros) -> f64 {
        self.left + (self.right - self.left) * window.part(at)
    }

    /// The part of the window at a place.
    pub fn part(&self, x: f64) -> f64 {
        (x - self.left) / (self.right - self.left)
    }

    /// Where an arrow begins and ends: a lost message ends on its way.
    pub fn arrow(&self, window: Window, arrow: &Arrow) -> (Point, Point) {
        let (from, to) = (self.y(arrow.from), self.y(arrow.to));
        let end = from + (to - from) * f64::from(arrow.reach.within(0.0, 1.0));
        (
            at(self.x(window, arrow.sent), from),
            at(self.x(window, arrow.end), end),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::describe::Tone;
    use crate::protocol::ids::{CLIENTS_MAX, Micros, NODES_MAX};
    use crate::run::player::MessageNo;

    #[test]
    fn every_line_is_inside_and_the_named_ones_do_not_touch() {
        for height in [90.0, 130.0, 300.0] {
            for nodes in 1..=usize::from(NODES_MAX) {
                for clients in [0, 1, usize::from(CLIENTS_MAX)] {
                    let lines = Lines::new(1400.0, height, nodes, clients);
                    for peer in lines.peers() {
                        let y = lines.y(peer);
                        assert!(
                            y >= HEAD && y <= height - FOOT + 1e-6,
                            "{peer:?} of {nodes} at {y}"
                        );
                    }
                    let named = lines.named();
                    assert!(!named.is_empty());
                    for pair in named.windows(2) {
                        assert!(lines.y(pair[1]) - lines.y(pair[0]) >= NAME_PITCH_MIN);
                    }
                }
            }
        }
    }

    #[test]
    fn a_lost_message_ends_between_the_lines() {
        let lines = Lines::new(1000.0, 140.0, 5, 1);
        let window = Window::new(Micros::ZERO, 1_000_000);
        let arrow = Arrow {
            message: MessageNo(0),
            from: Peer::Node(NodeId(0)),
            to: Peer::Node(NodeId(4)),
            sent: Micros(100_000),
            end: Micros(150_000),
            reach: 0.5,
            lost: true,
            tone: Tone::Plain,
            background: false,
        };
        let (from, to) = lines.arrow(window, &arrow);
        assert_eq!(from.y, lines.y(arrow.from));
        assert!((to.y - lines.y(Peer::Node(NodeId(2)))).abs() < 1e-9);
        assert!((lines.part(to.x) - 0.15).abs() < 1e-9);
    }
}
