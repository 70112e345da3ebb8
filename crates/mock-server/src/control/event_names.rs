//! The names of the kinds of events.

use serde::de::value::Error;
use serde::de::{Deserialize as _, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;
use trackside_schemas::control::EventKind;

/// The names of all kinds, in the order of their declaration.
pub(crate) fn event_names() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    // Nothing is read: the type only says which names it would take.
    _ = EventKind::deserialize(Names(&mut names));
    names
}

/// Asks an enum for the names of its variants.
struct Names<'n>(&'n mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = variants;
        Err(Error::custom("only the names are wanted"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("it is not an enum"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::event_names;

    #[test]
    fn the_names_are_those_of_the_control_api() {
        assert!(event_names().len() > 10, "{:?}", event_names());
        assert_eq!(&event_names()[..3], ["click", "lead", "sale"]);
        assert!(event_names().contains(&"script_verified"));
    }
}
