//! Answers without a request: what an override would meet.

use std::borrow::Cow;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::uri::PathAndQuery;
use http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use trackside_schemas::declare::Method;
use trackside_schemas::{Endpoint, Provider, Providers};
use trackside_world::View;

use super::{Call, Caller, Declared, InvalidField, Location, Problem, RequestId, Serve, ServeAll, decode};
use crate::address::CallerAddress;
use crate::credentials::{Grant, Key};
use crate::overrides::Asked;
use crate::sandbox::Sandbox;

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
    Providers::rehearse(sandbox, rehearsal).unwrap_or(Rehearsed::Many)
}

/// A tuple of providers that are all served.
trait RehearseAll {
    fn rehearse(sandbox: &Sandbox, rehearsal: &Rehearsal<'_>) -> Option<Rehearsed>;
}

impl<A: Provider, B: Provider, C: Provider, D: Provider, E: Provider> RehearseAll for (A, B, C, D, E)
where
    A::Endpoints: ServeAll,
    B::Endpoints: ServeAll,
    C::Endpoints: ServeAll,
    D::Endpoints: ServeAll,
    E::Endpoints: ServeAll,
{
    fn rehearse(sandbox: &Sandbox, rehearsal: &Rehearsal<'_>) -> Option<Rehearsed> {
        A::Endpoints::rehearse(sandbox, rehearsal)
            .or_else(|| B::Endpoints::rehearse(sandbox, rehearsal))
            .or_else(|| C::Endpoints::rehearse(sandbox, rehearsal))
            .or_else(|| D::Endpoints::rehearse(sandbox, rehearsal))
            .or_else(|| E::Endpoints::rehearse(sandbox, rehearsal))
    }
}

/// Looks for the answer of an endpoint; nothing when another endpoint is meant.
pub(super) fn rehearse_endpoint<E: Serve>(sandbox: &Sandbox, rehearsal: &Rehearsal<'_>) -> Option<Rehearsed> {
    if rehearsal.provider != E::Provider::NAME || rehearsal.operation != E::operation().id {
        return None;
    }
    let parameters = Parameters { path: Declared::of::<E::Path>(), query: Declared::of::<E::Query>() };
    let has_parameters = !(parameters.path.is_empty() && parameters.query.is_empty());
    let has_body = !Declared::of::<E::Body>().is_empty();
    if rehearsal.id.is_some() && !has_parameters && !has_body {
        return Some(Rehearsed::Impossible(format!(
            "can stand in no request: {} takes no parameter and no body; give a credential to mean one program",
            rehearsal.operation
        )));
    }
    // Whatever has a body may create something.
    if E::METHOD != Method::Get {
        return Some(Rehearsed::Many);
    }
    let Some(target) = parameters.target(E::PATH, rehearsal) else { return Some(Rehearsed::Many) };
    Some(answer::<E>(sandbox, rehearsal, &parameters, target))
}

/// What an endpoint declares of its address.
struct Parameters {
    path: Vec<Declared>,
    query: Vec<Declared>,
}

/// An address, and the value that stands in it.
struct Target {
    text: String,
    path: Option<(String, String)>,
    query: Option<(String, String)>,
}

impl Parameters {
    /// The only address that requests can have, as far as the answer depends on it.
    fn target(&self, path: &str, rehearsal: &Rehearsal<'_>) -> Option<Target> {
        let given = |declared: &Declared, id: &str| Some((declared.name.clone(), id.to_owned()));
        match (self.path.as_slice(), self.query.as_slice(), rehearsal.id, rehearsal.credential) {
            ([], [], None, Some(_)) => Some(Target { text: path.to_owned(), path: None, query: None }),
            ([only], [], Some(id), _) => {
                let escaped: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
                let text = path.replace(&format!("{{{}}}", only.name), &escaped);
                Some(Target { text, path: given(only, id), query: None })
            }
            ([], [only], Some(id), _) => {
                let query = form_urlencoded::Serializer::new(String::new()).append_pair(&only.name, id).finish();
                Some(Target { text: format!("{path}?{query}"), path: None, query: given(only, id) })
            }
            _ => None,
        }
    }
}

fn answer<E: Serve>(
    sandbox: &Sandbox,
    rehearsal: &Rehearsal<'_>,
    parameters: &Parameters,
    target: Target,
) -> Rehearsed {
    let answered = |view| -> Result<Option<Result<Value, Problem>>, Vec<InvalidField>> {
        let call = call::<E>(sandbox, view, rehearsal, parameters, &target)?;
        let answer = call.map(|call| E::answer(&call).map(|success| serde_json::to_value(success).unwrap_or_default()));
        Ok(answer)
    };
    let now = sandbox.view_at(rehearsal.now);
    match answered(now) {
        Err(invalid) => {
            Rehearsed::Impossible(format!("can stand in no request: {}", Problem::Invalid(invalid).reason()))
        }
        Ok(Some(Ok(body))) => Rehearsed::Only(Box::new(OnlyAnswer { asked: asked::<E>(target.text, now), body })),
        // Clients create no programs: one that the world does not have at its end never comes.
        Ok(Some(Err(Problem::NotFound { what: "Program", reason }))) if rehearsal.id.is_some() => {
            match answered(sandbox.view_at(sandbox.world().horizon())) {
                Ok(Some(Err(Problem::NotFound { .. }))) => Rehearsed::Impossible(format!("names nothing: {reason}")),
                _ => Rehearsed::Many,
            }
        }
        _ => Rehearsed::Many,
    }
}

/// The call that such a request would be; nothing when nobody could make it.
fn call<'w, E: Serve>(
    sandbox: &'w Sandbox,
    view: View<'w>,
    rehearsal: &Rehearsal<'_>,
    parameters: &Parameters,
    target: &Target,
) -> Result<Option<Call<'w, E>>, Vec<InvalidField>> {
    let pairs = |pair: &Option<(String, String)>| {
        pair.clone().into_iter().map(|(name, value)| (Cow::<str>::Owned(name), Cow::<str>::Owned(value)))
    };
    let path = decode::from_texts(Location::Path, &parameters.path, pairs(&target.path))?;
    let query = decode::from_texts(Location::Query, &parameters.query, pairs(&target.query))?;
    let body = decode::from_object(&[], serde_json::Map::new())?;
    let uri = format!("/{}{}", E::Provider::NAME, target.text);
    let (Some(caller), Ok(target), Ok(request)) =
        (caller(sandbox, rehearsal), uri.parse::<PathAndQuery>(), Request::get(&uri).body(()))
    else {
        return Ok(None);
    };
    let request_id = RequestId::of(&request.into_parts().0);
    let address = CallerAddress::without_host(target);
    Ok(Some(Call { sandbox, view, caller, address, request_id, path, query, body }))
}

fn asked<E: Endpoint>(target: String, view: View<'_>) -> Asked {
    Asked {
        method: http::Method::GET,
        target,
        headers: HeaderMap::new(),
        body: Bytes::new(),
        status: StatusCode::from_u16(E::SUCCESS).expect("a declared status is a status"),
        now: view.now(),
    }
}

/// Somebody with the credential, or with any that works.
fn caller(sandbox: &Sandbox, rehearsal: &Rehearsal<'_>) -> Option<Caller> {
    let works = |key: &&Key| matches!(key.grant, Grant::Full | Grant::Program(_));
    let is_meant = |key: &&Key| rehearsal.credential.is_none_or(|wanted| key.secrets[0] == wanted);
    let found = sandbox.keys().of(rehearsal.provider).filter(works).find(is_meant);
    let (grant, credential) = match (found, rehearsal.credential) {
        (Some(key), _) => (key.grant, key.secrets.join(":")),
        (None, credential) => {
            let credential = credential?;
            (sandbox.keys().grant(rehearsal.provider, &[credential]).ok()?, credential.to_owned())
        }
    };
    Some(Caller { grant, credential })
}
