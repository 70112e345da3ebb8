//! Says what a change of an OpenAPI 3.0 document means for its clients.
//!
//! ```
//! use trackside_diff::{Level, compare};
//!
//! let document = |required: &[&str]| serde_json::json!({
//!     "openapi": "3.0.3",
//!     "info": { "title": "Shop", "version": "1" },
//!     "paths": { "/orders": { "get": {
//!         "operationId": "listOrders",
//!         "responses": { "200": { "description": "The orders.", "content": { "application/json": { "schema": {
//!             "type": "array",
//!             "items": { "type": "object", "required": required, "properties": { "total": { "type": "integer" } } }
//!         } } } } }
//!     } } }
//! });
//! let changes = compare(&document(&["total"]), &document(&[]))?;
//! assert_eq!(changes[0].level, Level::Error);
//! assert_eq!(
//!     changes[0].to_string(),
//!     "error response-property-became-optional listOrders response 200 body /*/total: required → optional"
//! );
//! # Ok::<(), trackside_diff::DiffError>(())
//! ```
//!
//! What is judged is the shape that clients meet: references are followed, members of `allOf` are merged, and names of components mean nothing,
//! except where a discriminator makes them part of the wire. What narrows a request or widens a response breaks clients; the opposite is for
//! information. Each kind of object is compared key by key: a key belongs to a rule, or it is known as documentation, or its change is
//! `unclassified`. [`rules`] lists every rule, and `RULES.md` beside this crate is the same list to read.
//!
//! Not compared, because no operation leads there or nothing on the wire depends on it: components that nothing refers to, members beside a `$ref`,
//! the order of keys and of lists whose order means nothing. `allOf` is merged keyword by keyword, so that `additionalProperties: false` counts for all
//! members together. What changes within a callback is told as one change.

mod change;
mod comparison;
mod document;
mod documentation;
mod error;
mod fixture;
mod graph;
mod objects;
mod page;
mod registry;
mod rule;
mod schema;
mod shape;
mod telling;
mod value;
mod walk;

pub use change::{Change, Direction, Level};
pub use comparison::compare;
pub use error::{DiffError, Which};
pub use page::page;
pub use registry::rules;
pub use rule::{Mirror, Rule};
