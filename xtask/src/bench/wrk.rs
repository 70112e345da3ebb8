//! Loading a server with wrk.

use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, bail};
use serde::Deserialize;
use tempfile::NamedTempFile;
use tokio::process::Command;

use super::call::{Call, NUMBER};
use super::server::Server;

/// The first number of the next load that numbers its requests.
static NUMBERS: AtomicU64 = AtomicU64::new(1);

/// More requests than a load has.
const NUMBERS_OF_A_LOAD: u64 = 100_000_000;

/// Prints what was measured as JSON, durations in microseconds. It defines no `request` and no `response`, so that Lua does not run while requests do,
/// unless they are numbered.
const SCRIPT: &str = r#"
function done(summary, latency)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '\n{"requests":%d,"duration":%d,"refused":%d,"broken":%d,"median":%f,"p99":%f}\n',
    summary.requests, summary.duration, errors.status, broken, latency:percentile(50), latency:percentile(99)
  ))
end
"#;

/// The load generator.
pub(super) struct Wrk(());

/// How a server is loaded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    /// How many connections send requests at once.
    pub(super) connections: u32,
    /// For how long.
    pub(super) seconds: u32,
}

/// What one load showed. Durations are in microseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    /// Requests a second.
    pub(super) rate: f64,
    /// CPU time of the server for each request.
    pub(super) cpu: f64,
    /// How long half of the requests took at most.
    pub(super) median: f64,
    /// How long 99 of 100 requests took at most.
    pub(super) p99: f64,
}

/// The script for a call. wrk takes method and body from there, and headers with numbers.
fn script(call: &Call) -> anyhow::Result<NamedTempFile> {
    let mut script = tempfile::Builder::new().suffix(".lua").tempfile()?;
    writeln!(script, "wrk.method = \"{}\"", call.method)?;
    let numbered: Vec<_> = call.headers.iter().filter(|(_, value)| is_numbered(value)).collect();
    if let Some(body) = &call.body {
        writeln!(script, "wrk.body = {}", literal(body)?)?;
    }
    if !numbered.is_empty() || call.body.as_deref().is_some_and(is_numbered) || is_numbered(&call.url) {
        // wrk is one thread, and a load may not repeat the numbers of an earlier one.
        let first = NUMBERS.fetch_add(NUMBERS_OF_A_LOAD, Ordering::Relaxed);
        writeln!(script, "local count = {first} * {}", call.repeats)?;
        writeln!(script, "function request()")?;
        writeln!(script, "  count = count + 1")?;
        writeln!(script, "  local number = string.format('%d', math.floor(count / {}))", call.repeats)?;
        for (name, value) in numbered {
            writeln!(script, "  wrk.headers[{}] = {}", literal(name)?, with_number(value)?)?;
        }
        let body = call.body.as_deref().map_or_else(|| Ok("nil".to_owned()), with_number)?;
        let target = if is_numbered(&call.url) {
            // Doubles hold whole numbers up to 2^53 only.
            writeln!(
                script,
                "  local number = string.format('%d', math.fmod(count, {}) + 1)",
                call.cycle.min(1 << 53)
            )?;
            with_number(call.target())?
        } else {
            "nil".to_owned()
        };
        writeln!(script, "  return wrk.format(nil, {target}, nil, {body})")?;
        writeln!(script, "end")?;
    }
    script.write_all(SCRIPT.as_bytes())?;
    Ok(script)
}

fn is_numbered(text: &str) -> bool {
    text.contains(NUMBER)
}

/// The text as Lua writes it.
fn literal(text: &str) -> anyhow::Result<String> {
    anyhow::ensure!(!text.contains("]==]"), "{text:?} ends a literal of Lua");
    Ok(format!("[==[{text}]==]"))
}

/// The text as Lua writes it, with the number of the request in its place.
fn with_number(text: &str) -> anyhow::Result<String> {
    let parts: Vec<_> = text.split(NUMBER).map(literal).collect::<Result<_, _>>()?;
    Ok(parts.join(" .. number .. "))
}

#[derive(Debug, Deserialize)]
struct Summary {
    requests: u32,
    duration: f64,
    refused: u64,
    broken: u64,
    median: f64,
    p99: f64,
}

impl Wrk {
    /// Makes sure that wrk is there.
    pub(super) async fn find() -> anyhow::Result<Self> {
        let found = Command::new("wrk").arg("--version").output().await;
        found.context("wrk cannot be started\n\nhint: install it, on Debian with `apt-get install wrk`")?;
        Ok(Self(()))
    }

    /// Loads the server from one thread. An answer that is no success makes the measurement worthless, and is an error.
    pub(super) async fn load(&self, server: &Server, call: &Call, load: Load) -> anyhow::Result<Sample> {
        let script = script(call)?;
        let mut command = Command::new("wrk");
        command.arg("-t1").arg(format!("-c{}", load.connections)).arg(format!("-d{}s", load.seconds));
        command.args(["--timeout", "60s", "-s"]).arg(script.path());
        for (name, value) in call.headers.iter().filter(|(_, value)| !is_numbered(value)) {
            command.arg("-H").arg(format!("{name}: {value}"));
        }
        let before = server.cpu_time()?;
        // Its path is only the first one if requests are numbered.
        let output = command
            .arg(call.url.replace(NUMBER, "1"))
            .kill_on_drop(true)
            .output()
            .await
            .context("wrk cannot be started")?;
        let cpu = server.cpu_time()?.checked_sub(before).context("CPU time ran backwards")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let summary = text.lines().rev().find(|line| line.starts_with('{'));
        let summary: Summary = summary
            .and_then(|line| serde_json::from_str(line).ok())
            .with_context(|| format!("wrk printed no summary:\n{text}{}", String::from_utf8_lossy(&output.stderr)))?;
        if summary.refused + summary.broken > 0 {
            bail!(
                "of {} requests {} were answered with no success and {} not at all: {}",
                summary.requests,
                summary.refused,
                summary.broken,
                call.curl()
            );
        }
        if summary.requests == 0 {
            bail!("{} was not answered within {} s", call.curl(), load.seconds);
        }
        let requests = f64::from(summary.requests);
        Ok(Sample {
            rate: requests / (summary.duration / 1e6),
            cpu: cpu.as_secs_f64() * 1e6 / requests,
            median: summary.median,
            p99: summary.p99,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, script, with_number};

    #[test]
    fn writes_numbers_into_texts_of_lua() {
        for (text, expected) in [
            ("{{number}}", "[==[]==] .. number .. [==[]==]"),
            (r#"{"id":"order-{{number}}"}"#, r#"[==[{"id":"order-]==] .. number .. [==["}]==]"#),
            ("plain", "[==[plain]==]"),
        ] {
            assert_eq!(with_number(text).expect("a literal"), expected);
        }
        assert!(with_number("]==]").is_err());
    }

    #[test]
    fn numbers_pages_up_to_the_last_one() {
        let call = Call::get("http://a:1/rows?page={{number}}".to_owned()).cycled(7);
        let script = std::fs::read_to_string(script(&call).expect("a script").path()).expect("a file");
        assert!(script.contains("math.fmod(count, 7) + 1"), "{script}");
        assert!(
            script.contains("return wrk.format(nil, [==[/rows?page=]==] .. number .. [==[]==], nil, nil)"),
            "{script}"
        );
    }
}
