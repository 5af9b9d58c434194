//! The parameters that a scenario sets: a few named values, sorted by name. A list, since the page
//! loads the code of a tree for nothing else.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::params::ParamValue;

/// What is not set has its default.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Params(Vec<(String, ParamValue)>);

impl Params {
    pub fn new() -> Params {
        Params::default()
    }

    fn find(&self, id: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(id))
    }

    pub fn get(&self, id: &str) -> Option<&ParamValue> {
        let at = self.find(id).ok()?;
        Some(&self.0[at].1)
    }

    pub fn insert(&mut self, id: String, value: ParamValue) {
        match self.find(&id) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (id, value)),
        }
    }

    pub fn remove(&mut self, id: &str) {
        self.0.retain(|(known, _)| known != id);
    }

    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|(id, _)| keep(id));
    }

    pub fn iter(&self) -> impl Iterator<Item = (&String, &ParamValue)> {
        self.0.iter().map(|(id, value)| (id, value))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Params {
    type Item = (String, ParamValue);
    type IntoIter = std::vec::IntoIter<(String, ParamValue)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Extend<(String, ParamValue)> for Params {
    fn extend<I: IntoIterator<Item = (String, ParamValue)>>(&mut self, more: I) {
        for (id, value) in more {
            self.insert(id, value);
        }
    }
}

impl FromIterator<(String, ParamValue)> for Params {
    fn from_iter<I: IntoIterator<Item = (String, ParamValue)>>(all: I) -> Params {
        let mut params = Params::new();
        params.extend(all);
        params
    }
}

impl<const N: usize> From<[(String, ParamValue); N]> for Params {
    fn from(all: [(String, ParamValue); N]) -> Params {
        all.into_iter().collect()
    }
}

/// As a map, in files.
impl Serialize for Params {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Params, D::Error> {
        struct Map;

        impl<'de> Visitor<'de> for Map {
            type Value = Params;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a map")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Params, M::Error> {
                let mut params = Params::new();
                while let Some((id, value)) = map.next_entry()? {
                    params.insert(id, value);
                }
                Ok(params)
            }
        }

        from.deserialize_map(Map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_a_name_counts_and_names_are_in_order() {
        let number = ParamValue::Number;
        let named = |id: &str, value| (id.to_owned(), number(value));
        let mut params = Params::from([named("t", 1), named("nodes", 5), named("t", 2)]);
        let names: Vec<&str> = params.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(names, ["nodes", "t"]);
        assert_eq!(params.get("t"), Some(&number(2)));
        params.remove("t");
        assert_eq!((params.get("t"), params.len()), (None, 1));
        params.retain(|id| id != "nodes");
        assert!(params.is_empty());
    }
}
