//! Partnero: the program that a key belongs to.

mod coupons;
mod customer_balance;
mod customer_changes;
mod customer_identity;
mod customer_links;
mod customer_referrals;
mod customer_samples;
mod customer_view;
mod customers;
mod envelope;
mod figures;
mod friends;
mod kept;
mod key_check;
mod kind;
mod lead_decisions;
mod lead_records;
mod leads;
mod letters;
mod overview;
mod paging;
mod partner_changes;
mod partner_identity;
mod partner_links;
mod partner_view;
mod partners;
mod partners_older;
mod payout_details;
mod payout_requests;
mod program;
mod program_change;
mod program_record;
mod promotion_codes;
mod referral_links;
mod refusal;
mod rewards;
mod sent_events;
mod shown;
mod subscriber_list;
mod subscribers;
mod transaction_changes;
mod transaction_creation;
mod transaction_identity;
mod transactions;
mod webhooks;

use std::collections::BTreeMap;

use http::StatusCode;
use trackside_schemas::Provider as _;
use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{Failure, GetProgram, Partnero};
use trackside_world::{Program, View};

use crate::credentials::{Grant, Key};
use crate::request::{Caller, FieldProblem, InvalidField, Problem, Throttle};
use crate::sandbox::Sandbox;
use crate::serve::{CouponSeen, EdgeSeen, Imitation, KeyForm, ProgramSeen, Refused, Sample, Sends, Thing};

impl Imitation for Partnero {
    const SENDS: Option<&'static dyn Sends> = Some(&sent_events::SentEvents);

    // 429 is documented, but not its limit and headers.
    const THROTTLE: Option<Throttle> = Some(Throttle { documented: None, headers: None, retry_after: false });

    const KEY_FORM: KeyForm = KeyForm::OfProgram;

    fn keys(view: View<'_>) -> Vec<Key> {
        let key = |program: &Program| {
            let note = format!("the key of {}", program.name);
            Key::new(Self::NAME, &[&secret_of(program)], Grant::Program(program.id), note)
                .of_kind(kind::name(program.kind))
        };
        let note = "a key without the permission to read its program: 403";
        let restricted = Key::new(Self::NAME, &["pk-restricted"], Grant::WithoutScope, note);
        view.programs().map(key).chain([restricted]).collect()
    }

    fn program(_: &Sandbox, program: &Program) -> Option<ProgramSeen> {
        let sample = Sample::<GetProgram>::new(Nothing {}, Nothing {}, Nothing {});
        Some(ProgramSeen::new(program.code.clone(), sample.with_credential(vec![secret_of(program)])))
    }

    fn shows(sandbox: &Sandbox, view: View<'_>, thing: Thing) -> Option<ProgramSeen> {
        shown::shows(sandbox, view, thing)
    }

    fn coupons(view: View<'_>, program: &Program) -> Vec<CouponSeen> {
        promotion_codes::seen(view, program)
    }

    fn edges(sandbox: &Sandbox, view: View<'_>) -> Vec<EdgeSeen> {
        let edge = |name, meaning, passes: fn(&Program) -> bool| {
            let seen = Self::program(sandbox, view.programs().find(|program| passes(program))?)?;
            Some(EdgeSeen::new(name, meaning, seen))
        };
        let edges = [
            edge("currency-without-decimals", "Amounts in yen have no decimals: ¥11,900.", |program| {
                program.currency.minor_units() == 1
            }),
            edge("name-beyond-ascii", "The name of the program has letters beyond ASCII.", |program| {
                !program.name.is_ascii()
            }),
        ];
        edges.into_iter().flatten().collect()
    }

    fn failure(problem: &Problem, _: &Refused<'_>) -> (StatusCode, Failure) {
        let (status, failure) = match problem {
            Problem::Unauthenticated(_) => (401, Failure::message("Unauthenticated.")),
            Problem::Forbidden(_) => (403, Failure::message("This action is unauthorized.")),
            Problem::NotFound { what, .. } => (404, Failure::message(format!("{what} not found."))),
            Problem::UnknownPath { message, .. } => (404, Failure::message(message.clone())),
            Problem::Invalid(fields) => (422, Failure::invalid(by_field(fields))),
            Problem::MalformedBody(_) => (400, Failure::message("Malformed body.")),
            Problem::RateLimited { .. } => (429, Failure::message("Too Many Attempts.")),
            Problem::MethodNotAllowed { message, .. } => (405, Failure::message(message.clone())),
            Problem::BodyTooLarge(_) => (413, Failure::message("The POST data is too large.")),
            Problem::UnsupportedMediaType(_) => (415, Failure::message("Unsupported Media Type.")),
            Problem::IdempotencyKeyReused { .. } => (409, Failure::message("Conflict")),
            Problem::Rejected { status, message, .. } => (*status, Failure::message(message.clone())),
            Problem::Internal(_) => (500, Failure::message("Server Error")),
            Problem::HeadersTooLarge(_) => (431, Failure::message("Request Header Fields Too Large.")),
        };
        (StatusCode::from_u16(status).expect("a literal status"), failure)
    }
}

/// The key of a program.
fn secret_of(program: &Program) -> String {
    format!("pk-{}", program.code.to_ascii_lowercase())
}

fn by_field(fields: &[InvalidField]) -> BTreeMap<String, Vec<String>> {
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for field in fields {
        let name = field.name.replace('_', " ");
        let message = match field.problem {
            FieldProblem::Missing => format!("The {name} field is required."),
            FieldProblem::Rule(ref rule) if rule == refusal::TAKEN => format!("The {name} {rule}."),
            _ => format!("The {name} is invalid."),
        };
        errors.entry(field.name.clone()).or_default().push(message);
    }
    errors
}

/// The program that the caller's key belongs to. Fails if the clock is before its creation.
fn program_of<'w>(caller: &Caller, view: View<'w>) -> Result<&'w Program, Problem> {
    let Grant::Program(id) = caller.grant else {
        return Err(Problem::NotFound { what: "Program", reason: "the key belongs to no program".to_owned() });
    };
    view.programs().find(|program| program.id == id).ok_or_else(|| Problem::NotFound {
        what: "Program",
        reason: "the program of the key is created after the time of the sandbox's clock".to_owned(),
    })
}
