//! What a screen reader is told besides the strip: what was chosen, by whatever means, and what was
//! done. The strip alone may say the same after it.

use super::App;
use crate::text::{headline, render};
use crate::ui::bits::peer_name;
use crate::ui::inspect;
use crate::ui::model::Selection;
use crate::ui::stage::{client_name, node_name};

impl App {
    pub(super) fn tell_choice(&mut self) {
        let (lang, selection) = (self.lang, self.selection);
        let (player, shown) = self.looked_at();
        let stage = &shown.stage;
        let words = match selection {
            Selection::Node(id) => {
                let node = stage.nodes.get(id.index());
                node.map(|node| node_name(node, stage, false, lang))
            }
            Selection::Client(id) => {
                let client = stage.clients.get(id.index());
                client.map(|client| client_name(client, lang))
            }
            Selection::Message(no) => player.borrow().message(no).map(|detail| {
                let (from, to) = (detail.key.from, detail.key.to);
                let label = render(&detail.face.label, lang);
                format!(
                    "{label}: {} → {}",
                    peer_name(from, lang),
                    peer_name(to, lang)
                )
            }),
            Selection::Link(..) | Selection::Nodes(_) | Selection::Nothing => None,
        };
        self.told = words.unwrap_or_else(|| inspect::title(selection, lang));
    }

    pub(super) fn tell_deed(&mut self) {
        let event = self.player.borrow().last_event();
        self.told = event.map_or(String::new(), |event| headline(&event.what, self.lang));
    }
}
