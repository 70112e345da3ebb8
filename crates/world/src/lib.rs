//! The simulated business behind every provider: programs, partners, clicks, customers, orders, commissions, payouts and surveys.
//!
//! A [`World`] is a pure function of its [`Settings`]; a [`View`] is the world as seen at an instant. What has not happened by then is not
//! visible. Orders are columns with sorted indexes; clicks and other bulk are counters by day; the body of a record is derived from (seed,
//! index) when it is asked for.
//!
//! # Time
//!
//! The anchor is midnight UTC. [`Settings::orders`] counts the orders of the 24 months (730 days) before it; the simulation goes on for 90 days
//! after it at the same pace. An order is seen [`IMPORT_DELAY`] after it was placed, its decision as long after it was made: every number that
//! is counted from a view uses these two instants, so that all who look see the same business.
//!
//! **Invariant:** this crate knows no HTTP and none of those who show the world.

mod channel;
mod checkpoints;
mod clicks;
mod columns;
mod customers;
mod dice;
mod error;
mod identifiers;
mod listing;
mod money;
mod network;
mod order;
mod partners;
mod payouts;
mod permutation;
mod present;
mod program;
mod query;
mod rhythm;
mod roster;
mod setup;
mod state;
mod survey;
mod survey_index;
mod tally;
mod timeline;
mod totals;
mod tracker;
mod tracker_list;
mod view;
mod world;

pub use clicks::{Click, ClickCounts, ClickKind};
pub use customers::CustomerCode;
pub use error::WorldError;
pub use identifiers::{AccountId, CustomerId, NetworkId, OrderId, ProgramId, WebsiteId};
pub use money::{Currency, Money};
pub use network::{Network, NetworkAccount, Website};
pub use order::{ClickoutUrl, Order, OrderReference, OrderStatus};
pub use partners::PartnerCounts;
pub use payouts::{PayoutCount, PayoutCounts};
pub use program::{Notifications, PayoutSchedule, PortalSettings, Program, ProgramKind};
pub use query::{DateKind, OrderPage, OrderQuery, StatusSet};
pub use setup::{StripeAccount, StripeStatus, TestEvent};
pub use state::ProgramState;
pub use survey::{Channel, Survey};
pub use timeline::IMPORT_DELAY;
pub use totals::{ConversionCounts, NewsletterCounts, PaymentEventCounts, Totals};
pub use tracker::{Tracker, TrackerKey, TrackerStatus};
pub use tracker_list::{TrackerList, TrackerQuery};
pub use view::View;
pub use world::{Settings, World};
