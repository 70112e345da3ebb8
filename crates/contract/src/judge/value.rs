//! Judges a value against its schema and the rules of the schema.

use std::collections::HashSet;

use serde_json::Value;

use super::explain::explain;
use crate::load::join;
use crate::schema::{Form, NodeId, Schemas, Union};
use crate::semantic::{Evaluation, Evaluator, Validation, Variable};
use crate::{Rule, Violation};

/// The deepest nesting that is checked, which is what the JSON parser accepts.
pub(super) const DEPTH: usize = 128;

/// All violations of a value against a schema, its rules, and the rules of its parts.
pub(crate) fn judge_value(schemas: &Schemas, schema: NodeId, value: &Value) -> Vec<Violation> {
    if is_deeper(value, DEPTH) {
        return vec![too_deep()];
    }
    let mut violations = schemas.check(schema, value);
    if schemas.node(schema).has_validations {
        violations.extend(judge_facts(schemas, schema, value, &violations));
    }
    violations
}

/// All violations of a value against a schema as it is written: undeclared fields are allowed, and rules do not apply.
pub(crate) fn judge_written(schemas: &Schemas, schema: NodeId, value: &Value) -> Vec<Violation> {
    if is_deeper(value, DEPTH) { vec![too_deep()] } else { schemas.check_as(schema, Form::Written, value) }
}

fn too_deep() -> Violation {
    let message = format!("is nested more than {DEPTH} levels deep, which is not checked");
    Violation::new(Rule::BodyDepth, "", message)
}

/// The violations of rules. `broken` are the violations of the schema.
pub(super) fn judge_facts(schemas: &Schemas, schema: NodeId, value: &Value, broken: &[Violation]) -> Vec<Violation> {
    if broken.iter().any(|violation| violation.rule == Rule::BodyDepth) {
        return Vec::new();
    }
    let mut found = Vec::new();
    each_rule(schemas, schema, value, &mut |validations, value, pointer| {
        let evaluator = Evaluator::new(vec![("self", Variable::Json(value))]);
        found.extend(validations.iter().filter_map(|validation| judge(validation, &evaluator, value, pointer, broken)));
    });
    // Several members of a composition may apply the same schema to the value.
    let mut seen = HashSet::new();
    found.retain(|violation| seen.insert((violation.pointer.clone(), violation.message.clone())));
    found
}

/// Whether a value has more than `limit` levels.
pub(super) fn is_deeper(value: &Value, limit: usize) -> bool {
    let Some(limit) = limit.checked_sub(1) else { return true };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper(item, limit)),
        Value::Object(fields) => fields.values().any(|field| is_deeper(field, limit)),
        _ => false,
    }
}

/// What is done with rules, the value that they are about, and its place.
type Visitor<'w> = dyn FnMut(&[Validation], &Value, &str) + 'w;

/// Visits the rules of a schema and of the schemas of the value's parts.
pub(super) fn each_rule(schemas: &Schemas, schema: NodeId, value: &Value, visitor: &mut Visitor<'_>) {
    Walk { schemas, visitor }.visit(schema, value, "");
}

/// Walks a value and its schema together.
struct Walk<'w, 'v> {
    schemas: &'w Schemas,
    visitor: &'w mut Visitor<'v>,
}

impl Walk<'_, '_> {
    fn visit(&mut self, id: NodeId, value: &Value, pointer: &str) {
        let node = self.schemas.node(id);
        // Whether null is allowed is up to the schema.
        if !node.has_validations || value.is_null() {
            return;
        }
        if !node.validations.is_empty() {
            (self.visitor)(&node.validations, value, pointer);
        }
        for member in node.all_of.iter().copied().chain(self.schemas.caused(id, value)) {
            self.visit(member, value, pointer);
        }
        if let Some(union) = &node.one_of
            && let Some(variant) = self.schemas.variant_of(union, value)
        {
            self.visit(variant, value, pointer);
        }
        if let Some(union) = &node.any_of {
            self.visit_any(union, value, pointer);
        }
        match value {
            Value::Object(fields) => {
                for (name, child) in fields {
                    let schemas = node.field(name).into_iter();
                    for schema in schemas.filter(|schema| self.schemas.node(*schema).has_validations) {
                        self.visit(schema, child, &join(pointer, name));
                    }
                }
            }
            Value::Array(items) => {
                for (index, child) in items.iter().enumerate() {
                    let schema = node.item(index).filter(|schema| self.schemas.node(*schema).has_validations);
                    if let Some(schema) = schema {
                        self.visit(schema, child, &format!("{pointer}/{index}"));
                    }
                }
            }
            _ => {}
        }
    }

    /// The rules of every `anyOf` variant that the value matches apply.
    fn visit_any(&mut self, union: &Union, value: &Value, pointer: &str) {
        let kept: Vec<_> = union
            .variants
            .iter()
            .map(|variant| variant.node)
            .filter(|variant| self.schemas.accepts(*variant, value))
            .collect();
        let meant = if kept.is_empty() { self.schemas.variant_of(union, value) } else { None };
        for variant in kept.into_iter().chain(meant) {
            self.visit(variant, value, pointer);
        }
    }
}

fn judge(
    validation: &Validation,
    evaluator: &Evaluator<'_>,
    value: &Value,
    pointer: &str,
    broken: &[Violation],
) -> Option<Violation> {
    let explained = |text: &str| explain(validation, text, |path| lookup(value, path));
    let (rule, message) = match evaluator.evaluate(&validation.compiled) {
        Evaluation::Holds => return None,
        Evaluation::Broken => (Rule::Semantic, explained("")),
        // The violation of the schema already explains why the rule cannot be evaluated.
        Evaluation::Failed(_) if is_broken_below(broken, pointer) => return None,
        Evaluation::Failed(why) => (Rule::SemanticEvaluation, explained(&why)),
    };
    Some(Violation::new(rule, pointer, message).with_provenance(validation.provenance.clone()))
}

fn is_broken_below(broken: &[Violation], pointer: &str) -> bool {
    let is_below =
        |place: &str| place.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    broken.iter().any(|violation| is_below(&violation.pointer))
}

fn lookup<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().skip(1).try_fold(value, |value, name| value.get(name))
}
