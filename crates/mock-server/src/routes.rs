//! The router: every provider under its name, the control surface beside them.

use std::sync::Arc;

use axum::Router;
use trackside_schemas::Providers;

use crate::control;
use crate::pipeline::{Imitation, ServeAll, mount, unknown_provider};
use crate::sandbox::Sandbox;

/// The router: every provider under its name, the control surface under `/_mock`.
pub(crate) fn router(sandbox: &Arc<Sandbox>) -> Router {
    Served::<Providers>::router(sandbox).merge(control::router(sandbox)).fallback(unknown_provider)
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
