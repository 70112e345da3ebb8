//! Everything that the sandbox serves, collected once: providers and operations, as the published documents describe
//! them.
//!
//! Routes, authentication, faults, overrides, the journal, pages and `GET /_mock/operations` all read it.

mod collect;
mod example;
mod operation;
mod provider;

use std::sync::LazyLock;

use http::Method;
use trackside_schemas::Providers;
use trackside_schemas::control::Control;

use crate::serve::ImitateAll;

pub(crate) use operation::Operation;
pub(crate) use provider::Provider;

static EVERYTHING: LazyLock<Vec<Provider>> = LazyLock::new(collected::<(Providers, Control)>);

/// A function of its own, so that the compiler says what to do about a provider that is not imitated.
fn collected<List: ImitateAll>() -> Vec<Provider> {
    let mut collected = collect::Collected::default();
    List::collect(&mut collected);
    collected.providers()
}

/// Every provider, and the control surface last.
pub(crate) fn everything() -> &'static [Provider] {
    &EVERYTHING
}

/// Every provider, in the order of the documents, without the control surface.
pub(crate) fn providers() -> &'static [Provider] {
    let everything = everything();
    &everything[..everything.len() - 1]
}

pub(crate) fn control() -> &'static Provider {
    everything().last().expect("the control surface is the last")
}

/// The provider of this name.
pub(crate) fn provider(name: &str) -> Option<&'static Provider> {
    everything().iter().find(|provider| provider.name == name)
}

/// Every operation of every provider, in order, without those of the control surface.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    providers().iter().flat_map(|provider| &provider.operations)
}

/// The provider and the operation of a method and a path. The path includes the provider's prefix.
pub(crate) fn find(method: &Method, path: &str) -> (Option<&'static Provider>, Option<&'static Operation>) {
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/');
    let prefix = segments.next().unwrap_or_default();
    let provider = everything().iter().find(|provider| provider.prefix == prefix);
    let segments: Vec<_> = segments.collect();
    // HEAD is GET without a body.
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let operation =
        provider.and_then(|provider| provider.operations.iter().find(|operation| operation.takes(method, &segments)));
    (provider, operation)
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::{find, operations, providers};

    #[test]
    fn finds_operations() {
        for (method, path, provider, operation) in [
            (Method::GET, "/agentref/programs/1/tracking/status", Some("agentref"), Some("getTrackingStatus")),
            (Method::HEAD, "/wecantrack/api/v3/transactions", Some("wecantrack"), Some("listTransactions")),
            (Method::POST, "/wecantrack/api/v3/transactions", Some("wecantrack"), None),
            (Method::GET, "/agentref/programs//tracking/status", Some("agentref"), None),
            (Method::GET, "/agentref/programs/1/tracking/status/", Some("agentref"), None),
            (Method::POST, "/_mock/journal/clear", Some("control"), Some("clearJournal")),
            (Method::GET, "/_mock", Some("control"), None),
            (Method::GET, "/control/clock", None, None),
            (Method::GET, "/", None, None),
            (Method::OPTIONS, "*", None, None),
        ] {
            let (found, operation_found) = find(&method, path);
            let found = (found.map(|provider| provider.name), operation_found.map(|operation| operation.id));
            assert_eq!(found, (provider, operation), "{method} {path}");
        }
    }

    #[test]
    fn every_provider_serves_operations_that_its_document_describes() {
        for provider in providers() {
            assert!(!provider.operations.is_empty(), "{}", provider.name);
        }
        for operation in operations() {
            assert!(!operation.summary.is_empty(), "{} {}", operation.provider, operation.id);
        }
    }
}
