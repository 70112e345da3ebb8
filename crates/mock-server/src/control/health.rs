//! `GET /_mock/health`.

use trackside_schemas::control::{GetHealth, Health};
use trackside_schemas::declare::Nothing;
use trackside_world::{View, WORLD_VERSION};

use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetHealth {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Health>, Problem> {
        let settings = call.sandbox.world().settings();
        let health = Health {
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            seed: Some(settings.seed),
            orders: Some(settings.orders),
            world: Some(WORLD_VERSION),
            now: Some(call.sandbox.clock().now()),
            clock: Some(if call.sandbox.clock().is_pinned() { "pinned" } else { "ticking" }.to_owned()),
            notice: call.sandbox.notice(),
            ..Health::alive()
        };
        Ok(health.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}
