//! Explains where a request breaks the contract.

use std::borrow::Cow;

use serde_json::Value;
use trackside_recording::Secrets;
use trackside_recording::redaction::is_secret_parameter;
use trackside_schemas::control::JournalProblem;

use super::record::Record;
use super::route::{Route, secret_names};
use crate::catalogue::{self, Operation};
use crate::request::{FieldProblem, InvalidField, Location, Parameter, Problem, Shape, nearest};

/// The number of characters of a value that are shown.
const MAX_SHOWN: usize = 120;

/// The problems of a request: what it was refused for, and the parameters and fields that the sandbox ignored.
pub(super) fn problems(record: &Record, route: Route, secrets: &Secrets) -> Vec<JournalProblem> {
    let mut problems = match &record.problem {
        Some(Problem::Invalid(fields)) => fields.iter().map(|field| invalid(field, record, route, secrets)).collect(),
        Some(problem) if breaks_contract(problem) => vec![JournalProblem {
            location: "request".to_owned(),
            name: None,
            value: None,
            message: secrets.blot(&problem.reason()),
        }],
        _ => Vec::new(),
    };
    if let Some(operation) = route.operation {
        problems.extend(ignored(operation, record, secrets));
    }
    problems
}

/// Whether the request itself breaks the contract. A missing thing or a reached limit, for example, does not.
fn breaks_contract(problem: &Problem) -> bool {
    !matches!(
        problem,
        Problem::Forbidden(_)
            | Problem::NotFound { .. }
            | Problem::Rejected { .. }
            | Problem::RateLimited { .. }
            | Problem::Internal(_)
    )
}

fn invalid(field: &InvalidField, record: &Record, route: Route, secrets: &Secrets) -> JournalProblem {
    let value = value_of(field, record, route).map(|value| secrets.blot(&shortened(&value)));
    let name = &field.path();
    let subject = match &value {
        Some(value) => format!("`{name}` is {value}"),
        None => format!("`{name}`"),
    };
    let unit = if matches!(field.shape, Shape::List(_)) { "items" } else { "characters" };
    let message = match &field.problem {
        FieldProblem::Missing => format!("`{name}` is missing, the contract requires it"),
        FieldProblem::Repeated => format!("{subject}, the contract allows one value"),
        FieldProblem::Null | FieldProblem::WrongType => format!("{subject}, the contract says {}", field.shape),
        FieldProblem::WrongItem { .. } => format!("{subject}, the contract says {}", field.shape.item()),
        FieldProblem::NotOneOf(values) => format!("{subject}, the contract says one of {}", values.join(", ")),
        FieldProblem::Malformed(example) => format!("{subject}, the contract says a value such as {example}"),
        FieldProblem::Below(minimum) => format!("{subject}, the contract says at least {minimum}"),
        FieldProblem::Above(maximum) => format!("{subject}, the contract says at most {maximum}"),
        FieldProblem::TooShort(minimum) => format!("{subject}, the contract says at least {minimum} {unit}"),
        FieldProblem::TooLong(maximum) => format!("{subject}, the contract says at most {maximum} {unit}"),
        FieldProblem::Before { other, advice } => {
            format!("{subject}, which is before `{other}`: {}", secrets.blot(advice))
        }
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

/// The value of a field in the request, as it was sent.
fn value_of(field: &InvalidField, record: &Record, route: Route) -> Option<String> {
    match field.location {
        Location::Path => route.operation?.path_value(record.uri.path(), &field.name).map(str::to_owned),
        Location::Query => {
            let values: Vec<_> =
                query(record).filter(|(name, _)| *name == field.name).map(|(_, value)| value.into_owned()).collect();
            (!values.is_empty()).then(|| values.join(" and "))
        }
        Location::Body => {
            let body: Value = serde_json::from_slice(&record.request_body.bytes).ok()?;
            at(&body, &field.path()).map(ToString::to_string)
        }
    }
}

fn query(record: &Record) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let pairs = form_urlencoded::parse(record.uri.query().unwrap_or_default().as_bytes());
    let (provider, _) = catalogue::find(&record.method, record.uri.path());
    let parameter_name = provider.map(|provider| provider.manners.parameter_name);
    pairs.map(move |(name, value)| match parameter_name {
        Some(parameter_name) => (parameter_name(name), value),
        None => (name, value),
    })
}

/// The value at a path such as `purchases[3].id`.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split(['.', '[']).filter(|step| !step.is_empty()).try_fold(value, |value, step| match step.strip_suffix(']') {
        Some(index) => value.get(index.parse::<usize>().ok()?),
        None => value.get(step),
    })
}

fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_SHOWN).collect();
    if text.chars().nth(MAX_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Parameters and fields that the operation does not declare. Servers ignore them, so a misspelt one seems to have no
/// effect.
fn ignored(operation: &Operation, record: &Record, secrets: &Secrets) -> Vec<JournalProblem> {
    let unknown = |location: &str, what: &str, name: &str, value: String, declared: &[Parameter]| JournalProblem {
        location: location.to_owned(),
        name: Some(secrets.blot(name)),
        value: Some(secrets.blot(&shortened(&value))),
        message: secrets.blot(&format!(
            "`{}` is not a {what} of {} and was ignored{}",
            shortened(name),
            operation.id,
            suggestion(name, declared)
        )),
    };
    let is_declared = |declared: &[Parameter], name: &str| declared.iter().any(|declared| declared.name == name);
    let parameters = query(record)
        .filter(|(name, _)| !is_declared(&operation.query, name) && !is_secret_parameter(name, secret_names()))
        .map(|(name, value)| unknown("query", "query parameter", &name, value.into_owned(), &operation.query));
    let body = serde_json::from_slice(&record.request_body.bytes).ok();
    let fields = body.as_ref().and_then(Value::as_object).into_iter().flatten();
    // If the sandbox refused the body for such a field, the problem is already in the list.
    let fields = fields.filter(|(name, _)| record.problem.is_none() && !is_declared(&operation.body, name));
    let fields = fields.map(|(name, value)| unknown("body", "field", name, value.to_string(), &operation.body));
    parameters.chain(fields).collect()
}

fn suggestion(name: &str, declared: &[Parameter]) -> String {
    match nearest(name, declared.iter().map(|declared| declared.name.as_str())) {
        Some(declared) => format!(". Did you mean `{declared}`?"),
        None => String::new(),
    }
}
