//! The rules about the connection.

use crate::Rule;

pub(super) static REQUEST: Rule = Rule::error(
    "transport/request",
    "a request cannot be written as the document describes it",
    "correct the path or the parameter in the document",
);

pub(crate) static CONNECT: Rule = Rule::error(
    "transport/connect",
    "no connection could be opened",
    "check that the server is running and that the address is right",
);

pub(super) static TIMEOUT: Rule = Rule::error(
    "transport/timeout",
    "the response was not complete in time",
    "make the operation faster, or allow more time with --timeout",
);

pub(super) static BODY_ENDLESS: Rule = Rule::error(
    "transport/body-endless",
    "the body of a response is too large, or never ends",
    "page the result, or end the stream",
);

pub(super) static CUT_OFF: Rule = Rule::error(
    "transport/cut-off",
    "the connection was closed before the response was complete",
    "often a crash while the body was written, or a wrong `content-length`",
);

pub(super) static MALFORMED: Rule = Rule::error(
    "transport/malformed",
    "the response is not valid HTTP",
    "often a server of another protocol on the same port, or a header written by hand",
);

pub(crate) static ENCODING: Rule = Rule::error(
    "transport/encoding",
    "the body is not compressed as `content-encoding` says",
    "often a proxy that compresses twice, or drops the header but not the compression",
);

/// All rules of this module.
pub(crate) const RULES: &[&Rule] = &[&REQUEST, &CONNECT, &TIMEOUT, &BODY_ENDLESS, &CUT_OFF, &MALFORMED, &ENCODING];
