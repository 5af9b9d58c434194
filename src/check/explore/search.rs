//! The search itself: level by level, deep first, or at random.

use super::ground::Ground;
use super::print::Print;
use super::seen::Index;
use super::shrink::shrink;
use super::{Kind, Model, Promise, Take};

/// In what order states are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// All states at one distance before any further away: ways are shortest.
    Breadth,
    /// The newest first: less waits to be looked at where there are many states at one distance.
    Depth,
    /// So many random walks of at most so many states each. Says nothing about the rest.
    Walks { seed: u64, walks: u32, length: u32 },
    /// Level by level, but of each level only so many states are gone on from: drawn by chance, as
    /// many from each stratum. Gets deep where a space is too large. Says nothing about the rest.
    Beam { seed: u64, width: u32 },
}

/// Where the search stops though there is more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The most states that are told apart.
    pub states: u32,
    /// States at this depth are not gone beyond; one to start from has depth 1.
    pub depth: u32,
    /// Stops with the first broken promise.
    pub first: bool,
}

impl Limits {
    pub const NONE: Limits = Limits {
        states: Index::MAX - 2,
        depth: u32::MAX,
        first: false,
    };
}

/// What a search that is done has covered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Covered {
    /// Everything that can happen within the budgets.
    All,
    /// It stopped with the first finding, as it was told to.
    ToFirst,
    /// No more states were to be told apart: there are more.
    States,
    /// There are states further away than it was to go.
    Depth,
    /// Chance decided what it looked at.
    Chance,
}

/// How far a search has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    pub unique: u32,
    /// States reached, each as often as it was, those to start from included.
    pub generated: u64,
    pub depth: u32,
    pub done: bool,
    /// It is done and nothing was left out: neither states nor depth nor chance cut it short.
    pub complete: bool,
}

/// A promise that is broken, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Finding {
    pub promise: Promise,
    /// The state, whose way is [`Explorer::way_to`]; `None` for what was reached nowhere.
    pub state: Option<Index>,
}

/// A search under way.
#[derive(Debug)]
pub struct Explorer<M: Model> {
    model: M,
    promises: Vec<Promise>,
    findings: Vec<Finding>,
    /// For each promise of the kind `Sometimes`, whether it was seen to hold.
    reached: Vec<bool>,
    limits: Limits,
    ground: Ground,
    /// The state that is looked at.
    here: Vec<u8>,
    done: bool,
}

impl<M: Model> Explorer<M> {
    pub fn new(mut model: M, order: Order, limits: Limits) -> Explorer<M> {
        let promises = model.promises();
        assert!(promises.len() <= 32, "a bit each");
        assert!(
            limits.states > 0 && limits.depth > 0,
            "one state is looked at"
        );
        let ground = Ground::new(order, limits, model.start());
        Explorer {
            reached: vec![false; promises.len()],
            findings: Vec::new(),
            model,
            promises,
            limits,
            ground,
            here: Vec::new(),
            done: false,
        }
    }

    /// Looks at so many more states, or at as many as there are.
    pub fn run(&mut self, states: u64) -> Progress {
        for _ in 0..states {
            if self.done || !self.look_at_next() {
                self.finish();
                break;
            }
        }
        self.progress()
    }

    pub fn progress(&self) -> Progress {
        Progress {
            unique: self.ground.seen.len() as u32,
            generated: self.ground.generated,
            depth: self.ground.depth,
            done: self.done,
            complete: self.done && self.ground.cut.is_none(),
        }
    }

    /// What has been covered, once it is done.
    pub fn covered(&self) -> Option<Covered> {
        self.done.then_some(match self.ground.cut {
            None => Covered::All,
            Some(why) => why,
        })
    }

    /// What was found so far, in the order it was found; once for each promise.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub fn model(&self) -> &M {
        &self.model
    }

    /// The same for all searches that saw the same states.
    pub fn digest(&self) -> Print {
        self.ground.seen.digest()
    }

    /// The most memory that states took, those seen and those waiting.
    pub fn bytes(&self) -> usize {
        self.ground.bytes()
    }

    /// How many states were found and not looked at yet; of walks, how many are still to be made.
    pub fn waiting(&self) -> usize {
        self.ground.waiting()
    }

    /// What happens on the way to a state, found by walking it again. After that the model looks at
    /// the state.
    pub fn way_to(&mut self, state: Index) -> Vec<M::Choice> {
        let way = self.ground.seen.way_to(state);
        let mut choices = Vec::with_capacity(way.len() - 1);
        let mut here = Vec::new();
        for (steps, &index) in way.iter().enumerate() {
            let print = self.ground.seen.print(index);
            if steps == 0 {
                let starts = self.model.start();
                let start = starts.into_iter().find(|start| start.0 == print);
                here = start.expect("the way begins at a start").1;
                continue;
            }
            let mut sought = Sought { print, found: None };
            self.model.look(&here);
            self.model.expand(&mut sought);
            let (choice, state) = sought.found.expect("it was found on this way before");
            choices.push(choice);
            here = state;
        }
        assert_eq!(choices.len() + 1, way.len(), "a choice between any two");
        self.model.look(&here);
        choices
    }

    /// The way to where a promise is broken, without steps that it can do without.
    pub fn way_of(&mut self, finding: Finding) -> Option<Vec<M::Choice>> {
        let way = self.way_to(finding.state?);
        if finding.promise.kind == Kind::Sometimes {
            return Some(way);
        }
        let place = self.promises.iter().position(|p| *p == finding.promise);
        let place = place.expect("a finding is about a promise of the model");
        Some(shrink(&mut self.model, finding.promise.kind, place, way))
    }

    fn look_at_next(&mut self) -> bool {
        let model = &self.model;
        let next = self
            .ground
            .next(&mut self.here, |state| model.stratum(state));
        let Some((index, depth)) = next else {
            return false;
        };
        self.ground.depth = self.ground.depth.max(depth);
        self.model.look(&self.here);
        self.judge(index);
        if self.limits.first && !self.findings.is_empty() {
            self.ground.cut = Some(Covered::ToFirst);
            return false;
        }
        (self.ground.from, self.ground.from_depth) = (index, depth);
        self.ground.successors = 0;
        self.ground.closed = if depth >= self.limits.depth {
            Some(Covered::Depth)
        } else if self.ground.seen.len() >= self.limits.states as usize {
            Some(Covered::States)
        } else {
            None
        };
        self.model.expand(&mut self.ground);
        if self.ground.successors == 0 || self.model.looks_ahead() {
            self.judge_the_end(index);
        }
        true
    }

    fn judge(&mut self, state: Index) {
        let holding = self.model.holding();
        for (place, promise) in self.promises.iter().enumerate() {
            match promise.kind {
                Kind::Always if !holding.has(place) => note(&mut self.findings, *promise, state),
                Kind::Sometimes if holding.has(place) => self.reached[place] = true,
                _ => {}
            }
        }
    }

    fn judge_the_end(&mut self, state: Index) {
        let resting = |promise: &Promise| promise.kind == Kind::Eventually;
        if !self.promises.iter().any(resting) {
            return;
        }
        let holding = self.model.holding_in_the_end();
        for (place, promise) in self.promises.iter().enumerate() {
            if resting(promise) && !holding.has(place) {
                note(&mut self.findings, *promise, state);
            }
        }
    }

    /// Only a search that saw everything may say that something is never reached.
    fn finish(&mut self) {
        if self.done {
            return;
        }
        self.done = true;
        if self.ground.is_by_chance() {
            self.ground.cut.get_or_insert(Covered::Chance);
        }
        if self.ground.cut.is_some() {
            return;
        }
        for promise in self.unreached() {
            self.findings.push(Finding {
                promise,
                state: None,
            });
        }
    }

    /// The promises of the kind `Sometimes` that were not seen to hold anywhere yet.
    pub fn unreached(&self) -> Vec<Promise> {
        let promises = self.promises.iter().zip(&self.reached);
        promises
            .filter(|(promise, reached)| promise.kind == Kind::Sometimes && !**reached)
            .map(|(promise, _)| *promise)
            .collect()
    }
}

/// The first state that breaks a promise stands for all of them.
fn note(findings: &mut Vec<Finding>, promise: Promise, state: Index) {
    if findings.iter().all(|finding| finding.promise != promise) {
        findings.push(Finding {
            promise,
            state: Some(state),
        });
    }
}

/// Looks for the one successor with a fingerprint.
struct Sought<C> {
    print: Print,
    found: Option<(C, Vec<u8>)>,
}

impl<C> Take<C> for Sought<C> {
    fn take(&mut self, choice: C, print: Print, state: impl FnOnce(&mut Vec<u8>)) {
        if print == self.print && self.found.is_none() {
            let mut bytes = Vec::new();
            state(&mut bytes);
            self.found = Some((choice, bytes));
        }
    }
}
