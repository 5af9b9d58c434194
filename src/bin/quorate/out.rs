//! What the command says on its standard output.

use std::fmt::Arguments;
use std::io::{self, Write};

/// Says a text. Whoever reads it may have heard enough, as `head` has: then the rest is for nobody,
/// and how the command ends is still right.
pub fn text(words: &str) {
    io::stdout().write_all(words.as_bytes()).unwrap_or_default();
}

/// Says a line.
pub fn line(words: Arguments<'_>) {
    text(&format!("{words}\n"));
}

/// Like `println!`, for readers that may go away.
macro_rules! tell {
    () => { $crate::out::text("\n") };
    ($($words:tt)*) => { $crate::out::line(format_args!($($words)*)) };
}

pub(crate) use tell;
