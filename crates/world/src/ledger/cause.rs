//! Causing events by hand: what is not given is filled in.

use chrono::{DateTime, Duration, Utc};

use super::event::{ChangeKind, Event, NewClick, NewLead, NewSale, OrderChange, SetupChange, SetupStep};
use crate::chance::{Dice, Purpose};
use crate::click::{ClickKind, Clickout, some_account};
use crate::customer::is_email;
use crate::error::CauseError;
use crate::identifiers::{CustomerId, OrderId, PartnerId, ProgramId, WebsiteId};
use crate::network::{USUAL_WEBSITES, WAY_OF_OTHER_OWNER};
use crate::order::{Facts, OrderStatus};
use crate::owner::Owner;
use crate::partner::{JoinCause, PartnerDecisionCause, PartnerRevisionCause};
use crate::payout::{BonusCause, PayoutCause, PayoutDecisionCause};
use crate::program::{Program, ProgramCause, ProgramChangeCause, ProgramState};
use crate::survey::SurveyCause;
use crate::view::View;

/// How long before a sale its click was, if the sale is caused without a visitor.
const BROWSING: Duration = Duration::minutes(12);

/// The largest amount that can be caused, in minor units.
pub(crate) const LARGEST_AMOUNT: i64 = 1_000_000_000;

/// The price of a sale at a program that has none of its own.
const USUAL_PRICE: i64 = 4900;

/// What is to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A visitor clicks.
    Click(ClickCause),
    /// A visitor signs up.
    Lead(LeadCause),
    /// A customer buys something.
    Sale(SaleCause),
    /// An order changes.
    Change(ChangeCause),
    /// A step of the setup is done or undone.
    Setup(SetupCause),
    /// A program is created.
    Program(ProgramCause),
    /// A program is changed, paused, resumed or archived.
    ProgramChange(ProgramChangeCause),
    /// A partner joins.
    Join(JoinCause),
    /// A partner is approved, blocked, archived, restored or deleted.
    PartnerDecision(PartnerDecisionCause),
    /// A partner has another name or e-mail address.
    PartnerRevision(PartnerRevisionCause),
    /// A partner is paid.
    Payout(PayoutCause),
    /// A payout is requested.
    PayoutRequest(PayoutCause),
    /// A requested payout is approved or paid.
    PayoutDecision(PayoutDecisionCause),
    /// A partner is given a bonus.
    Bonus(BonusCause),
    /// A survey is sent, opened or completed.
    Survey(SurveyCause),
}

/// A click to cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClickCause {
    /// The program: a healthy one if not given.
    pub program: Option<ProgramId>,
    /// Whose link it is: an active partner's if not given.
    pub partner: Option<PartnerId>,
    /// Who clicks: a new visitor if not given.
    pub visitor: Option<CustomerId>,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
    /// Whether the script on the landing page records it, not a redirecting link.
    pub direct: bool,
    /// The clickout that it is, or that led to it.
    pub clickout: Option<Clickout>,
}

/// A sign-up to cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeadCause {
    /// The program: the visitor's, or a healthy one.
    pub program: Option<ProgramId>,
    /// Who signs up: a new visitor, who has just clicked, if not given.
    pub visitor: Option<CustomerId>,
    /// The shop's own key for them.
    pub key: Option<String>,
    /// Their e-mail address. If not given, the key if it is one.
    pub email: Option<String>,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
}

/// A sale to cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaleCause {
    /// The program: the customer's, or a healthy one.
    pub program: Option<ProgramId>,
    /// The partner who brings it: the one of the customer's last click, or of the sign-up if there was no click, or an
    /// active one.
    pub partner: Option<PartnerId>,
    /// Who buys: a new customer, who has just clicked, if not given.
    pub customer: Option<CustomerId>,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
    /// The amount in minor units: the program's usual price if not given.
    pub amount: Option<i64>,
    /// The commission in minor units: the program's percentage of the amount if not given.
    pub commission: Option<i64>,
    /// Whether a coupon brings the customer, so that there is no click.
    pub coupon: bool,
    /// The shop's own identifier of the transaction.
    pub transaction: Option<String>,
}

/// A change of an order to cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeCause {
    /// The order: the newest one that can change this way if not given.
    pub order: Option<OrderId>,
    /// Whose orders to look at if no order is given: all programs' if not given.
    pub program: Option<ProgramId>,
    /// What happens to it.
    pub kind: ChangeKind,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
    /// Why it is declined, refunded or reversed.
    pub reason: Option<String>,
    /// The new amount in minor units, for a correction. For a refund, the part that is refunded: all of it if not given.
    pub amount: Option<i64>,
    /// The new commission in minor units: the program's percentage of the new amount if not given.
    pub commission: Option<i64>,
}

/// A step of a setup to cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupCause {
    /// The program: the fresh one if not given.
    pub program: Option<ProgramId>,
    /// The step.
    pub step: SetupStep,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
}

impl View<'_> {
    /// The events that make something happen, with everything that is not given filled in.
    ///
    /// Returns an error if what is given does not exist, does not fit together, or lies in the future.
    pub fn cause(&self, cause: &Cause) -> Result<Vec<Event>, CauseError> {
        match cause {
            Cause::Click(click) => self.cause_click(click),
            Cause::Lead(lead) => self.cause_lead(lead),
            Cause::Sale(sale) => self.cause_sale(sale),
            Cause::Change(change) => self.cause_change(change),
            Cause::Setup(setup) => self.cause_setup(setup),
            Cause::Program(program) => self.cause_program(program),
            Cause::ProgramChange(change) => self.cause_program_change(change),
            Cause::Join(join) => self.cause_join(join),
            Cause::PartnerDecision(decision) => self.cause_decision(decision),
            Cause::PartnerRevision(revision) => self.cause_partner_revision(revision),
            Cause::Payout(payout) => self.cause_payout(payout),
            Cause::PayoutRequest(payout) => self.cause_payout_request(payout),
            Cause::PayoutDecision(decision) => self.cause_payout_decision(decision),
            Cause::Bonus(bonus) => self.cause_bonus(bonus),
            Cause::Survey(survey) => self.cause_survey(survey),
        }
    }

    fn cause_click(&self, cause: &ClickCause) -> Result<Vec<Event>, CauseError> {
        let program = tracking(self.chosen_program(cause.program, cause.visitor, ProgramState::Healthy)?)?;
        let at = self.time_in(program, cause.at)?;
        let partner = self.chosen_partner(program, cause.partner)?;
        let visitor = self.chosen_visitor(cause.visitor)?.unwrap_or_else(|| self.ledger().next_visitor());
        let kind = if cause.direct { ClickKind::Direct } else { ClickKind::Redirect };
        let clickout = cause.clickout;
        Ok(vec![Event::Click(NewClick { program: program.id, partner, visitor, at, kind, clickout })])
    }

    fn cause_lead(&self, cause: &LeadCause) -> Result<Vec<Event>, CauseError> {
        let program = tracking(self.chosen_program(cause.program, cause.visitor, ProgramState::Healthy)?)?;
        let at = self.time_in(program, cause.at)?;
        if cause.email.as_deref().is_some_and(|email| !is_email(email)) {
            return Err(CauseError::NoEmail);
        }
        let email = cause.email.clone().or_else(|| cause.key.clone().filter(|key| is_email(key)));
        let mut events = Vec::new();
        let visitor = if let Some(visitor) = self.chosen_visitor(cause.visitor)? {
            visitor
        } else {
            let click = self.click_before(program, None, at)?;
            let visitor = click.visitor;
            events.push(Event::Click(click));
            visitor
        };
        events.push(Event::Lead(NewLead {
            program: program.id,
            visitor,
            key: cause.key.clone(),
            email,
            partner: None,
            first_name: None,
            last_name: None,
            at,
        }));
        Ok(events)
    }

    fn cause_sale(&self, cause: &SaleCause) -> Result<Vec<Event>, CauseError> {
        let program = tracking(self.chosen_program(cause.program, cause.customer, ProgramState::Healthy)?)?;
        let at = self.time_in(program, cause.at)?;
        let amount = amount(cause.amount.unwrap_or_else(|| price(program)))?;
        let commission = amount_of_commission(program, amount, cause.commission)?;
        let mut events = Vec::new();
        let (customer, partner, clicked_at) = match self.chosen_visitor(cause.customer)? {
            Some(customer) => {
                let attributed = if cause.coupon { None } else { self.attributed(program, customer, at) };
                let given = cause.partner.map(|partner| self.chosen_partner(program, Some(partner))).transpose()?;
                let partner = given.flatten().or(attributed.and_then(|(partner, _)| partner));
                let partner = partner.or_else(|| self.partner_without_click(customer));
                (customer, partner, attributed.map(|(_, at)| at))
            }
            None if cause.coupon => (self.ledger().next_visitor(), self.chosen_partner(program, cause.partner)?, None),
            None => {
                let click = self.click_before(program, cause.partner, at)?;
                let chosen = (click.visitor, click.partner, Some(click.at));
                events.push(Event::Click(click));
                chosen
            }
        };
        let order = self.ledger().next_order();
        let mut dice = Dice::new(self.world().settings().seed, Purpose::Order, order.0.into());
        let account = some_account(&mut dice, program.id);
        let website = WebsiteId(u8::try_from(dice.below(USUAL_WEBSITES.into())).expect("a website"));
        let (account, website) = match program.owner {
            Owner::Usual => (account, website),
            Owner::Other => WAY_OF_OTHER_OWNER,
        };
        let last_click = self.ledger().people().get(customer).filter(|_| clicked_at.is_some());
        let clickout = last_click.and_then(|person| person.clickout);
        events.push(Event::Sale(NewSale {
            order,
            program: program.id,
            customer,
            partner,
            placed_at: at,
            clicked_at,
            amount,
            commission,
            account: clickout.map_or(account, |clickout| clickout.account),
            website: clickout.map_or(website, |clickout| clickout.website),
            transaction: cause.transaction.clone(),
            clickout,
        }));
        Ok(events)
    }

    fn cause_change(&self, cause: &ChangeCause) -> Result<Vec<Event>, CauseError> {
        let at = self.chosen_time(cause.at)?;
        let order = match cause.order {
            Some(order) if self.has_order(order) => order,
            Some(order) => return Err(CauseError::UnknownOrder { order }),
            None => self.newest_order_for(cause.kind, cause.program).ok_or(CauseError::NoSuchOrder)?,
        };
        let facts = self.facts(order);
        let placed = self.world().timeline.time(facts.placed);
        if at < placed {
            return Err(CauseError::BeforeOrder { at, placed });
        }
        if !can_change(facts.status, cause.kind) {
            return Err(CauseError::NoSuchChange { order, status: facts.status, kind: cause.kind });
        }
        if let (ChangeKind::Refunded, Some(part)) = (cause.kind, cause.amount) {
            return refund_of(part, order, &facts, cause.reason.as_deref(), at)
                .map(|change| vec![Event::Change(change)]);
        }
        let program = self.program(facts.program);
        let new_amount = cause.amount.map(amount).transpose()?;
        let commission = match (new_amount, cause.commission) {
            (Some(amount), given) => Some(amount_of_commission(program, amount, given)?),
            (None, given) => given.map(amount).transpose()?,
        };
        if cause.kind == ChangeKind::Corrected && new_amount.is_none() && commission.is_none() {
            return Err(CauseError::NothingToCorrect);
        }
        let reason = cause.reason.clone().or_else(|| usual_reason(cause.kind).map(str::to_owned));
        let change = OrderChange { order, kind: cause.kind, at, reason, amount: new_amount, commission };
        Ok(vec![Event::Change(change)])
    }

    fn cause_setup(&self, cause: &SetupCause) -> Result<Vec<Event>, CauseError> {
        let program = self.chosen_program(cause.program, None, ProgramState::Fresh)?;
        let at = self.time_in(program, cause.at)?;
        Ok(vec![Event::Setup(SetupChange { program: program.id, step: cause.step, at })])
    }

    /// A click of a new visitor some minutes before a time.
    fn click_before(
        &self,
        program: &Program,
        partner: Option<PartnerId>,
        at: DateTime<Utc>,
    ) -> Result<NewClick, CauseError> {
        let visitor = self.ledger().next_visitor();
        let partner = self.chosen_partner(program, partner)?;
        let at = (at - BROWSING).max(self.first_time_in(program));
        let (program, kind) = (program.id, ClickKind::Redirect);
        Ok(NewClick { program, partner, visitor, at, kind, clickout: None })
    }

    /// The partner and the time of a visitor's last click, if it still counts.
    pub fn attributed(
        &self,
        program: &Program,
        visitor: CustomerId,
        at: DateTime<Utc>,
    ) -> Option<(Option<PartnerId>, DateTime<Utc>)> {
        let clicks = self.clicks_of(visitor).filter(|_| self.program_of(visitor) == Some(program.id))?;
        let counts = clicks.last <= at && at - clicks.last <= Duration::days(program.cookie_days.into());
        counts.then_some((clicks.partner, clicks.last))
    }

    pub(crate) fn chosen_program(
        &self,
        given: Option<ProgramId>,
        visitor: Option<CustomerId>,
        usual: ProgramState,
    ) -> Result<&Program, CauseError> {
        let of_visitor = visitor.and_then(|visitor| self.program_of(visitor));
        if let Some(program) = given.or(of_visitor) {
            if of_visitor.is_some_and(|other| other != program) {
                return Err(CauseError::OtherProgram);
            }
            return self.programs().find(|known| known.id == program).ok_or(CauseError::UnknownProgram);
        }
        // In a world without simulated programs, the first that was added is the usual one.
        let is_usual = |program: &&Program| program.state == usual || !self.world().settings().simulated;
        self.programs().find(is_usual).ok_or(CauseError::UnknownProgram)
    }

    pub(crate) fn chosen_time(&self, given: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, CauseError> {
        self.time_from(self.world().begins(), given)
    }

    /// A time at which something can happen in a program.
    pub(crate) fn time_in(&self, program: &Program, given: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, CauseError> {
        self.time_from(self.first_time_in(program), given)
    }

    /// The first time at which something can be caused in a program.
    fn first_time_in(&self, program: &Program) -> DateTime<Utc> {
        self.world().begins().max(program.created_at)
    }

    pub(crate) fn time_from(
        &self,
        begins: DateTime<Utc>,
        given: Option<DateTime<Utc>>,
    ) -> Result<DateTime<Utc>, CauseError> {
        let (at, now) = (given.unwrap_or_else(|| self.now()), self.now());
        if (begins..=now).contains(&at) { Ok(at) } else { Err(CauseError::OutsideOfTime { at, begins, now }) }
    }

    fn chosen_partner(&self, program: &Program, given: Option<PartnerId>) -> Result<Option<PartnerId>, CauseError> {
        match given {
            Some(partner) if self.partner_code(program.id, partner).is_some() => Ok(Some(partner)),
            Some(_) => Err(CauseError::UnknownPartner),
            None => Ok(self.some_active_partner(program.id)),
        }
    }

    fn chosen_visitor(&self, given: Option<CustomerId>) -> Result<Option<CustomerId>, CauseError> {
        match given {
            Some(visitor) if self.program_of(visitor).is_none() => Err(CauseError::UnknownVisitor),
            given => Ok(given),
        }
    }
}

/// The program, if it tracks.
fn tracking(program: &Program) -> Result<&Program, CauseError> {
    let standing = program.standing;
    if program.is_tracking() { Ok(program) } else { Err(CauseError::NotTracking { standing }) }
}

fn price(program: &Program) -> i64 {
    if program.base_price == 0 { USUAL_PRICE } else { program.base_price.into() }
}

fn amount(amount: i64) -> Result<i64, CauseError> {
    let range = 0..=LARGEST_AMOUNT;
    if range.contains(&amount) { Ok(amount) } else { Err(CauseError::AmountOutOfRange { largest: LARGEST_AMOUNT }) }
}

fn amount_of_commission(program: &Program, of: i64, given: Option<i64>) -> Result<i64, CauseError> {
    given.map_or_else(|| Ok((of * i64::from(program.commission_percent) + 5000) / 10_000), amount)
}

/// The refund of a part of an order, or of all of it. The commission shrinks in the same proportion.
fn refund_of(
    part: i64,
    order: OrderId,
    facts: &Facts,
    reason: Option<&str>,
    at: DateTime<Utc>,
) -> Result<OrderChange, CauseError> {
    let Facts { amount, commission, .. } = *facts;
    if !(1..=amount.max(1)).contains(&part) {
        return Err(CauseError::RefundOutOfRange { most: amount });
    }
    let reason = reason.or(usual_reason(ChangeKind::Refunded)).map(str::to_owned);
    if part >= amount {
        return Ok(OrderChange { order, kind: ChangeKind::Refunded, at, reason, amount: None, commission: None });
    }
    let left = amount - part;
    // Multiplied as wider numbers: an amount may be anything that fits.
    let kept = (i128::from(commission) * i128::from(left) + i128::from(amount) / 2) / i128::from(amount);
    Ok(OrderChange {
        order,
        kind: ChangeKind::PartlyRefunded,
        at,
        reason,
        amount: Some(left),
        commission: Some(i64::try_from(kept).expect("no more than the commission")),
    })
}

/// Whether an order with the status can change this way.
fn can_change(status: OrderStatus, kind: ChangeKind) -> bool {
    match kind {
        ChangeKind::Approved | ChangeKind::Declined => status == OrderStatus::Pending,
        ChangeKind::Reversed => status == OrderStatus::Approved,
        ChangeKind::Refunded | ChangeKind::PartlyRefunded | ChangeKind::Corrected => status != OrderStatus::Declined,
        ChangeKind::Reopened => status != OrderStatus::Pending,
    }
}

/// Why orders change this way if nobody says so.
const fn usual_reason(kind: ChangeKind) -> Option<&'static str> {
    match kind {
        ChangeKind::Declined => Some("cancelled by the customer"),
        ChangeKind::Refunded => Some("refunded"),
        ChangeKind::Reversed => Some("returned"),
        ChangeKind::Reopened | ChangeKind::Approved | ChangeKind::PartlyRefunded | ChangeKind::Corrected => None,
    }
}

impl View<'_> {
    /// The newest visible order that can change this way.
    fn newest_order_for(&self, kind: ChangeKind, program: Option<ProgramId>) -> Option<OrderId> {
        let fits = |order: &OrderId| {
            let facts = self.facts(*order);
            program.is_none_or(|program| program == facts.program) && can_change(facts.status, kind)
        };
        self.newest_orders().find(fits)
    }

    /// Every visible order: those that the ledger added, the last one first, then those of the simulation, newest first.
    pub(crate) fn newest_orders(&self) -> impl Iterator<Item = OrderId> {
        let added = self.ledger().orders().added();
        let visible = u32::try_from(self.world().columns.visible(self.second)).expect("orders are numbered by 32 bits");
        added.chain((0..visible).rev().map(OrderId))
    }
}
