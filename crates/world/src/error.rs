//! Why a world cannot be built or viewed, and why something cannot happen in it.

use chrono::{DateTime, Utc};

use crate::identifiers::OrderId;
use crate::ledger::ChangeKind;
use crate::order::OrderStatus;
use crate::partner::{PartnerDecision, PartnerStatus};
use crate::payout::{PayoutDecision, PayoutStatus};
use crate::program::ProgramStanding;
use crate::survey::{SurveyStep, TrackerStatus};

/// Why a world cannot be built or viewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// There are not enough identifiers for this many orders.
    #[error("cannot simulate {orders} orders: the limit is 100000000")]
    TooManyOrders {
        /// The requested number of orders.
        orders: u32,
    },
    /// The anchor is outside the supported years.
    #[error("cannot simulate around {anchor}: give a time in the years 2000 to 2100")]
    AnchorOutOfRange {
        /// The requested anchor.
        anchor: DateTime<Utc>,
    },
    /// The time is before the world begins.
    #[error("cannot show {now}: the world begins at {begins}")]
    BeforeBeginning {
        /// The requested time.
        now: DateTime<Utc>,
        /// When the world begins.
        begins: DateTime<Utc>,
    },
    /// The time is after the simulation ends.
    #[error("cannot show {now}: the world is simulated until {horizon}")]
    BeyondHorizon {
        /// The requested time.
        now: DateTime<Utc>,
        /// How far the world is simulated.
        horizon: DateTime<Utc>,
    },
    /// The time is so late that the world would have too many orders, or more than ten years after its anchor.
    #[error("cannot simulate until {now}: a world of this size can be simulated until {last}")]
    TooLate {
        /// The requested time.
        now: DateTime<Utc>,
        /// The last possible time.
        last: DateTime<Utc>,
    },
}

/// Why something cannot be caused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CauseError {
    /// There is no such program, or none in the usual state.
    #[error("there is no such program")]
    UnknownProgram,
    /// The program has this standing already.
    #[error("the program is {} already", standing.name())]
    SameStanding {
        /// The standing.
        standing: ProgramStanding,
    },
    /// The program does not track.
    #[error("the program is {}, so nothing is tracked", standing.name())]
    NotTracking {
        /// The standing.
        standing: ProgramStanding,
    },
    /// Nothing is said to be another than before.
    #[error("nothing is given that is to be changed")]
    NothingToChange,
    /// The program has no such partner.
    #[error("the program has no such partner")]
    UnknownPartner,
    /// There is no such visitor or customer.
    #[error("there is no such visitor or customer")]
    UnknownVisitor,
    /// The visitor belongs to another program.
    #[error("the visitor or customer belongs to another program")]
    OtherProgram,
    /// There is no such order yet.
    #[error("there is no such order")]
    UnknownOrder {
        /// The order that was asked for.
        order: OrderId,
    },
    /// No order can change this way.
    #[error("there is no order to which this can happen")]
    NoSuchOrder,
    /// The order cannot change this way.
    #[error("an order that is {} cannot be {}", status.name(), kind.name())]
    NoSuchChange {
        /// The order.
        order: OrderId,
        /// Its status.
        status: OrderStatus,
        /// What was to happen.
        kind: ChangeKind,
    },
    /// A correction has neither an amount nor a commission.
    #[error("a correction needs an amount or a commission")]
    NothingToCorrect,
    /// A change would come before its order.
    #[error("an order cannot change at {at}: it was placed at {placed}")]
    BeforeOrder {
        /// The requested time.
        at: DateTime<Utc>,
        /// When the order was placed.
        placed: DateTime<Utc>,
    },
    /// A bonus is not in the range.
    #[error("a bonus is 1 to {largest} in minor units")]
    BonusOutOfRange {
        /// The largest possible bonus.
        largest: i64,
    },
    /// There is no such payout by now.
    #[error("there is no such payout")]
    UnknownPayout,
    /// There is no payout about which this can be decided.
    #[error("there is no payout that can be {}", decision.name())]
    NoSuchPayout {
        /// What was to be decided.
        decision: PayoutDecision,
    },
    /// This cannot be decided about the payout.
    #[error("a payout that is {} cannot be {}", status.name(), decision.name())]
    NoSuchPayoutStep {
        /// The status of the payout.
        status: PayoutStatus,
        /// What was to be decided.
        decision: PayoutDecision,
    },
    /// The time is before the world or the program begins, or after the time of the clock.
    #[error("it cannot happen at {at}: give a time from {begins} to {now}")]
    OutsideOfTime {
        /// The requested time.
        at: DateTime<Utc>,
        /// The first possible time.
        begins: DateTime<Utc>,
        /// The time of the clock.
        now: DateTime<Utc>,
    },
    /// This cannot be decided about any partner.
    #[error("there is no partner to whom this can happen")]
    NoSuchPartner,
    /// This cannot be decided about the partner.
    #[error("a partner who is {} cannot be {}", status.name(), decision.name())]
    NoSuchDecision {
        /// The partner's status.
        status: PartnerStatus,
        /// What was to be decided.
        decision: PartnerDecision,
    },
    /// The code is empty, too long, or has other characters than letters, digits, hyphens and underscores.
    #[error("the code does not consist of 1 to {longest} letters, digits, hyphens and underscores")]
    NoCode {
        /// The length of the longest possible code.
        longest: usize,
    },
    /// Another partner of the program has the code.
    #[error("another partner of the program has this code")]
    CodeTaken,
    /// It is not an e-mail address.
    #[error("the e-mail address is not one such as name@mail.example")]
    NoEmail,
    /// The partner has earned nothing with approved orders that is not paid.
    #[error("there is nothing to be paid: no approved commission is unpaid")]
    NothingToPay,
    /// The amount is not positive, or more than there is to be paid.
    #[error("a payout is between 1 and what is approved and unpaid: {unpaid} minor units")]
    PayoutOutOfRange {
        /// What there is to be paid.
        unpaid: i64,
    },
    /// There is no such survey, or none to which this can happen.
    #[error("there is no survey to which this can happen")]
    NoSurvey,
    /// A program would have too many surveys.
    #[error("a program has {most} surveys at most")]
    TooManySurveys {
        /// How many it can have.
        most: usize,
    },
    /// A survey of a new program cannot be like this.
    #[error("survey {place} of the program is invalid: {why}")]
    BadSurvey {
        /// Its place among the surveys of the program.
        place: usize,
        /// What is wrong with it.
        why: &'static str,
    },
    /// This cannot happen to the survey.
    #[error("a survey that is {} cannot be {}", status.name(), step.name())]
    NoSuchSurveyStep {
        /// The survey's status.
        status: TrackerStatus,
        /// What was to happen.
        step: SurveyStep,
    },
    /// There are as many as there are identifiers for.
    #[error("the ledger has no room for another one")]
    NoRoom,
    /// The name is blank or too long.
    #[error("the name does not have 1 to {longest} characters")]
    NoName {
        /// The length of the longest possible name, in characters.
        longest: usize,
    },
    /// The website is not a URL.
    #[error("the website is not a URL such as https://shop.example")]
    NoWebsite,
    /// The number of a program is not a positive one of 32 bits.
    #[error("the number of a program is between 1 and 2147483647")]
    NumberOutOfRange,
    /// The code of a program is not eight capital letters or digits.
    #[error("the code of a program is eight capital letters or digits")]
    NoProgramCode,
    /// Another program has the number, UUID or code.
    #[error("another program has this id")]
    ProgramTaken,
    /// The commission is more than everything.
    #[error("the commission is not between 0 and 100 per cent")]
    PercentOutOfRange,
    /// The cookie counts for no time, or for more than a year.
    #[error("a click cannot count for this long: give 1 to 365 days")]
    CookieOutOfRange,
    /// The amount is negative or too large.
    #[error("the amount is not between 0 and {largest} minor units")]
    AmountOutOfRange {
        /// The largest possible amount.
        largest: i64,
    },
    /// More or less is refunded than was paid.
    #[error("the refund is not between 1 and {most} minor units")]
    RefundOutOfRange {
        /// The amount of the order.
        most: i64,
    },
}
