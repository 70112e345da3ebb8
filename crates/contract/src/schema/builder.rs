//! Builds nodes from the schemas of a document.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use super::effort::{explosive, leading_to};
use super::keywords::{assertions, note_unknown};
use super::later::as_written;
use super::node::{Additional, Node, NodeId, Union, Variant};
use super::outline::outlines;
use super::validators::Validators;
use super::variant::variant_pins;
use super::{Schemas, composition, later};
use crate::load::{Document, Unsupported, join};
use crate::semantic::{Scope, Validation};
use crate::{ContractError, Provenance};

/// Collects the schemas of a document. A schema that is used several times becomes one node.
pub(crate) struct Builder<'d> {
    document: Document<'d>,
    places: HashMap<String, NodeId>,
    nodes: Vec<Node>,
    waiting: VecDeque<NodeId>,
    unsupported: Vec<Unsupported>,
}

impl<'d> Builder<'d> {
    /// A builder without schemas.
    pub(crate) fn new(document: Document<'d>) -> Self {
        Self { document, places: HashMap::new(), nodes: Vec::new(), waiting: VecDeque::new(), unsupported: Vec::new() }
    }

    /// The node of the schema at a place, with references resolved. The schema is read when the builder finishes.
    pub(crate) fn place(&mut self, pointer: String) -> Result<NodeId, ContractError> {
        let (place, _) = self.document.resolve(pointer)?;
        if let Some(node) = self.places.get(&place) {
            return Ok(*node);
        }
        let node = self.nodes.len();
        self.places.insert(place.clone(), node);
        self.nodes.push(Node { pointer: place, ..Node::default() });
        self.waiting.push_back(node);
        Ok(node)
    }

    /// Adds a part of the document that is not checked.
    pub(crate) fn note(&mut self, unsupported: Unsupported) {
        if !self.unsupported.contains(&unsupported) {
            self.unsupported.push(unsupported);
        }
    }

    /// Reads all placed schemas and the schemas that they use.
    pub(crate) fn finish(mut self) -> Result<(Schemas, Vec<Unsupported>), ContractError> {
        while let Some(node) = self.waiting.pop_front() {
            let read = self.read(self.nodes[node].pointer.clone())?;
            self.nodes[node] = read;
        }
        composition::check(&self.nodes)?;
        mark_validations(&mut self.nodes);
        let outlines = outlines(&self.nodes);
        let validators = Validators::default();
        let pins = variant_pins(&self.nodes);
        let explosive = explosive(&self.nodes);
        let has_write_only = self.nodes.iter().any(|node| !node.write_only.is_empty());
        for part in &mut self.unsupported {
            part.pointer = as_written(&part.pointer);
        }
        Ok((Schemas { nodes: self.nodes, outlines, pins, explosive, validators, has_write_only }, self.unsupported))
    }

    fn read(&mut self, pointer: String) -> Result<Node, ContractError> {
        let document = self.document;
        let value = document.at(&pointer).unwrap_or(&Value::Null);
        let Some(fields) = value.as_object() else {
            self.note(Unsupported {
                message: "it is not a schema object, so any value is accepted".to_owned(),
                pointer: pointer.clone(),
            });
            return Ok(Node { pointer, ..Node::default() });
        };
        note_unknown(fields, &pointer, &mut self.unsupported);
        let mut node = Node {
            nullable: fields.get("nullable") == Some(&Value::Bool(true)),
            kind: fields.get("type").and_then(Value::as_str).map(str::to_owned),
            assertions: assertions(fields, &pointer, &mut self.unsupported),
            provenance: fields.get("x-provenance").and_then(Provenance::read),
            validations: Validation::read_all(value, &pointer, Scope::Schema)?,
            ..Node::default()
        };
        self.read_object(&mut node, value, &pointer)?;
        if fields.contains_key("items") {
            node.items = Some(self.place(join(&pointer, "items"))?);
        }
        if fields.contains_key("not") {
            node.not = Some(self.place(join(&pointer, "not"))?);
        }
        for member in self.members(value, &pointer, "allOf")? {
            node.all_of.push(member.node);
        }
        node.one_of = self.union(value, &pointer, "oneOf")?;
        node.any_of = self.union(value, &pointer, "anyOf")?;
        node.later = later::read(self, fields, &pointer)?;
        if node.later.as_ref().is_some_and(|later| later.is_unclear) {
            node.additional = Additional::Allowed;
        }
        Ok(Node { pointer, ..node })
    }

    fn read_object(&mut self, node: &mut Node, value: &Value, pointer: &str) -> Result<(), ContractError> {
        let place = join(pointer, "properties");
        let mut write_only = Vec::new();
        for (name, property) in value.get("properties").and_then(Value::as_object).into_iter().flatten() {
            node.properties.insert(name.clone(), self.place(join(&place, name))?);
            let pointer = join(&place, name);
            let resolved = self.document.resolve(pointer).map_or(property, |(_, resolved)| resolved);
            if resolved.get("writeOnly") == Some(&Value::Bool(true)) {
                write_only.push(name.as_str());
            }
        }
        // Write-only fields are required in requests, not in responses.
        let required = value.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        for name in required.filter(|name| !write_only.contains(name)) {
            if node.required.iter().any(|known| known == name) {
                let message = format!("{name:?} is listed twice, which counts once");
                self.note(Unsupported { pointer: join(pointer, "required"), message });
            } else {
                node.required.push(name.to_owned());
            }
        }
        node.write_only = write_only.into_iter().map(str::to_owned).collect();
        node.additional = match value.get("additionalProperties") {
            None => Additional::Undeclared,
            Some(Value::Bool(false)) => Additional::Refused,
            Some(Value::Object(fields)) if !fields.is_empty() => {
                Additional::Schema(self.place(join(pointer, "additionalProperties"))?)
            }
            Some(_) => Additional::Allowed,
        };
        Ok(())
    }

    fn union(&mut self, value: &Value, pointer: &str, keyword: &str) -> Result<Option<Union>, ContractError> {
        let variants = self.members(value, pointer, keyword)?;
        let is_mapped = value.pointer("/discriminator/mapping").is_some_and(Value::is_object);
        let discriminator = value.pointer("/discriminator/propertyName").and_then(Value::as_str).map(str::to_owned);
        Ok((!variants.is_empty()).then_some(Union { variants, discriminator, is_mapped }))
    }

    fn members(&mut self, value: &Value, pointer: &str, keyword: &str) -> Result<Vec<Variant>, ContractError> {
        let Some(list) = value.get(keyword) else { return Ok(Vec::new()) };
        let place = join(pointer, keyword);
        let Some(list) = list.as_array() else {
            self.note(Unsupported { pointer: place, message: format!("`{keyword}` is not a list and is not checked") });
            return Ok(Vec::new());
        };
        let mapping = value.pointer("/discriminator/mapping").and_then(Value::as_object);
        let mut members = Vec::with_capacity(list.len());
        for (index, member) in list.iter().enumerate() {
            let reference = member.get("$ref").and_then(Value::as_str);
            let component = reference.and_then(|reference| reference.rsplit('/').next());
            let is_mapped = |target: &Value| {
                target.as_str().is_some_and(|target| Some(target) == reference || Some(target) == component)
            };
            let mut discriminated_by: Vec<_> = mapping
                .into_iter()
                .flatten()
                .filter(|(_, target)| is_mapped(target))
                .map(|(name, _)| name.clone())
                .collect();
            if discriminated_by.is_empty() {
                discriminated_by.extend(component.map(str::to_owned));
            }
            members.push(Variant {
                node: self.place(format!("{place}/{index}"))?,
                name: component.map_or_else(|| format!("variant {}", index + 1), str::to_owned),
                discriminated_by,
            });
        }
        Ok(members)
    }
}

/// Marks every node from which a node with validations can be reached.
fn mark_validations(nodes: &mut [Node]) {
    let stated = (0..nodes.len()).filter(|id| !nodes[*id].validations.is_empty()).collect();
    let marks = leading_to(nodes, stated);
    nodes.iter_mut().zip(marks).for_each(|(node, mark)| node.has_validations = mark);
}
