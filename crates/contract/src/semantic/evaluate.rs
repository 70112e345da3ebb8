//! Evaluating facts.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use cel::{Context, Value};

use super::functions::environment;
use super::{Bindings, Validation};

/// What became of a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Evaluation {
    /// The fact holds.
    Holds,
    /// The fact does not hold.
    Broken,
    /// The expression cannot be evaluated, and why.
    Failed(String),
}

/// Evaluates the rules that see the same values.
pub(crate) struct Evaluator<'v> {
    context: Context<'v, 'v>,
}

impl<'v> Evaluator<'v> {
    /// An evaluator for rules that see these values.
    pub(crate) fn new(bindings: &'v Bindings<'v>) -> Self {
        let mut context = Context::with_env(Arc::clone(environment()));
        context.set_variable_resolver(bindings);
        Self { context }
    }

    /// Evaluates one rule.
    pub(crate) fn evaluate(&self, validation: &Validation) -> Evaluation {
        // An expression of the document is evaluated on values of a stranger; a flaw of the interpreter must not end the judgement.
        match catch_unwind(AssertUnwindSafe(|| validation.program.execute(&self.context))) {
            Ok(Ok(Value::Bool(true))) => Evaluation::Holds,
            Ok(Ok(Value::Bool(false))) => Evaluation::Broken,
            Ok(Ok(other)) => {
                Evaluation::Failed(format!("it gives a value of type {}, a rule gives true or false", other.type_of()))
            }
            Ok(Err(error)) => Evaluation::Failed(error.to_string().chars().take(200).collect()),
            Err(_) => Evaluation::Failed("the interpreter gives up on it".to_owned()),
        }
    }
}
