//! What one replica accepts, all of them have: in the same order, once, and soon.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Request;
use crate::cluster::{Program, eventually, replicas, transactions};
use crate::database::Database;
use crate::proxy::Proxy;

/// How many clients send requests at the same time.
const CLIENTS: usize = 32;

/// How many requests there are. The nightly run asks for all.
fn requests() -> usize {
    if std::env::var_os("TRACKSIDE_ALL_REQUESTS").is_some() { 10_000 } else { 2_000 }
}

/// What a client was told: by idempotency key, the body; by transaction, the body.
type Told = Vec<(String, Value)>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_replicas_behind_a_load_balancer_end_with_the_same_ledger_and_nothing_twice() {
    let database = Database::start();
    let servers = replicas(&database, 3).await;
    let addresses: Vec<SocketAddr> = servers.iter().map(trackside_mock_server::MockServer::address).collect();
    let balancer = Proxy::before(addresses.clone()).await;
    let program = Program::of(&servers[0]);
    program.customer(balancer.address, "user_shared").await;
    let rounds = requests() / CLIENTS / 4;
    let clients = (0..CLIENTS).map(|client| tokio::spawn(work(client, rounds, balancer.address)));
    let mut told: BTreeMap<String, Value> = BTreeMap::new();
    for client in clients.collect::<Vec<_>>() {
        for (key, body) in client.await.expect("the client ends") {
            let first = told.entry(key.clone()).or_insert_with(|| body.clone());
            assert_eq!(*first, body, "{key} was accepted twice");
        }
    }

    let shared = told.keys().filter(|key| key.starts_with("txn_shared")).count();
    assert_eq!(shared, rounds * CLIENTS / 4, "one of four clients was told that it has created the sale");
    let expected: Vec<String> = told.keys().filter(|key| key.starts_with("txn_")).cloned().collect();
    for address in &addresses {
        let address = *address;
        eventually("the replica catches up", Duration::from_secs(5), async || {
            transactions(address).await.len() == expected.len()
        })
        .await;
        assert!(transactions(address).await == expected, "each sale once, at every replica");
    }
    same_bytes(&addresses).await;
    for server in servers {
        server.stop().await.expect("it stops");
    }
}

/// Sends sales of its own and sales that others send too, programs with shared idempotency keys, and reads.
async fn work(client: usize, rounds: usize, address: SocketAddr) -> Told {
    let mut told = Told::new();
    for round in 0..rounds {
        let own = format!("txn_{client}_{round}");
        let sold = Program::sale("user_shared", &own).at(address).await.success();
        told.push((own, sold));

        // Four clients send the same transaction at about the same time. One of them creates the sale, and its number is in
        // the response, so that a second one would be another.
        let shared = format!("txn_shared_{}_{round}", client / 4);
        let sold = Program::sale("user_shared", &shared).at(address).await;
        match sold.status {
            409 => assert!(sold.body.contains("Duplicate transaction_id"), "{}", sold.body),
            _ => told.push((shared, sold.success()["sale_id"].take())),
        }

        let body = json!({ "name": format!("Program {round}"), "commissionType": "one_time", "commissionPercent": 10 });
        let key = format!("key-{}-{round}", client / 2);
        let create = Request::post("/agentref/programs", &body).bearer("ak_live_sandbox");
        let created = create.header("idempotency-key", &key).at(address).await.success();
        told.push((key, created["data"]["id"].clone()));

        Request::get("/agentref/programs?limit=5").bearer("ak_live_sandbox").at(address).await.success();
    }
    told
}

/// Every operation that only reads has the same response at each replica.
async fn same_bytes(addresses: &[SocketAddr]) {
    let listed = Request::get("/_mock/operations").at(addresses[0]).await.success();
    let operations = listed["operations"].as_array().expect("operations");
    let reads = operations.iter().filter(|operation| operation["method"] == "GET" && operation["writes"] == false);
    let mut compared = 0;
    for operation in reads {
        let url = operation["url"].as_str().expect("a URL");
        let (_, path) = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).expect("a path");
        let mut request = Request::get(&format!("/{path}"));
        for (name, value) in operation["headers"].as_object().expect("headers") {
            request = request.header(name, value.as_str().expect("text"));
        }
        let mut bodies = Vec::new();
        for address in addresses {
            let response = request.at(*address).await;
            let id = response.head.lines().find_map(|line| line.strip_prefix("x-request-id: "));
            let body = response.body.replace(id.expect("an id"), "").replace(&address.to_string(), "");
            bodies.push((response.status, body));
        }
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{url} differs between replicas");
        compared += usize::from(bodies[0].0 == 200);
    }
    assert!(compared > 80, "{compared} operations were compared");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_written_through_one_replica_is_read_through_another_within_100_ms() {
    let database = Database::start();
    let servers = replicas(&database, 3).await;
    let program = Program::of(&servers[0]);
    program.customer(servers[0].address(), "user_ada").await;
    let mut slowest = Duration::ZERO;
    for round in 0..30 {
        let transaction = format!("txn_{round}");
        Program::sale("user_ada", &transaction).at(servers[round % 3].address()).await.success();
        let start = Instant::now();
        for server in &servers {
            let address = server.address();
            eventually("the sale is seen", Duration::from_secs(2), async || {
                let newest = Request::get("/_mock/events?limit=5").at(address).await.success();
                let events = newest["events"].as_array().expect("events");
                events.iter().any(|event| event["transaction_id"] == *transaction)
            })
            .await;
        }
        slowest = slowest.max(start.elapsed());
    }
    assert!(slowest < Duration::from_millis(100), "{slowest:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_survives_all_of_its_replicas() {
    let database = Database::start();
    let servers = replicas(&database, 2).await;
    let program = Program::of(&servers[0]);
    program.customer(servers[0].address(), "user_ada").await;
    Program::sale("user_ada", "txn_1").at(servers[1].address()).await.success();
    for server in servers {
        server.stop().await.expect("it stops");
    }
    let again = replicas(&database, 1).await;
    assert_eq!(transactions(again[0].address()).await, ["txn_1"]);
    Program::sale("user_ada", "txn_2").at(again[0].address()).await.success();
    assert_eq!(transactions(again[0].address()).await, ["txn_1", "txn_2"]);
}
