//! The one shape of AgentRef's failures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::declare::{self, DOCUMENTED, Provenance, Shared, inferred};

/// A failure: what went wrong, and the request it happened to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Failure {
    /// What went wrong.
    pub error: FailureDetail,
    /// Facts about the request.
    pub meta: Meta,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct FailureDetail {
    /// The kind of failure for programs to read: `BAD_REQUEST`, `UNAUTHORIZED`, `FORBIDDEN`, `INSUFFICIENT_SCOPE`, `NOT_FOUND`,
    /// `VALIDATION_ERROR`, `RATE_LIMITED` or `INTERNAL_ERROR`; further ones may appear.
    #[schemars(extend("x-extensible-enum" = [
        "BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "INSUFFICIENT_SCOPE", "NOT_FOUND", "VALIDATION_ERROR", "RATE_LIMITED", "INTERNAL_ERROR"
    ]))]
    pub code: String,
    /// The failure in words.
    pub message: String,
    /// More about the failure, by name; absent when there is nothing more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Map<String, Value>")]
    pub details: Option<Map<String, Value>>,
}

/// Facts about a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Meta {
    /// The request's id, `req_` and letters or digits: what support asks for.
    pub request_id: String,
}

impl Failure {
    /// A failure of the given kind.
    pub fn new(code: &str, message: impl Into<String>, request_id: impl Into<String>) -> Self {
        Self {
            error: FailureDetail { code: code.to_owned(), message: message.into(), details: None },
            meta: Meta { request_id: request_id.into() },
        }
    }
}

/// What every operation can answer.
pub(super) fn shared() -> Shared<Failure> {
    let malformed =
        inferred("BAD_REQUEST is a documented code; that a malformed parameter or body meets it is its usual meaning");
    Shared {
        failures: vec![
            failure(
                401,
                "No key, or a key that is not known.",
                DOCUMENTED,
                "UNAUTHORIZED",
                "Invalid or missing API key.",
            ),
            failure(
                403,
                "A valid key without the scope.",
                DOCUMENTED,
                "INSUFFICIENT_SCOPE",
                "This API key does not have the required scope.",
            ),
            failure(
                422,
                "The request is understood and cannot be carried out as it stands.",
                DOCUMENTED,
                "VALIDATION_ERROR",
                "Validation failed.",
            ),
            failure(
                429,
                "Too many requests in the window.",
                DOCUMENTED,
                "RATE_LIMITED",
                "Rate limit exceeded. Try again later.",
            ),
            failure(
                500,
                "Something failed on the server.",
                DOCUMENTED,
                "INTERNAL_ERROR",
                "An unexpected error occurred.",
            ),
        ],
        invalid: Some(failure(
            400,
            "A parameter or the body is malformed.",
            malformed,
            "BAD_REQUEST",
            "Invalid request: expected a UUID.",
        )),
        rules: Vec::new(),
    }
}

/// The id names no program of the caller's.
pub(super) fn unknown_program() -> declare::Failure<Failure> {
    failure(404, "No program with this id.", DOCUMENTED, "NOT_FOUND", "Program not found.")
}

/// The id in the path is not a UUID.
pub(super) fn malformed_id() -> declare::Failure<Failure> {
    let malformed = inferred("BAD_REQUEST is a documented code; that a malformed id meets it is its usual meaning");
    failure(400, "The id is not a UUID.", malformed, "BAD_REQUEST", "Invalid program id: expected a UUID.")
}

fn failure(
    status: u16,
    description: &'static str,
    provenance: Provenance,
    code: &str,
    message: &str,
) -> declare::Failure<Failure> {
    declare::Failure::new(status, description, provenance, Failure::new(code, message, "req_4ff0d2a3c6e94b1d"))
}
