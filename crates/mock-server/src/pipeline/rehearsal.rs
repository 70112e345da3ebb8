//! Dry runs: the response that an override would meet, without a request.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::uri::PathAndQuery;
use http::{HeaderMap, Request};
use serde_json::Value;
use trackside_world::View;

use crate::address::CallerAddress;
use crate::catalogue::{self, Operation};
use crate::credentials::Key;
use crate::overrides::Asked;
use crate::request::{Caller, Location, Parameter, Problem, RequestId};
use crate::sandbox::Sandbox;
use crate::serve;

/// Which answer is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rehearsal<'r> {
    /// The name of the provider.
    pub(crate) provider: &'r str,
    /// The operation id.
    pub(crate) operation: &'r str,
    /// The id that requests name.
    pub(crate) id: Option<&'r str>,
    /// The first secret of the caller, one that works.
    pub(crate) credential: Option<&'r str>,
    /// When the answer is given.
    pub(crate) now: DateTime<Utc>,
}

/// What there is of answers to such requests.
#[derive(Debug)]
pub(crate) enum Rehearsed {
    /// No request can name the id, for the reason given.
    Impossible(String),
    /// One answer, whatever the request is.
    Only(Box<OnlyAnswer>),
    /// Many, or none that can be had without changing anything.
    Many,
}

/// The answer to every request of a kind.
#[derive(Debug, Clone)]
pub(crate) struct OnlyAnswer {
    /// The request.
    pub(crate) asked: Asked,
    /// The body of the answer.
    pub(crate) body: Value,
}

/// Looks for the answer that id and credential leave.
pub(crate) fn rehearse(sandbox: &Sandbox, rehearsal: &Rehearsal<'_>) -> Rehearsed {
    let of_provider = catalogue::provider(rehearsal.provider).into_iter().flat_map(|provider| &provider.operations);
    let Some(operation) = of_provider.into_iter().find(|operation| operation.id == rehearsal.operation) else {
        return Rehearsed::Many;
    };
    let has_parameters = !(operation.path.is_empty() && operation.query.is_empty());
    if rehearsal.id.is_some() && !has_parameters && operation.body.is_empty() {
        return Rehearsed::Impossible(format!(
            "can stand in no request: {} takes no parameter and no body; give a credential to mean one program",
            rehearsal.operation
        ));
    }
    // What a body says cannot be known, and whatever writes must not be tried.
    if operation.has_body || operation.writes {
        return Rehearsed::Many;
    }
    match Target::only(operation, rehearsal) {
        Some(target) => answer(sandbox, operation, rehearsal, &target),
        None => Rehearsed::Many,
    }
}

/// The only address that requests can have, as far as the answer depends on it.
struct Target {
    /// Path and query below the prefix.
    text: String,
    path: Vec<(String, String)>,
    query: String,
}

impl Target {
    fn only(operation: &Operation, rehearsal: &Rehearsal<'_>) -> Option<Self> {
        let template = operation.path_template;
        let required = |parameter: &&Parameter| parameter.required;
        let is_open = operation.query.iter().any(|parameter| !parameter.required);
        let query: Vec<_> = operation.query.iter().filter(required).collect();
        match (operation.path.as_slice(), query.as_slice(), rehearsal.id, rehearsal.credential) {
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

fn answer(sandbox: &Sandbox, operation: &'static Operation, rehearsal: &Rehearsal<'_>, target: &Target) -> Rehearsed {
    let Some(caller) = caller(sandbox, rehearsal) else { return Rehearsed::Many };
    let answered = |view: View<'_>| answered(sandbox, operation, view, &caller, target);
    let now = sandbox.view_at(rehearsal.now);
    match answered(now) {
        Some(Err(Problem::Invalid(invalid))) if invalid.iter().all(|field| field.location != Location::Body) => {
            Rehearsed::Impossible(format!("can stand in no request: {}", Problem::Invalid(invalid).reason()))
        }
        Some(Ok(body)) => {
            Rehearsed::Only(Box::new(OnlyAnswer { asked: asked(operation, target.text.clone(), now), body }))
        }
        // Clients create no programs: one that the world does not have at its end never comes.
        Some(Err(Problem::NotFound { what: "Program", reason })) if rehearsal.id.is_some() => {
            match answered(sandbox.view_at(sandbox.world().horizon())) {
                Some(Err(Problem::NotFound { .. })) => Rehearsed::Impossible(format!("names nothing: {reason}")),
                _ => Rehearsed::Many,
            }
        }
        _ => Rehearsed::Many,
    }
}

/// The answer to such a request; nothing when nobody could make it.
fn answered(
    sandbox: &Sandbox,
    operation: &'static Operation,
    view: View<'_>,
    caller: &Caller,
    target: &Target,
) -> Option<Result<Value, Problem>> {
    let provider = catalogue::provider(operation.provider)?;
    let uri = format!("/{}{}", provider.prefix, target.text);
    let address = CallerAddress::without_host(uri.parse::<PathAndQuery>().ok()?);
    let request_id = RequestId::of(&Request::get(&uri).body(()).ok()?.into_parts().0);
    let path: Vec<(&str, &str)> = target.path.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let reply = (operation.handle)(&serve::Asked {
        sandbox,
        view,
        records: sandbox.store().records(sandbox.store().durable(), view.now()),
        operation,
        caller,
        address: &address,
        request_id,
        path: Some(&path),
        query: &target.query,
        headers: &HeaderMap::new(),
        body: None,
    });
    Some(reply.map(|reply| serde_json::from_slice(&reply.body).unwrap_or_default()))
}

fn asked(operation: &Operation, target: String, view: View<'_>) -> Asked {
    Asked {
        method: http::Method::GET,
        target,
        headers: HeaderMap::new(),
        body: Bytes::new(),
        status: operation.success,
        now: view.now(),
    }
}

/// Somebody with the credential, or with any that works.
fn caller(sandbox: &Sandbox, rehearsal: &Rehearsal<'_>) -> Option<Caller> {
    let is_meant = |key: &&Key| rehearsal.credential.is_none_or(|wanted| key.secrets[0] == wanted);
    let found = sandbox.keys().of(rehearsal.provider).filter(|key| key.works()).find(is_meant);
    let (grant, credential) = match (found, rehearsal.credential) {
        (Some(key), _) => (key.grant, key.secrets.join(":")),
        (None, credential) => {
            let credential = credential?;
            (sandbox.keys().grant(rehearsal.provider, &[credential]).ok()?, credential.to_owned())
        }
    };
    Some(Caller { grant, credential })
}
