//! A register of which every server has a copy of its own and tells nobody: linearizable with one
//! server, and not with two.

use super::register::put;
use crate::protocol::ids::{ClientId, NodeId};
use crate::protocol::op::Response;
use crate::protocol::{Held, Input, Outbox, Protocol, Slot, State};

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SingleCopy {
    pub servers: u8,
}

impl Protocol for SingleCopy {
    /// What was put last.
    type Durable = Option<u32>;
    type Volatile = ();
    type Message = ();
    type Timer = ();

    fn size(&self) -> u8 {
        self.servers
    }

    fn blank(&self) -> Option<u32> {
        None
    }

    fn start(&self, _: NodeId, _: &mut Option<u32>, _: bool, _: &mut Outbox<Self>) {}

    fn step(&self, _: NodeId, state: State<'_, Self>, input: Input<Self>, out: &mut Outbox<Self>) {
        let Input::Request { id, command } = input else {
            return;
        };
        let value = match put(command) {
            Some(value) => {
                *state.durable = Some(value);
                None
            }
            None => *state.durable,
        };
        out.answer(id, Response::Done { value });
    }

    fn first_contact(&self, client: ClientId) -> NodeId {
        NodeId(client.0 % self.servers)
    }

    fn held(&self, _: &Option<u32>, _: Slot) -> Held {
        Held::Nothing
    }
}
