//! Runs to try: each protocol as it is, and the stories of the catalogue.

use std::rc::Rc;

use yew::prelude::*;

use crate::run::PROTOCOLS;
use crate::scenario::{Scenario, catalogue};
use crate::text::{Lang, t};
use crate::ui::button::wants_once;
use crate::ui::el::{each, el};
use crate::ui::model::{Errand, Intent};

/// A run to try.
#[derive(Clone, PartialEq)]
pub struct Offer {
    pub id: &'static str,
    /// Keys of its name and of a few words on it.
    pub name: &'static str,
    pub about: &'static str,
    /// A known failure.
    pub fails: bool,
    pub open: Open,
}

/// How it is opened.
#[derive(Clone, PartialEq)]
pub enum Open {
    Plain(Rc<Scenario>),
    /// A story of the catalogue, by its place there. The whole program knows the scenario.
    Story(usize, Option<Rc<Scenario>>),
}

impl Offer {
    /// The scenario, as far as this program knows it.
    pub fn scenario(&self) -> Option<&Rc<Scenario>> {
        match &self.open {
            Open::Plain(scenario) => Some(scenario),
            Open::Story(_, scenario) => scenario.as_ref(),
        }
    }
}

/// What is offered of one protocol.
#[derive(Clone, PartialEq)]
pub struct Shelf {
    pub protocol: &'static str,
    /// Key of its name.
    pub name: &'static str,
    /// Nothing has gone wrong in these yet.
    pub plain: Vec<Offer>,
    pub stories: Vec<Offer>,
}

/// Everything that is offered.
#[derive(Clone, PartialEq)]
pub struct Offers {
    pub shelves: Vec<Shelf>,
}

impl Offers {
    pub fn all() -> Offers {
        let shelf = |&(protocol, name): &(&'static str, &'static str)| {
            let entries = catalogue::ENTRIES.iter().enumerate();
            let of_it = entries.filter(|(_, entry)| entry.protocol == protocol);
            Shelf {
                protocol,
                name,
                plain: catalogue::plain_offers(protocol)
                    .into_iter()
                    .map(|(entry, scenario)| Offer {
                        id: entry.id,
                        name: entry.name,
                        about: entry.about,
                        fails: false,
                        open: Open::Plain(Rc::new(scenario)),
                    })
                    .collect(),
                stories: of_it
                    .map(|(at, entry)| Offer {
                        id: entry.id,
                        name: entry.name,
                        about: entry.about,
                        fails: entry.fails,
                        open: Open::Story(at, known(entry)),
                    })
                    .collect(),
            }
        };
        Offers {
            shelves: PROTOCOLS.iter().map(shelf).collect(),
        }
    }

    /// The one that a run was opened from.
    pub fn of(&self, scenario: &Scenario) -> Option<&Offer> {
        let shelves = self.shelves.iter();
        let mut all = shelves.flat_map(|shelf| shelf.plain.iter().chain(&shelf.stories));
        all.find(|offer| offer.scenario().is_some_and(|own| **own == *scenario))
    }
}

/// The scenario of a story, which the small program leaves to the whole one.
fn known(entry: &catalogue::Entry) -> Option<Rc<Scenario>> {
    #[cfg(feature = "every-protocol")]
    return Some(Rc::new(entry.scenario()));
    #[cfg(not(feature = "every-protocol"))]
    {
        let _ = entry;
        None
    }
}

pub struct OfferListProps {
    pub lang: Lang,
    pub offers: Rc<Offers>,
    /// What is on the stage now.
    pub scenario: Rc<Scenario>,
    pub on_intent: Callback<Intent>,
}

pub fn offer_list(props: &OfferListProps) -> Html {
    let lang = props.lang;
    let button = |offer: &Offer| {
        let here = offer.scenario() == Some(&props.scenario);
        let open = match &offer.open {
            Open::Plain(scenario) => Intent::Reopen(scenario.clone()),
            Open::Story(at, _) => Intent::Errand(Errand::Story(*at)),
        };
        el!(button "type"="button" "title"={offer.scenario().map(|_| t(lang, offer.about))}
            "data-testid"={format!("offer-{}", offer.id)}
            "aria-pressed"={if here { "true" } else { "false" }}, key=offer.id,
            onclick=wants_once(&props.on_intent, open) =>
            t(lang, offer.name),
        )
        .html()
    };
    el!(section "class"="offers" "data-panel"="story"
        "aria-label"={t(lang, "offer.title")} =>
        el!(h2 "class"="eyebrow" => t(lang, "offer.title")),
        each(props.offers.shelves.iter().map(|shelf| {
            // The shelf of what is on the stage is open.
            let here = shelf.protocol == props.scenario.protocol;
            el!(details "class"="shelf" "open"={here} "data-testid"={shelf_id(shelf.protocol)},
                key=shelf.protocol =>
                el!(summary => t(lang, shelf.name)),
                el!(div "class"="seg" "role"="group" "aria-label"={t(lang, shelf.name)} =>
                    each(shelf.plain.iter().map(button)),
                ),
                stories(&shelf.stories, button, lang),
            ).html()
        })),
    )
    .html()
}

/// The stories of a shelf; the known failures have a group of their own.
fn stories(stories: &[Offer], button: impl Fn(&Offer) -> Html, lang: Lang) -> Html {
    let group = |failures: bool| {
        let of_it = stories.iter().filter(|offer| offer.fails == failures);
        el!(div "class"="story-list" => each(of_it.map(&button)))
    };
    let title = t(lang, "offer.known_failures");
    el!(div "class"="story-groups" =>
        group(false),
        el!(div "role"="group" "aria-label"={title} "data-testid"="known-failures" =>
            el!(h3 "class"="eyebrow" => title),
            group(true),
        ),
    )
    .html()
}

fn shelf_id(protocol: &str) -> String {
    format!("shelf-{protocol}")
}
