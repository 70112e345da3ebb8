//! The states of set-up in which a program may be.

/// How far a program is set up, and how it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProgramState {
    /// Everything works.
    Healthy,
    /// Much more of everything.
    Busy,
    /// Created two days before the anchor; it comes alive in the week after.
    Fresh,
    /// No Stripe account was ever connected.
    StripeNotConnected,
    /// Onboarding at Stripe was begun and not finished.
    StripePending,
    /// A Stripe account was connected once.
    StripeDisconnected,
    /// The tracking script was never seen.
    ScriptMissing,
    /// Visitors have to consent before they are tracked.
    ConsentRequired,
    /// Clicks arrive, nobody buys.
    ClicksWithoutConversions,
    /// Partners hand out coupons and no links.
    CouponOnly,
    /// Nobody is a partner yet.
    NoPartners,
    /// Set up long ago, and nothing ever happened.
    Empty,
    /// Customers bring friends.
    ReferAFriend,
    /// Subscribers bring subscribers.
    Newsletter,
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
        }
    }

    /// What a developer can try with such a program, one sentence.
    pub const fn good_for(self) -> &'static str {
        match self {
            Self::Healthy => "The usual case: every step is complete and every figure is above zero.",
            Self::Busy => "Large figures: thousands of clicks, many pages of orders, long lists of payouts.",
            Self::Fresh => {
                "First-run screens: nothing is set up; a later clock brings the script, Stripe and the first clicks."
            }
            Self::StripeNotConnected => "The call to connect Stripe: clicks arrive, and nothing can be attributed.",
            Self::StripePending => "Onboarding that was left half-way: an account with an id and nothing enabled.",
            Self::StripeDisconnected => {
                "A connection that was lost: an account with an id that is connected no longer."
            }
            Self::ScriptMissing => "The warning about the tracking script: redirect clicks only.",
            Self::ConsentRequired => "Notes about consent beside figures that work.",
            Self::ClicksWithoutConversions => "Conversion rates of zero beside plenty of clicks.",
            Self::CouponOnly => "Conversions without clicks: every order is tied to a coupon.",
            Self::NoPartners => "Empty partner lists in a program that is otherwise set up.",
            Self::Empty => "Zeros everywhere in a program that has long been set up.",
            Self::ReferAFriend => "Figures of referring and referred customers instead of partners.",
            Self::Newsletter => "Subscribers instead of customers: the flat shape of a program.",
        }
    }
}
