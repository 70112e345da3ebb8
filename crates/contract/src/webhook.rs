//! The webhook events of a contract.

use bytes::Bytes;
use http::{HeaderMap, Method};

use crate::ParameterType;
use crate::operation::DeclaredHeader;
use crate::schema::NodeId;
use crate::semantic::Validation;

/// A webhook event of a contract: a request that the provider sends. A document declares it in `x-webhooks`.
#[derive(Debug)]
pub struct Webhook {
    /// The name of the event, for example `conversion.created`.
    pub event: String,
    /// The place of the event in the document, as a JSON pointer. Use it to read what is not repeated here.
    pub pointer: String,
    /// The methods by which it can be sent: POST with a JSON body, GET with the same fields in the query.
    pub methods: Vec<Method>,
    /// The schema of the payload.
    pub(crate) payload: NodeId,
    /// The headers of every delivery.
    pub(crate) headers: Vec<DeclaredHeader>,
    /// The fields of the payload that can be in the query, with their types. Those of an object are named
    /// `object[field]`.
    pub(crate) query: Vec<QueryField>,
    pub(crate) validations: Vec<Validation>,
}

/// A field of a payload in the query.
#[derive(Debug)]
pub(crate) struct QueryField {
    pub(crate) name: String,
    pub(crate) kind: ParameterType,
    /// Whether it is an object, whose fields are parameters of their own.
    pub(crate) is_object: bool,
}

/// A request that delivers a webhook event, as it was received.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The method.
    pub method: Method,
    /// The path and query. Only the query matters: the path is the receiver's own.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty if there is none.
    pub body: Bytes,
}
