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

/// A local sandbox for partner- and affiliate-tracking APIs: AgentRef, Affitor, Partnero, Fullwhere and wecantrack.
///
/// All five run on one port and show the same realistic data. Requests and responses follow the providers'
/// documentation.
///
/// In your client, replace the provider's base URL with http://localhost:4010/<provider>, or with
/// http://<provider>.localhost:4010 if you want to keep the provider's own paths. At startup the sandbox prints working
/// credentials and a first request to try.
///
/// Open http://localhost:4010 in a browser for sample requests, the API reference, a live request journal, and controls
/// for the clock and for faults. GET /_mock/world lists the programs in the data and what each is good for.
#[derive(Debug, Clone, Parser)]
#[command(name = "trackside-mock", version, max_term_width = 110, after_help = AFTER_HELP)]
pub struct Arguments {
    /// Address or host name to listen on
    ///
    /// If it is not a loopback address, everyone who can reach the port can call the providers, and the page and /_mock
    /// require a token.
    #[arg(long, env = "TRACKSIDE_HOST", default_value = "127.0.0.1", value_name = "HOST", help_heading = SERVER)]
    host: String,

    /// Port to listen on; 0 picks a free one
    #[arg(long, env = "TRACKSIDE_PORT", default_value_t = 4010, value_name = "PORT", help_heading = SERVER)]
    port: u16,

    /// Another host name for the page and /_mock
    ///
    /// They refuse requests to any name except localhost, --host and the names given here. Repeat the option, or
    /// separate names with commas.
    #[arg(
        long = "allow-host",
        env = "TRACKSIDE_ALLOW_HOST",
        value_name = "HOST",
        value_delimiter = ',',
        help_heading = SERVER
    )]
    allow_hosts: Vec<String>,

    /// Token that the page and /_mock require
    ///
    /// At least 8 characters. If --host is not a loopback address and you give no token, the sandbox generates one and
    /// prints it.
    #[arg(long, env = "TRACKSIDE_TOKEN", value_name = "TOKEN", hide_env_values = true, help_heading = SERVER)]
    token: Option<Token>,

    /// Websites that may call the providers from a browser: any, off, or a list such as http://localhost:5173
    ///
    /// Separate several origins with commas.
    #[arg(
        long,
        env = "TRACKSIDE_CORS",
        default_value = "any",
        value_name = "any|off|ORIGIN,…",
        help_heading = SERVER
    )]
    cors: CrossOrigin,

    /// Seed of the simulated data
    ///
    /// The same seed, number of orders and time give the same responses on every machine.
    #[arg(long, env = "TRACKSIDE_SEED", default_value_t = 1, value_name = "NUMBER", help_heading = DATA)]
    seed: u64,

    /// Number of orders in the 24 months before the start, 0 to 10000000
    #[arg(long, env = "TRACKSIDE_ORDERS", default_value_t = 10_000, value_name = "COUNT", help_heading = DATA,
          value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    orders: u32,

    /// Stop the clock at this time, such as 2026-06-08T12:00:00Z [default: follow real time]
    #[arg(long, env = "TRACKSIDE_NOW", value_name = "TIME", value_parser = parse_time, help_heading = DATA)]
    now: Option<DateTime<Utc>>,

    /// File that keeps what clients create [default: memory only]
    ///
    /// The file is created if it does not exist, and written before each response is sent. It belongs to one world:
    /// open it again with the same --seed and --orders, and no later than 90 days after it was created.
    #[arg(long, env = "TRACKSIDE_STATE", value_name = "FILE", help_heading = DATA)]
    state: Option<PathBuf>,

    /// Scenario to start with, as a JSON file
    ///
    /// The format is that of GET /_mock/scenario: name, description, now, faults, overrides and readings. --now and
    /// --overrides replace the values in the file; --latency and --error-rate add a fault.
    #[arg(long, env = "TRACKSIDE_SCENARIO", value_name = "FILE", help_heading = DATA)]
    scenario: Option<PathBuf>,

    /// Overrides to start with, as a JSON file: {"overrides": […]}
    ///
    /// The format is that of GET /_mock/overrides.
    #[arg(long, env = "TRACKSIDE_OVERRIDES", value_name = "FILE", help_heading = DATA)]
    overrides: Option<PathBuf>,

    /// Another credential to accept, such as wecantrack=KEY
    ///
    /// One of agentref=KEY, affitor=SESSION, partnero=KEY, partnero=KEY:PROGRAM (the program's code),
    /// fullwhere=KEY:SECRET and wecantrack=KEY. Repeat the option, or separate credentials with commas.
    #[arg(
        long = "key",
        env = "TRACKSIDE_KEY",
        value_name = "PROVIDER=KEY",
        hide_env_values = true,
        value_delimiter = ',',
        help_heading = CALLERS
    )]
    keys: Vec<ExtraKey>,

    /// Accept every well-formed credential, not only those that the banner prints
    #[arg(long, env = "TRACKSIDE_ANY_KEY", value_parser = FalseyValueParser::new(), help_heading = CALLERS)]
    any_key: bool,

    /// Rate limit for each key: off, documented (the provider's own limit), or a number of requests per minute
    #[arg(
        long,
        env = "TRACKSIDE_RATE_LIMIT",
        default_value = "off",
        value_name = "off|documented|N",
        help_heading = CALLERS
    )]
    rate_limit: RateLimit,

    /// Delay for every response: 250ms, or a range such as 50ms..200ms; at most one minute
    ///
    /// With a range, each request gets its own delay, which the seed decides.
    #[arg(long, env = "TRACKSIDE_LATENCY", value_name = "TIME|FROM..TO", help_heading = CALLERS)]
    latency: Option<SpanRange>,

    /// Share of requests that fail with a documented error, 0 to 1
    ///
    /// The seed decides which requests fail.
    #[arg(long, env = "TRACKSIDE_ERROR_RATE", value_name = "SHARE", value_parser = parse_share, help_heading = CALLERS)]
    error_rate: Option<f64>,

    /// Number of recent requests to keep in the journal; 0 turns it off
    ///
    /// Together they take at most 24 MiB of memory.
    #[arg(long, env = "TRACKSIDE_JOURNAL", default_value_t = 1000, value_name = "COUNT", help_heading = OUTPUT,
          value_parser = clap::value_parser!(u32).range(0..=100_000))]
    journal: u32,

    /// Print neither the banner nor a line per request, only errors
    #[arg(long, short, env = "TRACKSIDE_QUIET", value_parser = FalseyValueParser::new(), help_heading = OUTPUT)]
    quiet: bool,

    /// Print one line of JSON instead of the banner when the sandbox is ready
    ///
    /// Its fields are origin, port, pid, version, seed, orders, now and token. Use it to start the sandbox from a
    /// program.
    #[arg(long, env = "TRACKSIDE_READY_JSON", value_parser = FalseyValueParser::new(), help_heading = OUTPUT)]
    ready_json: bool,
}

const SERVER: &str = "Server";
const DATA: &str = "Data";
const CALLERS: &str = "Credentials, limits and failures";
const OUTPUT: &str = "Journal and output";

const AFTER_HELP: &str = "\
Examples:
  trackside-mock                                    default data, real time, port 4010
  trackside-mock --now 2026-06-08T12:00:00Z         the same responses on every run
  trackside-mock --rate-limit documented            return 429 at the documented limits
  trackside-mock --latency 50ms..200ms --error-rate 0.05
                                                    slow and flaky; change it at /controls
  trackside-mock --state sandbox.db                 keep what clients create across restarts
  trackside-mock --port 0 --key wecantrack=my-key   any free port, and a key of your own

Environment:
  Each option can be set with the variable that --help shows beside it; the command line wins.
  RUST_LOG sets the log level, for example RUST_LOG=debug.

A request can choose its response with a header: `Prefer: code=404`, `Prefer: example=NAME`, or
`Prefer: delay=250` (milliseconds).";

impl Arguments {
    /// Builds the configuration, reading the files that the arguments name.
    ///
    /// Returns an error if one of the files cannot be read or is invalid.
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

    /// Whether to print one line of JSON instead of the banner.
    pub fn ready_json(&self) -> bool {
        self.ready_json
    }

    /// Whether to print errors only.
    pub fn quiet(&self) -> bool {
        self.quiet
    }
}

fn parse_share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a number from 0 to 1, such as 0.05".to_owned())
}

fn parse_time(text: &str) -> Result<DateTime<Utc>, String> {
    text.parse().map_err(|_| "expected a time with a time zone, such as 2026-06-08T12:00:00Z".to_owned())
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
