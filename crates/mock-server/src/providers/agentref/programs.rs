//! `/programs`.

use serde::{Deserialize, Serialize};
use trackside_schemas::agentref::{
    self as wire, ApplicationAccess, ArchiveProgram, CommissionType, CreateProgram, Envelope, GetProgram, ListPrograms,
    MarketplaceStatus, Page, PayoutFrequency, ProgramChanges, ProgramDetail, ProgramOptions, ProgramPath,
    ProgramStatus, ProgramToCreate, ProgramsQuery, Readiness, UpdateProgram,
};
use trackside_schemas::declare::Nothing;
use trackside_schemas::values::DecimalNumber;
use trackside_world::{
    Cause, Currency, Event, Owner, Program, ProgramCause, ProgramChangeCause, ProgramStanding, ProgramState,
    ProgramStep, ProgramTerms, View,
};
use uuid::Uuid;

use super::affiliates::every_way;
use super::envelope::one;
use super::merchant;
use super::paging::page;
use super::program_setup::may_be_public;
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// How long a commission is pending before it can be approved, in days.
const HOLD_DAYS: u32 = 30;

/// What only AgentRef knows of a program. Numbered by the program.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ProgramRecord {
    pub(super) description: Option<String>,
    pub(super) landing_page_url: Option<String>,
    pub(super) portal_slug: Option<String>,
    pub(super) marketplace_status: Option<MarketplaceStatus>,
    pub(super) application_access: Option<ApplicationAccess>,
    pub(super) marketplace_category: Option<String>,
    pub(super) marketplace_description: Option<String>,
    pub(super) marketplace_logo_url: Option<String>,
    pub(super) commission_type: Option<CommissionType>,
    pub(super) commission_limit_months: Option<u32>,
    pub(super) payout_frequency: Option<PayoutFrequency>,
    pub(super) auto_approve_affiliates: bool,
    pub(super) currency: Option<String>,
}

impl Record for ProgramRecord {
    const COLLECTION: &'static str = "agentref/programs";
}

impl Serve for ListPrograms {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<wire::Program>>, Problem> {
        let asked = call.query.status;
        let fits = |status| asked.map_or(status != ProgramStatus::Archived, |asked| asked == status);
        let mut programs: Vec<_> = own_programs(call).filter(|program| fits(status(program))).collect();
        programs.sort_by_key(|program| std::cmp::Reverse((program.created_at, program.id)));
        let rows: Vec<_> = programs.into_iter().map(|program| (number(program), program)).collect();
        Ok(page(call, &call.query.paging, &rows, |program| show(call.view, program))?.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, ProgramsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<ProgramsQuery> {
        Some(ProgramsQuery { paging: every_way(), status: Some(ProgramStatus::Active) })
    }
}

impl Serve for GetProgram {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ProgramDetail>>, Problem> {
        let program = own_program(call, call.path.id)?;
        let detail = ProgramDetail { program: show(call.view, program), readiness: readiness(call.view, program) };
        Ok(one(call, detail).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_program(view), Nothing {}, Nothing {})
    }
}

impl Serve for CreateProgram {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<wire::Program>>, Problem> {
        let ProgramToCreate { name, commission_type, commission_percent, options, currency } = &call.body;
        let merchant = merchant::record_of(call);
        let cause = ProgramCause {
            name: Some(name.clone()),
            website: options.website.clone(),
            without_website: options.website.is_none(),
            currency: Some(currency.as_deref().map_or(Ok(Currency::Usd), known_currency)?),
            commission_percent: Some(basis_points(*commission_percent)),
            cookie_days: options.cookie_duration.or(merchant.default_cookie_duration),
            payout_threshold: options.payout_threshold.or(merchant.default_payout_threshold),
            owner: call.caller.owner().unwrap_or_default(),
            ..ProgramCause::default()
        };
        let mut events = call
            .view
            .cause(&Cause::Program(cause))
            .map_err(|error| Problem::invalid_field("name", &error.to_string()))?;
        let created = call.view.after(&events);
        let program = created.view().programs().last().expect("it was created");
        let mut record = ProgramRecord {
            commission_type: Some(*commission_type),
            currency: currency.clone(),
            ..ProgramRecord::default()
        };
        record.take(options);
        record.check(created.view(), program)?;
        events.push(record.put(number(program)));
        let after = call.view.after(&events);
        let program = after.view().program(program.id);
        Ok(causing(one(call, show(after.view(), program)), events))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let body = ProgramToCreate {
            name: "Acme Partners".to_owned(),
            commission_type: CommissionType::Recurring,
            commission_percent: 20.0,
            options: ProgramOptions { website: Some("https://acme.example".to_owned()), ..ProgramOptions::default() },
            currency: Some("usd".to_owned()),
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for UpdateProgram {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<wire::Program>>, Problem> {
        let (view, program) = (call.view, own_program(call, call.path.id)?);
        let ProgramChanges { name, commission_type, commission_percent, options, status: asked } = &call.body;
        let terms = ProgramTerms {
            name: name.clone(),
            website: options.website.clone(),
            commission_percent: commission_percent.map(basis_points),
            cookie_days: options.cookie_duration,
            payout_threshold: options.payout_threshold,
        };
        let mut steps = Vec::new();
        if !terms.is_empty() {
            steps.push(ProgramStep::Revised(terms));
        }
        steps.extend(asked.filter(|asked| *asked != status(program)).map(step));
        let mut events = changes(view, program, steps)?;
        let mut record = record_of(view, program);
        let before = record.clone();
        record.commission_type = commission_type.or(record.commission_type);
        record.take(options);
        record.check(view, program)?;
        if serde_json::to_value(&before).ok() != serde_json::to_value(&record).ok() {
            events.push(record.put(number(program)));
        }
        let after = view.after(&events);
        let program = after.view().program(program.id);
        Ok(causing(one(call, show(after.view(), program)), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = ProgramChanges { name: Some("Acme Partners".to_owned()), ..ProgramChanges::default() };
        Sample::new(some_program(view), Nothing {}, body)
    }
}

impl Serve for ArchiveProgram {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<wire::Program>>, Problem> {
        let (view, program) = (call.view, own_program(call, call.path.id)?);
        let is_archived = program.standing == ProgramStanding::Archived;
        let steps = if is_archived { Vec::new() } else { vec![ProgramStep::Archived] };
        let events = changes(view, program, steps)?;
        let after = view.after(&events);
        let program = after.view().program(program.id);
        Ok(causing(one(call, show(after.view(), program)), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        // Not the one that other samples are about.
        let other = usual_programs(view).filter(|program| program.is_tracking()).last();
        let program = other.or_else(|| usual_programs(view).last()).expect("the world has programs");
        Sample::new(ProgramPath { id: program.uuid }, Nothing {}, Nothing {})
    }
}

impl ProgramRecord {
    /// Takes over what is given.
    fn take(&mut self, options: &ProgramOptions) {
        fn nullable<T: Clone>(field: &mut Option<T>, given: Option<&Option<T>>) {
            if let Some(given) = given {
                field.clone_from(given);
            }
        }
        fn given<T: Clone>(field: &mut Option<T>, given: Option<&T>) {
            if given.is_some() {
                *field = given.cloned();
            }
        }
        given(&mut self.description, options.description.as_ref());
        given(&mut self.landing_page_url, options.landing_page_url.as_ref());
        given(&mut self.payout_frequency, options.payout_frequency.as_ref());
        given(&mut self.marketplace_status, options.marketplace_status.as_ref());
        given(&mut self.application_access, options.application_access.as_ref());
        nullable(&mut self.portal_slug, options.portal_slug.as_ref());
        nullable(&mut self.marketplace_category, options.marketplace_category.as_ref());
        nullable(&mut self.marketplace_description, options.marketplace_description.as_ref());
        nullable(&mut self.marketplace_logo_url, options.marketplace_logo_url.as_ref());
        nullable(&mut self.commission_limit_months, options.commission_limit_months.as_ref());
        self.auto_approve_affiliates = options.auto_approve_affiliates.unwrap_or(self.auto_approve_affiliates);
        if self.commission_type != Some(CommissionType::RecurringLimited) && options.commission_limit_months.is_none() {
            self.commission_limit_months = None;
        }
    }

    /// Refuses what does not go together, and what another program has.
    fn check(&self, view: View<'_>, program: &Program) -> Result<(), Problem> {
        let was_public = record_of(view, program).marketplace_status == Some(MarketplaceStatus::Public);
        if self.marketplace_status == Some(MarketplaceStatus::Public) && !was_public {
            may_be_public(view, program)?;
        }
        let is_limited = self.commission_type == Some(CommissionType::RecurringLimited);
        if is_limited && self.commission_limit_months.is_none() {
            return Err(Problem::invalid_field(
                "commissionLimitMonths",
                "is required for the commission type recurring_limited",
            ));
        }
        if !is_limited && self.commission_limit_months.is_some() {
            return Err(Problem::invalid_field(
                "commissionLimitMonths",
                "is only for the commission type recurring_limited",
            ));
        }
        let is_taken = |slug: &String| {
            let others = view.programs().filter(|other| other.id != program.id);
            others.into_iter().any(|other| record_of(view, other).portal_slug.as_ref() == Some(slug))
        };
        match self.portal_slug.as_ref().filter(|slug| is_taken(slug)) {
            Some(slug) => {
                Err(conflict("This portal slug is taken.", format!("another program has the portal slug {slug}")))
            }
            None => Ok(()),
        }
    }
}

/// The programs of the caller.
pub(super) fn own_programs<'w, E: Serve>(call: &Call<'w, E>) -> impl Iterator<Item = &'w Program> + use<'w, E> {
    let owner = call.caller.owner();
    call.view.programs().filter(move |program| owner == Some(program.owner))
}

/// The programs of the usual merchant, whose keys the calls that are listed have.
pub(super) fn usual_programs(view: View<'_>) -> impl Iterator<Item = &Program> {
    view.programs().filter(|program| program.owner == Owner::Usual)
}

/// The program of the caller with the id.
pub(super) fn own_program<'w, E: Serve>(call: &Call<'w, E>, id: Uuid) -> Result<&'w Program, Problem> {
    let missing = |reason| Problem::NotFound { what: "Program", reason };
    let unknown = || missing(format!("the world has no program {id}; GET /_mock/world lists them"));
    let program = call.view.program_by_uuid(id).ok_or_else(unknown)?;
    if call.caller.owns(program) {
        Ok(program)
    } else {
        Err(missing("the program belongs to another merchant".to_owned()))
    }
}

/// What only AgentRef knows of a program.
pub(super) fn record_of(view: View<'_>, program: &Program) -> ProgramRecord {
    ProgramRecord::get(view, number(program)).unwrap_or_else(|| ProgramRecord {
        commission_type: Some(CommissionType::Recurring),
        marketplace_status: is_listed(program).then_some(MarketplaceStatus::Public),
        marketplace_category: is_listed(program).then(|| "Software".to_owned()),
        ..ProgramRecord::default()
    })
}

/// Whether everybody can find a program of the simulation in the marketplace from the start.
fn is_listed(program: &Program) -> bool {
    matches!(program.state, ProgramState::Healthy | ProgramState::Busy | ProgramState::ConsentRequired)
}

/// The number of a program among the records.
pub(super) fn number(program: &Program) -> u64 {
    u64::try_from(program.number).expect("a program's number is above zero")
}

/// How far a program is set up.
pub(super) fn readiness(view: View<'_>, program: &Program) -> Readiness {
    match (view.script_verified_at(program.id).is_some(), view.stripe(program.id).is_connected()) {
        (true, true) => Readiness::Ready,
        (false, false) => Readiness::Setup,
        _ => Readiness::Partial,
    }
}

/// Whether a program runs.
pub(super) fn status(program: &Program) -> ProgramStatus {
    match program.standing {
        ProgramStanding::Active => ProgramStatus::Active,
        ProgramStanding::Paused => ProgramStatus::Paused,
        ProgramStanding::Archived => ProgramStatus::Archived,
    }
}

/// The program as AgentRef shows it.
pub(super) fn show(view: View<'_>, program: &Program) -> wire::Program {
    let record = record_of(view, program);
    let stripe = view.stripe(program.id);
    wire::Program {
        id: program.uuid,
        merchant_id: merchant::id_of(view, program.owner),
        name: program.name.clone(),
        description: record.description,
        slug: slug(program),
        website: view.has_website(program.id).then(|| program.website.clone()),
        landing_page_url: record.landing_page_url,
        portal_slug: record.portal_slug,
        status: status(program),
        marketplace_status: record.marketplace_status.unwrap_or(MarketplaceStatus::Private),
        application_access: record.application_access.unwrap_or(ApplicationAccess::Open),
        marketplace_category: record.marketplace_category,
        marketplace_description: record.marketplace_description,
        marketplace_logo_url: record.marketplace_logo_url,
        commission_type: record.commission_type.unwrap_or(CommissionType::Recurring),
        commission_percent: DecimalNumber { hundredths: program.commission_percent.into() },
        commission_limit_months: record.commission_limit_months,
        commission_hold_days: HOLD_DAYS,
        cookie_duration: program.cookie_days,
        tracking_requires_consent: program.consent_required.then_some(true),
        tracking_param_aliases: None,
        payout_threshold: program.payout_threshold,
        currency: record.currency.unwrap_or_else(|| program.currency.code().to_ascii_lowercase()),
        auto_approve_affiliates: record.auto_approve_affiliates,
        terms_url: None,
        stripe_connected_at: stripe.connected_at.filter(|_| stripe.is_connected()),
        stripe_account_id: stripe.account_id,
        created_at: program.created_at,
        updated_at: view.edited_at(program.id).max(program.created_at),
    }
}

/// The name as a part of addresses. Two programs with one name have their number in it.
fn slug(program: &Program) -> String {
    let words = program.name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<_> = words.map(str::to_ascii_lowercase).collect();
    if words.is_empty() || program.state == ProgramState::Added {
        return format!("{}-{}", if words.is_empty() { "program".to_owned() } else { words.join("-") }, program.number);
    }
    words.join("-")
}

/// The events of these steps, one after the other.
fn changes(view: View<'_>, program: &Program, steps: Vec<ProgramStep>) -> Result<Vec<Event>, Problem> {
    let mut events = Vec::new();
    for step in steps {
        let cause = ProgramChangeCause { program: Some(program.id), step, at: None };
        let caused = view.cause(&Cause::ProgramChange(cause));
        events.extend(caused.map_err(|error| Problem::invalid_field("name", &error.to_string()))?);
    }
    Ok(events)
}

const fn step(status: ProgramStatus) -> ProgramStep {
    match status {
        ProgramStatus::Active => ProgramStep::Resumed,
        ProgramStatus::Paused => ProgramStep::Paused,
        ProgramStatus::Archived => ProgramStep::Archived,
    }
}

/// A program for samples: the first that tracks.
pub(super) fn some_program(view: View<'_>) -> ProgramPath {
    let program = usual_programs(view).find(|program| program.is_tracking()).or_else(|| usual_programs(view).next());
    ProgramPath { id: program.expect("the world has programs").uuid }
}

/// An answer that causes all of these events.
pub(super) fn causing<T>(body: T, events: Vec<Event>) -> Answer<T> {
    events.into_iter().fold(Answer::new(body), Answer::causing)
}

fn known_currency(code: &str) -> Result<Currency, Problem> {
    let known = [Currency::Usd, Currency::Eur, Currency::Gbp, Currency::Cad, Currency::Sek];
    let found = known.into_iter().find(|currency| currency.code().eq_ignore_ascii_case(code));
    found.ok_or_else(|| {
        Problem::invalid_field("currency", "is not one of usd, eur, gbp, cad and sek, which the sandbox has")
    })
}

/// A percentage from 1 to 100 in basis points.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is at most 10000, and not negative")]
fn basis_points(percent: f64) -> u32 {
    (percent * 100.0).round() as u32
}
