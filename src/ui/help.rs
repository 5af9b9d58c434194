//! Two dialogs: the sheet of keys, and the link to share where it cannot be copied.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::bits::{ActionButton, icons, rich};
use super::keys::SHEET;
use super::model::Intent;
use crate::text::{Lang, t};

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
    html! {
        <dialog ref={node} aria-labelledby={title_id.clone()} data-testid={props.id} {onclose}>
            <div class="dialog-head">
                <h2 id={title_id}>{ &props.title }</h2>
                <ActionButton id="close-dialog" class="quiet square" picture={icons::CLOSE}
                    label={t(props.lang, "dialog.close")} on_press={close} />
            </div>
            { props.children.clone() }
        </dialog>
    }
}

pub struct HelpProps {
    pub lang: Lang,
    pub open: bool,
    pub on_intent: Callback<Intent>,
}

pub fn help(props: &HelpProps) -> Html {
    let lang = props.lang;
    html! {
        <Dialog id="help-sheet" open={props.open} {lang} title={t(lang, "help.title")}
            on_close={props.on_intent.reform(|()| Intent::Help(false))}>
            <p>{ rich(t(lang, "help.mouse")) }</p>
            <dl class="keys">
                { for SHEET.iter().map(|(keys, text)| html! {
                    <div class="field" key={*text}>
                        <dt>{ for keys.iter().map(|key| html! { <kbd key={*key}>{ *key }</kbd> }) }</dt>
                        <dd>{ t(lang, text) }</dd>
                    </div>
                }) }
            </dl>
        </Dialog>
    }
}

pub struct ShareProps {
    pub lang: Lang,
    pub link: Option<AttrValue>,
    pub on_intent: Callback<Intent>,
}

/// Shows the link, selected, where the browser does not let the page copy it.
pub fn share_dialog(props: &ShareProps) -> Html {
    let lang = props.lang;
    let onfocus = Callback::from(|event: FocusEvent| {
        let input: web_sys::HtmlInputElement = event.target_unchecked_into();
        input.select();
    });
    html! {
        <Dialog id="share-sheet" open={props.link.is_some()} {lang} title={t(lang, "share.title")}
            on_close={props.on_intent.reform(|()| Intent::CloseShare)}>
            <p>{ t(lang, "share.copy_by_hand") }</p>
            <input type="text" class="share-link" readonly={true} {onfocus} data-testid="share-link"
                aria-label={t(lang, "share.title")} value={props.link.clone().unwrap_or_default()} />
        </Dialog>
    }
}
