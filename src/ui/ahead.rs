//! Running on to a time that may lie hours ahead, without keeping the page busy for longer than one
//! has patience.

use crate::protocol::ids::Micros;
use crate::run::player::{Moment, Player};
use crate::ui::app::web_now;

const PATIENCE_MS: f64 = 1_500.0;
/// Between two looks at the clock: the busiest cluster does half a million things in this time.
const STRIDE: Micros = Micros::from_millis(100);

/// Runs on until a time; false when it was given up on the way.
pub fn run_on(player: &mut dyn Player, until: Micros) -> bool {
    let started = web_now();
    run_while(player, until, || web_now() - started <= PATIENCE_MS)
}

fn run_while(player: &mut dyn Player, until: Micros, mut patient: impl FnMut() -> bool) -> bool {
    while player.moment().at < until {
        if !patient() {
            return false;
        }
        // Where nothing happens for long, one stride is enough.
        let next = player.next_event_at().unwrap_or(until);
        let stride = player.moment().at.plus(STRIDE).max(next);
        player.advance_to(stride.min(until));
    }
    true
}

/// Runs a fresh run up to a moment, or as far as it comes.
pub fn run_to(player: &mut dyn Player, moment: Moment) {
    run_on(player, moment.at);
    // Several events may happen at one time; the step says after which of them.
    if player.moment().step > moment.step {
        player.go_to_step(moment.step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::open;
    use crate::scenario::{Scenario, catalogue};

    /// Runs until somebody has looked at the clock so often: whether it got there, how far it came,
    /// and how often they looked.
    fn ahead(scenario: &Scenario, until: Micros, looks: usize) -> (bool, Micros, usize) {
        let mut player = open(scenario).expect("the catalogue opens");
        let mut looked = 0;
        let there = run_while(&mut *player, until, || {
            looked += 1;
            looked <= looks
        });
        (there, player.moment().at, looked)
    }

    #[test]
    fn an_hour_in_which_nothing_happens_is_one_stride() {
        let hour = Micros::from_millis(3_600_000);
        let (there, at, looked) = ahead(&catalogue::plain("paxos"), hour, 10);
        assert!(
            there && at == hour,
            "{at:?} after {looked} looks at the clock"
        );
    }

    #[test]
    fn a_busy_run_is_left_where_patience_ends() {
        let mut busy = catalogue::plain("raft");
        busy.clients.busy_every = Some(Micros::from_millis(1));
        let (there, at, _) = ahead(&busy, Micros::from_millis(3_600_000), 5);
        assert!(!there && at < Micros::from_millis(1_000), "{at:?}");
    }
}
