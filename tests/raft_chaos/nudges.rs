//! What is done to a cluster besides what chance does, so that one kind of fault has a chance to show.

use super::*;

pub fn any_node(chaos: &Chaos<Raft>, draw: &mut Draw) -> NodeId {
    NodeId(draw.between(0, u64::from(chaos.world.protocol.0.nodes) - 1) as u8)
}

/// Of those that lead, the one of the latest term.
pub fn leader(chaos: &Chaos<Raft>) -> Option<NodeId> {
    let nodes = chaos.world.nodes.iter().enumerate();
    let leaders = nodes.filter(|(_, node)| matches!(node.volatile.role, Role::Leader(_)));
    let latest = leaders.max_by_key(|(_, node)| node.durable.term);
    latest.map(|(i, _)| NodeId(i as u8))
}

/// What an administrator does, or a timer that goes off.
pub fn orders(chaos: &mut Chaos<Raft>, draw: &mut Draw) {
    let config = chaos.world.protocol.0;
    let (node, other) = (any_node(chaos, draw), any_node(chaos, draw));
    let set = [0; 3].map(|_| any_node(chaos, draw)).into_iter().collect();
    // Removed nodes are not told and stand for election for ever. Without a trial vote or loyal
    // voters they are a nuisance, and no time is promised in which requests are answered.
    let quiet = config.pre_vote || config.check_quorum || config.reads == Reads::Lease;
    let order = match draw.between(0, if quiet { 5 } else { 3 }) {
        0 => {
            chaos.act(Action::Ring { node, timer: 0 });
            return;
        }
        1 => Order::HandOver(other),
        2 => Order::AddLearner(other),
        3 => Order::AddVoter(other),
        4 => Order::Remove(other),
        _ => Order::Voters(set),
    };
    let node = leader(chaos).filter(|_| draw.permille(500)).unwrap_or(node);
    chaos.act(Action::Order { node, order });
}

/// A leader writes what nobody else gets, and falls; another follows it, and one comes back.
pub fn fickle(chaos: &mut Chaos<Raft>, draw: &mut Draw) {
    if let Some(node) = leader(chaos) {
        if draw.permille(700) {
            chaos.act(Action::Isolate(node));
        }
        let value = 1_000_000 + chaos.world.steps() as u32;
        chaos.act(Action::Request {
            client: ClientId(draw.between(0, 2) as u8),
            node: Some(node),
            command: Command::Write { key: Key(0), value },
        });
        for _ in 0..draw.between(0, 15) {
            chaos.step();
        }
        chaos.act(Action::Kill(node));
    }
    chaos.act(Action::HealAll);
    let (back, next) = (any_node(chaos, draw), any_node(chaos, draw));
    chaos.act(Action::Restart(back));
    chaos.act(Action::Ring {
        node: next,
        timer: 0,
    });
    for _ in 0..draw.between(0, 30) {
        chaos.step();
    }
}

/// Two of five are cut off while the others leave them out for good. They do not know, and one of
/// them stands for the same term as one of the others.
pub fn outvoted(chaos: &mut Chaos<Raft>, draw: &mut Draw) {
    let nodes = shuffled(chaos, draw);
    let [one, two, three, four, five] = nodes[..] else {
        return;
    };
    chaos.heal();
    lead(chaos, one);
    chaos.act(Action::Split([four, five].into_iter().collect()));
    let order = Order::Voters([one, two, three].into_iter().collect());
    chaos.act(Action::Order { node: one, order });
    for _ in 0..60 {
        chaos.step();
    }
    chaos.act(Action::HealAll);
    for node in [four, two] {
        chaos.act(Action::Ring { node, timer: 0 });
    }
    for _ in 0..draw.between(10, 40) {
        chaos.step();
    }
    write(chaos, 0, four);
    write(chaos, 1, two);
}

pub fn fickle_or_outvoted(chaos: &mut Chaos<Raft>, draw: &mut Draw) {
    if draw.permille(500) {
        fickle(chaos, draw);
    } else {
        outvoted(chaos, draw);
    }
}

/// Nodes in a random order.
pub fn shuffled(chaos: &Chaos<Raft>, draw: &mut Draw) -> Vec<NodeId> {
    let mut nodes: Vec<_> = (0..chaos.world.protocol.0.nodes).map(NodeId).collect();
    for i in (1..nodes.len()).rev() {
        nodes.swap(i, draw.between(0, i as u64) as usize);
    }
    nodes
}

pub fn write(chaos: &mut Chaos<Raft>, client: u8, node: NodeId) {
    let value = 1_000_000 + chaos.world.steps() as u32 * 4 + u32::from(client);
    chaos.act(Action::Request {
        client: ClientId(client),
        node: Some(node),
        command: Command::Write { key: Key(0), value },
    });
}

pub fn lead(chaos: &mut Chaos<Raft>, node: NodeId) {
    chaos.act(Action::Ring { node, timer: 0 });
    for _ in 0..40 {
        if leader(chaos) == Some(node) {
            return;
        }
        chaos.step();
    }
}

/// Two stand for the same term, and who voted for one of them restarts.
pub fn rivals(chaos: &mut Chaos<Raft>, draw: &mut Draw) {
    let nodes = shuffled(chaos, draw);
    for node in &nodes[..2] {
        chaos.act(Action::Ring {
            node: *node,
            timer: 0,
        });
    }
    for _ in 0..20 {
        let voted = chaos.world.nodes[nodes[2].index()].durable.voted_for;
        if voted.is_some_and(|one| nodes[..2].contains(&one)) {
            chaos.act(Action::Kill(nodes[2]));
            chaos.act(Action::Restart(nodes[2]));
            break;
        }
        chaos.step();
    }
    for _ in 0..draw.between(0, 10) {
        chaos.step();
    }
    write(chaos, 0, nodes[0]);
    write(chaos, 1, nodes[1]);
}

/// The leader's clock is slow, the others' are fast, and it is cut off from them. Clients are not.
pub fn slow_leader(chaos: &mut Chaos<Raft>, draw: &mut Draw) {
    let Some(leader) = leader(chaos) else { return };
    for node in (0..chaos.world.protocol.0.nodes).map(NodeId) {
        let permille = if node == leader { 1_000 } else { -500 };
        chaos.act(Action::Skew { node, permille });
    }
    chaos.act(Action::Isolate(leader));
    let key = Key(0);
    for value in 0..4 {
        for _ in 0..draw.between(5, 60) {
            chaos.step();
        }
        let other = any_node(chaos, draw);
        let value = 1_000_000 + value + chaos.world.steps() as u32 * 8;
        for (client, node, command) in [
            (0, other, Command::Write { key, value }),
            (1, leader, Command::Read { key }),
        ] {
            let client = ClientId(client);
            let node = Some(node);
            chaos.act(Action::Request {
                client,
                node,
                command,
            });
        }
    }
    chaos.act(Action::HealAll);
}

/// A new leader, cut off from all, removes one; that one leads and removes it, with the help of a
/// third; the first gets the fourth's vote.
pub fn early_change(chaos: &mut Chaos<Raft>, draw: &mut Draw) {
    let nodes = shuffled(chaos, draw);
    let [one, two, three, _] = nodes[..] else {
        return;
    };
    chaos.heal();
    lead(chaos, one);
    chaos.act(Action::Isolate(one));
    let order = Order::Remove(two);
    chaos.act(Action::Order { node: one, order });
    lead(chaos, two);
    chaos.act(Action::HealAll);
    chaos.act(Action::Split([two, three].into_iter().collect()));
    let order = Order::Remove(one);
    chaos.act(Action::Order { node: two, order });
    for _ in 0..draw.between(0, 60) {
        chaos.step();
    }
    let rival = if draw.permille(500) { two } else { three };
    chaos.act(Action::Ring {
        node: one,
        timer: 0,
    });
    chaos.act(Action::Ring {
        node: rival,
        timer: 0,
    });
    for _ in 0..draw.between(20, 60) {
        chaos.step();
    }
    write(chaos, 0, one);
    write(chaos, 1, two);
}
