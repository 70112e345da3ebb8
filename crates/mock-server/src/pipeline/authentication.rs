//! Checks the credentials of a request against those that the sandbox knows.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use http::request::Parts;
use trackside_schemas::declare::Credential;

use crate::catalogue::Operation;
use crate::request::{Caller, Problem, missing, present};
use crate::sandbox::Sandbox;

/// Finds out who sent the request. An empty alternative accepts a request without credentials.
pub(super) fn authenticate(
    operation: &Operation,
    parts: &Parts,
    sandbox: &Sandbox,
    now: DateTime<Utc>,
) -> Result<Caller, Problem> {
    let alternatives = &operation.security;
    let bare_token = operation.manners.bare_token;
    let mut partly = None;
    for alternative in alternatives.iter().filter(|alternative| !alternative.is_empty()) {
        // Most have one credential, which needs no list.
        if let [only] = alternative.as_slice() {
            match present(*only, bare_token, &parts.headers, &parts.uri) {
                // The handler verifies it, because it is made of the body.
                Some(signature) if matches!(only, Credential::Signature(_)) => {
                    return Ok(Caller::unlimited(signature.into_owned()));
                }
                Some(secret) => return caller(operation, sandbox, now, &[&*secret]),
                None => continue,
            }
        }
        let presented: Vec<Option<Cow<'_, str>>> =
            alternative.iter().map(|credential| present(*credential, bare_token, &parts.headers, &parts.uri)).collect();
        if let Some(secrets) = presented.iter().map(Option::as_deref).collect::<Option<Vec<_>>>() {
            return caller(operation, sandbox, now, &secrets);
        }
        if presented.iter().any(Option::is_some) {
            partly = Some(alternative);
        }
    }
    if alternatives.is_empty() || (partly.is_none() && alternatives.iter().any(Vec::is_empty)) {
        return Ok(Caller::unlimited(String::new()));
    }
    Err(Problem::Unauthenticated(missing(alternatives, partly)))
}

/// The caller with these secrets.
fn caller(operation: &Operation, sandbox: &Sandbox, now: DateTime<Utc>, secrets: &[&str]) -> Result<Caller, Problem> {
    let found = sandbox.keys().find(operation.provider, secrets, || sandbox.moment_at(now));
    let found = found.map_err(|unknown| Problem::Unauthenticated(unknown.0.to_owned()))?;
    let forbidden = found.forbids(operation);
    let credential = secrets.join(":");
    Ok(Caller { grant: found.grant, kind: found.kind, scopes: found.scopes, forbidden, credential })
}
