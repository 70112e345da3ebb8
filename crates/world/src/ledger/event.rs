//! What can be caused: the events of the ledger.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::click::{ClickKind, Clickout};
use crate::identifiers::{AccountId, CustomerId, OrderId, PartnerId, ProgramId, WebsiteId};
use crate::order::OrderStatus;
use crate::partner::PartnerChange;
use crate::payout::{NewBonus, NewPayout, PayoutChange};
use crate::program::{NewProgram, ProgramChange};
use crate::survey::SurveyChange;

/// Something that happened because somebody caused it. It names everything it needs, so that replaying it gives the same
/// world. Times are those at which it happened; the ledger knows when it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A visitor clicked a partner's link.
    Click(NewClick),
    /// A visitor signed up.
    Lead(NewLead),
    /// A customer bought something.
    Sale(NewSale),
    /// An order changed: it was approved, declined, refunded, reversed or corrected.
    Change(OrderChange),
    /// A step of a program's setup was done or undone.
    Setup(SetupChange),
    /// A client requested the links of an order's surveys.
    SurveyLinks(SurveyLinks),
    /// Something changed that only one of those who show the world knows.
    Record(RecordChange),
    /// A program was created.
    Program(Box<NewProgram>),
    /// A program was changed, paused, resumed or archived.
    ProgramChange(Box<ProgramChange>),
    /// A partner joined, or something happened to them.
    Partner(PartnerChange),
    /// A partner was paid.
    Payout(NewPayout),
    /// A payout was requested, approved or paid.
    PayoutChange(PayoutChange),
    /// A partner was given a bonus.
    Bonus(NewBonus),
    /// A survey of an order was sent, opened or completed.
    Survey(SurveyChange),
}

/// A visitor clicked a partner's link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewClick {
    /// The program.
    pub program: ProgramId,
    /// Whose link it was. `None` for a link of the program itself.
    pub partner: Option<PartnerId>,
    /// Who clicked: a new visitor or a known one, who now belongs to this partner.
    pub visitor: CustomerId,
    /// When.
    pub at: DateTime<Utc>,
    /// How it was recorded.
    pub kind: ClickKind,
    /// The clickout that it is, or that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clickout: Option<Clickout>,
}

/// A visitor signed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLead {
    /// The program.
    pub program: ProgramId,
    /// Who signed up.
    pub visitor: CustomerId,
    /// The shop's own key for the customer, if it gave one.
    pub key: Option<String>,
    /// Their e-mail address, if it is known.
    #[serde(default)]
    pub email: Option<String>,
    /// The partner who brought them, if somebody says so. It counts if no click has told of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerId>,
    /// The first name, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A customer bought something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSale {
    /// Its identifier: [`Ledger::next_order`](super::Ledger::next_order).
    pub order: OrderId,
    /// The program of the shop.
    pub program: ProgramId,
    /// Who bought.
    pub customer: CustomerId,
    /// The partner who is rewarded. `None` if nobody brought the customer.
    pub partner: Option<PartnerId>,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// When the customer clicked. `None` if a coupon or nobody brought them.
    pub clicked_at: Option<DateTime<Utc>>,
    /// The order value, in minor units of the program's currency.
    pub amount: i64,
    /// What the partner earns, in minor units.
    pub commission: i64,
    /// The network account it came through.
    pub account: AccountId,
    /// The website it came from.
    pub website: WebsiteId,
    /// The shop's own identifier of the transaction, if it gave one.
    pub transaction: Option<String>,
    /// The clickout that brought the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clickout: Option<Clickout>,
}

/// An order changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderChange {
    /// The order.
    pub order: OrderId,
    /// What happened to it.
    pub kind: ChangeKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Why it was declined, refunded or reversed.
    pub reason: Option<String>,
    /// Its new amount, in minor units, if it is another.
    pub amount: Option<i64>,
    /// Its new commission, in minor units, if it is another.
    pub commission: Option<i64>,
}

/// How an order changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is open again.
    Reopened,
    /// It was approved.
    Approved,
    /// It was declined before it was approved.
    Declined,
    /// The customer got the money back.
    Refunded,
    /// The customer got a part of the money back: amount and commission are what is left, and the status stays.
    PartlyRefunded,
    /// An approval was taken back.
    Reversed,
    /// Its amount or commission was corrected; its status stays.
    Corrected,
}

impl ChangeKind {
    /// What happens, as a participle: `approved`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reopened => "reopened",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Refunded => "refunded",
            Self::PartlyRefunded => "partly refunded",
            Self::Reversed => "reversed",
            Self::Corrected => "corrected",
        }
    }

    /// The status that the order has afterwards, if it changes.
    pub const fn status(self) -> Option<OrderStatus> {
        match self {
            Self::Reopened => Some(OrderStatus::Pending),
            Self::Approved => Some(OrderStatus::Approved),
            Self::Declined | Self::Refunded | Self::Reversed => Some(OrderStatus::Declined),
            Self::PartlyRefunded | Self::Corrected => None,
        }
    }
}

/// A client requested the links of an order's surveys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyLinks {
    /// The order.
    pub order: OrderId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A step of a program's setup was done or undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupChange {
    /// The program.
    pub program: ProgramId,
    /// The step.
    pub step: SetupStep,
    /// When.
    pub at: DateTime<Utc>,
}

/// A step of a program's setup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetupStep {
    /// The website was entered.
    WebsiteConfigured,
    /// The tracking script was seen.
    ScriptVerified,
    /// Onboarding at Stripe was started.
    StripePending,
    /// The Stripe account was connected.
    StripeConnected,
    /// The Stripe account was disconnected.
    StripeDisconnected,
    /// A test click arrived.
    TestClick,
    /// A test lead arrived.
    TestLead,
    /// A test sale arrived.
    TestSale,
}

/// A record changed that only one of those who show the world knows, such as an API key. The world keeps it with
/// everything else that happened, and does not read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordChange {
    /// The collection that the record is in.
    pub collection: String,
    /// Its number in the collection.
    pub id: u64,
    /// Its new content, as whoever wrote it encodes it. `None` if it was deleted.
    pub content: Option<String>,
}
