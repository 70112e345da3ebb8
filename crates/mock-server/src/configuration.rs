//! The settings of a sandbox.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use http::{HeaderValue, Uri};
use ipnet::IpNet;
use trackside_schemas::control::Scenario;

use crate::access::Token;
use crate::credentials::ExtraKey;
pub use crate::postgres_url::PostgresUrl;
use crate::webhooks::{AllowedHost, ConfiguredReceiver};
use crate::world_file::PinnedWorld;

/// The settings of a sandbox.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// Host name or address to listen on.
    pub host: String,
    /// Host names, besides loopback and `host`, that the page and the control surface accept.
    pub allow_hosts: Vec<String>,
    /// Token that the page and the control surface require. Generated if absent and the server listens beyond loopback.
    pub token: Option<Token>,
    /// Port to listen on; 0 picks a free one.
    pub port: u16,
    /// Seed of the simulated world: the same seed gives the same world.
    pub seed: u64,
    /// Number of orders in 24 months, within two per cent, at most 100,000,000.
    pub orders: u32,
    /// Time at which the clock stands still. If absent, the clock follows real time.
    pub now: Option<DateTime<Utc>>,
    /// Credentials to accept besides the built-in ones.
    pub keys: Vec<ExtraKey>,
    /// Whether to accept every well-formed credential.
    pub any_key: bool,
    /// Secrets with which events of Stripe may be signed, besides `whsec_sandbox`.
    pub stripe_secrets: Vec<String>,
    /// The rate limit for each key.
    pub rate_limit: RateLimit,
    /// Websites that may call the providers from a browser.
    pub cors: CrossOrigin,
    /// Websites that may call the control surface from a browser.
    pub control_origins: Vec<Origin>,
    /// The address in front of a proxy, for the links in responses. If absent, links lead where the caller came from.
    pub public_url: Option<PublicUrl>,
    /// Addresses of proxies whose `X-Forwarded-Proto`, `-Host`, `-Prefix` and `-For` are believed.
    pub trust_proxies: Vec<IpNet>,
    /// Whether responses above 1 KB are compressed for clients that ask for it.
    pub compress: bool,
    /// How long slow clients may take.
    pub timeouts: Timeouts,
    /// The most connections at the same time.
    pub max_connections: usize,
    /// How long open requests may take after the sandbox is told to stop.
    pub grace: Duration,
    /// File that keeps what clients create. If absent, it is kept in memory only.
    pub state: Option<PathBuf>,
    /// PostgreSQL database that keeps what clients create, and that other replicas share. Takes the place of `state`.
    pub postgres: Option<PostgresUrl>,
    /// What the sandbox has when it starts, besides or instead of the simulation.
    pub world: Option<PinnedWorld>,
    /// Who receives webhook events from the start, besides those of the world file.
    pub webhooks: Vec<ConfiguredReceiver>,
    /// Hosts besides this machine to which webhook events may be sent.
    pub webhook_hosts: Vec<AllowedHost>,
    /// How many simulated events a leap of the clock tells at most; `None` for all.
    pub webhook_burst: Option<u64>,
    /// The most named worlds.
    pub max_worlds: usize,
    /// Number of recent requests that the journal keeps; 0 turns it off.
    pub journal: u32,
    /// Scenario to start with: its faults and overrides are active, and its time applies unless `now` is given.
    pub scenario: Scenario,
    /// The files that the scenario was read from, for error messages.
    pub files: Files,
    /// The options of the command line that change responses, as words, for the banner. Seed, number of orders and time
    /// are not among them.
    pub options: Vec<String>,
}

/// How long slow clients may take; `None` is for ever.
///
/// The default is one hour each. A client paused in a debugger keeps its connection, and forgotten connections are
/// closed the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For the head of a request, from its first byte on.
    pub head: Option<Duration>,
    /// For the body of a request, and without progress for the body of a response.
    pub body: Option<Duration>,
    /// For a connection without a request.
    pub idle: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        let hour = Some(Duration::from_hours(1));
        Self { head: hour, body: hour, idle: hour }
    }
}

/// The origin of a website: scheme, host and port, such as `http://localhost:5173`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// The address of the sandbox in front of a proxy: scheme, host, port and path, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

/// The files that a scenario was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// File of the scenario.
    pub scenario: Option<PathBuf>,
    /// File of its overrides.
    pub overrides: Option<PathBuf>,
}

/// How many requests per minute a key may send.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RateLimit {
    /// No limit; rate-limit headers always show the full allowance.
    #[default]
    Off,
    /// The limit that the provider documents, if it documents one.
    Documented,
    /// This many requests per minute, for the providers that document 429.
    PerMinute(u32),
}

/// Websites that may call the providers from a browser (CORS).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CrossOrigin {
    /// Every website.
    Any,
    /// No website: no CORS headers are sent.
    Off,
    /// Websites on this machine (`localhost`, `*.localhost` and loopback addresses, on any port) if `local`, and these
    /// origins.
    Some {
        /// Whether websites on this machine may call.
        local: bool,
        /// Other origins.
        origins: Vec<Origin>,
    },
}

impl Default for CrossOrigin {
    fn default() -> Self {
        Self::Some { local: true, origins: Vec::new() }
    }
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            allow_hosts: Vec::new(),
            token: None,
            port: 4010,
            seed: 1,
            orders: 10_000,
            now: None,
            keys: Vec::new(),
            any_key: false,
            stripe_secrets: Vec::new(),
            rate_limit: RateLimit::default(),
            cors: CrossOrigin::default(),
            control_origins: Vec::new(),
            public_url: None,
            trust_proxies: Vec::new(),
            compress: true,
            timeouts: Timeouts::default(),
            max_connections: 4096,
            grace: Duration::from_secs(5),
            state: None,
            postgres: None,
            world: None,
            webhooks: Vec::new(),
            webhook_hosts: Vec::new(),
            webhook_burst: None,
            max_worlds: 256,
            journal: 1000,
            scenario: Scenario::default(),
            files: Files::default(),
            options: Vec::new(),
        }
    }
}

impl FromStr for RateLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "off" => Ok(Self::Off),
            "documented" => Ok(Self::Documented),
            number => match number.parse() {
                Ok(limit) if limit > 0 => Ok(Self::PerMinute(limit)),
                _ => Err("expected off, documented, or a number of requests per minute above 0".to_owned()),
            },
        }
    }
}

impl CrossOrigin {
    /// Only these origins.
    pub(crate) fn only(origins: Vec<Origin>) -> Self {
        Self::Some { local: false, origins }
    }
}

impl FromStr for CrossOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "*" | "any" => Ok(Self::Any),
            "off" => Ok(Self::Off),
            origins => {
                let words: Vec<&str> = origins.split(',').map(str::trim).collect();
                let origins = words.iter().filter(|word| **word != "local");
                let origins: Vec<Origin> = origins
                    .map(|word| word.parse().map_err(|error| format!("expected local, off, *, or origins: {error}")))
                    .collect::<Result<_, _>>()?;
                Ok(Self::Some { local: origins.len() < words.len(), origins })
            }
        }
    }
}

impl Origin {
    /// The origin as the header `Origin` spells it.
    pub(crate) fn header(&self) -> &HeaderValue {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let error = || format!("{text:?} is not an origin such as http://localhost:5173");
        let authority = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).ok_or_else(error)?;
        if authority.is_empty() || authority.contains(['/', ' ', '?', '#', '@', '*']) {
            return Err(error());
        }
        text.to_ascii_lowercase().parse().map(Self).map_err(|_| error())
    }
}

impl PublicUrl {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its host name, without the port.
    pub(crate) fn host(&self) -> String {
        self.0.parse::<Uri>().ok().and_then(|url| url.host().map(str::to_owned)).unwrap_or_default()
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim_end_matches('/');
        let url = text.parse::<Uri>().ok().filter(|url| {
            matches!(url.scheme_str(), Some("http" | "https"))
                && url.authority().is_some_and(|authority| !authority.as_str().contains('@'))
                && url.query().is_none()
        });
        url.map(|_| Self(text.to_owned())).ok_or_else(|| {
            "expected an address such as https://sandbox.example or https://example.com/trackside".to_owned()
        })
    }
}

impl std::fmt::Display for CrossOrigin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Any => formatter.write_str("*"),
            Self::Off => formatter.write_str("off"),
            Self::Some { local, origins } => {
                let origins = origins.iter().filter_map(|origin| origin.header().to_str().ok());
                let words: Vec<&str> = local.then_some("local").into_iter().chain(origins).collect();
                formatter.write_str(&words.join(","))
            }
        }
    }
}

impl std::fmt::Display for RateLimit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Off => formatter.write_str("off"),
            Self::Documented => formatter.write_str("documented"),
            Self::PerMinute(limit) => limit.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CrossOrigin, PublicUrl, RateLimit};

    #[test]
    fn reads_rate_limits() {
        for (text, expected) in [
            ("off", Some(RateLimit::Off)),
            ("documented", Some(RateLimit::Documented)),
            ("5", Some(RateLimit::PerMinute(5))),
            ("0", None),
            ("-1", None),
            ("ten", None),
        ] {
            assert_eq!(text.parse().ok(), expected, "{text}");
        }
    }

    #[test]
    fn reads_origins() {
        for (text, valid) in [
            ("*", true),
            ("any", true),
            ("off", true),
            ("local", true),
            ("local,https://a.example", true),
            ("http://localhost:5173", true),
            ("http://localhost:5173/", true),
            ("http://a.example, https://b.example", true),
            ("http://*.example", false),
            ("localhost:5173", false),
            ("http://a.example/path", false),
            ("http://", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<CrossOrigin>().is_ok(), valid, "{text}");
        }
    }

    #[test]
    fn reads_public_urls() {
        for (text, expected) in [
            ("https://sandbox.example", Some("https://sandbox.example")),
            ("https://sandbox.example:8443/trackside/", Some("https://sandbox.example:8443/trackside")),
            ("sandbox.example", None),
            ("ftp://sandbox.example", None),
            ("https://user@sandbox.example", None),
            ("https://sandbox.example/?a=b", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<PublicUrl>().ok().as_ref().map(PublicUrl::as_str), expected, "{text}");
        }
    }
}
