//! Evaluates compiled rules.

use std::borrow::Cow;

use super::node::{Loop, Node};
use super::operators::{binary, unary};
use super::term::Term;

/// The value of a part of a rule. Returns nothing if it is left to the interpreter. `bound` are the values of the
/// variables of loops.
pub(super) fn evaluate<'v>(
    node: &'v Node,
    variables: &[(&'v str, Term<'v>)],
    bound: &mut Vec<Term<'v>>,
) -> Option<Term<'v>> {
    let mut value = |node: &'v Node| evaluate(node, variables, bound);
    Some(match node {
        Node::Null => Term::Null,
        Node::Bool(flag) => Term::Bool(*flag),
        Node::Int(whole) => Term::Int(*whole),
        Node::Double(number) => Term::Double(*number),
        Node::Text(text) => Term::Text(Cow::Borrowed(text)),
        Node::Kind(kind) => Term::Kind(*kind),
        Node::List(items) => Term::List(items.iter().map(value).collect::<Option<_>>()?),
        Node::Variable(name) => variables.iter().find(|(known, _)| known == name)?.1.clone(),
        Node::Bound(index) => bound.get(*index)?.clone(),
        Node::Field(object, name) => value(object)?.field(name)?,
        Node::Has(object, name) => Term::Bool(value(object)?.has(name)?),
        Node::Not(operand) => Term::Bool(!truth(&value(operand)?)?),
        Node::Negated(operand) => match value(operand)? {
            Term::Int(whole) => Term::Int(whole.checked_neg()?),
            Term::Double(number) => Term::Double(-number),
            _ => return None,
        },
        Node::And(left, right) => Term::Bool(truth(&value(left)?)? && truth(&value(right)?)?),
        Node::Or(left, right) => Term::Bool(truth(&value(left)?)? || truth(&value(right)?)?),
        Node::Choice(parts) => {
            let [condition, then, otherwise] = parts.as_ref();
            let holds = truth(&value(condition)?)?;
            return value(if holds { then } else { otherwise });
        }
        Node::Unary(function, operand) => return unary(*function, value(operand)?),
        Node::Binary(function, left, right) => return binary(*function, value(left)?, value(right)?),
        Node::Loop(all) => return looped(all, variables, bound),
    })
}

fn looped<'v>(all: &'v Loop, variables: &[(&'v str, Term<'v>)], bound: &mut Vec<Term<'v>>) -> Option<Term<'v>> {
    let range = evaluate(&all.range, variables, bound)?;
    let start = evaluate(&all.start, variables, bound)?;
    let depth = bound.len();
    bound.push(start);
    let mut turn = |item: Option<Term<'v>>| -> Option<bool> {
        bound.push(item?);
        let goes_on = truth(&evaluate(&all.condition, variables, bound)?)?;
        if goes_on {
            bound[depth] = evaluate(&all.step, variables, bound)?;
        }
        bound.pop();
        Some(goes_on)
    };
    // Nothing depends on what is bound after a failure: the whole rule is left to the interpreter then.
    match range {
        Term::Array(items) => {
            for item in items {
                if !turn(Term::of(item))? {
                    break;
                }
            }
        }
        Term::List(items) => {
            for item in items {
                if !turn(Some(item))? {
                    break;
                }
            }
        }
        Term::Object(fields) => {
            for name in fields.keys() {
                if !turn(Some(Term::Text(Cow::Borrowed(name))))? {
                    break;
                }
            }
        }
        _ => return None,
    }
    let result = evaluate(&all.result, variables, bound);
    bound.truncate(depth);
    result
}

fn truth(value: &Term<'_>) -> Option<bool> {
    match value {
        Term::Bool(flag) => Some(*flag),
        _ => None,
    }
}
