//! Evaluates simple rules on JSON itself.
//!
//! The interpreter copies a value into its own types before it evaluates anything, which takes most of the time that
//! judging takes. Nearly all rules only compare, test for null, calculate and loop, so they are compiled to a tree that
//! reads the JSON where it is.
//!
//! This is a shortcut, not a second language. It knows only what it can decide for certain, and knows no errors: whatever
//! is unusual (a missing field, mixed types, an overflow, another function) is left to the interpreter. A property test
//! holds that both agree.

#[cfg(test)]
mod agreement;
mod compile;
mod evaluate;
mod node;
mod operators;
mod term;

use node::Node;
pub(crate) use term::Term;

/// A rule, compiled.
#[derive(Debug)]
pub(super) struct Direct(Node);

impl Direct {
    /// Compiles an expression. Returns nothing if a part of it is left to the interpreter in any case.
    pub(super) fn of(expression: &cel::IdedExpr) -> Option<Self> {
        compile::compile(expression).map(Self)
    }

    /// Whether the rule holds. Returns nothing if the interpreter has to decide.
    pub(super) fn holds<'v>(&'v self, variables: &[(&'v str, Term<'v>)]) -> Option<bool> {
        match evaluate::evaluate(&self.0, variables, &mut Vec::new())? {
            Term::Bool(holds) => Some(holds),
            _ => None,
        }
    }
}
