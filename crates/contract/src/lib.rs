//! Judges HTTP exchanges by an OpenAPI 3.0 document.
//!
//! The crate knows no provider and no server: every rule comes from the document. It loads a document once
//! ([`Contract`]), and then finds the places where an [`Exchange`] with any server breaks it ([`Violation`]):
//!
//! ```
//! use trackside_contract::{Contract, Exchange, Origin};
//!
//! let contract = Contract::from_value(&serde_json::json!({
//!     "openapi": "3.0.3",
//!     "info": { "title": "Shop", "version": "1" },
//!     "paths": { "/orders/{id}": { "get": {
//!         "operationId": "getOrder",
//!         "responses": { "200": { "description": "The order.", "content": { "application/json": { "schema": {
//!             "type": "object",
//!             "required": ["total"],
//!             "properties": { "total": { "type": "integer" } }
//!         } } } } }
//!     } } }
//! }))?;
//! let exchange = Exchange {
//!     method: http::Method::GET,
//!     target: "/orders/7".to_owned(),
//!     request_headers: http::HeaderMap::new(),
//!     request_body: bytes::Bytes::new(),
//!     status: http::StatusCode::OK,
//!     response_headers: [(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"))].into_iter().collect(),
//!     response_body: r#"{"total": "12"}"#.into(),
//! };
//! let violations = contract.judge(&exchange, Origin::Sandbox);
//! assert_eq!(
//!     violations[0].to_string(),
//!     r#"error body/type getOrder /total: is "12" (string), the contract says integer"#
//! );
//! # Ok::<(), trackside_contract::ContractError>(())
//! ```
//!
//! It judges:
//!
//! - the status and the content type
//! - the declared headers
//! - the body against its schema; undeclared fields are violations, too
//! - the rules across fields in `x-validations`, see [`semantic`]
//!
//! Webhook events, which a document declares in `x-webhooks`, are judged by name: their payload, or the request that
//! delivers it ([`Contract::judge_payload`], [`Contract::judge_delivery`]).
//!
//! [`Rule`] lists every kind of violation.
//!
//! | module | what it does |
//! |---|---|
//! | `load` | reads a document: references, operations, responses, examples |
//! | `schema` | schemas as a graph, their conversion to JSON Schema 2020-12, the choice of a `oneOf` variant, messages |
//! | [`semantic`] | the expressions of `x-validations` |
//! | `judge` | judges an exchange by an operation |

mod contract;
mod error;
mod exchange;
mod judge;
mod load;
mod operation;
mod provenance;
mod rule;
mod schema;
pub mod semantic;
mod violation;
mod webhook;

pub use contract::{Contract, ExampleRef};
pub use error::ContractError;
pub use exchange::{Exchange, Origin};
pub use judge::parse_json;
pub use load::Unsupported;
pub use operation::{Location, Operation, Parameter, ParameterType};
pub use provenance::{Provenance, Source};
pub use rule::Rule;
pub use schema::CHECKED_FORMATS;
pub use violation::{Level, Violation};
pub use webhook::{Delivery, Webhook};
