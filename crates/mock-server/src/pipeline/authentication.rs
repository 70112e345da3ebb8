//! Who is asking: the credentials of a request against those that the sandbox knows.

use std::borrow::Cow;

use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, Uri};
use trackside_schemas::Provider;
use trackside_schemas::declare::Credential;

use super::Problem;
use crate::credentials::{Grant, KeyRing};

/// Where a provider's credentials stand: alternatives, each of which may need several.
pub(crate) type Alternatives = Vec<Vec<Credential>>;

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// What they may do.
    pub(crate) grant: Grant,
    /// The credential, by which requests are counted.
    pub(crate) credential: String,
}

impl Caller {
    /// The key or token; of two that belong together, the first.
    pub(crate) fn first_secret(&self, alternatives: &Alternatives) -> &str {
        let in_pairs = alternatives.iter().any(|alternative| alternative.len() > 1);
        let first = if in_pairs { self.credential.split_once(':') } else { None };
        first.map_or(&self.credential, |(first, _)| first)
    }
}

/// Where the provider's credentials stand.
pub(crate) fn alternatives<P: Provider>() -> Alternatives {
    let information = P::information();
    let credential = |name: &&str| {
        let scheme = information.security_schemes.iter().find(|scheme| scheme.name == *name);
        scheme.expect("a requirement names a declared scheme").credential
    };
    information.security.iter().map(|requirement| requirement.iter().map(credential).collect()).collect()
}

/// Finds out who is asking.
pub(crate) fn authenticate(
    provider: &str,
    alternatives: &Alternatives,
    parts: &Parts,
    keys: &KeyRing,
) -> Result<Caller, Problem> {
    if alternatives.is_empty() {
        return Ok(Caller { grant: Grant::Full, credential: String::new() });
    }
    let mut partly = None;
    for alternative in alternatives {
        let presented: Vec<Option<Cow<'_, str>>> =
            alternative.iter().map(|credential| present(*credential, &parts.headers, &parts.uri)).collect();
        if let Some(secrets) = presented.iter().map(Option::as_deref).collect::<Option<Vec<_>>>() {
            let grant =
                keys.grant(provider, &secrets).map_err(|unknown| Problem::Unauthenticated(unknown.0.to_owned()))?;
            return Ok(Caller { grant, credential: secrets.join(":") });
        }
        if presented.iter().any(Option::is_some) {
            partly = Some(alternative);
        }
    }
    Err(Problem::Unauthenticated(missing(alternatives, partly)))
}

/// The text that a request presents as a credential, if it does.
pub(crate) fn present<'r>(credential: Credential, headers: &'r HeaderMap, uri: &'r Uri) -> Option<Cow<'r, str>> {
    match credential {
        Credential::Bearer => {
            let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
            bearer(value).map(Cow::Borrowed)
        }
        Credential::Header(name) => {
            let value = headers.get(name)?.to_str().ok()?;
            // A raw token is also accepted in the notation that HTTP libraries write by default.
            Some(Cow::Borrowed(bearer(value).unwrap_or(value)))
        }
        Credential::Query(name) => {
            let query = uri.query()?.as_bytes();
            form_urlencoded::parse(query).find(|(key, _)| key == name).map(|(_, value)| value)
        }
    }
}

/// The token of `Bearer …`.
pub(crate) fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
}

fn missing(alternatives: &Alternatives, partly: Option<&Vec<Credential>>) -> String {
    let describe = |credentials: &Vec<Credential>| {
        credentials.iter().map(|credential| name(*credential)).collect::<Vec<_>>().join(" and ")
    };
    match partly {
        Some(alternative) => {
            format!("only a part of the credentials is given: {} belong together", describe(alternative))
        }
        None => format!(
            "no credential is given: expected {}",
            alternatives.iter().map(describe).collect::<Vec<_>>().join(", or ")
        ),
    }
}

fn name(credential: Credential) -> String {
    match credential {
        Credential::Bearer => "the header Authorization: Bearer …".to_owned(),
        Credential::Header(name) => format!("the header {name}"),
        Credential::Query(name) => format!("the query parameter {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::bearer;

    #[test]
    fn reads_bearer_tokens() {
        for (value, token) in [
            ("Bearer abc", Some("abc")),
            ("bearer  abc", Some("abc")),
            ("abc", None),
            ("Basic abc", None),
            ("Bearer", None),
        ] {
            assert_eq!(bearer(value), token, "{value}");
        }
    }
}
