//! Small pairs of documents that demonstrate a rule.

use serde_json::{Value, json};

/// A pair of fragments, and their place in a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fixture {
    frame: Frame,
    old: &'static str,
    new: &'static str,
}

/// The place of a fragment. The rest of the document is the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// Members of the document.
    Document,
    /// Members of the path item `/orders/{id}`.
    PathItem,
    /// Members of the operation `GET /orders/{id}`.
    Operation,
    /// Members of its query parameter `limit`.
    Parameter,
    /// Members of its request body.
    RequestBody,
    /// The schema of its JSON request.
    RequestSchema,
    /// Members of its response 200.
    Response,
    /// The schema of its JSON response 200.
    ResponseSchema,
    /// Members of the header `x-count` of its response 200.
    Header,
}

impl Fixture {
    /// A pair of fragments at a place.
    pub(crate) const fn new(frame: Frame, old: &'static str, new: &'static str) -> Self {
        Self { frame, old, new }
    }

    /// A pair of schemas in a request.
    pub(crate) const fn request(old: &'static str, new: &'static str) -> Self {
        Self::new(Frame::RequestSchema, old, new)
    }

    /// A pair of schemas in a response.
    pub(crate) const fn response(old: &'static str, new: &'static str) -> Self {
        Self::new(Frame::ResponseSchema, old, new)
    }

    /// The pair with old and new swapped.
    pub(crate) const fn swapped(self) -> Self {
        Self { frame: self.frame, old: self.new, new: self.old }
    }

    /// Both fragments on one line each, with the place.
    pub(crate) fn fragments(self) -> (String, String) {
        let one_line = |text: &str| {
            let value: Value = serde_json::from_str(text).expect("a fixture is JSON");
            value.to_string()
        };
        (format!("{}: {}", self.frame.name(), one_line(self.old)), one_line(self.new))
    }

    /// Both documents.
    pub(crate) fn documents(self) -> (Value, Value) {
        (document(self.frame, self.old), document(self.frame, self.new))
    }
}

impl Frame {
    /// What a fragment is a part of.
    const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::PathItem => "path",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::RequestBody => "request body",
            Self::RequestSchema => "schema of a request",
            Self::Response => "response",
            Self::ResponseSchema => "schema of a response",
            Self::Header => "header",
        }
    }
}

fn document(frame: Frame, fragment: &str) -> Value {
    let fragment: Value = serde_json::from_str(fragment).expect("a fixture is JSON");
    let mut document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Shop", "version": "1" },
        "paths": { "/orders/{id}": { "get": {
            "operationId": "getOrder",
            "responses": { "200": { "description": "The order." } }
        } } },
        "components": { "schemas": {
            "Cat": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } }
        } }
    });
    let (pointer, holder) = match frame {
        Frame::Document => ("", fragment),
        Frame::PathItem => ("/paths/~1orders~1{id}", fragment),
        Frame::Operation => (OPERATION, fragment),
        Frame::Parameter => {
            let parameter = merged(json!({ "name": "limit", "in": "query" }), fragment);
            (OPERATION, json!({ "parameters": [parameter] }))
        }
        Frame::RequestBody => (OPERATION, json!({ "requestBody": fragment })),
        Frame::RequestSchema => (OPERATION, json!({ "requestBody": { "content": media(&fragment) } })),
        Frame::Response => (RESPONSE, fragment),
        Frame::ResponseSchema => (RESPONSE, json!({ "content": media(&fragment) })),
        Frame::Header => (RESPONSE, json!({ "headers": { "x-count": fragment } })),
    };
    let place = document.pointer_mut(pointer).expect("the document has that place");
    *place = merged(place.take(), holder);
    document
}

const OPERATION: &str = "/paths/~1orders~1{id}/get";
const RESPONSE: &str = "/paths/~1orders~1{id}/get/responses/200";

fn media(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn merged(mut base: Value, over: Value) -> Value {
    if let (Value::Object(members), Value::Object(more)) = (&mut base, over) {
        members.extend(more);
    }
    base
}
