//! Matches old and new security schemes, and compares those that operations use.
//!
//! Names of schemes do not matter to clients: equal schemes are the same, whatever their names.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use serde_json::Value;

use super::{Judge, ObjectPair, provenance};
use crate::change::Level;
use crate::comparison::{Comparison, Site};
use crate::documentation::{DOCUMENTATION_CHANGED, PROVENANCE};
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Rule, TwoWay};
use crate::value::{arrow, canonical, canonical_without, quoted};
use crate::walk::{Claim, Judgement, Outcome, walk};

static SCHEME_CHANGED: Rule = Rule::symmetric(
    ("security-scheme-changed", "credentials must be sent in another way"),
    Level::Error,
    None,
    Fixture::new(
        Frame::Document,
        r#"{"security": [{"key": []}], "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-key"}}}}"#,
        r#"{"security": [{"key": []}], "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "key"}}}}"#,
    ),
    Fixture::new(
        Frame::Document,
        r#"{"security": [{"a": []}], "components": {"securitySchemes": {"a": {"type": "http", "scheme": "bearer"}}}}"#,
        r#"{"security": [{"b": []}], "components": {"securitySchemes": {"b": {"type": "http", "scheme": "Bearer"}}}}"#,
    ),
);

const IMPLICIT: &str = r#"{"security": [{"login": []}], "components": {"securitySchemes": {"login": {"type": "oauth2", "flows": {
    "implicit": {"authorizationUrl": "https://a.example/login", "scopes": {"read": "Read."}}
}}}}}"#;

static FLOW: TwoWay = TwoWay::new(
    None,
    Fixture::new(
        Frame::Document,
        IMPLICIT,
        r#"{"security": [{"login": []}], "components": {"securitySchemes": {"login": {"type": "oauth2", "flows": {
            "implicit": {"authorizationUrl": "https://a.example/login", "scopes": {"read": "Read."}},
            "clientCredentials": {"tokenUrl": "https://a.example/token", "scopes": {"read": "Read."}}
        }}}}}"#,
    ),
    (Level::Info, ("security-flow-added", "there is another way to obtain tokens")),
    (Level::Error, ("security-flow-removed", "a way to obtain tokens was removed")),
);

static FLOW_URL_CHANGED: Rule = Rule::symmetric(
    ("security-flow-url-changed", "tokens must be obtained from another URL"),
    Level::Error,
    None,
    Fixture::new(
        Frame::Document,
        IMPLICIT,
        r#"{"security": [{"login": []}], "components": {"securitySchemes": {"login": {"type": "oauth2", "flows": {
            "implicit": {"authorizationUrl": "https://b.example/login", "scopes": {"read": "Read."}}
        }}}}}"#,
    ),
    Fixture::new(Frame::Operation, r#"{"summary": "A"}"#, r#"{"summary": "B"}"#),
);

static FLOW_URL: TwoWay = TwoWay::new(
    None,
    Fixture::new(
        Frame::Document,
        IMPLICIT,
        r#"{"security": [{"login": []}], "components": {"securitySchemes": {"login": {"type": "oauth2", "flows": {
            "implicit": {"authorizationUrl": "https://a.example/login", "refreshUrl": "https://a.example/refresh", "scopes": {"read": "Read."}}
        }}}}}"#,
    ),
    (Level::Info, ("security-flow-url-added", "a URL for tokens is documented that was not before")),
    (Level::Error, ("security-flow-url-removed", "a URL for tokens that clients use is no longer documented")),
);

static FLOW_SCOPE: TwoWay = TwoWay::new(
    None,
    Fixture::new(
        Frame::Document,
        IMPLICIT,
        r#"{"security": [{"login": []}], "components": {"securitySchemes": {"login": {"type": "oauth2", "flows": {
            "implicit": {"authorizationUrl": "https://a.example/login", "scopes": {"read": "Read.", "write": "Write."}}
        }}}}}"#,
    ),
    (Level::Info, ("security-scope-offered", "another scope can be requested")),
    (Level::Error, ("security-scope-withdrawn", "a scope that clients request no longer exists")),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&[&SCHEME_CHANGED, &FLOW_URL_CHANGED], &FLOW.rules()[..], &FLOW_URL.rules(), &FLOW_SCOPE.rules()].concat()
}

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["type"], judge: |pair| Ok(pair.replaced("type", &SCHEME_CHANGED)) },
    Claim { keys: &["in"], judge: |pair| Ok(pair.replaced("in", &SCHEME_CHANGED)) },
    Claim { keys: &["name"], judge: |pair| Ok(pair.replaced("name", &SCHEME_CHANGED)) },
    Claim { keys: &["scheme"], judge: http_scheme },
    Claim { keys: &["openIdConnectUrl"], judge: |pair| Ok(pair.replaced("openIdConnectUrl", &SCHEME_CHANGED)) },
    Claim { keys: &["flows"], judge: flows },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["description", "bearerFormat"];

static FLOW_CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["authorizationUrl"], judge: |pair| flow_url(pair, "authorizationUrl") },
    Claim { keys: &["tokenUrl"], judge: |pair| flow_url(pair, "tokenUrl") },
    Claim { keys: &["refreshUrl"], judge: |pair| flow_url(pair, "refreshUrl") },
    Claim { keys: &["scopes"], judge: scopes },
    Claim { keys: &[PROVENANCE], judge: provenance },
];

/// The security schemes of both documents, and how they match.
#[derive(Default)]
pub(crate) struct Schemes {
    /// The old name of each new scheme that has one.
    old_names: BTreeMap<String, String>,
    /// The first name of an equal scheme, for each old scheme.
    first_names: BTreeMap<String, String>,
    /// The names of new schemes.
    new_names: BTreeSet<String>,
    /// The old and new names of schemes that operations use and both documents have.
    used: BTreeSet<(String, String)>,
}

impl Schemes {
    /// The name under which an old scheme is compared. One that only the new document declares is another.
    pub(super) fn of_old(&self, name: &str) -> String {
        match self.first_names.get(name) {
            Some(first) => first.clone(),
            None if self.new_names.contains(name) => format!("{name} (undeclared)"),
            None => name.to_owned(),
        }
    }

    /// The name under which a new scheme is compared: that of the matching old scheme, or else its own, made distinct
    /// from old names. Schemes that neither document declares match by name.
    pub(super) fn of_new(&self, name: &str) -> String {
        match self.old_names.get(name) {
            Some(old) => self.of_old(old),
            None if self.first_names.contains_key(name) => format!("{name} (new)"),
            None => name.to_owned(),
        }
    }

    /// Marks a scheme as used by an operation.
    pub(super) fn note(&mut self, new: &str) {
        if let Some(old) = self.old_names.get(new) {
            self.used.insert((old.clone(), new.to_owned()));
        }
    }
}

/// Matches each new scheme with an old one: an equal one, preferably with the same name, or else the one with the same
/// name.
pub(super) fn match_schemes(comparison: &mut Comparison<'_>) -> Result<(), DiffError> {
    let mut old = BTreeMap::new();
    let mut by_content: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, scheme) in comparison.old.document.components("securitySchemes") {
        let content = content(comparison.old.document.resolve(scheme)?);
        let equal = by_content.entry(content.clone()).or_default();
        equal.push(name);
        comparison.schemes.first_names.insert(name.clone(), equal[0].to_owned());
        old.insert(name.as_str(), content);
    }
    for (name, scheme) in comparison.new.document.components("securitySchemes") {
        comparison.schemes.new_names.insert(name.clone());
        let content = content(comparison.new.document.resolve(scheme)?);
        let equal = by_content.get(&content).and_then(|names| names.first().copied());
        let same = old.get(name.as_str()).map(|other| (name.as_str(), *other == content));
        let old_name = match (same, equal) {
            (Some((name, true)), _) | (Some((name, false)), None) => Some(name),
            (_, equal) => equal,
        };
        if let Some(old_name) = old_name {
            comparison.schemes.old_names.insert(name.clone(), old_name.to_owned());
        }
    }
    Ok(())
}

/// Compares the schemes that operations use.
pub(super) fn compare_used(comparison: &mut Comparison<'_>) -> Result<(), DiffError> {
    for (old_name, new_name) in take(&mut comparison.schemes.used) {
        let site = Site::document(&format!("security scheme {old_name}"));
        let old = comparison.old.document.components("securitySchemes").get(&old_name);
        let new = comparison.new.document.components("securitySchemes").get(&new_name);
        if let (Some(old), Some(new)) = (old, new)
            && let Some(mut pair) = ObjectPair::of(comparison, site, old, new)?
        {
            walk(&mut pair, CLAIMS, DOCUMENTATION)?;
        }
    }
    Ok(())
}

/// A scheme without its documentation.
fn content(scheme: &Value) -> String {
    let Value::Object(scheme) = scheme else { return canonical(scheme) };
    let http = scheme.get("scheme").and_then(Value::as_str).map(str::to_ascii_lowercase);
    let rest = canonical_without(scheme, &["description", "bearerFormat", "scheme", PROVENANCE]);
    format!("{} {rest}", http.unwrap_or_default())
}

#[expect(clippy::unnecessary_wraps, reason = "all judges have the same signature")]
fn http_scheme(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let lower = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_ascii_lowercase);
    let (old, new) = pair.values("scheme");
    if old.is_some_and(|old| !old.is_string()) || new.is_some_and(|new| !new.is_string()) {
        return Ok(Outcome::NotUnderstood);
    }
    if lower(old) != lower(new) {
        pair.report(&SCHEME_CHANGED, format!("`scheme`: {}", arrow(old, new)));
    }
    Ok(Outcome::Understood)
}

fn flows(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("flows") else { return Ok(Outcome::NotUnderstood) };
    for name in super::names(pair.comparison, &pair.site, old, new) {
        let site = pair.site.within(&format!("flow {name}"));
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => {
                if let Some(mut flow) = ObjectPair::of(pair.comparison, site, old, new)? {
                    walk(&mut flow, FLOW_CLAIMS, &[])?;
                }
            }
            (Some(_), None) => pair.comparison.report(&FLOW.back, &site, format!("`{name}` was removed")),
            (None, _) => pair.comparison.report(&FLOW.forth, &site, format!("`{name}` was added")),
        }
    }
    Ok(Outcome::Understood)
}

#[expect(clippy::unnecessary_wraps, reason = "all judges have the same signature")]
fn flow_url(pair: &mut ObjectPair<'_, '_>, key: &str) -> Judgement {
    let (old, new) = pair.values(key);
    let rule = match (old, new) {
        (None, Some(_)) => &FLOW_URL.forth,
        (Some(_), None) => &FLOW_URL.back,
        _ => &FLOW_URL_CHANGED,
    };
    Ok(pair.replaced(key, rule))
}

#[expect(clippy::unnecessary_wraps, reason = "all judges have the same signature")]
fn scopes(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("scopes") else { return Ok(Outcome::NotUnderstood) };
    for (scope, words) in old {
        match new.get(scope) {
            None => pair.report(&FLOW_SCOPE.back, format!("{} was removed", quoted(scope))),
            Some(other) if other != words => {
                pair.report(&DOCUMENTATION_CHANGED, format!("{}: {}", quoted(scope), arrow(Some(words), Some(other))));
            }
            Some(_) => {}
        }
    }
    for scope in new.keys().filter(|scope| !old.contains_key(*scope)) {
        pair.report(&FLOW_SCOPE.forth, format!("{} was added", quoted(scope)));
    }
    Ok(Outcome::Understood)
}
