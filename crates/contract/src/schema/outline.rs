//! The features by which a variant is recognised.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::node::{Node, NodeId};

/// The depth to which pinned values are searched.
const DEPTH: usize = 6;

/// The most schemas that are visited in that search.
const VISITS: usize = 400;

/// The features of a schema, including those of its composition.
#[derive(Debug, Default, Clone)]
pub(crate) struct Outline {
    /// The fields that are declared.
    pub(super) known: BTreeSet<String>,
    /// The fields that are required.
    pub(super) required: BTreeSet<String>,
    /// Whether undeclared fields are allowed.
    pub(super) open: bool,
    /// The types of its values, with their names in OpenAPI; empty if any type is allowed.
    pub(super) kinds: BTreeSet<String>,
    /// Whether null is allowed.
    pub(super) nullable: bool,
}

/// A place in a value, as a path of field names, and the only value that is allowed there.
pub(super) type Pins = BTreeMap<Vec<String>, Value>;

/// The outlines of all nodes. The nodes have no cycles.
pub(super) fn outlines(nodes: &[Node]) -> Vec<Outline> {
    let mut outlines = vec![None; nodes.len()];
    for id in 0..nodes.len() {
        outline(nodes, id, &mut outlines);
    }
    outlines.into_iter().flatten().collect()
}

/// The pinned values of a schema, at any depth: fields that can have only one value.
pub(super) fn pins(nodes: &[Node], id: NodeId) -> Pins {
    let mut pins = Pins::new();
    let mut visits = 0;
    collect_pins(nodes, id, &mut Vec::new(), &mut visits, &mut pins);
    pins
}

fn outline(nodes: &[Node], id: NodeId, outlines: &mut [Option<Outline>]) -> Outline {
    if let Some(outline) = &outlines[id] {
        return outline.clone();
    }
    let node = &nodes[id];
    let mut result = Outline {
        known: node.properties.keys().cloned().collect(),
        required: node.required.iter().cloned().collect(),
        open: node.is_open(),
        kinds: kinds(node),
        nullable: node.nullable,
    };
    for member in &node.all_of {
        let member = outline(nodes, *member, outlines);
        result.known.extend(member.known);
        result.required.extend(member.required);
        result.open |= member.open;
        if result.kinds.is_empty() {
            result.kinds = member.kinds;
        }
    }
    for union in node.unions() {
        let variants: Vec<_> = union.variants.iter().map(|variant| outline(nodes, variant.node, outlines)).collect();
        if result.kinds.is_empty() && variants.iter().all(|variant| !variant.kinds.is_empty()) {
            result.kinds = variants.iter().flat_map(|variant| variant.kinds.clone()).collect();
        }
        for variant in variants {
            result.known.extend(variant.known);
            result.open |= variant.open;
            result.nullable |= variant.nullable;
        }
    }
    for member in node.later.iter().flat_map(|later| later.in_place()) {
        let member = outline(nodes, member, outlines);
        result.known.extend(member.known);
        result.open |= member.open;
    }
    outlines[id] = Some(result.clone());
    result
}

fn kinds(node: &Node) -> BTreeSet<String> {
    let implied = (node.kind.is_none() && !node.properties.is_empty()).then(|| "object".to_owned());
    node.kind.clone().or(implied).into_iter().collect()
}

fn collect_pins(nodes: &[Node], id: NodeId, path: &mut Vec<String>, visits: &mut usize, pins: &mut Pins) {
    *visits += 1;
    if *visits > VISITS || path.len() > DEPTH {
        return;
    }
    let node = &nodes[id];
    if let Some([value]) = node.assertions.get("enum").and_then(Value::as_array).map(Vec::as_slice)
        && !path.is_empty()
    {
        pins.insert(path.clone(), value.clone());
    }
    for member in &node.all_of {
        collect_pins(nodes, *member, path, visits, pins);
    }
    for (name, property) in &node.properties {
        path.push(name.clone());
        collect_pins(nodes, *property, path, visits, pins);
        path.pop();
    }
}
