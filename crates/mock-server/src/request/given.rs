//! Sorts what a request gives by the declared parameters: strings of paths and queries, and JSON of bodies.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::decode::invalid_field;
use super::{FieldProblem, InvalidField, Location, Parameter, Shape};

/// What is given for a struct of parameters, and what is already known to be wrong with it.
#[derive(Debug)]
pub(crate) struct Given {
    pub(super) location: Location,
    /// An object, except for bodies of other types.
    pub(super) value: Value,
    pub(super) invalid: Vec<InvalidField>,
}

/// A parameter of a path or query, and its value.
type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

impl Given {
    /// The parameters of a path; `None` if it is not UTF-8.
    pub(crate) fn of_path(declared: &[Parameter], path: Option<&[(&str, &str)]>) -> Self {
        let Some(path) = path else {
            let invalid = vec![unreadable_path(declared)];
            return Self { location: Location::Path, value: Map::new().into(), invalid };
        };
        let mut pairs = path.iter().map(|(name, value)| (Cow::Borrowed(*name), Cow::Borrowed(*value)));
        from_texts(Location::Path, declared, &mut pairs)
    }

    /// The parameters of a query. Unknown names are ignored, as servers do.
    pub(crate) fn of_query(declared: &[Parameter], pairs: &mut dyn Iterator<Item = Pair<'_>>) -> Self {
        from_texts(Location::Query, declared, pairs)
    }

    /// A body.
    pub(crate) fn of_body(value: Value) -> Self {
        Self { location: Location::Body, value, invalid: Vec::new() }
    }

    /// Nothing, where an endpoint has no body.
    pub(crate) fn no_body() -> Self {
        Self::of_body(Map::new().into())
    }
}

/// Reads the values of a path or a query as the declared parameters.
fn from_texts(location: Location, declared: &[Parameter], pairs: &mut dyn Iterator<Item = Pair<'_>>) -> Given {
    let mut given = Map::new();
    let mut invalid = Vec::new();
    for (name, text) in pairs {
        let Some(parameter) = declared.iter().find(|parameter| parameter.name == name) else {
            // Where lists are spelt `status[]`, as in PHP, `status` is the same parameter, and its value is not a list.
            let list = declared.iter().find(|parameter| parameter.name.strip_suffix("[]") == Some(&*name));
            invalid.extend(
                list.filter(|_| !text.is_empty()).map(|list| invalid_field(location, list, FieldProblem::WrongType)),
            );
            continue;
        };
        let refuse = |problem| invalid_field(location, parameter, problem);
        // Frameworks treat an empty value as absent, unless a length or a pattern is required.
        if text.is_empty() && parameter.required {
            invalid.push(refuse(FieldProblem::Missing));
            continue;
        }
        let is_any_text = parameter.shape == Shape::Text && parameter.values.is_none() && parameter.format.is_none();
        if text.is_empty() && is_any_text && parameter.may_be_empty() {
            continue;
        }
        let Some(value) = parameter.shape.read(&text) else {
            invalid.push(refuse(FieldProblem::WrongType));
            continue;
        };
        match (&parameter.shape, given.get_mut(parameter.name.as_str())) {
            (Shape::List(_), Some(Value::Array(items))) => items.push(value),
            (Shape::List(_), _) => _ = given.insert(parameter.name.clone(), Value::Array(vec![value])),
            (_, None) => _ = given.insert(parameter.name.clone(), value),
            (_, Some(_)) => invalid.push(refuse(FieldProblem::Repeated)),
        }
    }
    Given { location, value: given.into(), invalid }
}

/// The pairs of a query without those that a later one replaces, as PHP reads them. Lists keep all of theirs.
pub(crate) fn last_of_each<'a>(declared: &[Parameter], pairs: &mut dyn Iterator<Item = Pair<'a>>) -> Vec<Pair<'a>> {
    let is_list = |name: &str| {
        declared.iter().any(|parameter| parameter.name == name && matches!(parameter.shape, Shape::List(_)))
    };
    let mut kept: Vec<Pair<'a>> = Vec::new();
    for (name, text) in pairs {
        match kept.iter_mut().find(|(known, _)| *known == name && !is_list(known)) {
            Some((_, before)) => *before = text,
            None => kept.push((name, text)),
        }
    }
    kept
}

/// The problem of a path that is not UTF-8.
fn unreadable_path(declared: &[Parameter]) -> InvalidField {
    let parameter = declared.first();
    InvalidField {
        location: Location::Path,
        name: parameter.map(|parameter| parameter.name.clone()).unwrap_or_default(),
        shape: parameter.map_or(Shape::Text, |parameter| parameter.shape.clone()),
        format: None,
        problem: FieldProblem::Rule("is not UTF-8".to_owned()),
    }
}
