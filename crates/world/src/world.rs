//! The world: everything that happens, whether it has happened yet or not.

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

/// The most orders that identifiers last for.
const MOST_ORDERS: u32 = 10_000_000;

/// What a world grows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// What chance grows from.
    pub seed: u64,
    /// How many orders lie in the 24 months before the anchor: 0 to 10,000,000.
    pub orders: u32,
    /// The first day of what has not happened yet; midnight UTC of its day is taken.
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
    /// Orders by class and by what they are decided to be, in the order of decisions.
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
    pub(crate) tracker_uuids: Uuids,
}

impl World {
    /// Builds the world.
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
            tracker_uuids: Uuids::new(seed, Purpose::TrackerId),
        })
    }

    /// What the world grew from, its anchor at midnight.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The first instant: 730 days before the anchor.
    pub fn begins(&self) -> DateTime<Utc> {
        self.timeline.begins()
    }

    /// The last instant: 90 days after the anchor.
    pub fn horizon(&self) -> DateTime<Utc> {
        self.timeline.horizon()
    }

    /// The world as seen at the instant.
    pub fn at(&self, now: DateTime<Utc>) -> Result<View<'_>, WorldError> {
        let (begins, horizon) = (self.begins(), self.horizon());
        if now > horizon {
            return Err(WorldError::BeyondHorizon { now, horizon });
        }
        let second = self.timeline.at_or_before(now).ok_or(WorldError::BeforeBeginning { now, begins })?;
        Ok(View::new(self, second))
    }
}
