//! The text that the sandbox prints when it has started.

use std::io::{self, Write};

use chrono::SecondsFormat;
use trackside_schemas::control::Fault;

use crate::catalogue;
use crate::control::first_call;
use crate::credentials::Key;
use crate::sandbox::Sandbox;

/// Writes the banner: base URLs, working credentials, a first request to try, and how to get the same responses again.
///
/// Returns an error if `out` cannot be written to.
pub fn write_banner(out: &mut dyn Write, sandbox: &Sandbox, origin: &str) -> io::Result<()> {
    let now = sandbox.clock().now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let settings = sandbox.world().settings();
    writeln!(out, "Trackside {} is listening on {origin}\n", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "  {:<12} {:<34} credentials", "provider", "base URL")?;
    for provider in catalogue::providers() {
        let working: Vec<&Key> = sandbox.keys().of(provider.name).filter(|key| key.works()).collect();
        let shown = working.first().map(|key| key.secrets.join(" and ")).unwrap_or_default();
        let more =
            if working.len() > 1 { format!(" ({} more in /_mock/world)", working.len() - 1) } else { String::new() };
        writeln!(out, "  {:<12} {:<34} {shown}{more}", provider.title, format!("{origin}/{}", provider.name))?;
    }
    if sandbox.keys().accepts_any() {
        writeln!(out, "\n  Every well-formed credential is accepted (--any-key).")?;
    }
    if let Some(name) = sandbox.played().look(|label| label.name.clone()) {
        writeln!(out, "\n  Scenario {name:?} is active: {origin}/_mock/scenario")?;
    }
    let overrides = sandbox.overrides().list().len();
    match overrides {
        0 => {}
        1 => writeln!(out, "\n  1 override is active: {origin}/_mock/overrides")?,
        count => writeln!(out, "\n  {count} overrides are active: {origin}/_mock/overrides")?,
    }
    writeln!(out, "\nTry a first request:\n\n  {}\n", first_call(sandbox, origin))?;
    if let Some(token) = sandbox.access().token() {
        let token = token.as_str();
        writeln!(out, "Sample requests, API reference, live journal, clock and faults: {origin}/?token={token}")?;
        writeln!(out, "To call /_mock from a program, send the header Authorization: Bearer {token}")?;
    } else {
        writeln!(out, "Sample requests, API reference, live journal, clock and faults: {origin}")?;
    }
    writeln!(out, "Programs, ids and credentials: {origin}/_mock/world")?;
    for receiver in &sandbox.start().receivers {
        let secret = if receiver.secret.is_empty() { "not signed" } else { &receiver.secret };
        writeln!(out, "Webhook events of {} go to {} ({secret})", receiver.key.provider, receiver.url)?;
    }
    if let Some(path) = sandbox.store().path() {
        writeln!(out, "Data that clients create is kept in {}", path.display())?;
    }
    if let Some(log) = sandbox.store().shared() {
        writeln!(out, "Data that clients create is kept in PostgreSQL at {}, for all its replicas", log.place())?;
    }
    if sandbox.faults().any() {
        writeln!(out, "Active faults: {}", described(&sandbox.faults().list()))?;
    }
    if let Some(notice) = sandbox.notice() {
        writeln!(out, "Attention: {notice}")?;
    }
    let mut pin = format!("--now {now} --seed {} --orders {}", settings.seed, settings.orders);
    for option in sandbox.options() {
        pin.push(' ');
        pin.push_str(option);
    }
    if sandbox.clock().is_pinned() {
        writeln!(out, "The clock is pinned at {now}. To get the same responses again: {pin}")
    } else {
        writeln!(out, "The clock follows real time. To get the same responses on every run: {pin}")
    }
}

/// The faults as JSON, and how to change them.
fn described(faults: &[Fault]) -> String {
    let listed = faults.iter().filter_map(|fault| serde_json::to_string(fault).ok());
    format!("{} (change them with PUT /_mock/faults)", listed.collect::<Vec<_>>().join(", "))
}
