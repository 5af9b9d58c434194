//! The sheet for sharing: a link to the moment shown, what it is to hold, and its QR code.

use yew::prelude::*;

use super::address::Address;
use super::button::{button, wants};
use super::el::el;
use super::help::Dialog;
use super::model::{Intent, ShareIntent};
use super::styles;
use crate::say;
use crate::scenario::link::LINK_MAX;
use crate::text::{Lang, render, t};
use crate::view::qr::{self, Code};

/// A link in the making.
#[derive(Clone, PartialEq, Debug)]
pub struct Sharing {
    /// With all that it can hold.
    pub address: Address,
    /// The run without any branch but the one shown.
    pub alone: String,
    pub branches: usize,
    pub with_branches: bool,
    pub with_lang: bool,
    pub with_layout: bool,
    /// Whether the code fills the window.
    pub large: bool,
    pub copied: Copied,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Copied {
    NotYet,
    Done,
    Refused,
}

impl Sharing {
    /// The run as chosen, packed.
    fn run(&self) -> &str {
        match self.with_branches {
            true => &self.address.scenario,
            false => &self.alone,
        }
    }

    /// Whether a page would open it.
    fn opens(&self) -> bool {
        self.run().len() <= LINK_MAX
    }

    /// The link as chosen.
    pub fn link(&self) -> String {
        let mut address = self.address.clone();
        address.scenario = self.run().to_owned();
        address.lang = address.lang.filter(|_| self.with_lang);
        address.layout = address.layout.filter(|_| self.with_layout);
        address.link()
    }
}

pub struct ShareProps<'a> {
    pub lang: Lang,
    pub sharing: Option<&'a Sharing>,
    pub on_intent: Callback<Intent>,
}

pub fn share_sheet(props: &ShareProps<'_>) -> Html {
    let lang = props.lang;
    let close = wants(&props.on_intent, Intent::Share(ShareIntent::Close));
    let body = props.sharing.map(|sharing| body(props, sharing));
    html! { <Dialog id="share-sheet" open={body.is_some()} {lang} title={t(lang, "share.title")} on_close={close}>{ body.unwrap_or_default() }</Dialog> }
}

fn body(props: &ShareProps<'_>, sharing: &Sharing) -> Html {
    let lang = props.lang;
    let link = sharing.link();
    let code = qr::code(&link);
    let send = |intent| wants(&props.on_intent, Intent::Share(intent));
    let class = if sharing.large {
        "sharing large"
    } else {
        "sharing"
    };
    el!(div "class"={class} =>
        el!(link "rel"="stylesheet" "href"={styles::own("share.css")}),
        match &code {
            Some(code) => picture(code, &link, lang),
            None => too_long(props, sharing, &link),
        },
        el!(div "class"="share-side" =>
            link_field(&link, lang),
            el!(div "class"="share-row" =>
                button("share-copy", t(lang, "share.copy"), send(ShareIntent::Copy)).class("primary"),
                code.is_some().then(|| {
                    let label = if sharing.large { "share.small" } else { "share.large" };
                    button("share-large", t(lang, label), send(ShareIntent::Large(!sharing.large)))
                        .pressed(sharing.large)
                        .html()
                }),
            ),
            el!(p "class"="share-said" "role"="status" "data-testid"="share-said" =>
                t(lang, match sharing.copied {
                    Copied::NotYet => "share.what",
                    Copied::Done => "share.copied",
                    Copied::Refused => "share.copy_by_hand",
                }),
            ),
            el!(fieldset "class"="share-choices" =>
                el!(legend => t(lang, "share.with")),
                (sharing.branches > 1).then(|| choice(
                    props,
                    "share-branches",
                    render(&say!("share.with_branches", n = sharing.branches as u32), lang),
                    sharing.with_branches,
                    ShareIntent::Branches(!sharing.with_branches),
                )),
                choice(
                    props,
                    "share-lang",
                    render(&say!("share.with_lang", name = lang.name()), lang),
                    sharing.with_lang,
                    ShareIntent::Lang(!sharing.with_lang),
                ),
                choice(
                    props,
                    "share-layout",
                    t(lang, "share.with_layout").to_owned(),
                    sharing.with_layout,
                    ShareIntent::Layout(!sharing.with_layout),
                ),
            ),
        ),
    )
    .html()
}

/// The link, which is selected when it gets the focus.
fn link_field(link: &str, lang: Lang) -> Html {
    let onfocus = Callback::from(|event: FocusEvent| {
        let input: web_sys::HtmlInputElement = event.target_unchecked_into();
        input.select();
    });
    el!(input "type"="text" "class"="share-link" "readonly"={true}
        "data-testid"="share-link" "aria-label"={t(lang, "share.title")},
        onfocus=onfocus, value=AttrValue::from(link.to_owned()))
    .html()
}

fn choice(
    props: &ShareProps<'_>,
    id: &'static str,
    label: String,
    on: bool,
    intent: ShareIntent,
) -> Html {
    let send = wants(&props.on_intent, Intent::Share(intent));
    el!(label "class"="switch", key=id =>
        el!(input "type"="checkbox" "role"="switch" "data-testid"={id},
            checked=on, onchange=send.reform(|_: Event| ())),
        el!(span => label),
    )
    .html()
}

/// Black on white in every theme: that is what readers expect.
fn picture(code: &Code, link: &str, lang: Lang) -> Html {
    let side = code.side.to_string();
    el!(svg "class"="share-code" "viewBox"={format!("0 0 {side} {side}")} "role"="img"
        "aria-label"={t(lang, "share.code")} "data-testid"="share-code"
        "data-letters"={link.len().to_string()} "shape-rendering"="crispEdges" =>
        el!(rect "width"={side.clone()} "height"={side} "fill"="#fff"),
        el!(path "d"={code.dark.clone()} "fill"="#000"),
    )
    .html()
}

/// Why there is no code, and what would help.
fn too_long(props: &ShareProps<'_>, sharing: &Sharing, link: &str) -> Html {
    let lang = props.lang;
    let (count, most) = (link.len() as u32, qr::LETTERS_MAX as u32);
    let why = if sharing.opens() {
        say!("share.no_code", n = count, most = most)
    } else {
        say!("share.no_link", n = count)
    };
    let lighter = sharing.branches > 1 && sharing.with_branches;
    let without = wants(
        &props.on_intent,
        Intent::Share(ShareIntent::Branches(false)),
    );
    el!(div "class"="share-none" "role"="note" "data-testid"="share-none" =>
        el!(p => render(&why, lang)),
        lighter.then(|| button("share-lighter", t(lang, "share.lighter"), without).html()),
    )
    .html()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sharing(all: usize, alone: usize) -> Sharing {
        let address = Address::parse("s=AQ").expect("this is an address");
        Sharing {
            address: Address {
                scenario: "A".repeat(all),
                ..address
            },
            alone: "A".repeat(alone),
            branches: 2,
            with_branches: true,
            with_lang: true,
            with_layout: true,
            large: false,
            copied: Copied::NotYet,
        }
    }

    #[test]
    fn a_link_is_judged_by_what_it_holds() {
        for (all, alone, opens, opens_alone) in [
            (10, 10, true, true),
            (LINK_MAX + 1, LINK_MAX, false, true),
            (LINK_MAX + 2, LINK_MAX + 1, false, false),
        ] {
            let mut sharing = sharing(all, alone);
            assert_eq!(sharing.opens(), opens, "{all}");
            sharing.with_branches = false;
            assert_eq!(sharing.opens(), opens_alone, "{alone}");
        }
    }
}
