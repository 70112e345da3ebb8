//! What a search finds: operations, fields, errors, pages, and records that the sandbox adds.

use std::collections::BTreeMap;

use super::Kind;
use crate::Documents;
use crate::documents::{Document, Field, Operation};

/// How many results are shown.
pub const MOST_HITS: usize = 30;

/// Something that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it is, in a word.
    pub kind: &'static str,
    /// Its name.
    pub title: String,
    /// What else there is to say.
    pub detail: String,
    /// The path of its page.
    pub href: String,
}

/// Everything that does not change: the documents and the pages.
#[derive(Debug)]
pub struct Index(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    hit: Hit,
    /// Title and detail in small letters.
    title: String,
    detail: String,
    /// What comes first of several that match alike.
    rank: u8,
}

const PAGES: [(&str, &str, &str); 7] = [
    ("Start", "base URLs, credentials and a first call", "/"),
    ("World", "programs, credentials, networks, rough edges", "/world"),
    ("Reference", "all operations of all providers", "/reference"),
    ("Journal", "requests and their responses", "/journal"),
    ("Webhooks", "receivers, deliveries, triggering events", "/webhooks"),
    ("Clock", "move the time of the sandbox", "/controls#clock"),
    ("Faults", "failures, latency and rate limits on demand", "/controls#faults"),
];

impl Index {
    /// Reads the documents.
    pub fn new(documents: &Documents) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        let mut add = |rank, kind, title: &str, detail: String, href: String| {
            let hit = Hit { kind, title: title.to_owned(), detail, href };
            let (title, detail) = (hit.title.to_lowercase(), hit.detail.to_lowercase());
            entries.push(Entry { hit, title, detail, rank });
        };
        for (title, detail, href) in PAGES {
            add(0, "page", title, detail.to_owned(), href.to_owned());
        }
        for kind in Kind::ALL {
            add(0, "page", kind.title(), kind.lead().to_owned(), format!("/world/{}", kind.name()));
        }
        for document in documents.iter() {
            add(0, "provider", &document.title, String::new(), format!("/reference/{}", document.name));
            for operation in &document.operations {
                let detail = format!(
                    "{}, {} /{}{}: {}",
                    document.title, operation.method, document.prefix, operation.path, operation.summary
                );
                add(1, "operation", &operation.id, detail, path(document, operation));
                for response in operation.responses.iter().filter(|response| response.status.starts_with(['4', '5'])) {
                    let title = format!("{} of {}", response.status, operation.id);
                    let href = format!("{}#status-{}", path(document, operation), response.status);
                    add(3, "error", &title, format!("{}: {}", document.title, response.description.text()), href);
                }
            }
            for (name, (field, operations)) in fields(document) {
                let ids: Vec<&str> = operations.iter().take(3).map(|operation| operation.id.as_str()).collect();
                let detail = format!("{}, {}: {}", document.title, ids.join(", "), field.description.text());
                add(2, "field", name, detail, format!("{}#{}", path(document, operations[0]), field.anchor));
            }
        }
        Self(entries)
    }

    /// What contains all words of a text, the best first. Small and capital letters are the same.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let text = text.trim().to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.is_empty() {
            return Vec::new();
        }
        let matches =
            |entry: &&Entry| words.iter().all(|word| entry.title.contains(word) || entry.detail.contains(word));
        // The whole title, its beginning, a part of it, or only what else there is to say.
        let distance = |entry: &Entry| match entry.title.find(&text) {
            Some(0) if entry.title.len() == text.len() => 0,
            Some(0) => 1,
            Some(_) => 2,
            None if words.iter().all(|word| entry.title.contains(word)) => 3,
            None => 4,
        };
        let mut found: Vec<_> =
            self.0.iter().filter(matches).map(|entry| (distance(entry), entry.rank, entry)).collect();
        found.sort_by_key(|(distance, rank, entry)| (*distance, *rank, entry.title.len()));
        found.into_iter().take(MOST_HITS).map(|(.., entry)| entry.hit.clone()).collect()
    }
}

fn path(document: &Document, operation: &Operation) -> String {
    format!("/reference/{}/{}", document.name, operation.id)
}

/// The parameters and fields of a document by name, each as it is described first, with the operations that have it.
fn fields(document: &Document) -> BTreeMap<&str, (&Field, Vec<&Operation>)> {
    let mut known: BTreeMap<&str, (&Field, Vec<&Operation>)> = BTreeMap::new();
    for operation in &document.operations {
        let parameters = operation.parameters.iter().map(|parameter| &parameter.field);
        let body = operation.body.iter().flat_map(|body| &body.shape.fields);
        let shapes = operation.responses.iter().filter_map(|response| response.shape.as_ref());
        let own = parameters.chain(body).chain(shapes.flat_map(|shape| &shape.fields));
        for field in own.filter(|field| !field.is_variant && !field.name.is_empty()) {
            let (_, operations) = known.entry(&field.name).or_insert_with(|| (field, Vec::new()));
            if operations.last().is_none_or(|last| last.id != operation.id) {
                operations.push(operation);
            }
        }
    }
    known
}
