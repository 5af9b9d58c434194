//! Numbers as digits, for drawings.
//!
//! By whole numbers, because the standard library's way from a float to digits is exact to the last
//! bit and costs six kilobytes of the page for it. A drawing needs a tenth of a unit.

/// A pattern with each `#` replaced by the next number, with one decimal.
pub fn fill(pattern: &str, numbers: &[f64]) -> String {
    fill_fine(pattern, 1, numbers)
}

/// The same with as many decimals as are wanted.
pub fn fill_fine(pattern: &str, decimals: u32, numbers: &[f64]) -> String {
    let mut out = String::with_capacity(pattern.len() + 4 * numbers.len());
    let mut numbers = numbers.iter();
    for letter in pattern.chars() {
        match letter {
            '#' => push(&mut out, *numbers.next().unwrap_or(&0.0), decimals),
            _ => out.push(letter),
        }
    }
    debug_assert!(numbers.next().is_none(), "{pattern} has no place for all");
    out
}

fn push(out: &mut String, number: f64, decimals: u32) {
    let scale = 10_u64.pow(decimals);
    let digits = (number.abs() * scale as f64 + 0.5) as u64;
    if number < 0.0 && digits > 0 {
        out.push('-');
    }
    out.push_str(&(digits / scale).to_string());
    if decimals > 0 {
        // The leading one keeps the zeros and is left out.
        let rest = (digits % scale + scale).to_string();
        out.push('.');
        out.push_str(&rest[1..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fill_a_pattern() {
        assert_eq!(
            fill("M# #L# #", &[0.0, 1.25, -3.04, -0.04]),
            "M0.0 1.3L-3.0 0.0"
        );
        assert_eq!(fill_fine("#/#", 3, &[0.0625, 12.0]), "0.063/12.000");
        assert_eq!(fill_fine("#px", 0, &[99.5]), "100px");
    }
}
