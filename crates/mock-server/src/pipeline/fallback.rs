//! Answers to requests that no endpoint takes.

use axum::extract::Request;
use axum::response::Response;
use http::header::ALLOW;
use http::{Method, StatusCode, Uri};
use serde_json::json;

use super::response::{self, refuse_as};
use crate::catalogue::{self, Provider};
use crate::request::{Problem, RequestId};
use crate::serve::Refused;

/// How many paths are suggested at most.
const SUGGESTIONS: usize = 8;

/// How alike two paths must be for one to be suggested in place of the other.
const ALIKE: f64 = 0.4;

/// A path that is so much less alike than the best one is not suggested beside it.
const MUCH_LESS: f64 = 0.2;

/// Answers a method that the path does not have; a plain OPTIONS learns which ones it has.
pub(super) fn other_method(provider: &Provider, allow: &str, request: &Request) -> Response {
    if request.method() == Method::OPTIONS {
        let mut response = response::text(StatusCode::NO_CONTENT, String::new());
        response.headers_mut().clear();
        response.headers_mut().insert(ALLOW, response::header_value(allow));
        return response;
    }
    let problem = Problem::MethodNotAllowed { method: request.method().to_string(), allow: allow.to_owned() };
    refuse_as(&provider.manners, &problem, refused(request))
}

/// Answers a path below a provider that belongs to no operation.
pub(super) fn unknown_path(provider: &Provider, request: &Request) -> Response {
    let mut paths = nearest(request.uri().path(), provider.endpoints());
    paths.truncate(SUGGESTIONS);
    let problem =
        Problem::UnknownPath(format!("no endpoint has this path; {} has {}", provider.name, paths.join(", ")));
    refuse_as(&provider.manners, &problem, refused(request))
}

/// Answers a path that belongs to no provider.
pub(crate) async fn unknown_provider(uri: Uri) -> Response {
    let known = catalogue::everything().iter().flat_map(Provider::endpoints);
    let mut paths = nearest(uri.path(), known);
    paths.truncate(3);
    let reason = format!("no provider has this path; the nearest known ones are {}", paths.join(", "));
    let mut response = response::json(StatusCode::NOT_FOUND, &json!({ "error": "not found", "nearest": paths }));
    response::write_reason(response.headers_mut(), &reason);
    response
}

/// The known paths, the most alike first; the unlike ones are left out unless all are.
fn nearest(path: &str, known: impl Iterator<Item = String>) -> Vec<String> {
    let path: String = path.chars().take(200).collect();
    let likeness = |candidate: &String| {
        strsim::normalized_levenshtein(&path, candidate.split_once(' ').map_or(candidate, |(_, path)| path))
    };
    let mut candidates: Vec<(f64, String)> = known.map(|candidate| (likeness(&candidate), candidate)).collect();
    candidates.sort_by(|left, right| right.0.total_cmp(&left.0));
    let best = candidates.first().map_or(0.0, |(likeness, _)| *likeness);
    let alike = candidates.iter().filter(|(likeness, _)| *likeness >= ALIKE.max(best - MUCH_LESS)).count();
    candidates.into_iter().take(if alike == 0 { usize::MAX } else { alike }).map(|(_, candidate)| candidate).collect()
}

fn refused(request: &Request) -> Refused<'static> {
    let request_id = *request.extensions().get::<RequestId>().expect("the log gives every request an id");
    Refused { request_id, operation: None }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_what_is_alike() {
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
