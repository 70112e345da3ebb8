//! Where state is kept: the value of `--state`.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::configuration::PostgresUrl;
use crate::error::ServerError;

/// Where state is kept. It is checked later, because the parser of the command line repeats a value that it refuses, and an
/// address may hold a password.
#[derive(Debug, Clone)]
pub(super) enum StatePlace {
    File(PathBuf),
    /// An address, to be checked.
    Address(Address),
}

/// An address of any kind. It shows nothing that may be secret.
#[derive(Clone)]
pub(super) struct Address(String);

impl StatePlace {
    pub(super) fn file(&self) -> Option<PathBuf> {
        if let Self::File(path) = self { Some(path.clone()) } else { None }
    }

    /// The address of a database, if that is where state is kept.
    pub(super) fn postgres(&self) -> Result<Option<PostgresUrl>, ServerError> {
        let Self::Address(Address(text)) = self else { return Ok(None) };
        text.parse().map(Some).map_err(ServerError::Database)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Address(…)")
    }
}

/// Without user and password.
impl fmt::Display for StatePlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Address(Address(text)) => {
                let (scheme, place) = text.split_once("://").unwrap_or(("postgres", text));
                let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
                write!(formatter, "{scheme}://{place}")
            }
        }
    }
}

impl FromStr for StatePlace {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(if text.contains("://") { Self::Address(Address(text.to_owned())) } else { Self::File(text.into()) })
    }
}
