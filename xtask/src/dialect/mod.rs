//! The dialect: what a published document may contain.
//!
//! progenitor 0.15 and strict validators limit it. Some of what they cannot read makes progenitor panic, some is
//! silently ignored. So every document is checked against these rules before progenitor reads it, and each refusal says
//! what to write instead.

mod bodies;
mod components;
mod events;
mod names;
mod operations;
mod parameters;
mod refusal;
mod rules;
mod schemas;
mod walk;

pub use refusal::Refusal;
pub use rules::Pitfall;
use serde_json::Value;

/// Everything in a document that is not in the dialect, in the order of the document.
pub fn refusals(document: &Value) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    operations::check(document, &mut refusals);
    parameters::check(document, &mut refusals);
    bodies::check(document, &mut refusals);
    schemas::check(document, &mut refusals);
    names::check(document, &mut refusals);
    components::check(document, &mut refusals);
    events::check(document, &mut refusals);
    rules::check(document, &mut refusals);
    refusals
}
