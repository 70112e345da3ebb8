//! What is judged.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

/// One request and its answer, as they went over the wire.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The method of the request.
    pub method: Method,
    /// The path and query of the request, relative to the server URL: what follows the base URL, starting with `/`.
    pub target: String,
    /// The headers of the request.
    pub request_headers: HeaderMap,
    /// The body of the request; empty when there was none.
    pub request_body: Bytes,
    /// The status of the answer.
    pub status: StatusCode,
    /// The headers of the answer.
    pub response_headers: HeaderMap,
    /// The body of the answer; empty when there was none.
    pub response_body: Bytes,
}

/// Who answered, which decides how heavily a guess of ours weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The sandbox, which is held to everything that the contract says: every violation is an error.
    Sandbox,
    /// Any other server. A rule that was only inferred, and a field that the contract does not know, are warnings: the contract may be
    /// what is wrong.
    Foreign,
}
