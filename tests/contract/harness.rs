//! A sandbox at a pinned clock, calls over its socket, and the published documents that judge them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::Value;
use trackside_contract::{Contract, Exchange, Origin};
use trackside_mock_server::{Configuration, Grant, MockServer};
use trackside_schemas::{Documents, ProviderList as _, Providers};

/// The sandbox's own control surface, which has a document as providers have.
pub(crate) const CONTROL: &str = "control";

/// The instant at which the clocks of the tests stand.
pub(crate) const NOW: &str = "2026-06-08T12:00:00Z";

/// A running sandbox and a way to call it.
pub(crate) struct Sandbox {
    pub(crate) server: MockServer,
    http: reqwest::Client,
}

/// A request in the making.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) provider: &'static str,
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

/// The providers, in order.
pub(crate) fn providers() -> Vec<&'static str> {
    Providers::names()
}

/// The default configuration at the pinned clock, on a free port.
pub(crate) fn configuration() -> Configuration {
    Configuration { port: 0, now: Some(NOW.parse().expect("a literal instant")), ..Configuration::default() }
}

impl Sandbox {
    /// Starts the default world.
    pub(crate) async fn start() -> Self {
        Self::start_with(configuration()).await
    }

    /// Starts a smaller world, for tests that look at all of it many times.
    pub(crate) async fn start_small() -> Self {
        Self::start_with(Configuration { orders: 1500, ..configuration() }).await
    }

    /// Starts what the configuration says.
    pub(crate) async fn start_with(configuration: Configuration) -> Self {
        let server = MockServer::start(configuration).await.expect("the sandbox starts");
        Self { server, http: reqwest::Client::new() }
    }

    /// A call with working credentials.
    pub(crate) fn call(&self, provider: &'static str, method: Method, target: impl Into<String>) -> Call {
        let key =
            self.server.sandbox().keys().of(provider).find(|key| matches!(key.grant, Grant::Full | Grant::Program(_)));
        let secrets = &key.expect("every provider has a working key").secrets;
        let call = Call { provider, method, target: target.into(), headers: Vec::new(), body: Bytes::new() };
        call.with_secrets(secrets)
    }

    /// A GET with working credentials.
    pub(crate) fn get(&self, provider: &'static str, target: impl Into<String>) -> Call {
        self.call(provider, Method::GET, target)
    }

    /// A POST of JSON with working credentials.
    pub(crate) fn post(&self, provider: &'static str, target: impl Into<String>, body: &Value) -> Call {
        self.call(provider, Method::POST, target).header("content-type", "application/json").body(body.to_string())
    }

    /// A call of the control surface, with a body unless it is null.
    #[expect(clippy::unused_self, reason = "it reads like the calls of providers")]
    pub(crate) fn control(&self, method: Method, target: impl Into<String>, body: &Value) -> Call {
        let target = target.into();
        let call = Call { provider: CONTROL, method, target, headers: Vec::new(), body: Bytes::new() };
        if body.is_null() { call } else { call.header("content-type", "application/json").body(body.to_string()) }
    }

    /// Moves the clock.
    pub(crate) async fn set_clock(&self, body: &Value) -> Value {
        self.success(&self.control(Method::POST, "/clock", body)).await
    }

    /// Sends the call and gives what was exchanged.
    pub(crate) async fn send(&self, call: &Call) -> Exchange {
        let prefix = if call.provider == CONTROL { "_mock" } else { call.provider };
        let url = format!("{}{}", self.server.base_url(prefix), call.target);
        let mut request = self.http.request(call.method.clone(), &url).body(call.body.clone());
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let request = request.build().unwrap_or_else(|error| panic!("{url} is no request: {error}"));
        let request_headers = request.headers().clone();
        let response =
            self.http.execute(request).await.unwrap_or_else(|error| panic!("{url} is not answered: {error}"));
        let (status, response_headers) = (response.status(), response.headers().clone());
        Exchange {
            method: call.method.clone(),
            target: call.target.clone(),
            request_headers,
            request_body: call.body.clone(),
            status,
            response_headers,
            response_body: response.bytes().await.expect("the body arrives"),
        }
    }

    /// Sends the call, holds the answer against the contract, and gives status and body.
    pub(crate) async fn answer(&self, call: &Call) -> (StatusCode, Value) {
        let exchange = self.send(call).await;
        assert_kept(call, &exchange);
        (exchange.status, body_of(&exchange))
    }

    /// Sends the call, expects a success that keeps the contract, and gives the body.
    pub(crate) async fn success(&self, call: &Call) -> Value {
        let (status, body) = self.answer(call).await;
        assert!(status.is_success(), "{} {} answered {status}: {body}", call.method, call.target);
        body
    }

    /// The catalogue.
    pub(crate) async fn catalogue(&self) -> Value {
        let url = format!("http://{}/_mock/world", self.server.address());
        self.http.get(url).send().await.expect("the catalogue answers").json().await.expect("the catalogue is JSON")
    }
}

impl Sandbox {
    /// The programs of the usual account, as the catalogue lists them.
    pub(crate) async fn own_programs(&self) -> Vec<Value> {
        let mut programs = self.catalogue().await["programs"].as_array().expect("a list").clone();
        programs.retain(|program| program["owner"] == "usual");
        programs
    }
}

impl Call {
    /// Adds a header.
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Sets the body.
    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Removes all credentials.
    pub(crate) fn without_credentials(mut self) -> Self {
        let carriers: Vec<_> = alternatives(self.provider).iter().flatten().collect();
        self.headers.retain(|(name, _)| !carriers.iter().any(|carrier| carrier.header == *name));
        self
    }

    /// Carries other credentials.
    pub(crate) fn with_secrets(self, secrets: &[impl AsRef<str>]) -> Self {
        let call = self.without_credentials();
        let usual = alternatives(call.provider).first();
        usual.into_iter().flatten().enumerate().fold(call, |call, (index, Carrier { header, prefix })| {
            call.header(header, format!("{prefix}{}", secrets.get(index).map_or("", AsRef::as_ref)))
        })
    }
}

/// The header that carries a secret.
struct Carrier {
    /// Its name, in lower case.
    header: String,
    /// What stands before the secret.
    prefix: &'static str,
}

/// The ways to authenticate with headers that the published document of a provider declares, the usual one first. Each
/// carries the secrets in their order.
fn alternatives(provider: &str) -> &'static [Vec<Carrier>] {
    static ALTERNATIVES: OnceLock<BTreeMap<&'static str, Vec<Vec<Carrier>>>> = OnceLock::new();
    let all = || Documents::names().into_iter().map(|name| (name, declared_alternatives(&document(name)))).collect();
    &ALTERNATIVES.get_or_init(all)[provider]
}

fn declared_alternatives(document: &Value) -> Vec<Vec<Carrier>> {
    let carrier = |name: &String| {
        let scheme = &document["components"]["securitySchemes"][name];
        match (scheme["type"].as_str(), scheme["in"].as_str()) {
            (Some("http"), _) => Some(Carrier { header: "authorization".to_owned(), prefix: "Bearer " }),
            (_, Some("header")) => {
                let name = scheme["name"].as_str().expect("a name");
                Some(Carrier { header: name.to_ascii_lowercase(), prefix: "" })
            }
            _ => None,
        }
    };
    let of_operations =
        document["paths"].as_object().into_iter().flatten().filter_map(|(_, methods)| methods.as_object());
    let of_operations = of_operations.flatten().map(|(_, operation)| &operation["security"]);
    let requirements = [&document["security"]].into_iter().chain(of_operations);
    let requirements = requirements.filter_map(Value::as_array).flatten().filter_map(Value::as_object);
    requirements.filter_map(|schemes| schemes.keys().map(carrier).collect()).collect()
}

/// The body without the id of its request, which no other response has.
pub(crate) fn body_without_id(exchange: &Exchange) -> String {
    let id = exchange.response_headers["x-request-id"].to_str().expect("visible text");
    String::from_utf8_lossy(&exchange.response_body).replace(id, "")
}

/// The body: null if there is none, and a text if it is not JSON and does not claim to be.
pub(crate) fn body_of(exchange: &Exchange) -> Value {
    let media_type = exchange.response_headers.get("content-type").and_then(|value| value.to_str().ok());
    if exchange.response_body.is_empty() {
        return Value::Null;
    }
    if media_type.is_some_and(|name| name.starts_with("text/")) {
        return String::from_utf8_lossy(&exchange.response_body).into();
    }
    serde_json::from_slice(&exchange.response_body).expect("a JSON body")
}

/// Fails with every violation when the exchange breaks the published contract.
pub(crate) fn assert_kept(call: &Call, exchange: &Exchange) {
    let violations = contract(call.provider).judge(exchange, Origin::Sandbox);
    let lines: Vec<_> = violations.iter().map(ToString::to_string).collect();
    let body = String::from_utf8_lossy(&exchange.response_body);
    let excerpt: String = body.chars().take(2000).collect();
    assert!(
        lines.is_empty(),
        "{} {} {} breaks the contract:\n{}\n{excerpt}",
        call.provider,
        call.method,
        call.target,
        lines.join("\n")
    );
}

/// The published contract of a provider.
pub(crate) fn contract(provider: &str) -> &'static Contract {
    static CONTRACTS: OnceLock<BTreeMap<&'static str, Contract>> = OnceLock::new();
    let load = |name| {
        (name, Contract::from_value(&document(name)).unwrap_or_else(|error| panic!("specs/{name}.json: {error}")))
    };
    &CONTRACTS.get_or_init(|| Documents::names().into_iter().map(load).collect())[provider]
}

/// The published document of a provider.
pub(crate) fn document(provider: &str) -> Value {
    read_json(&root().join("specs").join(format!("{provider}.json")))
}

/// A sample payload.
pub(crate) fn fixture(path: &str) -> Value {
    read_json(&root().join("tests/fixtures").join(path))
}

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the project's folder").to_owned()
}

/// A time range that holds every order of the world.
pub(crate) const WHOLE_TIME: &str = "date_type=order_date&start_date=2024-01-01T00:00:00&end_date=2026-12-31T00:00:00";

fn read_json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
