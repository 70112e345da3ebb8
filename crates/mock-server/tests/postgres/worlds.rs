//! Named worlds: each has its own part of the log, at every replica.

use std::time::Duration;

use serde_json::json;

use crate::client::Request;
use crate::cluster::{Program, eventually, replica, replicas, transactions};
use crate::database::Database;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn named_worlds_are_the_same_everywhere_and_apart_from_each_other() {
    let database = Database::start();
    let servers = replicas(&database, 2).await;
    let program = Program::of(&servers[0]);
    let (first, second) = (servers[0].address(), servers[1].address());
    program.customer(first, "user_ada").await;
    let click = json!({ "affiliate_url": program.link, "additional_data": { "program_id": program.number } });
    let in_world = |request: Request| request.header("x-mock-world", "worker-1");
    let clicked = in_world(Request::post("/affitor/api/v1/track/click", &click)).at(first).await.success();
    let lead = json!({ "click_id": clicked["click_id"], "customer_key": "user_bob" });
    in_world(Request::post("/affitor/api/v1/track/lead", &lead)).bearer("aff_sandbox").at(second).await.success();
    in_world(Program::sale("user_bob", "txn_1")).at(first).await.success();
    in_world(Request::post("/_mock/clock", &json!({ "advance": "1d" }))).at(second).await.success();

    let custom = json!({ "name": "small", "seed": 7, "orders": 100 });
    Request::post("/_mock/worlds", &custom).at(second).await.success();
    let late = replica(&database.url()).await;
    for address in [first, second, late.address()] {
        eventually("the worlds are known", Duration::from_secs(5), async || {
            let worlds = Request::get("/_mock/worlds").at(address).await.success();
            let worlds = worlds["worlds"].as_array().expect("worlds");
            worlds.len() == 2 && worlds[0]["seed"] == 7 && worlds[1]["now"] == "2026-06-09T12:00:00Z"
        })
        .await;
        let events = in_world(Request::get("/_mock/events?limit=20")).at(address).await.success();
        let events = events["events"].as_array().expect("events");
        assert!(events.iter().any(|event| event["transaction_id"] == "txn_1"), "{events:?}");
        assert!(transactions(address).await.is_empty(), "the usual world has no sale");
        let clock = Request::get("/_mock/clock").at(address).await.success();
        assert_eq!(clock["now"], "2026-06-08T12:00:00Z");
    }

    // The customer of the usual world is not known there, whichever replica is asked.
    let refused = in_world(Program::sale("user_ada", "txn_2")).at(late.address()).await;
    assert_eq!(refused.status, 400, "{}", refused.body);

    Request::send("DELETE", "/_mock/worlds/worker-1", &json!({})).at(first).await;
    for address in [first, second, late.address()] {
        eventually("the world is gone", Duration::from_secs(5), async || {
            let worlds = Request::get("/_mock/worlds").at(address).await.success();
            worlds["worlds"].as_array().expect("worlds").len() == 1
        })
        .await;
    }
}
