//! UUIDs of records.

use uuid::Uuid;

use crate::chance::{Purpose, Uuids, mix};
use crate::view::View;

impl View<'_> {
    /// The UUID of a record. It does not depend on what the record contains, or whether it exists.
    pub fn record_uuid(&self, collection: &str, id: u64) -> Uuid {
        self.record_uuids(collection).uuid(id)
    }

    /// The number of the record of the collection with the UUID. `None` if no record can have it.
    pub fn record_by_uuid(&self, collection: &str, uuid: Uuid) -> Option<u64> {
        self.record_uuids(collection).number(uuid)
    }

    fn record_uuids(&self, collection: &str) -> Uuids {
        let seed = self.world().settings().seed;
        let seed = collection.bytes().fold(mix(seed), |key, byte| mix(key ^ u64::from(byte)));
        Uuids::new(seed, Purpose::RecordUuid)
    }
}
