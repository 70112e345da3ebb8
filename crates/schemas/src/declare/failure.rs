//! A status that is not a success.

use schemars::{JsonSchema, SchemaGenerator};

use super::{Provenance, SchemaOf};

/// A status that is not a success, with the exact shape of its body.
#[derive(Debug, Clone)]
pub struct Failure<F> {
    /// The status.
    pub status: u16,
    /// When the provider responds with it.
    pub description: &'static str,
    /// Where the fact comes from.
    pub provenance: Provenance,
    /// The body, as an example.
    pub example: F,
    /// The schema of the body for this status. A provider may have failures of several shapes.
    pub schema: SchemaOf,
    /// Whether a request that keeps to the contract can get it, because of the data that it names. Where a 400 or 422 only
    /// means that a request is malformed, this is false.
    pub depends_on_data: bool,
}

impl<F> Failure<F> {
    /// A failure with a body of type `B`: the provider's failure type, or one of its variants.
    pub fn new<B: JsonSchema + Into<F>>(
        status: u16,
        description: &'static str,
        provenance: Provenance,
        example: B,
    ) -> Self {
        Self {
            status,
            description,
            provenance,
            example: example.into(),
            schema: SchemaGenerator::subschema_for::<B>,
            depends_on_data: false,
        }
    }

    /// The same, but a request that keeps to the contract can get it, because of the data that it names.
    pub fn of_data(self) -> Self {
        Self { depends_on_data: true, ..self }
    }
}
