//! Short notices: what was refused, what was done, and how to take it back.

use yew::prelude::*;

use super::bits::icons;
use super::model::Intent;
use crate::protocol::say::Say;
use crate::text::{Lang, render, t};
use crate::ui::button::{button, icon_button, wants};
use crate::ui::el::{class, each, el};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ToastKind {
    Info,
    Refused,
    Broke,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Toast {
    pub id: u32,
    pub kind: ToastKind,
    pub text: Say,
    /// A button: its label's key and what it does.
    pub action: Option<(&'static str, Intent)>,
    /// How long it stays, in milliseconds of showing.
    pub left_ms: f64,
}

/// How many are shown at once; older ones give way.
const TOASTS_MAX: usize = 3;

/// The notices on show.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Toasts {
    shown: Vec<Toast>,
    next_id: u32,
}

impl Toasts {
    pub fn add(&mut self, kind: ToastKind, text: Say, action: Option<(&'static str, Intent)>) {
        // The same words again replace the old ones, so that a held key does not fill the page.
        self.shown.retain(|toast| toast.text != text);
        if self.shown.len() == TOASTS_MAX {
            self.shown.remove(0);
        }
        self.next_id += 1;
        self.shown.push(Toast {
            id: self.next_id,
            kind,
            text,
            left_ms: if action.is_some() { 12_000.0 } else { 6_000.0 },
            action,
        });
    }

    /// A new run begins: what was said about the old one is gone.
    pub fn clear(&mut self) {
        self.shown.clear();
    }

    pub fn close(&mut self, id: u32) {
        self.shown.retain(|toast| toast.id != id);
    }

    /// Something was undone: what offered that would undo more.
    pub fn undone(&mut self) {
        let offers = |toast: &Toast| matches!(toast.action, Some((_, Intent::Undo)));
        self.shown.retain(|toast| !offers(toast));
    }

    /// Lets time pass; true when one went away.
    pub fn pass(&mut self, ms: f64) -> bool {
        let before = self.shown.len();
        for toast in &mut self.shown {
            toast.left_ms -= ms;
        }
        self.shown.retain(|toast| toast.left_ms > 0.0);
        self.shown.len() != before
    }

    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }
}

pub struct ToastListProps {
    pub lang: Lang,
    pub toasts: Toasts,
    pub on_intent: Callback<Intent>,
}

pub fn toast_list(props: &ToastListProps) -> Html {
    let lang = props.lang;
    el!(div "class"="toasts" "role"="status" "aria-live"="polite"
        "data-testid"="toasts" =>
        each(props.toasts.shown.iter().map(|toast| {
            let id = toast.id;
            let class = match toast.kind {
                ToastKind::Info => "info",
                ToastKind::Refused => "refused",
                ToastKind::Broke => "broke",
            };
            el!(div "class"={class!("toast", class)} "data-testid"="toast", key=id =>
                el!(span => render(&toast.text, lang)),
                toast.action.clone().map(|(label, intent)| {
                    button("toast-action", t(lang, label), wants(&props.on_intent, intent))
                        .class("small")
                }),
                icon_button(
                    "toast-close",
                    icons::CLOSE,
                    t(lang, "dialog.close"),
                    wants(&props.on_intent, Intent::CloseToast(id)),
                )
                    .class("quiet square"),
            ).html()
        })),
    )
    .html()
}
