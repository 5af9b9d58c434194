//! Handing files over to the browser and taking them from it.

use gloo::events::EventListener;
use gloo::file::futures::read_as_bytes;
use gloo::timers::callback::Timeout;
use gloo::utils::{body, document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlCanvasElement, HtmlInputElement, Url,
};
use yew::Callback;

use super::FilesIntent;
use crate::say;
use crate::scenario::read::FILE_MAX;

/// So long a browser may take to fetch what it is to save.
const KEPT_MS: u32 = 60_000;

/// Has a text saved as a file.
pub fn save_text(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    save_piece(name, kind, &text.into())
}

/// Has bytes saved as a file.
pub fn save_bytes(name: &str, kind: &str, bytes: &[u8]) -> Result<(), JsValue> {
    save_piece(name, kind, &js_sys::Uint8Array::from(bytes))
}

fn save_piece(name: &str, kind: &str, piece: &JsValue) -> Result<(), JsValue> {
    let pieces = js_sys::Array::of1(piece);
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(&pieces, &options)?;
    save(name, &blob)
}

/// Has what is on a canvas saved as a picture.
pub fn save_canvas(
    name: String,
    canvas: &HtmlCanvasElement,
    failed: Callback<()>,
) -> Result<(), JsValue> {
    let done = Closure::once_into_js(move |blob: JsValue| {
        let saved = blob.dyn_into::<Blob>().map(|blob| save(&name, &blob));
        if !matches!(saved, Ok(Ok(()))) {
            failed.emit(());
        }
    });
    canvas.to_blob(done.unchecked_ref())
}

fn save(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    // Some browsers follow a link only where it is in the page.
    body().append_child(&link)?;
    link.click();
    link.remove();
    let forget = move || Url::revoke_object_url(&address).unwrap_or_default();
    Timeout::new(KEPT_MS, forget).forget();
    Ok(())
}

/// The browser's list of files; nothing is heard of it any more when it is dropped.
pub struct Chooser {
    _input: HtmlInputElement,
    _chosen: EventListener,
}

/// Shows the browser's list of files. It only does so right after a click or a key.
pub fn choose(on_files: Callback<FilesIntent>) -> Result<Chooser, JsValue> {
    let input: HtmlInputElement = document().create_element("input")?.dyn_into()?;
    input.set_type("file");
    input.set_accept(".json,application/json");
    let chosen = {
        let input = input.clone();
        EventListener::new(&input.clone(), "change", move |_| {
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                take(file, on_files.clone());
            }
        })
    };
    input.click();
    Ok(Chooser {
        _input: input,
        _chosen: chosen,
    })
}

/// The file that was dropped on the small program, for which `boot.js` has brought this one.
pub fn dropped_before() -> Option<File> {
    let name = JsValue::from_str("quorateFile");
    let file = js_sys::Reflect::get(&window(), &name).ok()?;
    js_sys::Reflect::set(&window(), &name, &JsValue::UNDEFINED).ok()?;
    file.dyn_into().ok()
}

/// Reads a file, unless it is too large to be one of ours.
pub fn take(file: File, on_files: Callback<FilesIntent>) {
    if file.size() > FILE_MAX as f64 {
        let why = say!("file.large", most = (FILE_MAX >> 20) as u32);
        return on_files.emit(FilesIntent::Refused(why));
    }
    spawn_local(async move {
        let intent = match read_as_bytes(&gloo::file::File::from(file)).await {
            Ok(bytes) => FilesIntent::Read(bytes.into()),
            Err(_) => FilesIntent::Refused(say!("file.unreadable")),
        };
        on_files.emit(intent);
    });
}
