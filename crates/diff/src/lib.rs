//! Compares two versions of an OpenAPI 3.0 document, and says what the changes mean for clients.
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
//! Documents are compared as clients see them: references are resolved, members of `allOf` are merged, and names of
//! components do not matter, unless a discriminator sends them over the wire. A change that narrows requests or widens
//! responses breaks clients; the opposite is only information. Objects are compared key by key: a key belongs to a
//! rule, or it is documentation, or its change is `unclassified`. [`rules`] lists all rules, and so does `RULES.md` in
//! this crate; `EXPLANATIONS.md` says by example which clients they are about.
//!
//! What it means also depends on how it is sent: parameters are text, so that a number may become a string, and a hint for
//! XML only matters in XML. Whether two members of a `oneOf` overlap cannot always be decided; then it is a warning.
//!
//! Some parts are not compared, because they do not matter to clients:
//!
//! - components that nothing refers to
//! - members next to a `$ref`
//! - the order of keys, and of lists whose order has no meaning
//!
//! `allOf` is merged keyword by keyword, so `additionalProperties: false` applies to all members together. All changes within a callback are
//! reported as one.

mod change;
mod comparison;
mod document;
mod documentation;
mod error;
mod explanation;
mod fixture;
mod graph;
mod lifecycle;
mod objects;
mod page;
mod registry;
mod rule;
mod schema;
mod shape;
mod telling;
mod unchanged;
mod value;
mod walk;
mod writing;

pub use change::{Change, Direction, Level};
pub use comparison::{compare, compare_under};
pub use error::{DiffError, Which};
pub use explanation::{Explanation, explanations};
pub use lifecycle::Policy;
pub use page::page;
pub use registry::rules;
pub use rule::{Mirror, Rule};
