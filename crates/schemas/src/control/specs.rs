//! `GET /specs` and `GET /specs/{name}`: the published documents, with this sandbox as their server.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Control, Failure, operation};
use crate::declare::{self, DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, example};
use crate::{Documents, ProviderList as _};

/// The OpenAPI documents.
///
/// One for each provider and one for the control surface.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListSpecs;

impl Endpoint for ListSpecs {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = SpecList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/specs";

    fn operation() -> Operation<Failure> {
        operation("listSpecs", "The documents.", Vec::new()).link(Link {
            name: "getFirstSpec",
            operation_id: "getSpec",
            parameter: "name",
            expression: "$response.body#/specs/0/name",
            description: "The first document.",
        })
    }

    fn examples() -> Vec<Example<SpecList>> {
        let spec = ListedSpec {
            name: "wecantrack".to_owned(),
            title: "wecantrack".to_owned(),
            url: "http://localhost:4010/_mock/specs/wecantrack".to_owned(),
        };
        vec![example("one", "One of them.", SpecList { specs: vec![spec] })]
    }
}

/// An OpenAPI document.
///
/// The published document with this sandbox as its server and examples that work here, ready for a viewer or a
/// generator.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetSpec;

impl Endpoint for GetSpec {
    type Provider = Control;
    type Path = GetSpecPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Spec;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/specs/{name}";

    fn operation() -> Operation<Failure> {
        let known = Documents::names().join(", ");
        let example = Failure::new("not_found", format!("there is no document acme; known documents are {known}"));
        let unknown = declare::Failure::new(404, "No document has this name.", DOCUMENTED, example);
        operation("getSpec", "The document.", vec![unknown])
    }

    fn examples() -> Vec<Example<Spec>> {
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "wecantrack", "version": "0.1.0" },
            "servers": [{ "url": "http://localhost:4010/wecantrack" }],
            "paths": {}
        });
        vec![example("head", "Its head, without paths.", Spec(document.as_object().cloned().unwrap_or_default()))]
    }
}

/// Which document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct GetSpecPath {
    /// The name of a provider, or `control`, with or without `.json`.
    #[schemars(example = &"wecantrack")]
    #[garde(skip)]
    pub name: String,
}

/// The documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct SpecList {
    /// The documents.
    pub specs: Vec<ListedSpec>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedSpec {
    /// Its name in the path.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its URL.
    pub url: String,
}

/// An OpenAPI 3.0.3 document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Spec(pub Map<String, Value>);
