//! Values that are written as text: a number is written like the string of its digits, and in a query a single value is
//! written like a list of one.

use serde_json::Value;

use super::types::stated;
use super::{DOCUMENTATION, SchemaPair, default, pattern};
use crate::change::{Direction, Level};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::graph::Passage;
use crate::rule::{Mirror, Rule, TwoWay};
use crate::shape::Flat;
use crate::value::{canonical, fractional};
use crate::writing::Lists;

const NUMBER: &str = r#"{"schema": {"type": "integer"}}"#;
const TEXT: &str = r#"{"schema": {"type": "string"}}"#;
const LIST: &str = r#"{"schema": {"type": "array", "items": {"type": "integer"}}}"#;

static REQUEST_TEXT: TwoWay = TwoWay::new(
    Some(Direction::Request),
    Fixture::new(Frame::Parameter, NUMBER, TEXT),
    (Level::Info, ("request-text-admitted", "any text is accepted; what clients send is written as before")),
    (Level::Error, ("request-text-refused", "any text was accepted, and now only what reads as the new type")),
);

static RESPONSE_TEXT: TwoWay = TwoWay::new(
    Some(Direction::Response),
    Fixture::new(Frame::Header, NUMBER, TEXT),
    (Level::Error, ("response-text-admitted", "the text may no longer read as the type that a client expects")),
    (Level::Info, ("response-text-ruled-out", "the text now always reads as the new type")),
);

static SEVERAL: TwoWay = TwoWay::new(
    Some(Direction::Request),
    Fixture::new(Frame::Parameter, NUMBER, LIST),
    (Level::Info, ("request-parameter-became-list", "several values are accepted; a single one is a list of one")),
    (Level::Error, ("request-parameter-became-single", "several values were accepted, and now only one is")),
);

static SPLIT: Rule = Rule {
    id: "request-parameter-split-at-commas",
    level: Level::Warning,
    direction: Some(Direction::Request),
    meaning: "a value is now read as a list, so that one with a comma is read as several values",
    mirror: Mirror::None { reason: "the way back refuses lists, which is `request-parameter-became-single`" },
    needs_policy: false,
    passing: Fixture::new(Frame::Parameter, NUMBER, LIST),
    failing: Fixture::new(
        Frame::Parameter,
        r#"{"schema": {"type": "string"}, "explode": false}"#,
        r#"{"schema": {"type": "array", "items": {"type": "string"}}, "explode": false}"#,
    ),
    remark: false,
};

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&REQUEST_TEXT.rules()[..], &RESPONSE_TEXT.rules(), &SEVERAL.rules(), &[&SPLIT]].concat()
}

/// Compares schemas whose values are written alike, although their types differ. Returns whether it did.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Result<bool, DiffError> {
    if !pair.writing.text {
        return Ok(false);
    }
    let (Some(old), Some(new)) = (only_type(&pair.old), only_type(&pair.new)) else { return Ok(false) };
    let rules = match pair.direction {
        Direction::Request => &REQUEST_TEXT,
        Direction::Response => &RESPONSE_TEXT,
    };
    let message = format!("{old} → {new}");
    match (old, new) {
        ("integer" | "number" | "boolean", "string") if free(&pair.new) => pair.report(&rules.forth, "", message),
        ("string", "integer" | "number" | "boolean") if free(&pair.old) => pair.report(&rules.back, "", message),
        ("integer" | "number" | "boolean" | "string", "array") if takes_one(pair, &pair.new) => {
            let commas = pair.writing.lists == Lists::Commas && old == "string" && pair.old.all("enum").is_empty();
            pair.report(if commas { &SPLIT } else { &SEVERAL.forth }, "", message);
            let (item, one) = (pair.comparison.new.intern(&pair.new.all("items"))?, pair.shapes.0);
            pair.enter("/*".to_owned(), one, item, Passage::Open);
        }
        ("array", "integer" | "number" | "boolean" | "string") if takes_one(pair, &pair.old) => {
            pair.report(&SEVERAL.back, "", message);
            let (item, one) = (pair.comparison.old.intern(&pair.old.all("items"))?, pair.shapes.1);
            pair.enter("/*".to_owned(), item, one, Passage::Open);
        }
        _ => return Ok(false),
    }
    if !same_default(pair) {
        default::judge(pair)?;
    }
    Ok(true)
}

/// Whether a schema describes single values, not arrays or objects.
pub(crate) fn is_single(flat: &Flat<'_>) -> bool {
    matches!(only_type(flat), Some("integer" | "number" | "boolean" | "string"))
}

fn only_type<'d>(flat: &Flat<'d>) -> Option<&'d str> {
    let [name] = stated(flat)?[..] else { return None };
    Some(name)
}

/// Whether a schema of strings admits every text that a number or a flag is written as.
fn free(flat: &Flat<'_>) -> bool {
    others(flat, &["minLength", "pattern"]).is_empty()
        && flat.all("minLength").into_iter().all(at_most_one)
        && flat.texts("pattern").is_some_and(|patterns| patterns.into_iter().all(pattern::admits_everything))
}

/// Whether a list of one is written like a single value, and an array admits it.
fn takes_one(pair: &SchemaPair<'_, '_>, flat: &Flat<'_>) -> bool {
    pair.direction == Direction::Request
        && pair.writing.lists != Lists::Apart
        && others(flat, &["items", "minItems", "maxItems", "uniqueItems"]).is_empty()
        && flat.all("minItems").into_iter().all(at_most_one)
        && flat.all("maxItems").into_iter().all(|count| count.as_f64().is_some_and(|count| count >= 1.0))
}

/// The keywords that limit values, besides the type and these.
fn others<'d>(flat: &Flat<'d>, known: &[&str]) -> Vec<&'d str> {
    let silent = |keyword: &str| {
        ["type", "default", "deprecated", PROVENANCE].contains(&keyword)
            || keyword == "nullable" && !flat.nullable
            || DOCUMENTATION.contains(&keyword)
            || known.contains(&keyword)
    };
    flat.keywords().into_iter().filter(|keyword| !silent(keyword)).collect()
}

fn at_most_one(count: &Value) -> bool {
    matches!(count, Value::Number(count) if fractional(count) <= 1.0)
}

/// Whether the defaults of both sides are written in the same way.
fn same_default(pair: &SchemaPair<'_, '_>) -> bool {
    let written = |value: &Value| match value {
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        other => text(other),
    };
    pair.old.outermost("default").map(written) == pair.new.outermost("default").map(written)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| canonical(value), str::to_owned)
}
