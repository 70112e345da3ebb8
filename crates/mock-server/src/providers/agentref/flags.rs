//! `/flags`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::agentref::{
    Envelope, Flag, FlagPath, FlagResolution, FlagStats, FlagStatsQuery, FlagStatus, FlagType, FlagsQuery,
    GetFlagStats, ListFlags, Page, Resolution, ResolveFlag,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Suspicion, SuspicionKind, View};
use uuid::Uuid;

use super::affiliates::{block, every_way, newest_first};
use super::envelope::one;
use super::paging::page;
use super::programs::{causing, own_programs, usual_programs};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// What was found out about a flag. Numbered by the partner.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct FlagRecord {
    status: FlagStatus,
    note: Option<String>,
    at: DateTime<Utc>,
}

impl Record for FlagRecord {
    const COLLECTION: &'static str = "agentref/flags";
}

impl Serve for ListFlags {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Flag>>, Problem> {
        let FlagsQuery { paging, status, flag_type: asked, affiliate_id, program_id } = &call.query;
        let flags = own_flags(call, *program_id);
        let is_asked = |(_, flag): &(u64, Flag)| {
            status.is_none_or(|status| status == flag.status)
                && asked.is_none_or(|asked| asked == flag.flag_type)
                && affiliate_id.is_none_or(|id| id == flag.affiliate_id)
        };
        let mut rows: Vec<_> = flags.filter(is_asked).collect();
        newest_first(&mut rows, |(number, flag)| (flag.created_at, *number));
        Ok(page(call, paging, &rows, |flag| flag)?.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, FlagsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<FlagsQuery> {
        let suspicion = usual_programs(view).find_map(|program| view.suspicions(program.id).next())?;
        let flag = show(view, &suspicion);
        Some(FlagsQuery {
            paging: every_way(),
            status: Some(flag.status),
            flag_type: Some(flag.flag_type),
            affiliate_id: Some(flag.affiliate_id),
            program_id: Some(view.program(suspicion.program).uuid),
        })
    }
}

impl Serve for GetFlagStats {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<FlagStats>>, Problem> {
        let mut stats = FlagStats { open: 0, reviewed: 0, dismissed: 0, confirmed: 0, total: 0 };
        for (_, flag) in own_flags(call, call.query.program_id) {
            stats.total += 1;
            match flag.status {
                FlagStatus::Open => stats.open += 1,
                FlagStatus::Reviewed => stats.reviewed += 1,
                FlagStatus::Dismissed => stats.dismissed += 1,
                FlagStatus::Confirmed => stats.confirmed += 1,
            }
        }
        Ok(one(call, stats).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, FlagStatsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<FlagStatsQuery> {
        let suspicion = usual_programs(view).find_map(|program| view.suspicions(program.id).next())?;
        Some(FlagStatsQuery { program_id: Some(view.program(suspicion.program).uuid) })
    }
}

impl Serve for ResolveFlag {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Flag>>, Problem> {
        let (view, id) = (call.view, call.path.id);
        let found = view.suspicion_by_uuid(id).filter(|found| call.caller.owns(view.program(found.program)));
        let suspicion = found.ok_or_else(|| Problem::NotFound {
            what: "Flag",
            reason: format!("no affiliate of the caller has a flag {id}; GET /flags lists them"),
        })?;
        let FlagResolution { status, note, block_affiliate } = &call.body;
        let record = FlagRecord { status: resolved(*status), note: note.clone(), at: view.now() };
        let mut events = Vec::new();
        let partner = view.partner(suspicion.program, suspicion.partner);
        if let Some(partner) = partner.filter(|_| block_affiliate.unwrap_or(false)) {
            events = block(view, view.program(suspicion.program), &partner);
        }
        events.push(record.put(number(&suspicion)));
        let after = view.after(&events);
        Ok(causing(one(call, show(after.view(), &suspicion)), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let suspicion = usual_programs(view).find_map(|program| view.suspicions(program.id).next());
        let id = suspicion.map(|suspicion| view.suspicion_uuid(&suspicion));
        let body = FlagResolution { status: Resolution::Reviewed, note: None, block_affiliate: None };
        Sample::new(FlagPath { id: id.unwrap_or_else(|| view.merchant_uuid(2)) }, Nothing {}, body)
    }
}

fn own_flags<'w, E: Serve>(call: &Call<'w, E>, program: Option<Uuid>) -> impl Iterator<Item = (u64, Flag)> + 'w {
    let view = call.view;
    let programs: Vec<_> = own_programs(call).filter(|known| program.is_none_or(|id| id == known.uuid)).collect();
    let suspicions = programs.into_iter().flat_map(move |program| view.suspicions(program.id).collect::<Vec<_>>());
    suspicions.map(move |suspicion| (number(&suspicion), show(view, &suspicion)))
}

fn number(suspicion: &Suspicion) -> u64 {
    u64::from(suspicion.program.0) << 16 | u64::from(suspicion.partner.0)
}

/// The suspicion with the number of a flag.
pub(super) fn suspicion_of(view: View<'_>, number: u64) -> Option<Suspicion> {
    let programs: Vec<_> = view.programs().map(|program| program.id).collect();
    let mut suspicions = programs.into_iter().flat_map(|program| view.suspicions(program).collect::<Vec<_>>());
    suspicions.find(|suspicion| self::number(suspicion) == number)
}

const fn resolved(resolution: Resolution) -> FlagStatus {
    match resolution {
        Resolution::Reviewed => FlagStatus::Reviewed,
        Resolution::Dismissed => FlagStatus::Dismissed,
        Resolution::Confirmed => FlagStatus::Confirmed,
    }
}

pub(super) fn show(view: View<'_>, suspicion: &Suspicion) -> Flag {
    let record = FlagRecord::get(view, number(suspicion));
    Flag {
        id: view.suspicion_uuid(suspicion),
        affiliate_id: view.partner_uuid(suspicion.program, suspicion.partner),
        flag_type: match suspicion.kind {
            SuspicionKind::UnusualActivity => FlagType::SuspiciousActivity,
            SuspicionKind::SelfReferral => FlagType::SelfReferral,
            SuspicionKind::ManyClicks => FlagType::HighClickFrequency,
            SuspicionKind::ConversionRate => FlagType::ConversionAnomaly,
            SuspicionKind::Manual => FlagType::ManualReview,
        },
        status: record.as_ref().map_or(FlagStatus::Open, |record| record.status),
        details: None,
        note: record.as_ref().and_then(|record| record.note.clone()),
        created_at: suspicion.at,
        resolved_at: record.map(|record| record.at),
    }
}
