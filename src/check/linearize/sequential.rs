//! The weaker question: is there an order in which each client's operations stand as that client
//! did them, whatever the time of others? That is *sequential consistency* (Lamport, 1979).
//!
//! It does not hold key by key, and is hard even for small histories, so this is for small ones: the
//! search goes over how far each client has come, with the state of all keys.

use std::collections::{BTreeMap, BTreeSet};

use super::history::{Action, History};
use crate::order;

/// The answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sequential {
    /// Here is an order.
    Consistent(Vec<usize>),
    Inconsistent,
    /// There were more places to look at than allowed.
    Undecided,
}

/// How far each client has come, and what each key holds.
type Place = (Vec<usize>, BTreeMap<u32, String>);

/// Looks at so many places at most. A client's operations are in the order of their calls, even
/// where they overlap.
pub fn check(history: &History, places_max: usize) -> Sequential {
    let mut clients: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, operation) in history.operations.iter().enumerate() {
        clients.entry(operation.client).or_default().push(index);
    }
    let mut clients: Vec<Vec<usize>> = clients.into_values().collect();
    for operations in &mut clients {
        order::sort_by_key(operations, |&index| history.operations[index].call);
    }
    let mut search = Search {
        history,
        clients,
        tried: BTreeSet::new(),
        places_max,
    };
    search.run()
}

struct Search<'a> {
    history: &'a History,
    clients: Vec<Vec<usize>>,
    tried: BTreeSet<Place>,
    places_max: usize,
}

impl Search<'_> {
    fn run(&mut self) -> Sequential {
        let first = (vec![0; self.clients.len()], BTreeMap::new());
        let mut stack = vec![(first, Vec::new())];
        while let Some((mut place, mut order)) = stack.pop() {
            self.settle(&mut place, &mut order);
            if self.is_complete(&place) {
                return Sequential::Consistent(order);
            }
            if !self.tried.insert(place.clone()) {
                continue;
            }
            if self.tried.len() > self.places_max {
                return Sequential::Undecided;
            }
            for client in 0..self.clients.len() {
                stack.extend(self.branches(&place, &order, client));
            }
        }
        Sequential::Inconsistent
    }

    fn next(&self, place: &Place, client: usize) -> Option<usize> {
        self.clients[client].get(place.0[client]).copied()
    }

    /// What never returned need not be there.
    fn is_complete(&self, place: &Place) -> bool {
        self.clients.iter().zip(&place.0).all(|(operations, &at)| {
            let mut left = operations[at..].iter();
            left.all(|&index| self.history.operations[index].returned.is_none())
        })
    }

    /// Places what fits and can never change anything: no order is spoilt by that.
    fn settle(&self, place: &mut Place, order: &mut Vec<usize>) {
        let mut moved = true;
        while moved {
            moved = false;
            for client in 0..self.clients.len() {
                while let Some(index) = self.next(place, client) {
                    let operation = &self.history.operations[index];
                    let only_looks = match operation.as_known() {
                        Action::Read(_) => true,
                        Action::Cas { worked, .. } => worked == Some(false),
                        Action::Write(_) | Action::Append(_) => false,
                    };
                    let fits = self.after(index, &self.state(place, index)).is_some();
                    if !only_looks || !fits {
                        break;
                    }
                    place.0[client] += 1;
                    order.push(index);
                    moved = true;
                }
            }
        }
    }

    /// The client's next operation, placed, and left out if nobody knows of it.
    fn branches(&self, place: &Place, order: &[usize], client: usize) -> Vec<(Place, Vec<usize>)> {
        let mut branches = Vec::new();
        let Some(index) = self.next(place, client) else {
            return branches;
        };
        let operation = &self.history.operations[index];
        let mut passed = place.clone();
        passed.0[client] += 1;
        if operation.returned.is_none() {
            branches.push((passed.clone(), order.to_vec()));
        }
        if let Some(after) = self.after(index, &self.state(place, index)) {
            passed.1.insert(operation.key, after);
            branches.push((passed, [order, &[index]].concat()));
        }
        branches
    }

    fn state(&self, place: &Place, index: usize) -> String {
        let held = place.1.get(&self.history.operations[index].key);
        held.map_or_else(|| self.history.model.initial().to_owned(), String::clone)
    }

    fn after(&self, index: usize, state: &str) -> Option<String> {
        let text = |value| self.history.values.spelling(value);
        match self.history.operations[index].as_known() {
            Action::Read(saw) => {
                let fits = saw.is_none_or(|saw| text(saw) == state);
                fits.then(|| state.to_owned())
            }
            Action::Write(value) => Some(text(value).to_owned()),
            Action::Append(tail) => Some([state, text(tail)].concat()),
            Action::Cas { from, to, worked } => {
                let works = text(from) == state;
                let fits = worked.is_none_or(|worked| worked == works);
                fits.then(|| if works { text(to) } else { state }.to_owned())
            }
        }
    }
}
