//! What the strip says of the future comes true. A cluster is treated badly; whenever the strip has
//! changed, what it now says is tried out on a copy of the run: what is blocked must stay so, and what
//! can be lost must be lost without harm.

use quorate::check::promises::COMMITS;
use quorate::protocol::describe::{Condition, Scene, VerdictKind};
use quorate::protocol::ids::{ClientId, Micros, NodeId, NodeSet};
use quorate::protocol::op::{Command, Key};
use quorate::protocol::params::ParamValue;
use quorate::protocol::say::{Arg, Say};
use quorate::run::open;
use quorate::run::player::Player;
use quorate::scenario::{Scenario, catalogue};
use quorate::sim::action::Action;
use quorate::text::{Lang, render};

/// Long enough for an election, a client's next try and a vote.
const PATIENCE: u64 = 30_000;

/// Choices that a seed makes.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        // Splitmix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn pick(&mut self, nodes: NodeSet) -> NodeId {
        let which = self.below(nodes.len().into()) as usize;
        nodes.iter().nth(which).expect("there are so many")
    }

    fn pick_some(&mut self, mut nodes: NodeSet, count: u8) -> NodeSet {
        let mut some = NodeSet::EMPTY;
        for _ in 0..count {
            let one: NodeSet = [self.pick(nodes)].into_iter().collect();
            nodes = nodes.difference(one);
            some = some.union(one);
        }
        some
    }

    fn some_of(&mut self, nodes: NodeSet) -> NodeSet {
        nodes.iter().filter(|_| self.below(2) == 0).collect()
    }
}

fn arg<'a>(say: &'a Say, name: &str) -> &'a Arg {
    let mut args = say.args.iter();
    let found = args.find(|(of, _)| *of == name);
    &found.unwrap_or_else(|| panic!("{} has {name}", say.key)).1
}

fn number(say: &Say, name: &str) -> u8 {
    match arg(say, name) {
        Arg::Number(number) => *number as u8,
        other => panic!("{other:?}"),
    }
}

fn nodes(say: &Say, name: &str) -> NodeSet {
    match arg(say, name) {
        Arg::Nodes(nodes) => *nodes,
        other => panic!("{other:?}"),
    }
}

fn commits(player: &dyn Player) -> i64 {
    let promises = player.promises();
    let commits = promises.iter().find(|state| state.promise.id == COMMITS);
    let why = &commits.expect("every protocol has it").why;
    match why.args.first() {
        Some((_, Arg::Number(count))) => *count,
        _ => 0,
    }
}

fn answers(player: &dyn Player) -> usize {
    let history = player.history(usize::MAX);
    history
        .iter()
        .filter(|seen| seen.answered.is_some())
        .count()
}

fn copy(player: &dyn Player) -> Box<dyn Player> {
    let mut copy = open(&player.scenario()).expect("it was open");
    copy.advance_to(player.moment().at);
    assert_eq!(copy.hash(), player.hash());
    copy
}

fn wait(player: &mut dyn Player, millis: u64) {
    let until = player.moment().at.plus(Micros::from_millis(millis));
    player.advance_to(until);
}

fn ask(player: &mut dyn Player, node: Option<NodeId>) {
    let (key, value) = (Key(0), 9);
    let request = Action::Request {
        client: ClientId(0),
        node,
        command: Command::Write { key, value },
    };
    player.act(request).expect("one can always ask");
}

fn up(player: &dyn Player) -> NodeSet {
    let stage = player.stage();
    let up = stage.nodes.iter();
    up.filter(|node| node.condition == Condition::Up)
        .map(|node| node.id)
        .collect()
}

/// What comes of a run if nothing more is done to the cluster: whether anything is committed, and
/// whether anybody gets an answer. (In a slot that was decided already nothing new is committed, and
/// what was decided before may be answered later.)
fn in_time(mut player: Box<dyn Player>) -> (bool, bool) {
    let before = (commits(&*player), answers(&*player));
    wait(&mut *player, PATIENCE);
    (commits(&*player) > before.0, answers(&*player) > before.1)
}

fn asked(player: &dyn Player, node: Option<NodeId>) -> Box<dyn Player> {
    let mut copy = copy(player);
    ask(&mut *copy, node);
    copy
}

fn goes_on(player: Box<dyn Player>) -> bool {
    let (commits, answers) = in_time(player);
    commits || answers
}

fn stays_blocked(player: Box<dyn Player>) -> bool {
    !in_time(player).0
}

fn after_losing(player: &dyn Player, lost: NodeSet) -> Box<dyn Player> {
    let mut copy = copy(player);
    for node in lost.iter() {
        copy.act(Action::Kill(node)).expect("it is up");
    }
    copy
}

/// What came of a sentence that was tried out: its name, and whether it was so.
type Tried = (&'static str, bool);

fn try_out(player: &dyn Player, dice: &mut Dice) -> Option<Tried> {
    let Scene { verdict, .. } = player.stage().scene;
    let more = verdict.more.as_ref();
    let tried = match (verdict.kind, verdict.body.key, more.map(|more| more.key)) {
        (_, _, Some(key @ ("verdict.others_can" | "paxos.verdict.others"))) => {
            let one = dice.pick(nodes(more?, "able"));
            (key, goes_on(asked(player, Some(one))))
        }
        (VerdictKind::Blocked, _, Some("verdict.unsteady")) => return None,
        (_, _, Some(key @ "verdict.elsewhere")) => {
            let one = dice.pick(nodes(more?, "able"));
            (key, goes_on(asked(player, Some(one))))
        }
        (VerdictKind::Blocked, "verdict.blocked.body", key) => (key?, stays_blocked(copy(player))),
        (VerdictKind::Blocked, key, _) => (key, stays_blocked(asked(player, None))),
        (_, _, Some(key @ "verdict.idle.spare")) => {
            let lost = dice.pick_some(up(player), number(more?, "spare"));
            (key, goes_on(asked(&*after_losing(player, lost), None)))
        }
        (_, _, Some(key @ "verdict.idle.no_spare")) => {
            let one = dice.pick(nodes(more?, "group"));
            let without = after_losing(player, [one].into_iter().collect());
            let so = goes_on(asked(player, None)) && stays_blocked(asked(&*without, None));
            (key, so)
        }
        (VerdictKind::Working, key @ "verdict.leaderless.body", _) => {
            let mut copy = copy(player);
            let mut after = (0..400).map(|_| {
                wait(&mut *copy, 20);
                copy.stage().scene.coordinator.is_some()
            });
            (key, after.any(|stands| stands))
        }
        (VerdictKind::Working, key, _) => {
            let mut copy = copy(player);
            wait(&mut *copy, PATIENCE);
            let then = copy.stage().scene.verdict.kind;
            (key, then != VerdictKind::Working)
        }
        _ => return None,
    };
    Some(tried)
}

fn meddle(player: &mut dyn Player, dice: &mut Dice) {
    let all: NodeSet = player.stage().nodes.iter().map(|node| node.id).collect();
    let node = dice.pick(all);
    let (from, to) = (node.into(), dice.pick(all).into());
    let action = match dice.below(12) {
        0..=1 => Action::Kill(node),
        2..=3 => Action::Restart(node),
        4 => Action::Pause(node),
        5 => Action::Resume(node),
        6 => Action::Split(dice.some_of(all)),
        7 => Action::Isolate(node),
        8 => Action::Cut {
            from,
            to,
            both: dice.below(2) == 0,
        },
        9 => Action::HealAll,
        _ => return ask(player, Some(node)),
    };
    // What cannot be done now is not done.
    let _ = player.act(action);
}

/// A protocol and what is set in it.
type Setup = (&'static str, &'static [(&'static str, &'static str)]);

fn scenario((protocol, settings): Setup, nodes: u8, seed: u64) -> Scenario {
    let mut scenario = Scenario {
        plan: Vec::new(),
        seed,
        ..catalogue::plain(protocol)
    };
    let nodes = ParamValue::Number(nodes.into());
    scenario.params.insert("nodes".to_owned(), nodes);
    for (name, value) in settings {
        let value = match (*value, value.parse()) {
            ("on", _) => ParamValue::switch(true),
            (_, Ok(number)) => ParamValue::Number(number),
            (word, _) => ParamValue::Word(word.to_owned()),
        };
        scenario.params.insert((*name).to_owned(), value);
    }
    scenario
}

/// What was tried out in one run, and what of it was not so.
fn run(setup: Setup, seed: u64) -> (Vec<Tried>, Vec<String>) {
    let mut dice = Dice(seed);
    let nodes = 3 + dice.below(4) as u8;
    let mut player = open(&scenario(setup, nodes, seed)).expect("it is sound");
    let (mut tried, mut wrong) = (Vec::new(), Vec::new());
    let mut said = None;
    for _ in 0..12 {
        meddle(&mut *player, &mut dice);
        let gaps = [1, 7, 30, 150, 900];
        wait(&mut *player, gaps[dice.below(5) as usize]);
        let now = player.stage().scene.verdict;
        if said.as_ref() == Some(&now) {
            continue;
        }
        let this = try_out(&*player, &mut dice);
        if matches!(this, Some((_, false))) {
            let more = now.more.as_ref().map(|more| render(more, Lang::En));
            let words = render(&now.body, Lang::En) + " " + &more.unwrap_or_default();
            let plan = player.scenario().plan;
            let at = player.moment().at;
            wrong.push(format!(
                "seed {seed}, {nodes} nodes, {at:?}: {words}\n  {plan:?}"
            ));
        }
        tried.extend(this);
        said = Some(now);
    }
    (tried, wrong)
}

/// So many seeds of each, times QUORATE_TIMES. Of ten thousand sentences so many may be wrong: what
/// candidates do that hear only some of the others is more than a sentence can foresee.
fn comes_true(setups: &[Setup], seeds: u64, may_be_wrong: usize) {
    let times = std::env::var("QUORATE_TIMES").ok();
    let seeds = seeds * times.and_then(|times| times.parse().ok()).unwrap_or(1);
    for setup in setups {
        let runs = (0..seeds).map(|seed| run(*setup, seed));
        let (tried, wrong): (Vec<_>, Vec<_>) = runs.unzip();
        let (tried, wrong) = (tried.concat(), wrong.concat());
        let mut kinds: Vec<_> = tried.iter().map(|(key, _)| *key).collect();
        kinds.sort_unstable();
        kinds.dedup();
        println!("{setup:?}: {} sentences of {kinds:?}", tried.len());
        let enough = tried.len() as u64 > 2 * seeds && kinds.len() >= 3;
        assert!(enough, "{setup:?}");
        let few = wrong.len() * 10_000 <= may_be_wrong * tried.len();
        assert!(
            few,
            "{setup:?}: {} of {}: {wrong:#?}",
            wrong.len(),
            tried.len()
        );
    }
}

#[test]
fn of_a_vote() {
    let setups: [Setup; 3] = [
        ("vote", &[("mode", "coordinator")]),
        ("vote", &[("mode", "leaderless")]),
        ("vote", &[("mode", "leaderless"), ("threshold", "one")]),
    ];
    comes_true(&setups, 60, 3);
}

/// Where it takes all, a request that was served can hang about for long, and be committed once more.
#[test]
fn of_a_vote_of_all() {
    let setups: [Setup; 2] = [
        ("vote", &[("mode", "coordinator"), ("threshold", "all")]),
        ("vote", &[("mode", "leaderless"), ("threshold", "all")]),
    ];
    comes_true(&setups, 60, 20);
}

/// Where a link is cut one way, the very same proposal may be brought up by one peer after the other,
/// and be lost or won by which of them the client asks first: nobody can say so beforehand.
#[test]
fn of_a_vote_among_peers() {
    let setups: [Setup; 3] = [
        ("vote", &[("mode", "peer")]),
        ("vote", &[("mode", "peer"), ("threshold", "one")]),
        ("vote", &[("mode", "peer"), ("threshold", "all")]),
    ];
    comes_true(&setups, 60, 20);
}

#[test]
fn of_others_without_a_leader() {
    let setups: [Setup; 3] = [
        ("register", &[]),
        ("register", &[("copies", "3"), ("sloppy", "on")]),
        ("paxos", &[("mode", "single")]),
    ];
    comes_true(&setups, 60, 3);
}

/// Where only some links are cut, candidates can outbid each other for as long as anybody watches.
#[test]
fn of_leaders_that_may_come_and_go() {
    let setups: [Setup; 5] = [
        ("vote", &[("mode", "coordinator"), ("threshold", "one")]),
        ("paxos", &[("mode", "multi")]),
        ("raft", &[]),
        ("raft", &[("pre_vote", "on")]),
        ("raft", &[("check_quorum", "on")]),
    ];
    comes_true(&setups, 60, 20);
}
