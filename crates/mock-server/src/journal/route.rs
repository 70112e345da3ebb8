//! Finds the operation of a request by its method and path.

use std::sync::OnceLock;

use http::Method;
use trackside_schemas::control::Control;
use trackside_schemas::declare::Credential;
use trackside_schemas::{
    Endpoint, EndpointList as _, EndpointVisitor, Provider, ProviderList as _, ProviderVisitor, Providers,
};

use crate::pipeline::{Declared, Imitation as _};

/// A provider or the control surface, with the parts that the journal needs.
#[derive(Debug)]
pub(super) struct Api {
    /// The provider's name, or `control`.
    pub(super) name: &'static str,
    /// The first segment of its paths.
    prefix: &'static str,
    operations: Vec<Operation>,
    /// Its security schemes, by name.
    pub(super) schemes: Vec<(&'static str, Credential)>,
}

/// An operation, with the parts that the journal needs.
#[derive(Debug)]
pub(super) struct Operation {
    /// The operation id.
    pub(super) id: &'static str,
    method: Method,
    /// The segments of its path below the prefix.
    segments: Vec<&'static str>,
    /// Its query parameters.
    pub(super) query: Vec<Declared>,
    /// Its body fields.
    pub(super) body: Vec<Declared>,
}

/// What a request is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route {
    /// The provider or the control surface; nothing if the path belongs to neither.
    pub(super) api: Option<&'static Api>,
    /// The operation; nothing if no operation has this method and path.
    pub(super) operation: Option<&'static Operation>,
}

impl Route {
    /// Finds the route of a request by its method and its path, including the prefix.
    pub(super) fn find(method: &Method, path: &str) -> Self {
        let mut segments = path.strip_prefix('/').unwrap_or(path).split('/');
        let prefix = segments.next().unwrap_or_default();
        let api = apis().iter().find(|api| api.prefix == prefix);
        let segments: Vec<_> = segments.collect();
        // HEAD is handled as GET.
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        let operation =
            api.and_then(|api| api.operations.iter().find(|operation| operation.matches(method, &segments)));
        Self { api, operation }
    }
}

impl Operation {
    fn matches(&self, method: &Method, segments: &[&str]) -> bool {
        let fits = |(declared, sent): (&&str, &&str)| {
            if declared.starts_with('{') { !sent.is_empty() } else { declared == sent }
        };
        self.method == *method && self.segments.len() == segments.len() && self.segments.iter().zip(segments).all(fits)
    }

    /// The value of a path parameter in a path, as it was sent.
    pub(super) fn path_value<'p>(&self, path: &'p str, name: &str) -> Option<&'p str> {
        let index = self.segments.iter().position(|segment| {
            segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some_and(|known| known == name)
        })?;
        path.strip_prefix('/').unwrap_or(path).split('/').nth(index + 1)
    }
}

/// The lower-case names of the headers and query parameters that carry credentials.
pub(super) fn secret_names() -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let schemes = apis().iter().flat_map(|api| &api.schemes);
        let names = schemes.map(|(_, credential)| match credential {
            Credential::Bearer => "authorization".to_owned(),
            Credential::Header(name) | Credential::Query(name) => name.to_ascii_lowercase(),
        });
        names.collect()
    })
}

fn apis() -> &'static [Api] {
    static APIS: OnceLock<Vec<Api>> = OnceLock::new();
    APIS.get_or_init(|| {
        let mut collected = Apis(Vec::new());
        Providers::visit(&mut collected);
        collected.add::<Control>(Control::PREFIX);
        collected.0
    })
}

struct Apis(Vec<Api>);

impl Apis {
    fn add<P: Provider>(&mut self, prefix: &'static str) {
        let mut operations = Operations(Vec::new());
        P::Endpoints::visit(&mut operations);
        let schemes = P::information().security_schemes.iter().map(|scheme| (scheme.name, scheme.credential)).collect();
        self.0.push(Api { name: P::NAME, prefix, operations: operations.0, schemes });
    }
}

impl ProviderVisitor for Apis {
    fn provider<P: Provider>(&mut self) {
        self.add::<P>(P::NAME);
    }
}

struct Operations(Vec<Operation>);

impl EndpointVisitor for Operations {
    fn endpoint<E: Endpoint>(&mut self) {
        self.0.push(Operation {
            id: E::operation().id,
            method: Method::from_bytes(E::METHOD.as_str().as_bytes()).expect("a declared method is a method"),
            segments: E::PATH.trim_start_matches('/').split('/').collect(),
            query: Declared::of::<E::Query>(),
            body: Declared::of::<E::Body>(),
        });
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::{Route, secret_names};

    #[test]
    fn finds_operations() {
        for (method, path, api, operation) in [
            (Method::GET, "/agentref/programs/1/tracking/status", Some("agentref"), Some("getTrackingStatus")),
            (Method::HEAD, "/wecantrack/api/v3/transactions", Some("wecantrack"), Some("listTransactions")),
            (Method::POST, "/wecantrack/api/v3/transactions", Some("wecantrack"), None),
            (Method::GET, "/agentref/programs//tracking/status", Some("agentref"), None),
            (Method::GET, "/agentref/programs/1/tracking/status/", Some("agentref"), None),
            (Method::POST, "/_mock/journal/clear", Some("control"), Some("clearJournal")),
            (Method::GET, "/_mock", Some("control"), None),
            (Method::GET, "/control/clock", None, None),
            (Method::GET, "/", None, None),
            (Method::OPTIONS, "*", None, None),
        ] {
            let route = Route::find(&method, path);
            let found = (route.api.map(|api| api.name), route.operation.map(|operation| operation.id));
            assert_eq!(found, (api, operation), "{method} {path}");
        }
        let route = Route::find(&Method::GET, "/affitor/api/tracking/status/42");
        let operation = route.operation.expect("an operation");
        assert_eq!(operation.path_value("/affitor/api/tracking/status/42", "programId"), Some("42"));
        assert_eq!(operation.path_value("/affitor/api/tracking/status/42", "status"), None);
    }

    #[test]
    fn knows_the_names_of_credentials() {
        for name in ["authorization", "x-api-key", "x-api-secret", "api_key"] {
            assert!(secret_names().iter().any(|known| known == name), "{name}");
        }
    }
}
