//! Dry runs: the response that an override would apply to, without a request.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde_json::Value;
use trackside_world::View;

use super::inner_call::{InnerCall, uri_of};
use crate::address::CallerAddress;
use crate::catalogue::{self, Operation};
use crate::credentials::{Found, Key};
use crate::overrides::JudgedCall;
use crate::request::{Caller, Location, Parameter, Problem};
use crate::sandbox::Sandbox;

/// Which response to look for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DryRun<'r> {
    pub(crate) provider: &'r str,
    /// The operation id.
    pub(crate) operation: &'r str,
    /// The id that requests must name.
    pub(crate) id: Option<&'r str>,
    /// The first secret of a credential that works.
    pub(crate) credential: Option<&'r str>,
    /// The time of the response.
    pub(crate) now: DateTime<Utc>,
}

/// Which responses such requests can have.
#[derive(Debug)]
pub(crate) enum DryRunResult {
    /// None: no request can name the id. Says why.
    Impossible(String),
    /// One, whatever the request is.
    Only(Box<OnlyResponse>),
    /// Several, or one that cannot be computed without changing anything.
    Many,
}

/// The response to every request of a dry run.
#[derive(Debug, Clone)]
pub(crate) struct OnlyResponse {
    pub(crate) call: JudgedCall,
    pub(crate) body: Value,
}

/// Finds the one response that id and credential leave, if only one is left.
pub(crate) fn dry_run(sandbox: &Sandbox, run: &DryRun<'_>) -> DryRunResult {
    let of_provider = catalogue::provider(run.provider).into_iter().flat_map(|provider| &provider.operations);
    let Some(operation) = of_provider.into_iter().find(|operation| operation.id == run.operation) else {
        return DryRunResult::Many;
    };
    let has_parameters = !(operation.path.is_empty() && operation.query.is_empty());
    if run.id.is_some() && !has_parameters && operation.body.is_empty() {
        return DryRunResult::Impossible(format!(
            "cannot occur in a request: {} has neither parameters nor a body; give a credential to choose one program",
            run.operation
        ));
    }
    // The content of a body is unknown, and an operation that writes must not run.
    if operation.has_body || operation.writes {
        return DryRunResult::Many;
    }
    match Target::only(operation, run) {
        Some(target) => respond(sandbox, operation, run, &target),
        None => DryRunResult::Many,
    }
}

/// The only path and query that requests can have, as far as the response depends on them.
struct Target {
    /// Path and query below the prefix.
    text: String,
    path: Vec<(String, String)>,
    query: String,
}

impl Target {
    fn only(operation: &Operation, run: &DryRun<'_>) -> Option<Self> {
        let template = operation.path_template;
        let required = |parameter: &&Parameter| parameter.required;
        let is_open = operation.query.iter().any(|parameter| !parameter.required);
        let query: Vec<_> = operation.query.iter().filter(required).collect();
        match (operation.path.as_slice(), query.as_slice(), run.id, run.credential) {
            ([], [], None, Some(_)) if !is_open => {
                Some(Self { text: template.to_owned(), path: Vec::new(), query: String::new() })
            }
            ([only], [], Some(id), _) if !is_open => {
                let escaped: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
                let text = template.replace(&format!("{{{}}}", only.name), &escaped);
                Some(Self { text, path: vec![(only.name.clone(), id.to_owned())], query: String::new() })
            }
            ([], [only], Some(id), _) if !is_open => {
                let query = form_urlencoded::Serializer::new(String::new()).append_pair(&only.name, id).finish();
                Some(Self { text: format!("{template}?{query}"), path: Vec::new(), query })
            }
            _ => None,
        }
    }
}

fn respond(sandbox: &Sandbox, operation: &'static Operation, run: &DryRun<'_>, target: &Target) -> DryRunResult {
    let Some(caller) = caller(sandbox, run) else { return DryRunResult::Many };
    let body_at = |view: View<'_>| body(sandbox, operation, view, &caller, target);
    let moment = sandbox.moment_at(run.now);
    let now = moment.view();
    match body_at(now) {
        Some(Err(Problem::Invalid(invalid))) if invalid.iter().all(|field| field.location != Location::Body) => {
            DryRunResult::Impossible(format!("cannot occur in a request: {}", Problem::Invalid(invalid).reason()))
        }
        Some(Ok(body)) => {
            DryRunResult::Only(Box::new(OnlyResponse { call: judged_call(operation, target.text.clone(), now), body }))
        }
        // Clients create no programs: one that is missing at the end of the world's time never appears.
        Some(Err(Problem::NotFound { what: "Program", reason })) if run.id.is_some() => {
            match body_at(sandbox.moment_at(sandbox.world().horizon()).view()) {
                Some(Err(Problem::NotFound { .. })) => DryRunResult::Impossible(format!("does not exist: {reason}")),
                _ => DryRunResult::Many,
            }
        }
        _ => DryRunResult::Many,
    }
}

/// The body of the response, or `None` if no request can be made.
fn body(
    sandbox: &Sandbox,
    operation: &'static Operation,
    view: View<'_>,
    caller: &Caller,
    target: &Target,
) -> Option<Result<Value, Problem>> {
    let address = CallerAddress::without_host(uri_of(operation, &target.text)?);
    let path: Vec<(&str, &str)> = target.path.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let inner = InnerCall { operation, caller, address: &address, path: &path, query: &target.query, body: None };
    let reply = inner.reply(sandbox, view);
    Some(reply.map(|reply| serde_json::from_slice(&reply.body).unwrap_or_default()))
}

fn judged_call(operation: &Operation, target: String, view: View<'_>) -> JudgedCall {
    JudgedCall {
        method: http::Method::GET,
        target,
        headers: HeaderMap::new(),
        body: Bytes::new(),
        status: operation.success,
        now: view.now(),
    }
}

/// A caller with the credential, or with any that works.
fn caller(sandbox: &Sandbox, run: &DryRun<'_>) -> Option<Caller> {
    let is_meant = |key: &&Key| run.credential.is_none_or(|wanted| key.secrets[0] == wanted);
    let found = sandbox.keys().of(run.provider).filter(|key| key.works()).find(is_meant);
    let (Found { grant, kind, scopes, .. }, credential) = match (found, run.credential) {
        (Some(key), _) => (key.found(), key.secrets.join(":")),
        (None, credential) => {
            let credential = credential?;
            let found = sandbox.keys().find(run.provider, &[credential], || sandbox.moment_at(run.now)).ok()?;
            (found, credential.to_owned())
        }
    };
    Some(Caller { grant, kind, scopes, forbidden: None, credential })
}
