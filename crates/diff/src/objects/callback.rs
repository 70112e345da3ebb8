//! `callbacks`: requests that the server sends.
//!
//! Their directions are reversed, so only the fact that something has changed is reported.

use std::mem::{replace, take};

use serde_json::Value;

use super::path_item::METHODS;
use super::{ObjectPair, all_names, names, operation, path_item};
use crate::change::Level;
use crate::comparison::{Comparison, Finding, Site};
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::graph::{self, Edge, NodeId, Passage};
use crate::lifecycle::{self, End};
use crate::rule::{Rule, TwoWay};
use crate::value::arrow;
use crate::walk::{Judgement, Outcome};

const PAID: &str = r#"{"callbacks": {"paid": {"{$request.body#/url}": {"post": {
    "responses": {"204": {"description": "Seen."}}
}}}}}"#;

static CALLBACK: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Operation, "{}", PAID),
    (Level::Info, ("callback-added", "the server may send another request, if a client asks for it")),
    (Level::Error, ("callback-removed", "the server no longer sends a request that clients wait for")),
);

static CALLBACK_CHANGED: Rule = Rule::symmetric(
    ("callback-changed", "the server sends something else, or expects another response"),
    Level::Error,
    None,
    Fixture::new(
        Frame::Operation,
        PAID,
        r#"{"callbacks": {"paid": {"{$request.body#/url}": {"post": {
            "responses": {"200": {"description": "Seen."}}
        }}}}}"#,
    ),
    Fixture::new(Frame::Operation, "{}", PAID),
);

static DEPRECATED: TwoWay = TwoWay::new(
    None,
    Fixture::new(
        Frame::Operation,
        PAID,
        r#"{"callbacks": {"paid": {"{$request.body#/url}": {"post": {
            "deprecated": true, "responses": {"204": {"description": "Seen."}}
        }}}}}"#,
    ),
    (Level::Info, ("callback-deprecated", "the server still sends the request, but may cease to")),
    (Level::Info, ("callback-no-longer-deprecated", "the server is no longer going to cease to send the request")),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&CALLBACK.rules()[..], &[&CALLBACK_CHANGED], &DEPRECATED.rules()].concat()
}

/// Compares `callbacks` of an operation.
pub(super) fn judge(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("callbacks") else { return Ok(Outcome::NotUnderstood) };
    for name in all_names(old, new) {
        let site = pair.site.at(format!("callback {name}"));
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => {
                let old = pair.comparison.old.document.resolve(old)?;
                let new = pair.comparison.new.document.resolve(new)?;
                ends(pair.comparison, &site, old, new)?;
                let node = pair.comparison.graph.callbacks(old, new);
                pair.comparison.findings.push(Finding::Callback { rule: &CALLBACK_CHANGED, site, node });
            }
            (Some(old), None) => {
                let end = end(pair.comparison, old)?;
                pair.comparison.report_removal(&CALLBACK.back, &site, end, format!("`{name}` was removed"));
            }
            (None, _) => pair.comparison.report(&CALLBACK.forth, &site, format!("`{name}` was added")),
        }
    }
    Ok(Outcome::Understood)
}

/// What a callback says about its end: what its operations do.
fn end<'d>(comparison: &Comparison<'d>, callback: &'d Value) -> Result<End<'d>, DiffError> {
    let document = comparison.old.document;
    let items = document.resolve(callback)?.as_object().into_iter().flatten();
    let mut ends = Vec::new();
    for (_, item) in items.filter(|(name, _)| !name.starts_with("x-")) {
        ends.push(path_item::end(document.resolve(item)?));
    }
    Ok(End::of_all(ends))
}

/// Reports what changes about the ends of the operations of a callback, and, under a policy, which of them are removed.
fn ends<'d>(comparison: &mut Comparison<'d>, site: &Site, old: &'d Value, new: &'d Value) -> Result<(), DiffError> {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else { return Ok(()) };
    for (expression, old) in old.iter().filter(|(name, _)| !name.starts_with("x-")) {
        let Some(new) = new.get(expression) else { continue };
        let (old, new) = (comparison.old.document.resolve(old)?, comparison.new.document.resolve(new)?);
        for method in METHODS {
            match (old.get(method), new.get(method)) {
                (Some(old), Some(new)) => {
                    let rules = (&DEPRECATED.forth, &DEPRECATED.back);
                    for (rule, message) in lifecycle::judge(comparison.policy, End::of(old), End::of(new), rules) {
                        comparison.report(rule, site, message);
                    }
                }
                (Some(old), None) if comparison.policy.is_some() => {
                    let message = format!("`{}` was removed", method.to_uppercase());
                    comparison.report_removal(&CALLBACK_CHANGED, site, End::of(old), message);
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Compares two callbacks. The changes are kept with their pair.
pub(crate) fn compare<'d>(
    comparison: &mut Comparison<'d>,
    node: NodeId,
    old: &'d Value,
    new: &'d Value,
) -> Result<(), DiffError> {
    let around = take(&mut comparison.findings);
    // The name is only needed so that nested operations do not use their own.
    let site = Site { operation: Some("callback".into()), place: "callback".to_owned(), direction: None };
    let compared = path_items(comparison, site, old, new);
    let found = replace(&mut comparison.findings, around);
    compared?;
    for finding in found {
        let node = &mut comparison.graph.nodes[node.0];
        match finding {
            // These are reported for each callback.
            Finding::Change { rule, .. } if lifecycle::is_of_end(rule) || operation::is_deprecation(rule) => {}
            Finding::Change { rule, message, .. } => {
                node.findings.push(graph::Finding { rule, at: String::new(), message });
            }
            Finding::Schema { node: to, .. } | Finding::Callback { node: to, .. } => {
                node.edges.push(Edge { step: String::new(), to, passage: Passage::Open });
            }
        }
    }
    Ok(())
}

fn path_items<'d>(
    comparison: &mut Comparison<'d>,
    site: Site,
    old: &'d Value,
    new: &'d Value,
) -> Result<(), DiffError> {
    let Some(pair) = ObjectPair::of(comparison, site, old, new)? else { return Ok(()) };
    for name in names(pair.comparison, &pair.site, pair.old, pair.new) {
        match pair.values(name) {
            (Some(old), Some(new)) => path_item::compare(pair.comparison, &pair.site, (name, old), (name, new))?,
            (old, new) => pair.comparison.report(&CALLBACK_CHANGED, &pair.site, arrow(old, new)),
        }
    }
    Ok(())
}
