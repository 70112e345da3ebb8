//! The world: everything that happens in it, before and after the time of a view.

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Datelike as _, Duration, Utc};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use crate::chance::{Dice, EightDigits, Purpose, Uuids};
use crate::click::Traffic;
use crate::customer::Customers;
use crate::error::WorldError;
use crate::identifiers::ProgramId;
use crate::ledger::{EMPTY, Ledger};
use crate::network::{self, Network, NetworkAccount, Website};
use crate::order::{Columns, SnapshotCache};
use crate::payout::{self, Payouts};
use crate::program::{self, Program};
use crate::survey::SurveyIndex;
use crate::time::{DAY, DAYS_AHEAD, Rhythm, SIZE_DAYS, Timeline};
use crate::totals::History;
use crate::view::View;

/// The largest size of a world.
const MOST_ORDERS: u32 = 100_000_000;

/// Public identifiers of eight digits have room for about this many orders in all. A world that needs more has some of
/// nine digits, and ends after about as many orders as eight years have.
const MOST_ROWS: u32 = 40_000_000;

/// How far a world can be simulated beyond its anchor: ten years.
const MOST_DAYS_AHEAD: i64 = 3650;

/// Which world the same settings give. It rises when they give another, so that whoever pinned a seed can tell.
pub const WORLD_VERSION: u32 = 5;

/// What determines a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The seed of all random numbers.
    pub seed: u64,
    /// How many orders there are in 24 months, within two per cent: 0 to 100,000,000.
    pub orders: u32,
    /// The day on which the world is started, in the years 2000 to 2100. Rounded down to midnight UTC. Only programs that
    /// are kept in a state on purpose depend on it, such as the one that was created two days before.
    pub anchor: DateTime<Utc>,
    /// Whether there are simulated programs and orders. Otherwise there is only what the ledger adds; networks, accounts
    /// and websites are the same.
    pub simulated: bool,
}

/// A simulated business: a pure function of its [`Settings`]. How far it is simulated only adds to its end.
#[derive(Debug)]
pub struct World {
    settings: Settings,
    pub(crate) timeline: Timeline,
    pub(crate) programs: Arc<[Program]>,
    pub(crate) networks: Vec<Network>,
    pub(crate) accounts: Vec<NetworkAccount>,
    pub(crate) websites: Vec<Website>,
    pub(crate) articles: Vec<String>,
    pub(crate) columns: Columns,
    pub(crate) snapshots: SnapshotCache,
    /// What follows from all orders. Each is made when it is first needed.
    surveys: OnceLock<SurveyIndex>,
    customers: OnceLock<Customers>,
    histories: OnceLock<Vec<History>>,
    traffic: Box<[OnceLock<Traffic>]>,
    payouts: Box<[OnceLock<Payouts>]>,
    pub(crate) reference_digits: EightDigits,
    pub(crate) transaction_digits: EightDigits,
    pub(crate) customer_digits: EightDigits,
    pub(crate) clickout_digits: EightDigits,
    pub(crate) order_uuids: Uuids,
    pub(crate) customer_uuids: Uuids,
    pub(crate) tracker_uuids: Uuids,
    pub(crate) feedback_uuids: Uuids,
}

impl World {
    /// Builds the world, simulated until 90 days after the anchor.
    ///
    /// Returns an error if the settings are out of range.
    pub fn build(settings: &Settings) -> Result<Self, WorldError> {
        Self::build_until(settings, settings.anchor)
    }

    /// Builds the world, simulated until 90 days after the anchor or the given time, whichever is later.
    ///
    /// Returns an error if the settings are out of range, or the time is after [`World::last`].
    pub fn build_until(settings: &Settings, until: DateTime<Utc>) -> Result<Self, WorldError> {
        let Settings { seed, orders, anchor, simulated } = *settings;
        if orders > MOST_ORDERS {
            return Err(WorldError::TooManyOrders { orders });
        }
        if !(2000..=2100).contains(&anchor.year()) {
            return Err(WorldError::AnchorOutOfRange { anchor });
        }
        let last = last(settings);
        if until > last {
            return Err(WorldError::TooLate { now: until, last });
        }
        let timeline = Timeline::new(anchor, until);
        let (mut dice, mut fake) = (Dice::new(seed, Purpose::Roster, 0), ChaCha8Rng::seed_from_u64(seed));
        let mut programs = program::programs(timeline, &mut dice, &mut fake);
        let mut accounts = network::accounts(&mut dice);
        let mut websites = network::websites(&mut dice, &mut fake);
        let articles = program::articles(&mut fake);
        let (mut dice, mut fake) = (Dice::new(seed, Purpose::OtherOwner, 0), ChaCha8Rng::seed_from_u64(seed));
        // Another stream: what the usual owner has does not depend on the other one.
        fake.set_stream(1);
        program::add_of_other_owner(&mut programs, timeline, &mut dice, &mut fake);
        network::add_of_other_owner(&mut accounts, &mut websites, &mut dice, &mut fake);
        let rhythm = Rhythm::new(timeline);
        if !simulated {
            // Only now, because what comes after them depends on the numbers that they have drawn.
            programs.clear();
        }
        let orders = if simulated { orders } else { 0 };
        let programs: Arc<[Program]> = programs.into();
        let columns = Columns::new(seed, orders, &rhythm, &programs);
        Ok(Self {
            settings: Settings { anchor: timeline.anchor(), orders, ..*settings },
            surveys: OnceLock::new(),
            customers: OnceLock::new(),
            histories: OnceLock::new(),
            traffic: programs.iter().map(|_| OnceLock::new()).collect(),
            payouts: programs.iter().map(|_| OnceLock::new()).collect(),
            snapshots: SnapshotCache::default(),
            networks: network::networks(),
            timeline,
            programs,
            accounts,
            websites,
            articles,
            columns,
            reference_digits: EightDigits::new(seed, Purpose::Reference),
            transaction_digits: EightDigits::new(seed, Purpose::Transaction),
            customer_digits: EightDigits::new(seed, Purpose::CustomerCode),
            clickout_digits: EightDigits::new(seed, Purpose::ClickoutCode),
            order_uuids: Uuids::new(seed, Purpose::OrderUuid),
            customer_uuids: Uuids::new(seed, Purpose::CustomerUuid),
            tracker_uuids: Uuids::new(seed, Purpose::TrackerId),
            feedback_uuids: Uuids::new(seed, Purpose::FeedbackId),
        })
    }

    // Nothing that runs on several cores may ask for these: whoever makes one waits for what the other cores do, and a
    // core that waits for it would never get there. So they are made before the work is divided.

    /// The orders of each customer.
    pub(crate) fn customers(&self) -> &Customers {
        self.customers.get_or_init(|| Customers::build(&self.columns))
    }

    /// The surveys that apply to each order.
    pub(crate) fn surveys(&self) -> &SurveyIndex {
        let seed = self.settings.seed;
        self.surveys.get_or_init(|| SurveyIndex::build(seed, &self.programs, &self.columns, self.customers()))
    }

    /// Orders and customers of each program of the simulation.
    pub(crate) fn histories(&self) -> &[History] {
        self.histories.get_or_init(|| History::all(self.programs.len(), &self.columns))
    }

    /// Whether the orders of each program are listed by now.
    pub(crate) fn has_histories(&self) -> bool {
        self.histories.get().is_some()
    }

    /// Clicks of a program of the simulation.
    pub(crate) fn simulated_traffic(&self, program: ProgramId) -> Option<&Traffic> {
        let make = || {
            let rhythm = Rhythm::new(self.timeline);
            let orders = &self.history_of(program).orders;
            Traffic::new(self.settings.seed, &rhythm, &self.programs[program.index()], &self.columns, orders)
        };
        self.traffic.get(program.index()).map(|traffic| traffic.get_or_init(make))
    }

    /// Payouts of a program of the simulation.
    pub(crate) fn simulated_payouts(&self, program: ProgramId) -> Option<&Payouts> {
        self.payouts.get(program.index()).map(|payouts| payouts.get_or_init(|| payout::of_program(self, program)))
    }

    /// The same world, simulated further: until 90 days after the given time. What this one has stored of the orders is
    /// copied when the other one needs it.
    ///
    /// Returns an error if the time is after [`World::last`].
    pub fn extended(&self, until: DateTime<Utc>) -> Result<Self, WorldError> {
        let further = Self::build_until(&self.settings, until)?;
        let columns = further.columns.following(&self.columns);
        Ok(Self { columns, ..further })
    }

    /// The settings, with the anchor at midnight.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// When the world begins: on the first day of an even year, two to four years before the anchor. It is the same day for all
    /// anchors in the same two years (2026 and 2027, 2028 and 2029, …).
    pub fn begins(&self) -> DateTime<Utc> {
        self.timeline.begins()
    }

    /// How far the world is simulated: at least 90 days beyond the anchor.
    pub fn horizon(&self) -> DateTime<Utc> {
        self.timeline.horizon()
    }

    /// The last time until which such a world can be simulated: ten years after the anchor, or earlier if it has too many
    /// orders by then.
    pub fn last(&self) -> DateTime<Utc> {
        last(&self.settings)
    }

    /// The world at a point in time.
    ///
    /// Returns an error if the time is before [`World::begins`] or after [`World::horizon`].
    pub fn at(&self, now: DateTime<Utc>) -> Result<View<'_>, WorldError> {
        self.with(&EMPTY, now)
    }

    /// The world and a ledger at a point in time. The ledger must have nothing that was recorded later.
    ///
    /// Returns an error if the time is before [`World::begins`] or after [`World::horizon`].
    pub fn with<'w>(&'w self, ledger: &'w Ledger, now: DateTime<Utc>) -> Result<View<'w>, WorldError> {
        let (begins, horizon) = (self.begins(), self.horizon());
        if now > horizon {
            return Err(WorldError::BeyondHorizon { now, horizon });
        }
        let second = self.timeline.at_or_before(now).ok_or(WorldError::BeforeBeginning { now, begins })?;
        Ok(View::new(self, ledger, second))
    }
}

/// The last time until which a world can be simulated.
fn last(settings: &Settings) -> DateTime<Utc> {
    let timeline = Timeline::new(settings.anchor, settings.anchor);
    let rows = u64::from(MOST_ROWS).max(u64::from(settings.orders) * 4);
    let days = rows * u64::from(SIZE_DAYS) / u64::from(settings.orders.max(1));
    let days = i64::try_from(days).map_or(MOST_DAYS_AHEAD, |days| days - timeline.anchor_second() / i64::from(DAY));
    timeline.anchor() + Duration::days(days.clamp(DAYS_AHEAD.into(), MOST_DAYS_AHEAD))
}
