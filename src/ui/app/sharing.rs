//! Sharing the moment shown: which link, and whether it has been copied.

use super::{App, Msg};
use crate::scenario::link;
use crate::ui::address::{self, Address};
use crate::ui::model::ShareIntent;
use crate::ui::share::{Copied, Sharing};
use crate::ui::{clipboard, crash};

impl App {
    /// Opens the sheet with a link to this very moment, which is copied at once.
    pub(super) fn share(&mut self) {
        self.playing = false;
        let address = self.address();
        let player = self.player.borrow();
        let branches = player.lanes().len();
        let alone = link::encode_run(&player.tree().alone());
        drop(player);
        self.whole.share = Some(Sharing {
            address: Address {
                lang: Some(self.lang),
                layout: Some(self.layout),
                ..address
            },
            alone,
            branches,
            with_branches: true,
            with_lang: true,
            with_layout: true,
            large: false,
            copied: Copied::NotYet,
        });
        self.copy_link();
    }

    pub(super) fn carry_out_share(&mut self, intent: ShareIntent) {
        let Some(sharing) = &mut self.whole.share else {
            return;
        };
        match intent {
            ShareIntent::Branches(with) => sharing.with_branches = with,
            ShareIntent::Lang(with) => sharing.with_lang = with,
            ShareIntent::Layout(with) => sharing.with_layout = with,
            ShareIntent::Large(large) => sharing.large = large,
            ShareIntent::Copy => return self.copy_link(),
            ShareIntent::Close => {
                self.whole.share = None;
                return;
            }
        }
        if !matches!(intent, ShareIntent::Large(_)) {
            // What is in the clipboard is no longer what is shown.
            sharing.copied = Copied::NotYet;
            address::show(&sharing.link());
        }
    }

    /// Puts the link that is shown into the clipboard and the address bar.
    fn copy_link(&mut self) {
        let Some(sharing) = &self.whole.share else {
            return;
        };
        let link = sharing.link();
        address::show(&link);
        let scope = self.scope.clone();
        clipboard::copy(&link.clone(), move |done| {
            if !crash::is_dead() {
                scope.send_message(Msg::Copied(link, done));
            }
        });
    }

    /// Whether the browser let the link be copied.
    pub(super) fn copied(&mut self, link: &str, done: bool) {
        if let Some(sharing) = self
            .whole
            .share
            .as_mut()
            .filter(|sharing| sharing.link() == link)
        {
            sharing.copied = if done { Copied::Done } else { Copied::Refused };
        }
    }
}
