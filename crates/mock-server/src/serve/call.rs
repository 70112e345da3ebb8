//! What a handler sees of a request.

use http::HeaderMap;
use trackside_schemas::Endpoint;
use trackside_world::View;

use crate::address::CallerAddress;
use crate::catalogue::Operation;
use crate::request::{Caller, RequestId};
use crate::sandbox::Sandbox;
use crate::store::Records;

/// A request that keeps the contract, from a caller who may make it.
pub(crate) struct Call<'w, E: Endpoint> {
    /// Everything there is.
    pub(crate) sandbox: &'w Sandbox,
    /// The world as it is now.
    pub(crate) view: View<'w>,
    /// What clients have created, as far as it is visible now.
    pub(crate) records: Records<'w>,
    /// Who is asking.
    pub(crate) caller: Caller,
    /// Where the caller sent the request.
    pub(crate) address: CallerAddress,
    /// The id of the request.
    pub(crate) request_id: RequestId,
    /// The parameters of the path.
    pub(crate) path: E::Path,
    /// The parameters of the query.
    pub(crate) query: E::Query,
    /// The body.
    pub(crate) body: E::Body,
}

/// A request before its parameters are read, and everything that its response depends on.
pub(crate) struct Asked<'w, 'r> {
    /// Everything there is.
    pub(crate) sandbox: &'w Sandbox,
    /// The world at the time of the response.
    pub(crate) view: View<'w>,
    /// What clients have created, as far as it is visible then.
    pub(crate) records: Records<'w>,
    /// The operation.
    pub(crate) operation: &'w Operation,
    /// Who is asking.
    pub(crate) caller: &'r Caller,
    /// Where the caller sent the request.
    pub(crate) address: &'r CallerAddress,
    /// The id of the request.
    pub(crate) request_id: RequestId,
    /// What the path holds, by parameter; nothing when it is not UTF-8.
    pub(crate) path: Option<&'r [(&'r str, &'r str)]>,
    /// The query, without its question mark.
    pub(crate) query: &'r str,
    /// The headers.
    pub(crate) headers: &'r HeaderMap,
    /// The body, where the operation takes one.
    pub(crate) body: Option<&'r [u8]>,
}
