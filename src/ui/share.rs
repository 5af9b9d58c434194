//! The link to share, where the browser does not let the page copy it.

use yew::prelude::*;

use super::help::Dialog;
use super::model::Intent;
use crate::text::{Lang, t};
use crate::ui::button::wants;
use crate::ui::el::el;

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
    html! { <Dialog id="share-sheet" open={props.link.is_some()} {lang} title={t(lang, "share.title")} on_close={wants(&props.on_intent, Intent::CloseShare)}>{ el!(=>
        el!(p => t(lang, "share.copy_by_hand")),
        el!(input "type"="text" "class"="share-link" "readonly"={true}
            "data-testid"="share-link" "aria-label"={t(lang, "share.title")},
            onfocus=onfocus, value=props.link.clone().unwrap_or_default()),
    ).html() }</Dialog> }
}
