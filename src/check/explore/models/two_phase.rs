//! Two-phase commit, as Gray and Lamport specify it ("Consensus on Transaction Commit", 2006):
//! resource managers prepare or abort on their own, and the transaction manager commits when all
//! have prepared, or aborts at any time. Messages are facts that stay: a set that only grows, so
//! that each can be heard any number of times, even by those who have heard it.

use crate::check::explore::print::{Print, Printer};
use crate::check::explore::symmetry::Symmetric;
use crate::check::explore::{Holding, Kind, Model, Promise, Take};

/// So many resource managers at most: their bits fit a word.
pub const RMS_MAX: u8 = 30;

/// The system.
#[derive(Clone, Debug)]
pub struct TwoPhase {
    rms: u8,
    printer: Printer,
    here: State,
}

/// What a resource manager does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
enum Manager {
    #[default]
    Working,
    Prepared,
    Committed,
    Aborted,
}

/// What the transaction manager has decided.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
enum Decision {
    #[default]
    None,
    Commit,
    Abort,
}

/// Commit and abort are said when they are decided and never taken back, so the decision stands
/// for these two messages as well.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct State {
    managers: [Manager; RMS_MAX as usize],
    decision: Decision,
    /// Who has said that it is prepared, and of whom the transaction manager has heard it.
    said: u32,
    heard: u32,
}

/// What happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    Commit,
    Abort,
    HearPrepared(u8),
    Prepare(u8),
    ChooseToAbort(u8),
    HearCommit(u8),
    HearAbort(u8),
}

impl TwoPhase {
    pub fn new(rms: u8) -> TwoPhase {
        assert!(
            (1..=RMS_MAX).contains(&rms),
            "1 to {RMS_MAX} resource managers"
        );
        TwoPhase {
            rms,
            printer: Printer::new(0),
            here: State::default(),
        }
    }

    fn offer(&self, choice: Choice, next: State, take: &mut impl Take<Choice>) {
        let print = self.printer.of(&next);
        take.take(choice, print, |bytes| self.write(&next, bytes));
    }

    fn write(&self, state: &State, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&state.said.to_le_bytes());
        bytes.extend_from_slice(&state.heard.to_le_bytes());
        bytes.push(match state.decision {
            Decision::None => 0,
            Decision::Commit => 1,
            Decision::Abort => 2,
        });
        let managers = &state.managers[..usize::from(self.rms)];
        bytes.extend(managers.iter().map(|manager| *manager as u8));
    }

    fn every(&self, wanted: Manager) -> bool {
        let mut managers = self.here.managers[..usize::from(self.rms)].iter();
        managers.all(|manager| *manager == wanted)
    }
}

/// Nobody asks which resource manager is which.
impl Symmetric for TwoPhase {
    fn representative(&mut self, state: &[u8], to: &mut Vec<u8>) -> Print {
        self.look(state);
        let here = self.here;
        let mut managers: Vec<(Manager, bool, bool)> = (0..usize::from(self.rms))
            .map(|rm| {
                let bit = |word: u32| word >> rm & 1 == 1;
                (here.managers[rm], bit(here.said), bit(here.heard))
            })
            .collect();
        managers.sort_unstable_by_key(|(manager, said, heard)| (*manager as u8, *said, *heard));
        let mut next = State {
            decision: here.decision,
            ..State::default()
        };
        for (rm, (manager, said, heard)) in managers.into_iter().enumerate() {
            next.managers[rm] = manager;
            next.said |= u32::from(said) << rm;
            next.heard |= u32::from(heard) << rm;
        }
        self.write(&next, to);
        self.printer.of(&next)
    }
}

impl Model for TwoPhase {
    type Choice = Choice;

    fn promises(&self) -> Vec<Promise> {
        let promise = |id, kind| Promise { id, kind };
        vec![
            promise("consistent", Kind::Always),
            promise("all_abort", Kind::Sometimes),
            promise("all_commit", Kind::Sometimes),
        ]
    }

    fn start(&mut self) -> Vec<(Print, Vec<u8>)> {
        let (start, mut bytes) = (State::default(), Vec::new());
        self.write(&start, &mut bytes);
        vec![(self.printer.of(&start), bytes)]
    }

    fn look(&mut self, state: &[u8]) {
        let word = |from: usize| {
            let bytes: [u8; 4] = state[from..from + 4].try_into().expect("four bytes");
            u32::from_le_bytes(bytes)
        };
        let mut here = State {
            said: word(0),
            heard: word(4),
            decision: [Decision::None, Decision::Commit, Decision::Abort][usize::from(state[8])],
            ..State::default()
        };
        for (manager, byte) in here.managers.iter_mut().zip(&state[9..]) {
            *manager = [
                Manager::Working,
                Manager::Prepared,
                Manager::Committed,
                Manager::Aborted,
            ][usize::from(*byte)];
        }
        self.here = here;
    }

    fn holding(&mut self) -> Holding {
        let managers = &self.here.managers[..usize::from(self.rms)];
        let split = managers.contains(&Manager::Aborted) && managers.contains(&Manager::Committed);
        Holding::default()
            .and(0, !split)
            .and(1, self.every(Manager::Aborted))
            .and(2, self.every(Manager::Committed))
    }

    fn expand(&mut self, take: &mut impl Take<Choice>) {
        let here = self.here;
        let undecided = here.decision == Decision::None;
        let everybody = (1u32 << self.rms) - 1;
        if undecided && here.heard == everybody {
            let decision = Decision::Commit;
            self.offer(Choice::Commit, State { decision, ..here }, take);
        }
        if undecided {
            let decision = Decision::Abort;
            self.offer(Choice::Abort, State { decision, ..here }, take);
        }
        for rm in 0..self.rms {
            let becomes = |manager: Manager| {
                let mut next = here;
                next.managers[usize::from(rm)] = manager;
                next
            };
            if undecided && here.said >> rm & 1 == 1 {
                let heard = here.heard | 1 << rm;
                self.offer(Choice::HearPrepared(rm), State { heard, ..here }, take);
            }
            if here.managers[usize::from(rm)] == Manager::Working {
                let said = here.said | 1 << rm;
                let next = State {
                    said,
                    ..becomes(Manager::Prepared)
                };
                self.offer(Choice::Prepare(rm), next, take);
                self.offer(Choice::ChooseToAbort(rm), becomes(Manager::Aborted), take);
            }
            match here.decision {
                Decision::Commit => {
                    self.offer(Choice::HearCommit(rm), becomes(Manager::Committed), take);
                }
                Decision::Abort => {
                    self.offer(Choice::HearAbort(rm), becomes(Manager::Aborted), take);
                }
                Decision::None => {}
            }
        }
    }

    fn holding_in_the_end(&mut self) -> Holding {
        Holding::default()
    }
}
