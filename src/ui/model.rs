//! What the parts of the page say to each other. Components draw plain data and send back
//! intents; only the root component holds the run and carries intents out.

use std::cell::RefCell;
use std::rc::Rc;

use crate::protocol::describe::Spec;
use crate::protocol::ids::{ClientId, Micros, NodeId, NodeSet, Peer};
use crate::protocol::say::Say;
use crate::run::player::{
    BranchId, EventLine, Lane, MessageNo, Moment, Player, PromiseState, Seen, Stage,
};
use crate::scenario::Scenario;
use crate::sim::action::Action;
use crate::text::Lang;

#[cfg(feature = "every-protocol")]
use super::files::FilesIntent;
#[cfg(feature = "every-protocol")]
use super::hunt::HuntIntent;
use super::pace::Speed;
use super::prefs::Theme;

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

impl Layout {
    pub const ALL: [Layout; 2] = [Layout::Ring, Layout::Chart];

    pub fn other(self) -> Layout {
        match self {
            Layout::Ring => Layout::Chart,
            Layout::Chart => Layout::Ring,
        }
    }

    /// A word for addresses; never shown.
    pub fn word(self) -> &'static str {
        match self {
            Layout::Ring => "ring",
            Layout::Chart => "chart",
        }
    }
}

/// The panels, where there is only room for one of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tab {
    #[default]
    Story,
    Inspect,
    Promises,
    Settings,
    Time,
}

impl Tab {
    pub const ALL: [Tab; 5] = [
        Tab::Story,
        Tab::Inspect,
        Tab::Promises,
        Tab::Settings,
        Tab::Time,
    ];

    /// A word for attributes; never shown.
    pub fn word(self) -> &'static str {
        match self {
            Tab::Story => "story",
            Tab::Inspect => "inspect",
            Tab::Promises => "promises",
            Tab::Settings => "settings",
            Tab::Time => "time",
        }
    }
}

/// Which of two runs, when two are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Side {
    #[default]
    First,
    Second,
}

/// What only the whole program can do. The small one goes and fetches it, with the errand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Errand {
    /// Begins or ends comparing this run with a second one.
    Compare,
    /// Copies a link to this very moment.
    Share,
    /// Opens or closes the large space-time diagram.
    Diagram,
    /// Shows the sheet of files.
    Files,
    /// Opens the sheet of branches.
    Branches,
    /// Asks whether this run can break.
    Hunt,
    /// Opens the sheet of keys.
    Help,
    /// Lays the stage out as a chart.
    Chart,
    /// Shows the settings.
    Settings,
    /// Opens a story of the catalogue, by its place there.
    Story(usize),
}

/// What a person does with the sheet for sharing.
#[cfg(feature = "every-protocol")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShareIntent {
    Copy,
    Close,
    /// What the link is to hold.
    Branches(bool),
    Lang(bool),
    Layout(bool),
    /// Whether the code fills the window.
    Large(bool),
}

/// Something a person wants.
#[derive(Clone, PartialEq, Debug)]
pub enum Intent {
    Select(Selection),
    Act(Action),
    /// Several in one go.
    ActTogether(Vec<Action>),
    TogglePlay,
    Play(bool),
    StepOn,
    StepBack,
    GoToStart,
    GoToEnd,
    GoToTime(Micros),
    GoToStep(u64),
    /// Goes to where a client got its answer, and shows the message that brought it.
    ShowAnswer(ClientId, u32),
    Lane(BranchId),
    #[cfg(feature = "every-protocol")]
    Lanes(LaneIntent),
    Undo,
    Redo,
    Layout(Layout),
    /// Choosing nodes for a split begins or ends.
    Splitting(bool),

    /// Chosen nodes are cut off from the others.
    CutOff,
    /// A client asks for the next write that has not been asked for yet.
    RequestNext,
    /// Chooses the next link of the chosen node, or the one before.
    NextLink {
        back: bool,
    },
    /// Chooses the next message under way, or the one before.
    NextMessage {
        back: bool,
    },
    Speed(Speed),
    /// Whether the pace follows what happens.
    AutoPace(bool),
    Language(Lang),
    /// A link's language, which is not kept.
    #[cfg(feature = "every-protocol")]
    LanguageForNow(Lang),
    Theme(Theme),
    Present(bool),
    #[cfg(feature = "every-protocol")]
    CloseHelp,
    Tab(Tab),
    /// Something that the whole program does.
    Errand(Errand),
    #[cfg(feature = "every-protocol")]
    Files(FilesIntent),
    #[cfg(feature = "every-protocol")]
    Share(ShareIntent),
    /// Starts anew from a changed scenario; refused when its parameters do not fit together.
    Reopen(Rc<Scenario>),
    /// Breaks a rule on purpose, or keeps it again.
    #[cfg(feature = "every-protocol")]
    BreakRule(&'static str, bool),
    /// Starts anew without anything that was done by hand.
    StartAfresh,
    /// Goes back to the run before the last `Reopen`.
    TakeBackReopen,
    /// Chooses something on one of two stages, and that side for the panels.
    SelectOn(Side, Selection),
    /// A change of the settings of one side.
    SetUp(Side, Box<Intent>),
    /// Says that a new version of the page is ready, or takes it.
    TellOfUpdate,
    TakeUpdate,
    CloseToast(u32),
    /// What was asked for cannot be done, and why.
    Refuse(Say),
    Story(StoryIntent),
    #[cfg(feature = "every-protocol")]
    Hunt(HuntIntent),
}

/// What a person does with branches, besides going to them.
#[cfg(feature = "every-protocol")]
#[derive(Clone, PartialEq, Debug)]
pub enum LaneIntent {
    Close,
    /// Begins or ends to change a name.
    Naming(Option<BranchId>),
    Rename(BranchId, String),
    Remove(BranchId),
    /// Brings back the one that was deleted last.
    BringBack,
    Compare(BranchId),
}

/// What a person does with the story.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoryIntent {
    /// Answers the question of the step shown with its nth option.
    Guess(usize),
    /// Wants the answer without guessing.
    Tell,
    /// Does what the step asks for.
    DoIt,
    GoTo(usize),
}

/// Everything the panels draw, taken from the player once for each revision.
#[derive(Clone, PartialEq)]
pub struct Shown {
    pub revision: u64,
    pub moment: Moment,
    pub end: Moment,
    pub last_event: Option<EventLine>,
    pub spec: Rc<Spec>,
    pub stage: Rc<Stage>,
    pub promises: Rc<Vec<PromiseState>>,
    pub history: Rc<Vec<Seen>>,
    pub lanes: Rc<Vec<Lane>>,
    pub lane: BranchId,
}

/// As many operations as the list of what clients saw shows.
const HISTORY_SHOWN: usize = 40;

impl Shown {
    pub fn of(player: &dyn Player) -> Shown {
        let promises = player.promises();
        let mut stage = player.stage();
        stage.scene = crate::view::verdict::weigh(&stage.scene, &promises);
        Shown {
            revision: player.revision(),
            moment: player.moment(),
            end: player.end(),
            last_event: player.last_event(),
            spec: Rc::new(player.spec()),
            stage: Rc::new(stage),
            promises: Rc::new(promises),
            history: Rc::new(player.history(HISTORY_SHOWN)),
            lanes: Rc::new(player.lanes()),
            lane: player.lane(),
        }
    }
}
