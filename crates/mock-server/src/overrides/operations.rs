//! The operations that can be overridden.

use trackside_schemas::{
    Endpoint, EndpointList, EndpointVisitor, Provider, ProviderList as _, ProviderVisitor, Providers,
};

/// An operation of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KnownOperation {
    /// The provider's name.
    pub(super) provider: &'static str,
    /// The operation id.
    pub(super) id: &'static str,
    /// The status of a successful response.
    pub(super) success: u16,
}

/// All operations of all providers, in order.
pub(super) fn known_operations() -> Vec<KnownOperation> {
    let mut collected = Collected(Vec::new());
    Providers::visit(&mut collected);
    collected.0
}

struct Collected(Vec<KnownOperation>);

impl ProviderVisitor for Collected {
    fn provider<P: Provider>(&mut self) {
        P::Endpoints::visit(self);
    }
}

impl EndpointVisitor for Collected {
    fn endpoint<E: Endpoint>(&mut self) {
        self.0.push(KnownOperation { provider: E::Provider::NAME, id: E::operation().id, success: E::SUCCESS });
    }
}
