//! `GET /api/v2/networks` and `GET /api/v2/network_accounts`.

use std::borrow::Cow;

use super::{Failure, Wecantrack};
use crate::declare::prelude::*;
use crate::values::SpacedDateTime;

/// The endpoints of networks.
pub(super) type Endpoints = (ListNetworks, ListNetworkAccounts);

const TAG: Tag = Tag { name: "Networks", description: "Affiliate networks, and the publisher's accounts at them." };

const SEEN: Provenance = inferred("the path is documented; the fields are those that a public client of the API reads");

const SUMMARY: Provenance =
    inferred("a public summary of the provider's documentation lists the field; its type is concluded");

/// Networks.
///
/// Every affiliate network that wecantrack knows, on one page.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListNetworks;

impl Endpoint for ListNetworks {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Vec<Network<'a>>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v2/networks";

    fn operation() -> Operation<Failure> {
        Operation::new("listNetworks", DOCUMENTED).tag(TAG).success("The networks.", SEEN)
    }

    fn examples() -> Vec<Example<Vec<Network<'static>>>> {
        vec![example("one", "One network.", vec![Network { id: "awin".into(), name: "Awin".into() }])]
    }
}

/// An affiliate network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Network", extend("x-provenance" = SEEN))]
pub struct Network<'a> {
    /// Its id, a word in lower case, which transactions name as `network_id`.
    #[schemars(length(min = 1))]
    pub id: Cow<'a, str>,
    /// Its name.
    pub name: Cow<'a, str>,
}

/// Accounts at networks.
///
/// The publisher's accounts at affiliate networks, all of them or those with the given ids, on one page.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListNetworkAccounts;

impl Endpoint for ListNetworkAccounts {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = NetworkAccountsQuery;
    type Body = Nothing;
    type Success<'a> = Vec<NetworkAccount<'a>>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v2/network_accounts";

    fn operation() -> Operation<Failure> {
        Operation::new("listNetworkAccounts", DOCUMENTED).tag(TAG).success("The accounts.", SEEN).rule(
            Rule::on_success(
                "!('ids[]' in request.query) || response.body.all(account, account.id in request.query['ids[]'])",
                "every account has one of the ids asked for",
            )
            .because("the parameter is named for it"),
        )
    }

    fn examples() -> Vec<Example<Vec<NetworkAccount<'static>>>> {
        let created_at: SpacedDateTime = serde_json::from_value("2024-05-01 09:30:00".into()).expect("a literal date");
        let account = NetworkAccount {
            id: 20_417,
            created_at,
            updated_at: created_at,
            disabled_at: None,
            deleted_at: None,
            network_id: "awin".into(),
            user_id: 1207,
            name: "Awin Europe".into(),
            tags: Some(vec!["europe".into()]),
            is_enabled: 1,
            frontend_network_id: "awin".into(),
        };
        vec![
            example("one", "One account.", vec![account]),
            example("none", "No account has one of the ids.", Vec::new()),
        ]
    }
}

/// Which accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = inferred("public clients of the API send it")))]
pub struct NetworkAccountsQuery {
    /// Only accounts with one of these ids. The parameter is repeated for each: `ids[]=20417&ids[]=20418`.
    #[serde(rename = "ids[]", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub ids: Option<Vec<i64>>,
}

/// An account of the publisher at an affiliate network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "NetworkAccount", extend("x-provenance" = SEEN))]
pub struct NetworkAccount<'a> {
    /// Its id, which transactions name as `user_network_account_id`.
    #[schemars(range(min = 1))]
    pub id: u64,
    /// When it was connected, in UTC.
    pub created_at: SpacedDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: SpacedDateTime,
    /// When it was switched off, in UTC; null while it is on.
    #[schemars(extend("x-provenance" = inferred("clients read a date; an account that is on has none")))]
    pub disabled_at: Option<SpacedDateTime>,
    /// When it was removed, in UTC; null while it exists.
    #[schemars(extend("x-provenance" = SUMMARY))]
    pub deleted_at: Option<SpacedDateTime>,
    /// The network that it belongs to.
    pub network_id: Cow<'a, str>,
    /// The user whose account it is.
    #[schemars(range(min = 1), extend("x-provenance" = SUMMARY))]
    pub user_id: u64,
    /// The name that the publisher gave it.
    pub name: Cow<'a, str>,
    /// Labels that the publisher gave it, which transactions are filtered by (`network_account_tags[]`); null without any.
    #[schemars(extend("x-provenance" = inferred("a public client shows null; the filter of transactions by tags takes a list")))]
    pub tags: Option<Vec<Cow<'a, str>>>,
    /// 1 while it is on, 0 when it is switched off. An older client calls the field `enabled`.
    #[schemars(range(min = 0, max = 1), extend("x-provenance" = inferred("a public client shows a number under an older name; the name is that of a public summary of the documentation")))]
    pub is_enabled: u8,
    /// The network under which the site lists it.
    #[schemars(extend("x-provenance" = SUMMARY))]
    pub frontend_network_id: Cow<'a, str>,
}
