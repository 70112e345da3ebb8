//! `GET /api/tracking/status/{programId}`.

use trackside_schemas::affitor::{
    EventStatistics, GetTrackingStatus, IntegrationStatistics, PaymentStatistics, ProgramPath, StepStatus,
    StepStatuses, TestEvent, TrackingStatus, TrackingStatusResponse,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Program, StripeAccount, StripeStatus, TestEvent as WorldTestEvent, View};

use super::named_program;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetTrackingStatus {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TrackingStatusResponse>, Problem> {
        let program = named_program(call, call.path.program_id)?;
        Ok(TrackingStatusResponse { data: status(call, program) }.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        status_of(view.some_program().expect("the world has programs"))
    }
}

/// The call that shows a program.
pub(super) fn status_of(program: &Program) -> Sample<GetTrackingStatus> {
    Sample::new(ProgramPath { program_id: program.number }, Nothing {}, Nothing {})
}

fn status(call: &Call<'_, GetTrackingStatus>, program: &Program) -> TrackingStatus {
    let view = call.view;
    let pageview = events(&view.test_clicks(program.id));
    let referrals = events(&view.test_leads(program.id));
    let payments = payments(view.stripe(program.id));
    TrackingStatus {
        program_id: program.number.to_string(),
        step_statuses: StepStatuses {
            pageview: StepStatus::complete_if(pageview.has_test_events),
            referrals: StepStatus::complete_if(referrals.has_test_events),
            payments: StepStatus::complete_if(payments.is_stripe_connected),
        },
        statistics: IntegrationStatistics { pageview, referrals, payments },
        has_partners: view.partners(program.id).active > 0,
        last_updated: view.now().into(),
    }
}

pub(super) fn events(events: &[WorldTestEvent]) -> EventStatistics {
    let latest =
        events.last().map(|event| TestEvent { id: event.id, timestamp: event.at.into(), created_at: event.at.into() });
    EventStatistics::new(u32::try_from(events.len()).unwrap_or(u32::MAX), latest)
}

fn payments(account: StripeAccount) -> PaymentStatistics {
    let status = match account.status {
        StripeStatus::Connected => "connected",
        StripeStatus::Pending => "pending",
        StripeStatus::Disconnected => "disconnected",
        StripeStatus::NotConnected => "not_connected",
    };
    PaymentStatistics {
        stripe_connection_status: status.to_owned(),
        is_stripe_connected: account.is_connected(),
        stripe_account_id: account.account_id,
        charges_enabled: account.charges_enabled,
        payouts_enabled: account.payouts_enabled,
        details_submitted: account.details_submitted,
        connection_date: account.connected_at.map(Into::into),
    }
}
