//! The functions that rules can use.

use std::sync::{Arc, LazyLock};

use cel::common::types::{CelDouble, CelInt, CelString, CelTimestamp, STRING_TYPE};
use cel::common::value::CowVal;
use cel::{Env, ExecutionError};

use super::money::minor_units;
use super::number;
use super::timestamp::timestamp;

/// The functions that rules can use: those of the standard library, and those of this crate.
const KNOWN: [&str; 28] = [
    "bool",
    "bytes",
    "contains",
    "datetime",
    "double",
    "duration",
    "dyn",
    "endsWith",
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMilliseconds",
    "getMinutes",
    "getMonth",
    "getSeconds",
    "int",
    "lowerAscii",
    "money",
    "number",
    "size",
    "startsWith",
    "string",
    "timestamp",
    "type",
    "uint",
];

/// Whether rules can call a function with this name.
pub(super) fn is_known(name: &str) -> bool {
    KNOWN.contains(&name)
}

/// The standard library of CEL with the functions of this crate.
pub(super) fn environment() -> &'static Arc<Env> {
    static ENVIRONMENT: LazyLock<Arc<Env>> = LazyLock::new(|| {
        let mut environment = Env::stdlib();
        environment.add_extension(cel::extensions::strings).expect("the names are free");
        environment.add_overload("datetime", "datetime_string", vec![STRING_TYPE], datetime).expect("the name is free");
        environment.add_overload("money", "money_string", vec![STRING_TYPE], money).expect("the name is free");
        environment.add_overload("number", "number_string", vec![STRING_TYPE], number).expect("the name is free");
        Arc::new(environment)
    });
    &ENVIRONMENT
}

#[expect(clippy::needless_pass_by_value, reason = "the interpreter calls functions of this shape")]
fn datetime<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let text = text(&arguments)?;
    timestamp(text)
        .map(|timestamp| CowVal::owned(CelTimestamp::from(timestamp)))
        .map_err(|why| ExecutionError::function_error("datetime", why))
}

#[expect(clippy::needless_pass_by_value, reason = "the interpreter calls functions of this shape")]
fn money<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let text = text(&arguments)?;
    minor_units(text)
        .map(|units| CowVal::owned(CelInt::from(units)))
        .map_err(|why| ExecutionError::function_error("money", why))
}

#[expect(clippy::needless_pass_by_value, reason = "the interpreter calls functions of this shape")]
fn number<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let text = text(&arguments)?;
    number::number(text)
        .map(|number| CowVal::owned(CelDouble::from(number)))
        .map_err(|why| ExecutionError::function_error("number", why))
}

fn text<'a>(arguments: &'a [CowVal<'_, '_>]) -> Result<&'a str, ExecutionError> {
    let first = arguments.first().ok_or_else(ExecutionError::missing_argument_or_target)?;
    first.downcast_ref::<CelString<'_>>().map(CelString::inner).ok_or_else(ExecutionError::missing_argument_or_target)
}
