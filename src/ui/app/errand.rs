//! What only the whole program does. The small one has `errand_elsewhere.rs` in place of this, which
//! fetches the whole one and passes the errand on.

use std::rc::Rc;

use yew::prelude::*;

use super::App;
use crate::scenario::catalogue::ENTRIES;
use crate::ui::branches::{BranchesProps, branches};
use crate::ui::diagram::DiagramView;
use crate::ui::el::el;
use crate::ui::hunt::HuntIntent;
use crate::ui::model::{Errand, Intent};
use crate::ui::share::{ShareProps, share_sheet};

impl App {
    pub(super) fn has_diagram(&self) -> bool {
        self.diagram_open
    }

    /// The large diagram.
    pub(super) fn diagram(&self, on_intent: &Callback<Intent>) -> Html {
        let (stage, lang) = (&self.shown.stage, self.lang);
        html! { <DiagramView handle={self.diagram.clone()} stage={self.stage.clone()} nodes={stage.nodes.len()} clients={stage.clients.len()} {lang} on_intent={on_intent.clone()} /> }
    }

    /// The dialogs that only this program has.
    pub(super) fn sheets(&self, on_intent: &Callback<Intent>) -> Html {
        let (lang, sharing) = (self.lang, self.share.as_ref());
        el!(=>
            share_sheet(&ShareProps { lang, sharing, on_intent: on_intent.clone() }),
            branches(&BranchesProps { lang, open: self.branches_open, lanes: self.shown.lanes.to_vec(), shown: self.shown.lane, renaming: self.renaming, deleted: self.deleted, kept: self.player.borrow().kept(), on_intent: on_intent.clone() }),
            self.files_sheet(),
            self.hunt_sheet(on_intent),
        ).html()
    }

    /// What is said over the stage.
    pub(super) fn caption(&self) -> Html {
        el!(=> self.file_caption(), self.hunt_caption()).html()
    }

    /// What a file says it is about, or else the story.
    pub(super) fn story_or(&self, story: impl FnOnce() -> Html) -> Html {
        self.file_story().unwrap_or_else(story)
    }

    pub(super) fn run_errand(&mut self, errand: Errand) {
        match errand {
            Errand::Compare => self.compare(self.beside.is_none()),
            Errand::Share => self.share(),
            Errand::Diagram => self.diagram_open = !self.diagram_open,
            Errand::Files => self.show_files(),
            Errand::Branches => {
                self.branches_open = true;
                self.renaming = None;
                self.deleted = false;
            }
            Errand::Hunt => self.hunt(HuntIntent::Open),
            Errand::Story(at) => {
                if let Some(entry) = ENTRIES.get(at) {
                    self.reopen(Rc::new(entry.scenario()));
                }
            }
        }
    }
}
