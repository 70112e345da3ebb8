//! The id of a request, derived from the request and how often it was sent before: the same sequence of requests has the
//! same ids, and no two requests have the same one.

use std::fmt;
use std::hash::Hasher as _;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderName, HeaderValue};
use siphasher::sip::SipHasher13;

/// The id of a request: 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestId {
    /// What equal requests share.
    request: u64,
    id: u64,
}

/// The number of counters. With more distinct requests, some share a counter; their ids still differ.
const COUNTERS: usize = 4096;

/// The headers that tell callers apart.
static CREDENTIALS: [HeaderName; 3] =
    [AUTHORIZATION, HeaderName::from_static("x-api-key"), HeaderName::from_static("x-api-secret")];

/// Counts how often each request was sent.
#[derive(Debug)]
pub(crate) struct RequestIds {
    counters: Vec<AtomicU32>,
    /// How many events earlier runs of the sandbox have recorded: their requests had the ids that would come first.
    recorded_before: AtomicU64,
    /// What tells the requests of this replica from those of others; 0 if there are no others.
    replica: AtomicU64,
}

/// How often each request was sent until a moment.
#[derive(Debug)]
pub(crate) struct KeptRequestIds {
    counters: Box<[u32]>,
    recorded_before: u64,
}

impl RequestIds {
    /// No request was sent yet.
    pub(crate) fn new() -> Self {
        Self::after(0)
    }

    /// No request was sent yet in this run of the sandbox, but earlier runs have recorded so many events, each with the id
    /// of its request.
    pub(crate) fn after(recorded: u64) -> Self {
        Self {
            counters: (0..COUNTERS).map(|_| AtomicU32::new(0)).collect(),
            recorded_before: AtomicU64::new(recorded),
            replica: AtomicU64::new(0),
        }
    }

    /// The id of a request that has just arrived.
    pub(crate) fn next(&self, parts: &Parts) -> RequestId {
        let first = RequestId::of(parts);
        let counter = &self.counters[usize::try_from(first.request % COUNTERS as u64).expect("an index of the table")];
        let id = match counter.fetch_add(1, Ordering::Relaxed) {
            0 => first,
            count => RequestId { id: hashed(first.request, &count.to_le_bytes()), ..first },
        };
        let id = match self.recorded_before.load(Ordering::Relaxed) {
            0 => id,
            recorded => RequestId { id: hashed(id.id, &recorded.to_le_bytes()), ..id },
        };
        match self.replica.load(Ordering::Relaxed) {
            0 => id,
            replica => RequestId { id: hashed(id.id, &replica.to_le_bytes()), ..id },
        }
    }

    /// From now on the ids are those of one replica of several: the same request has another id at each.
    pub(crate) fn of_replica(&self, number: u64) {
        self.replica.store(number, Ordering::Relaxed);
    }

    /// The number of the replica whose ids these are.
    pub(crate) fn replica(&self) -> u64 {
        self.replica.load(Ordering::Relaxed)
    }

    /// How often each request was sent until now.
    pub(crate) fn keep(&self) -> KeptRequestIds {
        let counters = self.counters.iter().map(|counter| counter.load(Ordering::Relaxed)).collect();
        KeptRequestIds { counters, recorded_before: self.recorded_before.load(Ordering::Relaxed) }
    }

    /// Forgets every request that was sent later.
    pub(crate) fn restore(&self, kept: &KeptRequestIds) {
        self.recorded_before.store(kept.recorded_before, Ordering::Relaxed);
        for (counter, kept) in self.counters.iter().zip(&kept.counters) {
            counter.store(*kept, Ordering::Relaxed);
        }
    }

    /// Forgets every request, because the events are removed.
    pub(crate) fn reset(&self) {
        self.recorded_before.store(0, Ordering::Relaxed);
        for counter in &self.counters {
            counter.store(0, Ordering::Relaxed);
        }
    }
}

impl RequestId {
    /// The id of the first request with this method, path, query and credentials.
    pub(crate) fn of(parts: &Parts) -> Self {
        let mut hasher = SipHasher13::new();
        hasher.write(parts.method.as_str().as_bytes());
        hasher.write(parts.uri.path().as_bytes());
        hasher.write(parts.uri.query().unwrap_or_default().as_bytes());
        for name in &CREDENTIALS {
            hasher.write(parts.headers.get(name).map_or(&[], |value| value.as_bytes()));
        }
        let request = hasher.finish();
        Self { request, id: request }
    }

    /// A number that equal requests share.
    pub(crate) fn number(self) -> u64 {
        self.request
    }

    /// The digits of the id.
    pub(crate) fn digits(self) -> [u8; 16] {
        std::array::from_fn(|place| {
            let digit = u8::try_from(self.id >> (60 - 4 * place) & 0xf).expect("four bits");
            if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }
        })
    }

    /// The id of the same request with a body.
    pub(crate) fn with_body(self, body: &[u8]) -> Self {
        Self { id: hashed(self.id, body), ..self }
    }
}

fn hashed(key: u64, bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(key, 0);
    hasher.write(bytes);
    hasher.finish()
}

impl From<RequestId> for HeaderValue {
    fn from(id: RequestId) -> Self {
        Self::from_bytes(&id.digits()).expect("digits are visible ASCII")
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.id)
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::RequestIds;

    #[test]
    fn equal_requests_have_different_ids_in_the_same_order() {
        let parts = |path: &str| Request::get(path).body(()).expect("a request").into_parts().0;
        let sequence = |ids: &RequestIds| ["/a", "/a", "/b", "/a"].map(|path| ids.next(&parts(path)).to_string());
        let ids = RequestIds::new();
        let first = sequence(&ids);
        for (index, id) in first.iter().enumerate() {
            assert_eq!(first.iter().position(|other| other == id), Some(index), "{first:?}");
        }
        assert_eq!(ids.next(&parts("/a")).number(), ids.next(&parts("/a")).number());
        for recorded in [1, 2] {
            let later = sequence(&RequestIds::after(recorded));
            assert!(later.iter().all(|id| !first.contains(id)), "events of an earlier run have these: {later:?}");
        }
        ids.reset();
        assert_eq!(sequence(&ids), first, "reset starts over");
        assert_eq!(sequence(&RequestIds::new()), first, "another sandbox counts alike");
    }
}
