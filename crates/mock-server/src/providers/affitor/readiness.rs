//! `GET /api/v1/programs/me/readiness`.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use trackside_schemas::affitor::{
    ChainStep, Gate, GateStatus, Gates, GetReadiness, LastEvents, LiveGate, PayoutGate, Poll, Readiness,
    ReadinessQuery, ReadinessState, RecentEvents, TrackingGate,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{ActivityKind, Program, View};

use super::{credentials, program_of, test_events};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// How many seconds to wait between two polls.
const POLL: u64 = 5;

/// Where to start with payouts.
const STRIPE_CONNECT: &str = "/api/v1/cli/stripe-connect";

impl Serve for GetReadiness {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Readiness>, Problem> {
        let (view, program) = (call.view, program_of(call)?);
        let last = |kind| view.last_activity(program.id, kind).map(|event| event.at);
        let (click, lead, sale) = (last(ActivityKind::Click), last(ActivityKind::Lead), last(ActivityKind::Sale));
        let has_events = click.or(lead).or(sale).is_some();
        let gates = Gates {
            profile: gate(view.has_website(program.id), "complete_program_profile"),
            economics: gate(program.commission_percent > 0, "set_commission_policy"),
            payout: payout(view, program),
            tracking: tracking(view, program, has_events, call.query.force_recheck == Some(true)),
            live: live(view, program, has_events),
        };
        let blocker = blocker(&gates);
        let recent = |kind| {
            let now = view.now();
            view.count_activity(program.id, kind, now - TimeDelta::days(1), now + TimeDelta::seconds(1))
        };
        let state = match blocker {
            Some("profile") => ReadinessState::Draft,
            Some("live") => ReadinessState::Ready,
            Some(_) => ReadinessState::Configuring,
            None if has_events => ReadinessState::LiveVerified,
            None => ReadinessState::IntegrationVerified,
        };
        Ok(Readiness {
            program_id: program.number,
            state,
            integration_verified: blocker.is_none(),
            blocker: blocker.map(str::to_owned),
            gates,
            last_event_at: LastEvents {
                click: click.map(Into::into),
                lead: lead.map(Into::into),
                sale: sale.map(Into::into),
            },
            counts_24h: RecentEvents {
                clicks: recent(ActivityKind::Click),
                leads: recent(ActivityKind::Lead),
                sales: recent(ActivityKind::Sale),
            },
            key_rotated_at: credentials::key_rotated_at(view, program).map(Into::into),
            poll: Poll { retry_after_seconds: POLL },
        }
        .into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = credentials::usual_program(view).expect("the world has a program");
        Sample::new(Nothing {}, ReadinessQuery::default(), Nothing {})
            .with_credential(vec![credentials::key_of(view, program)])
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<ReadinessQuery> {
        Some(ReadinessQuery { force_recheck: Some(true) })
    }
}

/// The first gate that does not pass.
fn blocker(gates: &Gates) -> Option<&'static str> {
    let in_order = [
        ("profile", gates.profile.status),
        ("economics", gates.economics.status),
        ("payout", gates.payout.status),
        ("tracking", gates.tracking.status),
        ("live", gates.live.status),
    ];
    in_order.into_iter().find(|(_, status)| *status != GateStatus::Pass).map(|(name, _)| name)
}

fn status(passes: bool) -> GateStatus {
    if passes { GateStatus::Pass } else { GateStatus::Fail }
}

fn next(passes: bool, action: &str) -> Option<String> {
    (!passes).then(|| action.to_owned())
}

fn gate(passes: bool, action: &str) -> Gate {
    Gate { status: status(passes), next_action: next(passes, action) }
}

fn payout(view: View<'_>, program: &Program) -> PayoutGate {
    let account = view.stripe(program.id);
    let passes = account.is_connected() && account.charges_enabled;
    PayoutGate {
        status: status(passes),
        mode: Some("stripe".to_owned()),
        next_action: next(passes, "surface_stripe_connect_url"),
        endpoint: next(passes, STRIPE_CONNECT),
    }
}

fn tracking(view: View<'_>, program: &Program, has_events: bool, is_forced: bool) -> TrackingGate {
    let is_installed = view.script_verified_at(program.id).is_some();
    let passes = is_installed || has_events;
    let detail = match () {
        () if has_events => Some("receiving_events"),
        () if is_installed => Some("tracker_installed"),
        () => None,
    };
    TrackingGate {
        status: status(passes),
        detail: detail.map(str::to_owned),
        checked_at: Some(Some(checked_at(view.now(), is_forced).into())),
        next_action: next(passes, "install_tracker_or_send_events"),
    }
}

/// When the website was last looked at. It is looked at once a day, and, if that is forced, once a minute: everybody who
/// forces it in the same minute gets the same time.
fn checked_at(now: DateTime<Utc>, is_forced: bool) -> DateTime<Utc> {
    let every = if is_forced { TimeDelta::minutes(1) } else { TimeDelta::days(1) };
    now.duration_trunc(every).expect("a time of the world can be rounded")
}

fn live(view: View<'_>, program: &Program, has_events: bool) -> LiveGate {
    let chain = test_events::last_chain(view, program).map(|chain| chain.verdict);
    let is_verified = chain.as_ref().is_some_and(|verdict| verdict.sale == ChainStep::Attributed);
    let passes = has_events || is_verified;
    let status = match &chain {
        _ if passes => GateStatus::Pass,
        Some(_) => GateStatus::Fail,
        None => GateStatus::Unknown,
    };
    LiveGate { status, test_chain: chain, next_action: next(passes, "run_synthetic_sale_chain") }
}
