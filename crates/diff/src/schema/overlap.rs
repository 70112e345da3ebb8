//! Whether a value can match two schemas of a document. With `oneOf`, such a value is refused.
//!
//! This cannot be decided for any two schemas. What is not known to be apart may overlap, and what is not known to
//! contain the other does not.

use std::collections::BTreeSet;

use serde_json::Value;

use super::additional_properties::of_undeclared;
use super::enumeration::closed_values;
use super::later::{has_later, is_later};
use super::range::{LEAST, MOST};
use super::types::{has_type, stated};
use super::{DOCUMENTATION, composition};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::shape::{Flat, ShapeId, Shapes};
use crate::value::canonical;

/// The most steps that are taken to hold two schemas against each other.
const STEPS: usize = 500;
/// The deepest nesting that is looked at.
const DEEPEST: usize = 5;
/// Formats of strings of which none admits what another one does.
const FORMATS: [&str; 6] = ["date", "date-time", "uuid", "ipv4", "ipv6", "email"];

/// What two schemas have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Overlap {
    /// No value matches both.
    None,
    /// It is not known whether a value matches both.
    Possible,
    /// All values of one match the other, or both list the same value.
    Certain,
}

/// What two shapes of a document have in common.
pub(super) fn overlap(shapes: &mut Shapes<'_>, one: ShapeId, other: ShapeId) -> Result<Overlap, DiffError> {
    let mut look = Look { shapes, steps: 0 };
    if !look.may_share(one, other, 0)? {
        return Ok(Overlap::None);
    }
    look.steps = 0;
    let listed = list_the_same(&look.shapes.flat(one), &look.shapes.flat(other));
    let contained = listed || look.contains(one, other, 0)? || look.contains(other, one, 0)?;
    Ok(if contained { Overlap::Certain } else { Overlap::Possible })
}

struct Look<'s, 'd> {
    shapes: &'s mut Shapes<'d>,
    steps: usize,
}

impl<'d> Look<'_, 'd> {
    /// Whether it was looked for long enough.
    fn ends(&mut self, depth: usize) -> bool {
        self.steps += 1;
        self.steps > STEPS || depth > DEEPEST
    }

    /// Whether a value may match both.
    fn may_share(&mut self, one: ShapeId, other: ShapeId, depth: usize) -> Result<bool, DiffError> {
        if one == other || self.ends(depth) {
            return Ok(true);
        }
        let ids = (one, other);
        let (one, other) = (self.shapes.flat(one), self.shapes.flat(other));
        let (Some(types), Some(other_types)) = (stated(&one), stated(&other)) else { return Ok(true) };
        if one.nullable && other.nullable {
            return Ok(true);
        }
        if let (&[kind], &[other_kind]) = (&types[..], &other_types[..])
            && kind != other_kind
            && !(is_numeric(kind) && is_numeric(other_kind))
        {
            return Ok(false);
        }
        for (listing, against) in [(&one, &other), (&other, &one)] {
            if let Some(values) = closed_values(listing) {
                return Ok(values.into_iter().any(|value| may_accept(listing, value) && may_accept(against, value)));
            }
        }
        let both = |name: &str| types == [name] && other_types == [name];
        let numbers = [&types, &other_types].into_iter().all(|types| matches!(types[..], [name] if is_numeric(name)));
        if numbers && (MOST.excludes(&one, &other, &LEAST) || MOST.excludes(&other, &one, &LEAST)) {
            return Ok(false);
        }
        if both("string") && (lengths_apart(&one, &other) || formats_apart(&one, &other)) {
            return Ok(false);
        }
        let either = |name: &str| types == [name] || other_types == [name];
        if either("object") && self.fields_apart(&one, &other, depth)? {
            return Ok(false);
        }
        if both("array") && (sizes_apart(&one, &other) || self.items_apart(&one, &other, depth)?) {
            return Ok(false);
        }
        Ok(!self.variants_apart(&one, ids.1, depth)? && !self.variants_apart(&other, ids.0, depth)?)
    }

    /// Whether a field that one of two objects requires has no value in common.
    fn fields_apart(&mut self, one: &Flat<'d>, other: &Flat<'d>, depth: usize) -> Result<bool, DiffError> {
        let (fields, other_fields) = (one.properties(), other.properties());
        for name in &one.required() | &other.required() {
            let declared = fields.get(name).cloned().unwrap_or_else(|| of_undeclared(one));
            let other_declared = other_fields.get(name).cloned().unwrap_or_else(|| of_undeclared(other));
            let missing =
                one.closed() && !fields.contains_key(name) || other.closed() && !other_fields.contains_key(name);
            if missing && ![one, other].into_iter().any(has_later) {
                return Ok(true);
            }
            if declared.is_empty() || other_declared.is_empty() {
                continue;
            }
            let (field, other_field) = (self.shapes.intern(&declared)?, self.shapes.intern(&other_declared)?);
            if !self.may_share(field, other_field, depth + 1)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether arrays that are not empty have no items in common.
    fn items_apart(&mut self, one: &Flat<'d>, other: &Flat<'d>, depth: usize) -> Result<bool, DiffError> {
        let filled =
            [one, other].into_iter().any(|flat| count(flat, "minItems", true).is_some_and(|least| least > 0.0));
        if !filled || [one, other].into_iter().any(has_later) {
            return Ok(false);
        }
        let (item, other_item) = (self.shapes.intern(&one.all("items"))?, self.shapes.intern(&other.all("items"))?);
        Ok(!self.may_share(item, other_item, depth + 1)?)
    }

    /// Whether no variant of a union has a value in common with another schema.
    fn variants_apart(&mut self, union: &Flat<'d>, other: ShapeId, depth: usize) -> Result<bool, DiffError> {
        for keyword in ["oneOf", "anyOf"] {
            for list in composition::lists(union, keyword).unwrap_or_default() {
                let mut apart = true;
                for variant in list {
                    let variant = self.shapes.intern(&[variant])?;
                    apart = apart && !self.may_share(variant, other, depth + 1)?;
                }
                if apart {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether all values of one schema are known to match another.
    fn contains(&mut self, outer: ShapeId, inner: ShapeId, depth: usize) -> Result<bool, DiffError> {
        if outer == inner {
            return Ok(true);
        }
        if self.ends(depth) {
            return Ok(false);
        }
        let inner_id = inner;
        let (outer, inner) = (self.shapes.flat(outer), self.shapes.flat(inner));
        if !outer.malformed.is_empty() || !inner.malformed.is_empty() || inner.nullable && !outer.nullable {
            return Ok(false);
        }
        if outer.parts == inner.parts {
            return Ok(true);
        }
        for keyword in outer.keywords() {
            let holds = match keyword {
                "nullable" | "default" | "deprecated" | "xml" | "x-validations" | PROVENANCE => true,
                keyword if DOCUMENTATION.contains(&keyword) => true,
                keyword if keyword.starts_with("x-") && !is_later(keyword) => true,
                "type" => type_contains(&outer, &inner),
                "enum" => enum_contains(&outer, &inner),
                "minimum" | "exclusiveMinimum" => LEAST.contains(&outer, &inner),
                "maximum" | "exclusiveMaximum" => MOST.contains(&outer, &inner),
                "minLength" | "minItems" | "minProperties" => {
                    let bound = count(&outer, keyword, true).unwrap_or_default();
                    bound <= 0.0 || count(&inner, keyword, true).is_some_and(|inner| inner >= bound)
                }
                "maxLength" | "maxItems" | "maxProperties" => {
                    let (outer, inner) = (count(&outer, keyword, false), count(&inner, keyword, false));
                    outer.zip(inner).is_some_and(|(outer, inner)| inner <= outer)
                }
                "required" => outer.required().is_subset(&inner.required()),
                "properties" => self.fields_contain(&outer, &inner, depth)?,
                "additionalProperties" => others_contain(&outer, &inner),
                // Its first items have other schemas.
                "items" if !inner.all("x-3.1-prefixItems").is_empty() => false,
                "items" => {
                    let item = self.shapes.intern(&outer.all("items"))?;
                    let inner_item = self.shapes.intern(&inner.all("items"))?;
                    self.contains(item, inner_item, depth + 1)?
                }
                "anyOf" => same(&outer, &inner, keyword) || self.some_variant_contains(&outer, inner_id, depth)?,
                // Whatever else limits the values of the outer schema has to limit those of the inner one, too.
                keyword => same(&outer, &inner, keyword),
            };
            if !holds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn fields_contain(&mut self, outer: &Flat<'d>, inner: &Flat<'d>, depth: usize) -> Result<bool, DiffError> {
        let inner_fields = inner.properties();
        for (name, schemas) in outer.properties() {
            let inner_schemas = match inner_fields.get(name) {
                Some(schemas) => schemas.clone(),
                None if inner.closed() => continue,
                None => of_undeclared(inner),
            };
            let (field, inner_field) = (self.shapes.intern(&schemas)?, self.shapes.intern(&inner_schemas)?);
            if !self.contains(field, inner_field, depth + 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn some_variant_contains(&mut self, outer: &Flat<'d>, inner: ShapeId, depth: usize) -> Result<bool, DiffError> {
        for list in composition::lists(outer, "anyOf").unwrap_or_default() {
            let mut some = false;
            for variant in list {
                let variant = self.shapes.intern(&[variant])?;
                some = some || self.contains(variant, inner, depth + 1)?;
            }
            if !some {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Whether two plain enumerations have a value in common.
fn list_the_same(one: &Flat<'_>, other: &Flat<'_>) -> bool {
    let plain = |flat: &Flat<'_>| {
        let silent = |keyword: &&str| ["type", "enum", PROVENANCE].contains(keyword) || DOCUMENTATION.contains(keyword);
        flat.malformed.is_empty() && flat.keywords().iter().all(silent)
    };
    let values = closed_values(one).filter(|_| plain(one) && plain(other) && closed_values(other).is_some());
    values.is_some_and(|values| values.into_iter().any(|value| may_accept(one, value) && may_accept(other, value)))
}

fn is_numeric(kind: &str) -> bool {
    matches!(kind, "integer" | "number")
}

/// Whether a single value may match a schema, as far as can be seen without looking into it.
fn may_accept(flat: &Flat<'_>, value: &Value) -> bool {
    if value.is_null() {
        return flat.nullable || flat.all("type").is_empty();
    }
    let typed = stated(flat).is_none_or(|types| types.iter().all(|name| has_type(value, name)));
    let listed =
        closed_values(flat).is_none_or(|values| values.into_iter().any(|listed| canonical(listed) == canonical(value)));
    typed
        && listed
        && match value {
            Value::Number(number) => LEAST.admits(flat, number) && MOST.admits(flat, number),
            Value::String(text) => is_between(flat, "minLength", "maxLength", text.chars().count()),
            Value::Array(items) => is_between(flat, "minItems", "maxItems", items.len()),
            Value::Object(members) => flat.required().iter().all(|name| members.contains_key(*name)),
            _ => true,
        }
}

fn is_between(flat: &Flat<'_>, least: &str, most: &str, length: usize) -> bool {
    let length = u32::try_from(length).map_or(f64::MAX, f64::from);
    count(flat, least, true).is_none_or(|least| length >= least)
        && count(flat, most, false).is_none_or(|most| length <= most)
}

/// The strictest of the counts of all parts.
fn count(flat: &Flat<'_>, keyword: &str, least: bool) -> Option<f64> {
    flat.all(keyword).into_iter().filter_map(Value::as_f64).reduce(if least { f64::max } else { f64::min })
}

fn lengths_apart(one: &Flat<'_>, other: &Flat<'_>) -> bool {
    counts_apart(one, other, "minLength", "maxLength")
}

fn sizes_apart(one: &Flat<'_>, other: &Flat<'_>) -> bool {
    counts_apart(one, other, "minItems", "maxItems")
}

fn counts_apart(one: &Flat<'_>, other: &Flat<'_>, least: &str, most: &str) -> bool {
    let beyond = |one: &Flat<'_>, other: &Flat<'_>| {
        count(one, most, false).zip(count(other, least, true)).is_some_and(|(most, least)| most < least)
    };
    beyond(one, other) || beyond(other, one)
}

fn formats_apart(one: &Flat<'_>, other: &Flat<'_>) -> bool {
    let format = |flat: &Flat<'_>| flat.outermost("format").and_then(Value::as_str).map(str::to_owned);
    let (Some(one), Some(other)) = (format(one), format(other)) else { return false };
    one != other && [&one, &other].into_iter().all(|format| FORMATS.contains(&format.as_str()))
}

fn type_contains(outer: &Flat<'_>, inner: &Flat<'_>) -> bool {
    let (Some(outer), Some(types)) = (stated(outer), stated(inner)) else { return false };
    let fits = |name: &&str| {
        types == [*name]
            || *name == "number" && types == ["integer"]
            || closed_values(inner).is_some_and(|values| values.into_iter().all(|value| has_type(value, name)))
    };
    outer.iter().all(fits)
}

fn enum_contains(outer: &Flat<'_>, inner: &Flat<'_>) -> bool {
    let spelled = |flat: &Flat<'_>| -> Option<BTreeSet<String>> {
        closed_values(flat).map(|values| values.into_iter().map(canonical).collect())
    };
    match (spelled(outer), spelled(inner)) {
        (Some(outer), Some(inner)) => inner.is_subset(&outer),
        // It is open.
        (None, _) => true,
        (Some(_), None) => false,
    }
}

fn others_contain(outer: &Flat<'_>, inner: &Flat<'_>) -> bool {
    if !outer.closed() && of_undeclared(outer).is_empty() {
        return true;
    }
    let declared: BTreeSet<_> = outer.properties().into_keys().collect();
    inner.closed() && inner.properties().into_keys().all(|name| declared.contains(name))
}

/// Whether what the outer schema says with a keyword is said by the inner one, too.
fn same(outer: &Flat<'_>, inner: &Flat<'_>, keyword: &str) -> bool {
    let inner = inner.distinct(keyword);
    outer.distinct(keyword).keys().all(|value| inner.contains_key(value))
}
