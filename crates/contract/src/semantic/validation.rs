//! A compiled rule.

use std::panic::{AssertUnwindSafe, catch_unwind};

use cel::Program;
use serde_json::Value;

use super::direct::Direct;
use super::functions::{environment, is_known};
use super::references::References;
use crate::load::join;
use crate::{ContractError, Provenance};

/// An entry of `x-validations`.
#[derive(Debug)]
pub(crate) struct Validation {
    /// The expression.
    pub(crate) rule: String,
    /// Where the document declares it, as a JSON pointer.
    pub(crate) place: String,
    /// The rule in words.
    pub(crate) message: String,
    /// The provenance of the rule.
    pub(crate) provenance: Option<Provenance>,
    /// The names that the expression uses.
    pub(crate) references: References,
    pub(crate) compiled: Compiled,
}

/// A compiled expression.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// For the interpreter.
    pub(super) program: Program,
    /// For evaluation without the interpreter, if it is simple enough.
    pub(super) direct: Option<Direct>,
}

/// Where a rule is declared, which decides which variables it can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// On a schema: `self`.
    Schema,
    /// On an operation: `request`, `response`, `now`.
    Operation,
    /// On a webhook event: `request`, with `headers` and `body`.
    Delivery,
}

impl Scope {
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Schema => &["self"],
            Self::Operation => &["request", "response", "now"],
            Self::Delivery => &["request"],
        }
    }
}

impl Validation {
    /// Reads and compiles the `x-validations` of a part of the document.
    pub(crate) fn read_all(part: &Value, pointer: &str, scope: Scope) -> Result<Vec<Self>, ContractError> {
        let place = join(pointer, "x-validations");
        let malformed =
            |why: &str| ContractError::Malformed { what: "list of rules", place: place.clone(), why: why.to_owned() };
        match part.get("x-validations") {
            None => Ok(Vec::new()),
            Some(Value::Array(entries)) => {
                let entries = entries
                    .iter()
                    .enumerate()
                    .map(|(index, entry)| Self::read(entry, &format!("{place}/{index}"), scope));
                entries.collect()
            }
            Some(_) => Err(malformed("it is not a list; write a list of objects with `rule` and `message`")),
        }
    }

    fn read(entry: &Value, place: &str, scope: Scope) -> Result<Self, ContractError> {
        let Some(rule) = entry.get("rule").and_then(Value::as_str) else {
            let why = "it has no `rule`; write the expression there".to_owned();
            return Err(ContractError::Malformed { what: "rule", place: place.to_owned(), why });
        };
        let refused = |why: String| ContractError::Rule { rule: rule.to_owned(), place: place.to_owned(), why };
        let compiled = compile(rule).map_err(&refused)?;
        let references = References::of(compiled.program.expression());
        let strangers = references.variables.iter().find(|name| !scope.names().contains(&name.as_str()));
        if let Some(stranger) = strangers {
            return Err(refused(format!(
                "it uses the unknown name {stranger:?}; available here: {}",
                scope.names().join(", ")
            )));
        }
        if let Some(stranger) = references.functions.iter().find(|name| !is_known(name)) {
            return Err(refused(format!("it calls {stranger:?}, which is not a function that rules can use")));
        }
        Ok(Self {
            rule: rule.to_owned(),
            place: place.to_owned(),
            message: entry
                .get("message")
                .and_then(Value::as_str)
                .unwrap_or("a rule of the contract does not hold")
                .to_owned(),
            provenance: entry.get("provenance").and_then(Provenance::read),
            references,
            compiled,
        })
    }
}

/// The parser is generated code that may panic on odd input. Such a rule does not compile.
pub(super) fn compile(rule: &str) -> Result<Compiled, String> {
    match catch_unwind(AssertUnwindSafe(|| environment().compile(rule))) {
        Ok(Ok(program)) => Ok(Compiled { direct: Direct::of(program.expression()), program }),
        Ok(Err(errors)) => Err(errors.to_string().split_whitespace().collect::<Vec<_>>().join(" ")),
        Err(_) => Err("the parser panicked".to_owned()),
    }
}
