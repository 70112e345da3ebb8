//! `GET /me`: the key, and whose it is.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, one};
use super::habits::{ACCOUNT, any_key};
use super::{AgentRef, Failure, MarketplaceStatus, ProgramStatus, Readiness};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Provenance, Rule, example, inferred, rules,
};
use crate::values::present;

/// What the provider's own skill for coding agents says of the response.
const SKILL: Provenance = DOCUMENTED;

/// The key and its owner.
///
/// What the key may do, and whose it is. For a merchant's key, the merchant's programs as well, without the archived ones.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetMe;

impl Endpoint for GetMe {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Me>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me";

    fn operation() -> Operation<Failure> {
        any_key("getMe", DOCUMENTED, ACCOUNT).success("The key and its owner.", SKILL)
    }

    fn examples() -> Vec<Example<Envelope<Me>>> {
        vec![
            example("merchant", "A merchant's key with two scopes.", one(merchant())),
            example("affiliate", "An affiliate's key.", one(affiliate())),
        ]
    }
}

/// The key and its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = SKILL))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "('programs' in self) == (self.key.ownerType == 'merchant')",
        "programs are shown for merchants only",
    ),
])))]
pub struct Me {
    /// The key.
    pub key: KeyFacts,
    /// Whose it is.
    pub owner: Owner,
    /// The merchant's programs. Absent for an affiliate.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<OwnProgram>")]
    pub programs: Option<Vec<OwnProgram>>,
}

/// What a key may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApiKey", extend("x-provenance" = SKILL))]
pub struct KeyFacts {
    /// Whose it is: `merchant` or `affiliate`.
    #[schemars(extend("x-extensible-enum" = ["merchant", "affiliate"]))]
    pub owner_type: String,
    /// `full`, or `onboarding` for a key that is for the first set-up only.
    #[schemars(extend(
        "x-extensible-enum" = ["full", "onboarding"],
        "x-provenance" = inferred("the value `full` is named; the other one is named after the kind of key")
    ))]
    pub key_type: String,
    /// Its scopes.
    pub scopes: Vec<String>,
}

/// Whose a key is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("the object is documented, its fields are not; those of the merchant and the affiliate are taken")))]
pub struct Owner {
    /// The id of the merchant, or of the affiliate's profile.
    pub id: Uuid,
    /// The merchant's company, or the affiliate's name. Null if there is none.
    pub name: Option<String>,
}

/// A program of the key's owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = SKILL))]
pub struct OwnProgram {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Whether it runs.
    pub status: ProgramStatus,
    /// Whether affiliates can find it.
    pub marketplace_status: MarketplaceStatus,
    /// How far it is set up.
    pub readiness: Readiness,
    /// The shop's address; null before it is entered.
    pub website: Option<String>,
    /// Where links lead, if not to the website.
    pub landing_page_url: Option<String>,
    /// When Stripe was connected; null if it is not.
    pub stripe_connected_at: Option<DateTime<Utc>>,
}

fn merchant() -> Me {
    Me {
        key: KeyFacts {
            owner_type: "merchant".to_owned(),
            key_type: "full".to_owned(),
            scopes: vec!["programs:read".to_owned(), "stats:read".to_owned()],
        },
        owner: Owner { id: Uuid::from_u128(0x51f0_3c1e_7a44_4d1b_9d6b_0c2f_6a87_d5e2), name: Some("Acme".to_owned()) },
        programs: Some(vec![OwnProgram {
            id: Uuid::from_u128(0x3c90_c3cc_0d44_4b50_8888_8dd2_5736_052a),
            name: "Acme Partners".to_owned(),
            status: ProgramStatus::Active,
            marketplace_status: MarketplaceStatus::Private,
            readiness: Readiness::Partial,
            website: Some("https://acme.example".to_owned()),
            landing_page_url: None,
            stripe_connected_at: None,
        }]),
    }
}

fn affiliate() -> Me {
    Me {
        key: KeyFacts {
            owner_type: "affiliate".to_owned(),
            key_type: "full".to_owned(),
            scopes: vec!["profile:read".to_owned(), "links:write".to_owned()],
        },
        owner: Owner { id: Uuid::from_u128(0x0a7e_55d0_93c2_4f6e_8b11_2f9d_c1a0_7b34), name: None },
        programs: None,
    }
}
