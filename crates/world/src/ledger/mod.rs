//! The ledger: what happened because somebody caused it, beside the simulation.
//!
//! A [`Ledger`] is made by applying [`Event`]s in the order in which they were recorded. The world that is shown is the
//! simulation plus the ledger. An order of the simulation that an event changes is taken out of every count, and its new
//! version is added, so nothing is counted by a second path.
//!
//! Everything in a ledger is visible at once: whoever shows an earlier time applies fewer events. Only the simulation has
//! a delay.
//!
//! A ledger is made of persistent maps and shared blocks, so a copy is cheap: whoever reads has one, and nobody waits.

mod addresses;
mod brought;
mod cause;
mod event;
mod lineage;
mod orders;
mod partners;
mod people;
mod program;
mod record_identity;
mod records;
mod reserved;
mod undo;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use imbl::{OrdMap, Vector};

pub(crate) use self::brought::Bond;
pub(crate) use self::cause::LARGEST_AMOUNT;
pub use self::cause::{Cause, ChangeCause, ClickCause, LeadCause, SaleCause, SetupCause};
pub use self::event::{
    ChangeKind, Event, NewClick, NewLead, NewSale, OrderChange, RecordChange, SetupChange, SetupStep, SurveyLinks,
};
pub(crate) use self::lineage::Lineage;
pub(crate) use self::orders::{Orders, Version, key};
pub(crate) use self::partners::LedgerPartner;
pub(crate) use self::people::{People, Person};
pub(crate) use self::program::{ProgramLedger, Sums};
use self::records::Records;
use self::reserved::Reserved;
pub use self::undo::undone_with;
use crate::identifiers::{AccountId, CustomerId, OrderId, PartnerId, ProgramId, WebsiteId};
use crate::order::OrderStatus;
use crate::partner::{PartnerChange, PartnerStep};
use crate::payout::{PayoutStep, next_number};
use crate::program::Program;
use crate::survey::{Known, Solicited, SurveyChange, SurveySteps};
use crate::view::View;
use crate::world::World;

/// A ledger in which nothing has happened.
pub(crate) static EMPTY: LazyLock<Ledger> = LazyLock::new(Ledger::new);

/// What happened because somebody caused it: the result of applying events. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// A ledger and what grows out of it have the same, so that whoever has seen a part of one knows what is new. Only one
    /// copy may grow.
    lineage: Lineage,
    reserved: Reserved,
    orders: Orders,
    /// The orders of the simulation that have changed, in the order of their first change.
    changed: Vector<OrderId>,
    people: People,
    /// The programs that were added.
    founded: OrdMap<ProgramId, Arc<Program>>,
    /// Programs that were changed, as they are now.
    changed_programs: OrdMap<ProgramId, Arc<Program>>,
    programs: OrdMap<ProgramId, Arc<ProgramLedger>>,
    /// The orders for which survey links were requested, and when.
    survey_links: OrdMap<OrderId, u32>,
    records: Records,
    /// What happened by hand to surveys, by their order and their place in the program.
    surveys: OrdMap<(OrderId, u8), SurveySteps>,
    solicited: Solicited,
}

impl Default for Ledger {
    fn default() -> Self {
        Self::new()
    }
}

/// The partner to whom somebody who has signed up belongs, if to any.
#[derive(Debug, Clone, Copy)]
struct LeadOf(Option<PartnerId>);

impl Ledger {
    /// A ledger in which nothing has happened.
    pub fn new() -> Self {
        Self::reserving([])
    }

    /// A ledger in which nothing has happened, and which gives nothing else the numbers of these events. They may be
    /// applied to it later, before or after others.
    pub fn reserving<'e>(events: impl IntoIterator<Item = &'e Event>) -> Self {
        Self {
            lineage: Lineage::new(),
            reserved: events.into_iter().collect(),
            orders: Orders::default(),
            changed: Vector::default(),
            people: People::default(),
            founded: OrdMap::default(),
            changed_programs: OrdMap::default(),
            programs: OrdMap::default(),
            survey_links: OrdMap::default(),
            records: Records::default(),
            surveys: OrdMap::default(),
            solicited: Solicited::default(),
        }
    }

    /// A copy that may grow in another way than this one.
    pub fn fork(&self) -> Self {
        Self { lineage: Lineage::new(), ..self.clone() }
    }

    /// A copy for what might happen: it may grow, and this one too.
    pub(crate) fn branch(&self) -> Self {
        Self { lineage: self.lineage.branch(self.changed.len()), ..self.clone() }
    }

    /// Applies an event that was recorded at a time, not before the last one.
    ///
    /// # Panics
    /// If the event names something that neither the world nor the ledger has.
    pub fn apply(&mut self, world: &World, recorded: DateTime<Utc>, event: &Event) {
        let timeline = world.timeline;
        let recorded = timeline.at_or_before(recorded).unwrap_or_default();
        let second = |time| timeline.at_or_before(time).unwrap_or_default();
        match event {
            Event::Click(click) => {
                let before = self.lead_partner(click.visitor);
                self.people.clicked(click, second(click.at));
                self.lead_moved(click.visitor, before);
                self.program_mut(click.program).click(click, second(click.at));
            }
            Event::Lead(lead) => {
                let before = self.lead_partner(lead.visitor);
                self.people.signed_up(lead, second(lead.at));
                self.lead_moved(lead.visitor, before);
                let partner = self.people.partner(lead.visitor);
                self.program_mut(lead.program).signed_up(lead.visitor, partner, second(lead.at));
            }
            Event::Sale(sale) => {
                let placed = second(sale.placed_at);
                let before = self.lead_partner(sale.customer);
                self.people.bought(sale, placed);
                self.lead_moved(sale.customer, before);
                let (order, customer, account) = (sale.order, sale.customer, sale.account);
                let known = Known { order, customer, account, placed, at: recorded };
                let added = self.founded.get(&sale.program).map(|program| &**program);
                let program = world.programs.get(sale.program.index()).or(added);
                let surveys = program.map_or(0, |program| self.solicited.add(world, program, known));
                if surveys != 0 {
                    self.program_mut(sale.program).surveyed(order, placed);
                }
                self.put(order, Version::of_sale(sale, timeline, recorded, surveys));
            }
            Event::Change(change) => {
                let before = if let Some(version) = self.orders.get(change.order) {
                    version.clone()
                } else {
                    let facts = View::new(world, &EMPTY, recorded).facts(change.order);
                    self.changed.push_back(change.order);
                    let (reason, change, transaction, clickout) = (None, None, None, None);
                    Version { facts, recorded, reason, change, transaction, surveys: 0, clickout }
                };
                let version = before.changed(change, world, recorded);
                if version.facts.status == OrderStatus::Declined && change.order.is_of_the_ledger() {
                    self.cancel_surveys(world, change.order, &version);
                }
                self.put(change.order, version);
            }
            Event::SurveyLinks(links) => {
                if !self.survey_links.contains_key(&links.order) {
                    self.survey_links.insert(links.order, second(links.at));
                }
            }
            Event::Setup(change) => self.program_mut(change.program).setup(change, second(change.at)),
            Event::Record(change) => self.records.put(change),
            Event::Program(new) => {
                self.founded.insert(new.program, Arc::new(Program::founded(new, world)));
            }
            Event::ProgramChange(change) => {
                let id = change.program;
                let known = self.changed_program(id).or_else(|| world.programs.get(id.index()));
                let known = known.or_else(|| self.added_program(id)).expect("an admitted event names a known program");
                let changed = known.clone().changed(change, world);
                self.changed_programs.insert(id, Arc::new(changed));
            }
            Event::Partner(change) => self.program_mut(change.program).partner_changed(change, second(change.at)),
            Event::Payout(payout) => self.program_mut(payout.program).pay(payout),
            Event::PayoutChange(change) => self.program_mut(change.program).payout_changed(change),
            Event::Bonus(bonus) => self.program_mut(bonus.program).reward(*bonus),
            Event::Survey(SurveyChange { order, survey, step, at }) => {
                let mut steps = self.survey_steps(*order, *survey).copied().unwrap_or_default();
                steps.add(*step, second(*at));
                self.surveys.insert((*order, *survey), steps);
            }
        }
    }

    /// The surveys of an added order that are not sent by now do not count as sent.
    fn cancel_surveys(&mut self, world: &World, order: OrderId, version: &Version) {
        let id = version.facts.program;
        let added = self.founded.get(&id).map(|program| &**program);
        let program = world.programs.get(id.index()).or(added);
        for (place, survey) in (0_u8..).zip(program.map_or(&[][..], |program| &program.surveys)) {
            if version.facts.modified < version.recorded.saturating_add(survey.delay) {
                self.solicited.forget(version.facts.customer, place, order);
            }
        }
    }

    fn put(&mut self, order: OrderId, version: Version) {
        let facts = version.facts.clone();
        let before = self.orders.put(order, version);
        let partner = self.people.partner(facts.customer);
        self.program_mut(facts.program).put(order, before.as_ref(), &facts, partner);
    }

    /// The partner to whom somebody of the ledger belongs, if they have signed up or bought.
    fn lead_partner(&self, visitor: CustomerId) -> Option<LeadOf> {
        let known = self.people.get(visitor).filter(|_| visitor.is_of_the_ledger())?;
        known.is_lead().then_some(LeadOf(known.partner))
    }

    /// Tells the programs of somebody who had signed up to whom they belong now.
    fn lead_moved(&mut self, visitor: CustomerId, before: Option<LeadOf>) {
        let (Some(LeadOf(before)), partner) = (before, self.people.partner(visitor)) else { return };
        if before == partner {
            return;
        }
        let programs = self.programs.iter().filter(|(_, own)| own.is_lead(visitor)).map(|(program, _)| *program);
        for program in programs.collect::<Vec<_>>() {
            self.program_mut(program).lead_moved(visitor, before, partner);
        }
    }

    /// Whether the world and the ledger have everything that the event names, so that it can be applied.
    pub fn admits(&self, world: &World, event: &Event) -> bool {
        let program = |program: ProgramId| world.programs.get(program.index()).or_else(|| self.added_program(program));
        let has_program = |id: ProgramId| program(id).is_some();
        let has_partner = |id: ProgramId, partner: Option<PartnerId>| {
            let is_simulated =
                |partner: PartnerId| program(id).is_some_and(|known| partner.index() < known.partners.len());
            let has_joined = |partner| self.program(id).is_some_and(|own| own.partner(partner).is_some());
            has_program(id) && partner.is_none_or(|partner| is_simulated(partner) || has_joined(partner))
        };
        let has_order = |order: OrderId| {
            if order.is_of_the_ledger() {
                self.orders.get(order).is_some()
            } else {
                order.index() < world.columns.len()
            }
        };
        let has_customer = |customer: CustomerId| customer.is_of_the_ledger() || customer.index() < world.columns.len();
        let has_source = |account: AccountId, website: WebsiteId| {
            account.index() < world.accounts.len()
                && (website.index() < world.websites.len() || website == WebsiteId::UNLISTED)
        };
        match event {
            Event::Click(click) => {
                has_partner(click.program, click.partner)
                    && has_customer(click.visitor)
                    && click.clickout.is_none_or(|clickout| has_source(clickout.account, clickout.website))
            }
            Event::Lead(lead) => has_partner(lead.program, lead.partner) && has_customer(lead.visitor),
            Event::Sale(sale) => {
                has_partner(sale.program, sale.partner)
                    && has_customer(sale.customer)
                    && sale.order >= self.next_order()
                    && has_source(sale.account, sale.website)
            }
            Event::Change(change) => has_order(change.order),
            Event::Setup(change) => has_program(change.program),
            Event::SurveyLinks(links) => has_order(links.order),
            Event::Record(_) => true,
            Event::Program(new) => new.is_free(world, self),
            Event::ProgramChange(change) => has_program(change.program),
            Event::Partner(PartnerChange { program: id, partner, step: PartnerStep::Joined(new), .. }) => {
                let own = self.program(*id);
                partner.is_of_the_ledger()
                    && program(*id).is_some_and(|program| program.partners.iter().all(|known| known.code != new.code))
                    && own.is_none_or(|own| own.partner(*partner).is_none() && own.partner_by_code(&new.code).is_none())
            }
            Event::Partner(change) => has_partner(change.program, Some(change.partner)),
            Event::Payout(payout) => has_partner(payout.program, Some(payout.partner)),
            Event::Bonus(bonus) => has_partner(bonus.program, Some(bonus.partner)),
            Event::PayoutChange(change) => {
                let partner = if let PayoutStep::Requested(new) = change.step { Some(new.partner) } else { None };
                let own = self.program(change.program).map(|own| own.requests.clone()).unwrap_or_default();
                let partners = program(change.program).map_or(0, |program| program.partners.len());
                has_partner(change.program, partner) && own.admits(change, partners)
            }
            Event::Survey(change) => {
                has_order(change.order) && {
                    let known = self.orders.get(change.order).map(|version| version.facts.program);
                    let of_order =
                        known.unwrap_or_else(|| ProgramId(world.columns.program(change.order.index()).into()));
                    program(of_order).is_some_and(|program| usize::from(change.survey) < program.surveys.len())
                }
            }
        }
    }

    /// The identifier of the next order that is added.
    pub fn next_order(&self) -> OrderId {
        let last = self.orders.last().filter(|order| order.is_of_the_ledger());
        last.max(self.reserved.order).map_or(OrderId::FIRST_OF_THE_LEDGER, |order| OrderId(order.0 + 1))
    }

    /// The identifier of the next visitor.
    pub fn next_visitor(&self) -> CustomerId {
        self.people
            .last()
            .max(self.reserved.visitor)
            .map_or(CustomerId::FIRST_OF_THE_LEDGER, |last| CustomerId(last.0 + 1))
    }

    /// The identifier of the next program. `None` if there is no room for another.
    pub fn next_program(&self) -> Option<ProgramId> {
        ProgramId::after(self.founded.get_max().map(|(program, _)| *program).max(self.reserved.program))
    }

    /// The identifier of the next partner who joins a program. `None` if there is no room for another.
    pub fn next_partner(&self, program: ProgramId) -> Option<PartnerId> {
        let last = self.program(program).and_then(ProgramLedger::last_partner);
        PartnerId::after(last.max(self.reserved.partner(program)))
    }

    /// The number of the next payout that is requested in a program.
    pub fn next_payout(&self, program: ProgramId) -> u64 {
        let last = self.program(program).and_then(|own| own.requests.last());
        next_number(program, last.max(self.reserved.payout(program)))
    }

    /// Whether nothing has happened.
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
            && self.people.is_empty()
            && self.founded.is_empty()
            && self.changed_programs.is_empty()
            && self.programs.is_empty()
            && self.survey_links.is_empty()
            && self.records.is_empty()
            && self.surveys.is_empty()
    }

    pub(crate) fn lineage(&self) -> Lineage {
        self.lineage
    }

    pub(crate) fn orders(&self) -> &Orders {
        &self.orders
    }

    pub(crate) fn people(&self) -> &People {
        &self.people
    }

    /// The orders of the simulation that have changed, in the order of their first change.
    pub(crate) fn changed(&self) -> &Vector<OrderId> {
        &self.changed
    }

    /// The programs that were added, in the order of their numbers.
    pub(crate) fn founded(&self) -> impl Iterator<Item = &Program> {
        self.founded.values().map(|program| &**program)
    }

    /// A program that was added.
    pub(crate) fn added_program(&self, program: ProgramId) -> Option<&Program> {
        self.founded.get(&program).map(|program| &**program)
    }

    /// A program that was changed, as it is now.
    pub(crate) fn changed_program(&self, program: ProgramId) -> Option<&Program> {
        self.changed_programs.get(&program).map(|program| &**program)
    }

    /// What happened to a program, if anything.
    pub(crate) fn program(&self, program: ProgramId) -> Option<&ProgramLedger> {
        self.programs.get(&program).map(|program| &**program)
    }

    /// The programs to which something happened.
    pub(crate) fn programs(&self) -> impl Iterator<Item = &ProgramLedger> {
        self.programs.values().map(|program| &**program)
    }

    /// The orders for which survey links were requested, and when.
    pub(crate) fn survey_links(&self) -> &OrdMap<OrderId, u32> {
        &self.survey_links
    }

    /// The surveys to which something happened by hand, those of the last orders first.
    pub(crate) fn surveys_by_hand(&self) -> impl Iterator<Item = (OrderId, u8)> {
        self.surveys.keys().rev().copied()
    }

    /// The orders of the simulation that have changed, or whose surveys have.
    pub(crate) fn touched_orders(&self) -> BTreeSet<OrderId> {
        let surveyed = self.surveys.keys().map(|(order, _)| *order);
        let changed = self.changed.iter().copied();
        changed.chain(surveyed).filter(|order| !order.is_of_the_ledger()).collect()
    }

    /// What happened by hand to a survey of an order, if anything.
    pub(crate) fn survey_steps(&self, order: OrderId, survey: u8) -> Option<&SurveySteps> {
        self.surveys.get(&(order, survey))
    }

    fn program_mut(&mut self, program: ProgramId) -> &mut ProgramLedger {
        Arc::make_mut(self.programs.entry(program).or_default())
    }
}
