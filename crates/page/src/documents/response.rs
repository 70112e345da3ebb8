//! The responses of an operation.

use serde_json::Value;

use super::field::Field;
use super::merged::Merged;
use super::shape::{Describer, Shape};
use super::{Provenance, entries, flag, text};
use crate::prose::{Prose, Span, spans};
use crate::write;

/// A response of an operation.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status, such as `200`.
    pub status: String,
    /// When it is sent.
    pub description: Prose,
    /// Where this fact comes from.
    pub provenance: Option<Provenance>,
    /// Its headers.
    pub headers: Vec<Field>,
    /// Its body.
    pub shape: Option<Shape>,
    /// Example bodies.
    pub examples: Vec<Example>,
    /// Operations that take an id from this response.
    pub links: Vec<Link>,
}

/// An example body.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its name in the document, for `Prefer: example=…`; empty if it has none.
    pub name: String,
    /// What it shows.
    pub summary: String,
    /// The body.
    pub text: String,
}

/// A link from a response to an operation.
#[derive(Debug, Clone)]
pub struct Link {
    /// The id of the operation.
    pub operation: String,
    /// Each parameter of the operation, and where in the response its value comes from.
    pub parameters: Vec<(String, String)>,
    /// What the link is for.
    pub description: String,
}

impl Example {
    /// The summary, split into text and code.
    pub(crate) fn summary_spans(&self) -> Vec<Span> {
        spans(&self.summary)
    }
}

impl Response {
    /// The first digit of the status.
    pub(crate) fn first_digit(&self) -> &str {
        self.status.get(..1).unwrap_or_default()
    }

    pub(super) fn new<'d>(
        document: &'d Value,
        status: &str,
        response: &'d Value,
        describer: &mut Describer<'d>,
    ) -> Self {
        let response = resolved(document, response);
        let content = response.get("content").and_then(Value::as_object).and_then(|content| content.values().next());
        let schema = content.and_then(|content| content.get("schema"));
        Self {
            status: status.to_owned(),
            description: Prose::read(&text(response, "description")),
            provenance: Provenance::of(response),
            headers: entries(response, "headers").map(|(name, header)| self::header(document, name, header)).collect(),
            shape: schema.map(|schema| describer.shape(schema)),
            examples: content.map(examples).unwrap_or_default(),
            links: entries(response, "links").map(|(_, link)| self::link(link)).collect(),
        }
    }
}

/// The example bodies of a document.
pub(super) fn examples(content: &Value) -> Vec<Example> {
    let one = |name: &str, summary: String, value: &Value| Example {
        name: name.to_owned(),
        summary,
        text: write::narrow(value),
    };
    let only = content.get("example").map(|value| one("", String::new(), value));
    let named = entries(content, "examples")
        .filter_map(|(name, example)| Some(one(name, text(example, "summary"), example.get("value")?)));
    only.into_iter().chain(named).collect()
}

fn header(document: &Value, name: &str, header: &Value) -> Field {
    let header = resolved(document, header);
    let schema = Merged::new(document, header.get("schema").unwrap_or(&Value::Null));
    let field = Field::new(document, name, &schema, flag(header, "required"), 0);
    Field {
        description: Prose::read(&text(header, "description")),
        provenances: Provenance::of(header).into_iter().collect(),
        ..field
    }
}

fn link(link: &Value) -> Link {
    Link {
        operation: text(link, "operationId"),
        parameters: entries(link, "parameters").map(|(name, from)| (name.clone(), super::kind::plain(from))).collect(),
        description: text(link, "description"),
    }
}

/// Follows a `$ref` to its component. Anything else is returned unchanged.
fn resolved<'d>(document: &'d Value, part: &'d Value) -> &'d Value {
    let target = part.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    target.and_then(|pointer| document.pointer(pointer)).unwrap_or(part)
}
