//! The documents that the sandbox serves: what a tool sends that fills in their examples works here.

use std::collections::BTreeSet;

use http::Method;
use serde_json::Value;

use crate::harness::{Call, Sandbox, providers};

/// An operation of a served document, with the name of the examples of its request.
struct Shown {
    provider: &'static str,
    path: String,
    operation: Value,
}

async fn shown(sandbox: &Sandbox) -> Vec<Shown> {
    let mut found = Vec::new();
    for provider in providers() {
        let document = sandbox.success(&sandbox.control(Method::GET, format!("/specs/{provider}"), &Value::Null)).await;
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for operation in methods.as_object().expect("methods").values() {
                found.push(Shown { provider, path: path.clone(), operation: operation.clone() });
            }
        }
    }
    found
}

/// The only named example of a parameter or body.
fn named(described: &Value) -> Option<(&String, &Value)> {
    let (name, example) = described["examples"].as_object()?.iter().next()?;
    Some((name, &example["value"]))
}

impl Shown {
    /// The parameters in path and query. An idempotency key is the caller's to choose.
    fn parameters(&self) -> impl Iterator<Item = &Value> {
        let all = self.operation["parameters"].as_array().into_iter().flatten();
        all.filter(|parameter| parameter["in"] != "header")
    }

    fn body(&self) -> Option<&Value> {
        self.operation.pointer("/requestBody/content/application~1json")
    }

    /// The request that a tool makes when it fills in every example.
    fn request(&self, sandbox: &Sandbox, listed: &[Value]) -> Call {
        let mut target = self.path.clone();
        let mut query = form_urlencoded::Serializer::new(String::new());
        for parameter in self.parameters() {
            let (_, value) = named(parameter).unwrap_or_else(|| panic!("{} has no example: {parameter}", self.path));
            let name = parameter["name"].as_str().expect("a name");
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match (parameter["in"].as_str(), value) {
                (Some("path"), value) => target = target.replace(&format!("{{{name}}}"), &text(value)),
                (_, Value::Array(items)) => items.iter().for_each(|item| _ = query.append_pair(name, &text(item))),
                (_, value) => _ = query.append_pair(name, &text(value)),
            }
        }
        let query = query.finish();
        let target = if query.is_empty() { target } else { format!("{target}?{query}") };
        // Which credential is needed is not said by an example.
        let is_this =
            |listed: &&Value| listed["provider"] == self.provider && listed["id"] == self.operation["operationId"];
        let listed = listed.iter().find(is_this).expect("every operation is listed");
        let call = Call { target, ..sandbox.listed_call(listed) };
        match self.body() {
            None => call,
            Some(media) => {
                let (_, body) = named(media).unwrap_or_else(|| panic!("the body of {} has no example", self.path));
                call.body(body.to_string())
            }
        }
    }
}

#[tokio::test]
async fn a_tool_that_sends_every_example_finds_something() {
    let sandbox = Sandbox::start().await;
    let shown = shown(&sandbox).await;
    assert!(shown.len() > 10, "{} operations", shown.len());
    let listed = sandbox.operations().await;
    for operation in shown {
        let found = sandbox.success(&operation.request(&sandbox, &listed)).await;
        let rows = found.as_array().or_else(|| found["data"].as_array());
        assert!(rows.is_none_or(|rows| !rows.is_empty()), "{} {} finds nothing", operation.provider, operation.path);
    }
}

#[tokio::test]
async fn examples_of_a_request_have_the_name_of_an_example_of_its_response() {
    let sandbox = Sandbox::start_small().await;
    for operation in shown(&sandbox).await {
        let of_response: BTreeSet<&String> = operation.operation["responses"]
            .as_object()
            .expect("responses")
            .iter()
            .filter(|(status, _)| status.starts_with('2'))
            .filter_map(|(_, response)| response["content"].as_object())
            .flat_map(|content| content.values())
            .filter_map(|media| media["examples"].as_object())
            .flat_map(|examples| examples.keys())
            .collect();
        for described in operation.parameters().chain(operation.body()) {
            let (name, _) =
                named(described).unwrap_or_else(|| panic!("{} {} has no example", operation.path, described["name"]));
            assert!(of_response.contains(name), "{} {}: {name}", operation.provider, operation.path);
            assert!(described.get("example").is_none(), "{}: either one example or named ones", operation.path);
        }
    }
}

#[tokio::test]
async fn values_with_colons_may_stand_unescaped() {
    let sandbox = Sandbox::start_small().await;
    for operation in shown(&sandbox).await {
        for parameter in operation.parameters().filter(|parameter| parameter["in"] == "query") {
            let named =
                named(parameter).unwrap_or_else(|| panic!("{} {} has no example", operation.path, parameter["name"]));
            let value = named.1;
            let holds_reserved = value.as_str().is_some_and(|text| text.contains([':', '/']));
            assert_eq!(parameter["allowReserved"] == true, holds_reserved, "{} {parameter}", operation.path);
        }
    }
}
