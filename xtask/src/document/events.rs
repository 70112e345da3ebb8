//! The webhook events: `x-webhooks` and `x-delivery`.
//!
//! OpenAPI 3.0 has no webhooks. The value of `x-webhooks` has the shape that OpenAPI 3.1 gives to `webhooks`: a path
//! item for each event, whose operations are the requests that the provider sends.

use serde_json::{Map, Value, json};
use trackside_schemas::declare::{Delivery, DeliveryForm, HeaderDeclaration, Information, Tag};
use trackside_schemas::{Event, EventVisitor};

use super::operation::{external_documentation, plain};
use super::schemas::Schemas;
use super::{documentation, parameters, provenance, responses};

/// The members of a document that are about events, from the events of a provider.
pub(super) struct Events<'a> {
    information: &'a Information,
    delivery: Option<Delivery>,
    schemas: &'a mut Schemas,
    tags: &'a mut Vec<Tag>,
    items: Map<String, Value>,
    /// The name of an event that is declared twice, or without a delivery.
    refused: Option<Refused>,
}

/// Why events cannot be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Two events have the same name.
    Twice(&'static str),
    /// The provider does not say how the event is delivered.
    Undelivered(&'static str),
}

impl<'a> Events<'a> {
    /// No events yet. Their schemas and tags are added to those of the document.
    pub(super) fn new(
        information: &'a Information,
        delivery: Option<Delivery>,
        schemas: &'a mut Schemas,
        tags: &'a mut Vec<Tag>,
    ) -> Self {
        Self { information, delivery, schemas, tags, items: Map::new(), refused: None }
    }

    /// `x-webhooks` and `x-delivery`; nothing if there are no events.
    pub(super) fn finish(self) -> Result<Map<String, Value>, Refused> {
        let mut members = Map::new();
        match (self.refused, self.delivery) {
            (Some(refused), _) => Err(refused),
            (None, Some(delivery)) if !self.items.is_empty() => {
                let mut facts = plain(&delivery);
                facts["attempts"] = delivery.attempts().into();
                members.insert("x-webhooks".to_owned(), self.items.into());
                members.insert("x-delivery".to_owned(), facts);
                Ok(members)
            }
            (None, _) => Ok(members),
        }
    }
}

impl EventVisitor for Events<'_> {
    fn event<E: Event>(&mut self) {
        let Some(delivery) = &self.delivery else {
            self.refused = Some(Refused::Undelivered(E::NAME));
            return;
        };
        let tag = E::declaration().tag;
        if self.tags.iter().all(|known| known.name != tag.name) {
            self.tags.push(tag);
        }
        let mut item = Map::new();
        for form in delivery.forms {
            let (method, operation) = match form {
                DeliveryForm::PostJson => ("post", post::<E>(self.schemas, self.information, delivery)),
                DeliveryForm::GetQuery => ("get", get::<E>(self.schemas, self.information, delivery)),
            };
            item.insert(method.to_owned(), operation.into());
        }
        if self.items.insert(E::NAME.to_owned(), item.into()).is_some() {
            self.refused = Some(Refused::Twice(E::NAME));
        }
    }
}

/// The request with the payload as JSON.
fn post<E: Event>(schemas: &mut Schemas, information: &Information, delivery: &Delivery) -> Map<String, Value> {
    let mut operation = head::<E>(information, "");
    if !delivery.headers.is_empty() {
        operation.insert("parameters".to_owned(), delivery.headers.iter().map(header).collect());
    }
    let examples = E::examples().into_iter().map(|example| {
        (example.name.to_owned(), json!({ "summary": example.summary, "value": plain(&example.value) }))
    });
    let examples: Map<String, Value> = examples.collect();
    operation.insert(
        "requestBody".to_owned(),
        json!({
            "required": true,
            "content": { "application/json": { "schema": schemas.response::<E::Payload>(), "examples": examples } },
        }),
    );
    foot::<E>(operation, delivery)
}

/// The request with the fields of the payload in the query.
fn get<E: Event>(schemas: &mut Schemas, information: &Information, delivery: &Delivery) -> Map<String, Value> {
    let mut operation = head::<E>(information, "InQuery");
    let mut all: Vec<Value> = delivery.headers.iter().map(header).collect();
    all.extend(parameters::of_payload::<E::Payload>(schemas));
    operation.insert("parameters".to_owned(), all.into());
    foot::<E>(operation, delivery)
}

/// What stands before the request itself. The id is made of the name of the event and of what is appended to it.
fn head<E: Event>(information: &Information, appended: &str) -> Map<String, Value> {
    let declaration = E::declaration();
    let description = documentation::<E>();
    let summary = description.split("\n\n").next().unwrap_or_default();
    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), format!("{}{appended}", id(E::NAME)).into());
    operation.insert("tags".to_owned(), json!([declaration.tag.name]));
    if !summary.is_empty() {
        operation.insert("summary".to_owned(), summary.strip_suffix('.').unwrap_or(summary).into());
        operation.insert("description".to_owned(), description.as_str().into());
    }
    if let Some(source) = declaration.source.or(information.source) {
        operation.insert("externalDocs".to_owned(), external_documentation(&source));
    }
    operation
}

/// What stands after it: the response that counts as a success, and what OpenAPI cannot express.
fn foot<E: Event>(mut operation: Map<String, Value>, delivery: &Delivery) -> Map<String, Value> {
    let declaration = E::declaration();
    let success = delivery.success;
    operation.insert(
        "responses".to_owned(),
        json!({ success.value: {
            "description": "The event is delivered.",
            "x-provenance": provenance(success.provenance),
        } }),
    );
    operation.insert("x-provenance".to_owned(), provenance(declaration.provenance));
    if !declaration.rules.is_empty() {
        operation.insert("x-validations".to_owned(), plain(&declaration.rules));
    }
    if !declaration.key_kinds.is_empty() {
        operation.insert("x-key-kinds".to_owned(), plain(&declaration.key_kinds));
    }
    operation
}

/// A header of a delivery, as a parameter of the request.
fn header(declaration: &HeaderDeclaration) -> Value {
    let mut parameter = json!({ "name": declaration.name, "in": "header" });
    if let (Value::Object(parameter), Value::Object(header)) = (&mut parameter, responses::header(declaration)) {
        parameter.extend(header);
    }
    parameter
}

/// `conversionCreated` of `conversion.created`.
fn id(event: &str) -> String {
    let words = event.split(|character: char| !character.is_ascii_alphanumeric());
    let written = words.enumerate().map(|(index, word)| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| if index == 0 { letter } else { letter.to_ascii_uppercase() });
        first.into_iter().chain(letters).collect::<String>()
    });
    written.collect()
}
