//! `GET /_mock/events`, `POST /_mock/events` and `POST /_mock/events/undo`: the ledger.

use trackside_schemas::Provider as _;
use trackside_schemas::control::{
    CauseEvent, CausedEvents, Control, EventCause, EventKind, EventList, EventToCause, EventsQuery, EventsToUndo,
    LedgerEvent, ListEvents, PayoutMethod, ProgramCurrency, ProgramKind, UndoEvents, UndoneEvents,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{
    self as world, After, Cause, CauseError, ChangeCause, ChangeKind, ClickCause, CustomerId, Event, JoinCause,
    LeadCause, NewSurveys, OrderId, PartnerDecision, PartnerDecisionCause, PartnerId, PartnerStep, PayoutCause,
    Program, ProgramCause, ProgramId, SaleCause, SetupCause, SetupStep, SurveyCause, SurveyStep, View,
};
use uuid::Uuid;

use super::refused;
use super::sights::sights;
use crate::catalogue;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve, operation_id};
use crate::store::{self, Entry, Origin, PageOfEntries, Recorded};

/// How many events are listed by default.
const USUAL_LIMIT: i64 = 100;

impl Serve for ListEvents {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<EventList>, Problem> {
        let EventsQuery { event, request_id, before, limit } = &call.query;
        let matches = |entry: &Entry| {
            event.is_none_or(|event| event == kind_of_event(&entry.recorded.event))
                && request_id.as_ref().is_none_or(|id| *id == entry.recorded.origin.request_id)
        };
        let is_filtered = event.is_some() || request_id.is_some();
        let asked = PageOfEntries {
            matches: if is_filtered { Some(&matches) } else { None },
            before: before.and_then(|before| u64::try_from(before).ok()),
            limit: usize::try_from(limit.unwrap_or(USUAL_LIMIT)).unwrap_or(usize::MAX),
        };
        let (total, entries) = call.sandbox.store().page(call.view.now(), &asked);
        Ok(EventList { total, events: entries.iter().map(|entry| show(call.view, entry)).collect() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, EventsQuery::default(), Nothing {})
    }
}

impl Serve for CauseEvent {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<CausedEvents>, Problem> {
        let is_shown_as = |program: &Program, name: &str| is_shown_as(call.sandbox, program, name);
        let cause = cause_of(&is_shown_as, call.view, &call.body)?;
        let events = call.view.cause(&cause).map_err(|error| refusal(&error))?;
        // These events say everything themselves. Others are shown as they have changed the world.
        let says_all =
            |event: &Event| matches!(event, Event::Click(_) | Event::Lead(_) | Event::Sale(_) | Event::Setup(_));
        let after = (!events.iter().all(says_all)).then(|| call.view.after(&events));
        let view = after.as_ref().map_or(call.view, After::view);
        let origin = Origin {
            provider: Control::NAME.to_owned(),
            operation: operation_id::<CauseEvent>().to_owned(),
            request_id: call.request_id.to_string(),
        };
        let shown = (call.next_entry..).zip(&events).map(|(id, event)| {
            let recorded = Recorded { at: view.now(), origin: origin.clone(), event: event.clone() };
            show(view, &Entry { id, recorded })
        });
        let program = events.last().and_then(|event| program_of(view, event));
        let seen_at = program.map(|program| sights(call.sandbox, program, &call.address.origin())).unwrap_or_default();
        let caused = CausedEvents { events: shown.collect(), seen_at };
        Ok(events.into_iter().fold(Answer::new(caused), Answer::causing))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, EventToCause::new(EventKind::Sale))
    }
}

impl Serve for UndoEvents {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<UndoneEvents>, Problem> {
        if let Some(unknown) = call.sandbox.store().unknown(call.view.now(), &call.body.ids) {
            return Err(Problem::NotFound {
                what: "Event",
                reason: format!("there is no event {unknown}; GET /_mock/events lists them"),
            });
        }
        if let Some(pinned) = call.body.ids.iter().find(|id| call.sandbox.store().is_pinned(**id)) {
            let reason = format!("names event {pinned}, which is of the world file: change the file and start again");
            return Err(refused("ids", &reason));
        }
        let entries = call.sandbox.store().to_undo(&call.body.ids);
        let events = entries.iter().map(|entry| show(call.view, entry)).collect();
        let ids = entries.iter().map(|entry| entry.id).collect();
        Ok(Answer::new(UndoneEvents { events }).causing(store::Event::Undone(ids)))
    }

    fn sample(sandbox: &Sandbox, view: View<'_>) -> Sample<Self> {
        let newest = sandbox.store().newest_written(view.now()).unwrap_or(0);
        Sample::new(Nothing {}, Nothing {}, EventsToUndo { ids: vec![newest] })
    }
}

/// The event as the ledger lists it.
fn show(view: View<'_>, entry: &Entry) -> LedgerEvent {
    let Recorded { at, origin, event } = &entry.recorded;
    let program = program_of(view, event);
    let partner = |partner: PartnerId| view.partner_code(program?.id, partner).map(str::to_owned);
    let customer = |customer| view.customer_uuid(customer).to_string();
    let order = |order| view.order_uuid(order).to_string();
    let mut shown = LedgerEvent {
        id: entry.id,
        event: kind_of_event(event),
        recorded_at: *at,
        happened_at: *at,
        program: program.map(|program| program.name.clone()).unwrap_or_default(),
        partner: None,
        customer: None,
        order: None,
        transaction_id: None,
        record: None,
        amount_cents: None,
        commission_cents: None,
        currency: program.map(|program| program.currency.code().to_owned()).unwrap_or_default(),
        reason: None,
        survey: None,
        feedback: None,
        cause: EventCause {
            provider: origin.provider.clone(),
            operation: origin.operation.clone(),
            request_id: origin.request_id.clone(),
        },
    };
    match event {
        Event::Click(click) => {
            shown.happened_at = click.at;
            shown.partner = click.partner.and_then(partner);
            shown.customer = Some(customer(click.visitor));
        }
        Event::Lead(lead) => {
            shown.happened_at = lead.at;
            shown.customer = Some(customer(lead.visitor));
        }
        Event::Sale(sale) => {
            shown.happened_at = sale.placed_at;
            shown.partner = sale.partner.and_then(partner);
            shown.customer = Some(customer(sale.customer));
            shown.order = Some(order(sale.order));
            shown.transaction_id.clone_from(&sale.transaction);
            (shown.amount_cents, shown.commission_cents) = (Some(sale.amount), Some(sale.commission));
        }
        Event::Change(change) => {
            let now = view.order(change.order);
            shown.happened_at = change.at;
            shown.order = Some(order(change.order));
            shown.customer = Some(customer(now.customer));
            shown.partner = Some(now.partner_code.to_owned()).filter(|code| !code.is_empty());
            shown.transaction_id = now.transaction.map(str::to_owned);
            shown.reason.clone_from(&change.reason);
            shown.amount_cents = Some(change.amount.unwrap_or(now.amount.minor));
            shown.commission_cents = Some(change.commission.unwrap_or(now.commission.minor));
        }
        Event::Setup(change) => shown.happened_at = change.at,
        Event::Record(change) => shown.record = Some(format!("{}/{}", change.collection, change.id)),
        Event::SurveyLinks(links) => {
            shown.happened_at = links.at;
            shown.order = Some(order(links.order));
            shown.customer = Some(customer(view.order(links.order).customer));
        }
        Event::Program(new) => shown.happened_at = new.created_at,
        Event::Partner(change) => {
            shown.happened_at = change.at;
            shown.partner = partner(change.partner);
        }
        Event::Payout(payout) => {
            shown.happened_at = payout.at;
            shown.partner = partner(payout.partner);
            shown.amount_cents = Some(payout.amount);
        }
        Event::Survey(change) => {
            let now = view.order(change.order);
            shown.happened_at = change.at;
            shown.order = Some(order(change.order));
            shown.customer = Some(customer(now.customer));
            shown.survey = view.survey(change).map(|survey| survey.name.clone());
            shown.feedback = view.feedback_of(change).map(|feedback| feedback.id.to_string());
        }
    }
    shown
}

fn program_of<'w>(view: View<'w>, event: &Event) -> Option<&'w Program> {
    let of_order = |order| view.has_order(order).then(|| view.order(order).program);
    match event {
        Event::Click(click) => Some(view.program(click.program)),
        Event::Lead(lead) => Some(view.program(lead.program)),
        Event::Sale(sale) => Some(view.program(sale.program)),
        Event::Change(change) => of_order(change.order),
        Event::Setup(change) => Some(view.program(change.program)),
        Event::SurveyLinks(links) => of_order(links.order),
        Event::Record(_) => None,
        Event::Program(new) => Some(view.program(new.program)),
        Event::Partner(change) => Some(view.program(change.program)),
        Event::Payout(payout) => Some(view.program(payout.program)),
        Event::Survey(change) => of_order(change.order),
    }
}

/// The kind of an event.
pub(crate) fn kind_of_event(event: &Event) -> EventKind {
    match event {
        Event::Click(_) => EventKind::Click,
        Event::Lead(_) => EventKind::Lead,
        Event::Sale(_) => EventKind::Sale,
        Event::SurveyLinks(_) => EventKind::SurveyLinks,
        Event::Record(_) => EventKind::Record,
        Event::Program(_) => EventKind::ProgramCreated,
        Event::Partner(change) => match change.step {
            PartnerStep::Joined(_) => EventKind::PartnerJoined,
            PartnerStep::Approved => EventKind::PartnerApproved,
            PartnerStep::Blocked => EventKind::PartnerBlocked,
        },
        Event::Payout(_) => EventKind::Payout,
        Event::Survey(change) => match change.step {
            SurveyStep::Sent => EventKind::SurveySent,
            SurveyStep::Opened => EventKind::SurveyOpened,
            SurveyStep::Completed => EventKind::SurveyCompleted,
        },
        Event::Change(change) => match change.kind {
            ChangeKind::Reopened => EventKind::Reopening,
            ChangeKind::Approved => EventKind::Approval,
            ChangeKind::Declined => EventKind::Decline,
            ChangeKind::Refunded => EventKind::Refund,
            ChangeKind::PartlyRefunded => EventKind::PartialRefund,
            ChangeKind::Reversed => EventKind::Reversal,
            ChangeKind::Corrected => EventKind::Correction,
        },
        Event::Setup(change) => match change.step {
            SetupStep::WebsiteConfigured => EventKind::WebsiteConfigured,
            SetupStep::ScriptVerified => EventKind::ScriptVerified,
            SetupStep::StripePending => EventKind::StripePending,
            SetupStep::StripeConnected => EventKind::StripeConnected,
            SetupStep::StripeDisconnected => EventKind::StripeDisconnected,
            SetupStep::TestClick => EventKind::TestClick,
            SetupStep::TestLead => EventKind::TestLead,
            SetupStep::TestSale => EventKind::TestSale,
        },
    }
}

/// What the world has to do, with the names of the body turned into identifiers. `is_shown_as` says whether a provider
/// shows a program under a name.
pub(crate) fn cause_of(
    is_shown_as: &dyn Fn(&Program, &str) -> bool,
    view: View<'_>,
    body: &EventToCause,
) -> Result<Cause, Problem> {
    no_other_fields(body)?;
    let program = body.program.as_deref().map(|name| named_program(is_shown_as, view, name)).transpose()?;
    let customer = body.customer.as_deref().map(|name| named_customer(view, program, name)).transpose()?;
    let order = body.order.as_deref().map(|name| named_order(view, name)).transpose()?;
    let partner = match &body.partner {
        Some(code) => Some(named_partner(view, program, customer, code)?),
        None => None,
    };
    // A partner's code chooses the program if nothing else does.
    let program = program.or(partner.map(|(program, _)| program));
    let partner = partner.map(|(_, partner)| partner);
    let at = body.at;
    let change = |kind| {
        Cause::Change(ChangeCause {
            order,
            program,
            kind,
            at,
            reason: body.reason.clone(),
            amount: body.amount_cents,
            commission: body.commission_cents,
        })
    };
    let setup = |step| Cause::Setup(SetupCause { program, step, at });
    let survey = |step| Cause::Survey(SurveyCause { order, program, survey: body.survey.clone(), step, at });
    let decision = |decision| Cause::PartnerDecision(PartnerDecisionCause { program, partner, decision, at });
    Ok(match body.event {
        EventKind::Click => {
            let direct = body.direct.unwrap_or(false);
            Cause::Click(ClickCause { program, partner, visitor: customer, at, direct })
        }
        EventKind::Lead => {
            Cause::Lead(LeadCause { program, visitor: customer, key: body.key.clone(), email: body.email.clone(), at })
        }
        EventKind::Sale => Cause::Sale(SaleCause {
            program,
            partner,
            customer,
            at,
            amount: body.amount_cents,
            commission: body.commission_cents,
            coupon: body.coupon.unwrap_or(false),
            transaction: body.transaction_id.clone(),
        }),
        EventKind::Approval => change(ChangeKind::Approved),
        EventKind::Decline => change(ChangeKind::Declined),
        EventKind::Refund => change(ChangeKind::Refunded),
        EventKind::Reversal => change(ChangeKind::Reversed),
        EventKind::Correction => change(ChangeKind::Corrected),
        EventKind::Reopening => change(ChangeKind::Reopened),
        EventKind::WebsiteConfigured => setup(SetupStep::WebsiteConfigured),
        EventKind::ScriptVerified => setup(SetupStep::ScriptVerified),
        EventKind::StripePending => setup(SetupStep::StripePending),
        EventKind::StripeConnected => setup(SetupStep::StripeConnected),
        EventKind::StripeDisconnected => setup(SetupStep::StripeDisconnected),
        EventKind::TestClick => setup(SetupStep::TestClick),
        EventKind::TestLead => setup(SetupStep::TestLead),
        EventKind::TestSale => setup(SetupStep::TestSale),
        EventKind::PartialRefund => {
            return Err(refused("event", "cannot be caused here: cause a refund with amount_cents"));
        }
        EventKind::Record => {
            return Err(refused("event", "cannot be caused here: send the provider's own request"));
        }
        EventKind::ProgramCreated => Cause::Program(new_program(body)),
        EventKind::PartnerJoined => {
            let (code, name, email) = (body.code.clone(), body.name.clone(), body.email.clone());
            Cause::Join(JoinCause { program, code, name, email, at })
        }
        EventKind::PartnerApproved => decision(PartnerDecision::Approved),
        EventKind::PartnerBlocked => decision(PartnerDecision::Blocked),
        EventKind::Payout => {
            let method = body.method.map(payout_method);
            Cause::Payout(PayoutCause { program, partner, amount: body.amount_cents, method, at })
        }
        EventKind::SurveySent => survey(SurveyStep::Sent),
        EventKind::SurveyOpened => survey(SurveyStep::Opened),
        EventKind::SurveyCompleted => survey(SurveyStep::Completed),
        EventKind::SurveyLinks => {
            return Err(refused("event", "cannot be caused here: request the links of a purchase at Fullwhere"));
        }
    })
}

/// The program that is to be created.
fn new_program(body: &EventToCause) -> ProgramCause {
    ProgramCause {
        name: body.name.clone(),
        website: body.url.clone(),
        currency: body.currency.map(currency),
        kind: body.kind.map(kind_of_program),
        commission_percent: body.commission_percent.map(basis_points),
        cookie_days: body.cookie_days,
        surveys: body.surveys.map(|count| NewSurveys::Usual(count.into())),
        at: body.at,
        ..ProgramCause::default()
    }
}

/// The world's word for a currency.
pub(crate) const fn currency(currency: ProgramCurrency) -> world::Currency {
    match currency {
        ProgramCurrency::Eur => world::Currency::Eur,
        ProgramCurrency::Usd => world::Currency::Usd,
        ProgramCurrency::Gbp => world::Currency::Gbp,
        ProgramCurrency::Cad => world::Currency::Cad,
        ProgramCurrency::Sek => world::Currency::Sek,
    }
}

/// The world's word for a kind of program.
pub(crate) const fn kind_of_program(kind: ProgramKind) -> world::ProgramKind {
    match kind {
        ProgramKind::Affiliate => world::ProgramKind::Affiliate,
        ProgramKind::ReferAFriend => world::ProgramKind::ReferAFriend,
        ProgramKind::Newsletter => world::ProgramKind::Newsletter,
    }
}

fn payout_method(method: PayoutMethod) -> world::PayoutMethod {
    match method {
        PayoutMethod::BankTransfer => world::PayoutMethod::BankTransfer,
        PayoutMethod::Paypal => world::PayoutMethod::Paypal,
        PayoutMethod::Stripe => world::PayoutMethod::Stripe,
        PayoutMethod::Other => world::PayoutMethod::Other,
    }
}

/// The control API's word for how a partner is paid.
pub(crate) fn method_of_payout(method: world::PayoutMethod) -> PayoutMethod {
    match method {
        world::PayoutMethod::BankTransfer => PayoutMethod::BankTransfer,
        world::PayoutMethod::Paypal => PayoutMethod::Paypal,
        world::PayoutMethod::Stripe => PayoutMethod::Stripe,
        world::PayoutMethod::Other => PayoutMethod::Other,
    }
}

/// A percentage from 0 to 100 in basis points.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is at most 10000, and not negative")]
pub(crate) fn basis_points(percent: f64) -> u32 {
    (percent * 100.0).round() as u32
}

/// Refuses a field that the event has no use for, because ignoring it would hide a mistake.
fn no_other_fields(body: &EventToCause) -> Result<(), Problem> {
    use EventKind::{
        Approval, Click, Correction, Decline, Lead, PartnerApproved, PartnerBlocked, PartnerJoined, Payout,
        ProgramCreated, Refund, Reopening, Reversal, Sale, SurveyCompleted, SurveyOpened, SurveySent,
    };
    let is_change = matches!(body.event, Approval | Decline | Refund | Reversal | Correction | Reopening);
    let is_about_people = matches!(body.event, Click | Lead | Sale);
    let has_amount = matches!(body.event, Sale | Correction | Refund);
    let has_commission = matches!(body.event, Sale | Correction);
    let is_taken_back = matches!(body.event, Decline | Refund | Reversal);
    let is_program = body.event == ProgramCreated;
    let has_partner = matches!(body.event, Click | Sale | PartnerApproved | PartnerBlocked | Payout);
    let is_survey = matches!(body.event, SurveySent | SurveyOpened | SurveyCompleted);
    let fields = [
        ("program", body.program.is_some(), !is_program),
        ("partner", body.partner.is_some(), has_partner),
        ("customer", body.customer.is_some(), is_about_people),
        ("order", body.order.is_some(), is_change || is_survey),
        ("amount_cents", body.amount_cents.is_some(), has_amount || body.event == Payout),
        ("commission_cents", body.commission_cents.is_some(), has_commission),
        ("reason", body.reason.is_some(), is_taken_back),
        ("key", body.key.is_some(), body.event == Lead),
        ("transaction_id", body.transaction_id.is_some(), body.event == Sale),
        ("coupon", body.coupon.is_some(), body.event == Sale),
        ("direct", body.direct.is_some(), body.event == Click),
        ("name", body.name.is_some(), is_program || body.event == PartnerJoined),
        ("url", body.url.is_some(), is_program),
        ("currency", body.currency.is_some(), is_program),
        ("kind", body.kind.is_some(), is_program),
        ("commission_percent", body.commission_percent.is_some(), is_program),
        ("cookie_days", body.cookie_days.is_some(), is_program),
        ("code", body.code.is_some(), body.event == PartnerJoined),
        ("email", body.email.is_some(), matches!(body.event, PartnerJoined | Lead)),
        ("surveys", body.surveys.is_some(), is_program),
        ("method", body.method.is_some(), body.event == Payout),
        ("survey", body.survey.is_some(), is_survey),
    ];
    match fields.iter().find(|(_, given, used)| *given && !used) {
        Some((field, ..)) => Err(refused(field, "is not a field of this event")),
        None => Ok(()),
    }
}

fn is_shown_as(sandbox: &Sandbox, program: &Program, name: &str) -> bool {
    let shown = catalogue::providers().iter().filter_map(|provider| (provider.manners.program)(sandbox, program));
    shown.into_iter().any(|seen| seen.id == name)
}

fn named_program(
    is_shown_as: &dyn Fn(&Program, &str) -> bool,
    view: View<'_>,
    name: &str,
) -> Result<ProgramId, Problem> {
    let is_named = |program: &&Program| program.is_called(name) || is_shown_as(program, name);
    let found = view.programs().find(is_named).map(|program| program.id);
    found.ok_or_else(|| refused("program", &format!("does not exist: {name:?}; GET /_mock/world lists the programs")))
}

fn named_customer(view: View<'_>, program: Option<ProgramId>, name: &str) -> Result<CustomerId, Problem> {
    let by_uuid = Uuid::try_parse(name).ok().and_then(|uuid| view.customer_by_uuid(uuid));
    let programs =
        view.programs().map(|known| known.id).filter(|known| program.is_none_or(|program| program == *known));
    let by_key = || programs.into_iter().find_map(|program| view.customer_by_key(program, name));
    by_uuid.or_else(by_key).ok_or_else(|| {
        refused("customer", &format!("does not exist: no customer has the UUID or the shop's key {name:?}"))
    })
}

fn named_order(view: View<'_>, name: &str) -> Result<OrderId, Problem> {
    let by_uuid = Uuid::try_parse(name).ok().and_then(|uuid| view.order_by_uuid(uuid));
    let by_number = || view.order_by_transaction_number(name.parse().ok()?);
    let found = by_uuid.or_else(|| view.order_by_reference(name)).or_else(|| view.order_by_transaction(name));
    found.or_else(by_number).ok_or_else(|| {
        let reason =
            format!("does not exist: no order has the UUID, reference or transaction id {name:?} at this time");
        refused("order", &reason)
    })
}

/// The partner with a code, and the program: the given one, the customer's, or the first that has such a partner.
fn named_partner(
    view: View<'_>,
    program: Option<ProgramId>,
    customer: Option<CustomerId>,
    code: &str,
) -> Result<(ProgramId, PartnerId), Problem> {
    let given = program.or_else(|| view.program_of(customer?));
    let mut programs = view.programs().map(|known| known.id).filter(|known| given.is_none_or(|given| given == *known));
    programs
        .find_map(|program| Some((program, view.partner_by_code(program, code)?)))
        .ok_or_else(|| refused("partner", &format!("does not exist: no partner of the program has the code {code:?}")))
}

/// Why the world cannot do it, at the field that says so.
pub(crate) fn refusal(error: &CauseError) -> Problem {
    let field = match error {
        CauseError::UnknownProgram => "program",
        CauseError::UnknownPartner
        | CauseError::NoSuchPartner
        | CauseError::NoSuchDecision { .. }
        | CauseError::NothingToPay => "partner",
        CauseError::UnknownVisitor | CauseError::OtherProgram => "customer",
        CauseError::UnknownOrder { .. } | CauseError::NoSuchOrder | CauseError::NoSuchChange { .. } => "order",
        CauseError::NothingToCorrect
        | CauseError::AmountOutOfRange { .. }
        | CauseError::RefundOutOfRange { .. }
        | CauseError::PayoutOutOfRange { .. } => "amount_cents",
        CauseError::OutsideOfTime { .. } | CauseError::BeforeOrder { .. } => "at",
        // Ids of programs cannot be given here.
        CauseError::NoRoom | CauseError::NumberOutOfRange | CauseError::NoProgramCode | CauseError::ProgramTaken => {
            "event"
        }
        CauseError::NoCode { .. } | CauseError::CodeTaken => "code",
        CauseError::NoEmail => "email",
        CauseError::NoSurvey | CauseError::NoSuchSurveyStep { .. } => "survey",
        CauseError::TooManySurveys { .. } | CauseError::BadSurvey { .. } => "surveys",
        CauseError::NoName { .. } => "name",
        CauseError::NoWebsite => "url",
        CauseError::PercentOutOfRange => "commission_percent",
        CauseError::CookieOutOfRange => "cookie_days",
    };
    refused(field, &format!("does not fit: {error}"))
}
