//! The page: mounts the user interface into the document.

#![forbid(unsafe_code)]

use yew::prelude::*;

/// What stands in the document until the real page replaces it.
#[component]
fn Hello() -> Html {
    html! {
        <main>
            <h1>{ "Quorate" }</h1>
        </main>
    }
}

fn main() {
    // Not the body: mounting there would wipe whatever else lives in it.
    let root = gloo::utils::document()
        .get_element_by_id("page")
        .expect("index.html has an element with the id page");
    yew::Renderer::<Hello>::with_root(root).render();
}
