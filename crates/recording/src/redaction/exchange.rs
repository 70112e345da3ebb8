//! Finds the secrets of an exchange by names.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use trackside_contract::Exchange;

use super::names::is_secret_field;
use super::{Secrets, is_secret_header, is_secret_parameter};

/// Words before a credential in `Authorization` that are not credentials themselves.
const SCHEMES: [&str; 9] = ["apikey", "basic", "bearer", "digest", "dpop", "hawk", "negotiate", "ntlm", "token"];

/// The shortest cookie value that is redacted in the rest of the exchange. Cookies also hold short values such as
/// languages.
const SHORTEST_COOKIE: usize = 8;

/// The known secrets, and those found by the names of headers, query parameters and fields.
///
/// `named` are the names in the document's security schemes, in lower case.
pub fn exchange_secrets(known: &Secrets, exchange: &Exchange, named: &[String]) -> Secrets {
    let mut secrets = known.clone();
    for headers in [&exchange.request_headers, &exchange.response_headers] {
        for (name, value) in headers.iter().filter(|(name, _)| is_secret_header(name.as_str(), named)) {
            add_header(&mut secrets, name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
        }
    }
    let query = exchange.target.split_once('?').map_or("", |(_, query)| query);
    add_pairs(&mut secrets, query.as_bytes(), named);
    if is_form(&exchange.request_headers) {
        add_pairs(&mut secrets, &exchange.request_body, named);
    }
    for body in [&exchange.request_body, &exchange.response_body] {
        if let Ok(value) = serde_json::from_slice(body) {
            add_fields(&mut secrets, &value);
        }
    }
    secrets
}

/// Redacts the credential in a header, but keeps scheme words, cookie names and cookie attributes. In a header without
/// a credential, known secrets are redacted.
pub fn redacted_header(name: &str, value: &str, secrets: &Secrets, named: &[String]) -> String {
    if !is_secret_header(name, named) {
        // A URL may have credentials that are nowhere else in the exchange.
        return secrets.blot(&redacted_target(value, secrets, named));
    }
    match name {
        "cookie" => value.split(';').map(|cookie| redacted_cookie(cookie, secrets)).collect::<Vec<_>>().join(";"),
        "set-cookie" => match value.split_once(';') {
            Some((cookie, attributes)) => format!("{};{attributes}", redacted_cookie(cookie, secrets)),
            None => redacted_cookie(value, secrets),
        },
        _ => match scheme(value) {
            Some((scheme, credential)) => format!("{scheme} {}", secrets.stand_in(credential.trim())),
            None => secrets.stand_in(value.trim()),
        },
    }
}

/// Redacts the query parameters of a URL that hold credentials according to their names. `secrets` says how a value is
/// shown.
pub fn redacted_target(target: &str, secrets: &Secrets, named: &[String]) -> String {
    let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
    let (query, fragment) = query.split_once('#').map_or((query, None), |(query, fragment)| (query, Some(fragment)));
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) if !value.is_empty() && is_secret_parameter(&decoded(name), named) => {
            format!("{name}={}", secrets.stand_in(&decoded(value)))
        }
        _ => pair.to_owned(),
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{path}?{query}{fragment}")
}

fn add_header(secrets: &mut Secrets, name: &str, value: &str) {
    match name {
        "cookie" => value.split(';').for_each(|cookie| add_cookie(secrets, cookie)),
        "set-cookie" => add_cookie(secrets, value.split(';').next().unwrap_or_default()),
        _ => match scheme(value) {
            Some((scheme, credential)) => {
                secrets.add(credential);
                if scheme.eq_ignore_ascii_case("basic") {
                    add_basic(secrets, credential);
                }
            }
            None => secrets.add(value),
        },
    }
}

/// Adds the decoded value of `Basic`, and the password in it.
fn add_basic(secrets: &mut Secrets, credential: &str) {
    let pair = STANDARD.decode(credential.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some(pair) = pair {
        secrets.add(&pair);
        secrets.add(pair.split_once(':').map_or("", |(_, password)| password));
    }
}

fn add_cookie(secrets: &mut Secrets, cookie: &str) {
    let value = cookie.split_once('=').map_or(cookie, |(_, value)| value).trim().trim_matches('"');
    if value.chars().count() >= SHORTEST_COOKIE {
        secrets.add(value);
        secrets.add(&decoded(value));
    }
}

fn add_pairs(secrets: &mut Secrets, pairs: &[u8], named: &[String]) {
    for (_, value) in form_urlencoded::parse(pairs).filter(|(name, _)| is_secret_parameter(name, named)) {
        secrets.add(&value);
        // A plus sign may be literal.
        secrets.add(&value.replace(' ', "+"));
    }
}

/// Adds the values of body fields with secret names. The JSON parser has limited their nesting.
fn add_fields(secrets: &mut Secrets, value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| add_fields(secrets, item)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if is_secret_field(name) => secrets.add(text),
                    value => add_fields(secrets, value),
                }
            }
        }
        _ => {}
    }
}

fn redacted_cookie(cookie: &str, secrets: &Secrets) -> String {
    match cookie.split_once('=') {
        Some((name, value)) => format!("{name}={}", secrets.stand_in(value.trim())),
        None => secrets.stand_in(cookie.trim()),
    }
}

/// The word of the scheme, and the credential after it.
fn scheme(value: &str) -> Option<(&str, &str)> {
    value.trim().split_once(' ').filter(|(word, _)| SCHEMES.iter().any(|scheme| word.eq_ignore_ascii_case(scheme)))
}

fn is_form(headers: &HeaderMap) -> bool {
    let value = headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Secrets, redacted_header, redacted_target};

    #[test]
    fn the_ends_of_secrets_show_when_they_may() {
        for (name, value, hidden, shown) in [
            ("x-api-key", "wct-sandbox", "[redacted]", "…dbox"),
            ("authorization", "Bearer ak_live_sandbox", "Bearer [redacted]", "Bearer …dbox"),
            ("authorization", "short", "[redacted]", "…"),
            ("authorization", "eightchr", "[redacted]", "…"),
            ("authorization", "ninechars", "[redacted]", "…hars"),
            ("authorization", "long enough\"}", "[redacted]", "…"),
            ("cookie", "a=sessionsession; b=c", "a=[redacted]; b=[redacted]", "a=…sion; b=…"),
            ("set-cookie", "a=sessionsession; Path=/", "a=[redacted]; Path=/", "a=…sion; Path=/"),
            ("referer", "/a?api_key=abcdefghijkl&b=c", "/a?api_key=[redacted]&b=c", "/a?api_key=…ijkl&b=c"),
            ("accept", "text/html", "text/html", "text/html"),
        ] {
            assert_eq!(redacted_header(name, value, &Secrets::new(), &[]), hidden, "{name}: {value}");
            assert_eq!(redacted_header(name, value, &Secrets::showing_ends(), &[]), shown, "{name}: {value}");
        }
    }

    #[test]
    fn the_ends_of_known_values_show_wherever_they_stand() {
        let mut secrets = Secrets::showing_ends();
        secrets.add("a+b/c-long-key");
        secrets.add("tiny");
        for (text, shown) in [
            (r#"{"next":"/a?key=a%2Bb%2Fc-long-key&page=2"}"#, r#"{"next":"/a?key=…-key&page=2"}"#),
            ("tiny is tiny", "… is …"),
        ] {
            assert_eq!(secrets.blot(text), shown);
        }
        let target = redacted_target("/a?api%5Fkey=a%2Bb%2Fc-long-key&b=c#d", &secrets, &[]);
        assert_eq!(target, "/a?api%5Fkey=…-key&b=c#d");
    }
}
