//! Kinds of events as words of the command line.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command};
use serde::de::value::{Error, StrDeserializer};
use serde::de::{Deserialize as _, IntoDeserializer as _};
use trackside_schemas::control::EventKind;

use crate::control::event_names;

/// Reads a kind: as the control API writes it, or with hyphens.
#[derive(Debug, Clone, Copy)]
pub(super) struct KindParser;

impl TypedValueParser for KindParser {
    type Value = EventKind;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<EventKind, clap::Error> {
        let name = value.to_string_lossy().replace('-', "_");
        let known = PossibleValuesParser::new(event_names());
        let name = known.parse_ref(command, argument, OsStr::new(&name))?;
        let deserializer: StrDeserializer<Error> = name.as_str().into_deserializer();
        Ok(EventKind::deserialize(deserializer).expect("it is one of the names"))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(event_names().iter().map(PossibleValue::new)))
    }
}
