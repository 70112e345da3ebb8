//! Request bodies.

use serde_json::Value;

use super::{Judge, ObjectPair, content, provenance};
use crate::change::{Direction, Level};
use crate::documentation::PROVENANCE;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Rule, TwoWay};
use crate::walk::{Claim, Judgement, Outcome, walk};

const REQUEST: Option<Direction> = Some(Direction::Request);
const JSON: &str = r#"{"requestBody": {"content": {"application/json": {}}}}"#;
const JSON_REQUIRED: &str = r#"{"requestBody": {"required": true, "content": {"application/json": {}}}}"#;

static BODY: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::new(Frame::Operation, "{}", JSON),
    (Level::Info, ("request-body-added", "a body can now be sent")),
    (Level::Warning, ("request-body-removed", "a body that clients send is now ignored or refused")),
);

static REQUIRED_BODY: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::new(Frame::Operation, "{}", JSON_REQUIRED),
    (Level::Error, ("request-required-body-added", "a request without a body is now refused")),
    (Level::Warning, ("request-required-body-removed", "the body that every client sends is now ignored or refused")),
);

static REQUIRED: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::new(Frame::Operation, JSON, JSON_REQUIRED),
    (Level::Error, ("request-body-became-required", "a request without a body is now refused")),
    (Level::Info, ("request-body-became-optional", "the body can now be omitted")),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [BODY.rules(), REQUIRED_BODY.rules(), REQUIRED.rules()].concat()
}

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["required"], judge: |pair| Ok(pair.flag("required", &REQUIRED)) },
    Claim { keys: &["content"], judge: |pair| content::of_body(pair, Direction::Request) },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["description"];

/// Compares `requestBody`.
pub(super) fn judge(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let site = pair.site.at("request body").toward(Direction::Request);
    match pair.values("requestBody") {
        (Some(old), Some(new)) => {
            if let Some(mut body) = ObjectPair::of(pair.comparison, site, old, new)? {
                walk(&mut body, CLAIMS, DOCUMENTATION)?;
            }
        }
        (Some(old), None) => {
            let old = pair.comparison.old.document.resolve(old)?;
            pair.comparison.report(&rules_for(old).back, &site, "the body was removed".to_owned());
        }
        (None, Some(new)) => {
            let new = pair.comparison.new.document.resolve(new)?;
            pair.comparison.report(&rules_for(new).forth, &site, "a body was added".to_owned());
        }
        (None, None) => {}
    }
    Ok(Outcome::Understood)
}

fn rules_for(body: &Value) -> &'static TwoWay {
    if body.get("required") == Some(&Value::Bool(true)) { &REQUIRED_BODY } else { &BODY }
}
