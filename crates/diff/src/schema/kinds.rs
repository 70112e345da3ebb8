//! A `oneOf` that becomes an `anyOf` of the same members, and the other way round.

use serde_json::Value;

use super::SchemaPair;
use super::collision::worst;
use super::composition::{Union, lists, missing, sides};
use super::matching::assign;
use crate::change::{Direction, Level};
use crate::error::DiffError;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;

static KIND: Narrowing = Narrowing::leveled(
    &NarrowingWords {
        tight: r#"{"oneOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]}"#,
        loose: r#"{"anyOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]}"#,
        request_narrowed: ("request-any-of-became-one-of", "a value that matches several variants may now be refused"),
        request_widened: ("request-one-of-became-any-of", "a value can now match several variants"),
        response_narrowed: ("response-any-of-became-one-of", "a value no longer matches several variants"),
        response_widened: ("response-one-of-became-any-of", "a value may match several variants"),
    },
    [Level::Warning, Level::Info, Level::Info, Level::Warning],
);

static KIND_ONLY: Departure = Departure::new(
    Level::Info,
    (
        r#"{"oneOf": [{"type": "string"}, {"type": "integer"}]}"#,
        r#"{"anyOf": [{"type": "string"}, {"type": "integer"}]}"#,
    ),
    (
        r#"{"oneOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]}"#,
        r#"{"anyOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]}"#,
    ),
    ("request-union-kind-changed", "the same values are accepted, because no value matches several variants"),
    ("response-union-kind-changed", "the same values are returned, because no value matches several variants"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    KIND.rules().into_iter().chain(KIND_ONLY.rules()).collect()
}

/// The members of a `oneOf` on one side and of an `anyOf` on the other, if there is one union on each.
pub(super) fn other_kind<'d>(pair: &SchemaPair<'_, 'd>) -> Option<(Vec<&'d Value>, Vec<&'d Value>)> {
    let members = |flat: &Flat<'d>, keyword: &str, other: &str| match &lists(flat, keyword)?[..] {
        [members] if flat.all(other).is_empty() => Some(members.clone()),
        _ => None,
    };
    let both = |one: &str, other: &str| Some((members(&pair.old, one, other)?, members(&pair.new, other, one)?));
    both("oneOf", "anyOf").or_else(|| both("anyOf", "oneOf"))
}

/// Compares a `oneOf` with an `anyOf`. Without a value that matches several variants, they are the same.
pub(super) fn compare<'d>(
    pair: &mut SchemaPair<'_, 'd>,
    union: &'static Union,
    (old, new): (&[&'d Value], &[&'d Value]),
) -> Result<(), DiffError> {
    let (old, new) = sides(pair, old, new)?;
    let same = assign(&old, &new);
    union.members(pair, &old, &new, &same);
    for index in missing(&same, new.len(), |(_, new)| new) {
        union.added(pair, &new[index]);
    }
    let (shift, other) = if union.keyword == "oneOf" { (Shift::Widened, "anyOf") } else { (Shift::Narrowed, "oneOf") };
    let message = |told: &str| format!("`{}` → `{other}`{told}", union.keyword);
    let mut possible = None;
    let mut collides = false;
    for index in 1..new.len() {
        let Some(collision) = worst(pair, &new, index, 0..index)? else { continue };
        let told = message(&format!(": {}", collision.told(&new)));
        if collision.is_certain() && shift == Shift::Narrowed && pair.direction == Direction::Request {
            collision.report(pair, told);
            collides = true;
        } else {
            possible = possible.or(Some(told));
        }
    }
    match possible {
        Some(told) => pair.shift(&KIND, shift, told),
        None if !collides => pair.departure(&KIND_ONLY, message("")),
        None => {}
    }
    Ok(())
}
