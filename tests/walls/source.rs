//! Reads Rust just well enough to know what a file names: paths, groups in `use`, and bare words.
//! Comments, strings and test modules do not count.

/// What a file outside its tests names.
#[derive(Debug, Default)]
pub struct Names {
    /// Paths as written, `use` groups spread out: `["crate", "sim", "world", "World"]`.
    pub paths: Vec<Vec<String>>,
    /// Every word.
    pub words: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    /// `::`
    Of,
    Mark(char),
}

pub fn names(source: &str) -> Names {
    let tokens = without_tests(&tokens(source));
    let words = tokens.iter().filter_map(|token| match token {
        Token::Word(word) => Some(word.clone()),
        Token::Of | Token::Mark(_) => None,
    });
    let mut names = Names {
        words: words.collect(),
        paths: Vec::new(),
    };
    let mut at = 0;
    while at < tokens.len() {
        at = path(&tokens, at, &[], &mut names.paths);
    }
    names
}

/// Reads the path that starts at `at`, if one does, and returns where to read on.
///
/// `before` is what stands in front of the group we are in, as `a::b` in `a::b::{c, d}`.
fn path(tokens: &[Token], at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut segments = before.to_vec();
    let mut at = at;
    loop {
        match tokens.get(at) {
            Some(Token::Word(word)) => segments.push(word.clone()),
            Some(Token::Mark('{')) if segments.len() > before.len() => {
                return group(tokens, at + 1, &segments, found);
            }
            _ => break,
        }
        at += 1;
        match tokens.get(at) {
            Some(Token::Of) => at += 1,
            _ => break,
        }
    }
    if segments.len() == before.len() {
        return at + 1;
    }
    found.push(segments);
    at
}

/// Reads the inside of a group up to its closing brace.
fn group(
    tokens: &[Token],
    mut at: usize,
    before: &[String],
    found: &mut Vec<Vec<String>>,
) -> usize {
    loop {
        match tokens.get(at) {
            None => return at,
            Some(Token::Mark('}')) => return at + 1,
            Some(_) => at = path(tokens, at, before, found),
        }
    }
}

/// Leaves out the items that `#[cfg(test)]` stands before.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let word = |word: &str| Token::Word(word.to_owned());
    let [hash, open, close] = ['#', '[', ']'].map(Token::Mark);
    let [begin, end] = ['(', ')'].map(Token::Mark);
    let marker = [hash, open, word("cfg"), begin, word("test"), end, close];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].starts_with(&marker) {
            at = end_of_item(tokens, at + marker.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Where the item ends that goes on at `at`: after its `;` or after the brace that closes it.
fn end_of_item(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            Token::Mark('{') => depth += 1,
            Token::Mark('}') if depth == 1 => break,
            Token::Mark('}') => depth -= 1,
            Token::Mark(';') if depth == 0 => break,
            _ => {}
        }
    }
    at
}

fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        rest = if rest.starts_with("//") {
            rest.find('\n').map_or("", |end| &rest[end..])
        } else if rest.starts_with("/*") {
            after_block_comment(rest)
        } else if let Some(after) = after_text(rest) {
            after
        } else if let Some(after) = rest.strip_prefix("::") {
            tokens.push(Token::Of);
            after
        } else if first.is_alphanumeric() || first == '_' {
            let (word, after) = split_word(rest);
            tokens.push(Token::Word(word.to_owned()));
            after
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Mark(first));
            }
            &rest[first.len_utf8()..]
        };
    }
    tokens
}

fn split_word(rest: &str) -> (&str, &str) {
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
    rest.split_at(end.unwrap_or(rest.len()))
}

/// Block comments nest.
fn after_block_comment(rest: &str) -> &str {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return &rest[at..];
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    ""
}

/// What follows a string or character that starts here; `None` if none does.
fn after_text(rest: &str) -> Option<&str> {
    let body = rest.trim_start_matches(['b', 'c']);
    // At most one letter may stand before; `bb"` is the end of a word.
    let prefixed = rest.len() - body.len() <= 1;
    if !prefixed {
        return None;
    }
    if let Some(raw) = body.strip_prefix('r') {
        let fence = "#".repeat(raw.len() - raw.trim_start_matches('#').len());
        let inside = raw[fence.len()..].strip_prefix('"')?;
        let end = inside.find(&format!("\"{fence}"))?;
        return Some(&inside[end + 1 + fence.len()..]);
    }
    if let Some(inside) = body.strip_prefix('"') {
        return Some(after_quote(inside, '"'));
    }
    let inside = body.strip_prefix('\'')?;
    // 'a is a lifetime, 'a' and '\n' are characters.
    let mut chars = inside.chars();
    let is_char = chars.next()? == '\\' || chars.next() == Some('\'');
    is_char.then(|| after_quote(inside, '\''))
}

fn after_quote(inside: &str, quote: char) -> &str {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        if c == quote && !escaped {
            return &inside[at + 1..];
        }
        escaped = c == '\\' && !escaped;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, paths: &[&str]) {
        let found = names(source).paths;
        let found: Vec<_> = found
            .iter()
            .filter(|path| path.len() > 1)
            .map(|path| path.join("::"))
            .collect();
        assert_eq!(found, paths, "in:\n{source}");
    }

    #[test]
    fn spreads_groups_out() {
        check(
            "use crate::{sim::{world, draw::For}, run};",
            &["crate::sim::world", "crate::sim::draw::For", "crate::run"],
        );
        check("let a = super::x::<Y>(); B::c(d)", &["super::x", "B::c"]);
    }

    #[test]
    fn passes_over_comments_texts_and_tests() {
        check("// a::b\n/* c::d /* e::f */ g::h */ i::j", &["i::j"]);
        check(
            "(\"a::b \\\" c::d\", 'x', '\\'', r#\"e::f\"g::h\"#, i::j)",
            &["i::j"],
        );
        check("fn f<'a>(x: &'a str) { x::y(b\"a::b\", 'z') }", &["x::y"]);
        check(
            "a::b; #[cfg(test)] mod tests { use c::d; fn e() { f::g() } } h::i",
            &["a::b", "h::i"],
        );
        check("#[cfg(test)] mod tests; a::b", &["a::b"]);
        check("#[cfg(test)] use c::d; a::b", &["a::b"]);
    }
}
