//! One line of the gallery: a small scenario, what may be spent on it, and what a search makes of it.

use quorate::check::explore::cluster::Cluster;
use quorate::check::explore::cluster::budgets::{Budgets, Cost};
use quorate::check::explore::cluster::layout::lay_out_so_that;
use quorate::check::explore::cluster::planned::Planned;
use quorate::check::explore::cluster::scenario;
use quorate::check::explore::search::{Covered, Explorer, Finding, Limits, Order};
use quorate::protocol::any::AnyProtocol;
use quorate::protocol::ids::{ClientId, Micros, NodeId};
use quorate::protocol::op::{Command, Key};
use quorate::protocol::params::ParamValue;
use quorate::run::player::Standing;
use quorate::run::{open, protocol_of};
use quorate::scenario::{Scenario, catalogue};
use quorate::sim::action::{Action, Intervention};

/// What is searched, and how.
#[derive(Clone)]
pub struct Line {
    pub scenario: Scenario,
    about: &'static [&'static str],
    budgets: Budgets,
    from: Option<Micros>,
    ahead: bool,
    order: Order,
    limits: Limits,
}

/// What came of it.
pub struct Found {
    explorer: Explorer<Cluster<AnyProtocol, Planned>>,
    pub covered: Option<Covered>,
}

/// A cluster of so many nodes in which clients ask what they are told to, and nothing is wrong.
pub fn small(protocol: &str, nodes: u32, params: &[(&str, &str)]) -> Line {
    let mut scenario = catalogue::plain(protocol);
    scenario.plan.clear();
    scenario
        .params
        .insert("nodes".to_owned(), ParamValue::Number(nodes));
    let line = Line {
        scenario,
        about: &[],
        budgets: Budgets::NONE,
        from: None,
        ahead: false,
        order: Order::Breadth,
        limits: Limits {
            states: 1_500_000,
            ..Limits::NONE
        },
    };
    params
        .iter()
        .fold(line, |line, (key, value)| line.set(key, value))
}

impl Line {
    /// A scenario of the catalogue, as it is at that time.
    pub fn of_catalogue(id: &str, from_ms: u64) -> Line {
        let mut entries = catalogue::ENTRIES.into_iter();
        let entry = entries.find(|entry| entry.id == id);
        Line {
            scenario: entry.expect("it is in the catalogue").scenario(),
            from: Some(Micros::from_millis(from_ms)),
            ..small("vote", 3, &[])
        }
    }

    pub fn set(mut self, key: &str, value: &str) -> Line {
        let value = match value.parse() {
            Ok(number) => ParamValue::Number(number),
            Err(_) => ParamValue::Word(value.to_owned()),
        };
        self.scenario.params.insert(key.to_owned(), value);
        self
    }

    pub fn breaking(mut self, rule: &str) -> Line {
        self.scenario.broken_rules = vec![rule.to_owned()];
        self
    }

    pub fn keeping_all_rules(mut self) -> Line {
        self.scenario.broken_rules.clear();
        self
    }

    pub fn writes(self, client: u8, node: u8, value: u32) -> Line {
        let key = Key(0);
        self.asks(client, node, Command::Write { key, value })
    }

    pub fn reads(self, client: u8, node: u8) -> Line {
        self.asks(client, node, Command::Read { key: Key(0) })
    }

    fn asks(mut self, client: u8, node: u8, command: Command) -> Line {
        let clients = &mut self.scenario.clients.count;
        *clients = (*clients).max(client + 1);
        self.scenario.plan.push(Intervention {
            at: Micros::from_millis(100),
            action: Action::Request {
                client: ClientId(client),
                node: Some(NodeId(node)),
                command,
            },
        });
        self
    }

    pub fn about(mut self, about: &'static [&'static str]) -> Line {
        self.about = about;
        self
    }

    pub fn spending(mut self, cost: Cost, most: u8) -> Line {
        self.budgets = self.budgets.with(cost, most);
        self
    }

    /// Holds every state against its calm future.
    pub fn ahead(mut self) -> Line {
        self.ahead = true;
        self
    }

    /// Begins with everything as it is at that time.
    pub fn from(mut self, millis: u64) -> Line {
        self.from = Some(Micros::from_millis(millis));
        self
    }

    pub fn at_most(mut self, states: u32) -> Line {
        self.limits.states = states;
        self
    }

    fn down_to(mut self, depth: u32) -> Line {
        self.limits.depth = depth;
        self
    }

    pub fn search(&self) -> Found {
        let protocol = protocol_of(&self.scenario).expect("the scenario is sound");
        let model = match (self.from, self.about) {
            (Some(from), about) => {
                let about = (!about.is_empty()).then_some(about);
                scenario::model_from(protocol, &self.scenario, from, self.budgets, about)
            }
            (None, []) => scenario::model(protocol, &self.scenario, self.budgets),
            (None, about) => scenario::model_about(protocol, &self.scenario, self.budgets, about),
        };
        let model = match self.ahead {
            true => model.looking_ahead(),
            false => model,
        };
        let mut explorer = Explorer::new(model, self.order, self.limits);
        explorer.run(u64::MAX);
        Found {
            covered: explorer.covered(),
            explorer,
        }
    }

    /// Down to the first finding.
    fn search_for_one(&self) -> Found {
        let mut line = self.clone();
        line.limits.first = true;
        line.search()
    }

    /// Whether a run of the finding, with times, breaks what it is about.
    fn replays(&self, found: &mut Found, finding: Finding) -> bool {
        let explorer = &mut found.explorer;
        let way = explorer.way_of(finding).expect("it is somewhere");
        let model = explorer.model();
        let steps: Vec<_> = way.into_iter().map(|choice| model.step(choice)).collect();
        let breaks = |laid_out: &Scenario| {
            let last = laid_out.plan.last().map_or(Micros::ZERO, |last| last.at);
            let mut player = open(laid_out).expect("the plan is sound");
            player.advance_to(last.plus(Micros(1)));
            let mut states = player.promises().into_iter();
            states.find(|s| s.promise.id == finding.promise.id && s.standing == Standing::Broken)
        };
        let (protocol, clients) = (model.protocol(), model.clients());
        lay_out_so_that(protocol, clients, &self.scenario, self.from, &steps, breaks).is_some()
    }

    /// A shortest way to a broken promise has so many steps, and the same happens in a run; while
    /// the same search finds nothing when it is done right, down to the same depth and one more.
    pub fn is_found(&self, promise: &str, steps: usize, right: &Line) {
        let mut found = self.search_for_one();
        assert_eq!(found.names(), [(promise.to_owned(), steps)]);
        let finding = found.explorer.findings()[0];
        assert!(
            self.replays(&mut found, finding),
            "it happens in a run, too"
        );
        right.holds_down_to(steps as u32 + 2);
    }

    /// The same for what only a calm future tells; says after how long everything comes back to the
    /// same, if it does.
    pub fn goes_on_for_ever(&self, promise: &str, steps: usize, right: &Line) -> Option<Micros> {
        let found = self.search_for_one();
        let mut found = found;
        assert_eq!(found.names(), [(promise.to_owned(), steps)]);
        let lap = found.explorer.model().lap();
        right.holds_down_to(steps as u32 + 2);
        lap
    }

    fn holds_down_to(&self, depth: u32) {
        let mut found = self.clone().down_to(depth).search();
        assert_eq!(found.names(), []);
        let covered = found.covered.expect("it is done");
        assert!(
            matches!(covered, Covered::All | Covered::Depth),
            "{covered:?}"
        );
    }

    /// Nothing is found, and that is everything there is down to this depth.
    pub fn holds(&self, depth: u32) {
        let mut found = self.clone().down_to(depth).search_for_one();
        let names = found.names();
        let named = names
            .iter()
            .map(|(id, steps)| format!("{id} after {steps} steps"));
        assert!(
            names.is_empty(),
            "found: {}",
            named.collect::<Vec<_>>().join(", ")
        );
        let covered = found.covered.expect("it is done");
        assert!(
            matches!(covered, Covered::All | Covered::Depth),
            "{covered:?}"
        );
    }
}

impl Found {
    /// The promises that are broken, and after how many steps each.
    pub fn names(&mut self) -> Vec<(String, usize)> {
        let findings = self.explorer.findings().to_vec();
        let named = findings.into_iter().map(|finding| {
            let way = finding.state.map(|state| self.explorer.way_to(state));
            (
                finding.promise.id.to_owned(),
                way.map_or(0, |way| way.len()),
            )
        });
        named.collect()
    }

    /// The budgets that would have allowed more.
    pub fn ran_out(&self) -> Vec<Cost> {
        self.explorer.model().ran_out().collect()
    }
}
