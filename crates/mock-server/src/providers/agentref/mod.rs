//! AgentRef: affiliate programs on Stripe.

mod affiliates;
mod applications;
mod click_tokens;
mod conversions;
mod coupons;
mod credentials;
mod envelope;
mod flags;
mod invite_claims;
mod invites;
mod marketing;
mod marketing_media;
mod marketing_resources;
mod marketplace;
mod me;
mod memberships;
mod merchant;
mod my_earnings;
mod my_links;
mod my_marketing;
mod my_overview;
mod my_programs;
mod paging;
mod payout_info;
mod payouts;
mod people;
mod program_setup;
mod programs;
mod refusal;
mod sent_events;
mod shown;
mod stripe;
mod stripe_receiver;
mod tracking_status;
mod uploads;
mod webhooks;

use axum::Router;
use http::StatusCode;
use trackside_schemas::agentref::{AFFILIATE, AgentRef, Failure, MERCHANT, ONBOARDING};
use trackside_world::{Owner, Program, ProgramId, View};

pub(crate) use self::click_tokens::click_token;
pub(crate) use self::uploads::{KeptUploads, Uploads};
use crate::credentials::{Found, Key};
use crate::request::{Documented, Forbidden, Location, Problem, RateLimitHeaders, Throttle};
use crate::sandbox::Sandbox;
use crate::serve::{CouponSeen, Imitation, KeyForm, ProgramSeen, Reading, Refused, RequestIdField, Sends, Thing};

/// The cookie with a visitor's click token.
pub(crate) const CLICK_TOKEN: &str = "agentref_cid";

/// The cookie with the id of the program whose link a visitor has followed.
pub(crate) const CLICKED_PROGRAM: &str = "agentref_pid";

/// The provider's documentation has 422 for a body that fails validation, its SDKs have 400.
const VALIDATION_IS_400: Reading = Reading {
    name: "validation-is-400",
    meaning: "a body that fails validation gets 400 with the code VALIDATION_ERROR, as the provider's SDKs expect, and not 422",
};

/// The routes that are no operations of the provider: for files, and for Stripe's events.
pub(crate) fn router() -> Router {
    uploads::router().merge(stripe_receiver::router())
}

impl Imitation for AgentRef {
    const SENDS: Option<&'static dyn Sends> = Some(&sent_events::SentEvents);

    const READINGS: &'static [Reading] = &[VALIDATION_IS_400];

    const DOCUMENT_PATH: Option<&'static str> = Some("/openapi.json");

    const THROTTLE: Option<Throttle> = Some(Throttle {
        documented: Some(Documented { with_key: 60, without_key: 10 }),
        headers: Some(RateLimitHeaders::USUAL),
        retry_after: true,
    });

    const REQUEST_ID: Option<RequestIdField> = Some(RequestIdField { pointer: "/meta/requestId", prefix: "req_" });

    const KEY_FORM: KeyForm = KeyForm::Scoped;

    fn keys(_: View<'_>) -> Vec<Key> {
        credentials::keys()
    }

    fn any_key(key: &str, _: Option<ProgramId>) -> Result<Found, &'static str> {
        credentials::any_key(key)
    }

    fn key_kind(key: &str) -> Option<&'static str> {
        Some(credentials::kind(key).unwrap_or(MERCHANT))
    }

    fn scopes(kind: Option<&str>) -> &'static [&'static str] {
        credentials::scopes(kind)
    }

    fn program(_: &Sandbox, program: &Program) -> Option<ProgramSeen> {
        let key = match program.owner {
            Owner::Usual => credentials::USUAL,
            Owner::Other => credentials::OTHER,
        };
        let status = tracking_status::status_of(program).with_credential(vec![key.to_owned()]);
        Some(ProgramSeen::new(program.uuid.to_string(), status))
    }

    fn shows(sandbox: &Sandbox, view: View<'_>, thing: Thing) -> Option<ProgramSeen> {
        shown::shows(sandbox, view, thing)
    }

    fn coupons(view: View<'_>, program: &Program) -> Vec<CouponSeen> {
        coupons::seen(view, program)
    }

    fn failure(problem: &Problem, refused: &Refused<'_>) -> (StatusCode, Failure) {
        let (status, code, message) = match problem {
            Problem::Unauthenticated(_) => (401, "UNAUTHORIZED", "Invalid or missing API key.".to_owned()),
            Problem::Forbidden(forbidden) => {
                let (code, message) = forbidden_key(*forbidden, refused);
                (403, code, message)
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
            Problem::Rejected { status: 409, message, .. } => (409, "CONFLICT", message.clone()),
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

/// The code and the words for a key that may not do this.
fn forbidden_key(forbidden: Forbidden, refused: &Refused<'_>) -> (&'static str, String) {
    let accepts = |kind| refused.operation.is_some_and(|operation| operation.key_kinds.contains(&kind));
    match forbidden {
        Forbidden::WithoutScope(Some(scope)) => {
            ("INSUFFICIENT_SCOPE", format!("This API key does not have the required scope: {scope}."))
        }
        Forbidden::WithoutScope(None) => {
            ("INSUFFICIENT_SCOPE", "This API key does not have the required scope.".to_owned())
        }
        Forbidden::OtherKind(Some(ONBOARDING)) if accepts(MERCHANT) => {
            ("INSUFFICIENT_SCOPE", "This API key is for onboarding only.".to_owned())
        }
        Forbidden::OtherKind(_) if accepts(AFFILIATE) => ("FORBIDDEN", "Affiliate key required".to_owned()),
        Forbidden::OtherKind(_) => ("FORBIDDEN", "Merchant key required".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use trackside_schemas::agentref::AgentRef;

    use super::VALIDATION_IS_400;
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
}
