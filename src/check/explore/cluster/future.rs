//! What becomes of a state when nobody disturbs it any more.
//!
//! Where the budgets are spent the explorer has nothing left to do, but the cluster has: timers go
//! on and clients ask again. And a search that only ever looks at what *can* happen finds for every
//! consensus a schedule on which nothing is decided, since there always is one (Fischer, Lynch and
//! Paterson, 1985). So what is promised eventually is held against a calm and fair future, in
//! which time is back: every message arrives after one and the same short delay, every timer rings
//! when its time has come, drawn by chance where the protocol asks for chance, and clients ask
//! again. A cluster that gets nowhere then gets nowhere by itself, though everything that could
//! happen happens: it is stuck, or it goes round in a loop.

use std::collections::BTreeMap;

use super::clients::{Answer, Clientele, Said};
use super::local::{Local, NodeLocal};
use super::{Cluster, Envelope};
use crate::check::explore::print::Print;
use crate::check::explore::shape;
use crate::protocol::ids::{ClientId, Micros, NodeId, NodeSet, Peer};
use crate::protocol::{Body, Input, Note, Outbox, Output, Protocol, State, Wait};
use crate::sim::draw::{Draw, For};

/// A future is this long: several times longer than anybody waits for anything.
const LENGTH: Micros = Micros::from_millis(60_000);

/// More does not happen in it, or it never ends.
const EVENTS_MAX: u32 = 20_000;

/// A message is under way for so long.
const HOP: Micros = Micros::from_millis(10);

/// A client asks again after so long.
const PATIENCE: Micros = Micros::from_millis(1_500);

/// From here on it is watched whether everything comes back to the same.
const WATCHED_FROM: Micros = Micros::from_millis(5_000);

/// So often must it have been the same before.
const LAPS: usize = 2;

/// What was seen in a calm future.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Prospect {
    /// Every request was answered.
    pub answered: bool,
    /// When somebody took the lead.
    pub elections: Vec<Micros>,
    /// From some moment on everything came back to the same, but for numbers that grow, each time
    /// after so long.
    pub lap: Option<Micros>,
}

impl Prospect {
    /// Whether it had come to rest by half-time: leaders stayed.
    pub fn is_steady(&self) -> bool {
        let late = |at: &&Micros| at.0 > LENGTH.0 / 2;
        self.elections.iter().filter(late).count() < 3
    }
}

/// What is waited for: a future is looked at for no longer than that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Until {
    Answered,
    Elected,
    End,
}

/// Something that is due.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Due<P: Protocol> {
    Arrival(Envelope<P>),
    Timer(NodeId, P::Timer, u32),
    Patience(ClientId, u32),
}

/// A future under way.
struct Future<'a, P: Protocol, C: Clientele> {
    protocol: &'a P,
    clients: &'a C,
    cut: Vec<(NodeId, NodeId)>,
    locals: Vec<Local<P, C>>,
    now: Micros,
    due: BTreeMap<(Micros, u32), Due<P>>,
    tickets: u32,
    /// The ticket of the timer that counts, for each node and each client.
    running: Vec<Vec<(P::Timer, u32)>>,
    patience: Vec<u32>,
    /// What a clock showed when the future began.
    shown: Vec<Micros>,
    draws: u64,
    prospect: Prospect,
}

impl<P: Protocol, C: Clientele> Cluster<P, C> {
    /// The calm future of the state that is looked at.
    pub(super) fn prospect(&self, until: Until) -> Prospect {
        let n = usize::from(self.effects.protocol.size());
        let locals: Vec<Local<P, C>> = (0..self.effects.actors())
            .map(|actor| self.local(actor).clone())
            .collect();
        let mut future = Future {
            protocol: &self.effects.protocol,
            clients: &self.effects.clients,
            cut: self.done.thing(self.here.done).cuts.clone(),
            now: Micros::ZERO,
            due: BTreeMap::new(),
            tickets: 0,
            running: vec![Vec::new(); n],
            patience: vec![0; locals.len() - n],
            shown: vec![Micros::ZERO; n],
            draws: 0,
            prospect: Prospect::default(),
            locals,
        };
        for &(number, count) in &self.here.flights {
            for _ in 0..count {
                future.send(self.effects.envelopes.thing(number).clone());
            }
        }
        future.begin(self.effects.unit);
        future.go(until);
        future.prospect
    }

    /// Whether every request will be answered, or could not be expected to be.
    pub(super) fn is_answered_in_the_end(&self) -> bool {
        !self.effects.protocol.can_serve(self.in_touch()) || self.prospect(Until::Answered).answered
    }

    /// Whether somebody waits for ever for an answer here, and everything comes back to the same
    /// each time after so long: a loop, and not only a cluster that is stuck.
    pub fn lap(&self) -> Option<Micros> {
        self.prospect(Until::Answered).lap
    }

    /// Whether leaders stay, once nobody disturbs them.
    pub(super) fn is_steady(&self) -> bool {
        !self.effects.protocol.can_serve(self.in_touch()) || self.prospect(Until::End).is_steady()
    }

    /// Whether a leader that does its work, with enough others in touch, is left to do it.
    pub(super) fn is_undisturbed(&self) -> bool {
        let Some(leader) = self.records.thing(self.here.record).working else {
            return true;
        };
        let group = self.in_touch();
        !group.contains(leader)
            || !self.effects.protocol.can_serve(group)
            || self.prospect(Until::Elected).elections.is_empty()
    }

    /// Who is up, without those who cannot hear or be heard by others of them.
    fn in_touch(&self) -> NodeSet {
        let nodes = (0..self.effects.protocol.size()).map(NodeId);
        let up =
            |node: &NodeId| matches!(self.local(node.0), Local::Node(n) if n.running.is_some());
        let mut group: NodeSet = nodes.filter(up).collect();
        let cuts = &self.done.thing(self.here.done).cuts;
        loop {
            let cuts_of = |node: &NodeId| {
                let inside = |(a, b): &&(NodeId, NodeId)| {
                    group.contains(*a) && group.contains(*b) && (a == node || b == node)
                };
                cuts.iter().filter(inside).count()
            };
            match group.iter().max_by_key(cuts_of) {
                Some(worst) if cuts_of(&worst) > 0 => group = group.without(worst),
                _ => return group,
            }
        }
    }
}

impl<P: Protocol, C: Clientele> Future<'_, P, C> {
    /// Everybody is there again but the dead; timers begin anew.
    fn begin(&mut self, unit: Option<Micros>) {
        for node in (0..self.protocol.size()).map(NodeId) {
            let Local::Node(local) = &mut self.locals[node.index()] else {
                unreachable!("nodes come first")
            };
            let Some(running) = &mut local.running else {
                continue;
            };
            running.paused = false;
            let shown = u64::from(running.clock) * unit.map_or(0, |unit| unit.0);
            self.shown[node.index()] = Micros(shown);
            for armed in running.timers.clone() {
                self.set_timer(node, armed.timer, armed.wait);
            }
        }
        for client in (0..self.clients.count()).map(ClientId) {
            self.let_client(client, None);
        }
    }

    fn go(&mut self, until: Until) {
        let mut shapes: Vec<(Print, Micros)> = Vec::new();
        for _ in 0..EVENTS_MAX {
            self.prospect.answered = !self.anybody_waits();
            let enough = match until {
                Until::Answered => self.prospect.answered,
                Until::Elected => !self.prospect.elections.is_empty(),
                Until::End => false,
            };
            let Some(((at, ticket), due)) = self.due.pop_first() else {
                return;
            };
            if enough || at > LENGTH {
                return;
            }
            self.now = at;
            let happened = self.happen(due, ticket);
            if happened && until == Until::Answered && at > WATCHED_FROM {
                let shape = self.shape();
                let before = shapes.iter().filter(|(known, _)| *known == shape);
                let before: Vec<Micros> = before.map(|(_, at)| *at).collect();
                if before.len() >= LAPS {
                    let last = before.last().copied().unwrap_or_default();
                    self.prospect.lap = Some(at.minus(last));
                    return;
                }
                shapes.push((shape, at));
            }
        }
    }

    /// Everything there is, but for numbers that grow and for when it is.
    fn shape(&self) -> Print {
        let due = self.due.iter().filter(|(key, due)| self.counts(due, key.1));
        let due = due.map(|((at, _), due)| {
            let print = match due {
                Due::Arrival(envelope) => shape::of(envelope),
                Due::Timer(node, timer, _) => shape::of(&(node, timer)),
                Due::Patience(client, _) => shape::of(client),
            };
            (at.minus(self.now).0, print.0)
        });
        shape::of(&(&self.locals, due.collect::<Vec<_>>()))
    }

    fn anybody_waits(&self) -> bool {
        self.locals.iter().any(|local| match local {
            Local::Client(client) => self.clients.waits(client) || self.clients.may_begin(client),
            Local::Node(_) => false,
        })
    }

    /// Whether it was not called off.
    fn counts(&self, due: &Due<P>, ticket: u32) -> bool {
        match due {
            Due::Arrival(_) => true,
            Due::Timer(node, timer, _) => self.running[node.index()].contains(&(*timer, ticket)),
            Due::Patience(client, _) => self.patience[client.index()] == ticket,
        }
    }

    fn happen(&mut self, due: Due<P>, ticket: u32) -> bool {
        if !self.counts(&due, ticket) {
            return false;
        }
        match due {
            Due::Arrival(envelope) => match (envelope.from, envelope.to) {
                (Peer::Node(from), Peer::Client(to)) => {
                    let Body::Response { id, response } = envelope.body else {
                        unreachable!("nodes send clients nothing but responses")
                    };
                    self.let_client(to, Some((from, Answer { id, response })));
                }
                (from, Peer::Node(to)) => {
                    let input = match (envelope.body, from) {
                        (Body::Between(message), Peer::Node(from)) => {
                            Input::Message { from, message }
                        }
                        (Body::Request { id, command }, _) => Input::Request { id, command },
                        _ => unreachable!("nodes send nodes messages, and clients send requests"),
                    };
                    self.let_node(to, input);
                }
                (Peer::Client(_), Peer::Client(_)) => unreachable!("clients do not talk"),
            },
            Due::Timer(node, timer, _) => {
                self.running[node.index()].retain(|one| one.0 != timer);
                self.let_node(node, Input::Timeout(timer));
            }
            Due::Patience(client, _) => self.let_client(client, None),
        }
        true
    }

    fn put(&mut self, at: Micros, due: impl FnOnce(u32) -> Due<P>) -> u32 {
        self.tickets += 1;
        self.due.insert((at, self.tickets), due(self.tickets));
        self.tickets
    }

    fn send(&mut self, envelope: Envelope<P>) {
        if let (Peer::Node(from), Peer::Node(to)) = (envelope.from, envelope.to)
            && self.cut.contains(&(from, to))
        {
            return;
        }
        let at = self.now.plus(HOP);
        self.put(at, |_| Due::Arrival(envelope));
    }

    fn set_timer(&mut self, node: NodeId, timer: P::Timer, wait: Wait) {
        self.cancel(node, timer);
        self.draws += 1;
        let wait = match wait {
            Wait::Exactly(wait) => wait,
            Wait::Between(least, most) => {
                let mut draw = Draw::new(0, For::Timer, node.0.into(), self.draws);
                Micros(draw.between(least.0, most.0))
            }
        };
        let at = self.now.plus(wait);
        let ticket = self.put(at, |ticket| Due::Timer(node, timer, ticket));
        self.running[node.index()].push((timer, ticket));
    }

    fn cancel(&mut self, node: NodeId, timer: P::Timer) {
        self.running[node.index()].retain(|one| one.0 != timer);
    }

    fn let_node(&mut self, me: NodeId, input: Input<P>) {
        let Local::Node(NodeLocal {
            durable,
            running: Some(running),
        }) = &mut self.locals[me.index()]
        else {
            return; // nobody is there
        };
        let mut out = Outbox::default();
        let state = State {
            durable,
            volatile: &mut running.volatile,
            clock: self.shown[me.index()].plus(self.now),
        };
        self.protocol.step(me, state, input, &mut out);
        for output in out.outputs {
            match output {
                Output::Send { to, message } => self.send(Envelope {
                    from: me.into(),
                    to: to.into(),
                    body: Body::Between(message),
                }),
                Output::Answer { id, response } => self.send(Envelope {
                    from: me.into(),
                    to: id.client.into(),
                    body: Body::Response { id, response },
                }),
                Output::SetTimer { timer, wait } => self.set_timer(me, timer, wait),
                Output::CancelTimer(timer) => self.cancel(me, timer),
                Output::Note(Note::Leads { .. }) => self.prospect.elections.push(self.now),
                Output::Note(_) | Output::Persisted => {}
            }
        }
    }

    /// A client hears an answer, or its patience is over; and if it is free, it asks the next thing.
    fn let_client(&mut self, me: ClientId, heard: Option<(NodeId, Answer)>) {
        let place = usize::from(self.protocol.size()) + me.index();
        let Local::Client(client) = &mut self.locals[place] else {
            unreachable!("clients come after nodes")
        };
        let mut said = Said::default();
        let beginning = self.patience[me.index()] == 0;
        match heard {
            Some((from, answer)) => self.clients.hear(client, from, answer, &mut said),
            None if self.clients.waits(client) && !beginning => {
                let may_repeat = |command| self.protocol.may_repeat(command);
                self.clients.retry(client, may_repeat, &mut said);
            }
            None => {}
        }
        if self.clients.may_begin(client) {
            self.clients.begin(client, &mut said);
        }
        if heard.is_none() || !said.asks.is_empty() {
            let at = self.now.plus(PATIENCE);
            self.patience[me.index()] = self.put(at, |ticket| Due::Patience(me, ticket));
        }
        for (node, id, command) in said.asks {
            self.send(Envelope {
                from: me.into(),
                to: node.into(),
                body: Body::Request { id, command },
            });
        }
    }
}
