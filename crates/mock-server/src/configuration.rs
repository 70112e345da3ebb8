//! The settings of a sandbox.

use std::path::PathBuf;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use http::HeaderValue;
use trackside_schemas::control::Scenario;

use crate::access::Token;
use crate::credentials::ExtraKey;

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
    /// Number of orders in the 24 months before the start, at most 10,000,000.
    pub orders: u32,
    /// Time at which the clock stands still. If absent, the clock follows real time.
    pub now: Option<DateTime<Utc>>,
    /// Credentials to accept besides the built-in ones.
    pub keys: Vec<ExtraKey>,
    /// Whether to accept every well-formed credential.
    pub any_key: bool,
    /// The rate limit for each key.
    pub rate_limit: RateLimit,
    /// Websites that may call the providers from a browser.
    pub cors: CrossOrigin,
    /// File that keeps what clients create. If absent, it is kept in memory only.
    pub state: Option<PathBuf>,
    /// Number of recent requests that the journal keeps; 0 turns it off.
    pub journal: u32,
    /// Scenario to start with: its faults and overrides are active, and its time applies unless `now` is given.
    pub scenario: Scenario,
    /// The files that the scenario was read from, for error messages.
    pub files: Files,
}

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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CrossOrigin {
    /// Every website.
    #[default]
    Any,
    /// No website: no CORS headers are sent.
    Off,
    /// Only these origins.
    Only(Vec<HeaderValue>),
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            allow_hosts: Vec::new(),
            token: None,
            port: 4010,
            seed: 1,
            orders: 10_000,
            now: None,
            keys: Vec::new(),
            any_key: false,
            rate_limit: RateLimit::default(),
            cors: CrossOrigin::default(),
            state: None,
            journal: 1000,
            scenario: Scenario::default(),
            files: Files::default(),
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

impl FromStr for CrossOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "any" => Ok(Self::Any),
            "off" => Ok(Self::Off),
            origins => {
                origins.split(',').map(|origin| parse_origin(origin.trim())).collect::<Result<_, _>>().map(Self::Only)
            }
        }
    }
}

fn parse_origin(origin: &str) -> Result<HeaderValue, String> {
    let error = || format!("expected any, off, or origins such as http://localhost:5173, found {origin:?}");
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")).ok_or_else(error)?;
    if authority.is_empty() || authority.contains(['/', ' ']) {
        return Err(error());
    }
    origin.parse().map_err(|_| error())
}

#[cfg(test)]
mod tests {
    use super::{CrossOrigin, RateLimit};

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
            ("any", true),
            ("off", true),
            ("http://localhost:5173", true),
            ("http://a.example, https://b.example", true),
            ("localhost:5173", false),
            ("http://a.example/path", false),
            ("http://", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<CrossOrigin>().is_ok(), valid, "{text}");
        }
    }
}
