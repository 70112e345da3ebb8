//! Records that are not the same from one answer to the next.

use http::StatusCode;
use serde_json::{Value, json};

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::{Answer, set};
use crate::operations::{
    AFFITOR_STATUS, AGENTREF_STATUS, FULLWHERE_GENERATE, FULLWHERE_LIST, FULLWHERE_TRACKER, PARTNERO_PROGRAM,
    WECANTRACK_LIST,
};

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = repeated();
    corruptions.extend(linked());
    corruptions
}

fn repeated() -> Vec<Corruption> {
    vec![
        record("same request, another figure", AGENTREF_STATUS, "repeat/changed", "repeated", |scene, body| {
            set(body, "/data/status/cookieDuration", scene.number);
        }),
        record("same request, another order", WECANTRACK_LIST, "repeat/changed", "repeated", |scene, body| {
            if scene.number % 2 == 1
                && let Some(rows) = body["data"].as_array_mut()
            {
                rows.reverse();
            }
        }),
        record("same request, another time", AFFITOR_STATUS, "repeat/changed", "repeated", |scene, body| {
            set(body, "/data/lastUpdated", format!("2026-06-08T12:00:{:02}.000Z", scene.number % 60));
        }),
        answer(
            "same request, another status",
            PARTNERO_PROGRAM,
            "repeat/changed",
            "is 404, but was 200",
            |scene, answer| {
                if scene.number == 1 {
                    answer.status = StatusCode::NOT_FOUND;
                    answer.set_json(&json!({ "message": "Not found." }));
                }
            },
        ),
        answer("404 for every third request", PARTNERO_PROGRAM, "repeat/changed", "is 404", |scene, answer| {
            if scene.number % 3 == 2 {
                answer.status = StatusCode::NOT_FOUND;
                answer.set_json(&json!({ "message": "Not found." }));
            }
        }),
        record(
            "third creation that creates another record",
            FULLWHERE_GENERATE,
            "idempotence/changed",
            "once more",
            |scene, body| {
                if scene.number >= 2 {
                    set(body, "/0/id", made_up(scene.number));
                }
            },
        ),
        record("id that changes between calls", FULLWHERE_LIST, "repeat/changed", "repeated", |scene, body| {
            set(body, "/data/0/id", made_up(scene.number));
        }),
        record(
            "repeated request that creates a second record",
            FULLWHERE_GENERATE,
            "idempotence/changed",
            "repeated",
            |scene, body| {
                set(body, "/0/id", made_up(scene.number));
            },
        ),
        answer(
            "repeated request that is refused",
            FULLWHERE_GENERATE,
            "idempotence/changed",
            "is 400, but was 201",
            |scene, answer| {
                if scene.number > 0 && answer.status.is_success() {
                    answer.status = StatusCode::BAD_REQUEST;
                    answer.set_json(&json!({ "statusCode": 400, "message": "The trackers are there already." }));
                }
            },
        ),
    ]
}

fn linked() -> Vec<Corruption> {
    vec![
        record(
            "created record that is not found",
            FULLWHERE_GENERATE,
            "created/not-found",
            "generateSurveyTrackers returned",
            |_, body| {
                set(body, "/0/id", made_up(0));
            },
        )
        .found_at(FULLWHERE_TRACKER),
        record(
            "listed id that is unknown elsewhere",
            FULLWHERE_LIST,
            "link/refused",
            "listSurveyTrackers returned",
            |_, body| {
                set(body, "/data/0/id", made_up(0));
            },
        )
        .found_at(FULLWHERE_TRACKER),
        answer("listed record that cannot be requested", FULLWHERE_TRACKER, "link/refused", "is 404", |_, answer| {
            if answer.status.is_success() {
                answer.status = StatusCode::NOT_FOUND;
                answer.set_json(&json!({ "statusCode": 404, "message": "Survey tracker not found" }));
            }
        })
        .seen_from(FULLWHERE_LIST),
        record("record that differs from the listing", FULLWHERE_TRACKER, "link/mismatch", "/surveyName", |_, body| {
            set(body, "/surveyName", "Something else");
        })
        .seen_from(FULLWHERE_LIST),
        record("listing that differs from the record", FULLWHERE_LIST, "link/mismatch", "/customerId", |_, body| {
            set(body, "/data/0/customerId", "3c90c3cc-0d44-4b50-8888-8dd25736052a");
        })
        .found_at(FULLWHERE_TRACKER),
    ]
}

/// An id that the sandbox does not know.
fn made_up(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

fn record(
    name: &'static str,
    operation: Operation,
    rule: &'static str,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Value),
) -> Corruption {
    Corruption::new(name, operation, rule, says, Effect::Success(change))
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
