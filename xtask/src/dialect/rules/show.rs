//! Writes a part of an expression for people.

use cel::IdedExpr;
use cel::common::ast::{Expr, LiteralValue, operators};

/// The part as it is written, shortened where it is long.
pub(super) fn show(part: &IdedExpr) -> String {
    match &part.expr {
        Expr::Ident(name) => name.clone(),
        Expr::Select(select) if select.test => format!("has({}.{})", show(&select.operand), select.field),
        Expr::Select(select) => format!("{}.{}", show(&select.operand), select.field),
        Expr::Literal(literal) => shown_literal(literal),
        Expr::Call(call) => {
            let arguments: Vec<_> = call.args.iter().map(show).collect();
            match (call.func_name.as_str(), &call.target, arguments.as_slice()) {
                (operators::INDEX, None, [container, key]) => format!("{container}[{key}]"),
                (operators::CONDITIONAL, None, [condition, ..]) => format!("{condition} ? … : …"),
                (operators::LOGICAL_NOT, None, [operand]) => format!("!{operand}"),
                (operators::NEGATE, None, [operand]) => format!("-{operand}"),
                (operators::IN, None, [left, right]) => format!("{left} in {right}"),
                (name, None, [left, right]) if name.starts_with('_') => {
                    format!("{left} {} {right}", name.trim_matches('_'))
                }
                (name, Some(target), _) => format!("{}.{name}({})", show(target), arguments.join(", ")),
                (name, None, _) => format!("{name}({})", arguments.join(", ")),
            }
        }
        Expr::List(_) => "[…]".to_owned(),
        _ => "…".to_owned(),
    }
}

fn shown_literal(literal: &LiteralValue) -> String {
    match literal {
        LiteralValue::Boolean(flag) => flag.inner().to_string(),
        LiteralValue::Int(number) => number.inner().to_string(),
        LiteralValue::UInt(number) => format!("{}u", number.inner()),
        LiteralValue::Double(number) => format!("{:?}", number.inner()),
        LiteralValue::String(text) => format!("'{}'", text.inner()),
        LiteralValue::Null => "null".to_owned(),
        LiteralValue::Bytes(_) => "b'…'".to_owned(),
    }
}
