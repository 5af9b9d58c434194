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
    yew::Renderer::<Hello>::new().render();
}
