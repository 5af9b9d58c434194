//! A cluster of any protocol as a model.
//!
//! A state is what all nodes and clients hold, which messages are under way (as often as they are:
//! a multiset, in no order), what has to be remembered for the promises ([`record`]), and what was
//! spent of the budgets. What happens next is that a message is heard, or something that costs.
//!
//! **Nothing is done twice.** A step depends on one node and one input, and the same few of both
//! come up again and again. So each is kept once and has a number ([`super::table`]), a step is
//! remembered as numbers ([`effects`]), and a state is a short row of numbers. The protocol's code
//! runs once for each input a node can have in each state of its own; going from a state of the
//! cluster to the next is looking up and adding up.
//!
//! **What changes nothing is no step.** A message that would neither change its receiver nor make
//! it say anything stays under way: it may matter later. One to a dead node stays too, for the
//! same reason; that it is lost instead is the case that nothing hears it any more.

pub mod budgets;
pub mod clients;
mod effects;
mod expand;
pub mod flow;
mod future;
pub mod layout;
mod local;
mod moment;
pub mod planned;
pub mod record;
pub mod scenario;

use budgets::{Budgets, Cost, Done};
use clients::Clientele;
use effects::Effects;
use local::Local;
use record::Record;

use super::frontier::read_number;
use super::print::{Print, Printer};
use super::table::{Interner, Memo};
use super::{Holding, Model, Promise, Take};
use crate::check::promises::{AGREEMENT, ANSWERED, COMMITS, LINEARIZABLE, ONE_LEADER, SURVIVAL};
use crate::protocol::ids::{ClientId, NodeId, NodeSet, Peer};
use crate::protocol::op::Order;
use crate::protocol::quorum::majority;
use crate::protocol::{Body, Held, Protocol};

/// A promise of models: that somebody is told a value at all.
pub const VALUE_SEEN: &str = "value_seen";

/// A promise that only a future can be held against: once nobody disturbs them, leaders stay.
pub const STEADY: &str = "steady";

/// Another: a leader that has begun to do its work goes on as long as enough others are in touch.
pub const UNDISTURBED: &str = "undisturbed";

/// The promises that can be judged here. Others are not looked at.
const KNOWN: [&str; 9] = [
    AGREEMENT,
    SURVIVAL,
    ONE_LEADER,
    LINEARIZABLE,
    ANSWERED,
    COMMITS,
    VALUE_SEEN,
    STEADY,
    UNDISTURBED,
];

/// What is remembered, since some promise needs it: the less, the fewer states there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Keeps {
    /// What was decided.
    decisions: bool,
    /// Who led each term.
    leaders: bool,
    /// What clients saw.
    history: bool,
    /// Who led when something was decided last.
    work: bool,
}

/// One thing that happens.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Step<P: Protocol> {
    Deliver(Envelope<P>),
    Drop(Envelope<P>),
    Duplicate(Envelope<P>),
    Ring(NodeId, P::Timer),
    Kill(NodeId),
    Restart(NodeId),
    Pause(NodeId),
    Resume(NodeId),
    /// A client asks the next thing it has to ask.
    Begin(ClientId),
    /// A client asks elsewhere.
    Retry(ClientId),
    /// Nothing gets through from one node to another any more.
    Cut(NodeId, NodeId),
    /// An administrator tells a node something.
    Order(NodeId, Order),
    /// One unit of time goes by, for everybody but perhaps one.
    Tick(Option<NodeId>),
}

/// A message with its sender and receiver.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Envelope<P: Protocol> {
    pub from: Peer,
    pub to: Peer,
    pub body: Body<P>,
}

/// A step, by numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    Deliver(u32),
    Drop(u32),
    Duplicate(u32),
    /// What happens to one node or client, and its number among them.
    Event(u8, u32),
    Cut(u8, u8),
    Tick(Option<u8>),
}

/// A cluster of nodes of one protocol, and its clients.
#[derive(Clone, Debug)]
pub struct Cluster<P: Protocol, C: Clientele> {
    effects: Effects<P, C>,
    budgets: Budgets,
    promises: Vec<Promise>,
    records: Interner<Record>,
    /// For each record whether its promises hold, as soon as it is known.
    judged: Vec<Option<Judged>>,
    /// The record after a record and facts.
    record_after: Memo,
    done: Interner<Done>,
    here: Here,
    /// Which budgets stopped something: a bit each.
    ran_out: u32,
    /// Where it begins, if not where everybody starts.
    beginning: Option<Here>,
    /// The future of every state is asked about.
    looks_ahead: bool,
}

/// What can be said from a record alone.
#[derive(Clone, Copy, Debug)]
struct Judged {
    agreement: bool,
    one_leader: bool,
    linearizable: bool,
    commits: bool,
}

/// A state, taken apart.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Here {
    print: Print,
    /// What each node and then each client holds.
    seats: Vec<u32>,
    record: u32,
    done: u32,
    /// Messages under way and how often each is there, by number.
    flights: Vec<(u32, u32)>,
}

impl<P: Protocol, C: Clientele> Cluster<P, C> {
    /// `promises` of which it knows nothing are left out.
    pub fn new(protocol: P, clients: C, budgets: Budgets, promises: &[Promise]) -> Cluster<P, C> {
        let known = |promise: &&Promise| KNOWN.contains(&promise.id);
        let promises: Vec<Promise> = promises.iter().filter(known).copied().collect();
        let any = |ids: &[&str]| promises.iter().any(|promise| ids.contains(&promise.id));
        let keeps = Keeps {
            decisions: any(&[AGREEMENT, SURVIVAL, COMMITS, UNDISTURBED]),
            leaders: any(&[ONE_LEADER, UNDISTURBED]),
            history: any(&[LINEARIZABLE]),
            work: any(&[UNDISTURBED]),
        };
        Cluster {
            effects: Effects::new(protocol, clients, keeps, Printer::new(0)),
            budgets,
            promises,
            records: Interner::default(),
            judged: Vec::new(),
            record_after: Memo::default(),
            done: Interner::default(),
            here: Here::default(),
            ran_out: 0,
            beginning: None,
            looks_ahead: false,
        }
    }

    /// With orders that an administrator may give, each once.
    pub fn with_orders(mut self, orders: Vec<(NodeId, Order)>) -> Cluster<P, C> {
        assert!(orders.len() <= 32, "a bit each");
        self.effects.orders = orders;
        self
    }

    /// Asks about the calm future of every state, and not only of those in which the budgets are
    /// spent: it takes longer, and finds what never comes to rest.
    pub fn looking_ahead(mut self) -> Cluster<P, C> {
        self.looks_ahead = true;
        self
    }

    pub fn protocol(&self) -> &P {
        &self.effects.protocol
    }

    pub fn clients(&self) -> &C {
        &self.effects.clients
    }

    pub fn budgets(&self) -> Budgets {
        self.budgets
    }

    /// The budgets that ran out somewhere while there was still something to spend them on.
    pub fn ran_out(&self) -> impl Iterator<Item = Cost> {
        let bits = self.ran_out;
        let costs = Cost::ALL.into_iter();
        costs.filter(move |cost| bits >> *cost as u32 & 1 == 1)
    }

    /// What a choice means.
    pub fn step(&self, choice: Choice) -> Step<P> {
        let envelope = |number| self.effects.envelopes.thing(number).clone();
        match choice {
            Choice::Deliver(number) => Step::Deliver(envelope(number)),
            Choice::Drop(number) => Step::Drop(envelope(number)),
            Choice::Duplicate(number) => Step::Duplicate(envelope(number)),
            Choice::Event(actor, event) => self.effects.step(actor, event),
            Choice::Cut(from, to) => Step::Cut(NodeId(from), NodeId(to)),
            Choice::Tick(late) => Step::Tick(late.map(NodeId)),
        }
    }

    fn judged(&mut self, record: u32) -> Judged {
        let at = record as usize;
        if let Some(Some(judged)) = self.judged.get(at) {
            return *judged;
        }
        let past = self.records.thing(record);
        let judged = Judged {
            agreement: !past.disagreed,
            one_leader: !past.two_led,
            linearizable: past.is_linearizable(),
            commits: past.wrote || !past.decided.is_empty(),
        };
        self.judged.resize(self.judged.len().max(at + 1), None);
        self.judged[at] = Some(judged);
        judged
    }

    /// Whether those who hold what was decided cannot be left out of what comes next.
    fn survives(&self) -> bool {
        let protocol = &self.effects.protocol;
        let record = self.records.thing(self.here.record);
        record.decided.iter().all(|&(slot, decree)| {
            let holds = |node: &NodeId| match &self.local(node.0) {
                Local::Client(_) => false,
                Local::Node(node) => match protocol.held(&node.durable, slot) {
                    Held::Nothing => false,
                    Held::Value(value) => value == decree,
                    Held::Forgotten => true,
                },
            };
            let keepers: NodeSet = (0..protocol.size()).map(NodeId).filter(holds).collect();
            // While there are two sets, a group that goes on has a majority of both.
            let could = |voters: NodeSet| {
                voters.difference(keepers).len() >= majority(voters.len()) || voters.is_empty()
            };
            match record.voters {
                None => protocol.could_go_on_without(keepers).is_none(),
                Some((_, voters, joining)) => !(could(voters) && could(joining)),
            }
        })
    }

    /// What somebody holds here.
    fn local(&self, actor: u8) -> &Local<P, C> {
        let seat = self.here.seats[usize::from(actor)];
        &self.effects.seats.thing(seat).local
    }

    /// Whether somebody is about to be told a value.
    fn is_seen(&self) -> bool {
        let mut flights = self.here.flights.iter();
        flights.any(|&(number, _)| self.effects.tells_value[number as usize])
    }
}

impl<P: Protocol, C: Clientele> Model for Cluster<P, C> {
    type Choice = Choice;

    fn promises(&self) -> Vec<Promise> {
        self.promises.clone()
    }

    fn start(&mut self) -> Vec<(Print, Vec<u8>)> {
        if let Some(start) = &self.beginning {
            let mut bytes = Vec::new();
            start.write(&mut bytes);
            return vec![(start.print, bytes)];
        }
        let (seats, sends, facts) = self.effects.start();
        let mut record = Record::new(self.effects.clients.count(), self.effects.keeps.work);
        facts.into_iter().for_each(|fact| record.take_in(fact));
        let printer = &self.effects.printer;
        let mut start = Here {
            seats,
            record: self.records.number(record, printer),
            done: self.done.number(Done::default(), printer),
            ..Here::default()
        };
        for number in sends {
            add(&mut start.flights, number);
        }
        start.print = self.print_of(&start);
        let mut bytes = Vec::new();
        start.write(&mut bytes);
        vec![(start.print, bytes)]
    }

    fn look(&mut self, state: &[u8]) {
        let mut rest = state;
        let mut here = std::mem::take(&mut self.here);
        here.seats.clear();
        here.flights.clear();
        for _ in 0..self.effects.actors() {
            here.seats.push(read_number(&mut rest));
        }
        here.record = read_number(&mut rest);
        here.done = read_number(&mut rest);
        let mut number = 0;
        while !rest.is_empty() {
            let word = read_number(&mut rest);
            number += word >> 1;
            let count = if word & 1 == 1 {
                read_number(&mut rest)
            } else {
                1
            };
            here.flights.push((number, count));
        }
        here.print = self.print_of(&here);
        self.here = here;
    }

    fn holding(&mut self) -> Holding {
        let judged = self.judged(self.here.record);
        let mut holding = Holding::default();
        for place in 0..self.promises.len() {
            let holds = match self.promises[place].id {
                AGREEMENT => judged.agreement,
                SURVIVAL => self.survives(),
                ONE_LEADER => judged.one_leader,
                COMMITS => judged.commits,
                LINEARIZABLE => judged.linearizable,
                VALUE_SEEN => self.is_seen(),
                _ => false,
            };
            holding = holding.and(place, holds);
        }
        holding
    }

    fn expand(&mut self, take: &mut impl Take<Choice>) {
        self.offer_all(take);
    }

    fn holding_in_the_end(&mut self) -> Holding {
        let mut holding = Holding::default();
        for (place, promise) in self.promises.iter().enumerate() {
            let holds = match promise.id {
                ANSWERED => self.is_answered_in_the_end(),
                STEADY => self.is_steady(),
                UNDISTURBED => self.is_undisturbed(),
                _ => true,
            };
            holding = holding.and(place, holds);
        }
        holding
    }

    fn looks_ahead(&self) -> bool {
        self.looks_ahead
    }

    fn stratum(&self, state: &[u8]) -> u32 {
        let mut rest = state;
        for _ in 0..self.effects.actors() {
            read_number(&mut rest);
        }
        read_number(&mut rest)
    }
}

impl<P: Protocol, C: Clientele> Cluster<P, C> {
    fn print_of(&self, here: &Here) -> Print {
        let seats = here
            .seats
            .iter()
            .map(|&seat| self.effects.seats.print(seat));
        let flights = here.flights.iter();
        let flights = flights.map(|&(e, count)| self.effects.envelopes.print(e).times(count));
        let record = self.records.print(here.record);
        let rest = record.plus(self.done.print(here.done));
        seats.chain(flights).fold(rest, Print::plus)
    }
}

/// One more of a message.
fn add(flights: &mut Vec<(u32, u32)>, number: u32) {
    match flights.binary_search_by_key(&number, |flight| flight.0) {
        Ok(at) => flights[at].1 += 1,
        Err(at) => flights.insert(at, (number, 1)),
    }
}
