//! Runs to try: the documents' three ways to organise a vote, and the stories of the catalogue.

use std::rc::Rc;

use yew::prelude::*;

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

/// Everything that is offered.
#[derive(Clone, PartialEq)]
pub struct Offers {
    /// One vote, organised in three ways.
    pub modes: Vec<Offer>,
    pub stories: Vec<Offer>,
}

impl Offers {
    pub fn all() -> Offers {
        let mode = |id, name, about, scenario| Offer {
            id,
            name,
            about,
            scenario: Rc::new(scenario),
        };
        let vote = |mode| Scenario {
            plan: vec![catalogue::write_at(60, 7)],
            ..catalogue::vote(mode, 5)
        };
        let modes = vec![
            mode(
                "coordinator",
                "vote.mode.coordinator",
                "offer.coordinator",
                catalogue::opening(),
            ),
            mode("peer", "vote.mode.peer", "offer.peer", vote("peer")),
            mode(
                "leaderless",
                "vote.mode.leaderless",
                "offer.leaderless",
                vote("leaderless"),
            ),
        ];
        let stories = catalogue::ENTRIES.iter().map(|entry| Offer {
            id: entry.id,
            name: entry.name,
            about: entry.about,
            scenario: Rc::new(entry.scenario()),
        });
        Offers {
            modes,
            stories: stories.collect(),
        }
    }

    /// The one that a run was opened from.
    pub fn of(&self, scenario: &Scenario) -> Option<&Offer> {
        let mut all = self.modes.iter().chain(&self.stories);
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
        el!(div "class"="seg" "role"="group"
            "aria-label"={t(lang, "vote.param.mode")} =>
            each(props.offers.modes.iter().map(button)),
        ),
        el!(details =>
            el!(summary => t(lang, "offer.stories")),
            el!(div "class"="story-list" => each(props.offers.stories.iter().map(button))),
        ),
    )
    .html()
}
