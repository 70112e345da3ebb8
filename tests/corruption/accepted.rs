//! Requests that break the contract, and servers that take them all the same.

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method};
use serde_json::{Value, json};

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::{Request, add};
use crate::operations::{
    AFFITOR_STATUS, AGENTREF_STATUS, FULLWHERE_GENERATE, FULLWHERE_LIST, FULLWHERE_TRACKER, WECANTRACK_LIST,
};

/// How many cases it takes until each parameter and field has been broken in every way.
const ALL: usize = 120;

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = query_parameters();
    corruptions.extend(path_parameters());
    corruptions.extend(bodies());
    corruptions
}

fn query_parameters() -> Vec<Corruption> {
    vec![
        taken("missing parameter accepted", WECANTRACK_LIST, "query parameter date_type: missing", |_, request| {
            if request.query("date_type").is_none() {
                request.set_query("date_type", "order_date");
            }
        }),
        taken("missing id accepted", FULLWHERE_TRACKER, "query parameter id: missing", |scene, request| {
            if request.query("id").is_none() {
                request.set_query("id", scene.known.value("id"));
            }
        }),
        taken(
            "unknown value of a parameter accepted",
            WECANTRACK_LIST,
            "query parameter date_type: not one of",
            |_, request| {
                if request
                    .query("date_type")
                    .is_some_and(|value| !value.ends_with("_date") && value != "last_wct_update")
                {
                    request.set_query("date_type", "order_date");
                }
            },
        ),
        taken(
            "unknown value in a list accepted",
            WECANTRACK_LIST,
            "query parameter status[]: an item",
            |_, request| {
                let known = ["pending", "approved", "declined"];
                if request.query("status[]").is_some_and(|value| !known.contains(&value.as_str())) {
                    request.drop_query("status[]");
                }
            },
        ),
        taken(
            "parameter that breaks its pattern accepted",
            WECANTRACK_LIST,
            "query parameter start_date: bad format",
            |scene, request| {
                if request.query("start_date").is_some_and(|value| value.starts_with("not-")) {
                    request.set_query("start_date", scene.known.value("start_date"));
                }
            },
        ),
        taken(
            "parameter above its maximum accepted",
            WECANTRACK_LIST,
            "query parameter limit: above the maximum",
            |_, request| {
                if number(request, "limit").is_some_and(|limit| limit > 1000.0) {
                    request.set_query("limit", "1000");
                }
            },
        ),
        taken(
            "parameter below its minimum accepted",
            WECANTRACK_LIST,
            "query parameter page: below the minimum",
            |_, request| {
                if number(request, "page").is_some_and(|page| page < 1.0) {
                    request.set_query("page", "1");
                }
            },
        ),
        taken("text accepted as a number", WECANTRACK_LIST, "query parameter limit: wrong type", |_, request| {
            if request.query("limit").is_some() && number(request, "limit").is_none() {
                request.drop_query("limit");
            }
        }),
        taken(
            "fraction accepted as an integer",
            WECANTRACK_LIST,
            "network_account_id: wrong type: a fraction",
            |_, request| {
                if number(request, "network_account_id").is_some_and(|id| id.fract() != 0.0) {
                    request.drop_query("network_account_id");
                }
            },
        ),
    ]
}

fn path_parameters() -> Vec<Corruption> {
    vec![
        taken("bad format in a path accepted", AGENTREF_STATUS, "path parameter id: bad format", |scene, request| {
            if request.segment(2).len() != 36 {
                request.set_segment(2, scene.known.value("id"));
            }
        }),
        taken(
            "digits followed by letters accepted",
            AFFITOR_STATUS,
            "path parameter programId: wrong type: digits",
            |scene, request| {
                let id = request.segment(4);
                if id.starts_with(|first: char| first.is_ascii_digit())
                    && id.ends_with(|last: char| last.is_alphabetic())
                {
                    request.set_segment(4, scene.known.value("programId"));
                }
            },
        ),
        taken(
            "path parameter above its maximum accepted",
            AFFITOR_STATUS,
            "path parameter programId: above the maximum",
            |scene, request| {
                if request.segment(4).parse::<u64>().is_ok_and(|id| id > 2_147_483_647) {
                    request.set_segment(4, scene.known.value("programId"));
                }
            },
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a table with an entry per kind")]
fn bodies() -> Vec<Corruption> {
    vec![
        taken("missing body accepted", FULLWHERE_LIST, "body: missing", |_, request| {
            if request.body.is_empty() && request.method == Method::POST {
                request.set_json(&json!({}));
                request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            }
        }),
        taken("wrong content type accepted", FULLWHERE_LIST, "body: wrong content type", |_, request| {
            if request.header("content-type") == "text/plain" {
                request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            }
        }),
        taken("malformed JSON accepted", FULLWHERE_GENERATE, "body: malformed JSON", |scene, request| {
            let is_json = request.header("content-type") == "application/json";
            if is_json && !request.body.is_empty() && serde_json::from_slice::<Value>(&request.body).is_err() {
                request.set_json(&json!({ "purchaseId": scene.known.value("purchaseId") }));
            }
        }),
        taken("undeclared field accepted", FULLWHERE_GENERATE, "undeclared", |_, request| {
            if let Some(body) = request.json().as_object().filter(|body| body.len() > 1) {
                let kept: serde_json::Map<_, _> = body
                    .iter()
                    .filter(|(name, _)| *name == "purchaseId")
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect();
                request.set_json(&Value::Object(kept));
            }
        })
        .stricter(|document| add(document, "/components/schemas/PurchaseToSurvey", "additionalProperties", false)),
        taken("list accepted as an object", FULLWHERE_LIST, "body: wrong type: a list", |_, request| {
            if request.json().is_array() {
                request.set_json(&json!({}));
            }
        }),
        taken("missing field accepted", FULLWHERE_GENERATE, "body field purchaseId: missing", |scene, request| {
            if request.json().as_object().is_some_and(|body| !body.contains_key("purchaseId")) {
                request.set_json(&json!({ "purchaseId": scene.known.value("purchaseId") }));
            }
        }),
        taken("null accepted as a text", FULLWHERE_GENERATE, "body field purchaseId: null", |scene, request| {
            if request.json().as_object().is_some_and(|body| body.get("purchaseId").is_some_and(Value::is_null)) {
                request.set_json(&json!({ "purchaseId": scene.known.value("purchaseId") }));
            }
        }),
        taken(
            "text that is too long accepted",
            FULLWHERE_GENERATE,
            "body field purchaseId: too long",
            |scene, request| {
                if request.json()["purchaseId"].as_str().is_some_and(|id| id.chars().count() > 200) {
                    request.set_json(&json!({ "purchaseId": scene.known.value("purchaseId") }));
                }
            },
        ),
        taken(
            "text that is too short accepted",
            FULLWHERE_GENERATE,
            "body field purchaseId: too short",
            |scene, request| {
                if request.json()["purchaseId"] == "" {
                    request.set_json(&json!({ "purchaseId": scene.known.value("purchaseId") }));
                }
            },
        ),
        taken(
            "number accepted as a text",
            FULLWHERE_GENERATE,
            "body field purchaseId: wrong type: a number",
            |scene, request| {
                if request.json()["purchaseId"].is_number() {
                    request.set_json(&json!({ "purchaseId": scene.known.value("purchaseId") }));
                }
            },
        ),
        taken(
            "field above its maximum accepted",
            FULLWHERE_LIST,
            "body field limit: above the maximum",
            |_, request| {
                request.drop_field("limit", |limit| limit.as_f64().is_some_and(|limit| limit > 100.0));
            },
        ),
        taken("bad format of a field accepted", FULLWHERE_LIST, "body field fromSendAt: bad format", |_, request| {
            request.drop_field("fromSendAt", Value::is_string);
        }),
        taken(
            "list with too few items accepted",
            FULLWHERE_LIST,
            "body field purchases: too few items",
            |_, request| {
                request.drop_field("purchases", |items| items.as_array().is_some_and(Vec::is_empty));
            },
        ),
        taken(
            "list with too many items accepted",
            FULLWHERE_LIST,
            "body field customers: too many items",
            |_, request| {
                request.drop_field("customers", |items| items.as_array().is_some_and(|items| items.len() > 100));
            },
        ),
        taken(
            "item of a wrong type accepted",
            FULLWHERE_LIST,
            "body field purchases: an item: wrong type",
            |_, request| {
                request.drop_field("purchases", |items| {
                    items.as_array().is_some_and(|items| !items.iter().all(Value::is_string))
                });
            },
        ),
    ]
}

/// A query parameter as a number.
fn number(request: &Request, name: &str) -> Option<f64> {
    request.query(name)?.parse().ok()
}

fn taken(
    name: &'static str,
    operation: Operation,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Request),
) -> Corruption {
    Corruption::new(name, operation, "negative/accepted", says, Effect::Request(change)).cases(ALL)
}
