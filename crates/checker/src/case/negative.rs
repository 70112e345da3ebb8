//! Invalid requests, each wrong in one place.

use http::Method;
use serde_json::{Value, json};
use trackside_contract::Location;

use super::positive::{fields, is_typed};
use super::{Authentication, Draft, Expectation, Planner};
use crate::spec::{Body, BodyKind, Declared, DeclaredParameter};

/// Cases with missing or wrong credentials, and with an unknown method. `can` says for which alternatives of
/// credentials there are some.
pub(super) fn protocol_cases(
    declared: &Declared,
    plain: &Draft,
    can: impl Fn(&[String]) -> bool,
) -> Vec<(String, Draft, Expectation)> {
    let mut cases = Vec::new();
    if !declared.security.is_empty() {
        cases.push(("no credential".to_owned(), plain.by(Authentication::None), Expectation::NoCredential(None)));
        cases.push((
            "wrong credential".to_owned(),
            plain.by(Authentication::Wrong),
            Expectation::WrongCredential(None),
        ));
    }
    for (index, alternative) in declared.security.iter().enumerate().filter(|(_, alternative)| can(alternative)) {
        cases.extend(in_parts(index, alternative, plain));
    }
    // Unlike a real method, an unknown one is harmless if a server accepts it.
    if let Ok(method) = Method::from_bytes(b"UNKNOWN") {
        let draft = Draft { method: Some(method), body: None, ..plain.clone() };
        cases.push(("unknown method".to_owned(), draft, Expectation::UnknownMethod));
    }
    cases
}

/// Cases in which one credential of several is missing or wrong, and those in which the only one of a further alternative
/// is wrong.
fn in_parts(alternative: usize, schemes: &[String], plain: &Draft) -> Vec<(String, Draft, Expectation)> {
    let mut cases = Vec::new();
    for (scheme, name) in schemes.iter().enumerate() {
        let partly = |is_made_up| plain.by(Authentication::Partly { alternative, scheme, is_made_up });
        if schemes.len() > 1 {
            let lacks = Expectation::NoCredential(Some(name.clone()));
            cases.push((format!("no {name} beside the other credentials"), partly(false), lacks));
        }
        if schemes.len() > 1 || alternative > 0 {
            let wrong = Expectation::WrongCredential(Some(name.clone()));
            cases.push((format!("wrong {name}"), partly(true), wrong));
        }
    }
    cases
}

/// A case that must be refused.
type Negative = (String, Draft, Expectation);

/// A case that is invalid at a place.
fn refuse(place: &str, what: &str, draft: Draft, is_inferred: bool) -> Negative {
    let name = format!("{place}: {what}");
    (name.clone(), draft, Expectation::Refused { place: name, is_inferred })
}

impl Planner<'_> {
    /// Invalid cases that change one parameter or field of the plain request, grouped by parameter and field. The body
    /// as a whole is a group, too.
    pub(super) fn negative(&self, declared: &Declared, plain: &Draft) -> Vec<Vec<Negative>> {
        let parameters = declared.parameters.iter().enumerate();
        let mut groups: Vec<_> =
            parameters.map(|(index, parameter)| self.negative_parameter(index, parameter, plain)).collect();
        if let Some(body) = &declared.body {
            groups.extend(self.negative_body(body, plain));
        }
        groups
    }

    fn negative_parameter(&self, index: usize, parameter: &DeclaredParameter, plain: &Draft) -> Vec<Negative> {
        let place = format!("{} parameter {}", location(parameter.location), parameter.name);
        let mut cases = Vec::new();
        if parameter.is_required && parameter.location != Location::Path {
            cases.push(refuse(&place, "missing", plain.without(index), parameter.is_inferred));
        }
        for invalid in &self.domain(&parameter.schema).invalid_text {
            let is_empty = invalid.value.as_str().is_some_and(str::is_empty);
            // An empty path segment would be another path.
            if !(is_empty && parameter.location == Location::Path) {
                let draft = plain.with(index, invalid.value.clone());
                cases.push(refuse(&place, &invalid.name, draft, parameter.is_inferred));
            }
        }
        cases
    }

    fn negative_body(&self, body: &Body, plain: &Draft) -> Vec<Vec<Negative>> {
        let mut cases = Vec::new();
        if body.is_required {
            cases.push(refuse("body", "missing", plain.with_body(None), false));
        }
        let whole = plain.body.clone().or_else(|| plain.shortest_body.clone()).unwrap_or_else(|| json!({}));
        let other_type = match body.kind {
            BodyKind::Json | BodyKind::Form | BodyKind::Multipart => Some("text/plain"),
            BodyKind::Text => Some("image/x-none"),
            // Bytes may be of any type.
            BodyKind::Bytes => None,
        };
        if let Some(other_type) = other_type.filter(|_| plain.body.is_some() || plain.shortest_body.is_some()) {
            let draft = Draft { content_type: Some(other_type), ..plain.with_body(Some(whole.clone())) };
            cases.push(refuse("body", "wrong content type", draft, false));
        }
        if body.kind == BodyKind::Json && (whole.is_object() || whole.is_array()) {
            let mut text = whole.to_string();
            text.pop();
            let draft = Draft { raw_body: Some(text.into()), ..plain.with_body(Some(whole.clone())) };
            cases.push(refuse("body", "malformed JSON", draft, false));
        }
        let fields = fields(self.contract(), &body.schema);
        if fields.is_empty() {
            let domain = self.domain(&body.schema);
            let invalid = match body.kind {
                BodyKind::Json => domain.invalid.as_slice(),
                BodyKind::Text => domain.invalid_text.as_slice(),
                _ => &[],
            };
            cases.extend(
                invalid
                    .iter()
                    .map(|invalid| refuse("body", &invalid.name, plain.with_body(Some(invalid.value.clone())), false)),
            );
            return vec![cases];
        }
        // Without a type, the fields say only what an object must have.
        let is_form = body.kind.is_form();
        if !is_form && is_typed(self.contract(), &body.schema) {
            cases.push(refuse("body", "wrong type: a list", plain.with_body(Some(json!([]))), false));
            cases.push(refuse("body", "wrong type: a text", plain.with_body(Some(json!("text"))), false));
        }
        // A body may be optional, and still have required fields.
        if fields.iter().any(|field| field.is_required) {
            cases.push(refuse("body", "without any field", plain.with_body(Some(json!({}))), false));
        }
        let undeclared = plain.with_body(Some(whole.clone())).with_field(UNDECLARED, json!("text"));
        if undeclared.body.as_ref().is_some_and(|body_with| !self.takes(&body.schema, body_with)) {
            cases.push(refuse(&format!("body field {UNDECLARED}"), "undeclared", undeclared, false));
        }
        let mut groups = vec![cases];
        for field in fields {
            let place = format!("body field {}", field.name);
            let mut cases = Vec::new();
            if field.is_required {
                let mut without = whole.clone();
                if let Value::Object(fields) = &mut without {
                    fields.remove(&field.name);
                }
                cases.push(refuse(&place, "missing", plain.with_body(Some(without)), false));
            }
            let domain = self.domain(&field.schema);
            let invalid = if is_form { &domain.invalid_text } else { &domain.invalid };
            cases.extend(invalid.iter().map(|invalid| {
                refuse(&place, &invalid.name, plain.with_field(&field.name, invalid.value.clone()), false)
            }));
            groups.push(cases);
        }
        // An empty object is what servers take for no body, so it is sent where a body may be left out.
        let is_empty_object = |draft: &Draft| !body.is_required && draft.body == Some(json!({}));
        for group in &mut groups {
            group.retain(|(_, draft, _)| is_empty_object(draft) || self.breaks_one_place(body, draft));
        }
        groups
    }
}

/// The name of a field that no document declares.
const UNDECLARED: &str = "tracksideUndeclared";

fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}
