//! A program's Stripe account.

use chrono::{DateTime, Utc};

use crate::chance::Dice;
use crate::identifiers::ProgramId;
use crate::ledger::{ProgramLedger, SetupStep};
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
    /// When the connection was lost, if it is.
    pub disconnected_at: Option<DateTime<Utc>>,
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
    /// The first second of a connection that is never lost, or [`NEVER`].
    pub(crate) fn connected_from(&self) -> u32 {
        match (self.connected, self.disconnected) {
            (Some(at), None) => u32::try_from(at.max(0)).unwrap_or(NEVER),
            _ => NEVER,
        }
    }
}

/// The status after a step of the setup, if it is one at Stripe.
fn status_after(step: SetupStep) -> Option<StripeStatus> {
    match step {
        SetupStep::StripePending => Some(StripeStatus::Pending),
        SetupStep::StripeConnected => Some(StripeStatus::Connected),
        SetupStep::StripeDisconnected => Some(StripeStatus::Disconnected),
        SetupStep::WebsiteConfigured
        | SetupStep::ScriptVerified
        | SetupStep::TestClick
        | SetupStep::TestLead
        | SetupStep::TestSale => None,
    }
}

impl View<'_> {
    /// The program's Stripe account.
    pub fn stripe(&self, program: ProgramId) -> StripeAccount {
        let setup = &self.program(program).setup.stripe;
        let now = i64::from(self.second);
        let reached = |at: Option<i64>| at.filter(|at| *at <= now);
        let simulated = [
            (StripeStatus::Pending, reached(setup.pending)),
            (StripeStatus::Connected, reached(setup.connected)),
            (StripeStatus::Disconnected, reached(setup.disconnected)),
        ];
        let steps = self.ledger().program(program).into_iter().flat_map(ProgramLedger::steps);
        let caused = steps.filter_map(|(step, at)| Some((status_after(step)?, Some(i64::from(at)))));
        // What the ledger says last counts for more than what the simulation says.
        let mut history: Vec<_> =
            simulated.into_iter().chain(caused).filter_map(|(status, at)| Some((status, at?))).collect();
        history.sort_by_key(|(_, at)| *at);
        let status = history.last().map_or(StripeStatus::NotConnected, |(status, _)| *status);
        let connected_at = history.iter().rev().find(|(status, _)| *status == StripeStatus::Connected);
        let connected = status == StripeStatus::Connected;
        let lost = history.last().filter(|(status, _)| *status == StripeStatus::Disconnected && connected_at.is_some());
        let time = |(_, at): &(StripeStatus, i64)| self.world().timeline.time_of_offset(*at);
        StripeAccount {
            account_id: (status != StripeStatus::NotConnected).then(|| setup.account_id.clone()),
            charges_enabled: connected,
            payouts_enabled: connected,
            details_submitted: connected || status == StripeStatus::Disconnected,
            connected_at: connected_at.map(time),
            disconnected_at: lost.map(time),
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
