//! The one shape of Affitor's failures: Strapi's.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;

use crate::declare::{self, DOCUMENTED, Provenance, Rule, Shared, inferred};

/// A failure as Strapi writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("the backend is Strapi, which answers failures in this shape")))]
pub struct Failure {
    /// Always null.
    pub data: NoData,
    /// What went wrong.
    pub error: FailureDetail,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("the backend is Strapi, which answers failures in this shape")))]
pub struct FailureDetail {
    /// The HTTP status.
    #[schemars(range(min = 400, max = 599))]
    pub status: u16,
    /// The kind of failure for programs to read.
    #[schemars(extend("x-extensible-enum" = [
        "ValidationError", "UnauthorizedError", "ForbiddenError", "NotFoundError", "InternalServerError"
    ]))]
    pub name: String,
    /// The failure in words.
    pub message: String,
    /// More about the failure, by name; empty when there is nothing more to say.
    pub details: Map<String, Value>,
}

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

impl Failure {
    /// A failure of the given status and name.
    pub fn new(status: u16, name: &str, message: impl Into<String>) -> Self {
        Self {
            data: NoData,
            error: FailureDetail { status, name: name.to_owned(), message: message.into(), details: Map::new() },
        }
    }
}

/// What every operation can answer.
pub(super) fn shared() -> Shared<Failure> {
    Shared {
        failures: vec![
            failure(
                401,
                "No session, or one that has ended.",
                DOCUMENTED,
                "UnauthorizedError",
                "Missing or invalid credentials",
            ),
            failure(403, "The user has no `tracking:read` on the program.", DOCUMENTED, "ForbiddenError", "Forbidden"),
            failure(
                500,
                "The state of the steps could not be read.",
                DOCUMENTED,
                "InternalServerError",
                "Internal Server Error",
            ),
        ],
        invalid: Some(failure(
            400,
            "The id is not an integer of a program.",
            inferred("the path takes an integer; Strapi answers malformed parameters with a ValidationError"),
            "ValidationError",
            "programId must be an integer",
        )),
        rules: vec![Rule::inferred(
            "response.status < 400 || response.body.error.status == response.status",
            "the failure's body repeats the status",
            "Strapi writes both from one error",
        )],
    }
}

/// The id names no program.
pub(super) fn unknown_program() -> declare::Failure<Failure> {
    failure(404, "No program with this id.", DOCUMENTED, "NotFoundError", "Program not found")
}

fn failure(
    status: u16,
    description: &'static str,
    provenance: Provenance,
    name: &str,
    message: &str,
) -> declare::Failure<Failure> {
    declare::Failure::new(status, description, provenance, Failure::new(status, name, message))
}
