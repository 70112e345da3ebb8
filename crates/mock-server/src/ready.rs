//! The line of JSON for programs that start the sandbox.

use std::io::{self, Write};

use chrono::SecondsFormat;
use serde_json::json;

use crate::server::MockServer;

/// Writes one line of JSON: where the sandbox listens, and the settings to start the same one again.
///
/// Returns an error if `out` cannot be written to.
pub fn write_ready(out: &mut dyn Write, server: &MockServer) -> io::Result<()> {
    let sandbox = server.sandbox();
    let settings = sandbox.world().settings();
    let ready = json!({
        "origin": server.origin(),
        "port": server.address().port(),
        "pid": std::process::id(),
        "version": env!("CARGO_PKG_VERSION"),
        "seed": settings.seed,
        "orders": settings.orders,
        "now": sandbox.clock().now().to_rfc3339_opts(SecondsFormat::Secs, true),
        "token": server.token(),
    });
    writeln!(out, "{ready}")
}
