//! The words of the sheet that are put together from data.

use crate::check::explore::cluster::budgets::{Budgets, Cost};
use crate::hunt::{Ended, PassReport, Topic, Way};
use crate::protocol::describe::Spec;
use crate::protocol::say::Say;
use crate::say;
use crate::text::{Lang, headline, render, t};

/// What a budget allows.
pub fn budget(cost: Cost) -> &'static str {
    match cost {
        Cost::Drop => "hunt.budget.drops",
        Cost::Duplicate => "hunt.budget.duplicates",
        Cost::Timeout => "hunt.budget.timeouts",
        Cost::Kill => "hunt.budget.kills",
        Cost::Restart => "hunt.budget.restarts",
        Cost::Pause => "hunt.budget.pauses",
        Cost::Retry => "hunt.budget.retries",
        Cost::Cut => "hunt.budget.cuts",
        Cost::Order => "hunt.budget.orders",
        Cost::Tick => "hunt.budget.ticks",
        Cost::Skew => "hunt.budget.skews",
    }
}

/// What may happen, in the order in which it is asked for.
pub const USUAL: [Cost; 7] = [
    Cost::Kill,
    Cost::Restart,
    Cost::Timeout,
    Cost::Duplicate,
    Cost::Order,
    Cost::Tick,
    Cost::Skew,
];

/// What matters only to what is promised in the end.
pub const RARE: [Cost; 4] = [Cost::Drop, Cost::Cut, Cost::Pause, Cost::Retry];

pub fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::Values => "hunt.topic.values",
        Topic::History => "hunt.topic.history",
        Topic::Answers => "hunt.topic.answers",
    }
}

pub fn way(way: Way) -> &'static str {
    match way {
        Way::Near => "hunt.way.near",
        Way::Far => "hunt.way.far",
    }
}

pub fn ended(ended: Ended) -> &'static str {
    match ended {
        Ended::Everything => "hunt.ended.everything",
        Ended::Found => "hunt.ended.found",
        Ended::States => "hunt.ended.states",
        Ended::Memory => "hunt.ended.memory",
        Ended::Chance => "hunt.ended.chance",
        Ended::Stopped => "hunt.ended.stopped",
    }
}

/// What a search has covered, on a line.
pub fn covered(pass: &PassReport, lang: Lang) -> String {
    let topic = t(lang, topic(pass.topic));
    let why = t(lang, ended(pass.ended));
    if pass.states == 0 {
        return headline(&say!("hunt.covered.none", topic = topic), lang);
    }
    let say = say!(
        "hunt.covered.line",
        topic = topic,
        way = t(lang, way(pass.way)),
        states = &*grouped(pass.states.into()),
        depth = pass.depth.saturating_sub(1),
        ended = why
    );
    headline(&say, lang)
}

/// The budgets as a list: "nodes killed: 1".
pub fn budgets(budgets: &Budgets, offered: &[Cost], lang: Lang) -> String {
    let all = USUAL.iter().chain(&RARE);
    let each = all.filter(|cost| offered.contains(cost)).map(|cost| {
        let what = t(lang, budget(*cost));
        let count = u32::from(budgets.of(*cost));
        render(&say!("hunt.most", what = what, count = count), lang)
    });
    list(&each.collect::<Vec<_>>(), lang)
}

pub fn costs(costs: &[Cost], lang: Lang) -> String {
    let all = USUAL.iter().chain(&RARE);
    let each = all
        .filter(|cost| costs.contains(cost))
        .map(|cost| t(lang, budget(*cost)).to_owned());
    list(&each.collect::<Vec<_>>(), lang)
}

/// The name of a promise, for a sentence; the worker sends no more than its id.
pub fn promise(spec: &Spec, id: &str) -> Say {
    let known = spec.promises.iter().find(|promise| promise.id == id);
    Say {
        key: known.map_or("event.thinned", |promise| promise.name),
        args: Vec::new(),
    }
}

pub fn promises(spec: &Spec, ids: &[String], lang: Lang) -> String {
    let each = ids.iter().map(|id| render(&promise(spec, id), lang));
    list(&each.collect::<Vec<_>>(), lang)
}

pub fn list(items: &[String], lang: Lang) -> String {
    let between = match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    };
    items.join(between)
}

/// A number with its thousands set apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_set_apart() {
        let spelt = [0, 17, 300, 4_096, 300_000, 1_234_567].map(grouped);
        assert_eq!(spelt, ["0", "17", "300", "4,096", "300,000", "1,234,567"]);
    }
}
