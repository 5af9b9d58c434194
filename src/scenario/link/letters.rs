//! Bytes as letters that an address may hold: base 64 in its form for addresses, without padding. The
//! usual library unrolls its loops for megabytes a second, which costs the page two kilobytes.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub fn encode(bytes: &[u8]) -> String {
    let mut letters = String::new();
    let (mut left, mut count) = (0u32, 0);
    let mut put = |six: u32| letters.push(char::from(LETTERS[(six & 63) as usize]));
    for &byte in bytes {
        left = left << 8 | u32::from(byte);
        count += 8;
        while count >= 6 {
            count -= 6;
            put(left >> count);
        }
    }
    if count > 0 {
        put(left << (6 - count));
    }
    letters
}

/// `None` for what [`encode`] never gives.
pub fn decode(letters: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(letters.len() * 3 / 4);
    let (mut left, mut count) = (0u32, 0);
    for letter in letters.bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        left = (left << 6 | u32::from(six)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((left >> count) as u8);
        }
    }
    // A letter alone is no byte, and what is left over must be nothing.
    let rest = left & ((1 << count) - 1);
    (count < 6 && rest == 0).then_some(bytes)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_are_those_of_the_usual_library(bytes in prop::collection::vec(any::<u8>(), 0..90)) {
            let letters = encode(&bytes);
            prop_assert_eq!(&letters, &URL_SAFE_NO_PAD.encode(&bytes));
            prop_assert_eq!(decode(&letters), Some(bytes));
        }

        #[test]
        fn what_it_refuses_is_refused(letters in "[A-Za-z0-9_=+ -]{0,12}") {
            prop_assert_eq!(decode(&letters), URL_SAFE_NO_PAD.decode(&letters).ok());
        }
    }
}
