//! Estimates the work of checking a value, where it can get out of hand.
//!
//! Where several variants refer back to their own union, each level of nesting doubles the work: a small body could
//! keep the validator busy for years. For such schemas the work is counted first, which is cheap, and too much of it is
//! refused.

use std::collections::HashMap;

use serde_json::Value;

use super::Schemas;
use super::node::{Node, NodeId};

/// The most times that schemas are applied for one body, which is less than a second of work.
const LIMIT: u64 = 200_000;

impl Schemas {
    /// Whether checking the value would take too long.
    pub(super) fn is_too_much(&self, id: NodeId, value: &Value) -> bool {
        self.explosive[id] && effort(&self.nodes, id, value, &mut HashMap::new()) > LIMIT
    }
}

/// The nodes from which a schema can be reached that refers to itself through more than one of its members.
pub(super) fn explosive(nodes: &[Node]) -> Vec<bool> {
    let circles = circles(nodes);
    let branches = |id: &NodeId| nodes[*id].in_place().filter(|member| circles[*member] == circles[*id]).count() > 1;
    leading_to(nodes, (0..nodes.len()).filter(branches).collect())
}

/// The nodes from which one of the given nodes can be reached, including these.
pub(super) fn leading_to(nodes: &[Node], mut reached: Vec<NodeId>) -> Vec<bool> {
    let users = users(nodes);
    let mut leads = vec![false; nodes.len()];
    while let Some(id) = reached.pop() {
        if !std::mem::replace(&mut leads[id], true) {
            reached.extend(&users[id]);
        }
    }
    leads
}

fn effort(nodes: &[Node], id: NodeId, value: &Value, known: &mut HashMap<(NodeId, *const Value), u64>) -> u64 {
    let key = (id, std::ptr::from_ref(value));
    if let Some(effort) = known.get(&key) {
        return *effort;
    }
    let node = &nodes[id];
    let mut sum = 1_u64;
    for member in node.in_place() {
        sum = sum.saturating_add(effort(nodes, member, value, known));
    }
    match value {
        Value::Array(items) => {
            let contains = node.later.as_ref().and_then(|later| Some(later.contains.as_ref()?.schema));
            for (index, item) in items.iter().enumerate() {
                for schema in node.item(index).into_iter().chain(contains) {
                    sum = sum.saturating_add(effort(nodes, schema, item, known));
                }
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                for schema in node.field(name) {
                    sum = sum.saturating_add(effort(nodes, schema, field, known));
                }
            }
        }
        _ => {}
    }
    known.insert(key, sum);
    sum
}

/// A number for each node, which it shares with the nodes on the same cycle.
fn circles(nodes: &[Node]) -> Vec<usize> {
    let users = users(nodes);
    let mut circles = vec![usize::MAX; nodes.len()];
    for (number, start) in finished(nodes).into_iter().rev().enumerate() {
        let mut open = vec![start];
        while let Some(id) = open.pop() {
            if circles[id] == usize::MAX {
                circles[id] = number;
                open.extend(&users[id]);
            }
        }
    }
    circles
}

/// The nodes in post-order.
fn finished(nodes: &[Node]) -> Vec<NodeId> {
    let mut seen = vec![false; nodes.len()];
    let mut finished = Vec::with_capacity(nodes.len());
    for start in 0..nodes.len() {
        let mut open = vec![(start, false)];
        while let Some((id, is_done)) = open.pop() {
            if is_done {
                finished.push(id);
            } else if !std::mem::replace(&mut seen[id], true) {
                open.push((id, true));
                open.extend(used(&nodes[id]).map(|next| (next, false)));
            }
        }
    }
    finished
}

fn users(nodes: &[Node]) -> Vec<Vec<NodeId>> {
    let mut users = vec![Vec::new(); nodes.len()];
    for (user, node) in nodes.iter().enumerate() {
        used(node).for_each(|used| users[used].push(user));
    }
    users
}

fn used(node: &Node) -> impl Iterator<Item = NodeId> + '_ {
    node.in_place().chain(node.inside())
}
