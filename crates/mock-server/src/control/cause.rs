//! What `POST /_mock/events` asks for, as a cause of the world: names become identifiers, and refusals name the field.

use trackside_schemas::control::{EventKind, EventToCause, Owner, PayoutMethod, ProgramCurrency, ProgramKind};
use trackside_world::{
    self as world, BonusCause, Cause, CauseError, ChangeCause, ChangeKind, ClickCause, CustomerId, JoinCause,
    LeadCause, NewSurveys, OrderId, PartnerDecision, PartnerDecisionCause, PartnerId, PartnerRevisionCause,
    PayoutCause, PayoutDecision, PayoutDecisionCause, Program, ProgramCause, ProgramChangeCause, ProgramId,
    ProgramStep, ProgramTerms, SaleCause, SetupCause, SetupStep, SurveyCause, SurveyStep, View,
};
use uuid::Uuid;

use crate::catalogue;
use crate::clickouts::by_reference;
use crate::request::Problem;
use crate::sandbox::Sandbox;

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
    let program_change = |step| Cause::ProgramChange(ProgramChangeCause { program, step, at });
    let method = body.method.map(payout_method);
    let new_payout = || PayoutCause { program, partner, amount: body.amount_cents, method, at };
    let payout = body.payout.as_deref().map(|name| named_payout(view, name)).transpose()?;
    let payout_decision = |decision| Cause::PayoutDecision(PayoutDecisionCause { program, payout, decision, at });
    let decision = |decision| Cause::PartnerDecision(PartnerDecisionCause { program, partner, decision, at });
    Ok(match body.event {
        EventKind::Click => {
            let direct = body.direct.unwrap_or(false);
            Cause::Click(ClickCause { program, partner, visitor: customer, at, direct, clickout: None })
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
        EventKind::PartialRefund => return Err(not_here("cause a refund with amount_cents")),
        EventKind::Record => return Err(not_here("send the provider's own request")),
        EventKind::ProgramCreated => Cause::Program(new_program(body)),
        EventKind::ProgramRevised => program_change(ProgramStep::Revised(terms(body))),
        EventKind::ProgramPaused => program_change(ProgramStep::Paused),
        EventKind::ProgramResumed => program_change(ProgramStep::Resumed),
        EventKind::ProgramArchived => program_change(ProgramStep::Archived),
        EventKind::PartnerJoined => {
            let (code, name, email) = (body.code.clone(), body.name.clone(), body.email.clone());
            Cause::Join(JoinCause { program, code, name, email, at })
        }
        EventKind::PartnerApproved => decision(PartnerDecision::Approved),
        EventKind::PartnerBlocked => decision(PartnerDecision::Blocked),
        EventKind::PartnerArchived => decision(PartnerDecision::Archived),
        EventKind::PartnerRestored => decision(PartnerDecision::Restored),
        EventKind::PartnerDeleted => decision(PartnerDecision::Deleted),
        EventKind::PartnerRevised => {
            let (name, email) = (body.name.clone(), body.email.clone());
            Cause::PartnerRevision(PartnerRevisionCause { program, partner, name, email, at })
        }
        EventKind::Payout => Cause::Payout(new_payout()),
        EventKind::PayoutRequested => Cause::PayoutRequest(new_payout()),
        EventKind::PayoutApproved => payout_decision(PayoutDecision::Approved),
        EventKind::PayoutPaid => payout_decision(PayoutDecision::Paid),
        EventKind::Bonus => Cause::Bonus(BonusCause { program, partner, amount: body.amount_cents, at }),
        EventKind::SurveySent => survey(SurveyStep::Sent),
        EventKind::SurveyOpened => survey(SurveyStep::Opened),
        EventKind::SurveyCompleted => survey(SurveyStep::Completed),
        EventKind::SurveyLinks => return Err(not_here("request the links of a purchase at Fullwhere")),
    })
}

/// An event that is caused in another way.
fn not_here(instead: &str) -> Problem {
    Problem::invalid_field("event", &format!("cannot be caused here: {instead}"))
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
        payout_threshold: body.payout_threshold_cents,
        surveys: body.surveys.map(|count| NewSurveys::Usual(count.into())),
        at: body.at,
        ..ProgramCause::default()
    }
}

/// What is to be another about a program.
fn terms(body: &EventToCause) -> ProgramTerms {
    ProgramTerms {
        name: body.name.clone(),
        website: body.url.clone(),
        commission_percent: body.commission_percent.map(basis_points),
        cookie_days: body.cookie_days,
        payout_threshold: body.payout_threshold_cents,
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

/// The world's word for an owner.
pub(crate) const fn owner_of_program(owner: Owner) -> world::Owner {
    match owner {
        Owner::Usual => world::Owner::Usual,
        Owner::Other => world::Owner::Other,
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
        Approval, Bonus, Click, Correction, Decline, Lead, PartnerApproved, PartnerArchived, PartnerBlocked,
        PartnerDeleted, PartnerJoined, PartnerRestored, PartnerRevised, Payout, PayoutApproved, PayoutPaid,
        PayoutRequested, ProgramCreated, ProgramRevised, Refund, Reopening, Reversal, Sale, SurveyCompleted,
        SurveyOpened, SurveySent,
    };
    let is_change = matches!(body.event, Approval | Decline | Refund | Reversal | Correction | Reopening);
    let is_about_people = matches!(body.event, Click | Lead | Sale);
    let has_amount = matches!(body.event, Sale | Correction | Refund);
    let has_commission = matches!(body.event, Sale | Correction);
    let is_taken_back = matches!(body.event, Decline | Refund | Reversal);
    let is_program = body.event == ProgramCreated;
    let has_terms = is_program || body.event == ProgramRevised;
    let is_payout = matches!(body.event, Payout | PayoutRequested);
    let is_decided_payout = matches!(body.event, PayoutApproved | PayoutPaid);
    let is_decision =
        matches!(body.event, PartnerApproved | PartnerBlocked | PartnerArchived | PartnerRestored | PartnerDeleted);
    let has_partner = is_decision || is_payout || matches!(body.event, Click | Sale | PartnerRevised | Bonus);
    let has_person = matches!(body.event, PartnerJoined | PartnerRevised);
    let is_survey = matches!(body.event, SurveySent | SurveyOpened | SurveyCompleted);
    let fields = [
        ("program", body.program.is_some(), !is_program),
        ("partner", body.partner.is_some(), has_partner),
        ("customer", body.customer.is_some(), is_about_people),
        ("order", body.order.is_some(), is_change || is_survey),
        ("amount_cents", body.amount_cents.is_some(), has_amount || is_payout || body.event == Bonus),
        ("commission_cents", body.commission_cents.is_some(), has_commission),
        ("reason", body.reason.is_some(), is_taken_back),
        ("key", body.key.is_some(), body.event == Lead),
        ("transaction_id", body.transaction_id.is_some(), body.event == Sale),
        ("coupon", body.coupon.is_some(), body.event == Sale),
        ("direct", body.direct.is_some(), body.event == Click),
        ("name", body.name.is_some(), has_terms || has_person),
        ("url", body.url.is_some(), has_terms),
        ("currency", body.currency.is_some(), is_program),
        ("kind", body.kind.is_some(), is_program),
        ("commission_percent", body.commission_percent.is_some(), has_terms),
        ("cookie_days", body.cookie_days.is_some(), has_terms),
        ("payout_threshold_cents", body.payout_threshold_cents.is_some(), has_terms),
        ("code", body.code.is_some(), body.event == PartnerJoined),
        ("email", body.email.is_some(), has_person || body.event == Lead),
        ("surveys", body.surveys.is_some(), is_program),
        ("method", body.method.is_some(), is_payout),
        ("payout", body.payout.is_some(), is_decided_payout),
        ("survey", body.survey.is_some(), is_survey),
    ];
    match fields.iter().find(|(_, given, used)| *given && !used) {
        Some((field, ..)) => Err(Problem::invalid_field(field, "is not a field of this event")),
        None => Ok(()),
    }
}

pub(crate) fn is_shown_as(sandbox: &Sandbox, program: &Program, name: &str) -> bool {
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
    found.ok_or_else(|| {
        Problem::invalid_field("program", &format!("does not exist: {name:?}; GET /_mock/world lists the programs"))
    })
}

fn named_customer(view: View<'_>, program: Option<ProgramId>, name: &str) -> Result<CustomerId, Problem> {
    let by_uuid = Uuid::try_parse(name).ok().and_then(|uuid| view.customer_by_uuid(uuid));
    let programs =
        view.programs().map(|known| known.id).filter(|known| program.is_none_or(|program| program == *known));
    let by_key = || programs.into_iter().find_map(|program| view.customer_by_key(program, name));
    let by_clickout = || by_reference(view, name).map(|click| click.visitor);
    by_uuid.or_else(by_key).or_else(by_clickout).ok_or_else(|| {
        Problem::invalid_field(
            "customer",
            &format!("does not exist: no customer has the UUID or the shop's key {name:?}"),
        )
    })
}

fn named_order(view: View<'_>, name: &str) -> Result<OrderId, Problem> {
    let by_uuid = Uuid::try_parse(name).ok().and_then(|uuid| view.order_by_uuid(uuid));
    let by_number = || view.order_by_transaction_number(name.parse().ok()?);
    let found = by_uuid.or_else(|| view.order_by_reference(name)).or_else(|| view.order_by_transaction(name));
    found.or_else(by_number).ok_or_else(|| {
        let reason =
            format!("does not exist: no order has the UUID, reference or transaction id {name:?} at this time");
        Problem::invalid_field("order", &reason)
    })
}

fn named_payout(view: View<'_>, name: &str) -> Result<u64, Problem> {
    let number = Uuid::try_parse(name).ok().and_then(|uuid| view.payout_by_uuid(uuid));
    let is_known = |number: &u64| view.programs().any(|program| view.payout(program.id, *number).is_some());
    number.filter(is_known).ok_or_else(|| {
        Problem::invalid_field("payout", &format!("does not exist: no payout has the UUID {name:?} at this time"))
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
    programs.find_map(|program| Some((program, view.partner_by_code(program, code)?))).ok_or_else(|| {
        Problem::invalid_field("partner", &format!("does not exist: no partner of the program has the code {code:?}"))
    })
}

/// Why the world cannot do it, at the field that says so.
pub(crate) fn refusal(error: &CauseError) -> Problem {
    let field = match error {
        CauseError::UnknownProgram | CauseError::SameStanding { .. } | CauseError::NotTracking { .. } => "program",
        CauseError::UnknownPartner
        | CauseError::NoSuchPartner
        | CauseError::NoSuchDecision { .. }
        | CauseError::NothingToPay => "partner",
        CauseError::UnknownVisitor | CauseError::OtherProgram => "customer",
        CauseError::UnknownOrder { .. } | CauseError::NoSuchOrder | CauseError::NoSuchChange { .. } => "order",
        CauseError::NothingToCorrect
        | CauseError::AmountOutOfRange { .. }
        | CauseError::RefundOutOfRange { .. }
        | CauseError::PayoutOutOfRange { .. }
        | CauseError::BonusOutOfRange { .. } => "amount_cents",
        CauseError::UnknownPayout | CauseError::NoSuchPayout { .. } | CauseError::NoSuchPayoutStep { .. } => "payout",
        CauseError::OutsideOfTime { .. } | CauseError::BeforeOrder { .. } => "at",
        // Ids of programs cannot be given here.
        CauseError::NoRoom
        | CauseError::NumberOutOfRange
        | CauseError::NoProgramCode
        | CauseError::ProgramTaken
        | CauseError::NothingToChange => "event",
        CauseError::NoCode { .. } | CauseError::CodeTaken => "code",
        CauseError::NoEmail => "email",
        CauseError::NoSurvey | CauseError::NoSuchSurveyStep { .. } => "survey",
        CauseError::TooManySurveys { .. } | CauseError::BadSurvey { .. } => "surveys",
        CauseError::NoName { .. } => "name",
        CauseError::NoWebsite => "url",
        CauseError::PercentOutOfRange => "commission_percent",
        CauseError::CookieOutOfRange => "cookie_days",
    };
    Problem::invalid_field(field, &format!("does not fit: {error}"))
}
