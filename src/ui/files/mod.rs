//! Files: opening and saving scenarios, and everything that a run can be made into. Only the whole
//! program has this.

pub mod canvas;
mod controls;
pub mod deliver;
mod film;
pub mod output;
mod preview;
pub mod sheet;

use std::rc::Rc;

use yew::Callback;

use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::run;
use crate::run::expect::unmet;
use crate::run::player::Player;
use crate::scenario::Scenario;
use crate::scenario::file::ScenarioFile;
use crate::ui::ahead::run_on;

/// What the root keeps about files.
pub struct Files {
    /// Made once: what is drawn from an equal callback is not drawn again.
    pub on_files: Callback<FilesIntent>,
    /// The sheet is open.
    pub open: bool,
    /// Why the last file was refused, until another is tried.
    pub refused: Option<Say>,
    /// The file that the run was opened from.
    pub opened: Option<Opened>,
    /// A file is held over the page.
    pub held_over: bool,
    /// The browser's list of files, kept as long as somebody may choose from it.
    pub chooser: Option<deliver::Chooser>,
}

impl Files {
    pub fn new(on_files: Callback<FilesIntent>) -> Files {
        Files {
            on_files,
            open: false,
            refused: None,
            opened: None,
            held_over: false,
            chooser: None,
        }
    }
}

/// A file that is on the stage.
#[derive(Clone)]
pub struct Opened {
    pub file: Rc<ScenarioFile>,
    /// What is not as the file expects, if it expects anything.
    pub unmet: Option<Vec<Say>>,
}

/// A run once more from its beginning to a time, unless that takes so long that one would notice.
fn again(scenario: &Scenario, until: Micros) -> Option<Box<dyn Player>> {
    let mut player = run::open(scenario).ok()?;
    run_on(&mut *player, until).then_some(player)
}

impl Opened {
    pub fn new(file: ScenarioFile) -> Opened {
        let unmet = file.expect.as_ref().and_then(|expect| {
            let mut player = again(&file.scenario(), expect.until)?;
            Some(unmet(&mut *player, expect))
        });
        Opened {
            file: Rc::new(file),
            unmet,
        }
    }
}

/// What a person does with files.
#[derive(Clone, PartialEq, Debug)]
pub enum FilesIntent {
    Close,
    /// Shows the browser's list of files.
    Choose,
    /// A file was chosen or dropped, and read.
    Read(Rc<[u8]>),
    /// It could not be.
    Refused(Say),
    /// A file is held over the page, or no longer.
    HeldOver(bool),
    /// Saves the scenario at once.
    Save,
    /// Something was copied to the clipboard, or could not be.
    Copied(bool),
}
