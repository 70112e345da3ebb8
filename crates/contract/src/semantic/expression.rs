//! Rules on their own, apart from a document.

use serde_json::{Map, Value};

use super::timestamp::timestamp;
use super::validation::{Compiled, compile};
use super::{Evaluation, Evaluator, Variable};

/// A compiled rule, which can be evaluated with any values.
///
/// ```
/// use trackside_contract::semantic::{Evaluation, Expression};
///
/// let rule = Expression::compile("self.total == self.direct + self.redirect").unwrap();
/// let variables = serde_json::json!({ "self": { "total": 3, "direct": 1, "redirect": 2.0 } });
/// assert_eq!(rule.evaluate(variables.as_object().unwrap(), None), Evaluation::Holds);
/// ```
#[derive(Debug)]
pub struct Expression(Compiled);

/// A rule of a contract, with the values of its variables in some exchange.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The expression.
    pub rule: String,
    /// Where the document declares it, as a JSON pointer.
    pub place: String,
    /// The variables that the expression uses, but for `now`.
    pub variables: Map<String, Value>,
    /// The time of the response, in RFC 3339, if the expression uses it.
    pub now: Option<String>,
}

impl Expression {
    /// Compiles a rule. Returns why it does not compile.
    pub fn compile(rule: &str) -> Result<Self, String> {
        compile(rule).map(Self)
    }

    /// Evaluates the rule with these variables. `now` is a timestamp in RFC 3339; the variable is null without one that
    /// can be read.
    pub fn evaluate(&self, variables: &Map<String, Value>, now: Option<&str>) -> Evaluation {
        let now = now.and_then(|now| timestamp(now).ok()).map_or(Variable::Nothing, Variable::Time);
        let named = variables.iter().map(|(name, value)| (name.as_str(), Variable::Json(value)));
        Evaluator::new(named.chain([("now", now)]).collect()).evaluate(&self.0)
    }
}
