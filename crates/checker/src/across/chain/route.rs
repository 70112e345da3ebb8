//! Which operations read, list, change and delete what an operation creates.

use http::Method;
use serde_json::Value;
use trackside_contract::{Exchange, Location};

use crate::case::Draft;
use crate::spec::{Declared, Link, Place, Spec};

/// An operation on what was created, and where its parameters come from.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// The index of the operation.
    pub(super) operation: usize,
    values: Vec<(String, Place)>,
}

/// The operations on what an operation creates.
#[derive(Debug, Clone)]
pub(super) struct Routes {
    /// The index of the operation that creates.
    pub(super) create: usize,
    pub(super) read: Option<Route>,
    pub(super) update: Option<Route>,
    pub(super) delete: Option<Route>,
    /// The index of the operation that lists.
    pub(super) list: Option<usize>,
}

impl Routes {
    /// The routes from an operation; `None` if it creates nothing that its links lead to.
    ///
    /// The links say how to read what was created. Where they do not say how to change or delete it, the methods of the
    /// same path do.
    pub(super) fn of(spec: &Spec, create: usize) -> Option<Self> {
        let declared = &spec.operations()[create];
        if declared.reads_only() || declared.method != Method::POST || declared.links.is_empty() {
            return None;
        }
        let by_link = |is_meant: &dyn Fn(&Declared) -> bool| {
            let meant = |link: &&Link| link.status.starts_with('2') && link.parameters.iter().any(is_of_response);
            declared.links.iter().filter(meant).find_map(|link| {
                let operation = spec.operations().iter().position(|other| other.id == link.operation)?;
                is_meant(&spec.operations()[operation]).then(|| Route { operation, values: link.parameters.clone() })
            })
        };
        let read = by_link(&|other| other.method == Method::GET && other.reads_only());
        let beside = |methods: &[Method]| {
            let read = read.as_ref()?;
            let path = &spec.operations()[read.operation].path;
            let has_all = |other: &Declared| {
                let mut names = other.parameters.iter().filter(|parameter| parameter.location == Location::Path);
                names.all(|parameter| read.values.iter().any(|(name, _)| *name == parameter.name))
            };
            let is_meant = |other: &Declared| other.path == *path && methods.contains(&other.method) && has_all(other);
            let operation = spec.operations().iter().position(is_meant)?;
            path.contains('{').then(|| Route { operation, values: read.values.clone() })
        };
        let changes = [Method::PATCH, Method::PUT];
        let update = by_link(&|other| changes.contains(&other.method)).or_else(|| beside(&changes));
        let delete = by_link(&|other| other.method == Method::DELETE).or_else(|| beside(&[Method::DELETE]));
        let creates = declared.statuses.contains(&201) || delete.is_some();
        if !creates || read.is_none() && delete.is_none() {
            return None;
        }
        let is_list = |other: &Declared| {
            other.path == declared.path && other.method == Method::GET && other.reads_only() && other.lists(spec)
        };
        let list = spec.operations().iter().position(is_list);
        Some(Self { create, read, update, delete, list })
    }

    /// The value by which what was created is known.
    pub(super) fn identity(&self, spec: &Spec, exchange: &Exchange) -> Option<Value> {
        let (_, place) = self.captured_value()?;
        place.value(exchange, &spec.operations()[self.create].path)
    }

    /// The place in the response from which a script takes the identity.
    pub(super) fn captured(&self) -> Option<&str> {
        match &self.captured_value()?.1 {
            Place::ResponseBody(pointer) => Some(pointer),
            _ => None,
        }
    }

    fn captured_value(&self) -> Option<&(String, Place)> {
        let route = self.read.as_ref().or(self.delete.as_ref())?;
        route.values.iter().find(|value| is_of_response(value))
    }
}

fn is_of_response((_, place): &(String, Place)) -> bool {
    matches!(place, Place::ResponseBody(_) | Place::ResponseHeader(_))
}

impl Route {
    /// The request, with the value that `value` finds for each place.
    pub(super) fn draft(
        &self,
        plain: &Draft,
        declared: &Declared,
        mut value: impl FnMut(&Place) -> Option<Value>,
    ) -> Option<Draft> {
        let mut draft = plain.clone();
        for (name, place) in &self.values {
            let value = value(place)?;
            draft = match declared.parameter(name) {
                Some(index) => draft.with(index, value),
                // A route that was found by its path has the parameters of another operation.
                None if declared.body.is_none() => draft,
                None => draft.with_field(name, value),
            };
        }
        Some(draft)
    }
}

impl Declared {
    /// Whether a success of the operation has a list of items.
    pub(in crate::across) fn lists(&self, spec: &Spec) -> bool {
        if self.pagination.is_some() {
            return true;
        }
        let contract = spec.contract();
        let operation = contract.operation(&self.id).and_then(|found| contract.document().pointer(&found.pointer));
        let schema = operation.and_then(|operation| {
            let responses = operation.get("responses")?.as_object()?;
            let (_, response) = responses.iter().find(|(status, _)| status.starts_with('2'))?;
            let content = contract.resolve(response).get("content")?.as_object()?;
            Some(contract.resolve(content.values().next()?.get("schema")?))
        });
        let is_list = |schema: &Value| contract.resolve(schema).get("type").and_then(Value::as_str) == Some("array");
        schema.is_some_and(|schema| is_list(schema) || schema.pointer("/properties/data").is_some_and(is_list))
    }
}
