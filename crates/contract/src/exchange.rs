//! The input of a judgement.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

/// A request and its response, as sent over the wire.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The method of the request.
    pub method: Method,
    /// The path and query of the request, relative to the server URL. It starts with `/`.
    pub target: String,
    /// The headers of the request.
    pub request_headers: HeaderMap,
    /// The body of the request; empty if there was none.
    pub request_body: Bytes,
    /// The status of the response.
    pub status: StatusCode,
    /// The headers of the response.
    pub response_headers: HeaderMap,
    /// The body of the response; empty if there was none.
    pub response_body: Bytes,
}

/// The kind of server that responded. It decides how strict the judgement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The sandbox. It must keep to everything in the contract: every violation is an error.
    Sandbox,
    /// Any other server. The contract may be wrong about it, so inferred rules and undeclared fields are only warnings.
    Foreign,
}
