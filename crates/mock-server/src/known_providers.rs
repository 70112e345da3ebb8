//! What providers and paths there are, as far as addresses, suggestions and lists need to know.

use std::sync::OnceLock;

use trackside_schemas::{Endpoint, EndpointList, EndpointVisitor, Provider, ProviderList, ProviderVisitor, Providers};

/// A provider as far as paths are concerned.
#[derive(Debug)]
pub(crate) struct KnownProvider {
    /// Its name: the first segment of a path, the first label of a host name.
    pub(crate) name: &'static str,
    /// Its name in its own spelling.
    pub(crate) title: &'static str,
    /// The path of its real base URL, without a slash at the end.
    pub(crate) base_path: &'static str,
    /// Its endpoints: method and path in the sandbox, with parameters in braces.
    pub(crate) endpoints: Vec<(&'static str, String)>,
}

/// An operation of a provider.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct KnownOperation {
    /// The provider's name.
    pub(crate) provider: &'static str,
    /// The operation id.
    pub(crate) id: &'static str,
    /// The statuses of its documented failures.
    pub(crate) failures: Vec<u16>,
}

/// Every operation of every provider, in order.
pub(crate) fn known_operations() -> &'static [KnownOperation] {
    static KNOWN: OnceLock<Vec<KnownOperation>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut collected = Operations(Vec::new());
        Providers::visit(&mut collected);
        collected.0
    })
}

/// The operation of an endpoint, unless it is one of the sandbox's own.
pub(crate) fn operation_of<E: Endpoint>() -> Option<&'static KnownOperation> {
    let id = E::operation().id;
    known_operations().iter().find(|operation| operation.provider == E::Provider::NAME && operation.id == id)
}

/// Every provider, in order.
pub(crate) fn known_providers() -> &'static [KnownProvider] {
    static KNOWN: OnceLock<Vec<KnownProvider>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut collected = Collected(Vec::new());
        Providers::visit(&mut collected);
        collected.0
    })
}

/// The endpoints of a provider: method and path below the prefix, with parameters in braces.
pub(crate) fn endpoints_of<P: Provider>(prefix: &'static str) -> Vec<(&'static str, String)> {
    let mut endpoints = Endpoints { prefix, endpoints: Vec::new() };
    P::Endpoints::visit(&mut endpoints);
    endpoints.endpoints
}

struct Operations(Vec<KnownOperation>);

impl ProviderVisitor for Operations {
    fn provider<P: Provider>(&mut self) {
        P::Endpoints::visit(self);
    }
}

impl EndpointVisitor for Operations {
    fn endpoint<E: Endpoint>(&mut self) {
        let operation = E::operation();
        let failures = operation.failures.iter().map(|failure| failure.status).collect();
        self.0.push(KnownOperation { provider: E::Provider::NAME, id: operation.id, failures });
    }
}

struct Collected(Vec<KnownProvider>);

impl ProviderVisitor for Collected {
    fn provider<P: Provider>(&mut self) {
        let information = P::information();
        let after_scheme = information.server.split_once("://").map_or("", |(_, rest)| rest);
        let base_path = after_scheme.find('/').map_or("", |start| &after_scheme[start..]).trim_end_matches('/');
        self.0.push(KnownProvider {
            name: P::NAME,
            title: information.title,
            base_path,
            endpoints: endpoints_of::<P>(P::NAME),
        });
    }
}

struct Endpoints {
    prefix: &'static str,
    endpoints: Vec<(&'static str, String)>,
}

impl EndpointVisitor for Endpoints {
    fn endpoint<E: Endpoint>(&mut self) {
        self.endpoints.push((E::METHOD.as_str(), format!("/{}{}", self.prefix, E::PATH)));
    }
}
