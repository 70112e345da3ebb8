//! What a sandbox is started with.

use std::path::PathBuf;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use http::HeaderValue;
use trackside_schemas::control::Scenario;

use crate::access::Token;
use crate::credentials::ExtraKey;

/// What a sandbox is started with.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// The host name or address to listen on.
    pub host: String,
    /// The host names beside those of loopback to which the page and the control surface answer.
    pub allow_hosts: Vec<String>,
    /// What the page and the control surface ask for; one is made when it listens beyond loopback and none is given.
    pub token: Option<Token>,
    /// The port to listen on; 0 takes any free one.
    pub port: u16,
    /// What the world grows from: the same seed gives the same world.
    pub seed: u64,
    /// How many orders lie in the 24 months before the world's first day.
    pub orders: u32,
    /// The instant at which the clock stands; it ticks with real time when absent.
    pub now: Option<DateTime<Utc>>,
    /// Keys beside those of the sandbox.
    pub keys: Vec<ExtraKey>,
    /// Whether any well-formed key will do.
    pub any_key: bool,
    /// Whether requests are counted.
    pub rate_limit: RateLimit,
    /// Which pages of other origins may call the providers.
    pub cors: CrossOrigin,
    /// The file in which what clients create outlasts the process; memory alone when absent.
    pub state: Option<PathBuf>,
    /// How many requests the journal keeps; 0 keeps none.
    pub journal: u32,
    /// What is played from the start: faults and overrides are in force, and the clock stands at its instant unless `now` gives another.
    pub scenario: Scenario,
    /// The files that the scenario comes from, which refusals name.
    pub files: Files,
}

/// The files that a scenario comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// The one that it was read from, if any.
    pub scenario: Option<PathBuf>,
    /// The one that its overrides were read from, if any.
    pub overrides: Option<PathBuf>,
}

/// Whether requests are counted, and up to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RateLimit {
    /// Nothing is counted; the headers show a full allowance.
    #[default]
    Off,
    /// Each provider's own limit, where it has one.
    Documented,
    /// So many requests a minute for each key, at the providers that answer 429.
    PerMinute(u32),
}

/// Which pages of other origins may call the providers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CrossOrigin {
    /// All of them.
    #[default]
    Any,
    /// None: no CORS header is sent.
    Off,
    /// Those of the listed origins.
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
                _ => Err("expected off, documented or a number of requests a minute above 0".to_owned()),
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
    let error = || format!("expected any, off or origins such as http://localhost:5173, found {origin:?}");
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
