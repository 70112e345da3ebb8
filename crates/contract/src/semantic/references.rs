//! The names that an expression uses.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, LiteralValue, operators};

/// The free names of an expression.
#[derive(Debug, Default)]
pub(crate) struct References {
    /// The variables.
    pub(crate) variables: BTreeSet<String>,
    /// The functions, without operators.
    pub(crate) functions: BTreeSet<String>,
    /// The places that are read, starting with the variable: `self.clicks.total` is `["self", "clicks", "total"]`.
    pub(crate) paths: Vec<Vec<String>>,
}

/// The names of types, which look like variables in expressions.
const TYPES: [&str; 12] =
    ["bool", "bytes", "double", "duration", "dyn", "int", "list", "map", "null_type", "string", "timestamp", "uint"];

impl References {
    /// Collects the names that an expression uses.
    pub(super) fn of(expression: &IdedExpr) -> Self {
        let mut references = Self::default();
        references.visit(expression, &mut Vec::new());
        references
    }

    /// Whether the expression reads this place or one below it.
    pub(crate) fn reads(&self, place: &[&str]) -> bool {
        self.paths
            .iter()
            .any(|path| path.len() >= place.len() && path.iter().zip(place).all(|(name, wanted)| name == wanted))
    }

    fn visit(&mut self, expression: &IdedExpr, bound: &mut Vec<String>) {
        if let Some(path) = path(expression) {
            let root = &path[0];
            if !bound.contains(root) && !root.starts_with('@') && !TYPES.contains(&root.as_str()) {
                self.variables.insert(root.clone());
                if !self.paths.contains(&path) {
                    self.paths.push(path);
                }
            }
            return;
        }
        match &expression.expr {
            Expr::Call(call) => {
                if call.func_name.starts_with(|first: char| first.is_ascii_alphabetic()) {
                    self.functions.insert(call.func_name.clone());
                }
                call.target.iter().for_each(|target| self.visit(target, bound));
                call.args.iter().for_each(|argument| self.visit(argument, bound));
            }
            Expr::Comprehension(comprehension) => {
                self.visit(&comprehension.iter_range, bound);
                self.visit(&comprehension.accu_init, bound);
                let outer = bound.len();
                bound.extend([comprehension.iter_var.clone(), comprehension.accu_var.clone()]);
                bound.extend(comprehension.iter_var2.clone());
                self.visit(&comprehension.loop_cond, bound);
                self.visit(&comprehension.loop_step, bound);
                self.visit(&comprehension.result, bound);
                bound.truncate(outer);
            }
            Expr::List(list) => list.elements.iter().for_each(|element| self.visit(element, bound)),
            Expr::Map(map) => map.entries.iter().for_each(|entry| self.visit_entry(&entry.expr, bound)),
            Expr::Struct(structure) => {
                self.functions.insert(structure.type_name.clone());
                structure.entries.iter().for_each(|entry| self.visit_entry(&entry.expr, bound));
            }
            Expr::Select(select) => self.visit(&select.operand, bound),
            Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
        }
    }

    fn visit_entry(&mut self, entry: &EntryExpr, bound: &mut Vec<String>) {
        match entry {
            EntryExpr::StructField(field) => self.visit(&field.value, bound),
            EntryExpr::MapEntry(entry) => {
                self.visit(&entry.key, bound);
                self.visit(&entry.value, bound);
            }
        }
    }
}

/// The names of a field access that starts at a variable, if the expression is one.
fn path(expression: &IdedExpr) -> Option<Vec<String>> {
    match &expression.expr {
        Expr::Ident(name) => Some(vec![name.clone()]),
        Expr::Select(select) if !select.test => extended(&select.operand, select.field.clone()),
        Expr::Call(call) if call.func_name == operators::INDEX && call.target.is_none() => match call.args.as_slice() {
            [container, key] => match &key.expr {
                Expr::Literal(LiteralValue::String(key)) => extended(container, key.inner().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn extended(container: &IdedExpr, name: String) -> Option<Vec<String>> {
    let mut path = path(container)?;
    path.push(name);
    Some(path)
}
