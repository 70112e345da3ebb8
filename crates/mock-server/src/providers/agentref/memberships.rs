//! The programs that an affiliate has joined.
//!
//! An affiliate's key belongs to one partner of the simulation: the one who joined the second program that tracks before all
//! others. (The first one is the program of the sandbox's own invite, which this affiliate can claim.) What this affiliate
//! has joined by an invite or in the marketplace comes to that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use trackside_schemas::agentref::AFFILIATE;
use trackside_world::{
    Cause, CauseError, Event, JoinCause, OrderStatus, Owner, PartnerDecision, PartnerFigures, PartnerId,
    PartnerProfile, PartnerStatus, Program, ProgramId, View,
};
use uuid::Uuid;

use super::affiliates::{cents, decide};
use super::applications::ApplicationRecord;
use super::people;
use super::programs::{record_of, usual_programs};
use super::refusal::conflict;
use crate::request::Problem;
use crate::serve::{Call, Record, Serve};

/// A program that the affiliate has joined since the sandbox started.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct MembershipRecord {
    pub(super) program: ProgramId,
    pub(super) partner: PartnerId,
}

impl Record for MembershipRecord {
    const COLLECTION: &'static str = "agentref/memberships";
}

/// A program that an affiliate has joined.
#[derive(Clone)]
pub(super) struct Membership<'w> {
    pub(super) program: &'w Program,
    pub(super) partner: PartnerProfile<'w>,
}

/// What an affiliate has earned in a program, in cents.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Earned {
    pub(super) clicks: u64,
    pub(super) conversions: u64,
    pub(super) revenue: i64,
    /// All commissions that are not void.
    pub(super) total: i64,
    pub(super) pending: i64,
    /// Approved, without a payout that was made or begun.
    pub(super) available: i64,
    pub(super) paid: i64,
}

impl Membership<'_> {
    /// The number of the membership among those of all programs.
    pub(super) fn number(&self) -> u64 {
        u64::from(self.program.id.0) << 16 | u64::from(self.partner.id.0)
    }

    /// Whether the affiliate is approved.
    pub(super) fn is_approved(&self) -> bool {
        self.partner.status == PartnerStatus::Active
    }

    /// Whether the affiliate was blocked, or has left.
    pub(super) fn is_blocked(&self) -> bool {
        !matches!(self.partner.status, PartnerStatus::Active | PartnerStatus::Pending)
    }

    /// The program's currency as it was entered.
    pub(super) fn currency(&self, view: View<'_>) -> String {
        let entered = record_of(view, self.program).currency;
        entered.unwrap_or_else(|| self.program.currency.code().to_ascii_lowercase())
    }

    /// What the affiliate has earned.
    pub(super) fn earned(&self, view: View<'_>) -> Earned {
        let figures: BTreeMap<PartnerId, PartnerFigures> = view.partner_figures(self.program.id);
        let figures = figures.get(&self.partner.id).copied().unwrap_or_default();
        let unpaid = view.unpaid(self.program.id).get(&self.partner.id).copied().unwrap_or_default();
        let in_cents = |minor| cents(self.program, minor);
        Earned {
            clicks: figures.clicks,
            conversions: figures.orders,
            revenue: in_cents(figures.revenue),
            total: in_cents(figures.commission),
            pending: in_cents(figures.commission - figures.approved),
            available: in_cents(unpaid.max(0)),
            paid: in_cents(self.paid(view)),
        }
    }

    /// What was paid to the affiliate, in minor units.
    pub(super) fn paid(&self, view: View<'_>) -> i64 {
        view.paid(self.program.id).get(&self.partner.id).copied().unwrap_or_default()
    }

    /// The identifiers of the orders whose commissions are paid: payouts pay bonuses first, then the oldest approved ones.
    pub(super) fn paid_orders(&self, view: View<'_>) -> std::collections::BTreeSet<trackside_world::OrderId> {
        let sales = view.sales(Some(self.program.id)).filter(|sale| sale.partner == self.partner.id);
        let mut approved: Vec<_> = sales.filter(|sale| sale.status == OrderStatus::Approved).collect();
        approved.sort_unstable_by_key(|sale| (sale.placed_at, sale.order));
        let bonuses = view.bonuses(self.program.id).filter(|bonus| bonus.partner == self.partner.id);
        let mut left = self.paid(view) - bonuses.map(|bonus| bonus.amount).sum::<i64>();
        let paid = approved.into_iter().take_while(|sale| {
            left -= sale.commission;
            left >= 0
        });
        paid.map(|sale| sale.order).collect()
    }
}

/// Whether the caller is the affiliate to whom keys belong.
pub(super) fn is_affiliate<E: Serve>(call: &Call<'_, E>) -> bool {
    call.caller.owner() == Some(Owner::Usual) && call.caller.kind.is_none_or(|kind| kind == AFFILIATE)
}

/// The memberships of the caller, the oldest first.
pub(super) fn memberships<'w, E: Serve>(call: &Call<'w, E>) -> Vec<Membership<'w>> {
    if is_affiliate(call) { all(call.view) } else { Vec::new() }
}

/// The caller's membership in the program with the id.
pub(super) fn membership<'w, E: Serve>(call: &Call<'w, E>, program: Uuid) -> Result<Membership<'w>, Problem> {
    let found = memberships(call).into_iter().find(|membership| membership.program.uuid == program);
    found.ok_or_else(|| Problem::NotFound {
        what: "Program",
        reason: format!(
            "the affiliate has not joined the program {program}; GET /me/programs lists those that they have joined"
        ),
    })
}

/// The memberships of the affiliate to whom keys belong, the oldest first.
pub(super) fn all(view: View<'_>) -> Vec<Membership<'_>> {
    let joined = MembershipRecord::all(view).map(|(_, record)| (record.program, record.partner));
    let known = first(view).into_iter().chain(joined).filter(|(program, _)| view.has_program(*program));
    let membership = |(program, partner)| {
        Some(Membership { program: view.program(program), partner: view.partner(program, partner)? })
    };
    known.filter_map(membership).collect()
}

/// The partner of the simulation to whom keys belong, if there are any partners.
fn first(view: View<'_>) -> Option<(ProgramId, PartnerId)> {
    let tracking = || usual_programs(view).filter(|program| program.is_tracking());
    let partner = |program: &Program| Some((program.id, view.all_partners(program.id).next()?.id));
    tracking().filter_map(partner).nth(1).or_else(|| tracking().find_map(partner))
}

/// Somebody is to join a program.
pub(super) struct Joining<'p> {
    pub(super) program: &'p Program,
    /// The code of their links; one that fits their name without one.
    pub(super) code: Option<String>,
    /// Whether they are approved at once.
    pub(super) is_approved: bool,
    /// What they wrote to the merchant.
    pub(super) message: Option<String>,
}

/// Somebody has joined a program, if these events happen.
pub(super) struct Joined {
    pub(super) program: ProgramId,
    pub(super) partner: PartnerId,
    pub(super) events: Vec<Event>,
}

impl Joining<'_> {
    /// The affiliate to whom keys belong joins. They must not have joined before.
    pub(super) fn affiliate(&self, view: View<'_>) -> Result<Joined, Problem> {
        let known = all(view);
        if known.iter().any(|known| known.program.id == self.program.id) {
            let reason = "the affiliate is in the program, or has applied for it; GET /me/programs lists them";
            return Err(conflict("You have already joined this program, or applied to it.", reason));
        }
        let person = known.first().map(|known| people::of(view, known.program, &known.partner));
        let (name, email) = person.map_or((None, None), |person| (person.name, Some(person.email)));
        let mut joined = self.person(view, name, email)?;
        let record = MembershipRecord { program: joined.program, partner: joined.partner };
        joined.events.push(record.put(MembershipRecord::next(view)));
        Ok(joined)
    }

    /// Somebody joins.
    pub(super) fn person(
        &self,
        view: View<'_>,
        name: Option<String>,
        email: Option<String>,
    ) -> Result<Joined, Problem> {
        let cause = JoinCause { program: Some(self.program.id), code: self.code.clone(), name, email, at: None };
        let mut events = view.cause(&Cause::Join(cause)).map_err(|error| match error {
            CauseError::CodeTaken => conflict("This tracking code is taken.", "an affiliate of the program has it"),
            error => conflict("Nobody can join this program now.", error.to_string()),
        })?;
        let partner = events.iter().find_map(|event| match event {
            Event::Partner(change) => Some(change.partner),
            _ => None,
        });
        let partner = partner.expect("somebody joins");
        if self.is_approved {
            let after = view.after(&events);
            events.extend(decide(after.view(), self.program.id, partner, PartnerDecision::Approved));
        }
        if self.message.is_some() {
            let number = u64::from(self.program.id.0) << 16 | u64::from(partner.0);
            let mut record = ApplicationRecord::default();
            record.message.clone_from(&self.message);
            events.push(record.put(number));
        }
        Ok(Joined { program: self.program.id, partner, events })
    }
}

/// Whether the affiliate to whom keys belong has the e-mail address.
pub(super) fn has_email(view: View<'_>, email: &str) -> bool {
    let known = all(view);
    let own = known.first().map(|known| people::of(view, known.program, &known.partner).email);
    own.is_some_and(|own| own.eq_ignore_ascii_case(email))
}
