//! In whatever order and in however many slices, a search comes to the same.

use quorate::check::explore::cluster::budgets::{Budgets, Cost};
use quorate::check::explore::cluster::{Step, scenario};
use quorate::check::explore::models::abd::Abd;
use quorate::check::explore::models::paxos::Paxos;
use quorate::check::explore::models::register;
use quorate::check::explore::models::single_copy::SingleCopy;
use quorate::check::explore::models::two_phase::TwoPhase;
use quorate::check::explore::print::Print;
use quorate::check::explore::search::{Explorer, Limits, Order, Progress};
use quorate::check::explore::{Kind, Model};
use quorate::run::protocol_of;
use quorate::scenario::catalogue;

fn search(model: impl Model, order: Order, limits: Limits) -> (Progress, Print) {
    let mut explorer = Explorer::new(model, order, limits);
    (explorer.run(u64::MAX), explorer.digest())
}

fn same_either_way<M: Model>(model: impl Fn() -> M) {
    let (broad, in_level_order) = search(model(), Order::Breadth, Limits::NONE);
    let (deep, in_depth_order) = search(model(), Order::Depth, Limits::NONE);
    assert_eq!(in_level_order, in_depth_order, "not the same states");
    assert_eq!(broad.unique, deep.unique);
    assert_eq!(broad.generated, deep.generated, "each is gone through once");
    assert!(broad.depth <= deep.depth && broad.complete && deep.complete);
}

#[test]
fn deep_first_sees_what_level_by_level_sees() {
    same_either_way(|| TwoPhase::new(4));
    same_either_way(|| register::model(Paxos { servers: 3 }, 1, Budgets::NONE));
    let all = Cost::ALL.iter();
    let once = all.fold(Budgets::NONE, |budgets, &cost| budgets.with(cost, 1));
    same_either_way(|| register::model(SingleCopy { servers: 2 }, 1, once));
}

#[test]
fn slices_come_to_the_same_as_one_go() {
    let model = || register::model(Abd { servers: 2 }, 2, Budgets::NONE);
    for order in [
        Order::Breadth,
        Order::Depth,
        Order::Walks {
            seed: 5,
            walks: 20,
            length: 50,
        },
    ] {
        let mut sliced = Explorer::new(model(), order, Limits::NONE);
        let mut slices = 0;
        while !sliced.run(7).done {
            slices += 1;
        }
        assert!(slices > 10, "it was sliced");
        let (progress, digest) = search(model(), order, Limits::NONE);
        assert_eq!((sliced.progress(), sliced.digest()), (progress, digest));
    }
}

#[test]
fn what_was_cut_short_says_so() {
    let model = || register::model(Paxos { servers: 3 }, 1, Budgets::NONE);
    let limited = |states, depth| {
        let limits = Limits {
            states,
            depth,
            first: false,
        };
        search(model(), Order::Breadth, limits).0
    };
    let cut = limited(100, u32::MAX);
    assert_eq!((cut.unique, cut.complete, cut.done), (100, false, true));
    let shallow = limited(1_000, 5);
    assert_eq!((shallow.depth, shallow.complete), (5, false));
    // Exactly as much as there is is enough.
    let enough = limited(265, 14);
    assert_eq!((enough.unique, enough.complete), (265, true));
    assert!(!limited(264, 14).complete && !limited(265, 13).complete);
}

#[test]
fn walks_find_what_is_easily_found_and_never_claim_to_be_complete() {
    let walks = Order::Walks {
        seed: 1,
        walks: 200,
        length: 30,
    };
    let model = register::model(SingleCopy { servers: 2 }, 2, Budgets::NONE);
    let mut explorer = Explorer::new(model, walks, Limits::NONE);
    let progress = explorer.run(u64::MAX);
    assert!(!progress.complete && progress.unique <= 62);
    let finding = explorer.findings()[0];
    assert_eq!(finding.promise.id, "linearizable");
    let way = explorer.way_to(finding.state.expect("it is somewhere"));
    assert!(way.len() >= 4, "the shortest way has four steps");
}

#[test]
fn a_beam_that_is_wide_enough_sees_everything_and_a_narrow_one_less() {
    let beam = |width| Order::Beam { seed: 3, width };
    let (all, _) = search(TwoPhase::new(3), Order::Breadth, Limits::NONE);
    let (wide, _) = search(TwoPhase::new(3), beam(1_000), Limits::NONE);
    assert_eq!((wide.unique, wide.depth), (all.unique, all.depth));
    let (narrow, _) = search(TwoPhase::new(3), beam(2), Limits::NONE);
    // It may meet nothing but ends before the last level.
    assert!(narrow.unique < all.unique && narrow.depth <= all.depth);
    assert_eq!(search(TwoPhase::new(3), beam(2), Limits::NONE).0, narrow);
    assert!(!wide.complete && !narrow.complete, "chance claims nothing");
}

#[test]
fn what_is_never_reached_is_a_finding_of_a_whole_search_only() {
    let model = || register::model(Paxos { servers: 1 }, 2, Budgets::NONE);
    let mut whole = Explorer::new(model(), Order::Breadth, Limits::NONE);
    whole.run(u64::MAX);
    let finding = whole.findings()[0];
    assert_eq!(finding.promise.id, "value_seen", "one server hears nobody");
    assert_eq!(
        (finding.promise.kind, finding.state),
        (Kind::Sometimes, None)
    );
    let one = Limits {
        states: 1,
        ..Limits::NONE
    };
    let mut cut = Explorer::new(model(), Order::Breadth, one);
    cut.run(u64::MAX);
    assert!(cut.findings().is_empty() && cut.unreached().len() == 1);
}

/// On no way is more spent than there is, and what runs out is named.
#[test]
fn budgets_are_kept() {
    let budgets = Budgets::NONE
        .with(Cost::Timeout, 2)
        .with(Cost::Kill, 1)
        .with(Cost::Restart, 1)
        .with(Cost::Drop, 1);
    let opening = catalogue::opening();
    let protocol = protocol_of(&opening).expect("the scenario is sound");
    let model = scenario::model(protocol, &opening, budgets);
    let limits = Limits {
        states: 20_000,
        ..Limits::NONE
    };
    let mut explorer = Explorer::new(model, Order::Depth, limits);
    explorer.run(u64::MAX);
    let mut most = [0; Cost::ALL.len()];
    for state in (0..20_000).step_by(37) {
        let way = explorer.way_to(state);
        let mut spent = [0u8; Cost::ALL.len()];
        for cost in way.iter().filter_map(|&c| cost(&explorer.model().step(c))) {
            spent[cost as usize] += 1;
        }
        for (most, spent) in most.iter_mut().zip(spent) {
            *most = spent.max(*most);
        }
    }
    for cost in Cost::ALL {
        assert_eq!(most[cost as usize], budgets.of(cost), "{}", cost.name());
    }
    let ran_out: Vec<Cost> = explorer.model().ran_out().collect();
    assert!(ran_out.contains(&Cost::Timeout) && ran_out.contains(&Cost::Kill));
}

fn cost<P: quorate::protocol::Protocol>(step: &Step<P>) -> Option<Cost> {
    match step {
        Step::Deliver(_) | Step::Resume(_) | Step::Begin(_) => None,
        Step::Drop(_) => Some(Cost::Drop),
        Step::Duplicate(_) => Some(Cost::Duplicate),
        Step::Ring(..) => Some(Cost::Timeout),
        Step::Kill(_) => Some(Cost::Kill),
        Step::Restart(_) => Some(Cost::Restart),
        Step::Pause(_) => Some(Cost::Pause),
        Step::Retry(_) => Some(Cost::Retry),
        Step::Cut(..) => Some(Cost::Cut),
        Step::Order(..) => Some(Cost::Order),
        Step::Tick(_) => Some(Cost::Tick),
    }
}
