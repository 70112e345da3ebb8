//! `properties` and `required`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::SchemaPair;
use super::access::hidden;
use super::additional_properties::of_undeclared;
use crate::change::{Direction, Level};
use crate::fixture::Fixture;
use crate::graph::Passage;
use crate::rule::{Rule, TwoWay};
use crate::shape::{Flat, ShapeId};
use crate::value::step;
use crate::walk::{Judgement, Outcome};

const REQUEST: Option<Direction> = Some(Direction::Request);
const RESPONSE: Option<Direction> = Some(Direction::Response);
const NOTHING: &str = r#"{"type": "object", "properties": {}}"#;
const OPTIONAL: &str = r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#;
const REQUIRED: &str = r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}"#;
const CLOSED_NOTHING: &str = r#"{"type": "object", "properties": {}, "additionalProperties": false}"#;
const CLOSED_OPTIONAL: &str =
    r#"{"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": false}"#;

static REQUEST_PROPERTY: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::request(NOTHING, OPTIONAL),
    (Level::Info, ("request-property-added", "there is a new optional field")),
    (Level::Warning, ("request-property-removed", "a field that clients send is now ignored")),
);

static REQUEST_REQUIRED_PROPERTY: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::request(NOTHING, REQUIRED),
    (Level::Error, ("request-required-property-added", "a request without the new field is refused")),
    (Level::Warning, ("request-required-property-removed", "a field that every client sends is now ignored")),
);

static REQUEST_CLOSED_PROPERTY: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::request(CLOSED_NOTHING, CLOSED_OPTIONAL),
    (Level::Info, ("request-property-admitted", "a field that was refused is now accepted")),
    (
        Level::Error,
        ("request-property-refused", "a request with the field is refused, because only declared fields are accepted"),
    ),
);

static REQUEST_REQUIRED: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::request(OPTIONAL, REQUIRED),
    (Level::Error, ("request-property-became-required", "a request without the field is now refused")),
    (Level::Info, ("request-property-became-optional", "the field can now be omitted")),
);

static REQUEST_HIDDEN: Rule = Rule::symmetric(
    ("request-read-only-property-changed", "nothing changes for requests, because clients do not send the field"),
    Level::Info,
    REQUEST,
    Fixture::request(
        r#"{"type": "object", "properties": {"id": {"type": "string", "readOnly": true}}}"#,
        r#"{"type": "object", "properties": {"id": {"type": "integer", "readOnly": true}}}"#,
    ),
    Fixture::request(NOTHING, OPTIONAL),
);

static RESPONSE_PROPERTY: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::response(NOTHING, OPTIONAL),
    (Level::Info, ("response-property-added", "there is a new optional field")),
    (Level::Warning, ("response-property-removed", "an optional field is no longer returned")),
);

static RESPONSE_REQUIRED_PROPERTY: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::response(NOTHING, REQUIRED),
    (Level::Info, ("response-required-property-added", "there is a new field")),
    (Level::Error, ("response-required-property-removed", "a field that clients rely on is no longer returned")),
);

static RESPONSE_CLOSED_PROPERTY: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::response(CLOSED_NOTHING, CLOSED_OPTIONAL),
    (
        Level::Warning,
        ("response-closed-property-added", "a new field may be returned, although undeclared fields were excluded"),
    ),
    (Level::Warning, ("response-closed-property-removed", "an optional field is no longer returned")),
);

static RESPONSE_REQUIRED: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::response(OPTIONAL, REQUIRED),
    (Level::Info, ("response-property-became-required", "the field is now always returned")),
    (Level::Error, ("response-property-became-optional", "a field that clients rely on may be missing")),
);

static RESPONSE_HIDDEN: Rule = Rule::symmetric(
    ("response-write-only-property-changed", "nothing changes for responses, because they do not include the field"),
    Level::Info,
    RESPONSE,
    Fixture::response(
        r#"{"type": "object", "properties": {"key": {"type": "string", "writeOnly": true}}}"#,
        r#"{"type": "object", "properties": {"key": {"type": "integer", "writeOnly": true}}}"#,
    ),
    Fixture::response(NOTHING, OPTIONAL),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    let both = [
        REQUEST_PROPERTY.rules(),
        REQUEST_REQUIRED_PROPERTY.rules(),
        REQUEST_CLOSED_PROPERTY.rules(),
        REQUEST_REQUIRED.rules(),
        RESPONSE_PROPERTY.rules(),
        RESPONSE_REQUIRED_PROPERTY.rules(),
        RESPONSE_CLOSED_PROPERTY.rules(),
        RESPONSE_REQUIRED.rules(),
    ];
    [&both.concat()[..], &[&REQUEST_HIDDEN, &RESPONSE_HIDDEN]].concat()
}

/// A field on one side.
struct Field {
    shape: ShapeId,
    required: bool,
    /// Whether it is not sent in this direction.
    hidden: bool,
}

/// Compares `properties` and `required`. A field that only one side declares has, on the other side, the values of
/// undeclared fields.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    if ![&pair.old, &pair.new].into_iter().all(|flat| understood(flat)) {
        return Ok(Outcome::NotUnderstood);
    }
    let (old_schemas, new_schemas) = (pair.old.properties(), pair.new.properties());
    let (old_required, new_required) = (pair.old.required(), pair.new.required());
    let declared = old_schemas.keys().chain(new_schemas.keys());
    let names: BTreeSet<_> = declared.chain(&old_required).chain(&new_required).copied().collect();
    let (old_closed, new_closed) = (pair.old.closed(), pair.new.closed());
    let (old_others, new_others) = (of_undeclared(&pair.old), of_undeclared(&pair.new));
    for name in names {
        let at = step(name);
        let (old_schemas, new_schemas) = (old_schemas.get(name), new_schemas.get(name));
        let old = pair.field(true, (old_schemas, &old_others), new_schemas, old_required.contains(name))?;
        let new = pair.field(false, (new_schemas, &new_others), old_schemas, new_required.contains(name))?;
        match (old, new) {
            (Some(old), Some(new)) => pair.kept(at, &old, &new),
            (None, Some(new)) => {
                let (mut rules, other) = presence(pair.direction, &new, old_closed);
                // A client that refuses undeclared fields refuses a required one as well.
                if old_closed && pair.direction == Direction::Response {
                    rules = &RESPONSE_CLOSED_PROPERTY;
                }
                pair.report(other.unwrap_or(&rules.forth), &at, format!("`{name}` was added"));
                if !old_others.is_empty() && !new.hidden {
                    let others = pair.comparison.old.intern(&old_others)?;
                    pair.enter(at, others, new.shape, Passage::Open);
                }
            }
            (Some(old), None) => {
                let (rules, other) = presence(pair.direction, &old, new_closed);
                let message = format!("`{name}` was removed");
                if let Some(hidden) = other {
                    pair.report(hidden, &at, message);
                } else {
                    let end = pair.comparison.old.flat(old.shape).end();
                    pair.report_removal(&rules.back, &at, end, message);
                }
                if !new_others.is_empty() && !old.hidden {
                    let others = pair.comparison.new.intern(&new_others)?;
                    pair.enter(at, old.shape, others, Passage::Open);
                }
            }
            (None, None) => {}
        }
    }
    Ok(Outcome::Understood)
}

impl<'d> SchemaPair<'_, 'd> {
    /// The field on one side, with its schemas there, those of undeclared fields, and those on the other side. One that
    /// neither side declares can have any value, because undeclared fields are compared on their own.
    fn field(
        &mut self,
        old: bool,
        (schemas, undeclared): (Option<&Vec<&'d Value>>, &[&'d Value]),
        other: Option<&Vec<&'d Value>>,
        required: bool,
    ) -> Result<Option<Field>, crate::DiffError> {
        let shapes = if old { &mut self.comparison.old } else { &mut self.comparison.new };
        if schemas.is_none() && !required {
            return Ok(None);
        }
        let undeclared = if other.is_some() { undeclared } else { &[] };
        let shape = shapes.intern(schemas.map_or(undeclared, Vec::as_slice))?;
        let hidden = hidden(&shapes.flat(shape), self.direction);
        Ok(Some(Field { shape, required: required && !hidden, hidden }))
    }

    /// Compares a field that both sides have.
    fn kept(&mut self, at: String, old: &Field, new: &Field) {
        let (required, folded) = match self.direction {
            Direction::Request => (&REQUEST_REQUIRED, &REQUEST_HIDDEN),
            Direction::Response => (&RESPONSE_REQUIRED, &RESPONSE_HIDDEN),
        };
        match (old.required, new.required) {
            (false, true) => self.report(&required.forth, &at, "optional → required".to_owned()),
            (true, false) => self.report(&required.back, &at, "required → optional".to_owned()),
            _ => {}
        }
        let passage = if old.hidden && new.hidden { Passage::Folded(folded) } else { Passage::Open };
        self.enter(at, old.shape, new.shape, passage);
    }
}

/// The rules for a field that only one side has. For a hidden field it is the same rule in both directions.
fn presence(direction: Direction, field: &Field, closed: bool) -> (&'static TwoWay, Option<&'static Rule>) {
    let (hidden, both) = match direction {
        Direction::Request if field.required => (&REQUEST_HIDDEN, &REQUEST_REQUIRED_PROPERTY),
        Direction::Request if closed => (&REQUEST_HIDDEN, &REQUEST_CLOSED_PROPERTY),
        Direction::Request => (&REQUEST_HIDDEN, &REQUEST_PROPERTY),
        Direction::Response if closed && !field.required => (&RESPONSE_HIDDEN, &RESPONSE_CLOSED_PROPERTY),
        Direction::Response if field.required => (&RESPONSE_HIDDEN, &RESPONSE_REQUIRED_PROPERTY),
        Direction::Response => (&RESPONSE_HIDDEN, &RESPONSE_PROPERTY),
    };
    (both, field.hidden.then_some(hidden))
}

/// Whether both keywords have valid values.
fn understood(flat: &Flat<'_>) -> bool {
    let names = |value: &Value| value.as_array().is_some_and(|names| names.iter().all(Value::is_string));
    flat.all("properties").into_iter().all(Value::is_object) && flat.all("required").into_iter().all(names)
}
