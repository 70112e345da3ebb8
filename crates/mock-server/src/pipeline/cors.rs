//! Which pages of other origins may call the providers from a browser.

use std::time::Duration;

use http::HeaderName;
use http::header::{ALLOW, RETRY_AFTER};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, CorsLayer, ExposeHeaders};

use super::response::{MOCK_NOW, MOCK_REASON, MOCK_WARNING, REQUEST_ID};
use crate::configuration::CrossOrigin;

/// How long a browser may remember a preflight.
const PREFLIGHT_AGE: Duration = Duration::from_mins(10);

/// The layer that responds to preflights and adds the CORS headers to responses. `None` if CORS is off.
pub(crate) fn cross_origin_layer(cors: &CrossOrigin) -> Option<CorsLayer> {
    let origins = match cors {
        CrossOrigin::Off => return None,
        CrossOrigin::Any => AllowOrigin::mirror_request(),
        CrossOrigin::Only(origins) => AllowOrigin::list(origins.iter().cloned()),
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
