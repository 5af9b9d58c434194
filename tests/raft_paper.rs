//! What the Raft paper and the dissertation say happens, as tables: one handful of nodes, without
//! a world, with messages delivered by hand.

use std::collections::VecDeque;

use quorate::protocol::ids::{ClientId, Micros, NodeId, NodeSet};
use quorate::protocol::op::{Command, Decree, Key, Order, RequestId, Response};
use quorate::protocol::raft::log::Entry;
use quorate::protocol::raft::members::Members;
use quorate::protocol::raft::{
    Broken, Change, Config, Durable, Message, Raft, Reads, Role, Timer, Volatile, Why,
};
use quorate::protocol::{Input, Outbox, Output, Protocol, State};

/// A handful of nodes and what is under way between them.
struct Pocket {
    raft: Raft,
    nodes: Vec<(Durable, Volatile)>,
    mail: VecDeque<(NodeId, NodeId, Message)>,
    answers: Vec<(RequestId, Response)>,
    /// What was delivered.
    delivered: Vec<(NodeId, NodeId, Message)>,
    clock: Micros,
}

impl Pocket {
    fn new(config: Config) -> Pocket {
        let raft = Raft(config);
        let start = |i| {
            let mut durable = raft.blank();
            let volatile = raft.start(NodeId(i), &mut durable, false, &mut Outbox::default());
            (durable, volatile)
        };
        Pocket {
            nodes: (0..config.nodes).map(start).collect(),
            raft,
            mail: VecDeque::new(),
            answers: Vec::new(),
            delivered: Vec::new(),
            clock: Micros::ZERO,
        }
    }

    fn input(&mut self, node: u8, input: Input<Raft>) {
        let (durable, volatile) = &mut self.nodes[usize::from(node)];
        let state = State {
            durable,
            volatile,
            clock: self.clock,
        };
        let mut out = Outbox::default();
        self.raft.step(NodeId(node), state, input, &mut out);
        for output in out.outputs {
            match output {
                Output::Send { to, message } => self.mail.push_back((NodeId(node), to, message)),
                Output::Answer { id, response } => self.answers.push((id, response)),
                _ => {}
            }
        }
    }

    fn ring(&mut self, node: u8, timer: Timer) {
        self.input(node, Input::Timeout(timer));
    }

    fn ask(&mut self, node: u8, number: u32, command: Command) -> RequestId {
        let id = RequestId {
            client: ClientId(0),
            number,
        };
        self.input(node, Input::Request { id, command });
        id
    }

    /// Delivers what is under way between these nodes, and what follows from it; loses the rest.
    fn deliver(&mut self, among: &[u8]) {
        self.deliver_some(among, |_| true);
    }

    fn deliver_some(&mut self, among: &[u8], is: fn(&Message) -> bool) {
        while let Some((from, to, message)) = self.mail.pop_front() {
            if among.contains(&from.0) && among.contains(&to.0) && is(&message) {
                self.delivered.push((from, to, message.clone()));
                self.input(to.0, Input::Message { from, message });
            }
        }
    }

    fn restart(&mut self, node: u8) {
        let (durable, volatile) = &mut self.nodes[usize::from(node)];
        *volatile = self
            .raft
            .start(NodeId(node), durable, true, &mut Outbox::default());
    }

    /// Makes a node lead with the votes of these.
    fn elect(&mut self, node: u8, among: &[u8]) {
        self.ring(node, Timer::Election);
        self.deliver(among);
        assert!(self.leads(node), "node {node} was to lead");
    }

    fn leads(&self, node: u8) -> bool {
        matches!(self.nodes[usize::from(node)].1.role, Role::Leader(_))
    }

    fn terms(&self, node: u8) -> Vec<u32> {
        let log = &self.nodes[usize::from(node)].0.log;
        log.from(0).map(|entry| entry.term).collect()
    }

    fn commit(&self, node: u8) -> u32 {
        self.nodes[usize::from(node)].1.commit
    }

    fn term(&self, node: u8) -> u32 {
        self.nodes[usize::from(node)].0.term
    }

    /// Gives a node a log with entries of these terms, all told apart by term and slot.
    fn with_log(&mut self, node: u8, terms: &[u32]) {
        let (durable, _) = &mut self.nodes[usize::from(node)];
        for (slot, &term) in (0..).zip(terms) {
            let command = write(term * 100 + slot);
            let decree = Decree {
                request: None,
                command,
            };
            durable.log.push(Entry {
                term,
                decree,
                members: None,
            });
            durable.term = durable.term.max(term);
        }
    }
}

fn write(value: u32) -> Command {
    Command::Write { key: Key(0), value }
}

const READ: Command = Command::Read { key: Key(0) };

fn set(nodes: &[u8]) -> NodeSet {
    nodes.iter().map(|&node| NodeId(node)).collect()
}

fn no_copies(message: &Message) -> bool {
    !matches!(message, Message::Append { .. })
}

const ALL_5: [u8; 5] = [0, 1, 2, 3, 4];

#[test]
fn an_election_takes_one_round() {
    let mut pocket = Pocket::new(Config::plain(5));
    pocket.ring(2, Timer::Election);
    pocket.deliver(&ALL_5);
    assert!(pocket.leads(2) && pocket.term(2) == 1);
    let is_ask = |m: &Message| matches!(m, Message::AskVote { .. });
    let is_vote = |m: &Message| matches!(m, Message::Vote { granted: true, .. });
    let count =
        |is: &dyn Fn(&Message) -> bool| pocket.delivered.iter().filter(|(_, _, m)| is(m)).count();
    assert_eq!((count(&is_ask), count(&is_vote)), (4, 4));
}

/// Section 5.4.1: whose log is at least as up to date gets the vote.
#[test]
fn votes_go_to_logs_that_are_up_to_date() {
    let mine: &[u32] = &[1, 1, 2];
    // A candidate's log, and whether a node with the log above votes for it.
    let table: [(&[u32], bool); 8] = [
        (&[], false),
        (&[1, 1], false),
        (&[1, 1, 1, 1, 1], false),
        (&[1, 1, 2], true),
        (&[2, 2], false),
        (&[1, 2, 2, 2], true),
        (&[3], true),
        (&[1, 1, 2, 2], true),
    ];
    for (theirs, granted) in table {
        let mut pocket = Pocket::new(Config::plain(2));
        pocket.with_log(0, theirs);
        pocket.with_log(1, mine);
        pocket.nodes[0].0.term = 5;
        pocket.ring(0, Timer::Election);
        pocket.deliver(&[0, 1]);
        assert_eq!(pocket.leads(0), granted, "{theirs:?}");
    }
}

/// Section 5.2: first come, first served, and the vote survives a restart.
#[test]
fn a_node_votes_once_a_term_even_after_a_restart() {
    for forget_vote in [false, true] {
        let broken = Broken {
            forget_vote,
            ..Broken::default()
        };
        let mut pocket = Pocket::new(Config {
            broken,
            ..Config::plain(3)
        });
        pocket.ring(0, Timer::Election);
        pocket.deliver_some(&[0, 2], no_copies);
        assert!(pocket.leads(0));
        pocket.restart(2);
        pocket.ring(1, Timer::Election);
        pocket.deliver(&[1, 2]);
        assert_eq!(pocket.leads(1), forget_vote, "two leaders of term 1");
    }
}

/// Figure 7: whatever the followers have, a new leader makes their logs its own.
#[test]
fn figure_7_all_logs_become_the_leaders() {
    let logs: [&[u32]; 7] = [
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6],
        &[1, 1, 1, 4],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
        &[1, 1, 1, 4, 4, 4, 4],
        &[1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
    ];
    let mut pocket = Pocket::new(Config::plain(7));
    for (node, log) in (0..).zip(logs) {
        pocket.with_log(node, log);
    }
    pocket.nodes[0].0.term = 7;
    pocket.ring(0, Timer::Election);
    pocket.deliver(&[0, 1, 2, 3, 4, 5, 6]);
    assert!(pocket.leads(0) && pocket.term(0) == 8);
    // Its voters: (a), (b), (e) and (f). (c) has a longer log, (d) a later term.
    let votes = pocket
        .delivered
        .iter()
        .filter_map(|(from, _, message)| match message {
            Message::Vote { granted: true, .. } => Some(*from),
            _ => None,
        });
    assert_eq!(votes.collect::<NodeSet>(), set(&[1, 2, 5, 6]));
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&[0, 1, 2, 3, 4, 5, 6]);
    let leader = &pocket.nodes[0];
    assert_eq!(pocket.terms(0), [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 8]);
    for (node, (durable, volatile)) in pocket.nodes.iter().enumerate() {
        assert_eq!(durable.log, leader.0.log, "follower {node}");
        assert_eq!(volatile.commit, 11, "follower {node}");
    }
}

/// Section 5.3: the client is told once a majority has the entry on disk, and not before.
#[test]
fn a_request_is_answered_when_a_majority_has_it() {
    let mut pocket = Pocket::new(Config::plain(5));
    pocket.elect(0, &ALL_5);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&ALL_5);
    let id = pocket.ask(0, 1, write(7));
    pocket.deliver(&[0]);
    assert_eq!(pocket.answers, []);
    for _ in 0..2 {
        pocket.ring(0, Timer::Heartbeat);
    }
    pocket.deliver(&[0, 3]);
    assert_eq!(
        (pocket.answers.len(), pocket.commit(0)),
        (0, 1),
        "two of five"
    );
    for _ in 0..2 {
        pocket.ring(0, Timer::Heartbeat);
    }
    pocket.deliver(&[0, 4]);
    let done = Response::Done { value: None };
    assert_eq!(pocket.answers, [(id, done)]);
    // Asked again, it is answered again and takes effect once.
    pocket.ask(0, 1, write(7));
    assert_eq!(pocket.answers.len(), 2);
    assert_eq!(pocket.nodes[0].0.log.end(), 2);
}

/// Figure 8, with three nodes: an entry of term 1 that a majority has in term 3.
#[test]
fn figure_8_an_old_entry_is_not_committed_by_its_copies() {
    for count_old_terms in [false, true] {
        let broken = Broken {
            count_old_terms,
            ..Broken::default()
        };
        let mut pocket = Pocket::new(Config {
            broken,
            ..Config::plain(3)
        });
        pocket.with_log(0, &[1]);
        pocket.with_log(1, &[2]);
        pocket.nodes[0].0.term = 2;
        pocket.elect(0, &[0, 2]);
        let old_entry_reached = pocket.terms(2).first() == Some(&1);
        // The leader's own entry is of term 3, so that node 1 cannot win any more; or there is
        // none, and it can.
        assert!(old_entry_reached);
        assert_eq!(
            pocket.terms(0),
            if count_old_terms { vec![1] } else { vec![1, 3] }
        );
        assert!(pocket.commit(0) > 0);
        pocket.nodes[1].0.term = 3;
        pocket.ring(1, Timer::Election);
        pocket.deliver(&[1, 2]);
        assert_eq!(
            pocket.leads(1),
            count_old_terms,
            "what was committed can be lost"
        );
    }
}

/// Section 5.4.2 by the letter: copies of an old entry alone commit nothing.
#[test]
fn only_entries_of_the_own_term_are_committed_by_counting() {
    let mut pocket = Pocket::new(Config::plain(3));
    pocket.with_log(0, &[1]);
    pocket.with_log(2, &[1]);
    pocket.nodes[0].0.term = 2;
    pocket.ring(0, Timer::Election);
    // The vote comes back; the entry of term 3 does not get through.
    pocket.deliver_some(&[0, 2], no_copies);
    assert!(pocket.leads(0));
    let (term, news, round) = (3, true, 0);
    let message = |matched| Message::Appended {
        term,
        matched,
        round,
        news,
    };
    let from = NodeId(2);
    pocket.input(
        0,
        Input::Message {
            from,
            message: message(1),
        },
    );
    assert_eq!(pocket.commit(0), 0, "a majority has the old entry");
    pocket.input(
        0,
        Input::Message {
            from,
            message: message(2),
        },
    );
    assert_eq!(pocket.commit(0), 2, "and now the new one, too");
}

/// Section 9.6 of the dissertation.
#[test]
fn a_trial_vote_raises_no_term() {
    let mut pocket = Pocket::new(Config {
        pre_vote: true,
        ..Config::plain(5)
    });
    pocket.elect(0, &ALL_5);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&ALL_5);
    for _ in 0..10 {
        pocket.ring(4, Timer::Election);
        pocket.deliver(&[4]);
    }
    assert_eq!(pocket.term(4), 1, "cut off, it begins no terms");
    pocket.ring(4, Timer::Election);
    pocket.deliver(&ALL_5);
    assert!(pocket.leads(0) && pocket.term(0) == 1, "and unseats nobody");
    // Once the leader is gone for all, the same way leads to an election.
    for node in 1..5 {
        pocket.ring(node, Timer::Loyalty);
    }
    pocket.ring(4, Timer::Election);
    pocket.deliver(&[1, 2, 3, 4]);
    assert!(pocket.leads(4) && pocket.term(4) == 2);
}

/// Section 6.2 of the dissertation.
#[test]
fn a_leader_that_hears_no_quorum_steps_down() {
    let mut pocket = Pocket::new(Config {
        check_quorum: true,
        ..Config::plain(5)
    });
    pocket.elect(0, &ALL_5);
    pocket.ring(0, Timer::Quorum);
    assert!(pocket.leads(0), "it has heard them all");
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&[0, 1]);
    pocket.ring(0, Timer::Quorum);
    assert!(!pocket.leads(0), "two of five");
}

/// Section 3.10 of the dissertation: one election, and the old leader's entries are all there.
#[test]
fn the_lead_is_handed_over_in_one_election() {
    let mut pocket = Pocket::new(Config {
        check_quorum: true,
        ..Config::plain(5)
    });
    pocket.elect(0, &ALL_5);
    pocket.ask(0, 1, write(7));
    pocket.deliver(&[0, 1, 2]);
    pocket.input(0, Input::Order(Order::HandOver(NodeId(4))));
    pocket.deliver(&ALL_5);
    // What was lost is sent again, and then the other stands at once, loyal voters or not.
    for _ in 0..2 {
        pocket.ring(0, Timer::Heartbeat);
        pocket.deliver(&ALL_5);
    }
    assert!(pocket.leads(4) && !pocket.leads(0));
    assert_eq!(pocket.term(4), 2);
    assert_eq!(pocket.terms(4), [1, 1, 2]);
    let asks = pocket.delivered.iter().filter(|(_, _, message)| {
        matches!(
            message,
            Message::AskVote {
                why: Why::HandedOver,
                ..
            }
        )
    });
    assert_eq!(asks.count(), 4);
}

/// Section 7: a follower that needs what is folded gets the snapshot.
#[test]
fn a_snapshot_is_installed() {
    let mut pocket = Pocket::new(Config {
        compact: 4,
        ..Config::plain(3)
    });
    pocket.elect(0, &[0, 1]);
    for number in 1..=9 {
        pocket.ask(0, number, write(number));
        pocket.deliver(&[0, 1]);
    }
    let base = pocket.nodes[0].0.log.base().end;
    assert!(base >= 4 && pocket.nodes[2].0.log.end() == 0);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&[0, 1, 2]);
    let installed = pocket.delivered.iter();
    let installed = installed.filter(|(_, _, m)| matches!(m, Message::Install { .. }));
    assert_eq!(installed.count(), 1);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&[0, 1, 2]);
    assert_eq!(pocket.nodes[2].1.latest, pocket.nodes[0].1.latest);
    assert_eq!(pocket.nodes[2].0.log.end(), pocket.nodes[0].0.log.end());
    pocket.restart(2);
    assert_eq!(pocket.commit(2), pocket.nodes[2].0.log.base().end);
}

#[test]
fn a_joint_decision_takes_both_majorities() {
    let members = Members {
        voters: set(&[0, 1, 2]),
        joining: set(&[2, 3, 4]),
        learners: NodeSet::EMPTY,
    };
    let table: [(&[u8], bool); 6] = [
        (&[0, 1], false),
        (&[3, 4], false),
        (&[0, 1, 3], false),
        (&[1, 2], false),
        (&[1, 2, 3], true),
        (&[0, 1, 3, 4], true),
    ];
    for (yes, enough) in table {
        assert_eq!(members.quorum(set(yes)), enough, "{yes:?}");
    }
}

/// Section 4.3 of the dissertation: through a joint configuration from three nodes to three others.
#[test]
fn members_change_through_a_joint_configuration() {
    let mut pocket = Pocket::new(Config {
        voters: 3,
        change: Change::Joint,
        ..Config::plain(5)
    });
    pocket.elect(0, &ALL_5);
    let voters = set(&[2, 3, 4]);
    pocket.input(0, Input::Order(Order::Voters(voters)));
    // Newcomers learn first; then both sets decide; then the new one does, and the leader goes.
    pocket.deliver(&[0, 1, 2]);
    let members = |pocket: &Pocket, node: usize| *pocket.nodes[node].0.log.members();
    assert_eq!(members(&pocket, 0).learners, set(&[3, 4]));
    for _ in 0..3 {
        pocket.ring(0, Timer::Heartbeat);
        pocket.deliver(&[0, 1, 2, 3]);
    }
    assert_eq!(
        members(&pocket, 0).voters,
        set(&[0, 1, 2]),
        "node 5 has not caught up"
    );
    for _ in 0..4 {
        pocket.ring(0, Timer::Heartbeat);
        pocket.deliver(&[0, 3, 4]);
    }
    assert!(
        members(&pocket, 0).is_joint(),
        "nodes 4 and 5 are no majority of the old set"
    );
    for _ in 0..4 {
        pocket.ring(0, Timer::Heartbeat);
        pocket.deliver(&ALL_5);
    }
    assert_eq!(members(&pocket, 2).voters, voters);
    assert!(!pocket.leads(0), "its last duty is done");
    pocket.elect(2, &[2, 3, 4]);
}

/// Section 4.1 of the dissertation and the message of 2015 that mended it.
#[test]
fn members_change_only_after_an_entry_of_the_term_is_committed() {
    for change_uncommitted in [false, true] {
        let broken = Broken {
            change_uncommitted,
            ..Broken::default()
        };
        let mut pocket = Pocket::new(Config {
            broken,
            ..Config::plain(4)
        });
        let all = [0, 1, 2, 3];
        pocket.ring(0, Timer::Election);
        while !pocket.leads(0) {
            let (from, to, message) = pocket.mail.pop_front().expect("votes come");
            pocket.input(to.0, Input::Message { from, message });
        }
        pocket.mail.clear();
        pocket.input(0, Input::Order(Order::Remove(NodeId(1))));
        let voters = pocket.nodes[0].0.log.members().voters;
        assert_eq!(voters.len(), if change_uncommitted { 3 } else { 4 });
        for _ in 0..2 {
            pocket.ring(0, Timer::Heartbeat);
            pocket.deliver(&all);
        }
        assert_eq!(pocket.nodes[0].0.log.members().voters, set(&[0, 2, 3]));
    }
}

/// Section 6.4 of the dissertation: what a read waits for.
#[test]
fn reads_wait_for_what_they_rest_on() {
    // How reads are made, and whether one is answered: alone; by a leader whom a majority has
    // just confirmed; when it asks a majority now.
    let table = [
        (Reads::Log, false, false, true),
        (Reads::Index, false, false, true),
        (Reads::Lease, false, true, true),
        (Reads::Stale, true, true, true),
    ];
    for (reads, alone, confirmed, asking) in table {
        let mut pocket = Pocket::new(Config {
            reads,
            ..Config::plain(3)
        });
        pocket.ask(0, 1, READ);
        let done = |pocket: &Pocket| {
            let last = pocket.answers.last();
            last.is_some_and(|(_, response)| matches!(response, Response::Done { .. }))
        };
        assert_eq!(done(&pocket), alone, "{reads:?}, by anybody");
        pocket.answers.clear();
        pocket.elect(0, &[0, 1, 2]);
        pocket.ring(0, Timer::Heartbeat);
        pocket.deliver(&[0, 1, 2]);
        pocket.clock = Micros::from_millis(200);
        pocket.ask(0, 2, READ);
        assert_eq!(done(&pocket), confirmed, "{reads:?}, while a lease lasts");
        pocket.deliver(&[0, 1]);
        assert_eq!(done(&pocket), asking, "{reads:?}, with a majority");
        pocket.answers.clear();
        pocket.clock = Micros::from_millis(600);
        pocket.ask(0, 3, READ);
        assert_eq!(
            done(&pocket),
            reads == Reads::Stale,
            "{reads:?}, after the lease"
        );
    }
}

/// The value that a read was answered with, if it was.
fn was_answered(pocket: &mut Pocket) -> bool {
    let answers = std::mem::take(&mut pocket.answers);
    let mut answers = answers.iter();
    answers.any(|(_, response)| matches!(response, Response::Done { .. }))
}

/// Section 6.4: a quorum may say that this leader still leads, and yet it must not answer before an
/// entry of its own term is committed, since it cannot know what is.
#[test]
fn no_read_is_answered_before_an_entry_of_the_term_is_committed() {
    for reads in [Reads::Index, Reads::Lease] {
        let mut pocket = Pocket::new(Config {
            reads,
            ..Config::plain(3)
        });
        pocket.with_log(0, &[1, 1]);
        pocket.ring(0, Timer::Election);
        pocket.deliver_some(&[0, 1, 2], no_copies);
        assert!(pocket.leads(0));
        pocket.ask(0, 1, READ);
        let Role::Leader(leader) = &pocket.nodes[0].1.role else {
            unreachable!("it leads")
        };
        let (round, term) = (leader.round, pocket.term(0));
        pocket.mail.clear();
        for from in [NodeId(1), NodeId(2)] {
            let message = Message::Rejected {
                term,
                prev: 2,
                hint: 0,
                round,
            };
            pocket.input(0, Input::Message { from, message });
        }
        assert!(
            !was_answered(&mut pocket),
            "{reads:?}: nothing is committed"
        );
        pocket.ask(0, 2, READ);
        assert!(!was_answered(&mut pocket), "{reads:?}: nor is it now");
        pocket.deliver(&[0, 1, 2]);
        assert!(was_answered(&mut pocket), "{reads:?}: now it is");
    }
}

/// Section 6.4.1 and 3.10: whoever was told to take over may lead at any moment, so a leader that
/// has told somebody answers no more reads alone, however the hand-over ends.
#[test]
fn a_lease_ends_when_the_lead_is_handed_over() {
    let mut pocket = Pocket::new(Config {
        reads: Reads::Lease,
        ..Config::plain(3)
    });
    pocket.elect(0, &[0, 1, 2]);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&[0, 1, 2]);
    pocket.ask(0, 1, READ);
    assert!(was_answered(&mut pocket), "it holds a lease");
    pocket.input(0, Input::Order(Order::HandOver(NodeId(1))));
    pocket.ask(0, 2, READ);
    assert!(!was_answered(&mut pocket), "node 2 may lead by now");
    // It does not hear of it, and the leader goes on, but node 2 may hear of it yet.
    let no_hand_over = |message: &Message| !matches!(message, Message::TimeoutNow { .. });
    pocket.deliver_some(&[0, 1, 2], no_hand_over);
    pocket.ring(0, Timer::HandOver);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver_some(&[0, 1, 2], no_hand_over);
    was_answered(&mut pocket);
    pocket.ask(0, 3, READ);
    assert!(!was_answered(&mut pocket), "not even later");
    pocket.deliver_some(&[0, 1, 2], no_hand_over);
    assert!(was_answered(&mut pocket), "a quorum has just confirmed it");
}

/// Section 4.2.3 and 6.4.1: a voter that restarts may have heard its leader right before, and the
/// leader counts on that.
#[test]
fn voters_stay_loyal_over_a_restart() {
    for (reads, check_quorum) in [(Reads::Lease, false), (Reads::Log, true)] {
        let mut pocket = Pocket::new(Config {
            reads,
            check_quorum,
            ..Config::plain(3)
        });
        pocket.elect(0, &[0, 1, 2]);
        pocket.restart(1);
        for (loyal, elected) in [(true, false), (false, true)] {
            if !loyal {
                pocket.ring(1, Timer::Loyalty);
            }
            pocket.ring(2, Timer::Loyalty);
            pocket.ring(2, Timer::Election);
            pocket.deliver(&[1, 2]);
            assert_eq!(pocket.leads(2), elected, "{reads:?}, loyal: {loyal}");
        }
    }
}

/// Section 5.2: a vote is for one term, and one node has one.
#[test]
fn votes_of_earlier_terms_and_doubled_votes_do_not_count() {
    let mut pocket = Pocket::new(Config::plain(5));
    pocket.ring(0, Timer::Election);
    pocket.ring(0, Timer::Election);
    pocket.mail.clear();
    let mut hear = |from: u8, of: u32| {
        let message = Message::Vote {
            term: of,
            of,
            trial: false,
            granted: true,
        };
        let from = NodeId(from);
        pocket.input(0, Input::Message { from, message });
        pocket.leads(0)
    };
    assert!(!hear(1, 1) && !hear(2, 1), "those were for term 1");
    assert!(!hear(1, 2) && !hear(1, 2), "one vote, told twice");
    assert!(hear(2, 2), "three of five");
}

/// Figure 2, AppendEntries: what a leader has committed is committed here only as far as this
/// message has shown that the logs agree.
#[test]
fn nothing_is_committed_beyond_what_a_message_has_checked() {
    let mut pocket = Pocket::new(Config::plain(3));
    pocket.with_log(1, &[1, 1, 1]);
    let message = Message::Append {
        term: 2,
        prev: 1,
        prev_term: 1,
        entries: Vec::new(),
        commit: 3,
        round: 1,
    };
    let from = NodeId(0);
    pocket.input(1, Input::Message { from, message });
    assert_eq!(pocket.commit(1), 1, "the rest may be another leader's");
}
