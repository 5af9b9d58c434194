//! The fast way for registers in which every write has a value of its own (Gibbons and Korach,
//! "Testing Shared Memories", 1997).
//!
//! A read then says which write it saw. A write and its reads make a *cluster*, which some order
//! must keep together. Let `first` be the earliest return in a cluster and `last` its latest call.
//! If A's `first` is before B's `last`, something of A was over before something of B began, and A
//! stands before B. An order exists if and only if no two clusters stand before each other. Sorting
//! by `first + last` then gives one: if A stands before B and not the reverse, `first(A) < last(B)`
//! and `last(A) <= first(B)`, so A's sum is smaller. One pass over the sorted clusters finds out.

use std::collections::BTreeMap;

use super::kind::Kind;
use super::problem::{NEVER, Problem};
use super::states::{State, UNSEEN};
use crate::order;

/// A write and the reads that saw it. Ranks as numbers that can be added.
struct Cluster {
    write: Option<u32>,
    reads: Vec<u32>,
    first: i64,
    last: i64,
}

/// Whether the register can be explained, if this way can tell: the order if it can.
pub fn check(problem: &Problem) -> Option<Result<Vec<usize>, ()>> {
    let [(start, used)] = problem.starts.as_slice() else {
        return None;
    };
    if !used.is_empty() || problem.states.strings() {
        return None;
    }
    match clusters(problem, *start)? {
        Some(mut clusters) => Some(in_order(problem, &mut clusters)),
        None => Some(Err(())),
    }
}

/// The outer `None` if a value has two origins or an operation is of another kind, the inner one if
/// a read saw what nobody can have written by then.
fn clusters(problem: &Problem, start: State) -> Option<Option<Vec<Cluster>>> {
    let before_all = Cluster {
        write: None,
        reads: Vec::new(),
        first: -1,
        last: -1,
    };
    let mut clusters = vec![before_all];
    let mut of: BTreeMap<State, usize> = BTreeMap::from([(start, 0)]);
    for (number, op) in problem.ops.iter().enumerate() {
        let Kind::Set(made) = op.kind else {
            continue;
        };
        // A value that nobody reads needs no one origin.
        let known = of.insert(made, clusters.len());
        if known.is_some() && made != UNSEEN {
            return None;
        }
        clusters.push(Cluster {
            write: Some(number as u32),
            reads: Vec::new(),
            first: op.returned.into(),
            last: op.call.into(),
        });
    }
    let mut all_seen = true;
    for (number, op) in problem.ops.iter().enumerate() {
        match op.kind {
            Kind::Observe(wanted) => match of.get(&wanted) {
                Some(&at) => {
                    let cluster = &mut clusters[at];
                    let write = cluster.write.map(|write| problem.op(write));
                    all_seen &= write.is_none_or(|write| write.call < op.returned);
                    cluster.reads.push(number as u32);
                    cluster.first = cluster.first.min(op.returned.into());
                    cluster.last = cluster.last.max(op.call.into());
                }
                None => all_seen = false,
            },
            Kind::Set(_) | Kind::Nothing => {}
            Kind::Differ(_) | Kind::Swap(..) | Kind::Try(..) | Kind::Append(_) => return None,
        }
    }
    // What may be left out and was not seen is left out.
    let seen = |cluster: &Cluster| {
        let optional = cluster
            .write
            .is_some_and(|write| problem.op(write).optional());
        !(optional && cluster.reads.is_empty())
    };
    clusters.retain(seen);
    Some(all_seen.then_some(clusters))
}

fn in_order(problem: &Problem, clusters: &mut [Cluster]) -> Result<Vec<usize>, ()> {
    order::sort_by_key(clusters, |cluster| cluster.first + cluster.last);
    let mut latest = i64::MIN;
    for cluster in clusters.iter() {
        if cluster.first < latest {
            return Err(());
        }
        latest = latest.max(cluster.last);
    }
    let mut order: Vec<u32> = Vec::new();
    for cluster in clusters {
        // Reads are in order of their calls, as all operations are.
        order.extend(cluster.write.iter().chain(&cluster.reads));
    }
    let idle = problem
        .ops
        .iter()
        .filter(|op| op.kind == Kind::Nothing && op.returned != NEVER);
    let seen = order.into_iter().map(|op| problem.op(op).index).collect();
    Ok(weave(problem, seen, idle.map(|op| op.index).collect()))
}

/// Puts operations that fit anywhere, by call, where their time allows.
fn weave(problem: &Problem, order: Vec<usize>, idle: Vec<usize>) -> Vec<usize> {
    if idle.is_empty() {
        return order;
    }
    let calls: BTreeMap<usize, u32> = problem.ops.iter().map(|op| (op.index, op.call)).collect();
    let mut woven = Vec::with_capacity(order.len() + idle.len());
    let mut idle = idle.into_iter().peekable();
    let mut latest = 0;
    for index in order {
        latest = latest.max(calls[&index]);
        while let Some(index) = idle.next_if(|index| calls[index] < latest) {
            woven.push(index);
        }
        woven.push(index);
    }
    woven.extend(idle);
    woven
}
