//! `/world/{kind}/{id}`: a record, as every provider shows it, and what can be made to happen to it.

use askama::Template;
use trackside_schemas::control::EventToCause;

use super::frame::Frame;
use super::rendered;
use super::world::{Tab, tabs};
use crate::data::{Cell, Chart, Record, Seen};
use crate::sample::{Request, curl, with_token};
use crate::{Documents, Site, write};

/// The longest body that is shown whole, in bytes. A longer one is cut: the page of the operation shows all of it.
const MOST_BODY: usize = 12_000;

#[derive(Template)]
#[template(path = "record.html", config = "askama.toml")]
struct Page<'p> {
    frame: Frame<'p>,
    tabs: Vec<Tab>,
    record: &'p Record,
    actions: Vec<Button>,
    seen: Vec<Sight<'p>>,
}

/// Something that can be made to happen, in the three ways in which one can say it.
struct Button {
    title: &'static str,
    /// The body of `POST /_mock/events`.
    body: String,
    curl: String,
    world_file: String,
}

struct Sight<'p> {
    title: &'p str,
    seen: &'p Seen,
    class: u16,
    body: String,
    is_cut: bool,
}

/// The page of a record.
pub fn record(site: &Site, documents: &Documents, record: &Record) -> String {
    let title = format!("{} · {}", record.title, record.kind.title());
    let frame = Frame::new(site, "world", title, &["copy.js", "record.js"]);
    rendered(&Page {
        frame,
        tabs: tabs(Some(record.kind)),
        record,
        actions: record.actions.iter().map(|action| button(site, action.title, &action.event)).collect(),
        seen: record.seen.iter().map(|seen| sight(documents, seen)).collect(),
    })
}

fn sight<'p>(documents: &'p Documents, seen: &'p Seen) -> Sight<'p> {
    let title = documents.get(&seen.provider).map_or(seen.provider.as_str(), |document| &document.title);
    let whole = write::indented(&seen.body);
    let body = write::shortened(&whole, MOST_BODY).into_owned();
    Sight { title, seen, class: seen.status / 100, is_cut: body.len() != whole.len(), body }
}

fn button(site: &Site, title: &'static str, event: &EventToCause) -> Button {
    let body = serde_json::to_string(event).expect("an event is plain data");
    let request = Request {
        method: "POST".to_owned(),
        url: format!("{}/_mock/events", site.origin),
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: Some(body.clone()),
    };
    let curl = if site.asks_for_token { with_token(&curl(&request)) } else { curl(&request) };
    Button { title, body, curl, world_file: world_file(site, event) }
}

/// The event in the history of a world file. Texts are quoted as in JSON, which YAML reads alike.
fn world_file(site: &Site, event: &EventToCause) -> String {
    let value = serde_json::to_value(event).expect("an event is plain data");
    let fields = value.as_object().into_iter().flatten();
    let fields: Vec<String> = fields.map(|(name, value)| format!("        {name}: {value}")).collect();
    let fields = fields.join("\n").replacen("        ", "      - ", 1);
    format!("history:\n  - recorded_at: {}\n    events:\n{fields}", site.machine_clock())
}
