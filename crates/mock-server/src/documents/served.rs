//! A published document as this sandbox serves it: with its own address, and with examples that work here.

use serde_json::{Map, Value, json};

use super::text;
use crate::catalogue::Provider;
use crate::sandbox::Sandbox;
use crate::serve::SampleCall;

/// The document of a provider, with the address of the sandbox and with calls that work in it as examples.
pub(crate) fn served(sandbox: &Sandbox, provider: &Provider, origin: &str) -> Map<String, Value> {
    let text = text(provider.name).expect("every provider's document is embedded");
    let mut document: Map<String, Value> =
        serde_json::from_str(text).expect("the published documents are JSON objects");
    let url = format!("{origin}/{}", provider.prefix);
    document.insert("servers".to_owned(), json!([{ "url": url, "description": "This sandbox." }]));
    for operation in &provider.operations {
        let (sample, filters) = (operation.sample(sandbox), operation.filters(sandbox));
        let name = operation.examples().first().map_or("sandbox", |(_, name, _)| name);
        let method = operation.method.as_str().to_ascii_lowercase();
        let described = document
            .get_mut("paths")
            .and_then(|paths| paths.get_mut(operation.path_template))
            .and_then(|path| path.get_mut(&method));
        if let Some(described) = described {
            put_examples(described, name, &sample, &filters);
        }
    }
    document
}

/// Replaces the published examples of parameters and body by the values of a call that works in this sandbox. Optional
/// parameters that the call does not use get values that exist in it.
///
/// The examples have the name of the first example of the response: tools pair them by their names. The value is also
/// written into the schema of a parameter, because some tools only read it there.
fn put_examples(operation: &mut Value, name: &str, sample: &SampleCall, filters: &[(String, String)]) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let own = parameter["name"].as_str().unwrap_or_default();
        let in_query = |query: &[(String, String)]| -> Vec<Value> {
            query.iter().filter(|(known, _)| known == own).map(|(_, value)| value.clone().into()).collect()
        };
        let (is_list, mut values) = (parameter["schema"]["type"] == "array", in_query(&sample.query));
        if values.is_empty() {
            values = in_query(filters);
        }
        let example = match (sample.path.get(own), values.first()) {
            (Some(value), _) => value.clone(),
            (None, Some(_)) if is_list => {
                values.iter().map(|value| typed(&parameter["schema"]["items"], value)).collect()
            }
            (None, Some(value)) => typed(&parameter["schema"], value),
            (None, None) => continue,
        };
        if let Some(schema) = parameter["schema"].as_object_mut().filter(|schema| !schema.contains_key("$ref")) {
            schema.insert("example".to_owned(), example.clone());
        }
        put_named(parameter, name, &example);
    }
    if let Some(body) = &sample.body {
        let content = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut);
        for (_, media) in content.into_iter().flatten() {
            put_named(media, name, body);
        }
    }
}

/// The only example of a parameter or a body, with a name.
fn put_named(described: &mut Value, name: &str, value: &Value) {
    if let Some(described) = described.as_object_mut() {
        described.shift_remove("example");
        described.insert("examples".to_owned(), json!({ name: { "value": value } }));
    }
}

/// A value of a query as the schema declares it.
fn typed(schema: &Value, text: &Value) -> Value {
    let read = || serde_json::from_str(text.as_str()?).ok();
    match schema["type"].as_str() {
        Some("integer" | "number" | "boolean") => read().unwrap_or_else(|| text.clone()),
        _ => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::put_examples;
    use crate::serve::SampleCall;

    #[test]
    fn examples_come_from_the_sample() {
        let mut operation = json!({
            "parameters": [
                { "name": "id", "in": "path", "schema": { "type": "string" }, "example": "old" },
                { "name": "limit", "in": "query", "schema": { "type": "integer" } },
                { "name": "a[]", "in": "query", "schema": { "type": "array", "items": { "type": "string" } } },
                { "name": "ids[]", "in": "query", "schema": { "type": "array", "items": { "type": "integer" } } },
                { "name": "kind", "in": "query", "schema": { "$ref": "#/components/schemas/Kind" } },
                { "name": "other", "in": "query", "schema": { "type": "string" }, "example": "kept" }
            ],
            "requestBody": { "content": { "application/json": { "example": 1 } } }
        });
        let text = str::to_owned;
        put_examples(
            &mut operation,
            "page",
            &SampleCall {
                path: json!({ "id": "new" }).as_object().cloned().expect("an object"),
                query: vec![(text("limit"), text("25")), (text("a[]"), text("x")), (text("a[]"), text("y"))],
                body: Some(json!({ "b": 2 })),
                credential: None,
            },
            &[(text("limit"), text("1")), (text("ids[]"), text("7")), (text("kind"), text("on"))],
        );
        let parameters = operation["parameters"].as_array().expect("a list");
        let examples: Vec<_> = parameters.iter().map(|p| p["examples"]["page"]["value"].clone()).collect();
        assert_eq!(examples, [json!("new"), json!(25), json!(["x", "y"]), json!([7]), json!("on"), json!(null)]);
        let shown: Vec<_> = parameters.iter().map(|p| p["schema"]["example"].clone()).collect();
        assert_eq!(shown[..4], examples[..4]);
        assert_eq!(
            parameters[4]["schema"],
            json!({ "$ref": "#/components/schemas/Kind" }),
            "nothing beside a reference"
        );
        assert_eq!(parameters[5]["example"], "kept");
        assert!(parameters[..5].iter().all(|p| p.get("example").is_none()), "one kind of examples each");
        assert_eq!(
            operation["requestBody"]["content"]["application/json"],
            json!({ "examples": { "page": { "value": { "b": 2 } } } })
        );
    }
}
