//! What the page may ask of a run and do to it, whatever the protocol. The page holds a
//! `Box<dyn Player>` and draws what this returns; it never sees a protocol's own types.

use crate::protocol::describe::{Condition, MessageFace, NodeFace, Promise, Scene, Spec, Tone};
use crate::protocol::ids::{ClientId, Micros, NodeId, NodeSet, Peer};
use crate::protocol::op::{Command, Order, Response};
use crate::protocol::say::Say;
use crate::scenario::Scenario;
pub use crate::scenario::tree::Moment;
#[cfg(feature = "every-protocol")]
use crate::scenario::tree::Tree;
#[cfg(feature = "every-protocol")]
use crate::sim::action::Intervention;
use crate::sim::action::{Action, LinkTrouble, MessageKey};
pub use crate::sim::sink::{Fate, Loss};

/// One line of history. Branch 0 is the one that the scenario's plan makes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct BranchId(pub u32);

/// A branch as a lane of the timeline.
#[derive(Clone, PartialEq, Debug)]
pub struct Lane {
    pub id: BranchId,
    /// From which branch and when it parted; `None` for branch 0.
    pub parent: Option<(BranchId, Moment)>,
    /// What was done to make it, as a sentence.
    pub name: Option<Say>,
    pub end: Moment,
}

/// A message in flight, for the canvas. Where it is follows from the three times.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dot {
    pub message: MessageNo,
    pub from: Peer,
    pub to: Peer,
    /// How far it is, from 0 to 1, at the moment shown.
    pub progress: f32,
    pub tone: Tone,
    /// Index into the table of labels that [`Player::labels`] returns.
    pub label: u16,
    /// Lost here a short while ago: drawn as a cross that fades (1 is fresh, 0 is gone).
    pub lost: Option<f32>,
    /// Waits at the door of a paused node.
    pub waiting: bool,
    pub background: bool,
}

/// A message's number within this run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageNo(pub u32);

/// Everything about one message, for the inspector.
#[derive(Clone, PartialEq, Debug)]
pub struct MessageDetail {
    pub no: MessageNo,
    pub key: MessageKey,
    pub face: MessageFace,
    pub sent: Micros,
    pub due: Micros,
    pub fate: Fate,
    /// The event that sent it.
    pub cause: EventLine,
}

/// One event as a line of text, for the step read-out and the inspector.
#[derive(Clone, PartialEq, Debug)]
pub struct EventLine {
    pub step: u64,
    pub at: Micros,
    pub what: Say,
}

/// A node as the stage needs it.
#[derive(Clone, PartialEq, Debug)]
pub struct NodeDetail {
    pub id: NodeId,
    pub condition: Condition,
    pub face: NodeFace,
    /// Timers that run, by name, and when each is due.
    pub timers: Vec<(Say, Micros)>,
    pub skew_permille: i16,
    /// What an administrator can sensibly tell it now.
    pub orders: Vec<(Say, Order)>,
}

/// A client as the stage needs it.
#[derive(Clone, PartialEq, Debug)]
pub struct ClientDetail {
    pub id: ClientId,
    /// What it waits for, whom it asked last, the how-manieth try it is.
    pub waiting: Option<(Command, NodeId, u32)>,
    /// Requests that wait for their turn.
    pub queued: usize,
    /// What it last learnt of each key.
    pub seen: Vec<Option<u32>>,
}

/// One direction of a link that is not as the network's settings say.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct LinkFault {
    pub from: Peer,
    pub to: Peer,
    pub cut: bool,
    pub trouble: LinkTrouble,
}

/// Everything on the stage but the messages in flight. Changes only when an event happens.
#[derive(Clone, PartialEq, Debug)]
pub struct Stage {
    pub nodes: Vec<NodeDetail>,
    pub clients: Vec<ClientDetail>,
    /// Sorted; only links with something wrong.
    pub faults: Vec<LinkFault>,
    /// The cluster's islands, when cuts part it into more than one: groups of nodes that can
    /// still talk, directly or through others, the largest first.
    pub islands: Vec<NodeSet>,
    pub scene: Scene,
    /// Whether the node that collects votes leads the others.
    pub is_led: bool,
}

impl Stage {
    /// Whether the cuts leave this node outside the largest island.
    pub fn is_cut_off(&self, node: NodeId) -> bool {
        cut_off(&self.islands)
            .iter()
            .any(|island| island.contains(node))
    }
}

/// The islands outside the largest. Of two as large neither is it, so that both are cut off.
pub fn cut_off(islands: &[NodeSet]) -> &[NodeSet] {
    let even = matches!(islands, [first, second, ..] if first.len() == second.len());
    islands.get(usize::from(!even)..).unwrap_or_default()
}

/// How a promise stands at the moment shown.
#[derive(Clone, PartialEq, Debug)]
pub struct PromiseState {
    pub promise: Promise,
    pub standing: Standing,
    /// Why, in a sentence.
    pub why: Say,
    /// The moment it broke, for a jump there. Step 0 where it broke with time and by no event.
    pub broken_at: Option<Moment>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Standing {
    /// Always: not broken so far. Eventually: nothing is owed now.
    Holds,
    /// Owed and still possible, or a sometimes that has not been seen.
    Pending,
    /// Eventually, and not possible before something heals.
    Waits,
    /// Sometimes: seen.
    Reached,
    Broken,
}

impl Standing {
    /// A word for files and attributes; never shown as it is.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Holds => "holds",
            Standing::Pending => "pending",
            Standing::Waits => "waits",
            Standing::Reached => "reached",
            Standing::Broken => "broken",
        }
    }
}

/// One operation as a client saw it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Seen {
    pub client: ClientId,
    pub number: u32,
    pub command: Command,
    pub asked: Micros,
    pub answered: Option<(Micros, Response)>,
    /// It is one of those that contradict each other.
    pub clashes: bool,
}

/// A message as an arrow of the space-time diagram.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Arrow {
    pub message: MessageNo,
    pub from: Peer,
    pub to: Peer,
    pub sent: Micros,
    /// When it arrived, was lost, or is due.
    pub end: Micros,
    /// How far it came, from 0 to 1: less than 1 when it was lost on the way.
    pub reach: f32,
    pub lost: bool,
    pub tone: Tone,
    pub background: bool,
}

/// Something to mark on the timeline.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    pub moment: Moment,
    /// On whose line; `None` for the whole cluster.
    pub peer: Option<Peer>,
    pub kind: MarkKind,
    pub what: Say,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum MarkKind {
    Killed,
    Restarted,
    Paused,
    Resumed,
    /// Links were cut or mended, a skew was set: done to the network or a node.
    Fault,
    Healed,
    Asked,
    Decided,
    Answered,
    Leads,
    /// A promise broke here.
    Broke,
    GaveUp,
    /// An administrator told a node something.
    Ordered,
}

/// A time during which something was wrong, for a band over the timeline.
#[derive(Clone, PartialEq, Debug)]
pub struct Band {
    pub from: Micros,
    /// `None` while it lasts.
    pub to: Option<Micros>,
    pub peer: Option<Peer>,
    pub what: Say,
}

/// What lies between two times, for the diagram in the footer.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Timeline {
    pub arrows: Vec<Arrow>,
    pub marks: Vec<Mark>,
    pub bands: Vec<Band>,
}

/// What is kept of a run. When there is more than the most, the oldest goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Of all branches; what branches have in common counts for each.
    pub events: usize,
    pub most: usize,
    /// About so many bytes.
    pub bytes: usize,
    /// So many events of the branch shown were let go.
    pub gone: u64,
}

/// A run that a person can watch, move about in and act on.
pub trait Player {
    /// The scenario with everything that was done on the branch shown: as it must be shared.
    fn scenario(&self) -> Scenario;
    fn spec(&self) -> Spec;

    /// Grows with everything that changes what is shown, except the mere passing of time.
    fn revision(&self) -> u64;
    fn moment(&self) -> Moment;
    /// As far as the branch shown has been run.
    fn end(&self) -> Moment;
    /// What is older was thinned out; `Micros::ZERO` when nothing was.
    fn beginning(&self) -> Moment;
    /// The time of the event that comes next, if any will.
    fn next_event_at(&self) -> Option<Micros>;
    /// The event of this number on the branch shown, if it is kept; the first is 0.
    fn event(&self, step: u64) -> Option<EventLine>;
    /// The oldest event that is kept.
    fn first_step(&self) -> u64;
    /// The event that led to the moment shown.
    fn last_event(&self) -> Option<EventLine>;

    /// Plays on to a time: replays what has been run, and runs on from there.
    fn advance_to(&mut self, at: Micros);
    /// Goes to a time that has been run, or to the end.
    fn go_to_time(&mut self, at: Micros);
    /// Goes to the moment right after an event; the clock shows that event's time.
    fn go_to_step(&mut self, step: u64);
    /// Goes to where a promise broke.
    fn go_to_break(&mut self, moment: Moment) {
        match moment.step {
            0 => self.go_to_time(moment.at),
            step => self.go_to_step(step),
        }
    }
    /// One event on, running it if it has not been run.
    fn step_on(&mut self);
    fn step_back(&mut self);

    /// Does something now. In the past this starts a branch, and the old future stays as a lane.
    /// What cannot be done (killing a dead node) is refused with a sentence and changes nothing.
    fn act(&mut self, action: Action) -> Result<(), Say> {
        self.act_together(&[action])
    }
    /// Does several things now, which one undo takes back, up to the first that is refused.
    fn act_together(&mut self, actions: &[Action]) -> Result<(), Say>;
    /// Starts a branch from a time of the branch shown, on which all of this plan is done and nothing
    /// that was planned or done later, and shows its beginning. It is run until a time and called by
    /// these words, and one undo takes all of it back.
    #[cfg(feature = "every-protocol")]
    fn graft(
        &mut self,
        between: (Micros, Micros),
        plan: &[Intervention],
        words: String,
    ) -> Result<(), Say>;
    /// Takes the last thing done back by going to where it was done, on the branch without it. Says
    /// why not when there is nothing to take back or no room for another branch, and moves nothing.
    fn undo(&mut self) -> Result<(), Say>;
    fn redo(&mut self) -> bool;

    fn lanes(&self) -> Vec<Lane>;
    fn lane(&self) -> BranchId;
    fn switch_lane(&mut self, branch: BranchId);
    /// The run with all its branches and what was done by hand, as the small program passes it on.
    fn loose_link(&self) -> String;
    /// The run with all its branches, as it must be shared to keep them.
    #[cfg(feature = "every-protocol")]
    fn tree(&self) -> Tree;
    /// Gives a branch a name, or, with nothing but space, the one it has by itself.
    #[cfg(feature = "every-protocol")]
    fn call_lane(&mut self, branch: BranchId, words: &str) -> Result<(), Say>;
    /// Deletes a branch that no other one left; the first stays for ever.
    #[cfg(feature = "every-protocol")]
    fn remove_lane(&mut self, branch: BranchId) -> Result<(), Say>;
    /// Brings back the branch that was deleted last; false when there is none.
    #[cfg(feature = "every-protocol")]
    fn bring_back_lane(&mut self) -> bool;

    fn stage(&self) -> Stage;
    /// The messages to draw at the moment shown, into a list that is reused.
    fn dots(&self, dots: &mut Vec<Dot>);
    /// The labels that dots point at.
    fn labels(&self) -> std::cell::Ref<'_, [Say]>;
    fn message(&self, no: MessageNo) -> Option<MessageDetail>;
    fn promises(&self) -> Vec<PromiseState>;
    /// What the clients saw up to the moment shown, the newest last, at most so many.
    fn history(&self, at_most: usize) -> Vec<Seen>;
    /// The message that brought a client the answer to its request of this number, when it has
    /// come by the moment shown.
    fn answer_to(&self, client: ClientId, number: u32) -> Option<MessageNo>;
    /// What happened (and is known to be due) between two times.
    fn timeline(&self, from: Micros, to: Micros) -> Timeline;
    /// The same with every event and what each message goes between.
    #[cfg(feature = "every-protocol")]
    fn spacetime(&self, from: Micros, to: Micros) -> super::spacetime::Spacetime;
    /// What may have led to an event, and what may have followed; `None` for what happened to
    /// nobody in particular. The first event is 0.
    #[cfg(feature = "every-protocol")]
    fn causes(&self, step: u64) -> Option<super::spacetime::Causes>;

    /// The same for equal runs on any machine.
    fn hash(&self) -> u64;
    fn kept(&self) -> Kept;
}
