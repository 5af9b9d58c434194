//! Sentences without a language. The core says *what* is the case as a key and named arguments;
//! `text` turns that into English or Chinese. A test holds every key used here against the texts.

use super::ids::{ClientId, Micros, NodeId, NodeSet};
use super::op::Command;

/// One thing to be said: the name of a text and what goes into its gaps.
#[derive(Clone, PartialEq, Debug)]
pub struct Say {
    pub key: &'static str,
    pub args: Vec<(&'static str, Arg)>,
}

/// What can fill a gap in a text.
#[derive(Clone, PartialEq, Debug)]
pub enum Arg {
    Number(i64),
    Node(NodeId),
    Nodes(NodeSet),
    Client(ClientId),
    Command(Command),
    Span(Micros),
    Say(Box<Say>),
    /// A name from a file, as it was written there.
    Word(String),
}

/// `say!("vote.need", have = 2, need = 3)`: the only way to make a [`Say`], so that a test can
/// find every key by its spelling.
#[macro_export]
macro_rules! say {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::protocol::say::Say {
            key: $key,
            args: vec![$((stringify!($name), $crate::protocol::say::Arg::from($value))),*],
        }
    };
}

macro_rules! arg_from {
    ($($from:ty => |$value:ident| $make:expr;)*) => {
        $(impl From<$from> for Arg {
            fn from($value: $from) -> Arg { $make }
        })*
    };
}

arg_from! {
    u8 => |n| Arg::Number(n.into());
    u32 => |n| Arg::Number(n.into());
    i64 => |n| Arg::Number(n);
    u64 => |n| Arg::Number(n.min(i64::MAX as u64) as i64);
    NodeId => |node| Arg::Node(node);
    NodeSet => |nodes| Arg::Nodes(nodes);
    ClientId => |client| Arg::Client(client);
    Command => |command| Arg::Command(command);
    Micros => |span| Arg::Span(span);
    &str => |word| Arg::Word(word.to_owned());
    Say => |say| Arg::Say(Box::new(say));
}
