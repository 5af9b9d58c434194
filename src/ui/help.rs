//! Dialogs, and the sheet of keys.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::bits::{icons, rich};
use super::keys::SHEET;
use super::model::Intent;
use crate::text::{Lang, t};
use crate::ui::button::{icon_button, wants};
use crate::ui::el::{each, el};

#[derive(Clone, PartialEq, Properties)]
pub struct DialogProps {
    pub open: bool,
    pub id: &'static str,
    pub lang: Lang,
    pub title: AttrValue,
    pub on_close: Callback<()>,
    pub children: Html,
}

/// A modal dialog: the browser keeps the focus inside and closes it on Esc.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_effect_with((props.open, node.clone()), |(open, node)| {
        if let Some(dialog) = node.cast::<HtmlDialogElement>() {
            // A dialog can refuse when it is no longer in the page; nothing is lost then.
            match (*open, dialog.open()) {
                (true, false) => dialog.show_modal().unwrap_or_default(),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let title_id = format!("{}-title", props.id);
    let close = props.on_close.clone();
    // Closed by Esc, the page must hear of it; closed by the page, it knows.
    let onclose = {
        let (close, open) = (close.clone(), props.open);
        Callback::from(move |_: Event| {
            if open {
                close.emit(());
            }
        })
    };
    el!(dialog "aria-labelledby"={title_id.clone()} "data-testid"={props.id},
        node=node, onclose=onclose =>
        el!(div "class"="dialog-head" =>
            el!(h2 "id"={title_id} => &props.title),
            icon_button("close-dialog", icons::CLOSE, t(props.lang, "dialog.close"), close)
                .class("quiet square"),
        ),
        props.children.clone(),
    )
    .html()
}

pub struct HelpProps {
    pub lang: Lang,
    pub open: bool,
    pub on_intent: Callback<Intent>,
}

pub fn help(props: &HelpProps) -> Html {
    let lang = props.lang;
    html! { <Dialog id="help-sheet" open={props.open} {lang} title={t(lang, "help.title")} on_close={wants(&props.on_intent, Intent::CloseHelp)}>{ el!(=>
        el!(p => rich(t(lang, "help.mouse"))),
        el!(dl "class"="keys" =>
            each(SHEET.iter().map(|(keys, text)| el!(div "class"="field", key=*text =>
                el!(dt => each(keys.iter().map(|key| el!(kbd, key=*key => *key).html()))),
                el!(dd => t(lang, text)),
            ).html())),
        ),
    ).html() }</Dialog> }
}
