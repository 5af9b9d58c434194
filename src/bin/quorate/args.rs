//! The command line of one command: a file, switches, and options with a value.

/// What is still unread.
pub struct Args(Vec<String>);

impl Args {
    pub fn new(words: &[String]) -> Args {
        Args(words.to_vec())
    }

    /// Whether `name` was given; takes it out.
    pub fn switch(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() != before
    }

    /// What follows `name`, read by `reads`; takes both out. Complains with `wants` when that is
    /// missing or cannot be read.
    pub fn option<T>(
        &mut self,
        name: &str,
        wants: &str,
        reads: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, String> {
        let Some(at) = self.0.iter().position(|word| word == name) else {
            return Ok(None);
        };
        let value = self.0.get(at + 1).and_then(|word| reads(word));
        let value = value.ok_or_else(|| format!("{name} wants {wants}"))?;
        self.0.drain(at..at + 2);
        Ok(Some(value))
    }

    /// The one file that is left, `what` it is, and nothing else.
    pub fn file(self, what: &str) -> Result<String, String> {
        match self.0.as_slice() {
            [file] if !file.starts_with('-') => Ok(file.clone()),
            [] => Err(format!("which {what}?")),
            words => {
                let odd = words.iter().find(|word| word.starts_with('-'));
                let odd = odd.or(words.get(1)).expect("one is odd, or there are two");
                Err(format!("what is {odd}?"))
            }
        }
    }
}
