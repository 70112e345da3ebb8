//! The webhook events: what happens to partners, customers, transactions, leads and subscribers.

/// Declares an event with its payload.
macro_rules! event {
    ($(#[$doc:meta])* $event:ident, $name:literal, $data:ty, $declaration:expr, [$($example:expr),+ $(,)?]) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
        pub struct $event;

        impl $crate::declare::Event for $event {
            type Provider = $crate::partnero::Partnero;
            type Payload = $crate::partnero::EventEnvelope<Self, $data>;

            const NAME: &'static str = $name;

            fn declaration() -> $crate::declare::EventDeclaration {
                $declaration
            }

            fn examples() -> Vec<$crate::declare::Example<Self::Payload>> {
                vec![$($example),+]
            }
        }
    };
}

mod customers;
mod envelope;
mod leads;
mod partners;
mod subscribers;
mod transactions;

pub use customers::{CustomerCreated, CustomerCredited, CustomerDeleted, CustomerRewarded, CustomerUpdated};
pub use envelope::EventEnvelope;
pub use leads::{LeadConverted, LeadRejected, LeadSubmitted};
pub use partners::{PartnerApproved, PartnerArchived, PartnerCreated, PartnerDeleted, PartnerRejected, PartnerUpdated};
pub use subscribers::{SubscriberCreated, SubscriberDeleted, SubscriberRewarded, SubscriberUpdated};
pub use transactions::{TransactionCreated, TransactionDeleted};

use super::{AFFILIATE, NEWSLETTER, REFER_A_FRIEND};
use crate::declare::{
    DOCUMENTED, Delivery, DeliveryForm, EventDeclaration, HeaderDeclaration, HeaderValueType, Rule, SignatureKind,
    SignatureScheme, Source, Stated, Tag, inferred,
};

/// The webhook events of Partnero.
pub type Events = (
    (PartnerCreated, PartnerUpdated, PartnerDeleted, PartnerApproved, PartnerRejected, PartnerArchived),
    (CustomerCreated, CustomerUpdated, CustomerDeleted, CustomerCredited, CustomerRewarded),
    (TransactionCreated, TransactionDeleted),
    (LeadSubmitted, LeadConverted, LeadRejected),
    (SubscriberCreated, SubscriberUpdated, SubscriberDeleted, SubscriberRewarded),
);

const EVENTS: Tag = Tag { name: "Events", description: "What is sent to webhooks." };

const SOURCE: Source = Source {
    title: "Partnero documentation, outgoing webhooks",
    url: "https://docs.partnero.com/guides/webhooks/outgoing-webhooks",
    read: "2026-11-28",
};

/// An event of affiliate programs.
fn of_affiliates() -> EventDeclaration {
    EventDeclaration::new(EVENTS, DOCUMENTED).source(SOURCE).key_kinds(&[AFFILIATE])
}

/// An event of programs with customers.
fn of_customers() -> EventDeclaration {
    EventDeclaration::new(EVENTS, DOCUMENTED).source(SOURCE).key_kinds(&[AFFILIATE, REFER_A_FRIEND])
}

/// An event of newsletter programs.
fn of_newsletters() -> EventDeclaration {
    EventDeclaration::new(EVENTS, DOCUMENTED).source(SOURCE).key_kinds(&[NEWSLETTER])
}

/// A rule that follows from the name of an event.
fn named(rule: &'static str, message: &'static str) -> Rule {
    Rule::inferred(rule, message, "the name of the event")
}

/// How events are delivered.
pub(super) fn delivery() -> Delivery {
    Delivery {
        headers: vec![HeaderDeclaration {
            name: "Signature",
            description: "The signature of the body: HMAC-SHA256 in hexadecimal digits, in lower case. The key is the \
                          `signature` of the webhook.",
            value: HeaderValueType::Text,
            only_on: None,
            provenance: DOCUMENTED,
        }],
        forms: &[DeliveryForm::PostJson],
        event_name: Some("/event"),
        identity: None,
        signature: Some(SignatureScheme {
            scheme: SignatureKind::BodyHex,
            header: "Signature",
            algorithm: "HMAC-SHA256",
            content: "{body}",
            key: "the `signature` of the webhook, as text",
            encoding: "hexadecimal, in lower case",
            tolerance_seconds: None,
            provenance: DOCUMENTED,
        }),
        within_seconds: None,
        timeout_seconds: Some(Stated::new(5, DOCUMENTED)),
        success: Stated::new("2XX", DOCUMENTED),
        retry_seconds: Stated::new(
            &[60, 120, 240, 480, 960],
            inferred(
                "that failures are repeated after exponentially growing times is documented; how often and after which is not",
            ),
        ),
    }
}
