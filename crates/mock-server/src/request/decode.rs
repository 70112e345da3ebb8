//! Decodes what is given into the typed parameters of an endpoint, and names every field that breaks the contract.

use serde_json::{Map, Value};
use serde_path_to_error::Deserializer as Tracked;
use trackside_schemas::declare::Parameters;

use super::given::Given;
use super::reading_error::reading_error;
use super::{FieldProblem, InvalidField, Location, Parameter, Shape};

/// Reads and validates a value as one type, which only the caller knows. Fails if the value is not of that type; gives
/// the broken rules of the type otherwise.
type Read<'r> = &'r mut dyn FnMut(Tracked<'_, '_, &Value>) -> Result<Broken, serde_json::Error>;

/// The rules that a value of the right type breaks.
type Broken = Option<garde::Report>;

/// The given values as the declared parameters. Only reading and validating the type is compiled for every type.
pub(crate) fn decode<T: Parameters>(declared: &[Parameter], given: Given) -> Result<T, Vec<InvalidField>> {
    let mut parameters = None;
    let invalid = invalid_fields(declared, given, &mut |value| {
        let read = T::deserialize(value)?;
        let broken = read.validate().err();
        parameters = Some(read);
        Ok(broken)
    });
    parameters.filter(|_| invalid.is_empty()).ok_or(invalid)
}

/// Reads the given values, and names every field that cannot be read or breaks a rule. With none, the last value that
/// was read is the one that was given.
fn invalid_fields(declared: &[Parameter], given: Given, read: Read<'_>) -> Vec<InvalidField> {
    let Given { location, value, invalid } = given;
    if invalid.is_empty()
        && let Ok(broken) = read_tracked(&value, read)
    {
        let mut invalid = broken_bounds(location, declared, &value);
        invalid.extend(broken_rules(location, declared, broken, &invalid));
        return invalid;
    }
    match value {
        Value::Object(given) => find_invalid(location, declared, given, invalid, read),
        other => match read_tracked(&other, read) {
            Ok(broken) => broken_rules(location, declared, broken, &[]),
            Err((path, reason)) => vec![undeclared(location, &path, &reason)],
        },
    }
}

/// Reads a value. Fails with the path to what cannot be read, and the reason.
fn read_tracked(value: &Value, read: Read<'_>) -> Result<Broken, (String, String)> {
    let mut track = serde_path_to_error::Track::new();
    let result = read(Tracked::new(value, &mut track));
    result.map_err(|error| (track.path().to_string(), error.to_string()))
}

/// Names every field that cannot be read or breaks a rule. A field that cannot be read is reported and replaced by its
/// example, so that the other fields are checked too.
fn find_invalid(
    location: Location,
    declared: &[Parameter],
    mut given: Map<String, Value>,
    mut invalid: Vec<InvalidField>,
    read: Read<'_>,
) -> Vec<InvalidField> {
    for parameter in declared {
        if parameter.required && !given.contains_key(&parameter.name) {
            if !invalid.iter().any(|field| field.name == parameter.name) {
                invalid.push(invalid_field(location, parameter, FieldProblem::Missing));
            }
            substitute(&mut given, parameter);
        }
    }
    let mut given = Value::Object(given);
    for _ in 0..=declared.len() {
        match read_tracked(&given, read) {
            Ok(broken) => {
                // An example in place of a faulty value breaks no rule.
                let bounds = broken_bounds(location, declared, &given);
                for field in bounds.into_iter().chain(broken_rules(location, declared, broken, &[])) {
                    if !invalid.iter().any(|known| known.name == field.name) {
                        invalid.push(field);
                    }
                }
                break;
            }
            Err((path, reason)) => {
                let known = declared.iter().find(|parameter| is_inside(&path, &parameter.name));
                if known.is_none() {
                    invalid.push(undeclared(location, &path, &reason));
                    break;
                }
                let Some(parameter) =
                    known.filter(|parameter| !invalid.iter().any(|field| field.name == parameter.name))
                else {
                    break;
                };
                let value = given.get(&parameter.name).cloned().unwrap_or_default();
                let field = if path != parameter.name && parameter.shape.has_fields() {
                    let inside = undeclared(location, &path, &reason);
                    let problem = mismatch_inside(parameter, &value, &path);
                    InvalidField { problem: problem.unwrap_or(inside.problem.clone()), ..inside }
                } else {
                    invalid_field(location, parameter, unreadable(parameter, &value))
                };
                invalid.push(field);
                if let Value::Object(given) = &mut given {
                    substitute(given, parameter);
                }
            }
        }
    }
    invalid
}

fn substitute(given: &mut Map<String, Value>, parameter: &Parameter) {
    match &parameter.example {
        Some(example) if parameter.required => _ = given.insert(parameter.name.clone(), example.clone()),
        _ => _ = given.remove(&parameter.name),
    }
}

/// Whether a path such as `status[][0]` or `purchases[3]` is inside the field.
fn is_inside(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('[') || rest.starts_with('.'))
}

/// Whether a path of garde, which has Rust's field names, is inside the field with this name on the wire: `purchase_id`
/// is `purchaseId`.
fn is_field(path: &str, name: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let field = path.split(['[', '.']).next().unwrap_or(path);
    letters(field) == letters(name)
}

fn unreadable(parameter: &Parameter, value: &Value) -> FieldProblem {
    if value.is_null() {
        return FieldProblem::Null;
    }
    let right_type = match &parameter.shape {
        // A fraction where a whole number is declared, or one that does not fit.
        Shape::Integer => value.is_number(),
        shape => shape.takes(value),
    };
    if !right_type {
        return FieldProblem::WrongType;
    }
    if let (Shape::List(item), Some(items)) = (&parameter.shape, value.as_array())
        && let Some(index) = items.iter().position(|value| !item.takes(value))
    {
        return FieldProblem::WrongItem { index, is_null: items[index].is_null() };
    }
    if let Some(values) = &parameter.values {
        return FieldProblem::NotOneOf(values.clone());
    }
    match (&parameter.example, parameter.format.as_deref()) {
        (Some(Value::String(example)), _) => FieldProblem::Malformed(example.clone()),
        (Some(example), _) => FieldProblem::Malformed(example.to_string()),
        (None, Some("date-time")) => FieldProblem::Malformed("2026-06-08T12:00:00Z".to_owned()),
        (None, _) => FieldProblem::WrongType,
    }
}

/// What is wrong with a value inside a field, such as `faults[1].error_rate`. `None` if only the type itself can tell.
fn mismatch_inside(parameter: &Parameter, value: &Value, path: &str) -> Option<FieldProblem> {
    let inside = path.strip_prefix(parameter.name.as_str())?;
    let steps = inside.split(['.', '[']).filter(|step| !step.is_empty());
    let (mut parameter, mut value, mut is_item) = (parameter, value, false);
    for step in steps {
        if let Some(index) = step.strip_suffix(']') {
            value = value.get(index.parse::<usize>().ok()?)?;
            is_item = true;
        } else {
            parameter = parameter.fields.iter().find(|field| field.name == step)?;
            value = value.get(step)?;
            is_item = false;
        }
    }
    if is_item {
        let item = parameter.shape.item();
        return (!item.takes(value)).then(|| FieldProblem::Rule(format!("must be {item}")));
    }
    parameter.mismatch(value)
}

/// The fields whose values are outside the documented bounds, or lists in place of objects: serde reads those, too.
fn broken_bounds(location: Location, declared: &[Parameter], given: &Value) -> Vec<InvalidField> {
    let broken = |parameter: &Parameter| {
        let value = given.get(&parameter.name)?;
        if let Some(problem) = parameter.broken_bound(value) {
            return Some(invalid_field(location, parameter, problem));
        }
        let path = list_for_object(&parameter.shape, &parameter.fields, value, &parameter.name)?;
        let shape = parameter.shape.item().clone();
        Some(InvalidField { location, name: path, shape, format: None, problem: FieldProblem::WrongType })
    };
    declared.iter().filter_map(broken).collect()
}

/// The path to a list that stands where an object with fields belongs.
fn list_for_object(shape: &Shape, fields: &[Parameter], value: &Value, path: &str) -> Option<String> {
    if fields.is_empty() {
        return None;
    }
    match (shape, value) {
        (Shape::Object, Value::Array(_)) => Some(path.to_owned()),
        (Shape::Object, Value::Object(given)) => fields.iter().find_map(|field| {
            let value = given.get(&field.name)?;
            list_for_object(&field.shape, &field.fields, value, &format!("{path}.{}", field.name))
        }),
        (Shape::List(item), Value::Array(items)) => {
            let inside =
                |(place, value): (usize, &Value)| list_for_object(item, fields, value, &format!("{path}[{place}]"));
            items.iter().enumerate().find_map(inside)
        }
        _ => None,
    }
}

/// The fields that break rules which only code can check, without those that are known to be broken.
fn broken_rules(
    location: Location,
    declared: &[Parameter],
    broken: Broken,
    known: &[InvalidField],
) -> Vec<InvalidField> {
    let Some(report) = broken else { return Vec::new() };
    let field = |(path, error): &(garde::Path, garde::Error)| {
        let path = path.to_string();
        let find = |path: &str| declared.iter().find(|parameter| is_field(path, &parameter.name));
        // A field that several types share is flattened: it has no object of its own on the wire.
        let flattened = path.split_once('.').filter(|_| find(&path).is_none());
        let path =
            flattened.filter(|(_, field)| find(field).is_some()).map_or(path.clone(), |(_, field)| field.to_owned());
        let parameter = find(&path);
        // A nested field is named by its path.
        let parameter = parameter.filter(|parameter| !(parameter.shape.has_fields() && path.contains('.')));
        InvalidField {
            location,
            name: parameter.map_or(path, |parameter| parameter.name.clone()),
            shape: parameter.map_or(Shape::Text, |parameter| parameter.shape.clone()),
            format: parameter.and_then(|parameter| parameter.format.clone()),
            problem: rule(error.message()),
        }
    };
    let broken = report.iter().map(field);
    broken.filter(|field| !known.iter().any(|known| known.name == field.name)).collect()
}

/// Makes a problem of a bound.
type Bound = fn(String) -> FieldProblem;

/// The problem behind a message of garde. Garde alone checks the bounds of nested fields. `lies before NAME: …` is our
/// own message: the value must not come before that of another field.
fn rule(message: &str) -> FieldProblem {
    let bounds: [(&str, Bound); 4] = [
        ("length is lower than ", FieldProblem::TooShort),
        ("length is greater than ", FieldProblem::TooLong),
        ("lower than ", FieldProblem::Below),
        ("greater than ", FieldProblem::Above),
    ];
    let bound = bounds.iter().find_map(|(words, problem)| Some(problem(message.strip_prefix(words)?.to_owned())));
    if let Some(problem) = bound {
        return problem;
    }
    let other = message.strip_prefix("lies before ").and_then(|rest| rest.split_once(':'));
    other.map_or_else(
        || FieldProblem::Rule(message.to_owned()),
        |(name, advice)| FieldProblem::Before { other: name.to_owned(), advice: advice.trim().to_owned() },
    )
}

/// A field that the type itself rejects: a nested one, or an unknown one (the sandbox's own endpoints allow none).
fn undeclared(location: Location, path: &str, reason: &str) -> InvalidField {
    let name = if path == "." || path == "?" { "body" } else { path };
    InvalidField {
        location,
        name: name.to_owned(),
        shape: Shape::Text,
        format: None,
        problem: FieldProblem::Rule(reading_error(reason)),
    }
}

pub(super) fn invalid_field(location: Location, parameter: &Parameter, problem: FieldProblem) -> InvalidField {
    InvalidField {
        location,
        name: parameter.name.clone(),
        shape: parameter.shape.clone(),
        format: parameter.format.clone(),
        problem,
    }
}
