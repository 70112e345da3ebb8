//! Behaviour across requests that a checker must be told, because it knows no provider.

use serde::Serialize;
use serde_json::{Map, Value};

/// An id in a response of this operation that is a parameter of another (OpenAPI `links`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The link's name in the document.
    pub name: &'static str,
    /// The operation that takes the id.
    pub operation_id: &'static str,
    /// The parameter of that operation.
    pub parameter: &'static str,
    /// Where the id stands, as a runtime expression such as `$response.body#/data/0/id`.
    pub expression: &'static str,
    /// What following the link gives.
    pub description: &'static str,
}

/// How an operation pages (`x-pagination`). Places in bodies are JSON pointers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Pagination {
    /// By the number of the page.
    Page(PagePagination),
    /// By the number of items that come before the page.
    Offset(OffsetPagination),
    /// By a cursor that the page before has given.
    Cursor(CursorPagination),
}

/// Paging by the number of the page, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PagePagination {
    /// Where `page` and `limit` stand in a request: `query` or `body`.
    #[serde(rename = "in")]
    pub location: &'static str,
    /// The request field that asks for a page, counted from 1.
    pub page: &'static str,
    /// The request field that bounds the items of a page.
    pub limit: &'static str,
    /// The items.
    pub items: &'static str,
    /// What makes an item the same item on another page, relative to the item.
    pub identity: &'static str,
    /// How many items there are on all pages together.
    pub total: &'static str,
    /// The number of the page in the response.
    pub current_page: &'static str,
    /// The bound that was used.
    pub per_page: &'static str,
    /// The number of the last page, where the response says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_page: Option<&'static str>,
    /// The links between pages, where the response has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<PaginationLinks>,
}

/// Paging by the number of items that come before the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OffsetPagination {
    /// Where `offset` and `limit` stand in a request: `query` or `body`.
    #[serde(rename = "in")]
    pub location: &'static str,
    /// The request field that says how many items to skip.
    pub offset: &'static str,
    /// The request field that bounds the items of a page.
    pub limit: &'static str,
    /// The items.
    pub items: &'static str,
    /// What makes an item the same item on another page, relative to the item.
    pub identity: &'static str,
    /// How many items there are on all pages together, where the response says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<&'static str>,
}

/// Paging by a cursor that the page before has given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CursorPagination {
    /// Where `cursor` and `limit` stand in a request: `query` or `body`.
    #[serde(rename = "in")]
    pub location: &'static str,
    /// The request field that takes the cursor.
    pub cursor: &'static str,
    /// The request field that bounds the items of a page.
    pub limit: &'static str,
    /// The items.
    pub items: &'static str,
    /// What makes an item the same item on another page, relative to the item.
    pub identity: &'static str,
    /// The cursor of the next page; null or absent on the last one.
    pub next_cursor: &'static str,
}

/// Where the links between pages stand; a link to a page that does not exist is null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PaginationLinks {
    /// To the first page.
    pub first: &'static str,
    /// To the last page.
    pub last: &'static str,
    /// To the next page.
    pub next: &'static str,
    /// To the previous page.
    pub prev: &'static str,
}

impl Link {
    /// The OpenAPI link object.
    pub fn to_value(&self) -> Value {
        let mut parameters = Map::new();
        parameters.insert(self.parameter.to_owned(), self.expression.into());
        serde_json::json!({
            "operationId": self.operation_id,
            "parameters": parameters,
            "description": self.description,
        })
    }
}
