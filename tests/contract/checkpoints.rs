//! Checkpoints: a state of the sandbox to go back to, as often as a test suite likes.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_mock_server::{Configuration, ServerError};

use crate::harness::{Sandbox, WHOLE_TIME, body_without_id, configuration};

/// What the providers show of orders, partners and programs, byte for byte except for the ids of requests.
async fn picture(sandbox: &Sandbox) -> Vec<String> {
    let mut bodies = Vec::new();
    for call in [
        sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}")),
        sandbox.get("partnero", "/v1/program"),
        sandbox.get("agentref", "/conversions"),
        sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 100 })),
    ] {
        // Links name the port, which is another one after a restart.
        let address = sandbox.server.address().to_string();
        bodies.push(body_without_id(&sandbox.send(&call).await).replace(&address, ""));
    }
    bodies
}

/// How many orders wecantrack has.
async fn orders(sandbox: &Sandbox) -> u64 {
    let page = sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1"));
    sandbox.success(&page).await["total"].as_u64().expect("a number")
}

async fn create(sandbox: &Sandbox, name: &str) -> Value {
    sandbox.success(&sandbox.control(Method::POST, "/checkpoints", &json!({ "name": name }))).await
}

async fn restore(sandbox: &Sandbox, name: &str) -> Value {
    sandbox.success(&sandbox.control(Method::POST, format!("/checkpoints/{name}/restore"), &json!({}))).await
}

async fn cause(sandbox: &Sandbox, event: &str) -> Value {
    sandbox.success(&sandbox.control(Method::POST, "/events", &json!({ "event": event }))).await
}

async fn undo(sandbox: &Sandbox, id: &Value) {
    sandbox.success(&sandbox.control(Method::POST, "/events/undo", &json!({ "ids": [id] }))).await;
}

async fn ids(sandbox: &Sandbox) -> Vec<u64> {
    let listed = sandbox.success(&sandbox.control(Method::GET, "/events", &Value::Null)).await;
    listed["events"].as_array().expect("a list").iter().map(|event| event["id"].as_u64().expect("a number")).collect()
}

#[tokio::test]
async fn a_restored_state_gives_the_same_bytes_whatever_came_after_it() {
    let sandbox = Sandbox::start_small().await;
    let sale = cause(&sandbox, "sale").await;
    let first = sale["events"][0]["id"].clone();
    create(&sandbox, "sold").await;
    let (sold, sold_ids) = (picture(&sandbox).await, ids(&sandbox).await);
    undo(&sandbox, &first).await;
    create(&sandbox, "undone").await;
    let (undone, undone_ids) = (picture(&sandbox).await, ids(&sandbox).await);
    assert!(sold != undone && undone_ids.is_empty(), "{undone_ids:?}");

    // Later writes, also at another time of the clock.
    cause(&sandbox, "sale").await;
    sandbox.set_clock(&json!({ "advance": "3d" })).await;
    cause(&sandbox, "refund").await;
    for _ in 0..2 {
        let restored = restore(&sandbox, "sold").await;
        assert_eq!(restored["now"], "2026-06-08T12:00:00Z");
        assert_eq!(ids(&sandbox).await, sold_ids);
        assert!(picture(&sandbox).await == sold, "with the sale");
        let later = cause(&sandbox, "sale").await;
        let id = later["events"][0]["id"].as_u64().expect("a number");
        assert!(sold_ids.iter().all(|known| *known < id), "no number comes again");
        restore(&sandbox, "undone").await;
        assert_eq!(ids(&sandbox).await, undone_ids);
        assert!(picture(&sandbox).await == undone, "without it");
    }
}

#[tokio::test]
async fn the_counts_say_what_a_return_changes() {
    let sandbox = Sandbox::start_small().await;
    let click = cause(&sandbox, "test_click").await["events"][0]["id"].clone();
    assert_eq!(create(&sandbox, "one").await, json!({ "name": "one", "now": "2026-06-08T12:00:00Z", "records": 1 }));
    undo(&sandbox, &click).await;
    for _ in 0..3 {
        cause(&sandbox, "test_click").await;
    }
    let restored = restore(&sandbox, "one").await;
    assert_eq!((&restored["removed_records"], &restored["returned_records"]), (&json!(3), &json!(1)));
    let restored = restore(&sandbox, "one").await;
    assert_eq!((&restored["removed_records"], &restored["returned_records"]), (&json!(0), &json!(0)));
    assert_eq!(ids(&sandbox).await, [click.as_u64().expect("a number")]);
}

#[tokio::test]
async fn clock_faults_overrides_and_readings_come_back() {
    let sandbox = Sandbox::start_small().await;
    let operations = sandbox.operations().await;
    let rows = |operation: &&Value| operation["template"] == "/api/v3/transactions" && operation["method"] == "GET";
    let rows = &operations.iter().find(rows).expect("wecantrack's transactions")["id"];
    let scenario = json!({
        "name": "slow", "now": "2026-06-09T12:00:00Z",
        "faults": [{ "provider": "affitor", "rate_limited": true }],
        "overrides": [{ "provider": "wecantrack", "operation": rows, "patch": { "data": [] }, "force": true }],
        "readings": { "wecantrack": ["invalid-is-400"] },
    });
    let played = sandbox.success(&sandbox.control(Method::PUT, "/scenario", &scenario)).await;
    create(&sandbox, "slow").await;
    sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    let read = sandbox.control(Method::GET, "/scenario", &Value::Null);
    assert_ne!(sandbox.success(&read).await, played, "a reset goes back to the start");
    restore(&sandbox, "slow").await;
    assert_eq!(sandbox.success(&read).await, played, "a reset leaves checkpoints alone");
    let clock = sandbox.success(&sandbox.control(Method::GET, "/clock", &Value::Null)).await;
    assert_eq!((&clock["now"], &clock["ticking"]), (&json!("2026-06-09T12:00:00Z"), &json!(false)));
}

#[tokio::test]
async fn a_clock_that_ran_goes_on_from_the_time_of_the_checkpoint() {
    let sandbox = Sandbox::start_small().await;
    sandbox.set_clock(&json!({ "now": "2026-06-10T08:00:00Z", "ticking": true })).await;
    create(&sandbox, "morning").await;
    sandbox.set_clock(&json!({ "advance": "30d" })).await;
    restore(&sandbox, "morning").await;
    let clock = sandbox.success(&sandbox.control(Method::GET, "/clock", &Value::Null)).await;
    let now = clock["now"].as_str().expect("a time");
    assert!(now.starts_with("2026-06-10T08:"), "{clock}");
    assert_eq!(clock["ticking"], true);
}

#[tokio::test]
async fn repeated_idempotency_keys_are_those_of_the_restored_state() {
    let sandbox = Sandbox::start_small().await;
    let create_program = |key: &'static str, name: &str| {
        let body = json!({
            "name": name, "commissionType": "one_time", "commissionPercent": 12.5, "website": "https://heron.example",
        });
        sandbox.post("agentref", "/programs", &body).header("idempotency-key", key)
    };
    let first = sandbox.answer(&create_program("k-1", "First")).await;
    create(&sandbox, "first").await;
    let second = sandbox.answer(&create_program("k-2", "Second")).await;
    assert_eq!((first.0, second.0), (StatusCode::CREATED, StatusCode::CREATED));
    restore(&sandbox, "first").await;
    let id = |answer: &(StatusCode, Value)| answer.1["data"]["id"].clone();
    let repeated = sandbox.answer(&create_program("k-1", "First")).await;
    assert_eq!(id(&repeated), id(&first), "the answer of the first key is still kept");
    let other = sandbox.answer(&create_program("k-2", "Another")).await;
    assert_eq!(other.0, StatusCode::CREATED, "the second key was never used: {}", other.1);
}

#[tokio::test]
async fn there_are_64_and_one_with_a_known_name_is_replaced() {
    let sandbox = Sandbox::start_small().await;
    for number in 0..64 {
        create(&sandbox, &format!("c-{number:02}")).await;
    }
    let more = sandbox.control(Method::POST, "/checkpoints", &json!({ "name": "more" }));
    let (status, refused) = sandbox.answer(&more).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused["message"].as_str().expect("a text").contains("64 checkpoints"), "{refused}");
    cause(&sandbox, "test_click").await;
    assert_eq!(create(&sandbox, "c-07").await["records"], 1);
    sandbox.success(&sandbox.control(Method::DELETE, "/checkpoints/c-08", &Value::Null)).await;
    sandbox.success(&more).await;
    let listed = sandbox.success(&sandbox.control(Method::GET, "/checkpoints", &Value::Null)).await;
    let listed: Vec<_> = listed["checkpoints"].as_array().expect("a list").iter().map(|one| &one["name"]).collect();
    assert!(listed.len() == 64 && !listed.contains(&&json!("c-08")) && listed.contains(&&json!("more")), "{listed:?}");
}

#[tokio::test]
async fn a_state_file_has_what_was_restored() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("state.db");
    let start = || Sandbox::start_with(Configuration { orders: 500, state: Some(file.clone()), ..configuration() });
    let sandbox = start().await;
    let kept = cause(&sandbox, "test_click").await["events"][0]["id"].clone();
    let undone = cause(&sandbox, "test_click").await["events"][0]["id"].clone();
    create(&sandbox, "two").await;
    undo(&sandbox, &undone).await;
    cause(&sandbox, "test_click").await;
    restore(&sandbox, "two").await;
    let later = cause(&sandbox, "test_click").await["events"][0]["id"].clone();
    let expected: Vec<u64> = [later, undone, kept].iter().map(|id| id.as_u64().expect("a number")).collect();
    assert_eq!(ids(&sandbox).await, expected);
    let before = picture(&sandbox).await;
    sandbox.server.stop().await.expect("it stops");
    let sandbox = start().await;
    assert_eq!(ids(&sandbox).await, expected);
    assert!(picture(&sandbox).await == before, "the providers show the same");
    let list = sandbox.success(&sandbox.control(Method::GET, "/checkpoints", &Value::Null)).await;
    assert_eq!(list["checkpoints"], json!([]), "checkpoints end with the process");
}

#[tokio::test]
async fn what_is_written_meanwhile_is_there_or_gone_but_never_half() {
    let sandbox = std::sync::Arc::new(Sandbox::start_small().await);
    create(&sandbox, "empty").await;
    let before = orders(&sandbox).await;
    let writer = |sandbox: std::sync::Arc<Sandbox>| async move {
        for _ in 0..30 {
            cause(&sandbox, "sale").await;
        }
    };
    let writers: tokio::task::JoinSet<()> = (0..4).map(|_| writer(std::sync::Arc::clone(&sandbox))).collect();
    for _ in 0..10 {
        restore(&sandbox, "empty").await;
    }
    writers.join_all().await;
    let sales = sandbox.success(&sandbox.control(Method::GET, "/events?event=sale", &Value::Null)).await;
    let sales = sales["total"].as_u64().expect("a number");
    assert_eq!(orders(&sandbox).await, before + sales, "a provider shows what the ledger lists");
    restore(&sandbox, "empty").await;
    assert_eq!((orders(&sandbox).await, ids(&sandbox).await), (before, Vec::new()));
}

#[tokio::test]
async fn the_library_keeps_and_restores() {
    let sandbox = Sandbox::start_small().await;
    sandbox.server.checkpoint("start").expect("there is room");
    cause(&sandbox, "test_click").await;
    assert_eq!(ids(&sandbox).await.len(), 1);
    sandbox.server.restore("start").expect("it is there");
    assert_eq!(ids(&sandbox).await, Vec::<u64>::new());
    let unknown = sandbox.server.restore("finish").expect_err("there is none");
    assert!(matches!(&unknown, ServerError::UnknownCheckpoint(name) if name == "finish"), "{unknown}");
}
