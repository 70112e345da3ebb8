//! Random histories: writes, moves of the clock, undo, checkpoints, resets and restarts in any order. After each step, what the
//! providers show beyond the simulation is what a simple list of the events comes to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use http::Method;
use serde_json::{Value, json};
use trackside_mock_server::Configuration;

use crate::harness::{Call, NOW, Sandbox, body_without_id, configuration};

/// How many steps a history has.
const STEPS: usize = 50;

/// How many histories there are. The nightly run asks for more.
fn histories() -> u64 {
    if std::env::var_os("MORE_HISTORIES").is_some() { 20 } else { 1 }
}

/// Numbers that look random and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

/// An event as the sandbox has listed it.
#[derive(Debug, Clone)]
struct Entry {
    id: u64,
    kind: String,
    recorded: DateTime<Utc>,
    customer: Option<String>,
    order: Option<String>,
    amount: Option<i64>,
}

/// What events come to, counted one by one.
#[derive(Debug, Default, PartialEq, Eq)]
struct Figures {
    clicks: i64,
    leads: i64,
    conversions: i64,
    revenue: i64,
    transactions: i64,
}

/// The program and the sandboxes of a history.
struct History {
    program: i64,
    uuid: String,
    partnero: String,
    key: String,
    link: String,
    /// Nothing is ever written here.
    pristine: Sandbox,
    /// `None` only while it restarts.
    sandbox: Option<Sandbox>,
    state: tempfile::TempDir,
    now: DateTime<Utc>,
    entries: Vec<Entry>,
    customers: usize,
    transactions: usize,
    /// The entries and the time of the last checkpoint, unless the sandbox has restarted since.
    kept: Option<(Vec<Entry>, DateTime<Utc>)>,
}

impl History {
    async fn start() -> Self {
        let state = tempfile::tempdir().expect("a directory");
        let sandbox = Self::opened(&state).await;
        let pristine = Sandbox::start_with(Configuration { orders: 300, ..configuration() }).await;
        let (program, uuid, partnero, link) = {
            let inner = sandbox.server.sandbox();
            let moment = inner.moment();
            let view = moment.view();
            let program = view.programs().find(|program| program.state.name() == "healthy").expect("a healthy one");
            let partner = view.active_partner(program.id).and_then(|partner| view.partner_code(program.id, partner));
            let link = format!("{}/?aff={}", program.website, partner.expect("a partner"));
            (program.number, program.uuid.to_string(), format!("pk-{}", program.code.to_lowercase()), link)
        };
        let key = "aff_sandbox".to_owned();
        let now = NOW.parse().expect("a time");
        let (entries, customers, transactions) = (Vec::new(), 0, 0);
        Self {
            program,
            uuid,
            partnero,
            key,
            link,
            pristine,
            sandbox: Some(sandbox),
            state,
            now,
            entries,
            customers,
            transactions,
            kept: None,
        }
    }

    async fn opened(state: &tempfile::TempDir) -> Sandbox {
        let path = state.path().join("state");
        Sandbox::start_with(Configuration { orders: 300, state: Some(path), ..configuration() }).await
    }

    fn here(&self) -> &Sandbox {
        self.sandbox.as_ref().expect("it runs")
    }

    /// Stops the sandbox, and starts one that reads the same file.
    async fn restart(&mut self) {
        self.sandbox.take().expect("it runs").server.stop().await.expect("it stops");
        self.sandbox = Some(Self::opened(&self.state).await);
        let now = self.now;
        self.move_clock(now).await;
        self.kept = None;
    }

    fn post(&self, path: &str, body: &Value) -> Call {
        self.here()
            .post("affitor", path.to_owned(), body)
            .without_credentials()
            .header("authorization", format!("Bearer {}", self.key))
    }

    /// Sends a write, whatever comes of it, and takes note of what it has recorded.
    async fn write(&mut self, call: Call) {
        let before = self.visible().map(|entry| entry.id).collect::<BTreeSet<_>>();
        self.here().answer(&call).await;
        let now = self.now;
        let listed = self.listed().await;
        let new: Vec<Entry> = listed.into_iter().filter(|entry| !before.contains(&entry.id)).collect();
        if new.is_empty() {
            return;
        }
        // What was recorded later is gone, as a list of undone steps is.
        self.entries.retain(|entry| entry.recorded <= now);
        self.entries.extend(new);
    }

    fn visible(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.recorded <= self.now)
    }

    /// The events that the sandbox lists, the oldest first.
    async fn listed(&self) -> Vec<Entry> {
        let call = self.here().control(Method::GET, "/events?limit=1000", &Value::Null);
        let list = self.here().success(&call).await;
        let text = |event: &Value, name: &str| event[name].as_str().map(str::to_owned);
        let entry = |event: &Value| Entry {
            id: event["id"].as_u64().expect("a number"),
            kind: text(event, "event").expect("a kind"),
            recorded: text(event, "recorded_at").expect("a time").parse().expect("a time"),
            customer: text(event, "customer"),
            order: text(event, "order"),
            amount: event["amount_cents"].as_i64(),
        };
        list["events"].as_array().expect("a list").iter().rev().map(entry).collect()
    }

    async fn step(&mut self, chance: &mut Chance) {
        match chance.below(19) {
            0..3 => self.write(self.post("/api/v1/track/click", &json!({ "affiliate_url": self.link }))).await,
            3..5 => {
                let clicked = self.post("/api/v1/track/click", &json!({ "affiliate_url": self.link }));
                let click_id = self.here().answer(&clicked).await.1["click_id"].take();
                self.write(clicked).await;
                self.customers += 1;
                let lead = json!({ "click_id": click_id, "customer_key": format!("user_{}", self.customers) });
                self.write(self.post("/api/v1/track/lead", &lead)).await;
            }
            5..8 => {
                self.transactions += 1;
                let known = format!("user_{}", 1 + chance.below(self.customers.max(1)));
                let sale = json!({
                    "transaction_id": format!("t{}", self.transactions), "customer_key": known,
                    "amount_cents": 100 + chance.below(9000), "currency": "EUR"
                });
                self.write(self.post("/api/v1/track/sale", &sale)).await;
            }
            8..10 => {
                let transaction = format!("t{}", 1 + chance.below(self.transactions.max(1)));
                let part = if chance.below(2) == 0 { Value::Null } else { json!(50) };
                let refund = json!({ "transaction_id": transaction, "refund_amount_cents": part });
                self.write(self.post("/api/v1/track/refund", &refund)).await;
            }
            10 => {
                let kind = ["sale", "approval", "decline", "reopening", "reversal", "lead"][chance.below(6)];
                let orders: Vec<_> = self.visible().filter_map(|entry| entry.order.clone()).collect();
                let mut body = json!({ "event": kind });
                if !matches!(kind, "sale" | "lead") && !orders.is_empty() {
                    body["order"] = json!(orders[chance.below(orders.len())]);
                } else {
                    body["event"] = json!("sale");
                    body["program"] = json!(self.program.to_string());
                }
                self.write(self.here().control(Method::POST, "/events", &body)).await;
            }
            11..13 => {
                let hours = i64::try_from(chance.below(60)).expect("few hours") - 20;
                self.move_clock(self.now + chrono::Duration::hours(hours)).await;
            }
            13 => {
                let visible: Vec<u64> = self.visible().map(|entry| entry.id).collect();
                if !visible.is_empty() {
                    let ids = json!({ "ids": [visible[chance.below(visible.len())]] });
                    let call = self.here().control(Method::POST, "/events/undo", &ids);
                    let undone = self.here().success(&call).await["events"].take();
                    let gone: BTreeSet<u64> =
                        undone.as_array().expect("a list").iter().filter_map(|event| event["id"].as_u64()).collect();
                    let now = self.now;
                    self.entries.retain(|entry| entry.recorded <= now && !gone.contains(&entry.id));
                }
            }
            14 => {
                self.restart().await;
            }
            15 => {
                let call = self.here().control(Method::POST, "/checkpoints", &json!({ "name": "here" }));
                self.here().success(&call).await;
                self.kept = Some((self.entries.clone(), self.now));
            }
            16..18 => {
                let call = self.here().control(Method::POST, "/checkpoints/here/restore", &json!({}));
                let (status, _) = self.here().answer(&call).await;
                assert_eq!(status.as_u16(), if self.kept.is_some() { 200 } else { 404 });
                if let Some((entries, now)) = self.kept.clone() {
                    self.entries = entries;
                    self.move_clock(now).await;
                }
            }
            _ if chance.below(4) == 0 => {
                self.here().success(&self.here().control(Method::POST, "/reset", &json!({}))).await;
                self.entries.clear();
                self.move_clock(NOW.parse().expect("a time")).await;
            }
            _ => {}
        }
    }

    async fn move_clock(&mut self, to: DateTime<Utc>) {
        for sandbox in [self.here(), &self.pristine] {
            sandbox.set_clock(&json!({ "now": to.to_rfc3339() })).await;
        }
        self.now = to;
    }

    /// What the events come to, counted one by one.
    fn expected(&self) -> Figures {
        let mut figures = Figures::default();
        let mut leads = BTreeSet::new();
        let mut orders: BTreeMap<String, (i64, bool)> = BTreeMap::new();
        for entry in self.visible() {
            let order = entry.order.clone().unwrap_or_default();
            match entry.kind.as_str() {
                "click" => figures.clicks += 1,
                "lead" => _ = leads.insert(entry.customer.clone()),
                "sale" => {
                    leads.insert(entry.customer.clone());
                    orders.insert(order, (entry.amount.expect("an amount"), true));
                }
                "decline" | "refund" | "reversal" => orders.get_mut(&order).expect("a sale").1 = false,
                "approval" | "reopening" => orders.get_mut(&order).expect("a sale").1 = true,
                "partial_refund" => orders.get_mut(&order).expect("a sale").0 = entry.amount.expect("what is left"),
                _ => {}
            }
        }
        figures.leads = i64::try_from(leads.len()).expect("few leads");
        figures.transactions = i64::try_from(orders.len()).expect("few orders");
        for (amount, counts) in orders.values().filter(|(_, counts)| *counts) {
            figures.conversions += i64::from(*counts);
            figures.revenue += amount;
        }
        figures
    }

    /// What the providers show beyond the simulation.
    async fn shown(&self) -> [Figures; 2] {
        let here = self.figures_of(self.here()).await;
        let there = self.figures_of(&self.pristine).await;
        let [a, b] = here
            .into_iter()
            .zip(there)
            .map(|(here, there)| here.minus(&there))
            .collect::<Vec<_>>()
            .try_into()
            .expect("two");
        [a, b]
    }

    /// The figures as Affitor shows them, and as AgentRef, Partnero and wecantrack do.
    async fn figures_of(&self, sandbox: &Sandbox) -> [Figures; 2] {
        let target = format!("/api/tracking/performance/{}?period=all", self.program);
        let metrics = sandbox.success(&sandbox.get("affitor", target)).await["metrics"].take();
        let events = format!("/api/tracking/events/{}?pageSize=1&eventType=conversion", self.program);
        let events = sandbox.success(&sandbox.get("affitor", events)).await;
        let number = |value: &Value| value.as_i64().expect("a number");
        #[expect(clippy::cast_possible_truncation, reason = "a sum of money is small")]
        let cents = |value: &Value| (value.as_f64().expect("a number") * 100.0).round() as i64;
        let affitor = Figures {
            clicks: number(&metrics["totalClicks"]),
            leads: number(&metrics["totalLeads"]),
            conversions: number(&metrics["totalConversions"]),
            revenue: cents(&metrics["totalRevenue"]),
            transactions: number(&events["meta"]["pagination"]["total"]),
        };
        let agentref = format!("/programs/{}/tracking/status", self.uuid);
        let stats = sandbox.success(&sandbox.get("agentref", agentref)).await["data"]["stats"].take();
        let partnero = sandbox.get("partnero", "/v1/program/overview").with_secrets(&[&self.partnero]);
        let overview = sandbox.success(&partnero).await["data"].take();
        let total = |name: &str| -> i64 {
            overview[name].as_str().expect("a number as text").replace(',', "").parse().expect("a number")
        };
        let whole = "date_type=order_date&start_date=2024-01-01T00:00:00&end_date=2030-12-31T00:00:00&limit=1";
        let rows = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{whole}"))).await;
        let others = Figures {
            clicks: total("affiliate_referred_visitors_clicks"),
            leads: total("total_signups"),
            conversions: total("total_purchases"),
            // AgentRef's count stands in for the money, which it does not show.
            revenue: number(&stats["conversionsLast30Days"]["total"]),
            transactions: number(&rows["total"]),
        };
        [affitor, others]
    }

    /// What all providers answer, byte for byte, without ids of requests.
    async fn bytes(&self) -> Vec<String> {
        let mut bodies = Vec::new();
        for operation in self.pristine.operations().await {
            if operation["method"] == "GET" && operation["writes"] == false {
                let call = self.here().listed_call(&operation);
                // Links name the port, which is another one after a restart.
                let address = self.here().server.address().to_string();
                bodies.push(body_without_id(&self.here().send(&call).await).replace(&address, ""));
            }
        }
        bodies
    }
}

impl Figures {
    fn minus(&self, other: &Self) -> Self {
        Self {
            clicks: self.clicks - other.clicks,
            leads: self.leads - other.leads,
            conversions: self.conversions - other.conversions,
            revenue: self.revenue - other.revenue,
            transactions: self.transactions - other.transactions,
        }
    }
}

#[tokio::test]
async fn after_any_history_every_provider_shows_what_the_events_come_to() {
    for seed in 0..histories() {
        let mut history = History::start().await;
        let mut chance = Chance(seed + 1);
        for step in 0..STEPS {
            history.step(&mut chance).await;
            let expected = history.expected();
            let [affitor, others] = history.shown().await;
            let context = format!("history {seed}, step {step}, at {}: {:#?}", history.now, history.entries);
            assert_eq!(affitor, expected, "{context}");
            // All happened within the last days.
            assert_eq!(others, Figures { revenue: expected.conversions, ..expected }, "{context}");
        }
        // A sandbox that reads the same file says the same.
        let before = history.bytes().await;
        history.restart().await;
        for (after, before) in history.bytes().await.iter().zip(&before) {
            assert_eq!(after, before, "history {seed}");
        }
    }
}
