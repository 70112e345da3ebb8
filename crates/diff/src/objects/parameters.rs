//! Matches old and new parameters: by location and name, and by position in paths.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::operation::Endpoint;
use super::parameter;
use super::paths::parameter_names;
use crate::change::{Direction, Level};
use crate::comparison::{Comparison, Site};
use crate::document::Document;
use crate::documentation::UNCLASSIFIED;
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::lifecycle::End;
use crate::rule::{Rule, TwoWay};

const REQUEST: Option<Direction> = Some(Direction::Request);
const OPTIONAL: &str = r#"{"parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}]}"#;
const REQUIRED: &str =
    r#"{"parameters": [{"name": "limit", "in": "query", "required": true, "schema": {"type": "integer"}}]}"#;

static PARAMETER: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::new(Frame::Operation, "{}", OPTIONAL),
    (Level::Info, ("request-parameter-added", "there is a new optional parameter")),
    (Level::Warning, ("request-parameter-removed", "a parameter that clients send is now ignored or refused")),
);

static REQUIRED_PARAMETER: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::new(Frame::Operation, "{}", REQUIRED),
    (Level::Error, ("request-required-parameter-added", "a request without the new parameter is refused")),
    (
        Level::Warning,
        ("request-required-parameter-removed", "a parameter that every client sends is now ignored or refused"),
    ),
);

static LOCATION_CHANGED: Rule = Rule::symmetric(
    ("request-parameter-location-changed", "the parameter is ignored where clients send it now"),
    Level::Error,
    REQUEST,
    Fixture::new(
        Frame::Operation,
        r#"{"parameters": [{"name": "limit", "in": "query"}]}"#,
        r#"{"parameters": [{"name": "limit", "in": "header"}]}"#,
    ),
    Fixture::new(Frame::Operation, "{}", OPTIONAL),
);

static PATH_PARAMETER_RENAMED: Rule = Rule::symmetric(
    ("path-parameter-renamed", "nothing changes on the wire; generated clients may name the argument differently"),
    Level::Info,
    REQUEST,
    Fixture::new(
        Frame::Document,
        r#"{"paths": {"/a/{id}": {"get": {"operationId": "a", "responses": {}}}}}"#,
        r#"{"paths": {"/a/{key}": {"get": {"operationId": "a", "responses": {}}}}}"#,
    ),
    Fixture::new(Frame::Operation, "{}", OPTIONAL),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    let both = [PARAMETER.rules(), REQUIRED_PARAMETER.rules()];
    [&both.concat()[..], &[&LOCATION_CHANGED, &PATH_PARAMETER_RENAMED]].concat()
}

/// Compares the parameters of two operations, including those of their path items.
pub(super) fn compare<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    old: &Endpoint<'d>,
    new: &Endpoint<'d>,
) -> Result<(), DiffError> {
    let site = &site.toward(Direction::Request);
    for endpoint in [old, new] {
        comparison.charge_list(endpoint.item.get("parameters"));
    }
    for (old, new) in parameter_names(old.path).into_iter().zip(parameter_names(new.path)) {
        if old != new {
            let message = format!("`{old}` → `{new}`");
            comparison.report(&PATH_PARAMETER_RENAMED, &site.at(format!("path parameter {old}")), message);
        }
    }
    let old = Parameters::of(&comparison.old.document, old)?;
    let mut new = Parameters::of(&comparison.new.document, new)?;
    if old.unreadable != new.unreadable {
        let message = "an invalid entry of the parameters has changed".to_owned();
        comparison.report(&UNCLASSIFIED, site, message);
    }
    let mut gone = BTreeMap::new();
    for (key, old) in old.by_key {
        match new.by_key.remove(&key) {
            Some(new) => parameter::compare(comparison, &site.at(old.place()), old.object, new.object)?,
            None => {
                gone.insert(key, old);
            }
        }
    }
    for old in gone.into_values() {
        let mut elsewhere = new.by_key.iter().filter(|(_, new)| new.name == old.name);
        if let (Some((key, _)), None) = (elsewhere.next(), elsewhere.next()) {
            let key = key.clone();
            let new = new.by_key.remove(&key).expect("the key was found there");
            let site = site.at(old.place());
            // In the same place it is a parameter that the path has renamed, which was reported above.
            if old.location != new.location {
                comparison.report(&LOCATION_CHANGED, &site, format!("{} → {}", old.location, new.location));
            }
            parameter::compare(comparison, &site, old.object, new.object)?;
        } else {
            alone(comparison, site, &old, true);
        }
    }
    for new in new.by_key.into_values() {
        alone(comparison, site, &new, false);
    }
    Ok(())
}

/// A parameter of one operation.
struct Parameter<'d> {
    location: &'d str,
    name: &'d str,
    object: &'d Map<String, Value>,
    end: End<'d>,
}

/// The parameters of one operation.
struct Parameters<'d> {
    /// By location and by what identifies a parameter there.
    by_key: BTreeMap<(&'d str, String), Parameter<'d>>,
    unreadable: Vec<&'d Value>,
}

impl<'d> Parameters<'d> {
    fn of(document: &Document<'d>, endpoint: &Endpoint<'d>) -> Result<Self, DiffError> {
        let mut parameters = Self { by_key: BTreeMap::new(), unreadable: Vec::new() };
        let positions = parameter_names(endpoint.path);
        for list in [endpoint.item.get("parameters"), endpoint.operation.get("parameters")].into_iter().flatten() {
            let Value::Array(list) = list else {
                parameters.unreadable.push(list);
                continue;
            };
            for value in list {
                let value = document.resolve(value)?;
                let Some(parameter) = Parameter::of(value) else {
                    parameters.unreadable.push(value);
                    continue;
                };
                let position = positions.iter().position(|name| *name == parameter.name);
                let key = match (parameter.location, position) {
                    ("path", Some(position)) => format!("{{{position}}}"),
                    ("header", _) => parameter.name.to_ascii_lowercase(),
                    _ => parameter.name.to_owned(),
                };
                // The parameters of the operation come last, because they override those of the path item.
                parameters.by_key.insert((parameter.location, key), parameter);
            }
        }
        Ok(parameters)
    }
}

impl<'d> Parameter<'d> {
    fn of(value: &'d Value) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self {
            location: object.get("in")?.as_str()?,
            name: object.get("name")?.as_str()?,
            object,
            end: End::of(value),
        })
    }

    fn place(&self) -> String {
        format!("{} parameter {}", self.location, self.name)
    }
}

/// Reports a parameter that only one side has.
fn alone(comparison: &mut Comparison<'_>, site: &Site, parameter: &Parameter<'_>, old: bool) {
    let required = parameter.object.get("required") == Some(&Value::Bool(true));
    let rules = if required { &REQUIRED_PARAMETER } else { &PARAMETER };
    let (site, name) = (site.at(parameter.place()), parameter.name);
    if old {
        comparison.report_removal(&rules.back, &site, parameter.end, format!("`{name}` was removed"));
    } else {
        comparison.report(&rules.forth, &site, format!("`{name}` was added"));
    }
}
