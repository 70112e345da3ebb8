//! The envelopes of successes: one thing, a list, and a page of a list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Meta;
use crate::declare::{DOCUMENTED, Rule, inferred, rules};
use crate::values::present;

/// One thing in its envelope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{T}Envelope", extend("x-provenance" = DOCUMENTED))]
pub struct Envelope<T> {
    /// The thing itself.
    pub data: T,
    /// Facts about the request.
    pub meta: Meta,
}

/// A whole list in its envelope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{T}List", extend("x-provenance" = DOCUMENTED))]
pub struct List<T> {
    /// Everything there is.
    pub data: Vec<T>,
    /// Facts about the request.
    pub meta: Meta,
}

/// A page of a list in its envelope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{T}Page", extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred("self.data.size() <= self.meta.pageSize", "no page has more rows than its size", "the name of the field"),
    Rule::inferred("self.data.size() <= self.meta.total", "no page has more rows than the list", "the name of the field"),
])))]
pub struct Page<T> {
    /// The rows of the page.
    pub data: Vec<T>,
    /// Facts about the page and the request.
    pub meta: PageMeta,
}

/// Facts about a page of a list, and the request for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "('nextCursor' in self) == self.hasMore",
        "there is a next cursor exactly if there are more rows",
        "the field is optional, and there is nothing to continue with after the last page",
    ),
])))]
pub struct PageMeta {
    /// How many rows the whole list has.
    pub total: u64,
    /// The number of the page, counted from 1. With `offset` or `cursor`: the page on which its first row is.
    #[schemars(range(min = 1))]
    pub page: u64,
    /// The most rows that a page has.
    #[schemars(range(min = 1, max = 100))]
    pub page_size: u64,
    /// Whether there are rows after this page.
    pub has_more: bool,
    /// The `cursor` of the next page. Absent on the last one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = inferred("the field is documented as optional; when it is absent is not")))]
    pub next_cursor: Option<String>,
    /// The request's id, `req_` and letters or digits: what support asks for.
    pub request_id: String,
}

/// The facts about the request in an example.
pub(super) fn example_meta() -> Meta {
    Meta { request_id: "req_4ff0d2a3c6e94b1d".to_owned() }
}

/// An example of one thing.
pub(super) fn one<T>(data: T) -> Envelope<T> {
    Envelope { data, meta: example_meta() }
}

/// An example of a list.
pub(super) fn list<T>(data: Vec<T>) -> List<T> {
    List { data, meta: example_meta() }
}

/// An example of a list with one page.
pub(super) fn only_page<T>(data: Vec<T>) -> Page<T> {
    let meta = PageMeta {
        total: data.len() as u64,
        page: 1,
        page_size: 20,
        has_more: false,
        next_cursor: None,
        request_id: example_meta().request_id,
    };
    Page { data, meta }
}
