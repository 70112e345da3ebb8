//! A program's Stripe account.

use chrono::{DateTime, Utc};

use crate::chance::Dice;
use crate::identifiers::ProgramId;
use crate::time::NEVER;
use crate::view::View;

/// A program's Stripe account at one point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StripeAccount {
    /// Its status.
    pub status: StripeStatus,
    /// Its id, `acct_` and 16 letters or digits, once onboarding has started.
    pub account_id: Option<String>,
    /// Whether it can take charges.
    pub charges_enabled: bool,
    /// Whether it can receive payouts.
    pub payouts_enabled: bool,
    /// Whether onboarding is finished.
    pub details_submitted: bool,
    /// When it was connected, if ever.
    pub connected_at: Option<DateTime<Utc>>,
}

/// The status of a Stripe account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StripeStatus {
    /// Connected.
    Connected,
    /// Onboarding was started but not finished.
    Pending,
    /// It was connected, but no longer is.
    Disconnected,
    /// There is no account.
    NotConnected,
}

/// When the steps at Stripe were done, in seconds since the world begins. Negative values are before that.
#[derive(Debug, Clone)]
pub(crate) struct StripeSetup {
    pub(crate) account_id: String,
    /// When onboarding started.
    pub(crate) pending: Option<i64>,
    pub(crate) connected: Option<i64>,
    pub(crate) disconnected: Option<i64>,
}

impl StripeAccount {
    /// Whether the account is connected.
    pub fn is_connected(&self) -> bool {
        self.status == StripeStatus::Connected
    }
}

impl StripeSetup {
    /// Whether the account is connected at the second.
    pub(crate) fn is_connected(&self, now: i64) -> bool {
        self.connected.is_some_and(|at| at <= now) && self.disconnected.is_none_or(|at| at > now)
    }

    /// The first second of a connection that is never lost, or [`NEVER`].
    pub(crate) fn connected_from(&self) -> u32 {
        match (self.connected, self.disconnected) {
            (Some(at), None) => u32::try_from(at.max(0)).unwrap_or(NEVER),
            _ => NEVER,
        }
    }
}

impl View<'_> {
    /// The program's Stripe account.
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
