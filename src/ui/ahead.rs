//! Running on to a time that may lie hours ahead, without keeping the page busy for longer than one
//! has patience.

use crate::protocol::ids::Micros;
use crate::run::player::{Moment, Player};
use crate::ui::app::web_now;

const PATIENCE_MS: f64 = 1_500.0;
const STRIDE: Micros = Micros::from_millis(500);

/// Runs on until a time; false when it was given up on the way.
pub fn run_on(player: &mut dyn Player, until: Micros) -> bool {
    let started = web_now();
    while player.moment().at < until {
        if web_now() - started > PATIENCE_MS {
            return false;
        }
        let next = player.moment().at.plus(STRIDE).min(until);
        player.advance_to(next);
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
