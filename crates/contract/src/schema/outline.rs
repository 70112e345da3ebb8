//! What a schema is recognised by.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::node::{Additional, Node, NodeId};

/// How deep below a value pinned values are looked for.
const DEPTH: usize = 6;

/// How many schemas are visited in that search.
const VISITS: usize = 400;

/// What a schema is recognised by, the members of its composition included.
#[derive(Debug, Default, Clone)]
pub(crate) struct Outline {
    /// The fields that may be there.
    pub(super) known: BTreeSet<String>,
    /// The fields that must be there.
    pub(super) required: BTreeSet<String>,
    /// Whether fields that nobody declares may be there.
    pub(super) open: bool,
    /// The types of its values, as OpenAPI names them; any when there is none.
    pub(super) kinds: BTreeSet<String>,
    /// Whether null is one of its values.
    pub(super) nullable: bool,
}

/// A place below a value, as names of fields, and the only value that may stand there.
pub(super) type Pins = BTreeMap<Vec<String>, Value>;

/// The outlines of all nodes. The nodes have been checked for circles.
pub(super) fn outlines(nodes: &[Node]) -> Vec<Outline> {
    let mut outlines = vec![None; nodes.len()];
    for id in 0..nodes.len() {
        outline(nodes, id, &mut outlines);
    }
    outlines.into_iter().flatten().collect()
}

/// The values that a schema pins down, at any depth: fields whose schema has a single value.
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
        open: matches!(node.additional, Additional::Allowed | Additional::Schema(_)),
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
