//! Checks a value against a schema.

use std::collections::HashSet;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::convert::{definition, known_fields, member_form};
use super::excerpt::excerpt;
use super::later::{Contains, Rest, as_written};
use super::message::describe;
use super::node::{Additional, Node, NodeId, Union};
use super::variant::Choice;
use super::{Form, Schemas};
use crate::load::join;
use crate::{Rule, Violation};

impl Schemas {
    /// All violations of a value against a schema, without duplicates, sorted by place. Where a union fails, only the
    /// intended variant is reported.
    pub(crate) fn check(&self, id: NodeId, value: &Value) -> Vec<Violation> {
        self.check_as(id, Form::Closed, value)
    }

    /// The same for a schema in a form.
    pub(crate) fn check_as(&self, id: NodeId, form: Form, value: &Value) -> Vec<Violation> {
        if self.is_too_much(id, value) {
            let message = "is nested so deeply that checking its variants would take too long".to_owned();
            return vec![Violation::new(Rule::BodyDepth, "", message)];
        }
        let mut found = Vec::new();
        self.check_into(id, form, value, "", &mut found);
        // Several members of a composition may report the same place. A wrong type is reported once per place.
        let mut seen = HashSet::new();
        found.retain(|violation| {
            let message = if violation.rule == Rule::BodyType { String::new() } else { violation.message.clone() };
            seen.insert((violation.rule, violation.pointer.clone(), message))
        });
        found.sort_by_cached_key(|violation| (order(&violation.pointer), violation.rule));
        found
    }

    fn check_into(&self, id: NodeId, form: Form, value: &Value, base: &str, found: &mut Vec<Violation>) {
        match self.validators.of(&self.nodes, id, form).as_ref() {
            Err(why) => {
                let message = format!("the schema at {} cannot be checked: {why}", self.nodes[id].pointer);
                found.push(Violation::new(Rule::Contract, base, message));
            }
            Ok(validator) if validator.is_valid(value) => {}
            Ok(validator) => {
                for error in validator.iter_errors(value) {
                    self.report(&error, value, base, found);
                }
            }
        }
    }

    fn report(&self, error: &ValidationError<'_>, root: &Value, base: &str, found: &mut Vec<Violation>) {
        let place = format!("{base}{}", error.instance_path().as_str());
        let value = root.pointer(error.instance_path().as_str()).unwrap_or(&Value::Null);
        let at = definition_of(error.schema_path().as_str());
        let node = at.map(|(id, _)| &self.nodes[id]);
        match (error.kind(), at) {
            (ValidationErrorKind::AnyOf { .. } | ValidationErrorKind::OneOfNotValid { .. }, Some((id, form))) => {
                self.report_choice(id, form, error.kind().keyword(), value, &place, found);
            }
            (ValidationErrorKind::OneOfMultipleValid { .. }, Some((id, _))) => {
                found.push(self.ambiguous(id, value, place));
            }
            (ValidationErrorKind::Required { property }, _) => {
                let name = property.as_str().unwrap_or_default();
                let property = node.and_then(|node| node.properties.get(name)).map(|id| &self.nodes[*id]);
                let provenance = property.and_then(|property| property.provenance.clone());
                let message = "is missing, the contract requires it".to_owned();
                found.push(Violation::new(Rule::BodyRequired, join(&place, name), message).with_provenance(provenance));
            }
            (ValidationErrorKind::AdditionalProperties { unexpected }, _) => {
                let known = at.map(|(id, _)| known_fields(&self.nodes, id).0).unwrap_or_default();
                let known = known.into_iter().take(12).collect::<Vec<_>>().join(", ");
                let is_refused = node.is_some_and(|node| node.additional == Additional::Refused);
                for name in unexpected {
                    let shown = value.get(name).map(excerpt).unwrap_or_default();
                    let message = format!("is {shown}, the contract declares no such field (declared here: {known})");
                    let violation = Violation::new(Rule::BodyUnknownField, join(&place, name), message);
                    found.push(if is_refused { violation } else { violation.into_warning() });
                }
            }
            (ValidationErrorKind::UnevaluatedProperties { unexpected }, _) => {
                for name in unexpected {
                    let shown = value.get(name).map(excerpt).unwrap_or_default();
                    let message = match node.and_then(Node::rest_of_fields) {
                        Some(Rest::Schema(_)) => {
                            format!("is {shown}, which is not what the contract says of fields that it does not name")
                        }
                        _ => format!("is {shown}, the contract declares no such field"),
                    };
                    found.push(Violation::new(Rule::BodyUnknownField, join(&place, name), message));
                }
            }
            (ValidationErrorKind::PropertyNames { error }, _) => {
                let at = definition_of(error.schema_path().as_str()).map(|(id, _)| &self.nodes[id]);
                let (rule, message) = name_violation(error, at);
                let name = error.instance().as_str().map_or_else(String::new, str::to_owned);
                found.push(Violation::new(rule, join(&place, &name), message));
            }
            (ValidationErrorKind::Contains, _) => found.push(self.miscounted(node, value, place)),
            (kind, _) => {
                let (rule, message) = describe(kind, node, value);
                found.push(
                    Violation::new(rule, place, message).with_provenance(node.and_then(|node| node.provenance.clone())),
                );
            }
        }
    }

    /// Reports the part of a failed choice that was intended: the value itself if null is the alternative, or a variant
    /// of a union.
    fn report_choice(
        &self,
        id: NodeId,
        form: Form,
        keyword: &str,
        value: &Value,
        place: &str,
        found: &mut Vec<Violation>,
    ) {
        let node = &self.nodes[id];
        let before = found.len();
        let union = if keyword == "oneOf" { &node.one_of } else { &node.any_of };
        if let Some(bare) = bare(node, form) {
            self.check_into(id, bare, value, place, found);
        } else if let Some(union) = union {
            self.report_variant(node, union, form, value, place, found);
        }
        if found.len() == before {
            let message = format!("is {}, which matches none of the shapes in the contract", excerpt(value));
            found.push(Violation::new(Rule::BodyVariant, place, message));
        }
    }

    fn report_variant(
        &self,
        node: &Node,
        union: &Union,
        form: Form,
        value: &Value,
        place: &str,
        found: &mut Vec<Violation>,
    ) {
        match self.choose(union, value) {
            Choice::Variant(index) => {
                self.check_into(union.variants[index].node, member_form(node, form), value, place, found);
            }
            Choice::Unclear { pointer, message } => {
                found.push(
                    Violation::new(Rule::BodyVariant, format!("{place}{pointer}"), message)
                        .with_provenance(node.provenance.clone()),
                );
            }
        }
    }

    /// Too few or too many items that match `contains`.
    fn miscounted(&self, node: Option<&Node>, value: &Value, place: String) -> Violation {
        let contains = node.and_then(|node| node.later.as_ref()?.contains.as_ref());
        let matching = |contains: &Contains| {
            let items = value.as_array().into_iter().flatten();
            items.filter(|item| self.is_valid(contains.schema, Form::Written, item)).count()
        };
        let message = match contains {
            Some(contains) => {
                let count = matching(contains);
                let bound = match contains.most {
                    Some(most) if count as u64 > most => format!("at most {most}"),
                    _ => format!("at least {}", contains.least),
                };
                let place = as_written(&self.nodes[contains.schema].pointer);
                format!("has {count} items that match {place}, the contract says {bound}")
            }
            None => format!("is {}, in which an item is missing", excerpt(value)),
        };
        Violation::new(Rule::BodySize, place, message)
    }

    fn ambiguous(&self, id: NodeId, value: &Value, place: String) -> Violation {
        let variants = self.nodes[id].one_of.iter().flat_map(|union| &union.variants);
        let kept: Vec<_> =
            variants.filter(|variant| self.accepts(variant.node, value)).map(|variant| variant.name.as_str()).collect();
        let message = format!(
            "is {}, which matches several variants at once ({}), the contract says exactly one",
            excerpt(value),
            kept.join(", ")
        );
        Violation::new(Rule::BodyAmbiguous, place, message)
    }
}

/// What is wrong with the name of a field.
fn name_violation(error: &ValidationError<'_>, node: Option<&Node>) -> (Rule, String) {
    let name = error.instance();
    match describe(error.kind(), node, name) {
        (Rule::Contract, _) => {
            (Rule::BodyExcluded, format!("has the name {}, which the contract excludes", excerpt(name)))
        }
        (rule, message) => (rule, format!("has a name that {message}")),
    }
}

/// A sort key that orders places from the outside in, by name and number. The validator has no fixed order.
fn order(pointer: &str) -> Vec<(Option<usize>, String)> {
    pointer.split('/').map(|segment| (segment.parse().ok(), segment.to_owned())).collect()
}

/// The form without null, if the form is a choice between null and something else.
fn bare(node: &Node, form: Form) -> Option<Form> {
    match form {
        Form::Closed if node.nullable => Some(Form::ClosedBare),
        Form::Open if node.nullable => Some(Form::OpenBare),
        Form::Written if node.nullable => Some(Form::WrittenBare),
        _ => None,
    }
}

/// The node and form of a place in a converted schema, for example `/$defs/c12/type`.
fn definition_of(schema_path: &str) -> Option<(NodeId, Form)> {
    let name = schema_path.strip_prefix("/$defs/")?.split('/').next()?;
    definition(name)
}
