//! A parameter.

use serde_json::{Map, Value};

use super::{Judge, ObjectPair, content, judged_apart, provenance, style};
use crate::change::{Direction, Level};
use crate::comparison::{Comparison, Site};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Rule, TwoWay};
use crate::walk::{Claim, Judgement, Outcome, walk};

const REQUEST: Option<Direction> = Some(Direction::Request);

static REQUIRED: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::new(Frame::Parameter, "{}", r#"{"required": true}"#),
    (Level::Error, ("request-parameter-became-required", "a request without the parameter is now refused")),
    (Level::Info, ("request-parameter-became-optional", "the parameter can now be omitted")),
);

static STYLE_CHANGED: Rule = Rule::symmetric(
    ("request-parameter-style-changed", "arrays and objects in the parameter must be written in another way"),
    Level::Error,
    REQUEST,
    Fixture::new(Frame::Parameter, "{}", r#"{"explode": false}"#),
    Fixture::new(Frame::Parameter, "{}", r#"{"explode": true, "required": true}"#),
);

static CONTENT_CHANGED: Rule = Rule::symmetric(
    ("request-parameter-content-changed", "the value of the parameter must be encoded in another way"),
    Level::Error,
    REQUEST,
    Fixture::new(
        Frame::Parameter,
        r#"{"schema": {"type": "object"}}"#,
        r#"{"content": {"application/json": {"schema": {"type": "object"}}}}"#,
    ),
    Fixture::new(Frame::Parameter, "{}", r#"{"required": true}"#),
);

static EMPTY_VALUE: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::new(Frame::Parameter, "{}", r#"{"allowEmptyValue": true}"#),
    (Level::Info, ("request-parameter-empty-value-admitted", "the parameter can be sent without a value")),
    (
        Level::Error,
        ("request-parameter-empty-value-refused", "the parameter could be sent without a value, which is now refused"),
    ),
);

static RESERVED: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::new(Frame::Parameter, "{}", r#"{"allowReserved": true}"#),
    (Level::Info, ("request-parameter-reserved-admitted", "reserved characters no longer need to be percent-encoded")),
    (Level::Error, ("request-parameter-reserved-refused", "reserved characters must now be percent-encoded")),
);

static DEPRECATED: TwoWay = TwoWay::new(
    REQUEST,
    Fixture::new(Frame::Parameter, "{}", r#"{"deprecated": true}"#),
    (Level::Info, ("request-parameter-deprecated", "the parameter still works, but may be removed")),
    (Level::Info, ("request-parameter-no-longer-deprecated", "the parameter is no longer going to be removed")),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    let both = [REQUIRED.rules(), EMPTY_VALUE.rules(), RESERVED.rules(), DEPRECATED.rules()];
    [&both.concat()[..], &[&STYLE_CHANGED, &CONTENT_CHANGED]].concat()
}

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["name", "in"], judge: judged_apart },
    Claim { keys: &["required"], judge: |pair| Ok(pair.flag("required", &REQUIRED)) },
    Claim { keys: &["style", "explode"], judge: style_and_explode },
    Claim { keys: &["schema", "content"], judge: value },
    Claim { keys: &["allowEmptyValue"], judge: |pair| Ok(pair.flag("allowEmptyValue", &EMPTY_VALUE)) },
    Claim { keys: &["allowReserved"], judge: |pair| Ok(pair.flag("allowReserved", &RESERVED)) },
    Claim { keys: &["deprecated"], judge: |pair| Ok(pair.flag("deprecated", &DEPRECATED)) },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["description", "example", "examples"];

/// Compares two versions of a parameter.
pub(super) fn compare<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    old: &'d Map<String, Value>,
    new: &'d Map<String, Value>,
) -> Result<(), DiffError> {
    let mut pair = ObjectPair { comparison, site: site.clone(), old, new };
    walk(&mut pair, CLAIMS, DOCUMENTATION)
}

#[expect(clippy::unnecessary_wraps, reason = "all judges have the same signature")]
fn style_and_explode(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let place = |object: &Map<String, Value>| object.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
    let (old_place, new_place) = (place(pair.old), place(pair.new));
    let (old, new) = (style::effective(pair.old, &old_place), style::effective(pair.new, &new_place));
    let (Some(old), Some(new)) = (old, new) else { return Ok(Outcome::NotUnderstood) };
    if old != new && old_place == new_place {
        pair.report(&STYLE_CHANGED, style::arrow(old, new));
    }
    Ok(Outcome::Understood)
}

fn value(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    content::of_value(pair, Direction::Request, &CONTENT_CHANGED)
}
