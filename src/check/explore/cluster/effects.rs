//! Steps of single nodes and clients, each taken once and then remembered as numbers.

use smallvec::SmallVec;

use super::clients::{Answer, Clientele, Said};
use super::local::{Armed, Local, NodeLocal, Running, Seat};
use super::record::Fact;
use super::{Envelope, Keeps, Step};
use crate::check::explore::print::{Print, Printer};
use crate::check::explore::table::{Interner, Memo};
use crate::protocol::ids::{ClientId, Micros, NodeId, Peer};
use crate::protocol::op::{Order, Response};
use crate::protocol::{Body, Input, Outbox, Output, Protocol, State, Wait};

/// What happens to somebody, as a number: hearing the message with that number, or one of these.
pub(super) const KILL: u32 = 1 << 31;
pub(super) const RESTART: u32 = KILL + 1;
pub(super) const PAUSE: u32 = KILL + 2;
pub(super) const RESUME: u32 = KILL + 3;
pub(super) const BEGIN: u32 = KILL + 4;
pub(super) const RETRY: u32 = KILL + 5;
/// One unit of time goes by.
pub(super) const TICK: u32 = KILL + 6;
/// Timers by number come from here on.
pub(super) const RING: u32 = KILL + 16;
/// Planned orders by number come from here on.
pub(super) const ORDER: u32 = KILL + (1 << 30);

/// What follows from something happening to somebody.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effect {
    /// What it holds then.
    pub seat: u32,
    /// What it says: a part of [`Effects::sends`].
    sends_from: u32,
    sends_to: u32,
    /// What promises have to know of, by number; `None` when there is nothing.
    pub facts: Option<u32>,
    /// What it adds to the fingerprint, the heard message taken away.
    pub change: Print,
    /// It changes nothing and is no step.
    pub idle: bool,
}

/// All that is known so far.
#[derive(Clone, Debug)]
pub(super) struct Effects<P: Protocol, C: Clientele> {
    pub protocol: P,
    pub clients: C,
    pub printer: Printer,
    pub seats: Interner<Seat<P, C>>,
    pub envelopes: Interner<Envelope<P>>,
    /// For each message whom it goes to, and whether it tells a client a value.
    pub receivers: Vec<u8>,
    pub tells_value: Vec<bool>,
    pub timers: Interner<P::Timer>,
    pub facts: Interner<Vec<Fact>>,
    /// What an administrator may order, and whom.
    pub orders: Vec<(NodeId, Order)>,
    /// The unit in which time goes on, where a protocol trusts clocks.
    pub unit: Option<Micros>,
    pub keeps: Keeps,
    effects: Vec<Effect>,
    sends: Vec<u32>,
    known: Memo,
}

/// What a step makes somebody say and what it lets promises know.
#[derive(Default)]
struct Outcome {
    sends: Vec<u32>,
    facts: Vec<Fact>,
}

impl<P: Protocol, C: Clientele> Effects<P, C> {
    pub fn new(protocol: P, clients: C, keeps: Keeps, printer: Printer) -> Effects<P, C> {
        assert!(
            usize::from(protocol.size()) + usize::from(clients.count()) <= 128,
            "nodes and clients have seven bits together"
        );
        Effects {
            orders: Vec::new(),
            unit: protocol.time_unit(),
            protocol,
            clients,
            printer,
            seats: Interner::default(),
            envelopes: Interner::default(),
            receivers: Vec::new(),
            tells_value: Vec::new(),
            timers: Interner::default(),
            facts: Interner::default(),
            keeps,
            effects: Vec::new(),
            sends: Vec::new(),
            known: Memo::default(),
        }
    }

    /// How many nodes and clients there are.
    pub fn actors(&self) -> u8 {
        self.protocol.size() + self.clients.count()
    }

    /// Everybody starts: what they hold, what they say, and what promises have to know of.
    pub fn start(&mut self) -> (Vec<u32>, Vec<u32>, Vec<Fact>) {
        let (mut seats, mut outcome) = (Vec::new(), Outcome::default());
        for node in (0..self.protocol.size()).map(NodeId) {
            let durable = self.protocol.blank();
            let local = self.start_node(node, durable, false, &mut outcome);
            seats.push(self.seat(node.0, Local::Node(local)));
        }
        for client in (0..self.clients.count()).map(ClientId) {
            let mut said = Said::default();
            let local = self.clients.start(client, &mut said);
            self.say(client, said, &mut outcome);
            let actor = self.protocol.size() + client.0;
            seats.push(self.seat(actor, Local::Client(local)));
        }
        let keeps = self.keeps;
        outcome.facts.retain(|fact| fact.is_kept(keeps));
        (seats, outcome.sends, outcome.facts)
    }

    /// What follows when this happens to somebody who holds that.
    pub fn of(&mut self, seat: u32, event: u32) -> Effect {
        if let Some(number) = self.known.get(seat, event) {
            return self.effects[number as usize];
        }
        let effect = self.work_out(seat, event);
        let number = self.effects.len() as u32;
        self.effects.push(effect);
        self.known.put(seat, event, number);
        effect
    }

    pub fn sends(&self, effect: &Effect) -> &[u32] {
        &self.sends[effect.sends_from as usize..effect.sends_to as usize]
    }

    /// What an event is, in words of types.
    pub fn step(&self, actor: u8, event: u32) -> Step<P> {
        let node = NodeId(actor);
        let client = || ClientId(actor - self.protocol.size());
        match event {
            KILL => Step::Kill(node),
            RESTART => Step::Restart(node),
            PAUSE => Step::Pause(node),
            RESUME => Step::Resume(node),
            BEGIN => Step::Begin(client()),
            RETRY => Step::Retry(client()),
            order if order >= ORDER => Step::Order(node, self.orders[(order - ORDER) as usize].1),
            timer if timer >= RING => Step::Ring(node, *self.timers.thing(timer - RING)),
            message => Step::Deliver(self.envelopes.thing(message).clone()),
        }
    }

    pub fn seat(&mut self, actor: u8, local: Local<P, C>) -> u32 {
        self.seats.number(Seat { actor, local }, &self.printer)
    }

    pub fn envelope(&mut self, from: Peer, to: Peer, body: Body<P>) -> u32 {
        let receiver = match to {
            Peer::Node(node) => node.0,
            Peer::Client(client) => self.protocol.size() + client.0,
        };
        let tells_value = matches!(
            body,
            Body::Response {
                response: Response::Done { value: Some(_) },
                ..
            }
        );
        let number = self
            .envelopes
            .number(Envelope { from, to, body }, &self.printer);
        if number as usize == self.receivers.len() {
            self.receivers.push(receiver);
            self.tells_value.push(tells_value);
        }
        number
    }

    fn work_out(&mut self, seat: u32, event: u32) -> Effect {
        let Seat { actor, mut local } = self.seats.thing(seat).clone();
        let mut outcome = Outcome::default();
        match &mut local {
            Local::Node(node) => self.let_node(NodeId(actor), node, event, &mut outcome),
            Local::Client(client) => {
                let me = ClientId(actor - self.protocol.size());
                self.let_client(me, client, event, &mut outcome);
            }
        }
        let keeps = self.keeps;
        outcome.facts.retain(|fact| fact.is_kept(keeps));
        let after = self.seat(actor, local);
        let idle = after == seat && outcome.sends.is_empty() && outcome.facts.is_empty();
        let mut change = self.seats.print(after).minus(self.seats.print(seat));
        if event < KILL {
            change = change.minus(self.envelopes.print(event));
        }
        for &sent in &outcome.sends {
            change = change.plus(self.envelopes.print(sent));
        }
        let facts = match outcome.facts.is_empty() {
            true => None,
            false => Some(self.facts.number(outcome.facts, &self.printer)),
        };
        let sends_from = self.sends.len() as u32;
        self.sends.extend(outcome.sends);
        Effect {
            seat: after,
            sends_from,
            sends_to: self.sends.len() as u32,
            facts,
            change,
            idle,
        }
    }

    fn let_node(&mut self, me: NodeId, node: &mut NodeLocal<P>, event: u32, outcome: &mut Outcome) {
        let input = match event {
            KILL => return node.running = None,
            RESTART => {
                debug_assert!(node.running.is_none(), "only the dead are restarted");
                *node = self.start_node(me, node.durable.clone(), true, outcome);
                return;
            }
            PAUSE | RESUME => {
                let running = node.running.as_mut().expect("only who is up stands still");
                return running.paused = event == PAUSE;
            }
            TICK => {
                if let Some(running) = &mut node.running {
                    running.clock += 1;
                    for armed in &mut running.timers {
                        armed.units = armed.units.saturating_sub(1);
                    }
                }
                return;
            }
            order if order >= ORDER => Input::Order(self.orders[(order - ORDER) as usize].1),
            timer if timer >= RING => {
                let timer = *self.timers.thing(timer - RING);
                let running = node.running.as_mut().expect("the dead have no timers");
                running.cancel(timer);
                Input::Timeout(timer)
            }
            message => {
                let envelope = self.envelopes.thing(message).clone();
                match (envelope.body, envelope.from) {
                    (Body::Between(message), Peer::Node(from)) => Input::Message { from, message },
                    (Body::Request { id, command }, _) => Input::Request { id, command },
                    _ => unreachable!("nodes send nodes messages, and clients send requests"),
                }
            }
        };
        // Who is down or stands still hears nothing now, and may later.
        let Some(running) = node.running.as_mut().filter(|running| !running.paused) else {
            return;
        };
        let mut out = Outbox::default();
        let state = State {
            durable: &mut node.durable,
            volatile: &mut running.volatile,
            // Where time is left out, clocks stand still.
            clock: self.unit.map_or(Micros::ZERO, |unit| {
                Micros(unit.0 * u64::from(running.clock))
            }),
        };
        self.protocol.step(me, state, input, &mut out);
        self.carry_out(me, running, out, outcome);
    }

    fn start_node(
        &mut self,
        me: NodeId,
        mut durable: P::Durable,
        again: bool,
        outcome: &mut Outcome,
    ) -> NodeLocal<P> {
        let mut out = Outbox::default();
        let volatile = self.protocol.start(me, &mut durable, again, &mut out);
        let mut running = Running {
            volatile,
            timers: SmallVec::new(),
            paused: false,
            clock: 0,
        };
        self.carry_out(me, &mut running, out, outcome);
        if !again {
            // The cluster has been up for a while when it is first looked at.
            running.timers.iter_mut().for_each(|armed| armed.units = 0);
        }
        NodeLocal {
            durable,
            running: Some(running),
        }
    }

    fn carry_out(
        &mut self,
        me: NodeId,
        running: &mut Running<P>,
        out: Outbox<P>,
        outcome: &mut Outcome,
    ) {
        for output in out.outputs {
            match output {
                Output::Send { to, message } => {
                    let number = self.envelope(me.into(), to.into(), Body::Between(message));
                    outcome.sends.push(number);
                }
                Output::Answer { id, response } => {
                    let body = Body::Response { id, response };
                    let number = self.envelope(me.into(), id.client.into(), body);
                    outcome.sends.push(number);
                }
                Output::SetTimer { timer, wait } => running.set(Armed {
                    timer,
                    wait,
                    units: self.units(wait),
                }),
                Output::CancelTimer(timer) => running.cancel(timer),
                Output::Note(note) => outcome.facts.extend(Fact::noted(me, note)),
                Output::Persisted => {}
            }
        }
        for armed in &running.timers {
            self.timers.number(armed.timer, &self.printer);
        }
    }

    /// For so many units of time a timer does not ring for sure.
    fn units(&self, wait: Wait) -> u16 {
        let (Wait::Exactly(least) | Wait::Between(least, _)) = wait;
        self.unit.map_or(0, |unit| (least.0 / unit.0) as u16)
    }

    fn let_client(&mut self, me: ClientId, client: &mut C::Client, event: u32, to: &mut Outcome) {
        let mut said = Said::default();
        match event {
            BEGIN => self.clients.begin(client, &mut said),
            RETRY => {
                let may_repeat = |command| self.protocol.may_repeat(command);
                self.clients.retry(client, may_repeat, &mut said);
            }
            message => {
                let envelope = self.envelopes.thing(message);
                let (Peer::Node(from), Body::Response { id, response }) =
                    (envelope.from, &envelope.body)
                else {
                    unreachable!("nodes send clients nothing but responses")
                };
                let (id, response) = (*id, *response);
                self.clients
                    .hear(client, from, Answer { id, response }, &mut said);
            }
        }
        self.say(me, said, to);
    }

    fn say(&mut self, me: ClientId, said: Said, outcome: &mut Outcome) {
        for (node, id, command) in said.asks {
            let body = Body::Request { id, command };
            outcome
                .sends
                .push(self.envelope(me.into(), node.into(), body));
        }
        outcome.facts.extend(said.facts);
    }
}
