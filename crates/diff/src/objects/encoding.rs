//! `encoding`: how the fields of a form or multipart body are written.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Judge, ObjectPair, provenance, style};
use crate::change::{Direction, Level};
use crate::documentation::{EXTENSION_CHANGED, PROVENANCE};
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::rule::Rule;
use crate::shape::Shapes;
use crate::value::{arrow, canonical_without, empty, is_same_without_extensions, quoted};
use crate::walk::{Claim, Judgement, Outcome, walk};
use crate::writing::Writing;

static ENCODING_CHANGED: Rule = Rule::symmetric(
    ("encoding-changed", "a part of the body is encoded in another way"),
    Level::Error,
    None,
    Fixture::new(
        Frame::RequestBody,
        r#"{"content": {"multipart/form-data": {"encoding": {"logo": {"contentType": "image/png"}}}}}"#,
        r#"{"content": {"multipart/form-data": {"encoding": {"logo": {"contentType": "image/jpeg"}}}}}"#,
    ),
    Fixture::new(
        Frame::RequestBody,
        r#"{"content": {"multipart/form-data": {"encoding": {}}}}"#,
        r#"{"content": {"multipart/form-data": {}}, "required": true}"#,
    ),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    vec![&ENCODING_CHANGED]
}

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["contentType"], judge: |pair| Ok(pair.replaced("contentType", &ENCODING_CHANGED)) },
    Claim { keys: &["style", "explode"], judge: style_and_explode },
    Claim { keys: &["allowReserved"], judge: |pair| Ok(pair.replaced("allowReserved", &ENCODING_CHANGED)) },
    Claim { keys: &["headers"], judge: headers },
    Claim { keys: &[PROVENANCE], judge: provenance },
];

/// Compares `encoding`. A field without an encoding has the default one. That of a field that only one side declares
/// belongs to the field, which is reported on its own.
pub(super) fn judge(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("encoding") else { return Ok(Outcome::NotUnderstood) };
    let (old_schema, new_schema) = pair.values("schema");
    let old_fields = fields(&mut pair.comparison.old, old_schema)?;
    let new_fields = fields(&mut pair.comparison.new, new_schema)?;
    for name in super::all_names(old, new) {
        if old_fields.contains(name) != new_fields.contains(name) && old.contains_key(name) != new.contains_key(name) {
            continue;
        }
        let object = |value: Option<&'_ Value>| value.is_none_or(Value::is_object);
        if !object(old.get(name)) || !object(new.get(name)) {
            return Ok(Outcome::NotUnderstood);
        }
        let old = old.get(name).and_then(Value::as_object).unwrap_or(empty());
        let new = new.get(name).and_then(Value::as_object).unwrap_or(empty());
        let site = pair.site.within(&format!("encoding of {name}"));
        walk(&mut ObjectPair { comparison: pair.comparison, site, old, new }, CLAIMS, &[])?;
    }
    Ok(Outcome::Understood)
}

/// The headers of a part. Everything but the schema is compared as written, even behind a reference.
fn headers(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("headers") else { return Ok(Outcome::NotUnderstood) };
    for name in super::all_names(old, new) {
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => header(pair, name, old, new)?,
            (old, new) => pair.report(&ENCODING_CHANGED, format!("header {}: {}", quoted(name), arrow(old, new))),
        }
    }
    Ok(Outcome::Understood)
}

fn header<'d>(pair: &mut ObjectPair<'_, 'd>, name: &str, old: &'d Value, new: &'d Value) -> Result<(), DiffError> {
    let site = pair.site.within(&format!("header {name}"));
    let direction = site.direction.unwrap_or(Direction::Request);
    let Some(header) = ObjectPair::of(pair.comparison, site.clone(), old, new)? else { return Ok(()) };
    let (old_schema, new_schema) = header.values("schema");
    let (old_header, new_header) = (header.old, header.new);
    let comparison = header.comparison;
    if canonical_without(old_header, &["schema"]) != canonical_without(new_header, &["schema"]) {
        let is_same = is_same_without_extensions(old_header, new_header, &["schema"]);
        let rule = if is_same { &EXTENSION_CHANGED } else { &ENCODING_CHANGED };
        comparison.report(rule, &site, arrow(Some(old), Some(new)));
    }
    comparison.schemas(&site, (direction, Writing::TEXT), old_schema, new_schema)
}

/// The declared fields of a body.
fn fields<'d>(shapes: &mut Shapes<'d>, schema: Option<&'d Value>) -> Result<BTreeSet<&'d str>, DiffError> {
    let shape = shapes.intern(schema.as_slice())?;
    Ok(shapes.flat(shape).properties().into_keys().collect())
}

fn style_and_explode(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let (Some(old), Some(new)) = (style::effective(pair.old, "query"), style::effective(pair.new, "query")) else {
        return Ok(Outcome::NotUnderstood);
    };
    if old != new {
        pair.report(&ENCODING_CHANGED, style::arrow(old, new));
    }
    Ok(Outcome::Understood)
}
