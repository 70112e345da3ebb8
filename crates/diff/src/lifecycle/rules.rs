//! The rules about sunsets.

use crate::change::Level;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Mirror, Rule, TwoWay, Words};

const DEPRECATED: &str = r#"{"deprecated": true}"#;
const NEAR: &str = r#"{"deprecated": true, "x-sunset": "2027-06-30"}"#;
const FAR: &str = r#"{"deprecated": true, "x-sunset": "2028-06-30"}"#;
const OVER: &str = r#"{"deprecated": true, "x-sunset": "2026-01-31"}"#;

/// Whether a date is announced.
pub(super) static SUNSET: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Operation, DEPRECATED, NEAR),
    (Level::Info, ("sunset-announced", "the day is known from which on it may be gone")),
    (Level::Warning, ("sunset-withdrawn", "it is no longer known when it will be removed")),
);

/// Whether the date is later or earlier.
pub(super) static MOVED: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Operation, NEAR, FAR),
    (Level::Info, ("sunset-postponed", "clients have more time to stop using it")),
    (Level::Error, ("sunset-brought-forward", "clients that planned with the announced day come too late")),
);

/// A sunset that is not a date.
pub(super) static SUNSET_INVALID: Rule = alone(
    ("sunset-invalid", "nobody can tell when it will be removed, because the sunset is not a date"),
    Level::Error,
    "a date that becomes valid is an announced one",
    (DEPRECATED, r#"{"deprecated": true, "x-sunset": "next summer"}"#),
);

/// A date of something that stays.
pub(super) static SUNSET_WITHOUT_DEPRECATION: Rule = alone(
    ("sunset-without-deprecation", "it has a sunset and is not deprecated; most tools and readers overlook that"),
    Level::Warning,
    "with the deprecation, the sunset is announced",
    ("{}", r#"{"x-sunset": "2027-06-30"}"#),
);

pub(super) static DEPRECATED_WITHOUT_SUNSET: Rule = alone(
    ("deprecated-without-sunset", "it may be removed, and nobody can tell when"),
    Level::Error,
    "a deprecation that ends needs no date",
    ("{}", DEPRECATED),
)
.under_policy();

pub(super) static SUNSET_TOO_SOON: Rule = alone(
    ("sunset-too-soon", "clients have less time than the policy promises"),
    Level::Error,
    "a sunset that is withdrawn has no date",
    (DEPRECATED, OVER),
)
.under_policy();

pub(super) static REMOVED_WITHOUT_DEPRECATION: Rule = removed(
    ("removed-without-deprecation", "it was removed without notice, so clients still use it"),
    Level::Error,
    r#"{"delete": {"operationId": "deleteOrder", 
        "responses": {"204": {"description": "Deleted."}}}}"#,
);

pub(super) static REMOVED_WITHOUT_SUNSET: Rule = removed(
    ("removed-without-sunset", "it was deprecated, but clients were not told when it ends"),
    Level::Error,
    r#"{"delete": {"operationId": "deleteOrder", "deprecated": true, 
        "responses": {"204": {"description": "Deleted."}}}}"#,
);

pub(super) static REMOVED_BEFORE_SUNSET: Rule = removed(
    ("removed-before-sunset", "clients that rely on the announced day break before it"),
    Level::Error,
    r#"{"delete": {"operationId": "deleteOrder", "deprecated": true, "x-sunset": "2027-06-30", 
        "responses": {"204": {"description": "Deleted."}}}}"#,
);

pub(super) static REMOVED_AFTER_SUNSET: Rule = removed(
    ("removed-after-sunset", "it ended as it was announced"),
    Level::Info,
    r#"{"delete": {"operationId": "deleteOrder", "deprecated": true, "x-sunset": "2026-01-31", 
        "responses": {"204": {"description": "Deleted."}}}}"#,
);

/// The rules of this folder.
pub(crate) fn rules() -> Vec<&'static Rule> {
    let alone: [&Rule; 8] = [
        &SUNSET_INVALID,
        &SUNSET_WITHOUT_DEPRECATION,
        &DEPRECATED_WITHOUT_SUNSET,
        &SUNSET_TOO_SOON,
        &REMOVED_WITHOUT_DEPRECATION,
        &REMOVED_WITHOUT_SUNSET,
        &REMOVED_BEFORE_SUNSET,
        &REMOVED_AFTER_SUNSET,
    ];
    [&SUNSET.rules()[..], &MOVED.rules(), &alone].concat()
}

/// A rule about an operation, without a mirror.
const fn alone(
    (id, meaning): Words,
    level: Level,
    reason: &'static str,
    (old, new): (&'static str, &'static str),
) -> Rule {
    Rule {
        mirror: Mirror::None { reason },
        ..Rule::symmetric(
            (id, meaning),
            level,
            None,
            Fixture::new(Frame::Operation, old, new),
            Fixture::new(Frame::Operation, NEAR, FAR),
        )
    }
}

/// A rule about an operation that is removed.
const fn removed(words: Words, level: Level, operation: &'static str) -> Rule {
    Rule {
        mirror: Mirror::None { reason: "what is added needs no notice" },
        ..Rule::symmetric(
            words,
            level,
            None,
            Fixture::new(Frame::PathItem, operation, "{}"),
            Fixture::new(Frame::PathItem, "{}", operation),
        )
    }
    .under_policy()
}
