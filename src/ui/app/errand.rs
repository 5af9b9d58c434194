//! What only the whole program does. The small one has `errand_elsewhere.rs` in place of this, which
//! fetches the whole one and passes the errand on.

use std::rc::Rc;

use gloo::utils::window;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use super::{App, Msg};
use crate::say;
use crate::scenario::catalogue::ENTRIES;
use crate::ui::branches::{BranchesProps, branches};
use crate::ui::crash;
use crate::ui::diagram::DiagramView;
use crate::ui::el::el;
use crate::ui::hunt::HuntIntent;
use crate::ui::model::{Errand, Intent};
use crate::ui::share::{ShareProps, share_dialog};
use crate::ui::toast::ToastKind;

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
        let lang = self.lang;
        let link = self.share.clone().map(AttrValue::from);
        el!(=>
            share_dialog(&ShareProps { lang, link, on_intent: on_intent.clone() }),
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

    fn share(&mut self) {
        let link = self.share_in_address();
        // Without a secure context there is no clipboard, and asking for it fails.
        if !window().is_secure_context() {
            self.share = Some(link);
            return;
        }
        let copied = JsFuture::from(window().navigator().clipboard().write_text(&link));
        let scope = self.scope.clone();
        spawn_local(async move {
            let done = copied.await.is_ok();
            if !crash::is_dead() {
                scope.send_message(Msg::Copied(link, done));
            }
        });
    }

    /// Whether the browser let the link be copied.
    pub(super) fn copied(&mut self, link: String, done: bool) {
        if done {
            self.toasts.add(ToastKind::Info, say!("toast.copied"), None);
        } else {
            self.share = Some(link);
        }
    }
}
