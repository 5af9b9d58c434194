//! What is on the stage at the moment shown: nodes, clients, faults, and messages under way.

use super::bands;
use super::player::{ClientDetail, Dot, Fate, LinkFault, MessageNo, NodeDetail, Stage};
use super::record::Message;
use super::tree::Run;
use crate::order;
use crate::protocol::describe::{Carried, Cluster, Describe, Flight, NodeFace, NodeView};
use crate::protocol::ids::{Micros, NodeId, NodeSet};
use crate::protocol::op::{Key, Order};
use crate::protocol::{Body, Protocol};
use crate::sim::world::World;

/// A lost message stays on the stage as a cross for so long.
const CROSS_FADES: Micros = Micros::from_millis(60);

/// The table of labels starts anew when it has grown to this.
const LABELS_MAX: usize = 2_048;

impl<P: Describe> Run<P> {
    pub(super) fn stage_here(&self) -> Stage {
        let world = &self.here.world;
        let cluster = cluster(world);
        let nodes = (0..self.protocol.size()).map(NodeId);
        let faces = self.protocol.nodes(&cluster);
        let mut scene = self.protocol.scene(&cluster);
        scene.settle(&cluster);
        Stage {
            nodes: nodes
                .zip(faces)
                .map(|(id, face)| {
                    let orders = self.protocol.orders(id, &cluster);
                    self.node_detail(id, face, orders)
                })
                .collect(),
            clients: world
                .clients
                .iter()
                .map(|slot| ClientDetail {
                    id: slot.client.id,
                    waiting: slot
                        .client
                        .asking
                        .map(|asking| (asking.command, asking.node, asking.tries)),
                    queued: slot.client.queued.len(),
                    seen: (0..Key::COUNT)
                        .map(|key| slot.client.last_seen(Key(key)))
                        .collect(),
                })
                .collect(),
            faults: world
                .network
                .faults()
                .into_iter()
                .map(|(from, to, cut, trouble)| LinkFault {
                    from,
                    to,
                    cut,
                    trouble,
                })
                .collect(),
            islands: if world.network.is_healthy() {
                vec![NodeSet::all(self.protocol.size())]
            } else {
                world.network.islands()
            },
            scene,
            is_led: self.protocol.is_led(),
        }
    }

    fn node_detail(&self, id: NodeId, face: NodeFace, orders: Vec<Order>) -> NodeDetail {
        let slot = &self.here.world.nodes[id.index()];
        NodeDetail {
            id,
            condition: slot.condition,
            face,
            timers: {
                let mut timers: Vec<_> = slot.timers.iter().map(|r| (r.timer, r.due)).collect();
                order::sort(&mut timers);
                let named = timers.into_iter();
                named
                    .map(|(timer, due)| (self.protocol.timer(timer), due))
                    .collect()
            },
            skew_permille: slot.skew_permille,
            orders: orders
                .into_iter()
                .map(|order| (bands::order(order), order))
                .collect(),
        }
    }

    pub(super) fn dots_here(&self, dots: &mut Vec<Dot>) {
        dots.clear();
        let at = self.here.at;
        let since = at.minus(CROSS_FADES);
        for (no, message) in self.branch().record.messages_between(since, at) {
            let end = message.end();
            let (tone, background) = self.protocol.message_tone(&message.body);
            let lost = match message.fate {
                Fate::Lost(gone, _) if gone <= at => {
                    Some(1.0 - at.minus(gone).0 as f32 / CROSS_FADES.0 as f32)
                }
                _ if end <= at && message.fate != Fate::UnderWay => continue,
                _ => None,
            };
            let waiting = message.door.is_some_and(|door| door <= at);
            if message.fate == Fate::UnderWay && message.due < at && !waiting {
                continue;
            }
            dots.push(Dot {
                message: MessageNo(no),
                from: message.key.from,
                to: message.key.to,
                progress: message.progress(if lost.is_some() { end } else { at }),
                tone,
                label: self.label_of(message),
                lost,
                waiting,
                background,
            });
        }
    }

    /// The place of a message's label in the table, made when it is first asked for.
    pub(super) fn label_of(&self, message: &Message<P>) -> u16 {
        let (edition, place) = message.label.get();
        let (current, table) = &mut *self.labels.borrow_mut();
        if edition == *current {
            return place;
        }
        let label = self.protocol.message(&message.body).label;
        let place = match table.iter().rposition(|known| *known == label) {
            Some(place) => place,
            None => {
                if table.len() >= LABELS_MAX {
                    table.clear();
                    *current = current.wrapping_add(1).max(1);
                }
                table.push(label);
                table.len() - 1
            }
        };
        message.label.set((*current, place as u16));
        place as u16
    }
}

/// The world as a protocol's `describe` side may see it.
pub fn cluster<P: Protocol>(world: &World<P>) -> Cluster<'_, P> {
    let n = world.protocol.size();
    let healthy = world.network.carries_all();
    let reach = |node| {
        if healthy {
            NodeSet::all(n)
        } else {
            world.network.reach(node)
        }
    };
    let mut waiting: Vec<_> = world
        .clients
        .iter()
        .filter_map(|slot| slot.client.asking.map(|asking| (asking.id, asking.command)))
        .collect();
    order::sort(&mut waiting);
    Cluster {
        nodes: world
            .nodes
            .iter()
            .map(|slot| NodeView {
                condition: slot.condition,
                durable: &slot.durable,
                volatile: &slot.volatile,
            })
            .collect(),
        reach: (0..n).map(NodeId).map(reach).collect(),
        flights: world
            .in_flight()
            .map(|flight| Flight {
                from: flight.key.from,
                to: flight.key.to,
                carries: match &flight.body {
                    Body::Between(message) => Carried::Between(message),
                    Body::Request { .. } => Carried::Request,
                    Body::Response { response, .. } => Carried::Response(*response),
                },
            })
            .collect(),
        waiting,
    }
}
