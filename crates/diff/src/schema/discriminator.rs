//! `discriminator`: the field that tells the members of a union apart, and its values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::SchemaPair;
use crate::change::Level;
use crate::documentation::EXTENSION_CHANGED;
use crate::error::DiffError;
use crate::graph::Passage;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::{Flat, Shapes, address};
use crate::value::{arrow, canonical_without, empty, is_same_without_extensions, quoted};
use crate::walk::{Judgement, Outcome};

static DISCRIMINATOR: Narrowing = Narrowing::leveled(
    &NarrowingWords {
        tight: r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": {"propertyName": "kind"}}"##,
        loose: r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}]}"##,
        request_narrowed: (
            "request-discriminator-introduced",
            "the server uses a discriminator to tell variants apart; clients must send it",
        ),
        request_widened: (
            "request-discriminator-dropped",
            "the server no longer uses a discriminator to tell variants apart",
        ),
        response_narrowed: ("response-discriminator-introduced", "a field now tells variants apart"),
        response_widened: (
            "response-discriminator-dropped",
            "it is no longer documented which field tells variants apart",
        ),
    },
    [Level::Warning, Level::Info, Level::Info, Level::Warning],
);

static PROPERTY_CHANGED: Departure = Departure::new(
    Level::Error,
    (
        r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": {"propertyName": "kind"}}"##,
        r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": {"propertyName": "type"}}"##,
    ),
    (
        r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}]}"##,
        r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": {"propertyName": "type"}}"##,
    ),
    ("request-discriminator-property-changed", "the server uses another field to tell variants apart"),
    ("response-discriminator-property-changed", "another field tells variants apart than the one that clients read"),
);

static VALUE: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}}}"##,
    loose: r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat", "kitten": "#/components/schemas/Cat"}}}"##,
    request_narrowed: ("request-discriminator-value-removed", "a discriminator value is no longer accepted"),
    request_widened: ("request-discriminator-value-added", "another discriminator value is accepted"),
    response_narrowed: ("response-discriminator-value-removed", "a discriminator value is no longer returned"),
    response_widened: (
        "response-discriminator-value-added",
        "a variant may have a discriminator value that clients do not know",
    ),
});

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&DISCRIMINATOR.rules()[..], &PROPERTY_CHANGED.rules(), &VALUE.rules()].concat()
}

/// The schema that each value of a discriminator selects.
pub(super) struct Mapping<'d> {
    property: Option<&'d str>,
    targets: BTreeMap<&'d str, &'d Value>,
}

impl<'d> Mapping<'d> {
    /// The mapping of a schema with a discriminator. Values that are not strings are skipped.
    pub(super) fn of(shapes: &Shapes<'d>, flat: &Flat<'d>) -> Result<Option<Self>, DiffError> {
        let Some(holder) = flat.outermost("discriminator") else { return Ok(None) };
        let mut targets = BTreeMap::new();
        for (value, target) in holder.get("mapping").and_then(Value::as_object).into_iter().flatten() {
            let Some(reference) = target.as_str() else { continue };
            let component = shapes.document.components("schemas").get(reference);
            let target = match component {
                Some(component) => component,
                None => shapes.document.follow(holder, reference)?,
            };
            targets.insert(value.as_str(), shapes.document.resolve(target)?);
        }
        Ok(Some(Self { property: holder.get("propertyName").and_then(Value::as_str), targets }))
    }

    /// The values that select a schema: those in the mapping, or else the name of its component.
    pub(super) fn tags(&self, schema: &Value, component: Option<&str>) -> BTreeSet<String> {
        let mapped = self.targets.iter().filter(|(_, target)| address(target) == address(schema));
        let mapped: BTreeSet<_> = mapped.map(|(value, _)| (*value).to_owned()).collect();
        if mapped.is_empty() { component.map(str::to_owned).into_iter().collect() } else { mapped }
    }
}

/// Compares `discriminator`. Values that choose a member of a union are compared with the members.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old_holder, new_holder) = (pair.old.outermost("discriminator"), pair.new.outermost("discriminator"));
    let old = Mapping::of(&pair.comparison.old, &pair.old)?;
    let new = Mapping::of(&pair.comparison.new, &pair.new)?;
    if ![&old, &new].into_iter().flatten().all(|mapping| mapping.property.is_some()) {
        return Ok(Outcome::NotUnderstood);
    }
    let message = arrow(old_holder, new_holder);
    match (old, new) {
        (None, None) => {}
        (None, Some(_)) => pair.shift(&DISCRIMINATOR, Shift::Narrowed, message),
        (Some(_), None) => pair.shift(&DISCRIMINATOR, Shift::Widened, message),
        (Some(old), Some(new)) => {
            if old.property != new.property {
                pair.departure(
                    &PROPERTY_CHANGED,
                    format!(
                        "{} → {}",
                        quoted(old.property.unwrap_or_default()),
                        quoted(new.property.unwrap_or_default())
                    ),
                );
            }
            outside_of_unions(pair, old, new)?;
            let known = ["propertyName", "mapping"];
            let old = old_holder.and_then(Value::as_object).unwrap_or(empty());
            let new = new_holder.and_then(Value::as_object).unwrap_or(empty());
            if !is_same_without_extensions(old, new, &known) {
                return Ok(Outcome::NotUnderstood);
            }
            if canonical_without(old, &known) != canonical_without(new, &known) {
                pair.report(&EXTENSION_CHANGED, "", message);
            }
        }
    }
    Ok(Outcome::Understood)
}

/// Reports the values that a member of both unions has gained or lost.
pub(super) fn values(pair: &mut SchemaPair<'_, '_>, old: &BTreeSet<String>, new: &BTreeSet<String>) {
    for value in old.difference(new) {
        pair.shift(&VALUE, Shift::Narrowed, format!("{} was removed", quoted(value)));
    }
    for value in new.difference(old) {
        pair.shift(&VALUE, Shift::Widened, format!("{} was added", quoted(value)));
    }
}

/// Compares variants that only the mapping names, such as those of a base type.
fn outside_of_unions<'d>(pair: &mut SchemaPair<'_, 'd>, old: Mapping<'d>, new: Mapping<'d>) -> Result<(), DiffError> {
    let old = without_members(&pair.comparison.old, &pair.old, old)?;
    let mut new = without_members(&pair.comparison.new, &pair.new, new)?;
    for (value, old) in old {
        match new.remove(value) {
            Some(new) => pair.descend(format!("/discriminator({value})"), &[old], &[new], Passage::Open)?,
            None => pair.shift(&VALUE, Shift::Narrowed, format!("{} was removed", quoted(value))),
        }
    }
    for value in new.into_keys() {
        pair.shift(&VALUE, Shift::Widened, format!("{} was added", quoted(value)));
    }
    Ok(())
}

fn without_members<'d>(
    shapes: &Shapes<'d>,
    flat: &Flat<'d>,
    mapping: Mapping<'d>,
) -> Result<BTreeMap<&'d str, &'d Value>, DiffError> {
    let mut members = BTreeSet::new();
    for union in ["oneOf", "anyOf"] {
        for member in flat.all(union).into_iter().filter_map(Value::as_array).flatten() {
            members.insert(address(shapes.document.resolve(member)?));
        }
    }
    let outside = mapping.targets.into_iter().filter(|(_, target)| !members.contains(&address(target)));
    Ok(outside.collect())
}
