//! Variations that keep the contract: what a legitimate server or proxy may do. None of them gives a finding.
//!
//! | module | what it varies |
//! |---|---|
//! | `headers`, `content_types` | headers, and how they are written |
//! | `framing` | how a response is divided and delimited |
//! | `codings` | compression |
//! | `json`, `text` | how the same JSON is written |
//! | `failures` | what refuses a request, and in which words |
//! | `instants` | how the same point in time is written |
//! | `live` | the tests of these |
//! | `page` | lists them |

mod codings;
mod content_types;
mod failures;
mod framing;
mod headers;
mod instants;
mod json;
mod live;
mod page;
mod text;

use crate::corruption::Effect;
use crate::message::Request;

/// A harmless variation of responses.
#[derive(Clone, Copy)]
pub(crate) struct Variation {
    /// A short description.
    pub(crate) name: &'static str,
    /// The variation itself.
    pub(crate) effect: Effect,
    /// The requests whose responses it varies.
    pub(crate) only: fn(&Request) -> bool,
    /// Whether it is judged as that of any server. The sandbox promises more than HTTP does.
    pub(crate) is_foreign: bool,
}

/// A subject and its variations.
pub(crate) struct Chapter {
    /// The subject, as a heading.
    pub(crate) title: &'static str,
    /// The variations.
    pub(crate) variations: Vec<Variation>,
}

/// All variations of live responses, by subject.
pub(crate) fn variations() -> Vec<Chapter> {
    let chapter = |title, variations| Chapter { title, variations };
    vec![
        chapter("Headers", headers::variations()),
        chapter("Content types", content_types::variations()),
        chapter("Framing", framing::variations()),
        chapter("Compression", codings::variations()),
        chapter("JSON", json::variations()),
        chapter("Failures, HEAD and unknown methods", failures::variations()),
        chapter("Points in time", instants::variations()),
    ]
}

impl Variation {
    fn new(name: &'static str, effect: Effect) -> Self {
        Self { name, effect, only: |_| true, is_foreign: false }
    }

    /// Varies the responses to some requests only.
    fn only(self, only: fn(&Request) -> bool) -> Self {
        Self { only, ..self }
    }

    /// The variation, judged as that of any server.
    fn foreign(self) -> Self {
        Self { is_foreign: true, ..self }
    }
}
