//! Access to the page and the control surface: which host names they accept, and which token they require.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use http::HeaderValue;
use uuid::Uuid;

use crate::configuration::{Configuration, Origin};

/// The minimum length of a token that a user chooses.
const MIN_LENGTH: usize = 8;

/// The host names that the page and the control surface accept, and the token that they require.
#[derive(Debug, Clone, Default)]
pub(crate) struct Access {
    /// Accepted host names besides loopback, in lower case.
    hosts: Vec<String>,
    token: Option<Token>,
    /// Websites whose pages may call the control surface.
    origins: Vec<Origin>,
}

/// The token that the page and the control surface require when the server listens beyond loopback.
///
/// At least eight characters: letters, digits, `-`, `.`, `_` and `~`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Generates a token from 122 random bits.
    pub fn random() -> Self {
        Self(Uuid::new_v4().simple().to_string())
    }

    /// The token as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `shown` is the token. Compares in constant time, so that timing reveals nothing about the token.
    pub(crate) fn is(&self, shown: &str) -> bool {
        let differences = self.0.bytes().zip(shown.bytes()).fold(0, |found, (left, right)| found | (left ^ right));
        self.0.len() == shown.len() && differences == 0
    }
}

impl FromStr for Token {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
        if is_plain && text.len() >= MIN_LENGTH {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("expected at least {MIN_LENGTH} characters: letters, digits, and any of - . _ ~"))
        }
    }
}

impl Access {
    pub(crate) fn new(configuration: &Configuration) -> Self {
        let plain = |host: &String| host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let mut hosts: Vec<_> = configuration.allow_hosts.iter().map(plain).collect();
        let own = plain(&configuration.host);
        // An unspecified address (0.0.0.0 or ::) means every interface, so it names no host.
        if !own.parse::<IpAddr>().is_ok_and(|address| address.is_unspecified()) {
            hosts.push(own);
        }
        hosts.extend(configuration.public_url.as_ref().map(|url| plain(&url.host())));
        Self { hosts, token: configuration.token.clone(), origins: configuration.control_origins.clone() }
    }

    /// Whether a host name, without its port, is accepted: loopback, the host that the server listens on, or an allowed
    /// host.
    pub(crate) fn knows(&self, host: &str) -> bool {
        is_loopback(host) || self.is_own_name(host)
    }

    /// Whether the host name was given as one of the sandbox's own.
    pub(crate) fn is_own_name(&self, host: &str) -> bool {
        let name = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
        self.hosts.contains(&name)
    }

    /// Whether the pages of a website may call the control surface.
    pub(crate) fn admits(&self, origin: &HeaderValue) -> bool {
        self.origins.iter().any(|known| known.header() == origin)
    }

    /// The required token, if there is one.
    pub(crate) fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }
}

/// Whether a host name, without its port, is of this machine: `localhost`, `*.localhost` or a loopback address. A full
/// stop at the end of a name changes nothing.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    let name = name.strip_suffix('.').unwrap_or(&name);
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl Configuration {
    /// Generates a token if the server listens beyond loopback and has none.
    pub(crate) fn with_token_beyond_loopback(mut self, address: SocketAddr) -> Self {
        if !address.ip().is_loopback() && self.token.is_none() {
            self.token = Some(Token::random());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Access, Token};
    use crate::configuration::Configuration;

    fn access(host: &str, allowed: &[&str]) -> Access {
        let allow_hosts = allowed.iter().map(|host| (*host).to_owned()).collect();
        Access::new(&Configuration { host: host.to_owned(), allow_hosts, ..Configuration::default() })
    }

    #[test]
    fn knows_its_names() {
        for (host, allowed, asked, known) in [
            ("127.0.0.1", &[][..], "localhost", true),
            ("127.0.0.1", &[], "LOCALHOST", true),
            ("127.0.0.1", &[], "partnero.localhost", true),
            ("127.0.0.1", &[], "127.0.0.1", true),
            ("127.0.0.1", &[], "127.1.2.3", true),
            ("127.0.0.1", &[], "[::1]", true),
            ("127.0.0.1", &[], "localhost.", true),
            ("127.0.0.1", &[], "partnero.localhost.", true),
            ("127.0.0.1", &[], "192.168.1.5", false),
            ("127.0.0.1", &[], "evil.example", false),
            ("127.0.0.1", &[], "localhost.evil.example", false),
            ("127.0.0.1", &[], "evillocalhost", false),
            ("127.0.0.1", &[], "", false),
            ("0.0.0.0", &[], "0.0.0.0", false),
            ("0.0.0.0", &[], "192.168.1.5", false),
            ("::", &[], "[::]", false),
            ("192.168.1.5", &[], "192.168.1.5", true),
            ("0.0.0.0", &["Sandbox.Example"], "sandbox.example", true),
            ("0.0.0.0", &["sandbox.example"], "other.example", false),
            ("0.0.0.0", &["[fd00::5]"], "[fd00::5]", true),
        ] {
            assert_eq!(access(host, allowed).knows(asked), known, "{host} {allowed:?} {asked}");
        }
    }

    #[test]
    fn tokens_are_compared_whole() {
        let token: Token = "a-token-of-mine".parse().expect("a token");
        for (shown, passes) in [
            ("a-token-of-mine", true),
            ("a-token-of-min", false),
            ("a-token-of-mine2", false),
            ("b-token-of-mine", false),
            ("", false),
        ] {
            assert_eq!(token.is(shown), passes, "{shown}");
        }
        for text in ["short", "with space", "with;semicolon", "ümlautümlaut", ""] {
            assert!(text.parse::<Token>().is_err(), "{text}");
        }
        assert_ne!(Token::random(), Token::random());
    }
}
