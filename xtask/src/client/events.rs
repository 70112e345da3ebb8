//! The webhook events of a client module: an enum with a variant for each.

use std::fmt::Write as _;

use openapiv3::OpenAPI;
use serde_json::Value;

/// An event of a document.
struct Event<'d> {
    name: &'d str,
    /// The name of the variant.
    variant: String,
    /// The component that is the payload.
    payload: &'d str,
    summary: &'d str,
}

/// The source of the events; empty if there are none.
pub(super) fn source(document: &OpenAPI) -> Result<String, String> {
    let events: Vec<Event<'_>> = match document.extensions.get("x-webhooks").and_then(Value::as_object) {
        Some(items) => items.iter().map(|(name, item)| event(name, item)).collect::<Result<_, _>>()?,
        None => return Ok(String::new()),
    };
    let delivery = document.extensions.get("x-delivery");
    let place = delivery.and_then(|delivery| delivery.get("eventName")?.as_str());
    let mut text = "/// A webhook event with its payload.\n#[derive(Debug, Clone)]\npub enum Event {\n".to_owned();
    for Event { name, variant, payload, summary } in &events {
        let _ = writeln!(text, "    /// `{name}`: {summary}.\n    {variant}(Box<types::{payload}>),");
    }
    let names: Vec<&str> = events.iter().map(|event| event.name).collect();
    let _ = write!(
        text,
        "}}

impl Event {{
    /// The names of all events.
    pub const NAMES: &[&str] = &{names:?};

    /// The name of the event.
    pub fn name(&self) -> &'static str {{
        match self {{
{}        }}
    }}

    /// Reads the payload of the event with this name. The signature is not verified.
    pub fn of(name: &str, payload: &[u8]) -> Result<Self, crate::EventError> {{
        use crate::event::read;
        Ok(match name {{
{}            _ => return Err(crate::EventError::Unknown {{ name: name.to_owned() }}),
        }})
    }}
",
        lines(&events, |event| format!("Self::{}(_) => {:?},", event.variant, event.name)),
        lines(&events, |event| format!("{:?} => Self::{}(read(name, payload)?),", event.name, event.variant)),
    );
    if let Some(place) = place {
        let _ = write!(
            text,
            "
    /// Reads a payload, which names its event. The signature is not verified.
    pub fn read(payload: &[u8]) -> Result<Self, crate::EventError> {{
        Self::of(&crate::event::name(payload, {place:?})?, payload)
    }}
"
        );
    }
    text += "}\n\n";
    Ok(text)
}

fn lines(events: &[Event<'_>], line: impl Fn(&Event<'_>) -> String) -> String {
    let lines: Vec<String> = events.iter().map(|event| format!("            {}\n", line(event))).collect();
    lines.concat()
}

fn event<'d>(name: &'d str, item: &'d Value) -> Result<Event<'d>, String> {
    let reference = item.pointer("/post/requestBody/content/application~1json/schema/$ref").and_then(Value::as_str);
    let payload = reference.and_then(|reference| reference.strip_prefix("#/components/schemas/"));
    let payload = payload.ok_or_else(|| format!("the event {name} has no component as its payload"))?;
    let summary = item.pointer("/post/summary").and_then(Value::as_str).unwrap_or_default();
    Ok(Event { name, variant: variant(name), payload, summary })
}

/// `ConversionCreated` of `conversion.created`.
fn variant(name: &str) -> String {
    let words = name.split(|character: char| !character.is_ascii_alphanumeric());
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    words.map(capitalised).collect()
}

#[cfg(test)]
mod tests {
    use openapiv3::OpenAPI;
    use serde_json::{Value, json};

    use super::source;

    fn document(webhooks: &Value, delivery: &Value) -> OpenAPI {
        let text = json!({
            "openapi": "3.0.3", "info": { "title": "A", "version": "1" }, "paths": {},
            "x-webhooks": webhooks, "x-delivery": delivery
        });
        serde_json::from_value(text).expect("a document")
    }

    #[test]
    fn every_event_is_a_variant_that_can_be_read() {
        let schema = json!({ "$ref": "#/components/schemas/ThingMadeEvent" });
        let post =
            json!({ "summary": "A thing", "requestBody": { "content": { "application/json": { "schema": schema } } } });
        let events = json!({ "thing.made": { "post": post } });
        let named = source(&document(&events, &json!({ "eventName": "/type" }))).expect("a source");
        syn::parse_str::<syn::File>(&named).expect("it is Rust");
        for line in [
            "    ThingMade(Box<types::ThingMadeEvent>),",
            "            \"thing.made\" => Self::ThingMade(read(name, payload)?),",
            "        Self::of(&crate::event::name(payload, \"/type\")?, payload)",
        ] {
            assert!(named.lines().any(|found| found == line), "{line}\n{named}");
        }
        let unnamed = source(&document(&events, &json!({}))).expect("a source");
        syn::parse_str::<syn::File>(&unnamed).expect("it is Rust");
        assert!(!unnamed.contains("fn read("), "{unnamed}");
    }

    #[test]
    fn a_payload_without_a_type_is_an_error() {
        let error = source(&document(&json!({ "thing.made": { "post": {} } }), &json!({}))).expect_err("no payload");
        assert!(error.contains("thing.made"), "{error}");
    }
}
