//! The page: mounts the user interface into the document.

#![forbid(unsafe_code)]

use quorate::ui::app::App;
use quorate::ui::crash;

fn main() {
    crash::install();
    // Not the body: mounting there would wipe whatever else lives in it.
    let root = gloo::utils::document()
        .get_element_by_id("page")
        .expect("index.html has an element with the id page");
    yew::Renderer::<App>::with_root(root).render();
}
