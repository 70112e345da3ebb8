//! `/api/advertiser/api-keys`: management keys.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::management;
use super::{Affitor, Failure, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Provenance, Rule, example, inferred, rules,
};
use crate::values::{MillisecondInstant, present};

/// The endpoints of this resource.
pub type ApiKeyEndpoints = (ListApiKeys, CreateApiKey, UpdateApiKey, RevokeApiKey);

const ENVELOPE: Provenance =
    inferred("only the response to a creation is published; this one has the same fields, without the key itself");

/// Management keys.
///
/// All keys of the advertiser, the revoked ones too. The keys themselves are masked.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListApiKeys;

/// Create a management key.
///
/// Its value is shown once, in this response. It works on the routes that its scopes name.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateApiKey;

/// Change a management key.
///
/// Its name, its scopes, and the programs that it is limited to.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateApiKey;

/// Revoke a management key.
///
/// It stops working at once, and stays in the list.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RevokeApiKey;

impl Endpoint for ListApiKeys {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = ApiKeyList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/advertiser/api-keys";

    fn operation() -> Operation<Failure> {
        management("listApiKeys", DOCUMENTED).success("The keys.", ENVELOPE)
    }

    fn examples() -> Vec<Example<ApiKeyList>> {
        vec![example("one", "One key.", ApiKeyList { data: vec![masked()] })]
    }
}

impl Endpoint for CreateApiKey {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = ApiKeyToCreate;
    type Success<'a> = CreatedApiKey;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/advertiser/api-keys";

    fn operation() -> Operation<Failure> {
        management("createApiKey", DOCUMENTED)
            .success("The key, with its value.", DOCUMENTED)
            .failure(failure::invalid_body("name is required"))
            .rule(Rule::on_success("response.body.data.name == request.body.name", "the key has the name asked for"))
            .link(Link {
                name: "revokeApiKey",
                operation_id: "revokeApiKey",
                parameter: "id",
                expression: "$response.body#/data/id",
                description: "Revokes the key.",
            })
    }

    fn examples() -> Vec<Example<CreatedApiKey>> {
        let key = NewApiKey {
            id: 7,
            name: "CI".to_owned(),
            prefix: "affk_1a2b3c4d".to_owned(),
            scopes: vec!["program:list".to_owned()],
            program_scope: None,
            status: "active".to_owned(),
            key: "affk_1a2b3c4d5e6f708192a3b4c5d6e7f809".to_owned(),
            key_masked: "affk_1a2b3c4d****f809".to_owned(),
        };
        vec![example("created", "The value is shown once.", CreatedApiKey { data: key })]
    }
}

impl Endpoint for UpdateApiKey {
    type Provider = Affitor;
    type Path = ApiKeyPath;
    type Query = Nothing;
    type Body = ApiKeyChanges;
    type Success<'a> = ChangedApiKey;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/api/advertiser/api-keys/{id}";

    fn operation() -> Operation<Failure> {
        management("updateApiKey", DOCUMENTED)
            .success("The key, masked.", ENVELOPE)
            .failure(failure::invalid_body("id must be an integer"))
            .failure(unknown_key())
            .rule(
                Rule::on_success("response.body.data.id == request.path.id", "the key is the one asked for")
                    .because("the id is in the path"),
            )
    }

    fn examples() -> Vec<Example<ChangedApiKey>> {
        vec![example("changed", "The key afterwards.", ChangedApiKey { data: masked() })]
    }
}

impl Endpoint for RevokeApiKey {
    type Provider = Affitor;
    type Path = ApiKeyPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = ChangedApiKey;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/advertiser/api-keys/{id}";

    fn operation() -> Operation<Failure> {
        management("revokeApiKey", DOCUMENTED)
            .success("The key, masked, with its new status.", ENVELOPE)
            .failure(failure::invalid_body("id must be an integer"))
            .failure(unknown_key())
            .rule(Rule::on_success("response.body.data.status == 'revoked'", "the key is revoked"))
            .idempotent()
    }

    fn examples() -> Vec<Example<ChangedApiKey>> {
        let revoked = ApiKey { status: "revoked".to_owned(), ..masked() };
        vec![example("revoked", "The key afterwards.", ChangedApiKey { data: revoked })]
    }
}

/// Which key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ApiKeyPath {
    /// Its number. The bounds are those of the database's integer ids (inferred).
    #[garde(range(min = 1, max = 2_147_483_647))]
    #[schemars(example = 7)]
    pub id: i64,
}

/// What is known about the fields that create a key or change it.
const LENGTH: Provenance = inferred("the field is documented, its length is not");

/// A key to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ApiKeyToCreate {
    /// What it is for.
    #[schemars(example = &"CI", extend("x-provenance" = LENGTH))]
    #[garde(length(min = 1, max = 200))]
    pub name: String,
    /// What it may do: `*` for everything if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", extend("x-extensible-enum" = SCOPES, "x-provenance" = LENGTH))]
    #[garde(length(max = 50))]
    pub scopes: Option<Vec<String>>,
    /// The numbers of the programs that it is limited to, as text; null for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-provenance" = LENGTH))]
    #[garde(length(max = 1000))]
    pub program_scope: Option<Vec<String>>,
    /// When it expires; null for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// What to change. What is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ApiKeyChanges {
    /// What it is for.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"CI, nightly", extend("x-provenance" = LENGTH))]
    #[garde(length(min = 1, max = 200))]
    pub name: Option<String>,
    /// What it may do.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", extend("x-extensible-enum" = SCOPES, "x-provenance" = LENGTH))]
    #[garde(length(max = 50))]
    pub scopes: Option<Vec<String>>,
    /// The numbers of the programs that it is limited to, as text.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", extend("x-provenance" = LENGTH))]
    #[garde(length(max = 1000))]
    pub program_scope: Option<Vec<String>>,
}

/// The scopes that are published.
const SCOPES: [&str; 8] = [
    "*",
    "program:list",
    "program:read",
    "program:create",
    "program:update",
    "program:delete",
    "program:go_live",
    "program:regenerate-token",
];

/// All keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = ENVELOPE))]
pub struct ApiKeyList {
    /// The keys, the oldest first.
    pub data: Vec<ApiKey>,
}

/// A key after a change, in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = ENVELOPE))]
pub struct ChangedApiKey {
    /// The key.
    pub data: ApiKey,
}

/// A new key in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CreatedApiKey {
    /// The key.
    pub data: NewApiKey,
}

/// A key without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = ENVELOPE))]
pub struct ApiKey {
    /// Its number.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// How its value begins.
    pub prefix: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The numbers of the programs that it is limited to; null for all.
    pub program_scope: Option<Vec<String>>,
    /// `active` or `revoked`.
    #[schemars(extend("x-extensible-enum" = ["active", "revoked"]))]
    pub status: String,
    /// When it expires; null for never.
    pub expires_at: Option<MillisecondInstant>,
    /// Its value with the middle replaced by `****`.
    pub key_masked: String,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented("self.key.startsWith(self.prefix)", "the key begins with its prefix"),
    Rule::documented("self.key.startsWith('affk_')", "a management key begins with affk_"),
])))]
pub struct NewApiKey {
    /// Its number.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// How its value begins.
    pub prefix: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The numbers of the programs that it is limited to; null for all.
    pub program_scope: Option<Vec<String>>,
    /// `active`.
    #[schemars(extend("x-extensible-enum" = ["active", "revoked"]))]
    pub status: String,
    /// Its value, shown once.
    pub key: String,
    /// Its value with the middle replaced by `****`.
    pub key_masked: String,
}

fn unknown_key() -> crate::declare::Failure<Failure> {
    let provenance = inferred("no page describes it; the dashboard's routes respond to an unknown program so");
    failure::strapi(404, "No key with this id.", provenance, "NotFoundError", "API key not found")
}

fn masked() -> ApiKey {
    ApiKey {
        id: 7,
        name: "CI".to_owned(),
        prefix: "affk_1a2b3c4d".to_owned(),
        scopes: vec!["program:list".to_owned()],
        program_scope: None,
        status: "active".to_owned(),
        expires_at: None,
        key_masked: "affk_1a2b3c4d****f809".to_owned(),
    }
}
