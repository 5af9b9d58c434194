//! Carrying out what people want.

#[cfg(feature = "every-protocol")]
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::{App, Msg, focus, listen};
use crate::protocol::ids::{ClientId, NodeSet};
use crate::protocol::op::{Command, Key};
use crate::protocol::say::Say;
use crate::run::player::Player;
use crate::say;
#[cfg(feature = "every-protocol")]
use crate::scenario::link;
use crate::sim::action::Action;
use crate::text::{self, Lang};
use crate::ui::address::{self, Address};
use crate::ui::crash;
use crate::ui::languages;
use crate::ui::model::{Intent, Selection, StoryIntent, Tab};
use crate::ui::prefs;
use crate::ui::story::steps::{Facts, doing};
use crate::ui::toast::ToastKind;
use crate::ui::tools::chosen;

impl App {
    /// True when there is something to draw anew.
    pub(super) fn carry_out(&mut self, intent: Intent) -> bool {
        self.link_is_old = true;
        // What is done goes into the link with the next frame; a scrubber that is dragged is as quick
        // as time.
        if !matches!(intent, Intent::GoToTime(_)) {
            self.link_kept_ms = f64::NEG_INFINITY;
        }
        match intent {
            Intent::Select(selection) => self.select(selection),
            Intent::Act(action) => {
                self.act(&[action]);
            }
            Intent::ActTogether(actions) => {
                self.act(&actions);
            }
            Intent::TogglePlay => self.playing = !self.playing,
            Intent::Play(playing) => self.playing = playing,
            Intent::StepOn => self.travel(|player| player.step_on()),
            Intent::StepBack => self.travel(|player| player.step_back()),
            Intent::GoToStart => self.travel(|player| {
                let beginning = player.beginning().step;
                player.go_to_step(beginning);
            }),
            Intent::GoToEnd => self.travel(|player| {
                let end = player.end().at;
                player.go_to_time(end);
            }),
            Intent::GoToTime(at) => self.travel(|player| player.go_to_time(at)),
            Intent::GoToStep(step) => self.travel(|player| player.go_to_step(step)),
            Intent::ShowAnswer(client, number) => self.show_answer(client, number),
            Intent::Lane(branch) => self.travel(|player| player.switch_lane(branch)),
            #[cfg(feature = "every-protocol")]
            Intent::Lanes(intent) => self.do_with_lanes(intent),
            Intent::Undo => self.undo(),
            Intent::Redo => self.redo(),
            Intent::Layout(layout) => self.layout = layout,
            Intent::Splitting(splitting) => {
                if splitting {
                    focus::leave_for_the_page();
                }
                self.split_mode(splitting);
            }
            Intent::CutOff => self.cut_off(),
            Intent::RequestNext => self.request_next(),
            // While nodes are being chosen for a split, nothing else can be.
            Intent::NextLink { .. } | Intent::NextMessage { .. } if self.splitting => {}
            Intent::NextLink { back } => self.choose_link(back),
            Intent::NextMessage { back } => self.choose_message(back),
            Intent::Speed(speed) => self.pace.speed = speed,
            Intent::AutoPace(automatic) => self.pace.automatic = automatic,
            Intent::Language(lang) => self.speak_in(lang),
            #[cfg(feature = "every-protocol")]
            Intent::LanguageForNow(lang) => self.speak_for_now(lang),
            Intent::Theme(theme) => {
                self.theme = theme;
                prefs::store_theme(theme);
                prefs::apply(self.lang, theme, self.present);
                self.recolour();
            }
            Intent::Present(present) => {
                self.present = present;
                prefs::apply(self.lang, self.theme, present);
            }
            #[cfg(feature = "every-protocol")]
            Intent::CloseHelp => self.whole.help = false,
            Intent::Tab(tab) => self.tab = tab,
            Intent::Errand(errand) => self.run_errand(errand),
            #[cfg(feature = "every-protocol")]
            Intent::Files(intent) => self.do_files(intent),
            #[cfg(feature = "every-protocol")]
            Intent::Share(intent) => self.carry_out_share(intent),
            Intent::Reopen(scenario) => self.reopen(scenario),
            #[cfg(feature = "every-protocol")]
            Intent::BreakRule(id, broken) => self.break_rule(id, broken),
            Intent::StartAfresh => self.reopen(self.base.clone()),
            Intent::TakeBackReopen => self.take_back_reopen(),
            Intent::SelectOn(side, selection) => {
                self.look_at(side, selection);
                self.select(selection);
            }
            Intent::SetUp(side, intent) => self.set_up(side, *intent),
            Intent::TellOfUpdate => {
                let take = Some(("toast.take_update", Intent::TakeUpdate));
                self.toasts.add(ToastKind::Info, say!("toast.update"), take);
            }
            Intent::TakeUpdate => {
                // The link brings the new version back to this very moment.
                self.share_in_address();
                listen::ask_boot("quorate-take-update");
            }
            Intent::CloseToast(id) => self.toasts.close(id),
            Intent::Story(intent) => self.tell(intent),
            #[cfg(feature = "every-protocol")]
            Intent::Hunt(intent) => self.hunt(intent),
            Intent::Refuse(why) => self.toasts.add(ToastKind::Refused, why, None),
        }
        self.refresh();
        true
    }

    /// Changes the language, as soon as its texts are there.
    fn speak_in(&mut self, lang: Lang) {
        if text::knows(lang) {
            self.lang = lang;
            prefs::store_language(lang);
            prefs::apply(lang, self.theme, self.present);
            return;
        }
        let scope = self.scope.clone();
        spawn_local(async move {
            let intent = if languages::learn(lang).await {
                Intent::Language(lang)
            } else {
                Intent::Refuse(say!("toast.no_texts"))
            };
            if !crash::is_dead() {
                scope.send_message(Msg::Do(intent));
            }
        });
    }

    pub(super) fn select(&mut self, selection: Selection) {
        self.selection = selection;
        self.tell_choice();
        // Where only one panel has room, what was chosen is what one wants to see.
        if selection != Selection::Nothing && !self.splitting {
            self.tab = Tab::Inspect;
        }
    }

    /// Does something to the cluster, which one undo takes back; a refusal is told. True when it is
    /// done.
    fn act(&mut self, actions: &[Action]) -> bool {
        let result = self.player.borrow_mut().act_together(actions);
        let done = result.is_ok();
        if done {
            self.after = None;
            self.tell_deed();
        }
        self.tell_refusal(result);
        done
    }

    pub(super) fn tell_refusal(&mut self, done: Result<(), Say>) {
        if let Err(why) = done {
            self.toasts.add(ToastKind::Refused, why, None);
        }
    }

    /// Goes somewhere in time, and stays there.
    pub(super) fn travel(&mut self, go: impl FnOnce(&mut dyn Player)) {
        self.playing = false;
        go(&mut **self.player.borrow_mut());
        self.slow_now = self.player.borrow().moment().at;
    }

    fn show_answer(&mut self, client: ClientId, number: u32) {
        let found = {
            let player = self.looked_at().0.borrow();
            let no = player.answer_to(client, number);
            no.and_then(|no| Some((no, player.message(no)?.due)))
        };
        let Some((no, due)) = found else {
            let why = say!("toast.no_answer_kept");
            return self.toasts.add(ToastKind::Refused, why, None);
        };
        self.travel(|player| player.go_to_time(due));
        self.select(Selection::Message(no));
    }

    fn split_mode(&mut self, splitting: bool) {
        self.splitting = splitting;
        self.selection = if splitting {
            // One that was only looked at is not meant; several were chosen.
            match self.selection {
                Selection::Nodes(_) => self.selection,
                _ => Selection::Nodes(NodeSet::EMPTY),
            }
        } else {
            Selection::Nothing
        };
    }

    fn cut_off(&mut self) {
        let nodes = chosen(self.selection);
        if nodes.is_empty() || usize::from(nodes.len()) >= self.shown.stage.nodes.len() {
            self.toasts
                .add(ToastKind::Refused, say!("toast.choose_some"), None);
            return;
        }
        self.act(&[Action::Split(nodes)]);
        self.split_mode(false);
    }

    fn request_next(&mut self) {
        let client = match self.selection {
            Selection::Client(client) => client,
            _ => ClientId(0),
        };
        let asked = self.act(&[Action::Request {
            client,
            node: None,
            command: Command::Write {
                key: Key(0),
                value: self.next_value,
            },
        }]);
        // Asking is pointless without seeing what comes of it.
        self.playing |= asked;
    }

    /// Where the run is now, as an address.
    pub(super) fn address(&self) -> Address {
        let player = self.player.borrow();
        Address {
            scenario: packed(&**player),
            moment: Some(player.moment()),
            beside: self.beside_link(),
            ..Address::default()
        }
    }

    /// Puts a link to this very moment into the address bar.
    pub(super) fn share_in_address(&self) -> String {
        let link = self.address().link();
        address::show(&link);
        link
    }

    /// A rule is broken or kept: the same run again, with everything that was done in it, so that
    /// one sees what the rule alone changes.
    #[cfg(feature = "every-protocol")]
    fn break_rule(&mut self, id: &'static str, broken: bool) {
        let mut scenario = self.player.borrow().scenario();
        self.shown.spec.forget_hidden(&mut scenario.params);
        scenario.broken_rules.retain(|rule| rule != id);
        if broken {
            scenario.broken_rules.push(id.to_owned());
        }
        self.reopen(Rc::new(scenario));
    }

    fn tell(&mut self, intent: StoryIntent) {
        match intent {
            StoryIntent::Guess(option) => self.story.guess(option),
            StoryIntent::Tell => self.story.tell(),
            StoryIntent::GoTo(step) => {
                self.story.go_to(step);
                self.look();
            }
            StoryIntent::DoIt => {
                let plan = self.player.borrow().scenario().plan;
                let shown = &self.shown;
                let facts = Facts::of(&shown.stage, &shown.history, &plan, shown.moment.at);
                self.playing |= self.act(&doing(self.story.step, &facts));
            }
        }
    }
}

/// The run as a link has it: with its branches, and with what was done by hand, so that whoever opens
/// it can take that back, too.
#[cfg(feature = "every-protocol")]
fn packed(player: &dyn Player) -> String {
    link::encode_run(&player.tree())
}

#[cfg(not(feature = "every-protocol"))]
fn packed(player: &dyn Player) -> String {
    player.loose_link()
}
