//! A scenario as a piece of a link: a version byte, then the scenario in a compact form, all in
//! letters that a link may contain. Old links keep working: a new form gets a new byte.

mod branches;
pub mod letters;
pub mod loose;

use serde::{Deserialize, Serialize};

use super::validate::PLAN_MAX;
use super::{Clients, NetworkSettings, Scenario};
use crate::protocol::ids::Micros;
use crate::protocol::params::{ParamValue, Params};
use crate::protocol::say::Say;
use crate::say;
use crate::sim::action::{Action, Intervention};

pub use branches::{decode_tree, encode_run, encode_tree};

/// The first form: postcard, field after field.
const FORM: u8 = 1;

/// The second form: the first, and then what busy clients ask for.
const FORM_WITH_MIX: u8 = 2;

/// The third form: the second, and then the branches. Only the whole program reads it.
const FORM_WITH_BRANCHES: u8 = 3;

/// The fourth form: the third, and then what was done in one go.
const FORM_WITH_GROUPS: u8 = 4;

/// A link longer than this is refused before it is looked at.
pub const LINK_MAX: usize = 64 * 1024;

/// The scenario in the order in which it is packed. Never reorder: old links are read by place.
#[derive(Serialize, Deserialize)]
struct Packed {
    version: u16,
    protocol: String,
    params: Vec<(String, PackedValue)>,
    broken_rules: Vec<String>,
    seed: u64,
    network: NetworkSettings,
    clients: PackedClients,
    /// Times are packed as distances from the one before.
    plan: Vec<(u64, Action)>,
}

#[derive(Serialize, Deserialize)]
struct PackedClients {
    count: u8,
    patience: Micros,
    busy_every: Option<Micros>,
}

/// What the second form adds.
#[derive(Serialize, Deserialize, PartialEq)]
struct PackedMix {
    read_percent: u8,
    swap_percent: u8,
    append_percent: u8,
    keys: u8,
}

/// What a link of the first form means.
const ONLY_WRITES: PackedMix = PackedMix {
    read_percent: 0,
    swap_percent: 0,
    append_percent: 0,
    keys: 1,
};

/// The packed form says which kind of value follows; JSON tells by looking.
#[derive(Serialize, Deserialize)]
enum PackedValue {
    Number(u32),
    Word(String),
}

const PACKS: &str = "every scenario can be packed";

/// A scenario as letters for a link.
pub fn encode(scenario: &Scenario) -> String {
    let (packed, mix) = packed(scenario);
    // The older form where it will do: more readers know it, and it is shorter.
    let bytes = if mix == ONLY_WRITES {
        postcard::to_allocvec(&(FORM, &packed)).expect(PACKS)
    } else {
        postcard::to_allocvec(&(FORM_WITH_MIX, &packed, &mix)).expect(PACKS)
    };
    letters(bytes)
}

fn letters(bytes: Vec<u8>) -> String {
    letters::encode(&bytes)
}

fn packed(scenario: &Scenario) -> (Packed, PackedMix) {
    let mut last = 0;
    let packed = Packed {
        version: scenario.version,
        protocol: scenario.protocol.clone(),
        params: scenario
            .params
            .iter()
            .map(|(id, value)| {
                let value = match value {
                    ParamValue::Number(number) => PackedValue::Number(*number),
                    ParamValue::Word(word) => PackedValue::Word(word.clone()),
                };
                (id.clone(), value)
            })
            .collect(),
        broken_rules: scenario.broken_rules.clone(),
        seed: scenario.seed,
        network: scenario.network,
        clients: PackedClients {
            count: scenario.clients.count,
            patience: scenario.clients.patience,
            busy_every: scenario.clients.busy_every,
        },
        plan: scenario
            .plan
            .iter()
            .map(|planned| {
                let gap = planned.at.0 - last;
                last = planned.at.0;
                (gap, planned.action)
            })
            .collect(),
    };
    let mix = PackedMix {
        read_percent: scenario.clients.read_percent,
        swap_percent: scenario.clients.swap_percent,
        append_percent: scenario.clients.append_percent,
        keys: scenario.clients.keys,
    };
    (packed, mix)
}

fn broken() -> Say {
    say!("error.link_broken")
}

/// The bytes of a link, if it is not too long and all of its letters are ones that we write.
fn unpacked_letters(text: &str) -> Result<Vec<u8>, Say> {
    if text.len() > LINK_MAX {
        return Err(say!("error.link_long"));
    }
    letters::decode(text.trim()).ok_or_else(broken)
}

/// The scenario of a link, checked; or a sentence on what is wrong with it.
pub fn decode(text: &str) -> Result<Scenario, Say> {
    let bytes = unpacked_letters(text)?;
    let (form, rest) = bytes.split_first().ok_or_else(broken)?;
    if !matches!(*form, FORM | FORM_WITH_MIX) {
        return Err(say!("error.link_newer"));
    }
    let (packed, left): (Packed, _) = postcard::take_from_bytes(rest).map_err(|_| broken())?;
    let (mix, left) = match *form {
        FORM_WITH_MIX => postcard::take_from_bytes(left).map_err(|_| broken())?,
        _ => (ONLY_WRITES, left),
    };
    if !left.is_empty() {
        return Err(broken());
    }
    let scenario = scenario(packed, mix)?;
    scenario.check()?;
    Ok(scenario)
}

/// What was packed, not checked yet but for its size.
fn scenario(packed: Packed, mix: PackedMix) -> Result<Scenario, Say> {
    if packed.plan.len() > PLAN_MAX {
        return Err(broken());
    }
    let mut at = 0u64;
    let mut plan = Vec::with_capacity(packed.plan.len());
    for (gap, action) in packed.plan {
        at = at.checked_add(gap).ok_or_else(broken)?;
        plan.push(Intervention {
            at: Micros(at),
            action,
        });
    }
    let unpack = |value| match value {
        PackedValue::Number(number) => ParamValue::Number(number),
        PackedValue::Word(word) => ParamValue::Word(word),
    };
    // One by one: to collect them all would bring a sort of its own into the page.
    let mut params = Params::new();
    params.extend(packed.params.into_iter().map(|(id, v)| (id, unpack(v))));
    Ok(Scenario {
        version: packed.version,
        protocol: packed.protocol,
        params,
        broken_rules: packed.broken_rules,
        seed: packed.seed,
        network: packed.network,
        clients: Clients {
            count: packed.clients.count,
            patience: packed.clients.patience,
            busy_every: packed.clients.busy_every,
            read_percent: mix.read_percent,
            swap_percent: mix.swap_percent,
            append_percent: mix.append_percent,
            keys: mix.keys,
        },
        plan,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::catalogue;

    #[test]
    fn what_is_encoded_is_decoded() {
        let scenario = catalogue::opening();
        let link = encode(&scenario);
        assert_eq!(decode(&link), Ok(scenario));
        assert!(
            link.len() < 150,
            "short for a short story: {} letters",
            link.len()
        );
    }

    #[test]
    fn what_busy_clients_ask_for_is_kept() {
        let mut scenario = catalogue::opening();
        scenario.clients.read_percent = 60;
        scenario.clients.keys = 3;
        assert_eq!(decode(&encode(&scenario)), Ok(scenario));
    }

    /// A link of the first form, as it was shared. It must open for ever.
    #[test]
    fn old_links_still_open() {
        assert_eq!(decode(OLD), Ok(catalogue::opening()));
    }

    const OLD: &str =
        "AQEEdm90ZQIEbW9kZQELY29vcmRpbmF0b3IFbm9kZXMABQAHAaCcAYDxBAAAAQHgxlsAAeDUAw8AAAEABw";

    #[test]
    fn broken_links_are_refused() {
        for text in ["", "!", "AA", "AQ", "AgAA", "AwAA"] {
            assert!(decode(text).is_err(), "{text:?}");
        }
        assert!(decode(&"A".repeat(LINK_MAX + 1)).is_err());
    }
}
