//! The wire between the page and its worker, from the page's side.

use gloo::events::EventListener;
use gloo::utils::document;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use super::HuntIntent;
use crate::hunt::message::{FromWorker, ToWorker, from_bytes, to_bytes};

/// A worker, for as long as this is there.
pub struct Line {
    worker: Worker,
    _heard: [EventListener; 3],
}

impl Line {
    /// Starts a worker. Whatever it says, and that it died, is an intent.
    pub fn open(on_word: Callback<HuntIntent>) -> Result<Line, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        // Which program to run: the one that runs here.
        let program = format!("{} {}", program("data-script"), program("data-wasm"));
        options.set_name(&program);
        // Beside the page, wherever that is.
        let base = document().base_uri()?.unwrap_or_default();
        let file = web_sys::Url::new_with_base(&name_in_cache(), &base)?.href();
        let worker = Worker::new_with_options(&file, &options)?;
        let heard = {
            let on_word = on_word.clone();
            EventListener::new(&worker, "message", move |event| {
                let data = event.unchecked_ref::<MessageEvent>().data();
                on_word.emit(meaning(&data));
            })
        };
        let died = |name: &'static str| {
            let on_word = on_word.clone();
            EventListener::new(&worker, name, move |event| {
                let said = Reflect::get(event, &"message".into());
                let said = said.ok().and_then(|said| said.as_string());
                on_word.emit(HuntIntent::Died(said.unwrap_or_default()));
            })
        };
        Ok(Line {
            _heard: [heard, died("error"), died("messageerror")],
            worker,
        })
    }

    pub fn say(&self, message: &ToWorker) {
        let bytes = Uint8Array::from(&*to_bytes(message));
        // What cannot be sent is noticed by the answer that does not come.
        self.worker.post_message(&bytes).unwrap_or_default();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// The program's name, which differs from build to build, keeps a browser from taking an older file
/// for this one.
fn name_in_cache() -> String {
    let script = program("data-script");
    format!(
        "worker.js?{}",
        script.rsplit('/').next().unwrap_or_default()
    )
}

/// A part of this program, as the page names it.
fn program(name: &str) -> String {
    let tag = document().query_selector("script[data-wasm]");
    let tag = tag.ok().flatten();
    tag.and_then(|tag| tag.get_attribute(name))
        .unwrap_or_default()
}

/// Bytes are a message; a word is the end of it.
fn meaning(data: &JsValue) -> HuntIntent {
    let bytes = data.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec);
    let message = bytes.and_then(|bytes| from_bytes::<FromWorker>(&bytes));
    match message {
        Some(message) => HuntIntent::Heard(message),
        None => HuntIntent::Died(data.as_string().unwrap_or_default()),
    }
}
