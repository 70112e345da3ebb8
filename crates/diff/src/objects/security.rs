//! The credentials that an operation requires: alternatives, each of which is a set of schemes with scopes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::operation::Endpoint;
use super::security_schemes::Schemes;
use crate::change::Level;
use crate::comparison::{Comparison, Site};
use crate::documentation::UNCLASSIFIED;
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Rule, TwoWay};
use crate::value::{arrow, list};

static INTRODUCED: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Operation, "{}", r#"{"security": [{"key": []}]}"#),
    (Level::Error, ("security-introduced", "requests without credentials were accepted and are now refused")),
    (Level::Info, ("security-dropped", "requests without credentials are now accepted")),
);

static ALTERNATIVE: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Operation, r#"{"security": [{"key": []}]}"#, r#"{"security": [{"key": []}, {"token": []}]}"#),
    (Level::Info, ("security-alternative-added", "other credentials are accepted, too")),
    (Level::Error, ("security-alternative-removed", "credentials that were accepted are now refused")),
);

static SCHEME: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Operation, r#"{"security": [{"key": []}]}"#, r#"{"security": [{"key": [], "secret": []}]}"#),
    (Level::Error, ("security-scheme-required", "another credential is required in addition to the others")),
    (Level::Info, ("security-scheme-no-longer-required", "one of several credentials is no longer needed")),
);

static SCOPE: TwoWay = TwoWay::new(
    None,
    Fixture::new(
        Frame::Operation,
        r#"{"security": [{"login": ["read"]}]}"#,
        r#"{"security": [{"login": ["read", "write"]}]}"#,
    ),
    (Level::Error, ("security-scope-required", "a token without the scope was accepted and is now refused")),
    (Level::Info, ("security-scope-no-longer-required", "a token without the scope is now accepted")),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [INTRODUCED.rules(), ALTERNATIVE.rules(), SCHEME.rules(), SCOPE.rules()].concat()
}

/// The most pairs of alternatives that are compared. If there are more, alternatives are only added or removed as a
/// whole.
const COMPARED: usize = 10_000;

/// A security alternative: schemes with their scopes. An empty one requires no credentials.
type Alternative = BTreeMap<String, BTreeSet<String>>;

/// Compares the credentials that two operations require, directly or through the document.
pub(super) fn compare<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    old: &Endpoint<'d>,
    new: &Endpoint<'d>,
) -> Result<(), DiffError> {
    let site = &site.at("security");
    let old = old.operation.get("security").or_else(|| comparison.old.document.root().get("security"));
    let new = new.operation.get("security").or_else(|| comparison.new.document.root().get("security"));
    for list in [old, new] {
        // An alternative counts as several values.
        (0..4).for_each(|_| comparison.charge_list(list));
    }
    comparison.affordable()?;
    let old_alternatives = alternatives(old, |name| comparison.schemes.of_old(name));
    let schemes = &mut comparison.schemes;
    let new_alternatives = alternatives(new, |name| known(schemes, name));
    let (Some(mut old), Some(mut new)) = (old_alternatives, new_alternatives) else {
        if old != new {
            comparison.report(&UNCLASSIFIED, site, arrow(old, new));
        }
        return Ok(());
    };
    let same: BTreeSet<_> = old.intersection(&new).cloned().collect();
    old.retain(|alternative| !same.contains(alternative));
    new.retain(|alternative| !same.contains(alternative));
    if old.len().saturating_mul(new.len()) <= COMPARED {
        pair_off(&mut old, &mut new, same_schemes, |old, new| scopes(comparison, site, old, new));
        pair_off(&mut old, &mut new, more_or_fewer, |old, new| extended(comparison, site, old, new));
    }
    leftovers(comparison, site, &old, &new);
    Ok(())
}

/// Removes matching pairs from both sides, and gives each to `report`.
fn pair_off(
    old: &mut BTreeSet<Alternative>,
    new: &mut BTreeSet<Alternative>,
    belong: fn(&Alternative, &Alternative) -> bool,
    mut report: impl FnMut(&Alternative, &Alternative),
) {
    old.retain(|one| {
        let other = new.iter().find(|other| belong(one, other)).cloned();
        if let Some(other) = &other {
            new.remove(other);
            report(one, other);
        }
        other.is_none()
    });
}

fn same_schemes(old: &Alternative, new: &Alternative) -> bool {
    old.keys().eq(new.keys())
}

fn more_or_fewer(old: &Alternative, new: &Alternative) -> bool {
    let within = |small: &Alternative, large: &Alternative| small.keys().all(|name| large.contains_key(name));
    !old.is_empty() && !new.is_empty() && (within(old, new) || within(new, old))
}

fn scopes(comparison: &mut Comparison<'_>, site: &Site, old: &Alternative, new: &Alternative) {
    for (name, old) in old {
        let Some(new) = new.get(name) else { continue };
        for scope in new.difference(old) {
            comparison.report(&SCOPE.forth, site, format!("`{name}`: `{scope}` was added"));
        }
        for scope in old.difference(new) {
            comparison.report(&SCOPE.back, site, format!("`{name}`: `{scope}` was removed"));
        }
    }
}

fn extended(comparison: &mut Comparison<'_>, site: &Site, old: &Alternative, new: &Alternative) {
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        comparison.report(&SCHEME.forth, site, format!("`{name}` was added to {}", shown(old)));
    }
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        comparison.report(&SCHEME.back, site, format!("`{name}` was removed from {}", shown(new)));
    }
    scopes(comparison, site, old, new);
}

/// Reports that credentials are now required, or no longer.
fn leftovers(comparison: &mut Comparison<'_>, site: &Site, old: &BTreeSet<Alternative>, new: &BTreeSet<Alternative>) {
    let nobody = Alternative::new();
    let all = |alternatives: &BTreeSet<Alternative>| alternatives.iter().map(shown).collect::<Vec<_>>().join(" or ");
    if old.contains(&nobody) {
        comparison.report(&INTRODUCED.forth, site, format!("none → {}", all(new)));
    } else if new.contains(&nobody) {
        comparison.report(&INTRODUCED.back, site, format!("{} → none", all(old)));
        return;
    } else {
        for alternative in new {
            comparison.report(&ALTERNATIVE.forth, site, format!("{} was added", shown(alternative)));
        }
    }
    for alternative in old.iter().filter(|alternative| !alternative.is_empty()) {
        comparison.report(&ALTERNATIVE.back, site, format!("{} was removed", shown(alternative)));
    }
}

/// The alternatives, with scheme names that both documents share. `None` if they are invalid.
fn alternatives(security: Option<&Value>, mut rename: impl FnMut(&str) -> String) -> Option<BTreeSet<Alternative>> {
    let mut alternatives = BTreeSet::new();
    for requirement in security.map_or(Some(&[][..]), |security| security.as_array().map(Vec::as_slice))? {
        let mut alternative = Alternative::new();
        for (name, scopes) in requirement.as_object()? {
            let scopes: Option<_> = scopes.as_array()?.iter().map(|scope| scope.as_str().map(str::to_owned)).collect();
            alternative.insert(rename(name), scopes?);
        }
        alternatives.insert(alternative);
    }
    if alternatives.is_empty() {
        alternatives.insert(Alternative::new());
    }
    Some(alternatives)
}

/// The shared name of a new scheme. Marks the scheme as used.
fn known(schemes: &mut Schemes, name: &str) -> String {
    schemes.note(name);
    schemes.of_new(name)
}

fn shown(alternative: &Alternative) -> String {
    if alternative.is_empty() { "none".to_owned() } else { list(alternative.keys().map(String::as_str)) }
}
