//! The address of a database.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::Error;

/// How long a connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// After so long without an acknowledgement the connection counts as lost.
const SILENCE: Duration = Duration::from_secs(5);

/// The address of a PostgreSQL database, such as `postgres://user:password@host:5432/database?sslmode=disable`.
#[derive(Clone)]
pub struct Address {
    config: Config,
    place: String,
}

impl Address {
    /// Whether the text is meant as such an address.
    pub fn is_meant_by(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://")
    }

    /// Host and database, without user and password.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Whether the connection must be encrypted.
    pub(crate) fn requires_tls(&self) -> bool {
        self.config.get_ssl_mode() == SslMode::Require
    }
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        // The library's message repeats no part of the address, so no password.
        let mut config: Config = text.parse().map_err(|error| Error::Address(crate::error::chain(&error)))?;
        if config.get_hosts().is_empty() {
            return Err(Error::Address("it names no host".to_owned()));
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_WITHIN);
        }
        config.tcp_user_timeout(SILENCE).keepalives_idle(SILENCE);
        if config.get_application_name().is_none() {
            config.application_name("trackside-mock");
        }
        let place = place(&config);
        Ok(Self { config, place })
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Address").field(&self.place).finish()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.place)
    }
}

fn place(config: &Config) -> String {
    let host = |host: &Host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    };
    let mut place = config.get_hosts().iter().map(host).collect::<Vec<_>>().join(",");
    if let [port] = config.get_ports() {
        place = format!("{place}:{port}");
    }
    match config.get_dbname() {
        Some(name) => format!("{place}/{name}"),
        None => place,
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn shows_host_and_database_only() {
        let address: Address = "postgres://app:hush@db.example:5433/sandbox".parse().expect("a valid address");
        assert_eq!(address.to_string(), "db.example:5433/sandbox");
        assert!(!format!("{address:?}").contains("hush"));
        assert!(Address::is_meant_by("postgresql://h/d") && !Address::is_meant_by("sandbox.db"));
    }

    #[test]
    fn an_invalid_address_is_refused_without_its_password() {
        for text in ["postgres://app:hush@db:port/x", "postgres://app:hush@db/x?sslmode=perhaps", "postgres:///x"] {
            let error = text.parse::<Address>().expect_err(text).to_string();
            assert!(error.contains("postgres://USER") && !error.contains("hush"), "{error}");
        }
    }
}
