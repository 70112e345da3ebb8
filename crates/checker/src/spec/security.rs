//! The security schemes of a document.

use serde_json::Value;
use trackside_contract::Contract;

/// A security scheme.
#[derive(Debug, Clone)]
pub(crate) struct Scheme {
    /// The name in the document.
    pub(crate) name: String,
    /// What carries the credential.
    pub(crate) carrier: Carrier,
}

/// What carries a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// A header that contains only the credential.
    Header(String),
    /// A query parameter.
    Query(String),
    /// A cookie.
    Cookie(String),
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: Basic …`. The credential is `user:password`.
    Basic,
}

impl Carrier {
    /// The name of the header, query parameter or cookie.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Header(name) | Self::Query(name) | Self::Cookie(name) => name,
            Self::Bearer | Self::Basic => "authorization",
        }
    }
}

/// Reads the security schemes of a document. Adds a note for each one that is not supported.
pub(super) fn schemes(contract: &Contract, notes: &mut Vec<String>) -> Vec<Scheme> {
    let place = "/components/securitySchemes";
    let declared = contract.document().pointer(place).and_then(Value::as_object);
    let mut schemes = Vec::new();
    for (name, value) in declared.into_iter().flatten() {
        match carrier(contract.resolve(value)) {
            Some(carrier) => schemes.push(Scheme { name: name.clone(), carrier }),
            None => notes.push(format!("{place}/{name}: this kind of security scheme is not supported")),
        }
    }
    schemes
}

fn carrier(scheme: &Value) -> Option<Carrier> {
    let text = |name: &str| scheme.get(name).and_then(Value::as_str);
    let named = || text("name").map(str::to_owned);
    match text("type")? {
        "apiKey" => match text("in")? {
            "header" => named().map(Carrier::Header),
            "query" => named().map(Carrier::Query),
            "cookie" => named().map(Carrier::Cookie),
            _ => None,
        },
        "http" if text("scheme")?.eq_ignore_ascii_case("bearer") => Some(Carrier::Bearer),
        "http" if text("scheme")?.eq_ignore_ascii_case("basic") => Some(Carrier::Basic),
        // Tokens are sent like this, however they were obtained.
        "oauth2" | "openIdConnect" => Some(Carrier::Bearer),
        _ => None,
    }
}
