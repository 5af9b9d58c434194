//! Whether a scenario makes sense: every number within its range, every list within its bound.
//! Files and links come from anywhere; what is wrong is named, and nothing is cut to fit.

use super::{Scenario, VERSION};
use crate::protocol::ids::{CLIENTS_MAX, Micros};
use crate::protocol::op::{Command, Key};
#[cfg(feature = "every-protocol")]
use crate::protocol::params::ParamValue;
use crate::protocol::say::Say;
use crate::say;
use crate::sim::action::{Action, Intervention};
use crate::sim::delay::{DELAY_MAX, Delay};

/// The most interventions that a scenario may plan.
pub const PLAN_MAX: usize = 5_000;

/// Nothing is planned later than a day.
pub const TIME_MAX: Micros = Micros::from_millis(24 * 3_600_000);

/// The longest a client can be patient, and the shortest.
pub const PATIENCE: (Micros, Micros) = (Micros::from_millis(50), Micros::from_millis(60_000));

impl Scenario {
    /// Refuses a scenario that no run can be made from.
    pub fn check(&self) -> Result<(), Say> {
        field("/version", self.version == VERSION, || {
            say!("error.version", known = u32::from(VERSION))
        })?;
        #[cfg(feature = "every-protocol")]
        self.check_words()?;
        number(
            "/clients/count",
            self.clients.count.into(),
            1,
            CLIENTS_MAX.into(),
        )?;
        number(
            "/network/loss_permille",
            self.network.loss_permille.into(),
            0,
            1_000,
        )?;
        number(
            "/network/duplicate_permille",
            self.network.duplicate_permille.into(),
            0,
            1_000,
        )?;
        span(
            "/clients/patience",
            self.clients.patience,
            PATIENCE.0,
            PATIENCE.1,
        )?;
        if let Some(every) = self.clients.busy_every {
            span(
                "/clients/busy_every",
                every,
                Micros::from_millis(1),
                TIME_MAX,
            )?;
        }
        let (reads, swaps) = (self.clients.read_percent, self.clients.swap_percent);
        let appends = self.clients.append_percent;
        let both = u32::from(reads) + u32::from(swaps) + u32::from(appends);
        number("/clients/read_percent", both, 0, 100)?;
        let keys = self.clients.keys.into();
        number("/clients/keys", keys, 1, Key::COUNT.into())?;
        self.check_delay()?;
        field("/plan", self.plan.len() <= PLAN_MAX, || {
            say!("error.too_many", most = PLAN_MAX as u32)
        })?;
        field(
            "/plan",
            self.plan.is_sorted_by_key(|planned| planned.at),
            || say!("error.not_sorted"),
        )?;
        self.plan.iter().try_for_each(check_planned)
    }

    /// Names are compared with ours and are said where they are none of ours, so they must fit into
    /// a sentence.
    #[cfg(feature = "every-protocol")]
    fn check_words(&self) -> Result<(), Say> {
        const WORD_MAX: usize = 60;
        let short = |name: &'static str, word: &str| {
            let plain = word.len() <= WORD_MAX && !word.chars().any(char::is_control);
            field(name, plain, || {
                say!("sheet.name_long", most = WORD_MAX as u32)
            })
        };
        short("/protocol", &self.protocol)?;
        let most = WORD_MAX as u32;
        for (name, list) in [
            ("/params", self.params.len()),
            ("/broken_rules", self.broken_rules.len()),
        ] {
            field(name, list <= WORD_MAX, || {
                say!("error.too_many", most = most)
            })?;
        }
        for (id, value) in self.params.iter() {
            short("/params", id)?;
            if let ParamValue::Word(word) = value {
                short("/params", word)?;
            }
        }
        let mut rules = self.broken_rules.iter();
        rules.try_for_each(|rule| short("/broken_rules", rule))
    }

    fn check_delay(&self) -> Result<(), Say> {
        let within = |micros| span("/network/delay", micros, Micros::ZERO, DELAY_MAX);
        match self.network.delay {
            Delay::Fixed(delay) => within(delay),
            Delay::Uniform { min, max } => {
                within(min)?;
                within(max)?;
                field("/network/delay", min <= max, || say!("error.min_max"))
            }
            Delay::Exponential { min, mean } => {
                within(min)?;
                within(mean)
            }
            Delay::LogNormal {
                median,
                spread_permille,
            } => {
                within(median)?;
                number("/network/delay", spread_permille, 0, 3_000)
            }
        }
    }
}

/// What can be said of an intervention without knowing the cluster: the world refuses the rest.
pub(super) fn check_planned(planned: &Intervention) -> Result<(), Say> {
    span("/plan/at", planned.at, Micros::ZERO, TIME_MAX)?;
    match planned.action {
        Action::Request {
            command: Command::Append { digit, .. },
            ..
        } if !(1..=9).contains(&digit) => {
            number("/plan/action/request/command/append/digit", digit, 1, 9)
        }
        Action::Request { command, .. } => match command.key() {
            Some(key) => number(
                "/plan/action/request/command/key",
                key.0.into(),
                0,
                u32::from(Key::COUNT) - 1,
            ),
            None => Err(say!(
                "error.param",
                field = "/plan/action/request/command",
                why = say!("error.choice")
            )),
        },
        Action::Delay { by, .. } => span("/plan/action/delay/by", by, Micros::ZERO, DELAY_MAX),
        Action::Trouble { trouble, .. } => {
            let slow = trouble.slow_percent.unwrap_or(100);
            number("/plan/action/trouble/trouble/slow_percent", slow, 1, 10_000)?;
            let loss = trouble.loss_permille.unwrap_or(0).into();
            number("/plan/action/trouble/trouble/loss_permille", loss, 0, 1_000)
        }
        _ => Ok(()),
    }
}

pub(super) fn field(name: &str, holds: bool, why: impl FnOnce() -> Say) -> Result<(), Say> {
    if holds {
        Ok(())
    } else {
        Err(say!("error.param", field = name, why = why()))
    }
}

fn number(name: &str, value: u32, min: u32, max: u32) -> Result<(), Say> {
    field(name, (min..=max).contains(&value), || {
        say!("field.range", min = min, max = max)
    })
}

pub(super) fn span(name: &str, value: Micros, min: Micros, max: Micros) -> Result<(), Say> {
    field(name, value >= min && value <= max, || {
        say!("error.span", min = min, max = max)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl FnOnce(&mut Scenario)) -> String {
        let mut scenario = crate::scenario::catalogue::opening();
        change(&mut scenario);
        let say = scenario.check().expect_err("this is not sound");
        format!("{:?}", say.args[0].1)
    }

    #[test]
    fn what_is_wrong_is_named() {
        crate::scenario::catalogue::opening()
            .check()
            .expect("the opening story is sound");
        assert_eq!(refused(|s| s.version = 9), "Word(\"/version\")");
        assert_eq!(refused(|s| s.clients.count = 0), "Word(\"/clients/count\")");
        assert_eq!(
            refused(|s| s.network.loss_permille = 1_001),
            "Word(\"/network/loss_permille\")"
        );
        let late = Intervention {
            at: Micros(u64::MAX),
            action: Action::HealAll,
        };
        assert_eq!(refused(|s| s.plan.push(late)), "Word(\"/plan/at\")");
        let long = "x".repeat(61);
        assert_eq!(
            refused(|s| s.protocol = long.clone()),
            "Word(\"/protocol\")"
        );
        assert_eq!(
            refused(|s| s.broken_rules.push("\n".to_owned())),
            "Word(\"/broken_rules\")"
        );
        let word = ParamValue::Word(long);
        assert_eq!(
            refused(|s| s.params.insert("mode".to_owned(), word)),
            "Word(\"/params\")"
        );
        let delay = Delay::Uniform {
            min: Micros(2),
            max: Micros(1),
        };
        assert_eq!(
            refused(|s| s.network.delay = delay),
            "Word(\"/network/delay\")"
        );
    }
}
