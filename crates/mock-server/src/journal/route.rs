//! Which operation a request is for, by its method and path.

use std::sync::OnceLock;

use http::Method;
use trackside_schemas::control::Control;
use trackside_schemas::declare::Credential;
use trackside_schemas::{
    Endpoint, EndpointList as _, EndpointVisitor, Provider, ProviderList as _, ProviderVisitor, Providers,
};

use crate::pipeline::{Declared, Imitation as _};

/// A provider, or the control surface, as far as the journal is concerned.
#[derive(Debug)]
pub(super) struct Side {
    /// Its name.
    pub(super) name: &'static str,
    /// The first segment of its paths.
    prefix: &'static str,
    /// Its operations.
    operations: Vec<Operation>,
    /// Its security schemes by name.
    pub(super) schemes: Vec<(&'static str, Credential)>,
}

/// An operation as far as the journal is concerned.
#[derive(Debug)]
pub(super) struct Operation {
    /// Its id.
    pub(super) id: &'static str,
    method: Method,
    /// The segments of its path below the prefix.
    segments: Vec<&'static str>,
    /// The parameters of its query.
    pub(super) query: Vec<Declared>,
    /// The fields of its body.
    pub(super) body: Vec<Declared>,
}

/// Where a request went.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The provider, unless the path belongs to none.
    pub(super) side: Option<&'static Side>,
    /// The operation, unless method and path are none's.
    pub(super) operation: Option<&'static Operation>,
}

impl Place {
    /// Finds the place of a request by its method and its path, prefix included.
    pub(super) fn find(method: &Method, path: &str) -> Self {
        let mut segments = path.strip_prefix('/').unwrap_or(path).split('/');
        let prefix = segments.next().unwrap_or_default();
        let side = sides().iter().find(|side| side.prefix == prefix);
        let asked: Vec<_> = segments.collect();
        // HEAD is GET without a body.
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        let operation = side.and_then(|side| side.operations.iter().find(|operation| operation.takes(method, &asked)));
        Self { side, operation }
    }
}

impl Operation {
    fn takes(&self, method: &Method, asked: &[&str]) -> bool {
        let fits = |(declared, asked): (&&str, &&str)| {
            if declared.starts_with('{') { !asked.is_empty() } else { declared == asked }
        };
        self.method == *method && self.segments.len() == asked.len() && self.segments.iter().zip(asked).all(fits)
    }

    /// The value that a path gives a parameter of the path, as it is written.
    pub(super) fn path_value<'p>(&self, path: &'p str, name: &str) -> Option<&'p str> {
        let place = self.segments.iter().position(|segment| {
            segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some_and(|known| known == name)
        })?;
        path.strip_prefix('/').unwrap_or(path).split('/').nth(place + 1)
    }
}

/// The names, in lower case, of the headers and query parameters that carry credentials.
pub(super) fn secret_names() -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let schemes = sides().iter().flat_map(|side| &side.schemes);
        let names = schemes.map(|(_, credential)| match credential {
            Credential::Bearer => "authorization".to_owned(),
            Credential::Header(name) | Credential::Query(name) => name.to_ascii_lowercase(),
        });
        names.collect()
    })
}

fn sides() -> &'static [Side] {
    static SIDES: OnceLock<Vec<Side>> = OnceLock::new();
    SIDES.get_or_init(|| {
        let mut collected = Sides(Vec::new());
        Providers::visit(&mut collected);
        collected.add::<Control>(Control::PREFIX);
        collected.0
    })
}

struct Sides(Vec<Side>);

impl Sides {
    fn add<P: Provider>(&mut self, prefix: &'static str) {
        let mut operations = Operations(Vec::new());
        P::Endpoints::visit(&mut operations);
        let schemes = P::information().security_schemes.iter().map(|scheme| (scheme.name, scheme.credential)).collect();
        self.0.push(Side { name: P::NAME, prefix, operations: operations.0, schemes });
    }
}

impl ProviderVisitor for Sides {
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

    use super::{Place, secret_names};

    #[test]
    fn finds_operations() {
        for (method, path, side, operation) in [
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
            let place = Place::find(&method, path);
            let found = (place.side.map(|side| side.name), place.operation.map(|operation| operation.id));
            assert_eq!(found, (side, operation), "{method} {path}");
        }
        let place = Place::find(&Method::GET, "/affitor/api/tracking/status/42");
        let operation = place.operation.expect("an operation");
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
