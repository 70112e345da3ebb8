//! The objects of a document, except schemas. There is a file for each kind: it assigns keys to rules, and matches old
//! and new objects.

#![expect(clippy::unnecessary_wraps, reason = "all judges have the same signature, so that a table can hold them")]

pub(crate) mod callback;
mod content;
pub(crate) mod document;
mod encoding;
mod header;
mod links;
mod operation;
mod parameter;
mod parameters;
mod path_item;
mod paths;
mod promises;
mod request_body;
mod responses;
mod security;
mod security_schemes;
mod servers;
mod style;
mod webhooks;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::comparison::{Comparison, Site};
use crate::documentation::{
    DOCUMENTATION_CHANGED, EXTENSION_CHANGED, PROVENANCE, PROVENANCE_CHANGED, UNCLASSIFIED, of_unknown,
};
use crate::error::DiffError;
use crate::lifecycle::{self, End, SUNSET_KEY};
use crate::rule::{Rule, TwoWay};
use crate::value::{arrow, empty, is_same, list, weight};
use crate::walk::{Judgement, Outcome, Pair};

pub(crate) use security_schemes::Schemes;

/// The members of an object.
type Members<'d> = &'d Map<String, Value>;

/// The rules about everything but schemas.
pub(crate) fn rules() -> Vec<&'static Rule> {
    [
        paths::rules(),
        operation::rules(),
        parameters::rules(),
        parameter::rules(),
        request_body::rules(),
        content::rules(),
        encoding::rules(),
        responses::rules(),
        header::rules(),
        links::rules(),
        callback::rules(),
        webhooks::rules(),
        promises::rules(),
        security::rules(),
        security_schemes::rules(),
        servers::rules(),
    ]
    .concat()
}

type Judge = for<'p, 'd> fn(&mut ObjectPair<'p, 'd>) -> Judgement;

/// An old and a new object of the same kind.
pub(crate) struct ObjectPair<'p, 'd> {
    comparison: &'p mut Comparison<'d>,
    site: Site,
    old: &'d Map<String, Value>,
    new: &'d Map<String, Value>,
}

impl<'p, 'd> ObjectPair<'p, 'd> {
    /// Resolves two values to objects. If one is not an object, any difference is unclassified, and there is no pair.
    fn of(
        comparison: &'p mut Comparison<'d>,
        site: Site,
        old: &'d Value,
        new: &'d Value,
    ) -> Result<Option<Self>, DiffError> {
        let old = comparison.old.document.resolve(old)?;
        let new = comparison.new.document.resolve(new)?;
        if let (Value::Object(old), Value::Object(new)) = (old, new) {
            return Ok(Some(Self { comparison, site, old, new }));
        }
        if old != new {
            comparison.report(&UNCLASSIFIED, &site, arrow(Some(old), Some(new)));
        }
        Ok(None)
    }

    /// Reports a change of these objects.
    fn report(&mut self, rule: &'static Rule, message: String) {
        self.comparison.report(rule, &self.site, message);
    }

    /// The values of a key on both sides.
    fn values(&self, key: &str) -> (Option<&'d Value>, Option<&'d Value>) {
        (self.old.get(key), self.new.get(key))
    }

    /// The members of the objects under a key; empty if it is missing. `None` if one is not an object.
    fn maps(&self, key: &str) -> Option<(Members<'d>, Members<'d>)> {
        let map = |value: Option<&'d Value>| value.map_or(Some(empty()), Value::as_object);
        let (old, new) = (map(self.old.get(key))?, map(self.new.get(key))?);
        self.comparison.charge(old.len() + new.len());
        Some((old, new))
    }

    /// Compares a flag; a missing one is false.
    fn flag(&mut self, key: &str, rules: &'static TwoWay) -> Outcome {
        let flag = |object: &Map<String, Value>| object.get(key).map_or(Some(false), Value::as_bool);
        match (flag(self.old), flag(self.new)) {
            (Some(false), Some(true)) => self.report(&rules.forth, format!("`{key}` is set")),
            (Some(true), Some(false)) => self.report(&rules.back, format!("`{key}` is no longer set")),
            (Some(_), Some(_)) => {}
            _ => return Outcome::NotUnderstood,
        }
        Outcome::Understood
    }

    /// Compares `deprecated` and `x-sunset`.
    fn lifecycle(&mut self, rules: &'static TwoWay) -> Outcome {
        let is_flag = |object: &Map<String, Value>| object.get("deprecated").is_none_or(Value::is_boolean);
        if !is_flag(self.old) || !is_flag(self.new) {
            return Outcome::NotUnderstood;
        }
        let end = |object: &'d Map<String, Value>| End {
            deprecated: object.get("deprecated") == Some(&Value::Bool(true)),
            sunset: object.get(SUNSET_KEY),
        };
        let policy = self.comparison.policy;
        for (rule, message) in lifecycle::judge(policy, end(self.old), end(self.new), (&rules.forth, &rules.back)) {
            self.report(rule, message);
        }
        Outcome::Understood
    }

    /// Compares a value. It only matters whether it has changed.
    fn replaced(&mut self, key: &str, rule: &'static Rule) -> Outcome {
        let (old, new) = self.values(key);
        if !is_same(old, new) {
            self.report(rule, format!("`{key}`: {}", arrow(old, new)));
        }
        Outcome::Understood
    }
}

impl<'d> Pair<'d> for ObjectPair<'_, 'd> {
    fn keys(&self) -> BTreeSet<&'d str> {
        all_names(self.old, self.new)
    }

    fn affordable(&self) -> Result<(), DiffError> {
        self.comparison.charge(self.old.len() + self.new.len());
        self.comparison.affordable()
    }

    fn differs(&self, key: &str) -> bool {
        self.comparison.charge(self.old.get(key).map_or(0, weight));
        !is_same(self.old.get(key), self.new.get(key))
    }

    fn report_documentation(&mut self, keys: &[&str]) {
        let message = match keys {
            [key] => format!("`{key}`: {}", arrow(self.old.get(*key), self.new.get(*key))),
            keys => list(keys.iter().copied()),
        };
        self.report(&DOCUMENTATION_CHANGED, message);
    }

    fn report_unknown(&mut self, key: &str) {
        let message = format!("`{key}`: {}", arrow(self.old.get(key), self.new.get(key)));
        self.report(of_unknown(key), message);
    }

    fn report_unclassified(&mut self, key: &str) {
        let message = format!("`{key}`: {}", arrow(self.old.get(key), self.new.get(key)));
        self.report(&UNCLASSIFIED, message);
    }
}

/// Compares the provenance.
fn provenance(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    Ok(pair.replaced(PROVENANCE, &PROVENANCE_CHANGED))
}

/// Claims keys that were compared before, together with something outside the object.
#[expect(clippy::unnecessary_wraps, reason = "all judges have the same signature")]
fn judged_apart(_: &mut ObjectPair<'_, '_>) -> Judgement {
    Ok(Outcome::Understood)
}

/// The names in both maps, sorted. Use [`names`] for maps that can have extensions.
fn all_names<'d>(old: &'d Map<String, Value>, new: &'d Map<String, Value>) -> BTreeSet<&'d str> {
    old.keys().chain(new.keys()).map(String::as_str).collect()
}

/// The names in both objects, sorted, without extensions. Changes of extensions are reported.
fn names<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    old: &'d Map<String, Value>,
    new: &'d Map<String, Value>,
) -> BTreeSet<&'d str> {
    let names = all_names(old, new);
    let (extensions, names): (BTreeSet<_>, BTreeSet<_>) = names.into_iter().partition(|name| name.starts_with("x-"));
    for name in extensions {
        let (old, new) = (old.get(name), new.get(name));
        if old != new {
            let rule = if name == PROVENANCE { &PROVENANCE_CHANGED } else { &EXTENSION_CHANGED };
            comparison.report(rule, site, format!("`{name}`: {}", arrow(old, new)));
        }
    }
    names
}
