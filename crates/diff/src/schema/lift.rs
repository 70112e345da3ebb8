//! A schema that becomes a member of a union, or the other way round: `X` is the same as `oneOf: [X]`.

use serde_json::Value;

use super::composition::{UNIONS, Union, lists};
use super::discriminator::{self, Mapping};
use super::matching::assign;
use super::member::{member, members};
use super::{DOCUMENTATION, SchemaPair};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::shape::Flat;

/// Compares a plain schema with the members of a union, if only one side is a union and one of its members is similar.
/// Returns whether it did.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Result<bool, DiffError> {
    if pair.old.nullable || pair.new.nullable {
        return Ok(false);
    }
    for union in &UNIONS {
        match (union_only(&pair.old, union), union_only(&pair.new, union)) {
            (None, Some(variants)) if plain(&pair.old) => return into_union(pair, union, &variants),
            (Some(variants), None) if plain(&pair.new) => return out_of_union(pair, union, &variants),
            _ => {}
        }
    }
    Ok(false)
}

fn into_union<'d>(pair: &mut SchemaPair<'_, 'd>, union: &Union, variants: &[&'d Value]) -> Result<bool, DiffError> {
    let comparison = &mut *pair.comparison;
    let mapping = Mapping::of(&comparison.new, &pair.new)?;
    let old = [member(&mut comparison.old, &mut comparison.old_fingerprints, pair.shapes.0, 0)?];
    let new = members(&mut comparison.new, &mut comparison.new_fingerprints, variants, mapping.as_ref())?;
    let same = assign(&old, &new);
    if same.pairs.is_empty() {
        return Ok(false);
    }
    union.compare(pair, &old, &new, &same)?;
    discriminator::judge(pair)?;
    Ok(true)
}

fn out_of_union<'d>(pair: &mut SchemaPair<'_, 'd>, union: &Union, variants: &[&'d Value]) -> Result<bool, DiffError> {
    let comparison = &mut *pair.comparison;
    let mapping = Mapping::of(&comparison.old, &pair.old)?;
    let old = members(&mut comparison.old, &mut comparison.old_fingerprints, variants, mapping.as_ref())?;
    let new = [member(&mut comparison.new, &mut comparison.new_fingerprints, pair.shapes.1, 0)?];
    let same = assign(&old, &new);
    if same.pairs.is_empty() {
        return Ok(false);
    }
    union.compare(pair, &old, &new, &same)?;
    discriminator::judge(pair)?;
    Ok(true)
}

/// The members of a schema that consists only of a union.
fn union_only<'d>(flat: &Flat<'d>, union: &Union) -> Option<Vec<&'d Value>> {
    let silent = |keyword: &str| {
        keyword == union.keyword
            || keyword == "discriminator"
            || keyword == PROVENANCE
            || DOCUMENTATION.contains(&keyword)
    };
    if !flat.keywords().into_iter().all(silent) || !flat.malformed.is_empty() {
        return None;
    }
    let mut lists = lists(flat, union.keyword)?;
    if lists.len() == 1 { lists.pop() } else { None }
}

/// Whether a schema is not a union, and constrains values.
fn plain(flat: &Flat<'_>) -> bool {
    let keywords = flat.keywords();
    let says = |keyword: &&str| *keyword != PROVENANCE && !DOCUMENTATION.contains(keyword);
    keywords.iter().any(says) && !["oneOf", "anyOf", "discriminator"].iter().any(|keyword| keywords.contains(keyword))
}
