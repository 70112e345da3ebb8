//! `x-webhooks` and `x-delivery`: events that the provider sends to its clients.
//!
//! `x-webhooks` has the shape of the `webhooks` of OpenAPI 3.1. Clients receive what these operations describe as
//! requests, so a payload is compared as the body of a response is: a field that is no longer sent breaks.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use super::path_item::{self, METHODS};
use super::{Judge, Members, ObjectPair, all_names, content, judged_apart, names, promises, provenance, style};
use crate::change::{Direction, Level};
use crate::comparison::{Comparison, Site};
use crate::document::Document;
use crate::documentation::{DOCUMENTATION_CHANGED, PROVENANCE};
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::lifecycle::{End, SUNSET_KEY};
use crate::rule::{Rule, TwoWay};
use crate::value::{arrow, quoted};
use crate::walk::{Claim, Judgement, Outcome, walk};
use crate::writing::Writing;

const RESPONSE: Option<Direction> = Some(Direction::Response);
const PAID: &str = r#"{"x-webhooks": {"order.paid": {"post": {}}}}"#;

static EVENT: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(Frame::Document, r#"{"x-webhooks": {}}"#, PAID),
    (Level::Info, ("webhook-event-added", "clients can be sent another event")),
    (Level::Error, ("webhook-event-removed", "an event that clients wait for is no longer sent")),
);

static FORM: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(Frame::Document, PAID, r#"{"x-webhooks": {"order.paid": {"post": {}, "get": {}}}}"#),
    (Level::Info, ("webhook-method-added", "the event can be sent with another method, if a client chooses it")),
    (Level::Error, ("webhook-method-removed", "the event is no longer sent with a method that clients wait for")),
);

static PAYLOAD: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(
        Frame::Document,
        PAID,
        r#"{"x-webhooks": {"order.paid": {"post": {"requestBody": {"required": true}}}}}"#,
    ),
    (Level::Info, ("webhook-payload-added", "the event now always has a body")),
    (Level::Error, ("webhook-payload-removed", "the event has no body any more, or not always")),
);

static PARAMETER: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(
        Frame::Document,
        PAID,
        r#"{"x-webhooks": {"order.paid": {"post": {"parameters": [{"name": "x-id", "in": "header"}]}}}}"#,
    ),
    (Level::Info, ("webhook-parameter-added", "a header or query parameter is new in the event")),
    (Level::Error, ("webhook-parameter-removed", "a header or query parameter is no longer sent with the event")),
);

static REQUIRED: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(
        Frame::Document,
        r#"{"x-webhooks": {"order.paid": {"post": {"parameters": [{"name": "x-id", "in": "header"}]}}}}"#,
        r#"{"x-webhooks": {"order.paid": {"post": {"parameters": [{"name": "x-id", "in": "header", "required": true}]}}}}"#,
    ),
    (Level::Info, ("webhook-parameter-became-required", "the header or query parameter is now always sent")),
    (
        Level::Error,
        ("webhook-parameter-became-optional", "a header or query parameter that clients rely on may be missing"),
    ),
);

static STYLE_CHANGED: Rule = Rule::symmetric(
    ("webhook-parameter-style-changed", "the header or query parameter is written in another way"),
    Level::Error,
    RESPONSE,
    Fixture::new(
        Frame::Document,
        r#"{"x-webhooks": {"order.paid": {"get": {"parameters": [{"name": "ids", "in": "query", "style": "form"}]}}}}"#,
        r#"{"x-webhooks": {"order.paid": {"get": {"parameters": [{"name": "ids", "in": "query", "style": "deepObject"}]}}}}"#,
    ),
    Fixture::new(Frame::Document, r#"{"x-webhooks": {}}"#, PAID),
);

static RESPONSE_CHANGED: Rule = Rule::symmetric(
    ("webhook-response-changed", "another response of the receiver counts as a success"),
    Level::Error,
    None,
    Fixture::new(
        Frame::Document,
        r#"{"x-webhooks": {"order.paid": {"post": {"responses": {"2XX": {"description": "Seen."}}}}}}"#,
        r#"{"x-webhooks": {"order.paid": {"post": {"responses": {"200": {"description": "Seen."}}}}}}"#,
    ),
    Fixture::new(Frame::Document, r#"{"x-webhooks": {}}"#, PAID),
);

static KINDS_CHANGED: Rule = Rule::symmetric(
    ("webhook-key-kinds-changed", "the event is sent to owners of other kinds of keys"),
    Level::Warning,
    None,
    Fixture::new(
        Frame::Document,
        r#"{"x-webhooks": {"order.paid": {"post": {"x-key-kinds": ["merchant"]}}}}"#,
        r#"{"x-webhooks": {"order.paid": {"post": {"x-key-kinds": ["partner"]}}}}"#,
    ),
    Fixture::new(Frame::Document, r#"{"x-webhooks": {}}"#, PAID),
);

static SIGNATURE_CHANGED: Rule = Rule::symmetric(
    ("delivery-signature-changed", "events are signed in another way, so receivers that verify them refuse them"),
    Level::Error,
    RESPONSE,
    Fixture::new(
        Frame::Document,
        r#"{"x-delivery": {"signature": {"scheme": "body-hex"}}}"#,
        r#"{"x-delivery": {"signature": {"scheme": "svix-base64url"}}}"#,
    ),
    Fixture::new(Frame::Document, r#"{"x-delivery": {"attempts": 3}}"#, r#"{"x-delivery": {"attempts": 4}}"#),
);

static DELIVERY_CHANGED: Rule = Rule::symmetric(
    ("delivery-changed", "events are delivered in another way: sooner or later, more or less often"),
    Level::Warning,
    None,
    Fixture::new(Frame::Document, r#"{"x-delivery": {"attempts": 3}}"#, r#"{"x-delivery": {"attempts": 4}}"#),
    Fixture::new(Frame::Document, r#"{"x-webhooks": {}}"#, PAID),
);

static DEPRECATED: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Document, PAID, r#"{"x-webhooks": {"order.paid": {"post": {"deprecated": true}}}}"#),
    (Level::Info, ("webhook-event-deprecated", "the event is still sent, but may be removed")),
    (Level::Info, ("webhook-event-no-longer-deprecated", "the event is no longer going to be removed")),
);

static PARAMETER_DEPRECATED: TwoWay = TwoWay::new(
    None,
    Fixture::new(
        Frame::Document,
        r#"{"x-webhooks": {"order.paid": {"post": {"parameters": [{"name": "x-id", "in": "header"}]}}}}"#,
        r#"{"x-webhooks": {"order.paid": {"post": {"parameters": [{"name": "x-id", "in": "header", "deprecated": true}]}}}}"#,
    ),
    (Level::Info, ("webhook-parameter-deprecated", "the header or query parameter is still sent, but may be removed")),
    (
        Level::Info,
        ("webhook-parameter-no-longer-deprecated", "the header or query parameter is no longer going to be removed"),
    ),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    let pairs = [&EVENT, &FORM, &PAYLOAD, &PARAMETER, &REQUIRED, &DEPRECATED, &PARAMETER_DEPRECATED];
    let alone = [&STYLE_CHANGED, &RESPONSE_CHANGED, &KINDS_CHANGED, &SIGNATURE_CHANGED, &DELIVERY_CHANGED];
    pairs.into_iter().flat_map(TwoWay::rules).chain(alone).collect()
}

static OPERATION_CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["parameters"], judge: parameters },
    Claim { keys: &["requestBody"], judge: payload },
    Claim { keys: &["responses"], judge: responses },
    Claim { keys: &["deprecated", SUNSET_KEY], judge: |pair| Ok(pair.lifecycle(&DEPRECATED)) },
    Claim { keys: &["x-validations"], judge: promises::validations },
    Claim { keys: &["x-key-kinds"], judge: |pair| Ok(pair.replaced("x-key-kinds", &KINDS_CHANGED)) },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static OPERATION_DOCUMENTATION: &[&str] = &["operationId", "summary", "description", "tags", "externalDocs"];

static BODY_CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["required"], judge: |pair| Ok(pair.flag("required", &PAYLOAD)) },
    Claim { keys: &["content"], judge: |pair| content::of_body(pair, Direction::Response) },
    Claim { keys: &[PROVENANCE], judge: provenance },
];

static PARAMETER_CLAIMS: &[Claim<Judge>] = &[
    // Parameters are matched by these.
    Claim { keys: &["name", "in"], judge: judged_apart },
    Claim { keys: &["required"], judge: |pair| Ok(pair.flag("required", &REQUIRED)) },
    Claim { keys: &["schema"], judge: schema },
    Claim { keys: &["style", "explode"], judge: |pair| style::judge(pair, None, &STYLE_CHANGED) },
    Claim { keys: &["deprecated", SUNSET_KEY], judge: |pair| Ok(pair.lifecycle(&PARAMETER_DEPRECATED)) },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static PARAMETER_DOCUMENTATION: &[&str] = &["description", "example", "examples", "allowReserved"];

static ITEM_CLAIMS: &[Claim<Judge>] =
    &[Claim { keys: &METHODS, judge: judged_apart }, Claim { keys: &[PROVENANCE], judge: provenance }];

/// Compares `x-webhooks`.
pub(super) fn judge(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("x-webhooks") else { return Ok(Outcome::NotUnderstood) };
    for event in all_names(old, new) {
        let site = Site { operation: Some(Rc::from(event)), place: "webhook".to_owned(), direction: RESPONSE };
        match (old.get(event), new.get(event)) {
            (Some(old), Some(new)) => item(pair.comparison, &site, old, new)?,
            (Some(old), None) => {
                let end = path_item::end(pair.comparison.old.document.resolve(old)?);
                pair.comparison.report_removal(&EVENT.back, &site, end, format!("`{event}` was removed"));
            }
            (None, _) => pair.comparison.report(&EVENT.forth, &site, format!("`{event}` was added")),
        }
    }
    Ok(Outcome::Understood)
}

/// Compares `x-delivery`.
#[expect(clippy::unnecessary_wraps, reason = "all judges have the same signature")]
pub(super) fn delivery(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("x-delivery") else { return Ok(Outcome::NotUnderstood) };
    // A document that begins or ceases to have events is reported by its events.
    if old.is_empty() || new.is_empty() {
        return Ok(Outcome::Understood);
    }
    let site = Site::document("delivery");
    for fact in all_names(old, new) {
        let (old, new) = (old.get(fact), new.get(fact));
        if old != new {
            let rule = if fact == "signature" { &SIGNATURE_CHANGED } else { &DELIVERY_CHANGED };
            pair.comparison.report(rule, &site, format!("`{fact}`: {}", arrow(old, new)));
        }
    }
    Ok(Outcome::Understood)
}

/// Compares the requests that deliver an event, by method.
fn item<'d>(comparison: &mut Comparison<'d>, site: &Site, old: &'d Value, new: &'d Value) -> Result<(), DiffError> {
    let Some(mut pair) = ObjectPair::of(comparison, site.clone(), old, new)? else { return Ok(()) };
    for method in METHODS {
        let site = site.at(format!("webhook {}", method.to_uppercase()));
        match pair.values(method) {
            (Some(old), Some(new)) => {
                if let Some(mut operation) = ObjectPair::of(pair.comparison, site, old, new)? {
                    walk(&mut operation, OPERATION_CLAIMS, OPERATION_DOCUMENTATION)?;
                }
            }
            (Some(old), None) => {
                pair.comparison.report_removal(&FORM.back, &site, End::of(old), "was removed".to_owned());
            }
            (None, Some(_)) => pair.comparison.report(&FORM.forth, &site, "was added".to_owned()),
            (None, None) => {}
        }
    }
    walk(&mut pair, ITEM_CLAIMS, &["summary", "description"])
}

fn payload(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let site = pair.site.within("body");
    match pair.values("requestBody") {
        (Some(old), Some(new)) => {
            if let Some(mut body) = ObjectPair::of(pair.comparison, site, old, new)? {
                walk(&mut body, BODY_CLAIMS, &["description"])?;
            }
        }
        (Some(_), None) => pair.comparison.report(&PAYLOAD.back, &site, "the body was removed".to_owned()),
        (None, Some(_)) => pair.comparison.report(&PAYLOAD.forth, &site, "a body was added".to_owned()),
        (None, None) => {}
    }
    Ok(Outcome::Understood)
}

/// Parameters by place and name.
type Parameters<'d> = BTreeMap<(&'d str, &'d str), &'d Value>;

/// Compares headers and query parameters by place and name.
fn parameters(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let (old, new) = pair.values("parameters");
    pair.comparison.charge_list(old);
    pair.comparison.charge_list(new);
    let old = by_name(pair.comparison.old.document, old)?;
    let new = by_name(pair.comparison.new.document, new)?;
    let (Some(old), Some(mut new)) = (old, new) else { return Ok(Outcome::NotUnderstood) };
    for ((place, name), old) in old {
        let site = pair.site.within(&format!("{place} parameter {name}"));
        let Some(new) = new.remove(&(place, name)) else {
            let message = format!("{} was removed", quoted(name));
            pair.comparison.report_removal(&PARAMETER.back, &site, End::of(old), message);
            continue;
        };
        if let Some(mut parameter) = ObjectPair::of(pair.comparison, site, old, new)? {
            walk(&mut parameter, PARAMETER_CLAIMS, PARAMETER_DOCUMENTATION)?;
        }
    }
    for (place, name) in new.into_keys() {
        let site = pair.site.within(&format!("{place} parameter {name}"));
        pair.comparison.report(&PARAMETER.forth, &site, format!("{} was added", quoted(name)));
    }
    Ok(Outcome::Understood)
}

/// Parameters by place and name; `None` if one of them is not a parameter, or is there twice.
fn by_name<'d>(document: Document<'d>, list: Option<&'d Value>) -> Result<Option<Parameters<'d>>, DiffError> {
    let Some(list) = list else { return Ok(Some(BTreeMap::new())) };
    let Some(list) = list.as_array() else { return Ok(None) };
    let mut parameters = BTreeMap::new();
    for parameter in list {
        let parameter = document.resolve(parameter)?;
        let text = |key: &str| parameter.get(key).and_then(Value::as_str);
        let (Some(place), Some(name)) = (text("in"), text("name")) else { return Ok(None) };
        if parameters.insert((place, name), parameter).is_some() {
            return Ok(None);
        }
    }
    Ok(Some(parameters))
}

fn schema(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let (old, new) = pair.values("schema");
    let site = pair.site.clone();
    pair.comparison.schemas(&site, (Direction::Response, Writing::TEXT), old, new)?;
    Ok(Outcome::Understood)
}

/// Compares which responses of the receiver are a success.
fn responses(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("responses") else { return Ok(Outcome::NotUnderstood) };
    let statuses = |responses: Members<'_>| responses.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let site = pair.site.clone();
    if names(pair.comparison, &site, old, new)
        .iter()
        .any(|status| old.contains_key(*status) != new.contains_key(*status))
    {
        pair.report(&RESPONSE_CHANGED, format!("{} → {}", statuses(old), statuses(new)));
    } else if old != new {
        pair.report(&DOCUMENTATION_CHANGED, "`responses`".to_owned());
    }
    Ok(Outcome::Understood)
}
