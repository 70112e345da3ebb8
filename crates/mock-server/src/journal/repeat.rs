//! A recorded request, as far as a page can send it again.

use form_urlencoded::parse;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};
use trackside_page::sample::{Repeated, Request, Variable};
use trackside_recording::Secrets;
use trackside_recording::redaction::{redacted_header, redacted_target};

use super::decoding;
use super::record::Record;
use super::route::{Route, secret_names};
use super::secrets::{exchange_of, secrets_of, variables_of};
use super::show::{origin_of, repeatable_headers};
use crate::catalogue::control;

/// The methods that a page can send.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// A request in the making: its credentials are replaced, and other secrets shortened.
struct Redaction<'r> {
    /// The credentials, each with the name of its variable.
    credentials: Vec<(String, String)>,
    secrets: &'r Secrets,
    /// Whether something was shortened.
    hides: bool,
}

/// The request. `is_listed` tells whether the sandbox lists a credential for everybody, and `prefix` stands before the
/// path of its world.
pub(super) fn repeated(record: &Record, prefix: &str, is_listed: &dyn Fn(&str, &str) -> bool) -> Repeated {
    let route = Route::find(&record.method, record.uri.path());
    let exchange = exchange_of(record, true);
    let secrets = secrets_of(&exchange);
    let provider = route.api.map_or("", |api| api.name);
    let mut credentials = variables_of(record, route);
    // Schemes may share a header.
    let all = credentials.clone();
    credentials
        .retain(|(value, name)| all.iter().find(|(other, _)| other == value).is_some_and(|(_, first)| first == name));
    let variable = |(value, name): &(String, String)| Variable {
        name: name.clone(),
        listed: is_listed(provider, value).then(|| value.clone()),
    };
    let variables = credentials.iter().map(variable).collect();
    let mut redaction = Redaction { credentials, secrets: &secrets, hides: false };
    let mut headers = repeatable_headers(record);
    // The browser adds those of the page.
    headers.remove(COOKIE);
    if provider == control().name {
        headers.remove(AUTHORIZATION);
    }
    let headers = redaction.headers(&headers);
    let target = redaction.target(&exchange.target);
    let own_target = redaction.target(&record.uri.path_and_query().map(ToString::to_string).unwrap_or_default());
    let body = decoding::request_body(record);
    let text = std::str::from_utf8(&body).ok();
    let shown = text.filter(|text| !text.is_empty()).map(|text| redaction.blotted(text));
    let method = record.method.to_string();
    let obstacle = if !METHODS.contains(&method.as_str()) {
        Some("a page cannot send its method")
    } else if record.request_body.is_truncated() {
        Some("the journal keeps only the start of its body")
    } else if text.is_none() {
        Some("its body is not text")
    } else if shown.is_some() && record.method.is_safe() {
        Some("a page cannot send a body with this method")
    } else if redaction.hides {
        Some("it has a secret, and the journal keeps secrets to itself")
    } else {
        None
    };
    let is_written = !record.changes.added.is_empty() || !record.changes.removed.is_empty();
    Repeated {
        request: Request { method, url: format!("{}{target}", origin_of(record)), headers, body: shown },
        target: format!("{prefix}{own_target}"),
        variables,
        obstacle,
        writes: is_written || route.operation.map_or(!record.method.is_safe(), |operation| operation.writes),
        is_whole: !redaction.hides && text.is_some() && !record.request_body.is_truncated(),
    }
}

impl Redaction<'_> {
    fn headers(&mut self, headers: &HeaderMap) -> Vec<(String, String)> {
        let headers = headers.iter().map(|(name, value)| {
            let value = plain(&String::from_utf8_lossy(value.as_bytes()));
            (name.to_string(), self.header(name.as_str(), &value))
        });
        headers.collect()
    }

    fn header(&mut self, name: &str, value: &str) -> String {
        let is_secret = secret_names().iter().any(|known| known == name);
        for (place, (credential, _)) in self.credentials.iter().enumerate().filter(|_| is_secret) {
            if let Some(before) = value.strip_suffix(credential.as_str()) {
                return format!("{before}{}", Variable::stand_in(place));
            }
        }
        let shown = redacted_header(name, value, self.secrets, secret_names());
        self.noted(value, shown)
    }

    fn target(&mut self, target: &str) -> String {
        let target = plain(target);
        let Some((path, query)) = target.split_once('?') else { return self.blotted(&target) };
        let pairs: Vec<_> = query.split('&').map(|pair| self.pair(pair)).collect();
        format!("{}?{}", self.blotted(path), pairs.join("&"))
    }

    fn pair(&mut self, pair: &str) -> String {
        if let (Some((name, _)), Some((known, value))) = (pair.split_once('='), parse(pair.as_bytes()).next())
            && secret_names().iter().any(|secret| *secret == known.to_ascii_lowercase())
            && let Some(place) = self.credentials.iter().position(|(credential, _)| *credential == value)
        {
            return format!("{name}={}", Variable::stand_in(place));
        }
        let shown = redacted_target(&format!("?{pair}"), self.secrets, secret_names());
        let shown = self.secrets.blot(shown.strip_prefix('?').unwrap_or(&shown));
        self.noted(pair, shown)
    }

    fn blotted(&mut self, text: &str) -> String {
        let text = plain(text);
        let shown = self.secrets.blot(&text);
        self.noted(&text, shown)
    }

    fn noted(&mut self, text: &str, shown: String) -> String {
        self.hides |= shown != text;
        shown
    }
}

/// The text without the characters that stand for credentials.
fn plain(text: &str) -> String {
    text.replace(|character| ('\u{e000}'..='\u{f8ff}').contains(&character), "\u{fffd}")
}
