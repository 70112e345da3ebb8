//! What an operation answers.

use serde_json::Value;

use super::field::Field;
use super::merged::Merged;
use super::shape::{Describer, Shape};
use super::{Provenance, entries, flag, text};
use crate::prose::{Prose, Span, spans};
use crate::write;

/// An answer of an operation.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: String,
    /// When it is given.
    pub description: Prose,
    /// Where it comes from.
    pub provenance: Option<Provenance>,
    /// The headers that it carries.
    pub headers: Vec<Field>,
    /// Its body.
    pub shape: Option<Shape>,
    /// Bodies as they may be.
    pub examples: Vec<Illustration>,
    /// Where an id of it leads.
    pub links: Vec<Link>,
}

/// A body as it may be.
#[derive(Debug, Clone)]
pub struct Illustration {
    /// Its name in the document, by which `Prefer: example=…` asks for it; empty when it has none.
    pub name: String,
    /// What it shows.
    pub summary: String,
    /// The body.
    pub text: String,
}

/// Where an id of an answer leads.
#[derive(Debug, Clone)]
pub struct Link {
    /// The operation that takes it.
    pub operation: String,
    /// As which parameter, and from where in the answer.
    pub parameters: Vec<(String, String)>,
    /// In words.
    pub description: String,
}

impl Illustration {
    /// What it shows, cut at its code.
    pub(crate) fn summary_spans(&self) -> Vec<Span> {
        spans(&self.summary)
    }
}

impl Answer {
    /// The first digit of the status.
    pub(crate) fn first_digit(&self) -> &str {
        self.status.get(..1).unwrap_or_default()
    }

    pub(super) fn new<'d>(document: &'d Value, status: &str, answer: &'d Value, describer: &mut Describer<'d>) -> Self {
        let answer = document_part(document, answer);
        let content = answer.get("content").and_then(Value::as_object).and_then(|content| content.values().next());
        let schema = content.and_then(|content| content.get("schema"));
        Self {
            status: status.to_owned(),
            description: Prose::read(&text(answer, "description")),
            provenance: Provenance::of(answer),
            headers: entries(answer, "headers").map(|(name, header)| self::header(document, name, header)).collect(),
            shape: schema.map(|schema| describer.shape(schema)),
            examples: content.map(illustrations).unwrap_or_default(),
            links: entries(answer, "links").map(|(_, link)| self::link(link)).collect(),
        }
    }
}

/// The bodies that a document shows.
pub(super) fn illustrations(content: &Value) -> Vec<Illustration> {
    let one = |name: &str, summary: String, value: &Value| Illustration {
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
    let header = document_part(document, header);
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

/// The part itself, or the component that it stands for.
fn document_part<'d>(document: &'d Value, part: &'d Value) -> &'d Value {
    let target = part.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    target.and_then(|pointer| document.pointer(pointer)).unwrap_or(part)
}
