//! The command line of `trackside-mock`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Parser;
use clap::builder::FalseyValueParser;
use trackside_schemas::control::{Fault, Scenario, SetOverridesBody, SpanRange};

use crate::access::Token;
use crate::configuration::{Configuration, CrossOrigin, Files, RateLimit};
use crate::credentials::ExtraKey;
use crate::error::ServerError;
use crate::scenario::read_file;

/// A sandbox for partner- and affiliate-tracking APIs: every documented endpoint of AgentRef, Affitor, Partnero, Fullwhere and wecantrack
/// on this machine, with data that makes sense.
///
/// Point a client at http://localhost:4010/<provider> instead of the provider's base URL, or at http://<provider>.localhost:4010 with
/// the provider's own paths. The banner prints credentials that work and a first call to paste; GET /_mock/world lists every program
/// and what it is good for.
#[derive(Debug, Clone, Parser)]
#[command(name = "trackside-mock", version, max_term_width = 110, after_help = AFTER_HELP)]
pub struct Arguments {
    /// Address or host name to listen on. Beyond loopback, everybody who reaches the port can call the providers
    #[arg(long, env = "TRACKSIDE_HOST", default_value = "127.0.0.1", value_name = "HOST")]
    host: String,

    /// Host name, beside those of loopback and --host, by which the page and /_mock may be called. Repeat it, or separate with commas
    #[arg(long = "allow-host", env = "TRACKSIDE_ALLOW_HOST", value_name = "HOST", value_delimiter = ',')]
    allow_hosts: Vec<String>,

    /// What the page and /_mock ask for. Beyond loopback they always do: without it a token is made, and the banner prints it
    #[arg(long, env = "TRACKSIDE_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    token: Option<Token>,

    /// Port to listen on; 0 takes any free one
    #[arg(long, env = "TRACKSIDE_PORT", default_value_t = 4010, value_name = "PORT")]
    port: u16,

    /// What the world grows from: the same seed, orders and clock give the same answers on every machine
    #[arg(long, env = "TRACKSIDE_SEED", default_value_t = 1, value_name = "NUMBER")]
    seed: u64,

    /// Orders in the 24 months before the first day, 0 to 10000000
    #[arg(long, env = "TRACKSIDE_ORDERS", default_value_t = 10_000, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    orders: u32,

    /// Instant at which the clock stands still, such as 2026-06-08T12:00:00Z [default: real time]
    #[arg(long, env = "TRACKSIDE_NOW", value_name = "INSTANT", value_parser = parse_instant)]
    now: Option<DateTime<Utc>>,

    /// One more credential: wecantrack=KEY, agentref=KEY, affitor=SESSION, fullwhere=KEY:SECRET, partnero=KEY or partnero=KEY:PROGRAM
    /// (the program's code). Repeat it, or separate with commas
    #[arg(
        long = "key",
        env = "TRACKSIDE_KEY",
        value_name = "PROVIDER=KEY",
        hide_env_values = true,
        value_delimiter = ','
    )]
    keys: Vec<ExtraKey>,

    /// Accept every well-formed credential, not only those of the banner
    #[arg(long, env = "TRACKSIDE_ANY_KEY", value_parser = FalseyValueParser::new())]
    any_key: bool,

    /// Count requests: off, documented (each provider's own limit) or a number a minute for each key
    #[arg(long, env = "TRACKSIDE_RATE_LIMIT", default_value = "off", value_name = "off|documented|N")]
    rate_limit: RateLimit,

    /// Pages that may call the providers from a browser: any, off or a list of origins
    #[arg(long, env = "TRACKSIDE_CORS", default_value = "any", value_name = "any|off|ORIGIN,…")]
    cors: CrossOrigin,

    /// File in which what clients create is kept; it is durable once the answer is sent, and made when there is none. It belongs to
    /// one world: the same --seed and --orders, and the days around the day on which it was made [default: memory alone]
    #[arg(long, env = "TRACKSIDE_STATE", value_name = "FILE")]
    state: Option<PathBuf>,

    /// How much later every answer comes: 250ms, or a range from which each request draws: 50ms..200ms. A minute at most
    #[arg(long, env = "TRACKSIDE_LATENCY", value_name = "SPAN|FROM..TO")]
    latency: Option<SpanRange>,

    /// The share of requests that are answered with a documented error, from 0 to 1; which ones is drawn from the seed
    #[arg(long, env = "TRACKSIDE_ERROR_RATE", value_name = "SHARE", value_parser = parse_share)]
    error_rate: Option<f64>,

    /// Requests that the journal keeps, the newest; 0 keeps none. Bodies together take 24 MiB at most
    #[arg(long, env = "TRACKSIDE_JOURNAL", default_value_t = 1000, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(0..=100_000))]
    journal: u32,

    /// Scenario to start with: a JSON file of name, description, now, faults and overrides, as GET /_mock/scenario answers. --now and
    /// --overrides take the place of what it says
    #[arg(long, env = "TRACKSIDE_SCENARIO", value_name = "FILE")]
    scenario: Option<PathBuf>,

    /// Overrides to start with: a JSON file {"overrides": […]}, as GET /_mock/overrides answers
    #[arg(long, env = "TRACKSIDE_OVERRIDES", value_name = "FILE")]
    overrides: Option<PathBuf>,

    /// Print neither the banner nor a line for each request
    #[arg(long, short, env = "TRACKSIDE_QUIET", value_parser = FalseyValueParser::new())]
    quiet: bool,

    /// Print one line of JSON once the sandbox answers, in place of the banner: origin, port, pid, version, seed, orders, now, token
    #[arg(long, env = "TRACKSIDE_READY_JSON", value_parser = FalseyValueParser::new())]
    ready_json: bool,
}

const AFTER_HELP: &str = "\
Examples:
  trackside-mock                                    the default world, a ticking clock, port 4010
  trackside-mock --now 2026-06-08T12:00:00Z         the same answers every time
  trackside-mock --rate-limit documented            meet 429 as the providers document it
  trackside-mock --latency 50ms..200ms --error-rate 0.05
                                                    a slow and flaky day; PUT /_mock/faults changes it while it runs
  trackside-mock --state sandbox.db                 what clients create is still there after a restart
  trackside-mock --port 0 --key wecantrack=my-key   any free port, which the banner names; a key of your own

Requests may carry `Prefer: code=404`, `Prefer: example=NAME` or `Prefer: delay=250` (milliseconds).
RUST_LOG sets what is logged, for example RUST_LOG=debug.";

impl Arguments {
    /// The configuration that the arguments ask for. Reads the files that they name.
    pub fn configuration(&self) -> Result<Configuration, ServerError> {
        let mut scenario: Scenario = self.scenario.as_deref().map(read_file).transpose()?.unwrap_or_default();
        let mut files = Files { scenario: self.scenario.clone(), overrides: self.scenario.clone() };
        if let Some(path) = &self.overrides {
            scenario.overrides = read_file::<SetOverridesBody>(path)?.overrides;
            files.overrides = Some(path.clone());
        }
        scenario.faults.extend(self.fault());
        Ok(Configuration {
            host: self.host.clone(),
            allow_hosts: self.allow_hosts.clone(),
            token: self.token.clone(),
            port: self.port,
            seed: self.seed,
            orders: self.orders,
            now: self.now,
            keys: self.keys.clone(),
            any_key: self.any_key,
            rate_limit: self.rate_limit,
            cors: self.cors.clone(),
            state: self.state.clone(),
            journal: self.journal,
            scenario,
            files,
        })
    }

    fn fault(&self) -> Option<Fault> {
        let fault = Fault { latency: self.latency, error_rate: self.error_rate, ..Fault::default() };
        (fault != Fault::default()).then_some(fault)
    }

    /// Whether a program waits for one line of JSON.
    pub fn ready_json(&self) -> bool {
        self.ready_json
    }

    /// Whether only errors are printed.
    pub fn quiet(&self) -> bool {
        self.quiet
    }
}

fn parse_share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a share from 0 to 1, such as 0.05".to_owned())
}

fn parse_instant(text: &str) -> Result<DateTime<Utc>, String> {
    text.parse().map_err(|_| "expected an instant with a zone, such as 2026-06-08T12:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
