//! Servers that take what they should refuse, or do not do what they are asked.

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method};
use serde_json::json;

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::{Request, remove};
use crate::operations::{
    AFFITOR_STATUS, AGENTREF_STATUS, FULLWHERE_GENERATE, FULLWHERE_LIST, FULLWHERE_TRACKER, PARTNERO_PROGRAM,
    WECANTRACK_LIST,
};

/// How many cases it takes until each parameter and field has been broken in every way.
const ALL: usize = 120;

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = strangers();
    corruptions.extend(parameters());
    corruptions.extend(bodies());
    corruptions.extend(filters());
    corruptions
}

fn strangers() -> Vec<Corruption> {
    vec![
        handling(
            "no credential needed",
            AGENTREF_STATUS,
            "authentication/not-enforced",
            "no credential",
            |scene, request| {
                if request.headers.get(AUTHORIZATION).is_none() {
                    authenticate(scene, request, "agentref");
                }
            },
        ),
        handling(
            "no key and no secret needed",
            FULLWHERE_LIST,
            "authentication/not-enforced",
            "no credential",
            |scene, request| {
                if request.header("x-api-key").is_empty() {
                    authenticate(scene, request, "fullwhere");
                }
            },
        ),
        handling(
            "wrong credential taken",
            AFFITOR_STATUS,
            "authentication/wrong-accepted",
            "wrong credential",
            |scene, request| {
                if request.header("authorization").starts_with("wrong") {
                    authenticate(scene, request, "affitor");
                }
            },
        ),
        handling(
            "wrong key taken",
            WECANTRACK_LIST,
            "authentication/wrong-accepted",
            "wrong credential",
            |scene, request| {
                if request.header("x-api-key").starts_with("wrong") {
                    authenticate(scene, request, "wecantrack");
                }
            },
        ),
        handling(
            "declared way to give a key not taken",
            WECANTRACK_LIST,
            "authentication/refused",
            "credentials by apiKeyQuery",
            |_, request| {
                request.drop_query("api_key");
            },
        ),
        handling("unknown method taken", PARTNERO_PROGRAM, "method/accepted", "UNKNOWN", |_, request| {
            if request.method.as_str() == "UNKNOWN" {
                request.method = Method::GET;
            }
        }),
        handling(
            "wish for a status not heard",
            AGENTREF_STATUS,
            "preference/ignored",
            "asked for status",
            |_, request| {
                request.headers.remove("prefer");
            },
        ),
    ]
}

fn parameters() -> Vec<Corruption> {
    let taken = |name, operation, says, change| handling(name, operation, "negative/accepted", says, change).cases(ALL);
    vec![
        taken("missing parameter taken", WECANTRACK_LIST, "query parameter date_type: missing", |_, request| {
            if request.query("date_type").is_none() {
                request.set_query("date_type", "order_date");
            }
        }),
        taken("missing id taken", FULLWHERE_TRACKER, "query parameter id: missing", |scene, request| {
            if request.query("id").is_none() {
                request.set_query("id", scene.known.value("id"));
            }
        }),
        taken(
            "unknown value of a parameter taken",
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
        taken("unknown value in a list taken", WECANTRACK_LIST, "query parameter status[]: an item", |_, request| {
            let known = ["pending", "approved", "declined"];
            if request.query("status[]").is_some_and(|value| !known.contains(&value.as_str())) {
                request.drop_query("status[]");
            }
        }),
        taken(
            "parameter against its pattern taken",
            WECANTRACK_LIST,
            "query parameter start_date: does not match",
            |scene, request| {
                if request.query("start_date").is_some_and(|value| value.starts_with("not-")) {
                    request.set_query("start_date", scene.known.value("start_date"));
                }
            },
        ),
        taken(
            "parameter above its bounds taken",
            WECANTRACK_LIST,
            "query parameter limit: above the maximum",
            |_, request| {
                if number(request, "limit").is_some_and(|limit| limit > 1000.0) {
                    request.set_query("limit", "1000");
                }
            },
        ),
        taken(
            "parameter below its bounds taken",
            WECANTRACK_LIST,
            "query parameter page: below the minimum",
            |_, request| {
                if number(request, "page").is_some_and(|page| page < 1.0) {
                    request.set_query("page", "1");
                }
            },
        ),
        taken("text taken for a number", WECANTRACK_LIST, "query parameter limit: wrong type", |_, request| {
            if request.query("limit").is_some() && number(request, "limit").is_none() {
                request.drop_query("limit");
            }
        }),
        taken(
            "fraction taken for a whole number",
            WECANTRACK_LIST,
            "network_account_id: wrong type: a fraction",
            |_, request| {
                if number(request, "network_account_id").is_some_and(|id| id.fract() != 0.0) {
                    request.drop_query("network_account_id");
                }
            },
        ),
        taken("bad format in a path taken", AGENTREF_STATUS, "path parameter id: bad format", |scene, request| {
            if request.segment(2).len() != 36 {
                request.set_segment(2, scene.known.value("id"));
            }
        }),
        taken(
            "digits with letters behind them taken",
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
            "path parameter above its bounds taken",
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

fn bodies() -> Vec<Corruption> {
    let taken = |name, operation, says, change| handling(name, operation, "negative/accepted", says, change).cases(ALL);
    vec![
        taken("missing body taken", FULLWHERE_LIST, "body: missing", |_, request| {
            if request.body.is_empty() && request.method == Method::POST {
                request.set_json(&json!({}));
                request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            }
        }),
        taken("wrong content type taken", FULLWHERE_LIST, "body: wrong content type", |_, request| {
            if request.header("content-type") == "text/plain" {
                request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            }
        }),
        taken("list taken for an object", FULLWHERE_LIST, "body: wrong type: a list", |_, request| {
            if request.json().is_array() {
                request.set_json(&json!({}));
            }
        }),
        taken("missing field taken", FULLWHERE_GENERATE, "body field purchaseId: missing", |scene, request| {
            if request.json().as_object().is_some_and(|body| !body.contains_key("purchaseId")) {
                request.set_json(&json!({ "purchaseId": scene.known.value("purchaseId") }));
            }
        }),
        taken("null taken for a text", FULLWHERE_GENERATE, "body field purchaseId: null", |scene, request| {
            if request
                .json()
                .as_object()
                .is_some_and(|body| body.get("purchaseId").is_some_and(serde_json::Value::is_null))
            {
                request.set_json(&json!({ "purchaseId": scene.known.value("purchaseId") }));
            }
        }),
        taken(
            "text that is too long taken",
            FULLWHERE_GENERATE,
            "body field purchaseId: too long",
            |scene, request| {
                if request.json()["purchaseId"].as_str().is_some_and(|id| id.chars().count() > 200) {
                    request.set_json(&json!({ "purchaseId": scene.known.value("purchaseId") }));
                }
            },
        ),
        taken(
            "text that is too short taken",
            FULLWHERE_GENERATE,
            "body field purchaseId: too short",
            |scene, request| {
                if request.json()["purchaseId"] == "" {
                    request.set_json(&json!({ "purchaseId": scene.known.value("purchaseId") }));
                }
            },
        ),
        taken(
            "number taken for a text",
            FULLWHERE_GENERATE,
            "body field purchaseId: wrong type: a number",
            |scene, request| {
                if request.json()["purchaseId"].is_number() {
                    request.set_json(&json!({ "purchaseId": scene.known.value("purchaseId") }));
                }
            },
        ),
        taken("field above its bounds taken", FULLWHERE_LIST, "body field limit: above the maximum", |_, request| {
            without(request, "limit", |limit| limit.as_f64().is_some_and(|limit| limit > 100.0));
        }),
        taken("bad format of a field taken", FULLWHERE_LIST, "body field fromSendAt: bad format", |_, request| {
            without(request, "fromSendAt", serde_json::Value::is_string);
        }),
        taken("list with too few items taken", FULLWHERE_LIST, "body field purchases: too few items", |_, request| {
            without(request, "purchases", |items| items.as_array().is_some_and(Vec::is_empty));
        }),
        taken(
            "list with too many items taken",
            FULLWHERE_LIST,
            "body field customers: too many items",
            |_, request| {
                without(request, "customers", |items| items.as_array().is_some_and(|items| items.len() > 100));
            },
        ),
        taken(
            "item of a wrong type taken",
            FULLWHERE_LIST,
            "body field purchases: an item: wrong type",
            |_, request| {
                without(request, "purchases", |items| {
                    items.as_array().is_some_and(|items| !items.iter().all(serde_json::Value::is_string))
                });
            },
        ),
    ]
}

fn filters() -> Vec<Corruption> {
    let ignored = |name, operation, says, change| handling(name, operation, "semantic", says, change).cases(ALL);
    vec![
        ignored("filter ignored", WECANTRACK_LIST, "every transaction has one of the statuses", |_, request| {
            request.drop_query("status[]");
        }),
        ignored(
            "filter by a number ignored",
            WECANTRACK_LIST,
            "every transaction belongs to the account",
            |_, request| {
                request.drop_query("network_account_id");
            },
        ),
        ignored("filter in a body ignored", FULLWHERE_LIST, "belongs to one of the purchases", |_, request| {
            without(request, "purchases", |items| {
                items.as_array().is_some_and(|items| (1..=100).contains(&items.len()))
            });
        }),
        ignored("second filter in a body ignored", FULLWHERE_LIST, "belongs to one of the customers", |_, request| {
            without(request, "customers", |items| {
                items.as_array().is_some_and(|items| (1..=100).contains(&items.len()))
            });
        }),
        ignored("beginning of a range ignored", FULLWHERE_LIST, "sendAt lies before the range", |_, request| {
            without(request, "fromSendAt", serde_json::Value::is_string);
        }),
        ignored("end of a range ignored", FULLWHERE_LIST, "sendAt lies after the range", |_, request| {
            without(request, "toSendAt", serde_json::Value::is_string);
        }),
        ignored(
            "range wider than asked for",
            WECANTRACK_LIST,
            "the date asked for lies in the range",
            |scene, request| {
                if request.query("start_date").is_some_and(|start| start.starts_with("2026-05")) {
                    request.set_query("start_date", scene.known.value("start_date"));
                }
            },
        ),
    ]
}

/// Gives a request a credential that works.
fn authenticate(scene: &Scene<'_>, request: &mut Request, provider: &str) {
    for (name, value) in scene.known.headers(provider) {
        let value = HeaderValue::try_from(value).expect("the sandbox's credentials can stand in a header");
        request.headers.insert(HeaderName::from_static(name), value);
    }
}

/// A query parameter as a number.
fn number(request: &Request, name: &str) -> Option<f64> {
    request.query(name)?.parse().ok()
}

/// Takes a field out of the body of a request when its value is such a one.
fn without(request: &mut Request, field: &str, is_such: impl FnOnce(&serde_json::Value) -> bool) {
    let mut body = request.json();
    if body.get(field).is_some_and(is_such) {
        remove(&mut body, &format!("/{field}"));
        request.set_json(&body);
    }
}

fn handling(
    name: &'static str,
    operation: Operation,
    rule: &'static str,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Request),
) -> Corruption {
    Corruption::new(name, operation, rule, says, Effect::Request(change))
}
