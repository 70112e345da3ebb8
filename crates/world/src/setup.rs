//! The steps of a program's set-up, and when each was done.

use chrono::{DateTime, Utc};

use crate::dice::Dice;
use crate::state::ProgramState;
use crate::timeline::{DAY, NEVER, PAST_DAYS};

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

/// An event that was sent to try the set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestEvent {
    /// The event's number.
    pub id: i64,
    /// When it happened and was recorded.
    pub at: DateTime<Utc>,
}

/// When the steps were done, in seconds since the world begins; negative before it does.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) created: i64,
    pub(crate) edited: i64,
    /// When the script was first seen.
    pub(crate) script: Option<i64>,
    pub(crate) stripe: StripeSetup,
    pub(crate) test_clicks: Vec<(i64, i64)>,
    pub(crate) test_leads: Vec<(i64, i64)>,
}

/// When the steps at Stripe were done.
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

impl Setup {
    pub(crate) fn new(state: ProgramState, dice: &mut Dice) -> Self {
        let day = i64::from(DAY);
        let anchor = i64::from(PAST_DAYS) * day;
        let mut time_of_day = |from: u32, until: u32| i64::from(dice.between(from * 3600, until * 3600));
        if state == ProgramState::Fresh {
            let created = anchor - 2 * day + time_of_day(8, 17);
            return Self {
                created,
                edited: created,
                script: Some(anchor + day + time_of_day(9, 12)),
                stripe: StripeSetup {
                    account_id: account_id(dice),
                    pending: Some(anchor + 2 * day + i64::from(dice.between(9, 12)) * 3600),
                    connected: Some(anchor + 3 * day + i64::from(dice.between(9, 12)) * 3600),
                    disconnected: None,
                },
                test_clicks: events(dice, anchor + day + 13 * 3600, 2),
                test_leads: events(dice, anchor + 3 * day + 13 * 3600, 1),
            };
        }
        let created = -(i64::from(dice.between(20, 400)) * day) + i64::from(dice.between(8 * 3600, 17 * 3600));
        let edited = anchor - i64::from(dice.between(3, 90)) * day;
        let script = (state != ProgramState::ScriptMissing).then(|| created + i64::from(dice.between(1800, DAY)));
        let begun = created + i64::from(dice.between(3600, 2 * DAY));
        let done = begun + i64::from(dice.between(600, DAY));
        let (pending, connected, disconnected) = match state {
            ProgramState::StripeNotConnected => (None, None, None),
            ProgramState::StripePending => (Some(begun), None, None),
            // Before the world begins, so that the program never has an order.
            ProgramState::StripeDisconnected => (Some(begun), Some(done), Some(done + 9 * day)),
            _ => (Some(begun), Some(done), None),
        };
        let clicks =
            if matches!(state, ProgramState::ScriptMissing | ProgramState::Empty) { 0 } else { dice.between(1, 10) };
        let leads = if clicks == 0 || state == ProgramState::ClicksWithoutConversions { 0 } else { dice.between(0, 6) };
        Self {
            created,
            edited,
            script,
            stripe: StripeSetup { account_id: account_id(dice), pending, connected, disconnected },
            test_clicks: events(dice, done + 3600, clicks),
            test_leads: events(dice, done + 7200, leads),
        }
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

fn events(dice: &mut Dice, first: i64, count: u32) -> Vec<(i64, i64)> {
    let mut at = first;
    let mut id = i64::from(dice.between(100, 9000));
    let mut event = || {
        at += i64::from(dice.between(40, 4000));
        id += i64::from(dice.between(1, 5));
        (id, at)
    };
    (0..count).map(|_| event()).collect()
}

fn account_id(dice: &mut Dice) -> String {
    let character = |dice: &mut Dice| {
        let character = char::from(dice.letter_or_digit());
        if dice.chance(400) { character.to_ascii_uppercase() } else { character }
    };
    format!("acct_1{}", (0..15).map(|_| character(dice)).collect::<String>())
}
