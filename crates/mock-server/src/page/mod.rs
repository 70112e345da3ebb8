//! Serves the pages for browsers. [`trackside_page`] renders them.

mod asset;
mod data;
mod documents;
mod judge;
mod request;
mod response;
mod show;

pub(crate) use self::show::unknown;

use axum::Router;
use axum::routing::get;

/// The first path segments of pages. No provider has one of these names.
const FIRST_SEGMENTS: [&str; 9] =
    ["world", "reference", "journal", "webhooks", "controls", "search", "live", "assets", "favicon.ico"];

/// Whether a path belongs to the pages.
pub(crate) fn owns(path: &str) -> bool {
    let Some(below) = path.strip_prefix('/') else { return false };
    let first = below.split('/').next().unwrap_or_default();
    path == "/" || FIRST_SEGMENTS.contains(&first)
}

/// The routes of the pages. They need the same access checks as the control surface.
pub(crate) fn router() -> Router {
    FIRST_SEGMENTS.into_iter().fold(Router::new().route("/", get(show::show)), |router, first| {
        let show = || get(show::show);
        router.route(&format!("/{first}"), show()).route(&format!("/{first}/"), show()).route(
            &format!("/{first}/{{*rest}}"),
            if first == "reference" { show().post(judge::judge) } else { show() },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::owns;
    use crate::catalogue::providers;

    #[test]
    fn knows_its_own_paths() {
        for (path, expected) in [
            ("/", true),
            ("/world", true),
            ("/world/", true),
            ("/reference/agentref", true),
            ("/assets/style.css", true),
            ("/favicon.ico", true),
            ("/worlds", false),
            ("/agentref/world", false),
            ("/_mock/world", false),
            ("//world", false),
            ("world", false),
            ("", false),
        ] {
            assert_eq!(owns(path), expected, "{path}");
        }
        for provider in providers() {
            assert!(!owns(&format!("/{}/x", provider.name)), "{}", provider.name);
        }
    }
}
