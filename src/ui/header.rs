//! The bar at the top: where one is, and what concerns the whole page.

use yew::prelude::*;

use super::bits::{ActionButton, icon, icons};
use super::model::Intent;
use super::prefs::Theme;
use crate::text::{Lang, t};

#[derive(Clone, PartialEq, Properties)]
pub struct HeaderProps {
    pub lang: Lang,
    pub theme: Theme,
    pub present: bool,
    /// The protocol's name.
    pub protocol: AttrValue,
    /// The scenario's name.
    pub scenario: AttrValue,
    pub on_intent: Callback<Intent>,
}

#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let lang = props.lang;
    let send = |intent: Intent| props.on_intent.reform(move |()| intent.clone());
    let (theme_icon, theme_key) = match props.theme {
        Theme::Auto => (icons::HALF, "header.theme_auto"),
        Theme::Light => (icons::SUN, "header.theme_light"),
        Theme::Dark => (icons::MOON, "header.theme_dark"),
    };
    let present = if props.present {
        "header.present_end"
    } else {
        "header.present"
    };
    html! {
            <header class="top">
                <a class="skip" href="#stage-area">{ t(lang, "header.skip") }</a>
                <h1 class="brand">{ mark() }{ "Quorate" }</h1>
                <div class="crumb">
                    <span>{ &props.protocol }</span>
                    <span class="crumb-sep" aria-hidden="true">{ "›" }</span>
                    <b>{ &props.scenario }</b>
                </div>
                <div class="top-right">
                    <button type="button" class="quiet" lang={lang.other().tag()} data-testid="language"
                        onclick={props.on_intent.reform(move |_| Intent::Language(lang.other()))}>
                        { lang.other().name() }
                    </button>
                    <ActionButton id="theme" class="quiet square" label={t(lang, theme_key)}
                        picture={theme_icon} on_press={send(Intent::Theme(props.theme.next()))} />
                    <ActionButton id="present" class="quiet wide-only" label={t(lang, present)}
                        pressed={props.present} on_press={send(Intent::Present(!props.present))} />
                    <ActionButton id="help" class="quiet square-text" label="?"
                        hint={t(lang, "header.help")} on_press={send(Intent::Help(true))} />
    <button type="button" class="primary share" data-testid="share" title={t(lang, "header.share")}
                        aria-label={t(lang, "header.share")}
                        onclick={props.on_intent.reform(|_| Intent::Share)}>
                        { icon(icons::LINKED) }<span>{ t(lang, "header.share") }</span>
                    </button>
                </div>
            </header>
        }
}

/// The sign of the product: five seats, three of them filled.
pub fn mark() -> Html {
    // Points on an arc of radius 10 around (13, 15), computed once and for all.
    const SEATS: [&str; 5] = [
        "M3.02 14.4A10 10 0 0 1 4.56 9.64",
        "M5.26 8.66A10 10 0 0 1 9.35 5.69",
        "M10.48 5.32A10 10 0 0 1 15.52 5.32",
        "M16.65 5.69A10 10 0 0 1 20.74 8.66",
        "M21.44 9.64A10 10 0 0 1 22.98 14.4",
    ];
    html! {
        <svg class="mark" width="26" height="18" viewBox="0 0 26 18" aria-hidden="true">
            { for SEATS.iter().enumerate().map(|(at, path)| html! {
                <path key={at} d={*path} class={if at < 3 { "seat filled" } else { "seat" }} />
            }) }
        </svg>
    }
}
