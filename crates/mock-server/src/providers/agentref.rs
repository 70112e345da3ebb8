//! AgentRef: the state of a program's tracking.

use chrono::{DateTime, Duration, Utc};
use http::StatusCode;
use trackside_schemas::Provider as _;
use trackside_schemas::agentref::{
    AgentRef, ClickStatistics, Conversions, Failure, GetTrackingStatus, Health, HealthStep, Meta, RecentActivity,
    RecentClick, RecentVerification, SetupStatus, Severity, Statistics, StripeEvents, TrackingStatus,
    TrackingStatusPath, TrackingStatusResponse, Warning,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Click, ClickKind, Program, ProgramId, View};

use crate::credentials::{Found, Grant, Key};
use crate::request::{Documented, Forbidden, Location, Problem, RateLimitHeaders, Throttle};
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Imitation, ProgramSeen, Reading, Refused, RequestIdField, Sample, Serve};

/// The provider's documentation has 422 for a body that fails validation, its SDKs have 400.
const VALIDATION_IS_400: Reading = Reading {
    name: "validation-is-400",
    meaning: "a body that fails validation gets 400 with the code VALIDATION_ERROR, as the provider's SDKs expect, and not 422",
};

impl Imitation for AgentRef {
    const READINGS: &'static [Reading] = &[VALIDATION_IS_400];

    const THROTTLE: Option<Throttle> = Some(Throttle {
        documented: Some(Documented { with_key: 60, without_key: 10 }),
        headers: Some(RateLimitHeaders::USUAL),
        retry_after: true,
    });

    const REQUEST_ID: Option<RequestIdField> = Some(RequestIdField { pointer: "/meta/requestId", prefix: "req_" });

    fn keys(_: View<'_>) -> Vec<Key> {
        let key = |secret, grant, note| Key::new(Self::NAME, &[secret], grant, note);
        vec![
            key("ak_live_sandbox", Grant::Full, "a merchant's key"),
            key("ak_live_empty", Grant::Empty, "the key of a new merchant, who has no program: 404"),
            key("ak_live_narrow", Grant::WithoutScope, "a merchant's key without the scope: 403"),
            key("ak_aff_sandbox", Grant::OtherKind, "an affiliate's key: 403"),
            key("ak_onb_sandbox", Grant::WithoutScope, "an onboarding key: 403"),
            key("ak_live_revoked", Grant::Ended, "a revoked key: 401"),
        ]
    }

    fn any_key(key: &str, _: Option<ProgramId>) -> Result<Found, &'static str> {
        match key {
            key if key.starts_with("ak_live_") => Ok(Found::of(Grant::Full)),
            key if key.starts_with("ak_aff_") => Ok(Found::of(Grant::OtherKind)),
            key if key.starts_with("ak_onb_") => Ok(Found::of(Grant::WithoutScope)),
            _ => Err("the key is not well-formed: keys start with ak_live_, ak_aff_ or ak_onb_"),
        }
    }

    fn program(_: &Sandbox, program: &Program) -> Option<ProgramSeen> {
        Some(ProgramSeen::new(program.uuid.to_string(), status_of(program)))
    }

    fn failure(problem: &Problem, refused: &Refused<'_>) -> (StatusCode, Failure) {
        let (status, code, message) = match problem {
            Problem::Unauthenticated(_) => (401, "UNAUTHORIZED", "Invalid or missing API key.".to_owned()),
            Problem::Forbidden(Forbidden::OtherKind) => (403, "FORBIDDEN", "Merchant key required".to_owned()),
            Problem::Forbidden(Forbidden::WithoutScope) => {
                (403, "INSUFFICIENT_SCOPE", "This API key does not have the required scope.".to_owned())
            }
            Problem::NotFound { what, .. } => (404, "NOT_FOUND", format!("{what} not found.")),
            Problem::UnknownPath { message, .. } => (404, "NOT_FOUND", message.clone()),
            Problem::Invalid(fields) if fields.iter().all(|field| field.location == Location::Body) => {
                let status = if refused.reads(&VALIDATION_IS_400) { 400 } else { 422 };
                (status, "VALIDATION_ERROR", format!("Validation failed: {}.", problem.reason()))
            }
            Problem::Invalid(_) => (400, "BAD_REQUEST", format!("Invalid request: {}.", problem.reason())),
            Problem::MalformedBody(_) => (400, "BAD_REQUEST", "Malformed request body.".to_owned()),
            Problem::RateLimited { .. } => (429, "RATE_LIMITED", "Rate limit exceeded. Try again later.".to_owned()),
            Problem::MethodNotAllowed { message, .. } => (405, "BAD_REQUEST", message.clone()),
            Problem::BodyTooLarge(_) => (413, "BAD_REQUEST", "Request body too large.".to_owned()),
            Problem::UnsupportedMediaType(_) => (415, "BAD_REQUEST", "Unsupported media type.".to_owned()),
            Problem::IdempotencyKeyReused { .. } => {
                let message = "This idempotency key was already used with a different request.".to_owned();
                (409, "IDEMPOTENCY_KEY_REUSED", message)
            }
            Problem::Rejected { status, message, .. } => (*status, "BAD_REQUEST", message.clone()),
            Problem::Internal(_) => (500, "INTERNAL_ERROR", "Internal server error.".to_owned()),
            Problem::HeadersTooLarge(_) => (431, "BAD_REQUEST", "Request headers too large.".to_owned()),
        };
        let status = StatusCode::from_u16(status).expect("a literal status");
        let failure = Failure::new(code, message, format!("req_{}", refused.request_id));
        // The provider's one example of a BAD_REQUEST has empty details. No example shows any of another failure.
        (status, if code == "BAD_REQUEST" { failure.with_empty_details() } else { failure })
    }
}

impl Serve for GetTrackingStatus {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TrackingStatusResponse>, Problem> {
        let id = call.path.id;
        let missing = |reason| Problem::NotFound { what: "Program", reason };
        if call.caller.is_new() {
            return Err(missing("the program belongs to another merchant".to_owned()));
        }
        let unknown = || missing(format!("the world has no program {id}; GET /_mock/world lists them"));
        let program = call.view.program_by_uuid(id).ok_or_else(unknown)?;
        let meta = Meta { request_id: format!("req_{}", call.request_id) };
        Ok(TrackingStatusResponse { data: status(call.view, program), meta }.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        status_of(view.programs().next().expect("the world has programs"))
    }
}

/// The call that shows a program.
fn status_of(program: &Program) -> Sample<GetTrackingStatus> {
    Sample::new(TrackingStatusPath { id: program.uuid }, Nothing {}, Nothing {})
}

fn status(view: View<'_>, program: &Program) -> TrackingStatus {
    let now = view.now();
    let verified_at = view.script_verified_at(program.id);
    let stripe_connected = view.stripe(program.id).is_connected();
    let statistics = statistics(view, program);
    let health = health(view, program);
    let warnings = warnings(view, program, &statistics);
    let summary = health.blocking_reason.as_ref().map_or_else(
        || {
            if warnings.is_empty() {
                "Tracking works: clicks and conversions are arriving.".to_owned()
            } else {
                "Tracking is set up; see the warnings.".to_owned()
            }
        },
        |reason| format!("Set-up is not complete: {reason}"),
    );
    let host = host(&program.website);
    TrackingStatus {
        program_id: program.uuid,
        status: SetupStatus {
            stripe_connected,
            tracking_script_verified: verified_at.is_some(),
            website_configured: view.has_website(program.id),
            tracking_domain: program.tracking_domain.clone(),
            tracking_requires_consent: program.consent_required,
            cookie_duration: program.cookie_days,
        },
        stats: statistics,
        recent: RecentActivity {
            last_redirect_click: view.last_click(program.id, ClickKind::Redirect).map(recent_click),
            last_direct_click: view.last_click(program.id, ClickKind::Direct).map(recent_click),
            last_tracking_verification: verified_at.map(|first| RecentVerification {
                created_at: last_verification(first, now),
                entry_host: host.to_owned(),
            }),
        },
        health,
        warnings,
        summary,
    }
}

fn statistics(view: View<'_>, program: &Program) -> Statistics {
    // The end of the window is exclusive, but events of the current second count.
    let until = view.now() + Duration::seconds(1);
    let clicks = view.clicks(program.id, until - Duration::days(7), until);
    let conversions = view.conversions(program.id, until - Duration::days(30), until);
    let events = view.payment_events(program.id, until - Duration::days(30), until);
    Statistics {
        clicks_last_7_days: ClickStatistics::new(clicks.redirect, clicks.direct),
        conversions_last_30_days: Conversions::new(conversions.by_click, conversions.by_coupon),
        stripe_events_last_30_days: StripeEvents::new(events.succeeded, events.skipped),
    }
}

fn health(view: View<'_>, program: &Program) -> Health {
    let step = |at: Option<DateTime<Utc>>, missing: &str| {
        at.map_or_else(|| HealthStep::incomplete(missing), HealthStep::complete)
    };
    Health::new(
        step(view.script_verified_at(program.id), "The tracking script has not been seen on the website."),
        step(view.first_click(program.id), "No affiliate click has arrived yet."),
        step(
            view.first_payment_event(program.id),
            if view.stripe(program.id).is_connected() {
                "Stripe is connected and has not sent an event yet."
            } else {
                "No Stripe account is connected."
            },
        ),
        step(view.first_conversion(program.id), "No conversion has been attributed to an affiliate yet."),
    )
}

fn warnings(view: View<'_>, program: &Program, statistics: &Statistics) -> Vec<Warning> {
    let warning =
        |code: &str, severity, message: &str| Warning { code: code.to_owned(), severity, message: message.to_owned() };
    let verified = view.script_verified_at(program.id).is_some();
    let mut warnings = Vec::new();
    if !verified {
        warnings.push(warning(
            "script_not_detected",
            Severity::Error,
            "The tracking script was not found on the website: direct clicks are not recorded.",
        ));
    }
    if !view.stripe(program.id).is_connected() {
        warnings.push(warning(
            "stripe_not_connected",
            Severity::Error,
            "No Stripe account is connected: conversions cannot be attributed.",
        ));
    }
    if program.consent_required {
        warnings.push(warning(
            "consent_pending",
            Severity::Info,
            "Visitors are tracked only after they consent: clicks without consent are not counted.",
        ));
    }
    if verified && statistics.clicks_last_7_days.total == 0 {
        warnings.push(warning("no_recent_clicks", Severity::Warning, "No click has arrived in the last 7 days."));
    }
    if statistics.clicks_last_7_days.total > 0 && statistics.conversions_last_30_days.total == 0 {
        warnings.push(warning(
            "no_recent_conversions",
            Severity::Warning,
            "Clicks arrive, and none has converted in the last 30 days.",
        ));
    }
    warnings
}

fn recent_click(click: Click<'_>) -> RecentClick {
    RecentClick {
        affiliate_code: click.partner_code.to_owned(),
        created_at: click.at,
        entry_host: click.entry_host.to_owned(),
    }
}

/// The script is looked for once a day, at the time of day when it was first seen.
fn last_verification(first: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    first + Duration::days((now - first).num_days())
}

fn host(website: &str) -> &str {
    let after_scheme = website.split_once("://").map_or(website, |(_, rest)| rest);
    after_scheme.split('/').next().unwrap_or(after_scheme)
}

#[cfg(test)]
mod tests {
    use trackside_schemas::agentref::AgentRef;

    use super::{VALIDATION_IS_400, host};
    use crate::request::{FieldProblem, InvalidField, Location, Problem, RequestId, Shape};
    use crate::serve::{Imitation as _, Refused};

    #[test]
    fn a_body_that_fails_validation_gets_422_or_400_as_the_reading_says() {
        let invalid = |location| {
            Problem::Invalid(vec![InvalidField {
                location,
                name: "name".to_owned(),
                shape: Shape::Text,
                format: None,
                problem: FieldProblem::Missing,
            }])
        };
        let request_id = RequestId::of(&http::Request::new(()).into_parts().0);
        for (problem, reading, status, code) in [
            (invalid(Location::Body), &[][..], 422, "VALIDATION_ERROR"),
            (invalid(Location::Body), &[VALIDATION_IS_400.name], 400, "VALIDATION_ERROR"),
            (invalid(Location::Query), &[], 400, "BAD_REQUEST"),
            (invalid(Location::Path), &[VALIDATION_IS_400.name], 400, "BAD_REQUEST"),
            (Problem::MalformedBody(String::new()), &[], 400, "BAD_REQUEST"),
        ] {
            let refused = Refused { request_id, operation: None, readings: reading };
            let (answered, failure) = AgentRef::failure(&problem, &refused);
            assert_eq!((answered.as_u16(), failure.error.code.as_str()), (status, code), "{problem:?} {reading:?}");
        }
    }

    #[test]
    fn reads_hosts() {
        for (website, expected) in [
            ("https://shop.example", "shop.example"),
            ("https://shop.example/a/b", "shop.example"),
            ("shop.example", "shop.example"),
        ] {
            assert_eq!(host(website), expected);
        }
    }
}
