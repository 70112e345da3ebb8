//! Chains of requests, made from the links of the documents: what a response names can be read, changed and deleted.

use std::collections::{BTreeMap, BTreeSet};

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox, document, providers};

/// A link that a document declares, and the value that a response gives for it.
#[derive(Debug, Clone)]
struct Followed {
    /// The operation that it leads to.
    target: String,
    /// The parameter of that operation, and its value.
    parameter: (String, Value),
    /// Fields of the body, and their values.
    fields: Vec<(String, Value)>,
}

/// The links of an operation's success, with the values of one exchange. A response that shows an empty list has none.
fn links(operation: &Value, call: &Call, body: &Value) -> Vec<Followed> {
    let sent = serde_json::from_slice(&call.body).unwrap_or_default();
    let value = |expression: &Value| {
        let expression = expression.as_str().expect("an expression");
        let (place, pointer) = expression.split_once('#').unwrap_or((expression, ""));
        let found = match place {
            "$response.body" => body.pointer(pointer).cloned(),
            "$request.body" => Value::pointer(&sent, pointer).cloned(),
            _ => None,
        };
        found.filter(|value| !value.is_null())
    };
    let responses = operation["responses"].as_object().expect("responses");
    let links = responses.iter().filter(|(status, _)| status.starts_with('2'));
    let links = links.flat_map(|(_, response)| response["links"].as_object().into_iter().flatten());
    let followed = links.filter_map(|(_, link)| {
        let (name, expression) = link["parameters"].as_object()?.iter().next()?;
        let fields = link["x-request-body"].as_object().into_iter().flatten();
        let fields = fields.map(|(name, expression)| Some((name.clone(), value(expression)?)));
        Some(Followed {
            target: link["operationId"].as_str()?.to_owned(),
            parameter: (name.clone(), value(expression)?),
            fields: fields.collect::<Option<_>>()?,
        })
    });
    followed.collect()
}

/// The listed call of the operation that a link leads to, with the values of the link.
fn call_of(sandbox: &Sandbox, listed: &Value, link: &Followed) -> Call {
    let mut operation = listed.clone();
    let (name, value) = &link.parameter;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let escaped: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let escaped = escaped.replace('+', "%20");
    let known = listed["path_parameters"].get(name).cloned();
    let url = if known.is_some() {
        let mut path = listed["template"].as_str().expect("a path").to_owned();
        for (other, value) in listed["path_parameters"].as_object().expect("parameters") {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            path = path.replace(&format!("{{{other}}}"), if other == name { &escaped } else { &value });
        }
        let url = listed["url"].as_str().expect("an address");
        let query = url.split_once('?').map_or_else(String::new, |(_, query)| format!("?{query}"));
        format!("/{}{path}{query}", listed["provider"].as_str().expect("a provider"))
    } else {
        format!("/{}{}?{name}={escaped}", listed["provider"].as_str().expect("a provider"), {
            let url = listed["url"].as_str().expect("an address");
            let path = url.split_once('?').map_or(url, |(path, _)| path);
            let (_, path) = path.split_once(listed["provider"].as_str().expect("a provider")).expect("a prefix");
            path.to_owned()
        })
    };
    operation["url"] = json!(url);
    for (field, value) in &link.fields {
        operation["body"][field] = value.clone();
    }
    sandbox.listed_call(&operation)
}

/// Follows a link: with the credential of the response that it is from, and if that may not, with the target's own.
async fn follow(sandbox: &Sandbox, from: &Call, listed: &Value, link: &Followed) -> (Method, StatusCode, Value) {
    let own = call_of(sandbox, listed, link);
    let mut same = own.clone();
    for (name, value) in from.headers.iter().filter(|(name, _)| name != "content-type") {
        same.headers.retain(|(known, _)| known != name);
        same = same.header(name, value.clone());
    }
    let (status, body) = sandbox.answer(&same).await;
    if status.is_success() || same.headers == own.headers {
        return (own.method, status, body);
    }
    let (status, body) = sandbox.answer(&own).await;
    (own.method, status, body)
}

/// Where in a chain an operation belongs: first what reads, then what changes, then what deletes.
fn turn(listed: &Value) -> u8 {
    match (listed["writes"] == json!(true), listed["method"].as_str()) {
        (false, _) => 0,
        (true, Some("DELETE")) => 2,
        (true, _) => 1,
    }
}

/// Whether a success of one operation links to the other.
fn is_linked(document: &Value, from: &str, to: &str) -> bool {
    let items = document["paths"].as_object().expect("paths").values();
    let mut operations = items.flat_map(|item| item.as_object().expect("an item").values());
    let from = operations.find(|operation| operation["operationId"] == from).expect("an operation");
    let responses = from["responses"].as_object().expect("responses").values();
    let mut links = responses.flat_map(|response| response["links"].as_object().into_iter().flatten());
    links.any(|(_, link)| link["operationId"] == to)
}

#[tokio::test]
async fn what_a_response_names_can_be_read_changed_and_deleted() {
    let sandbox = Sandbox::start_small().await;
    sandbox.server.checkpoint("start").expect("there is room");
    let listed = sandbox.operations().await;
    let by_id: BTreeMap<(String, String), &Value> = listed
        .iter()
        .map(|operation| {
            let text = |field: &str| operation[field].as_str().expect("a text").to_owned();
            ((text("provider"), text("id")), operation)
        })
        .collect();
    let (mut linked, mut worked, mut refused) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for provider in providers() {
        let document = document(provider);
        let items = document["paths"].as_object().expect("paths").values();
        let operations = items.flat_map(|item| item.as_object().expect("an item").values());
        for operation in operations.filter(|operation| operation["operationId"].is_string()) {
            let id = operation["operationId"].as_str().expect("an id").to_owned();
            let call = sandbox.listed_call(by_id[&(provider.to_owned(), id.clone())]);
            let body = sandbox.success(&call).await;
            let mut chain = links(operation, &call, &body);
            chain.sort_by_key(|link| turn(by_id[&(provider.to_owned(), link.target.clone())]));
            let mut deleted: Option<&Followed> = None;
            for link in &chain {
                let target = by_id[&(provider.to_owned(), link.target.clone())];
                linked.insert((provider, link.target.clone()));
                let (method, status, body) = follow(&sandbox, &call, target, link).await;
                let step = format!("{provider}: {id} -> {}", link.target);
                if turn(target) == 0 {
                    assert!(status.is_success(), "{step}: {status} {body}");
                }
                if status.is_success() {
                    worked.insert((provider, link.target.clone()));
                    if method == Method::DELETE {
                        deleted = Some(link);
                    }
                } else {
                    // What exists may not allow the change: something that is approved cannot be approved again.
                    let is_of_data = matches!(status.as_u16(), 400 | 404 | 409 | 422);
                    assert!(is_of_data, "{step}: {status} {body}");
                    refused.push(format!("{step}: {status} {body}"));
                }
            }
            // What was deleted is not there any more, unless the deletion itself says where it can still be read.
            if let Some(gone) = deleted
                && let Some(read) = chain.iter().find(|link| {
                    let target = by_id[&(provider.to_owned(), link.target.clone())];
                    turn(target) == 0
                        && link.parameter == gone.parameter
                        && !is_linked(&document, &gone.target, &link.target)
                })
            {
                let target = by_id[&(provider.to_owned(), read.target.clone())];
                let (_, status, body) = follow(&sandbox, &call, target, read).await;
                let is_list = body["data"].is_array() || body.is_array();
                assert!(
                    status == StatusCode::NOT_FOUND || is_list,
                    "{provider}: {} after it was deleted: {status} {body}",
                    read.target
                );
            }
            sandbox.server.restore("start").expect("the checkpoint is there");
        }
    }
    let never: Vec<_> = linked.difference(&worked).collect();
    assert!(never.is_empty(), "never worked: {never:?}\n{}", refused.join("\n"));
}
