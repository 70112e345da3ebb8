//! Answers that are asked for again before the clock has moved: a page that polls gets the bytes that were written for it the first time.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::Uri;

use crate::store::Position;

/// How many answers are kept for each endpoint. A later one takes the place of an earlier one whose request has the same remainder.
const KEPT: usize = 64;

/// Larger answers are not kept: sixteen kibibytes.
const LARGEST: usize = 16 << 10;

/// The last answers of an endpoint whose answer depends on path, query, caller and clock alone.
#[derive(Debug)]
pub(crate) struct Repeats {
    places: Vec<Mutex<Option<Kept>>>,
}

/// For which moment an answer holds: the clock, and what was recorded.
type When = (DateTime<Utc>, Position);

/// An answer, and what it is the answer to.
#[derive(Debug)]
struct Kept {
    uri: Uri,
    credential: String,
    when: When,
    body: Bytes,
}

impl Repeats {
    /// Nothing has been answered yet.
    pub(crate) fn new() -> Self {
        Self { places: (0..KEPT).map(|_| Mutex::default()).collect() }
    }

    /// The body that answered the same request of the same caller at the same instant. `hash` is any number that equal requests share.
    pub(crate) fn find(&self, hash: u64, uri: &Uri, credential: &str, when: When) -> Option<Bytes> {
        let kept = self.place(hash).lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref()?;
        (kept.when == when && kept.uri == *uri && kept.credential == credential).then(|| kept.body.clone())
    }

    /// Keeps a body.
    pub(crate) fn keep(&self, hash: u64, uri: &Uri, credential: &str, when: When, body: &Bytes) {
        if body.len() <= LARGEST {
            let kept = Kept { uri: uri.clone(), credential: credential.to_owned(), when, body: body.clone() };
            *self.place(hash).lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        }
    }

    fn place(&self, hash: u64) -> &Mutex<Option<Kept>> {
        let place = hash % self.places.len() as u64;
        &self.places[usize::try_from(place).expect("a place of the table")]
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use chrono::{DateTime, Duration, Utc};

    use super::{KEPT, LARGEST, Repeats};
    use crate::store::Position;

    #[test]
    fn only_the_same_request_at_the_same_instant_is_repeated() {
        let (repeats, noon) = (Repeats::new(), DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000));
        let body = Bytes::from_static(b"{}");
        repeats.keep(7, &"/a?b=c".parse().expect("an address"), "key", (noon, Position::default()), &body);
        for (hash, uri, credential, now, found) in [
            (7, "/a?b=c", "key", noon, true),
            (7 + KEPT as u64, "/a?b=c", "key", noon, true),
            (8, "/a?b=c", "key", noon, false),
            (7, "/a?b=d", "key", noon, false),
            (7, "/a", "key", noon, false),
            (7, "/a?b=c", "other", noon, false),
            (7, "/a?b=c", "key", noon + Duration::seconds(1), false),
        ] {
            let answer = repeats.find(hash, &uri.parse().expect("an address"), credential, (now, Position::default()));
            assert_eq!(answer.is_some(), found, "{hash} {uri} {credential} {now}");
        }
    }

    #[test]
    fn large_answers_are_not_kept() {
        let (repeats, now) = (Repeats::new(), DateTime::<Utc>::UNIX_EPOCH);
        let uri = "/a".parse().expect("an address");
        for (length, kept) in [(LARGEST, true), (LARGEST + 1, false)] {
            repeats.keep(length as u64, &uri, "", (now, Position::default()), &vec![b' '; length].into());
            assert_eq!(repeats.find(length as u64, &uri, "", (now, Position::default())).is_some(), kept, "{length}");
        }
    }
}
