//! Webhook events: of several replicas one sends, and when it is gone another goes on.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use trackside_mock_server::{ConfiguredReceiver, MockServer};

use crate::client::Request;
use crate::cluster::{configuration, eventually};
use crate::database::Database;

/// Accepts everything. Returns its address, and the ids of what it has received.
async fn receiver() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let received = Arc::new(Mutex::new(Vec::new()));
    let ids = Arc::clone(&received);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let ids = Arc::clone(&ids);
            tokio::spawn(async move {
                let mut text = String::new();
                let mut bytes = vec![0; 65_536];
                while let Ok(count @ 1..) = stream.read(&mut bytes).await {
                    text.push_str(&String::from_utf8_lossy(&bytes[..count]));
                    // Head and body come together: a payload is small.
                    if text.contains("\r\n\r\n{") && text.ends_with('}') {
                        let id = text.split("svix-id: ").nth(1).and_then(|rest| rest.split("\r\n").next());
                        let id = id.unwrap_or_default().to_owned();
                        ids.lock().unwrap_or_else(PoisonError::into_inner).push(id);
                        text.clear();
                        let response = "HTTP/1.1 204 No Content\r\n\r\n";
                        if stream.write_all(response.as_bytes()).await.is_err() {
                            return;
                        }
                    }
                }
            });
        }
    });
    (format!("http://{address}/hooks"), received)
}

async fn replica(database: &Database, url: &str) -> MockServer {
    let webhooks = vec![ConfiguredReceiver::new("agentref", url).expect("a receiver")];
    let configuration = trackside_mock_server::Configuration { webhooks, ..configuration(&database.url()) };
    MockServer::start(configuration).await.expect("the replica starts")
}

async fn sell(server: &MockServer) {
    Request::send("POST", "/_mock/events", &json!({ "event": "sale" })).at(server.address()).await.success();
}

/// Waits until every replica lists so many accepted deliveries.
async fn delivered(servers: &[MockServer], count: usize) -> Vec<Value> {
    let mut lists = Vec::new();
    for server in servers {
        let list = async || {
            let list = Request::get("/_mock/webhooks/deliveries?state=delivered").at(server.address()).await.success();
            list["deliveries"].as_array().expect("a list").clone()
        };
        eventually("all are delivered", Duration::from_secs(10), async || list().await.len() == count).await;
        lists.push(list().await);
    }
    assert!(lists.iter().all(|list| *list == lists[0]), "every replica lists the same");
    lists.swap_remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_replica_sends_and_another_goes_on_when_it_is_gone() {
    let database = Database::start();
    let (url, received) = receiver().await;
    let mut servers = vec![replica(&database, &url).await];
    for _ in 0..2 {
        servers.push(replica(&database, &url).await);
    }
    for server in &servers {
        sell(server).await;
        sell(server).await;
    }
    let first = delivered(&servers, 6).await;
    // Something that is sent again, asked for wherever.
    let number = &first[0]["number"];
    for server in &servers {
        let path = format!("/_mock/webhooks/deliveries/{number}/resend");
        Request::send("POST", &path, &Value::Null).at(server.address()).await.success();
    }
    delivered(&servers, 9).await;
    servers.remove(0).stop().await.expect("it stops");
    sell(&servers[0]).await;
    sell(&servers[1]).await;
    delivered(&servers, 11).await;
    let ids = received.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert_eq!(ids.len(), 11, "nothing is sent twice");
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), 8, "eight sales");
}
