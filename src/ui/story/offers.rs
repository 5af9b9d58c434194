//! Runs to try: each protocol as it is, and the stories of the catalogue.

use std::rc::Rc;

use yew::prelude::*;

use crate::run::PROTOCOLS;
use crate::scenario::{Scenario, catalogue};
use crate::text::{Lang, t};
use crate::ui::button::wants;
use crate::ui::el::{each, el};
use crate::ui::model::Intent;

/// A run to try.
#[derive(Clone, PartialEq)]
pub struct Offer {
    pub id: &'static str,
    /// Keys of its name and of a few words on it.
    pub name: &'static str,
    pub about: &'static str,
    pub scenario: Rc<Scenario>,
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
            let stories = catalogue::ENTRIES.iter().map(|entry| Offer {
                id: entry.id,
                name: entry.name,
                about: entry.about,
                scenario: Rc::new(entry.scenario()),
            });
            Shelf {
                protocol,
                name,
                plain: catalogue::plain_offers(protocol)
                    .into_iter()
                    .map(|(entry, scenario)| Offer {
                        id: entry.id,
                        name: entry.name,
                        about: entry.about,
                        scenario: Rc::new(scenario),
                    })
                    .collect(),
                stories: stories
                    .filter(|story| story.scenario.protocol == protocol)
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
        all.find(|offer| *offer.scenario == *scenario)
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
        let scenario = offer.scenario.clone();
        let here = offer.scenario == props.scenario;
        el!(button "type"="button" "title"={t(lang, offer.about)}
            "data-testid"={format!("offer-{}", offer.id)}
            "aria-pressed"={if here { "true" } else { "false" }}, key=offer.id,
            press=wants(&props.on_intent, Intent::Reopen(scenario)) =>
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
                el!(div "class"="story-list" => each(shelf.stories.iter().map(button))),
            ).html()
        })),
    )
    .html()
}

fn shelf_id(protocol: &str) -> String {
    format!("shelf-{protocol}")
}
