//! Short names for what a program imports from its script. wasm-bindgen's are long, end in digits
//! that do not compress, and stand in both files: two hundred of them cost seven kilobytes.

use std::collections::BTreeMap;

use crate::Result;

const IMPORTS: u8 = 2;
const FUNCTION: u8 = 0;
/// The bytes before the first section.
const HEAD: usize = 8;
/// What the one module that is imported from is called.
const MODULE: &str = "i";

/// A script and its program with short names for what passes between them.
pub fn shorten(script: &str, wasm: &[u8]) -> Result<(String, Vec<u8>)> {
    let mut out = wasm.get(..HEAD).ok_or("this is no wasm file")?.to_vec();
    let mut names = BTreeMap::new();
    let mut module = String::new();
    let mut reader = Reader {
        bytes: wasm,
        at: HEAD,
    };
    while reader.at < wasm.len() {
        let kind = reader.byte()?;
        let mut body = reader.take_counted()?.to_vec();
        if kind == IMPORTS {
            body = renamed(&body, &mut names, &mut module)?;
        }
        out.push(kind);
        put_counted(&mut out, &body);
    }
    let mut short = String::new();
    let mut rest = script;
    while let Some(at) = rest.find(is_name) {
        let end = rest[at..].find(|c| !is_name(c)).unwrap_or(rest.len() - at) + at;
        let name = &rest[at..end];
        short.push_str(&rest[..at]);
        rest = &rest[end..];
        match names.remove(name).filter(|_| rest.starts_with(':')) {
            Some(new) => short.push_str(&new),
            None => short.push_str(name),
        }
    }
    short.push_str(rest);
    let told = short.replacen(&format!("\"{module}\": "), &format!("{MODULE}: "), 1);
    if !names.is_empty() || told == short {
        return Err(format!("the script does not give {module} what it wants"));
    }
    Ok((told, out))
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// The imports under short names; the old names are noted down.
fn renamed(
    body: &[u8],
    names: &mut BTreeMap<String, String>,
    module: &mut String,
) -> Result<Vec<u8>> {
    let mut reader = Reader { bytes: body, at: 0 };
    let count = reader.number()?;
    let mut out = Vec::new();
    put_number(&mut out, count);
    for no in 0..count {
        let from = String::from_utf8_lossy(reader.take_counted()?).into_owned();
        if !module.is_empty() && *module != from {
            return Err(format!("there are imports from both {module} and {from}"));
        }
        *module = from;
        let name = String::from_utf8_lossy(reader.take_counted()?).into_owned();
        if reader.byte()? != FUNCTION {
            return Err(format!("{name} is imported and no function"));
        }
        let kind = reader.number()?;
        let short = format!("i{no:x}");
        put_counted(&mut out, MODULE.as_bytes());
        put_counted(&mut out, short.as_bytes());
        out.push(FUNCTION);
        put_number(&mut out, kind);
        names.insert(name, short);
    }
    Ok(out)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        let byte = self.bytes.get(self.at).ok_or("the wasm file is cut off")?;
        self.at += 1;
        Ok(*byte)
    }

    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err("a number in the wasm file is too long".to_owned())
    }

    fn take_counted(&mut self) -> Result<&'a [u8]> {
        let count = self.number()?;
        let taken = self.bytes.get(self.at..self.at + count);
        self.at += count;
        taken.ok_or_else(|| "the wasm file is cut off".to_owned())
    }
}

fn put_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_counted(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_in_both_files() {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        let mut body = vec![2];
        for name in ["__wbg_log_12", "__wbg_log_123"] {
            put_counted(&mut body, b"./p_bg.js");
            put_counted(&mut body, name.as_bytes());
            body.extend([FUNCTION, 5]);
        }
        wasm.push(IMPORTS);
        put_counted(&mut wasm, &body);
        wasm.extend([3, 1, 0]);
        let script =
            "const import0 = {\n__wbg_log_123: f,\n__wbg_log_12: g(h) };\n{\"./p_bg.js\": import0}";
        let (script, wasm) = shorten(script, &wasm).expect("both are sound");
        assert_eq!(
            script,
            "const import0 = {\ni1: f,\ni0: g(h) };\n{i: import0}"
        );
        assert_eq!(
            wasm,
            b"\0asm\x01\0\0\0\x02\x0f\x02\x01i\x02i0\0\x05\x01i\x02i1\0\x05\x03\x01\0"
        );
    }
}
