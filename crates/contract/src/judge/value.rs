//! Judges a value against its schema and the rules of the schema.

use std::collections::HashSet;

use cel::common::value::Val;
use serde_json::Value;

use super::explain::explain;
use crate::load::join;
use crate::schema::{Form, NodeId, Schemas, Union};
use crate::semantic::{Bindings, Evaluation, Evaluator, Validation, field, item, to_cel};
use crate::{Rule, Violation};

/// The deepest nesting that is checked, which is what the JSON parser accepts.
const DEPTH: usize = 128;

/// All violations of a value against a schema, its rules, and the rules of its parts.
pub(crate) fn judge_value(schemas: &Schemas, schema: NodeId, value: &Value) -> Vec<Violation> {
    if is_deeper(value, DEPTH) {
        return vec![too_deep()];
    }
    let mut violations = schemas.check(schema, value);
    if schemas.node(schema).has_validations {
        let cel = to_cel(value);
        violations.extend(judge_facts(schemas, schema, value, cel.as_ref(), &violations));
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
pub(super) fn judge_facts(
    schemas: &Schemas,
    schema: NodeId,
    value: &Value,
    cel: &dyn Val,
    broken: &[Violation],
) -> Vec<Violation> {
    if broken.iter().any(|violation| violation.rule == Rule::BodyDepth) {
        return Vec::new();
    }
    let mut walk = Walk { schemas, broken, found: Vec::new() };
    walk.visit(schema, value, cel, "");
    // Several members of a composition may apply the same schema to the value.
    let mut seen = HashSet::new();
    let mut found = walk.found;
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

/// Walks a value and its schema together.
struct Walk<'w> {
    schemas: &'w Schemas,
    broken: &'w [Violation],
    found: Vec<Violation>,
}

impl Walk<'_> {
    fn visit(&mut self, id: NodeId, value: &Value, cel: &dyn Val, pointer: &str) {
        let node = self.schemas.node(id);
        // Whether null is allowed is up to the schema.
        if !node.has_validations || value.is_null() {
            return;
        }
        if !node.validations.is_empty() {
            let bindings = Bindings::default().with("self", cel);
            let evaluator = Evaluator::new(&bindings);
            for validation in &node.validations {
                self.judge(validation, &evaluator, value, pointer);
            }
        }
        for member in node.all_of.iter().copied().chain(self.schemas.caused(id, value)) {
            self.visit(member, value, cel, pointer);
        }
        if let Some(union) = &node.one_of
            && let Some(variant) = self.schemas.variant_of(union, value)
        {
            self.visit(variant, value, cel, pointer);
        }
        if let Some(union) = &node.any_of {
            self.visit_any(union, value, cel, pointer);
        }
        match value {
            Value::Object(fields) => {
                for (name, child) in fields {
                    let schemas = node.field(name).into_iter();
                    for schema in schemas.filter(|schema| self.schemas.node(*schema).has_validations) {
                        if let Some(cel) = field(cel, name) {
                            self.visit(schema, child, cel, &join(pointer, name));
                        }
                    }
                }
            }
            Value::Array(items) => {
                for (index, child) in items.iter().enumerate() {
                    let schema = node.item(index).filter(|schema| self.schemas.node(*schema).has_validations);
                    if let Some((schema, cel)) = schema.zip(item(cel, index)) {
                        self.visit(schema, child, cel, &format!("{pointer}/{index}"));
                    }
                }
            }
            _ => {}
        }
    }

    /// The rules of every `anyOf` variant that the value matches apply.
    fn visit_any(&mut self, union: &Union, value: &Value, cel: &dyn Val, pointer: &str) {
        let kept: Vec<_> = union
            .variants
            .iter()
            .map(|variant| variant.node)
            .filter(|variant| self.schemas.accepts(*variant, value))
            .collect();
        let meant = if kept.is_empty() { self.schemas.variant_of(union, value) } else { None };
        for variant in kept.into_iter().chain(meant) {
            self.visit(variant, value, cel, pointer);
        }
    }

    fn judge(&mut self, validation: &Validation, evaluator: &Evaluator<'_>, value: &Value, pointer: &str) {
        let explained = |text: &str| explain(validation, text, |path| lookup(value, path));
        let (rule, message) = match evaluator.evaluate(validation) {
            Evaluation::Holds => return,
            Evaluation::Broken => (Rule::Semantic, explained("")),
            // The violation of the schema already explains why the rule cannot be evaluated.
            Evaluation::Failed(_) if self.is_broken_below(pointer) => return,
            Evaluation::Failed(why) => (Rule::SemanticEvaluation, explained(&why)),
        };
        self.found.push(Violation::new(rule, pointer, message).with_provenance(validation.provenance.clone()));
    }

    fn is_broken_below(&self, pointer: &str) -> bool {
        let is_below =
            |place: &str| place.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.broken.iter().any(|violation| is_below(&violation.pointer))
    }
}

fn lookup<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().skip(1).try_fold(value, |value, name| value.get(name))
}
