//! `GET /overrides` and `PUT /overrides`: patches that change responses.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Control, Failure, failure, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// The overrides.
///
/// Empty by default, unless the sandbox was started with `--overrides`.
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
/// Replaces all of them: an empty list restores the original responses. An override is a JSON merge patch (RFC 7396)
/// for the successful responses of one operation: all of them, or only those for one id or one credential.
///
/// An override must keep the contract: the schema and the rules of the operation. If id and credential leave only one
/// possible response, the patch is checked on that response. Otherwise it is checked on the documented examples that it
/// changes, at least one of which must still be valid. An invalid override is rejected with the reason, unless it is
/// forced.
///
/// Each response is checked again before it is sent. If an override would break it, it is sent without that override,
/// unless the override is forced. `x-mock-reason` names each override that was applied. For one that was not applied,
/// it names the rule that it would have broken.
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
                    "An override names an unknown provider or operation, or its patch breaks the contract; the \
                     message says which rule.",
                    "body field `overrides[0].patch` breaks the contract of agentref getTrackingStatus in its \
                     example `healthy`: body/type /data/status/cookieDuration: is \"30\" (string), the contract \
                     says integer; fix the patch, or add \"force\": true to apply it anyway",
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

/// The new overrides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewOverrides", extend("x-provenance" = DOCUMENTED))]
pub struct SetOverridesBody {
    /// The overrides; empty to remove all.
    #[schemars(example = json!([{ "provider": "wecantrack", "operation": "listTransactions", "patch": { "data": [], "total": 0 }, "force": true }]))]
    #[garde(length(max = 100), dive)]
    pub overrides: Vec<Override>,
}

/// A change to the responses of an operation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Override {
    /// The provider, named as in paths.
    #[garde(length(min = 1))]
    pub provider: String,
    /// The operation id.
    #[garde(length(min = 1))]
    pub operation: String,
    /// Only for requests with this id in a path parameter, a query parameter or a field of the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub id: Option<String>,
    /// Only for callers with this credential: the key or token, or the first part of a pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub credential: Option<String>,
    /// A JSON merge patch: fields replace those of the response, objects are merged, a list replaces a list, null
    /// removes a field. If the contract requires the field and allows null, it becomes null.
    #[garde(skip)]
    pub patch: Map<String, Value>,
    /// Whether the override may break the contract.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub force: bool,
    /// A note for yourself.
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
        example("none", "No response is changed.", OverrideList::default()),
    ]
}
