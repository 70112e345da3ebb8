//! Caches responses until the clock moves or something is recorded. A page that polls gets the same bytes again.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::Uri;

use crate::store::Position;

/// How many responses are kept per endpoint. A new one replaces the one in its slot, which the request's hash chooses.
const KEPT: usize = 64;

/// The largest body that is kept, in bytes: 16 KiB.
const LARGEST: usize = 16 << 10;

/// The latest responses of an endpoint that depend on path, query, caller, clock and records alone.
#[derive(Debug)]
pub(crate) struct ResponseCache {
    slots: Vec<Mutex<Option<Kept>>>,
}

/// What a response holds for: the time of the clock, and the position of the log.
type When = (DateTime<Utc>, Position);

/// A response, and the request that it belongs to.
#[derive(Debug)]
struct Kept {
    uri: Uri,
    credential: String,
    when: When,
    body: Bytes,
}

impl ResponseCache {
    /// An empty cache.
    pub(crate) fn new() -> Self {
        Self { slots: (0..KEPT).map(|_| Mutex::default()).collect() }
    }

    /// The cached body for the same request of the same caller at the same time. `hash` is a number that equal
    /// requests share.
    pub(crate) fn find(&self, hash: u64, uri: &Uri, credential: &str, when: When) -> Option<Bytes> {
        let kept = self.slot(hash).lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref()?;
        (kept.when == when && kept.uri == *uri && kept.credential == credential).then(|| kept.body.clone())
    }

    pub(crate) fn keep(&self, hash: u64, uri: &Uri, credential: &str, when: When, body: &Bytes) {
        if body.len() <= LARGEST {
            let kept = Kept { uri: uri.clone(), credential: credential.to_owned(), when, body: body.clone() };
            *self.slot(hash).lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        }
    }

    fn slot(&self, hash: u64) -> &Mutex<Option<Kept>> {
        let slot = hash % self.slots.len() as u64;
        &self.slots[usize::try_from(slot).expect("a slot of the table")]
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use chrono::{DateTime, Duration, Utc};

    use super::{KEPT, LARGEST, ResponseCache};
    use crate::store::Position;

    #[test]
    fn only_the_same_request_at_the_same_time_is_found() {
        let (cache, noon) = (ResponseCache::new(), DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000));
        let body = Bytes::from_static(b"{}");
        cache.keep(7, &"/a?b=c".parse().expect("an address"), "key", (noon, Position::default()), &body);
        for (hash, uri, credential, now, found) in [
            (7, "/a?b=c", "key", noon, true),
            (7 + KEPT as u64, "/a?b=c", "key", noon, true),
            (8, "/a?b=c", "key", noon, false),
            (7, "/a?b=d", "key", noon, false),
            (7, "/a", "key", noon, false),
            (7, "/a?b=c", "other", noon, false),
            (7, "/a?b=c", "key", noon + Duration::seconds(1), false),
        ] {
            let body = cache.find(hash, &uri.parse().expect("an address"), credential, (now, Position::default()));
            assert_eq!(body.is_some(), found, "{hash} {uri} {credential} {now}");
        }
    }

    #[test]
    fn large_responses_are_not_kept() {
        let (cache, now) = (ResponseCache::new(), DateTime::<Utc>::UNIX_EPOCH);
        let uri = "/a".parse().expect("an address");
        for (length, kept) in [(LARGEST, true), (LARGEST + 1, false)] {
            cache.keep(length as u64, &uri, "", (now, Position::default()), &vec![b' '; length].into());
            assert_eq!(cache.find(length as u64, &uri, "", (now, Position::default())).is_some(), kept, "{length}");
        }
    }
}
