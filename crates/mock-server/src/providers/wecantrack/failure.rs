//! Laravel's messages for invalid requests.

use std::borrow::Cow;
use std::collections::BTreeMap;

use http::StatusCode;
use trackside_schemas::Provider as _;
use trackside_schemas::wecantrack::{Failure, Wecantrack};
use trackside_world::{Owner, Program, View};

use super::edges::edges;
use super::sent_events::SentEvents;
use super::shown;
use super::transactions::all_transactions;
use crate::credentials::{Grant, Key};
use crate::request::{Documented, FieldProblem, InvalidField, Problem, RateLimitHeaders, Shape, Throttle};
use crate::sandbox::Sandbox;
use crate::serve::{EdgeSeen, Imitation, ProgramSeen, Reading, Refused, Script, Sends, Thing};

/// Invalid parameters are refused with 400 and a single text at every route, as the clickout routes document it.
const INVALID_IS_400: Reading = Reading {
    name: "invalid-is-400",
    meaning: "invalid parameters are refused with 400 and a single text at every route, not with 422",
};

/// The key of an account, by its owner.
pub(super) const fn key_of(owner: Owner) -> &'static str {
    match owner {
        Owner::Usual => "wct-sandbox",
        Owner::Other => "wct-other",
    }
}

impl Imitation for Wecantrack {
    const SENDS: Option<&'static dyn Sends> = Some(&SentEvents);

    const SCRIPT: Option<Script> = Some(Script { path: super::scripts::PATH, text: include_str!("wct.js") });

    const LAST_COUNTS: bool = true;

    const READINGS: &'static [Reading] = &[INVALID_IS_400];

    const THROTTLE: Option<Throttle> = Some(Throttle {
        documented: Some(Documented { with_key: 60, without_key: 60 }),
        headers: Some(RateLimitHeaders::USUAL),
        retry_after: false,
    });

    fn keys(_: View<'_>) -> Vec<Key> {
        vec![
            Key::new(Self::NAME, &["wct-sandbox"], Grant::Full, "an API key"),
            Key::new(
                Self::NAME,
                &["wct-other"],
                Grant::Other,
                "the API key of another account, with a website of its own",
            ),
            Key::new(Self::NAME, &["wct-empty"], Grant::Empty, "the API key of a new account, without any data"),
            Key::new(Self::NAME, &["wct-revoked"], Grant::Ended, "a revoked key: 401"),
        ]
    }

    fn program(sandbox: &Sandbox, program: &Program) -> Option<ProgramSeen> {
        let key = vec![key_of(program.owner).to_owned()];
        Some(ProgramSeen::new(program.number.to_string(), all_transactions(sandbox).with_credential(key)))
    }

    fn shows(sandbox: &Sandbox, view: View<'_>, thing: Thing) -> Option<ProgramSeen> {
        shown::shows(sandbox, view, thing)
    }

    fn edges(sandbox: &Sandbox, view: View<'_>) -> Vec<EdgeSeen> {
        edges(sandbox, view)
    }

    /// PHP treats `status[0]=…` like `status[]=…`.
    fn parameter_name(name: Cow<'_, str>) -> Cow<'_, str> {
        match name.split_once('[') {
            Some((list, index)) if is_index(index) => format!("{list}[]").into(),
            _ => name,
        }
    }

    fn failure(problem: &Problem, refused: &Refused<'_>) -> (StatusCode, Failure) {
        let (status, failure) = match problem {
            Problem::Unauthenticated(_) => (401, Failure::error("Unauthorised")),
            Problem::Forbidden(_) => (403, Failure::error("Forbidden")),
            Problem::NotFound { what, .. } => (404, Failure::message(format!("{what} not found."))),
            Problem::UnknownPath { message, .. } => (404, Failure::message(message.clone())),
            // The routes of version 1 report errors as a single text; no source shows which way the newer ones have.
            Problem::Invalid(fields)
                if refused.reads(&INVALID_IS_400) || (!refused.documents(422) && refused.documents(400)) =>
            {
                (400, Failure::error(first_word(fields)))
            }
            Problem::Invalid(fields) => (422, Failure::invalid(by_field(fields))),
            Problem::MalformedBody(_) => (400, Failure::error("Bad Request")),
            Problem::RateLimited { .. } => (429, Failure::message("Too Many Request")),
            Problem::MethodNotAllowed { message, .. } => (405, Failure::message(message.clone())),
            Problem::BodyTooLarge(_) => (413, Failure::message("Payload Too Large")),
            Problem::UnsupportedMediaType(_) => (415, Failure::message("Unsupported Media Type")),
            Problem::IdempotencyKeyReused { .. } => (409, Failure::message("Conflict")),
            Problem::Rejected { status: status @ (400 | 404), message, .. } => {
                (*status, Failure::error(message.clone()))
            }
            Problem::Rejected { status, message, .. } => (*status, Failure::message(message.clone())),
            Problem::Internal(_) => (500, Failure::message("Server Error")),
            Problem::HeadersTooLarge(_) => (431, Failure::message("Request Header Fields Too Large")),
        };
        (StatusCode::from_u16(status).expect("a literal status"), failure)
    }
}

/// Whether the text is a number and a closing bracket, as in `0]`.
fn is_index(bracket: &str) -> bool {
    let index = bracket.strip_suffix(']');
    index.is_some_and(|index| !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The first message.
fn first_word(fields: &[InvalidField]) -> String {
    by_field(fields).into_values().flatten().next().unwrap_or_default()
}

/// The name as Laravel shows it: without the brackets of a list.
fn by_field(fields: &[InvalidField]) -> BTreeMap<String, Vec<String>> {
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for field in fields {
        let name = field.name.trim_end_matches("[]");
        errors.entry(name.to_owned()).or_default().push(word(field, &name.replace('_', " ")));
    }
    errors
}

fn word(field: &InvalidField, name: &str) -> String {
    match &field.problem {
        FieldProblem::Missing => format!("The {name} field is required."),
        FieldProblem::Repeated => format!("The {name} field must be given once."),
        FieldProblem::Null | FieldProblem::WrongType | FieldProblem::WrongItem { .. } => match &field.shape {
            Shape::Integer => format!("The {name} field must be an integer."),
            Shape::Number => format!("The {name} field must be a number."),
            Shape::Boolean => format!("The {name} field must be true or false."),
            Shape::Object => format!("The {name} field must be an object."),
            Shape::List(_) => format!("The {name} field must be an array."),
            Shape::Text => format!("The {name} field must be a string."),
        },
        FieldProblem::NotOneOf(_) => format!("The selected {name} is invalid."),
        FieldProblem::Malformed(_) => format!("The {name} field must match the format Y-m-d\\TH:i:s."),
        FieldProblem::Below(minimum) => format!("The {name} field must be at least {minimum}."),
        FieldProblem::Above(maximum) => format!("The {name} field must not be greater than {maximum}."),
        FieldProblem::TooShort(minimum) => format!("The {name} field must have at least {minimum} items."),
        FieldProblem::TooLong(maximum) => format!("The {name} field must not have more than {maximum} items."),
        FieldProblem::Before { other, .. } => {
            format!("The {name} field must be a date after or equal to {}.", other.replace('_', " "))
        }
        FieldProblem::Rule(message) => format!("The {name} field {message}."),
    }
}
