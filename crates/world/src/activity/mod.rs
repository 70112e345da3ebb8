//! What happened in a program: clicks, leads and sales, one by one and day by day.
//!
//! A lead is somebody who signed up. Every customer is one, from their first order on at the latest.

mod days;
mod streams;

use chrono::{DateTime, Utc};

pub use self::days::ActivityOfDay;
use self::streams::{Row, Streams};
use crate::click::ClickKind;
use crate::identifiers::{CustomerId, OrderId, PartnerId, ProgramId};
use crate::ledger::ProgramLedger;
use crate::view::View;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActivityKind {
    /// A visitor clicked a partner's link.
    Click,
    /// A visitor signed up.
    Lead,
    /// A customer bought something.
    Sale,
}

/// A click, a lead or a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// What happened.
    pub kind: ActivityKind,
    /// Its number among those of the same kind, at all programs: below 2^50.
    pub number: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub visitor: Visitor,
    /// The partner whose link was clicked, if it was recorded with the click.
    pub partner: Option<PartnerId>,
    /// How a click was recorded.
    pub click: Option<ClickKind>,
    /// The order: that of a sale, or the one that a click led to.
    pub order: Option<OrderId>,
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visitor {
    /// Somebody whom the world knows.
    Known(CustomerId),
    /// Somebody of the simulation who never bought, and is only counted. The number is that of the click or lead.
    Passing(u64),
}

/// Which clicks, leads and sales to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivityQuery {
    /// Only these; all if not given.
    pub kind: Option<ActivityKind>,
    /// Those at this time and later, if given.
    pub from: Option<DateTime<Utc>>,
    /// Those before this time, if given.
    pub until: Option<DateTime<Utc>>,
    /// How many of the newest to leave out.
    pub skip: u64,
    /// How many to list at most.
    pub take: usize,
}

/// A part of a list, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityPage {
    /// The part.
    pub rows: Vec<Activity>,
    /// How many there are altogether.
    pub total: u64,
}

impl View<'_> {
    /// Clicks, leads and sales of a program, newest first.
    pub fn activity(&self, program: ProgramId, query: &ActivityQuery) -> ActivityPage {
        let timeline = self.world().timeline;
        let until = query.until.map_or(self.second + 1, |time| timeline.at_or_after(time).min(self.second + 1));
        let from = query.from.map_or(0, |time| timeline.at_or_after(time)).min(until);
        let streams = Streams::new(*self, program, query.kind);
        let before = streams.before(from);
        let total = streams.before(until) - before;
        // The rows of the page have these ranks, counted from the oldest.
        let last = total.saturating_sub(query.skip);
        let first = last.saturating_sub(query.take as u64);
        let rows = streams.rows(before + first, usize::try_from(last - first).expect("no more than are asked for"));
        ActivityPage { rows: rows.into_iter().rev().map(|row| self.shown(row)).collect(), total }
    }

    /// The last click, lead or sale of a program.
    pub fn last_activity(&self, program: ProgramId, kind: ActivityKind) -> Option<Activity> {
        let query = ActivityQuery { kind: Some(kind), from: None, until: None, skip: 0, take: 1 };
        self.activity(program, &query).rows.pop()
    }

    /// Clicks, leads or sales of a program in a range. `from` is included, `until` is not.
    pub fn count_activity(
        &self,
        program: ProgramId,
        kind: ActivityKind,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> u64 {
        let query = ActivityQuery { kind: Some(kind), from: Some(from), until: Some(until), skip: 0, take: 0 };
        self.activity(program, &query).total
    }

    /// The number of the next click of a program in the ledger.
    pub fn next_click_number(&self, program: ProgramId) -> u64 {
        let clicks = self.ledger().program(program).map_or(0, ProgramLedger::clicks_recorded);
        streams::number_of_added_click(program, clicks)
    }

    fn shown(&self, row: Row) -> Activity {
        let Row { second, kind, number, visitor, partner, click, order } = row;
        // A click of the simulation may lead to an order that nobody sees yet.
        let order = order.filter(|order| self.has_order(*order));
        let visitor = match visitor {
            Visitor::Known(customer) if !customer.is_of_the_ledger() && self.program_of(customer).is_none() => {
                Visitor::Passing(number)
            }
            visitor => visitor,
        };
        Activity { kind, number, at: self.world().timeline.time(second), visitor, partner, click, order }
    }
}
