//! The plain figures from which statistics are made, so that what must add up adds up.

use super::{PartnerActivity, PayoutStatusBreakdown};
use crate::values::{CurrencyCode, DecimalNumber, PercentageText};

/// What is counted of an affiliate program. Money is in minor units of the one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AffiliateFigures {
    /// The currency of the program.
    pub currency: CurrencyCode,
    /// What is counted now.
    pub now: AffiliateSnapshot,
    /// What was counted 30 days before.
    pub before: AffiliateSnapshot,
    /// How much of the rewards is being reviewed.
    pub reward_in_review: i64,
    /// How much of the rewards has been paid.
    pub reward_paid: i64,
    /// Payouts by status.
    pub payouts: PayoutStatusBreakdown,
}

/// What is counted of an affiliate program at one instant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AffiliateSnapshot {
    /// Partners by status.
    pub partners: PartnerActivity,
    /// Purchases.
    pub purchases: u64,
    /// Sign-ups that partners referred.
    pub signups: u64,
    /// Accounts that have paid at least once.
    pub paid_accounts: u64,
    /// Clicks on referral links.
    pub clicks: u64,
    /// Revenue, in minor units.
    pub revenue: i64,
    /// Rewards of the partners, in minor units.
    pub reward: i64,
}

/// What is counted of a refer-a-friend program. Money is in minor units of the one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralFigures {
    /// The currency of the program.
    pub currency: CurrencyCode,
    /// How many rewards the program offers at present.
    pub active_rewards: u64,
    /// What is counted now.
    pub now: ReferralSnapshot,
    /// What was counted 30 days before.
    pub before: ReferralSnapshot,
    /// The revenue from sales, in minor units.
    pub revenue: i64,
}

/// What is counted of a refer-a-friend program at one instant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReferralSnapshot {
    /// Customers.
    pub customers: u64,
    /// Customers who brought a friend.
    pub referring_customers: u64,
    /// Customers whom a friend brought.
    pub referred_customers: u64,
    /// Sales.
    pub sales: u64,
}

impl ReferralSnapshot {
    /// How many of the customers have brought a friend, in percent.
    pub fn participation(&self) -> u64 {
        PercentageText::of(self.referring_customers, self.customers).0
    }
}

/// The change from then to now in whole percent of then, rounded towards zero; 0 when there was nothing then.
pub(super) fn growth(now: impl Into<i128>, before: impl Into<i128>) -> i64 {
    let (now, before) = (now.into(), before.into());
    let percent = ((now - before) * 100).checked_div(before.abs()).unwrap_or_default();
    i64::try_from(percent).unwrap_or(if percent < 0 { i64::MIN } else { i64::MAX })
}

/// The change as a number.
pub(super) fn growth_number(now: impl Into<i128>, before: impl Into<i128>) -> DecimalNumber {
    DecimalNumber::whole(growth(now, before))
}

#[cfg(test)]
mod tests {
    use super::growth;

    #[test]
    fn compares_with_the_past() {
        for (now, before, expected) in [
            (12, 10, 20),
            (10, 12, -16),
            (5, 0, 0),
            (0, 0, 0),
            (0, 5, -100),
            (-10, -20, 50),
            (10, -10, 200),
            (300, 100, 200),
        ] {
            assert_eq!(growth(now, before), expected, "{before} to {now}");
        }
    }
}
