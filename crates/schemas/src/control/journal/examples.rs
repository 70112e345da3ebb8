//! Examples for the documents.

use super::{JournalCounts, JournalEntry, JournalExchange, JournalHeader, JournalMessage, JournalProblem};

const TARGET: &str = "/wecantrack/api/v3/transactions?date_type=order_date&start_date=2026-06-01T00:00:00&end_date=2026-06-08T00:00:00&limit=2000";

const RESPONSE: &str = r#"{"message":"The limit field must not be greater than 1000.","errors":{"limit":["The limit field must not be greater than 1000."]}}"#;

pub(super) fn counts(entries: u64) -> JournalCounts {
    JournalCounts { seen: entries, kept: entries, left_out: 0, capacity: 1000, notes_per_second: 100 }
}

pub(super) fn entry() -> JournalEntry {
    JournalEntry {
        id: 7,
        world: None,
        request_id: "6f1d7c02b5e84a93".to_owned(),
        at: "2026-06-08T09:30:00.250Z".parse().expect("a literal time"),
        now: "2026-06-08T12:00:00Z".parse().expect("a literal time"),
        provider: Some("wecantrack".to_owned()),
        operation: Some("listTransactions".to_owned()),
        method: "GET".to_owned(),
        target: TARGET.to_owned(),
        status: 422,
        micros: 85,
        request_bytes: 0,
        response_bytes: RESPONSE.len() as u64,
        reason: Some("query parameter `limit` is above 1000".to_owned()),
        warning: None,
        events: Vec::new(),
        removed_events: Vec::new(),
        complete: true,
    }
}

pub(super) fn exchange() -> JournalExchange {
    let header = |name: &str, value: &str| JournalHeader { name: name.to_owned(), value: value.to_owned() };
    JournalExchange {
        entry: entry(),
        request: JournalMessage {
            headers: vec![header("host", "localhost:4010"), header("x-api-key", "…dbox")],
            body: None,
            truncated: false,
            decoded: None,
        },
        response: JournalMessage {
            headers: vec![header("content-type", "application/json")],
            body: Some(RESPONSE.to_owned()),
            truncated: false,
            decoded: None,
        },
        problems: vec![JournalProblem {
            location: "query".to_owned(),
            name: Some("limit".to_owned()),
            value: Some("2000".to_owned()),
            message: "`limit` is 2000, the contract says at most 1000".to_owned(),
        }],
        curl: format!(r#"curl -sS 'http://localhost:4010{TARGET}' -H 'x-api-key: '"$WECANTRACK_API_KEY""#),
    }
}
