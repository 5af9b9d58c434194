//! What is due, ordered by time and then by the order in which it was put there.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::protocol::ids::{ClientId, Micros, NodeId};

/// Something that will happen unless it is called off. Calling off is lazy: an entry whose number
/// no longer matches what it points at is skipped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// The message in this place of the table arrives.
    Arrival {
        place: u32,
    },
    Timer {
        node: NodeId,
    },
    Patience {
        client: ClientId,
    },
    /// A busy client thinks of something to ask.
    Idea {
        client: ClientId,
    },
}

/// One entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    pub at: Micros,
    /// Given in order; also the ticket by which timers know their own entry.
    pub ticket: u64,
    pub due: Due,
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.ticket).cmp(&(other.at, other.ticket))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The event queue.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    heap: BinaryHeap<Reverse<Entry>>,
    tickets: u64,
}

impl Queue {
    /// Puts something in; the ticket tells this entry from all others.
    pub fn put(&mut self, at: Micros, due: Due) -> u64 {
        self.tickets += 1;
        self.heap.push(Reverse(Entry {
            at,
            ticket: self.tickets,
            due,
        }));
        self.tickets
    }

    pub fn peek(&self) -> Option<&Entry> {
        self.heap.peek().map(|Reverse(entry)| entry)
    }

    pub fn pop(&mut self) -> Option<Entry> {
        self.heap.pop().map(|Reverse(entry)| entry)
    }

    pub fn len(&self) -> usize {
        self.heap.len()
    }

    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_at_the_same_time_comes_in_the_order_of_putting() {
        let mut queue = Queue::default();
        for (at, place) in [(5, 0), (3, 1), (5, 2), (3, 3)] {
            queue.put(Micros(at), Due::Arrival { place });
        }
        let order: Vec<Due> = std::iter::from_fn(|| queue.pop()).map(|e| e.due).collect();
        assert_eq!(order, [1, 3, 0, 2].map(|place| Due::Arrival { place }));
    }
}
