//! JSON text as values (RFC 8259), within limits. A field that is there twice is refused: what it
//! means differs between programs.

use super::refusal::{Refusal, shown};
use crate::protocol::say::Say;
use crate::say;

/// A scenario needs nine levels.
const DEPTH_MAX: usize = 16;
/// So many values a file may have; the longest plan needs half of them.
const VALUES_MAX: usize = 200_000;
/// So many bytes a text may have.
const TEXT_MAX: usize = 8_000;

#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    Null,
    Bool(bool),
    Whole(u64),
    /// Less than zero.
    Minus(i64),
    /// Not whole, or too large for a whole number here: as it was written.
    Odd(String),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

/// The one value that a text is.
pub fn read(text: &str) -> Result<Value, Refusal> {
    let mut reader = Reader {
        text,
        at: 0,
        values: 0,
    };
    let value = reader.value(DEPTH_MAX)?;
    reader.space();
    match reader.peek() {
        None => Ok(value),
        Some(found) => Err(reader.unexpected(found)),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    values: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    /// Takes the next character if it is this one.
    fn takes(&mut self, wanted: char) -> bool {
        let is = self.peek() == Some(wanted);
        if is {
            self.at += wanted.len_utf8();
        }
        is
    }

    fn needs(&mut self, wanted: char) -> Result<(), Refusal> {
        self.space();
        if self.takes(wanted) {
            return Ok(());
        }
        Err(match self.peek() {
            Some(found) => self.unexpected(found),
            None => self.ended(),
        })
    }

    fn unexpected(&self, found: char) -> Refusal {
        let mut bytes = [0; 4];
        let found = shown(found.encode_utf8(&mut bytes));
        self.wrong(say!("file.unexpected", found = found.as_str()))
    }

    fn ended(&self) -> Refusal {
        self.wrong(say!("file.ended"))
    }

    /// Something that is not JSON, and where in the text.
    fn wrong(&self, why: Say) -> Refusal {
        let before = &self.text[..self.at];
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before[start..].chars().count() + 1;
        Refusal::new(say!(
            "file.no_json",
            line = line as u32,
            column = column as u32,
            why = why
        ))
    }

    fn value(&mut self, deep: usize) -> Result<Value, Refusal> {
        self.space();
        self.values += 1;
        if self.values > VALUES_MAX {
            return Err(Refusal::new(say!("file.many", most = VALUES_MAX as u32)));
        }
        if deep == 0 {
            return Err(Refusal::new(say!("file.deep", most = DEPTH_MAX as u32)));
        }
        match self.peek() {
            None => Err(self.ended()),
            Some('{') => self.object(deep),
            Some('[') => self.list(deep),
            Some('"') => Ok(Value::Text(self.text()?)),
            Some('-' | '0'..='9') => self.number(),
            Some(_) => self.word(),
        }
    }

    fn object(&mut self, deep: usize) -> Result<Value, Refusal> {
        self.at += 1;
        let mut fields: Vec<(String, Value)> = Vec::new();
        self.space();
        if self.takes('}') {
            return Ok(Value::Object(fields));
        }
        loop {
            self.space();
            if self.peek() != Some('"') {
                self.needs('"')?;
            }
            let name = self.text()?;
            let value = self.needs(':').and_then(|()| self.value(deep - 1));
            let value = value.map_err(|why| why.within(&name))?;
            // Every field is known and few, but for parameters, which are few as well.
            if fields.len() >= FIELDS_MAX {
                return Err(Refusal::new(say!("file.many", most = FIELDS_MAX as u32)));
            }
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(Refusal::new(say!("file.twice")).within(&name));
            }
            fields.push((name, value));
            self.space();
            if !self.takes(',') {
                self.needs('}')?;
                return Ok(Value::Object(fields));
            }
        }
    }

    fn list(&mut self, deep: usize) -> Result<Value, Refusal> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.takes(']') {
            return Ok(Value::List(items));
        }
        loop {
            let item = self.value(deep - 1);
            items.push(item.map_err(|why| why.within(&items.len().to_string()))?);
            self.space();
            if !self.takes(',') {
                self.needs(']')?;
                return Ok(Value::List(items));
            }
        }
    }

    fn text(&mut self) -> Result<String, Refusal> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let letter = self.peek().ok_or_else(|| self.ended())?;
            if letter < ' ' {
                return Err(self.unexpected(letter));
            }
            self.at += letter.len_utf8();
            match letter {
                '"' => return Ok(text),
                '\\' => text.push(self.escape()?),
                _ => text.push(letter),
            }
            if text.len() > TEXT_MAX {
                return Err(Refusal::new(say!("file.long_text", most = TEXT_MAX as u32)));
            }
        }
    }

    fn escape(&mut self) -> Result<char, Refusal> {
        let letter = self.peek().ok_or_else(|| self.ended())?;
        let plain = match letter {
            '"' | '\\' | '/' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.coded(),
            _ => return Err(self.unexpected(letter)),
        };
        self.at += 1;
        Ok(plain)
    }

    /// `u00e9`, or two of them for what is beyond 16 bits.
    fn coded(&mut self) -> Result<char, Refusal> {
        let first = self.hex()?;
        let code = match first {
            0xd800..=0xdbff if self.rest().starts_with("\\u") => {
                self.at += 1;
                let second = self.hex()?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(self.wrong(say!("file.half_letter")));
                }
                0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            _ => first,
        };
        char::from_u32(code).ok_or_else(|| self.wrong(say!("file.half_letter")))
    }

    fn hex(&mut self) -> Result<u32, Refusal> {
        let digits = self.rest().get(1..5);
        let all_hex = |digits: &&str| digits.bytes().all(|b| b.is_ascii_hexdigit());
        let code = digits
            .filter(all_hex)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or_else(|| self.unexpected('u'))?;
        self.at += 5;
        Ok(code)
    }

    fn number(&mut self) -> Result<Value, Refusal> {
        let start = self.at;
        self.takes('-');
        let zero = self.peek() == Some('0');
        let whole = self.digits()?;
        // 007 means different things to different programs.
        if zero && whole > 1 {
            self.at = start;
            return Err(self.unexpected('0'));
        }
        let mut odd = false;
        if self.takes('.') {
            odd = true;
            self.digits()?;
        }
        if self.takes('e') || self.takes('E') {
            odd = true;
            if !self.takes('+') {
                self.takes('-');
            }
            self.digits()?;
        }
        let written = &self.text[start..self.at];
        let number = written.parse().map(Value::Whole).ok();
        let number = number.or_else(|| written.parse().map(Value::Minus).ok());
        Ok(match number {
            // "-0" is zero.
            Some(Value::Minus(0)) => Value::Whole(0),
            Some(number) if !odd => number,
            _ => Value::Odd(shown(written)),
        })
    }

    /// One digit or more; how many.
    fn digits(&mut self) -> Result<usize, Refusal> {
        let rest = self.rest();
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += count;
        match (count, self.peek()) {
            (0, None) => Err(self.ended()),
            (0, Some(found)) => Err(self.unexpected(found)),
            _ => Ok(count),
        }
    }

    /// `null`, `true` or `false`; others, such as NaN, are no values in JSON.
    fn word(&mut self) -> Result<Value, Refusal> {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let value = match &rest[..length] {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "" => {
                let found = rest.chars().next().unwrap_or_default();
                return Err(self.unexpected(found));
            }
            other => {
                let found = shown(other);
                return Err(self.wrong(say!("file.no_value", found = found.as_str())));
            }
        };
        self.at += length;
        Ok(value)
    }
}

/// More fields than any object here has.
const FIELDS_MAX: usize = 100;

#[cfg(test)]
mod tests;
