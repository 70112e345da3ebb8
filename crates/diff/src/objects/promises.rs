//! What extensions promise of an operation: paging, idempotence, and facts that tie its answers to its requests.

use serde_json::Value;

use super::ObjectPair;
use crate::change::Level;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Rule, TwoWay};
use crate::schema::compare_validations;
use crate::value::arrow;
use crate::walk::{Judgement, Outcome};

static PAGINATION: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Operation, "{}", r#"{"x-pagination": {"in": "body", "items": "/data"}}"#),
    (Level::Info, ("pagination-added", "it is now said how to get from page to page")),
    (Level::Error, ("pagination-removed", "how to get from page to page is no longer promised")),
);

static PAGINATION_CHANGED: Rule = Rule::symmetric(
    ("pagination-changed", "a client that pages looks in the wrong places"),
    Level::Error,
    None,
    Fixture::new(
        Frame::Operation,
        r#"{"x-pagination": {"in": "body", "items": "/data"}}"#,
        r#"{"x-pagination": {"in": "body", "items": "/items"}}"#,
    ),
    Fixture::new(Frame::Operation, "{}", r#"{"x-pagination": {"in": "body", "items": "/data"}}"#),
);

/// Whether the same request again creates nothing more.
pub(super) static IDEMPOTENT: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Operation, "{}", r#"{"x-idempotent": true}"#),
    (Level::Info, ("idempotence-added", "the same request may be sent again; it creates nothing more")),
    (
        Level::Error,
        ("idempotence-removed", "the same request sent again may create something twice; do not retry blindly"),
    ),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&PAGINATION.rules()[..], &[&PAGINATION_CHANGED], &IDEMPOTENT.rules()].concat()
}

/// Judges `x-validations`.
#[expect(clippy::unnecessary_wraps, reason = "it stands among judges")]
pub(super) fn validations(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let (old, new) = pair.values("x-validations");
    Ok(compare_validations(old, new, |rule, message| pair.report(rule, message)))
}

/// Judges `x-pagination`.
#[expect(clippy::unnecessary_wraps, reason = "it stands among judges")]
pub(super) fn pagination(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let (old, new) = pair.values("x-pagination");
    let message = arrow(old, new);
    match (old, new) {
        _ if old == new => {}
        (None, _) => pair.report(&PAGINATION.forth, message),
        (_, None) => pair.report(&PAGINATION.back, message),
        (Some(Value::Object(_)), Some(Value::Object(_))) => pair.report(&PAGINATION_CHANGED, message),
        _ => return Ok(Outcome::NotUnderstood),
    }
    Ok(Outcome::Understood)
}
