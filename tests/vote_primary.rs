//! Single steps of the vote with a primary: what one node does with one input.

use quorate::protocol::ids::{ClientId, Micros, NodeId};
use quorate::protocol::op::{Command, Key, RequestId};
use quorate::protocol::quorum::Threshold;
use quorate::protocol::vote::primary::{Durable, Message, PrimaryVote, Timer, Volatile};
use quorate::protocol::vote::{Broken, Config, Mode};
use quorate::protocol::{Input, Note, Outbox, Output, Protocol, State};

/// One node out of five, and what it said last.
struct Node {
    protocol: PrimaryVote,
    me: NodeId,
    durable: Durable,
    volatile: Volatile,
    said: Vec<Output<PrimaryVote>>,
}

impl Node {
    fn new(me: u8) -> Node {
        let protocol = PrimaryVote(Config {
            mode: Mode::Coordinator,
            nodes: 5,
            threshold: Threshold::Majority,
            broken: Broken::default(),
            patience: Micros::from_millis(250),
        });
        let mut durable = protocol.blank();
        let volatile = protocol.start(NodeId(me), &mut durable, false, &mut Outbox::default());
        Node {
            protocol,
            me: NodeId(me),
            durable,
            volatile,
            said: Vec::new(),
        }
    }

    fn input(&mut self, input: Input<PrimaryVote>) -> &mut Node {
        let mut out = Outbox::default();
        let state = State {
            durable: &mut self.durable,
            volatile: &mut self.volatile,
            clock: Micros::ZERO,
        };
        self.protocol.step(self.me, state, input, &mut out);
        self.said = out.outputs;
        self
    }

    fn hear(&mut self, from: u8, message: Message) -> &mut Node {
        self.input(Input::Message {
            from: NodeId(from),
            message,
        })
    }

    fn request(&mut self, number: u32) -> &mut Node {
        let id = RequestId {
            client: ClientId(0),
            number,
        };
        let command = Command::Write {
            key: Key(0),
            value: number * 10,
        };
        self.input(Input::Request { id, command })
    }

    fn decided(&self) -> bool {
        self.said
            .iter()
            .any(|output| matches!(output, Output::Note(Note::Decided { .. })))
    }

    fn says(&self, message: &Message) -> bool {
        self.said
            .iter()
            .any(|o| matches!(o, Output::Send { message: m, .. } if m == message))
    }

    /// Every vote that leaves the node was written down in the same step, before it was said.
    fn wrote_before_it_spoke(&self) -> bool {
        let wrote = self
            .said
            .iter()
            .position(|o| matches!(o, Output::Persisted));
        let spoke = self
            .said
            .iter()
            .position(|o| matches!(o, Output::Send { .. }));
        matches!((wrote, spoke), (Some(wrote), Some(spoke)) if wrote < spoke)
    }

    fn leads(&self) -> bool {
        matches!(self.volatile, Volatile::Primary { .. })
    }
}

fn support(term: u32) -> Message {
    Message::Support {
        term,
        summary: None,
        entries: Vec::new(),
    }
}

#[test]
fn three_votes_of_five_commit_and_each_counts_once() {
    let mut primary = Node::new(0);
    assert!(primary.request(1).wrote_before_it_spoke());
    let yes = Message::Yes { term: 1, slot: 0 };
    assert!(!primary.hear(1, yes.clone()).decided());
    assert!(
        !primary.hear(1, yes.clone()).decided(),
        "the same vote again"
    );
    assert!(primary.hear(2, yes).decided());
}

#[test]
fn a_vote_of_an_earlier_term_does_not_count() {
    let mut node = Node::new(0);
    node.request(1);
    // Node 2 starts term 2; then node 1 is elected for term 3 and asks for the same slot again.
    node.hear(1, Message::Elect { term: 2, from: 0 });
    assert!(!node.leads());
    node.input(Input::Timeout(Timer::Election));
    node.hear(1, support(3));
    assert!(node.hear(2, support(3)).leads());
    // Votes from term 1 come in late: they were for another proposal.
    node.hear(3, Message::Yes { term: 1, slot: 0 });
    assert!(!node.hear(4, Message::Yes { term: 1, slot: 0 }).decided());
    node.hear(3, Message::Yes { term: 3, slot: 0 });
    assert!(node.hear(4, Message::Yes { term: 3, slot: 0 }).decided());
}

#[test]
fn one_candidate_a_term_is_supported() {
    let mut voter = Node::new(4);
    let elect = Message::Elect { term: 2, from: 0 };
    assert!(voter.hear(1, elect.clone()).wrote_before_it_spoke());
    assert!(voter.says(&support(2)));
    assert!(
        voter
            .hear(2, elect.clone())
            .says(&Message::Refuse { term: 2 })
    );
    assert!(
        voter.hear(1, elect).says(&support(2)),
        "said again, when it was lost"
    );
    assert!(
        voter
            .hear(2, Message::Elect { term: 1, from: 0 })
            .says(&Message::Refuse { term: 2 })
    );
}

#[test]
fn a_primary_of_a_past_term_is_told_so_and_gets_no_vote() {
    let mut voter = Node::new(4);
    voter.hear(1, Message::Elect { term: 2, from: 0 });
    let decree = quorate::protocol::op::Decree::GAP;
    let ask = Message::Ask {
        term: 1,
        slot: 0,
        decree,
    };
    assert!(voter.hear(0, ask).says(&Message::Outdated { term: 2 }));
    assert!(voter.durable.ledger.get(0).is_none());
    let mut primary = Node::new(0);
    assert!(!primary.hear(4, Message::Outdated { term: 2 }).leads());
}

#[test]
fn a_new_primary_proposes_the_latest_vote_it_was_told_of() {
    let mut old = Node::new(0);
    old.request(1);
    let early = *old.durable.ledger.get(0).expect("the primary voted");
    let mut late = early;
    late.term = 2;
    late.decree.command = Command::Write {
        key: Key(0),
        value: 99,
    };
    let mut node = Node::new(1);
    node.durable.term = 2;
    node.input(Input::Timeout(Timer::Election));
    node.hear(
        2,
        Message::Support {
            term: 3,
            summary: None,
            entries: vec![(0, early)],
        },
    );
    node.hear(
        3,
        Message::Support {
            term: 3,
            summary: None,
            entries: vec![(0, late)],
        },
    );
    assert!(node.leads());
    assert!(node.says(&Message::Ask {
        term: 3,
        slot: 0,
        decree: late.decree
    }));
}
