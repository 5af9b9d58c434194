//! The state that a replicated log adds up to: the values of the keys, and what each client was
//! told last. Nodes that apply the same decrees in the same order hold the same store and give the
//! same answers, so whoever happens to lead can answer, and a request that was decided twice
//! (because its client asked again, or a new leader proposed it again) takes effect once.

use super::ids::ClientId;
use super::op::{Command, Decree, Key, RequestId, Response};

/// What is appended to stays below this, so that it can be shown.
const DIGITS_MAX: u32 = 1_000_000_000;

/// Values and answers. Its size is bounded by the number of keys and of clients.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Store {
    values: [Option<u32>; Key::COUNT as usize],
    /// The latest request of each client that took effect, and its answer; sorted by client.
    answers: Vec<(ClientId, u32, Response)>,
}

impl Store {
    /// Lets the next decree of the log take effect; returns what its client is to be told. A
    /// decree that was applied before changes nothing and is answered as it was. `None` for what
    /// nobody waits for: a gap filler, or a request that its client has long left behind.
    pub fn apply(&mut self, decree: Decree) -> Option<Response> {
        let id = decree.request?;
        let at = match self.place(id.client) {
            Ok(at) if self.answers[at].1 >= id.number => return self.answered(id),
            Ok(at) => at,
            Err(at) => {
                let nothing = (id.client, 0, Response::Unsure);
                self.answers.insert(at, nothing);
                at
            }
        };
        let response = self.execute(decree.command);
        debug_assert!(
            self.answers[at].1 < id.number,
            "a client's requests take effect in the order it asked them"
        );
        self.answers[at] = (id.client, id.number, response);
        debug_assert_eq!(self.answered(id), Some(response), "it is on record");
        Some(response)
    }

    /// What a key holds.
    pub fn value(&self, key: Key) -> Option<u32> {
        self.values[place(key)]
    }

    /// The keys that hold something, with their values.
    pub fn values(&self) -> impl Iterator<Item = (Key, u32)> {
        (0..Key::COUNT)
            .map(Key)
            .filter_map(|key| Some((key, self.value(key)?)))
    }

    /// What the client was told about this request, if it is the latest of its client.
    pub fn answered(&self, id: RequestId) -> Option<Response> {
        let (_, number, response) = self.answers[self.place(id.client).ok()?];
        (number == id.number).then_some(response)
    }

    /// Whether a later request of the same client took effect, so that nobody waits for this one.
    pub fn is_past(&self, id: RequestId) -> bool {
        self.place(id.client)
            .is_ok_and(|at| self.answers[at].1 > id.number)
    }

    fn execute(&mut self, command: Command) -> Response {
        match command {
            Command::Nothing | Command::Members { .. } => Response::Done { value: None },
            Command::Read { key } => Response::Done {
                value: self.values[place(key)],
            },
            Command::Write { key, value } => {
                self.values[place(key)] = Some(value);
                Response::Done { value: None }
            }
            Command::Swap { key, from, to } => {
                let cell = &mut self.values[place(key)];
                let worked = *cell == from;
                if worked {
                    *cell = Some(to);
                }
                Response::Swapped { worked }
            }
            Command::Append { key, digit } => {
                let cell = &mut self.values[place(key)];
                match cell.unwrap_or_default().checked_mul(10) {
                    // Nothing can stand after a 0, and a number has only so many digits.
                    _ if *cell == Some(0) => Response::Failed,
                    Some(shifted) if shifted < DIGITS_MAX => {
                        *cell = Some(shifted + digit.clamp(1, 9));
                        Response::Done { value: None }
                    }
                    _ => Response::Failed,
                }
            }
        }
    }

    fn place(&self, client: ClientId) -> Result<usize, usize> {
        self.answers
            .binary_search_by_key(&client, |&(client, ..)| client)
    }
}

fn place(key: Key) -> usize {
    usize::from(key.0 % Key::COUNT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_appended_until_there_is_no_room() {
        let mut store = Store::default();
        let append = |digit| Command::Append { key: X, digit };
        let done = Some(Response::Done { value: None });
        for number in 1..=9 {
            assert_eq!(store.apply(decree(0, number, append(number))), done);
        }
        assert_eq!(store.value(X), Some(123_456_789));
        assert_eq!(
            store.apply(decree(0, 10, append(1))),
            Some(Response::Failed)
        );
        let zero = Command::Write { key: X, value: 0 };
        store.apply(decree(0, 11, zero));
        assert_eq!(
            store.apply(decree(0, 12, append(1))),
            Some(Response::Failed)
        );
        assert_eq!(store.value(X), Some(0), "what failed changed nothing");
    }

    const X: Key = Key(0);

    fn decree(client: u8, number: u32, command: Command) -> Decree {
        let request = Some(RequestId {
            client: ClientId(client),
            number,
        });
        Decree { request, command }
    }

    #[test]
    fn commands_do_what_they_say() {
        let mut store = Store::default();
        let done = |value| Some(Response::Done { value });
        let swapped = |worked| Some(Response::Swapped { worked });
        let swap = |from, to| Command::Swap { key: X, from, to };
        let table = [
            (Command::Read { key: X }, done(None), None),
            (swap(Some(1), 2), swapped(false), None),
            (swap(None, 1), swapped(true), Some(1)),
            (Command::Write { key: X, value: 7 }, done(None), Some(7)),
            (swap(Some(1), 2), swapped(false), Some(7)),
            (swap(Some(7), 8), swapped(true), Some(8)),
            (Command::Read { key: X }, done(Some(8)), Some(8)),
        ];
        for (number, (command, response, value)) in (1..).zip(table) {
            let answer = store.apply(decree(0, number, command));
            assert_eq!((answer, store.value(X)), (response, value), "{command:?}");
        }
        assert_eq!(store.values().collect::<Vec<_>>(), [(X, 8)]);
        assert_eq!(store.apply(Decree::GAP), None);
    }

    #[test]
    fn a_request_takes_effect_once_however_often_it_is_decided() {
        let mut store = Store::default();
        let first = decree(
            3,
            1,
            Command::Swap {
                key: X,
                from: None,
                to: 5,
            },
        );
        let worked = Some(Response::Swapped { worked: true });
        assert_eq!(store.apply(first), worked);
        let kept = store.clone();
        assert_eq!(store.apply(first), worked, "answered as it was");
        assert_eq!(store, kept);
        let id = first.request.expect("a client asked it");
        assert_eq!(store.answered(id), worked);

        // Another client's request is another request.
        store.apply(decree(1, 1, Command::Write { key: X, value: 6 }));
        assert_eq!(store.value(X), Some(6));

        // An old request turns up after its client went on.
        store.apply(decree(3, 4, Command::Read { key: X }));
        assert_eq!(store.apply(first), None);
        assert!(store.is_past(id) && store.answered(id).is_none());
        assert_eq!(store.value(X), Some(6));
    }
}
