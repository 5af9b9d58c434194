//! How wide words will be, near enough to keep them inside what they belong to. Asking the
//! browser would be exact, slow, and impossible to test.

/// The width of a text in units, from its size.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The width of a character as a part of the text's size.
fn advance(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '|' | '\'' | '!' | '(' | ')' | '[' | ']' => 0.3,
        ' ' | 'f' | 'r' | 't' => 0.36,
        'm' | 'w' | 'M' | 'W' => 0.86,
        'A'..='Z' => 0.68,
        // Chinese, Japanese, full-width punctuation.
        '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' => 1.0,
        _ => 0.58,
    }
}

/// The text, or as much of it as fits and an ellipsis.
pub fn shorten(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let room = room - width("…", size);
    let mut used = 0.0;
    let mut short: String = text
        .chars()
        .take_while(|&c| {
            used += advance(c) * size;
            used <= room
        })
        .collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_what_does_not_is_shortened() {
        assert_eq!(shorten("x = 7", 13.0, 60.0), "x = 7");
        let short = shorten("waiting for three more votes", 13.0, 100.0);
        assert!(
            short.ends_with('…') && width(&short, 13.0) <= 100.0,
            "{short}"
        );
        assert_eq!(shorten("等待更多选票", 10.0, 35.0), "等待…");
        assert_eq!(shorten("long", 13.0, 0.0), "…");
    }
}
