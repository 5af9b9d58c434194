//! What the small program tells the whole one besides a link: how the page is set, how far the story
//! is, what was asked for, and the run to go back to. Numbers and, after a `#`, a link.

use crate::protocol::ids::{ClientId, NodeId};
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

fn errand_number(errand: Errand) -> usize {
    match errand {
        Errand::Compare => 1,
        Errand::Share => 2,
        Errand::Diagram => 3,
        Errand::Files => 4,
        Errand::Branches => 5,
        Errand::Hunt => 6,
        Errand::Story(at) => STORIES + at,
    }
}

fn errand_of(number: usize) -> Option<Errand> {
    Some(match number {
        1 => Errand::Compare,
        2 => Errand::Share,
        3 => Errand::Diagram,
        4 => Errand::Files,
        5 => Errand::Branches,
        6 => Errand::Hunt,
        STORIES.. => Errand::Story(number - STORIES),
        _ => return None,
    })
}

/// Clients have the numbers from here on, nodes those from 1.
const CLIENTS: usize = 200;

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
        put(match self.selection {
            Selection::Node(node) => 1 + node.index(),
            Selection::Client(client) => CLIENTS + client.index(),
            _ => 0,
        });
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
            selection: match next()? {
                0 => Selection::Nothing,
                node @ 1..CLIENTS => Selection::Node(NodeId(node as u8 - 1)),
                client => Selection::Client(ClientId((client - CLIENTS) as u8)),
            },
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
