//! JSON as a value that takes no more memory than it needs.
//!
//! `serde_json` lets objects and lists grow while it reads them, and leaves the room that it did not need. Documents
//! consist of small objects, so that this is half of their memory. Here, members are collected first.

use std::{fmt, io};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::de::Read as Text;
use serde_json::{Error, Map, Number, Value};

/// Parses JSON. Of members with the same name, the last one counts, as with `serde_json`.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, Error> {
    parsed(serde_json::Deserializer::from_slice(bytes))
}

/// The same for a text that is read piece by piece, which is slower and never holds the whole text.
pub(crate) fn parse_pieces(reader: impl io::Read) -> Result<Value, Error> {
    parsed(serde_json::Deserializer::from_reader(reader))
}

fn parsed<'de>(mut deserializer: serde_json::Deserializer<impl Text<'de>>) -> Result<Value, Error> {
    let value = Reader(&mut Open::default()).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// The members and items of everything that is not closed yet.
#[derive(Default)]
struct Open {
    members: Vec<(String, Value)>,
    items: Vec<Value>,
}

struct Reader<'o>(&'o mut Open);

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any valid JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let first = self.0.items.len();
        while let Some(item) = items.next_element_seed(Reader(self.0))? {
            self.0.items.push(item);
        }
        Ok(Value::Array(self.0.items.split_off(first)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let first = self.0.members.len();
        while let Some(name) = members.next_key()? {
            let member = members.next_value_seed(Reader(self.0))?;
            self.0.members.push((name, member));
        }
        let mut map = Map::with_capacity(self.0.members.len() - first);
        map.extend(self.0.members.drain(first..));
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{parse, parse_pieces};

    #[test]
    fn reads_what_serde_json_reads() {
        for text in [
            "null",
            " [] ",
            "{}",
            r#"{"a": [1, -2, 3.5, 1e3, 18446744073709551615, 18446744073709551616, true, false, null, "é\n\ud83d\ude00"]}"#,
            r#"{"b": {"x": 1}, "a": [[], [[2]], {}], "c": {"d": {"e": []}}}"#,
            r#"{"a": 1, "b": 2, "a": 3}"#,
            "{} x",
            "[1,]",
            r#"{"a" 1}"#,
            "1e400",
            "",
            &"[".repeat(1000),
        ] {
            let expected = serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
            // Texts show the order of members, too.
            let shown = |read: Result<Value, String>| read.map(|value| value.to_string());
            let read = parse(text.as_bytes()).map_err(|error| error.to_string());
            assert_eq!(shown(read), shown(expected.clone()), "{text}");
            let pieces = parse_pieces(text.as_bytes()).map_err(|error| error.to_string());
            assert_eq!(pieces.is_ok(), expected.is_ok(), "{text} in pieces");
            assert_eq!(shown(pieces.or_else(|_| expected.clone())), shown(expected), "{text} in pieces");
        }
    }
}
