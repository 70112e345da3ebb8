//! How every provider shows one thing of the world: the calls, and what they return now.

use trackside_page::data::Seen;
use trackside_page::sample::Call;
use trackside_world::{Program, View};

use crate::address::CallerAddress;
use crate::catalogue::{self, Provider};
use crate::control::listed;
use crate::credentials::Found;
use crate::pipeline::{InnerCall, uri_of};
use crate::request::Caller;
use crate::sandbox::Sandbox;
use crate::serve::{ProgramSeen, Thing};

/// How the providers show it. A provider that does not show it, such as one that knows no such partner, is left out.
pub(super) fn seen(sandbox: &Sandbox, view: View<'_>, address: &CallerAddress, thing: Thing) -> Vec<Seen> {
    let at = |provider: &'static Provider| {
        let seen = (provider.manners.shows)(sandbox, view, thing)?;
        shown(sandbox, view, address, provider, &seen)
    };
    catalogue::providers().iter().filter_map(at).collect()
}

/// How the providers show a program.
pub(super) fn program_seen(sandbox: &Sandbox, view: View<'_>, address: &CallerAddress, program: &Program) -> Vec<Seen> {
    let at = |provider: &'static Provider| {
        let seen = (provider.manners.program)(sandbox, program)?;
        shown(sandbox, view, address, provider, &seen)
    };
    catalogue::providers().iter().filter_map(at).collect()
}

fn shown(
    sandbox: &Sandbox,
    view: View<'_>,
    address: &CallerAddress,
    provider: &'static Provider,
    seen: &ProgramSeen,
) -> Option<Seen> {
    let operation = provider.operations.iter().find(|operation| operation.id == seen.operation)?;
    let secrets = seen.call.secrets(sandbox, operation);
    let caller = caller(sandbox, provider, &secrets)?;
    let target = format!("{}{}", seen.call.path(operation.path_template), seen.call.query_text());
    let address = address.with_target(uri_of(operation, &target)?);
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let path: Vec<(&str, String)> = seen.call.path.iter().map(|(name, value)| (name.as_str(), text(value))).collect();
    let in_path: Vec<(&str, &str)> = path.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = seen.call.body.as_ref().map(ToString::to_string);
    let call = InnerCall {
        operation,
        caller: &caller,
        address: &address,
        path: &in_path,
        query: address.target.query().unwrap_or_default(),
        body: body.as_deref().map(str::as_bytes),
    };
    let reply = call.reply(sandbox, view).ok()?;
    let listed = listed(sandbox, operation, &seen.call, &address.origin());
    let keys = sandbox.keys().at(provider.name, view);
    let reference = Call {
        document: provider.name.to_owned(),
        operation: operation.id.to_owned(),
        parameters: path
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .chain(seen.call.query.iter().cloned())
            .collect(),
        body,
        credential: keys.iter().position(|key| key.secrets == secrets),
    };
    Some(Seen {
        provider: provider.name.to_owned(),
        operation: operation.id.to_owned(),
        id: seen.id.clone(),
        reference: reference.reference(),
        curl: listed.curl,
        status: reply.status.as_u16(),
        body: String::from_utf8_lossy(&reply.body).into_owned(),
    })
}

/// Who holds these secrets. `None` if nobody does, or if they may not call anything.
fn caller(sandbox: &Sandbox, provider: &Provider, secrets: &[String]) -> Option<Caller> {
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let found = sandbox.keys().find(provider.name, &secrets, || sandbox.moment()).ok()?;
    let Found { grant, kind, scopes, .. } = found;
    Some(Caller { grant, kind, scopes, forbidden: None, credential: secrets.join(":") })
}
