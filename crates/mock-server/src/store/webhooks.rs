//! What a file or a shared log keeps of webhooks: up to where events were told, and the deliveries.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Reader;
use crate::webhooks::Delivery;

/// What has changed about the webhooks of a world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptWebhooks {
    /// Up to where events were told, if that has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) progress: Option<Progress>,
    /// New and changed deliveries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) deliveries: Vec<Arc<Delivery>>,
    /// The numbers of deliveries that are no longer kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) gone: Vec<u64>,
}

/// Up to where events were told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(crate) told_until: DateTime<Utc>,
    pub(crate) next_entry: u64,
    /// The number of the next delivery.
    pub(crate) next_delivery: u64,
}

/// The webhooks of a world, as a file has kept them.
#[derive(Debug)]
pub(crate) struct SavedWebhooks {
    pub(crate) progress: Progress,
    pub(crate) deliveries: Vec<Delivery>,
}

impl KeptWebhooks {
    pub(crate) fn new(reader: &Reader, next_delivery: u64, changed: &[(u64, Option<Arc<Delivery>>)]) -> Self {
        let progress = Progress { told_until: reader.time(), next_entry: reader.next(), next_delivery };
        let deliveries = changed.iter().filter_map(|(_, delivery)| delivery.clone()).collect();
        let gone = changed.iter().filter(|(_, delivery)| delivery.is_none()).map(|(number, _)| *number).collect();
        Self { progress: Some(progress), deliveries, gone }
    }
}

impl KeptWebhooks {
    /// A delivery that somebody asks for at a replica that does not send.
    pub(crate) fn asked(delivery: Arc<Delivery>) -> Self {
        Self { progress: None, deliveries: vec![delivery], gone: Vec::new() }
    }
}

impl Progress {
    /// Whoever has read the log as far.
    pub(crate) fn reader(&self) -> Reader {
        Reader::after(self.told_until, self.next_entry)
    }
}
