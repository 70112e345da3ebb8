//! Records of the world that have by themselves what somebody is about to write into a response.

use serde::Serialize;
use serde_json::{Map, Value};
use trackside_page::data::{Kind, Query};

use super::{Look, record, table};
use crate::overrides::has_already;

/// How many are named.
const MOST: usize = 3;

/// A record that already has what is wanted.
#[derive(Debug, Serialize)]
pub(in crate::page) struct Like {
    /// Its name.
    title: String,
    /// The path of its page.
    href: String,
    /// The path of the operation's page, filled in with its id.
    reference: String,
}

/// Records that an operation shows as the patch would make another one look. The first page of each table is looked at.
pub(in crate::page) fn like(look: Look<'_>, provider: &str, operation: &str, patch: &Map<String, Value>) -> Vec<Like> {
    let mut found = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|kind| !matches!(kind, Kind::Coupons | Kind::Events)) {
        for row in table(look, kind, Query(Vec::new())).rows {
            let id = row.href.rsplit('/').next().unwrap_or_default();
            let Some(record) = record(look, kind, id) else { break };
            // The records of a table are shown by the same operations, or at a provider not at all.
            let mut seen = record.seen.into_iter().filter(|seen| seen.provider == provider);
            match seen.find(|seen| seen.operation == operation) {
                Some(seen) if seen.status == 200 && is_like(&seen.body, patch) => {
                    found.push(Like { title: record.title, href: row.href, reference: seen.reference });
                }
                None if seen.next().is_some() => break,
                Some(_) | None => {}
            }
            if found.len() == MOST {
                return found;
            }
        }
    }
    found
}

fn is_like(body: &str, patch: &Map<String, Value>) -> bool {
    serde_json::from_str(body).is_ok_and(|body| has_already(&body, patch))
}
