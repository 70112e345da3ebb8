//! Caches responses until the clock moves or something is recorded. A page that polls gets the same bytes again.

use std::sync::{Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use http::Uri;

use crate::named::Serial;
use crate::request::RequestId;
use crate::store::Position;

/// How many responses are kept per endpoint. A new one replaces the one in its slot, which the request's hash chooses.
const KEPT: usize = 64;

/// The largest body that is kept, in bytes: 16 KiB.
const LARGEST: usize = 16 << 10;

/// The latest responses of an endpoint that depend on path, query, caller, clock and ledger alone.
#[derive(Debug)]
pub(crate) struct ResponseCache {
    slots: Vec<Mutex<Option<Kept>>>,
}

/// What a response holds for: the world, the time of its clock, and the position of its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) world: Serial,
    pub(crate) now: DateTime<Utc>,
    pub(crate) position: Position,
}

/// A response, and the request that it belongs to.
#[derive(Debug)]
struct Kept {
    uri: Uri,
    credential: String,
    when: When,
    body: Bytes,
    /// Where the body names the id of the request.
    id_at: Option<usize>,
}

impl ResponseCache {
    /// An empty cache.
    pub(crate) fn new() -> Self {
        Self { slots: (0..KEPT).map(|_| Mutex::default()).collect() }
    }

    /// The cached body for the same request of the same caller at the same time, with the id of this request.
    pub(crate) fn find(&self, id: RequestId, uri: &Uri, credential: &str, when: When) -> Option<Bytes> {
        let kept = self.slot(id, when.world).lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref()?;
        (kept.when == when && kept.uri == *uri && kept.credential == credential).then(|| kept.body_for(id))
    }

    pub(crate) fn keep(&self, id: RequestId, uri: &Uri, credential: &str, when: When, body: &Bytes) {
        if body.len() <= LARGEST {
            let digits = id.digits();
            let id_at = body.windows(digits.len()).position(|window| window == digits);
            let kept = Kept { uri: uri.clone(), credential: credential.to_owned(), when, body: body.clone(), id_at };
            *self.slot(id, when.world).lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        }
    }

    /// Worlds that send the same requests have different slots, as far as there are enough.
    fn slot(&self, id: RequestId, world: Serial) -> &Mutex<Option<Kept>> {
        let slot = id.number().wrapping_add(world.number()) % self.slots.len() as u64;
        &self.slots[usize::try_from(slot).expect("a slot of the table")]
    }
}

impl Kept {
    fn body_for(&self, id: RequestId) -> Bytes {
        let Some(start) = self.id_at else { return self.body.clone() };
        let digits = id.digits();
        let mut body = BytesMut::from(&self.body[..]);
        body[start..start + digits.len()].copy_from_slice(&digits);
        body.freeze()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use chrono::{DateTime, Duration, Utc};
    use http::Request;

    use super::{LARGEST, ResponseCache, When};
    use crate::named::Serial;
    use crate::request::{RequestId, RequestIds};
    use crate::store::Position;

    fn arrived(ids: &RequestIds, path: &str) -> RequestId {
        ids.next(&Request::get(path).body(()).expect("a request").into_parts().0)
    }

    #[test]
    fn only_the_same_request_at_the_same_time_is_found() {
        let (cache, noon) = (ResponseCache::new(), DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000));
        let (ids, body) = (RequestIds::new(), Bytes::from_static(b"{}"));
        let id = arrived(&ids, "/a?b=c");
        let [world, other] = [Serial::next(), Serial::next()];
        let position = Position::default();
        let when = When { world, now: noon, position };
        cache.keep(id, &"/a?b=c".parse().expect("an address"), "key", when, &body);
        for (id, uri, credential, when, found) in [
            (id, "/a?b=c", "key", when, true),
            (arrived(&ids, "/a?b=c"), "/a?b=c", "key", when, true),
            (arrived(&ids, "/other"), "/a?b=c", "key", when, false),
            (id, "/a?b=d", "key", when, false),
            (id, "/a", "key", when, false),
            (id, "/a?b=c", "other", when, false),
            (id, "/a?b=c", "key", When { now: noon + Duration::seconds(1), ..when }, false),
            (id, "/a?b=c", "key", When { world: other, ..when }, false),
        ] {
            let body = cache.find(id, &uri.parse().expect("an address"), credential, when);
            assert_eq!(body.is_some(), found, "{id} {uri} {credential} {when:?}");
        }
    }

    #[test]
    fn large_responses_are_not_kept() {
        let (cache, now, ids) = (ResponseCache::new(), DateTime::<Utc>::UNIX_EPOCH, RequestIds::new());
        let when = When { world: Serial::next(), now, position: Position::default() };
        let uri = "/a".parse().expect("an address");
        for (length, kept) in [(LARGEST, true), (LARGEST + 1, false)] {
            let id = arrived(&ids, &format!("/{length}"));
            cache.keep(id, &uri, "", when, &vec![b' '; length].into());
            assert_eq!(cache.find(id, &uri, "", when).is_some(), kept, "{length}");
        }
    }

    #[test]
    fn a_cached_body_names_the_request_that_gets_it() {
        let (cache, now, ids) = (ResponseCache::new(), DateTime::<Utc>::UNIX_EPOCH, RequestIds::new());
        let when = When { world: Serial::next(), now, position: Position::default() };
        let uri = "/a".parse().expect("an address");
        let (first, second) = (arrived(&ids, "/a"), arrived(&ids, "/a"));
        let body = |id: RequestId| Bytes::from(format!(r#"{{"id":"req_{id}","more":1}}"#));
        cache.keep(first, &uri, "", when, &body(first));
        assert_ne!(first, second);
        assert_eq!(cache.find(second, &uri, "", when), Some(body(second)));
    }
}
