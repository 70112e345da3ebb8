//! Affiliate programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Affiliate, AffiliatePortalSettings, AffiliateSettings, AffiliateStatistics, MoneyByCurrency, ProgramDetails,
};
use crate::declare::{DOCUMENTED, inferred};
use crate::values::{CurrencyCode, FormattedMoney};

/// An affiliate program: partners earn commissions for the customers they send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct AffiliateProgram {
    /// What the program is.
    pub program: ProgramDetails<Affiliate>,
    /// What is counted.
    pub stats: AffiliateStatistics,
    /// How the program is set up.
    pub program_settings: AffiliateSettings,
    /// How the partners' portal is set up.
    pub portal_settings: AffiliatePortalSettings,
}

/// Rewards by what has become of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("the three keys are documented; that each holds money by currency is how the totals beside them are written")))]
pub struct RewardsBreakdown {
    /// Earned and not asked for.
    pub unclaimed: MoneyByCurrency,
    /// Asked for and not paid yet.
    pub in_review: MoneyByCurrency,
    /// Paid.
    pub paid: MoneyByCurrency,
}

/// Partners by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("counts by status are documented, and so are the four statuses of a partner; that these are the keys is concluded")))]
pub struct PartnerActivity {
    /// Partners who take part.
    pub active: u64,
    /// Partners who wait for approval.
    pub pending: u64,
    /// Partners who were put aside.
    pub archived: u64,
    /// Partners who were deleted.
    pub deleted: u64,
}

/// Payouts by status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("counts and amounts by status are documented; the provider's n8n node has these six statuses; that they are the keys is concluded")))]
pub struct PayoutStatusBreakdown {
    /// Payouts that partners asked for.
    pub requested: PayoutStatusTotal,
    /// Payouts that were approved and not made yet.
    pub approved: PayoutStatusTotal,
    /// Payouts that were made.
    pub finished: PayoutStatusTotal,
    /// Payouts that were turned down.
    pub rejected: PayoutStatusTotal,
    /// Payouts that the partner was asked to hand in again.
    pub resubmit_requested: PayoutStatusTotal,
    /// Payouts that the partner handed in again.
    pub resubmitted: PayoutStatusTotal,
}

/// The payouts of one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("counts and amounts by status are documented; the names of the two fields are the words of that description")))]
pub struct PayoutStatusTotal {
    /// How many there are.
    pub count: u64,
    /// What they amount to.
    pub amount: MoneyByCurrency,
}

impl PartnerActivity {
    /// Partners of every status together.
    pub const fn total(&self) -> u64 {
        self.active + self.pending + self.archived + self.deleted
    }
}

impl PayoutStatusTotal {
    /// That many payouts of that much together, in minor units.
    pub fn new(count: u64, minor: i64, currency: CurrencyCode) -> Self {
        Self { count, amount: FormattedMoney { minor, currency }.into() }
    }
}
