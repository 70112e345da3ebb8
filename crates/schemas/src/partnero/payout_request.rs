//! Payout requests, as every operation about them shows them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{DOCUMENTED, Rule, Tag, inferred, rules};
use crate::values::{DecimalNumber, InstantWithDigits, MicrosecondInstant};

/// Operations about payout requests.
pub(super) const PAYOUT_REQUESTS: Tag =
    Tag { name: "Payout requests", description: "What partners are to be paid: requested, approved, paid." };

/// What a partner is to be paid. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("the operations are documented, of their answers only that they have a number, a status, an amount and a currency")))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "(self.status == 'finished') == (type(self.paid_at) != null_type)",
        "what is finished was paid at some time",
        "the names of the two",
    ),
    Rule::inferred(
        "datetime(self.created_at) <= datetime(self.updated_at)",
        "nothing changes before it exists",
        "the names of the fields",
    ),
])))]
pub struct PayoutRequest {
    /// Its number.
    #[schemars(range(min = 1), extend("x-provenance" = DOCUMENTED))]
    pub id: u64,
    /// What has become of it.
    pub status: PayoutRequestStatus,
    /// How much, in the currency's main unit.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub amount: DecimalNumber,
    /// The code of the currency in small letters, such as `usd`.
    #[schemars(regex(pattern = "^[a-z]{3}$"), extend("x-provenance" = DOCUMENTED))]
    pub amount_units: String,
    /// Who is paid.
    pub partner: PaidPartner,
    /// How: `paypal`, `wise`, `crypto` or `venmo`, or `bank_transfer` where the partner has entered a bank account.
    pub gateway: Option<String>,
    /// When it was requested.
    pub created_at: MicrosecondInstant,
    /// When its status last changed.
    pub updated_at: MicrosecondInstant,
    /// When it was paid; null before.
    pub paid_at: Option<MicrosecondInstant>,
}

/// Who is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("a partner is named this way in requests")))]
pub struct PaidPartner {
    /// The partner's id.
    pub id: String,
    /// The referral key.
    pub key: String,
    /// The e-mail address.
    pub email: String,
}

/// What has become of a payout request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum PayoutRequestStatus {
    /// It awaits a decision.
    Requested,
    /// It is approved and not yet paid.
    Approved,
    /// It is paid.
    Finished,
    /// It was rejected. The balance can be requested again.
    Rejected,
    /// It was sent back: the partner has to submit it again.
    ResubmitRequested,
    /// It was submitted again, and awaits a decision.
    Resubmitted,
}

/// A request that awaits a decision, or what has become of it.
pub(super) fn example_request(status: PayoutRequestStatus) -> PayoutRequest {
    let at: MicrosecondInstant = InstantWithDigits(chrono::DateTime::from_timestamp(1_777_567_453, 0).expect("a time"));
    PayoutRequest {
        id: 42,
        status,
        amount: DecimalNumber { hundredths: 12_550 },
        amount_units: "usd".to_owned(),
        partner: PaidPartner {
            id: "partner_123".to_owned(),
            key: "ref_123".to_owned(),
            email: "maria@mail.example".to_owned(),
        },
        gateway: Some("paypal".to_owned()),
        created_at: at,
        updated_at: at,
        paid_at: (status == PayoutRequestStatus::Finished).then_some(at),
    }
}
