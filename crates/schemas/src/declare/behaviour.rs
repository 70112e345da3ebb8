//! Behaviour across requests. A checker reads it from the document, because it knows no provider.

use serde::Serialize;
use serde_json::{Map, Value};

/// An id in a response of this operation that is a parameter of another (OpenAPI `links`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The link's name in the document.
    pub name: &'static str,
    /// The operation that the id is passed to.
    pub operation_id: &'static str,
    /// The parameter of that operation.
    pub parameter: &'static str,
    /// Where the id is, as a runtime expression such as `$response.body#/data/0/id`.
    pub expression: &'static str,
    /// What the linked operation returns.
    pub description: &'static str,
}

/// A link to an operation that also needs fields in its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkWithBody {
    /// The link.
    pub link: Link,
    /// The fields of the body, and a runtime expression for each, such as `$request.path.id`.
    pub body: &'static [(&'static str, &'static str)],
}

/// The pagination of an operation (`x-pagination`). Positions in bodies are JSON pointers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Pagination {
    /// By the number of the page.
    Page(PagePagination),
    /// By the number of items before the page.
    Offset(OffsetPagination),
    /// By a cursor from the previous page.
    Cursor(CursorPagination),
}

/// Pagination by the number of the page, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PagePagination {
    /// Where `page` and `limit` are in a request: `query` or `body`.
    #[serde(rename = "in")]
    pub location: &'static str,
    /// The request field with the number of the page, counted from 1.
    pub page: &'static str,
    /// The request field with the most items per page.
    pub limit: &'static str,
    /// The items.
    pub items: &'static str,
    /// What identifies an item across pages, relative to the item, if something does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<&'static str>,
    /// The number of items on all pages, if the response contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<&'static str>,
    /// The number of the page in the response.
    pub current_page: &'static str,
    /// The limit that was applied.
    pub per_page: &'static str,
    /// The number of the last page, if the response contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_page: Option<&'static str>,
    /// The links between pages, if the response contains them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<PaginationLinks>,
}

/// Pagination by the number of items before the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OffsetPagination {
    /// Where `offset` and `limit` are in a request: `query` or `body`.
    #[serde(rename = "in")]
    pub location: &'static str,
    /// The request field that says how many items to skip.
    pub offset: &'static str,
    /// The request field with the most items per page.
    pub limit: &'static str,
    /// The items.
    pub items: &'static str,
    /// What identifies an item across pages, relative to the item.
    pub identity: &'static str,
    /// The number of items on all pages, if the response contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<&'static str>,
}

/// Pagination by a cursor from the previous page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CursorPagination {
    /// Where `cursor` and `limit` are in a request: `query` or `body`.
    #[serde(rename = "in")]
    pub location: &'static str,
    /// The request field with the cursor.
    pub cursor: &'static str,
    /// The request field with the most items per page.
    pub limit: &'static str,
    /// The items.
    pub items: &'static str,
    /// What identifies an item across pages, relative to the item.
    pub identity: &'static str,
    /// The cursor of the next page; null or absent on the last one.
    pub next_cursor: &'static str,
}

/// Where the links between pages are. A link to a page that does not exist is null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PaginationLinks {
    /// To the first page.
    pub first: &'static str,
    /// To the last page, if the provider knows which one it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<&'static str>,
    /// To the next page.
    pub next: &'static str,
    /// To the previous page.
    pub prev: &'static str,
}

impl Link {
    /// The same link, with fields of the body. It must be that of an operation that takes JSON.
    pub const fn with_body(self, body: &'static [(&'static str, &'static str)]) -> LinkWithBody {
        LinkWithBody { link: self, body }
    }
}

impl From<Link> for LinkWithBody {
    fn from(link: Link) -> Self {
        link.with_body(&[])
    }
}

impl LinkWithBody {
    /// The OpenAPI link object. OpenAPI's own `requestBody` may be an object, but widespread parsers refuse all but texts.
    pub fn to_value(&self) -> Value {
        let expressions = |fields: &[(&str, &str)]| -> Map<String, Value> {
            fields.iter().map(|(name, expression)| ((*name).to_owned(), (*expression).into())).collect()
        };
        let mut value = serde_json::json!({
            "operationId": self.link.operation_id,
            "parameters": expressions(&[(self.link.parameter, self.link.expression)]),
            "description": self.link.description,
        });
        if !self.body.is_empty() {
            value["x-request-body"] = expressions(self.body).into();
        }
        value
    }
}
