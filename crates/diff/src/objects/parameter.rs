//! A parameter.

use serde_json::{Map, Value};

use super::{Judge, ObjectPair, content, judged_apart, provenance, style};
use crate::change::{Direction, Level};
use crate::comparison::{Comparison, Site};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::lifecycle::SUNSET_KEY;
use crate::rule::{Rule, TwoWay};
use crate::walk::{Claim, Judgement, walk};
use crate::writing::{Lists, Writing};

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
    Fixture::new(
        Frame::Parameter,
        r#"{"schema": {"type": "array"}}"#,
        r#"{"schema": {"type": "array"}, "explode": false}"#,
    ),
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
    Claim { keys: &["style", "explode"], judge: |pair| style::judge(pair, None, &STYLE_CHANGED) },
    Claim { keys: &["schema", "content"], judge: value },
    Claim { keys: &["allowEmptyValue"], judge: |pair| Ok(pair.flag("allowEmptyValue", &EMPTY_VALUE)) },
    Claim { keys: &["allowReserved"], judge: |pair| Ok(pair.flag("allowReserved", &RESERVED)) },
    Claim { keys: &["deprecated", SUNSET_KEY], judge: |pair| Ok(pair.lifecycle(&DEPRECATED)) },
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

fn value(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    // Where a list is written like a single value: in a query, with the name before each item or before all of them.
    let lists = |object: &Map<String, Value>| match style::effective(object, "query") {
        Some(("form", exploded)) if object.get("in").and_then(Value::as_str) == Some("query") => {
            if exploded {
                Lists::Repeated
            } else {
                Lists::Commas
            }
        }
        _ => Lists::Apart,
    };
    let lists = match (lists(pair.old), lists(pair.new)) {
        (Lists::Apart, _) | (_, Lists::Apart) => Lists::Apart,
        (_, lists) => lists,
    };
    content::of_value(pair, (Direction::Request, Writing { lists, ..Writing::TEXT }), &CONTENT_CHANGED)
}
