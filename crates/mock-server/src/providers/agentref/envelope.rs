//! The envelopes of successes.

use trackside_schemas::agentref::{Envelope, List, Meta};

use crate::serve::{Call, Serve};

/// Facts about the request.
pub(super) fn meta<E: Serve>(call: &Call<'_, E>) -> Meta {
    Meta { request_id: request_id(call) }
}

/// The request's id as AgentRef writes it.
pub(super) fn request_id<E: Serve>(call: &Call<'_, E>) -> String {
    format!("req_{}", call.request_id)
}

/// One thing.
pub(super) fn one<E: Serve, T>(call: &Call<'_, E>, data: T) -> Envelope<T> {
    Envelope { data, meta: meta(call) }
}

/// A whole list.
pub(super) fn list<E: Serve, T>(call: &Call<'_, E>, data: Vec<T>) -> List<T> {
    List { data, meta: meta(call) }
}
