//! wecantrack: the transactions of every affiliate network in one place.

mod clickouts;
mod clicks;
mod events;
mod failure;
mod generated_links;
mod networks;
mod page;
mod plugin;
mod query;
mod reference;
mod scripts;
mod text_map;
mod transaction;
mod transactions;
mod website_settings;
mod website_writes;
mod websites;

pub use clickouts::*;
pub use clicks::*;
pub use events::{ConversionCreated, ConversionReport, ConversionUpdated};
pub use failure::{ErrorBody, Failure, InvalidParameters, MessageBody};
pub use generated_links::*;
pub use networks::*;
pub use page::{PaginatorLink, TransactionPage};
pub use plugin::*;
pub use query::{DateType, TransactionsQuery};
pub use reference::Reference;
pub use scripts::*;
pub use text_map::{ClickMetadata, SubIds};
pub use transaction::{Transaction, TransactionStatus};
pub use transactions::*;
pub use website_settings::{MgidCurrency, RedirectThrough};
pub use website_writes::*;
pub use websites::*;

use crate::declare::{
    Credential, DOCUMENTED, Delivery, HeaderDeclaration, HeaderValueType, Information, Provider, SecurityScheme,
    Shared, Source, Tag, inferred,
};

/// The page that lists every route and says what they share.
const OVERVIEW: Source = Source {
    title: "wecantrack documentation, API Requirements & Overview",
    url: "https://wecantrack.com/installation/api/",
    read: "2026-11-28",
};

/// The provider wecantrack.
#[derive(Debug, Clone, Copy)]
pub struct Wecantrack;

impl Provider for Wecantrack {
    type Endpoints = (
        ListTransactions,
        clickouts::Endpoints,
        websites::Endpoints,
        website_writes::Endpoints,
        scripts::Endpoints,
        networks::Endpoints,
        AggregateClicks,
        GenerateLink,
        plugin::Endpoints,
    );
    type Events = events::Events;
    type Failure = Failure;

    const NAME: &'static str = "wecantrack";

    fn shared() -> Shared<Failure> {
        failure::shared()
    }

    fn delivery() -> Option<Delivery> {
        Some(events::delivery())
    }

    fn information() -> Information {
        Information {
            title: "wecantrack",
            description: "The transactions of every affiliate network that a publisher works with, in one place. Lists have the shape of Laravel's \
                          paginator. Its links repeat the query of the caller, the key included when it stands there: treat bodies as secret as \
                          requests. Older public clients use https://app.wecantrack.com with the same paths (inferred).",
            server: "https://api.wecantrack.com",
            source: Some(OVERVIEW),
            tag: Tag { name: "Transactions", description: "Conversions as the networks report them." },
            security_schemes: vec![
                SecurityScheme {
                    name: "apiKeyHeader",
                    description: "The API key of the account, in a header.",
                    credential: Credential::Header("X-API-Key"),
                },
                SecurityScheme {
                    name: "apiKeyQuery",
                    description: "The API key of the account, in the query. It then also stands in the links of the answer.",
                    credential: Credential::Query("api_key"),
                },
            ],
            security: vec![&["apiKeyHeader"], &["apiKeyQuery"]],
            response_headers: vec![
                HeaderDeclaration {
                    name: "x-ratelimit-limit",
                    description: "How many requests a minute are allowed; limits differ by endpoint.",
                    value: HeaderValueType::Count,
                    only_on: None,
                    provenance: DOCUMENTED,
                },
                HeaderDeclaration {
                    name: "x-ratelimit-remaining",
                    description: "How many requests are left.",
                    value: HeaderValueType::Count,
                    only_on: None,
                    provenance: DOCUMENTED,
                },
                HeaderDeclaration {
                    name: "x-ratelimit-reset",
                    description: "When requests are allowed again, in seconds of UNIX time.",
                    value: HeaderValueType::Count,
                    only_on: None,
                    provenance: inferred(
                        "the header is documented for status 429; that the other answers carry it like the two headers beside it is concluded",
                    ),
                },
            ],
        }
    }
}
