//! Finds credentials in a request.

use std::borrow::Cow;

use http::header::AUTHORIZATION;
use http::{HeaderMap, Uri};
use trackside_schemas::declare::Credential;

/// Where an operation expects credentials: alternatives, each of which may need several.
pub(crate) type Alternatives = Vec<Vec<Credential>>;

/// The credential's value in a request, if it has one. With `bare_token`, a bearer token may lack the word `Bearer`.
pub(crate) fn present<'r>(
    credential: Credential,
    bare_token: bool,
    headers: &'r HeaderMap,
    uri: &'r Uri,
) -> Option<Cow<'r, str>> {
    match credential {
        Credential::Bearer => {
            let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
            let bare = || (bare_token && !value.contains(' ')).then_some(value);
            bearer(value).or_else(bare).map(Cow::Borrowed)
        }
        Credential::Header(name) | Credential::Signature(name) => headers.get(name)?.to_str().ok().map(Cow::Borrowed),
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

/// Says which credentials are missing. `partly` is an alternative of which some are given.
pub(crate) fn missing(alternatives: &Alternatives, partly: Option<&Vec<Credential>>) -> String {
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
        Credential::Header(name) | Credential::Signature(name) => format!("the header {name}"),
        Credential::Query(name) => format!("the query parameter {name}"),
    }
}

#[cfg(test)]
mod tests {
    use http::header::AUTHORIZATION;
    use http::{HeaderMap, HeaderValue, Uri};
    use trackside_schemas::declare::Credential;

    use super::{bearer, present};

    #[test]
    fn a_token_without_its_scheme_is_read_where_the_provider_tolerates_it() {
        for (value, bare_token, token) in [
            ("Bearer abc", true, Some("abc")),
            ("Bearer abc", false, Some("abc")),
            ("abc", true, Some("abc")),
            ("abc", false, None),
            ("Basic abc", true, None),
            ("Bearer", true, Some("Bearer")),
        ] {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(value))]);
            let uri = Uri::default();
            let found = present(Credential::Bearer, bare_token, &headers, &uri);
            assert_eq!(found.as_deref(), token, "{value}, {bare_token}");
        }
    }

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
