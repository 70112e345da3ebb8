//! What paths there are, and the router made of them.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::middleware::from_fn_with_state;
use trackside_schemas::{Endpoint, EndpointList, EndpointVisitor, Provider, ProviderList, ProviderVisitor, Providers};

use crate::configuration::CrossOrigin;
use crate::control;
use crate::pipeline::{Imitation, ServeAll, cross_origin, cross_origin_layer, mount, record, unknown_provider};
use crate::sandbox::Sandbox;

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

/// Every provider, in order.
pub(crate) fn known_providers() -> &'static [KnownProvider] {
    static KNOWN: OnceLock<Vec<KnownProvider>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut collected = Collected(Vec::new());
        Providers::visit(&mut collected);
        collected.0
    })
}

/// The router: every provider under its name, the control surface under `/_mock`.
pub(crate) fn router(sandbox: &Arc<Sandbox>, cors: &CrossOrigin) -> Router {
    let served = Served::<Providers>::router(sandbox);
    let providers = match cross_origin_layer(cors) {
        Some(layer) => served.layer(from_fn_with_state(layer, cross_origin)),
        None => served,
    };
    providers
        .merge(control::router(sandbox))
        .fallback(unknown_provider)
        .layer(from_fn_with_state(Arc::clone(sandbox), record))
}

struct Served<List>(std::marker::PhantomData<List>);

impl<A: Imitation, B: Imitation, C: Imitation, D: Imitation, E: Imitation> Served<(A, B, C, D, E)>
where
    A::Endpoints: ServeAll,
    B::Endpoints: ServeAll,
    C::Endpoints: ServeAll,
    D::Endpoints: ServeAll,
    E::Endpoints: ServeAll,
{
    fn router(sandbox: &Arc<Sandbox>) -> Router {
        Router::new()
            .merge(mount::<A>(sandbox))
            .merge(mount::<B>(sandbox))
            .merge(mount::<C>(sandbox))
            .merge(mount::<D>(sandbox))
            .merge(mount::<E>(sandbox))
    }
}

struct Collected(Vec<KnownProvider>);

impl ProviderVisitor for Collected {
    fn provider<P: Provider>(&mut self) {
        let information = P::information();
        let after_scheme = information.server.split_once("://").map_or("", |(_, rest)| rest);
        let base_path = after_scheme.find('/').map_or("", |start| &after_scheme[start..]).trim_end_matches('/');
        let mut endpoints = Endpoints { provider: P::NAME, endpoints: Vec::new() };
        P::Endpoints::visit(&mut endpoints);
        self.0.push(KnownProvider {
            name: P::NAME,
            title: information.title,
            base_path,
            endpoints: endpoints.endpoints,
        });
    }
}

struct Endpoints {
    provider: &'static str,
    endpoints: Vec<(&'static str, String)>,
}

impl EndpointVisitor for Endpoints {
    fn endpoint<E: Endpoint>(&mut self) {
        self.endpoints.push((E::METHOD.as_str(), format!("/{}{}", self.provider, E::PATH)));
    }
}
