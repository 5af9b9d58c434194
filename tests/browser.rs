//! Tests that need a real browser: the document, the page's mounting, events.
//!
//! Run them with `cargo xtask test browser`. A panic poisons the tests that follow it, and what can
//! be tested without a browser should be: keep these few and small.

#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::rc::Rc;

use gloo::utils::document;
use quorate::text::Lang;
use quorate::ui::app::App;
use quorate::ui::number::{NumberField, NumberFieldProps};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Element;
use yew::platform::time::sleep;
use yew::prelude::*;

mod golden;
mod hostile_files;
#[path = "golden/links.rs"]
mod links;

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

/// The program in a browser refuses what the native one refuses, in the same words.
#[wasm_bindgen_test]
fn hostile_files_are_refused_by_name() {
    for (file, names) in hostile_files::files() {
        let refused = quorate::scenario::read::scenario_file(file.as_bytes())
            .and_then(|read| quorate::run::open(&read.scenario()))
            .err();
        let short: String = file.chars().take(200).collect();
        let said = quorate::text::render(&refused.expect("it is refused"), Lang::En);
        assert!(said.contains(&names), "{short}: {said}");
    }
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

/// What is typed reaches the component as it does from a keyboard.
fn type_into(input: &web_sys::HtmlInputElement, text: &str) {
    input.set_value(text);
    for name in ["input", "change"] {
        let happened = web_sys::CustomEvent::new(name).expect("events can be made");
        happened.init_custom_event_with_can_bubble(name, true);
        input
            .dispatch_event(&happened)
            .expect("the event was just made");
    }
}

#[wasm_bindgen_test]
async fn a_number_out_of_range_is_not_taken() {
    let stage = stage();
    let taken = Rc::new(RefCell::new(Vec::new()));
    let on_change = {
        let taken = taken.clone();
        Callback::from(move |number: u32| taken.borrow_mut().push(number))
    };
    let props = NumberFieldProps {
        id: "field".into(),
        lang: Lang::En,
        label: "Nodes".into(),
        hint: None,
        unit: None,
        min: 1,
        max: 101,
        step: 1,
        value: 5,
        refused: None,
        on_change,
        on_wrong: None,
    };
    let handle = yew::Renderer::<NumberField>::with_root_and_props(stage.clone(), props).render();
    settle().await;
    let input: web_sys::HtmlInputElement = stage
        .query_selector("input")
        .expect("the selector is valid")
        .expect("a number is typed into an input")
        .unchecked_into();
    for text in ["0", "102", "abc", "1e9", ""] {
        type_into(&input, text);
        settle().await;
        assert_eq!(
            input.get_attribute("aria-invalid").as_deref(),
            Some("true"),
            "{text}"
        );
    }
    assert!(taken.borrow().is_empty());
    type_into(&input, "7");
    settle().await;
    assert_eq!(*taken.borrow(), [7]);
    handle.destroy();
    stage.remove();
}

/// The loop belongs to the page: gone with it, it must not call what is not there any more.
#[wasm_bindgen_test]
async fn the_page_leaves_with_its_animation() {
    let stage = stage();
    let handle = yew::Renderer::<App>::with_root(stage.clone()).render();
    let clock = || {
        let clock = document()
            .query_selector("[data-testid=clock]")
            .expect("the selector is valid");
        clock.and_then(|clock| clock.text_content())
    };
    sleep(std::time::Duration::from_millis(100)).await;
    let began = clock().expect("the page stands");
    // It goes by itself, however slow the machine.
    for _ in 0..100 {
        sleep(std::time::Duration::from_millis(50)).await;
        if clock().is_some_and(|now| now != began) {
            break;
        }
    }
    assert_ne!(clock(), Some(began), "the clock goes");
    handle.destroy();
    sleep(std::time::Duration::from_millis(100)).await;
    assert_eq!(clock(), None);
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

/// And so are links, old ones and broken ones.
#[wasm_bindgen_test]
fn links_are_answered_as_natively() {
    links::hold_all();
}
