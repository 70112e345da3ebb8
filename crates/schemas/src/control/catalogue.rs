//! `GET /world`: the contents of the sandbox, and the credentials to see them with.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Control, Failure, Fault, Override, QueryParameter, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// The contents of the sandbox.
///
/// Lists:
///
/// - every program with its state, what it is useful for, its id at each provider, and a call that shows it
/// - rough edges of the data, such as a sale that was declined after its approval, each with a call that shows one
/// - networks and websites
/// - credentials, including some that do not work
/// - the active faults and overrides
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
            curl: "curl -H 'Authorization: Bearer session-member' 'http://localhost:4010/affitor/api/tracking/status/1042'"
                .to_owned(),
            operation: "getTrackingStatus".to_owned(),
            path_parameters: BTreeMap::from([("programId".to_owned(), json!(1042))]),
            query: Vec::new(),
            body: None,
            credential: vec!["session-member".to_owned()],
        };
        let time = |text: &str| text.parse().expect("a literal time");
        let catalogue = Catalogue {
            seed: 1,
            orders: 10_000,
            now: time("2026-06-08T12:00:00Z"),
            providers: vec![ListedProvider {
                name: "affitor".to_owned(),
                base_url: "http://localhost:4010/affitor".to_owned(),
                host_url: "http://affitor.localhost:4010".to_owned(),
                endpoints: vec!["GET /affitor/api/tracking/status/{programId}".to_owned()],
                credentials: vec![ListedCredential {
                    secrets: vec!["session-member".to_owned()],
                    scheme: Some("session".to_owned()),
                    kind: None,
                    scopes: None,
                    works: true,
                    empty: false,
                    owner: Some(Owner::Usual),
                    note: "a member of every program".to_owned(),
                }],
            }],
            programs: vec![ListedProgram {
                name: "Lumen Lighting".to_owned(),
                state: "healthy".to_owned(),
                good_for: "The usual case: every step is complete and every figure is above zero.".to_owned(),
                kind: "affiliate".to_owned(),
                owner: Owner::Usual,
                currency: "EUR".to_owned(),
                website: "https://lumenlighting.example".to_owned(),
                created_at: time("2024-05-01T09:30:00Z"),
                partner_link: Some("http://localhost:4010/l/lena-weber".to_owned()),
                at: BTreeMap::from([("affitor".to_owned(), sight.clone())]),
            }],
            edges: vec![ListedEdge {
                name: "name-beyond-ascii".to_owned(),
                meaning: "The name of the program has letters beyond ASCII.".to_owned(),
                provider: "affitor".to_owned(),
                since: None,
                at: sight,
            }],
            networks: vec![ListedNetwork {
                id: "northlane".to_owned(),
                name: "Northlane".to_owned(),
                accounts: vec![ListedAccount {
                    id: 20_417,
                    name: "Northlane Europe".to_owned(),
                    tags: vec!["europe".to_owned()],
                    owner: Owner::Usual,
                }],
            }],
            websites: vec![ListedWebsite {
                id: 3003,
                url: "https://dailyfinds.example".to_owned(),
                owner: Owner::Usual,
            }],
            faults: Vec::new(),
            overrides: Vec::new(),
        };
        vec![example("short", "A world with one of each.", catalogue)]
    }
}

/// Whose something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Owner {
    /// The usual account's. Nearly everything is.
    Usual,
    /// The second account's, which has things of its own and sees nothing else.
    Other,
}

/// The contents of the sandbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Catalogue {
    /// The seed of the simulation.
    pub seed: u64,
    /// The number of orders in 24 months, within two per cent.
    pub orders: u32,
    /// The time of the sandbox's clock.
    pub now: DateTime<Utc>,
    /// The providers.
    pub providers: Vec<ListedProvider>,
    /// The programs that exist now.
    pub programs: Vec<ListedProgram>,
    /// Rough edges of the data, as far as there are any now: each is the newest of its kind.
    pub edges: Vec<ListedEdge>,
    /// The affiliate networks.
    pub networks: Vec<ListedNetwork>,
    /// The websites that send visitors.
    pub websites: Vec<ListedWebsite>,
    /// The active faults.
    pub faults: Vec<Fault>,
    /// The active overrides.
    pub overrides: Vec<Override>,
}

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedProvider {
    /// Its name in paths.
    pub name: String,
    /// Use it instead of the provider's base URL.
    pub base_url: String,
    /// The same by host name, with the provider's own paths.
    pub host_url: String,
    /// Method and path of each endpoint.
    pub endpoints: Vec<String>,
    /// Credentials to try.
    pub credentials: Vec<ListedCredential>,
}

/// A credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedCredential {
    /// The key or token, or both parts of a pair.
    pub secrets: Vec<String>,
    /// The security scheme of the provider's document that it belongs to, if only operations with this scheme accept it.
    pub scheme: Option<String>,
    /// Its kind, such as `merchant` or `affiliate`, if operations accept only some kinds.
    pub kind: Option<String>,
    /// Its scopes, if it does not have all scopes of its kind.
    pub scopes: Option<Vec<String>>,
    /// Whether requests with it succeed. Some credentials exist to be refused.
    pub works: bool,
    /// Whether its account has no data, like that of a new customer: lists are empty, and ids are not found.
    pub empty: bool,
    /// Whose things it shows. Null if it shows none.
    pub owner: Option<Owner>,
    /// What it is for.
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
    /// What it is useful for, in one sentence.
    pub good_for: String,
    /// Its kind: `affiliate`, `refer-a-friend` or `newsletter`.
    pub kind: String,
    /// Whose program it is: credentials of another owner do not show it.
    pub owner: Owner,
    /// Its currency, three capital letters.
    pub currency: String,
    /// The shop's URL.
    pub website: String,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// The link of an active partner. Following it in a browser records a click and leads to the shop, or to the page that
    /// its parameter `to` names. None if the program has no active partner.
    pub partner_link: Option<String>,
    /// Where it is shown, by provider.
    pub at: BTreeMap<String, Sight>,
}

/// Where a provider shows something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Sight {
    /// The id of the program or record there; of a list, the number of the page.
    pub id: String,
    /// The URL of a call that shows it.
    pub link: String,
    /// The same call as a curl command.
    pub curl: String,
    /// The operation that it calls.
    pub operation: String,
    /// The values of the path parameters.
    pub path_parameters: BTreeMap<String, Value>,
    /// The query, in order.
    pub query: Vec<QueryParameter>,
    /// The body; null if the operation has none.
    pub body: Option<Value>,
    /// The secrets of the credential that it sends.
    pub credential: Vec<String>,
}

/// Data that is unlike most, and where to find it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedEdge {
    /// Its name, in kebab case.
    pub name: String,
    /// What is special about it, in one sentence.
    pub meaning: String,
    /// The provider that shows it.
    pub provider: String,
    /// Since when it is so. Set the clock to an earlier time to see what was before. Null if it has always been so.
    pub since: Option<DateTime<Utc>>,
    /// Where it is shown.
    pub at: Sight,
}

/// An affiliate network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedNetwork {
    /// Its id.
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
    /// Whose account it is.
    pub owner: Owner,
}

/// A website that sends visitors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedWebsite {
    /// Its number.
    pub id: i64,
    /// Its URL.
    pub url: String,
    /// Whose website it is.
    pub owner: Owner,
}
