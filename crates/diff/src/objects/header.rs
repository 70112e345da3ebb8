//! Headers of responses.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Judge, ObjectPair, content, provenance, style};
use crate::change::{Direction, Level};
use crate::documentation::PROVENANCE;
use crate::fixture::{Fixture, Frame};
use crate::lifecycle::{End, SUNSET_KEY};
use crate::rule::{Rule, TwoWay};
use crate::walk::{Claim, Judgement, Outcome, walk};
use crate::writing::Writing;

const RESPONSE: Option<Direction> = Some(Direction::Response);

static HEADER: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(Frame::Response, "{}", r#"{"headers": {"x-count": {"schema": {"type": "integer"}}}}"#),
    (Level::Info, ("response-header-added", "there is a new optional header")),
    (Level::Warning, ("response-header-removed", "an optional header is no longer sent")),
);

static REQUIRED_HEADER: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(
        Frame::Response,
        "{}",
        r#"{"headers": {"x-count": {"required": true, "schema": {"type": "integer"}}}}"#,
    ),
    (Level::Info, ("response-required-header-added", "there is a new header")),
    (Level::Error, ("response-required-header-removed", "a header that clients rely on is no longer sent")),
);

static REQUIRED: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(Frame::Header, "{}", r#"{"required": true}"#),
    (Level::Info, ("response-header-became-required", "the header is now always sent")),
    (Level::Error, ("response-header-became-optional", "a header that clients rely on may be missing")),
);

static STYLE_CHANGED: Rule = Rule::symmetric(
    ("response-header-style-changed", "arrays and objects in the header are written in another way"),
    Level::Error,
    RESPONSE,
    Fixture::new(Frame::Header, "{}", r#"{"explode": true}"#),
    Fixture::new(Frame::Header, "{}", r#"{"style": "simple", "required": true}"#),
);

static CONTENT_CHANGED: Rule = Rule::symmetric(
    ("response-header-content-changed", "the value of the header is encoded in another way"),
    Level::Error,
    RESPONSE,
    Fixture::new(Frame::Header, r#"{"schema": {"type": "object"}}"#, r#"{"content": {"application/json": {}}}"#),
    Fixture::new(Frame::Header, "{}", r#"{"required": true}"#),
);

static DEPRECATED: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(Frame::Header, "{}", r#"{"deprecated": true}"#),
    (Level::Info, ("response-header-deprecated", "the header is still sent, but may be removed")),
    (Level::Info, ("response-header-no-longer-deprecated", "the header is no longer going to be removed")),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    let both = [HEADER.rules(), REQUIRED_HEADER.rules(), REQUIRED.rules(), DEPRECATED.rules()];
    [&both.concat()[..], &[&STYLE_CHANGED, &CONTENT_CHANGED]].concat()
}

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["required"], judge: |pair| Ok(pair.flag("required", &REQUIRED)) },
    Claim { keys: &["style", "explode"], judge: |pair| style::judge(pair, Some("header"), &STYLE_CHANGED) },
    Claim {
        keys: &["schema", "content"],
        judge: |pair| content::of_value(pair, (Direction::Response, Writing::TEXT), &CONTENT_CHANGED),
    },
    Claim { keys: &["deprecated", SUNSET_KEY], judge: |pair| Ok(pair.lifecycle(&DEPRECATED)) },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["description", "example", "examples"];

/// Compares `headers` of a response. Header names are case-insensitive.
pub(super) fn judge(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("headers") else { return Ok(Outcome::NotUnderstood) };
    let by_name = |headers: &'_ Map<String, Value>| {
        headers.keys().map(|name| (name.to_ascii_lowercase(), name.clone())).collect()
    };
    let (old_names, mut new_names): (BTreeMap<String, String>, BTreeMap<String, String>) = (by_name(old), by_name(new));
    for (key, name) in old_names {
        let site = pair.site.within(&format!("header {name}"));
        let old = &old[&name];
        if let Some(new) = new_names.remove(&key).map(|name| &new[&name]) {
            if let Some(mut header) = ObjectPair::of(pair.comparison, site, old, new)? {
                walk(&mut header, CLAIMS, DOCUMENTATION)?;
            }
        } else {
            let old = pair.comparison.old.document.resolve(old)?;
            pair.comparison.report_removal(&rules_for(old).back, &site, End::of(old), format!("`{name}` was removed"));
        }
    }
    for name in new_names.into_values() {
        let site = pair.site.within(&format!("header {name}"));
        let new = pair.comparison.new.document.resolve(&new[&name])?;
        pair.comparison.report(&rules_for(new).forth, &site, format!("`{name}` was added"));
    }
    Ok(Outcome::Understood)
}

fn rules_for(header: &Value) -> &'static TwoWay {
    if header.get("required") == Some(&Value::Bool(true)) { &REQUIRED_HEADER } else { &HEADER }
}
