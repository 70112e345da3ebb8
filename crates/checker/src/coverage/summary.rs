//! Coverage as numbers and names.

use serde_json::{Map, Value, json};

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
                names.map(move |(name, _)| if name.is_empty() { id.to_owned() } else { format!("{id} {name}") })
            })
            .collect()
    }

    /// The parts of a kind by operation and event, and whether each was seen.
    fn names(&self, kind: CoverageKind) -> Vec<(&str, Vec<(String, bool)>)> {
        let operations = self.operations.iter().map(|(id, seen)| (id.as_str(), seen.names(kind)));
        operations.chain(self.events.names(kind)).collect()
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
    fn names(&self, kind: CoverageKind) -> Vec<(String, bool)> {
        match kind {
            CoverageKind::Operations => vec![(String::new(), self.is_called())],
            CoverageKind::Statuses => {
                self.statuses.iter().map(|(status, is_seen)| (status.to_string(), *is_seen)).collect()
            }
            CoverageKind::Parameters => {
                self.parameters.iter().map(|(name, is_seen)| (format!("parameter {name}"), *is_seen)).collect()
            }
            CoverageKind::Events => Vec::new(),
            CoverageKind::Fields => self.bodies.iter().flat_map(|(body, fields)| fields.field_names(body)).collect(),
            CoverageKind::Values => self.bodies.iter().flat_map(|(body, fields)| fields.value_names(body)).collect(),
        }
    }
}
