//! The published documents, a catalogue, a journal, and all pages rendered from them.

use std::sync::OnceLock;

use trackside_page::data::{
    Action, Badge, Bar, Cell, Chart, Choice, Column, Coming, Fact, Happening, Hit, Kind, MOST_HITS, Query, Record, Row,
    Seen, Series, Table,
};
use trackside_page::documents::Source;
use trackside_page::pages::{self, CausedDelivery, ExchangeDetails, JournalFilter, Set};
use trackside_page::sample::{Repeated, Request, Variable};
use trackside_page::{Documents, Site};
use trackside_schemas::control::{
    Catalogue, Clock, DeliveryAttempt, DeliveryHeader, DeliveryInFull, DeliveryList, DeliveryState, EventKind,
    EventToCause, Fault, JournalCounts, JournalEntry, JournalExchange, JournalHeader, JournalList, JournalMessage,
    JournalProblem, ListedOperation, ListedWorld, OperationList, Override, WebhookCounts, WebhookDelivery,
    WebhookReceiver, WebhookReceiverList,
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
        active: Vec::new(),
        revision: 7,
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

/// The request of that exchange, with a credential that the sandbox lists.
pub(crate) fn repeated(text: &str) -> Repeated {
    let key = Variable::stand_in(0);
    Repeated {
        request: Request {
            method: text.to_owned(),
            url: text.to_owned(),
            headers: vec![(text.to_owned(), text.to_owned()), ("x-api-key".to_owned(), key.to_string())],
            body: Some(text.to_owned()),
        },
        target: text.to_owned(),
        variables: vec![Variable { name: "WECANTRACK_API_KEY".to_owned(), listed: Some("wct-sandbox".to_owned()) }],
        obstacle: None,
        writes: true,
        is_whole: true,
    }
}

/// What is shown beside that exchange, with the text in every field.
pub(crate) fn details(text: &str) -> ExchangeDetails {
    let from = (documents(), catalogue(), "http://localhost:4010");
    let details = ExchangeDetails::new(from, &exchange(text), &repeated(text), &[]);
    let delivery = CausedDelivery {
        number: 3,
        event: text.to_owned(),
        provider: text.to_owned(),
        url: text.to_owned(),
        state: "delivered",
    };
    let edit = Some("/reference/agentref/getTrackingStatus?id=7".to_owned());
    ExchangeDetails { edit, deliveries: vec![delivery], ..details }
}

/// A journal full of such entries.
pub(crate) fn list(text: &str) -> JournalList {
    let counts = JournalCounts { seen: 1_234, kept: 200, left_out: 1_034, capacity: 1_000, notes_per_second: 100 };
    JournalList { entries: (1..=200).rev().map(|id| entry(id, text)).collect(), counts }
}

/// Every page, by path. `text` is used wherever a request or a user can supply a text.
pub(crate) fn every_page(text: &str) -> Vec<(String, String)> {
    let (site, documents, catalogue) = (site(), documents(), catalogue());
    let fields = ["text", "provider", "operation", "status", "world"];
    let filter = JournalFilter::read(fields.map(|name| (name.to_owned(), text.to_owned())));
    let clock = Clock {
        now: site.now,
        ticking: false,
        anchor: "2026-06-08T00:00:00Z".parse().expect("a literal time"),
        begins: "2024-06-08T00:00:00Z".parse().expect("a literal time"),
        horizon: "2026-09-06T00:00:00Z".parse().expect("a literal time"),
        notice: Some(text.to_owned()),
    };
    let faults = vec![Fault { provider: Some(text.to_owned()), operation: Some(text.to_owned()), ..Fault::default() }];
    let coming = [String::new(), "/world/orders/7".to_owned()];
    let coming =
        coming.map(|href| Coming { at: site.now, text: text.to_owned(), href, webhooks: vec![text.to_owned()] }).into();
    let set = Set { clock, faults, overrides: vec![one_override(text)], coming };
    let mut pages = vec![
        ("/".to_owned(), pages::start(&site, documents, catalogue, operations(), &[worker()])),
        ("/world".to_owned(), pages::world(&site, documents, catalogue)),
        ("/reference".to_owned(), pages::reference(&site, documents)),
        ("/journal".to_owned(), pages::journal(&site, documents, &list(text), &filter, &["worker-3".to_owned()])),
        ("/journal/7".to_owned(), pages::exchange(&site, documents, &exchange(text), &details(text))),
        ("/webhooks".to_owned(), deliveries_page(&site, text)),
        ("/webhooks/7".to_owned(), pages::delivery(&site, &delivery(text))),
        ("/search".to_owned(), pages::search(&site, text, &hits(text))),
        ("/controls".to_owned(), pages::controls(&site, documents, &set)),
        ("/nowhere".to_owned(), pages::error(&site, "Not found", text)),
    ];
    for kind in Kind::ALL {
        let path = format!("/world/{}", kind.name());
        pages.push((path.clone(), pages::table(&site, &table(kind, text))));
        pages.push((format!("{path}/7"), pages::record(&site, documents, &record(kind, text))));
    }
    for document in documents.iter() {
        let name = &document.name;
        pages.push((format!("/reference/{name}"), pages::provider(&site, documents, name).expect("it has a page")));
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

fn one_override(text: &str) -> Override {
    let value = serde_json::json!({ "provider": text, "operation": text, "patch": { text: text }, "note": text });
    serde_json::from_value(value).expect("an override")
}

fn hits(text: &str) -> Vec<Hit> {
    let hit = || Hit { kind: "page", title: text.to_owned(), detail: text.to_owned(), href: "/world".to_owned() };
    (0..MOST_HITS).map(|_| hit()).collect()
}

fn deliveries_page(site: &Site, text: &str) -> String {
    let pairs = [("provider", text), ("entry", text)];
    let filter = Query(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    let receiver = WebhookReceiver {
        provider: text.to_owned(),
        id: text.to_owned(),
        name: text.to_owned(),
        url: text.to_owned(),
        secret: text.to_owned(),
        events: Some(vec![text.to_owned()]),
        program: Some(text.to_owned()),
        active: true,
    };
    let counts = WebhookCounts { waiting: 1, delivered: 2, failed: 3, not_sent: 4, skipped: 5 };
    let receivers = WebhookReceiverList { receivers: vec![receiver], counts, next_attempt_at: Some(site.now) };
    let deliveries = (0..50).map(|_| delivery(text).delivery).collect();
    let list = DeliveryList { total: 1_234, deliveries };
    let senders = [("agentref", vec!["conversion.created"]), ("partnero", vec!["transaction.created"])];
    pages::deliveries(site, &receivers, &list, &filter, &senders)
}

/// A delivery with the text in every field.
fn delivery(text: &str) -> DeliveryInFull {
    let now = site().now;
    let delivery = WebhookDelivery {
        number: 7,
        provider: text.to_owned(),
        receiver: text.to_owned(),
        url: text.to_owned(),
        event: text.to_owned(),
        message: text.to_owned(),
        program: Some(text.to_owned()),
        entry: Some(3),
        happened_at: now,
        test: false,
        repeats: Some(7),
        trouble: None,
        state: DeliveryState::Waiting,
        attempts: 1,
        status: Some(500),
        next_attempt_at: Some(now),
        advice: Some(text.to_owned()),
    };
    let attempt = DeliveryAttempt {
        due_at: now,
        sent_at: now,
        milliseconds: 1.5,
        method: "POST".to_owned(),
        url: text.to_owned(),
        headers: vec![DeliveryHeader { name: text.to_owned(), value: text.to_owned() }],
        signed: Some(text.to_owned()),
        status: Some(500),
        response: Some(text.to_owned()),
        advice: Some(text.to_owned()),
    };
    DeliveryInFull { delivery, payload: text.to_owned(), attempts: vec![attempt] }
}

/// A full page of a table with the text in every kind of cell.
fn table(kind: Kind, text: &str) -> Table {
    let cells = vec![
        Cell::Text(text.to_owned()),
        Cell::Link(text.to_owned(), format!("/world/{}/7", kind.name())),
        Cell::Badge(Badge::of(text)),
        Cell::Number(text.to_owned()),
        Cell::Time(site().now),
        Cell::Undo(7),
        Cell::Empty,
    ];
    let columns = ["One", "Two", "Three", "Four", "Five", "Six", "Seven"].map(|title| Column::new(title).sorted("one"));
    let rows = vec![Row { cells, href: format!("/world/{}/7", kind.name()) }; 50];
    let values = vec![(text.to_owned(), text.to_owned())];
    let choices = vec![Choice { name: "program", title: "Program", values }];
    let query = Query(vec![("q".to_owned(), text.to_owned()), ("program".to_owned(), text.to_owned())]);
    let search = Some("Name");
    Table { kind, columns: columns.into(), rows, choices, search, sorted_by: "one", query, total: 1_234, page_size: 50 }
}

/// A record with the text in every field.
fn record(kind: Kind, text: &str) -> Record {
    let event = EventToCause { reason: Some(text.to_owned()), ..EventToCause::new(EventKind::Refund) };
    let seen = |provider: &str| Seen {
        provider: provider.to_owned(),
        operation: text.to_owned(),
        id: text.to_owned(),
        reference: "/reference/agentref".to_owned(),
        curl: text.to_owned(),
        status: 200,
        body: text.to_owned(),
    };
    let bar = |day: usize| Bar { label: format!("day {day}"), values: vec![2, 1] };
    let series = ["clicks", "orders"].map(|name| Series { name, decimals: 0 }).into();
    Record {
        kind,
        title: text.to_owned(),
        badge: Some(Badge::of(text)),
        facts: vec![Fact::text("Id", text), Fact::link("Program", text, "/world/programs/7")],
        actions: vec![Action { title: "Refund", event }],
        history: vec![Happening { at: site().now, what: text.to_owned(), is_planned: true }],
        charts: vec![Chart { title: text.to_owned(), unit: "day", series, bars: (0..30).map(bar).collect() }],
        seen: ["agentref", "partnero", "wecantrack"].map(seen).into(),
    }
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
