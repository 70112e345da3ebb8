//! The pagination that an operation declares in `x-pagination`.

use serde_json::Value;

/// How an operation pages: which parameters choose the page, and where the response has items and totals.
///
/// Places in the response are JSON pointers into its body.
#[derive(Debug, Clone)]
pub(crate) struct Pagination {
    /// Where the page parameters are sent.
    pub(crate) place: PageIn,
    /// What chooses a page.
    pub(crate) by: PageBy,
    /// The parameter for the page size, if there is one.
    pub(crate) limit: Option<String>,
    /// The place of the items.
    pub(crate) items: String,
    /// The place of an item's identity within the item, if there is one.
    pub(crate) identity: Option<String>,
    /// The place of the total number of items.
    pub(crate) total: Option<String>,
    /// The place of the current page number.
    pub(crate) current_page: Option<String>,
    /// The place of the page size.
    pub(crate) per_page: Option<String>,
    /// The places of the links to other pages, by relation: first, last, next, prev.
    pub(crate) links: Vec<(String, String)>,
}

/// What chooses a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PageBy {
    /// Its number, starting at one.
    Number {
        /// The parameter for the number.
        parameter: String,
    },
    /// The number of items before it.
    Offset {
        /// The parameter for the number of items.
        parameter: String,
    },
    /// A cursor from the page before it.
    Cursor {
        /// The parameter for the cursor. The first page has none.
        parameter: String,
        /// The place of the next page's cursor; null or absent on the last page.
        next: String,
    },
}

/// Where the page parameters are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageIn {
    /// In the query string.
    Query,
    /// In the JSON body, as top-level fields.
    Body,
}

impl Pagination {
    /// Reads the pagination of an operation, or returns what is wrong with it.
    pub(super) fn read(operation: &Value) -> Result<Option<Self>, String> {
        let Some(declared) = operation.get("x-pagination") else { return Ok(None) };
        let text = |name: &str| declared.get(name).and_then(Value::as_str).map(str::to_owned);
        let required = |name: &str| text(name).ok_or_else(|| format!("x-pagination has no string {name:?}"));
        let place = match text("in").as_deref() {
            Some("query") | None => PageIn::Query,
            Some("body") => PageIn::Body,
            Some(other) => return Err(format!("x-pagination has `in: {other}`, which must be query or body")),
        };
        let by = match (text("page"), text("offset"), text("cursor")) {
            (Some(parameter), None, None) => PageBy::Number { parameter },
            (None, Some(parameter), None) => PageBy::Offset { parameter },
            (None, None, Some(parameter)) => PageBy::Cursor { parameter, next: required("nextCursor")? },
            _ => return Err("x-pagination must have one of the strings \"page\", \"offset\" and \"cursor\"".to_owned()),
        };
        let links = declared.get("links").and_then(Value::as_object).into_iter().flatten();
        Ok(Some(Self {
            place,
            by,
            limit: text("limit"),
            items: required("items")?,
            identity: text("identity"),
            total: text("total"),
            current_page: text("currentPage"),
            per_page: text("perPage"),
            links: links.filter_map(|(relation, place)| Some((relation.clone(), place.as_str()?.to_owned()))).collect(),
        }))
    }
}

impl PageBy {
    /// The name of the parameter that chooses a page.
    pub(crate) fn parameter(&self) -> &str {
        match self {
            Self::Number { parameter } | Self::Offset { parameter } | Self::Cursor { parameter, .. } => parameter,
        }
    }
}
