//! `GET /faults` and `PUT /faults`: failures on demand.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, Failure, Preset, Span, SpanRange, WebhookTrouble, failure, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// The faults that are injected.
///
/// None by default; those of `--latency`, `--error-rate` and `--fault` when the sandbox was started with them.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetFaults;

impl Endpoint for GetFaults {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = FaultList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/faults";

    fn operation() -> Operation<Failure> {
        operation("getFaults", "The faults.", Vec::new())
    }

    fn examples() -> Vec<Example<FaultList>> {
        examples()
    }
}

/// Replaces the faults.
///
/// Replaces all of them: an empty list turns every fault off. If several faults apply to a request, each is drawn on
/// its own; the first error is sent. The draws are seeded: the same requests in the same order get the same faults.
/// Every response that a fault changed says so in `x-mock-reason`, in a text that starts with `fault:`.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SetFaults;

impl Endpoint for SetFaults {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = FaultList;
    type Success<'a> = FaultList;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/faults";

    fn operation() -> Operation<Failure> {
        operation(
            "setFaults",
            "The faults as they are now.",
            vec![
                failure::malformed(),
                failure::invalid(
                    "A fault is invalid: an unknown provider, operation or credential, a rate out of range, or fields \
                     that do not go together.",
                    "body field `faults[0].error_rate` is above 1",
                ),
            ],
        )
        .idempotent()
    }

    fn examples() -> Vec<Example<FaultList>> {
        examples()
    }
}

/// Faults. They apply in the order of the list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct FaultList {
    /// The faults; empty to turn all off.
    #[schemars(example = serde_json::json!([{ "provider": "wecantrack", "latency": "50ms..200ms", "error_rate": 0.05 }]))]
    #[garde(length(max = 100), dive)]
    pub faults: Vec<Fault>,
}

/// What goes wrong, where, and how often.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Fault {
    /// The provider, named as in paths. Without it, the fault applies to all providers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub provider: Option<String>,
    /// The operation id. Without it, the fault applies to all operations of the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub operation: Option<String>,
    /// The first secret of a credential. Without it, the fault applies to all callers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub credential: Option<String>,
    /// A named set of values. The other fields replace or complete its values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub preset: Option<Preset>,
    /// The number of requests that the fault affects, after which it no longer applies: with 2, two requests fail and
    /// the third works. Setting the faults again starts over. Without it, the fault has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    #[garde(range(min = 1))]
    pub times: Option<u32>,
    /// How long each response is delayed: `250ms`, or a range from which each request draws: `50ms..200ms`. At most one
    /// minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<SpanRange>")]
    #[garde(skip)]
    pub latency: Option<SpanRange>,
    /// The share of requests that get an error, from 0 to 1. With `error_status` alone, it is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub error_rate: Option<f64>,
    /// The status of these errors, from 400 to 599. Without it, 500. If the operation documents the status, the response
    /// has the provider's form. Otherwise it is the HTML page of a gateway in front of the provider, without the
    /// provider's headers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 400, max = 599))]
    pub error_status: Option<u16>,
    /// The body of these errors: `html` (the page of a gateway), `json` (the provider's form if it documents the status,
    /// otherwise the JSON of a gateway), or a text that is sent as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 65_536))]
    pub body: Option<String>,
    /// How long the client is told to wait (`Retry-After`, in whole seconds): `1s`. Applies to errors and to an exceeded
    /// rate limit. At most a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Span>")]
    #[garde(skip)]
    pub retry_after: Option<Span>,
    /// Whether every request is over the rate limit. The response is the provider's 429, with the headers of an
    /// exhausted limit. Applies to operations that document 429.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub rate_limited: Option<bool>,
    /// The share of requests whose connection is reset before a response, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub reset_rate: Option<f64>,
    /// The share of responses whose body is truncated, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub truncate_rate: Option<f64>,
    /// How long the body of each response takes: `2s`, or a range from which each request draws. At most one minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<SpanRange>")]
    #[garde(skip)]
    pub slow_body: Option<SpanRange>,
    /// What goes wrong with deliveries of webhook events, in place of requests. Only `provider`, `event`, `times` and
    /// `late_by` go with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub webhook: Option<WebhookTrouble>,
    /// The webhook event, such as `conversion.created`. Without it, the fault applies to all events of the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub event: Option<String>,
    /// How much later the first attempt comes that is `late`, in sandbox time: 10 minutes if not given. At most a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Span>")]
    #[garde(skip)]
    pub late_by: Option<Span>,
}

fn examples() -> Vec<Example<FaultList>> {
    let latency = Fault { latency: SpanRange::parse("50ms..200ms"), error_rate: Some(0.05), ..Fault::default() };
    let exhausted = Fault { provider: Some("agentref".to_owned()), rate_limited: Some(true), ..Fault::default() };
    vec![
        example(
            "some",
            "Slow and flaky everywhere, and one provider over its limit.",
            FaultList { faults: vec![latency, exhausted] },
        ),
        example(
            "retries",
            "The first two requests of one operation fail, the third works.",
            FaultList {
                faults: vec![Fault {
                    provider: Some("partnero".to_owned()),
                    operation: Some("getProgram".to_owned()),
                    error_status: Some(503),
                    retry_after: Some(Span::milliseconds(1000)),
                    times: Some(2),
                    ..Fault::default()
                }],
            },
        ),
        example(
            "preset",
            "One provider is down for maintenance.",
            FaultList {
                faults: vec![Fault {
                    provider: Some("wecantrack".to_owned()),
                    preset: Some(Preset::Maintenance),
                    ..Fault::default()
                }],
            },
        ),
        example(
            "webhooks",
            "The next two webhook events of one kind have a wrong signature.",
            FaultList {
                faults: vec![Fault {
                    provider: Some("agentref".to_owned()),
                    webhook: Some(WebhookTrouble::WrongSignature),
                    event: Some("conversion.created".to_owned()),
                    times: Some(2),
                    ..Fault::default()
                }],
            },
        ),
        example("none", "Everything works.", FaultList::default()),
    ]
}
