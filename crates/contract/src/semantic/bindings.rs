//! The variables of an expression.

use cel::common::value::{CowVal, Val};
use cel::context::VariableResolver;

/// Variables and their values, borrowed for an evaluation.
#[derive(Default)]
pub(crate) struct Bindings<'v> {
    values: Vec<(&'v str, &'v (dyn Val + 'v))>,
}

impl<'v> Bindings<'v> {
    /// Adds a variable.
    pub(crate) fn with(mut self, name: &'v str, value: &'v (dyn Val + 'v)) -> Self {
        self.values.push((name, value));
        self
    }
}

impl VariableResolver for Bindings<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        self.values.iter().find(|(name, _)| *name == variable).map(|(_, value)| CowVal::Borrowed(*value))
    }
}
