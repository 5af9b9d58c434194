//! The bar at the top: where one is, and what concerns the whole page.

use yew::prelude::*;

use super::bits::{icon, icons};
use super::model::{Errand, Intent};
use super::prefs::Theme;
use crate::text::{Lang, t};
use crate::ui::button::{button, icon_button, wants};
use crate::ui::el::{each, el};

#[derive(Clone, PartialEq)]
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

pub fn header(props: &HeaderProps) -> Html {
    let lang = props.lang;
    let send = |intent: Intent| wants(&props.on_intent, intent);
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
    el!(header "class"="top" =>
        el!(a "class"="skip" "href"="#stage-area" => t(lang, "header.skip")),
        el!(h1 "class"="brand" => mark(), "Quorate"),
        el!(div "class"="crumb" =>
            el!(span => &props.protocol),
            el!(span "class"="crumb-sep" "aria-hidden"="true" => "›"),
            el!(b => &props.scenario),
        ),
        el!(div "class"="top-right" =>
            el!(button "type"="button" "class"="quiet" "lang"={lang.other().tag()}
                "data-testid"="language",
                press=wants(&props.on_intent, Intent::Language(lang.other())) =>
                lang.other().name(),
            ),
            icon_button(
                "theme",
                theme_icon,
                t(lang, theme_key),
                send(Intent::Theme(props.theme.next())),
            )
                .class("quiet square"),
            button("present", t(lang, present), send(Intent::Present(!props.present)))
                .class("quiet wide-only")
                .pressed(props.present),
            button("help", "?", send(Intent::Errand(Errand::Help)))
                .class("quiet square-text")
                .hint(t(lang, "header.help")),
            el!(button "type"="button" "class"="quiet share" "data-testid"="files"
                "title"={t(lang, "header.files_hint")} "aria-label"={t(lang, "header.files")},
                press=wants(&props.on_intent, Intent::Errand(Errand::Files)) =>
                icon(icons::FILE),
                el!(span => t(lang, "header.files")),
            ),
            el!(button "type"="button" "class"="primary share" "data-testid"="share"
                "title"={t(lang, "header.share")} "aria-label"={t(lang, "header.share")},
                press=wants(&props.on_intent, Intent::Errand(Errand::Share)) =>
                icon(icons::LINKED),
                el!(span => t(lang, "header.share")),
            ),
        ),
    )
    .html()
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
    el!(svg "class"="mark" "width"="26" "height"="18" "viewBox"="0 0 26 18"
        "aria-hidden"="true" =>
        each(SEATS.iter().enumerate().map(|(at, path)| el!(path "d"={*path} "class"={if at < 3 { "seat filled" } else { "seat" }},
        key=at).html())),
    ).html()
}
