//! Turns what a world file says into events of the ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use trackside_schemas::control::{EventToCause, Span};
use trackside_schemas::world_file::{
    ChangeOfOrder, PinnedChange, PinnedClick, PinnedOrder, PinnedPartner, PinnedProgram, PinnedRecord, PinnedSurvey,
    StepOfSetup,
};
use trackside_world::{
    Cause, CauseError, ChangeCause, ChangeKind, ClickCause, CustomerId, Event, JoinCause, LeadCause, Ledger, NewSurvey,
    NewSurveys, OrderId, PartnerDecision, PartnerDecisionCause, PartnerId, PartnerStatus, ProgramCause, ProgramId,
    RecordChange, SaleCause, SetupCause, SetupStep, View,
};

use super::error::Path;
use super::read::{PinnedWorld, WorldFileError};
use super::steps::{Action, Step, steps, too_early};
use crate::control::{basis_points, cause_of, currency, kind_of_program, owner_of_program, refusal};
use crate::request::{FieldProblem, Problem, nearest};
use crate::store::{Origin, Recorded};
use crate::worlds::Worlds;

/// The events of a world file, in the order in which they are recorded.
type Pinned = Vec<Recorded>;

/// Who causes the events of a world file.
const PROVIDER: &str = "world";
const OPERATION: &str = "file";

/// The events that a file says have happened in a sandbox that starts at a time.
///
/// Returns an error if the file names something that does not exist, or something that cannot happen.
pub(crate) fn plan(pinned: &PinnedWorld, worlds: &Worlds, start: DateTime<Utc>) -> Result<Pinned, WorldFileError> {
    let steps = steps(&pinned.file, start).map_err(|(path, reason)| pinned.refused(path, &reason))?;
    let mut planner = Planner {
        pinned,
        worlds,
        ledger: Ledger::new(),
        programs: BTreeMap::new(),
        customers: BTreeMap::new(),
        orders: BTreeMap::new(),
        recorded: Vec::new(),
    };
    for step in &steps {
        planner.take(step).map_err(|(path, reason)| pinned.refused(path, &reason))?;
    }
    Ok(planner.recorded)
}

struct Planner<'f> {
    pinned: &'f PinnedWorld,
    worlds: &'f Worlds,
    /// What has happened so far.
    ledger: Ledger,
    /// The programs by their places in the file.
    programs: BTreeMap<usize, ProgramId>,
    customers: BTreeMap<(usize, &'f str), CustomerId>,
    orders: BTreeMap<(usize, usize), OrderId>,
    recorded: Pinned,
}

type Refused = (Path, String);

impl<'f> Planner<'f> {
    fn take(&mut self, step: &Step<'f>) -> Result<(), Refused> {
        match step.action {
            Action::Program(place, program) => self.program(step, place, program),
            Action::Setup(place, done) => {
                let setup =
                    SetupCause { program: Some(self.programs[&place]), step: setup_step(done), at: Some(step.at) };
                self.cause(step, &Cause::Setup(setup)).map(drop)
            }
            Action::Join(place, partner) => self.join(step, place, partner),
            Action::Approve(place, partner) => self.decide(step, place, partner, PartnerDecision::Approved),
            Action::Block(place, partner) => self.decide(step, place, partner, PartnerDecision::Blocked),
            Action::Arrive(place, customer) => {
                if self.customers.contains_key(&(place, customer.key.as_str())) {
                    return Err((step.path.key("key"), "another customer of the program has this key".to_owned()));
                }
                let click = ClickCause {
                    program: Some(self.programs[&place]),
                    partner: self.partner(step, place, customer.partner.as_deref())?,
                    at: Some(step.at),
                    ..ClickCause::default()
                };
                let visitor = self.ledger.next_visitor();
                self.cause(step, &Cause::Click(click))?;
                self.customers.insert((place, &customer.key), visitor);
                Ok(())
            }
            Action::SignUp(place, customer) => {
                let lead = LeadCause {
                    program: Some(self.programs[&place]),
                    visitor: Some(self.customers[&(place, customer.key.as_str())]),
                    key: Some(customer.key.clone()),
                    email: customer.email.clone(),
                    at: Some(step.at),
                };
                self.cause(step, &Cause::Lead(lead)).map(drop)
            }
            Action::Click(place, click) => self.click(step, place, click),
            Action::Order(place, number, order) => self.order(step, place, number, order),
            Action::Change(place, number, change) => {
                let change = change_cause(step, self.orders[&(place, number)], change);
                self.cause(step, &Cause::Change(change)).map(drop)
            }
            Action::Event(event) => self.event(step, event),
            Action::Record(PinnedRecord { collection, id, content }) => {
                let content = content.as_ref().map(ToString::to_string);
                let change = RecordChange { collection: collection.clone(), id: *id, content };
                self.record(step, vec![Event::Record(change)]);
                Ok(())
            }
        }
    }

    fn program(&mut self, step: &Step<'f>, place: usize, program: &PinnedProgram) -> Result<(), Refused> {
        if let Some(name) = &program.simulated {
            let view = self.view(step.at);
            let found = view.programs().find(|known| known.is_called(name));
            let unknown = || {
                let names: Vec<_> = view.programs().map(|known| known.name.as_str()).collect();
                let meant = nearest(name, names.into_iter()).map(|meant| format!("; maybe {meant} is meant"));
                let meant = meant.unwrap_or_default();
                (step.path.key("simulated"), format!("there is no simulated program {name:?} then{meant}"))
            };
            let found = found.map(|known| known.id).ok_or_else(unknown)?;
            self.programs.insert(place, found);
            return Ok(());
        }
        let new = ProgramCause {
            name: program.name.clone(),
            website: program.website.clone(),
            currency: program.currency.map(currency),
            kind: program.kind.map(kind_of_program),
            owner: program.owner.map(owner_of_program).unwrap_or_default(),
            commission_percent: program.commission_percent.map(basis_points),
            cookie_days: program.cookie_days,
            payout_threshold: program.payout_threshold_cents,
            without_website: program.without_website,
            number: program.ids.affitor,
            uuid: program.ids.agentref,
            code: program.ids.partnero.clone(),
            surveys: program
                .surveys
                .as_ref()
                .map(|surveys| NewSurveys::These(surveys.iter().map(new_survey).collect())),
            at: Some(step.at),
        };
        let events = self.cause(step, &Cause::Program(new))?;
        if let Some(Event::Program(new)) = events.last() {
            self.programs.insert(place, new.program);
        }
        Ok(())
    }

    fn join(&mut self, step: &Step<'f>, place: usize, partner: &PinnedPartner) -> Result<(), Refused> {
        let program = self.programs[&place];
        let is_simulated = self.pinned.file.programs[place].simulated.is_some();
        if is_simulated && self.view(step.at).partner_by_code(program, &partner.code).is_some() {
            let given = [
                ("name", partner.name.is_some()),
                ("email", partner.email.is_some()),
                ("joined_at", partner.joined_at.is_some()),
            ];
            return match given.iter().find(|(_, given)| *given) {
                Some((field, _)) => Err((step.path.key(field), "cannot be chosen for a simulated partner".to_owned())),
                None => Ok(()),
            };
        }
        let join = JoinCause {
            program: Some(program),
            code: Some(partner.code.clone()),
            name: partner.name.clone(),
            email: partner.email.clone(),
            at: Some(step.at),
        };
        self.cause(step, &Cause::Join(join)).map(drop)
    }

    fn decide(
        &mut self,
        step: &Step<'f>,
        place: usize,
        partner: &PinnedPartner,
        decision: PartnerDecision,
    ) -> Result<(), Refused> {
        let program = self.programs[&place];
        let id = self.partner(step, place, Some(&partner.code))?;
        let status = id.and_then(|id| self.view(step.at).partner(program, id)).map(|known| known.status);
        if decision == PartnerDecision::Approved && status == Some(PartnerStatus::Active) {
            // A simulated partner who is approved anyway.
            return Ok(());
        }
        let decision = PartnerDecisionCause { program: Some(program), partner: id, decision, at: Some(step.at) };
        self.cause(step, &Cause::PartnerDecision(decision)).map(drop)
    }

    fn click(&mut self, step: &Step<'f>, place: usize, click: &PinnedClick) -> Result<(), Refused> {
        let cause = ClickCause {
            program: Some(self.programs[&place]),
            partner: self.partner(step, place, click.partner.as_deref())?,
            visitor: click.customer.as_deref().map(|key| self.customer(step, place, key)).transpose()?,
            at: Some(step.at),
            direct: click.direct,
            clickout: None,
        };
        for _ in 0..click.count.unwrap_or(1) {
            self.cause(step, &Cause::Click(cause.clone()))?;
        }
        Ok(())
    }

    fn order(&mut self, step: &Step<'f>, place: usize, number: usize, order: &PinnedOrder) -> Result<(), Refused> {
        let is_known = |transaction: &str| self.view(step.at).order_by_transaction(transaction).is_some();
        if order.transaction_id.as_deref().is_some_and(is_known) {
            return Err((step.path.key("transaction_id"), "another order has this identifier".to_owned()));
        }
        let sale = SaleCause {
            program: Some(self.programs[&place]),
            partner: self.partner(step, place, order.partner.as_deref())?,
            customer: order.customer.as_deref().map(|key| self.customer(step, place, key)).transpose()?,
            at: Some(step.at),
            amount: order.amount_cents,
            commission: order.commission_cents,
            coupon: order.coupon,
            transaction: order.transaction_id.clone(),
        };
        let events = self.cause(step, &Cause::Sale(sale))?;
        if let Some(Event::Sale(sale)) = events.last() {
            self.orders.insert((place, number), sale.order);
        }
        Ok(())
    }

    /// An event as the control API takes it.
    fn event(&mut self, step: &Step<'f>, event: &EventToCause) -> Result<(), Refused> {
        let view = self.view(step.at);
        let problem = |problem: Problem| match problem {
            Problem::Invalid(mut fields) if !fields.is_empty() => {
                let field = fields.swap_remove(0);
                match field.problem {
                    FieldProblem::Rule(reason) => (step.path.key(&field.name), reason),
                    other => (step.path.key(&field.name), format!("{other:?}")),
                }
            }
            other => (step.path.clone(), other.reason()),
        };
        let cause = cause_of(&|_, _| false, view, event).map_err(problem)?;
        let events = view.cause(&cause).map_err(|error| problem(refusal(&error)))?;
        self.record(step, events);
        Ok(())
    }

    /// The partner of a program with a code.
    fn partner(&self, step: &Step<'f>, place: usize, code: Option<&str>) -> Result<Option<PartnerId>, Refused> {
        let Some(code) = code else { return Ok(None) };
        if let Some(partner) = self.view(step.at).partner_by_code(self.programs[&place], code) {
            return Ok(Some(partner));
        }
        let known = || self.pinned.file.programs[place].partners.iter().map(|partner| partner.code.as_str());
        Err((step.path.key("partner"), missing("partner", code, known(), "joins")))
    }

    /// The customer of a program with a key.
    fn customer(&self, step: &Step<'f>, place: usize, key: &str) -> Result<CustomerId, Refused> {
        let known = self.customers.get(&(place, key)).copied();
        if let Some(customer) = known.or_else(|| self.view(step.at).customer_by_key(self.programs[&place], key)) {
            return Ok(customer);
        }
        let known = || self.pinned.file.programs[place].customers.iter().map(|customer| customer.key.as_str());
        Err((step.path.key("customer"), missing("customer", key, known(), "signs up")))
    }

    fn cause(&mut self, step: &Step<'f>, cause: &Cause) -> Result<Vec<Event>, Refused> {
        let events = self.view(step.at).cause(cause).map_err(|error| refused(step, &error))?;
        self.record(step, events.clone());
        Ok(events)
    }

    fn record(&mut self, step: &Step<'f>, events: Vec<Event>) {
        let world = self.worlds.at(step.at).world();
        for event in events {
            self.ledger.apply(world, step.at, &event);
            let origin = Arc::new(Origin {
                provider: PROVIDER.into(),
                operation: OPERATION.into(),
                request_id: step.path.to_string().into(),
            });
            self.recorded.push(Recorded { at: step.at, origin, event });
        }
    }

    /// The world as it is at a time, before what happens next.
    fn view(&self, at: DateTime<Utc>) -> View<'_> {
        let simulated = self.worlds.at(at);
        simulated.world().with(&self.ledger, simulated.now()).expect("the time is in the world's range")
    }
}

fn change_cause(step: &Step<'_>, order: OrderId, change: &PinnedChange) -> ChangeCause {
    ChangeCause {
        order: Some(order),
        program: None,
        kind: match change.change {
            ChangeOfOrder::Approval => ChangeKind::Approved,
            ChangeOfOrder::Decline => ChangeKind::Declined,
            ChangeOfOrder::Refund => ChangeKind::Refunded,
            ChangeOfOrder::Reversal => ChangeKind::Reversed,
            ChangeOfOrder::Correction => ChangeKind::Corrected,
            ChangeOfOrder::Reopening => ChangeKind::Reopened,
        },
        at: Some(step.at),
        reason: change.reason.clone(),
        amount: change.amount_cents,
        commission: change.commission_cents,
    }
}

fn new_survey(pinned: &PinnedSurvey) -> NewSurvey {
    let seconds = |span: Option<Span>, usual: u32| span.map_or(usual, Span::whole_seconds);
    NewSurvey {
        name: pinned.name.trim().to_owned(),
        delay: seconds(pinned.send_after, NewSurvey::USUAL_DELAY),
        enabled: pinned.enabled,
        solicitation_threshold: seconds(pinned.solicitation_threshold, NewSurvey::USUAL_THRESHOLD),
        resolicitation_delay: seconds(pinned.resolicitation_delay, NewSurvey::USUAL_RESOLICITATION),
    }
}

/// Why there is nobody with a name.
fn missing<'n>(what: &str, name: &str, mut known: impl Iterator<Item = &'n str> + Clone, comes: &str) -> String {
    if known.clone().any(|known| known == name) {
        return format!("the {what} {name} {comes} later than that");
    }
    let meant = nearest(name, known.by_ref()).map(|meant| format!("; maybe {meant} is meant")).unwrap_or_default();
    format!("the program has no {what} {name:?}{meant}")
}

/// Why the world cannot do it, at the field that says so.
fn refused(step: &Step<'_>, error: &CauseError) -> Refused {
    let field = match error {
        CauseError::OutsideOfTime { at, begins, .. } => {
            return (step.path.key(step.time_field), too_early(*at, *begins));
        }
        CauseError::BeforeOrder { .. } => step.time_field,
        CauseError::NoName { .. } => "name",
        CauseError::NoWebsite => "website",
        CauseError::NoCode { .. } | CauseError::CodeTaken => "code",
        CauseError::NoEmail => "email",
        CauseError::TooManySurveys { .. } => "surveys",
        CauseError::BadSurvey { place, why } => return (step.path.item("surveys", *place), (*why).to_owned()),
        CauseError::NumberOutOfRange | CauseError::NoProgramCode | CauseError::ProgramTaken => "ids",
        CauseError::NothingToCorrect | CauseError::AmountOutOfRange { .. } | CauseError::RefundOutOfRange { .. } => {
            "amount_cents"
        }
        CauseError::NoSuchChange { .. } => "change",
        _ => return (step.path.clone(), error.to_string()),
    };
    (step.path.key(field), error.to_string())
}

fn setup_step(step: StepOfSetup) -> SetupStep {
    match step {
        StepOfSetup::WebsiteConfigured => SetupStep::WebsiteConfigured,
        StepOfSetup::ScriptVerified => SetupStep::ScriptVerified,
        StepOfSetup::StripePending => SetupStep::StripePending,
        StepOfSetup::StripeConnected => SetupStep::StripeConnected,
        StepOfSetup::StripeDisconnected => SetupStep::StripeDisconnected,
        StepOfSetup::TestClick => SetupStep::TestClick,
        StepOfSetup::TestLead => SetupStep::TestLead,
        StepOfSetup::TestSale => SetupStep::TestSale,
    }
}
