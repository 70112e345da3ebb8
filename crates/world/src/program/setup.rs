//! The steps of a program's setup, and when each was done.

use chrono::{DateTime, Utc};

use super::ProgramState;
use super::stripe::{StripeSetup, account_id};
use crate::chance::Dice;
use crate::identifiers::ProgramId;
use crate::time::{DAY, PAST_DAYS};
use crate::view::View;

/// A test event, sent to check the setup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestEvent {
    /// Its number.
    pub id: i64,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

/// When the steps were done, in seconds since the world begins. Negative values are before that.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) created: i64,
    pub(crate) edited: i64,
    /// When the tracking script was first seen.
    pub(crate) script: Option<i64>,
    pub(crate) stripe: StripeSetup,
    pub(crate) test_clicks: Vec<(i64, i64)>,
    pub(crate) test_leads: Vec<(i64, i64)>,
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

impl View<'_> {
    /// When the program's settings were last changed. If they never were, when it was created.
    pub fn edited_at(&self, program: ProgramId) -> DateTime<Utc> {
        let program = self.program(program);
        self.reached(program.setup.edited).unwrap_or(program.created_at)
    }

    /// When the tracking script was first seen.
    pub fn script_verified_at(&self, program: ProgramId) -> Option<DateTime<Utc>> {
        self.reached(self.program(program).setup.script?)
    }

    /// Test clicks, oldest first: ten at most.
    pub fn test_clicks(&self, program: ProgramId) -> Vec<TestEvent> {
        self.test_events(&self.program(program).setup.test_clicks)
    }

    /// Test leads, oldest first: ten at most.
    pub fn test_leads(&self, program: ProgramId) -> Vec<TestEvent> {
        self.test_events(&self.program(program).setup.test_leads)
    }

    fn test_events(&self, events: &[(i64, i64)]) -> Vec<TestEvent> {
        events.iter().filter_map(|(id, at)| self.reached(*at).map(|at| TestEvent { id: *id, at })).collect()
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
