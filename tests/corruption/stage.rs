//! A sandbox with valid credentials and existing values.

use reqwest::Client;
use serde_json::{Value, json};
use trackside_checker::Credentials;
use trackside_mock_server::{Configuration, Grant, MockServer};

/// The time of the sandbox's clock.
const NOW: &str = "2026-06-08T12:00:00Z";

/// The number of orders in the world: enough for several pages.
const ORDERS: u32 = 300;

/// A running sandbox.
pub(crate) struct Stage {
    /// The sandbox.
    pub(crate) server: MockServer,
    /// Credentials and values that exist in it.
    pub(crate) known: Known,
}

/// Credentials and values that exist in a sandbox, for one provider.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The parts of a valid credential, in the order of the provider's schemes.
    pub(crate) secrets: Vec<String>,
    /// Values that exist, by parameter or body field.
    pub(crate) values: Vec<(String, String)>,
}

impl Stage {
    /// Starts a sandbox, and looks up credentials and values for a provider.
    pub(crate) async fn set(provider: &str) -> Self {
        let now = Some(NOW.parse().expect("a literal instant"));
        let configuration = Configuration { port: 0, seed: 1, orders: ORDERS, now, ..Configuration::default() };
        let server = MockServer::start(configuration).await.expect("the sandbox starts");
        let secrets = {
            let mut keys = server.sandbox().keys().of(provider);
            let key = keys.find(|key| matches!(key.grant, Grant::Full | Grant::Program(_)));
            key.map(|key| key.secrets.clone()).unwrap_or_default()
        };
        let values = values(&server, provider, &secrets).await;
        Self { server, known: Known { secrets, values } }
    }
}

impl Known {
    /// A value that exists.
    pub(crate) fn value(&self, name: &str) -> &str {
        let found = self.values.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("no value is known for {name}")).1
    }

    /// The headers of a valid credential.
    pub(crate) fn headers(&self, provider: &str) -> Vec<(&'static str, String)> {
        let secret = |index: usize| self.secrets.get(index).cloned().unwrap_or_default();
        match provider {
            "agentref" | "partnero" => vec![("authorization", format!("Bearer {}", secret(0)))],
            "affitor" => vec![("authorization", secret(0))],
            "fullwhere" => vec![("x-api-key", secret(0)), ("x-api-secret", secret(1))],
            "wecantrack" => vec![("x-api-key", secret(0))],
            _ => Vec::new(),
        }
    }

    /// The credential in the form that the checker takes.
    pub(crate) fn credentials(&self, provider: &str) -> Credentials {
        let schemes: &[(&str, usize)] = match provider {
            "agentref" | "partnero" => &[("apiKey", 0)],
            "affitor" => &[("session", 0)],
            "fullwhere" => &[("apiKey", 0), ("apiSecret", 1)],
            "wecantrack" => &[("apiKeyHeader", 0), ("apiKeyQuery", 0)],
            _ => &[],
        };
        let with = |credentials: Credentials, (scheme, index): &(&str, usize)| {
            credentials.with(scheme, "CREDENTIAL", &self.secrets[*index])
        };
        schemes.iter().fold(Credentials::default(), with)
    }
}

/// The first path segment of a provider in the sandbox.
pub(crate) fn prefix(provider: &str) -> &str {
    if provider == "control" { "_mock" } else { provider }
}

async fn values(server: &MockServer, provider: &str, secrets: &[String]) -> Vec<(String, String)> {
    let named = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    match provider {
        "agentref" => vec![named("id", &program(server, provider).await)],
        "affitor" => vec![named("programId", &program(server, provider).await)],
        "fullwhere" => {
            let purchase = program(server, provider).await;
            vec![named("purchaseId", &purchase), named("id", &tracker(server, secrets).await)]
        }
        "wecantrack" => vec![named("start_date", "2024-01-01T00:00:00"), named("end_date", "2026-12-31T00:00:00")],
        _ => Vec::new(),
    }
}

/// The id of the first program at a provider.
async fn program(server: &MockServer, provider: &str) -> String {
    let url = format!("http://{}/_mock/world", server.address());
    let answer = Client::new().get(url).send().await.expect("the catalogue answers");
    let catalogue: Value = answer.json().await.expect("the catalogue is JSON");
    let id = catalogue.pointer(&format!("/programs/0/at/{provider}/id")).and_then(Value::as_str);
    id.expect("the first program is shown by every provider").to_owned()
}

/// The id of a survey tracker.
async fn tracker(server: &MockServer, secrets: &[String]) -> String {
    let request = Client::new()
        .post(format!("{}/partners/survey-tracker/list", server.base_url("fullwhere")))
        .header("x-api-key", &secrets[0])
        .header("x-api-secret", &secrets[1])
        .json(&json!({ "limit": 1 }));
    let page: Value = request.send().await.expect("the listing answers").json().await.expect("the listing is JSON");
    page.pointer("/data/0/id").and_then(Value::as_str).expect("the world has survey trackers").to_owned()
}
