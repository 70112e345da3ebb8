//! The steps of a program's setup, and when each was done.

use chrono::{DateTime, Utc};

use super::ProgramState;
use super::stripe::{StripeSetup, account_id};
use crate::chance::Dice;
use crate::identifiers::ProgramId;
use crate::ledger::{ProgramLedger, SetupStep};
use crate::time::{DAY, Timeline};
use crate::view::View;

/// A test event, sent to check the setup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestEvent {
    /// Its number.
    pub id: i64,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

/// How many test events are kept.
const MOST_TEST_EVENTS: usize = 10;

/// Test events of a program that has none are numbered from here.
const FIRST_TEST_EVENT: i64 = 100;

/// When the steps were done, in seconds since the world begins. Negative values are before that.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) created: i64,
    /// The settings are changed each time this many seconds have passed.
    pub(crate) edited_every: i64,
    /// When the settings were last changed in the ledger.
    pub(crate) revised: Option<i64>,
    /// When the tracking script was first seen.
    pub(crate) script: Option<i64>,
    pub(crate) stripe: StripeSetup,
    pub(crate) test_clicks: Vec<(i64, i64)>,
    pub(crate) test_leads: Vec<(i64, i64)>,
}

impl Setup {
    pub(crate) fn new(state: ProgramState, timeline: Timeline, dice: &mut Dice) -> Self {
        let day = i64::from(DAY);
        let anchor = timeline.anchor_second();
        let mut time_of_day = |from: u32, until: u32| i64::from(dice.between(from * 3600, until * 3600));
        if state == ProgramState::Fresh {
            let created = anchor - 2 * day + time_of_day(8, 17);
            return Self {
                created,
                edited_every: i64::MAX,
                revised: None,
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
        let edited_every = i64::from(dice.between(20, 110)) * day + 5 * 3600;
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
            edited_every,
            revised: None,
            script,
            stripe: StripeSetup { account_id: account_id(dice), pending, connected, disconnected },
            test_clicks: events(dice, done + 3600, clicks),
            test_leads: events(dice, done + 7200, leads),
        }
    }
}

impl Setup {
    /// The setup of a program in which no step is done.
    pub(crate) fn untouched(created: i64, dice: &mut Dice) -> Self {
        Self {
            created,
            edited_every: i64::MAX,
            revised: None,
            script: None,
            stripe: StripeSetup { account_id: account_id(dice), pending: None, connected: None, disconnected: None },
            test_clicks: Vec::new(),
            test_leads: Vec::new(),
        }
    }
}

impl View<'_> {
    /// When the program's settings were last changed. If they never were, when it was created.
    pub fn edited_at(&self, program: ProgramId) -> DateTime<Utc> {
        let setup = &self.program(program).setup;
        let age = (i64::from(self.second) - setup.created).max(0);
        let edited = setup.created + age - age % setup.edited_every;
        self.world().timeline.time_of_offset(setup.revised.map_or(edited, |revised| revised.max(edited)))
    }

    /// Whether the program has a website: from the start, since it was entered, or because its script was seen.
    pub fn has_website(&self, program: ProgramId) -> bool {
        self.program(program).website_configured
            || self.step(program, SetupStep::WebsiteConfigured).is_some()
            || self.script_verified_at(program).is_some()
    }

    /// When the tracking script was first seen.
    pub fn script_verified_at(&self, program: ProgramId) -> Option<DateTime<Utc>> {
        let simulated = self.program(program).setup.script.filter(|at| *at <= i64::from(self.second));
        let own = self.step(program, SetupStep::ScriptVerified).map(i64::from);
        self.reached([simulated, own].into_iter().flatten().min()?)
    }

    /// Test clicks, oldest first: the last ten.
    pub fn test_clicks(&self, program: ProgramId) -> Vec<TestEvent> {
        self.test_events(program, &self.program(program).setup.test_clicks, SetupStep::TestClick)
    }

    /// Test leads, oldest first: the last ten.
    pub fn test_leads(&self, program: ProgramId) -> Vec<TestEvent> {
        self.test_events(program, &self.program(program).setup.test_leads, SetupStep::TestLead)
    }

    /// Test sales, oldest first: the last ten.
    pub fn test_sales(&self, program: ProgramId) -> Vec<TestEvent> {
        self.test_events(program, &[], SetupStep::TestSale)
    }

    fn test_events(&self, program: ProgramId, events: &[(i64, i64)], step: SetupStep) -> Vec<TestEvent> {
        let simulated = events.iter().copied().filter(|(_, at)| *at <= i64::from(self.second));
        let last = events.iter().map(|(id, _)| *id).max().unwrap_or(FIRST_TEST_EVENT);
        let own = self.steps(program, step).map(i64::from);
        let own = (1..).zip(own).map(|(number, at)| (last + number, at));
        let mut all: Vec<_> = simulated.chain(own).collect();
        all.sort_by_key(|(_, at)| *at);
        let older = all.len().saturating_sub(MOST_TEST_EVENTS);
        all.into_iter()
            .skip(older)
            .map(|(id, at)| TestEvent { id, at: self.world().timeline.time_of_offset(at) })
            .collect()
    }

    /// The seconds at which a step was done in the ledger.
    fn steps(&self, program: ProgramId, step: SetupStep) -> impl Iterator<Item = u32> {
        let own = self.ledger().program(program);
        own.into_iter().flat_map(ProgramLedger::steps).filter(move |(done, _)| *done == step).map(|(_, at)| at)
    }

    /// The second at which a step was first done in the ledger.
    fn step(&self, program: ProgramId, step: SetupStep) -> Option<u32> {
        self.steps(program, step).min()
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
