//! Converts nodes to JSON Schema 2020-12.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Form;
use super::keywords::integer_ranges;
use super::later::{Later, Rest};
use super::node::{Additional, Node, NodeId};

/// The JSON Schema of a node in a form. Every node is a definition of its own, so that the schema path of an error
/// names the node.
pub(super) fn schema(nodes: &[Node], id: NodeId, form: Form) -> Value {
    let mut converter =
        Converter { nodes, wanted: vec![(id, form)], seen: BTreeSet::from([definition_name(id, form)]) };
    let mut definitions: Map<String, Value> =
        integer_ranges().into_iter().map(|(name, range)| (name.to_owned(), range)).collect();
    while let Some((id, form)) = converter.wanted.pop() {
        let definition = converter.definition(id, form);
        definitions.insert(definition_name(id, form), definition);
    }
    json!({ "$ref": format!("#/$defs/{}", definition_name(id, form)), "$defs": definitions })
}

/// The node and form of a definition, from its name.
pub(super) fn definition(name: &str) -> Option<(NodeId, Form)> {
    let mut characters = name.chars();
    let form = match characters.next()? {
        'c' => Form::Closed,
        'b' => Form::ClosedBare,
        'o' => Form::Open,
        'p' => Form::OpenBare,
        'w' => Form::Written,
        'x' => Form::WrittenBare,
        _ => return None,
    };
    characters.as_str().parse().ok().map(|id| (id, form))
}

/// The field names that a composition declares, and whether it allows others.
pub(super) fn known_fields(nodes: &[Node], id: NodeId) -> (BTreeSet<&str>, bool) {
    let node = &nodes[id];
    let mut known: BTreeSet<_> = node.properties.keys().map(String::as_str).collect();
    let mut is_open = node.is_open();
    let variants = node.unions().flat_map(|union| union.variants.iter().map(|variant| variant.node));
    let later = node.later.iter().flat_map(|later| later.in_place());
    for member in node.all_of.iter().copied().chain(variants).chain(later) {
        let (member_known, member_open) = known_fields(nodes, member);
        known.extend(member_known);
        is_open |= member_open;
    }
    (known, is_open)
}

/// The form in which the members of a composition are applied.
pub(super) fn member_form(node: &Node, form: Form) -> Form {
    let members = node.all_of.len() + node.unions().count();
    // Several variants of `anyOf` may match at once, so that a field of one is known to the others.
    let is_any = node.any_of.as_ref().is_some_and(|union| union.variants.len() > 1);
    let stands_alone = members == 1
        && !is_any
        && node.properties.is_empty()
        && node.additional == Additional::Undeclared
        && node.later.is_none();
    match form {
        Form::Written | Form::WrittenBare => Form::Written,
        Form::Closed | Form::ClosedBare if stands_alone => Form::Closed,
        _ => Form::Open,
    }
}

struct Converter<'n> {
    nodes: &'n [Node],
    wanted: Vec<(NodeId, Form)>,
    seen: BTreeSet<String>,
}

impl Converter<'_> {
    fn definition(&mut self, id: NodeId, form: Form) -> Value {
        match form {
            Form::Closed if self.nodes[id].nullable => {
                json!({ "anyOf": [self.null(id), self.reference(id, Form::ClosedBare)] })
            }
            Form::Open if self.nodes[id].nullable => {
                json!({ "anyOf": [self.null(id), self.reference(id, Form::OpenBare)] })
            }
            Form::Written if self.nodes[id].nullable => {
                json!({ "anyOf": [self.null(id), self.reference(id, Form::WrittenBare)] })
            }
            _ => self.bare(id, form),
        }
    }

    /// What null must match where it is allowed: only what the schema excludes, because many documents mean it to be
    /// allowed whatever else they say.
    fn null(&mut self, id: NodeId) -> Value {
        match self.nodes[id].not {
            Some(not) => json!({ "type": "null", "not": self.reference(not, Form::Written) }),
            None => json!({ "type": "null" }),
        }
    }

    fn bare(&mut self, id: NodeId, form: Form) -> Value {
        let node = &self.nodes[id];
        let member = member_form(node, form);
        let inner = if member == Form::Written { Form::Written } else { Form::Closed };
        let mut schema = node.assertions.clone();
        let mut properties: Map<String, Value> =
            node.properties.iter().map(|(name, property)| (name.clone(), self.reference(*property, inner))).collect();
        match node.additional {
            Additional::Undeclared => self.close(id, form, member, &mut properties, &mut schema),
            // With it, every field is known, which counts for `unevaluatedProperties`.
            Additional::Allowed => _ = schema.insert("additionalProperties".to_owned(), json!(true)),
            Additional::Refused => {
                schema.insert("additionalProperties".to_owned(), json!(false));
            }
            Additional::Schema(additional) => {
                schema.insert("additionalProperties".to_owned(), self.reference(additional, inner));
            }
        }
        if !properties.is_empty() {
            schema.insert("properties".to_owned(), Value::Object(properties));
        }
        if !node.required.is_empty() {
            schema.insert("required".to_owned(), json!(node.required));
        }
        if let Some(items) = node.items {
            schema.insert("items".to_owned(), self.reference(items, inner));
        }
        if let Some(not) = node.not {
            schema.insert("not".to_owned(), self.reference(not, Form::Written));
        }
        let members: Vec<_> = node.all_of.iter().map(|id| self.reference(*id, member)).collect();
        if !members.is_empty() {
            // The range of an integer format may already be there.
            let list = schema.entry("allOf").or_insert_with(|| json!([]));
            list.as_array_mut().expect("allOf is written as a list").extend(members);
        }
        for (keyword, union) in [("oneOf", &node.one_of), ("anyOf", &node.any_of)] {
            if let Some(union) = union {
                let variants: Vec<_> =
                    union.variants.iter().map(|variant| self.reference(variant.node, member)).collect();
                schema.insert(keyword.to_owned(), Value::Array(variants));
            }
        }
        if let Some(later) = &node.later {
            self.later(later, member, inner, &mut schema);
        }
        Value::Object(schema)
    }

    /// Adds the keywords that 3.0 does not have.
    fn later(&mut self, later: &Later, member: Form, inner: Form, schema: &mut Map<String, Value>) {
        let mut add = |keyword: &str, value: Value| _ = schema.insert(keyword.to_owned(), value);
        if let Some((condition, consequences)) = &later.condition {
            add("if", self.reference(*condition, Form::Written));
            for (keyword, id) in consequences {
                add(keyword, self.reference(*id, member));
            }
        }
        if let Some(contains) = &later.contains {
            add("contains", self.reference(contains.schema, Form::Written));
            add("minContains", json!(contains.least));
            if let Some(most) = contains.most {
                add("maxContains", json!(most));
            }
        }
        if !later.prefix.is_empty() {
            add("prefixItems", later.prefix.iter().map(|id| self.reference(*id, inner)).collect());
        }
        if !later.patterns.is_empty() {
            let patterns = later.patterns.iter();
            let patterns = patterns.map(|pattern| (pattern.text.clone(), self.reference(pattern.schema, inner)));
            add("patternProperties", Value::Object(patterns.collect()));
        }
        if let Some(names) = later.names {
            add("propertyNames", self.reference(names, Form::Written));
        }
        if !later.dependent_required.is_empty() {
            add("dependentRequired", Value::Object(later.dependent_required.clone()));
        }
        if !later.dependent_schemas.is_empty() {
            let schemas = later.dependent_schemas.iter();
            let schemas = schemas.map(|(name, id)| (name.clone(), self.reference(*id, member)));
            add("dependentSchemas", Value::Object(schemas.collect()));
        }
        for (keyword, rest) in
            [("unevaluatedItems", later.rest_of_items), ("unevaluatedProperties", later.rest_of_fields)]
        {
            match rest {
                Some(Rest::Refused) => add(keyword, json!(false)),
                Some(Rest::Schema(id)) => add(keyword, self.reference(id, inner)),
                None => {}
            }
        }
    }

    /// Refuses undeclared fields, unless a member of the composition already does.
    fn close(
        &self,
        id: NodeId,
        form: Form,
        member: Form,
        properties: &mut Map<String, Value>,
        schema: &mut Map<String, Value>,
    ) {
        let closes = matches!(form, Form::Closed | Form::ClosedBare) && member != Form::Closed;
        // What is said of the other fields refuses them, too.
        if !closes || self.nodes[id].rest_of_fields().is_some() {
            return;
        }
        let (known, is_open) = known_fields(self.nodes, id);
        if known.is_empty() || is_open {
            return;
        }
        for name in known {
            properties.entry(name).or_insert(Value::Bool(true));
        }
        schema.insert("additionalProperties".to_owned(), Value::Bool(false));
    }

    fn reference(&mut self, id: NodeId, form: Form) -> Value {
        let name = definition_name(id, form);
        let reference = json!({ "$ref": format!("#/$defs/{name}") });
        if self.seen.insert(name) {
            self.wanted.push((id, form));
        }
        reference
    }
}

fn definition_name(id: NodeId, form: Form) -> String {
    let letter = match form {
        Form::Closed => 'c',
        Form::ClosedBare => 'b',
        Form::Open => 'o',
        Form::OpenBare => 'p',
        Form::Written => 'w',
        Form::WrittenBare => 'x',
    };
    format!("{letter}{id}")
}
