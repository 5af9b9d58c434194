//! The register's parameters as the form shows them.

use super::{Choice, Config, Versions};
use crate::protocol::ids::NODES_MAX;
use crate::protocol::params::{ParamKind, ParamSpec, ParamValue};

pub(super) const VERSIONS: [(&str, &str); 2] = [
    ("counter", "register.versions.counter"),
    ("clock", "register.versions.clock"),
];

pub(super) const CHOICES: [(&str, &str); 4] = [
    ("all", "register.choice.all"),
    ("random", "register.choice.random"),
    ("least_loaded", "register.choice.least"),
    ("nearest", "register.choice.nearest"),
];

fn number(
    id: &'static str,
    name: &'static str,
    hint: &'static str,
    (min, max): (u32, u32),
    value: u32,
) -> ParamSpec {
    ParamSpec {
        id,
        name,
        hint,
        kind: ParamKind::Number { min, max },
        value: ParamValue::Number(value),
        hidden: false,
    }
}

fn choice(
    id: &'static str,
    name: &'static str,
    hint: &'static str,
    words: &[(&'static str, &'static str)],
    at: usize,
) -> ParamSpec {
    ParamSpec {
        id,
        name,
        hint,
        kind: ParamKind::Choice(words.to_vec()),
        value: ParamValue::Word(words[at].0.to_owned()),
        hidden: false,
    }
}

fn switch(id: &'static str, name: &'static str, hint: &'static str, on: bool) -> ParamSpec {
    ParamSpec {
        id,
        name,
        hint,
        kind: ParamKind::Switch,
        value: ParamValue::switch(on),
        hidden: false,
    }
}

fn hidden_if(hidden: bool, spec: ParamSpec) -> ParamSpec {
    ParamSpec { hidden, ..spec }
}

pub(super) fn params(c: &Config) -> Vec<ParamSpec> {
    let (nodes, homes) = (u32::from(c.nodes), u32::from(c.homes));
    let all = c.choice == Choice::All;
    let counts_alone = c.versions == Versions::Counter && !c.ask_first;
    let patience_ms = (c.patience.0 / 1_000) as u32;
    vec![
        number(
            "nodes",
            "register.param.nodes",
            "register.param.nodes.hint",
            (1, NODES_MAX.into()),
            nodes,
        ),
        hidden_if(
            nodes == 1,
            number(
                "copies",
                "register.param.copies",
                "register.param.copies.hint",
                (1, nodes),
                homes,
            ),
        ),
        number(
            "read",
            "register.param.read",
            "register.param.read.hint",
            (1, homes),
            c.read.into(),
        ),
        number(
            "write",
            "register.param.write",
            "register.param.write.hint",
            (1, homes),
            c.write.into(),
        ),
        choice(
            "versions",
            "register.param.versions",
            "register.param.versions.hint",
            &VERSIONS,
            usize::from(c.versions == Versions::Clock),
        ),
        switch(
            "ask_first",
            "register.param.ask_first",
            "register.param.ask_first.hint",
            c.ask_first,
        ),
        hidden_if(
            !counts_alone,
            switch(
                "read_ahead",
                "register.param.read_ahead",
                "register.param.read_ahead.hint",
                c.read_ahead,
            ),
        ),
        switch(
            "write_back",
            "register.param.write_back",
            "register.param.write_back.hint",
            c.write_back,
        ),
        switch(
            "read_repair",
            "register.param.repair",
            "register.param.repair.hint",
            c.repair,
        ),
        switch(
            "anti_entropy",
            "register.param.anti_entropy",
            "register.param.anti_entropy.hint",
            c.anti_entropy,
        ),
        hidden_if(
            c.homes == c.nodes,
            switch(
                "sloppy",
                "register.param.sloppy",
                "register.param.sloppy.hint",
                c.sloppy,
            ),
        ),
        choice(
            "choice",
            "register.param.choice",
            "register.param.choice.hint",
            &CHOICES,
            match c.choice {
                Choice::All => 0,
                Choice::Random => 1,
                Choice::LeastLoaded => 2,
                Choice::Nearest => 3,
            },
        ),
        hidden_if(
            all,
            number(
                "spare",
                "register.param.spare",
                "register.param.spare.hint",
                (0, homes - 1),
                c.spare.into(),
            ),
        ),
        hidden_if(
            all,
            switch(
                "speculate",
                "register.param.speculate",
                "register.param.speculate.hint",
                c.speculate,
            ),
        ),
        number(
            "patience_ms",
            "register.param.patience",
            "register.param.patience.hint",
            (20, 10_000),
            patience_ms,
        ),
    ]
}
