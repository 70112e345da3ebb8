//! `GET /_mock/health`.

use trackside_schemas::control::{GetHealth, Health};

use crate::pipeline::{Call, Problem, Serve};

impl Serve for GetHealth {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Health, Problem> {
        let settings = call.sandbox.world().settings();
        Ok(Health {
            status: "ok".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: settings.seed,
            orders: settings.orders,
            now: call.sandbox.clock().now(),
            clock: if call.sandbox.clock().is_pinned() { "pinned" } else { "ticking" }.to_owned(),
        })
    }
}
