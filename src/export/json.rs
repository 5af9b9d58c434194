//! Everything that happened, as JSON. Written by hand: the page carries no reader or writer of JSON.

use std::fmt::Write;

use super::Span;
use crate::run::player::{EventLine, Fate, MessageDetail, Player};
use crate::scenario::link;
use crate::text::{Lang, command, render};

/// Writes values, and the commas between them.
#[derive(Default)]
struct Json {
    out: String,
    /// Something stands before the next value at this level.
    follows: bool,
}

impl Json {
    fn key(&mut self, name: &str) {
        self.comma();
        let _ = write!(self.out, "\"{name}\":");
        self.follows = false;
    }

    fn comma(&mut self) {
        if self.follows {
            self.out.push(',');
        }
        self.follows = true;
    }

    fn open(&mut self, bracket: char) {
        self.comma();
        self.out.push(bracket);
        self.follows = false;
    }

    fn close(&mut self, bracket: char) {
        self.out.push(bracket);
        self.follows = true;
    }

    fn text(&mut self, name: &str, value: &str) {
        self.key(name);
        self.comma();
        self.out.push('"');
        for letter in value.chars() {
            match letter {
                '"' | '\\' => {
                    self.out.push('\\');
                    self.out.push(letter);
                }
                control if control < ' ' => {
                    let _ = write!(self.out, "\\u{:04x}", u32::from(control));
                }
                _ => self.out.push(letter),
            }
        }
        self.out.push('"');
    }

    fn number(&mut self, name: &str, value: u64) {
        self.key(name);
        self.comma();
        let _ = write!(self.out, "{value}");
    }
}

/// The run between two times: its scenario as a link, events, messages, client history, promises.
pub fn run(player: &dyn Player, span: Span, lang: Lang) -> String {
    let mut json = Json::default();
    json.open('{');
    json.number("version", 1);
    json.text("scenario_link", &link::encode(&player.scenario()));
    json.text("hash", &format!("{:016x}", player.hash()));
    json.number("from_us", span.from.0);
    json.number("to_us", span.to.0);
    list(&mut json, "events", events(player, span), |json, event| {
        json.number("step", event.step);
        json.number("at_us", event.at.0);
        json.text("what", &render(&event.what, lang));
    });
    let timeline = player.timeline(span.from, span.to);
    let messages = timeline.arrows.iter();
    let messages = messages.filter_map(|arrow| player.message(arrow.message));
    list(&mut json, "messages", messages, |json, detail| {
        message(json, &detail, lang);
    });
    list(
        &mut json,
        "history",
        player.history(usize::MAX).into_iter(),
        |json, seen| {
            json.text("client", &seen.client.letter().to_string());
            json.number("number", seen.number.into());
            json.text("command", &command(seen.command, lang));
            json.number("call_us", seen.asked.0);
            if let Some((at, _)) = seen.answered {
                json.number("return_us", at.0);
            }
        },
    );
    list(
        &mut json,
        "promises",
        player.promises().into_iter(),
        |json, state| {
            json.text("promise", state.promise.id);
            json.text("standing", state.standing.word());
            json.text("why", &render(&state.why, lang));
        },
    );
    json.close('}');
    json.out.push('\n');
    json.out
}

fn list<T>(
    json: &mut Json,
    name: &str,
    items: impl Iterator<Item = T>,
    write: impl Fn(&mut Json, T),
) {
    json.key(name);
    json.open('[');
    for item in items {
        json.open('{');
        write(json, item);
        json.close('}');
    }
    json.close(']');
}

fn events(player: &dyn Player, span: Span) -> impl Iterator<Item = EventLine> + '_ {
    let first = player.first_step();
    let all = (first..).map_while(|step| player.event(step));
    all.skip_while(move |event| event.at < span.from)
        .take_while(move |event| event.at <= span.to)
}

fn message(json: &mut Json, detail: &MessageDetail, lang: Lang) {
    json.number("no", detail.no.0.into());
    json.text("from", &detail.key.from.short());
    json.text("to", &detail.key.to.short());
    json.text("label", &render(&detail.face.label, lang));
    json.number("sent_us", detail.sent.0);
    json.number("due_us", detail.due.0);
    let (fate, at) = match detail.fate {
        Fate::UnderWay => ("under_way", None),
        Fate::AtTheDoor => ("at_the_door", None),
        Fate::Delivered(at) => ("delivered", Some(at)),
        Fate::Lost(at, _) => ("lost", Some(at)),
    };
    json.text("fate", fate);
    if let Some(at) = at {
        json.number("ended_us", at.0);
    }
    json.number("sent_in_event", detail.cause.step);
}
