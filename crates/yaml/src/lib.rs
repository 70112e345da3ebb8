//! YAML as a tree that knows where in the text everything is. JSON is YAML as well.
//!
//! [`Node::read`] reads a text; [`Node::value`] is the same as JSON. Keys that occur twice, tags, and what JSON cannot
//! express are errors with line and column.
//!
//! **Invariant:** knows nothing of what the text is about.

mod place;
mod tree;

pub use place::{Place, Step};
pub use tree::{BrokenText, Limits, Node, is_plain_text};
