//! Pairs of an old and a new schema (or callback) as a graph: each pair is compared once, however many ways lead to it, and circles end by
//! themselves.

use std::collections::HashMap;

use serde_json::Value;

use crate::change::Direction;
use crate::rule::Rule;
use crate::shape::{ShapeId, address};

/// Stands for a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NodeId(pub(crate) usize);

/// All pairs that were reached so far.
#[derive(Default)]
pub(crate) struct Graph<'d> {
    schemas: HashMap<(ShapeId, ShapeId, Direction), NodeId>,
    callbacks: HashMap<(usize, usize), NodeId>,
    pub(crate) nodes: Vec<Node<'d>>,
    /// The changes that were found in all of them.
    pub(crate) found: usize,
}

/// A pair and what was found between its two.
pub(crate) struct Node<'d> {
    pub(crate) subject: Subject<'d>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) edges: Vec<Edge>,
}

/// What is compared.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'d> {
    /// Two schemas of what travels in this direction.
    Schemas(ShapeId, ShapeId, Direction),
    /// Two callbacks.
    Callbacks(&'d Value, &'d Value),
}

/// A change of a schema itself, without the schemas within it.
pub(crate) struct Finding {
    pub(crate) rule: &'static Rule,
    /// What to add to the place of the schema: nothing, or steps of a JSON pointer.
    pub(crate) at: String,
    pub(crate) message: String,
}

/// The way from a schema to one within it.
pub(crate) struct Edge {
    /// The step of the place.
    pub(crate) step: String,
    pub(crate) to: NodeId,
    pub(crate) passage: Passage,
}

/// How changes behind an edge are told.
#[derive(Clone, Copy)]
pub(crate) enum Passage {
    /// As they are.
    Open,
    /// All in one, by this rule: what they mean where they are is not what they mean here.
    Folded(&'static Rule),
}

impl<'d> Graph<'d> {
    /// Two schemas, which are compared later when the pair is new.
    pub(crate) fn schemas(&mut self, old: ShapeId, new: ShapeId, direction: Direction) -> NodeId {
        let next = NodeId(self.nodes.len());
        let id = *self.schemas.entry((old, new, direction)).or_insert(next);
        self.add_when_new(id, next, Subject::Schemas(old, new, direction))
    }

    /// Two callbacks, which are compared later when the pair is new.
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

    /// For each pair, whether a change that `counts` is in it or in a pair that it leads to.
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
