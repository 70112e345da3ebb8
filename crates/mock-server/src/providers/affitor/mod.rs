//! Affitor: what a program's website reports, and what dashboard and command line show of it.

mod api_keys;
mod clicks;
mod command_line;
mod credentials;
mod events;
mod leads;
mod performance;
mod programs;
mod readiness;
mod refunds;
mod sales;
mod sessions;
mod shown;
mod status;
mod stripe;
mod test_events;
mod texts;
mod visitors;

use http::StatusCode;
use trackside_schemas::Endpoint;
use trackside_schemas::affitor::{Affitor, AgentFailure, Failure, StrapiFailure, TextFailure};
use trackside_world::{CauseError, Owner, Program, ProgramId, View};

use crate::credentials::{Found, Grant, Key};
use crate::request::{FieldProblem, Forbidden, InvalidField, Location, Problem};
use crate::sandbox::Sandbox;
use crate::serve::{Call, Imitation, ProgramSeen, Reading, Refused, Script, Serve, Thing};

pub(crate) use self::visitors::{by_click_id, click_id};

/// The cookie and the parameter with a visitor's click id. A guess: Affitor does not publish what its tracker sets.
pub(crate) const CLICK_ID: &str = "affitor_click_id";

/// The provider documents no 400. Strapi sends 404 if a malformed id is looked up as it is.
const MALFORMED_ID_IS_404: Reading = Reading {
    name: "malformed-id-is-404",
    meaning: "an id that is not an integer gets 404, like an unknown one, and not 400",
};

/// What a route writes when it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A text: routes that report what happened, or what did for a test.
    Text,
    /// A code and a message: routes for agents.
    Agent,
    /// Strapi's: all others.
    Strapi,
}

impl Imitation for Affitor {
    const READINGS: &'static [Reading] = &[MALFORMED_ID_IS_404];

    const DOCUMENT_PATH: Option<&'static str> = Some("/openapi.yaml");

    const SCRIPT: Option<Script> = Some(Script { path: "/js/affitor-tracker.js", text: include_str!("tracker.js") });

    const BARE_TOKEN: bool = true;

    fn keys(view: View<'_>) -> Vec<Key> {
        credentials::keys(view)
    }

    fn any_key(key: &str, default: Option<ProgramId>) -> Result<Found, &'static str> {
        Ok(credentials::any_key(key, default))
    }

    fn issues_key(secret: &str) -> bool {
        credentials::is_issued(secret)
    }

    fn issued_key(view: View<'_>, secret: &str) -> Option<Found> {
        credentials::issued_key(view, secret)
    }

    fn program(_: &Sandbox, program: &Program) -> Option<ProgramSeen> {
        let session = match program.owner {
            Owner::Usual => credentials::USUAL_SESSION,
            Owner::Other => credentials::OTHER_SESSION,
        };
        let call = status::status_of(program).with_credential(vec![session.to_owned()]);
        Some(ProgramSeen::new(program.number.to_string(), call))
    }

    fn shows(sandbox: &Sandbox, view: View<'_>, thing: Thing) -> Option<ProgramSeen> {
        shown::shows(sandbox, view, thing)
    }

    fn failure(problem: &Problem, refused: &Refused<'_>) -> (StatusCode, Failure) {
        let shape = Shape::of(refused.operation.map_or("", |operation| operation.path_template), problem);
        let (status, failure) = match shape {
            Shape::Text => {
                let (status, error) = text(problem);
                (status, TextFailure { error }.into())
            }
            Shape::Agent => {
                let (status, failure) = agent(problem);
                (status, failure.into())
            }
            Shape::Strapi => {
                let (status, name, message) = strapi(problem, refused);
                (status, StrapiFailure::new(status, name, message).into())
            }
        };
        (StatusCode::from_u16(status).expect("a literal status"), failure)
    }
}

impl Shape {
    /// The shape at the route with this path. Of the failures of test events, only that of their limit has a code.
    fn of(path: &str, problem: &Problem) -> Self {
        match path {
            "/api/v1/programs/me/readiness" => Self::Agent,
            "/api/v1/cli/test-event" if matches!(problem, Problem::RateLimited { .. }) => Self::Agent,
            "/api/v1/cli/test-event" => Self::Text,
            path if path.starts_with("/api/v1/track/") || path.contains("/stripe") && !path.contains("/cli/") => {
                Self::Text
            }
            _ => Self::Strapi,
        }
    }
}

fn text(problem: &Problem) -> (u16, String) {
    let (status, message) = match problem {
        Problem::Unauthenticated(_) | Problem::Forbidden(Forbidden::OtherKind(_)) => (401, "Invalid API token"),
        Problem::Forbidden(Forbidden::WithoutScope(_)) => (403, "Forbidden"),
        Problem::Rejected { status, message, .. } => (*status, message.as_str()),
        Problem::NotFound { what, .. } => return (404, format!("{what} not found")),
        Problem::UnknownPath { message, .. } => (404, message.as_str()),
        Problem::Invalid(fields) => return (400, fields.first().map(texts::field).unwrap_or_default()),
        Problem::MalformedBody(_) => (400, "Invalid body"),
        Problem::RateLimited { .. } => (429, "Too many requests, please try again later."),
        Problem::MethodNotAllowed { message, .. } => (405, message.as_str()),
        Problem::BodyTooLarge(_) => (413, "Payload Too Large"),
        Problem::UnsupportedMediaType(_) => (415, "Unsupported Media Type"),
        Problem::IdempotencyKeyReused { .. } => (409, "Conflict"),
        Problem::Internal(_) => (500, "Tracking failed"),
        Problem::HeadersTooLarge(_) => (431, "Request Header Fields Too Large"),
    };
    (status, message.to_owned())
}

fn agent(problem: &Problem) -> (u16, AgentFailure) {
    let plain = |code: &str, message: String| AgentFailure::new(code, message, None);
    match problem {
        Problem::Unauthenticated(reason) if reason == crate::credentials::ENDED => {
            let message = "This API key was replaced. Use the program's new key.".to_owned();
            let mut failure = plain("api_key_rotation_required", message);
            failure.error.hint = Some("Exchange the key in the dashboard, and store the new one.".to_owned());
            (401, failure)
        }
        Problem::Unauthenticated(_) | Problem::Forbidden(_) => {
            (401, plain("invalid_key", "Invalid API token.".to_owned()))
        }
        Problem::RateLimited { retry_after, .. } => {
            let message = "Too many test chains. Try again later.";
            (429, AgentFailure::new("rate_limited", message, Some(*retry_after)))
        }
        Problem::Internal(_) => {
            (500, AgentFailure::new("internal_error", "Failed to compute readiness. Retry shortly.", Some(10)))
        }
        problem => {
            let (status, message) = text(problem);
            (status, plain("invalid_request", message))
        }
    }
}

fn strapi(problem: &Problem, refused: &Refused<'_>) -> (u16, &'static str, String) {
    match problem {
        Problem::Unauthenticated(_) | Problem::Forbidden(Forbidden::OtherKind(_)) => {
            (401, "UnauthorizedError", "Missing or invalid credentials".to_owned())
        }
        Problem::Forbidden(Forbidden::WithoutScope(_)) => (403, "ForbiddenError", "Forbidden".to_owned()),
        Problem::NotFound { what, .. } => (404, "NotFoundError", format!("{what} not found")),
        Problem::UnknownPath { message, .. } => (404, "NotFoundError", message.clone()),
        Problem::Invalid(fields)
            if refused.reads(&MALFORMED_ID_IS_404)
                && fields.iter().any(|field| field.location == Location::Path && field.name == "programId") =>
        {
            (404, "NotFoundError", "Program not found".to_owned())
        }
        Problem::Invalid(fields) => (400, "ValidationError", fields.first().map(word).unwrap_or_default()),
        Problem::Rejected { status, message, .. } => (*status, "ValidationError", message.clone()),
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
    }
}

fn word(field: &InvalidField) -> String {
    let name = &field.name;
    match &field.problem {
        FieldProblem::Missing => format!("{name} is required"),
        FieldProblem::Below(minimum) => format!("{name} must be greater than or equal to {minimum}"),
        FieldProblem::Above(maximum) => format!("{name} must be less than or equal to {maximum}"),
        FieldProblem::NotOneOf(values) => format!("{name} must be one of {}", values.join(", ")),
        FieldProblem::WrongType if field.shape == crate::request::Shape::Integer => {
            format!("{name} must be an integer")
        }
        _ => format!("{name} is invalid"),
    }
}

/// The program that a call is about: that of its key. A key given with `--key` belongs to the usual one.
fn program_of<'w, E: Serve>(call: &Call<'w, E>) -> Result<&'w Program, Problem> {
    match call.caller.grant {
        Grant::Program(program) => Ok(call.view.program(program)),
        _ => credentials::usual_program(call.view)
            .ok_or_else(|| Problem::Unauthenticated("the world has no program yet".to_owned())),
    }
}

/// The caller's program with the number. What the provider responds about another's program is not documented for all
/// operations: it is not found, as sales of other programs are.
fn named_program<'w, E: Endpoint>(call: &Call<'w, E>, number: i64) -> Result<&'w Program, Problem> {
    let program = call.view.program_by_number(number).ok_or_else(|| unknown_program(&number.to_string()))?;
    if call.caller.owns(program) {
        return Ok(program);
    }
    let reason =
        format!("the program {number} belongs to another company; GET /_mock/world lists programs and credentials");
    Err(Problem::NotFound { what: "Program", reason })
}

fn unknown_program(named: &str) -> Problem {
    Problem::NotFound {
        what: "Program",
        reason: format!("the world has no program {named}; GET /_mock/world lists them"),
    }
}

/// Why the world refuses what the provider's rules admit.
fn caused(error: CauseError) -> Problem {
    texts::invalid("Tracking failed", error.to_string())
}
