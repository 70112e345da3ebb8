//! Path items and their operations.

use std::rc::Rc;

use serde_json::Value;

use super::operation::{self, Endpoint, OPERATION};
use super::{Judge, ObjectPair, judged_apart, provenance};
use crate::comparison::{Comparison, Site};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::lifecycle::End;
use crate::walk::{Claim, walk};

/// The methods that a path item can have.
pub(super) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &METHODS, judge: judged_apart },
    // These are the defaults of operations, and compared there.
    Claim { keys: &["parameters", "servers"], judge: judged_apart },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["summary", "description"];

/// Compares two path items. Inside a callback, changes belong to the operation that has the callback.
pub(super) fn compare<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    (old_path, old): (&'d str, &'d Value),
    (new_path, new): (&'d str, &'d Value),
) -> Result<(), DiffError> {
    let here = site.at(format!("path {old_path}"));
    let Some(mut pair) = ObjectPair::of(comparison, here, old, new)? else { return Ok(()) };
    for method in METHODS {
        match pair.values(method) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => {
                let old = Endpoint { method, path: old_path, item: pair.old, operation: old };
                let new = Endpoint { method, path: new_path, item: pair.new, operation: new };
                operation::compare(pair.comparison, site, &old, &new)?;
            }
            (Some(old), None) => report_alone(pair.comparison, site, (method, old_path), old, true),
            (None, Some(new)) => report_alone(pair.comparison, site, (method, new_path), new, false),
            (Some(old), Some(new)) => {
                let site = pair.site.clone();
                // One side is invalid, so only the difference can be reported.
                ObjectPair::of(pair.comparison, site, old, new)?;
            }
            (None, None) => {}
        }
    }
    walk(&mut pair, CLAIMS, DOCUMENTATION)
}

/// Reports an operation that only one side has.
pub(super) fn report_alone(
    comparison: &mut Comparison<'_>,
    site: &Site,
    (method, path): (&str, &str),
    operation: &Value,
    old: bool,
) {
    let method = method.to_uppercase();
    let id = operation.get("operationId").and_then(Value::as_str);
    let name = id.map_or_else(|| format!("{method} {path}"), str::to_owned);
    let name = site.operation.clone().unwrap_or_else(|| Rc::from(name));
    let site = Site { operation: Some(name), place: "operation".to_owned(), direction: None };
    if old {
        comparison.report_removal(&OPERATION.back, &site, End::of(operation), format!("`{method} {path}` was removed"));
    } else {
        comparison.report(&OPERATION.forth, &site, format!("`{method} {path}` was added"));
    }
}

/// What a path item says about its end: what its operations do.
pub(super) fn end(item: &Value) -> End<'_> {
    End::of_all(METHODS.iter().filter_map(|method| item.get(method)).map(End::of).collect())
}
