//! Making a film: the run is played once more, painted picture by picture, and the page stays alive
//! in between.

use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::future::TimeoutFuture;
use gloo::utils::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlCanvasElement;
use yew::prelude::*;

use super::output::{Choice, Setting};
use super::sheet::FilesSheetProps;
use super::{FilesIntent, canvas, deliver};
use crate::export::film::{FRAME_CS, Film};
use crate::export::{Span, stage};
use crate::protocol::ids::Micros;
use crate::run;
use crate::say;
use crate::scenario::Scenario;
use crate::text::{render, t};
use crate::ui::button::button;
use crate::ui::el::el;

#[derive(Clone, PartialEq, Properties)]
pub struct FilmButtonProps {
    pub sheet: FilesSheetProps,
    pub choice: Choice,
}

/// What a film is made of.
struct Job {
    scenario: Scenario,
    span: Span,
    setting: Setting,
    pictures: u32,
}

#[component]
pub fn FilmButton(props: &FilmButtonProps) -> Html {
    let FilmButtonProps { sheet, choice } = props;
    let lang = sheet.setting.lang;
    let done = use_state(|| None::<u32>);
    let stop = use_memo((), |()| Cell::new(false));
    {
        let stop = stop.clone();
        use_effect_with((), move |()| move || stop.set(true));
    }
    let pictures = choice.seconds * 100 / u32::from(FRAME_CS);
    let make = {
        let (sheet, choice, done, stop) = (sheet.clone(), *choice, done.setter(), stop.clone());
        Callback::from(move |()| {
            let (job, name) = {
                let player = sheet.player.player.borrow();
                let job = Job {
                    scenario: player.scenario(),
                    span: choice.span(&**player, sheet.setting.window),
                    setting: sheet.setting,
                    pictures,
                };
                (job, choice.file_name(&**player, "gif"))
            };
            stop.set(false);
            let (done, stop, on_files) = (done.clone(), stop.clone(), sheet.on_files.clone());
            spawn_local(async move {
                let film = film(&job, &stop, &done).await;
                done.set(None);
                let saved = film
                    .map(|film| film.map(|film| deliver::save_bytes(&name, "image/gif", &film)));
                if !matches!(saved, Ok(None | Some(Ok(())))) {
                    on_files.emit(FilesIntent::Refused(say!("file.unsaved")));
                }
            });
        })
    };
    el!(div "class"="files-buttons" =>
        match *done {
            None => button("save-export", t(lang, "export.film.make"), make).class("primary").key("make"),
            Some(_) => button("stop-film", t(lang, "export.film.stop"), Callback::from(move |()| stop.set(true))).key("stop"),
        },
        (*done).map(|done| el!(p "class"="files-progress" "role"="status" "data-testid"="film-progress" =>
            render(&say!("export.film.done", done = done, all = pictures), lang),
        )),
    )
    .html()
}

/// The film, unless somebody stops it.
async fn film(
    job: &Job,
    stop: &Rc<Cell<bool>>,
    done: &UseStateSetter<Option<u32>>,
) -> Result<Option<Vec<u8>>, JsValue> {
    let wrong = |why: &dyn std::fmt::Display| JsValue::from_str(&why.to_string());
    let mut player = run::open(&job.scenario).map_err(|why| wrong(&why.key))?;
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    let Setting {
        lang, theme, chart, ..
    } = job.setting;
    let mut film: Option<Film> = None;
    for number in 0..job.pictures {
        done.set(Some(number));
        // The page draws, and hears whether to stop.
        TimeoutFuture::new(0).await;
        if stop.get() {
            return Ok(None);
        }
        let part =
            u64::from(number) * job.span.to.minus(job.span.from).0 / u64::from(job.pictures - 1);
        player.advance_to(job.span.from.plus(Micros(part)));
        let picture = stage::picture(&*player, chart, lang);
        let (width, height) = (picture.width as u16, picture.height as u16);
        let pixels = canvas::pixels(&canvas, &picture, theme)?;
        if film.is_none() {
            film = Some(Film::new(width, height, theme).map_err(|why| wrong(&why))?);
        }
        if let Some(film) = &mut film {
            film.add(&pixels, number + 1 == job.pictures)
                .map_err(|why| wrong(&why))?;
        }
    }
    film.map(|film| film.finish().map_err(|why| wrong(&why)))
        .transpose()
}
