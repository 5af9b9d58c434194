//! "Can this break?": the sheet that asks for a hunt and tells what came of it.
//!
//! [`desk`] is what the page knows of the hunt, [`line`] the wire to its worker, [`at_work`] the other
//! end of that wire: the same program, started in a worker. [`keep`] holds the results over a reload.

pub mod at_work;
pub mod bounds;
pub mod cards;
pub mod desk;
pub mod keep;
pub mod line;
pub mod sheet;
pub mod watch;
pub mod words;

use crate::check::explore::cluster::budgets::Cost;
use crate::hunt::message::FromWorker;

/// What a person or the worker wants of the hunt.
#[derive(Clone, PartialEq, Debug)]
pub enum HuntIntent {
    Open,
    Close,
    /// A change of the bounds.
    Allow(Cost, u8),
    Requests(u8),
    Ahead(bool),
    States(u32),
    Megabytes(u32),
    /// Begins within the bounds shown.
    Begin,
    Pause,
    GoOn,
    Stop,
    /// Back to the bounds, from the moment shown now.
    SetUp,
    /// Begins again, from where it did; with less to take if so wanted.
    Again {
        less: bool,
    },
    /// Plays a finding as a branch.
    Watch(usize),
    /// Goes to the run that the hunt was about.
    GoThere,
    Heard(FromWorker),
    /// The worker has ended by itself, and what it said.
    Died(String),
}
