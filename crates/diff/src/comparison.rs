//! Compares two documents.

use std::cell::Cell;
use std::rc::Rc;

use serde_json::Value;

use crate::change::{Change, Direction};
use crate::document::Document;
use crate::error::{DiffError, Which};
use crate::graph::{Graph, NodeId, Subject};
use crate::lifecycle::{self, End, Policy};
use crate::objects::{self, Schemes};
use crate::rule::Rule;
use crate::schema::{self, Exclusive, Fingerprints};
use crate::shape::Shapes;
use crate::telling::tell;
use crate::unchanged::Unchanged;
use crate::writing::Writing;

/// The most values that are compared.
const WORK: usize = 5_000_000;
/// The most changes that are found.
const FOUND: usize = 400_000;

/// Compares two OpenAPI 3.0 documents, and returns the changes in the order of the old document. The list is empty if
/// nothing has changed.
///
/// Only parts that an operation uses are compared: a component that nothing refers to is not part of the contract.
pub fn compare(old: &Value, new: &Value) -> Result<Vec<Change>, DiffError> {
    compare_under(None, old, new)
}

/// The same, with removals and deprecations judged by a policy.
pub fn compare_under(policy: Option<&Policy>, old: &Value, new: &Value) -> Result<Vec<Change>, DiffError> {
    let old = Document::open(Which::Old, old)?;
    let new = Document::open(Which::New, new)?;
    let mut comparison = Comparison::new(policy.copied(), old, new);
    objects::document::compare(&mut comparison)?;
    comparison.compare_reached()?;
    schema::compare_exclusive(&mut comparison)?;
    tell(&comparison.graph, &comparison.findings)
}

/// The state of a comparison.
pub(crate) struct Comparison<'d> {
    pub(crate) policy: Option<Policy>,
    pub(crate) old: Shapes<'d>,
    pub(crate) new: Shapes<'d>,
    pub(crate) unchanged: Unchanged<'d>,
    pub(crate) old_fingerprints: Fingerprints,
    pub(crate) new_fingerprints: Fingerprints,
    pub(crate) graph: Graph<'d>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) schemes: Schemes,
    /// Unions of requests whose members must not overlap.
    pub(crate) exclusive: Vec<Exclusive>,
    work: Cell<usize>,
}

/// A change outside schemas, or the start of a schema.
pub(crate) enum Finding {
    /// A change.
    Change { rule: &'static Rule, site: Site, message: String },
    /// A pair of schemas, whose changes are reported here.
    Schema { site: Site, node: NodeId },
    /// A pair of callbacks. Only the fact that it has changed is reported, with this rule.
    Callback { rule: &'static Rule, site: Site, node: NodeId },
}

/// The place of a change.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) operation: Option<Rc<str>>,
    pub(crate) place: String,
    pub(crate) direction: Option<Direction>,
}

impl<'d> Comparison<'d> {
    fn new(policy: Option<Policy>, old: Document<'d>, new: Document<'d>) -> Self {
        Self {
            policy,
            unchanged: Unchanged::of(old, new),
            old: Shapes::new(old, WORK),
            new: Shapes::new(new, WORK),
            old_fingerprints: Fingerprints::default(),
            new_fingerprints: Fingerprints::default(),
            graph: Graph::default(),
            findings: Vec::new(),
            schemes: Schemes::default(),
            exclusive: Vec::new(),
            work: Cell::new(0),
        }
    }

    /// Counts values that are compared.
    pub(crate) fn charge(&self, values: usize) {
        self.work.set(self.work.get().saturating_add(values));
    }

    /// Counts the items of a list.
    pub(crate) fn charge_list(&self, list: Option<&Value>) {
        self.charge(list.and_then(Value::as_array).map_or(0, Vec::len));
    }

    /// Fails if there was too much to compare, or too much was found.
    pub(crate) fn affordable(&self) -> Result<(), DiffError> {
        if self.work.get() > WORK {
            Err(DiffError::TooComplex { limit: WORK })
        } else if self.findings.len() > FOUND || self.graph.found > FOUND {
            Err(DiffError::TooDifferent { limit: FOUND })
        } else {
            Ok(())
        }
    }

    /// Reports a change outside schemas.
    pub(crate) fn report(&mut self, rule: &'static Rule, site: &Site, message: String) {
        self.findings.push(Finding::Change { rule, site: site.clone(), message });
    }

    /// Reports the removal of a part outside schemas. A policy may have another rule for it.
    pub(crate) fn report_removal(&mut self, rule: &'static Rule, site: &Site, old: End<'_>, message: String) {
        let (rule, message) = lifecycle::removal(self.policy, old, rule, message);
        self.report(rule, site, message);
    }

    /// Compares two schemas; a missing one accepts everything.
    pub(crate) fn schemas(
        &mut self,
        site: &Site,
        (direction, writing): (Direction, Writing),
        old: Option<&'d Value>,
        new: Option<&'d Value>,
    ) -> Result<(), DiffError> {
        let is_same = match (old, new) {
            (Some(old), Some(new)) => self.unchanged.is_same(old, new),
            (old, new) => old == new,
        };
        if is_same {
            return Ok(());
        }
        let old = self.old.intern(old.as_slice())?;
        let new = self.new.intern(new.as_slice())?;
        let node = self.graph.schemas(old, new, direction, writing);
        let site = Site { direction: Some(direction), ..site.clone() };
        self.findings.push(Finding::Schema { site, node });
        Ok(())
    }

    /// Compares the pairs found so far, and those that can be reached from them.
    fn compare_reached(&mut self) -> Result<(), DiffError> {
        let mut next = 0;
        while let Some(node) = self.graph.nodes.get(next) {
            match node.subject {
                Subject::Schemas(old, new, direction, writing) => {
                    schema::compare(self, NodeId(next), (old, new), direction, writing)?;
                }
                Subject::Callbacks(old, new) => objects::callback::compare(self, NodeId(next), old, new)?,
            }
            next += 1;
        }
        Ok(())
    }
}

impl Site {
    /// A part of the whole document.
    pub(crate) fn document(place: &str) -> Self {
        Self { operation: None, place: place.to_owned(), direction: None }
    }

    /// The same operation at another place.
    pub(crate) fn at(&self, place: impl Into<String>) -> Self {
        Self { place: place.into(), ..self.clone() }
    }

    /// A place below this one.
    pub(crate) fn within(&self, more: &str) -> Self {
        self.at(format!("{} {more}", self.place))
    }

    /// The same place, for something that is sent in this direction.
    pub(crate) fn toward(&self, direction: Direction) -> Self {
        Self { direction: Some(direction), ..self.clone() }
    }
}
