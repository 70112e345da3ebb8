//! The webhook events: what happens to programs, affiliates, conversions, payouts and flags.

mod affiliates;
mod conversions;
mod envelope;
mod flags;
mod payouts;
mod programs;

pub use affiliates::{AffiliateApproved, AffiliateBlocked, AffiliateJoined, AffiliateUnblocked};
pub use conversions::{ConversionCreated, ConversionRefunded};
pub use envelope::{Environment, EventData, EventEnvelope};
pub use flags::FlagResolved;
pub use payouts::{PayoutCompleted, PayoutCreated, PayoutFailed, PayoutProcessing};
pub use programs::{ChangedProgram, ProgramCreated, ProgramFacts, ProgramUpdated};

use crate::declare::{
    DOCUMENTED, Delivery, DeliveryForm, EventDeclaration, HeaderDeclaration, HeaderValueType, Rule, SignatureKind,
    SignatureScheme, Source, Stated, Tag,
};

/// The webhook events of AgentRef.
pub type Events = (
    (ProgramCreated, ProgramUpdated),
    (AffiliateJoined, AffiliateApproved, AffiliateBlocked, AffiliateUnblocked),
    (ConversionCreated, ConversionRefunded),
    (PayoutCreated, PayoutProcessing, PayoutCompleted, PayoutFailed),
    FlagResolved,
);

const EVENTS: Tag = Tag { name: "Events", description: "What is sent to webhook endpoints." };

const SOURCE: Source = Source {
    title: "AgentRef documentation, webhook events",
    url: "https://www.agentref.co/docs/webhooks/events",
    read: "2026-11-28",
};

/// An event. All of the thirteen are documented by name.
fn event() -> EventDeclaration {
    EventDeclaration::new(EVENTS, DOCUMENTED).source(SOURCE).rule(
        Rule::documented("request.headers['svix-id'] == request.body.id", "the header names the event of the body")
            .because("both are documented as the id to recognise duplicates by"),
    )
}

/// An event about something that belongs to the program which the envelope names.
fn of_program() -> EventDeclaration {
    event().rule(
        Rule::documented(
            "!('programId' in request.body) || request.body.data.programId == request.body.programId",
            "the event is about something of its program",
        )
        .because("the fields have the same name"),
    )
}

/// How events are delivered.
pub(super) fn delivery() -> Delivery {
    Delivery {
        headers: vec![
            HeaderDeclaration {
                name: "svix-id",
                description: "The id of the event: the same in each attempt to deliver it.",
                value: HeaderValueType::Text,
                only_on: None,
                provenance: DOCUMENTED,
            },
            HeaderDeclaration {
                name: "svix-timestamp",
                description: "When it was sent, in seconds of UNIX time. Refuse what is older than five minutes.",
                value: HeaderValueType::Count,
                only_on: None,
                provenance: DOCUMENTED,
            },
            HeaderDeclaration {
                name: "svix-signature",
                description: "`v1,` and the signature in base64; several of them, separated by blanks, while a secret \
                              is replaced.",
                value: HeaderValueType::Text,
                only_on: None,
                provenance: DOCUMENTED,
            },
        ],
        forms: &[DeliveryForm::PostJson],
        event_name: Some("/type"),
        identity: Some("/id"),
        signature: Some(SignatureScheme {
            scheme: SignatureKind::SvixBase64url,
            header: "svix-signature",
            algorithm: "HMAC-SHA256",
            content: "{svix-id}.{svix-timestamp}.{body}",
            key: "the part of the secret after `whsec_`, decoded from base64url",
            encoding: "base64, after `v1,`",
            tolerance_seconds: Some(300),
            provenance: DOCUMENTED,
        }),
        within_seconds: None,
        timeout_seconds: Some(Stated::new(30, DOCUMENTED)),
        success: Stated::new("2XX", DOCUMENTED),
        retry_seconds: Stated::new(&[60, 300, 900, 3600, 10_800, 21_600, 43_200, 86_400], DOCUMENTED),
    }
}
