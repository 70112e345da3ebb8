//! Records that only one of those who show the world knows, by collection and number.

use rpds::RedBlackTreeMapSync;

use super::Ledger;
use super::event::RecordChange;

/// The records of all collections. A deleted one keeps its number, so that no other gets it.
#[derive(Debug, Clone, Default)]
pub(super) struct Records(RedBlackTreeMapSync<String, RedBlackTreeMapSync<u64, Option<String>>>);

impl Records {
    pub(super) fn put(&mut self, change: &RecordChange) {
        if !self.0.contains_key(&change.collection) {
            self.0.insert_mut(change.collection.clone(), RedBlackTreeMapSync::default());
        }
        let collection = self.0.get_mut(&change.collection).expect("it was inserted");
        collection.insert_mut(change.id, change.content.clone());
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
        let last = self.records.0.get(collection).and_then(|records| records.last());
        last.map_or(1, |(id, _)| id + 1)
    }
}
