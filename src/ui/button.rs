//! Buttons that say what they do.

use yew::prelude::*;

use super::bits::icon;
use super::el::{Child, El, Plan};
use super::model::Intent;

/// A button in the making. One that cannot be used now stays focusable, so that the focus is not
/// lost when it is switched off under the finger.
pub struct Button(El);

/// A button with words. The id is for tests and stays the same whatever the language.
pub fn button(id: &'static str, label: impl Into<AttrValue>, act: Callback<()>) -> Button {
    Button(plain(id, act).push_value(label.into()))
}

/// A button with an icon; the label is its name for screen readers, and its tip.
pub fn icon_button(
    id: &'static str,
    path: &'static str,
    label: impl Into<AttrValue>,
    act: Callback<()>,
) -> Button {
    let label = label.into();
    let el = plain(id, act).set("aria-label", Some(label.clone()));
    Button(icon(path).put(el.set("title", Some(label))))
}

#[inline(never)]
fn plain(id: &'static str, act: Callback<()>) -> El {
    static PLAN: Plan = Plan {
        tag: "button",
        names: &[
            "type",
            "data-testid",
            "class",
            "title",
            "aria-label",
            "aria-pressed",
            "aria-disabled",
        ],
        fixed: &[Some("button"), None, None, None, None, None, None],
    };
    El::new(&PLAN)
        .set("data-testid", Some(id.into()))
        .press(act)
}

impl Button {
    #[inline(never)]
    fn set(self, name: &str, value: Option<AttrValue>) -> Button {
        Button(self.0.set(name, value))
    }

    #[inline(never)]
    pub fn class(self, class: &'static str) -> Button {
        self.set("class", Some(class.into()))
    }

    pub fn hint(self, hint: impl Into<AttrValue>) -> Button {
        self.set("title", Some(hint.into()))
    }

    #[inline(never)]
    pub fn pressed(self, pressed: bool) -> Button {
        self.set(
            "aria-pressed",
            Some(if pressed { "true" } else { "false" }.into()),
        )
    }

    #[inline(never)]
    pub fn disabled(self, disabled: bool) -> Button {
        if !disabled {
            return self;
        }
        Button(self.0.deaf()).set("aria-disabled", Some("true".into()))
    }

    pub fn key(self, key: impl Into<yew::virtual_dom::Key>) -> Button {
        Button(self.0.key(key))
    }

    pub fn html(self) -> Html {
        self.0.html()
    }
}

impl Child for Button {
    fn put(self, parent: El) -> El {
        self.0.put(parent)
    }
}

/// Wants something, always the same.
#[inline(never)]
pub fn wants(on_intent: &Callback<Intent>, intent: Intent) -> Callback<()> {
    on_intent.reform(move |()| intent.clone())
}

/// The same for the first click alone: the second of a double click may come down on what has just
/// moved under the pointer, as after the story's last "Next".
pub fn wants_once(on_intent: &Callback<Intent>, intent: Intent) -> Callback<MouseEvent> {
    let want = wants(on_intent, intent);
    Callback::from(move |click: MouseEvent| {
        if click.detail() < 2 {
            want.emit(());
        }
    })
}
