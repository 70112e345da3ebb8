//! The address of a database, which may hold a password.

use std::fmt;
use std::str::FromStr;

/// The address of a PostgreSQL database: `postgres://USER:PASSWORD@HOST:5432/DATABASE`.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

impl PostgresUrl {
    /// The address with its password.
    #[cfg(feature = "postgres")]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PostgresUrl(…)")
    }
}

impl FromStr for PostgresUrl {
    type Err = String;

    /// Returns an error if the address is invalid, or if this build cannot use a database.
    #[cfg(feature = "postgres")]
    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((scheme, _)) = text.split_once("://")
            && !trackside_shared_log::Address::is_meant_by(text)
        {
            return Err(format!("state cannot be kept at {scheme}://…\n\nhint: give a file, or postgres://…"));
        }
        text.parse::<trackside_shared_log::Address>().map(|_| Self(text.to_owned())).map_err(|error| error.to_string())
    }

    /// Returns an error: this build cannot use a database.
    #[cfg(not(feature = "postgres"))]
    fn from_str(_: &str) -> Result<Self, String> {
        Err("this build cannot keep state in a database\n\nhint: give a file, use a released package, or build with \
             `--features postgres`"
            .to_owned())
    }
}
