//! Responses to requests that match no endpoint.

use axum::extract::Request;
use axum::response::Response;
use http::header::ALLOW;
use http::{Method, StatusCode};
use serde_json::json;

use super::response::refuse_as;
use crate::address::CallerAddress;
use crate::catalogue::{self, Operation, Provider};
use crate::page;
use crate::request::{Arrival, Problem};
use crate::response::{header_value, json, text, write_reason};
use crate::serve::Refused;

/// The most paths that are suggested.
const SUGGESTIONS: usize = 8;

/// The most characters of a path in a message.
const SHOWN_PATH: usize = 200;

/// How similar a path must be to be suggested, from 0 to 1.
const SIMILAR: f64 = 0.4;

/// A path is not suggested if it is less similar than the best one by more than this.
const MARGIN: f64 = 0.2;

/// Responds to a method that the path does not support, in the form of the operation that the path has. A plain OPTIONS
/// gets the list of those that it supports.
pub(super) fn other_method(
    provider: &Provider,
    nearby: Option<&Operation>,
    allow: &str,
    request: &Request,
) -> Response {
    if request.method() == Method::OPTIONS {
        let mut response = text(StatusCode::NO_CONTENT, String::new());
        response.headers_mut().clear();
        response.headers_mut().insert(ALLOW, header_value(allow));
        return response;
    }
    let problem = Problem::MethodNotAllowed {
        method: request.method().to_string(),
        allow: allow.to_owned(),
        message: not_served(provider, request),
    };
    refuse_as(&provider.manners, &problem, refused(request, nearby))
}

/// Responds to a path below a provider's prefix that belongs to no operation.
pub(super) fn unknown_path(provider: &Provider, request: &Request) -> Response {
    let mut paths = nearest(request.uri().path(), provider.endpoints());
    paths.truncate(SUGGESTIONS);
    let reason = format!("no endpoint has this path; {} has {}", provider.name, paths.join(", "));
    let problem = Problem::UnknownPath { message: not_served(provider, request), reason };
    refuse_as(&provider.manners, &problem, refused(request, None))
}

/// Responds to a path that belongs to no provider: with a page in a browser.
pub(crate) async fn unknown_provider(request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if let Some(page) = page::unknown(&parts) {
        return page;
    }
    let uri = &parts.uri;
    let known = catalogue::everything().iter().flat_map(Provider::endpoints);
    let mut paths = nearest(uri.path(), known);
    paths.truncate(3);
    let reason = format!("no provider has this path; the nearest known ones are {}", paths.join(", "));
    let mut response = json(StatusCode::NOT_FOUND, &json!({ "error": "not found", "nearest": paths }));
    write_reason(response.headers_mut(), &reason);
    response
}

/// Says in the provider's own response, which is all that an SDK shows, that the sandbox and not the provider lacks the
/// endpoint, and where those are listed that it serves.
fn not_served(provider: &Provider, request: &Request) -> String {
    let path = request.uri().path();
    let path = path.strip_prefix('/').and_then(|path| path.strip_prefix(provider.prefix)).unwrap_or(path);
    let path: String = if path.is_empty() { "/".to_owned() } else { path.chars().take(SHOWN_PATH).collect() };
    let origin = request.extensions().get::<CallerAddress>().map(CallerAddress::origin).unwrap_or_default();
    let origin = without_label(&origin, provider.name);
    format!(
        "Trackside does not serve {} {path}. What it serves: {origin}/reference/{}",
        request.method(),
        provider.name
    )
}

/// The origin of the pages: they are not below a provider's own host name.
fn without_label(origin: &str, name: &str) -> String {
    let label_of = |host: &str| host.split_once('.').map(|(label, rest)| (label.to_owned(), rest.to_owned()));
    match origin.split_once("://").and_then(|(scheme, host)| Some((scheme, label_of(host)?))) {
        Some((scheme, (label, rest))) if label.eq_ignore_ascii_case(name) => format!("{scheme}://{rest}"),
        _ => origin.to_owned(),
    }
}

/// The known paths, the most similar first. Dissimilar ones are left out, unless all are dissimilar.
fn nearest(path: &str, known: impl Iterator<Item = String>) -> Vec<String> {
    let path: String = path.chars().take(200).collect();
    let similarity = |candidate: &String| {
        strsim::normalized_levenshtein(&path, candidate.split_once(' ').map_or(candidate, |(_, path)| path))
    };
    let mut candidates: Vec<(f64, String)> = known.map(|candidate| (similarity(&candidate), candidate)).collect();
    candidates.sort_by(|left, right| right.0.total_cmp(&left.0));
    let best = candidates.first().map_or(0.0, |(similarity, _)| *similarity);
    let similar = candidates.iter().filter(|(similarity, _)| *similarity >= SIMILAR.max(best - MARGIN)).count();
    candidates
        .into_iter()
        .take(if similar == 0 { usize::MAX } else { similar })
        .map(|(_, candidate)| candidate)
        .collect()
}

fn refused<'o>(request: &Request, operation: Option<&'o Operation>) -> Refused<'o> {
    let arrival = Arrival::of(request.extensions());
    Refused { request_id: arrival.id, operation, readings: &[] }
}

#[cfg(test)]
mod tests {
    use super::{nearest, without_label};

    #[test]
    fn pages_have_no_providers_host_name() {
        for (origin, expected) in [
            ("http://localhost:4010", "http://localhost:4010"),
            ("http://agentref.localhost:4010", "http://localhost:4010"),
            ("http://AgentRef.localhost", "http://localhost"),
            ("http://partnero.localhost", "http://partnero.localhost"),
            ("http://127.0.0.1:4010", "http://127.0.0.1:4010"),
        ] {
            assert_eq!(without_label(origin, "agentref"), expected, "{origin}");
        }
    }

    #[test]
    fn suggests_similar_paths() {
        let known = || {
            [
                "GET /partnero/v1/program",
                "GET /partnero/v1/program/overview",
                "POST /fullwhere/partners/survey-tracker/list",
            ]
            .map(str::to_owned)
            .into_iter()
        };
        assert_eq!(nearest("/partnero/v1/programs", known())[0], "GET /partnero/v1/program");
        assert_eq!(
            nearest("/fullwhere/survey-tracker/list", known()),
            ["POST /fullwhere/partners/survey-tracker/list"]
        );
        assert_eq!(nearest("/", known()).len(), 3);
        assert_eq!(nearest(&"/x".repeat(5000), known()).len(), 3);
    }
}
