//! Which pages of other origins may call the providers from a browser.

use std::time::Duration;

use http::header::{ALLOW, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Uri};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, CorsLayer, ExposeHeaders};

use crate::access::is_loopback;
use crate::configuration::CrossOrigin;
use crate::response::{MOCK_NOW, MOCK_REASON, MOCK_WARNING, MOCK_WORLD, REQUEST_ID};

/// How long a browser may remember a preflight.
const PREFLIGHT_AGE: Duration = Duration::from_mins(10);

/// The layer that responds to preflights and adds the CORS headers to responses. `None` if CORS is off.
pub(crate) fn cross_origin_layer(cors: &CrossOrigin) -> Option<CorsLayer> {
    let origins = match cors {
        CrossOrigin::Off => return None,
        CrossOrigin::Any => AllowOrigin::mirror_request(),
        CrossOrigin::Some { local: false, origins } => {
            AllowOrigin::list(origins.iter().map(|origin| origin.header().clone()))
        }
        CrossOrigin::Some { local: true, origins } => {
            let origins = origins.clone();
            AllowOrigin::predicate(move |origin, _| {
                is_local(origin) || origins.iter().any(|known| known.header() == origin)
            })
        }
    };
    let exposed = [
        HeaderName::from_static("x-ratelimit-limit"),
        HeaderName::from_static("x-ratelimit-remaining"),
        HeaderName::from_static("x-ratelimit-reset"),
        HeaderName::from_static("preference-applied"),
        RETRY_AFTER,
        ALLOW,
        MOCK_NOW,
        MOCK_REASON,
        MOCK_WARNING,
        MOCK_WORLD,
        REQUEST_ID,
    ];
    let layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_credentials(true)
        .allow_private_network(true)
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(ExposeHeaders::list(exposed))
        .max_age(PREFLIGHT_AGE);
    Some(layer)
}

/// Whether the origin is of a page on this machine, on any port.
fn is_local(origin: &HeaderValue) -> bool {
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    origin.is_some_and(|origin| {
        matches!(origin.scheme_str(), Some("http" | "https")) && origin.host().is_some_and(is_loopback)
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::is_local;

    #[test]
    fn knows_pages_on_this_machine() {
        for (origin, local) in [
            ("http://localhost:5173", true),
            ("https://localhost", true),
            ("http://app.localhost:3000", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("http://localhost.evil.example", false),
            ("http://evillocalhost", false),
            ("https://a.example", false),
            ("http://192.168.1.5", false),
            ("null", false),
            ("file://localhost", false),
            ("chrome-extension://localhost", false),
        ] {
            assert_eq!(is_local(&HeaderValue::from_static(origin)), local, "{origin}");
        }
    }
}
