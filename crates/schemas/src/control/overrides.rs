//! `GET /overrides` and `PUT /overrides`: answers as you want them.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Control, Failure, failure, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// The overrides.
///
/// None by default; those of `--overrides` when the sandbox was started with them.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetOverrides;

impl Endpoint for GetOverrides {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = OverrideList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/overrides";

    fn operation() -> Operation<Failure> {
        operation("getOverrides", "The overrides.", Vec::new())
    }

    fn examples() -> Vec<Example<OverrideList>> {
        examples()
    }
}

/// Replaces the overrides.
///
/// All of them: an empty list brings back what the world says. An override is a JSON merge patch (RFC 7396) for the successful answers of one
/// operation, for all of them or for one id or one credential. It is held against the contract, its schema and its rules: on the documented examples
/// that it changes, one of which must stay whole, or on the very answer where id or credential leave only one. An override that breaks them is refused with
/// the reason, unless it is forced.
///
/// Every answer is judged again when it is given. One that an override would break is sent without that override, unless it is forced. `x-mock-reason`
/// names each override that was applied, and says of one that was not which rule it would have broken.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SetOverrides;

impl Endpoint for SetOverrides {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = SetOverridesBody;
    type Success<'a> = OverrideList;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/overrides";

    fn operation() -> Operation<Failure> {
        operation(
                "setOverrides",
                "The overrides as they are now.",
                vec![
                    failure::malformed(),
                    failure::invalid(
                        "An override names an unknown provider or operation, or its patch breaks the contract; the message says which rule.",
                        "body field `overrides[0].patch` breaks the contract of agentref getTrackingStatus on its example `healthy`: body/type \
                         /data/status/cookieDuration: is \"30\" (string), the contract says integer; mend the patch, or add \"force\": true to have it \
                         all the same",
                    ),
                ],
            )
        .idempotent()
    }

    fn examples() -> Vec<Example<OverrideList>> {
        examples()
    }
}

/// Overrides. They apply in the order of the list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct OverrideList {
    /// The overrides.
    pub overrides: Vec<Override>,
}

/// What to put in place of the overrides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct SetOverridesBody {
    /// The overrides, none to have none.
    #[schemars(example = json!([{ "provider": "wecantrack", "operation": "listTransactions", "patch": { "data": [], "total": 0 }, "force": true }]))]
    #[garde(length(max = 100), dive)]
    pub overrides: Vec<Override>,
}

/// A change to the answers of an operation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Override {
    /// The provider, named as in paths.
    #[garde(length(min = 1))]
    pub provider: String,
    /// The operation, named by its operation id.
    #[garde(length(min = 1))]
    pub operation: String,
    /// Only answers to requests that name this id in a parameter of the path or the query, or in a field of the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub id: Option<String>,
    /// Only answers to callers with this credential: the key or token; of two that belong together, the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub credential: Option<String>,
    /// A JSON merge patch: fields replace those of the answer, objects are merged, a list replaces a list, null removes a field. Where the contract
    /// requires the field and lets it be null, it becomes null.
    #[garde(skip)]
    pub patch: Map<String, Value>,
    /// Whether the override may break the contract.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub force: bool,
    /// What it is for, in your words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 500))]
    pub note: Option<String>,
}

fn examples() -> Vec<Example<OverrideList>> {
    let patch =
        json!({ "data": { "stats": { "conversionsLast30Days": { "total": 0, "clickToken": 0, "coupon": 0 } } } });
    let one = Override {
        provider: "agentref".to_owned(),
        operation: "getTrackingStatus".to_owned(),
        id: Some("17ee437b-1ade-4184-a078-fed25077ce58".to_owned()),
        patch: patch.as_object().cloned().unwrap_or_default(),
        note: Some("a program without conversions".to_owned()),
        ..Override::default()
    };
    vec![
        example("one", "One program of AgentRef has no conversions.", OverrideList { overrides: vec![one] }),
        example("none", "Every answer is the world's.", OverrideList::default()),
    ]
}
