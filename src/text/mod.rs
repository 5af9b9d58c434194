//! Languages: what the core says as a key and arguments becomes a sentence here.
//!
//! The texts are in `static/texts`, one file for each language, and the build script checks that
//! the files agree. `tests/texts.rs` holds every key spelt in the sources against them. A key
//! that has no text all the same is shown as it is: better an odd word than a dead page.

pub mod format;
mod table;

use crate::protocol::ids::{Micros, NodeSet};
use crate::protocol::op::{Command, Key};
use crate::protocol::say::{Arg, Say};
use format::Piece;

pub use table::{find, keys, knows, learn};

/// A language that the page speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    #[default]
    En,
    Zh,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// The first of a browser's language tags that the page speaks, or English.
    pub fn from_tags<'a>(tags: impl IntoIterator<Item = &'a str>) -> Lang {
        tags.into_iter()
            .find_map(|tag| match tag.get(..2)?.to_ascii_lowercase().as_str() {
                "zh" => Some(Lang::Zh),
                "en" => Some(Lang::En),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The value of the document's `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh-CN",
        }
    }

    /// The name of its file of texts, without the ending.
    pub fn file(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }

    pub fn other(self) -> Lang {
        match self {
            Lang::En => Lang::Zh,
            Lang::Zh => Lang::En,
        }
    }

    /// The language's name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Zh => "中文",
        }
    }
}

/// The text of a key, with its gaps as they are written; the key itself when it has none.
pub fn t(lang: Lang, key: &'static str) -> &'static str {
    find(lang, key).unwrap_or(key)
}

/// Of the same words in both languages those in this one, or in the other where there are none; and
/// in which they are.
pub fn either<'a>(lang: Lang, en: &'a str, zh: &'a str) -> (&'a str, Lang) {
    let (words, others) = match lang {
        Lang::En => (en, zh),
        Lang::Zh => (zh, en),
    };
    if words.is_empty() {
        (others, lang.other())
    } else {
        (words, lang)
    }
}

/// A sentence in a language.
pub fn render(say: &Say, lang: Lang) -> String {
    let text = t(lang, say.key);
    let Ok(pieces) = format::pieces(text) else {
        // The build script has checked every text, so only a missing one gets here.
        return text.to_owned();
    };
    let mut out = String::with_capacity(text.len() + 16);
    for piece in pieces {
        match piece {
            Piece::Plain(plain) => out.push_str(plain),
            Piece::Gap(name) => match arg(say, name) {
                Some(arg) => push_arg(&mut out, arg, lang),
                None => out.push('…'),
            },
            Piece::Plural { gap, one, other } => {
                let is_one = arg(say, gap).is_some_and(|arg| count(arg) == 1);
                out.push_str(if is_one { one } else { other });
            }
        }
    }
    out
}

fn arg<'a>(say: &'a Say, name: &str) -> Option<&'a Arg> {
    let (_, arg) = say.args.iter().find(|(known, _)| *known == name)?;
    Some(arg)
}

/// How many an argument stands for, for the plural.
fn count(arg: &Arg) -> i64 {
    match arg {
        Arg::Number(number) => *number,
        Arg::Nodes(nodes) => i64::from(nodes.len()),
        Arg::Node(_)
        | Arg::Client(_)
        | Arg::Command(_)
        | Arg::Span(_)
        | Arg::Say(_)
        | Arg::Word(_) => 1,
    }
}

fn push_arg(out: &mut String, arg: &Arg, lang: Lang) {
    match arg {
        Arg::Number(number) => out.push_str(&number.to_string()),
        Arg::Node(node) => out.push_str(&node.label().to_string()),
        Arg::Nodes(nodes) => out.push_str(&node_list(*nodes, lang)),
        Arg::Client(client) => out.push(client.letter()),
        Arg::Command(command) => out.push_str(&self::command(*command, lang)),
        Arg::Span(span) => out.push_str(&self::span(*span, lang)),
        Arg::Say(say) => out.push_str(&render(say, lang)),
        Arg::Word(word) => out.push_str(word),
    }
}

/// A sentence that stands alone, so that it begins with a capital letter.
pub fn headline(say: &Say, lang: Lang) -> String {
    let text = render(say, lang);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

/// What a client asks for: "x = 7", "read x".
pub fn command(command: Command, lang: Lang) -> String {
    match command {
        Command::Nothing => t(lang, "op.nothing").to_owned(),
        Command::Members { .. } => match command.new_voters() {
            Some(nodes) => t(lang, "op.voters").replace("{nodes}", &node_list(nodes, lang)),
            None => t(lang, "op.members").to_owned(),
        },
        Command::Write { key, value } => written(key, value),
        Command::Read { key } => t(lang, "op.read").replace("{key}", &key.letter().to_string()),
        Command::Append { key, digit } => format!("{} ‖ {digit}", key.letter()),
        Command::Swap { key, from, to } => {
            let from = from.map_or("∅".to_owned(), |from| from.to_string());
            format!("{}: {from} → {to}", key.letter())
        }
    }
}

/// A key and its value, the same in every language.
pub fn written(key: Key, value: u32) -> String {
    format!("{} = {value}", key.letter())
}

/// A span of time, as exact as one can make use of.
pub fn span(span: Micros, lang: Lang) -> String {
    // In tenths, rounded, without a float on the way.
    let tenths = |whole: u64| {
        let all = (span.0 + whole / 20) / (whole / 10);
        format!("{}.{}", all / 10, all % 10)
    };
    let (ms, s) = match lang {
        Lang::En => ("ms", "s"),
        Lang::Zh => ("毫秒", "秒"),
    };
    if !span.0.is_multiple_of(1_000) && span.0 < 10_000 {
        format!("{} {ms}", tenths(1_000))
    } else if span.0 < 10_000_000 {
        format!("{} {ms}", (span.0 + 500) / 1_000)
    } else {
        format!("{} {s}", tenths(1_000_000))
    }
}

/// "1, 2 and 4"; in a large set, neighbours are drawn together: "1–16 and 20".
pub fn node_list(nodes: NodeSet, lang: Lang) -> String {
    let labels: Vec<u32> = nodes.iter().map(|node| node.label()).collect();
    let words = if labels.len() > 6 {
        ranges(&labels)
    } else {
        labels.iter().map(u32::to_string).collect()
    };
    let (comma, and) = match lang {
        Lang::En => (", ", " and "),
        Lang::Zh => ("、", " 和 "),
    };
    match words.split_last() {
        None => t(lang, "say.none").to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, first)) => format!("{}{and}{last}", first.join(comma)),
    }
}

fn ranges(labels: &[u32]) -> Vec<String> {
    labels
        .chunk_by(|a, b| a + 1 == *b)
        .flat_map(|run| match run {
            [first, _, .., last] => vec![format!("{first}–{last}")],
            short => short.iter().map(u32::to_string).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::NodeId;
    use crate::say;

    fn set(labels: &[u8]) -> NodeSet {
        labels.iter().map(|label| NodeId(label - 1)).collect()
    }

    #[test]
    fn arguments_are_told_in_the_language() {
        let say = say!("say.nodes_are_down", nodes = set(&[4, 5]));
        assert_eq!(render(&say, Lang::En), "Nodes 4 and 5 are down.");
        assert_eq!(render(&say, Lang::Zh), "节点 4 和 5 已停机。");
        let say = say!("say.nodes_are_down", nodes = set(&[4]));
        assert_eq!(render(&say, Lang::En), "Node 4 is down.");
    }

    #[test]
    fn lists_are_as_short_as_they_can_be() {
        let all: Vec<u8> = (1..=16).chain([20]).collect();
        assert_eq!(node_list(set(&all), Lang::En), "1–16 and 20");
        assert_eq!(node_list(set(&[1, 2, 4]), Lang::Zh), "1、2 和 4");
        assert_eq!(node_list(set(&[3]), Lang::En), "3");
        assert_eq!(node_list(NodeSet::EMPTY, Lang::En), "none");
    }

    #[test]
    fn spans_are_as_exact_as_is_useful() {
        assert_eq!(span(Micros(140_400), Lang::En), "140 ms");
        assert_eq!(span(Micros(400), Lang::En), "0.4 ms");
        assert_eq!(span(Micros(12_340_000), Lang::Zh), "12.3 秒");
    }

    #[test]
    fn a_missing_text_shows_its_key() {
        let say = Say {
            key: "no such text",
            args: vec![("n", Arg::Number(3))],
        };
        assert_eq!(render(&say, Lang::En), "no such text");
    }

    #[test]
    fn the_first_known_tag_counts() {
        assert_eq!(Lang::from_tags(["fr", "zh-Hant-TW", "en"]), Lang::Zh);
        assert_eq!(Lang::from_tags(["fr-CA"]), Lang::En);
        assert_eq!(Lang::from_tags([""]), Lang::En);
    }
}
