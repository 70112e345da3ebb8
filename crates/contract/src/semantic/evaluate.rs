//! Evaluates rules.

use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use cel::common::value::Val;
use cel::{Context, Value};

use super::bindings::Bindings;
use super::direct::Term;
use super::functions::environment;
use super::validation::Compiled;
use super::variable::Variable;

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
    variables: Vec<(&'v str, Variable<'v>)>,
    /// The variables for compiled rules, unless only the interpreter has them.
    terms: Option<Vec<(&'v str, Term<'v>)>>,
    /// The variables for the interpreter, which needs them rarely.
    values: OnceCell<Vec<(&'v str, Box<dyn Val + 'v>)>>,
}

impl<'v> Evaluator<'v> {
    /// An evaluator with these variables.
    pub(crate) fn new(variables: Vec<(&'v str, Variable<'v>)>) -> Self {
        let terms = variables.iter().map(|(name, variable)| Some((*name, variable.term()?))).collect();
        Self { variables, terms, values: OnceCell::new() }
    }

    /// Evaluates a rule.
    pub(crate) fn evaluate(&self, rule: &Compiled) -> Evaluation {
        match self.directly(rule) {
            Some(true) => Evaluation::Holds,
            Some(false) => Evaluation::Broken,
            None => self.interpret(rule),
        }
    }

    /// Whether a rule holds. Returns nothing if the interpreter has to decide.
    pub(super) fn directly(&self, rule: &Compiled) -> Option<bool> {
        rule.direct.as_ref()?.holds(self.terms.as_ref()?)
    }

    /// Evaluates a rule with the interpreter.
    pub(super) fn interpret(&self, rule: &Compiled) -> Evaluation {
        let values =
            self.values.get_or_init(|| self.variables.iter().map(|(name, variable)| (*name, variable.cel())).collect());
        let bindings = Bindings(values);
        let mut context = Context::with_env(Arc::clone(environment()));
        context.set_variable_resolver(&bindings);
        // The input comes from strangers. A bug in the interpreter must not end the whole run.
        match catch_unwind(AssertUnwindSafe(|| rule.program.execute(&context))) {
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
