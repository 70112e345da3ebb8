//! A status that is not a success.

use schemars::{JsonSchema, SchemaGenerator};

use super::{Provenance, SchemaOf};

/// A status that is not a success, with the exact shape of its body.
#[derive(Debug, Clone)]
pub struct Failure<F> {
    /// The status.
    pub status: u16,
    /// When it is the response.
    pub description: &'static str,
    /// Where the fact comes from.
    pub provenance: Provenance,
    /// The body, as an example.
    pub example: F,
    /// The schema of the body. Where a provider has several shapes of failures, it is the shape of this status.
    pub schema: SchemaOf,
}

impl<F> Failure<F> {
    /// A failure whose body has the shape of `B`: the provider's failure itself, or one of the shapes that it can take.
    pub fn new<B: JsonSchema + Into<F>>(
        status: u16,
        description: &'static str,
        provenance: Provenance,
        example: B,
    ) -> Self {
        Self { status, description, provenance, example: example.into(), schema: SchemaGenerator::subschema_for::<B> }
    }
}
