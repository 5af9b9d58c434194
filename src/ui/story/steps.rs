//! The steps of the opening story, and what counts as having done each. Nothing here knows the
//! answers: a step is done, and a guess right or wrong, by what the run shows.

use crate::protocol::describe::{Condition, VerdictKind};
use crate::protocol::ids::{ClientId, Micros, NodeSet};
use crate::protocol::op::{Command, Key};
use crate::run::player::{Seen, Stage};
use crate::sim::action::{Action, Intervention};

/// What the story looks at.
#[derive(Clone, PartialEq, Debug)]
pub struct Facts {
    pub up: NodeSet,
    pub down: NodeSet,
    /// How many were down at once, when it was most.
    pub most_down: u8,
    /// How many votes the quorum being collected needs.
    pub need: Option<u8>,
    pub kind: VerdictKind,
    /// Nothing says that votes suffice: a request was tried, or there is nobody to try it.
    pub tried: bool,
    pub islands: Vec<NodeSet>,
    pub answered: usize,
    pub waiting: usize,
    /// What became of the newest request that was asked since the last fault.
    pub fresh: Option<Fresh>,
    pub next_value: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fresh {
    Waiting,
    Answered,
}

impl Facts {
    pub fn of(stage: &Stage, history: &[Seen], plan: &[Intervention], now: Micros) -> Facts {
        let with = |up: bool| {
            let nodes = stage.nodes.iter();
            nodes
                .filter(|node| (node.condition != Condition::Down) == up)
                .map(|node| node.id)
                .collect()
        };
        let faults = plan
            .iter()
            .filter(|done| done.at <= now && is_fault(done.action));
        let last_fault = faults.map(|done| done.at).max().unwrap_or_default();
        let fresh = history.iter().rev().find(|seen| seen.asked >= last_fault);
        let answered = history
            .iter()
            .filter(|seen| seen.answered.is_some())
            .count();
        Facts {
            up: with(true),
            down: with(false),
            most_down: most_down(plan, now),
            need: stage.scene.tally.as_ref().map(|tally| tally.need),
            kind: stage.scene.verdict.kind,
            tried: stage.scene.tally.as_ref().is_none_or(|tally| !tally.met()),
            islands: stage.islands.clone(),
            answered,
            waiting: history.len() - answered,
            fresh: fresh.map(|seen| match seen.answered {
                Some(_) => Fresh::Answered,
                None => Fresh::Waiting,
            }),
            next_value: next_value(history, plan),
        }
    }

    /// Whether all are running, in two parts, one of which is just a majority.
    fn is_split_as_asked(&self) -> bool {
        let sizes: Vec<u8> = self.islands.iter().map(|part| part.len()).collect();
        self.down.is_empty() && matches!(sizes[..], [large, small] if large == small + 1)
    }
}

/// How many nodes were down at once by now, when it was most.
fn most_down(plan: &[Intervention], now: Micros) -> u8 {
    let (mut down, mut most) = (NodeSet::EMPTY, 0);
    for done in plan.iter().filter(|done| done.at <= now) {
        match done.action {
            Action::Kill(node) => {
                down.insert(node);
            }
            Action::Restart(node) => {
                down.remove(node);
            }
            _ => {}
        }
        most = most.max(down.len());
    }
    most
}

/// Whether an action changes who can talk to whom.
fn is_fault(action: Action) -> bool {
    matches!(
        action,
        Action::Kill(_)
            | Action::Restart(_)
            | Action::Pause(_)
            | Action::Resume(_)
            | Action::Cut { .. }
            | Action::Mend { .. }
            | Action::Split(_)
            | Action::Isolate(_)
            | Action::HealAll
    )
}

/// One more than the largest value that was ever asked for.
pub fn next_value(history: &[Seen], plan: &[Intervention]) -> u32 {
    let seen = history.iter().map(|seen| seen.command);
    let planned = plan.iter().filter_map(|done| match done.action {
        Action::Request { command, .. } => Some(command),
        _ => None,
    });
    let values = seen.chain(planned).filter_map(|command| match command {
        Command::Write { value, .. } | Command::Swap { to: value, .. } => Some(value),
        Command::Read { .. }
        | Command::Append { .. }
        | Command::Nothing
        | Command::Members { .. } => None,
    });
    values.max().unwrap_or(0).saturating_add(1)
}

/// One step.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step {
    pub id: &'static str,
    pub title: &'static str,
    pub body: &'static str,
    /// The question, and its options in order.
    pub ask: &'static str,
    pub options: &'static [&'static str],
    /// The label of the button that does what the step asks for.
    pub doing: Option<&'static str>,
}

pub const STEPS: [Step; 5] = [
    Step {
        id: "commit",
        title: "story.commit.title",
        body: "story.commit.body",
        ask: "story.commit.ask",
        options: &["story.two", "story.three", "story.five"],
        doing: None,
    },
    Step {
        id: "minority",
        title: "story.minority.title",
        body: "story.minority.body",
        ask: "story.minority.ask",
        options: &["story.yes", "story.no"],
        doing: Some("story.minority.doing"),
    },
    Step {
        id: "majority",
        title: "story.majority.title",
        body: "story.majority.body",
        ask: "story.majority.ask",
        options: &["story.yes", "story.no"],
        doing: Some("story.majority.doing"),
    },
    Step {
        id: "return",
        title: "story.return.title",
        body: "story.return.body",
        ask: "story.return.ask",
        options: &["story.return.answered", "story.return.lost"],
        doing: Some("story.return.doing"),
    },
    Step {
        id: "split",
        title: "story.split.title",
        body: "story.split.body",
        ask: "story.split.ask",
        options: &[
            "story.split.larger",
            "story.split.smaller",
            "story.split.neither",
        ],
        doing: Some("story.split.doing"),
    },
];

/// How a step came out: which option was true, and a sentence on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outcome {
    pub truth: usize,
    pub text: &'static str,
}

/// The sentences of outcomes.
pub const OUTCOMES: [&str; 8] = [
    "story.commit.done",
    "story.minority.done",
    "story.minority.blocked",
    "story.majority.answered",
    "story.majority.done",
    "story.return.done",
    "story.split.done",
    "story.split.blocked",
];

/// The outcome of a step, once the run shows it.
pub fn outcome(step: usize, facts: &Facts) -> Option<Outcome> {
    let out = |truth, text| Some(Outcome { truth, text });
    let stuck = facts.kind == VerdictKind::Blocked && facts.waiting > 0 && facts.tried;
    match STEPS.get(step)?.id {
        "commit" if facts.answered > 0 => match facts.need? {
            2 => out(0, "story.commit.done"),
            3 => out(1, "story.commit.done"),
            5 => out(2, "story.commit.done"),
            _ => None,
        },
        "minority" if facts.down.len() == 2 => match facts.fresh {
            Some(Fresh::Answered) => out(0, "story.minority.done"),
            _ if stuck => out(1, "story.minority.blocked"),
            _ => None,
        },
        "majority" if facts.down.len() >= 3 => match facts.fresh {
            Some(Fresh::Answered) => out(0, "story.majority.answered"),
            _ if stuck => out(1, "story.majority.done"),
            _ => None,
        },
        "return" if facts.most_down >= 3 && facts.down.len() <= 2 && facts.waiting == 0 => {
            out(0, "story.return.done")
        }
        "split" if facts.is_split_as_asked() => match facts.fresh {
            Some(Fresh::Answered) => out(0, "story.split.done"),
            _ if stuck => out(2, "story.split.blocked"),
            _ => None,
        },
        _ => None,
    }
}

/// What is not as the step's question has it, when somebody does it in another way.
pub fn amiss(step: usize, facts: &Facts) -> Option<&'static str> {
    match STEPS.get(step)?.id {
        "minority" if facts.down.len() > 2 => Some("story.minority.amiss"),
        "split" if facts.islands.len() > 1 && !facts.is_split_as_asked() => {
            Some("story.split.amiss")
        }
        _ => None,
    }
}

/// Whether somebody went on to a step without pressing a button.
pub fn begun(step: usize, facts: &Facts) -> bool {
    match STEPS.get(step).map(|step| step.id) {
        Some("minority") => !facts.down.is_empty(),
        Some("majority") => facts.down.len() >= 3,
        Some("split") => facts.islands.len() > 1,
        _ => false,
    }
}

/// What the step asks for, as actions that are possible now.
pub fn doing(step: usize, facts: &Facts) -> Vec<Action> {
    let mut actions = Vec::new();
    let restart = |actions: &mut Vec<Action>, left: u8| {
        let back = facts.down.len().saturating_sub(left);
        let back = facts.down.iter().take(usize::from(back));
        back.for_each(|node| actions.push(Action::Restart(node)));
    };
    let id = STEPS.get(step).map_or("", |step| step.id);
    match id {
        "minority" | "majority" => {
            let wanted = if id == "minority" { 2 } else { 3 };
            if id == "minority" {
                restart(&mut actions, wanted);
            }
            let missing = wanted - facts.down.len().min(wanted);
            let victims = facts.up.len().saturating_sub(missing);
            // The last ones: the first leads.
            let victims = facts.up.iter().skip(usize::from(victims));
            victims.for_each(|node| actions.push(Action::Kill(node)));
        }
        "return" => restart(&mut actions, 2),
        "split" => {
            let all = facts.up.union(facts.down);
            let far: NodeSet = all.iter().skip(usize::from(all.len() / 2) + 1).collect();
            if facts.islands.len() > 1 {
                actions.push(Action::HealAll);
            }
            restart(&mut actions, 0);
            actions.push(Action::Split(far));
        }
        _ => return actions,
    }
    let waits = id == "return" || (id == "majority" && facts.waiting > 0);
    if !waits {
        actions.push(Action::Request {
            client: ClientId(0),
            node: None,
            command: Command::Write {
                key: Key(0),
                value: facts.next_value,
            },
        });
    }
    actions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::NodeId;

    fn facts(down: &[u8], kind: VerdictKind) -> Facts {
        let down: NodeSet = down.iter().copied().map(NodeId).collect();
        Facts {
            up: NodeSet::all(5).difference(down),
            down,
            most_down: down.len(),
            need: Some(3),
            kind,
            tried: true,
            islands: vec![NodeSet::all(5)],
            answered: 1,
            waiting: 0,
            fresh: None,
            next_value: 8,
        }
    }

    #[test]
    fn a_step_is_done_by_what_the_run_shows() {
        let mut now = facts(&[3, 4], VerdictKind::Working);
        assert_eq!(outcome(1, &now), None);
        now.fresh = Some(Fresh::Answered);
        assert_eq!(outcome(1, &now).map(|out| out.truth), Some(0));
        let mut now = facts(&[2, 3, 4], VerdictKind::Blocked);
        assert_eq!(outcome(2, &now), None, "blocked, but nobody asked");
        now.waiting = 1;
        assert_eq!(outcome(2, &now).map(|out| out.truth), Some(1));
    }

    #[test]
    fn a_return_needs_a_majority_that_was_gone() {
        let mut now = facts(&[3, 4], VerdictKind::Idle);
        assert_eq!(outcome(3, &now), None, "nobody has come back");
        now.most_down = 3;
        assert_eq!(outcome(3, &now).map(|out| out.truth), Some(0));
        let plan = [
            Action::Kill(NodeId(1)),
            Action::Kill(NodeId(2)),
            Action::Restart(NodeId(1)),
            Action::Kill(NodeId(3)),
        ];
        let plan: Vec<_> = (0u64..)
            .zip(plan)
            .map(|(at, action)| Intervention {
                at: Micros(at),
                action,
            })
            .collect();
        assert_eq!(most_down(&plan, Micros(9)), 2);
        assert_eq!(
            most_down(&plan, Micros(0)),
            1,
            "what is to come does not count"
        );
    }

    #[test]
    fn too_many_killed_for_the_question_are_brought_back() {
        let now = facts(&[1, 2, 3], VerdictKind::Blocked);
        assert_eq!(outcome(1, &now), None);
        assert_eq!(amiss(1, &now), Some("story.minority.amiss"));
        let actions = doing(1, &now);
        assert_eq!(actions[0], Action::Restart(NodeId(1)));
        assert!(matches!(actions[1..], [Action::Request { .. }]));
    }

    #[test]
    fn only_the_split_that_is_asked_about_is_judged() {
        let halves = |small: &[u8]| {
            let small: NodeSet = small.iter().copied().map(NodeId).collect();
            let large = NodeSet::all(5).difference(small);
            vec![large, small]
        };
        let mut now = facts(&[], VerdictKind::Working);
        now.fresh = Some(Fresh::Answered);
        now.islands = halves(&[3, 4]);
        assert_eq!(outcome(4, &now).map(|out| out.truth), Some(0));
        assert_eq!(amiss(4, &now), None);
        now.islands = halves(&[4]);
        assert_eq!(
            (outcome(4, &now), amiss(4, &now)),
            (None, Some("story.split.amiss"))
        );
        assert_eq!(doing(4, &now)[0], Action::HealAll);
        let mut down = facts(&[2], VerdictKind::Blocked);
        (down.fresh, down.islands) = (Some(Fresh::Answered), halves(&[3, 4]));
        assert_eq!(
            (outcome(4, &down), amiss(4, &down)),
            (None, Some("story.split.amiss"))
        );
    }

    #[test]
    fn the_button_does_only_what_is_missing() {
        let now = facts(&[4], VerdictKind::Idle);
        let actions = doing(1, &now);
        assert_eq!(actions.len(), 2);
        assert_eq!(actions[0], Action::Kill(NodeId(3)));
        let mut now = facts(&[2, 3, 4], VerdictKind::Blocked);
        now.waiting = 1;
        assert_eq!(doing(3, &now), [Action::Restart(NodeId(2))]);
    }
}
