//! The command line of `trackside-mock`.

mod environment;
mod repeat;
mod state;
mod values;
mod webhooks;

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::builder::FalseyValueParser;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use ipnet::IpNet;
use trackside_schemas::control::{Fault, Scenario, SetOverridesBody, SpanRange};

use self::state::StatePlace;
use self::values::{Timeout, duration, network, port, share};
pub(crate) use self::values::{cents, number, time};
use self::webhooks::WebhookArguments;
use crate::access::Token;
use crate::cli::{Checkpoints, Events, Trigger, Webhooks, World, Worlds};
use crate::configuration::{Configuration, CrossOrigin, Files, Origin, PublicUrl, RateLimit, Timeouts};
use crate::credentials::ExtraKey;
use crate::error::ServerError;
use crate::scenario::read_file;
use crate::world_file::PinnedWorld;

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
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(
    name = "trackside-mock",
    version,
    max_term_width = 110,
    after_help = AFTER_HELP,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    subcommand_help_heading = COMMANDS
)]
pub struct Arguments {
    /// Address or host name to listen on; localhost is both 127.0.0.1 and ::1
    ///
    /// If it is not a loopback address, everyone who can reach the port can call the providers, and the page and /_mock
    /// require a token.
    #[arg(long, env = "TRACKSIDE_HOST", default_value = "localhost", value_name = "HOST", help_heading = SERVER)]
    host: String,

    /// Port to listen on; 0 picks a free one
    #[arg(long, env = "TRACKSIDE_PORT", default_value = "4010", value_name = "PORT", value_parser = port, help_heading = SERVER)]
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
    /// prints it. Prefer the variable TRACKSIDE_TOKEN: every user of the machine can read the command lines of running
    /// programs.
    #[arg(long, env = "TRACKSIDE_TOKEN", value_name = "TOKEN", hide_env_values = true, help_heading = SERVER)]
    token: Option<Token>,

    /// Websites that may call the providers from a browser: local, off, * for all, or a list of origins
    ///
    /// local means localhost, *.localhost and loopback addresses, on any port. A list may contain it, as in
    /// local,https://staging.example.
    #[arg(
        long,
        env = "TRACKSIDE_CORS",
        default_value = "local",
        value_name = "local|off|*|ORIGIN,…",
        help_heading = SERVER
    )]
    cors: CrossOrigin,

    /// A website that may call /_mock from a browser, such as http://localhost:5173
    ///
    /// Your app can then move the clock or set faults. Repeat the option, or separate origins with commas.
    #[arg(
        long = "control-origin",
        env = "TRACKSIDE_CONTROL_ORIGIN",
        value_name = "ORIGIN",
        value_delimiter = ',',
        help_heading = SERVER
    )]
    control_origins: Vec<Origin>,

    /// Address of the sandbox in front of a proxy, such as https://sandbox.example
    ///
    /// Links in responses start with it. Its host name is also one for the page and /_mock.
    #[arg(long, env = "TRACKSIDE_PUBLIC_URL", value_name = "URL", help_heading = SERVER)]
    public_url: Option<PublicUrl>,

    /// Proxy whose X-Forwarded-Proto, -Host and -Prefix are believed: an address, or a network such as 10.0.0.0/8
    ///
    /// Links in responses then lead to the address in front of the proxy, and rate limits per address count the
    /// addresses in its X-Forwarded-For. Repeat the option, or separate addresses with commas.
    #[arg(
        long = "trust-proxy",
        env = "TRACKSIDE_TRUST_PROXY",
        value_name = "ADDRESS",
        value_delimiter = ',',
        value_parser = network,
        help_heading = SERVER
    )]
    trust_proxies: Vec<IpNet>,

    /// Send responses uncompressed, even if the client accepts gzip
    ///
    /// Without this option, responses above 1 KB are compressed for clients that ask for it.
    #[arg(long, env = "TRACKSIDE_NO_COMPRESSION", value_parser = FalseyValueParser::new(), help_heading = SERVER)]
    no_compression: bool,

    /// Time for the head of a request, from its first byte on, such as 30s, or off
    ///
    /// The three time-outs are long by default, so that you can pause your client in a debugger without losing the
    /// connection. Set shorter ones where strangers can reach the port.
    #[arg(long, env = "TRACKSIDE_HEAD_TIMEOUT", default_value = "1h", value_name = "TIME|off", help_heading = LIMITS)]
    head_timeout: Timeout,

    /// Time for the body of a request, or off; also the longest time without progress in a response
    #[arg(long, env = "TRACKSIDE_BODY_TIMEOUT", default_value = "1h", value_name = "TIME|off", help_heading = LIMITS)]
    body_timeout: Timeout,

    /// How long a connection may stay open without a request, or off
    #[arg(long, env = "TRACKSIDE_IDLE_TIMEOUT", default_value = "1h", value_name = "TIME|off", help_heading = LIMITS)]
    idle_timeout: Timeout,

    /// Most connections at the same time; further ones get 503
    ///
    /// The sandbox raises its limit of open files as far as that needs, and warns if the system does not allow it.
    #[arg(long, env = "TRACKSIDE_MAX_CONNECTIONS", default_value = "4096", value_name = "COUNT", help_heading = LIMITS,
          value_parser = number(1, 1_000_000))]
    max_connections: u64,

    /// How long open requests may take after SIGTERM or Ctrl-C
    ///
    /// Container runtimes kill a program after 10 seconds or more.
    #[arg(long, env = "TRACKSIDE_GRACE", default_value = "5s", value_name = "TIME", value_parser = duration,
          help_heading = LIMITS)]
    grace: Duration,

    /// Seed of the simulated data
    ///
    /// The same seed, number of orders and time give the same responses on every machine.
    #[arg(long, env = "TRACKSIDE_SEED", default_value = "1", value_name = "NUMBER", help_heading = DATA,
          value_parser = number(0, u64::MAX))]
    seed: u64,

    /// Number of orders in 24 months, within two per cent, 0 to 100000000
    #[arg(long, env = "TRACKSIDE_ORDERS", default_value = "10000", value_name = "COUNT", help_heading = DATA,
          value_parser = number(0, 100_000_000))]
    orders: u64,

    /// Stop the clock at this time, such as 2026-06-08T12:00:00Z or 2026-06-08 [default: follow real time]
    #[arg(long, env = "TRACKSIDE_NOW", value_name = "TIME", value_parser = time, help_heading = DATA)]
    now: Option<DateTime<Utc>>,

    /// File, or PostgreSQL database, that keeps what clients create [default: memory only]
    ///
    /// A file is created if it does not exist, and written before each response is sent. It belongs to one world:
    /// open it again with the same --seed and --orders, and no later than ten years after it was created.
    ///
    /// With an address such as postgres://USER:PASSWORD@HOST/DATABASE, several sandboxes share one ledger, one clock and one
    /// set of faults, overrides and checkpoints, so that they can stand behind one load balancer. The tables are created.
    /// Start all of them with the same options.
    #[arg(long, env = "TRACKSIDE_STATE", value_name = "FILE|URL", help_heading = DATA)]
    state: Option<StatePlace>,

    /// World file to start with: programs, partners, customers and orders of your own, as YAML or JSON
    ///
    /// They are beside the simulated ones, or instead of them with `simulate: false` in the file. A reset brings exactly
    /// them back. `trackside-mock world init` writes an example.
    #[arg(long, env = "TRACKSIDE_WORLD", value_name = "FILE", help_heading = DATA)]
    world: Option<PathBuf>,

    /// Most named worlds at the same time; a request that selects a further one gets 507
    ///
    /// A request selects a world of its own with the header X-Mock-World, a host name such as worker-3.localhost or a path
    /// such as /_world/worker-3/agentref. Worlds are created when they are first used, and see nothing of each other. They
    /// are in memory only, unless --state names a database.
    #[arg(long, env = "TRACKSIDE_MAX_WORLDS", default_value = "256", value_name = "COUNT", help_heading = DATA,
          value_parser = number(0, 100_000))]
    max_worlds: u64,

    /// Scenario to start with, as a JSON file
    ///
    /// The format is that of GET /_mock/scenario: name, description, now, faults, overrides and readings. --now and
    /// --overrides replace the values in the file; --latency, --error-rate and --fault add faults.
    #[arg(long, env = "TRACKSIDE_SCENARIO", value_name = "FILE", help_heading = DATA)]
    scenario: Option<PathBuf>,

    /// Overrides to start with, as a JSON file: {"overrides": […]}
    ///
    /// The format is that of GET /_mock/overrides.
    #[arg(long, env = "TRACKSIDE_OVERRIDES", value_name = "FILE", help_heading = DATA)]
    overrides: Option<PathBuf>,

    /// Another credential to accept, such as wecantrack=KEY
    ///
    /// One of agentref=KEY, agentref=KEY:SCOPE+SCOPE (such as ak_live_ci:programs:read+stats:read), affitor=SESSION,
    /// partnero=KEY, partnero=KEY:PROGRAM (the program's code), fullwhere=KEY:SECRET and wecantrack=KEY. Repeat the
    /// option, or separate credentials with commas.
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

    /// Secret with which events of Stripe are signed, such as the one that `stripe listen` prints
    ///
    /// AgentRef and Affitor accept events that it has signed, besides those signed with whsec_sandbox. Repeat the
    /// option, or separate secrets with commas.
    #[arg(
        long = "stripe-secret",
        env = "TRACKSIDE_STRIPE_SECRET",
        value_name = "SECRET",
        hide_env_values = true,
        value_delimiter = ',',
        help_heading = CALLERS
    )]
    stripe_secrets: Vec<String>,

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

    /// Share of requests that fail with status 500, 0 to 1
    ///
    /// The seed decides which requests fail. Providers that document 500 use their own form; for the others it is the
    /// page of a gateway. PUT /_mock/faults can set any other status.
    #[arg(long, env = "TRACKSIDE_ERROR_RATE", value_name = "SHARE", value_parser = share, help_heading = CALLERS)]
    error_rate: Option<f64>,

    /// Named fault, for all providers or for one: slow, wecantrack=maintenance
    ///
    /// flaky-gateway: every fifth request gets a 502 page, some connections are reset. rate-limited: every request is
    /// over the rate limit, Retry-After: 1. slow: every response takes 1 to 3 seconds longer. maintenance: every request
    /// gets a 503 page, Retry-After: 300. Repeat the option, or separate faults with commas.
    #[arg(
        long = "fault",
        env = "TRACKSIDE_FAULT",
        value_name = "[PROVIDER=]NAME",
        value_delimiter = ',',
        value_parser = parse_fault,
        help_heading = CALLERS
    )]
    faults: Vec<Fault>,

    #[command(flatten)]
    webhooks: WebhookArguments,

    /// Number of recent requests to keep in the journal; 0 turns it off
    ///
    /// Together they take at most 24 MiB of memory.
    #[arg(long, env = "TRACKSIDE_JOURNAL", default_value = "1000", value_name = "COUNT", help_heading = OUTPUT,
          value_parser = number(0, 100_000))]
    journal: u64,

    /// Print neither the banner nor a line per request, only errors
    #[arg(long, short, env = "TRACKSIDE_QUIET", value_parser = FalseyValueParser::new(), help_heading = OUTPUT)]
    quiet: bool,

    /// Print one line of JSON instead of the banner when the sandbox is ready
    ///
    /// Its fields are origin, port, pid, version, seed, orders, now and token. Use it to start the sandbox from a
    /// program.
    #[arg(long, env = "TRACKSIDE_READY_JSON", value_parser = FalseyValueParser::new(), help_heading = OUTPUT)]
    ready_json: bool,

    #[command(subcommand)]
    command: Option<Command>,
}

/// What the program does instead of running a sandbox.
#[derive(Debug, Clone, Subcommand)]
enum Command {
    Checkpoints(Box<Checkpoints>),
    Events(Box<Events>),
    Trigger(Box<Trigger>),
    Webhooks(Box<Webhooks>),
    World(Box<World>),
    Worlds(Box<Worlds>),
}

/// What the command line asks for.
#[derive(Debug, Clone)]
pub enum Task {
    /// To run a sandbox.
    Serve(Box<Arguments>),
    /// To talk to a running one about its checkpoints.
    Checkpoints(Box<Checkpoints>),
    /// To talk to a running one about its events.
    Events(Box<Events>),
    /// To make a webhook event happen in a running one.
    Trigger(Box<Trigger>),
    /// To talk to a running one about its webhooks.
    Webhooks(Box<Webhooks>),
    /// To write, check or export a world file.
    World(Box<World>),
    /// To talk to a running one about its named worlds.
    Worlds(Box<Worlds>),
}

const COMMANDS: &str = "Commands";
const SERVER: &str = "Server";
const LIMITS: &str = "Time-outs and limits";
const DATA: &str = "Data";
const CALLERS: &str = "Credentials, limits and failures";
const WEBHOOKS: &str = "Webhooks";
const OUTPUT: &str = "Journal and output";

const AFTER_HELP: &str = "\
Examples:
  trackside-mock                                    default data, real time, port 4010
  trackside-mock --now 2026-06-08T12:00:00Z         the same responses on every run
  trackside-mock --rate-limit documented            return 429 at the documented limits
  trackside-mock --latency 50ms..200ms --error-rate 0.05
                                                    slow and flaky; change it at /controls
  trackside-mock --fault flaky-gateway              502 pages and resets, as behind a bad gateway
  trackside-mock --world world.yaml                 programs, partners and orders of your own
  trackside-mock --state sandbox.db                 keep what clients create across restarts
  trackside-mock --port 0 --key wecantrack=my-key   any free port, and a key of your own
  trackside-mock --webhook agentref=http://localhost:3000/hooks
                                                    send AgentRef's webhook events to your app
  trackside-mock trigger conversion.created         one of them, from the sandbox that is running
  trackside-mock events cause sale                  a sale in the sandbox that is running
  trackside-mock checkpoints create seeded          keep its state, to go back to
  trackside-mock worlds list                        worlds of its own, one per test or worker

Environment:
  Each option can be set with the variable that --help shows beside it; the command line wins. An
  empty variable counts as unset.
  RUST_LOG sets the log level, for example RUST_LOG=debug.

A request can choose its response with a header: `Prefer: code=404` (or any other failure),
`Prefer: example=NAME`, or `Prefer: delay=250` (milliseconds).";

impl Arguments {
    /// Reads the command line and the environment. Also returns what is worth a line in the log.
    ///
    /// Returns an error to print if an argument or a variable is invalid, and for `--help` and `--version`.
    pub fn read() -> Result<(Task, Vec<String>), clap::Error> {
        let command = Self::command();
        let first = std::env::args_os().nth(1);
        let is_for_another = first.is_some_and(|first| command.find_subcommand(first).is_some());
        let (command, notes) = environment::prepared(command, is_for_another);
        let matches = command.clone().try_get_matches().map_err(|error| environment::named(error, &command))?;
        let arguments = Self::from_arg_matches(&matches)?;
        let task = match arguments.command {
            Some(Command::Checkpoints(checkpoints)) => Task::Checkpoints(checkpoints),
            Some(Command::Events(events)) => Task::Events(events),
            Some(Command::Trigger(trigger)) => Task::Trigger(trigger),
            Some(Command::Webhooks(webhooks)) => Task::Webhooks(webhooks),
            Some(Command::World(world)) => Task::World(world),
            Some(Command::Worlds(worlds)) => Task::Worlds(worlds),
            None => Task::Serve(Box::new(arguments)),
        };
        Ok((task, notes))
    }

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
        scenario.faults.extend(self.faults.iter().cloned());
        Ok(Configuration {
            host: self.host.clone(),
            allow_hosts: self.allow_hosts.clone(),
            token: self.token.clone(),
            port: self.port,
            seed: self.seed,
            orders: narrowed(self.orders),
            now: self.now,
            keys: self.keys.clone(),
            any_key: self.any_key,
            stripe_secrets: self.stripe_secrets.clone(),
            rate_limit: self.rate_limit,
            cors: self.cors.clone(),
            control_origins: self.control_origins.clone(),
            public_url: self.public_url.clone(),
            trust_proxies: self.trust_proxies.clone(),
            compress: !self.no_compression,
            timeouts: Timeouts { head: self.head_timeout.0, body: self.body_timeout.0, idle: self.idle_timeout.0 },
            max_connections: usize::try_from(self.max_connections).unwrap_or(usize::MAX),
            grace: self.grace,
            state: self.state.as_ref().and_then(StatePlace::file),
            postgres: self.state.as_ref().map(StatePlace::postgres).transpose()?.flatten(),
            world: self.world.as_deref().map(PinnedWorld::read).transpose()?,
            webhooks: self.webhooks.receivers.clone(),
            webhook_hosts: self.webhooks.hosts.clone(),
            webhook_burst: self.webhooks.burst,
            max_worlds: usize::try_from(self.max_worlds).unwrap_or(usize::MAX),
            journal: narrowed(self.journal),
            scenario,
            files,
            options: self.options(),
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

/// The parser of the argument has checked the range.
fn narrowed(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn parse_fault(text: &str) -> Result<Fault, String> {
    let (provider, preset) = text.split_once('=').map_or((None, text), |(provider, preset)| (Some(provider), preset));
    Ok(Fault { provider: provider.map(str::to_owned), preset: Some(preset.parse()?), ..Fault::default() })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use trackside_schemas::control::Preset;

    use super::{Arguments, parse_fault};

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_help_explains_every_preset() {
        let help = Arguments::command().render_long_help().to_string();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for preset in Preset::ALL {
            assert!(help.contains(&format!("{}: {}", preset.name(), preset.meaning())), "{preset}");
        }
    }

    #[test]
    fn reads_named_faults() {
        let fault = parse_fault("wecantrack=maintenance").expect("a fault");
        assert_eq!((fault.provider.as_deref(), fault.preset), (Some("wecantrack"), Some(Preset::Maintenance)));
        assert_eq!(parse_fault("slow").expect("a fault").provider, None);
        assert!(parse_fault("fast").is_err());
    }
}
