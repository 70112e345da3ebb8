//! Who may call what: kinds of keys, and scopes.

/// A merchant's key: `ak_live_…`.
pub const MERCHANT: &str = "merchant";

/// An affiliate's key: `ak_aff_…`.
pub const AFFILIATE: &str = "affiliate";

/// A merchant's key for the first set-up only: `ak_onb_…`.
pub const ONBOARDING: &str = "onboarding";

/// Every kind of key.
pub const KEY_KINDS: [&str; 3] = [MERCHANT, AFFILIATE, ONBOARDING];

/// The scopes of a merchant's key.
pub const MERCHANT_SCOPES: [&str; 17] = [
    "merchant:read",
    "merchant:manage",
    "programs:read",
    "programs:write",
    "affiliates:read",
    "affiliates:manage",
    "conversions:read",
    "payouts:read",
    "payouts:write",
    "stats:read",
    "billing:read",
    "billing:write",
    "flags:read",
    "flags:write",
    "webhooks:read",
    "webhooks:write",
    "invites:claim",
];

/// The scopes of an affiliate's key. There may be more: the list that could be read is cut off after the last one.
pub const AFFILIATE_SCOPES: [&str; 10] = [
    "profile:read",
    "profile:write",
    "links:read",
    "links:write",
    "earnings:read",
    "conversions:read",
    "payouts:read",
    "stats:read",
    "marketplace:read",
    "marketplace:apply",
];

/// The scopes of an onboarding key: what the set-up needs (inferred from what such a key is for).
pub const ONBOARDING_SCOPES: [&str; 2] = ["merchant:manage", "programs:write"];
