//! The published documents, a catalogue, a journal, and all pages rendered from them.

use std::sync::OnceLock;

use trackside_page::documents::Source;
use trackside_page::pages::{self, JournalFilter};
use trackside_page::{Documents, Site};
use trackside_schemas::control::{
    Catalogue, Clock, Fault, JournalCounts, JournalEntry, JournalExchange, JournalHeader, JournalList, JournalMessage,
    JournalProblem, ListedOperation, ListedWorld, OperationList,
};

/// The published documents.
pub(crate) fn documents() -> &'static Documents {
    static READ: OnceLock<Documents> = OnceLock::new();
    READ.get_or_init(|| {
        let source = |(name, text)| Source { name, prefix: if name == "control" { "_mock" } else { name }, text };
        let sources: Vec<_> = trackside_documents::all().map(source).collect();
        Documents::read(&sources).expect("the documents are JSON")
    })
}

/// A sandbox with a pinned clock.
pub(crate) fn site() -> Site {
    Site {
        origin: "http://localhost:4010".to_owned(),
        version: "0.1.0",
        asks_for_token: false,
        now: "2026-06-08T12:00:00Z".parse().expect("a literal time"),
        ticking: false,
        world: None,
    }
}

/// A named world.
fn worker() -> ListedWorld {
    let time = |text: &str| text.parse().expect("a literal time");
    ListedWorld {
        name: "worker-3".to_owned(),
        seed: 1,
        orders: 10_000,
        shared: true,
        records: 3,
        now: time("2026-06-08T12:00:00Z"),
        created_at: time("2026-06-08T09:30:00Z"),
        used_at: time("2026-06-08T09:30:05Z"),
    }
}

/// The catalogue of the default world.
pub(crate) fn catalogue() -> &'static Catalogue {
    static READ: OnceLock<Catalogue> = OnceLock::new();
    READ.get_or_init(|| serde_json::from_str(include_str!("fixtures/world.json")).expect("the fixture is a catalogue"))
}

/// The operations of the default world, each with a call that works.
pub(crate) fn operations() -> &'static [ListedOperation] {
    static READ: OnceLock<OperationList> = OnceLock::new();
    let read = || serde_json::from_str(include_str!("fixtures/operations.json")).expect("the fixture is a list");
    &READ.get_or_init(read).operations
}

/// An entry with the text in every field.
pub(crate) fn entry(id: u64, text: &str) -> JournalEntry {
    JournalEntry {
        id,
        world: None,
        request_id: text.to_owned(),
        at: "2026-06-08T09:30:00.250Z".parse().expect("a literal time"),
        now: "2026-06-08T12:00:00Z".parse().expect("a literal time"),
        provider: Some(text.to_owned()),
        operation: Some(text.to_owned()),
        method: text.to_owned(),
        target: text.to_owned(),
        status: 422,
        micros: 1_234,
        request_bytes: 12,
        response_bytes: 3_456,
        reason: Some(text.to_owned()),
        warning: Some(text.to_owned()),
        events: vec![11, 12],
        removed_events: vec![3],
        complete: false,
    }
}

/// An exchange with the text in every field.
pub(crate) fn exchange(text: &str) -> JournalExchange {
    let message = || JournalMessage {
        headers: vec![JournalHeader { name: text.to_owned(), value: text.to_owned() }],
        body: Some(text.to_owned()),
        truncated: true,
        decoded: Some(text.to_owned()),
    };
    JournalExchange {
        entry: entry(7, text),
        request: message(),
        response: message(),
        problems: vec![JournalProblem {
            location: text.to_owned(),
            name: Some(text.to_owned()),
            value: Some(text.to_owned()),
            message: text.to_owned(),
        }],
        curl: text.to_owned(),
    }
}

/// A journal full of such entries.
pub(crate) fn list(text: &str) -> JournalList {
    let counts = JournalCounts { seen: 1_234, kept: 200, left_out: 1_034, capacity: 1_000, notes_per_second: 100 };
    JournalList { entries: (1..=200).rev().map(|id| entry(id, text)).collect(), counts }
}

/// Every page, by path. `text` is used wherever a request or a user can supply a text.
pub(crate) fn every_page(text: &str) -> Vec<(String, String)> {
    let (site, documents, catalogue) = (site(), documents(), catalogue());
    let filter = JournalFilter { provider: text.to_owned(), status: text.to_owned(), text: text.to_owned() };
    let clock = Clock {
        now: site.now,
        ticking: false,
        anchor: "2026-06-08T00:00:00Z".parse().expect("a literal time"),
        begins: "2024-06-08T00:00:00Z".parse().expect("a literal time"),
        horizon: "2026-09-06T00:00:00Z".parse().expect("a literal time"),
        notice: Some(text.to_owned()),
    };
    let faults = [Fault { provider: Some(text.to_owned()), operation: Some(text.to_owned()), ..Fault::default() }];
    let mut pages = vec![
        ("/".to_owned(), pages::start(&site, documents, catalogue, operations(), &[worker()])),
        ("/world".to_owned(), pages::world(&site, documents, catalogue)),
        ("/reference".to_owned(), pages::reference(&site, documents)),
        ("/journal".to_owned(), pages::journal(&site, documents, &list(text), &filter)),
        ("/journal/7".to_owned(), pages::exchange(&site, documents, &exchange(text))),
        ("/controls".to_owned(), pages::controls(&site, documents, &clock, &faults)),
        ("/nowhere".to_owned(), pages::error(&site, "Not found", text)),
    ];
    for document in documents.iter() {
        let name = &document.name;
        pages.push((format!("/reference/{name}"), pages::provider(&site, documents, name).expect("it has a page")));
        pages.push((format!("/viewer/{name}"), pages::viewer(&site, documents, name).expect("it has a page")));
        for operation in &document.operations {
            let path = format!("/reference/{name}/{}", operation.id);
            let at = (name.as_str(), operation.id.as_str());
            let usual = pages::operation(&site, documents, catalogue, operations(), at, &[]).expect("it has a page");
            pages.push((path.clone(), usual));
            let named = operation.parameters.iter().map(|parameter| (parameter.name.clone(), text.to_owned()));
            let more = ["body", "credential", text].map(|name| (name.to_owned(), text.to_owned()));
            let pairs: Vec<_> = named.chain(more).collect();
            let filled =
                pages::operation(&site, documents, catalogue, operations(), at, &pairs).expect("it has a page");
            pages.push((format!("{path}?…"), filled));
        }
    }
    pages
}

/// The text that a reader sees: without tags, and with entities decoded.
pub(crate) fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for character in html.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if !in_tag => text.push(character),
            _ => {}
        }
    }
    for (entity, character) in [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")] {
        text = text.replace(entity, character);
    }
    text
}
