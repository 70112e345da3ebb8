//! The payloads of a document's webhook events, as TypeScript.

use std::fmt::Write as _;

use serde_json::Value;

/// The payload of each event by its name. Empty if there are no events.
pub(super) fn table(document: &Value) -> String {
    let events = document.get("x-webhooks").and_then(Value::as_object);
    let payloads = events.into_iter().flatten().filter_map(|(event, item)| Some((event, payload(item)?)));
    let mut lines = String::new();
    for (event, payload) in payloads {
        writeln!(lines, "    {}: components[\"schemas\"][{}];", Value::from(event.as_str()), Value::from(payload))
            .expect("memory takes everything");
    }
    if lines.is_empty() {
        return lines;
    }
    format!(
        "\n/** The payload of each webhook event, by the name of the event. */\nexport interface events {{\n{lines}}}\n"
    )
}

/// The component that is the payload of an event.
fn payload(item: &Value) -> Option<&str> {
    let reference = item.pointer("/post/requestBody/content/application~1json/schema/$ref")?.as_str()?;
    reference.strip_prefix("#/components/schemas/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::table;

    #[test]
    fn every_event_has_its_payload() {
        let schema = json!({ "$ref": "#/components/schemas/ThingMadeEvent" });
        let post = json!({ "requestBody": { "content": { "application/json": { "schema": schema } } } });
        let text = table(&json!({ "x-webhooks": { "thing.made": { "post": post } } }));
        assert!(text.contains("\n    \"thing.made\": components[\"schemas\"][\"ThingMadeEvent\"];\n"), "{text}");
        for document in [json!({}), json!({ "x-webhooks": {} }), json!({ "x-webhooks": { "a": { "post": {} } } })] {
            assert_eq!(table(&document), "", "{document}");
        }
    }
}
