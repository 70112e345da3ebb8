//! `GET /_mock/operations`: every operation with a working call.

use std::collections::BTreeMap;

use trackside_schemas::control::{ListOperations, ListedOperation, OperationList, OperationsQuery, QueryParameter};
use trackside_schemas::declare::{Credential, Nothing};
use trackside_world::View;

use crate::catalogue::{self, Operation};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, SampleCall, Serve};

impl Serve for ListOperations {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<OperationList>, Problem> {
        let origin = call.address.origin();
        let names: Vec<&str> = match &call.query.provider {
            None => catalogue::providers().iter().map(|provider| provider.name).collect(),
            Some(name) => vec![catalogue::provider(name).ok_or_else(|| unknown(name))?.name],
        };
        let operations = names.into_iter().flat_map(|name| operations_of(call.sandbox, name, &origin)).collect();
        Ok(OperationList { operations }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, OperationsQuery::default(), Nothing {})
    }
}

fn unknown(name: &str) -> Problem {
    let known: Vec<_> = catalogue::everything().iter().map(|provider| provider.name).collect();
    Problem::NotFound {
        what: "Provider",
        reason: format!("there is no provider {name}; there are {}", known.join(", ")),
    }
}

/// The operations of a provider, each with a working call. Empty for an unknown provider.
pub(crate) fn operations_of(sandbox: &Sandbox, provider: &str, origin: &str) -> Vec<ListedOperation> {
    let operations = catalogue::provider(provider).into_iter().flat_map(|provider| &provider.operations);
    operations.map(|operation| listed(sandbox, operation, &operation.sample(sandbox), origin)).collect()
}

/// The operation with this call. Its URLs start with the origin.
pub(crate) fn listed(sandbox: &Sandbox, operation: &Operation, call: &SampleCall, origin: &str) -> ListedOperation {
    let provider = catalogue::provider(operation.provider).expect("an operation's provider is in the catalogue");
    let needs_none = operation.security.is_empty();
    let credential = if needs_none { Vec::new() } else { call.secrets(sandbox, operation) };
    let mut headers = BTreeMap::new();
    let mut query = call.query.clone();
    if let Some(alternative) = operation.security.first() {
        for (place, secret) in alternative.iter().zip(&credential) {
            match place {
                Credential::Bearer => _ = headers.insert("Authorization".to_owned(), format!("Bearer {secret}")),
                Credential::Header(name) | Credential::Signature(name) => {
                    _ = headers.insert((*name).to_owned(), secret.clone());
                }
                Credential::Query(name) => query.push(((*name).to_owned(), secret.clone())),
            }
        }
    }
    if call.body.is_some() {
        headers.insert("Content-Type".to_owned(), operation.request_media.as_str().to_owned());
    }
    let path = format!("/{}{}", provider.prefix, call.path(operation.path_template));
    let url = format!("{origin}{path}{}", SampleCall { query: query.clone(), ..SampleCall::default() }.query_text());
    let body = call.body.as_ref().map(ToString::to_string);
    ListedOperation {
        provider: operation.provider.to_owned(),
        id: operation.id.to_owned(),
        summary: operation.summary.clone(),
        method: operation.method.to_string(),
        template: operation.path_template.to_owned(),
        writes: operation.writes,
        success: operation.success.as_u16(),
        failures: operation.failures.iter().copied().map(i64::from).collect(),
        path_parameters: call.path.clone().into_iter().collect(),
        query: query.into_iter().map(|(name, value)| QueryParameter { name, value }).collect(),
        curl: curl(operation.method.as_str(), &headers, body.as_deref(), &url),
        credential,
        body: call.body.clone(),
        headers,
        path,
        url,
    }
}

/// A curl command for a POSIX shell.
fn curl(method: &str, headers: &BTreeMap<String, String>, body: Option<&str>, url: &str) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let mut words = vec!["curl".to_owned()];
    let usual = if body.is_some() { "POST" } else { "GET" };
    if method != usual {
        words.push(format!("-X {method}"));
    }
    words.extend(headers.iter().map(|(name, value)| format!("-H {}", quoted(&format!("{name}: {value}")))));
    words.extend(body.map(|body| format!("-d {}", quoted(body))));
    words.push(quoted(url));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::curl;

    #[test]
    fn writes_curl_commands() {
        let headers = BTreeMap::from([("A".to_owned(), "it's".to_owned())]);
        assert_eq!(curl("GET", &headers, None, "http://x/a"), r"curl -H 'A: it'\''s' 'http://x/a'");
        assert_eq!(curl("POST", &BTreeMap::new(), Some("{}"), "http://x/"), "curl -d '{}' 'http://x/'");
        assert_eq!(curl("PUT", &BTreeMap::new(), Some("{}"), "http://x/"), "curl -X PUT -d '{}' 'http://x/'");
        assert_eq!(curl("POST", &BTreeMap::new(), None, "http://x/"), "curl -X POST 'http://x/'");
    }
}
