//! Opening and saving files, and what of a file is shown while its run plays.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::document_element;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, KeyboardEvent};
use yew::html::Scope;
use yew::prelude::*;

use super::{App, Msg};
use crate::export::picture;
use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::say;
use crate::scenario::file::{self, ScenarioFile};
use crate::scenario::read;
use crate::text::{Lang, either, render, t};
use crate::ui::crash;
use crate::ui::el::{each, el};
use crate::ui::files::output::{Setting, scenario_text};
use crate::ui::files::sheet::{FilesSheet, Run};
use crate::ui::files::{FilesIntent, Opened, deliver};
use crate::ui::model::{Intent, Layout};
use crate::ui::prefs::{self, Theme};
use crate::ui::toast::ToastKind;
use crate::view::timescale::Window;

impl App {
    pub(super) fn show_files(&mut self) {
        self.whole.files.open = true;
        self.whole.files.refused = None;
        // What is to be saved should stand still.
        self.playing = false;
        if let Some(file) = deliver::dropped_before() {
            deliver::take(file, self.whole.files.on_files.clone());
        }
    }

    pub(super) fn do_files(&mut self, intent: FilesIntent) {
        match intent {
            FilesIntent::Close => self.whole.files.open = false,
            FilesIntent::Choose => {
                let chooser = deliver::choose(self.whole.files.on_files.clone());
                self.whole.files.chooser = chooser.ok();
            }
            FilesIntent::Read(bytes) => self.read_file(&bytes),
            FilesIntent::Refused(why) => {
                self.whole.files.refused = Some(why.clone());
                if !self.whole.files.open {
                    let why = say!("file.refused", why = why);
                    self.toasts.add(ToastKind::Refused, why, None);
                }
            }
            FilesIntent::HeldOver(held) => self.whole.files.held_over = held,
            FilesIntent::Save => self.save_scenario(),
            FilesIntent::Copied(true) => {
                self.whole.files.open = false;
                self.toasts
                    .add(ToastKind::Info, say!("export.copied"), None);
            }
            FilesIntent::Copied(false) => {
                self.whole.files.refused = Some(say!("export.not_copied"));
            }
        }
    }

    /// Puts the run of a file on the stage. One that is refused changes nothing.
    fn read_file(&mut self, bytes: &[u8]) {
        self.whole.files.held_over = false;
        let file = match read::scenario_file(bytes) {
            Ok(file) => file,
            Err(why) => return self.do_files(FilesIntent::Refused(why)),
        };
        let scenario = Rc::new(file.scenario());
        if let Err(why) = crate::run::open(&scenario) {
            return self.do_files(FilesIntent::Refused(why));
        }
        self.reopen(scenario);
        match file.layout {
            Some(file::Layout::Ring) => self.layout = Layout::Ring,
            Some(file::Layout::Chart) => self.layout = Layout::Chart,
            None => {}
        }
        self.whole.files.open = false;
        self.whole.files.refused = None;
        self.whole.files.opened = Some(Opened::new(file));
        self.toasts.clear();
        let back = Some(("toast.take_back", Intent::TakeBackReopen));
        self.toasts.add(ToastKind::Info, say!("file.opened"), back);
    }

    fn save_scenario(&mut self) {
        let player = self.player.borrow();
        let chart = self.layout == Layout::Chart;
        let text = scenario_text(
            &**player,
            self.opened_file().map(|file| &**file),
            chart,
            true,
        );
        let name = format!("quorate-{}.json", player.spec().id);
        drop(player);
        if deliver::save_text(&name, "application/json", &text).is_ok() {
            let told = say!("export.saved", name = name.as_str());
            self.toasts.add(ToastKind::Info, told, None);
        } else {
            self.do_files(FilesIntent::Refused(say!("file.unsaved")));
        }
    }

    pub(super) fn files_sheet(&self) -> Html {
        let open = self.whole.files.open;
        let (player, shown) = self.looked_at();
        let setting = Setting {
            lang: self.lang,
            theme: if open && self.is_dark() {
                picture::Theme::Dark
            } else {
                picture::Theme::Light
            },
            chart: self.layout == Layout::Chart,
            window: match open {
                true => self.timeline.window(),
                false => Window::new(Micros::ZERO, 0),
            },
        };
        let run = Run {
            player: player.clone(),
            // Closed, it is not drawn anew with every event.
            revision: if open { shown.revision } else { 0 },
        };
        el!(=>
            html! { <FilesSheet {open} {setting} refused={self.whole.files.refused.clone()} opened={self.opened_file().cloned()} player={run} on_files={self.whole.files.on_files.clone()} /> },
            self.whole.files.held_over.then(|| el!(div "class"="files-held" "data-testid"="drop-here" =>
                el!(p => t(self.lang, "export.drop_here")),
            )),
        )
        .html()
    }

    /// What the file says about what is going on, over the stage. Its place is kept from the
    /// beginning, so that the stage does not jump with the first caption.
    pub(super) fn file_caption(&self) -> Html {
        let Some(file) = self.opened_file().filter(|file| !file.captions.is_empty()) else {
            return Html::default();
        };
        let at = self.player.borrow().moment().at;
        let (words, lang) = file.caption(at).map_or(("", self.lang), |caption| {
            either(self.lang, &caption.en, &caption.zh)
        });
        el!(p "class"="files-caption" "dir"="auto" "aria-live"="polite" "data-testid"="caption"
            "lang"={lang.tag()} =>
            words.to_owned(),
        )
        .html()
    }

    /// The name of the file that is on the stage, if it has one.
    pub(super) fn file_title(&self) -> Option<String> {
        let title = self.opened_file()?.title.as_ref()?;
        Some(either(self.lang, &title.en, &title.zh).0.to_owned())
    }

    /// What the file says it is about, in place of a story.
    pub(super) fn file_story(&self) -> Option<Html> {
        let Opened { file, unmet } = self.whole.files.opened.as_ref()?;
        let about = file
            .about
            .as_ref()
            .map(|about| either(self.lang, &about.en, &about.zh));
        let title = file
            .title
            .as_ref()
            .map(|title| either(self.lang, &title.en, &title.zh));
        let (title, lang) = title.unwrap_or((t(self.lang, "file.own"), self.lang));
        let opening = self.opening.clone();
        let scope = self.scope.clone();
        let back =
            Callback::from(move |()| scope.send_message(Msg::Do(Intent::Reopen(opening.clone()))));
        Some(
            el!(section "class"="story" "data-panel"="story" "data-testid"="story" "data-step"="file"
                "aria-label"={t(self.lang, "story.label")} =>
                el!(div "class"="step" =>
                    el!(p "class"="eyebrow" => t(self.lang, "file.label")),
                    el!(h2 "data-testid"="story-title" "dir"="auto" "lang"={lang.tag()} => title.to_owned()),
                    about.map(|(words, lang)| el!(p "dir"="auto" "lang"={lang.tag()} => words.to_owned())),
                    unmet.as_ref().map(|unmet| verdict_on(unmet, self.lang)),
                    crate::ui::button::button("story-again", t(self.lang, "story.back"), back).class("wide"),
                ),
            )
            .html(),
        )
    }

    fn opened_file(&self) -> Option<&Rc<ScenarioFile>> {
        self.whole.files.opened.as_ref().map(|opened| &opened.file)
    }

    fn is_dark(&self) -> bool {
        match self.theme {
            Theme::Light => false,
            Theme::Dark => true,
            Theme::Auto => prefs::is_asked(prefs::DARK),
        }
    }
}

/// Where what people do with files goes.
pub(super) fn on_files(scope: &Scope<App>) -> Callback<FilesIntent> {
    let scope = scope.clone();
    Callback::from(move |intent| tell(&scope, intent))
}

fn tell(scope: &Scope<App>, intent: FilesIntent) {
    if !crash::is_dead() {
        scope.send_message(Msg::Do(Intent::Files(intent)));
    }
}

/// Whether the file is as it says: it is its own test.
fn verdict_on(unmet: &[Say], lang: Lang) -> Html {
    let (word, head) = match unmet {
        [] => ("yes", "file.as_expected"),
        _ => ("no", "file.not_as_expected"),
    };
    el!(div "class"="files-held-against" "data-testid"="as-expected" "data-met"={word} =>
        el!(p => t(lang, head)),
        el!(ul => each(unmet.iter().enumerate().map(|(at, line)| {
            el!(li, key=at => render(line, lang)).html()
        }))),
    )
    .html()
}

/// What the page hears of files: some are dropped on it, and two keys that browsers have for them.
pub(super) fn listeners(link: &Scope<App>) -> Vec<EventListener> {
    let mut all: Vec<EventListener> = ["dragenter", "dragover", "dragleave", "drop"]
        .into_iter()
        .map(|name| drag_listener(name, link.clone()))
        .collect();
    let link = link.clone();
    all.push(listen("keydown", move |event: &KeyboardEvent| {
        let pressed =
            (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
        let intent = match event.key().to_ascii_lowercase().as_str() {
            "s" if pressed => FilesIntent::Save,
            "o" if pressed => FilesIntent::Choose,
            _ => return,
        };
        event.prevent_default();
        tell(&link, intent);
    }));
    all
}

fn drag_listener(name: &'static str, link: Scope<App>) -> EventListener {
    listen(name, move |event: &DragEvent| {
        let Some(held) = event.data_transfer() else {
            return;
        };
        // Words and links can be dragged as well.
        if !held.types().includes(&"Files".into(), 0) {
            return;
        }
        event.prevent_default();
        match name {
            "drop" => {
                tell(&link, FilesIntent::HeldOver(false));
                if let Some(file) = held.files().and_then(|files| files.get(0)) {
                    let link = link.clone();
                    deliver::take(file, Callback::from(move |intent| tell(&link, intent)));
                }
            }
            // From one element of the page to the next it is still held over the page.
            "dragleave" if event.related_target().is_some() => {}
            "dragleave" => tell(&link, FilesIntent::HeldOver(false)),
            "dragenter" => tell(&link, FilesIntent::HeldOver(true)),
            _ => {}
        }
    })
}

fn listen<E: JsCast>(name: &'static str, heard: impl Fn(&E) + 'static) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&document_element(), name, options, move |event| {
        if let Some(event) = event.dyn_ref::<E>() {
            heard(event);
        }
    })
}
