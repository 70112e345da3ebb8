//! A webhook: where the provider sends which events.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{DOCUMENTED, EXAMPLE};

/// A webhook: an address to which events are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Webhook {
    /// Its key: 12 letters and digits, unless a client has chosen another.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub key: String,
    /// What the program calls it.
    pub name: String,
    /// Where events are sent.
    pub url: String,
    /// Whether they are sent.
    pub is_active: bool,
    /// The secret that signs events: 16 letters and digits. It is in every response, not only in the first.
    #[schemars(regex(pattern = "^[A-Za-z0-9]{16}$"), extend("x-provenance" = EXAMPLE))]
    pub signature: String,
    /// Which events are sent.
    #[schemars(length(min = 1), extend("x-provenance" = EXAMPLE))]
    pub events: Vec<WebhookEvent>,
}

/// Something that happens in a program.
///
/// Affiliate programs have the events of partners, customers, transactions and leads, refer-a-friend programs those of customers and
/// transactions, newsletter programs those of subscribers. (A guide of the provider names four more, which no reference has and the sandbox
/// does not know: `transaction.updated`, `reward.created`, `reward.approved`, `reward.paid`.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum WebhookEvent {
    /// Somebody became a partner.
    #[serde(rename = "partner.created")]
    PartnerCreated,
    /// A partner was changed.
    #[serde(rename = "partner.updated")]
    PartnerUpdated,
    /// A partner was deleted.
    #[serde(rename = "partner.deleted")]
    PartnerDeleted,
    /// A partner was approved.
    #[serde(rename = "partner.approved")]
    PartnerApproved,
    /// A partner was rejected.
    #[serde(rename = "partner.rejected")]
    PartnerRejected,
    /// A partner was archived.
    #[serde(rename = "partner.archived")]
    PartnerArchived,
    /// Somebody became a customer.
    #[serde(rename = "customer.created")]
    CustomerCreated,
    /// A customer was changed.
    #[serde(rename = "customer.updated")]
    CustomerUpdated,
    /// A customer was deleted.
    #[serde(rename = "customer.deleted")]
    CustomerDeleted,
    /// A customer got credit.
    #[serde(rename = "customer.credited")]
    CustomerCredited,
    /// A customer got a reward.
    #[serde(rename = "customer.rewarded")]
    CustomerRewarded,
    /// There was a transaction.
    #[serde(rename = "transaction.created")]
    TransactionCreated,
    /// A transaction was deleted.
    #[serde(rename = "transaction.deleted")]
    TransactionDeleted,
    /// A lead was submitted.
    #[serde(rename = "lead.submitted")]
    LeadSubmitted,
    /// A lead became a customer.
    #[serde(rename = "lead.converted")]
    LeadConverted,
    /// A lead was rejected.
    #[serde(rename = "lead.rejected")]
    LeadRejected,
    /// Somebody subscribed.
    #[serde(rename = "subscriber.created")]
    SubscriberCreated,
    /// A subscriber was changed.
    #[serde(rename = "subscriber.updated")]
    SubscriberUpdated,
    /// A subscriber was deleted.
    #[serde(rename = "subscriber.deleted")]
    SubscriberDeleted,
    /// A subscriber got a reward.
    #[serde(rename = "subscriber.rewarded")]
    SubscriberRewarded,
}

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventSubject {
    /// A partner.
    Partner,
    /// A customer.
    Customer,
    /// A transaction.
    Transaction,
    /// A lead.
    Lead,
    /// A subscriber.
    Subscriber,
}

impl WebhookEvent {
    /// What the event is about.
    pub const fn subject(self) -> EventSubject {
        match self {
            Self::PartnerCreated
            | Self::PartnerUpdated
            | Self::PartnerDeleted
            | Self::PartnerApproved
            | Self::PartnerRejected
            | Self::PartnerArchived => EventSubject::Partner,
            Self::CustomerCreated
            | Self::CustomerUpdated
            | Self::CustomerDeleted
            | Self::CustomerCredited
            | Self::CustomerRewarded => EventSubject::Customer,
            Self::TransactionCreated | Self::TransactionDeleted => EventSubject::Transaction,
            Self::LeadSubmitted | Self::LeadConverted | Self::LeadRejected => EventSubject::Lead,
            Self::SubscriberCreated | Self::SubscriberUpdated | Self::SubscriberDeleted | Self::SubscriberRewarded => {
                EventSubject::Subscriber
            }
        }
    }
}

pub(super) fn example_webhook() -> Webhook {
    Webhook {
        key: "kQ7w2XbT9mVz".to_owned(),
        name: "Back office".to_owned(),
        url: "https://hooks.acme.example/partnero".to_owned(),
        is_active: true,
        signature: "h4Tz81LqPw0sXv6B".to_owned(),
        events: vec![WebhookEvent::CustomerCreated, WebhookEvent::TransactionCreated],
    }
}
