//! From texts and JSON to the typed parameters of an endpoint, with every field that breaks the contract named.

use std::borrow::Cow;
use std::fmt::Display;

use garde::i18n::{I18n, InvalidEmail, InvalidUrl, IpKind, with_i18n};
use serde_json::{Map, Value};
use trackside_schemas::declare::Parameters;

use super::declared::Given;
use super::{Declared, FieldProblem, InvalidField, Location, Shape};

/// Reads texts (of a path or a query) as the declared parameters. Names that are not declared are passed over, as servers do.
pub(crate) fn from_texts<'a, T: Parameters>(
    location: Location,
    declared: &[Declared],
    pairs: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
) -> Result<T, Vec<InvalidField>> {
    let mut given = Given::new();
    let mut invalid = Vec::new();
    for (name, text) in pairs {
        let Some(parameter) = declared.iter().find(|parameter| parameter.name == name) else { continue };
        let refuse = |problem| invalid_field(location, parameter, problem);
        // Frameworks read an empty text as nothing given.
        if text.is_empty() && parameter.required {
            invalid.push(refuse(FieldProblem::Missing));
            continue;
        }
        if text.is_empty() && parameter.shape == Shape::Text && parameter.values.is_none() {
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

/// Reads a JSON object as the declared body.
pub(crate) fn from_object<T: Parameters>(
    declared: &[Declared],
    given: Map<String, Value>,
) -> Result<T, Vec<InvalidField>> {
    decode(Location::Body, declared, given, Vec::new())
}

/// Deserialises and validates. A field that cannot be read is noted and replaced by its example, so that the others are judged too.
fn decode<T: Parameters>(
    location: Location,
    declared: &[Declared],
    given: Given,
    mut invalid: Vec<InvalidField>,
) -> Result<T, Vec<InvalidField>> {
    // What is right is read without keeping track of places; only what is not needs them.
    let given = if invalid.is_empty() {
        let value = Value::Object(given);
        if let Ok(parameters) = T::deserialize(&value) {
            invalid = broken_rules(location, declared, &parameters);
            return if invalid.is_empty() { Ok(parameters) } else { Err(invalid) };
        }
        match value {
            Value::Object(given) => given,
            _ => Given::new(),
        }
    } else {
        given
    };
    find_faults(location, declared, given, invalid)
}

/// Names every field that cannot be read or breaks a rule.
fn find_faults<T: Parameters>(
    location: Location,
    declared: &[Declared],
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
                invalid.extend(broken_rules(location, declared, &parameters));
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
                    undeclared(location, &path, &error.into_inner().to_string())
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

fn substitute(given: &mut Given, parameter: &Declared) {
    match &parameter.example {
        Some(example) if parameter.required => _ = given.insert(parameter.name.clone(), example.clone()),
        _ => _ = given.remove(&parameter.name),
    }
}

/// Whether a path such as `status[][0]` or `purchases[3]` leads into the field.
fn is_inside(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('[') || rest.starts_with('.'))
}

/// Whether a path of garde, which names fields as Rust does, leads into the field of this name on the wire: `purchase_id` into `purchaseId`.
fn is_field(path: &str, name: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let field = path.split(['[', '.']).next().unwrap_or(path);
    letters(field) == letters(name)
}

fn unreadable(parameter: &Declared, value: &Value) -> FieldProblem {
    let right_type = match &parameter.shape {
        Shape::Text => value.is_string(),
        Shape::Integer | Shape::Number => value.is_number(),
        Shape::Boolean => value.is_boolean(),
        Shape::Object => value.is_object(),
        Shape::List(item) => {
            value.as_array().is_some_and(|items| **item != Shape::Text || items.iter().all(Value::is_string))
        }
    };
    if !right_type {
        return FieldProblem::WrongType;
    }
    if let Some(values) = &parameter.values {
        return FieldProblem::NotOneOf(values.clone());
    }
    match &parameter.example {
        Some(Value::String(example)) => FieldProblem::Malformed(example.clone()),
        Some(example) => FieldProblem::Malformed(example.to_string()),
        None => FieldProblem::WrongType,
    }
}

fn broken_rules<T: Parameters>(location: Location, declared: &[Declared], parameters: &T) -> Vec<InvalidField> {
    // Most keep the rules: the words for those that do not are made in a second pass.
    if parameters.validate().is_ok() {
        return Vec::new();
    }
    let Err(report) = with_i18n(Codes, || parameters.validate()) else { return Vec::new() };
    let field = |(path, error): &(garde::Path, garde::Error)| {
        let path = path.to_string();
        let parameter = declared.iter().find(|parameter| is_field(&path, &parameter.name));
        // A field inside of a field is named by its place.
        let parameter = parameter.filter(|parameter| !(parameter.shape.has_fields() && path.contains('.')));
        InvalidField {
            location,
            name: parameter.map_or(path, |parameter| parameter.name.clone()),
            shape: parameter.map_or(Shape::Text, |parameter| parameter.shape.clone()),
            problem: Codes::problem(error.message()),
        }
    };
    report.iter().map(field).collect()
}

/// A field that only the type itself refuses: one inside of a field, or one that is not declared, where the sandbox's own endpoints allow none.
fn undeclared(location: Location, path: &str, reason: &str) -> InvalidField {
    let name = if path == "." || path == "?" { "body" } else { path };
    InvalidField {
        location,
        name: name.to_owned(),
        shape: Shape::Text,
        problem: FieldProblem::Rule(format!("cannot be read: {reason}")),
    }
}

fn invalid_field(location: Location, parameter: &Declared, problem: FieldProblem) -> InvalidField {
    InvalidField { location, name: parameter.name.clone(), shape: parameter.shape.clone(), problem }
}

/// Broken rules as a code and a bound: garde hands out words only, and each provider has its own.
struct Codes;

impl Codes {
    fn problem(message: &str) -> FieldProblem {
        match message.split_once('\u{1f}') {
            Some(("below", bound)) => FieldProblem::Below(bound.to_owned()),
            Some(("above", bound)) => FieldProblem::Above(bound.to_owned()),
            Some(("short", bound)) => FieldProblem::TooShort(bound.to_owned()),
            Some(("long", bound)) => FieldProblem::TooLong(bound.to_owned()),
            _ => FieldProblem::Rule(message.to_owned()),
        }
    }
}

fn code(name: &str, bound: &dyn Display) -> Cow<'static, str> {
    format!("{name}\u{1f}{bound}").into()
}

impl I18n for Codes {
    fn length_lower_than(&self, min: usize) -> Cow<'static, str> {
        code("short", &min)
    }

    fn length_greater_than(&self, max: usize) -> Cow<'static, str> {
        code("long", &max)
    }

    fn range_lower_than(&self, min: &dyn Display) -> Cow<'static, str> {
        code("below", min)
    }

    fn range_greater_than(&self, max: &dyn Display) -> Cow<'static, str> {
        code("above", max)
    }

    fn pattern_no_match(&self, pattern: &dyn Display) -> Cow<'static, str> {
        format!("does not match {pattern}").into()
    }

    fn contains_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        format!("does not contain {pattern}").into()
    }

    fn url_invalid(&self, reason: InvalidUrl) -> Cow<'static, str> {
        format!("is not a URL: {reason}").into()
    }

    fn prefix_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        format!("does not start with {pattern}").into()
    }

    fn suffix_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        format!("does not end with {pattern}").into()
    }

    fn ip_invalid(&self, kind: IpKind) -> Cow<'static, str> {
        format!("is not an {kind} address").into()
    }

    fn matches_field_mismatch(&self, field: &dyn Display) -> Cow<'static, str> {
        format!("does not match {field}").into()
    }

    fn email_invalid(&self, reason: InvalidEmail) -> Cow<'static, str> {
        format!("is not an e-mail address: {reason}").into()
    }

    fn credit_card_invalid(&self, _: garde::i18n::InvalidCreditCard) -> Cow<'static, str> {
        "is not a card number".into()
    }

    fn phone_number_invalid(&self, _: garde::i18n::InvalidPhoneNumber) -> Cow<'static, str> {
        "is not a phone number".into()
    }

    fn ascii_invalid(&self) -> Cow<'static, str> {
        "is not ASCII".into()
    }

    fn alphanumeric_invalid(&self) -> Cow<'static, str> {
        "holds other characters than letters and digits".into()
    }

    fn required_not_set(&self) -> Cow<'static, str> {
        "is required".into()
    }
}
