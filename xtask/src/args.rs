//! The command line: words, switches and options with a value.

use crate::Result;

/// What is still unread of the command line.
pub struct Args(Vec<String>);

impl Args {
    pub fn from_command_line() -> Self {
        Self(std::env::args().skip(1).collect())
    }

    /// The next argument that is not an option, taken out.
    pub fn next_word(&mut self) -> Option<String> {
        let first = self.0.first()?;
        if first.starts_with("--") {
            return (first == "--help").then(|| "help".to_owned());
        }
        Some(self.0.remove(0))
    }

    /// Whether `--name` was given; takes it out.
    pub fn switch(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() != before
    }

    /// The value of `--name value` or `--name=value`; takes both out.
    pub fn option(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.0.iter().position(|word| is_option(word, name)) else {
            return Ok(None);
        };
        let word = self.0.remove(at);
        if let Some((_, value)) = word.split_once('=') {
            return Ok(Some(value.to_owned()));
        }
        if at < self.0.len() && !self.0[at].starts_with("--") {
            return Ok(Some(self.0.remove(at)));
        }
        Err(format!("{name} needs a value"))
    }

    /// Complains about whatever nobody asked for.
    pub fn finish(self) -> Result {
        match self.0.first() {
            None => Ok(()),
            Some(word) => Err(format!(
                "`{word}` means nothing here; see `cargo xtask help`"
            )),
        }
    }
}

fn is_option(word: &str, name: &str) -> bool {
    word.strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args(line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn reads_words_switches_and_options_in_any_order() {
        let mut line = args("serve --port 9000 --release --host=0.0.0.0");
        assert_eq!(line.next_word().as_deref(), Some("serve"));
        assert!(line.switch("--release"));
        assert_eq!(line.option("--port"), Ok(Some("9000".to_owned())));
        assert_eq!(line.option("--host"), Ok(Some("0.0.0.0".to_owned())));
        assert_eq!(line.option("--public-url"), Ok(None));
        assert!(line.finish().is_ok());
    }

    #[test]
    fn complains_about_what_it_does_not_know() {
        assert!(args("--prot 9000").finish().is_err());
        assert!(args("--port --release").option("--port").is_err());
    }
}
