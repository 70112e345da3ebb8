//! Kinds of events as words of the command line.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command};
use serde::de::value::{Error, StrDeserializer};
use serde::de::{Deserialize as _, Deserializer, Error as _, IntoDeserializer as _, Visitor};
use serde::forward_to_deserialize_any;
use trackside_schemas::control::EventKind;

/// Reads a kind: as the control API writes it, or with hyphens.
#[derive(Debug, Clone, Copy)]
pub(super) struct KindParser;

impl TypedValueParser for KindParser {
    type Value = EventKind;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<EventKind, clap::Error> {
        let name = value.to_string_lossy().replace('-', "_");
        let known = PossibleValuesParser::new(names());
        let name = known.parse_ref(command, argument, OsStr::new(&name))?;
        let deserializer: StrDeserializer<Error> = name.as_str().into_deserializer();
        Ok(EventKind::deserialize(deserializer).expect("it is one of the names"))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(names().iter().map(PossibleValue::new)))
    }
}

/// The names of all kinds, in the order of their declaration.
pub(super) fn names() -> &'static [&'static str] {
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
    use super::names;

    #[test]
    fn the_names_are_those_of_the_control_api() {
        assert!(names().len() > 10, "{:?}", names());
        assert_eq!(&names()[..3], ["click", "lead", "sale"]);
        assert!(names().contains(&"script_verified"));
    }
}
