//! The rules about deliveries of webhooks.

use crate::Rule;

pub(super) static UNREADABLE: Rule = Rule::error(
    "webhook/unreadable",
    "a request to the receiver is not valid HTTP, larger than 1 MiB, or was not complete in time",
    "the finding says what was read; often another program that uses the same address",
);

pub(super) static EVENT_UNNAMED: Rule = Rule::error(
    "webhook/event-unnamed",
    "a delivery does not say which event it is of",
    "send the name of the event where `x-delivery` says, or correct `eventName` in the document",
);

pub(super) static EVENT_UNKNOWN: Rule = Rule::error(
    "webhook/event-unknown",
    "a delivery is of an event that the document does not declare",
    "declare the event in `x-webhooks`; often a new event, or one of another provider",
);

pub(super) static UNSIGNED: Rule = Rule::error(
    "webhook/unsigned",
    "a delivery has no signature, but the document declares one",
    "often a request that was sent by hand, or a proxy that removes headers",
);

pub(super) static SIGNATURE_UNREADABLE: Rule = Rule::error(
    "webhook/signature-unreadable",
    "the signature of a delivery, or a header that it covers, is missing or cannot be read",
    "send the header as the document describes it",
);

pub(super) static SIGNATURE_WRONG: Rule = Rule::error(
    "webhook/signature-wrong",
    "the signature of a delivery does not fit its body and the given secret",
    "give the secret of this webhook with --webhook-secret; otherwise the body was changed on its way",
);

pub(super) static STALE: Rule = Rule::warning(
    "webhook/stale",
    "a delivery says that it was sent longer ago, or later, than the document allows",
    "set the clock of the sandbox or of this machine; somebody may also have sent an old delivery again",
);

pub(super) static NOT_VERIFIED: Rule = Rule::warning(
    "webhook/not-verified",
    "the signatures of deliveries were not verified",
    "give the secret of the webhook with --webhook-secret, or in the environment",
);

pub(super) static TOO_FEW: Rule = Rule::error(
    "webhook/too-few",
    "fewer deliveries were received than --deliveries asks for",
    "cause more events, or allow more time with --for",
);

/// All rules of this module.
pub(crate) const RULES: &[&Rule] = &[
    &UNREADABLE,
    &EVENT_UNNAMED,
    &EVENT_UNKNOWN,
    &UNSIGNED,
    &SIGNATURE_UNREADABLE,
    &SIGNATURE_WRONG,
    &STALE,
    &NOT_VERIFIED,
    &TOO_FEW,
];
