//! The records in memory.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use chrono::{DateTime, Utc};
use trackside_world::OrderId;

type Records = BTreeMap<OrderId, DateTime<Utc>>;

/// When survey links were first asked for, by order.
#[derive(Debug, Default)]
pub(super) struct Memory(RwLock<Records>);

impl FromIterator<(OrderId, DateTime<Utc>)> for Memory {
    fn from_iter<I: IntoIterator<Item = (OrderId, DateTime<Utc>)>>(records: I) -> Self {
        Self(RwLock::new(records.into_iter().collect()))
    }
}

impl Memory {
    pub(super) fn get(&self, order: OrderId) -> Option<DateTime<Utc>> {
        self.read().get(&order).copied()
    }

    /// Notes the instant unless there is one, and gives the one there is.
    pub(super) fn insert(&self, order: OrderId, created_at: DateTime<Utc>) -> DateTime<Utc> {
        *self.write().entry(order).or_insert(created_at)
    }

    pub(super) fn until(&self, now: DateTime<Utc>) -> Vec<(OrderId, DateTime<Utc>)> {
        let records = self.read();
        let records = records.iter().map(|(order, created_at)| (*order, *created_at));
        records.filter(|(_, created_at)| *created_at <= now).collect()
    }

    pub(super) fn clear(&self) -> u64 {
        std::mem::take(&mut *self.write()).len() as u64
    }

    fn read(&self) -> RwLockReadGuard<'_, Records> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Records> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};
    use trackside_world::OrderId;

    use super::Memory;

    #[test]
    fn the_first_request_fixes_the_instant() {
        let memory = Memory::default();
        let first = DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000);
        assert_eq!(memory.insert(OrderId(7), first), first);
        assert_eq!(memory.insert(OrderId(7), first + Duration::days(1)), first);
        assert_eq!(memory.until(first), [(OrderId(7), first)]);
        assert_eq!(memory.until(first - Duration::seconds(1)), []);
        assert_eq!(memory.get(OrderId(8)), None);
        assert_eq!((memory.clear(), memory.clear()), (1, 0));
    }
}
