//! Servers that do not look at who asks, or do not do what they are asked.

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue, Method};
use serde_json::Value;

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::Request;
use crate::operations::{AFFITOR_STATUS, AGENTREF_STATUS, FULLWHERE_LIST, PARTNERO_PROGRAM, WECANTRACK_LIST};

/// How many cases it takes until each parameter and field has been tried in every way.
const ALL: usize = 120;

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = strangers();
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
                    authenticate(scene, request);
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
                    authenticate(scene, request);
                }
            },
        ),
        handling(
            "wrong credential taken",
            AFFITOR_STATUS,
            "authentication/wrong-accepted",
            "wrong credential",
            |scene, request| {
                if request.header("authorization").starts_with("Bearer wrong") {
                    authenticate(scene, request);
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
                    authenticate(scene, request);
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
        )
        .cases(12),
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
            request.drop_field("purchases", |items| {
                items.as_array().is_some_and(|items| (1..=100).contains(&items.len()))
            });
        }),
        ignored("second filter in a body ignored", FULLWHERE_LIST, "belongs to one of the customers", |_, request| {
            request.drop_field("customers", |items| {
                items.as_array().is_some_and(|items| (1..=100).contains(&items.len()))
            });
        }),
        ignored("beginning of a range ignored", FULLWHERE_LIST, "sendAt lies before the range", |_, request| {
            request.drop_field("fromSendAt", Value::is_string);
        }),
        ignored("end of a range ignored", FULLWHERE_LIST, "sendAt lies after the range", |_, request| {
            request.drop_field("toSendAt", Value::is_string);
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
fn authenticate(scene: &Scene<'_>, request: &mut Request) {
    for (name, value) in &scene.known.headers {
        let value = HeaderValue::try_from(value).expect("the sandbox's credentials can stand in a header");
        request.headers.insert(HeaderName::try_from(name).expect("the sandbox lists names of headers"), value);
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
