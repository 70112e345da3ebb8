//! Answers to requests that no endpoint takes.

use axum::extract::Request;
use axum::response::Response;
use http::header::ALLOW;
use http::{Method, StatusCode, Uri};
use serde_json::json;
use trackside_schemas::control::Control;

use super::response::{self, refuse};
use super::{Imitation, Problem, RequestId};
use crate::known_providers::{endpoints_of, known_providers};

/// How alike two paths must be for one to be suggested in place of the other.
const ALIKE: f64 = 0.4;

/// Answers a method that the path does not have; a plain OPTIONS learns which ones it has.
pub(crate) fn other_method<P: Imitation>(allow: &str, request: &Request) -> Response {
    if request.method() == Method::OPTIONS {
        let mut response = response::text(StatusCode::NO_CONTENT, String::new());
        response.headers_mut().clear();
        response.headers_mut().insert(ALLOW, response::header_value(allow));
        return response;
    }
    let problem = Problem::MethodNotAllowed { method: request.method().to_string(), allow: allow.to_owned() };
    refuse::<P>(&problem, id_of(request))
}

/// Answers a path below a provider that is none of its endpoints'.
pub(crate) async fn unknown_path<P: Imitation>(request: Request) -> Response {
    let known = endpoints_of::<P>(P::PREFIX).into_iter().map(|(method, path)| format!("{method} {path}"));
    let paths: Vec<_> = nearest(request.uri().path(), known);
    let problem = Problem::UnknownPath(format!("no endpoint has this path; {} has {}", P::NAME, paths.join(", ")));
    refuse::<P>(&problem, id_of(&request))
}

/// Answers a path that belongs to no provider.
pub(crate) async fn unknown_provider(uri: Uri) -> Response {
    let providers = known_providers().iter().flat_map(|provider| provider.endpoints.clone());
    let endpoints = providers.chain(endpoints_of::<Control>(Control::PREFIX));
    let known = endpoints.map(|(method, path)| format!("{method} {path}"));
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
    let alike = candidates.iter().filter(|(likeness, _)| *likeness >= ALIKE).count();
    candidates.into_iter().take(if alike == 0 { usize::MAX } else { alike }).map(|(_, candidate)| candidate).collect()
}

fn id_of(request: &Request) -> RequestId {
    *request.extensions().get::<RequestId>().expect("the journal gives every request an id")
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
