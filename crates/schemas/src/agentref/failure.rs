//! The one shape of AgentRef's failures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::declare::{self, DOCUMENTED, Provenance, Shared, inferred};
use crate::values::present;

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
    /// The kind of failure, for programs to read. Other codes may appear.
    ///
    /// `FORBIDDEN` is for a key that may not be used here, `INSUFFICIENT_SCOPE` for one that lacks a scope. `CONFLICT` and
    /// `IDEMPOTENCY_KEY_REUSED` have status 409 and are for requests that write.
    #[schemars(extend("x-extensible-enum" = [
        "BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "INSUFFICIENT_SCOPE", "NOT_FOUND", "CONFLICT",
        "IDEMPOTENCY_KEY_REUSED", "VALIDATION_ERROR", "RATE_LIMITED", "INTERNAL_ERROR"
    ]))]
    pub code: String,
    /// The failure in words.
    pub message: String,
    /// More about the failure: any JSON value. It may be absent. An example of the provider shows an empty object.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Value")]
    pub details: Option<Value>,
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
    /// A failure of the given kind, without details.
    pub fn new(code: &str, message: impl Into<String>, request_id: impl Into<String>) -> Self {
        Self {
            error: FailureDetail { code: code.to_owned(), message: message.into(), details: None },
            meta: Meta { request_id: request_id.into() },
        }
    }

    /// The failure with an empty object as its details, as in the provider's example of a `BAD_REQUEST`.
    pub fn with_empty_details(mut self) -> Self {
        self.error.details = Some(json!({}));
        self
    }
}

/// What every operation can answer.
pub(super) fn shared() -> Shared<Failure> {
    Shared {
        failures: vec![
            failure(
                401,
                "No key, or an unknown key. (Older tests of the provider's SDK expect the code `INVALID_AUTH`.)",
                DOCUMENTED,
                "UNAUTHORIZED",
                "Invalid or missing API key.",
            ),
            failure(
                403,
                "A valid key that may not do this: `FORBIDDEN` if keys of its kind may not reach the resource, \
                 `INSUFFICIENT_SCOPE` if it lacks a scope, which the message names. That an affiliate's key gets \
                 `FORBIDDEN` is shown by a test of the provider's SDK only; that an onboarding key gets \
                 `INSUFFICIENT_SCOPE` where more than the first set-up is asked for is inferred. Which scope an \
                 operation needs is documented for four operations, and inferred from the names for the others.",
                DOCUMENTED,
                "INSUFFICIENT_SCOPE",
                "This API key does not have the required scope.",
            ),
            failure(
                422,
                "A body is valid JSON and fails validation. The provider's SDKs expect status 400 for this instead; \
                 in the sandbox, the reading `validation-is-400` switches to that.",
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
        invalid: Some(bad_request(
            "A parameter is invalid, or the body is not JSON.",
            DOCUMENTED,
            "Invalid request: expected a UUID.",
        )),
        malformed: None,
        rules: Vec::new(),
    }
}

/// The id names no program of the caller's.
pub(super) fn unknown_program() -> declare::Failure<Failure> {
    failure(404, "No program with this id.", DOCUMENTED, "NOT_FOUND", "Program not found.")
}

/// The id in the path is not a UUID.
pub(super) fn malformed_id() -> declare::Failure<Failure> {
    let malformed = inferred("400 is documented for invalid parameters; no page says that an id must be well-formed");
    bad_request("The id is not a UUID.", malformed, "Invalid program id: expected a UUID.")
}

/// The `Idempotency-Key` belongs to another request.
pub(super) fn reused_key() -> declare::Failure<Failure> {
    failure(
        409,
        "`CONFLICT` if what exists does not allow it, `IDEMPOTENCY_KEY_REUSED` if the key of the request was used for \
         another request in the last 24 hours.",
        DOCUMENTED,
        "IDEMPOTENCY_KEY_REUSED",
        "This idempotency key was already used with a different request.",
    )
}

/// A body whose fields do not go together, or do not fit what exists.
pub(super) fn unfit(description: &'static str, message: &str) -> declare::Failure<Failure> {
    failure(422, description, DOCUMENTED, "VALIDATION_ERROR", message).of_data()
}

/// What exists does not allow the change.
pub(super) fn conflict(description: &'static str, provenance: Provenance, message: &str) -> declare::Failure<Failure> {
    failure(409, description, provenance, "CONFLICT", message)
}

/// The id names nothing of the caller's.
pub(super) fn unknown(description: &'static str, message: &str) -> declare::Failure<Failure> {
    failure(404, description, DOCUMENTED, "NOT_FOUND", message)
}

/// A parameter is invalid, or no response has given the cursor.
pub(super) fn bad_cursor() -> declare::Failure<Failure> {
    bad_request(
        "A parameter is invalid, or the cursor is not one that a response has given (inferred).",
        DOCUMENTED,
        "Invalid request: query parameter `cursor` is not a cursor that a response has given.",
    )
    .of_data()
}

fn bad_request(description: &'static str, provenance: Provenance, message: &str) -> declare::Failure<Failure> {
    let body = Failure::new("BAD_REQUEST", message, "req_4ff0d2a3c6e94b1d").with_empty_details();
    declare::Failure::new(400, description, provenance, body)
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
