//! Finds the operation of a request by its method and path.

use std::sync::OnceLock;

use http::Method;
use trackside_schemas::declare::Credential;

use crate::catalogue::{self, Operation, Provider};

/// What a request is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route {
    /// The provider or the control surface; nothing if the path belongs to neither.
    pub(super) api: Option<&'static Provider>,
    /// The operation; nothing if no operation has this method and path.
    pub(super) operation: Option<&'static Operation>,
}

impl Route {
    /// Finds the route of a request by its method and its path, including the prefix.
    pub(super) fn find(method: &Method, path: &str) -> Self {
        let (api, operation) = catalogue::find(method, path);
        Self { api, operation }
    }
}

/// The lower-case names of the headers and query parameters that carry credentials.
pub(super) fn secret_names() -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let schemes = catalogue::everything().iter().flat_map(|api| &api.schemes);
        let names = schemes.map(|(_, credential)| match credential {
            Credential::Bearer => "authorization".to_owned(),
            Credential::Header(name) | Credential::Query(name) | Credential::Signature(name) => {
                name.to_ascii_lowercase()
            }
        });
        names.collect()
    })
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::{Route, secret_names};

    #[test]
    fn reads_the_values_of_a_path() {
        let route = Route::find(&Method::GET, "/affitor/api/tracking/status/42");
        let operation = route.operation.expect("an operation");
        assert_eq!(operation.path_value("/affitor/api/tracking/status/42", "programId"), Some("42"));
        assert_eq!(operation.path_value("/affitor/api/tracking/status/42", "status"), None);
    }

    #[test]
    fn knows_what_carries_credentials() {
        for name in ["authorization", "x-api-key", "x-api-secret", "api_key"] {
            assert!(secret_names().iter().any(|known| known == name), "{name}");
        }
    }
}
