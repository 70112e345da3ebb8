//! `GET /v1/test`: whether a key works.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Envelope, one};
use super::habits::any_kind;
use super::{Failure, Partnero};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Provenance, Tag, example, inferred};

/// What the answer holds.
const FACTS: Provenance =
    inferred("general facts of the user and the program are documented; what they are called is concluded");

/// Check a key.
///
/// Whom the key belongs to, and which program.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CheckKey;

impl Endpoint for CheckKey {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<KeyFacts>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/test";

    fn operation() -> Operation<Failure> {
        let tag = Tag { name: "Key", description: "Whether a key works, and what it is for." };
        any_kind("checkKey", DOCUMENTED, tag).success("The key works.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<Envelope<KeyFacts>>> {
        let user = KeyUser { name: "Lumen Home".to_owned(), email: "owner@lumenhome.example".to_owned() };
        let program = KeyProgram {
            id: "A1B2C3D4".to_owned(),
            name: "Lumen Home".to_owned(),
            r#type: ProgramType::Affiliate,
            website: "https://lumenhome.example".to_owned(),
        };
        vec![example("affiliate", "The key of an affiliate program.", one(KeyFacts { user, program }))]
    }
}

/// Whom a key belongs to, and which program. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FACTS))]
pub struct KeyFacts {
    /// Whose account it is.
    pub user: KeyUser,
    /// The program.
    pub program: KeyProgram,
}

/// The owner of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FACTS))]
pub struct KeyUser {
    /// Their name. The sandbox has the name of the shop.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
}

/// The program of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FACTS))]
pub struct KeyProgram {
    /// Its public identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub r#type: ProgramType,
    /// The URL of its website.
    pub website: String,
}

/// The type of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ProgramType", extend("x-provenance" = DOCUMENTED))]
pub enum ProgramType {
    /// Partners earn commissions for the customers they send.
    Affiliate,
    /// Customers earn rewards for the friends they bring.
    Referral,
    /// Subscribers earn rewards for the subscribers they bring.
    Newsletter,
}
