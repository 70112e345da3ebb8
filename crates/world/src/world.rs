//! The world: everything that happens in it, before and after the time of a view.

use chrono::{DateTime, Datelike as _, Utc};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use crate::chance::{Dice, EightDigits, Purpose, Uuids};
use crate::click::Traffic;
use crate::customer::Customers;
use crate::error::WorldError;
use crate::index::Tally;
use crate::network::{self, Network, NetworkAccount, Website};
use crate::order::{self, Columns, SnapshotCache};
use crate::payout::{self, Payouts};
use crate::program::{self, Program};
use crate::survey::SurveyIndex;
use crate::time::{Rhythm, Timeline};
use crate::totals::History;
use crate::view::View;

/// Public identifiers have room for this many orders.
const MOST_ORDERS: u32 = 10_000_000;

/// What determines a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The seed of all random numbers.
    pub seed: u64,
    /// The number of orders in the 24 months before the anchor: 0 to 10,000,000.
    pub orders: u32,
    /// The day that separates past and future, in the years 2000 to 2100. Rounded down to midnight UTC.
    pub anchor: DateTime<Utc>,
}

/// A simulated business: a pure function of its [`Settings`].
#[derive(Debug)]
pub struct World {
    settings: Settings,
    pub(crate) timeline: Timeline,
    pub(crate) programs: Vec<Program>,
    pub(crate) networks: Vec<Network>,
    pub(crate) accounts: Vec<NetworkAccount>,
    pub(crate) websites: Vec<Website>,
    pub(crate) articles: Vec<String>,
    pub(crate) columns: Columns,
    /// The class that each order has after its decision, sorted by the time of the decision.
    pub(crate) decided: Tally,
    pub(crate) surveys: SurveyIndex,
    pub(crate) snapshots: SnapshotCache,
    pub(crate) customers: Customers,
    pub(crate) histories: Vec<History>,
    pub(crate) traffic: Vec<Traffic>,
    pub(crate) payouts: Vec<Payouts>,
    pub(crate) reference_digits: EightDigits,
    pub(crate) transaction_digits: EightDigits,
    pub(crate) customer_digits: EightDigits,
    pub(crate) order_uuids: Uuids,
    pub(crate) customer_uuids: Uuids,
    pub(crate) tracker_uuids: Uuids,
}

impl World {
    /// Builds the world.
    ///
    /// Returns an error if the settings are out of range.
    pub fn build(settings: &Settings) -> Result<Self, WorldError> {
        let Settings { seed, orders, anchor } = *settings;
        if orders > MOST_ORDERS {
            return Err(WorldError::TooManyOrders { orders });
        }
        if !(2000..=2100).contains(&anchor.year()) {
            return Err(WorldError::AnchorOutOfRange { anchor });
        }
        let timeline = Timeline::around(anchor);
        let (mut dice, mut fake) = (Dice::new(seed, Purpose::Roster, 0), ChaCha8Rng::seed_from_u64(seed));
        let programs = program::programs(timeline, &mut dice, &mut fake);
        let accounts = network::accounts(&mut dice);
        let websites = network::websites(&mut dice, &mut fake);
        let articles = program::articles(&mut fake);
        let rhythm = Rhythm::new(timeline);
        let columns = Columns::build(seed, orders, &rhythm, &programs);
        let ((customers, histories), ((traffic, payouts), (decided, surveys))) = rayon::join(
            || {
                let customers = Customers::build(&columns);
                let histories = History::build(seed, &programs, &columns, &customers);
                (customers, histories)
            },
            || {
                rayon::join(
                    || {
                        rayon::join(
                            || Traffic::build(seed, &rhythm, &programs, &columns),
                            || payout::build(seed, timeline, &programs, &columns),
                        )
                    },
                    || rayon::join(|| order::decisions(&columns), || SurveyIndex::build(seed, &programs, &columns)),
                )
            },
        );
        Ok(Self {
            settings: Settings { anchor: timeline.anchor(), ..*settings },
            histories,
            traffic,
            payouts,
            decided,
            surveys,
            snapshots: SnapshotCache::default(),
            networks: network::networks(),
            timeline,
            programs,
            accounts,
            websites,
            articles,
            columns,
            customers,
            reference_digits: EightDigits::new(seed, Purpose::Reference),
            transaction_digits: EightDigits::new(seed, Purpose::Transaction),
            customer_digits: EightDigits::new(seed, Purpose::CustomerCode),
            order_uuids: Uuids::new(seed, Purpose::OrderUuid),
            customer_uuids: Uuids::new(seed, Purpose::CustomerUuid),
            tracker_uuids: Uuids::new(seed, Purpose::TrackerId),
        })
    }

    /// The settings, with the anchor at midnight.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// When the world begins: 730 days before the anchor.
    pub fn begins(&self) -> DateTime<Utc> {
        self.timeline.begins()
    }

    /// When the simulation ends: 90 days after the anchor.
    pub fn horizon(&self) -> DateTime<Utc> {
        self.timeline.horizon()
    }

    /// The world at a point in time.
    ///
    /// Returns an error if the time is before [`World::begins`] or after [`World::horizon`].
    pub fn at(&self, now: DateTime<Utc>) -> Result<View<'_>, WorldError> {
        let (begins, horizon) = (self.begins(), self.horizon());
        if now > horizon {
            return Err(WorldError::BeyondHorizon { now, horizon });
        }
        let second = self.timeline.at_or_before(now).ok_or(WorldError::BeforeBeginning { now, begins })?;
        Ok(View::new(self, second))
    }
}
