//! All protocols as one. The page runs whatever a scenario names; were world, run and record
//! compiled for each protocol anew, every protocol would make the first visit heavier by some
//! 25 KB. So the page runs this one protocol, whose states and messages are those of one of the
//! others. The explorer and the tests run the others directly.

#![cfg_attr(
    not(feature = "every-protocol"),
    expect(
        unreachable_patterns,
        reason = "one protocol cannot be mixed with another, but the same macro makes both programs"
    )
)]

use std::hash::{Hash, Hasher};
use std::mem::discriminant;

use super::describe::{
    Carried, Cluster, Describe, Field, Flight, NodeFace, NodeView, Scene, Spec, Tone,
};
use super::ids::{ClientId, Micros, NodeId, NodeSet};
use super::op::{Command, Key, Order};
#[cfg(feature = "every-protocol")]
use super::paxos::multi::MultiPaxos;
#[cfg(feature = "every-protocol")]
use super::paxos::single::SinglePaxos;
#[cfg(feature = "every-protocol")]
use super::raft::Raft;
#[cfg(feature = "every-protocol")]
use super::register::Register;
use super::say::Say;
#[cfg(feature = "every-protocol")]
use super::vote::ballotless::BallotlessVote;
use super::vote::primary::PrimaryVote;
use super::{Held, Input, Outbox, Output, Protocol, Slot, State};

/// States of one protocol never meet another protocol: a run has one protocol for good.
const NEVER_MIXED: &str = "a run has one protocol from its beginning to its end";

macro_rules! all_as_one {
    ($($name:ident($protocol:ty)),* $(,)?) => {
        /// One of all protocols.
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        pub enum AnyProtocol { $($name($protocol)),* }

        #[cfg_attr(
            all(target_arch = "wasm32", feature = "every-protocol"),
            expect(
                clippy::large_enum_variant,
                reason = "there is one for each node, and a box would cost more than it saves"
            )
        )]
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        pub enum AnyDurable { $($name(<$protocol as Protocol>::Durable)),* }

        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        pub enum AnyVolatile { $($name(<$protocol as Protocol>::Volatile)),* }

        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum AnyMessage { $($name(<$protocol as Protocol>::Message)),* }

        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum AnyTimer { $($name(<$protocol as Protocol>::Timer)),* }

        // A derived hash leaves out which protocol it is where there is but one; a run has the same
        // hash in every program that runs it.
        impl Hash for AnyMessage {
            fn hash<H: Hasher>(&self, state: &mut H) {
                discriminant(self).hash(state);
                match self { $(Self::$name(message) => message.hash(state)),* }
            }
        }

        impl Hash for AnyTimer {
            fn hash<H: Hasher>(&self, state: &mut H) {
                discriminant(self).hash(state);
                match self { $(Self::$name(timer) => timer.hash(state)),* }
            }
        }

        $(impl From<$protocol> for AnyProtocol {
            fn from(protocol: $protocol) -> Self {
                AnyProtocol::$name(protocol)
            }
        })*

        impl Protocol for AnyProtocol {
            type Durable = AnyDurable;
            type Volatile = AnyVolatile;
            type Message = AnyMessage;
            type Timer = AnyTimer;

            fn size(&self) -> u8 {
                match self { $(Self::$name(protocol) => protocol.size()),* }
            }

            fn blank(&self) -> AnyDurable {
                match self { $(Self::$name(protocol) => AnyDurable::$name(protocol.blank())),* }
            }

            fn start(
                &self,
                me: NodeId,
                durable: &mut AnyDurable,
                again: bool,
                out: &mut Outbox<Self>,
            ) -> AnyVolatile {
                match (self, durable) {
                    $((Self::$name(protocol), AnyDurable::$name(durable)) => {
                        let mut inner = Outbox::default();
                        let volatile = protocol.start(me, durable, again, &mut inner);
                        hand_on(inner, out, AnyMessage::$name, AnyTimer::$name);
                        AnyVolatile::$name(volatile)
                    })*
                    _ => unreachable!("{NEVER_MIXED}"),
                }
            }

            fn step(
                &self,
                me: NodeId,
                state: State<'_, Self>,
                input: Input<Self>,
                out: &mut Outbox<Self>,
            ) {
                let clock = state.clock;
                match (self, state.durable, state.volatile) {
                    $((
                        Self::$name(protocol),
                        AnyDurable::$name(durable),
                        AnyVolatile::$name(volatile),
                    ) => {
                        let input = match input {
                            Input::Message { from, message: AnyMessage::$name(message) } => {
                                Input::Message { from, message }
                            }
                            Input::Timeout(AnyTimer::$name(timer)) => Input::Timeout(timer),
                            Input::Request { id, command } => Input::Request { id, command },
                            Input::Order(order) => Input::Order(order),
                            _ => unreachable!("{NEVER_MIXED}"),
                        };
                        let mut inner = Outbox::default();
                        protocol.step(me, State { durable, volatile, clock }, input, &mut inner);
                        hand_on(inner, out, AnyMessage::$name, AnyTimer::$name);
                    })*
                    _ => unreachable!("{NEVER_MIXED}"),
                }
            }

            fn first_contact(&self, client: ClientId) -> NodeId {
                match self { $(Self::$name(protocol) => protocol.first_contact(client)),* }
            }

            fn held(&self, durable: &AnyDurable, slot: Slot) -> Held {
                match (self, durable) {
                    $((Self::$name(protocol), AnyDurable::$name(durable)) => {
                        protocol.held(durable, slot)
                    })*
                    _ => unreachable!("{NEVER_MIXED}"),
                }
            }

            fn place(&self, slot: Slot) -> Say {
                match self { $(Self::$name(protocol) => protocol.place(slot)),* }
            }

            fn may_repeat(&self, command: Command) -> bool {
                match self { $(Self::$name(protocol) => protocol.may_repeat(command)),* }
            }

            fn leads(&self, volatile: &AnyVolatile) -> bool {
                match (self, volatile) {
                    $((Self::$name(protocol), AnyVolatile::$name(volatile)) => protocol.leads(volatile),)*
                    _ => unreachable!("{NEVER_MIXED}"),
                }
            }

            fn stored(
                &self,
                durable: &AnyDurable,
                volatile: &AnyVolatile,
                key: Key,
            ) -> Option<u32> {
                match (self, durable, volatile) {
                    $((
                        Self::$name(protocol),
                        AnyDurable::$name(durable),
                        AnyVolatile::$name(volatile),
                    ) => protocol.stored(durable, volatile, key),)*
                    _ => unreachable!("{NEVER_MIXED}"),
                }
            }

            fn could_go_on_without(&self, keepers: NodeSet) -> Option<NodeSet> {
                match self {
                    $(Self::$name(protocol) => protocol.could_go_on_without(keepers)),*
                }
            }

            fn time_unit(&self) -> Option<Micros> {
                match self { $(Self::$name(protocol) => protocol.time_unit()),* }
            }

            fn electors(&self, group: NodeSet, hearing: NodeSet) -> Option<NodeSet> {
                match self { $(Self::$name(protocol) => protocol.electors(group, hearing)),* }
            }

            fn can_serve(&self, group: NodeSet) -> bool {
                match self { $(Self::$name(protocol) => protocol.can_serve(group)),* }
            }

            fn could_serve(&self, group: NodeSet, leads: bool) -> bool {
                match self { $(Self::$name(protocol) => protocol.could_serve(group, leads)),* }
            }

            fn keeps(&self, node: NodeId, key: Key) -> bool {
                match self { $(Self::$name(protocol) => protocol.keeps(node, key)),* }
            }
        }

        impl Describe for AnyProtocol {
            fn spec(&self) -> Spec {
                match self { $(Self::$name(protocol) => protocol.spec()),* }
            }

            fn is_led(&self) -> bool {
                match self { $(Self::$name(protocol) => protocol.is_led()),* }
            }

            fn node(&self, node: NodeId, cluster: &Cluster<'_, Self>) -> NodeFace {
                match self {
                    $(Self::$name(protocol) => protocol.node(node, &inner_view(
                        cluster,
                        |durable| match durable {
                            AnyDurable::$name(durable) => durable,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                        |volatile| match volatile {
                            AnyVolatile::$name(volatile) => volatile,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                        |message| match message {
                            AnyMessage::$name(message) => message,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                    ))),*
                }
            }

            fn orders(&self, node: NodeId, cluster: &Cluster<'_, Self>) -> Vec<Order> {
                match self {
                    $(Self::$name(protocol) => protocol.orders(node, &inner_view(
                        cluster,
                        |durable| match durable {
                            AnyDurable::$name(durable) => durable,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                        |volatile| match volatile {
                            AnyVolatile::$name(volatile) => volatile,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                        |message| match message {
                            AnyMessage::$name(message) => message,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                    ))),*
                }
            }

            fn nodes(&self, cluster: &Cluster<'_, Self>) -> Vec<NodeFace> {
                match self {
                    $(Self::$name(protocol) => protocol.nodes(&inner_view(
                        cluster,
                        |durable| match durable {
                            AnyDurable::$name(durable) => durable,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                        |volatile| match volatile {
                            AnyVolatile::$name(volatile) => volatile,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                        |message| match message {
                            AnyMessage::$name(message) => message,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                    ))),*
                }
            }

            fn tone(&self, message: &AnyMessage) -> (Tone, bool) {
                match (self, message) {
                    $((Self::$name(protocol), AnyMessage::$name(message)) => {
                        protocol.tone(message)
                    })*
                    _ => unreachable!("{NEVER_MIXED}"),
                }
            }

            fn label(&self, message: &AnyMessage) -> (Say, Vec<Field>) {
                match (self, message) {
                    $((Self::$name(protocol), AnyMessage::$name(message)) => {
                        protocol.label(message)
                    })*
                    _ => unreachable!("{NEVER_MIXED}"),
                }
            }

            fn timer(&self, timer: AnyTimer) -> Say {
                match (self, timer) {
                    $((Self::$name(protocol), AnyTimer::$name(timer)) => protocol.timer(timer),)*
                    _ => unreachable!("{NEVER_MIXED}"),
                }
            }

            fn scene(&self, cluster: &Cluster<'_, Self>) -> Scene {
                match self {
                    $(Self::$name(protocol) => protocol.scene(&inner_view(
                        cluster,
                        |durable| match durable {
                            AnyDurable::$name(durable) => durable,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                        |volatile| match volatile {
                            AnyVolatile::$name(volatile) => volatile,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                        |message| match message {
                            AnyMessage::$name(message) => message,
                            _ => unreachable!("{NEVER_MIXED}"),
                        },
                    ))),*
                }
            }
        }
    };
}

#[cfg(feature = "every-protocol")]
all_as_one! {
    PrimaryVote(PrimaryVote),
    BallotlessVote(BallotlessVote),
    SinglePaxos(SinglePaxos),
    MultiPaxos(MultiPaxos),
    Register(Register),
    Raft(Raft),
}

// What a plain address opens is a vote with a coordinator, and the first load is as small as that.
#[cfg(not(feature = "every-protocol"))]
all_as_one! {
    PrimaryVote(PrimaryVote),
}

/// Passes on what one protocol's step wants done.
fn hand_on<P: Protocol>(
    inner: Outbox<P>,
    out: &mut Outbox<AnyProtocol>,
    message: fn(P::Message) -> AnyMessage,
    timer: fn(P::Timer) -> AnyTimer,
) {
    out.outputs
        .extend(inner.outputs.into_iter().map(|output| match output {
            Output::Send { to, message: inner } => Output::Send {
                to,
                message: message(inner),
            },
            Output::SetTimer { timer: inner, wait } => Output::SetTimer {
                timer: timer(inner),
                wait,
            },
            Output::CancelTimer(inner) => Output::CancelTimer(timer(inner)),
            Output::Persisted => Output::Persisted,
            Output::Answer { id, response } => Output::Answer { id, response },
            Output::Note(note) => Output::Note(note),
        }));
}

/// A cluster as one protocol knows it.
fn inner_view<'a, P: Protocol>(
    cluster: &Cluster<'a, AnyProtocol>,
    durable: fn(&'a AnyDurable) -> &'a P::Durable,
    volatile: fn(&'a AnyVolatile) -> &'a P::Volatile,
    message: fn(&'a AnyMessage) -> &'a P::Message,
) -> Cluster<'a, P> {
    Cluster {
        nodes: cluster
            .nodes
            .iter()
            .map(|node| NodeView {
                condition: node.condition,
                durable: durable(node.durable),
                volatile: volatile(node.volatile),
            })
            .collect(),
        reach: cluster.reach.clone(),
        flights: cluster
            .flights
            .iter()
            .map(|flight| Flight {
                from: flight.from,
                to: flight.to,
                carries: match flight.carries {
                    Carried::Between(inner) => Carried::Between(message(inner)),
                    Carried::Request => Carried::Request,
                    Carried::Response(response) => Carried::Response(response),
                },
            })
            .collect(),
        waiting: cluster.waiting.clone(),
    }
}
