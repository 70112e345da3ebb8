//! Decodes strings and JSON into the typed parameters of an endpoint, and names every field that breaks the contract.

use std::borrow::Cow;

use serde_json::{Map, Value};
use trackside_schemas::declare::Parameters;

use super::reading_error::reading_error;
use super::{FieldProblem, InvalidField, Location, Parameter, Shape};

/// The values given for a struct of parameters.
type Given = Map<String, Value>;

/// Reads the values of a path or a query as the declared parameters. Unknown names are ignored, as servers do.
pub(crate) fn from_texts<'a, T: Parameters>(
    location: Location,
    declared: &[Parameter],
    pairs: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
) -> Result<T, Vec<InvalidField>> {
    let mut given = Given::new();
    let mut invalid = Vec::new();
    for (name, text) in pairs {
        let Some(parameter) = declared.iter().find(|parameter| parameter.name == name) else {
            // Where lists are spelt `status[]`, as in PHP, `status` is the same parameter, and its value is not a list.
            let list = declared.iter().find(|parameter| parameter.name.strip_suffix("[]") == Some(&*name));
            invalid.extend(
                list.filter(|_| !text.is_empty()).map(|list| invalid_field(location, list, FieldProblem::WrongType)),
            );
            continue;
        };
        let refuse = |problem| invalid_field(location, parameter, problem);
        // Frameworks treat an empty value as absent.
        if text.is_empty() && parameter.required {
            invalid.push(refuse(FieldProblem::Missing));
            continue;
        }
        let is_any_text = parameter.shape == Shape::Text && parameter.values.is_none() && parameter.format.is_none();
        if text.is_empty() && is_any_text {
            continue;
        }
        let Some(value) = parameter.shape.read(&text) else {
            invalid.push(refuse(FieldProblem::WrongType));
            continue;
        };
        match (&parameter.shape, given.get_mut(parameter.name.as_str())) {
            (Shape::List(_), Some(Value::Array(items))) => items.push(value),
            (Shape::List(_), _) => _ = given.insert(parameter.name.clone(), Value::Array(vec![value])),
            (_, None) => _ = given.insert(parameter.name.clone(), value),
            (_, Some(_)) => invalid.push(refuse(FieldProblem::Repeated)),
        }
    }
    decode(location, declared, given, invalid)
}

/// Reads JSON as the declared body.
pub(crate) fn from_body<T: Parameters>(declared: &[Parameter], body: Value) -> Result<T, Vec<InvalidField>> {
    match body {
        Value::Object(given) => decode(Location::Body, declared, given, Vec::new()),
        other => serde_path_to_error::deserialize::<_, T>(other)
            .map_err(|error| {
                let path = error.path().to_string();
                vec![undeclared(Location::Body, &path, &error.into_inner().to_string())]
            })
            .and_then(|body| match broken_rules(Location::Body, declared, &body, &[]) {
                invalid if invalid.is_empty() => Ok(body),
                invalid => Err(invalid),
            }),
    }
}

/// The problem of a path that is not UTF-8.
pub(crate) fn unreadable_path(declared: &[Parameter]) -> InvalidField {
    let parameter = declared.first();
    InvalidField {
        location: Location::Path,
        name: parameter.map(|parameter| parameter.name.clone()).unwrap_or_default(),
        shape: parameter.map_or(Shape::Text, |parameter| parameter.shape.clone()),
        format: None,
        problem: FieldProblem::Rule("is not UTF-8".to_owned()),
    }
}

/// Deserializes and validates. A field that cannot be read is reported and replaced by its example, so that the other
/// fields are checked too.
fn decode<T: Parameters>(
    location: Location,
    declared: &[Parameter],
    given: Given,
    mut invalid: Vec<InvalidField>,
) -> Result<T, Vec<InvalidField>> {
    // Valid input is read without tracking paths; only errors need them.
    let given = if invalid.is_empty() {
        let value = Value::Object(given);
        if let Ok(parameters) = T::deserialize(&value) {
            invalid = broken_bounds(location, declared, &value);
            invalid.extend(broken_rules(location, declared, &parameters, &invalid));
            return if invalid.is_empty() { Ok(parameters) } else { Err(invalid) };
        }
        match value {
            Value::Object(given) => given,
            _ => Given::new(),
        }
    } else {
        given
    };
    find_invalid(location, declared, given, invalid)
}

/// Names every field that cannot be read or breaks a rule.
fn find_invalid<T: Parameters>(
    location: Location,
    declared: &[Parameter],
    mut given: Given,
    mut invalid: Vec<InvalidField>,
) -> Result<T, Vec<InvalidField>> {
    for parameter in declared {
        if parameter.required && !given.contains_key(&parameter.name) {
            if !invalid.iter().any(|field| field.name == parameter.name) {
                invalid.push(invalid_field(location, parameter, FieldProblem::Missing));
            }
            substitute(&mut given, parameter);
        }
    }
    for _ in 0..=declared.len() {
        match serde_path_to_error::deserialize::<_, T>(Value::Object(given.clone())) {
            Ok(parameters) => {
                // An example in place of a faulty value breaks no rule.
                let bounds = broken_bounds(location, declared, &Value::Object(given));
                for field in bounds.into_iter().chain(broken_rules(location, declared, &parameters, &[])) {
                    if !invalid.iter().any(|known| known.name == field.name) {
                        invalid.push(field);
                    }
                }
                return if invalid.is_empty() { Ok(parameters) } else { Err(invalid) };
            }
            Err(error) => {
                let path = error.path().to_string();
                let known = declared.iter().find(|parameter| is_inside(&path, &parameter.name));
                if known.is_none() {
                    invalid.push(undeclared(location, &path, &error.into_inner().to_string()));
                    break;
                }
                let Some(parameter) =
                    known.filter(|parameter| !invalid.iter().any(|field| field.name == parameter.name))
                else {
                    break;
                };
                let value = given.get(&parameter.name).cloned().unwrap_or_default();
                let field = if path != parameter.name && parameter.shape.has_fields() {
                    let inside = undeclared(location, &path, &error.into_inner().to_string());
                    let problem = mismatch_inside(parameter, &value, &path);
                    InvalidField { problem: problem.unwrap_or(inside.problem.clone()), ..inside }
                } else {
                    invalid_field(location, parameter, unreadable(parameter, &value))
                };
                invalid.push(field);
                substitute(&mut given, parameter);
            }
        }
    }
    Err(invalid)
}

fn substitute(given: &mut Given, parameter: &Parameter) {
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

/// The fields whose values are outside the documented bounds.
fn broken_bounds(location: Location, declared: &[Parameter], given: &Value) -> Vec<InvalidField> {
    let broken = |parameter: &Parameter| {
        let problem = parameter.broken_bound(given.get(&parameter.name)?)?;
        Some(invalid_field(location, parameter, problem))
    };
    declared.iter().filter_map(broken).collect()
}

/// The fields that break rules which only code can check, without those that are known to be broken.
fn broken_rules<T: Parameters>(
    location: Location,
    declared: &[Parameter],
    parameters: &T,
    known: &[InvalidField],
) -> Vec<InvalidField> {
    let Err(report) = parameters.validate() else { return Vec::new() };
    let field = |(path, error): &(garde::Path, garde::Error)| {
        let path = path.to_string();
        let parameter = declared.iter().find(|parameter| is_field(&path, &parameter.name));
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

fn invalid_field(location: Location, parameter: &Parameter, problem: FieldProblem) -> InvalidField {
    InvalidField {
        location,
        name: parameter.name.clone(),
        shape: parameter.shape.clone(),
        format: parameter.format.clone(),
        problem,
    }
}
