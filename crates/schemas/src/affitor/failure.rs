//! The three shapes of Affitor's failures.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;

use crate::declare::{self, DOCUMENTED, Provenance, inferred};

/// A failure: the framework's (dashboard and management routes), one for agents (readiness, and the limit of test events),
/// or a text (tracking of clicks, leads, sales and refunds, and test events).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Failure {
    /// A failure as Strapi writes it.
    Strapi(StrapiFailure),
    /// A failure with a code to branch on.
    Agent(AgentFailure),
    /// A failure in words.
    Text(TextFailure),
}

/// A failure as Strapi writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = STRAPI))]
pub struct StrapiFailure {
    /// Always null.
    pub data: NoData,
    /// What went wrong.
    pub error: StrapiFailureDetail,
}

/// What went wrong, as Strapi writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = STRAPI))]
pub struct StrapiFailureDetail {
    /// The HTTP status.
    #[schemars(range(min = 400, max = 599))]
    pub status: u16,
    /// The kind of failure, for programs to read. A test of the provider's CLI leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = [
        "ValidationError", "UnauthorizedError", "ForbiddenError", "NotFoundError", "InternalServerError"
    ]))]
    pub name: Option<String>,
    /// The failure in words.
    pub message: String,
    /// More about the failure, by name; empty if there is nothing more to say. A test of the provider's CLI leaves it
    /// out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Map<String, Value>")]
    pub details: Option<Map<String, Value>>,
}

/// A failure with a code to branch on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct AgentFailure {
    /// What went wrong.
    pub error: AgentFailureDetail,
}

/// What went wrong, with a code to branch on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct AgentFailureDetail {
    /// The kind of failure, for programs to read.
    #[schemars(extend("x-extensible-enum" = ["invalid_key", "rate_limited", "internal_error", "api_key_rotation_required"]))]
    pub code: String,
    /// The failure in words.
    pub message: String,
    /// The HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u16", range(min = 400, max = 599))]
    pub status: Option<u16>,
    /// How many seconds to wait before the request is sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64")]
    pub retry_after_seconds: Option<u64>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = inferred("seen in a public client, beside the code of a retired key")))]
    pub hint: Option<String>,
}

/// A failure in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TextFailure {
    /// What went wrong.
    pub error: String,
}

/// Where Strapi's shape comes from.
const STRAPI: Provenance = inferred(
    "the backend is Strapi, which writes failures in this shape; the provider's CLI expects it from a sibling route",
);

/// The `data` of a failure: null and nothing else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoData;

impl Serialize for NoData {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for NoData {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <()>::deserialize(deserializer).map(|()| Self)
    }
}

impl JsonSchema for NoData {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "NoData".into()
    }

    // OpenAPI 3.0 has no null type: an object without any field that may be null comes closest.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "nullable": true, "maxProperties": 0 })
    }
}

impl StrapiFailure {
    /// A failure of the given status and name.
    pub fn new(status: u16, name: &str, message: impl Into<String>) -> Self {
        let error = StrapiFailureDetail {
            status,
            name: Some(name.to_owned()),
            message: message.into(),
            details: Some(Map::new()),
        };
        Self { data: NoData, error }
    }
}

impl AgentFailure {
    /// A failure with this code, to be repeated after so many seconds if they are given.
    pub fn new(code: &str, message: impl Into<String>, retry_after_seconds: Option<u64>) -> Self {
        let error = AgentFailureDetail {
            code: code.to_owned(),
            message: message.into(),
            status: None,
            retry_after_seconds,
            hint: None,
        };
        Self { error }
    }
}

impl From<StrapiFailure> for Failure {
    fn from(failure: StrapiFailure) -> Self {
        Self::Strapi(failure)
    }
}

impl From<AgentFailure> for Failure {
    fn from(failure: AgentFailure) -> Self {
        Self::Agent(failure)
    }
}

impl From<TextFailure> for Failure {
    fn from(failure: TextFailure) -> Self {
        Self::Text(failure)
    }
}

/// What sibling endpoints document.
pub(super) const SIBLING: Provenance =
    inferred("documented for sibling endpoints; the page of this one lists fewer failures");

/// A failure as Strapi writes it.
pub(super) fn strapi(
    status: u16,
    description: &'static str,
    provenance: Provenance,
    name: &str,
    message: &str,
) -> declare::Failure<Failure> {
    declare::Failure::new(status, description, provenance, StrapiFailure::new(status, name, message))
}

/// A documented failure with a code.
pub(super) fn agent(
    status: u16,
    description: &'static str,
    code: &str,
    message: &str,
    retry_after: Option<u64>,
) -> declare::Failure<Failure> {
    declare::Failure::new(status, description, DOCUMENTED, AgentFailure::new(code, message, retry_after))
}

/// A failure with a code that no page describes.
pub(super) fn inferred_agent(
    status: u16,
    description: &'static str,
    code: &str,
    message: &str,
) -> declare::Failure<Failure> {
    let provenance = inferred("no page describes it; the route's other failures have this shape");
    declare::Failure::new(status, description, provenance, AgentFailure::new(code, message, None))
}

/// A documented failure in words.
pub(super) fn text(status: u16, description: &'static str, message: &str) -> declare::Failure<Failure> {
    declare::Failure::new(status, description, DOCUMENTED, TextFailure { error: message.to_owned() })
}

/// A failure in words that no page describes.
pub(super) fn inferred_text(status: u16, description: &'static str, message: &str) -> declare::Failure<Failure> {
    let provenance = inferred("no page describes the failures of this route; its siblings write texts");
    declare::Failure::new(status, description, provenance, TextFailure { error: message.to_owned() })
}

/// The id names no program.
pub(super) fn unknown_program() -> declare::Failure<Failure> {
    strapi(404, "No program with this id.", DOCUMENTED, "NotFoundError", "Program not found")
}

/// The id in the path is not an integer.
pub(super) fn malformed_program() -> declare::Failure<Failure> {
    strapi(
        400,
        "The id is not an integer, or a parameter is malformed. The provider lists no 400 and may send 404 for an id \
         instead; in the sandbox, the reading `malformed-id-is-404` switches to that.",
        inferred("the path takes an integer; Strapi responds to malformed parameters with a ValidationError"),
        "ValidationError",
        "programId must be an integer",
    )
}

/// A body that breaks the contract, at a route with Strapi's failures.
pub(super) fn invalid_body(message: &str) -> declare::Failure<Failure> {
    strapi(
        400,
        "The body is not valid.",
        inferred("no page describes it; Strapi responds to malformed input with a ValidationError"),
        "ValidationError",
        message,
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Failure;

    /// The shape that a body is read as. It is written as it was read.
    fn shape(body: &Value) -> &'static str {
        let failure: Failure = serde_json::from_value(body.clone()).expect("a failure");
        assert_eq!(serde_json::to_value(&failure).expect("a failure is plain data"), *body);
        match failure {
            Failure::Strapi(_) => "strapi",
            Failure::Agent(_) => "agent",
            Failure::Text(_) => "text",
        }
    }

    #[test]
    fn a_body_is_read_in_the_shape_that_the_provider_shows_for_its_route() {
        for (expected, body) in [
            ("text", json!({ "error": "Invalid API token" })),
            ("agent", json!({ "error": { "code": "invalid_key", "message": "Invalid API token." } })),
            (
                "agent",
                json!({ "error": {
                    "code": "internal_error", "message": "Failed to compute readiness. Retry shortly.", "retry_after_seconds": 10
                } }),
            ),
            (
                "agent",
                json!({ "error": { "code": "api_key_rotation_required", "message": "Rotate the key.", "hint": "Make a new one." } }),
            ),
            ("strapi", json!({ "data": null, "error": { "status": 401, "message": "Invalid API key." } })),
            (
                "strapi",
                json!({ "data": null, "error": {
                    "status": 404, "name": "NotFoundError", "message": "Program not found", "details": {}
                } }),
            ),
        ] {
            assert_eq!(shape(&body), expected, "{body}");
        }
    }
}
