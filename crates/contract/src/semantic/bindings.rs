//! The variables of the interpreter.

use cel::common::value::{CowVal, Val};
use cel::context::VariableResolver;

/// Variables and their values, borrowed for an evaluation.
pub(super) struct Bindings<'b, 'v>(pub(super) &'b [(&'b str, Box<dyn Val + 'v>)]);

impl VariableResolver for Bindings<'_, '_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        self.0.iter().find(|(name, _)| *name == variable).map(|(_, value)| CowVal::Borrowed(value.as_ref()))
    }
}
