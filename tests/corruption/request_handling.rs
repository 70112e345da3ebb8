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

#[expect(clippy::too_many_lines, reason = "a table with an entry per kind")]
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
        half("missing secret accepted", "authentication/not-enforced", "has no apiSecret beside", |scene, request| {
            if request.header("x-api-secret").is_empty() && !request.header("x-api-key").is_empty() {
                authenticate(scene, request);
            }
        }),
        half("missing key accepted", "authentication/not-enforced", "has no apiKey beside", |scene, request| {
            if request.header("x-api-key").is_empty() && !request.header("x-api-secret").is_empty() {
                authenticate(scene, request);
            }
        }),
        half("wrong secret accepted", "authentication/wrong-accepted", "the apiSecret of", |scene, request| {
            if is_wrong(request, "x-api-secret") && !is_wrong(request, "x-api-key") {
                authenticate(scene, request);
            }
        }),
        half(
            "wrong key with the right secret accepted",
            "authentication/wrong-accepted",
            "the apiKey of",
            |scene, request| {
                if is_wrong(request, "x-api-key") && !is_wrong(request, "x-api-secret") {
                    authenticate(scene, request);
                }
            },
        ),
        handling(
            "wrong key in the query accepted",
            WECANTRACK_LIST,
            "authentication/wrong-accepted",
            "is made up",
            |scene, request| {
                if request.query("api_key").is_some_and(|key| key.starts_with("wrong")) {
                    request.drop_query("api_key");
                    authenticate(scene, request);
                }
            },
        )
        .cases(12),
        handling(
            "wrong credential accepted",
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
            "wrong key accepted",
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
            "declared way to send the key refused",
            WECANTRACK_LIST,
            "authentication/refused",
            "credentials by apiKeyQuery",
            |_, request| {
                request.drop_query("api_key");
            },
        )
        .cases(12),
        handling("unknown method accepted", PARTNERO_PROGRAM, "method/accepted", "UNKNOWN", |_, request| {
            if request.method.as_str() == "UNKNOWN" {
                request.method = Method::GET;
            }
        }),
        handling(
            "requested status ignored",
            AGENTREF_STATUS,
            "preference/ignored",
            "asked for status",
            |_, request| {
                request.headers.remove("prefer");
            },
        ),
    ]
}

/// A server that looks at half of a credential. It takes more cases to try each half.
fn half(
    name: &'static str,
    rule: &'static str,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Request),
) -> Corruption {
    handling(name, FULLWHERE_LIST, rule, says, change).cases(12)
}

fn is_wrong(request: &Request, header: &str) -> bool {
    request.header(header).starts_with("wrong")
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
        ignored("start of a range ignored", FULLWHERE_LIST, "sendAt lies before the range", |_, request| {
            request.drop_field("fromSendAt", Value::is_string);
        }),
        ignored("end of a range ignored", FULLWHERE_LIST, "sendAt lies after the range", |_, request| {
            request.drop_field("toSendAt", Value::is_string);
        }),
        ignored(
            "range wider than requested",
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
