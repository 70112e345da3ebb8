//! Values of compiled rules.

use std::borrow::Cow;
use std::rc::Rc;

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value};

use crate::semantic::value::{Numeral, numeral};

/// A value.
#[derive(Debug, Clone)]
pub(crate) enum Term<'v> {
    /// Null.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with decimals.
    Double(f64),
    /// A text.
    Text(Cow<'v, str>),
    /// A list of JSON.
    Array(&'v [Value]),
    /// A list that a rule makes.
    List(Vec<Term<'v>>),
    /// An object of JSON.
    Object(&'v Map<String, Value>),
    /// An object with known fields.
    Record(Rc<Vec<(&'static str, Term<'v>)>>),
    /// A moment.
    Time(DateTime<FixedOffset>),
    /// The type of a value.
    Kind(Kind),
}

/// A type of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Bool,
    Int,
    Double,
    String,
    List,
    Map,
}

impl Kind {
    /// The type that an expression names.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null_type" => Self::Null,
            "bool" => Self::Bool,
            "int" => Self::Int,
            "double" => Self::Double,
            "string" => Self::String,
            "list" => Self::List,
            "map" => Self::Map,
            _ => return None,
        })
    }
}

impl<'v> Term<'v> {
    /// The value of JSON. Returns nothing for whole numbers beyond 64 bits with a sign.
    pub(crate) fn of(value: &'v Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => match numeral(number) {
                Numeral::Int(whole) => Self::Int(whole),
                Numeral::UInt(_) => return None,
                Numeral::Double(number) => Self::Double(number),
            },
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(items) => Self::Array(items),
            Value::Object(fields) => Self::Object(fields),
        })
    }

    /// The type of the value. Returns nothing for those that rules do not ask for.
    pub(super) fn kind(&self) -> Option<Kind> {
        Some(match self {
            Self::Null => Kind::Null,
            Self::Bool(_) => Kind::Bool,
            Self::Int(_) => Kind::Int,
            Self::Double(_) => Kind::Double,
            Self::Text(_) => Kind::String,
            Self::Array(_) | Self::List(_) => Kind::List,
            Self::Object(_) | Self::Record(_) => Kind::Map,
            Self::Time(_) | Self::Kind(_) => return None,
        })
    }

    /// A field of an object. Returns nothing if there is none, or if the value is not an object.
    pub(super) fn field(&self, name: &str) -> Option<Self> {
        match self {
            Self::Object(fields) => Self::of(fields.get(name)?),
            Self::Record(fields) => fields.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()),
            _ => None,
        }
    }

    /// Whether an object has a field. Returns nothing if the value is not an object.
    pub(super) fn has(&self, name: &str) -> Option<bool> {
        match self {
            Self::Object(fields) => Some(fields.contains_key(name)),
            Self::Record(fields) => Some(fields.iter().any(|(known, _)| *known == name)),
            _ => None,
        }
    }
}
