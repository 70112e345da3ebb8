//! What a handler sees of a request.

use trackside_schemas::Endpoint;
use trackside_world::View;

use super::{Caller, RequestId};
use crate::address::CallerAddress;
use crate::sandbox::Sandbox;

/// A request that keeps the contract, from a caller who may make it.
pub(crate) struct Call<'w, E: Endpoint> {
    /// Everything there is.
    pub(crate) sandbox: &'w Sandbox,
    /// The world as it is now.
    pub(crate) view: View<'w>,
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
