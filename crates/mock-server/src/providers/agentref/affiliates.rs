//! `/affiliates` and `/programs/{id}/affiliates`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use trackside_schemas::agentref::{
    Affiliate, AffiliateDetail, AffiliateOrder, AffiliatePath, AffiliateQuery, AffiliateStats, AffiliateStatus,
    AffiliateToBlock, AffiliatesQuery, BlockAffiliate, Envelope, GetAffiliate, Included, JoinSource, ListAffiliates,
    ListProgramAffiliates, Page, Paging, ProgramAffiliatesQuery, SortOrder, UnblockAffiliate,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{
    Cause, Event, Money, PartnerDecision, PartnerDecisionCause, PartnerFigures, PartnerId, PartnerProfile,
    PartnerStatus, Program, ProgramId, View,
};
use uuid::Uuid;

use super::envelope::one;
use super::paging::{beginning, page};
use super::programs::{causing, own_program, own_programs, some_program, usual_programs};
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// An affiliate, and what they have brought.
#[derive(Clone)]
struct Row<'w> {
    program: &'w Program,
    partner: PartnerProfile<'w>,
    figures: PartnerFigures,
}

/// Which affiliates, and in which order.
struct Asked<'q> {
    statuses: Option<AffiliateStatus>,
    include_blocked: bool,
    source: Option<JoinSource>,
    search: Option<&'q str>,
    sort_by: AffiliateOrder,
    sort_order: SortOrder,
}

impl Serve for ListProgramAffiliates {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Affiliate>>, Problem> {
        let program = own_program(call, call.path.id)?;
        let ProgramAffiliatesQuery { paging, include_blocked, source } = &call.query;
        let asked = Asked {
            statuses: None,
            include_blocked: include_blocked.unwrap_or(false),
            source: *source,
            search: None,
            sort_by: AffiliateOrder::CreatedAt,
            sort_order: SortOrder::Desc,
        };
        let rows = asked.rows(call.view, std::iter::once(program));
        Ok(page(call, paging, &rows, |row| show(call.view, &row))?.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = some_affiliate(view).map(|(program, _)| program.uuid);
        let path = program.map_or_else(|| some_program(view), |id| trackside_schemas::agentref::ProgramPath { id });
        Sample::new(path, ProgramAffiliatesQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<ProgramAffiliatesQuery> {
        Some(ProgramAffiliatesQuery {
            paging: every_way(),
            include_blocked: Some(true),
            source: Some(JoinSource::Browser),
        })
    }
}

impl Serve for ListAffiliates {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Affiliate>>, Problem> {
        let AffiliatesQuery { paging, program_id, include_blocked, search, sort_by, sort_order, status, source } =
            &call.query;
        let asked = Asked {
            statuses: *status,
            include_blocked: include_blocked.unwrap_or(false),
            source: *source,
            search: search.as_deref(),
            sort_by: sort_by.unwrap_or(AffiliateOrder::CreatedAt),
            sort_order: sort_order.unwrap_or(SortOrder::Desc),
        };
        let programs = own_programs(call).filter(|program| program_id.is_none_or(|id| id == program.uuid));
        let rows = asked.rows(call.view, programs);
        Ok(page(call, paging, &rows, |row| show(call.view, &row))?.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, AffiliatesQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<AffiliatesQuery> {
        let (program, partner) = some_affiliate(view)?;
        Some(AffiliatesQuery {
            paging: every_way(),
            program_id: Some(program.uuid),
            include_blocked: Some(true),
            search: view.partner_code(program.id, partner).map(str::to_owned),
            sort_by: Some(AffiliateOrder::TotalRevenue),
            sort_order: Some(SortOrder::Desc),
            status: Some(AffiliateStatus::Approved),
            source: Some(JoinSource::Browser),
        })
    }
}

impl Serve for GetAffiliate {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<AffiliateDetail>>, Problem> {
        let view = call.view;
        let (program, partner) = own_affiliate(call, call.path.id)?;
        let row = row(view, program, partner);
        let stats = call.query.include.map(|Included::Stats| stats(view, &row));
        Ok(one(call, AffiliateDetail { affiliate: show(view, &row), stats }).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(path_of(view, some_affiliate(view)), AffiliateQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<AffiliateQuery> {
        Some(AffiliateQuery { include: Some(Included::Stats) })
    }
}

impl Serve for BlockAffiliate {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Affiliate>>, Problem> {
        let (program, partner) = own_affiliate(call, call.path.id)?;
        let events = block(call.view, program, &partner);
        Ok(afterwards(call, program, partner.id, events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = AffiliateToBlock { reason: Some("Self-referrals".to_owned()) };
        Sample::new(path_of(view, some_other_affiliate(view)), Nothing {}, body)
    }
}

impl Serve for UnblockAffiliate {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Affiliate>>, Problem> {
        let (program, partner) = own_affiliate(call, call.path.id)?;
        let events = match partner.status {
            PartnerStatus::Active => Vec::new(),
            PartnerStatus::Archived | PartnerStatus::Deleted => {
                let reason = "the affiliate has left the program, and nobody comes back in the simulation";
                return Err(conflict("This affiliate has left the program.", reason));
            }
            PartnerStatus::Blocked | PartnerStatus::Pending => {
                decide(call.view, program.id, partner.id, PartnerDecision::Approved)
            }
        };
        Ok(afterwards(call, program, partner.id, events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(path_of(view, some_other_affiliate(view)), Nothing {}, Nothing {})
    }
}

impl<'w> Asked<'_> {
    fn rows(&self, view: View<'w>, programs: impl Iterator<Item = &'w Program>) -> Vec<(u64, Row<'w>)> {
        let mut rows: Vec<Row<'w>> = programs.flat_map(|program| rows_of(view, program)).collect();
        rows.retain(|row| self.admits(row));
        match self.sort_by {
            AffiliateOrder::CreatedAt => rows.sort_by_key(|row| (row.partner.joined_at, number(row))),
            AffiliateOrder::TotalClicks => rows.sort_by_key(|row| (row.figures.clicks, number(row))),
            AffiliateOrder::TotalRevenue => {
                rows.sort_by_key(|row| (cents(row.program, row.figures.revenue), number(row)));
            }
            AffiliateOrder::Name => rows.sort_by_key(|row| (name(&row.partner).to_lowercase(), number(row))),
        }
        if self.sort_order == SortOrder::Desc {
            rows.reverse();
        }
        rows.into_iter().map(|row| (number(&row), row)).collect()
    }

    fn admits(&self, row: &Row<'_>) -> bool {
        let status = status(row.partner.status);
        let is_of_status = match self.statuses {
            Some(asked) => asked == status,
            None => self.include_blocked || status == AffiliateStatus::Approved,
        };
        let has = |text: Option<&str>, search: &str| text.is_some_and(|text| text.to_lowercase().contains(search));
        let is_found = |search: &str| {
            let search = search.to_lowercase();
            has(Some(row.partner.code), &search) || has(row.partner.name, &search) || has(row.partner.email, &search)
        };
        is_of_status
            && self.source.is_none_or(|asked| asked == source(row.partner.id))
            && self.search.is_none_or(is_found)
    }
}

/// The affiliates of a program: everybody who was approved.
fn rows_of<'w>(view: View<'w>, program: &'w Program) -> impl Iterator<Item = Row<'w>> {
    let mut figures = view.partner_figures(program.id);
    let affiliates = view.all_partners(program.id).filter(move |partner| is_affiliate(view, program.id, partner));
    affiliates.map(move |partner| {
        let figures = figures.remove(&partner.id).unwrap_or_default();
        Row { program, partner, figures }
    })
}

fn row<'w>(view: View<'w>, program: &'w Program, partner: PartnerProfile<'w>) -> Row<'w> {
    let figures: BTreeMap<PartnerId, PartnerFigures> = view.partner_figures(program.id);
    let figures = figures.get(&partner.id).copied().unwrap_or_default();
    Row { program, partner, figures }
}

/// Whether somebody was approved, and so is more than an applicant.
pub(super) fn is_affiliate(view: View<'_>, program: ProgramId, partner: &PartnerProfile<'_>) -> bool {
    partner.status != PartnerStatus::Pending && view.partner_approved_at(program, partner.id).is_some()
}

/// The affiliate of the caller with the id.
pub(super) fn own_affiliate<'w, E: Serve>(
    call: &Call<'w, E>,
    id: Uuid,
) -> Result<(&'w Program, PartnerProfile<'w>), Problem> {
    let view = call.view;
    let found = view.partner_by_uuid(id).filter(|(program, _)| call.caller.owns(view.program(*program)));
    let found = found.and_then(|(program, partner)| {
        let profile = view.partner(program, partner).filter(|partner| is_affiliate(view, program, partner))?;
        Some((view.program(program), profile))
    });
    found.ok_or_else(|| Problem::NotFound {
        what: "Affiliate",
        reason: format!("no program of the caller has an affiliate {id}; GET /affiliates lists them"),
    })
}

/// The events that block an affiliate: none if they are blocked.
pub(super) fn block(view: View<'_>, program: &Program, partner: &PartnerProfile<'_>) -> Vec<Event> {
    match partner.status {
        PartnerStatus::Active | PartnerStatus::Pending => {
            decide(view, program.id, partner.id, PartnerDecision::Blocked)
        }
        PartnerStatus::Blocked | PartnerStatus::Archived | PartnerStatus::Deleted => Vec::new(),
    }
}

/// The events of a decision.
pub(super) fn decide(view: View<'_>, program: ProgramId, partner: PartnerId, decision: PartnerDecision) -> Vec<Event> {
    let cause = PartnerDecisionCause { program: Some(program), partner: Some(partner), decision, at: None };
    view.cause(&Cause::PartnerDecision(cause)).expect("the partner has a status that fits the decision")
}

fn afterwards<E: Serve>(
    call: &Call<'_, E>,
    program: &Program,
    partner: PartnerId,
    events: Vec<Event>,
) -> Answer<Envelope<Affiliate>> {
    let after = call.view.after(&events);
    let view = after.view();
    let program = view.program(program.id);
    let partner = view.partner(program.id, partner).expect("the partner has joined");
    causing(one(call, show(view, &row(view, program, partner))), events)
}

/// A partner who was approved, as an affiliate.
pub(super) fn shown_affiliate<'w>(view: View<'w>, program: &'w Program, partner: PartnerProfile<'w>) -> Affiliate {
    show(view, &row(view, program, partner))
}

fn show(view: View<'_>, row: &Row<'_>) -> Affiliate {
    let Row { program, partner, figures } = row;
    Affiliate {
        id: view.partner_uuid(program.id, partner.id),
        user_id: view.partner_user_uuid(program.id, partner.id),
        program_id: program.uuid,
        code: partner.code.to_owned(),
        status: status(partner.status),
        total_clicks: figures.clicks,
        total_conversions: figures.orders,
        total_earnings: cents(program, figures.commission),
        created_at: partner.joined_at,
    }
}

fn stats(view: View<'_>, row: &Row<'_>) -> AffiliateStats {
    let Row { program, partner, figures } = row;
    let paid = view.paid(program.id).get(&partner.id).copied().unwrap_or_default();
    let unpaid = view.unpaid(program.id).get(&partner.id).copied().unwrap_or_default();
    AffiliateStats {
        total_clicks: figures.clicks,
        total_conversions: figures.orders,
        total_revenue: cents(program, figures.revenue),
        total_commission: cents(program, figures.commission),
        total_paid_out: cents(program, paid),
        pending_payout: cents(program, unpaid.max(0)),
    }
}

/// An amount of the program in cents.
pub(super) fn cents(program: &Program, minor: i64) -> i64 {
    Money { minor, currency: program.currency }.hundredths()
}

/// What AgentRef calls the status of somebody who was approved.
pub(super) fn status(status: PartnerStatus) -> AffiliateStatus {
    if status == PartnerStatus::Active { AffiliateStatus::Approved } else { AffiliateStatus::Blocked }
}

/// How somebody came: those of the simulation on the program's page, the others by a request.
pub(super) fn source(partner: PartnerId) -> JoinSource {
    if partner.is_of_the_ledger() { JoinSource::Api } else { JoinSource::Browser }
}

fn name<'w>(partner: &PartnerProfile<'w>) -> &'w str {
    partner.name.unwrap_or(partner.code)
}

fn number(row: &Row<'_>) -> u64 {
    u64::from(row.program.id.0) << 16 | u64::from(row.partner.id.0)
}

/// Every way to page at once.
pub(super) fn every_way() -> Paging {
    Paging { page: Some(1), page_size: Some(5), offset: Some(0), limit: Some(5), cursor: Some(beginning()) }
}

/// An affiliate for samples, with their program.
pub(super) fn some_affiliate(view: View<'_>) -> Option<(&Program, PartnerId)> {
    let mut programs = usual_programs(view).filter(|program| program.is_tracking());
    programs.find_map(|program| Some((program, view.active_partner(program.id)?)))
}

/// An affiliate for samples that change them: not one whom other samples need.
pub(super) fn some_other_affiliate(view: View<'_>) -> Option<(&Program, PartnerId)> {
    let programs: Vec<_> = usual_programs(view).filter(|program| program.is_tracking()).collect();
    programs.into_iter().rev().find_map(|program| Some((program, view.active_partner(program.id)?)))
}

fn path_of(view: View<'_>, affiliate: Option<(&Program, PartnerId)>) -> AffiliatePath {
    // A world without affiliates has the id of one who could join.
    let id = affiliate.map(|(program, partner)| view.partner_uuid(program.id, partner));
    AffiliatePath { id: id.unwrap_or_else(|| view.merchant_uuid(2)) }
}

/// The newest first.
pub(super) fn newest_first<T>(rows: &mut [T], key: impl Fn(&T) -> (chrono::DateTime<chrono::Utc>, u64)) {
    rows.sort_by_key(|row| Reverse(key(row)));
}
