//! `POST /reference/{provider}/{operation}/judge`: what the contract says to an edited response, while it is written.

use axum::Extension;
use axum::body::Bytes;
use axum::response::Response;
use http::header::ALLOW;
use http::{HeaderValue, StatusCode, Uri};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use trackside_schemas::control::Override;

use super::data::{Like, Look, like};
use super::response::{json as shown, secured};
use crate::address::CallerAddress;
use crate::overrides::judge as judged;
use crate::request::Arrival;
use crate::response;

/// What was edited.
#[derive(Debug, Deserialize)]
struct Edited {
    /// The change, as a JSON merge patch.
    patch: Map<String, Value>,
    id: Option<String>,
    credential: Option<String>,
}

/// What there is to say to it.
#[derive(Debug, Serialize)]
struct Judged {
    /// The rules that it breaks.
    problems: Vec<Broken>,
    /// Records that look like this by themselves.
    like: Vec<Like>,
}

/// A rule that is broken, and where.
#[derive(Debug, Serialize)]
struct Broken {
    /// The field as a JSON pointer; empty for the whole response.
    field: String,
    /// The rule, and what it says.
    message: String,
}

/// Judges the edit. Nothing is changed or recorded.
pub(super) async fn judge(
    Extension(arrival): Extension<Arrival>,
    Extension(address): Extension<CallerAddress>,
    uri: Uri,
    body: Bytes,
) -> Response {
    let [_, _, provider, operation, "judge"] = uri.path().split('/').collect::<Vec<_>>()[..] else {
        let mut response =
            response::json(StatusCode::METHOD_NOT_ALLOWED, &json!({ "message": "pages are read with GET" }));
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return secured(response);
    };
    let edited: Edited = match serde_json::from_slice(&body) {
        Ok(edited) => edited,
        Err(error) => {
            let message = format!("the body is not an edit: {error}");
            return secured(response::json(StatusCode::BAD_REQUEST, &json!({ "message": message })));
        }
    };
    let sandbox = &arrival.sandbox;
    let moment = sandbox.moment();
    let look = Look { sandbox, view: moment.view(), address: &address };
    let Edited { patch, id, credential } = edited;
    let (provider, operation) = (provider.to_owned(), operation.to_owned());
    let wanted = Override { provider, operation, patch, id, credential, ..Override::default() };
    let problems = match judged(sandbox, &wanted, sandbox.clock().now()) {
        Ok(Ok(())) => Vec::new(),
        Ok(Err(breach)) => {
            let broken = breach.violations.into_iter();
            broken.map(|one| Broken { message: format!("{}: {}", one.rule, one.message), field: one.pointer }).collect()
        }
        Err(refusal) => vec![Broken { field: String::new(), message: refusal.to_string() }],
    };
    let like = like(look, &wanted.provider, &wanted.operation, &wanted.patch);
    secured(shown(&Judged { problems, like }))
}
