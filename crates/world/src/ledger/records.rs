//! Records that only one of those who show the world knows, by collection and number.

use std::sync::Arc;

use imbl::OrdMap;

use super::Ledger;
use super::event::RecordChange;

/// The records of all collections. A deleted one keeps its number, so that no other gets it.
#[derive(Debug, Clone, Default)]
pub(super) struct Records(OrdMap<String, OrdMap<u64, Option<Arc<str>>>>);

impl Records {
    pub(super) fn put(&mut self, change: &RecordChange) {
        let collection = self.0.entry(change.collection.clone()).or_default();
        collection.insert(change.id, change.content.as_deref().map(Arc::from));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Ledger {
    /// The content of a record, if it exists.
    pub fn record(&self, collection: &str, id: u64) -> Option<&str> {
        self.records.0.get(collection)?.get(&id)?.as_deref()
    }

    /// The records of a collection with their numbers, in ascending order.
    pub fn records(&self, collection: &str) -> impl DoubleEndedIterator<Item = (u64, &str)> {
        let collection = self.records.0.get(collection).into_iter().flat_map(|records| records.iter());
        collection.filter_map(|(id, content)| Some((*id, content.as_deref()?)))
    }

    /// The number of the next record of a collection: from 1 on.
    pub fn next_record(&self, collection: &str) -> u64 {
        let last = self.records.0.get(collection).and_then(|records| records.get_max());
        last.map_or(1, |(id, _)| id + 1)
    }
}
