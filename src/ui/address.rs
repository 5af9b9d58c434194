//! The page's address: `#s=RUN&at=STEP.MICROS`, with `&vs=SCENARIO` for a run beside it, `&lang=zh`
//! and `&layout=chart` for how it is to be seen, and `&play` to go on at once. What is in it may
//! come from anywhere.

use gloo::utils::window;

use crate::protocol::ids::Micros;
use crate::run::player::Moment;
#[cfg(feature = "every-protocol")]
use crate::text::Lang;
#[cfg(feature = "every-protocol")]
use crate::ui::model::Layout;

/// What the fragment asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Address {
    /// A packed scenario, or a run with its branches.
    pub scenario: String,
    /// The moment to show.
    pub moment: Option<Moment>,
    /// A packed scenario whose setup is compared with the first.
    pub beside: Option<String>,
    /// For this visit, whatever the visitor has chosen for good.
    #[cfg(feature = "every-protocol")]
    pub lang: Option<Lang>,
    #[cfg(feature = "every-protocol")]
    pub layout: Option<Layout>,
    /// Whether time runs on from there; a link shows a moment otherwise.
    pub play: bool,
}

impl Address {
    /// Reads a fragment, with or without its `#`; `None` when it names no scenario.
    pub fn parse(fragment: &str) -> Option<Address> {
        let mut address = Address::default();
        for part in fragment.trim_start_matches('#').split('&') {
            match part.split_once('=') {
                Some(("s", scenario)) => address.scenario = scenario.to_owned(),
                Some(("at", moment)) => address.moment = parse_moment(moment),
                Some(("vs", setup)) => address.beside = Some(setup.to_owned()),
                #[cfg(feature = "every-protocol")]
                Some(("lang", tag)) => {
                    address.lang = Lang::ALL.into_iter().find(|l| l.file() == tag);
                }
                #[cfg(feature = "every-protocol")]
                Some(("layout", word)) => {
                    address.layout = Layout::ALL.into_iter().find(|l| l.word() == word);
                }
                None if part == "play" => address.play = true,
                _ => {}
            }
        }
        (!address.scenario.is_empty()).then_some(address)
    }

    /// The fragment, without its `#`.
    pub fn fragment(&self) -> String {
        let mut fragment = format!("s={}", self.scenario);
        if let Some(Moment { step, at }) = self.moment {
            fragment.push_str(&format!("&at={step}.{}", at.0));
        }
        if let Some(setup) = &self.beside {
            fragment.push_str("&vs=");
            fragment.push_str(setup);
        }
        #[cfg(feature = "every-protocol")]
        {
            if let Some(lang) = self.lang {
                fragment.push_str("&lang=");
                fragment.push_str(lang.file());
            }
            if let Some(layout) = self.layout {
                fragment.push_str("&layout=");
                fragment.push_str(layout.word());
            }
        }
        if self.play {
            fragment.push_str("&play");
        }
        fragment
    }

    /// What the page's address asks for now.
    pub fn here() -> Option<Address> {
        let fragment = window().location().hash().ok()?;
        Address::parse(&fragment)
    }

    /// The same link to the whole page, from where it is a part of another.
    #[cfg(feature = "every-protocol")]
    pub fn without_query(link: &str) -> String {
        let (page, fragment) = link.split_once('#').unwrap_or((link, ""));
        let page = page.split('?').next().unwrap_or_default();
        format!("{page}#{fragment}")
    }

    /// A whole link to this page with this fragment.
    pub fn link(&self) -> String {
        let whole = window().location().href().unwrap_or_default();
        let page = whole.split('#').next().unwrap_or_default();
        format!("{page}#{}", self.fragment())
    }
}

fn parse_moment(text: &str) -> Option<Moment> {
    let (step, at) = text.split_once('.')?;
    Some(Moment {
        step: step.parse().ok()?,
        at: Micros(at.parse().ok()?),
    })
}

/// Puts a link into the address bar without loading anything.
pub fn show(link: &str) {
    if let Ok(history) = window().history() {
        // A page opened from a file may not change its address; the link still works.
        history
            .replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(link))
            .unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_back_as_it_was() {
        let moment = Moment {
            step: 17,
            at: Micros(318_250),
        };
        for (moment, lang, layout) in [
            (None, None, Some(Layout::Ring)),
            (Some(moment), Some(Lang::Zh), None),
            (Some(moment), Some(Lang::En), Some(Layout::Chart)),
        ] {
            for beside in [None, Some("x-Y_z".to_owned())] {
                let address = Address {
                    scenario: "AbC_-9".to_owned(),
                    moment,
                    lang,
                    layout,
                    play: beside.is_some(),
                    beside,
                };
                assert_eq!(Address::parse(&address.fragment()), Some(address));
            }
        }
    }

    #[test]
    fn a_link_out_of_a_frame_has_no_query() {
        for (link, out) in [
            (
                "https://a.example/q/?embed#s=A?b",
                "https://a.example/q/#s=A?b",
            ),
            (
                "https://a.example/#s=A&at=1.2",
                "https://a.example/#s=A&at=1.2",
            ),
        ] {
            assert_eq!(Address::without_query(link), out);
        }
    }

    #[test]
    fn odd_fragments_ask_for_nothing_or_for_no_moment() {
        assert_eq!(Address::parse(""), None);
        assert_eq!(Address::parse("#/old/route"), None);
        assert_eq!(Address::parse("#s="), None);
        let odd = "#x&at=-1&s=A&at=99999999999999999999.0&lang=<b>&layout=&lang";
        let odd = Address::parse(odd).expect("has a scenario");
        assert_eq!((odd.moment, odd.lang, odd.layout), (None, None, None));
    }
}
