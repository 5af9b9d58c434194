//! Tests that need a real browser: the document, the page's mounting, events.
//!
//! Run them with `cargo xtask test browser`. A panic poisons the tests that follow it, and what can
//! be tested without a browser should be: keep these few and small.

#![cfg(target_arch = "wasm32")]

use gloo::utils::document;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Element;
use yew::platform::time::sleep;
use yew::prelude::*;

mod golden;

wasm_bindgen_test_configure!(run_in_browser);

/// A place of its own in the document, so that mounting does not wipe the runner's output.
fn stage() -> Element {
    let element = document().create_element("div").expect("a div can be made");
    document()
        .body()
        .expect("the document has a body")
        .append_child(&element)
        .expect("a div can be added to the body");
    element
}

/// Lets Yew render what is due.
async fn settle() {
    sleep(std::time::Duration::ZERO).await;
}

#[component]
fn Greeting() -> Html {
    html! { <h1 class="greeting">{ "Quorate" }</h1> }
}

#[wasm_bindgen_test]
async fn a_component_mounts_and_leaves() {
    let stage = stage();
    let handle = yew::Renderer::<Greeting>::with_root(stage.clone()).render();
    settle().await;
    let heading = stage
        .query_selector(".greeting")
        .expect("the selector is valid")
        .expect("the heading was mounted");
    assert_eq!(heading.text_content().as_deref(), Some("Quorate"));

    handle.destroy();
    settle().await;
    assert_eq!(stage.inner_html(), "");
    stage.remove();
}

/// The same table of hashes is held by the native tests.
#[wasm_bindgen_test]
fn runs_are_the_same_as_natively() {
    for (name, scenario, until, hash) in golden::runs() {
        let mut player = quorate::run::open(&scenario).expect("the scenario is sound");
        player.advance_to(until);
        assert_eq!(player.hash(), hash, "{name}");
    }
}
