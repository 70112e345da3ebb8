//! The extensions of an operation: pagination, idempotence, and rules that relate responses to requests.

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
    (Level::Info, ("pagination-added", "it is now documented how to request further pages")),
    (Level::Error, ("pagination-removed", "it is no longer documented how to request further pages")),
);

static PAGINATION_CHANGED: Rule = Rule::symmetric(
    ("pagination-changed", "a client that pages uses the wrong parameters or fields"),
    Level::Error,
    None,
    Fixture::new(
        Frame::Operation,
        r#"{"x-pagination": {"in": "body", "items": "/data"}}"#,
        r#"{"x-pagination": {"in": "body", "items": "/items"}}"#,
    ),
    Fixture::new(Frame::Operation, "{}", r#"{"x-pagination": {"in": "body", "items": "/data"}}"#),
);

/// Whether repeating a request creates nothing twice.
pub(super) static IDEMPOTENT: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Operation, "{}", r#"{"x-idempotent": true}"#),
    (Level::Info, ("idempotence-added", "the same request can be sent again without creating anything twice")),
    (Level::Error, ("idempotence-removed", "the same request may create something twice; do not retry blindly")),
);

/// Whether the operation changes something.
pub(super) static WRITES_CHANGED: Rule = Rule::symmetric(
    ("writes-changed", "the operation started or stopped changing something; check whether repeating it is harmless"),
    Level::Warning,
    None,
    Fixture::new(Frame::Operation, "{}", r#"{"x-writes": true}"#),
    Fixture::new(Frame::Operation, r#"{"x-writes": true, "summary": "A"}"#, r#"{"x-writes": true, "summary": "B"}"#),
);

/// What a credential must be allowed to do.
pub(super) static SCOPES_CHANGED: Rule = Rule::symmetric(
    ("scopes-changed", "a key that was accepted may be refused, because it lacks a scope"),
    Level::Error,
    None,
    Fixture::new(Frame::Operation, r#"{"x-scopes": ["stats:read"]}"#, r#"{"x-scopes": ["stats:write"]}"#),
    Fixture::new(
        Frame::Operation,
        r#"{"x-scopes": ["stats:read"], "summary": "A"}"#,
        r#"{"x-scopes": ["stats:read"], "summary": "B"}"#,
    ),
);

/// Which kinds of keys are accepted.
pub(super) static KEY_KINDS_CHANGED: Rule = Rule::symmetric(
    ("key-kinds-changed", "a key that was accepted may be refused, because it is of another kind"),
    Level::Error,
    None,
    Fixture::new(Frame::Operation, r#"{"x-key-kinds": ["merchant"]}"#, r#"{"x-key-kinds": ["onboarding"]}"#),
    Fixture::new(
        Frame::Operation,
        r#"{"x-key-kinds": ["merchant"], "summary": "A"}"#,
        r#"{"x-key-kinds": ["merchant"], "summary": "B"}"#,
    ),
);

/// Which statuses depend on the data of a request.
pub(super) static DATA_CHANGED: Rule = Rule::symmetric(
    ("data-dependence-changed", "other statuses than before can come from the data that a valid request names"),
    Level::Warning,
    None,
    Fixture::new(Frame::Operation, r#"{"x-depends-on-data": [400]}"#, r#"{"x-depends-on-data": [422]}"#),
    Fixture::new(
        Frame::Operation,
        r#"{"x-depends-on-data": [400], "summary": "A"}"#,
        r#"{"x-depends-on-data": [400], "summary": "B"}"#,
    ),
);

/// How many requests are allowed.
pub(super) static RATE_LIMIT_CHANGED: Rule = Rule::symmetric(
    ("rate-limit-changed", "another number of requests is allowed"),
    Level::Warning,
    None,
    Fixture::new(Frame::Operation, r#"{"x-rate-limit": {"requests": 30}}"#, r#"{"x-rate-limit": {"requests": 60}}"#),
    Fixture::new(
        Frame::Operation,
        r#"{"x-rate-limit": {"requests": 30}, "summary": "A"}"#,
        r#"{"x-rate-limit": {"requests": 30}, "summary": "B"}"#,
    ),
);

/// Which header makes a repeated request harmless.
pub(super) static IDEMPOTENCY_KEY_CHANGED: Rule = Rule::symmetric(
    ("idempotency-key-changed", "the header that protects a retry is another one, or there is none"),
    Level::Error,
    None,
    Fixture::new(
        Frame::Operation,
        r#"{"x-idempotency-key": "Idempotency-Key"}"#,
        r#"{"x-idempotency-key": "X-Request-Key"}"#,
    ),
    Fixture::new(
        Frame::Operation,
        r#"{"x-idempotency-key": "Idempotency-Key", "summary": "A"}"#,
        r#"{"x-idempotency-key": "Idempotency-Key", "summary": "B"}"#,
    ),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    let changes = [
        &WRITES_CHANGED,
        &SCOPES_CHANGED,
        &KEY_KINDS_CHANGED,
        &DATA_CHANGED,
        &RATE_LIMIT_CHANGED,
        &IDEMPOTENCY_KEY_CHANGED,
    ];
    [&PAGINATION.rules()[..], &[&PAGINATION_CHANGED], &IDEMPOTENT.rules(), &changes].concat()
}

/// Compares `x-validations`.
#[expect(clippy::unnecessary_wraps, reason = "all judges have the same signature")]
pub(super) fn validations(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let (old, new) = pair.values("x-validations");
    Ok(compare_validations(old, new, |rule, message| pair.report(rule, message)))
}

/// Compares `x-pagination`.
#[expect(clippy::unnecessary_wraps, reason = "all judges have the same signature")]
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
