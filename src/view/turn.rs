//! Sine and cosine for drawings. The exact ones have to deal with angles of any size and cost the page
//! two kilobytes for it; a drawing's angles are a turn or two, and its pixels do not ask for more than
//! nine digits.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// The sine of an angle of a few turns.
pub fn sin(angle: f64) -> f64 {
    // To half a turn either way, then to a quarter.
    let turned = angle - (angle / TAU).round() * TAU;
    let x = if turned.abs() > FRAC_PI_2 {
        PI.copysign(turned) - turned
    } else {
        turned
    };
    let square = x * x;
    // Taylor's series, from the end.
    let mut sum = 1.0;
    for n in (0..8).rev() {
        sum = 1.0 - square / f64::from((2 * n + 2) * (2 * n + 3)) * sum;
    }
    x * sum
}

/// The cosine of an angle of a few turns.
pub fn cos(angle: f64) -> f64 {
    sin(angle + FRAC_PI_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_agree_with_the_exact_ones() {
        for step in -4_000..=4_000 {
            let angle = f64::from(step) * 0.005;
            assert!((sin(angle) - libm::sin(angle)).abs() < 1e-9, "sin {angle}");
            assert!((cos(angle) - libm::cos(angle)).abs() < 1e-9, "cos {angle}");
        }
    }
}
