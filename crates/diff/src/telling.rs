//! Turns findings into changes: assembles their places, and reports shared ones where the reader expects them.

use std::collections::{HashMap, VecDeque};
use std::mem::replace;
use std::ops::Range;

use crate::change::Change;
use crate::comparison::{Finding, Site};
use crate::documentation::DOCUMENTATION_CHANGED;
use crate::error::DiffError;
use crate::graph::{Graph, NodeId, Passage};
use crate::rule::Rule;

/// The most changes that are reported.
const CHANGES: usize = 200_000;
/// The most bytes of all places and messages together.
const LENGTH: usize = 100_000_000;

/// The most bodies, parameters and headers at which a change of a shared schema is reported. Otherwise the list would
/// be a product, if everything uses everything.
const TOLD: usize = 32;
/// Added to a message when that limit is reached.
const ELSEWHERE: &str = " (and in other places)";

/// All changes. A change of the contract within a schema is reported for each body, parameter and header that uses it,
/// at the shortest place, up to [`TOLD`] times. A remark (documentation, provenance) is reported once.
pub(crate) fn tell<'g>(graph: &'g Graph<'g>, findings: &[Finding]) -> Result<Vec<Change>, DiffError> {
    let mut teller = Teller {
        graph,
        contract: graph.reaching(|rule| !rule.remark),
        remarks: graph.reaching(|rule| rule.remark),
        remarked: vec![Visits::default(); graph.nodes.len()],
        visited: vec![Visits::default(); graph.nodes.len()],
        round: 0,
        last_told: HashMap::new(),
        length: 0,
        changes: Vec::new(),
    };
    for finding in findings {
        teller.finding(finding)?;
    }
    teller.note_further_places();
    Ok(teller.changes)
}

struct Teller<'g> {
    graph: &'g Graph<'g>,
    /// For each pair, whether a change of the contract can be reached from it.
    contract: Vec<bool>,
    /// For each pair, whether a remark can be reached from it.
    remarks: Vec<bool>,
    /// The visits to each pair, for remarks and for changes of the contract.
    remarked: Vec<Visits>,
    visited: Vec<Visits>,
    round: usize,
    /// For each pair with changes of the contract, those that were reported last.
    last_told: HashMap<NodeId, Range<usize>>,
    length: usize,
    changes: Vec<Change>,
}

/// The number of visits to a pair.
///
/// A visit to a pair visits everything that can be reached from it. So nothing behind a pair has fewer visits than the
/// pair itself, and a walk can turn back at a pair with enough visits.
#[derive(Clone, Copy, Default)]
struct Visits {
    count: usize,
    last_round: usize,
    turned_back: bool,
}

/// A pair on the way from a root, and how it was reached.
struct Stop {
    node: NodeId,
    from: Option<usize>,
    step: String,
}

impl Teller<'_> {
    fn finding(&mut self, finding: &Finding) -> Result<(), DiffError> {
        match finding {
            Finding::Change { rule, site, message } => self.push(rule, site, site.place.clone(), message.clone()),
            Finding::Schema { site, node } => {
                self.round += 1;
                self.schema(site, *node, false)?;
                self.schema(site, *node, true)
            }
            Finding::Callback { rule, site, node } => {
                let message = "the request or the expected response has changed".to_owned();
                if self.contract[node.0] {
                    self.push(rule, site, site.place.clone(), message)
                } else if self.remarks[node.0] {
                    self.push(&DOCUMENTATION_CHANGED, site, site.place.clone(), message)
                } else {
                    Ok(())
                }
            }
        }
    }

    /// Walks from a pair to all pairs that lead to a change, breadth first, so that the first place is a shortest one.
    fn schema(&mut self, site: &Site, root: NodeId, remark: bool) -> Result<(), DiffError> {
        let graph = self.graph;
        let mut stops = Vec::new();
        let mut waiting = VecDeque::new();
        if self.enter(root, remark) {
            stops.push(Stop { node: root, from: None, step: String::new() });
            waiting.push_back(0);
        }
        while let Some(stop) = waiting.pop_front() {
            let id = stops[stop].node;
            let node = &graph.nodes[id.0];
            let first = self.changes.len();
            for finding in node.findings.iter().filter(|finding| finding.rule.remark == remark) {
                let place = place(site, &stops, stop, &finding.at);
                self.push(finding.rule, site, place, finding.message.clone())?;
            }
            for edge in &node.edges {
                match edge.passage {
                    Passage::Open if self.enter(edge.to, remark) => {
                        stops.push(Stop { node: edge.to, from: Some(stop), step: edge.step.clone() });
                        waiting.push_back(stops.len() - 1);
                    }
                    Passage::Folded(rule) => {
                        let (contract, remarks) = (self.contract[edge.to.0], self.remarks[edge.to.0]);
                        let place = || place(site, &stops, stop, &edge.step);
                        if !remark && contract {
                            self.push(rule, site, place(), "the content has changed".to_owned())?;
                        } else if remark && remarks && !contract {
                            self.push(&DOCUMENTATION_CHANGED, site, place(), "the content has changed".to_owned())?;
                        }
                    }
                    Passage::Open => {}
                }
            }
            if !remark && self.changes.len() > first {
                self.last_told.insert(id, first..self.changes.len());
            }
        }
        Ok(())
    }

    /// Whether to visit a pair: it leads to a change, and was not visited in this round or too often before.
    fn enter(&mut self, node: NodeId, remark: bool) -> bool {
        let (reaching, visits, limit) = if remark {
            (&self.remarks, &mut self.remarked[node.0], 1)
        } else {
            (&self.contract, &mut self.visited[node.0], TOLD)
        };
        if !reaching[node.0] || visits.last_round == self.round {
            return false;
        }
        visits.last_round = self.round;
        visits.turned_back = visits.count == limit;
        visits.count = limit.min(visits.count + 1);
        !visits.turned_back
    }

    /// Marks the changes that are reported only at some of their places.
    fn note_further_places(&mut self) {
        let turned_back = |index: &usize| self.visited[*index].turned_back;
        let mut waiting: Vec<_> = (0..self.graph.nodes.len()).filter(turned_back).map(NodeId).collect();
        let mut marked = vec![false; self.graph.nodes.len()];
        while let Some(node) = waiting.pop() {
            if !replace(&mut marked[node.0], true) {
                for change in self.last_told.get(&node).cloned().unwrap_or_default() {
                    self.changes[change].message.push_str(ELSEWHERE);
                }
                waiting.extend(self.graph.nodes[node.0].edges.iter().map(|edge| edge.to));
            }
        }
    }

    fn push(&mut self, rule: &'static Rule, site: &Site, place: String, message: String) -> Result<(), DiffError> {
        self.length += place.len() + message.len();
        if self.changes.len() == CHANGES || self.length > LENGTH {
            return Err(DiffError::TooDifferent { limit: CHANGES });
        }
        self.changes.push(Change {
            rule: rule.id,
            level: rule.level,
            direction: rule.direction.or(site.direction),
            operation: site.operation.as_deref().map(str::to_owned),
            place,
            message,
            meaning: rule.meaning,
        });
        Ok(())
    }
}

fn place(site: &Site, stops: &[Stop], last: usize, at: &str) -> String {
    let mut steps = vec![at];
    let mut next = Some(last);
    while let Some(stop) = next {
        steps.push(&stops[stop].step);
        next = stops[stop].from;
    }
    let pointer: String = steps.into_iter().rev().collect();
    if pointer.is_empty() { site.place.clone() } else { format!("{} {pointer}", site.place) }
}
