//! A request as a handler sees it.

use http::HeaderMap;
use trackside_schemas::Endpoint;
use trackside_world::View;

use crate::address::CallerAddress;
use crate::catalogue::Operation;
use crate::request::{Caller, Given, Problem, RequestId, last_of_each, parse_body};
use crate::sandbox::Sandbox;

/// A valid request from an authorized caller.
pub(crate) struct Call<'w, E: Endpoint> {
    pub(crate) sandbox: &'w Sandbox,
    /// The world as it is now.
    pub(crate) view: View<'w>,
    /// The number of the entry of the ledger that is recorded next.
    pub(crate) next_entry: u64,
    pub(crate) caller: Caller,
    /// Where the caller sent the request.
    pub(crate) address: CallerAddress,
    pub(crate) request_id: RequestId,
    pub(crate) headers: &'w HeaderMap,
    /// The body as it was sent; empty without one.
    pub(crate) raw_body: &'w [u8],
    pub(crate) path: E::Path,
    pub(crate) query: E::Query,
    pub(crate) body: E::Body,
}

/// A request before its parameters are decoded, and everything that its response depends on.
pub(crate) struct RawCall<'w, 'r> {
    pub(crate) sandbox: &'w Sandbox,
    /// The world at the time of the response.
    pub(crate) view: View<'w>,
    /// The number of the entry of the ledger that is recorded next.
    pub(crate) next_entry: u64,
    pub(crate) operation: &'w Operation,
    pub(crate) caller: &'r Caller,
    /// Where the caller sent the request.
    pub(crate) address: &'r CallerAddress,
    pub(crate) request_id: RequestId,
    /// The parameters of the path; `None` if it is not UTF-8.
    pub(crate) path: Option<&'r [(&'r str, &'r str)]>,
    /// The query, without its question mark.
    pub(crate) query: &'r str,
    pub(crate) headers: &'r HeaderMap,
    /// The body, if the operation has one.
    pub(crate) body: Option<&'r [u8]>,
}

impl RawCall<'_, '_> {
    /// What the request gives for path, query and body.
    pub(super) fn given(&self) -> Result<(Given, Given, Given), Problem> {
        let operation = self.operation;
        let path = Given::of_path(&operation.path, self.path);
        let pairs = form_urlencoded::parse(self.query.as_bytes());
        let mut pairs = pairs.map(|(name, value)| ((operation.manners.parameter_name)(name), value));
        let query = if operation.manners.last_counts {
            let pairs = last_of_each(&operation.query, &mut pairs);
            Given::of_query(&operation.query, &mut pairs.into_iter())
        } else {
            Given::of_query(&operation.query, &mut pairs)
        };
        let body = match self.body {
            Some([]) if operation.body_is_optional => Given::no_body(),
            Some(bytes) if operation.has_body => {
                let body = parse_body(operation.request_media, self.headers, bytes)?;
                if operation.takes_object && !body.is_object() {
                    return Err(Problem::MalformedBody("the body is not a JSON object".to_owned()));
                }
                Given::of_body(body)
            }
            _ => Given::no_body(),
        };
        Ok((path, query, body))
    }
}
