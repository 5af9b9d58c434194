//! What the root keeps of what only the whole program has: its sheets, the large diagram, the page
//! around it.

use yew::Callback;
use yew::html::Scope;

use super::embedded::Embedded;
use super::hunting::Hunting;
use super::{App, Msg, files};
use crate::ui::branches::BranchSheet;
use crate::ui::diagram::DiagramHandle;
use crate::ui::files::Files;
use crate::ui::share::Sharing;

pub(super) struct Whole {
    pub help: bool,
    /// The settings are to be brought into view.
    pub reveal: bool,
    pub share: Option<Sharing>,
    pub files: Files,
    pub embedded: Option<Embedded>,
    pub diagram: DiagramHandle,
    pub diagram_open: bool,
    pub branches: Option<BranchSheet>,
    pub hunting: Hunting,
}

impl Whole {
    pub fn begin(scope: &Scope<App>) -> Whole {
        Whole {
            help: false,
            reveal: false,
            share: None,
            files: Files::new(files::on_files(scope)),
            embedded: Embedded::here(scope),
            diagram: DiagramHandle::default(),
            diagram_open: false,
            branches: None,
            hunting: Hunting::default(),
        }
    }
}

impl App {
    /// Has the parts that only this program has hear of what concerns them.
    pub(super) fn connect(&mut self) {
        // A file dropped on a frame is not for the run in it.
        if self.whole.embedded.is_none() {
            self._listeners.extend(files::listeners(&self.scope));
        }
        let diagram = &self.whole.diagram;
        diagram.on_stale(self.scope.callback(|()| Msg::Stale));
        let diagram = diagram.clone();
        let light = Callback::from(move |target| diagram.light(target));
        self.stage.on_point(light);
    }
}
