//! The page: mounts the user interface into the document.

#![forbid(unsafe_code)]

use quorate::ui::app::App;
#[cfg(feature = "every-protocol")]
use quorate::ui::hunt::at_work;
use quorate::ui::{crash, languages};
use wasm_bindgen_futures::spawn_local;

fn main() {
    #[cfg(feature = "every-protocol")]
    if at_work::is_worker() {
        return at_work::work();
    }
    crash::install();
    spawn_local(async {
        // A page without words is no use; `boot.js`, which fetches them, says what is wrong.
        if languages::learn(languages::first()).await {
            show();
        }
    });
}

fn show() {
    // Not the body: mounting there would wipe whatever else lives in it.
    let root = gloo::utils::document()
        .get_element_by_id("page")
        .expect("index.html has an element with the id page");
    yew::Renderer::<App>::with_root(root).render();
}
