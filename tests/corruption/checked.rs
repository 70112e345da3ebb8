//! Runs the checker.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;
use trackside_checker::{Finding, Options, Spec, Unwatched, WorkingCalls, check};
use trackside_schemas::{Documents, ProviderList as _};
use url::Url;

use crate::stage::Known;

/// The largest response body. The pages in the tests are smaller.
const BODY: usize = 4 << 20;

/// What to check.
pub(crate) struct Check<'c> {
    /// The document.
    pub(crate) spec: &'static Spec,
    /// The provider of the document.
    pub(crate) provider: &'static str,
    /// The operation; `None` for all of them.
    pub(crate) operation: Option<&'static str>,
    /// The most cases per operation.
    pub(crate) cases: usize,
    /// The time limit for a response.
    pub(crate) patience: Duration,
    /// Whether it is judged as the sandbox, not as any server.
    pub(crate) is_sandbox: bool,
    /// Credentials and values that exist in the sandbox.
    pub(crate) known: &'c Known,
}

/// Checks a server like the command line with `--writes`, and with `--sandbox` if it is the sandbox, and returns the findings.
///
/// # Errors
/// Returns an error if nothing could be checked.
pub(crate) async fn findings(base_url: &Url, asked: &Check<'_>) -> Result<Vec<Finding>, String> {
    let mut options = Options {
        operations: asked.operation.map(str::to_owned).into_iter().collect(),
        cases_per_operation: asked.cases,
        writes: asked.provider != "control",
        sandbox: asked.is_sandbox,
        timeout: asked.patience,
        max_body: BODY,
        ..Options::default()
    };
    let calls = if asked.is_sandbox { None } else { WorkingCalls::read(asked.spec, base_url, None).await.ok() };
    if let Some(calls) = calls {
        options = options.with_working_calls(calls);
    } else {
        options.credentials = asked.known.credentials(asked.provider);
        options.values.clone_from(&asked.known.values);
    }
    let (_keep, stop) = watch::channel(false);
    let report = check(asked.spec, base_url, &options, Arc::new(Unwatched), stop, None).await;
    report.map(|report| report.findings).map_err(|error| error.to_string())
}

/// The published document of a provider.
pub(crate) fn spec(provider: &str) -> &'static Spec {
    static SPECS: OnceLock<BTreeMap<&str, OnceLock<Spec>>> = OnceLock::new();
    let specs = SPECS.get_or_init(|| Documents::names().into_iter().map(|name| (name, OnceLock::new())).collect());
    let read = || Spec::new(&document(provider)).unwrap_or_else(|error| panic!("specs/{provider}.json: {error}"));
    specs[provider].get_or_init(read)
}

/// The published document of a provider with a change. It stays in memory until the process ends.
pub(crate) fn changed_spec(provider: &str, change: fn(&mut Value)) -> &'static Spec {
    let published = document(provider);
    let mut changed = published.clone();
    change(&mut changed);
    assert_ne!(changed, published, "the document of {provider} is changed");
    let spec = Spec::new(&changed).unwrap_or_else(|error| panic!("specs/{provider}.json, changed: {error}"));
    Box::leak(Box::new(spec))
}

/// The published document of a provider, as JSON.
pub(crate) fn document(provider: &str) -> Value {
    let path = root().join(format!("specs/{provider}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The root of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the project's folder")
}
