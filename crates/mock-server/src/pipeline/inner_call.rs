//! Calls that the sandbox makes to itself: without faults, overrides, limits and the journal.

use http::uri::PathAndQuery;
use http::{HeaderMap, Request};
use trackside_world::View;

use crate::address::CallerAddress;
use crate::catalogue::{self, Operation};
use crate::request::{Caller, Problem, RequestId};
use crate::sandbox::Sandbox;
use crate::serve::{RawCall, Reply};

/// A call that the sandbox makes to itself.
pub(crate) struct InnerCall<'r> {
    pub(crate) operation: &'static Operation,
    pub(crate) caller: &'r Caller,
    /// Where the request would have been sent: links in the response start with it.
    pub(crate) address: &'r CallerAddress,
    /// The parameters of the path.
    pub(crate) path: &'r [(&'r str, &'r str)],
    /// The query, without its question mark.
    pub(crate) query: &'r str,
    /// The body, if the operation has one.
    pub(crate) body: Option<&'r [u8]>,
}

impl InnerCall<'_> {
    /// The reply. What it would cause is not recorded.
    pub(crate) fn reply(&self, sandbox: &Sandbox, view: View<'_>) -> Result<Reply, Problem> {
        let (parts, ()) = Request::get(self.address.target.as_str()).body(()).expect("a path is valid").into_parts();
        (self.operation.handle)(&RawCall {
            sandbox,
            view,
            next_entry: 0,
            operation: self.operation,
            caller: self.caller,
            address: self.address,
            request_id: RequestId::of(&parts),
            path: Some(self.path),
            query: self.query,
            headers: &HeaderMap::new(),
            body: self.body,
        })
    }
}

/// The path of an operation with its prefix, and the query; `None` if no URL can have it.
pub(crate) fn uri_of(operation: &Operation, target: &str) -> Option<PathAndQuery> {
    let provider = catalogue::provider(operation.provider)?;
    format!("/{}{target}", provider.prefix).parse().ok()
}
