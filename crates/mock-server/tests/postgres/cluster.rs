//! Replicas that share a ledger.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use trackside_mock_server::{Configuration, MockServer};

use crate::client::Request;
use crate::database::Database;

/// The time at which the clocks stand.
pub(crate) const NOW: &str = "2026-06-08T12:00:00Z";

/// The number of a program of the world at Affitor that records sales, the code of a partner, and a website.
pub(crate) struct Program {
    pub(crate) number: i64,
    pub(crate) link: String,
}

/// The configuration of a replica.
pub(crate) fn configuration(url: &str) -> Configuration {
    let postgres = Some(url.parse().expect("an address"));
    Configuration {
        port: 0,
        orders: 300,
        now: Some(NOW.parse().expect("a time")),
        postgres,
        ..Configuration::default()
    }
}

/// Starts a replica.
pub(crate) async fn replica(url: &str) -> MockServer {
    MockServer::start(configuration(url)).await.expect("the replica starts")
}

/// Starts some replicas of a database.
pub(crate) async fn replicas(database: &Database, count: usize) -> Vec<MockServer> {
    let mut started = Vec::new();
    for _ in 0..count {
        started.push(replica(&database.url()).await);
    }
    started
}

impl Program {
    pub(crate) fn of(server: &MockServer) -> Self {
        let moment = server.sandbox().moment();
        let view = moment.view();
        let program = view.programs().find(|program| program.state.name() == "healthy").expect("a healthy program");
        let partner = view.active_partner(program.id).and_then(|partner| view.partner_code(program.id, partner));
        let link = format!("{}/?aff={}", program.website, partner.expect("a partner"));
        Self { number: program.number, link }
    }

    /// Clicks a link, and binds a customer's key to the click.
    pub(crate) async fn customer(&self, address: SocketAddr, key: &str) {
        let click = json!({ "affiliate_url": self.link, "additional_data": { "program_id": self.number } });
        let clicked = Request::post("/affitor/api/v1/track/click", &click).at(address).await.success();
        let lead = json!({ "click_id": clicked["click_id"], "customer_key": key });
        Request::post("/affitor/api/v1/track/lead", &lead).bearer("aff_sandbox").at(address).await.success();
    }

    /// A sale to a customer.
    pub(crate) fn sale(customer: &str, transaction: &str) -> Request {
        let sale = json!({ "transaction_id": transaction, "customer_key": customer, "amount_cents": 1000 });
        Request::post("/affitor/api/v1/track/sale", &sale).bearer("aff_sandbox")
    }
}

/// The transactions of the sales in the ledger, in order.
pub(crate) async fn transactions(address: SocketAddr) -> Vec<String> {
    let (mut found, mut before) = (Vec::new(), String::new());
    loop {
        let path = format!("/_mock/events?limit=1000{before}");
        let page = Request::get(&path).at(address).await.success();
        let events = page["events"].as_array().expect("events").clone();
        let transaction = |event: &Value| event["transaction_id"].as_str().map(str::to_owned);
        found.extend(events.iter().filter(|event| event["event"] == "sale").filter_map(transaction));
        match events.last() {
            Some(last) if events.len() == 1000 => before = format!("&before={}", last["id"]),
            _ => break,
        }
    }
    found.sort();
    found
}

/// Waits until a check succeeds.
pub(crate) async fn eventually(what: &str, limit: Duration, mut check: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !check().await {
        assert!(start.elapsed() < limit, "{what}: not within {limit:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
