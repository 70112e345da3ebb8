//! The simulated business behind every provider: programs, partners, clicks, customers, orders, commissions, payouts
//! and surveys.
//!
//! A [`World`] is a pure function of its [`Settings`]. A [`View`] is the world at one point in time: it shows nothing
//! that happens later. Records are derived from (seed, index) on request. Orders are stored as columns with sorted indexes
//! once something needs all of them, clicks and other frequent events as daily counts.
//!
//! # Where things are
//!
//! Each domain has a folder (`program/`, `order/`, `survey/`, …). It holds the types, the code that simulates them, and
//! an `impl View` with the methods that show them. To add a domain, add a folder, a field in [`World`] if it stores
//! anything, and its public types below. The folders without a domain are `chance/` (random numbers from the seed),
//! `time/` (the world's time) and `index/` (data structures that count and find).
//!
//! # Time
//!
//! What happens on a day depends on (seed, size, day), not on the day of the start: a world that is started tomorrow
//! has the same yesterday, and one day more. [`Settings::orders`] is the number of orders in 24 months (730 days),
//! within two per cent, because the season decides how many there are on a day. 0 is exact.
//!
//! A world begins on the first day of an even year, at least two years before it is started ([`World::begins`]); with
//! another beginning, other orders follow. It is simulated until 90 days after the day of the start
//! ([`World::horizon`]). [`World::build_until`] simulates it further and changes nothing of what comes before. The
//! exception are programs that are kept in a state on purpose: the fresh one was always created two days before the
//! start.
//!
//! An order becomes visible [`IMPORT_DELAY`] after it was placed, and its decision becomes visible the same time after
//! it was made. Every figure of a view uses these two delayed times, so all providers show the same business.
//!
//! **Invariant:** this crate knows no HTTP and no provider.

mod activity;
mod chance;
mod click;
mod customer;
mod error;
mod happened;
mod identifiers;
mod index;
mod ledger;
mod money;
mod network;
mod order;
mod owner;
mod partner;
mod payment;
mod payout;
mod program;
mod survey;
mod time;
mod totals;
mod view;
mod world;

pub use activity::{Activity, ActivityKind, ActivityOfDay, ActivityPage, ActivityQuery, Visitor};
pub use click::{Click, ClickCounts, ClickKind, ClickSource, ClickTally, Clickout, DEVICES, PLACEMENTS};
pub use customer::{ClicksOf, CustomerProfile, CustomersOf, is_email};
pub use error::{CauseError, WorldError};
pub use happened::Happened;
pub use identifiers::{AccountId, CustomerId, NetworkId, OrderId, PartnerId, ProgramId, WebsiteId};
pub use ledger::{
    Cause, ChangeCause, ChangeKind, ClickCause, Event, LeadCause, Ledger, NewClick, NewLead, NewSale, OrderChange,
    RecordChange, SaleCause, SetupCause, SetupChange, SetupStep, SurveyLinks, undone_with,
};
pub use money::{Currency, Money};
pub use network::{Network, NetworkAccount, Website};
pub use order::{
    ClickoutUrl, DateKind, GoogleClickId, Order, OrderOutline, OrderPage, OrderQuery, OrderReference, OrderStatus,
    Sale, StatusSet,
};
pub use owner::Owner;
pub use partner::{
    JoinCause, NewPartner, PartnerChange, PartnerCounts, PartnerDecision, PartnerDecisionCause, PartnerFigures,
    PartnerProfile, PartnerRevisionCause, PartnerStatus, PartnerStep, Person, RevisedPartner, Suspicion, SuspicionKind,
};
pub use payment::PaymentEventCounts;
pub use payout::{
    BonusCause, NewBonus, NewPayout, Payout, PayoutCause, PayoutChange, PayoutCount, PayoutCounts, PayoutDecision,
    PayoutDecisionCause, PayoutMethod, PayoutRequest, PayoutStatus, PayoutStep,
};
pub use program::{
    NewProgram, NewSurveys, NewsletterCounts, Notifications, PayoutSchedule, PortalSettings, Program, ProgramCause,
    ProgramChange, ProgramChangeCause, ProgramKind, ProgramStanding, ProgramState, ProgramStep, ProgramTerms,
    StripeAccount, StripeStatus, Subscriber, TestEvent,
};
pub use survey::{
    Channel, Feedback, NewSurvey, Opinion, Survey, SurveyCause, SurveyChange, SurveyStep, Tracker, TrackerKey,
    TrackerList, TrackerQuery, TrackerStatus,
};
pub use time::IMPORT_DELAY;
pub use totals::{ConversionCounts, Totals};
pub use view::{After, View};
pub use world::{Settings, WORLD_VERSION, World};
