//! Every endpoint is declared in full.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use trackside_schemas::declare::{LinkWithBody, Method, Pagination, Resolved, Source, resolve};
use trackside_schemas::{
    Endpoint, EndpointList as _, EndpointVisitor, Provider, ProviderList as _, ProviderVisitor, Providers,
};

#[test]
fn the_list_of_operations_says_what_is_served_and_what_is_missing() {
    let list = include_str!("../../../tests/operations.tsv");
    let rows: Vec<Vec<&str>> = list.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let of_state = |state: &str| -> BTreeSet<String> {
        rows.iter().filter(|row| row[3] == state).map(|row| row[..3].join(" ")).collect()
    };
    let (served, missing) = (of_state("served"), of_state("missing"));
    assert_eq!(served.len() + missing.len(), rows.len(), "every row is `served` or `missing`, once");
    let declared: Vec<String> =
        catalogue().iter().map(|entry| format!("{} {} {}", entry.provider, entry.method, entry.path)).collect();
    let unique: BTreeSet<String> = declared.iter().cloned().collect();
    assert_eq!(unique.len(), declared.len(), "an endpoint is declared twice");
    assert_eq!(unique, served, "tests/operations.tsv: mark what is declared as `served`, what is not as `missing`");
}

#[test]
fn operation_ids_are_unique_within_a_provider() {
    let ids: Vec<_> = catalogue().into_iter().map(|entry| (entry.provider, entry.id)).collect();
    let unique: BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
}

#[test]
fn every_operation_names_its_source() {
    for entry in catalogue() {
        let source = entry.source.unwrap_or_else(|| panic!("{} {} names no source", entry.provider, entry.id));
        assert!(source.url.starts_with("https://"), "{}: {}", entry.id, source.url);
        let day = source.read.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
        assert_eq!(day.collect::<Vec<_>>(), b"0000-00-00", "{}: {}", entry.id, source.read);
    }
}

#[test]
fn every_endpoint_has_examples_with_names_of_their_own() {
    for entry in catalogue() {
        assert!(!entry.examples.is_empty(), "{} has no example", entry.id);
        let names: BTreeSet<_> = entry.examples.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), entry.examples.len(), "{} repeats a name", entry.id);
        for name in names {
            let kebab = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            assert!(kebab, "{}: {name} is not in kebab case", entry.id);
        }
    }
}

#[test]
fn every_failure_has_an_example_of_its_own() {
    for entry in catalogue() {
        let statuses: BTreeSet<_> = entry.failures.iter().map(|(status, _)| *status).collect();
        assert_eq!(statuses.len(), entry.failures.len(), "{} repeats a status", entry.id);
        assert!(entry.is_public || statuses.contains(&401), "{} does not say what a refused key meets", entry.id);
        for (status, example) in &entry.failures {
            assert!((400..600).contains(status), "{} {status}", entry.id);
            assert!(example.as_object().is_some_and(|body| !body.is_empty()), "{} {status} has no example", entry.id);
        }
    }
}

#[test]
fn links_lead_to_endpoints() {
    let catalogue = catalogue();
    for entry in &catalogue {
        for (operation, parameter, expression) in &entry.links {
            let target = catalogue.iter().find(|other| other.provider == entry.provider && other.id == *operation);
            let target = target.unwrap_or_else(|| panic!("{}: there is no operation {operation}", entry.id));
            assert!(target.parameters.iter().any(|name| name == parameter), "{operation} has no parameter {parameter}");
            let of_request = expression.strip_prefix("$request.path.").or(expression.strip_prefix("$request.body#/"));
            if let Some(own) = of_request {
                assert!(entry.parameters.iter().any(|name| name == own), "{} has no parameter {own}", entry.id);
                continue;
            }
            let pointer = expression.strip_prefix("$response.body#").expect("a place in the body");
            assert!(
                entry.examples.iter().any(|(_, body)| body.pointer(pointer).is_some()),
                "{}: nothing stands at {pointer}",
                entry.id
            );
        }
    }
}

#[test]
fn pages_are_where_they_are_said_to_be() {
    let mut pages = 0;
    for entry in catalogue() {
        let Some(Pagination::Page(pagination)) = entry.pagination else { continue };
        pages += 1;
        let body = &entry.examples[0].1;
        let links = pagination.links.map(|links| [Some(links.first), links.last, Some(links.next), Some(links.prev)]);
        let places = [pagination.items, pagination.current_page, pagination.per_page].map(Some);
        let optional = [pagination.total, pagination.last_page].into_iter().chain(links.into_iter().flatten());
        for place in places.into_iter().chain(optional).flatten() {
            assert!(body.pointer(place).is_some(), "{}: nothing stands at {place}", entry.id);
        }
        let identity = pagination.identity.map(|identity| format!("{}/0{identity}", pagination.items));
        assert!(identity.as_ref().is_none_or(|place| body.pointer(place).is_some()), "{}: {identity:?}", entry.id);
        for name in [pagination.page, pagination.limit] {
            assert!(entry.parameters.iter().any(|parameter| parameter == name), "{} has no {name}", entry.id);
        }
    }
    assert_eq!(pages, 33);
}

/// What the tests look at of an endpoint.
struct Entry {
    provider: &'static str,
    id: &'static str,
    method: Method,
    path: &'static str,
    source: Option<Source>,
    is_public: bool,
    parameters: Vec<String>,
    examples: Vec<(&'static str, Value)>,
    failures: Vec<(u16, Value)>,
    links: Vec<(&'static str, &'static str, &'static str)>,
    pagination: Option<Pagination>,
}

fn catalogue() -> Vec<Entry> {
    let mut collector = Collector::default();
    Providers::visit(&mut collector);
    collector.entries
}

#[derive(Default)]
struct Collector {
    entries: Vec<Entry>,
}

impl ProviderVisitor for Collector {
    fn provider<P: Provider>(&mut self) {
        P::Endpoints::visit(self);
    }
}

impl EndpointVisitor for Collector {
    fn endpoint<E: Endpoint>(&mut self) {
        let Resolved { id, method, path, source, security, failures, links, pagination, .. } = resolve::<E>();
        self.entries.push(Entry {
            provider: E::Provider::NAME,
            id,
            method,
            path,
            source,
            is_public: security.is_empty(),
            parameters: [fields::<E::Path>(), fields::<E::Query>(), fields::<E::Body>()].concat(),
            examples: E::examples().iter().map(|example| (example.name, value(&example.value))).collect(),
            failures: failures.iter().map(|failure| (failure.status, value(&failure.example))).collect(),
            links: links.iter().flat_map(expressions).collect(),
            pagination,
        });
    }
}

/// The operation of a link, what it is given, and where that comes from.
fn expressions(link: &LinkWithBody) -> Vec<(&'static str, &'static str, &'static str)> {
    let LinkWithBody { link, body } = link;
    let given = [(link.parameter, link.expression)].into_iter().chain(body.iter().copied());
    given.map(|(parameter, expression)| (link.operation_id, parameter, expression)).collect()
}

fn value(body: &impl Serialize) -> Value {
    serde_json::to_value(body).expect("a serialisable body")
}

fn fields<T: schemars::JsonSchema>() -> Vec<String> {
    let schema = schemars::schema_for!(T).to_value();
    schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
}
