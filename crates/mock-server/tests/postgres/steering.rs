//! Clock, faults, overrides, checkpoints, resets and files: what is set at one replica holds at all.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use trackside_mock_server::{Configuration, MockServer};

use crate::client::Request;
use crate::cluster::{Program, configuration, eventually, replica, replicas, transactions};
use crate::database::Database;

/// Waits until a request has this response at an address.
async fn shows(address: SocketAddr, path: &str, check: impl Fn(&Value) -> bool) {
    eventually(path, Duration::from_secs(5), async || check(&Request::get(path).at(address).await.success())).await;
}

async fn control(server: &MockServer, method: &str, path: &str, body: &Value) -> Value {
    Request::send(method, path, body).at(server.address()).await.success()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clock_faults_and_overrides_are_the_same_everywhere_and_for_a_replica_that_starts_later() {
    let database = Database::start();
    let mut servers = replicas(&database, 2).await;
    control(&servers[0], "POST", "/_mock/clock", &json!({ "advance": "3d" })).await;
    let fault = json!({ "faults": [{ "provider": "wecantrack", "error_rate": 1.0, "error_status": 500 }] });
    control(&servers[1], "PUT", "/_mock/faults", &fault).await;
    servers.push(replica(&database.url()).await);
    for server in &servers {
        shows(server.address(), "/_mock/clock", |clock| clock["now"] == "2026-06-11T12:00:00Z").await;
        shows(server.address(), "/_mock/faults", |faults| faults["faults"][0]["error_status"] == 500).await;
    }

    // A clock that ticks shows the same second everywhere, though each machine has a clock of its own.
    control(&servers[2], "POST", "/_mock/clock", &json!({ "now": "2026-07-01T00:00:00Z", "ticking": true })).await;
    for server in &servers {
        shows(server.address(), "/_mock/clock", |clock| {
            clock["ticking"] == true && clock["now"].as_str().expect("a time").starts_with("2026-07-01T00:00:")
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_that_strikes_twice_strikes_twice_in_all() {
    let database = Database::start();
    let servers = replicas(&database, 3).await;
    let fault = json!({ "faults": [
        { "provider": "agentref", "error_rate": 1.0, "error_status": 503, "times": 2 }
    ] });
    control(&servers[0], "PUT", "/_mock/faults", &fault).await;
    for server in &servers {
        shows(server.address(), "/_mock/faults", |faults| faults["faults"][0]["times"] == 2).await;
    }
    let mut struck = 0;
    for round in 0..9 {
        let list = Request::get("/agentref/programs").bearer("ak_live_sandbox");
        struck += usize::from(list.at(servers[round % 3].address()).await.status == 503);
    }
    assert_eq!(struck, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkpoint_made_at_one_replica_is_restored_at_another_and_a_reset_is_for_all() {
    let database = Database::start();
    let servers = replicas(&database, 2).await;
    let program = Program::of(&servers[0]);
    program.customer(servers[0].address(), "user_ada").await;
    Program::sale("user_ada", "txn_1").at(servers[0].address()).await.success();
    control(&servers[0], "POST", "/_mock/checkpoints", &json!({ "name": "one-sale" })).await;
    Program::sale("user_ada", "txn_2").at(servers[1].address()).await.success();
    control(&servers[1], "POST", "/_mock/clock", &json!({ "advance": "1d" })).await;
    let restored = control(&servers[1], "POST", "/_mock/checkpoints/one-sale/restore", &json!({})).await;
    assert_eq!(restored["now"], "2026-06-08T12:00:00Z");
    assert!(restored["removed_records"].as_u64() > Some(0), "{restored}");
    for server in &servers {
        let address = server.address();
        eventually("the checkpoint", Duration::from_secs(5), async || transactions(address).await == ["txn_1"]).await;
        shows(address, "/_mock/clock", |clock| clock["now"] == "2026-06-08T12:00:00Z").await;
    }

    // A replica that starts now has the checkpoint too.
    let late = replica(&database.url()).await;
    Program::sale("user_ada", "txn_3").at(late.address()).await.success();
    control(&late, "POST", "/_mock/checkpoints/one-sale/restore", &json!({})).await;
    assert_eq!(transactions(late.address()).await, ["txn_1"]);

    late.restore("one-sale").expect("the checkpoint exists");
    Request::send("DELETE", "/_mock/checkpoints/one-sale", &json!({})).at(late.address()).await;
    let before: i64 = database.sql("SELECT count(*) FROM trackside_log").parse().expect("a number");
    control(&servers[0], "POST", "/_mock/reset", &json!({})).await;
    for server in [&servers[0], &servers[1], &late] {
        let address = server.address();
        eventually("the reset", Duration::from_secs(5), async || transactions(address).await.is_empty()).await;
    }
    let after: i64 = database.sql("SELECT count(*) FROM trackside_log").parse().expect("a number");
    assert!(after < before && after <= 3, "what nobody needs is deleted: {before} rows, then {after}");
    // The numbers of rows go on, so nobody takes a new row for an old one.
    program.customer(late.address(), "user_bob").await;
    Program::sale("user_bob", "txn_4").at(servers[1].address()).await.success();
    assert_eq!(transactions(servers[1].address()).await, ["txn_4"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_is_never_dated_before_another_that_it_follows() {
    let database = Database::start();
    let ticking = |url: &str| Configuration { now: None, ..configuration(url) };
    let first = MockServer::start(ticking(&database.url())).await.expect("it starts");
    let second = MockServer::start(ticking(&database.url())).await.expect("it starts");
    let program = Program::of(&first);
    program.customer(first.address(), "user_ada").await;
    for round in 0..40 {
        let server = if round % 2 == 0 { &first } else { &second };
        Program::sale("user_ada", &format!("txn_{round}")).at(server.address()).await.success();
        tokio::time::sleep(Duration::from_millis(37)).await;
    }
    let found = transactions(first.address()).await;
    assert_eq!(found.len(), 40, "a write of an earlier second would have taken the place of later ones");
}
