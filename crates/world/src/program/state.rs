//! How far a program can be set up.

/// How far a program is set up, and how it performs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProgramState {
    /// Everything works.
    Healthy,
    /// Like healthy, but with much larger figures.
    Busy,
    /// Created two days before the anchor, and set up in the week after it.
    Fresh,
    /// A Stripe account was never connected.
    StripeNotConnected,
    /// Onboarding at Stripe was started but not finished.
    StripePending,
    /// The Stripe account was disconnected.
    StripeDisconnected,
    /// The tracking script was never seen.
    ScriptMissing,
    /// Visitors have to consent before they are tracked.
    ConsentRequired,
    /// There are clicks but no orders.
    ClicksWithoutConversions,
    /// Partners share coupons, not links.
    CouponOnly,
    /// It has no partners yet.
    NoPartners,
    /// Set up long ago, but nothing has happened.
    Empty,
    /// Customers bring friends.
    ReferAFriend,
    /// Subscribers bring subscribers.
    Newsletter,
    /// The ledger added it. Nothing is simulated in it.
    Added,
}

impl ProgramState {
    /// The name in kebab case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Busy => "busy",
            Self::Fresh => "fresh",
            Self::StripeNotConnected => "stripe-not-connected",
            Self::StripePending => "stripe-pending",
            Self::StripeDisconnected => "stripe-disconnected",
            Self::ScriptMissing => "script-missing",
            Self::ConsentRequired => "consent-required",
            Self::ClicksWithoutConversions => "clicks-without-conversions",
            Self::CouponOnly => "coupon-only",
            Self::NoPartners => "no-partners",
            Self::Empty => "empty",
            Self::ReferAFriend => "refer-a-friend",
            Self::Newsletter => "newsletter",
            Self::Added => "added",
        }
    }

    /// What a developer can test with such a program, in one sentence.
    pub const fn good_for(self) -> &'static str {
        match self {
            Self::Healthy => "The usual case: every step is complete and every figure is above zero.",
            Self::Busy => "Large figures: thousands of clicks, many pages of orders, long lists of payouts.",
            Self::Fresh => {
                "First-run screens: nothing is set up. Move the clock forward for the script, Stripe and the first clicks."
            }
            Self::StripeNotConnected => "The prompt to connect Stripe: clicks arrive, but nothing can be attributed.",
            Self::StripePending => "Onboarding that was left half-way: an account with an id, but nothing enabled.",
            Self::StripeDisconnected => {
                "A connection that was lost: an account with an id that is no longer connected."
            }
            Self::ScriptMissing => "The warning about the tracking script: redirect clicks only.",
            Self::ConsentRequired => "Consent notices next to normal figures.",
            Self::ClicksWithoutConversions => "Conversion rates of zero despite plenty of clicks.",
            Self::CouponOnly => "Conversions without clicks: every order is attributed by a coupon.",
            Self::NoPartners => "Empty partner lists in a program that is otherwise set up.",
            Self::Empty => "Zeros everywhere in a program that was set up long ago.",
            Self::ReferAFriend => "Figures of referring and referred customers instead of partners.",
            Self::Added => "Your own figures: nothing happens in it except what you or a client make happen.",
            Self::Newsletter => "Subscribers instead of customers: the flat shape of a program.",
        }
    }
}
