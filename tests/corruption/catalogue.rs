//! All corruptions.

use crate::corruption::Corruption;
use crate::{
    accepted, body_shape, chained, encoding, headers, identity, paging, request_handling, semantic, status, transport,
    values,
};

/// A subject and its corruptions.
pub(crate) struct Chapter {
    /// The subject, as a heading.
    pub(crate) title: &'static str,
    /// The corruptions.
    pub(crate) corruptions: Vec<Corruption>,
}

/// All corruptions, by subject.
pub(crate) fn catalogue() -> Vec<Chapter> {
    let chapter = |title, corruptions| Chapter { title, corruptions };
    vec![
        chapter("The shape of a body", body_shape::corruptions()),
        chapter("The text of a body", encoding::corruptions()),
        chapter("Values", values::corruptions()),
        chapter("Headers", headers::corruptions()),
        chapter("Statuses and failures", status::corruptions()),
        chapter("Facts across fields", semantic::corruptions()),
        chapter("Paging", paging::corruptions()),
        chapter("The same record in several responses", identity::corruptions()),
        chapter("Chains, keys and filters", chained::corruptions()),
        chapter("How requests are treated", request_handling::corruptions()),
        chapter("Invalid requests that are accepted", accepted::corruptions()),
        chapter("The connection", transport::corruptions()),
    ]
}
