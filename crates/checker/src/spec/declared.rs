//! An operation, as far as it is needed for making requests.

use std::collections::BTreeMap;

use http::Method;
use serde_json::Value;
use trackside_contract::{Contract, Location, Operation};

use super::{Link, Pagination};

/// The declaration of an operation.
#[derive(Debug)]
pub(crate) struct Declared {
    pub(crate) id: String,
    pub(crate) method: Method,
    /// The path with its `{parameters}`.
    pub(crate) path: String,
    /// The parameters, without headers that belong to HTTP itself.
    pub(crate) parameters: Vec<DeclaredParameter>,
    /// The body, if there is one: JSON, where the document has a choice.
    pub(crate) body: Option<Body>,
    /// Other media types in which the body may be sent.
    pub(crate) other_bodies: Vec<Body>,
    /// Whether there are further media types, in which bodies cannot be written.
    pub(crate) has_further_bodies: bool,
    /// The security alternatives: each one is a list of schemes that are sent together. Empty if no credential is
    /// needed.
    pub(crate) security: Vec<Vec<String>>,
    /// The links of its responses.
    pub(crate) links: Vec<Link>,
    /// How it pages, if it does.
    pub(crate) pagination: Option<Pagination>,
    /// The statuses that a valid request can get because of the data that it names: `x-depends-on-data`.
    pub(crate) of_data: Vec<u16>,
    /// The kinds of credentials that it takes, if it does not take all: `x-key-kinds`.
    pub(crate) key_kinds: Vec<String>,
    /// Whether it creates or changes data, if the document says so with `x-writes`.
    pub(crate) writes: Option<bool>,
    /// Whether repeating a request must return the same response.
    pub(crate) is_idempotent: bool,
    /// The header with which a request may be repeated: `x-idempotency-key`, or a header parameter `Idempotency-Key`.
    pub(crate) idempotency_key: Option<String>,
    pub(crate) statuses: Vec<u16>,
    /// Why no request can be made, if the document requires something that is not supported.
    pub(crate) obstacle: Option<String>,
}

/// The texts of a list.
fn texts(list: Option<&Value>) -> Vec<String> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A parameter of a request.
#[derive(Debug)]
pub(crate) struct DeclaredParameter {
    /// The name as sent over the wire.
    pub(crate) name: String,
    /// Where it is sent.
    pub(crate) location: Location,
    /// Whether every request must have it.
    pub(crate) is_required: bool,
    /// Whether the items of a list are sent one by one.
    pub(crate) explode: bool,
    /// The schema, with references.
    pub(crate) schema: Value,
    /// The first example, if there is one.
    pub(crate) example: Option<Value>,
    /// Whether the parameter is marked as inferred.
    pub(crate) is_inferred: bool,
}

/// The body of a request in one of its media types.
#[derive(Debug)]
pub(crate) struct Body {
    /// Whether every request must have it.
    pub(crate) is_required: bool,
    /// The media type as declared. A range, such as `text/*`, is one of its members.
    pub(crate) media_type: String,
    /// How values are written.
    pub(crate) kind: BodyKind,
    /// How the fields of a form are written, where it is not as usual.
    pub(crate) parts: BTreeMap<String, Part>,
    /// The schema, with references.
    pub(crate) schema: Value,
    /// The first example, if there is one.
    pub(crate) example: Option<Value>,
}

/// How the values of a body are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyKind {
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// A text as it is.
    Text,
    /// Any bytes.
    Bytes,
}

/// How a field of a form is written.
#[derive(Debug)]
pub(crate) struct Part {
    /// The content type that `encoding` declares.
    pub(crate) content_type: Option<String>,
    /// Whether the items of a list are sent one by one.
    pub(crate) explode: bool,
    /// Whether it is sent as a file.
    pub(crate) is_file: bool,
}

impl BodyKind {
    /// The kind of a media type, and the media type to send; `None` if its values cannot be written.
    fn of(name: &str) -> Option<(Self, String)> {
        let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let kind = match essence.as_str() {
            "application/json" => Self::Json,
            "application/*" | "*/*" => return Some((Self::Json, "application/json".to_owned())),
            "application/x-www-form-urlencoded" => Self::Form,
            "multipart/form-data" => Self::Multipart,
            "text/*" => return Some((Self::Text, "text/plain".to_owned())),
            "application/octet-stream" => Self::Bytes,
            other if other.starts_with("application/") && other.ends_with("+json") => Self::Json,
            "text/xml" => return None,
            other if other.starts_with("text/") => Self::Text,
            other if other.starts_with("image/") && !other.ends_with('*') => Self::Bytes,
            _ => return None,
        };
        Some((kind, name.to_owned()))
    }

    /// Whether the fields are written as texts, as parameters are.
    pub(crate) fn is_form(self) -> bool {
        matches!(self, Self::Form | Self::Multipart)
    }
}

impl Declared {
    /// Reads an operation. Adds a note for each part that is not supported.
    pub(super) fn read(contract: &Contract, operation: &Operation, notes: &mut Vec<String>) -> Self {
        let value = contract.document().pointer(&operation.pointer).unwrap_or(&Value::Null);
        let item = operation.pointer.rsplit_once('/').and_then(|(item, _)| contract.document().pointer(item));
        let (mut other_bodies, has_further_bodies, mut obstacle) = bodies(contract, value);
        let body = if other_bodies.is_empty() { None } else { Some(other_bodies.remove(0)) };
        let parameters = parameters(contract, operation, item.unwrap_or(&Value::Null), value);
        if let Some(parameter) = parameters.iter().find(|parameter| parameter.is_required && parameter.schema.is_null())
        {
            obstacle = Some(format!("the required parameter {} has no schema", parameter.name));
        }
        if operation.path.contains('#') {
            obstacle = Some("its path has a `#`, where the path of a URL ends".to_owned());
        }
        if let Some(obstacle) = &obstacle {
            notes.push(format!("{}: skipped, {obstacle}", operation.pointer));
        }
        let pagination = Pagination::read(value).unwrap_or_else(|why| {
            notes.push(format!("{}: pages are not checked, {why}", operation.pointer));
            None
        });
        let links = Link::read_all(contract, value, &operation.pointer, notes);
        let usual_key = parameters.iter().find(|parameter| {
            parameter.location == Location::Header && parameter.name.eq_ignore_ascii_case("idempotency-key")
        });
        let named_key = value.get("x-idempotency-key").and_then(Value::as_str);
        let idempotency_key = named_key.or(usual_key.map(|parameter| parameter.name.as_str())).map(str::to_owned);
        Self {
            id: operation.id.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            parameters,
            body,
            other_bodies,
            has_further_bodies,
            security: security(contract, value),
            links,
            pagination,
            writes: value.get("x-writes").and_then(Value::as_bool),
            key_kinds: texts(value.get("x-key-kinds")),
            of_data: value
                .get("x-depends-on-data")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|status| u16::try_from(status.as_u64()?).ok())
                .collect(),
            is_idempotent: value.get("x-idempotent") == Some(&Value::Bool(true)),
            idempotency_key,
            statuses: operation.statuses.clone(),
            obstacle,
        }
    }

    /// Whether it takes every credential that another operation takes.
    pub(crate) fn takes_credentials_of(&self, other: &Self) -> bool {
        let takes = |kind: &String| self.key_kinds.contains(kind);
        self.security == other.security
            && (self.key_kinds.is_empty() || !other.key_kinds.is_empty() && other.key_kinds.iter().all(takes))
    }

    /// Whether the operation only reads: the document says so with `x-writes`, or else its method is safe, or it pages.
    pub(crate) fn reads_only(&self) -> bool {
        match self.writes {
            Some(writes) => !writes,
            None => [Method::GET, Method::HEAD, Method::OPTIONS].contains(&self.method) || self.pagination.is_some(),
        }
    }

    /// The index of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|parameter| parameter.name == name)
    }
}

fn parameters(contract: &Contract, operation: &Operation, item: &Value, value: &Value) -> Vec<DeclaredParameter> {
    let listed: Vec<_> = [value, item]
        .into_iter()
        .flat_map(|part| part.get("parameters").and_then(Value::as_array).into_iter().flatten())
        .map(|parameter| contract.resolve(parameter))
        .collect();
    let read = |parameter: &trackside_contract::Parameter| {
        let place = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        let is_meant = |value: &&&Value| value["name"] == parameter.name.as_str() && value["in"] == place;
        let declared = *listed.iter().find(is_meant)?;
        let inferred = declared.pointer("/x-provenance/source").and_then(Value::as_str) == Some("inferred");
        Some(DeclaredParameter {
            name: parameter.name.clone(),
            location: parameter.location,
            is_required: parameter.required || parameter.location == Location::Path,
            explode: parameter.explode,
            schema: declared.get("schema").cloned().unwrap_or(Value::Null),
            example: example(contract, declared),
            is_inferred: inferred,
        })
    };
    // OpenAPI says that these headers are not parameters, and that such a declaration is ignored.
    let is_ignored = |parameter: &DeclaredParameter| {
        parameter.location == Location::Header
            && ["accept", "content-type", "authorization"].contains(&parameter.name.to_ascii_lowercase().as_str())
    };
    operation.parameters.iter().filter_map(read).filter(|parameter| !is_ignored(parameter)).collect()
}

/// The bodies that an operation takes, the usual one first; whether there are further ones, which cannot be written; and
/// why no request can be made, if that are all.
fn bodies(contract: &Contract, operation: &Value) -> (Vec<Body>, bool, Option<String>) {
    let Some(declared) = operation.get("requestBody").map(|body| contract.resolve(body)) else {
        return (Vec::new(), false, None);
    };
    let is_required = declared.get("required") == Some(&Value::Bool(true));
    let content = declared.get("content").and_then(Value::as_object);
    let read = |(name, media): (&String, &Value)| {
        let (kind, media_type) = BodyKind::of(name)?;
        let schema = media.get("schema").cloned().unwrap_or(Value::Null);
        let parts = if kind.is_form() { parts(contract, &schema, media.get("encoding")) } else { BTreeMap::new() };
        Some(Body { is_required, media_type, kind, parts, schema, example: example(contract, media) })
    };
    let mut bodies: Vec<_> = content.into_iter().flatten().filter_map(read).collect();
    bodies.sort_by_key(|body| match body.kind {
        BodyKind::Json => 0,
        BodyKind::Form => 1,
        BodyKind::Multipart => 2,
        BodyKind::Text => 3,
        BodyKind::Bytes => 4,
    });
    let known: Vec<_> = content.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let obstacle =
        (bodies.is_empty() && is_required).then(|| format!("bodies of type {} are not supported", known.join(", ")));
    let has_further = known.len() > bodies.len() || known.iter().any(|name| name.contains('*'));
    (bodies, has_further, obstacle)
}

/// How the fields of a form are written.
fn parts(contract: &Contract, schema: &Value, encoding: Option<&Value>) -> BTreeMap<String, Part> {
    let fields = contract.resolve(schema).get("properties").and_then(Value::as_object).into_iter().flatten();
    let part = |(name, field): (&String, &Value)| {
        let declared = encoding.and_then(|encoding| encoding.get(name));
        let field = contract.resolve(field);
        let item = field.get("items").map_or(field, |items| contract.resolve(items));
        let content_type = declared.and_then(|declared| declared.get("contentType")).and_then(Value::as_str);
        // Several types are a choice.
        let content_type = content_type.map(|list| list.split(',').next().unwrap_or_default().trim().to_owned());
        let part = Part {
            content_type: content_type.filter(|content_type| !content_type.contains('*')),
            explode: declared.and_then(|declared| declared.get("explode")).and_then(Value::as_bool).unwrap_or(true),
            is_file: item.get("format").and_then(Value::as_str) == Some("binary"),
        };
        (name.clone(), part)
    };
    fields.map(part).collect()
}

fn example(contract: &Contract, part: &Value) -> Option<Value> {
    let named = part.get("examples").and_then(Value::as_object).and_then(|examples| examples.values().next());
    let first = named.and_then(|example| contract.resolve(example).get("value"));
    part.get("example").or(first).cloned()
}

fn security(contract: &Contract, operation: &Value) -> Vec<Vec<String>> {
    let declared = operation.get("security").or_else(|| contract.document().get("security"));
    let alternatives = declared.and_then(Value::as_array).into_iter().flatten();
    let names = |alternative: &Value| {
        alternative.as_object().map(|schemes| schemes.keys().cloned().collect::<Vec<_>>()).unwrap_or_default()
    };
    let alternatives: Vec<_> = alternatives.map(names).collect();
    // An empty alternative means that no credential is needed.
    if alternatives.iter().any(Vec::is_empty) { Vec::new() } else { alternatives }
}
