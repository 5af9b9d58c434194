//! Values as the fields of a scenario, through the same derived code that writes them. What is
//! unknown, missing or of another kind is refused with its place, at every level.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

use super::json::Value;
use super::refusal::Refusal;
use crate::protocol::say::Say;
use crate::say;

/// Not what is wanted here.
fn wants(wanted: Say) -> Refusal {
    Refusal::new(wanted)
}

fn whole(value: &Value, max: u64) -> Result<u64, Refusal> {
    match value {
        Value::Whole(number) if *number <= max => Ok(*number),
        _ => Err(wants(say!(
            "file.whole",
            min = "0",
            max = max.to_string().as_str()
        ))),
    }
}

fn signed(value: &Value, min: i64, max: i64) -> Result<i64, Refusal> {
    let number = match value {
        Value::Whole(number) => i64::try_from(*number).ok(),
        Value::Minus(number) => Some(*number),
        _ => None,
    };
    let number = number.filter(|number| (min..=max).contains(number));
    number.ok_or_else(|| {
        let (min, max) = (min.to_string(), max.to_string());
        wants(say!("file.whole", min = min.as_str(), max = max.as_str()))
    })
}

macro_rules! whole_numbers {
    ($($name:ident: $kind:ty;)*) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            visitor.visit_u64(whole(self, <$kind>::MAX as u64)?)
        })*
    };
}

macro_rules! signed_numbers {
    ($($name:ident: $kind:ty;)*) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            visitor.visit_i64(signed(self, <$kind>::MIN as i64, <$kind>::MAX as i64)?)
        })*
    };
}

impl<'de> Deserializer<'de> for &'de Value {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self {
            Value::Null => visitor.visit_unit(),
            Value::Bool(yes) => visitor.visit_bool(*yes),
            Value::Whole(number) => visitor.visit_u64(*number),
            Value::Minus(number) => visitor.visit_i64(*number),
            Value::Odd(number) => visitor.visit_f64(number.parse().unwrap_or(f64::NAN)),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(items) => visitor.visit_seq(Items { items, next: 0 }),
            Value::Object(fields) => visitor.visit_map(Fields { fields, next: 0 }),
        }
    }

    whole_numbers! {
        deserialize_u8: u8;
        deserialize_u16: u16;
        deserialize_u32: u32;
        deserialize_u64: u64;
    }

    signed_numbers! {
        deserialize_i8: i8;
        deserialize_i16: i16;
        deserialize_i32: i32;
        deserialize_i64: i64;
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self {
            Value::Bool(yes) => visitor.visit_bool(*yes),
            _ => Err(wants(say!("file.yes_or_no"))),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self {
            Value::Text(text) if text.chars().count() == 1 => visitor.visit_str(text),
            _ => Err(wants(say!("file.letter"))),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self {
            Value::Text(text) => visitor.visit_borrowed_str(text),
            _ => Err(wants(say!("file.text"))),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self {
            Value::List(items) => visitor.visit_seq(Items { items, next: 0 }),
            _ => Err(wants(say!("file.list"))),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self {
            Value::Object(fields) => visitor.visit_map(Fields { fields, next: 0 }),
            _ => Err(wants(say!("file.object"))),
        }
    }

    /// Derived code passes over fields that it does not know unless each type says otherwise.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        if let Value::Object(fields) = self
            && let Some((odd, _)) = fields
                .iter()
                .find(|(name, _)| !known.contains(&name.as_str()))
        {
            return Err(Refusal::unknown_field(odd, known));
        }
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let (name, inside) = match self {
            Value::Text(name) => (name, None),
            Value::Object(fields) if fields.len() == 1 => (&fields[0].0, Some(&fields[0].1)),
            _ => {
                return Err(wants(say!(
                    "file.one_of",
                    known = known.join(", ").as_str()
                )));
            }
        };
        if !known.contains(&name.as_str()) {
            return Err(Refusal::unknown_variant(name, known));
        }
        visitor.visit_enum(Choice { name, inside })
    }

    forward_to_deserialize_any! {
        f32 f64 bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

struct Items<'de> {
    items: &'de [Value],
    next: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Refusal;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refusal> {
        let Some(item) = self.items.get(self.next) else {
            return Ok(None);
        };
        let place = self.next;
        self.next += 1;
        let read = seed.deserialize(item);
        read.map(Some).map_err(|why| why.within(&place.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len() - self.next)
    }
}

struct Fields<'de> {
    fields: &'de [(String, Value)],
    next: usize,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Refusal;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refusal> {
        let field = self.fields.get(self.next);
        field
            .map(|(name, _)| seed.deserialize(BorrowedStrDeserializer::new(name)))
            .transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Refusal> {
        let (name, value) = &self.fields[self.next];
        self.next += 1;
        seed.deserialize(value).map_err(|why| why.within(name))
    }
}

/// One of several things, by its name, with what is in it.
struct Choice<'de> {
    name: &'de str,
    inside: Option<&'de Value>,
}

impl<'de> Choice<'de> {
    fn within(&self, why: Refusal) -> Refusal {
        why.within(self.name)
    }

    fn inside(&self) -> Result<&'de Value, Refusal> {
        self.inside
            .ok_or_else(|| self.within(Refusal::new(say!("file.empty_choice"))))
    }
}

impl<'de> EnumAccess<'de> for Choice<'de> {
    type Error = Refusal;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Refusal> {
        let name = seed.deserialize(BorrowedStrDeserializer::new(self.name))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'de> {
    type Error = Refusal;

    fn unit_variant(self) -> Result<(), Refusal> {
        match self.inside {
            None | Some(Value::Null) => Ok(()),
            Some(_) => Err(self.within(Refusal::new(say!("file.full_choice")))),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Refusal> {
        let inside = self.inside()?;
        seed.deserialize(inside).map_err(|why| self.within(why))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refusal> {
        let inside = self.inside()?;
        inside
            .deserialize_seq(visitor)
            .map_err(|why| self.within(why))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let inside = self.inside()?;
        let read = inside.deserialize_struct("", known, visitor);
        read.map_err(|why| self.within(why))
    }
}
