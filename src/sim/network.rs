//! Links: which are cut, slow or lossy, and when a message sent over one arrives.

use super::action::LinkTrouble;
use super::delay::DELAY_MAX;
use super::draw::{Draw, For};
use crate::order;
use crate::protocol::ids::{ClientId, Micros, NodeId, NodeSet, Peer};
use crate::scenario::NetworkSettings;

/// A loss of all messages, in thousandths.
const ALL_PERMILLE: u16 = 1_000;

/// The state of all links between n nodes and some clients.
#[derive(Clone, PartialEq, Debug)]
pub struct Network {
    settings: NetworkSettings,
    seed: u64,
    nodes: u8,
    peers: u8,
    /// Row: from; bit: to. Set when no message gets through.
    cut: Vec<u128>,
    /// Links that are not as the settings say, by (from, to), sorted; one entry a direction.
    trouble: Vec<(u8, u8, LinkTrouble)>,
    /// Messages sent so far over each link: draws are keyed by it.
    sent: Vec<u32>,
    /// The latest arrival over each link, for networks that keep the order; else empty.
    latest: Vec<Micros>,
}

/// What the network does with one message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Passage {
    /// The how-manieth message of its link it is.
    pub number: u32,
    pub due: Micros,
    pub lost: bool,
    /// When a second copy arrives, if the network makes one.
    pub copy_due: Option<Micros>,
}

impl Network {
    pub fn new(settings: NetworkSettings, seed: u64, nodes: u8, clients: u8) -> Network {
        let peers = nodes + clients;
        assert!(peers < 128, "all peers fit into one row of bits");
        let links = usize::from(peers) * usize::from(peers);
        Network {
            settings,
            seed,
            nodes,
            peers,
            cut: vec![0; usize::from(peers)],
            trouble: Vec::new(),
            sent: vec![0; links],
            latest: if settings.reorder {
                Vec::new()
            } else {
                vec![Micros::ZERO; links]
            },
        }
    }

    /// Nodes first, then clients.
    fn flat(&self, peer: Peer) -> u8 {
        match peer {
            Peer::Node(node) => node.0,
            Peer::Client(client) => self.nodes + client.0,
        }
    }

    fn peer(&self, flat: u8) -> Peer {
        if flat < self.nodes {
            Peer::Node(NodeId(flat))
        } else {
            Peer::Client(ClientId(flat - self.nodes))
        }
    }

    fn link(&self, from: Peer, to: Peer) -> usize {
        usize::from(self.flat(from)) * usize::from(self.peers) + usize::from(self.flat(to))
    }

    /// Sends one message: numbers it and draws what becomes of it. A cut link takes a number too,
    /// so that cutting and mending does not change the delays of later messages.
    pub fn pass(&mut self, from: Peer, to: Peer, now: Micros) -> Passage {
        let link = self.link(from, to);
        let number = self.sent[link];
        self.sent[link] += 1;
        let trouble = self.trouble_of(from, to);
        let key = |what| Draw::new(self.seed, what, link_key(from, to), number.into());
        let mut delays = key(For::Delay);
        let due = now.plus(self.stretch(self.settings.delay.draw(&mut delays), trouble));
        let loss = trouble.loss_permille.unwrap_or(self.settings.loss_permille);
        let lost = loss > 0 && key(For::Loss).permille(loss);
        let twice = self.settings.duplicate_permille;
        let copy_due = (twice > 0 && key(For::Duplicate).permille(twice))
            .then(|| now.plus(self.stretch(self.settings.delay.draw(&mut delays), trouble)));
        let due = match self.latest.get_mut(link) {
            None => due,
            Some(latest) => {
                // One behind the other, in the order of sending.
                *latest = due.max(latest.plus(Micros(1)));
                *latest
            }
        };
        Passage {
            number,
            due,
            lost,
            copy_due,
        }
    }

    fn stretch(&self, delay: Micros, trouble: LinkTrouble) -> Micros {
        match trouble.slow_percent {
            None => delay,
            Some(percent) => Micros((delay.0 * u64::from(percent) / 100).clamp(1, DELAY_MAX.0)),
        }
    }

    pub fn is_cut(&self, from: Peer, to: Peer) -> bool {
        self.cut[usize::from(self.flat(from))] >> self.flat(to) & 1 == 1
    }

    pub fn set_cut(&mut self, from: Peer, to: Peer, cut: bool) {
        let bit = 1u128 << self.flat(to);
        let from = usize::from(self.flat(from));
        if cut {
            self.cut[from] |= bit;
        } else {
            self.cut[from] &= !bit;
        }
    }

    pub fn trouble_of(&self, from: Peer, to: Peer) -> LinkTrouble {
        let (from, to) = (self.flat(from), self.flat(to));
        match self
            .trouble
            .binary_search_by_key(&(from, to), |t| (t.0, t.1))
        {
            Ok(found) => self.trouble[found].2,
            Err(_) => LinkTrouble::default(),
        }
    }

    pub fn set_trouble(&mut self, from: Peer, to: Peer, trouble: LinkTrouble) {
        let (from, to) = (self.flat(from), self.flat(to));
        let found = self
            .trouble
            .binary_search_by_key(&(from, to), |t| (t.0, t.1));
        match (found, trouble == LinkTrouble::default()) {
            (Ok(at), true) => {
                self.trouble.remove(at);
            }
            (Ok(at), false) => self.trouble[at].2 = trouble,
            (Err(_), true) => {}
            (Err(at), false) => self.trouble.insert(at, (from, to, trouble)),
        }
    }

    /// Every link is as the settings say again.
    pub fn heal(&mut self) {
        self.cut.fill(0);
        self.trouble.clear();
    }

    pub fn is_healthy(&self) -> bool {
        self.trouble.is_empty() && self.cut.iter().all(|&row| row == 0)
    }

    /// Every direction that is cut or in trouble, in order.
    pub fn faults(&self) -> Vec<(Peer, Peer, bool, LinkTrouble)> {
        let mut faults = Vec::new();
        if self.is_healthy() {
            return faults;
        }
        for from in 0..self.peers {
            for to in (0..self.peers).filter(|&to| to != from) {
                let (from, to) = (self.peer(from), self.peer(to));
                let (cut, trouble) = (self.is_cut(from, to), self.trouble_of(from, to));
                if cut || trouble != LinkTrouble::default() {
                    faults.push((from, to, cut, trouble));
                }
            }
        }
        faults
    }

    /// Whether a message can get through: no message does where all are lost.
    pub fn carries(&self, from: Peer, to: Peer) -> bool {
        let loss = self.trouble_of(from, to).loss_permille;
        let loss = loss.unwrap_or(self.settings.loss_permille);
        !self.is_cut(from, to) && loss < ALL_PERMILLE
    }

    /// Whether messages can get through everywhere, without a look at each link.
    pub fn carries_all(&self) -> bool {
        self.is_healthy() && self.settings.loss_permille < ALL_PERMILLE
    }

    /// The nodes that a node's messages can get through to, itself included.
    pub fn reach(&self, node: NodeId) -> NodeSet {
        (0..self.nodes)
            .map(NodeId)
            .filter(|&to| to == node || self.carries(node.into(), to.into()))
            .collect()
    }

    /// Groups of nodes that can still talk both ways, directly or through others, the largest
    /// first (then by their first member).
    pub fn islands(&self) -> Vec<NodeSet> {
        let mut rest = NodeSet::all(self.nodes);
        let mut islands = Vec::new();
        while let Some(first) = rest.iter().next() {
            let mut island = NodeSet::EMPTY.with(first);
            let mut edge = vec![first];
            while let Some(node) = edge.pop() {
                for other in rest.difference(island).iter() {
                    let apart = self.is_cut(node.into(), other.into())
                        || self.is_cut(other.into(), node.into());
                    if !apart && island.insert(other) {
                        edge.push(other);
                    }
                }
            }
            rest = rest.difference(island);
            islands.push(island);
        }
        order::sort_by_key(&mut islands, |island| {
            (std::cmp::Reverse(island.len()), *island)
        });
        islands
    }
}

/// The same for a link in clusters of any size, so that adding a node changes no other delay.
fn link_key(from: Peer, to: Peer) -> u64 {
    let one = |peer| match peer {
        Peer::Node(node) => u64::from(node.0),
        Peer::Client(client) => 1_000 + u64::from(client.0),
    };
    one(from) << 32 | one(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(n: u8) -> Peer {
        Peer::Node(NodeId(n))
    }

    fn network(settings: NetworkSettings) -> Network {
        Network::new(settings, 1, 5, 1)
    }

    #[test]
    fn a_cut_can_be_one_way() {
        let mut net = network(NetworkSettings::default());
        net.set_cut(node(0), node(1), true);
        assert!(net.is_cut(node(0), node(1)) && !net.is_cut(node(1), node(0)));
        assert_eq!(net.faults().len(), 1);
        assert_eq!(net.reach(NodeId(0)).len(), 4);
        net.heal();
        assert!(net.is_healthy());
    }

    #[test]
    fn islands_are_what_can_still_talk() {
        let mut net = network(NetworkSettings::default());
        assert_eq!(net.islands().len(), 1);
        for a in [3, 4] {
            for b in [0, 1, 2] {
                net.set_cut(node(a), node(b), true);
                net.set_cut(node(b), node(a), true);
            }
        }
        let sizes: Vec<u8> = net.islands().iter().map(|i| i.len()).collect();
        assert_eq!(sizes, [3, 2]);
    }

    #[test]
    fn a_network_that_keeps_order_delivers_in_the_order_of_sending() {
        let mut net = network(NetworkSettings {
            reorder: false,
            ..Default::default()
        });
        let dues: Vec<Micros> = (0..50)
            .map(|i| net.pass(node(0), node(1), Micros(i * 100)).due)
            .collect();
        assert!(dues.is_sorted_by(|a, b| a < b));
        let mut free = network(NetworkSettings::default());
        let dues: Vec<Micros> = (0..50)
            .map(|i| free.pass(node(0), node(1), Micros(i * 100)).due)
            .collect();
        assert!(
            !dues.is_sorted(),
            "without the rule some message overtakes another"
        );
    }

    #[test]
    fn a_delay_depends_on_its_link_and_number_only() {
        let mut one = network(NetworkSettings::default());
        let mut other = network(NetworkSettings::default());
        for _ in 0..7 {
            other.pass(node(2), node(3), Micros::ZERO);
        }
        other.set_cut(node(4), node(1), true);
        for _ in 0..20 {
            let now = Micros(5);
            assert_eq!(
                one.pass(node(0), node(1), now),
                other.pass(node(0), node(1), now)
            );
        }
    }

    #[test]
    fn loss_and_copies_follow_the_settings() {
        let mut net = network(NetworkSettings {
            loss_permille: 500,
            duplicate_permille: 100,
            ..Default::default()
        });
        let all: Vec<Passage> = (0..10_000)
            .map(|_| net.pass(node(0), node(1), Micros::ZERO))
            .collect();
        let lost = all.iter().filter(|p| p.lost).count();
        let twice = all.iter().filter(|p| p.copy_due.is_some()).count();
        assert!((4_800..5_200).contains(&lost) && (900..1_100).contains(&twice));
        net.set_trouble(
            node(0),
            node(1),
            LinkTrouble {
                loss_permille: Some(0),
                slow_percent: None,
            },
        );
        assert!((0..1_000).all(|_| !net.pass(node(0), node(1), Micros::ZERO).lost));
        net.set_trouble(
            node(0),
            node(1),
            LinkTrouble {
                loss_permille: Some(900),
                slow_percent: None,
            },
        );
        let lossy = |net: &mut Network| net.pass(node(0), node(1), Micros::ZERO).lost;
        let lost = (0..1_000).filter(|_| lossy(&mut net)).count();
        assert!((860..940).contains(&lost), "{lost} of a lossy link");
    }
}
