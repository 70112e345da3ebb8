//! What the sandbox says of itself when it starts.

use std::io::{self, Write};

use chrono::SecondsFormat;
use trackside_schemas::control::Fault;

use crate::catalogue;
use crate::control::first_call;
use crate::credentials::Key;
use crate::sandbox::Sandbox;

/// Writes the banner: base URLs, credentials that work, a call to paste, how to pin the clock.
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
        writeln!(out, "\n  The scenario {name:?} is played: {origin}/_mock/scenario")?;
    }
    let overrides = sandbox.overrides().list().len();
    if overrides > 0 {
        writeln!(out, "\n  Overrides change answers, {overrides} of them: {origin}/_mock/overrides")?;
    }
    writeln!(out, "\nA first call:\n\n  {}\n", first_call(sandbox, origin))?;
    if let Some(token) = sandbox.access().token() {
        let token = token.as_str();
        writeln!(out, "Calls to paste, every operation, a live journal, clock and faults: {origin}/?token={token}")?;
        writeln!(out, "Steering it from a program takes the header Authorization: Bearer {token}")?;
    } else {
        writeln!(out, "Calls to paste, every operation, a live journal, clock and faults: {origin}")?;
    }
    writeln!(out, "Programs, ids and credentials: {origin}/_mock/world")?;
    if let Some(path) = sandbox.store().path() {
        writeln!(out, "What clients create is kept in {}", path.display())?;
    }
    if sandbox.faults().any() {
        writeln!(out, "Faults are on: {}", described(&sandbox.faults().list()))?;
    }
    let pin = format!("--now {now} --seed {} --orders {}", settings.seed, settings.orders);
    if sandbox.clock().is_pinned() {
        writeln!(out, "The clock stands at {now}; the same answers again: {pin}")
    } else {
        writeln!(out, "The clock ticks; to get the same answers every time: {pin}")
    }
}

/// The faults as they are written in JSON, with the address that changes them.
fn described(faults: &[Fault]) -> String {
    let listed = faults.iter().filter_map(|fault| serde_json::to_string(fault).ok());
    format!("{} (PUT /_mock/faults changes them)", listed.collect::<Vec<_>>().join(", "))
}
