//! Compiles expressions.

use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, LiteralValue, operators};

use super::node::{Binary, Loop, Node, Unary};
use super::term::Kind;

/// Compiles an expression. Returns nothing if it has a part that is left to the interpreter.
pub(super) fn compile(expression: &IdedExpr) -> Option<Node> {
    part(expression, &mut Vec::new())
}

/// `bound` are the variables of the loops around the part.
fn part<'e>(expression: &'e IdedExpr, bound: &mut Vec<&'e str>) -> Option<Node> {
    Some(match &expression.expr {
        Expr::Literal(literal) => constant(literal)?,
        Expr::Ident(name) => match bound.iter().rposition(|bound| bound == name) {
            Some(index) => Node::Bound(index),
            None => Kind::named(name).map_or_else(|| Node::Variable(name.clone()), Node::Kind),
        },
        Expr::Select(select) => {
            let operand = Box::new(part(&select.operand, bound)?);
            if select.test {
                Node::Has(operand, select.field.clone())
            } else {
                Node::Field(operand, select.field.clone())
            }
        }
        Expr::List(list) if list.optional_indices.is_empty() => {
            Node::List(list.elements.iter().map(|element| part(element, bound)).collect::<Option<_>>()?)
        }
        Expr::Call(call) => called(call, bound)?,
        Expr::Comprehension(comprehension) => Node::Loop(Box::new(looped(comprehension, bound)?)),
        Expr::List(_) | Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => return None,
    })
}

fn constant(literal: &LiteralValue) -> Option<Node> {
    Some(match literal {
        LiteralValue::Null => Node::Null,
        LiteralValue::Boolean(flag) => Node::Bool(*flag.inner()),
        LiteralValue::Int(whole) => Node::Int(*whole.inner()),
        LiteralValue::Double(number) => Node::Double(*number.inner()),
        LiteralValue::String(text) => Node::Text(text.inner().to_owned()),
        LiteralValue::Bytes(_) | LiteralValue::UInt(_) => return None,
    })
}

fn called<'e>(call: &'e CallExpr, bound: &mut Vec<&'e str>) -> Option<Node> {
    let name = call.func_name.as_str();
    // A method is a function of what it is called on.
    let operands: Vec<_> = call.target.as_deref().into_iter().chain(&call.args).collect();
    let is_method = call.target.is_some();
    let mut part = |index: usize| part(operands[index], bound);
    Some(match (operands.len(), name) {
        (1, operators::LOGICAL_NOT) => Node::Not(Box::new(part(0)?)),
        (1, operators::NEGATE) => Node::Negated(Box::new(part(0)?)),
        (1, _) => Node::Unary(unary(name, is_method)?, Box::new(part(0)?)),
        (2, operators::LOGICAL_AND) => Node::And(Box::new(part(0)?), Box::new(part(1)?)),
        (2, operators::LOGICAL_OR) => Node::Or(Box::new(part(0)?), Box::new(part(1)?)),
        (2, operators::INDEX) => match (part(0)?, part(1)?) {
            (container, Node::Text(field)) => Node::Field(Box::new(container), field),
            (container, index) => Node::Binary(Binary::Index, Box::new(container), Box::new(index)),
        },
        (2, _) => Node::Binary(binary(name, is_method)?, Box::new(part(0)?), Box::new(part(1)?)),
        (3, operators::CONDITIONAL) => Node::Choice(Box::new([part(0)?, part(1)?, part(2)?])),
        _ => return None,
    })
}

fn unary(name: &str, is_method: bool) -> Option<Unary> {
    Some(match (name, is_method) {
        ("size", _) => Unary::Size,
        ("int", false) => Unary::Int,
        ("double", false) => Unary::Double,
        ("string", false) => Unary::String,
        ("lowerAscii", true) => Unary::LowerAscii,
        ("money", false) => Unary::Money,
        ("number", false) => Unary::Number,
        ("datetime", false) => Unary::DateTime,
        ("timestamp", false) => Unary::Timestamp,
        ("type", false) => Unary::Type,
        (operators::NOT_STRICTLY_FALSE, false) => Unary::NotFalse,
        _ => return None,
    })
}

fn binary(name: &str, is_method: bool) -> Option<Binary> {
    Some(match (name, is_method) {
        (operators::EQUALS, false) => Binary::Equal,
        (operators::NOT_EQUALS, false) => Binary::Unequal,
        (operators::LESS, false) => Binary::Less,
        (operators::LESS_EQUALS, false) => Binary::AtMost,
        (operators::GREATER, false) => Binary::Greater,
        (operators::GREATER_EQUALS, false) => Binary::AtLeast,
        (operators::ADD, false) => Binary::Add,
        (operators::SUBSTRACT, false) => Binary::Subtract,
        (operators::MULTIPLY, false) => Binary::Multiply,
        (operators::DIVIDE, false) => Binary::Divide,
        (operators::MODULO, false) => Binary::Remainder,
        (operators::IN, false) => Binary::In,
        ("contains", true) => Binary::Contains,
        ("startsWith", true) => Binary::StartsWith,
        ("endsWith", true) => Binary::EndsWith,
        _ => return None,
    })
}

fn looped<'e>(comprehension: &'e ComprehensionExpr, bound: &mut Vec<&'e str>) -> Option<Loop> {
    if comprehension.iter_var2.is_some() {
        return None;
    }
    let range = part(&comprehension.iter_range, bound)?;
    let start = part(&comprehension.accu_init, bound)?;
    bound.push(&comprehension.accu_var);
    bound.push(&comprehension.iter_var);
    let inner = [part(&comprehension.loop_cond, bound), part(&comprehension.loop_step, bound)];
    bound.pop();
    let result = part(&comprehension.result, bound);
    bound.pop();
    let [condition, step] = inner;
    Some(Loop { range, start, condition: condition?, step: step?, result: result? })
}
