//! What only the whole program does. The small one has `errand_elsewhere.rs` in place of this, which
//! fetches the whole one and passes the errand on.

use std::rc::Rc;

use yew::prelude::*;

use super::App;
use crate::scenario::catalogue::ENTRIES;
use crate::ui::branches::{BranchSheet, BranchesProps, branches};
use crate::ui::diagram::DiagramView;
use crate::ui::el::el;
use crate::ui::help::{HelpProps, help};
use crate::ui::hunt::HuntIntent;
use crate::ui::model::{Errand, Intent, Layout, Tab};
use crate::ui::settings::{SettingsProps, settings};
use crate::ui::share::{ShareProps, share_sheet};
use crate::ui::still::still;

impl App {
    pub(super) fn has_diagram(&self) -> bool {
        self.whole.diagram_open
    }

    /// The large diagram.
    pub(super) fn diagram(&self, on_intent: &Callback<Intent>) -> Html {
        let (stage, lang) = (&self.shown.stage, self.lang);
        html! { <DiagramView handle={self.whole.diagram.clone()} stage={self.stage.clone()} nodes={stage.nodes.len()} clients={stage.clients.len()} {lang} on_intent={on_intent.clone()} /> }
    }

    /// The settings of the run, or of one of two.
    pub(super) fn settings(&self, on_intent: &Callback<Intent>) -> Html {
        let side = self.side;
        let set_up = match &self.beside {
            None => on_intent.clone(),
            Some(_) => on_intent.reform(move |intent| Intent::SetUp(side, Box::new(intent))),
        };
        still(
            settings,
            SettingsProps {
                lang: self.lang,
                scenario: self.setup(),
                spec: self.looked_at().1.spec.clone(),
                bad: self.bad.clone(),
                touched: self.touched,
                on_intent: set_up,
            },
        )
    }

    /// Brings the settings into view when they were asked for.
    pub(super) fn reveal_settings(&mut self) {
        if !std::mem::take(&mut self.whole.reveal) {
            return;
        }
        let document = gloo::utils::document();
        let settings = document
            .query_selector("[data-testid=settings]")
            .ok()
            .flatten();
        if let Some(settings) = settings {
            settings.scroll_into_view();
        }
    }

    /// The dialogs that only this program has.
    pub(super) fn sheets(&self, on_intent: &Callback<Intent>) -> Html {
        let (lang, sharing) = (self.lang, self.whole.share.as_ref());
        el!(=>
            help(&HelpProps { lang, open: self.whole.help, on_intent: on_intent.clone() }),
            share_sheet(&ShareProps { lang, sharing, on_intent: on_intent.clone() }),
            branches(&BranchesProps { lang, sheet: self.whole.branches.as_ref(), player: &**self.player.borrow(), on_intent }),
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
            Errand::Diagram => self.whole.diagram_open = !self.whole.diagram_open,
            Errand::Files => self.show_files(),
            Errand::Branches => self.whole.branches = Some(BranchSheet::default()),
            Errand::Hunt => self.hunt(HuntIntent::Open),
            Errand::Help => self.whole.help = true,
            Errand::Chart => self.layout = Layout::Chart,
            Errand::Settings => {
                self.tab = Tab::Settings;
                self.whole.reveal = true;
            }
            Errand::Story(at) => {
                if let Some(entry) = ENTRIES.get(at) {
                    self.reopen(Rc::new(entry.scenario()));
                }
            }
        }
    }
}
