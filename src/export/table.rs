//! What the clients saw, as a table for spreadsheets (RFC 4180).

use crate::protocol::op::Response;
use crate::run::player::Player;
use crate::text::{Lang, command};

/// More operations than a run keeps.
const ALL: usize = usize::MAX;

/// One line an operation, times in microseconds; an empty cell is something that nobody knows.
pub fn history(player: &dyn Player, lang: Lang) -> String {
    let mut out = String::from("client,number,command,call_us,return_us,outcome,value\r\n");
    for seen in player.history(ALL) {
        let returned = seen.answered.map(|(at, _)| at.0.to_string());
        let (outcome, value) = match seen.answered.map(|(_, response)| response) {
            Some(Response::Done { value }) => ("done", value.map(|value| value.to_string())),
            Some(Response::Swapped { worked: true }) => ("swapped", None),
            Some(Response::Swapped { worked: false }) => ("not swapped", None),
            Some(Response::Failed) => ("failed", None),
            Some(Response::Unsure) => ("unknown", None),
            Some(Response::Redirect(_) | Response::Busy) | None => ("open", None),
        };
        let cells = [
            seen.client.letter().to_string(),
            seen.number.to_string(),
            command(seen.command, lang),
            seen.asked.0.to_string(),
            returned.unwrap_or_default(),
            outcome.to_owned(),
            value.unwrap_or_default(),
        ];
        out.push_str(&cells.map(|cell| quoted(&cell)).join(","));
        out.push_str("\r\n");
    }
    out
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_commas_and_quotes_are_quoted() {
        assert_eq!(quoted("x = 7"), "x = 7");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
    }
}
