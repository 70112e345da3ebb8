//! An `enum` that is split into a union of enumerations, and the other way round.

use std::collections::BTreeMap;

use serde_json::Value;

use super::composition::{UNIONS, lists};
use super::enumeration::{self, closed_values};
use super::types::{has_type, stated};
use super::{DOCUMENTATION, SchemaPair, provenance};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::shape::{Flat, ShapeId, Shapes};
use crate::value::canonical;
use crate::walk::Pair as _;

/// Possible values, by their canonical form.
type Values<'d> = BTreeMap<String, &'d Value>;

/// Compares the values of an enumeration with those of a union of enumerations. Returns whether it did.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Result<bool, DiffError> {
    let unions = [&pair.old, &pair.new].map(|flat| ["oneOf", "anyOf"].iter().any(|union| !flat.all(union).is_empty()));
    if unions == [false, false] || pair.old.nullable || pair.new.nullable || !others_are_equal(pair) {
        return Ok(false);
    }
    let (old, new) = pair.shapes;
    let Some(old) = values(&mut pair.comparison.old, old)? else { return Ok(false) };
    let Some(new) = values(&mut pair.comparison.new, new)? else { return Ok(false) };
    // The members of two unions are compared one by one, unless they are cut in another way.
    let recut = members(&pair.old) != members(&pair.new) && old.keys().eq(new.keys());
    if unions == [true, true] && !recut {
        return Ok(false);
    }
    enumeration::compare_values(pair, &old, &new);
    let described: Vec<_> = DOCUMENTATION.iter().copied().filter(|key| pair.differs(key)).collect();
    if !described.is_empty() {
        pair.report_documentation(&described);
    }
    provenance(pair)?;
    Ok(true)
}

/// The number of members of all unions.
fn members(flat: &Flat<'_>) -> usize {
    UNIONS.iter().filter_map(|union| lists(flat, union.keyword)).flatten().map(|list| list.len()).sum()
}

/// Whether both sides say the same with all keywords but those that list values.
fn others_are_equal(pair: &SchemaPair<'_, '_>) -> bool {
    let keywords = &pair.old.keywords() | &pair.new.keywords();
    let listing = |keyword: &str| {
        ["type", "enum", "oneOf", "anyOf", "nullable", PROVENANCE].contains(&keyword)
            || DOCUMENTATION.contains(&keyword)
    };
    keywords
        .into_iter()
        .filter(|keyword| !listing(keyword))
        .all(|keyword| pair.old.distinct(keyword).keys().eq(pair.new.distinct(keyword).keys()))
}

/// The values of an enumeration or of a union of enumerations; `None` if it is something else.
fn values<'d>(shapes: &mut Shapes<'d>, shape: ShapeId) -> Result<Option<Values<'d>>, DiffError> {
    let flat = shapes.flat(shape);
    let mut unions = Vec::new();
    for union in &UNIONS {
        let Some(lists) = lists(&flat, union.keyword) else { return Ok(None) };
        unions.extend(lists.into_iter().map(|list| (union.keyword, list)));
    }
    let (keyword, list) = match unions.pop() {
        None => return Ok(listed(&flat, &flat)),
        Some(union) if unions.is_empty() && flat.all("enum").is_empty() => union,
        Some(_) => return Ok(None),
    };
    let mut found: BTreeMap<String, (usize, &Value)> = BTreeMap::new();
    for member in list {
        let member = shapes.intern(&[member])?;
        let member = shapes.flat(member);
        let silent = |keyword: &str| {
            ["type", "enum", "nullable", PROVENANCE].contains(&keyword) || DOCUMENTATION.contains(&keyword)
        };
        if member.nullable || !member.malformed.is_empty() || !member.keywords().into_iter().all(silent) {
            return Ok(None);
        }
        let Some(values) = listed(&member, &flat) else { return Ok(None) };
        for (spelling, value) in values {
            found.entry(spelling).or_insert((0, value)).0 += 1;
        }
    }
    let accepted = found.into_iter().filter(|(_, (members, _))| keyword == "anyOf" || *members == 1);
    Ok(Some(accepted.map(|(spelling, (_, value))| (spelling, value)).collect()))
}

/// The values of a closed enumeration that have the types of both schemas.
fn listed<'d>(flat: &Flat<'d>, around: &Flat<'d>) -> Option<Values<'d>> {
    let types = [stated(flat)?, stated(around)?].concat();
    let typed = |value: &&Value| types.iter().all(|name| has_type(value, name));
    Some(closed_values(flat)?.into_iter().filter(typed).map(|value| (canonical(value), value)).collect())
}
