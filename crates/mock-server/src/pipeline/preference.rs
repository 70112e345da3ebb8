//! `Prefer: code=404`, `Prefer: example=NAME`, `Prefer: delay=250` (RFC 7240).

use std::time::Duration;

use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::documented::{self, Requested};
use super::response;
use crate::catalogue::Operation;
use crate::faults::{GatewayBody, gateway_failure};
use crate::response::{write_reason, write_warning};

const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// The longest delay that is applied.
const LONGEST_DELAY: Duration = Duration::from_mins(1);

/// The response that the caller prefers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Preferences {
    code: Option<String>,
    example: Option<String>,
    /// How long to wait before the response.
    pub(crate) delay: Option<Duration>,
    /// Whether the response is a gateway's, because the provider documents no such status.
    pub(super) is_of_a_gateway: bool,
    ignored: Vec<String>,
}

impl Preferences {
    /// Reads every `Prefer` header. Unknown preferences are ignored, as RFC 7240 requires. Invalid values of known ones
    /// are reported.
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let mut preferences = Self::default();
        for header in headers.get_all(PREFER) {
            for preference in header.to_str().unwrap_or_default().split(',') {
                let token = preference.split(';').next().unwrap_or_default();
                let (name, value) = token.split_once('=').unwrap_or((token, ""));
                preferences.note(&name.trim().to_ascii_lowercase(), value.trim().trim_matches('"'));
            }
        }
        preferences
    }

    // The first of repeated preferences counts (RFC 7240, section 2).
    fn note(&mut self, name: &str, value: &str) {
        match name {
            "code" if self.code.is_none() => self.code = Some(value.to_owned()),
            "example" if self.example.is_none() => self.example = Some(value.to_owned()),
            "delay" if self.delay.is_none() => match value.parse().map(Duration::from_millis) {
                Ok(delay) if delay <= LONGEST_DELAY => self.delay = Some(delay),
                _ => self
                    .ignored
                    .push(format!("delay={value} is not a number of milliseconds up to {}", LONGEST_DELAY.as_millis())),
            },
            _ => {}
        }
    }

    /// The response that the caller prefers by code or example: a documented one, or for any other failure the page of a
    /// gateway.
    pub(crate) fn response(&mut self, operation: &Operation, request: Requested<'_>) -> Option<Response> {
        if self.code.is_none() && self.example.is_none() {
            return None;
        }
        let wants = |code: u16| self.code.as_ref().is_none_or(|wanted| *wanted == code.to_string());
        let examples = operation.examples();
        let of_status: Vec<_> = examples.iter().filter(|(status, ..)| wants(*status)).collect();
        if !of_status.is_empty() || wants(operation.success.as_u16()) {
            let chosen = match &self.example {
                Some(wanted) => of_status.iter().find(|(_, name, _)| name == wanted),
                None => of_status.first(),
            };
            if let Some((status, _, body)) = chosen {
                let status = StatusCode::from_u16(*status).ok()?;
                return Some(documented::example(operation, status, body.clone(), request));
            }
            if of_status.is_empty() && self.example.is_none() {
                return Some(response::bytes(operation, operation.success, Bytes::new()));
            }
            let names: Vec<_> = of_status.iter().map(|(_, name, _)| *name).collect();
            self.ignored.push(format!(
                "example={} is not one of {}",
                self.example.take().unwrap_or_default(),
                names.join(", ")
            ));
            self.code = None;
            return None;
        }
        if let Some(status) = operation.failures.iter().copied().find(|status| wants(*status)) {
            if let Some(name) = self.example.take() {
                self.ignored.push(format!("example={name} is ignored: failures have no named examples"));
            }
            return documented::failure(operation, status, request);
        }
        let failure = self.code.as_ref().and_then(|code| code.parse::<u16>().ok());
        if let Some(status) = failure.filter(|status| (400..=599).contains(status)) {
            if let Some(name) = self.example.take() {
                self.ignored.push(format!("example={name} is ignored: {status} is not documented and has no examples"));
            }
            self.is_of_a_gateway = true;
            return Some(gateway_failure(StatusCode::from_u16(status).ok()?, &GatewayBody::Html));
        }
        let mut codes = vec![operation.success.as_str().to_owned()];
        codes.extend(examples.iter().map(|(status, ..)| status.to_string()));
        codes.extend(operation.failures.iter().map(u16::to_string));
        codes.dedup();
        self.ignored.push(format!(
            "code={} is neither documented nor a failure from 400 to 599; documented are {}",
            self.code.take().unwrap_or_default(),
            codes.join(", ")
        ));
        self.example = None;
        None
    }

    /// Says in the headers which preferences were applied, which were not, and why.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let delay = self.delay.map(|delay| delay.as_millis().to_string());
        for (name, value) in [("code", &self.code), ("example", &self.example), ("delay", &delay)] {
            if let Some(value) = value.as_ref().and_then(|value| HeaderValue::try_from(format!("{name}={value}")).ok())
            {
                headers.append(PREFERENCE_APPLIED, value);
            }
        }
        if self.code.is_some() || self.example.is_some() {
            let reason = if self.is_of_a_gateway {
                "a gateway's page, as Prefer asks: the operation does not document this status"
            } else {
                "a documented example, as Prefer asks"
            };
            write_reason(headers, reason);
        }
        for reason in &self.ignored {
            write_warning(headers, &format!("Prefer was not honoured: {reason}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderMap;

    use super::{PREFER, Preferences};

    fn check(header: &str, code: Option<&str>, example: Option<&str>, delay: Option<u64>, ignored: usize) {
        let mut headers = HeaderMap::new();
        headers.insert(PREFER, header.parse().expect("a header value"));
        let preferences = Preferences::read(&headers);
        assert_eq!(preferences.code.as_deref(), code, "{header}");
        assert_eq!(preferences.example.as_deref(), example, "{header}");
        assert_eq!(preferences.delay, delay.map(Duration::from_millis), "{header}");
        assert_eq!(preferences.ignored.len(), ignored, "{header}");
    }

    #[test]
    fn reads_preferences() {
        check("code=404", Some("404"), None, None, 0);
        check("example=fresh, delay=250", None, Some("fresh"), Some(250), 0);
        check("Code=\"404\"; foo=bar, respond-async", Some("404"), None, None, 0);
        check("code=404, code=500", Some("404"), None, None, 0);
        check("delay=forever", None, None, None, 1);
        check("delay=3600000", None, None, None, 1);
        check("wait=10", None, None, None, 0);
        check(",;=,", None, None, None, 0);
    }
}
