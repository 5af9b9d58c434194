//! What may have led to an event, held against vector clocks that are kept along the same run.

use std::collections::BTreeMap;

use quorate::protocol::ids::{Micros, Peer};
use quorate::run::open;
use quorate::run::player::Player;
use quorate::run::spacetime::{Relation, Sort, Spacetime};
use quorate::scenario::catalogue::ENTRIES;

type Clock = BTreeMap<Peer, u64>;

fn all_of(player: &dyn Player) -> Spacetime {
    player.spacetime(Micros::ZERO, player.end().at)
}

/// The clock of each event: how many events of each line it knows of, itself with them.
fn clocks(picture: &Spacetime) -> BTreeMap<u64, (Peer, Clock)> {
    let sent_in: BTreeMap<_, _> = picture
        .ways
        .iter()
        .map(|way| (way.arrow.message, (way.arrow.from, way.sent_in)))
        .collect();
    let mut now: BTreeMap<Peer, Clock> = BTreeMap::new();
    let mut clocks: BTreeMap<u64, (Peer, Clock)> = BTreeMap::new();
    for spot in &picture.spots {
        let mut clock = now.get(&spot.peer).cloned().unwrap_or_default();
        if let Sort::Taken(no) = spot.sort {
            let (from, sent) = sent_in[&no];
            // The sender's clock when it sent: of its last event up to then.
            let mut known = clocks.range(..=sent).rev();
            if let Some((_, (_, then))) = known.find(|(_, (peer, _))| *peer == from) {
                for (peer, count) in then {
                    let mine = clock.entry(*peer).or_default();
                    *mine = (*mine).max(*count);
                }
            }
        }
        *clock.entry(spot.peer).or_default() += 1;
        now.insert(spot.peer, clock.clone());
        clocks.insert(spot.step, (spot.peer, clock));
    }
    clocks
}

#[test]
fn before_and_after_are_as_vector_clocks_say() {
    let mut seen = [0usize; 4];
    for entry in ENTRIES {
        let mut player = open(&entry.scenario()).expect("the catalogue is sound");
        player.advance_to(Micros::from_millis(1_200));
        let picture = all_of(&*player);
        let clocks = clocks(&picture);
        let knows = |of: &Clock, peer: &Peer, count: u64| of.get(peer).is_some_and(|n| *n >= count);
        let every = clocks.len() / 12 + 1;
        for (step, (peer, clock)) in clocks.iter().step_by(every) {
            let causes = player.causes(*step).expect("it is on a line");
            let (mut led, mut followed) = (0, 0);
            for (other, (line, theirs)) in &clocks {
                let wanted = if other == step {
                    Relation::Chosen
                } else if knows(clock, line, theirs[line]) {
                    led += 1;
                    Relation::Before
                } else if knows(theirs, peer, clock[peer]) {
                    followed += 1;
                    Relation::After
                } else {
                    Relation::Apart
                };
                assert_eq!(
                    causes.of(*line, *other),
                    wanted,
                    "{}: event {other} of {line:?} to {step} of {peer:?}",
                    entry.id
                );
                seen[wanted as usize] += 1;
            }
            assert_eq!(
                (causes.led, causes.followed),
                (led, followed),
                "{}",
                entry.id
            );
        }
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
}

#[test]
fn every_message_that_was_taken_in_ends_in_its_event() {
    let mut player = open(&ENTRIES[0].scenario()).expect("the catalogue is sound");
    player.advance_to(Micros::from_millis(900));
    let picture = all_of(&*player);
    let spot = |step: u64| picture.spots.iter().find(|spot| spot.step == step);
    let mut taken = 0;
    for way in &picture.ways {
        assert!(way.arrow.lost || way.arrow.end >= way.arrow.sent);
        if let Some(step) = way.taken_in {
            let spot = spot(step).expect("it is among the events");
            assert_eq!((spot.peer, spot.at), (way.arrow.to, way.arrow.end));
            assert_eq!(spot.sort, Sort::Taken(way.arrow.message));
            taken += 1;
        }
    }
    assert!(taken > 10, "{taken}");
    let part = player.spacetime(Micros::from_millis(200), Micros::from_millis(300));
    assert!(!part.spots.is_empty() && part.spots.len() < picture.spots.len());
    let inside = Micros::from_millis(200)..=Micros::from_millis(300);
    assert!(part.spots.iter().all(|spot| inside.contains(&spot.at)));
}
