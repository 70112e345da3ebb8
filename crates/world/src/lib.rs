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

mod chance;
mod click;
mod customer;
mod error;
mod identifiers;
mod index;
mod money;
mod network;
mod order;
mod partner;
mod payment;
mod payout;
mod program;
mod survey;
mod time;
mod totals;
mod view;
mod world;

pub use click::{Click, ClickCounts, ClickKind};
pub use customer::CustomerCode;
pub use error::WorldError;
pub use identifiers::{AccountId, CustomerId, NetworkId, OrderId, ProgramId, WebsiteId};
pub use money::{Currency, Money};
pub use network::{Network, NetworkAccount, Website};
pub use order::{ClickoutUrl, DateKind, Order, OrderPage, OrderQuery, OrderReference, OrderStatus, StatusSet};
pub use partner::PartnerCounts;
pub use payment::PaymentEventCounts;
pub use payout::{PayoutCount, PayoutCounts};
pub use program::{
    NewsletterCounts, Notifications, PayoutSchedule, PortalSettings, Program, ProgramKind, ProgramState, StripeAccount,
    StripeStatus, TestEvent,
};
pub use survey::{Channel, Survey, Tracker, TrackerKey, TrackerList, TrackerQuery, TrackerStatus};
pub use time::IMPORT_DELAY;
pub use totals::{ConversionCounts, Totals};
pub use view::View;
pub use world::{Settings, World};
