//! The rules about a response and its request.

use crate::Rule;

/// When a parameter that the server does not validate is only a warning.
const INFERRED: &str = "the document marks the parameter as inferred";

pub(crate) static POSITIVE_REFUSED: Rule = Rule::error(
    "positive/refused",
    "a valid request was refused with 400 or 422",
    "declare the constraint that the server enforces, or give a value that exists with --value",
);

pub(crate) static POSITIVE_FAILED: Rule = Rule::error(
    "positive/failed",
    "a valid request made the server fail with a 5xx",
    "repeat the request with the curl line and read the server's log",
);

pub(super) static NEGATIVE_ACCEPTED: Rule = Rule::error(
    "negative/accepted",
    "an invalid request was accepted",
    "validate the parameter or field on the server, or remove the constraint from the document",
)
.or_warning(INFERRED);

pub(super) static NEGATIVE_FAILED: Rule = Rule::error(
    "negative/failed",
    "an invalid request made the server fail with a 5xx",
    "check the input before it is used, and respond with a 4xx",
)
.or_warning(INFERRED);

pub(super) static AUTHENTICATION_REFUSED: Rule = Rule::error(
    "authentication/refused",
    "a request with a credential got 401",
    "check that the credential is valid and belongs to this server",
);

pub(super) static AUTHENTICATION_NOT_ENFORCED: Rule = Rule::error(
    "authentication/not-enforced",
    "a request without a credential was accepted",
    "protect the route, or declare the operation with `security: []`",
);

pub(super) static AUTHENTICATION_WRONG_ACCEPTED: Rule = Rule::error(
    "authentication/wrong-accepted",
    "a request with a made-up credential was accepted",
    "often a check that only looks whether a credential is there; verify its value",
);

pub(super) static METHOD_ACCEPTED: Rule = Rule::error(
    "method/accepted",
    "a method that the document does not declare was accepted",
    "often a catch-all route; respond with 405",
);

pub(super) static PREFERENCE_IGNORED: Rule = Rule::error(
    "preference/ignored",
    "the sandbox did not return the status that `Prefer: code=` asked for",
    "check that --sandbox is meant and that nothing in between removes the header",
);

/// All rules of this module.
pub(crate) const RULES: &[&Rule] = &[
    &POSITIVE_REFUSED,
    &POSITIVE_FAILED,
    &NEGATIVE_ACCEPTED,
    &NEGATIVE_FAILED,
    &AUTHENTICATION_REFUSED,
    &AUTHENTICATION_NOT_ENFORCED,
    &AUTHENTICATION_WRONG_ACCEPTED,
    &METHOD_ACCEPTED,
    &PREFERENCE_IGNORED,
];
