//! The same servers explored by stateright: its network, its clients, its histories and its search,
//! of ours only the protocol's code. What the two make of it must be the same to the last state.

use std::borrow::Cow;

use quorate::check::explore::models::abd::Abd;
use quorate::check::explore::models::paxos::Paxos;
use quorate::check::explore::models::single_copy::SingleCopy;
use quorate::protocol::ids::{ClientId, Micros, NodeId};
use quorate::protocol::op::{Command, Key, RequestId, Response};
use quorate::protocol::{Input, Outbox, Output, Protocol, State};
use stateright::actor::register::{RegisterActor, RegisterMsg};
use stateright::actor::{Actor, ActorModel, Id, Network, Out};
use stateright::semantics::LinearizabilityTester;
use stateright::semantics::register::Register;
use stateright::{Checker, Expectation, Model};

use crate::counts::{Counts, register_counts};

/// A server of ours as an actor.
#[derive(Clone)]
pub struct Server<P>(P);

type Message<P> = RegisterMsg<u64, char, <P as Protocol>::Message>;

/// Values are letters there, from A on, and numbers here, from 1 on.
fn letter(value: Option<u32>) -> char {
    value.map_or(char::default(), |value| char::from(b'A' + value as u8 - 1))
}

impl<P> Server<P>
where
    P: Protocol<Timer = (), Message: Ord>,
{
    fn input(&self, src: Id, message: Message<P>) -> Option<Input<P>> {
        let request = |number: u64, command| {
            let client = ClientId(usize::from(src) as u8 - self.0.size());
            let number = number as u32;
            let id = RequestId { client, number };
            Some(Input::Request { id, command })
        };
        let key = Key(0);
        match message {
            RegisterMsg::Put(number, letter) => {
                let value = u32::from(letter as u8 - b'A') + 1;
                request(number, Command::Write { key, value })
            }
            RegisterMsg::Get(number) => request(number, Command::Read { key }),
            RegisterMsg::Internal(message) => {
                let from = NodeId(usize::from(src) as u8);
                Some(Input::Message { from, message })
            }
            RegisterMsg::PutOk(_) | RegisterMsg::GetOk(..) => None,
        }
    }

    fn hand_on(&self, outputs: Vec<Output<P>>, to: &mut Out<Self>)
    where
        Self: Actor<Msg = Message<P>>,
    {
        for output in outputs {
            match output {
                Output::Send { to: node, message } => {
                    to.send(
                        Id::from(usize::from(node.0)),
                        RegisterMsg::Internal(message),
                    );
                }
                Output::Answer { id, response } => {
                    let client = usize::from(self.0.size()) + id.client.index();
                    let number = u64::from(id.number);
                    let Response::Done { value } = response else {
                        continue;
                    };
                    // A client's first request is its put and has the client's own number.
                    let message = match number == client as u64 {
                        true => RegisterMsg::PutOk(number),
                        false => RegisterMsg::GetOk(number, letter(value)),
                    };
                    to.send(Id::from(client), message);
                }
                _ => {}
            }
        }
    }
}

impl<P> Actor for Server<P>
where
    P: Protocol<Timer = (), Message: Ord>,
{
    type Msg = Message<P>;
    type State = (P::Durable, P::Volatile);
    type Timer = ();
    type Random = ();
    type Storage = ();

    fn on_start(&self, id: Id, _: &Option<()>, out: &mut Out<Self>) -> Self::State {
        let mut durable = self.0.blank();
        let mut outbox = Outbox::default();
        let me = NodeId(usize::from(id) as u8);
        let volatile = self.0.start(me, &mut durable, false, &mut outbox);
        self.hand_on(outbox.outputs, out);
        (durable, volatile)
    }

    fn on_msg(
        &self,
        id: Id,
        state: &mut Cow<'_, Self::State>,
        src: Id,
        message: Self::Msg,
        out: &mut Out<Self>,
    ) {
        let Some(input) = self.input(src, message) else {
            return;
        };
        let (mut durable, mut volatile) = state.as_ref().clone();
        let mut outbox = Outbox::default();
        let next = State {
            durable: &mut durable,
            volatile: &mut volatile,
            clock: Micros::ZERO,
        };
        self.0
            .step(NodeId(usize::from(id) as u8), next, input, &mut outbox);
        if (&durable, &volatile) != (&state.0, &state.1) {
            *state = Cow::Owned((durable, volatile));
        }
        self.hand_on(outbox.outputs, out);
    }
}

/// What stateright makes of such servers and so many clients, with so many threads.
pub fn counts<P>(protocol: P, clients: u8, threads: usize) -> Counts
where
    P: Protocol<
            Timer = (),
            Message: Ord + Send + Sync,
            Durable: Send + Sync,
            Volatile: Send + Sync,
        > + Send
        + Sync,
{
    let servers = usize::from(protocol.size());
    let history = LinearizabilityTester::new(Register(char::default()));
    let checker = ActorModel::new((), history)
        .actors((0..servers).map(|_| RegisterActor::Server(Server(protocol.clone()))))
        .actors((0..clients).map(|_| RegisterActor::Client {
            put_count: 1,
            server_count: servers,
        }))
        .init_network(Network::new_unordered_nonduplicating([]))
        // It stops when every property is settled; this one never is.
        .property(Expectation::Sometimes, "never", |_, _| false)
        .property(Expectation::Always, "linearizable", |_, state| {
            state.history.serialized_history().is_some()
        })
        .record_msg_in(RegisterMsg::record_returns)
        .record_msg_out(RegisterMsg::record_invocations)
        .checker()
        .threads(threads)
        .spawn_bfs()
        .join();
    (
        checker.unique_state_count() as u32,
        checker.state_count() as u64,
        checker.max_depth() as u32,
    )
}

fn check<P>(protocol: impl Fn(u8) -> P, sizes: &[(u8, u8)])
where
    P: Protocol<
            Timer = (),
            Message: Ord + Send + Sync,
            Durable: Send + Sync,
            Volatile: Send + Sync,
        > + Send
        + Sync,
{
    for &(servers, clients) in sizes {
        assert_eq!(
            register_counts(protocol(servers), clients),
            counts(protocol(servers), clients, 1),
            "{servers} servers, {clients} clients"
        );
    }
}

#[test]
fn stateright_makes_the_same_of_the_same_servers() {
    let single_copy = |servers| SingleCopy { servers };
    check(
        single_copy,
        &[(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (4, 3)],
    );
    check(|servers| Abd { servers }, &[(1, 2), (2, 1), (2, 2), (3, 1)]);
    let paxos = |servers| Paxos { servers };
    check(paxos, &[(1, 2), (2, 2), (3, 1), (2, 3), (4, 1), (2, 4)]);
}
