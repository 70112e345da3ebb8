//! Statuses that are not declared or do not fit, and failures in another shape.

use http::header::{ALLOW, LOCATION};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::{Answer, remove, set};
use crate::operations::{
    AFFITOR_STATUS, AGENTREF_STATUS, FULLWHERE_GENERATE, FULLWHERE_LIST, FULLWHERE_TRACKER, PARTNERO_PROGRAM,
    WECANTRACK_LIST,
};

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = undeclared();
    corruptions.extend(mixed_up());
    corruptions.extend(failures());
    corruptions
}

fn undeclared() -> Vec<Corruption> {
    let undeclared = |name, operation, says, change| answer(name, operation, "status/undeclared", says, change);
    vec![
        undeclared("200 where 201 is declared", FULLWHERE_LIST, "is 200", |_, answer| {
            on_success(answer, StatusCode::OK);
        }),
        undeclared("202 where 200 is declared", AGENTREF_STATUS, "is 202", |_, answer| {
            on_success(answer, StatusCode::ACCEPTED);
        }),
        undeclared("204 without a body", FULLWHERE_TRACKER, "is 204", |_, answer| {
            if answer.status.is_success() {
                answer.status = StatusCode::NO_CONTENT;
                answer.body.clear();
            }
        }),
        undeclared("redirect", AGENTREF_STATUS, "is 302", |_, answer| {
            on_success(answer, StatusCode::FOUND);
            answer.headers.insert(LOCATION, HeaderValue::from_static("https://login.example/"));
        }),
        undeclared("redirect to itself", WECANTRACK_LIST, "is 301", |scene, answer| {
            on_success(answer, StatusCode::MOVED_PERMANENTLY);
            answer.set_header("location", &scene.request.target);
        }),
        undeclared("304 for a request that was not conditional", AFFITOR_STATUS, "is 304", |_, answer| {
            on_success(answer, StatusCode::NOT_MODIFIED);
            answer.body.clear();
        }),
        undeclared("418", AGENTREF_STATUS, "is 418", |_, answer| on_success(answer, StatusCode::IM_A_TEAPOT)),
        undeclared("500 where it is not declared", FULLWHERE_GENERATE, "is 500", |_, answer| {
            on_success(answer, StatusCode::INTERNAL_SERVER_ERROR);
        }),
        undeclared("503 from a proxy in front", PARTNERO_PROGRAM, "is 503", |_, answer| {
            on_success(answer, StatusCode::SERVICE_UNAVAILABLE);
            answer.set_header("content-type", "text/html");
            answer.body = b"<html><body>Back soon.</body></html>".to_vec();
        }),
        undeclared("invalid request refused with an undeclared status", WECANTRACK_LIST, "is 409", |_, answer| {
            if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
                answer.status = StatusCode::CONFLICT;
            }
        })
        .cases(12),
        undeclared("wrong credential refused with an undeclared status", WECANTRACK_LIST, "is 403", |_, answer| {
            if answer.status == StatusCode::UNAUTHORIZED {
                answer.status = StatusCode::FORBIDDEN;
            }
        }),
        answer("405 without the allowed methods", AFFITOR_STATUS, "method/allow", "header:allow", |_, answer| {
            answer.headers.remove(ALLOW);
        }),
        answer("404 for an unknown method", AFFITOR_STATUS, "operation/undeclared", "404", |_, answer| {
            if answer.status == StatusCode::METHOD_NOT_ALLOWED {
                answer.status = StatusCode::NOT_FOUND;
            }
        }),
    ]
}

fn mixed_up() -> Vec<Corruption> {
    vec![
        answer(
            "body of a success with the status of a failure",
            AGENTREF_STATUS,
            "body/required",
            "error",
            |_, answer| {
                on_success(answer, StatusCode::INTERNAL_SERVER_ERROR);
            },
        ),
        answer(
            "body of a failure with the status of a success",
            AGENTREF_STATUS,
            "body/required",
            "data",
            |_, answer| {
                if answer.status.is_client_error() {
                    answer.status = StatusCode::OK;
                }
            },
        ),
        answer("400 for a valid request", AGENTREF_STATUS, "positive/refused", "is 400", |_, answer| {
            if answer.status.is_success() {
                answer.status = StatusCode::BAD_REQUEST;
                answer.set_json(&agentref_failure("BAD_REQUEST"));
            }
        }),
        answer(
            "operation that never succeeds",
            AGENTREF_STATUS,
            "preference/ignored",
            "asked the sandbox for 200",
            |_, answer| {
                if answer.status.is_success() {
                    answer.status = StatusCode::NOT_FOUND;
                    answer.set_json(&agentref_failure("NOT_FOUND"));
                }
            },
        ),
        answer("500 for a valid request", AGENTREF_STATUS, "positive/failed", "is 500", |_, answer| {
            if answer.status.is_success() {
                answer.status = StatusCode::INTERNAL_SERVER_ERROR;
                answer.set_json(&agentref_failure("INTERNAL_ERROR"));
            }
        }),
        answer("right credential refused", AGENTREF_STATUS, "authentication/refused", "is 401", |_, answer| {
            if answer.status.is_success() {
                answer.status = StatusCode::UNAUTHORIZED;
                answer.set_json(&agentref_failure("UNAUTHORIZED"));
            }
        }),
        answer("500 for an invalid request", AGENTREF_STATUS, "negative/failed", "is 500", |_, answer| {
            if answer.status == StatusCode::BAD_REQUEST {
                answer.status = StatusCode::INTERNAL_SERVER_ERROR;
                answer.set_json(&agentref_failure("INTERNAL_ERROR"));
            }
        })
        .cases(12),
    ]
}

fn failures() -> Vec<Corruption> {
    vec![
        failure(
            "failure in the default format of a framework",
            AGENTREF_STATUS,
            "body/required",
            "error",
            |_, body| {
                *body = json!({ "detail": "Not found." });
            },
        ),
        failure("failure as a list", FULLWHERE_TRACKER, "body/type", "(array)", |_, body| *body = json!([body])),
        failure("failure without its message", FULLWHERE_LIST, "body/required", "message", |_, body| {
            remove(body, "/message");
        }),
        failure(
            "failure without its message, one level down",
            AFFITOR_STATUS,
            "body/required",
            "message",
            |_, body| {
                remove(body, "/error/message");
            },
        ),
        failure(
            "failure in the shape of another failure",
            WECANTRACK_LIST,
            "body/required",
            "is missing, the contract requires it",
            |_, body| {
                if body.get("error").is_some() {
                    *body = json!({ "message": "Unauthenticated." });
                }
            },
        ),
        failure("failure in two shapes at once", WECANTRACK_LIST, "body/unknown-field", "no such field", |_, body| {
            if body.get("error").is_some() {
                body["message"] = json!("Unauthenticated.");
            }
        }),
        failure(
            "failure that repeats another status",
            FULLWHERE_TRACKER,
            "semantic",
            "the failure's body repeats the status",
            |_, body| {
                set(body, "/statusCode", 418);
            },
        ),
        failure(
            "failure that repeats another status, in an envelope",
            AFFITOR_STATUS,
            "semantic",
            "the failure's body repeats the status",
            |_, body| {
                set(body, "/error/status", 599);
            },
        ),
        answer("failure as an HTML page", AGENTREF_STATUS, "content-type", "text/html", |_, answer| {
            if answer.status.is_client_error() {
                answer.set_header("content-type", "text/html");
                answer.body = b"<html><body><h1>404</h1></body></html>".to_vec();
            }
        }),
        answer("failure without a body", AFFITOR_STATUS, "body/not-json", "is empty", |_, answer| {
            if answer.status.is_client_error() {
                answer.body.clear();
            }
        }),
    ]
}

fn on_success(answer: &mut Answer, status: StatusCode) {
    if answer.status.is_success() {
        answer.status = status;
    }
}

fn agentref_failure(code: &str) -> Value {
    json!({ "error": { "code": code, "message": "It did not work out." }, "meta": { "requestId": "req_0123456789abcdef" } })
}

fn answer(
    name: &'static str,
    operation: Operation,
    rule: &'static str,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Answer),
) -> Corruption {
    Corruption::new(name, operation, rule, says, Effect::Answer(change))
}

fn failure(
    name: &'static str,
    operation: Operation,
    rule: &'static str,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Value),
) -> Corruption {
    Corruption::new(name, operation, rule, says, Effect::Failure(change))
}
