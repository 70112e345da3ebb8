//! Coverage as numbers and names.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::inventory::{Body, Inventory};
use super::{Coverage, CoverageKind, Seen};

impl Coverage {
    /// The number of declared parts of a kind, and how many of them were seen.
    pub(crate) fn count(&self, kind: CoverageKind) -> (usize, usize) {
        let names = self.names(kind);
        let names = names.iter().flat_map(|(_, names)| names);
        names.fold((0, 0), |(all, known), (_, is_seen)| (all + 1, known + usize::from(*is_seen)))
    }

    /// The coverage of a kind, in percent; 100 if nothing is declared.
    pub(crate) fn percent(&self, kind: CoverageKind) -> f64 {
        let (all, seen) = self.count(kind);
        #[expect(clippy::cast_precision_loss, reason = "no document has that many parts")]
        if all == 0 { 100.0 } else { seen as f64 * 100.0 / all as f64 }
    }

    /// The parts of a kind that were not seen, for the reader.
    pub(crate) fn unseen(&self, kind: CoverageKind) -> Vec<String> {
        self.names(kind)
            .into_iter()
            .flat_map(|(id, names)| {
                let names = names.into_iter().filter(|(_, is_seen)| !is_seen);
                let full =
                    |(name, _): (String, bool)| if name.is_empty() { id.clone() } else { format!("{id} {name}") };
                names.map(full).collect::<Vec<_>>()
            })
            .collect()
    }

    /// The parts of a kind by operation, event and shared schema, and whether each was seen.
    fn names(&self, kind: CoverageKind) -> Vec<(String, Vec<(String, bool)>)> {
        let operations = self.operations.iter().map(|(id, seen)| (id.clone(), seen.names(kind, &self.inventory)));
        let events = self.events.names(kind, &self.inventory);
        let bodies = self.operations.values().flat_map(|seen| seen.bodies.values().copied());
        let shared = match kind {
            CoverageKind::Fields | CoverageKind::Values => self.inventory.shared(bodies.chain(self.events.payloads())),
            _ => BTreeMap::new(),
        };
        let shared = shared.into_iter().map(|(name, body)| (name, self.inventory.names(kind, body)));
        operations.chain(events).chain(shared).collect()
    }

    /// The statuses, headers and fields that were seen but are not declared.
    pub(crate) fn undeclared(&self) -> impl Iterator<Item = &str> {
        self.undeclared.iter().map(String::as_str)
    }

    /// The whole coverage as JSON.
    pub(crate) fn to_json(&self) -> Value {
        let is_counted = |kind: &CoverageKind| *kind != CoverageKind::Events || !self.events.by_name.is_empty();
        let kinds = CoverageKind::ALL.into_iter().filter(is_counted).map(|kind| {
            let (all, seen) = self.count(kind);
            (kind.name().to_owned(), json!({ "declared": all, "seen": seen, "unseen": self.unseen(kind) }))
        });
        let mut coverage: Map<String, Value> = kinds.collect();
        coverage.insert("undeclared".to_owned(), self.undeclared().collect());
        Value::Object(coverage)
    }
}

impl Seen {
    fn names(&self, kind: CoverageKind, inventory: &Inventory) -> Vec<(String, bool)> {
        match kind {
            CoverageKind::Operations => vec![(String::new(), self.is_called())],
            CoverageKind::Statuses => {
                self.statuses.iter().map(|(status, is_seen)| (status.to_string(), *is_seen)).collect()
            }
            CoverageKind::Parameters => {
                self.parameters.iter().map(|(name, is_seen)| (format!("parameter {name}"), *is_seen)).collect()
            }
            CoverageKind::Events => Vec::new(),
            CoverageKind::Fields | CoverageKind::Values => {
                let bodies = self.bodies.iter().flat_map(|(name, body)| {
                    let names = inventory.names(kind, *body).into_iter();
                    names.map(move |(part, is_seen)| (format!("{name} {part}"), is_seen))
                });
                bodies.collect()
            }
        }
    }
}

impl Inventory {
    /// The fields or values of a body, and whether each was seen.
    pub(super) fn names(&self, kind: CoverageKind, body: Body) -> Vec<(String, bool)> {
        match kind {
            CoverageKind::Fields => self.field_names(body),
            CoverageKind::Values => self.value_names(body),
            _ => Vec::new(),
        }
    }
}
