//! AgentRef's keys: whose they are, and what they may do.

use trackside_schemas::Provider as _;
use trackside_schemas::agentref::{
    AFFILIATE, AFFILIATE_SCOPES, AgentRef, MERCHANT, MERCHANT_SCOPES, ONBOARDING, ONBOARDING_SCOPES,
};

use crate::credentials::{Found, Grant, Key};

/// The key of the usual merchant.
pub(super) const USUAL: &str = "ak_live_sandbox";

/// The key of the other merchant.
pub(super) const OTHER: &str = "ak_live_other";

/// The sandbox's own keys, those that work first.
pub(super) fn keys() -> Vec<Key> {
    let key = |secret, kind, grant, note| Key::new(AgentRef::NAME, &[secret], grant, note).of_kind(kind);
    vec![
        key(USUAL, MERCHANT, Grant::Full, "a merchant's key with every scope"),
        key(OTHER, MERCHANT, Grant::Other, "the key of another merchant, who has programs of their own"),
        key("ak_live_empty", MERCHANT, Grant::Empty, "the key of a new merchant, who has no program: 404"),
        key("ak_live_narrow", MERCHANT, Grant::Full, "a merchant's key for conversions and statistics: 403 elsewhere")
            .with_scopes(&["conversions:read", "stats:read"]),
        key("ak_aff_sandbox", AFFILIATE, Grant::Full, "an affiliate's key: 403 where a merchant's is needed"),
        key("ak_onb_sandbox", ONBOARDING, Grant::Full, "an onboarding key: 403 after the first set-up")
            .with_scopes(&ONBOARDING_SCOPES),
        key("ak_live_revoked", MERCHANT, Grant::Ended, "a revoked key: 401"),
    ]
}

/// What an unknown key may do under `--any-key`.
pub(super) fn any_key(key: &str) -> Result<Found, &'static str> {
    let kind = kind(key).ok_or("the key is not well-formed: keys start with ak_live_, ak_aff_ or ak_onb_")?;
    Ok(Found { kind: Some(kind), ..Found::of(Grant::Full) })
}

/// The kind of a key by its prefix, if it has one.
pub(super) fn kind(key: &str) -> Option<&'static str> {
    let prefixes = [("ak_live_", MERCHANT), ("ak_aff_", AFFILIATE), ("ak_onb_", ONBOARDING)];
    prefixes.into_iter().find(|(prefix, _)| key.starts_with(prefix)).map(|(_, kind)| kind)
}

/// All scopes that a key of a kind can have.
pub(super) fn scopes(kind: Option<&str>) -> &'static [&'static str] {
    match kind {
        Some(AFFILIATE) => &AFFILIATE_SCOPES,
        Some(ONBOARDING) => &ONBOARDING_SCOPES,
        _ => &MERCHANT_SCOPES,
    }
}
