//! The world: everything that happens, whether it has happened yet or not.

use chrono::{DateTime, Datelike as _, Utc};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use crate::channel::{self, CLASSES};
use crate::clicks::Bulk;
use crate::columns::Columns;
use crate::customers::Customers;
use crate::dice::{Dice, Purpose};
use crate::error::WorldError;
use crate::identifiers::OrderId;
use crate::network::{self, Network, NetworkAccount, Website};
use crate::order::OrderStatus;
use crate::payouts::{self, Payouts};
use crate::permutation::{EightDigits, Uuids};
use crate::present::LastPresent;
use crate::program::Program;
use crate::rhythm::Rhythm;
use crate::roster;
use crate::survey_index::SurveyIndex;
use crate::tally::Tally;
use crate::timeline::Timeline;
use crate::totals::Ledger;
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
    /// Orders by channel and by what they are decided to be, in the order of decisions.
    pub(crate) decided: Tally,
    pub(crate) surveys: SurveyIndex,
    pub(crate) present: LastPresent,
    pub(crate) customers: Customers,
    pub(crate) ledgers: Vec<Ledger>,
    pub(crate) bulk: Vec<Bulk>,
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
        let programs = roster::programs(timeline, &mut dice, &mut fake);
        let accounts = network::accounts(&mut dice);
        let websites = network::websites(&mut dice, &mut fake);
        let articles = roster::articles(&mut fake);
        let rhythm = Rhythm::new(timeline);
        let columns = Columns::build(seed, orders, &rhythm, &programs);
        let ((customers, ledgers), ((bulk, payouts), (decided, surveys))) = rayon::join(
            || {
                let customers = Customers::build(&columns);
                let ledgers = Ledger::build(seed, &programs, &columns, &customers);
                (customers, ledgers)
            },
            || {
                rayon::join(
                    || {
                        rayon::join(
                            || Bulk::build(seed, &rhythm, &programs, &columns),
                            || payouts::build(seed, timeline, &programs, &columns),
                        )
                    },
                    || rayon::join(|| decisions(&columns), || SurveyIndex::build(seed, &programs, &columns)),
                )
            },
        );
        Ok(Self {
            settings: Settings { anchor: timeline.anchor(), ..*settings },
            ledgers,
            bulk,
            payouts,
            decided,
            surveys,
            present: LastPresent::default(),
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

    /// Counts what the instant makes of the orders, so that the first listing at it does not wait.
    pub fn prepare(&self, now: DateTime<Utc>) -> Result<(), WorldError> {
        self.at(now)?.present(|_| ());
        Ok(())
    }

    /// Whether the world has the order, seen or not.
    pub fn has_order(&self, id: OrderId) -> bool {
        id.index() < self.columns.len()
    }

    /// The networks.
    pub fn networks(&self) -> &[Network] {
        &self.networks
    }

    /// The accounts at networks.
    pub fn accounts(&self) -> &[NetworkAccount] {
        &self.accounts
    }

    /// The websites that send visitors.
    pub fn websites(&self) -> &[Website] {
        &self.websites
    }
}

fn decisions(columns: &Columns) -> Tally {
    let class = |order: &u32| {
        let order = *order as usize;
        let status = if columns.ends_declined(order) { OrderStatus::Declined } else { OrderStatus::Approved };
        channel::class(columns, order, status)
    };
    Tally::of(&columns.by_decided, usize::from(CLASSES), class)
}
