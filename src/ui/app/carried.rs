//! What the small program tells the whole one besides a link: how the page is set, how far the story
//! is, what was asked for, and the run to go back to. Numbers and, after a `#`, a link.

use super::App;
use crate::protocol::ids::{ClientId, NodeId, Peer};
use crate::run::player::MessageNo;
use crate::ui::model::{Errand, Layout, Selection, Tab};
use crate::ui::pace::Speed;
use crate::ui::story::Story;
use crate::ui::story::steps::{OUTCOMES, Outcome, STEPS};

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Carried {
    pub tab: Tab,
    pub speed: Speed,
    pub automatic: bool,
    pub layout: Layout,
    pub present: bool,
    pub selection: Selection,
    pub story: Story,
    pub errand: Option<Errand>,
    /// A link to what was on the stage.
    pub back: String,
}

/// Stories have the numbers from here on.
const STORIES: usize = 50;

/// The others have their places in this list, counted from 1.
const ERRANDS: [Errand; 9] = [
    Errand::Compare,
    Errand::Share,
    Errand::Diagram,
    Errand::Files,
    Errand::Branches,
    Errand::Hunt,
    Errand::Help,
    Errand::Chart,
    Errand::Settings,
];

fn errand_number(errand: Errand) -> usize {
    match errand {
        Errand::Story(at) => STORIES + at,
        errand => {
            let place = ERRANDS.iter().position(|other| *other == errand);
            place.map_or(0, |place| place + 1)
        }
    }
}

fn errand_of(number: usize) -> Option<Errand> {
    match number {
        STORIES.. => Some(Errand::Story(number - STORIES)),
        _ => ERRANDS.get(number.checked_sub(1)?).copied(),
    }
}

/// Clients have the numbers from here on, nodes those from 1.
const CLIENTS: usize = 200;
/// Links, and then messages, from here on. The small program leaves them out.
const LINKS: usize = 1_000;
const MESSAGES: usize = 100_000;
/// A peer's number is less than this.
const PEERS: usize = 256;

fn number_of(selection: Selection) -> usize {
    match selection {
        Selection::Node(node) => 1 + node.index(),
        Selection::Client(client) => CLIENTS + client.index(),
        #[cfg(feature = "every-protocol")]
        Selection::Link(from, to) => LINKS + peer_number(from) * PEERS + peer_number(to),
        #[cfg(feature = "every-protocol")]
        Selection::Message(no) => MESSAGES + no.0 as usize,
        _ => 0,
    }
}

#[cfg(feature = "every-protocol")]
fn peer_number(peer: Peer) -> usize {
    match peer {
        Peer::Node(node) => node.index(),
        Peer::Client(client) => CLIENTS + client.index(),
    }
}

fn selection_of(number: usize) -> Selection {
    let peer = |number: usize| match number {
        0..CLIENTS => Peer::Node(NodeId(number as u8)),
        _ => Peer::Client(ClientId((number - CLIENTS) as u8)),
    };
    match number {
        0 => Selection::Nothing,
        1..CLIENTS => Selection::Node(NodeId(number as u8 - 1)),
        CLIENTS..LINKS => Selection::Client(ClientId((number - CLIENTS) as u8)),
        LINKS..MESSAGES => {
            let both = number - LINKS;
            Selection::Link(peer(both / PEERS), peer(both % PEERS))
        }
        MESSAGES.. => Selection::Message(MessageNo((number - MESSAGES) as u32)),
    }
}

impl App {
    /// How the page is set, for the program that takes its place.
    pub(super) fn carried(&self, errand: Option<Errand>, back: String) -> Carried {
        Carried {
            tab: self.tab,
            speed: self.pace.speed,
            automatic: self.pace.automatic,
            layout: self.layout,
            present: self.present,
            selection: self.selection,
            story: self.story.clone(),
            errand,
            back,
        }
    }
}

impl Carried {
    pub fn pack(&self) -> String {
        let mut packed = String::new();
        let mut put = |number: usize| {
            packed.push_str(&number.to_string());
            packed.push('.');
        };
        put(self.tab as usize);
        put(self.speed as usize);
        put(usize::from(self.automatic));
        put(usize::from(self.layout == Layout::Chart));
        put(usize::from(self.present));
        put(number_of(self.selection));
        put(self.errand.map_or(0, errand_number));
        put(self.story.step);
        for step in 0..STEPS.len() {
            put(self.story.guesses[step].map_or(0, |guess| guess + 1));
            put(usize::from(self.story.told[step]));
            let (truth, text) = self.story.outcomes[step].map_or((0, 0), |outcome| {
                let text = OUTCOMES.iter().position(|text| *text == outcome.text);
                (outcome.truth, text.map_or(0, |text| text + 1))
            });
            put(truth);
            put(text);
        }
        packed.push('#');
        packed.push_str(&self.back);
        packed
    }

    /// It comes from `boot.js`, which has it from a program of the same build.
    pub fn unpack(packed: &str) -> Option<Carried> {
        let (numbers, back) = packed.split_once('#')?;
        let mut numbers = numbers.split('.').filter_map(|number| number.parse().ok());
        let mut next = || -> Option<usize> { numbers.next() };
        let mut carried = Carried {
            tab: *Tab::ALL.get(next()?)?,
            speed: *Speed::ALL.get(next()?)?,
            automatic: next()? == 1,
            layout: if next()? == 1 {
                Layout::Chart
            } else {
                Layout::Ring
            },
            present: next()? == 1,
            selection: selection_of(next()?),
            errand: errand_of(next()?),
            back: back.to_owned(),
            ..Carried::default()
        };
        carried.story.go_to(next()?);
        for step in 0..STEPS.len() {
            carried.story.guesses[step] = next()?.checked_sub(1);
            carried.story.told[step] = next()? == 1;
            let (truth, text) = (next()?, next()?);
            let text = text.checked_sub(1).and_then(|text| OUTCOMES.get(text));
            carried.story.outcomes[step] = text.map(|text| Outcome { truth, text });
        }
        Some(carried)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_arrives() {
        let mut story = Story::default();
        story.go_to(2);
        story.guesses[0] = Some(1);
        story.told[1] = true;
        for (step, text) in [(0, "story.commit.done"), (1, "story.minority.blocked")] {
            story.outcomes[step] = Some(Outcome { truth: 1, text });
        }
        for (errand, selection) in [
            (None, Selection::Client(ClientId(3))),
            (Some(Errand::Compare), Selection::Node(NodeId(100))),
            (Some(Errand::Share), Selection::Nothing),
            (Some(Errand::Files), Selection::Nothing),
            (None, Selection::Message(MessageNo(u32::MAX - 100_000))),
            (
                None,
                Selection::Link(Peer::Client(ClientId(25)), Peer::Node(NodeId(100))),
            ),
            (Some(Errand::Story(32)), Selection::Nothing),
        ] {
            let carried = Carried {
                tab: Tab::Promises,
                speed: Speed::Max,
                automatic: true,
                layout: Layout::Chart,
                present: true,
                selection,
                story: story.clone(),
                errand,
                back: "s=A_-&at=1.2".to_owned(),
            };
            assert_eq!(Carried::unpack(&carried.pack()), Some(carried));
        }
    }
}
