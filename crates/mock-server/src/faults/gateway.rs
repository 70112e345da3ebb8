//! Failures of a gateway in front of a provider. They have nothing of the provider's: no form, no headers.

use axum::body::Body;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde_json::json;

/// The body of a gateway's failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GatewayBody {
    /// The page that nginx sends.
    Html,
    /// `{"message": …}`, as API gateways send it.
    Json,
    /// This text.
    Text(String),
}

/// The response of a gateway.
pub(crate) fn gateway_failure(status: StatusCode, body: &GatewayBody) -> Response {
    let (content_type, text) = match body {
        GatewayBody::Html => ("text/html", page(status)),
        GatewayBody::Json => ("application/json", json!({ "message": words(status) }).to_string()),
        GatewayBody::Text(text) => (media_type(text), text.clone()),
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn page(status: StatusCode) -> String {
    let title = format!("{} {}", status.as_str(), words(status)).trim_end().to_owned();
    format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
         <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )
}

/// The reason phrase, in nginx's words.
fn words(status: StatusCode) -> &'static str {
    match status.as_u16() {
        413 => "Request Entity Too Large",
        503 => "Service Temporarily Unavailable",
        504 => "Gateway Time-out",
        _ => status.canonical_reason().unwrap_or_default(),
    }
}

fn media_type(text: &str) -> &'static str {
    if text.trim_start().starts_with('<') {
        "text/html"
    } else if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        "application/json"
    } else {
        "text/plain"
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use http::header::CONTENT_TYPE;

    use super::{GatewayBody, gateway_failure, page};

    #[test]
    fn pages_are_those_of_nginx() {
        for (status, title) in [
            (500, "500 Internal Server Error"),
            (502, "502 Bad Gateway"),
            (503, "503 Service Temporarily Unavailable"),
            (504, "504 Gateway Time-out"),
            (599, "599"),
        ] {
            let page = page(StatusCode::from_u16(status).expect("a status"));
            assert!(page.contains(&format!("<center><h1>{title}</h1></center>")), "{page}");
        }
    }

    #[test]
    fn a_text_decides_its_media_type() {
        for (text, media_type) in [
            ("<!doctype html>", "text/html"),
            ("{\"down\":true}", "application/json"),
            ("upstream connect error", "text/plain"),
            ("", "text/plain"),
        ] {
            let response = gateway_failure(StatusCode::BAD_GATEWAY, &GatewayBody::Text(text.to_owned()));
            assert_eq!(response.headers()[CONTENT_TYPE], media_type, "{text}");
        }
    }
}
