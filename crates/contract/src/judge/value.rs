//! A value against its schema and the rules of the schema.

use std::collections::HashSet;

use cel::common::value::Val;
use serde_json::Value;

use super::explain::explain;
use crate::load::join;
use crate::schema::{Additional, NodeId, Schemas, Union};
use crate::semantic::{Bindings, Evaluation, Evaluator, Validation, field, item, to_cel};
use crate::{Rule, Violation};

/// How deep a value may be nested: what the JSON parser takes from the wire.
const DEPTH: usize = 128;

/// What a value breaks of a schema and of the rules that apply to it and its parts.
pub(crate) fn judge_value(schemas: &Schemas, schema: NodeId, value: &Value) -> Vec<Violation> {
    if is_deeper(value, DEPTH) {
        return vec![Violation::new(
            Rule::BodyDepth,
            "",
            format!("is nested more than {DEPTH} deep, which is not followed"),
        )];
    }
    let mut violations = schemas.check(schema, value);
    if schemas.node(schema).has_validations {
        let cel = to_cel(value);
        violations.extend(judge_facts(schemas, schema, value, cel.as_ref(), &violations));
    }
    violations
}

/// What a value breaks of the rules of its schema, when what it breaks of the schema is known.
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
    // A schema may apply to a value by several ways of a composition.
    let mut seen = HashSet::new();
    let mut found = walk.found;
    found.retain(|violation| seen.insert((violation.pointer.clone(), violation.message.clone())));
    found
}

/// Whether a value is nested deeper than so many levels.
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
        // A null that may not be there is the schema's business.
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
        for member in &node.all_of {
            self.visit(*member, value, cel, pointer);
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
                    let additional = match node.additional {
                        Additional::Schema(schema) => Some(schema),
                        _ => None,
                    };
                    let schema = node.properties.get(name).copied().or(additional);
                    if let (Some(schema), Some(cel)) =
                        (schema.filter(|schema| self.schemas.node(*schema).has_validations), field(cel, name))
                    {
                        self.visit(schema, child, cel, &join(pointer, name));
                    }
                }
            }
            Value::Array(items) => {
                if let Some(schema) = node.items.filter(|schema| self.schemas.node(*schema).has_validations) {
                    for (index, child) in items.iter().enumerate() {
                        if let Some(cel) = item(cel, index) {
                            self.visit(schema, child, cel, &format!("{pointer}/{index}"));
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// Of an `anyOf`, every variant that the value keeps counts.
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
            // A value that breaks its schema cannot be expected to be computed with; the schema's violation says so already.
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
