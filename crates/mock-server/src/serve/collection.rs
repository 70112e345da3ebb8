//! Records that only one provider knows, such as its API keys. They are kept in the ledger with everything else that
//! happened: the clock, undo and a state file know them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use trackside_world::{Event, RecordChange, View};

/// A kind of record.
pub(crate) trait Record: Serialize + DeserializeOwned {
    /// The collection that the records are in: the provider and the resource, as in `affitor/api-keys`.
    const COLLECTION: &'static str;

    /// The record with the number, if it exists.
    fn get(view: View<'_>, id: u64) -> Option<Self> {
        view.ledger().record(Self::COLLECTION, id).and_then(read)
    }

    /// All records with their numbers, in ascending order.
    fn all(view: View<'_>) -> impl DoubleEndedIterator<Item = (u64, Self)> {
        view.ledger().records(Self::COLLECTION).filter_map(|(id, content)| Some((id, read(content)?)))
    }

    /// The number of the next record.
    fn next(view: View<'_>) -> u64 {
        view.ledger().next_record(Self::COLLECTION)
    }

    /// The event that creates the record, or replaces it.
    fn put(&self, id: u64) -> Event {
        let content = serde_json::to_string(self).expect("a record is plain data");
        Event::Record(RecordChange { collection: Self::COLLECTION.to_owned(), id, content: Some(content) })
    }
}

/// Reads a record. One that another version of the sandbox wrote in another form is left out.
fn read<T: DeserializeOwned>(content: &str) -> Option<T> {
    serde_json::from_str(content).ok()
}
