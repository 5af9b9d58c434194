//! How ids are spelt in files that people write: nodes from 1, clients by letter, keys by name.
//! Packed in links they are bare numbers from 0. What is wanted instead of a name of nobody is said
//! by the key of a text, for whoever can put it in words.

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ids::{ClientId, NODES_MAX, NodeId};
use super::op::Key;

impl Serialize for NodeId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            to.serialize_u32(self.label())
        } else {
            to.serialize_u8(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for NodeId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if !from.is_human_readable() {
            return u8::deserialize(from).map(NodeId);
        }
        match u64::deserialize(from)? {
            label @ 1.. if label <= NODES_MAX.into() => Ok(NodeId((label - 1) as u8)),
            label => Err(D::Error::invalid_value(
                Unexpected::Unsigned(label),
                &"file.node",
            )),
        }
    }
}

impl Serialize for ClientId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            to.serialize_char(self.letter())
        } else {
            to.serialize_u8(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for ClientId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if !from.is_human_readable() {
            return u8::deserialize(from).map(ClientId);
        }
        match char::deserialize(from)? {
            letter @ 'A'..='Z' => Ok(ClientId(letter as u8 - b'A')),
            other => Err(D::Error::invalid_value(
                Unexpected::Char(other),
                &"file.client",
            )),
        }
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            to.serialize_char(self.letter())
        } else {
            to.serialize_u8(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if !from.is_human_readable() {
            return u8::deserialize(from).map(Key);
        }
        let letter = char::deserialize(from)?;
        let found = (0..Key::COUNT).map(Key).find(|key| key.letter() == letter);
        found.ok_or_else(|| D::Error::invalid_value(Unexpected::Char(letter), &"file.key"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_count_from_one_and_links_from_zero() {
        let named = serde_json::to_string(&(NodeId(0), ClientId(1), Key(2))).expect("it is plain");
        assert_eq!(named, r#"[1,"B","z"]"#);
        let read: (NodeId, ClientId, Key) = serde_json::from_str(&named).expect("just written");
        assert_eq!(read, (NodeId(0), ClientId(1), Key(2)));
        let packed = postcard::to_allocvec(&(NodeId(0), ClientId(1), Key(2))).expect("plain");
        assert_eq!(packed, [0, 1, 2]);
    }

    #[test]
    fn names_of_nobody_are_refused() {
        for text in ["0", "102", "-1", "1.5", "4294967296", "\"1\""] {
            assert!(serde_json::from_str::<NodeId>(text).is_err(), "{text}");
        }
        assert!(serde_json::from_str::<ClientId>("\"a\"").is_err());
        assert!(serde_json::from_str::<Key>("\"q\"").is_err());
    }
}
