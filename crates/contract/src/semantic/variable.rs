//! The variables of rules.

use std::rc::Rc;

use cel::common::types::{CelInt, CelMap, CelMapKey, CelNull, CelTimestamp};
use cel::common::value::Val;
use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use super::direct::Term;
use super::value::{Fields, to_cel};

/// What a variable stands for.
#[derive(Debug)]
pub(crate) enum Variable<'v> {
    /// Nothing: null.
    Nothing,
    /// JSON.
    Json(&'v Value),
    /// A whole number.
    Int(i64),
    /// A moment.
    Time(DateTime<FixedOffset>),
    /// An object.
    Record(Vec<(&'static str, Variable<'v>)>),
}

impl<'v> Variable<'v> {
    /// The value for compiled rules. Returns nothing if only the interpreter has it.
    pub(super) fn term(&self) -> Option<Term<'v>> {
        Some(match self {
            Self::Nothing => Term::Null,
            Self::Json(value) => Term::of(value)?,
            Self::Int(whole) => Term::Int(*whole),
            Self::Time(time) => Term::Time(*time),
            Self::Record(fields) => {
                let fields = fields.iter().map(|(name, field)| Some((*name, field.term()?)));
                Term::Record(Rc::new(fields.collect::<Option<_>>()?))
            }
        })
    }

    /// The value for the interpreter.
    pub(super) fn cel(&self) -> Box<dyn Val + 'v> {
        match self {
            Self::Nothing => Box::new(CelNull),
            Self::Json(value) => to_cel(value),
            Self::Int(whole) => Box::new(CelInt::from(*whole)),
            Self::Time(time) => Box::new(CelTimestamp::from(*time)),
            Self::Record(fields) => {
                let fields: Fields<'v> =
                    fields.iter().map(|(name, field)| (CelMapKey::from(*name), field.cel())).collect();
                Box::new(CelMap::from(fields))
            }
        }
    }
}
