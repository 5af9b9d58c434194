//! Carrying out: messages arrive, nodes and clients take their steps, and what they ask for is
//! done.

use super::action::MessageKey;
use super::client::Wish;
use super::draw::{Draw, For};
use super::queue::{Due, Entry};
use super::sink::{Fate, Happening, Loss, Sent, Sink};
use super::world::{InFlight, Running, World};
use crate::protocol::describe::Condition;
use crate::protocol::ids::{ClientId, Micros, NodeId, Peer};
use crate::protocol::{Body, Input, Output, Protocol, State, Wait};

impl<P: Protocol> World<P> {
    /// A message comes to its receiver.
    pub(super) fn arrive(&mut self, entry: Entry, place: u32, sink: &mut impl Sink<P>) {
        let seat = &mut self.flights[place as usize];
        let flight = seat
            .as_mut()
            .expect("an entry called off is dropped when it comes up");
        if let Peer::Node(node) = flight.key.to
            && self.nodes[node.index()].condition == Condition::Paused
        {
            flight.at_the_door = true;
            sink.fate(flight.no, Fate::AtTheDoor);
            self.nodes[node.index()].door.push(entry);
            return;
        }
        let flight = seat.take().expect("it was there a moment ago");
        self.free.push(place);
        self.begin_event(Happening::Arrived(flight.no), flight.sent_by, sink);
        match (flight.key.to, flight.key.from) {
            (Peer::Node(node), _) if self.nodes[node.index()].condition == Condition::Down => {
                sink.fate(flight.no, Fate::Lost(self.now, Loss::ReceiverDown));
            }
            (Peer::Node(node), from) => {
                sink.fate(flight.no, Fate::Delivered(self.now));
                let input = match (flight.body, from) {
                    (Body::Between(message), Peer::Node(from)) => Input::Message { from, message },
                    (Body::Request { id, command }, _) => Input::Request { id, command },
                    _ => unreachable!("nodes send nodes messages, and clients send requests"),
                };
                self.let_node(node, input, sink);
            }
            (Peer::Client(client), Peer::Node(from)) => {
                sink.fate(flight.no, Fate::Delivered(self.now));
                let Body::Response { id, response } = flight.body else {
                    unreachable!("nodes send clients nothing but responses")
                };
                let wish = self.clients[client.index()].client.hear(from, id, response);
                self.grant(client, wish, sink);
            }
            (Peer::Client(_), Peer::Client(_)) => unreachable!("clients do not talk to each other"),
        }
    }

    /// Gives a node one input and does all it asks for.
    pub(super) fn let_node(&mut self, node: NodeId, input: Input<P>, sink: &mut impl Sink<P>) {
        let slot = &mut self.nodes[node.index()];
        let clock = slot.clock(self.now);
        let state = State {
            durable: &mut slot.durable,
            volatile: &mut slot.volatile,
            clock,
        };
        self.protocol.step(node, state, input, &mut self.outbox);
        self.carry_out(node, sink);
    }

    /// Does what a node asked for in its last step.
    pub(super) fn carry_out(&mut self, node: NodeId, sink: &mut impl Sink<P>) {
        let mut outputs = std::mem::take(&mut self.outbox.outputs);
        for output in outputs.drain(..) {
            match output {
                Output::Send { to, message } => {
                    self.send(node.into(), to.into(), Body::Between(message), sink);
                }
                Output::Answer { id, response } => {
                    let body = Body::Response { id, response };
                    self.send(node.into(), id.client.into(), body, sink);
                }
                Output::SetTimer { timer, wait } => self.set_timer(node, timer, wait),
                Output::CancelTimer(timer) => {
                    self.nodes[node.index()]
                        .timers
                        .retain(|running| running.timer != timer);
                }
                Output::Note(note) => sink.note(node, note),
                Output::Persisted => {}
            }
        }
        self.outbox.outputs = outputs;
    }

    fn set_timer(&mut self, node: NodeId, timer: P::Timer, wait: Wait) {
        let slot = &mut self.nodes[node.index()];
        let wait = match wait {
            Wait::Exactly(wait) => wait,
            Wait::Between(min, max) => {
                slot.draws += 1;
                let mut draw = Draw::new(self.seed, For::Timer, node.0.into(), slot.draws.into());
                Micros(draw.between(min.0, max.0))
            }
        };
        let wait = match slot.skew_permille {
            0 => wait.0,
            skew => (wait.0 as i128 * (1_000 + i128::from(skew)) / 1_000) as u64,
        };
        let due = self.now.plus(Micros(wait.max(1)));
        let set_by = self.steps - 1;
        if let Some(running) = slot
            .timers
            .iter_mut()
            .find(|running| running.timer == timer)
        {
            (running.due, running.set_by) = (due, set_by);
            // Most timers are put off again and again. The entry that is in the queue already
            // comes up too early and is put back then; that beats a new entry for each time.
            if running.queued > due {
                running.queued = due;
                running.ticket = self.queue.put(due, Due::Timer { node });
            }
            return;
        }
        let ticket = self.queue.put(due, Due::Timer { node });
        slot.timers.push(Running {
            timer,
            due,
            queued: due,
            ticket,
            set_by,
        });
    }

    /// Sends a message over a link.
    pub(super) fn send(&mut self, from: Peer, to: Peer, body: Body<P>, sink: &mut impl Sink<P>) {
        let passage = self.network.pass(from, to, self.now);
        let key = MessageKey {
            from,
            to,
            number: passage.number,
            copy: 0,
        };
        self.digest.add(&(5u8, from, to, &body));
        // A message that is lost comes half of its way, so that one can see where it was going.
        let half = Micros(self.now.0 + (passage.due.0 - self.now.0) / 2);
        let lost = match (self.network.is_cut(from, to), passage.lost) {
            (true, _) => Some((half, Loss::Cut)),
            (false, true) => Some((half, Loss::Chance)),
            (false, false) => None,
        };
        if let (Some(due), None) = (passage.copy_due, lost) {
            self.launch(MessageKey { copy: 1, ..key }, body.clone(), due, None, sink);
        }
        self.launch(key, body, passage.due, lost, sink);
    }

    /// Puts a message on its way.
    pub(super) fn launch(
        &mut self,
        key: MessageKey,
        body: Body<P>,
        due: Micros,
        lost: Option<(Micros, Loss)>,
        sink: &mut impl Sink<P>,
    ) {
        let no = self.messages;
        self.messages += 1;
        sink.sent(Sent {
            no,
            key,
            body: &body,
            at: self.now,
            due,
            lost,
        });
        if lost.is_some() {
            return;
        }
        let flight = InFlight {
            no,
            key,
            body,
            due,
            at_the_door: false,
            sent_by: self.steps - 1,
        };
        let place = match self.free.pop() {
            Some(place) => {
                self.flights[place as usize] = Some(flight);
                place
            }
            None => {
                self.flights.push(Some(flight));
                (self.flights.len() - 1) as u32
            }
        };
        self.queue.put(due, Due::Arrival { place });
    }

    /// Lets a client ask the next thing it wants, if it is free.
    pub(super) fn ask_next(&mut self, client: ClientId, sink: &mut impl Sink<P>) {
        let wish = self.clients[client.index()].client.begin();
        if let (Wish::Ask, Some(asking)) = (wish, self.clients[client.index()].client.asking) {
            sink.asked(asking.id, asking.command);
        }
        self.grant(client, wish, sink);
    }

    /// Does what a client asked for.
    pub(super) fn grant(&mut self, client: ClientId, wish: Wish, sink: &mut impl Sink<P>) {
        let slot = &mut self.clients[client.index()];
        match wish {
            Wish::Wait => {}
            Wish::Ask => {
                let asking = slot.client.asking.expect("who asks has something to ask");
                slot.draws += 1;
                // Patience doubles with each try, up to fourfold, so that a cluster with many
                // clients is not buried under their repetitions; a little chance keeps clients
                // from moving in step.
                let base = self.habits.patience.0 << (asking.tries - 1).min(2);
                let mut draw =
                    Draw::new(self.seed, For::Patience, client.0.into(), slot.draws.into());
                let due = self.now.plus(Micros(draw.between(base, base + base / 4)));
                slot.patience = self.queue.put(due, Due::Patience { client });
                let body = Body::Request {
                    id: asking.id,
                    command: asking.command,
                };
                self.send(client.into(), asking.node.into(), body, sink);
            }
            Wish::Soon => {
                let due = self.now.plus(Micros(self.habits.patience.0 / 4));
                slot.patience = self.queue.put(due, Due::Patience { client });
            }
            Wish::Settled(id, response) => {
                slot.patience = 0;
                sink.settled(id, response);
                if let Some(every) = self.habits.busy_every {
                    self.queue.put(self.now.plus(every), Due::Idea { client });
                }
                self.ask_next(client, sink);
            }
        }
    }
}
