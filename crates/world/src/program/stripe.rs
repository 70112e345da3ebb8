//! A program's account at Stripe.

use chrono::{DateTime, Utc};

use crate::chance::Dice;
use crate::identifiers::ProgramId;
use crate::time::NEVER;
use crate::view::View;

/// A program's account at Stripe, as it stands at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StripeAccount {
    /// How it stands.
    pub status: StripeStatus,
    /// Its id, `acct_` and 16 letters or digits, once onboarding has begun.
    pub account_id: Option<String>,
    /// Whether it takes charges.
    pub charges_enabled: bool,
    /// Whether it receives payouts; only with submitted details.
    pub payouts_enabled: bool,
    /// Whether onboarding was finished.
    pub details_submitted: bool,
    /// When it was connected, if it ever was.
    pub connected_at: Option<DateTime<Utc>>,
}

/// How a Stripe account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StripeStatus {
    /// In use.
    Connected,
    /// Onboarding was begun and not finished.
    Pending,
    /// It was connected once.
    Disconnected,
    /// There is none.
    NotConnected,
}

/// When the steps at Stripe were done, in seconds since the world begins; negative before it does.
#[derive(Debug, Clone)]
pub(crate) struct StripeSetup {
    pub(crate) account_id: String,
    /// When onboarding began.
    pub(crate) pending: Option<i64>,
    pub(crate) connected: Option<i64>,
    pub(crate) disconnected: Option<i64>,
}

impl StripeAccount {
    /// Whether the account is in use.
    pub fn is_connected(&self) -> bool {
        self.status == StripeStatus::Connected
    }
}

impl StripeSetup {
    /// Whether the account is in use at the second.
    pub(crate) fn is_connected(&self, now: i64) -> bool {
        self.connected.is_some_and(|at| at <= now) && self.disconnected.is_none_or(|at| at > now)
    }

    /// The first second with a connection that lasts; [`NEVER`] when there is none.
    pub(crate) fn connected_from(&self) -> u32 {
        match (self.connected, self.disconnected) {
            (Some(at), None) => u32::try_from(at.max(0)).unwrap_or(NEVER),
            _ => NEVER,
        }
    }
}

impl View<'_> {
    /// The program's account at Stripe.
    pub fn stripe(&self, program: ProgramId) -> StripeAccount {
        let setup = &self.program(program).setup.stripe;
        let reached = |at: Option<i64>| at.is_some_and(|at| at <= i64::from(self.second));
        let status = match () {
            () if setup.is_connected(self.second.into()) => StripeStatus::Connected,
            () if reached(setup.disconnected) => StripeStatus::Disconnected,
            () if reached(setup.pending) => StripeStatus::Pending,
            () => StripeStatus::NotConnected,
        };
        let connected = status == StripeStatus::Connected;
        StripeAccount {
            account_id: (status != StripeStatus::NotConnected).then(|| setup.account_id.clone()),
            charges_enabled: connected,
            payouts_enabled: connected,
            details_submitted: connected || status == StripeStatus::Disconnected,
            connected_at: setup.connected.and_then(|at| self.reached(at)),
            status,
        }
    }
}

pub(crate) fn account_id(dice: &mut Dice) -> String {
    let character = |dice: &mut Dice| {
        let character = char::from(dice.letter_or_digit());
        if dice.chance(400) { character.to_ascii_uppercase() } else { character }
    };
    format!("acct_1{}", (0..15).map(|_| character(dice)).collect::<String>())
}
