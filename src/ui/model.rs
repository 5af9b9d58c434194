//! What the parts of the page say to each other. Components draw plain data and send back
//! intents; only the root component holds the run and carries intents out.

use std::cell::RefCell;
use std::rc::Rc;

use crate::protocol::ids::{ClientId, Micros, NodeId, NodeSet, Peer};
use crate::run::player::{BranchId, MessageNo, Player};
use crate::sim::action::Action;

/// The run as the root holds it. Only the animation loop and the root borrow it mutably; a
/// component that draws messages borrows it for the time of one drawing.
pub type SharedPlayer = Rc<RefCell<Box<dyn Player>>>;

/// What the inspector shows and commands apply to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Selection {
    #[default]
    Nothing,
    Node(NodeId),
    Client(ClientId),
    Link(Peer, Peer),
    Message(MessageNo),
    /// Several nodes, chosen to be split off.
    Nodes(NodeSet),
}

/// How the stage is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Layout {
    #[default]
    Ring,
    /// As the documents' charts: client over coordinator over the nodes over commit.
    Chart,
}

/// Something a person wants.
#[derive(Clone, PartialEq, Debug)]
pub enum Intent {
    Select(Selection),
    Act(Action),
    TogglePlay,
    Play(bool),
    StepOn,
    StepBack,
    GoToStart,
    GoToEnd,
    GoToTime(Micros),
    GoToStep(u64),
    Lane(BranchId),
    Undo,
    Redo,
    Layout(Layout),
    /// Choosing nodes for a split begins or ends.
    Splitting(bool),
}
