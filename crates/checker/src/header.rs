//! Headers that are sent with every request.

use http::{HeaderName, HeaderValue};

/// A header that is sent with every request.
#[derive(Clone)]
pub struct ExtraHeader {
    pub(crate) name: HeaderName,
    pub(crate) value: HeaderValue,
    /// The environment variable that holds the value, if it is a secret. Reports show its name instead.
    pub(crate) variable: Option<String>,
}

/// Why a header cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum HeaderError {
    /// It has no name or no value.
    #[error("a header has no value; write --header NAME=VALUE, or --header NAME=env:VARIABLE")]
    Form,
    /// The name is invalid.
    #[error("{name:?} is not the name of a header")]
    Name { name: String },
    /// The value is invalid. It may be a secret, so it is not shown.
    #[error("the value of the header {name} has characters that headers cannot have")]
    Value { name: String },
    /// The variable is not set.
    #[error("the environment variable {variable} is not set; set it to the value of the header {name}")]
    Variable { variable: String, name: String },
}

impl ExtraHeader {
    /// Reads `NAME=VALUE` or `NAME=env:VARIABLE`.
    ///
    /// # Errors
    /// Returns an error if the name or value is invalid, or the variable is not set.
    pub fn parse(text: &str, variables: impl Fn(&str) -> Option<String>) -> Result<Self, HeaderError> {
        let (name, value) = text.split_once('=').ok_or(HeaderError::Form)?;
        let variable = value.strip_prefix("env:").map(str::to_owned);
        let value = match &variable {
            None => value.to_owned(),
            Some(variable) => variables(variable)
                .filter(|value| !value.is_empty())
                .ok_or_else(|| HeaderError::Variable { variable: variable.clone(), name: name.to_owned() })?,
        };
        Ok(Self {
            value: HeaderValue::try_from(value).map_err(|_| HeaderError::Value { name: name.to_owned() })?,
            name: HeaderName::try_from(name).map_err(|_| HeaderError::Name { name: name.to_owned() })?,
            variable,
        })
    }

    /// The value, if it is a secret, and its variable.
    pub(crate) fn secret(&self) -> Option<(String, String)> {
        Some((self.value.to_str().ok()?.to_owned(), self.variable.clone()?))
    }
}

impl std::fmt::Debug for ExtraHeader {
    /// Shows no secret.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.variable {
            Some(variable) => write!(formatter, "{}: ${variable}", self.name),
            None => write!(formatter, "{}: {:?}", self.name, self.value),
        }
    }
}
