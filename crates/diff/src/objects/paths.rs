//! `paths`: matches old and new paths. Names of parameters do not matter: `/a/{id}` is the same as `/a/{key}`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::path_item::{self, METHODS};
use super::{ObjectPair, names};
use crate::change::Level;
use crate::comparison::{Comparison, Site};
use crate::documentation::UNCLASSIFIED;
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Rule, TwoWay};
use crate::value::arrow;
use crate::walk::{Judgement, Outcome};

static PATH: TwoWay = TwoWay::new(
    None,
    Fixture::new(
        Frame::Document,
        r#"{"paths": {}}"#,
        r#"{"paths": {"/orders": {"summary": "Nothing can be called here yet."}}}"#,
    ),
    (Level::Info, ("path-added", "a path without operations is new; clients cannot call it")),
    (Level::Info, ("path-removed", "a path without operations was removed; clients could not call it")),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    PATH.rules().to_vec()
}

/// Compares `paths`.
pub(super) fn judge(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("paths") else { return Ok(Outcome::NotUnderstood) };
    let comparison = &mut *pair.comparison;
    let site = Site::document("paths");
    let mut paths = BTreeSet::new();
    for name in names(comparison, &site, old, new) {
        if name.starts_with('/') {
            paths.insert(name);
        } else if old.get(name) != new.get(name) {
            let message = format!("`{name}`: {}", arrow(old.get(name), new.get(name)));
            comparison.report(&UNCLASSIFIED, &site, message);
        }
    }
    let renamed = renamed(&paths, old, new);
    let taken: BTreeSet<_> = renamed.values().copied().collect();
    for (path, item) in old.iter().filter(|(path, _)| paths.contains(path.as_str())) {
        let other = if new.contains_key(path) { Some(path.as_str()) } else { renamed.get(path.as_str()).copied() };
        match other.and_then(|other| new.get_key_value(other)) {
            Some((other, new))
                if other == path && comparison.unchanged.defaults && comparison.unchanged.is_same(item, new) => {}
            Some((other, new)) => path_item::compare(comparison, &site, (path, item), (other, new))?,
            None => alone(comparison, &site, path, item, true)?,
        }
    }
    for (path, item) in new.iter().filter(|(path, _)| paths.contains(path.as_str())) {
        if !old.contains_key(path) && !taken.contains(path.as_str()) {
            alone(comparison, &site, path, item, false)?;
        }
    }
    Ok(Outcome::Understood)
}

/// The names of the parameters of a path, in order.
pub(super) fn parameter_names(path: &str) -> Vec<&str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}

/// Old paths that differ from new ones only in the names of parameters.
fn renamed<'d>(
    paths: &BTreeSet<&'d str>,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
) -> BTreeMap<&'d str, &'d str> {
    let mut free: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for path in paths.iter().rev().filter(|path| !old.contains_key(**path)) {
        free.entry(normalized(path)).or_default().push(path);
    }
    let gone = paths.iter().filter(|path| !new.contains_key(**path));
    gone.filter_map(|path| Some((*path, free.get_mut(&normalized(path))?.pop()?))).collect()
}

fn normalized(path: &str) -> String {
    let mut normalized = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        normalized.push_str(before);
        normalized.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    normalized + rest
}

/// Reports a path that only one side has, by its operations.
fn alone<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    path: &str,
    item: &'d Value,
    old: bool,
) -> Result<(), DiffError> {
    let document = if old { comparison.old.document } else { comparison.new.document };
    let item = document.resolve(item)?;
    let mut operations = METHODS.iter().filter_map(|method| Some((*method, item.get(*method)?))).peekable();
    if operations.peek().is_none() {
        let rule = if old { &PATH.back } else { &PATH.forth };
        comparison.report(rule, site, format!("`{path}`"));
    }
    for (method, operation) in operations {
        path_item::report_alone(comparison, site, (method, path), operation, old);
    }
    Ok(())
}
