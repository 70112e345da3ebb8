//! Evaluates rules.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use cel::{Context, Program, Value};

use super::functions::environment;
use super::{Bindings, Validation};

/// The result of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evaluation {
    /// The rule holds.
    Holds,
    /// The rule does not hold.
    Broken,
    /// The rule cannot be evaluated, and why.
    Failed(String),
}

/// Evaluates rules with the same variables.
pub(crate) struct Evaluator<'v> {
    context: Context<'v, 'v>,
}

impl<'v> Evaluator<'v> {
    /// An evaluator with these variables.
    pub(crate) fn new(bindings: &'v Bindings<'v>) -> Self {
        let mut context = Context::with_env(Arc::clone(environment()));
        context.set_variable_resolver(bindings);
        Self { context }
    }

    /// Evaluates a rule.
    pub(crate) fn evaluate(&self, validation: &Validation) -> Evaluation {
        self.execute(&validation.program)
    }

    fn execute(&self, program: &Program) -> Evaluation {
        // The input comes from strangers. A bug in the interpreter must not end the whole run.
        match catch_unwind(AssertUnwindSafe(|| program.execute(&self.context))) {
            Ok(Ok(Value::Bool(true))) => Evaluation::Holds,
            Ok(Ok(Value::Bool(false))) => Evaluation::Broken,
            Ok(Ok(other)) => {
                Evaluation::Failed(format!("its value is of type {}, a rule must be true or false", other.type_of()))
            }
            Ok(Err(error)) => Evaluation::Failed(error.to_string().chars().take(200).collect()),
            Err(_) => Evaluation::Failed("the interpreter panicked".to_owned()),
        }
    }
}

/// Evaluates a program with these variables.
pub(super) fn evaluate(program: &Program, bindings: &Bindings<'_>) -> Evaluation {
    Evaluator::new(bindings).execute(program)
}
