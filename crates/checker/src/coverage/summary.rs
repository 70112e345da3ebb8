//! Coverage as numbers and names.

use serde_json::{Map, Value, json};

use super::{Coverage, CoverageKind, Seen};

impl Coverage {
    /// The number of declared parts of a kind, and how many of them were seen.
    pub(crate) fn count(&self, kind: CoverageKind) -> (usize, usize) {
        let counts = self.operations.values().map(|seen| seen.count(kind));
        counts.fold((0, 0), |(all, known), (more, seen)| (all + more, known + seen))
    }

    /// The coverage of a kind, in percent; 100 if nothing is declared.
    pub(crate) fn percent(&self, kind: CoverageKind) -> f64 {
        let (all, seen) = self.count(kind);
        #[expect(clippy::cast_precision_loss, reason = "no document has that many parts")]
        if all == 0 { 100.0 } else { seen as f64 * 100.0 / all as f64 }
    }

    /// The parts of a kind that were not seen, for the reader.
    pub(crate) fn unseen(&self, kind: CoverageKind) -> Vec<String> {
        self.operations
            .iter()
            .flat_map(|(id, seen)| {
                let names = seen.names(kind).into_iter().filter(|(_, is_seen)| !is_seen);
                names.map(move |(name, _)| if name.is_empty() { id.clone() } else { format!("{id} {name}") })
            })
            .collect()
    }

    /// The statuses, headers and fields that were seen but are not declared.
    pub(crate) fn undeclared(&self) -> impl Iterator<Item = &str> {
        self.undeclared.iter().map(String::as_str)
    }

    /// The whole coverage as JSON.
    pub(crate) fn to_json(&self) -> Value {
        let kinds = CoverageKind::ALL.into_iter().map(|kind| {
            let (all, seen) = self.count(kind);
            (kind.name().to_owned(), json!({ "declared": all, "seen": seen, "unseen": self.unseen(kind) }))
        });
        let mut coverage: Map<String, Value> = kinds.collect();
        coverage.insert("undeclared".to_owned(), self.undeclared().collect());
        Value::Object(coverage)
    }
}

impl Seen {
    fn count(&self, kind: CoverageKind) -> (usize, usize) {
        let names = self.names(kind);
        (names.len(), names.iter().filter(|(_, is_seen)| *is_seen).count())
    }

    fn names(&self, kind: CoverageKind) -> Vec<(String, bool)> {
        let fields = || {
            let bodies = self.bodies.iter();
            bodies.flat_map(|(body, inventory)| inventory.fields.iter().map(move |(place, field)| (body, place, field)))
        };
        match kind {
            CoverageKind::Operations => vec![(String::new(), self.is_called())],
            CoverageKind::Statuses => {
                self.statuses.iter().map(|(status, is_seen)| (status.to_string(), *is_seen)).collect()
            }
            CoverageKind::Parameters => {
                self.parameters.iter().map(|(name, is_seen)| (format!("parameter {name}"), *is_seen)).collect()
            }
            CoverageKind::Fields => {
                let named = fields().filter(|(_, place, _)| !place.is_empty());
                named.map(|(body, place, field)| (format!("{body} {place}"), field.is_seen)).collect()
            }
            CoverageKind::Values => fields()
                .flat_map(|(body, place, field)| {
                    let values = field.values.iter();
                    values.map(move |(value, is_seen)| (format!("{body} {place} = {value}"), *is_seen))
                })
                .collect(),
        }
    }
}
