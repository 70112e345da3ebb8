//! The envelopes of successes, and the number that says whether a body is one.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::declare::{DOCUMENTED, Rule, inferred, rules};

/// The `status` of a body: always the number `NUMBER`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StatusNumber<const NUMBER: u8>;

/// The `status` of a success: 1.
pub type SuccessStatus = StatusNumber<1>;

/// The `status` of a failed validation: 0.
pub type FailureStatus = StatusNumber<0>;

impl<const NUMBER: u8> Serialize for StatusNumber<NUMBER> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(NUMBER)
    }
}

impl<'de, const NUMBER: u8> Deserialize<'de> for StatusNumber<NUMBER> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u8::deserialize(deserializer)?;
        if number == NUMBER {
            Ok(Self)
        } else {
            Err(de::Error::custom(format_args!("the status is {number} where {NUMBER} belongs")))
        }
    }
}

impl<const NUMBER: u8> JsonSchema for StatusNumber<NUMBER> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Status{NUMBER}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "enum": [NUMBER] })
    }
}

/// One thing in its envelope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{T}Envelope", extend("x-provenance" = DOCUMENTED))]
pub struct Envelope<T> {
    /// The thing itself.
    pub data: T,
    /// Always 1.
    pub status: SuccessStatus,
}

/// A page of a list in its envelope. The provider does not say how long the whole list is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{T}Page", extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred("self.data.size() <= self.meta.per_page", "no page has more rows than its size", "the name of the field"),
    Rule::inferred(
        "(self.data.size() == 0) == (type(self.meta.from) == null_type) && (self.data.size() == 0) == (type(self.meta.to) == null_type)",
        "an empty page begins and ends nowhere",
        "Laravel's simple paginator does it this way",
    ),
    Rule::inferred(
        "self.data.size() == 0 || double(self.meta.to) - double(self.meta.from) + 1.0 == double(self.data.size())",
        "the rows of a page are numbered",
        "Laravel's simple paginator does it this way",
    ),
])))]
pub struct Page<T> {
    /// The rows of the page.
    pub data: Vec<T>,
    /// The addresses of other pages.
    pub links: PageLinks,
    /// Facts about the page.
    pub meta: PageMeta,
    /// Always 1.
    pub status: SuccessStatus,
}

/// The addresses of other pages, as complete URLs. A page that does not exist has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PageLinks {
    /// The first page.
    pub first: String,
    /// Always null: the provider does not count its lists.
    #[schemars(extend("x-provenance" = inferred("the provider's example has null; it is what Laravel's simple paginator writes")))]
    pub last: Option<String>,
    /// The page before this one.
    pub prev: Option<String>,
    /// The page after this one; null at the end.
    pub next: Option<String>,
}

/// Facts about a page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PageMeta {
    /// The number of the page, counted from 1.
    #[schemars(range(min = 1))]
    pub current_page: u64,
    /// The number of its first row in the list, counted from 1; null on an empty page.
    #[schemars(range(min = 1))]
    pub from: Option<u64>,
    /// The address of the list, without a query.
    pub path: String,
    /// The most rows that a page has.
    #[schemars(range(min = 1))]
    pub per_page: u64,
    /// The number of its last row in the list, counted from 1; null on an empty page.
    #[schemars(range(min = 1))]
    pub to: Option<u64>,
}

/// Nothing but that it is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Done {
    /// Always 1.
    pub status: SuccessStatus,
}

/// An example of one thing.
pub(super) fn one<T>(data: T) -> Envelope<T> {
    Envelope { data, status: SuccessStatus::default() }
}

/// An example of a list with one page.
pub(super) fn only_page<T>(data: Vec<T>) -> Page<T> {
    let path = "https://api.partnero.com/v1/partners".to_owned();
    let rows = data.len() as u64;
    let rows = (rows > 0).then_some(rows);
    Page {
        data,
        links: PageLinks { first: format!("{path}?page=1"), last: None, prev: None, next: None },
        meta: PageMeta { current_page: 1, from: rows.map(|_| 1), path, per_page: 15, to: rows },
        status: SuccessStatus::default(),
    }
}
