//! A subscriber of a newsletter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::coupon::example_time;
use crate::declare::{DOCUMENTED, EXAMPLE, Rule, inferred, rules};
use crate::values::MicrosecondInstant;

/// A subscriber of a newsletter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "datetime(self.created_at) <= datetime(self.updated_at)",
        "nothing is changed before it is created",
        "the names of the fields",
    ),
])))]
pub struct Subscriber {
    /// Their id at the e-mail service; null until it has given them one. (One example of the provider shows an e-mail address here.)
    pub id: Option<String>,
    /// Their name.
    #[schemars(extend("x-provenance" = inferred("the field is documented; it may be left out of the request, so null is possible")))]
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: String,
    /// Whether another subscriber brought them.
    pub is_referred: bool,
    /// Whether they agreed to the terms; null if that is not known.
    pub tos: Option<bool>,
    /// Whether they agreed to advertising; null if that is not known.
    pub marketing_consent: Option<bool>,
    /// Their status. Responses begin it with a capital letter, requests with a small one.
    #[schemars(extend("x-extensible-enum" = ["Active", "Rejected", "Suspended"], "x-provenance" = EXAMPLE))]
    pub status: String,
    /// Whether they are approved.
    pub approved: bool,
    /// Where they see whom they have brought.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub portal_link: String,
    /// The link by which they bring others.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub share_link: String,
    /// How many subscribers they have brought.
    pub referrals_count: u64,
    /// Their rewards: always none in the sandbox.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub reward: Vec<Value>,
    /// When they subscribed.
    pub created_at: MicrosecondInstant,
    /// When they were last changed.
    pub updated_at: MicrosecondInstant,
    /// When they were deleted: always null, because those who were deleted are not shown.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub deleted_at: Option<MicrosecondInstant>,
}

/// The status of a subscriber in a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum SubscriberStatus {
    /// They take part.
    #[default]
    Active,
    /// They were not let in.
    Rejected,
    /// They were shut out.
    Suspended,
}

impl SubscriberStatus {
    /// As responses show it.
    pub const fn shown(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Rejected => "Rejected",
            Self::Suspended => "Suspended",
        }
    }
}

pub(super) fn example_subscriber() -> Subscriber {
    Subscriber {
        id: Some("48210017".to_owned()),
        name: Some("Maria Lindgren".to_owned()),
        email: "maria@mail.example".to_owned(),
        is_referred: true,
        tos: Some(true),
        marketing_consent: None,
        status: SubscriberStatus::Active.shown().to_owned(),
        approved: true,
        portal_link: "https://friends.dailyfinds.example/subscriber/k7w2xbt9".to_owned(),
        share_link: "https://dailyfinds.example?ref=k7w2xbt9".to_owned(),
        referrals_count: 2,
        reward: Vec::new(),
        created_at: example_time(),
        updated_at: example_time(),
        deleted_at: None,
    }
}
