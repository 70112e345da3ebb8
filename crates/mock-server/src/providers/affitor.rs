//! Affitor: the state of a program's integration steps.

use http::StatusCode;
use trackside_schemas::Provider as _;
use trackside_schemas::affitor::{
    Affitor, EventStatistics, Failure, GetTrackingStatus, IntegrationStatistics, PaymentStatistics, StepStatus,
    StepStatuses, StrapiFailure, TestEvent, TrackingStatus, TrackingStatusPath, TrackingStatusResponse,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Program, StripeAccount, StripeStatus, TestEvent as WorldTestEvent, View};

use crate::credentials::{Grant, Key};
use crate::request::{FieldProblem, Forbidden, InvalidField, Location, Problem};
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Imitation, ProgramSeen, Reading, Refused, Sample, Serve};

/// The provider documents no 400. Strapi sends 404 if a malformed id is looked up as it is.
const MALFORMED_ID_IS_404: Reading = Reading {
    name: "malformed-id-is-404",
    meaning: "an id that is not an integer gets 404, like an unknown one, and not 400",
};

impl Imitation for Affitor {
    const READINGS: &'static [Reading] = &[MALFORMED_ID_IS_404];

    const BARE_TOKEN: bool = true;

    fn keys(_: View<'_>) -> Vec<Key> {
        let key = |secret, grant, note| Key::new(Self::NAME, &[secret], grant, note);
        vec![
            key("session-member", Grant::Full, "a session with tracking:read"),
            key("session-outsider", Grant::WithoutScope, "a session without tracking:read: 403"),
            key("session-expired", Grant::Ended, "a session that has expired: 401"),
            key("aff_sandbox", Grant::OtherKind, "a program's API key, where a session is needed: 401"),
            key("affk_sandbox", Grant::OtherKind, "a management key, where a session is needed: 401"),
        ]
    }

    fn any_key(key: &str) -> Result<Grant, &'static str> {
        let is_api_key = key.starts_with("aff_") || key.starts_with("affk_");
        Ok(if is_api_key { Grant::OtherKind } else { Grant::Full })
    }

    fn program(_: &Sandbox, program: &Program) -> Option<ProgramSeen> {
        Some(ProgramSeen::new(program.number.to_string(), status_of(program)))
    }

    fn failure(problem: &Problem, refused: &Refused<'_>) -> (StatusCode, Failure) {
        let (status, name, message) = match problem {
            Problem::Unauthenticated(_) | Problem::Forbidden(Forbidden::OtherKind) => {
                (401, "UnauthorizedError", "Missing or invalid credentials".to_owned())
            }
            Problem::Forbidden(Forbidden::WithoutScope) => (403, "ForbiddenError", "Forbidden".to_owned()),
            Problem::NotFound { what, .. } => (404, "NotFoundError", format!("{what} not found")),
            Problem::UnknownPath { message, .. } => (404, "NotFoundError", message.clone()),
            Problem::Invalid(fields)
                if refused.reads(&MALFORMED_ID_IS_404)
                    && fields.iter().any(|field| field.location == Location::Path) =>
            {
                (404, "NotFoundError", "Program not found".to_owned())
            }
            Problem::Invalid(fields) => (400, "ValidationError", fields.first().map(word).unwrap_or_default()),
            Problem::MalformedBody(_) => (400, "ValidationError", "Invalid body".to_owned()),
            Problem::RateLimited { .. } => {
                (429, "TooManyRequestsError", "Too many requests, please try again later.".to_owned())
            }
            Problem::MethodNotAllowed { message, .. } => (405, "MethodNotAllowedError", message.clone()),
            Problem::BodyTooLarge(_) => (413, "PayloadTooLargeError", "Payload Too Large".to_owned()),
            Problem::UnsupportedMediaType(_) => (415, "UnsupportedMediaTypeError", "Unsupported Media Type".to_owned()),
            Problem::IdempotencyKeyReused { .. } => (409, "ConflictError", "Conflict".to_owned()),
            Problem::Internal(_) => (500, "InternalServerError", "Internal Server Error".to_owned()),
            Problem::HeadersTooLarge(_) => {
                (431, "RequestHeaderFieldsTooLargeError", "Request Header Fields Too Large".to_owned())
            }
        };
        (StatusCode::from_u16(status).expect("a literal status"), StrapiFailure::new(status, name, message).into())
    }
}

impl Serve for GetTrackingStatus {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TrackingStatusResponse>, Problem> {
        let number = call.path.program_id;
        let program = call.view.program_by_number(number).ok_or_else(|| Problem::NotFound {
            what: "Program",
            reason: format!("the world has no program {number}; GET /_mock/world lists them"),
        })?;
        Ok(TrackingStatusResponse { data: status(call, program) }.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        status_of(view.programs().next().expect("the world has programs"))
    }
}

/// The call that shows a program.
fn status_of(program: &Program) -> Sample<GetTrackingStatus> {
    Sample::new(TrackingStatusPath { program_id: program.number }, Nothing {}, Nothing {})
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

fn events(events: &[WorldTestEvent]) -> EventStatistics {
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

fn word(field: &InvalidField) -> String {
    let name = &field.name;
    match &field.problem {
        FieldProblem::Below(minimum) => format!("{name} must be greater than or equal to {minimum}"),
        FieldProblem::Above(maximum) => format!("{name} must be less than or equal to {maximum}"),
        _ => format!("{name} must be an integer"),
    }
}
