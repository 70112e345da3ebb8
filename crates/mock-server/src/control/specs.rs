//! `GET /_mock/specs` and `GET /_mock/specs/{name}`.

use serde_json::{Map, Value, json};
use trackside_schemas::control::{GetSpec, GetSpecPath, ListSpecs, ListedSpec, Spec, SpecList};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use crate::catalogue::{self, Provider};
use crate::documents;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, SampleCall, Serve};

impl Serve for ListSpecs {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<SpecList>, Problem> {
        let specs = format!("{}/{}/specs", call.address.origin(), catalogue::control().prefix);
        let listed = |provider: &Provider| ListedSpec {
            name: provider.name.to_owned(),
            title: provider.title.to_owned(),
            url: format!("{specs}/{}", provider.name),
        };
        Ok(SpecList { specs: catalogue::everything().iter().map(listed).collect() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for GetSpec {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Spec>, Problem> {
        let name = call.path.name.strip_suffix(".json").unwrap_or(&call.path.name);
        let Some(provider) = catalogue::provider(name) else {
            let known: Vec<_> = catalogue::everything().iter().map(|provider| provider.name).collect();
            let reason = format!("there is no document {name}; known documents are {}", known.join(", "));
            return Err(Problem::NotFound { what: "Document", reason });
        };
        let text = documents::text(provider.name).expect("every provider's document is embedded");
        let mut document: Map<String, Value> =
            serde_json::from_str(text).expect("the published documents are JSON objects");
        let url = format!("{}/{}", call.address.origin(), provider.prefix);
        document.insert("servers".to_owned(), json!([{ "url": url, "description": "This sandbox." }]));
        for operation in &provider.operations {
            let sample = operation.sample(call.sandbox);
            let method = operation.method.as_str().to_ascii_lowercase();
            let described = document
                .get_mut("paths")
                .and_then(|paths| paths.get_mut(operation.path_template))
                .and_then(|path| path.get_mut(&method));
            if let Some(described) = described {
                put_examples(described, &sample);
            }
        }
        Ok(Spec(document).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let name = catalogue::providers()[0].name.to_owned();
        Sample::new(GetSpecPath { name }, Nothing {}, Nothing {})
    }
}

/// Replaces the published examples of parameters and body by the values of a call that works in this sandbox.
fn put_examples(operation: &mut Value, sample: &SampleCall) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let is_list = parameter["schema"]["type"] == "array";
        let in_query: Vec<Value> =
            sample.query.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone().into()).collect();
        let example = match (sample.path.get(name), in_query.first()) {
            (Some(value), _) => value.clone(),
            (None, Some(_)) if is_list => in_query.into(),
            (None, Some(value)) => typed(&parameter["schema"], value),
            (None, None) => continue,
        };
        parameter["example"] = example;
    }
    if let Some(body) = &sample.body {
        let content = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut);
        for (_, media) in content.into_iter().flatten() {
            media["example"] = body.clone();
        }
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
                { "name": "a[]", "in": "query", "schema": { "type": "array" } },
                { "name": "other", "in": "query", "schema": { "type": "string" }, "example": "kept" }
            ],
            "requestBody": { "content": { "application/json": { "example": 1 } } }
        });
        let text = str::to_owned;
        put_examples(
            &mut operation,
            &SampleCall {
                path: json!({ "id": "new" }).as_object().cloned().expect("an object"),
                query: vec![(text("limit"), text("25")), (text("a[]"), text("x")), (text("a[]"), text("y"))],
                body: Some(json!({ "b": 2 })),
                credential: None,
            },
        );
        let examples: Vec<_> =
            operation["parameters"].as_array().expect("a list").iter().map(|p| p["example"].clone()).collect();
        assert_eq!(examples, [json!("new"), json!(25), json!(["x", "y"]), json!("kept")]);
        assert_eq!(operation["requestBody"]["content"]["application/json"]["example"], json!({ "b": 2 }));
    }
}
