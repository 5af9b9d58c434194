//! What was found: a promise, the steps to where it is broken, and the same steps with times, played
//! once to see that a run breaks the promise too.

use serde::{Deserialize, Serialize};

use crate::check::explore::Kind;
use crate::check::explore::cluster::flow::let_travel;
use crate::check::explore::cluster::layout::lay_out_so_that;
use crate::check::explore::cluster::planned::Planned;
use crate::check::explore::cluster::{Cluster, Step};
use crate::check::explore::search::{self, Explorer};
use crate::protocol::any::AnyProtocol;
use crate::protocol::ids::{ClientId, Micros, NodeId, Peer};
use crate::protocol::say::Say;
use crate::run::open;
use crate::run::player::Standing;
use crate::say;
use crate::scenario::Scenario;
use crate::sim::action::{Action, Intervention};

/// What is owed is overdue by this time after the last step, if it ever is.
const OVERDUE: Micros = Micros::from_millis(90_000);
const STRIDE: Micros = Micros::from_millis(1_000);

/// A broken promise.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// The name of the promise.
    pub promise: String,
    /// It is not kept in the calm after the last step, rather than broken in that step.
    pub in_the_end: bool,
    pub steps: Vec<StepNote>,
    /// `None` when the steps cannot be given times: clocks and clients do as they do, and the search
    /// left time out.
    pub schedule: Option<Schedule>,
}

/// The steps with times, to be played from the moment at which the search began.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Schedule {
    pub plan: Vec<Intervention>,
    /// When each step happens.
    pub times: Vec<Micros>,
    /// By then the promise is broken, and a run of it has this hash.
    pub until: Micros,
    pub hash: u64,
}

/// A step as something that can be told in any language.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum StepNote {
    Heard(Peer, Peer),
    Lost(Peer, Peer),
    Doubled(Peer, Peer),
    Rang(NodeId),
    Killed(NodeId),
    Restarted(NodeId),
    Paused(NodeId),
    Resumed(NodeId),
    Asked(ClientId),
    AskedAgain(ClientId),
    Cut(NodeId, NodeId),
    Ordered(NodeId),
    /// A unit of time goes by, for everybody but perhaps one.
    TimePassed(Option<NodeId>),
}

impl StepNote {
    fn of(step: &Step<AnyProtocol>) -> StepNote {
        match step {
            Step::Deliver(envelope) => StepNote::Heard(envelope.from, envelope.to),
            Step::Drop(envelope) => StepNote::Lost(envelope.from, envelope.to),
            Step::Duplicate(envelope) => StepNote::Doubled(envelope.from, envelope.to),
            Step::Ring(node, _) => StepNote::Rang(*node),
            Step::Kill(node) => StepNote::Killed(*node),
            Step::Restart(node) => StepNote::Restarted(*node),
            Step::Pause(node) => StepNote::Paused(*node),
            Step::Resume(node) => StepNote::Resumed(*node),
            Step::Begin(client) => StepNote::Asked(*client),
            Step::Retry(client) => StepNote::AskedAgain(*client),
            Step::Cut(from, to) => StepNote::Cut(*from, *to),
            Step::Order(node, _) => StepNote::Ordered(*node),
            Step::Tick(late) => StepNote::TimePassed(*late),
        }
    }

    pub fn say(self) -> Say {
        let peer = |peer: Peer| match peer {
            Peer::Node(node) => say!("peer.node", who = node),
            Peer::Client(client) => say!("peer.client", who = client),
        };
        match self {
            StepNote::Heard(from, to) => {
                say!("hunt.step.heard", from = peer(from), to = peer(to))
            }
            StepNote::Lost(from, to) => say!("hunt.step.lost", from = peer(from), to = peer(to)),
            StepNote::Doubled(from, to) => {
                say!("hunt.step.doubled", from = peer(from), to = peer(to))
            }
            StepNote::Rang(node) => say!("hunt.step.rang", who = node),
            StepNote::Killed(node) => say!("hunt.step.killed", who = node),
            StepNote::Restarted(node) => say!("hunt.step.restarted", who = node),
            StepNote::Paused(node) => say!("hunt.step.paused", who = node),
            StepNote::Resumed(node) => say!("hunt.step.resumed", who = node),
            StepNote::Asked(client) => say!("hunt.step.asked", who = client),
            StepNote::AskedAgain(client) => say!("hunt.step.asked_again", who = client),
            StepNote::Cut(from, to) => say!("hunt.step.cut", from = from, to = to),
            StepNote::Ordered(node) => say!("hunt.step.ordered", who = node),
            StepNote::TimePassed(None) => say!("hunt.step.time"),
            StepNote::TimePassed(Some(node)) => say!("hunt.step.time_late", who = node),
        }
    }
}

/// Makes what a search has found as short as it can be, and lays it out in time.
pub(super) fn finding(
    explorer: &mut Explorer<Cluster<AnyProtocol, Planned>>,
    found: search::Finding,
    scenario: &Scenario,
    from: Micros,
) -> Option<Finding> {
    let way = explorer.way_of(found)?;
    let model = explorer.model();
    let steps: Vec<_> = way.into_iter().map(|choice| model.step(choice)).collect();
    let stage = Stage {
        protocol: model.protocol(),
        clients: model.clients(),
        scenario,
        from,
        promise: found.promise.id,
        in_the_end: found.promise.kind == Kind::Eventually,
    };
    let (asked, schedule) = stage.schedule(&steps).unzip();
    let asked = asked.unwrap_or_default().into_iter();
    Some(Finding {
        promise: found.promise.id.to_owned(),
        in_the_end: stage.in_the_end,
        steps: asked.chain(steps.iter().map(StepNote::of)).collect(),
        schedule,
    })
}

/// Where the steps are played.
struct Stage<'a> {
    protocol: &'a AnyProtocol,
    clients: &'a Planned,
    scenario: &'a Scenario,
    from: Micros,
    promise: &'a str,
    in_the_end: bool,
}

impl Stage<'_> {
    /// The steps with times, and who asks before the first of them.
    fn schedule(&self, steps: &[Step<AnyProtocol>]) -> Option<(Vec<StepNote>, Schedule)> {
        let done = self.scenario.plan.iter().filter(|p| p.at <= self.from);
        let begun = done.count();
        let last = |laid_out: &Scenario| laid_out.plan.last().map_or(self.from, |last| last.at);
        let is_good = |laid_out: &Scenario| {
            self.in_the_end || self.broken_in(laid_out, last(laid_out)).is_some()
        };
        let (protocol, clients) = (self.protocol, self.clients);
        let from = Some(self.from);
        let laid_out = lay_out_so_that(protocol, clients, self.scenario, from, steps, is_good)?;
        let last = last(&laid_out);
        let laid_out = self.asking_no_more_than_needed(laid_out, begun, last);
        let (played, (until, hash)) = self.played(&laid_out, begun, last)?;
        let freezes =
            |action: &Action| matches!(action, Action::Trouble { .. } | Action::Delay { .. });
        let steps = laid_out.plan[begun..].iter();
        let steps: Vec<&Intervention> = steps.filter(|step| !freezes(&step.action)).collect();
        // Where it is a step of the search to ask, it is told as one already.
        let asked = steps.iter().filter_map(|step| match step.action {
            Action::Request { client, .. } if !clients.choose_when => Some(StepNote::Asked(client)),
            _ => None,
        });
        let plan = played.plan[begun..].to_vec();
        let schedule = Schedule {
            times: steps.iter().map(|step| step.at).collect(),
            plan,
            until,
            hash,
        };
        (!schedule.plan.is_empty()).then(|| (asked.collect(), schedule))
    }

    /// The layout as it plays best, and when that breaks the promise and with which hash.
    fn played(
        &self,
        laid_out: &Scenario,
        begun: usize,
        last: Micros,
    ) -> Option<(Scenario, (Micros, u64))> {
        let flowing = let_travel(self.protocol, laid_out, self.from, begun);
        let flowing = flowing.and_then(|flowing| {
            let broken = self.broken_in(&flowing, last)?;
            Some((flowing, broken))
        });
        // In a network that stands still nobody is answered, which says nothing of the end.
        let standing = || {
            let broken = self.broken_in(laid_out, last)?;
            Some((laid_out.clone(), broken))
        };
        flowing.or_else(|| if self.in_the_end { None } else { standing() })
    }

    /// In a search clients may all have asked from the beginning; most of it need not be.
    fn asking_no_more_than_needed(
        &self,
        laid_out: Scenario,
        begun: usize,
        last: Micros,
    ) -> Scenario {
        if self.clients.choose_when {
            return laid_out;
        }
        let mut fewest = laid_out;
        for at in (begun..fewest.plan.len()).rev() {
            if matches!(fewest.plan[at].action, Action::Request { .. }) {
                let mut fewer = fewest.clone();
                fewer.plan.remove(at);
                if self.played(&fewer, begun, last).is_some() {
                    fewest = fewer;
                }
            }
        }
        fewest
    }

    /// When a run of it, the last step of which is at that time, breaks the promise, and the hash of
    /// the run then; `None` when it does not.
    fn broken_in(&self, scenario: &Scenario, last: Micros) -> Option<(Micros, u64)> {
        let mut player = open(scenario).ok()?;
        let mut until = last.plus(Micros(1));
        let patience = if self.in_the_end {
            OVERDUE
        } else {
            Micros::ZERO
        };
        loop {
            player.advance_to(until);
            let states = player.promises();
            let mut broken = states
                .iter()
                .filter(|state| state.standing == Standing::Broken);
            if broken.any(|state| state.promise.id == self.promise) {
                return Some((until, player.hash()));
            }
            if until >= last.plus(patience) {
                return None;
            }
            until = until.plus(STRIDE);
        }
    }
}
