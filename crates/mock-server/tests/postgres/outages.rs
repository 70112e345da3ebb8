//! Replicas that are killed, databases that crash, networks that are cut or slow: nothing that was acknowledged is lost, and
//! nothing is invented.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::client::Request;
use crate::cluster::{NOW, Program, configuration, eventually, replica, replicas, transactions};
use crate::database::Database;
use crate::process;
use crate::proxy::Proxy;

/// Clients that record sales until they are told to stop.
struct Load {
    is_over: Arc<AtomicBool>,
    clients: Vec<JoinHandle<Outcome>>,
}

/// What the clients were told.
#[derive(Debug, Default)]
struct Outcome {
    acknowledged: BTreeSet<String>,
    /// Sent, but without a response, or with one that leaves it open.
    open: BTreeSet<String>,
    refusals: BTreeSet<String>,
}

impl Load {
    fn on(address: SocketAddr, name: &'static str) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let clients = (0..8).map(|client| {
            let is_over = Arc::clone(&is_over);
            tokio::spawn(async move {
                let mut outcome = Outcome::default();
                for round in 0.. {
                    if is_over.load(Ordering::SeqCst) {
                        break;
                    }
                    let transaction = format!("txn_{name}_{client}_{round}");
                    match Program::sale("user_ada", &transaction).to(address).await {
                        Ok(response) if response.status < 300 => _ = outcome.acknowledged.insert(transaction),
                        Ok(response) => {
                            assert_eq!(response.status, 503, "{}", response.body);
                            let reason = response.json()["message"].as_str().expect("a reason").to_owned();
                            if reason.contains("not known whether") {
                                outcome.open.insert(transaction);
                            }
                            outcome.refusals.insert(reason);
                            tokio::time::sleep(Duration::from_millis(20)).await;
                        }
                        Err(_) => _ = outcome.open.insert(transaction),
                    }
                }
                outcome
            })
        });
        let clients = clients.collect();
        Self { is_over, clients }
    }

    async fn end(self) -> Outcome {
        self.is_over.store(true, Ordering::SeqCst);
        let mut all = Outcome::default();
        for client in self.clients {
            let Outcome { acknowledged, open, refusals } = client.await.expect("the client ends");
            all.acknowledged.extend(acknowledged);
            all.open.extend(open);
            all.refusals.extend(refusals);
        }
        all
    }
}

impl Outcome {
    /// Every sale that was acknowledged is there, and no other but those that were left open.
    async fn holds_at(&self, address: SocketAddr) {
        eventually("the replica catches up", Duration::from_secs(20), async || {
            let recorded: BTreeSet<String> = transactions(address).await.into_iter().collect();
            self.acknowledged.is_subset(&recorded)
        })
        .await;
        let recorded: Vec<String> = transactions(address).await;
        let distinct: BTreeSet<String> = recorded.iter().cloned().collect();
        assert_eq!(distinct.len(), recorded.len(), "a sale was recorded twice");
        let invented: Vec<_> =
            distinct.iter().filter(|sale| !self.acknowledged.contains(*sale) && !self.open.contains(*sale)).collect();
        assert!(invented.is_empty(), "{invented:?} were refused, and are there");
        assert!(self.acknowledged.len() > 20, "{} sales were acknowledged", self.acknowledged.len());
    }
}

/// A write that arrives while the database cannot be reached is refused at once, with the reason.
async fn refuses_writes(address: SocketAddr, transaction: &str) {
    let refused = Program::sale("user_ada", transaction).at(address).await;
    assert_eq!(refused.status, 503, "{}", refused.body);
    assert!(refused.body.contains("PostgreSQL at 127.0.0.1"), "{}", refused.body);
    assert!(refused.head.contains("retry-after: 1"), "{}", refused.head);
}

async fn customer(server: &trackside_mock_server::MockServer) {
    Program::of(server).customer(server.address(), "user_ada").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_is_killed_loses_nothing_that_it_acknowledged() {
    let database = Database::start();
    let survivor = replica(&database.url()).await;
    customer(&survivor).await;
    let url = database.url();
    let mut victim = process::start(&["--orders", "300", "--now", NOW], &[("TRACKSIDE_STATE", &url)]);
    let (doomed, other) = (Load::on(victim.address, "doomed"), Load::on(survivor.address(), "other"));
    tokio::time::sleep(Duration::from_secs(2)).await;
    victim.child.kill().expect("it is killed");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (mut outcome, other) = (doomed.end().await, other.end().await);
    assert!(other.refusals.is_empty(), "the other goes on: {:?}", other.refusals);
    outcome.acknowledged.extend(other.acknowledged);
    outcome.open.extend(other.open);
    outcome.holds_at(survivor.address()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_crashes_and_comes_back_loses_nothing_that_was_acknowledged() {
    let database = Database::start();
    let servers = replicas(&database, 2).await;
    customer(&servers[0]).await;
    let loads = [Load::on(servers[0].address(), "a"), Load::on(servers[1].address(), "b")];
    tokio::time::sleep(Duration::from_secs(2)).await;
    database.crash();
    for server in &servers {
        let address = server.address();
        eventually("health says so", Duration::from_secs(10), async || {
            let health = Request::get("/_mock/health").at(address).await.success();
            health["notice"].as_str().is_some_and(|notice| notice.contains("PostgreSQL at 127.0.0.1"))
        })
        .await;
        Request::get("/agentref/programs").bearer("ak_live_sandbox").at(address).await.success();
        refuses_writes(address, "txn_while_it_is_down").await;
    }
    database.go();
    for server in &servers {
        let address = server.address();
        eventually("health recovers", Duration::from_secs(20), async || {
            Request::get("/_mock/health").at(address).await.success()["notice"].is_null()
        })
        .await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut outcome = Outcome::default();
    for load in loads {
        let Outcome { acknowledged, open, refusals } = load.end().await;
        outcome.acknowledged.extend(acknowledged);
        outcome.open.extend(open);
        outcome.refusals.extend(refusals);
    }
    for server in &servers {
        outcome.holds_at(server.address()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_is_cut_off_for_ten_seconds_reads_on_and_catches_up() {
    let database = Database::start();
    let line = Proxy::before(vec![([127, 0, 0, 1], database.port).into()]).await;
    let servers = [replica(&database.url()).await, replica(&Database::url_by(line.address.port())).await];
    customer(&servers[0]).await;
    let loads = [Load::on(servers[0].address(), "a"), Load::on(servers[1].address(), "b")];
    tokio::time::sleep(Duration::from_secs(1)).await;
    line.cut(true);
    tokio::time::sleep(Duration::from_secs(10)).await;
    eventually("health says so", Duration::from_secs(10), async || {
        let health = Request::get("/_mock/health").at(servers[1].address()).await.success();
        health["notice"].as_str().is_some_and(|notice| notice.contains("cannot be used"))
    })
    .await;
    Request::get("/agentref/programs").bearer("ak_live_sandbox").at(servers[1].address()).await.success();
    refuses_writes(servers[1].address(), "txn_while_it_is_cut_off").await;
    line.cut(false);
    let [free, cut] = loads;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let (free, cut) = (free.end().await, cut.end().await);
    let mut outcome = free;
    outcome.acknowledged.extend(cut.acknowledged);
    outcome.open.extend(cut.open);
    for server in &servers {
        outcome.holds_at(server.address()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_with_a_slow_network_lags_and_agrees() {
    let database = Database::start();
    let line = Proxy::before(vec![([127, 0, 0, 1], database.port).into()]).await;
    let servers = [replica(&database.url()).await, replica(&Database::url_by(line.address.port())).await];
    customer(&servers[0]).await;
    line.slow_down(Duration::from_millis(60));
    let loads = [Load::on(servers[0].address(), "a"), Load::on(servers[1].address(), "b")];
    tokio::time::sleep(Duration::from_secs(5)).await;
    let mut outcome = Outcome::default();
    for load in loads {
        let ended = load.end().await;
        assert!(ended.refusals.is_empty(), "{:?}", ended.refusals);
        assert!(!ended.acknowledged.is_empty(), "both write");
        outcome.acknowledged.extend(ended.acknowledged);
        outcome.open.extend(ended.open);
    }
    for server in &servers {
        outcome.holds_at(server.address()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_was_emptied_is_noticed() {
    let database = Database::start();
    let server = replica(&database.url()).await;
    customer(&server).await;
    database.sql("DELETE FROM trackside_log");
    let response = Program::sale("user_ada", "txn_1").at(server.address()).await;
    assert_eq!(response.status, 503);
    assert!(response.body.contains("emptied or replaced; restart this replica"), "{}", response.body);
    // A replica that starts now begins with nothing.
    let other = trackside_mock_server::MockServer::start(configuration(&database.url())).await.expect("it starts");
    assert!(transactions(other.address()).await.is_empty());
}
