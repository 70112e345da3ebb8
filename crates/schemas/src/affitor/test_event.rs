//! `POST /api/v1/cli/test-event`.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::chain_sender;
use super::tracked::NULLABLE;
use super::{Affitor, Failure, ProgramReference, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, HeaderDeclaration, HeaderValueType, Method, Nothing, Operation, Rule, example,
    inferred, rules,
};
use crate::values::present;

/// Send a synthetic click, lead and sale.
///
/// `{"type": "chain"}` runs the three through attribution and commission, so that an integration can be verified without a customer and without
/// money: ten an hour for each program. Then poll the readiness until `integration_verified`. The older `{"event_type": "click"}` records one
/// test event and verifies nothing.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SendTestEvent;

impl Endpoint for SendTestEvent {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = TestEventToSend;
    type Success<'a> = SentTestEvent;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/v1/cli/test-event";

    fn operation() -> Operation<Failure> {
        chain_sender("sendTestEvent", DOCUMENTED)
            .failures([
                failure::text(
                    400,
                    "`type` is not `chain`, or `event_type` is not `click`, `lead` or `sale`.",
                    "event_type must be one of: click, lead, sale.",
                )
                .of_data(),
                failure::agent(
                    429,
                    "The program has sent ten chains in the last hour.",
                    "rate_limited",
                    "Too many test chains. Try again later.",
                    Some(3600),
                ),
            ])
            .header(HeaderDeclaration {
                name: "Retry-After",
                description: "The number of seconds until a chain can be sent again.",
                value: HeaderValueType::Count,
                only_on: Some(429),
                provenance: DOCUMENTED,
            })
            .success("The verdict of the chain, or the test event.", DOCUMENTED)
            .rule(Rule::on_success(
                "!('type' in request.body) || type(request.body.type) == null_type || request.body.type != 'chain' || 'verdict' in response.body.data",
                "a chain has a verdict",
            ))
    }

    fn examples() -> Vec<Example<SentTestEvent>> {
        let none = SyntheticEvent {
            kind: None,
            short_code: None,
            customer_key: None,
            verdict: None,
            attributed: false,
            event_type: None,
            event_id: None,
            received: None,
            message: None,
        };
        vec![
            example(
                "chain",
                "All three steps were attributed.",
                SentTestEvent {
                    data: SyntheticEvent {
                        kind: Some("chain".to_owned()),
                        short_code: Some("afftest42".to_owned()),
                        customer_key: Some("afftest_customer_42".to_owned()),
                        verdict: Some(ChainVerdict::of(ChainStep::Attributed)),
                        attributed: true,
                        ..none.clone()
                    },
                },
            ),
            example(
                "single",
                "One test event of the older form.",
                SentTestEvent {
                    data: SyntheticEvent {
                        event_type: Some("click".to_owned()),
                        event_id: Some("101".to_owned()),
                        received: Some(true),
                        message: Some("Test click event received".to_owned()),
                        ..none
                    },
                },
            ),
        ]
    }
}

/// Which test events to send.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = NULLABLE))]
pub struct TestEventToSend {
    /// `chain`: a click, a lead and a sale.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"chain", extend("x-extensible-enum" = ["chain"]))]
    #[garde(length(max = 100))]
    pub kind: Option<String>,
    /// The older form: `click`, `lead` or `sale`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-extensible-enum" = ["click", "lead", "sale"]))]
    #[garde(length(max = 100))]
    pub event_type: Option<String>,
    /// The program, in the older form. The key's own program if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ProgramReference", extend("x-provenance" = super::habits::FROM_THE_TOOL))]
    #[garde(skip)]
    pub program_id: Option<ProgramReference>,
}

/// What came of the test events, in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct SentTestEvent {
    /// What came of them.
    pub data: SyntheticEvent,
}

/// What came of a chain, or of a single test event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "!('verdict' in self) || self.attributed == (self.verdict.sale == 'attributed')",
        "the chain is attributed when its sale is",
    ),
    Rule::inferred(
        "'verdict' in self || !self.attributed",
        "a single test event is never attributed",
        "the older form is described so",
    ),
])))]
pub struct SyntheticEvent {
    /// `chain`, if it was one.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = ["chain"]))]
    pub kind: Option<String>,
    /// The synthetic partner's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub short_code: Option<String>,
    /// The synthetic customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub customer_key: Option<String>,
    /// How each step went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ChainVerdict")]
    pub verdict: Option<ChainVerdict>,
    /// Whether the sale was attributed.
    pub attributed: bool,
    /// The kind of a single test event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = super::habits::FROM_THE_TOOL))]
    pub event_type: Option<String>,
    /// The number of a single test event, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = super::habits::FROM_THE_TOOL))]
    pub event_id: Option<String>,
    /// Whether a single test event arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool", extend("x-provenance" = super::habits::FROM_THE_TOOL))]
    pub received: Option<bool>,
    /// What became of a single test event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = super::habits::FROM_THE_TOOL))]
    pub message: Option<String>,
}

/// How each step of a chain went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ChainVerdict {
    /// The click.
    pub click: ChainStep,
    /// The lead.
    pub lead: ChainStep,
    /// The sale.
    pub sale: ChainStep,
}

/// How a step of a chain went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ChainStep {
    /// It was attributed to the synthetic partner.
    Attributed,
    /// It was attributed to nobody.
    Unattributed,
    /// It was attributed to another partner.
    WrongPartner,
    /// It was not processed yet.
    Pending,
}

impl ChainVerdict {
    /// All steps went the same way.
    pub const fn of(step: ChainStep) -> Self {
        Self { click: step, lead: step, sale: step }
    }
}

/// Why the fields of a check are guesses.
pub(super) const UNPUBLISHED: crate::declare::Provenance = inferred(
    "neither the field of the filter nor the response is published; the response has the shape of the status endpoint's statistics",
);
