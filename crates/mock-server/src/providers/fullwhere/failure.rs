//! NestJS's words for what is wrong with a request.

use http::StatusCode;
use trackside_schemas::Provider as _;
use trackside_schemas::fullwhere::{Failure, Fullwhere};
use trackside_world::{Owner, Program, View};

use super::list::{some_purchase, trackers_of};

use super::shown;
use crate::credentials::{Grant, Key};
use crate::request::{FieldProblem, InvalidField, Problem, Shape};
use crate::sandbox::Sandbox;
use crate::serve::{Imitation, KeyForm, ProgramSeen, Reading, Refused, Thing};

const USUAL_PAIR: [&str; 2] = ["fw-key-sandbox", "fw-secret-sandbox"];
const OTHER_PAIR: [&str; 2] = ["fw-key-other", "fw-secret-other"];

/// An id that is no UUID is looked for as any other, and not found.
const MALFORMED_IS_404: Reading =
    Reading { name: "malformed-id-is-404", meaning: "an id that is no UUID is not found, and not refused with 400" };

/// Key and secret of an account, by its owner.
pub(super) const fn pair_of(owner: Owner) -> [&'static str; 2] {
    match owner {
        Owner::Usual => USUAL_PAIR,
        Owner::Other => OTHER_PAIR,
    }
}

impl Imitation for Fullwhere {
    const READINGS: &'static [Reading] = &[MALFORMED_IS_404];

    const KEY_FORM: KeyForm = KeyForm::Pair;

    fn keys(_: View<'_>) -> Vec<Key> {
        vec![
            Key::new(Self::NAME, &USUAL_PAIR, Grant::Full, "a partner's key and secret"),
            Key::new(
                Self::NAME,
                &OTHER_PAIR,
                Grant::Other,
                "the key and secret of another partner, with programs of their own",
            ),
            Key::new(
                Self::NAME,
                &["fw-key-empty", "fw-secret-empty"],
                Grant::Empty,
                "the key and secret of a new partner, without any data",
            ),
            Key::new(Self::NAME, &["fw-key-revoked", "fw-secret-revoked"], Grant::Ended, "a revoked pair: 401"),
        ]
    }

    fn program(sandbox: &Sandbox, program: &Program) -> Option<ProgramSeen> {
        let purchase = some_purchase(sandbox.moment().view(), program)?;
        let pair = pair_of(program.owner).map(str::to_owned).to_vec();
        let call = trackers_of(purchase.clone()).with_credential(pair);
        Some(ProgramSeen::new(purchase, call))
    }

    fn shows(sandbox: &Sandbox, view: View<'_>, thing: Thing) -> Option<ProgramSeen> {
        shown::shows(sandbox, view, thing)
    }

    fn failure(problem: &Problem, refused: &Refused<'_>) -> (StatusCode, Failure) {
        let failure = match problem {
            Problem::Invalid(fields) if refused.reads(&MALFORMED_IS_404) && is_malformed_id(fields) => {
                let what = if fields[0].name == "purchaseId" { "Purchase" } else { named_by(refused) };
                Failure::new(404, "Not Found", format!("{what} not found."))
            }
            Problem::Unauthenticated(_) => Failure::bare(401, "Unauthorized"),
            Problem::Forbidden(_) => Failure::new(403, "Forbidden", "Forbidden resource"),
            Problem::NotFound { what, .. } => Failure::new(404, "Not Found", format!("{what} not found.")),
            Problem::UnknownPath { message, .. } => Failure::new(404, "Not Found", message.clone()),
            Problem::Invalid(fields) => Failure::invalid(fields.iter().map(word).collect()),
            Problem::MalformedBody(_) => Failure::invalid(vec!["Invalid input format.".to_owned()]),
            Problem::RateLimited { .. } => Failure::bare(429, "ThrottlerException: Too Many Requests"),
            Problem::MethodNotAllowed { message, .. } => Failure::new(405, "Method Not Allowed", message.clone()),
            Problem::BodyTooLarge(_) => Failure::new(413, "Payload Too Large", "request entity too large"),
            Problem::UnsupportedMediaType(_) => Failure::new(415, "Unsupported Media Type", "unsupported content type"),
            Problem::IdempotencyKeyReused { .. } => Failure::new(409, "Conflict", "Conflict"),
            Problem::Rejected { status, message, .. } => Failure::bare(*status, message.clone()),
            Problem::Internal(_) => Failure::bare(500, "Internal server error"),
            Problem::HeadersTooLarge(_) => {
                Failure::new(431, "Request Header Fields Too Large", "request headers too large")
            }
        };
        (StatusCode::from_u16(failure.status()).expect("a literal status"), failure)
    }
}

/// What the id of the operation names.
fn named_by(refused: &Refused<'_>) -> &'static str {
    match refused.operation.map_or("", |operation| operation.path_template) {
        "/partners/customer" => "Customer",
        "/partners/purchase" => "Purchase",
        "/partners/survey" => "Survey",
        "/partners/feedback" => "Feedback",
        _ => "SurveyTracker",
    }
}

/// Whether all that is wrong is an id that is no UUID.
fn is_malformed_id(fields: &[InvalidField]) -> bool {
    matches!(fields, [only] if only.format.as_deref() == Some("uuid") && matches!(only.problem, FieldProblem::Malformed(_)))
}

fn word(field: &InvalidField) -> String {
    let name = &field.name;
    let is_list = matches!(field.shape, Shape::List(_));
    match &field.problem {
        FieldProblem::Missing => format!("{name} should not be empty"),
        FieldProblem::Repeated => format!("{name} must be given once"),
        FieldProblem::Null | FieldProblem::WrongType | FieldProblem::WrongItem { .. } => match &field.shape {
            Shape::Integer | Shape::Number => {
                format!("{name} must be a number conforming to the specified constraints")
            }
            Shape::Boolean => format!("{name} must be a boolean value"),
            Shape::Object => format!("{name} must be an object"),
            Shape::List(_) => format!("{name} must be an array of strings"),
            Shape::Text => format!("{name} must be a string"),
        },
        FieldProblem::NotOneOf(values) => format!("{name} must be one of the following values: {}", values.join(", ")),
        FieldProblem::Malformed(_) if field.format.as_deref() == Some("uuid") => format!("{name} must be a UUID"),
        FieldProblem::Malformed(_) => format!("{name} must be a valid ISO 8601 date string"),
        FieldProblem::Below(minimum) => format!("{name} must not be less than {minimum}"),
        FieldProblem::Above(maximum) => format!("{name} must not be greater than {maximum}"),
        FieldProblem::TooShort(minimum) if is_list => format!("{name} must contain at least {minimum} elements"),
        FieldProblem::TooLong(maximum) if is_list => format!("{name} must contain no more than {maximum} elements"),
        FieldProblem::TooShort(minimum) => format!("{name} must be longer than or equal to {minimum} characters"),
        FieldProblem::TooLong(maximum) => format!("{name} must be shorter than or equal to {maximum} characters"),
        FieldProblem::Before { other, .. } => format!("{name} must not be before {other}"),
        FieldProblem::Rule(message) => format!("{name} {message}"),
    }
}
