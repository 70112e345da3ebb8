//! A graph of pairs of old and new schemas (or callbacks). Each pair is compared once, however many paths lead to it,
//! so that cycles end.

use std::collections::HashMap;

use serde_json::Value;

use crate::change::Direction;
use crate::rule::Rule;
use crate::shape::{ShapeId, address};
use crate::writing::Writing;

/// The id of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NodeId(pub(crate) usize);

/// All pairs so far.
#[derive(Default)]
pub(crate) struct Graph<'d> {
    schemas: HashMap<(ShapeId, ShapeId, Direction, Writing), NodeId>,
    callbacks: HashMap<(usize, usize), NodeId>,
    pub(crate) nodes: Vec<Node<'d>>,
    /// The changes of all pairs.
    pub(crate) found: usize,
}

/// A pair, and the changes found in it.
pub(crate) struct Node<'d> {
    pub(crate) subject: Subject<'d>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) edges: Vec<Edge>,
}

/// What is compared.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'d> {
    /// Two schemas that are sent in this direction, written in this way.
    Schemas(ShapeId, ShapeId, Direction, Writing),
    /// Two callbacks.
    Callbacks(&'d Value, &'d Value),
}

/// A change of a schema itself, without nested schemas.
pub(crate) struct Finding {
    pub(crate) rule: &'static Rule,
    /// The steps of a JSON pointer to add to the place of the schema; may be empty.
    pub(crate) at: String,
    pub(crate) message: String,
}

/// The way from a schema to a nested one.
pub(crate) struct Edge {
    /// The step that it adds to the place.
    pub(crate) step: String,
    pub(crate) to: NodeId,
    pub(crate) passage: Passage,
}

/// How changes behind an edge are reported.
#[derive(Clone, Copy)]
pub(crate) enum Passage {
    /// As they are.
    Open,
    /// As a single change with this rule: they do not mean the same here.
    Folded(&'static Rule),
}

impl<'d> Graph<'d> {
    /// Adds two schemas. They are compared later if the pair is new.
    pub(crate) fn schemas(&mut self, old: ShapeId, new: ShapeId, direction: Direction, writing: Writing) -> NodeId {
        let next = NodeId(self.nodes.len());
        let id = *self.schemas.entry((old, new, direction, writing)).or_insert(next);
        self.add_when_new(id, next, Subject::Schemas(old, new, direction, writing))
    }

    /// Adds two callbacks. They are compared later if the pair is new.
    pub(crate) fn callbacks(&mut self, old: &'d Value, new: &'d Value) -> NodeId {
        let next = NodeId(self.nodes.len());
        let id = *self.callbacks.entry((address(old), address(new))).or_insert(next);
        self.add_when_new(id, next, Subject::Callbacks(old, new))
    }

    fn add_when_new(&mut self, id: NodeId, next: NodeId, subject: Subject<'d>) -> NodeId {
        if id == next {
            self.nodes.push(Node { subject, findings: Vec::new(), edges: Vec::new() });
        }
        id
    }

    /// For each pair, whether it or a pair that can be reached from it has a change for which `counts` is true.
    pub(crate) fn reaching(&self, counts: impl Fn(&Rule) -> bool) -> Vec<bool> {
        let mut callers = vec![Vec::new(); self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            for edge in &node.edges {
                callers[edge.to.0].push(index);
            }
        }
        let changed = |node: &Node<'_>| node.findings.iter().any(|finding| counts(finding.rule));
        let mut waiting: Vec<_> = (0..self.nodes.len()).filter(|index| changed(&self.nodes[*index])).collect();
        let mut reaching = vec![false; self.nodes.len()];
        while let Some(index) = waiting.pop() {
            if !reaching[index] {
                reaching[index] = true;
                waiting.append(&mut callers[index]);
            }
        }
        reaching
    }
}
