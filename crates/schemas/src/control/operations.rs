//! `GET /operations`: every operation of every provider, with a working call.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Control, Failure, operation};
use crate::declare::prelude::*;

/// Every operation, with a working call.
///
/// For each operation: method, path, whether it writes, and one request that succeeds now, with parameters, body,
/// credential and a curl command. The ids in it exist, and the dates are within the world's time.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListOperations;

impl Endpoint for ListOperations {
    type Provider = Control;
    type Path = Nothing;
    type Query = OperationsQuery;
    type Body = Nothing;
    type Success<'a> = OperationList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/operations";

    fn operation() -> Operation<Failure> {
        let example = Failure::new("not_found", "there is no provider acme; there are agentref, affitor");
        let unknown = crate::declare::Failure::new(404, "No provider has this name.", DOCUMENTED, example);
        operation("listOperations", "The operations.", vec![unknown])
    }

    fn examples() -> Vec<Example<OperationList>> {
        let text = str::to_owned;
        let listed = ListedOperation {
            provider: text("affitor"),
            id: text("getTrackingStatus"),
            summary: text("Tracking status of a program"),
            method: text("GET"),
            template: text("/api/tracking/status/{programId}"),
            writes: false,
            success: 200,
            failures: vec![400, 401, 403, 404, 500],
            path: text("/affitor/api/tracking/status/1042"),
            path_parameters: BTreeMap::from([(text("programId"), json!(1042))]),
            query: Vec::new(),
            headers: BTreeMap::from([(text("Authorization"), text("Bearer session-member"))]),
            credential: vec![text("session-member")],
            body: None,
            url: text("http://localhost:4010/affitor/api/tracking/status/1042"),
            curl: text(
                "curl -H 'Authorization: Bearer session-member' 'http://localhost:4010/affitor/api/tracking/status/1042'",
            ),
        };
        vec![example("one", "One of them.", OperationList { operations: vec![listed] })]
    }
}

/// Which operations to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct OperationsQuery {
    /// Only those of this provider, named as in paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[schemars(example = &"wecantrack")]
    pub provider: Option<String>,
}

/// The operations, provider by provider, in the order of the documents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct OperationList {
    /// The operations.
    pub operations: Vec<ListedOperation>,
}

/// An operation, and a request that succeeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedOperation {
    /// The provider, named as in paths.
    pub provider: String,
    /// The operation id, unique within the provider.
    pub id: String,
    /// What it does, in one line.
    pub summary: String,
    /// The HTTP method.
    pub method: String,
    /// The path of the provider's API, with parameters in braces.
    pub template: String,
    /// Whether it changes anything.
    pub writes: bool,
    /// The status of a successful response.
    #[schemars(range(min = 200, max = 299))]
    pub success: u16,
    /// Every other status that its contract declares.
    pub failures: Vec<i64>,
    /// The path of the request in the sandbox, with the provider's prefix, without the query.
    pub path: String,
    /// The values of the path parameters.
    pub path_parameters: BTreeMap<String, Value>,
    /// The query, in order. A list is a repeated parameter.
    pub query: Vec<QueryParameter>,
    /// The headers to send: the credential, and the content type of the body.
    pub headers: BTreeMap<String, String>,
    /// The secrets of the credential, in the order of the provider's security schemes.
    pub credential: Vec<String>,
    /// The body; null if the operation has none.
    pub body: Option<Value>,
    /// The complete URL.
    pub url: String,
    /// A curl command that sends the request.
    pub curl: String,
}

/// A parameter of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct QueryParameter {
    /// Its name.
    pub name: String,
    /// Its value, not yet encoded.
    pub value: String,
}
