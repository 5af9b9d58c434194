//! Reading scenario files, which may come from anyone: bounded before and after they are unpacked,
//! and what is wrong is named by its place in the file, in the language of whoever opened it. That
//! is why the reader is our own: others say what is wrong in English, and not where.

mod fields;
mod json;
mod refusal;

use serde::Deserialize;

use super::file::ScenarioFile;
use super::validate::check_planned;
use crate::protocol::say::{Arg, Say};
use crate::say;
use refusal::Refusal;
pub use refusal::shown;

/// A file larger than this is refused before it is looked at.
pub const FILE_MAX: usize = 4 << 20;

/// Everything that a file says, if it makes sense as far as one can tell without a run.
pub fn scenario_file(bytes: &[u8]) -> Result<ScenarioFile, Say> {
    if bytes.len() > FILE_MAX {
        let most = (FILE_MAX >> 20) as u32;
        return Err(say!("file.large", most = most));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| say!("file.not_text"))?;
    // Some editors begin every file with this mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value = json::read(text).map_err(Refusal::say)?;
    let file = ScenarioFile::deserialize(&value).map_err(Refusal::say)?;
    file.check()?;
    for (number, planned) in file.plan.iter().enumerate() {
        check_planned(planned).map_err(|why| numbered(why, number))?;
    }
    file.scenario().check()?;
    Ok(file)
}

/// What is wrong in the plan, with the place in it: links have none, and leave that out.
fn numbered(mut why: Say, number: usize) -> Say {
    for (_, arg) in &mut why.args {
        if let Arg::Word(field) = arg
            && let Some(rest) = field.strip_prefix("/plan/")
        {
            *field = format!("/plan/{number}/{rest}");
        }
    }
    why
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Lang, render};

    fn refused(text: &str) -> String {
        let why = scenario_file(text.as_bytes()).expect_err("this is not sound");
        render(&why, Lang::En)
    }

    #[test]
    fn a_file_too_large_is_not_even_read() {
        let text = " ".repeat(FILE_MAX + 1);
        assert_eq!(refused(&text), "The file is larger than 4 MB.");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let why = scenario_file(&[0xff, 0xfe, 0x00]).expect_err("this is no text");
        assert_eq!(why.key, "file.not_text");
    }

    #[test]
    fn a_mark_at_the_beginning_does_no_harm() {
        let text = "\u{feff}{\"version\":1,\"protocol\":\"vote\"}";
        let file = scenario_file(text.as_bytes()).expect("it is a scenario");
        assert_eq!(file.protocol, "vote");
    }
}
