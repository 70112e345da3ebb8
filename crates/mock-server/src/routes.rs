//! The router: every provider under its name, the control surface beside them.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use trackside_schemas::Providers;

use crate::configuration::CrossOrigin;
use crate::control;
use crate::pipeline::{Imitation, ServeAll, cross_origin, cross_origin_layer, mount, record, unknown_provider};
use crate::sandbox::Sandbox;

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
