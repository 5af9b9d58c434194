//! The search for an order, return by return: see the essay in the parent module.

use super::kind::Kind;
use super::nodes::{NONE, NodeId, Nodes};
use super::outlook;
use super::place::{Place, Standing, layer_of};
use super::problem::Problem;
use super::states::{State, UNSEEN};
use crate::order;

/// How a search ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// There is an order.
    Found,
    /// There is none, or all that were asked for have been found.
    Exhausted,
    /// It would take more memory than it may have.
    Full,
}

/// What to look for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    First,
    /// Every state that an order can end in.
    All,
}

pub struct Search {
    pub problem: Problem,
    goal: Goal,
    nodes: Nodes,
    stack: Vec<NodeId>,
    /// Where an order is complete.
    ends: Vec<NodeId>,
    bytes_max: usize,
    scratch: Vec<u64>,
}

impl Search {
    pub fn new(problem: Problem, goal: Goal, bytes_max: usize) -> Search {
        let (width, optional) = (problem.width, problem.optional.len());
        let mut search = Search {
            nodes: Nodes::new(Place::stride(width, optional)),
            goal,
            stack: Vec::new(),
            ends: Vec::new(),
            bytes_max,
            scratch: Vec::new(),
            problem,
        };
        for (state, used) in search.problem.starts.clone() {
            let mut place = Place::new(state, width, optional);
            for op in used {
                place.set(search.problem.op(op), Standing::Done);
            }
            search.arrive(&mut place);
            search.add(&place, NONE, NONE);
        }
        search
    }

    /// Goes on for about so many steps, and takes them off; `None` if there is more to do.
    pub fn run(&mut self, steps: &mut u64) -> Option<End> {
        loop {
            if self.goal == Goal::First && !self.ends.is_empty() {
                return Some(End::Found);
            }
            let Some(node) = self.stack.pop() else {
                return Some(End::Exhausted);
            };
            if *steps == 0 {
                self.stack.push(node);
                return None;
            }
            let before = self.nodes.count();
            self.expand(node);
            let added = (self.nodes.count() - before) as u64;
            // Many open operations make a step longer.
            let breadth = self.problem.breadth() as u64 / 32;
            *steps = steps.saturating_sub((1 + added) * (1 + breadth));
            if self.nodes.bytes() + self.problem.states.bytes() > self.bytes_max {
                return Some(End::Full);
            }
        }
    }

    /// Places looked at so far.
    pub fn places(&self) -> usize {
        self.nodes.count()
    }

    /// Where complete orders end: the state, and which optional operations were used.
    pub fn ends(&self) -> Vec<(State, Vec<usize>)> {
        let place = |&node: &NodeId| Place::read(self.nodes.words(node), self.problem.width);
        let end = |place: Place| {
            let optional = self.problem.optional.iter();
            let ops = optional.map(|&op| self.problem.op(op));
            let used = ops.filter(|op| place.is_done(op));
            (place.state, used.map(|op| op.index).collect())
        };
        self.ends.iter().map(place).map(end).collect()
    }

    /// Where the first order found starts, and the operations that are seen in it, each with the
    /// layer it stands in.
    pub fn chain(&self) -> (State, Vec<(usize, u32)>) {
        let mut chain = Vec::new();
        let mut node = *self.ends.first().expect("an order was found");
        loop {
            let (from, by) = self.nodes.came(node);
            if by != NONE {
                chain.push((layer_of(self.nodes.words(node)), by));
            }
            if from == NONE {
                break;
            }
            node = from;
        }
        chain.reverse();
        (
            Place::read(self.nodes.words(node), self.problem.width).state,
            chain,
        )
    }

    fn add(&mut self, place: &Place, from: NodeId, by: u32) {
        let mut words = std::mem::take(&mut self.scratch);
        place.write(&mut words);
        if let Some(node) = self.nodes.add(&words, from, by) {
            self.stack.push(node);
        }
        self.scratch = words;
    }

    fn expand(&mut self, node: NodeId) {
        let place = Place::read(self.nodes.words(node), self.problem.width);
        let Some(&layer) = self.problem.layers.get(place.layer) else {
            self.ends.push(node);
            return;
        };
        let target = *self.problem.op(layer.target);
        match place.standing(&target) {
            Standing::Done => self.advance(node, &place),
            Standing::Free if !place.show => {
                let made = target.kind.makes().map(|made| self.now(&place, made));
                // What is added last is tried first.
                if made != Some(UNSEEN) || self.problem.differs {
                    let mut shown = place.clone();
                    shown.show = true;
                    self.add(&shown, node, NONE);
                }
                if made == Some(place.state) && matches!(target.kind, Kind::Set(_)) {
                    // Seen, it changes nothing, and others may hide before it.
                    self.apply(node, &place, layer.target);
                } else {
                    self.advance(node, &place);
                }
            }
            Standing::Owing | Standing::Free => self.act(node, &place),
        }
    }

    /// Passes the return that was next.
    fn advance(&mut self, node: NodeId, place: &Place) {
        let layer = self.problem.layers[place.layer];
        let target = *self.problem.op(layer.target);
        let was_free = place.standing(&target) == Standing::Free;
        assert!(!place.show || !was_free, "it was to be seen, and was not");
        let mut next = place.clone();
        next.set(&target, Standing::Owing); // its bits are for the next to come
        next.layer += 1;
        (next.show, next.idle) = (false, false);
        self.arrive(&mut next);
        let closed = target.kind.makes().filter(|_| was_free);
        if closed.is_none_or(|made| outlook::has_future(&self.problem, &next, made)) {
            self.add(&next, node, NONE);
        }
    }

    /// Takes in what is new at the place's layer.
    fn arrive(&mut self, place: &mut Place) {
        if place.layer < self.problem.layers.len() {
            place.state = self.now(place, place.state);
            self.settle(place);
        }
    }

    /// Places an operation that is seen, in each way that may be worth it.
    fn act(&mut self, node: NodeId, place: &Place) {
        let layer = self.problem.layers[place.layer];
        let mut candidates: Vec<(u8, u32)> = Vec::new();
        let optional = &self.problem.optional[..layer.optional as usize];
        for &op in self.problem.open(place.layer).iter().chain(optional) {
            if self.worth_it(place, op) {
                candidates.push((self.promise(layer.target, op), op));
            }
        }
        order::sort(&mut candidates);
        for (_, op) in candidates {
            self.apply(node, place, op);
        }
    }

    /// How likely the operation is to be the right one next.
    fn promise(&self, target: u32, op: u32) -> u8 {
        let (wanted, kind) = (
            self.problem.op(target).kind.wants(),
            self.problem.op(op).kind,
        );
        let fits = wanted.is_some() && kind.makes() == wanted;
        match (op == target || fits, self.problem.op(op).optional()) {
            (true, _) => 2,
            (false, false) => 1,
            (false, true) => 0,
        }
    }

    fn worth_it(&self, place: &Place, number: u32) -> bool {
        let op = self.problem.op(number);
        if place.is_done(op) {
            return false;
        }
        match op.kind {
            Kind::Nothing | Kind::Observe(_) | Kind::Differ(_) => false,
            Kind::Swap(from, _) | Kind::Try(from, _) => {
                self.now(place, from) == place.state
                    && place.state != UNSEEN
                    && !self.has_earlier_twin(place, number)
            }
            Kind::Append(_) => place.state != UNSEEN && !self.has_earlier_twin(place, number),
            Kind::Set(made) => {
                let made = self.now(place, made);
                !place.idle
                    && (made != place.state || self.frees_others(place, number))
                    && (self.problem.layers[place.layer].target == number
                        || self.is_waited_for(place, number, made))
                    && !self.has_earlier_twin(place, number)
            }
        }
    }

    /// Whether others owe a point that could be hidden before this one.
    fn frees_others(&self, place: &Place, setter: u32) -> bool {
        self.problem.open(place.layer).iter().any(|&other| {
            let op = self.problem.op(other);
            other != setter && op.kind.hides() && place.standing(op) == Standing::Owing
        })
    }

    /// Whether an open operation could make something of this state. If none does, then setting it
    /// can wait: until somebody is there to look, or until its own return.
    fn is_waited_for(&self, place: &Place, setter: u32, made: State) -> bool {
        let layer = self.problem.layers[place.layer];
        let optional = &self.problem.optional[..layer.optional as usize];
        let mut others = self.problem.open(place.layer).iter().chain(optional);
        others.any(|&other| {
            let op = self.problem.op(other);
            other != setter
                && !place.is_done(op)
                && match op.kind {
                    Kind::Observe(wanted) => wanted == made,
                    Kind::Swap(from, _) | Kind::Try(from, _) => from == made,
                    Kind::Append(_) => made != UNSEEN,
                    Kind::Differ(not) => not != made,
                    Kind::Set(_) | Kind::Nothing => false,
                }
        })
    }

    /// Whether an operation that does just the same must be over sooner: it is no worse to take
    /// that one, and to keep the other for later.
    fn has_earlier_twin(&self, place: &Place, number: u32) -> bool {
        let op = self.problem.op(number);
        let layer = self.problem.layers[place.layer];
        let optional = &self.problem.optional[..layer.optional as usize];
        let mut others = self.problem.open(place.layer).iter().chain(optional);
        others.any(|&other_number| {
            let other = self.problem.op(other_number);
            let same = match (op.kind, other.kind) {
                (Kind::Set(one), Kind::Set(two)) => self.now(place, one) == self.now(place, two),
                (one, two) => one == two,
            };
            same && (other.returned, other_number) < (op.returned, number)
                && !place.is_done(other)
                // The one that still owes is the one to take, unless placing either settles both.
                && (matches!(op.kind, Kind::Set(_))
                    || place.standing(other) == Standing::Owing
                    || place.standing(op) == Standing::Free)
        })
    }

    fn apply(&mut self, node: NodeId, place: &Place, number: u32) {
        let op = *self.problem.op(number);
        let left = place.state;
        let made = match op.kind {
            Kind::Append(tail) => self.problem.states.join(left, tail),
            kind => kind.makes().expect("the others change nothing"),
        };
        let mut next = place.clone();
        next.state = self.now(place, made);
        let is_target = self.problem.layers[place.layer].target == number;
        let unseen = next.state == UNSEEN && !self.problem.differs;
        if matches!(op.kind, Kind::Append(_)) && unseen && !is_target {
            return; // nobody would see it
        }
        next.set(&op, Standing::Done);
        if is_target {
            next.show = false;
        }
        if matches!(op.kind, Kind::Set(_)) {
            for &other in self.problem.open(place.layer) {
                let other = self.problem.op(other);
                if other.kind.hides() && next.standing(other) == Standing::Owing {
                    next.set(other, Standing::Free);
                }
            }
        }
        let looked_at = self.settle(&mut next);
        next.idle = (op.kind.hides() || op.optional()) && !looked_at;
        if outlook::has_future(&self.problem, &next, left) {
            self.add(&next, node, number);
        }
    }

    /// Gives their point to all that fit the state as it is and do not change it. Whether anybody
    /// looked at the state.
    fn settle(&self, place: &mut Place) -> bool {
        let mut looked_at = false;
        for &op in self.problem.open(place.layer) {
            let op = self.problem.op(op);
            if place.standing(op) != Standing::Owing {
                continue;
            }
            match op.kind {
                Kind::Observe(wanted) if wanted == place.state => {
                    place.set(op, Standing::Done);
                    looked_at = true;
                }
                Kind::Differ(not) if not != place.state => {
                    place.set(op, Standing::Done);
                    looked_at = true;
                }
                Kind::Set(made) if self.now(place, made) == place.state => {
                    place.set(op, Standing::Free);
                }
                Kind::Try(from, _) if from != place.state => place.set(op, Standing::Free),
                Kind::Append(_) if place.state == UNSEEN => place.set(op, Standing::Free),
                _ => {}
            }
        }
        looked_at
    }

    /// The state as it counts in the place's layer.
    fn now(&self, place: &Place, state: State) -> State {
        let layer = self.problem.layers.get(place.layer);
        layer.map_or(state, |layer| self.problem.states.at(state, layer.rank))
    }
}
