//! The sheet of files: one to open, and everything that the run can be saved as.

use std::rc::Rc;

use web_sys::HtmlCanvasElement;
use yew::prelude::*;

use super::controls::{options, what_list};
use super::film::FilmButton;
use super::output::{Choice, Setting, What};
use super::preview::{Made, Preview};
use super::{FilesIntent, deliver};
use crate::export::svg;
use crate::protocol::say::Say;
use crate::say;
use crate::scenario::file::ScenarioFile;
use crate::text::{Lang, render, t};
use crate::ui::button::button;
use crate::ui::clipboard;
use crate::ui::el::el;
use crate::ui::help::Dialog;
use crate::ui::model::SharedPlayer;

#[derive(Clone, PartialEq, Properties)]
pub struct FilesSheetProps {
    pub open: bool,
    pub setting: Setting,
    /// Why the last file was refused.
    pub refused: Option<Say>,
    pub opened: Option<Rc<ScenarioFile>>,
    /// The run, and what changes with what it shows.
    pub player: Run,
    pub on_files: Callback<FilesIntent>,
}

/// The run as of one revision.
#[derive(Clone)]
pub struct Run {
    pub player: SharedPlayer,
    pub revision: u64,
}

impl PartialEq for Run {
    fn eq(&self, other: &Run) -> bool {
        Rc::ptr_eq(&self.player, &other.player) && self.revision == other.revision
    }
}

#[component]
pub fn FilesSheet(props: &FilesSheetProps) -> Html {
    let lang = props.setting.lang;
    let choice = use_state_eq(Choice::default);
    let close = props.on_files.reform(|()| FilesIntent::Close);
    let inside = if props.open {
        let set = {
            let choice = choice.setter();
            Callback::from(move |chosen| choice.set(chosen))
        };
        let span = {
            let player = props.player.player.borrow();
            choice.span(&**player, props.setting.window)
        };
        el!(div "class"="files" =>
            head(props, lang),
            el!(div "class"="files-body" =>
                what_list(lang, *choice, &set),
                el!(div "class"="files-made" =>
                    options(lang, *choice, span, &set),
                    html! { <Output sheet={props.clone()} choice={*choice} /> },
                ),
            ),
        )
        .html()
    } else {
        Html::default()
    };
    html! { <Dialog id="files-sheet" open={props.open} {lang} title={t(lang, "export.title")} on_close={close}>{ inside }</Dialog> }
}

/// Opening, and why that did not work.
fn head(props: &FilesSheetProps, lang: Lang) -> Html {
    let choose = props.on_files.reform(|()| FilesIntent::Choose);
    el!(div "class"="files-open" =>
        button("open-file", t(lang, "export.open"), choose),
        el!(span => t(lang, "export.drop")),
        props.refused.as_ref().map(|why| el!(p "class"="files-refused" "role"="alert"
            "data-testid"="file-refused" =>
            render(&say!("file.refused", why = why.clone()), lang),
        )),
    )
    .html()
}

#[derive(Clone, PartialEq, Properties)]
struct OutputProps {
    sheet: FilesSheetProps,
    choice: Choice,
}

/// What is made of the run, and the buttons that save it. Made anew only when something changes.
#[component]
fn Output(props: &OutputProps) -> Html {
    let OutputProps { sheet, choice } = props;
    let (lang, theme) = (sheet.setting.lang, sheet.setting.theme);
    let canvas = use_node_ref();
    let made = use_memo(props.clone(), |props| {
        let OutputProps { sheet, choice } = props;
        let player = sheet.player.player.borrow();
        match choice.picture(&**player, sheet.setting) {
            Some(picture) => Made::Picture(Rc::new(picture)),
            None => Made::Text(
                choice
                    .text(&**player, sheet.opened.as_deref(), sheet.setting)
                    .into(),
            ),
        }
    });
    let failed = sheet
        .on_files
        .reform(|()| FilesIntent::Refused(say!("file.unsaved")));
    // What is saved is what is seen.
    let save = {
        let (player, choice) = (sheet.player.player.clone(), *choice);
        let (made, failed) = (made.clone(), failed.clone());
        Callback::from(move |()| {
            let (ending, kind) = choice.what.ending();
            let name = choice.file_name(&**player.borrow(), ending);
            let saved = match &*made {
                Made::Text(text) => deliver::save_text(&name, kind, text),
                Made::Picture(picture) => {
                    deliver::save_text(&name, kind, &svg::write(picture, theme))
                }
            };
            if saved.is_err() {
                failed.emit(());
            }
        })
    };
    let second = if choice.what.is_picture() {
        let (sheet, choice, canvas) = (sheet.clone(), *choice, canvas.clone());
        let save = Callback::from(move |()| {
            let name = choice.file_name(&**sheet.player.player.borrow(), "png");
            let painted = canvas.cast::<HtmlCanvasElement>();
            let saved = painted.map(|canvas| deliver::save_canvas(name, &canvas, failed.clone()));
            if !matches!(saved, Some(Ok(()))) {
                failed.emit(());
            }
        });
        button("save-png", t(lang, "export.png"), save)
    } else {
        let (made, on_files) = (made.clone(), sheet.on_files.clone());
        let copy = Callback::from(move |()| {
            if let Made::Text(text) = &*made {
                let on_files = on_files.clone();
                clipboard::copy(text, move |done| on_files.emit(FilesIntent::Copied(done)));
            }
        });
        button("copy-export", t(lang, "export.copy"), copy)
    };
    let label = if choice.what.is_picture() {
        "export.svg"
    } else {
        "export.save"
    };
    el!(=>
        html! { <Preview {lang} made={(*made).clone()} {theme} {canvas} /> },
        if choice.what == What::Film {
            html! { <FilmButton key="film" sheet={sheet.clone()} choice={*choice} /> }
        } else {
            el!(div "class"="files-buttons", key="other" =>
                button("save-export", t(lang, label), save).class("primary"),
                second,
            )
            .html()
        },
    )
    .html()
}
