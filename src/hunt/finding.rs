//! What was found: a promise, the steps to where it is broken, and the same steps with times, played
//! once to see that a run breaks the promise too.

use serde::{Deserialize, Serialize};

use crate::check::explore::Kind;
use crate::check::explore::cluster::flow::let_travel;
use crate::check::explore::cluster::layout::lay_out_so_that;
use crate::check::explore::cluster::planned::Planned;
use crate::check::explore::cluster::{Cluster, Step};
use crate::check::explore::search::{self, Explorer};
use crate::protocol::Body;
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
    /// When each step of the finding happens.
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
    /// A clock runs so much too fast, or too slowly. No step of a search, which leaves clocks out.
    ClockRuns(NodeId, i16),
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
            StepNote::ClockRuns(node, permille) => {
                let percent = u32::from(permille.unsigned_abs()) / 10;
                if permille > 0 {
                    say!("hunt.step.clock_fast", who = node, percent = percent)
                } else {
                    say!("hunt.step.clock_slow", who = node, percent = percent)
                }
            }
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
    let (begun, schedule) = stage.schedule(&steps).unzip();
    let begun = begun.unwrap_or_default().into_iter();
    Some(Finding {
        promise: found.promise.id.to_owned(),
        in_the_end: stage.in_the_end,
        steps: begun.chain(steps.iter().map(StepNote::of)).collect(),
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

/// Steps with times, and the plan by which a run takes them.
struct Played {
    /// What is done before the first step.
    begun: Vec<Intervention>,
    times: Vec<Micros>,
    plan: Vec<Intervention>,
    until: Micros,
    hash: u64,
}

impl Stage<'_> {
    /// The steps with times, and what is done before the first of them.
    fn schedule(&self, steps: &[Step<AnyProtocol>]) -> Option<(Vec<StepNote>, Schedule)> {
        let fewer = (!self.clients.choose_when).then(|| self.heard(steps));
        let fewer = fewer.and_then(|fewer| self.played(&fewer, steps));
        let best = fewer.or_else(|| self.played(self.clients, steps))?;
        let begun = best.begun.iter().filter_map(|begun| {
            let note = match begun.action {
                Action::Request { client, .. } => StepNote::Asked(client),
                Action::Skew { node, permille } => StepNote::ClockRuns(node, permille),
                _ => return None,
            };
            Some((note, begun.at))
        });
        let (notes, mut times): (Vec<StepNote>, Vec<Micros>) = begun.unzip();
        times.extend(best.times);
        let schedule = Schedule {
            times,
            plan: best.plan,
            until: best.until,
            hash: best.hash,
        };
        (!schedule.plan.is_empty()).then_some((notes, schedule))
    }

    /// The clients without what nobody hears of them. In a search all of them may have asked from the
    /// beginning, which says nothing.
    fn heard(&self, steps: &[Step<AnyProtocol>]) -> Planned {
        let mut clients = self.clients.clone();
        let Ok(mut player) = open(self.scenario) else {
            return clients;
        };
        player.advance_to(self.from);
        let (asked, stage) = (player.history(usize::MAX), player.stage());
        for (detail, script) in stage.clients.iter().zip(&mut clients.scripts) {
            let of_it = asked.iter().filter(|seen| seen.client == detail.id);
            let last = of_it.map(|seen| seen.number).max().unwrap_or(0);
            let before = last as usize + detail.queued;
            let heard = steps.iter().filter_map(|step| match step {
                Step::Deliver(envelope) => match envelope.body {
                    Body::Request { id, .. } if id.client == detail.id => Some(id.number),
                    _ => None,
                },
                _ => None,
            });
            let until = heard.max().unwrap_or(0) as usize;
            script.truncate(until.saturating_sub(before));
        }
        clients
    }

    /// The steps with times as they play best, when these clients ask.
    fn played(&self, clients: &Planned, steps: &[Step<AnyProtocol>]) -> Option<Played> {
        let done = self.scenario.plan.iter().filter(|p| p.at <= self.from);
        let begun = done.count();
        let last = |laid_out: &Scenario| laid_out.plan.last().map_or(self.from, |last| last.at);
        // In a network that stands still nobody is answered, which says nothing of the end.
        let good_for = |laid_out: &Scenario| {
            if self.in_the_end {
                return Some(None);
            }
            self.broken_in(laid_out, last(laid_out)).map(Some)
        };
        let from = Some(self.from);
        let (laid_out, standing) =
            lay_out_so_that(self.protocol, clients, self.scenario, from, steps, good_for)?;
        let last = last(&laid_out.scenario);
        let flowing = let_travel(self.protocol, &laid_out.scenario, self.from, begun);
        let flowing = flowing.and_then(|flowing| Some((self.broken_in(&flowing, last)?, flowing)));
        let ((until, hash), best) = match flowing {
            Some(flowing) => flowing,
            // Nobody who watches sees why, but it is the same.
            None => (standing?, laid_out.scenario),
        };
        Some(Played {
            begun: laid_out.begun,
            times: laid_out.times,
            plan: best.plan[begun..].to_vec(),
            until,
            hash,
        })
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
