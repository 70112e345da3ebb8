//! A sandbox with valid credentials and existing values.

use reqwest::Client;
use serde_json::Value;
use trackside_checker::Credentials;
use trackside_mock_server::{Configuration, MockServer};
use trackside_schemas::control::{ListedOperation, OperationList};

use crate::checked::document;

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
    /// The headers that carry them.
    pub(crate) headers: Vec<(String, String)>,
    /// Values that exist, by parameter or body field.
    pub(crate) values: Vec<(String, String)>,
}

impl Stage {
    /// Starts a sandbox and reads what works there for a provider from the calls that it lists.
    pub(crate) async fn set(provider: &str) -> Self {
        let now = Some(NOW.parse().expect("a literal instant"));
        let configuration = Configuration { port: 0, seed: 1, orders: ORDERS, now, ..Configuration::default() };
        let server = MockServer::start(configuration).await.expect("the sandbox starts");
        let url = format!("http://{}/_mock/operations", server.address());
        let answer = Client::new().get(url).send().await.expect("the sandbox lists its operations");
        let list: OperationList = answer.json().await.expect("the list is JSON");
        let operations: Vec<_> =
            list.operations.into_iter().filter(|operation| operation.provider == provider).collect();
        // The control surface is not in the list, and takes no credentials on loopback.
        let usual = operations.first().cloned();
        let (secrets, headers) = usual.map_or_else(Default::default, |call| (call.credential, call.headers));
        let headers = headers.into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type")).collect();
        let mut known: Vec<(String, String)> = Vec::new();
        for operation in &operations {
            // What has the same name in another operation may be something else.
            let is_new = |(name, _): &(String, String)| known.iter().all(|(other, _)| other != name);
            let new: Vec<_> = values(operation).into_iter().filter(is_new).collect();
            known.extend(new);
        }
        Self { server, known: Known { secrets, headers, values: known } }
    }
}

impl Known {
    /// A value that exists.
    pub(crate) fn value(&self, name: &str) -> &str {
        let found = self.values.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("no value is known for {name}")).1
    }

    /// The credential in the form that the checker takes: each alternative of the provider's document has the secrets
    /// in their order.
    pub(crate) fn credentials(&self, provider: &str) -> Credentials {
        let document = document(provider);
        let alternatives = document["security"].as_array().into_iter().flatten().filter_map(Value::as_object);
        alternatives
            .flat_map(|schemes| schemes.keys().zip(&self.secrets))
            .fold(Credentials::default(), |credentials, (scheme, secret)| {
                credentials.with(scheme, "CREDENTIAL", secret)
            })
    }
}

/// The first path segment of a provider in the sandbox.
pub(crate) fn prefix(provider: &str) -> &str {
    if provider == "control" { "_mock" } else { provider }
}

/// The values in a call that have to exist: what stands in its path, ids, and the ends of a range of dates.
fn values(operation: &ListedOperation) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let path = operation.path_parameters.iter().map(|(name, value)| (name.clone(), text(value)));
    let query = operation.query.iter().map(|parameter| (parameter.name.clone(), parameter.value.clone()));
    let body = operation.body.as_ref().and_then(Value::as_object).into_iter().flatten();
    let body = body.map(|(name, value)| (name.clone(), text(value)));
    let exists = |name: &str| name == "id" || name.ends_with("Id") || name.ends_with("_date");
    path.chain(query.chain(body).filter(|(name, _)| exists(name))).collect()
}
