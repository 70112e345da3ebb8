//! Where a request departs from the contract, in words.

use std::borrow::Cow;

use serde_json::Value;
use trackside_recording::Secrets;
use trackside_recording::redaction::is_secret_parameter;
use trackside_schemas::control::JournalProblem;

use super::place::{Operation, Place, secret_names};
use super::record::Record;
use crate::pipeline::{Declared, FieldProblem, InvalidField, Location, Problem, Shape, without_index};

/// How many characters of a value are shown.
const SHOWN: usize = 120;

/// Where the request of a record departs from the contract: what it was refused for, and what the sandbox has passed over as servers do.
pub(super) fn problems(record: &Record, place: Place, secrets: &Secrets) -> Vec<JournalProblem> {
    let mut problems = match &record.problem {
        Some(Problem::Invalid(fields)) => fields.iter().map(|field| invalid(field, record, place, secrets)).collect(),
        Some(problem) if is_the_requests(problem) => vec![JournalProblem {
            location: "request".to_owned(),
            name: None,
            value: None,
            message: secrets.blot(&problem.reason()),
        }],
        _ => Vec::new(),
    };
    if let Some(operation) = place.operation {
        problems.extend(passed_over(operation, record, secrets));
    }
    problems
}

/// Whether the request itself departs from the contract, rather than asks for what there is not.
fn is_the_requests(problem: &Problem) -> bool {
    !matches!(
        problem,
        Problem::Forbidden(_) | Problem::NotFound { .. } | Problem::RateLimited { .. } | Problem::Internal(_)
    )
}

fn invalid(field: &InvalidField, record: &Record, place: Place, secrets: &Secrets) -> JournalProblem {
    let value = value_of(field, record, place).map(|value| secrets.blot(&shortened(&value)));
    let name = &field.name;
    let subject = match &value {
        Some(value) => format!("`{name}` is {value}"),
        None => format!("`{name}`"),
    };
    let unit = if matches!(field.shape, Shape::List(_)) { "items" } else { "characters" };
    let message = match &field.problem {
        FieldProblem::Missing => format!("`{name}` is missing, the contract requires it"),
        FieldProblem::Repeated => format!("{subject}, the contract says one value"),
        FieldProblem::WrongType => format!("{subject}, the contract says {}", field.shape),
        FieldProblem::NotOneOf(values) => format!("{subject}, the contract says one of {}", values.join(", ")),
        FieldProblem::Malformed(example) => format!("{subject}, the contract says a value such as {example}"),
        FieldProblem::Below(minimum) => format!("{subject}, the contract says at least {minimum}"),
        FieldProblem::Above(maximum) => format!("{subject}, the contract says at most {maximum}"),
        FieldProblem::TooShort(minimum) => format!("{subject}, the contract says at least {minimum} {unit}"),
        FieldProblem::TooLong(maximum) => format!("{subject}, the contract says at most {maximum} {unit}"),
        FieldProblem::Rule(rule) => format!("{subject}: {}", secrets.blot(rule)),
    };
    JournalProblem { location: location(field.location).to_owned(), name: Some(name.clone()), value, message }
}

fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Body => "body",
    }
}

/// What the request has in the place of a field, as it was written.
fn value_of(field: &InvalidField, record: &Record, place: Place) -> Option<String> {
    match field.location {
        Location::Path => place.operation?.path_value(record.uri.path(), &field.name).map(str::to_owned),
        Location::Query => {
            let values: Vec<_> =
                query(record).filter(|(name, _)| *name == field.name).map(|(_, value)| value.into_owned()).collect();
            (!values.is_empty()).then(|| values.join(" and "))
        }
        Location::Body => {
            let body: Value = serde_json::from_slice(&record.request_body.bytes).ok()?;
            at(&body, &field.name).map(ToString::to_string)
        }
    }
}

fn query(record: &Record) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let pairs = form_urlencoded::parse(record.uri.query().unwrap_or_default().as_bytes());
    pairs.map(|(name, value)| (without_index(name), value))
}

/// The value at a path such as `purchases[3].id`.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split(['.', '[']).filter(|step| !step.is_empty()).try_fold(value, |value, step| match step.strip_suffix(']') {
        Some(index) => value.get(index.parse::<usize>().ok()?),
        None => value.get(step),
    })
}

fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Parameters and fields that the operation does not have. Servers pass them over, so a misspelt one looks as if it did nothing.
fn passed_over(operation: &Operation, record: &Record, secrets: &Secrets) -> Vec<JournalProblem> {
    let unknown = |location: &str, what: &str, name: &str, value: String, declared: &[Declared]| JournalProblem {
        location: location.to_owned(),
        name: Some(secrets.blot(name)),
        value: Some(secrets.blot(&shortened(&value))),
        message: secrets.blot(&format!(
            "`{}` is no {what} of {}; it is passed over{}",
            shortened(name),
            operation.id,
            nearest(name, declared)
        )),
    };
    let is_declared = |declared: &[Declared], name: &str| declared.iter().any(|declared| declared.name == name);
    let parameters = query(record)
        .filter(|(name, _)| !is_declared(&operation.query, name) && !is_secret_parameter(name, secret_names()))
        .map(|(name, value)| unknown("query", "query parameter", &name, value.into_owned(), &operation.query));
    let body = serde_json::from_slice(&record.request_body.bytes).ok();
    let fields = body.as_ref().and_then(Value::as_object).into_iter().flatten();
    // A body that the sandbox refuses for such a field has been explained.
    let fields = fields.filter(|(name, _)| record.problem.is_none() && !is_declared(&operation.body, name));
    let fields = fields.map(|(name, value)| unknown("body", "field", name, value.to_string(), &operation.body));
    parameters.chain(fields).collect()
}

fn nearest(name: &str, declared: &[Declared]) -> String {
    const ALIKE: f64 = 0.6;
    let likeness = |declared: &&Declared| strsim::jaro_winkler(&shortened(name), &declared.name);
    let nearest = declared.iter().max_by(|left, right| likeness(left).total_cmp(&likeness(right)));
    match nearest.filter(|declared| likeness(declared) >= ALIKE) {
        Some(declared) => format!(". Is `{}` meant?", declared.name),
        None => String::new(),
    }
}
