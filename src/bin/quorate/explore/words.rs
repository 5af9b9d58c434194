//! Steps in words, and as data.

use std::fmt::Debug;

use quorate::check::explore::Kind;
use quorate::check::explore::cluster::{Envelope, Step};
use quorate::protocol::any::AnyProtocol;
use quorate::protocol::describe::Describe;
use quorate::protocol::ids::{NodeId, Peer};
use quorate::protocol::op::Response;
use quorate::protocol::{Body, Protocol};
use quorate::text::{self, Lang, render};
use serde_json::{Value, json};

/// How messages and timers of a protocol are spoken of.
pub trait Words<P: Protocol> {
    fn message(&self, protocol: &P, message: &P::Message) -> String;
    fn timer(&self, protocol: &P, timer: P::Timer) -> String;
}

/// As the page does.
pub struct Described;

impl Words<AnyProtocol> for Described {
    fn message(
        &self,
        protocol: &AnyProtocol,
        message: &<AnyProtocol as Protocol>::Message,
    ) -> String {
        render(&protocol.label(message).0, Lang::En)
    }

    fn timer(&self, protocol: &AnyProtocol, timer: <AnyProtocol as Protocol>::Timer) -> String {
        render(&protocol.timer(timer), Lang::En)
    }
}

/// As the code does, for models.
pub struct Debugged;

impl<P: Protocol> Words<P> for Debugged {
    fn message(&self, _: &P, message: &P::Message) -> String {
        format!("{message:?}")
    }

    fn timer(&self, _: &P, timer: P::Timer) -> String {
        format!("{timer:?}")
    }
}

/// What the code calls it.
pub fn debugged(choice: &impl Debug) -> Value {
    json!({ "do": format!("{choice:?}") })
}

pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Always => "always",
        Kind::Eventually => "eventually",
        Kind::Sometimes => "sometimes",
    }
}

/// One step as data; `in_words` makes a line of it.
pub fn step<P: Protocol>(protocol: &P, step: &Step<P>, words: &impl Words<P>) -> Value {
    let about = |what: &str, envelope: &Envelope<P>| {
        json!({
            "do": what,
            "from": name(envelope.from),
            "to": name(envelope.to),
            "message": body(protocol, &envelope.body, words),
        })
    };
    match step {
        Step::Deliver(envelope) => about("deliver", envelope),
        Step::Drop(envelope) => about("drop", envelope),
        Step::Duplicate(envelope) => about("duplicate", envelope),
        Step::Ring(node, timer) => json!({
            "do": "ring",
            "node": node.label(),
            "timer": words.timer(protocol, *timer),
        }),
        Step::Kill(node) => json!({ "do": "kill", "node": node.label() }),
        Step::Restart(node) => json!({ "do": "restart", "node": node.label() }),
        Step::Pause(node) => json!({ "do": "pause", "node": node.label() }),
        Step::Resume(node) => json!({ "do": "resume", "node": node.label() }),
        Step::Cut(from, to) => json!({
            "do": "cut",
            "from": from.label(),
            "to": to.label(),
            "message": "everything from now on",
        }),
        Step::Order(node, order) => json!({
            "do": "order",
            "node": node.label(),
            "timer": serde_json::to_value(order).unwrap_or_default().to_string(),
        }),
        Step::Tick(late) => json!({
            "do": "let time pass",
            "late": late.map(NodeId::label),
        }),
        Step::Begin(client) => json!({ "do": "ask", "client": client.letter().to_string() }),
        Step::Retry(client) => json!({ "do": "ask again", "client": client.letter().to_string() }),
    }
}

/// A step on a line.
pub fn in_words(step: &Value) -> String {
    let text = |key: &str| match &step[key] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let what = text("do");
    if let Some(late) = step["late"].as_u64() {
        return format!("{what}: but not on the clock of node {late}");
    }
    match (&step["from"], &step["node"], &step["client"]) {
        (Value::Null, Value::Null, Value::Null) => what,
        (Value::Null, Value::Null, _) => format!("{what}: client {}", text("client")),
        (Value::Null, _, _) => format!("{what}: node {} {}", text("node"), text("timer")),
        _ => format!(
            "{what}: {} → {}: {}",
            text("from"),
            text("to"),
            text("message")
        ),
    }
}

fn name(peer: Peer) -> Value {
    match peer {
        Peer::Node(node) => node.label().into(),
        Peer::Client(client) => client.letter().to_string().into(),
    }
}

fn body<P: Protocol>(protocol: &P, body: &Body<P>, words: &impl Words<P>) -> String {
    match body {
        Body::Between(message) => words.message(protocol, message),
        Body::Request { command, .. } => text::command(*command, Lang::En),
        Body::Response { response, .. } => match response {
            Response::Done { value: Some(value) } => format!("done: {value}"),
            Response::Done { value: None } => "done".to_owned(),
            Response::Redirect(node) => format!("ask node {}", node.label()),
            Response::Busy => "busy".to_owned(),
            Response::Swapped { worked: true } => "swapped".to_owned(),
            Response::Swapped { worked: false } => "not swapped".to_owned(),
            Response::Failed => "failed".to_owned(),
            Response::Unsure => "unsure".to_owned(),
        },
    }
}
