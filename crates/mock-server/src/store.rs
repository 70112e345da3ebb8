//! What clients have created. It stays until the sandbox stops.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};
use trackside_world::OrderId;

/// What clients have created.
#[derive(Debug, Default)]
pub(crate) struct Store {
    survey_links: RwLock<BTreeMap<OrderId, DateTime<Utc>>>,
}

impl Store {
    /// Notes that survey links were asked for, and gives the instant at which that first happened.
    pub(crate) fn create_survey_links(&self, order: OrderId, now: DateTime<Utc>) -> DateTime<Utc> {
        let mut links = self.survey_links.write().unwrap_or_else(PoisonError::into_inner);
        *links.entry(order).or_insert(now)
    }

    /// Forgets everything, and gives how many records that were.
    pub(crate) fn reset(&self) -> u64 {
        let mut links = self.survey_links.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *links).len() as u64
    }

    /// The instant at which survey links were first asked for, when it is not after `now`.
    pub(crate) fn survey_links_of(&self, order: OrderId, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let links = self.survey_links.read().unwrap_or_else(PoisonError::into_inner);
        links.get(&order).copied().filter(|created_at| *created_at <= now)
    }

    /// Every purchase whose survey links were asked for by `now`, with the instant.
    pub(crate) fn survey_links(&self, now: DateTime<Utc>) -> Vec<(OrderId, DateTime<Utc>)> {
        let links = self.survey_links.read().unwrap_or_else(PoisonError::into_inner);
        links
            .iter()
            .map(|(order, created_at)| (*order, *created_at))
            .filter(|(_, created_at)| *created_at <= now)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};
    use trackside_world::OrderId;

    use super::Store;

    #[test]
    fn the_first_request_fixes_the_instant() {
        let store = Store::default();
        let first = DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000);
        assert_eq!(store.create_survey_links(OrderId(7), first), first);
        assert_eq!(store.create_survey_links(OrderId(7), first + Duration::days(1)), first);
        assert_eq!(store.survey_links(first), [(OrderId(7), first)]);
        assert_eq!(store.survey_links(first - Duration::seconds(1)), []);
        assert_eq!(store.survey_links_of(OrderId(8), first), None);
    }
}
