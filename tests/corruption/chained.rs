//! Writes that are forgotten, and filters that do not filter.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::{Answer, set};
use crate::operations::{AFFITOR_EVENTS, AGENTREF_WEBHOOK, FULLWHERE_LIST, WECANTRACK_LIST};

/// Partnero's webhooks: a resource with every operation of a chain.
const fn webhook(id: &'static str) -> Operation {
    Operation { provider: "partnero", id }
}

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = chains();
    corruptions.extend(keys());
    corruptions.extend(filters());
    corruptions
}

fn chains() -> Vec<Corruption> {
    let (create, get, list) = (webhook("createWebhook"), webhook("getWebhook"), webhook("listWebhooks"));
    vec![
        Corruption::new(
            "record that cannot be read",
            get,
            "created/not-found",
            "createWebhook",
            Effect::Answer(|_, answer| gone(answer)),
        )
        .seen_from(create)
        .found_at(get),
        Corruption::new(
            "record that is not listed",
            list,
            "created/not-listed",
            "just created it",
            Effect::Success(|scene, body| {
                if scene.request.method == Method::GET {
                    set(body, "/data", json!([]));
                }
            }),
        )
        .seen_from(create)
        .found_at(list),
        Corruption::new(
            "record that does not show a change",
            get,
            "update/lost",
            "although an update set it",
            Effect::Success(|scene, body| {
                let key = body["data"]["key"].clone();
                if scene.memory["data"]["key"] == key {
                    *body = scene.memory.clone();
                } else {
                    *scene.memory = body.clone();
                }
            }),
        )
        .seen_from(create)
        .found_at(get),
        Corruption::new(
            "record that can be read after its deletion",
            get,
            "deleted/found",
            "deleted it",
            Effect::Answer(|scene, answer| {
                if answer.status.is_success() {
                    *scene.memory = serde_json::from_slice(&answer.body).unwrap_or_default();
                } else if answer.status == 404 && !scene.memory.is_null() {
                    answer.status = StatusCode::OK;
                    answer.set_json(scene.memory);
                }
            }),
        )
        .seen_from(create)
        .found_at(get),
        Corruption::new(
            "record that is listed after its deletion",
            list,
            "deleted/listed",
            "although it was deleted",
            Effect::Success(remember),
        )
        .seen_from(create)
        .found_at(list),
    ]
}

/// Keeps every row of a listing.
fn remember(scene: &mut Scene<'_>, body: &mut Value) {
    // The creation has the same path.
    if scene.request.method != Method::GET {
        return;
    }
    let rows = body["data"].as_array().cloned().unwrap_or_default();
    let mut known = scene.memory.as_array().cloned().unwrap_or_default();
    for row in rows {
        if !known.iter().any(|other| other["key"] == row["key"]) {
            known.push(row);
        }
    }
    *scene.memory = json!(known);
    if scene.request.query("page").is_none_or(|page| page == "1") {
        set(body, "/data", scene.memory.clone());
    }
}

fn gone(answer: &mut Answer) {
    answer.status = StatusCode::NOT_FOUND;
    answer.set_json(&json!({ "message": "Not found." }));
}

fn keys() -> Vec<Corruption> {
    vec![
        Corruption::new(
            "idempotency key that is ignored",
            AGENTREF_WEBHOOK,
            "idempotence/changed",
            "the same key",
            Effect::Request(|scene, request| {
                let key = request.header("idempotency-key").to_owned();
                if !key.is_empty() {
                    let other = format!("{key}-{}", scene.number);
                    request.headers.insert("idempotency-key", other.parse().expect("a header"));
                }
            }),
        ),
        Corruption::new(
            "idempotency key that is reused for another body",
            AGENTREF_WEBHOOK,
            "idempotence/key-reused",
            "belongs to a request with another body",
            Effect::Request(|_, request| {
                let key = request.header("idempotency-key").to_owned();
                if !key.is_empty() {
                    let sum: usize = request.body.iter().enumerate().map(|(at, byte)| at * usize::from(*byte)).sum();
                    request.headers.insert("idempotency-key", format!("{key}-{sum}").parse().expect("a header"));
                }
            }),
        ),
    ]
}

fn filters() -> Vec<Corruption> {
    let drop =
        |name, operation, says, change| Corruption::new(name, operation, "filter/leak", says, Effect::Request(change));
    vec![
        drop("status that does not filter", WECANTRACK_LIST, "status[] was", |_, request| {
            request.drop_query("status[]");
        }),
        drop("type of event that does not filter", AFFITOR_EVENTS, "eventType was", |_, request| {
            request.drop_query("eventType");
        }),
        Corruption::new(
            "id of a purchase that finds nothing",
            FULLWHERE_LIST,
            "filter/missing",
            "lacks the row",
            Effect::Answer(|scene, answer| {
                if scene.request.json()["purchases"].as_array().is_some_and(|ids| !ids.is_empty())
                    && answer.status.is_success()
                {
                    let mut body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                    set(&mut body, "/data", json!([]));
                    set(&mut body, "/total", 0);
                    answer.set_json(&body);
                }
            }),
        ),
        Corruption::new(
            "link to the next page without the filter",
            WECANTRACK_LIST,
            "pagination/link",
            "drops status[]",
            Effect::Success(|_, body| {
                if let Some(link) = body["next_page_url"].as_str() {
                    let kept: Vec<_> = link.split('&').filter(|pair| !pair.starts_with("status")).collect();
                    body["next_page_url"] = json!(kept.join("&"));
                }
            }),
        ),
    ]
}
