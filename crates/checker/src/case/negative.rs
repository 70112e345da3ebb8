//! Requests that break the contract, in one place each.

use http::Method;
use serde_json::{Value, json};
use trackside_contract::Location;

use super::positive::fields;
use super::{Authentication, Draft, Expectation, Planner};
use crate::spec::Declared;

/// The cases of an operation that concern who asks and how.
pub(super) fn strangers(declared: &Declared, plain: &Draft) -> Vec<(String, Draft, Expectation)> {
    let mut cases = Vec::new();
    if !declared.security.is_empty() {
        cases.push(("no credential".to_owned(), plain.by(Authentication::None), Expectation::NoCredential));
        cases.push(("wrong credential".to_owned(), plain.by(Authentication::Wrong), Expectation::WrongCredential));
    }
    // A method that exists nowhere can do no harm where a real one might.
    if let Ok(method) = Method::from_bytes(b"UNKNOWN") {
        let draft = Draft { method: Some(method), body: None, ..plain.clone() };
        cases.push(("unknown method".to_owned(), draft, Expectation::UnknownMethod));
    }
    cases
}

impl Planner<'_> {
    /// The cases of an operation that break its parameters or its body.
    pub(super) fn negative(&self, declared: &Declared, plain: &Draft) -> Vec<(String, Draft, Expectation)> {
        let mut cases = Vec::new();
        let mut refuse = |place: String, what: &str, draft: Draft, is_inferred: bool| {
            let name = format!("{place}: {what}");
            cases.push((name.clone(), draft, Expectation::Refused { place: name, is_inferred }));
        };
        for (index, parameter) in declared.parameters.iter().enumerate() {
            let place = format!("{} parameter {}", location(parameter.location), parameter.name);
            if parameter.is_required && parameter.location != Location::Path {
                refuse(place.clone(), "missing", plain.without(index), parameter.is_inferred);
            }
            for spoiled in &self.domain(&parameter.schema).spoiled_text {
                let is_empty = spoiled.value.as_str().is_some_and(str::is_empty);
                // An empty path segment is another path.
                if !(is_empty && parameter.location == Location::Path) {
                    refuse(
                        place.clone(),
                        &spoiled.name,
                        plain.with(index, spoiled.value.clone()),
                        parameter.is_inferred,
                    );
                }
            }
        }
        let Some(body) = &declared.body else { return cases };
        if body.is_required {
            refuse("body".to_owned(), "missing", plain.with_body(None), false);
        }
        let whole = plain.body.clone().unwrap_or_else(|| json!({}));
        let text = Draft { content_type: Some("text/plain"), ..plain.with_body(Some(whole.clone())) };
        refuse("body".to_owned(), "wrong content type", text, false);
        let fields = fields(self.contract(), &body.schema);
        if fields.is_empty() {
            for spoiled in &self.domain(&body.schema).spoiled {
                refuse("body".to_owned(), &spoiled.name, plain.with_body(Some(spoiled.value.clone())), false);
            }
            return cases;
        }
        refuse("body".to_owned(), "wrong type: a list", plain.with_body(Some(json!([]))), false);
        refuse("body".to_owned(), "wrong type: a text", plain.with_body(Some(json!("text"))), false);
        for field in fields {
            let place = format!("body field {}", field.name);
            if field.is_required {
                let mut without = whole.clone();
                if let Value::Object(fields) = &mut without {
                    fields.remove(&field.name);
                }
                refuse(place.clone(), "missing", plain.with_body(Some(without)), false);
            }
            for spoiled in &self.domain(&field.schema).spoiled {
                refuse(place.clone(), &spoiled.name, plain.with_field(&field.name, spoiled.value.clone()), false);
            }
        }
        cases
    }
}

fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}
