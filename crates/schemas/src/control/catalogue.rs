//! `GET /world`: what a person can find in the sandbox, and with which credentials.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Control, Failure, Fault, Override, QueryParameter, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// What there is to be found.
///
/// Every program with its state, what it is good for, its id at each provider and a call that shows it; networks, websites, credentials that work and some that
/// do not; the faults and overrides that are in force.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetWorld;

impl Endpoint for GetWorld {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Catalogue;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/world";

    fn operation() -> Operation<Failure> {
        operation("getWorld", "The catalogue.", Vec::new())
    }

    fn examples() -> Vec<Example<Catalogue>> {
        let sight = Sight {
            id: "1042".to_owned(),
            link: "http://localhost:4010/affitor/api/tracking/status/1042".to_owned(),
            curl: "curl -H 'Authorization: session-member' 'http://localhost:4010/affitor/api/tracking/status/1042'"
                .to_owned(),
            operation: "getTrackingStatus".to_owned(),
            path_parameters: BTreeMap::from([("programId".to_owned(), json!(1042))]),
            query: Vec::new(),
            body: None,
            credential: vec!["session-member".to_owned()],
        };
        let instant = |text: &str| text.parse().expect("a literal instant");
        let catalogue = Catalogue {
            seed: 1,
            orders: 10_000,
            now: instant("2026-06-08T12:00:00Z"),
            providers: vec![ListedProvider {
                name: "affitor".to_owned(),
                base_url: "http://localhost:4010/affitor".to_owned(),
                host_url: "http://affitor.localhost:4010".to_owned(),
                endpoints: vec!["GET /affitor/api/tracking/status/{programId}".to_owned()],
                credentials: vec![ListedCredential {
                    secrets: vec!["session-member".to_owned()],
                    works: true,
                    note: "a member of every program".to_owned(),
                }],
            }],
            programs: vec![ListedProgram {
                name: "Lumen Lighting".to_owned(),
                state: "healthy".to_owned(),
                good_for: "The usual case: every step is complete and every figure is above zero.".to_owned(),
                kind: "affiliate".to_owned(),
                currency: "EUR".to_owned(),
                website: "https://lumenlighting.example".to_owned(),
                created_at: instant("2024-05-01T09:30:00Z"),
                at: BTreeMap::from([("affitor".to_owned(), sight)]),
            }],
            networks: vec![ListedNetwork {
                id: "northlane".to_owned(),
                name: "Northlane".to_owned(),
                accounts: vec![ListedAccount {
                    id: 20_417,
                    name: "Northlane Europe".to_owned(),
                    tags: vec!["europe".to_owned()],
                }],
            }],
            websites: vec![ListedWebsite { id: 3003, url: "https://dailyfinds.example".to_owned() }],
            faults: Vec::new(),
            overrides: Vec::new(),
        };
        vec![example("short", "A world with one of each.", catalogue)]
    }
}

/// Everything there is to be found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Catalogue {
    /// What the world grows from.
    pub seed: u64,
    /// Orders in the 24 months before the anchor.
    pub orders: u32,
    /// The clock.
    pub now: DateTime<Utc>,
    /// The providers.
    pub providers: Vec<ListedProvider>,
    /// The programs that exist by now.
    pub programs: Vec<ListedProgram>,
    /// The affiliate networks.
    pub networks: Vec<ListedNetwork>,
    /// The websites that send visitors.
    pub websites: Vec<ListedWebsite>,
    /// The faults that are injected.
    pub faults: Vec<Fault>,
    /// The overrides that are in force.
    pub overrides: Vec<Override>,
}

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedProvider {
    /// Its name in paths.
    pub name: String,
    /// What stands for its base URL.
    pub base_url: String,
    /// The same with the provider's own paths, by host name.
    pub host_url: String,
    /// Its endpoints, method and path.
    pub endpoints: Vec<String>,
    /// Credentials to try.
    pub credentials: Vec<ListedCredential>,
}

/// A credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedCredential {
    /// The key or token; where two belong together, both.
    pub secrets: Vec<String>,
    /// Whether it opens the endpoints; some are there to be refused.
    pub works: bool,
    /// What it is good for.
    pub note: String,
}

/// A program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedProgram {
    /// Its name.
    pub name: String,
    /// How far it is set up, in kebab case.
    pub state: String,
    /// What it is good for, one sentence.
    pub good_for: String,
    /// Whom it rewards.
    pub kind: String,
    /// Its currency, three capital letters.
    pub currency: String,
    /// The shop's URL.
    pub website: String,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// Where it can be seen, by provider.
    pub at: BTreeMap<String, Sight>,
}

/// Where a program can be seen at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Sight {
    /// What names the program there.
    pub id: String,
    /// A call that shows it.
    pub link: String,
    /// The same call as a command line.
    pub curl: String,
    /// The operation that it calls.
    pub operation: String,
    /// The values in the path, by parameter.
    pub path_parameters: BTreeMap<String, Value>,
    /// The query, in order.
    pub query: Vec<QueryParameter>,
    /// The body, where the operation takes one; null otherwise.
    pub body: Option<Value>,
    /// The secrets of the credential that it carries.
    pub credential: Vec<String>,
}

/// An affiliate network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedNetwork {
    /// What names it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The accounts held there.
    pub accounts: Vec<ListedAccount>,
}

/// An account at a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedAccount {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its tags.
    pub tags: Vec<String>,
}

/// A website that sends visitors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedWebsite {
    /// Its number.
    pub id: i64,
    /// Its URL.
    pub url: String,
}
