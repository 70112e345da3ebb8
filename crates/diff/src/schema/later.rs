//! Keywords of OpenAPI 3.1 for which 3.0 has no words. Who reads a document of 3.1 as one of 3.0 keeps them under names
//! of their own: `x-3.1-contains`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{DOCUMENTATION, SchemaPair};
use crate::change::Level;
use crate::error::DiffError;
use crate::graph::Passage;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::walk::{Judgement, Outcome, Pair as _};

static ASSERTION: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "object", "x-3.1-dependentRequired": {"card": ["name"]}}"#,
    loose: r#"{"type": "object"}"#,
    request_narrowed: ("request-assertion-added", "a keyword of 3.1 refuses values that were accepted"),
    request_widened: ("request-assertion-dropped", "values that a keyword of 3.1 refused are now accepted"),
    response_narrowed: ("response-assertion-added", "a keyword of 3.1 rules out values that were returned"),
    response_widened: ("response-assertion-dropped", "values that a keyword of 3.1 ruled out may be returned"),
});

static CHANGED: Departure = Departure::new(
    Level::Warning,
    (
        r#"{"x-3.1-if": {"maxLength": 3}, "x-3.1-then": {"pattern": "^a"}}"#,
        r#"{"x-3.1-if": {"maxLength": 4}, "x-3.1-then": {"pattern": "^a"}}"#,
    ),
    (
        r#"{"x-3.1-if": {"maxLength": 3}, "x-3.1-then": {"pattern": "^a"}}"#,
        r#"{"x-3.1-if": {"maxLength": 3, "title": "Short"}, "x-3.1-then": {"pattern": "^a"}}"#,
    ),
    ("request-assertion-changed", "other values than before may be refused; read the change and decide"),
    ("response-assertion-changed", "other values than before may be returned; read the change and decide"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&ASSERTION.rules()[..], &CHANGED.rules()].concat()
}

/// The keywords of a condition, as they are compared together.
pub(super) static CONDITION: &[&str] = &["x-3.1-if", "x-3.1-then", "x-3.1-else"];

/// The keywords about what some of the items are.
pub(super) static CONTAINS: &[&str] = &["x-3.1-contains", "x-3.1-minContains", "x-3.1-maxContains"];

/// Whether a part of a schema has such keywords.
pub(super) fn has_later(flat: &Flat<'_>) -> bool {
    flat.parts.iter().any(|part| part.keys().any(|keyword| is_later(keyword)))
}

/// Whether it is such a keyword.
pub(super) fn is_later(keyword: &str) -> bool {
    keyword.starts_with("x-3.1-")
}

/// Compares conditions. A consequence that narrows narrows the whole; what the condition means for the values behind it
/// cannot be told.
pub(super) fn condition(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let [olds, news] = [&pair.old, &pair.new].map(|flat| with(flat, "x-3.1-if"));
    for (old, new) in olds.iter().zip(&news) {
        let folded = Passage::Folded(CHANGED.rule(pair.direction));
        pair.descend("/if".to_owned(), &[&old["x-3.1-if"]], &[&new["x-3.1-if"]], folded)?;
        for (keyword, step) in [("x-3.1-then", "/then"), ("x-3.1-else", "/else")] {
            pair.nested(step, old.get(keyword), new.get(keyword))?;
        }
    }
    pair.extra("if", olds.len(), news.len());
    Ok(Outcome::Understood)
}

/// Compares `contains` and its bounds.
pub(super) fn contains(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let [olds, news] = [&pair.old, &pair.new].map(|flat| {
        let counted = |part: &&Map<String, Value>| bounds(part) != (0, u64::MAX);
        with(flat, "x-3.1-contains").into_iter().filter(counted).collect::<Vec<_>>()
    });
    for (old, new) in olds.iter().zip(&news) {
        let ((least, most), (new_least, new_most)) = (bounds(old), bounds(new));
        // More items match a wider schema, which only matters for the least number in one way.
        let is_simple = most == u64::MAX && new_most == u64::MAX;
        let passage = if is_simple { Passage::Open } else { Passage::Folded(CHANGED.rule(pair.direction)) };
        pair.descend("/contains".to_owned(), &[&old["x-3.1-contains"]], &[&new["x-3.1-contains"]], passage)?;
        for (keyword, old, new, narrows) in
            [("minContains", least, new_least, least < new_least), ("maxContains", most, new_most, most > new_most)]
        {
            if old != new {
                let shown = |bound: u64| if bound == u64::MAX { "none".to_owned() } else { bound.to_string() };
                let shift = if narrows { Shift::Narrowed } else { Shift::Widened };
                pair.shift(&ASSERTION, shift, format!("`{keyword}`: {} → {}", shown(old), shown(new)));
            }
        }
    }
    pair.extra("contains", olds.len(), news.len());
    Ok(Outcome::Understood)
}

/// Compares `items` and `prefixItems`, place by place.
pub(super) fn items(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let first = prefix(&pair.old).max(prefix(&pair.new));
    let longest = longest(&pair.old).min(longest(&pair.new));
    // Lists that one side does not allow have other findings.
    for index in (0..first).take_while(|index| (*index as u64) < longest) {
        let (old, new) = (item(&pair.old, index), item(&pair.new, index));
        pair.descend(format!("/{index}"), &old, &new, Passage::Open)?;
    }
    if first == 0 || (first as u64) < longest {
        let (old, new) = (item(&pair.old, usize::MAX), item(&pair.new, usize::MAX));
        pair.descend("/*".to_owned(), &old, &new, Passage::Open)?;
    }
    Ok(Outcome::Understood)
}

/// Compares `patternProperties`, pattern by pattern.
pub(super) fn patterns(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let keyword = "x-3.1-patternProperties";
    let (old, new) = (named(&pair.old, keyword), named(&pair.new, keyword));
    // Other fields may have any value.
    let is_open = |flat: &Flat<'_>| {
        ["additionalProperties", "x-3.1-unevaluatedProperties"].iter().all(|rest| flat.all(rest).is_empty())
    };
    let (old_open, new_open) = (is_open(&pair.old), is_open(&pair.new));
    for name in old.keys().chain(new.keys()).copied().collect::<BTreeSet<_>>() {
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => pair.descend(format!("/{{{name}}}"), old, new, Passage::Open)?,
            (None, _) if old_open => {
                pair.shift(&ASSERTION, Shift::Narrowed, format!("`patternProperties`: `{name}` was added"));
            }
            (_, None) if new_open => {
                pair.shift(&ASSERTION, Shift::Widened, format!("`patternProperties`: `{name}` was removed"));
            }
            (old, _) => {
                let what = if old.is_none() { "added" } else { "removed" };
                pair.departure(&CHANGED, format!("`patternProperties`: `{name}` was {what}"));
            }
        }
    }
    Ok(Outcome::Understood)
}

/// Compares `propertyNames`.
pub(super) fn names(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let keyword = "x-3.1-propertyNames";
    // That a name is a string goes without saying.
    let says_more = |schema: &&Value| {
        let silent = |(name, value): (&String, &Value)| {
            DOCUMENTATION.contains(&name.as_str()) || (name == "type" && value == "string")
        };
        schema.as_object().is_none_or(|members| !members.iter().all(silent))
    };
    let [old, new] = [&pair.old, &pair.new].map(|flat| {
        let mut schemas = flat.all(keyword);
        schemas.retain(says_more);
        schemas
    });
    if old.is_empty() != new.is_empty() {
        pair.extra("propertyNames", old.len(), new.len());
    } else if !old.is_empty() {
        pair.descend("/propertyNames".to_owned(), &old, &new, Passage::Open)?;
    }
    Ok(Outcome::Understood)
}

/// Compares `dependentRequired`.
pub(super) fn dependent_required(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old, new) = (required(&pair.old), required(&pair.new));
    let told = |(name, field): &(&str, &str)| format!("`dependentRequired`: `{field}` beside `{name}`");
    for link in new.difference(&old) {
        pair.shift(&ASSERTION, Shift::Narrowed, format!("{} is now required", told(link)));
    }
    for link in old.difference(&new) {
        pair.shift(&ASSERTION, Shift::Widened, format!("{} is no longer required", told(link)));
    }
    Ok(Outcome::Understood)
}

/// Compares `dependentSchemas`, field by field.
pub(super) fn dependent_schemas(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let keyword = "x-3.1-dependentSchemas";
    let (old, new) = (named(&pair.old, keyword), named(&pair.new, keyword));
    for name in old.keys().chain(new.keys()).copied().collect::<BTreeSet<_>>() {
        let step = format!("/dependentSchemas({name})");
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => pair.descend(step, old, new, Passage::Open)?,
            (old, new) => pair.extra(step.trim_start_matches('/'), old.map_or(0, Vec::len), new.map_or(0, Vec::len)),
        }
    }
    Ok(Outcome::Understood)
}

/// Compares `unevaluatedItems`.
pub(super) fn rest_of_items(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    rest(pair, "x-3.1-unevaluatedItems", &["items", "x-3.1-prefixItems", "x-3.1-contains"])
}

/// Compares `unevaluatedProperties`.
pub(super) fn rest_of_fields(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    rest(pair, "x-3.1-unevaluatedProperties", &["additionalProperties", "x-3.1-patternProperties"])
}

/// Compares what is said of items or fields that no other part of the schema knows. `known` are keywords by which parts
/// know them.
fn rest(pair: &mut SchemaPair<'_, '_>, keyword: &str, known: &[&str]) -> Judgement {
    let [olds, news] = [&pair.old, &pair.new].map(|flat| flat.all(keyword));
    let name = keyword.trim_start_matches("x-3.1-");
    let in_place = ["oneOf", "anyOf", "x-3.1-dependentSchemas"].iter().chain(CONDITION);
    if !olds.is_empty() && !news.is_empty() && in_place.chain(known).any(|keyword| pair.differs(keyword)) {
        pair.departure(&CHANGED, format!("`{name}` concerns others than before"));
    }
    for (old, new) in olds.iter().zip(&news) {
        match (old, new) {
            (Value::Bool(false), Value::Bool(false)) => {}
            (Value::Bool(false), Value::Object(_)) => {
                pair.shift(&ASSERTION, Shift::Widened, format!("`{name}`: none → restricted"));
            }
            (Value::Object(_), Value::Bool(false)) => {
                pair.shift(&ASSERTION, Shift::Narrowed, format!("`{name}`: restricted → none"));
            }
            (Value::Object(_), Value::Object(_)) => {
                pair.descend(format!("/{name}"), &[old], &[new], Passage::Open)?;
            }
            _ => return Ok(Outcome::NotUnderstood),
        }
    }
    pair.extra(name, olds.len(), news.len());
    Ok(Outcome::Understood)
}

impl<'d> SchemaPair<'_, 'd> {
    /// Reports what is said once more, or once less.
    fn extra(&mut self, keyword: &str, old: usize, new: usize) {
        for _ in old..new {
            self.shift(&ASSERTION, Shift::Narrowed, format!("`{keyword}` was added"));
        }
        for _ in new..old {
            self.shift(&ASSERTION, Shift::Widened, format!("`{keyword}` was removed"));
        }
    }

    /// Compares schemas that apply where something else holds.
    fn nested(&mut self, step: &str, old: Option<&'d Value>, new: Option<&'d Value>) -> Result<(), DiffError> {
        match (old, new) {
            (Some(old), Some(new)) => self.descend(step.to_owned(), &[old], &[new], Passage::Open),
            (old, new) => {
                self.extra(step.trim_start_matches('/'), old.iter().len(), new.iter().len());
                Ok(())
            }
        }
    }
}

/// The parts of a schema that have a keyword. Its other keywords count together with it.
fn with<'d>(flat: &Flat<'d>, keyword: &str) -> Vec<&'d Map<String, Value>> {
    flat.parts.iter().copied().filter(|part| part.contains_key(keyword)).collect()
}

/// The least and the most number of items that match.
fn bounds(part: &Map<String, Value>) -> (u64, u64) {
    let count = |keyword: &str| part.get(keyword).and_then(Value::as_u64);
    (count("x-3.1-minContains").unwrap_or(1), count("x-3.1-maxContains").unwrap_or(u64::MAX))
}

/// How many items have schemas of their own.
fn prefix(flat: &Flat<'_>) -> usize {
    let lists = flat.all("x-3.1-prefixItems").into_iter().filter_map(Value::as_array);
    lists.map(Vec::len).max().unwrap_or(0)
}

/// The schemas of an item.
fn item<'d>(flat: &Flat<'d>, index: usize) -> Vec<&'d Value> {
    let of_part = |part: &&'d Map<String, Value>| {
        let own = part.get("x-3.1-prefixItems").and_then(|prefix| prefix.get(index));
        own.or_else(|| part.get("items"))
    };
    flat.parts.iter().filter_map(of_part).collect()
}

/// The greatest length of a list.
fn longest(flat: &Flat<'_>) -> u64 {
    flat.all("maxItems").into_iter().filter_map(Value::as_u64).min().unwrap_or(u64::MAX)
}

/// The schemas of a keyword by name.
fn named<'d>(flat: &Flat<'d>, keyword: &str) -> BTreeMap<&'d str, Vec<&'d Value>> {
    let mut named: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (name, schema) in flat.all(keyword).into_iter().filter_map(Value::as_object).flatten() {
        named.entry(name.as_str()).or_default().push(schema);
    }
    named
}

/// Which field requires which.
fn required<'d>(flat: &Flat<'d>) -> BTreeSet<(&'d str, &'d str)> {
    let lists = flat.all("x-3.1-dependentRequired").into_iter().filter_map(Value::as_object).flatten();
    let links = lists.flat_map(|(name, fields)| {
        fields.as_array().into_iter().flatten().filter_map(|field| Some((name.as_str(), field.as_str()?)))
    });
    links.collect()
}
